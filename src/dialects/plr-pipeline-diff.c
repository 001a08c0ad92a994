/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeline-diff"

#include "config.h"

#include <string.h>

#include "plr-construct.h"
#include "plr-pipeline-diff.h"

/* From which likeness on a stage that is gone and one that is new are the same one, renamed. */
#define LIKENESS 0.6

/* Above that many pairs nobody is served by guesses. */
#define MAX_PAIRS 40000

/* A list of more pairs than that is compared position by position. */
#define MAX_CELLS 250000

typedef struct
{
  GPtrArray  *constructs;
  GHashTable *by_stage;  /* PlrStage → GPtrArray of PlrConstruct; those of the pipeline are at NULL */
} Side;

typedef struct
{
  GListStore *out;
  Side        sides[2];
  GHashTable *partners;  /* id of an old stage → the new PlrStage */
  GHashTable *taken;     /* of the new stages that are partners */
} Diff;

static void
side_init (Side        *side,
           PlrPipeline *pipeline)
{
  side->constructs = plr_constructs_list (pipeline);
  side->by_stage = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < side->constructs->len; i++)
    {
      PlrConstruct *construct = g_ptr_array_index (side->constructs, i);
      GPtrArray *own = g_hash_table_lookup (side->by_stage, construct->stage);

      if (own == NULL)
        {
          own = g_ptr_array_new ();
          g_hash_table_insert (side->by_stage, construct->stage, own);
        }
      g_ptr_array_add (own, construct);
    }
}

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->by_stage, g_hash_table_unref);
  g_clear_pointer (&side->constructs, g_ptr_array_unref);
}

/* The constructs of one field of a stage, or of the pipeline. */
static GPtrArray *
list_field (Side       *side,
            PlrStage   *stage,
            const char *field)
{
  GPtrArray *found = g_ptr_array_new ();
  GPtrArray *own = g_hash_table_lookup (side->by_stage, stage);

  for (guint i = 0; own != NULL && i < own->len; i++)
    {
      PlrConstruct *construct = g_ptr_array_index (own, i);

      if (g_str_equal (construct->field, field))
        g_ptr_array_add (found, construct);
    }

  return found;
}

static void
add (Diff             *self,
     PlrDifferenceKind kind,
     PlrStage         *old_stage,
     PlrStage         *new_stage,
     const char       *field,
     const char       *key,
     const char       *property,
     const char       *old_value,
     const char       *new_value)
{
  g_autoptr(PlrDifference) difference = plr_difference_new (kind, old_stage, new_stage);

  plr_difference_set_thing (difference, field, key, property);
  plr_difference_set_values (difference, old_value, new_value);
  g_list_store_append (self->out, difference);
}

static void
add_construct (Diff         *self,
               PlrStage     *old_stage,
               PlrStage     *new_stage,
               PlrConstruct *was,
               PlrConstruct *is)
{
  PlrDifferenceKind kind = PLR_DIFFERENCE_KIND_CHANGED;

  if (was == NULL || is == NULL)
    kind = was == NULL ? PLR_DIFFERENCE_KIND_ADDED : PLR_DIFFERENCE_KIND_REMOVED;
  add (self, kind, old_stage, new_stage, is != NULL ? is->field : was->field, is != NULL ? is->key : was->key, NULL,
       was != NULL ? was->value : NULL, is != NULL ? is->value : NULL);
}

/* Two items that are the same thing: which of its properties differ. */
static void
diff_items (Diff         *self,
            PlrStage     *old_stage,
            PlrStage     *new_stage,
            PlrConstruct *was,
            PlrConstruct *is)
{
  g_autofree GParamSpec **properties = NULL;
  guint n_properties = 0;

  if (g_str_equal (was->value, is->value))
    return;
  if (was->item == NULL || !PLR_IS_STEP (was->item) || !PLR_IS_STEP (is->item))
    {
      add_construct (self, old_stage, new_stage, was, is);
      return;
    }

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (is->item), &n_properties);
  for (guint i = 0; i < n_properties; i++)
    {
      g_autofree char *old_value = plr_construct_dup_property (was->item, properties[i]);
      g_autofree char *new_value = plr_construct_dup_property (is->item, properties[i]);

      if (g_strcmp0 (old_value, new_value) != 0)
        add (self, PLR_DIFFERENCE_KIND_CHANGED, old_stage, new_stage, is->field, is->key, properties[i]->name,
             old_value, new_value);
    }
}

/* The length of the longest common row of items for each pair of tails. */
static guint *
measure_tails (GPtrArray *was,
               GPtrArray *is)
{
  gsize width = is->len + 1;
  guint *lengths = g_new0 (guint, (was->len + 1) * width);

  for (guint i = was->len; i-- > 0;)
    for (guint j = is->len; j-- > 0;)
      {
        PlrConstruct *left = g_ptr_array_index (was, i);
        PlrConstruct *right = g_ptr_array_index (is, j);

        lengths[i * width + j] = g_str_equal (left->value, right->value) ? lengths[(i + 1) * width + j + 1] + 1 :
                                 MAX (lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
      }

  return lengths;
}

/* A script and an action are not the same step in another form. */
static gboolean
is_same_kind (PlrConstruct *was,
              PlrConstruct *is)
{
  if (was->item == NULL || !PLR_IS_STEP (was->item) || !PLR_IS_STEP (is->item))
    return TRUE;

  return (plr_step_get_run (PLR_STEP (was->item)) == NULL) == (plr_step_get_run (PLR_STEP (is->item)) == NULL);
}

/* What lies between two items that are the same on both sides: in pairs as far as there are two. */
static void
diff_gap (Diff      *self,
          PlrStage  *old_stage,
          PlrStage  *new_stage,
          GPtrArray *was,
          GPtrArray *is,
          guint      bounds[4])
{
  guint i = bounds[0];
  guint j = bounds[2];

  for (; i < bounds[1] && j < bounds[3] && is_same_kind (g_ptr_array_index (was, i), g_ptr_array_index (is, j)); i++, j++)
    diff_items (self, old_stage, new_stage, g_ptr_array_index (was, i), g_ptr_array_index (is, j));
  for (; i < bounds[1]; i++)
    add_construct (self, old_stage, new_stage, g_ptr_array_index (was, i), NULL);
  for (; j < bounds[3]; j++)
    add_construct (self, old_stage, new_stage, NULL, g_ptr_array_index (is, j));
}

/* Items that have no name, in order: a step in the middle does not make all behind it other ones. */
static void
diff_rows (Diff      *self,
           PlrStage  *old_stage,
           PlrStage  *new_stage,
           GPtrArray *was,
           GPtrArray *is)
{
  gsize width = is->len + 1;
  g_autofree guint *lengths = NULL;
  guint bounds[4] = { 0, 0, 0, 0 };
  guint i = 0;
  guint j = 0;

  if ((gsize)was->len * is->len <= MAX_CELLS)
    lengths = measure_tails (was, is);
  while (lengths != NULL && i < was->len && j < is->len)
    {
      PlrConstruct *left = g_ptr_array_index (was, i);
      PlrConstruct *right = g_ptr_array_index (is, j);

      if (g_str_equal (left->value, right->value))
        {
          bounds[1] = i++;
          bounds[3] = j++;
          diff_gap (self, old_stage, new_stage, was, is, bounds);
          bounds[0] = i;
          bounds[2] = j;
        }
      else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
        {
          i++;
        }
      else
        {
          j++;
        }
    }
  bounds[1] = was->len;
  bounds[3] = is->len;
  diff_gap (self, old_stage, new_stage, was, is, bounds);
}

static PlrConstruct *
find_key (GPtrArray  *constructs,
          const char *key)
{
  for (guint i = 0; i < constructs->len; i++)
    {
      PlrConstruct *construct = g_ptr_array_index (constructs, i);

      if (g_strcmp0 (construct->key, key) == 0)
        return construct;
    }

  return NULL;
}

static void
diff_named (Diff      *self,
            PlrStage  *old_stage,
            PlrStage  *new_stage,
            GPtrArray *was,
            GPtrArray *is)
{
  for (guint i = 0; i < was->len; i++)
    {
      PlrConstruct *left = g_ptr_array_index (was, i);
      PlrConstruct *right = find_key (is, left->key);

      if (right != NULL)
        diff_items (self, old_stage, new_stage, left, right);
      else
        add_construct (self, old_stage, new_stage, left, NULL);
    }
  for (guint i = 0; i < is->len; i++)
    if (find_key (was, ((PlrConstruct *)g_ptr_array_index (is, i))->key) == NULL)
      add_construct (self, old_stage, new_stage, NULL, g_ptr_array_index (is, i));
}

static gboolean
is_numbered (GPtrArray *constructs)
{
  PlrConstruct *first = constructs->len > 0 ? g_ptr_array_index (constructs, 0) : NULL;

  return first != NULL && first->key != NULL && g_ascii_isdigit (first->key[0]) && !PLR_IS_VARIABLE (first->item);
}

/* What an input of an old stage is called after the renaming. */
static char *
rename_input (Diff       *self,
              const char *input)
{
  const char *slash = strchr (input, '/');
  g_autofree char *id = slash != NULL ? g_strndup (input, (gsize)(slash - input)) : g_strdup (input);
  PlrStage *partner = g_hash_table_lookup (self->partners, id);

  return partner != NULL ? g_strconcat (plr_stage_get_id (partner), slash, NULL) : g_strdup (input);
}

static gboolean
has_same_inputs (Diff     *self,
                 PlrStage *old_stage,
                 PlrStage *new_stage)
{
  const char *const *was = plr_stage_get_inputs (old_stage);
  const char *const *is = plr_stage_get_inputs (new_stage);
  guint i = 0;

  if (was == NULL || is == NULL)
    return was == is;
  for (; was[i] != NULL && is[i] != NULL; i++)
    {
      g_autofree char *renamed = rename_input (self, was[i]);

      if (!g_str_equal (renamed, is[i]))
        return FALSE;
    }

  return was[i] == is[i];
}

/* All fields that either side has, except those that are told in another way. */
static void
diff_fields (Diff     *self,
             PlrStage *old_stage,
             PlrStage *new_stage)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint n = 0; n < 2; n++)
    {
      GPtrArray *own = g_hash_table_lookup (self->sides[n].by_stage, n == 0 ? old_stage : new_stage);

      for (guint i = 0; own != NULL && i < own->len; i++)
        {
          const char *field = ((PlrConstruct *)g_ptr_array_index (own, i))->field;
          g_autoptr(GPtrArray) was = NULL;
          g_autoptr(GPtrArray) is = NULL;

          if (g_str_equal (field, "id") || g_str_equal (field, "needs") || !g_hash_table_add (seen, (gpointer)field))
            continue;
          if (old_stage != NULL && g_str_equal (field, "inputs") && has_same_inputs (self, old_stage, new_stage))
            continue;
          was = list_field (&self->sides[0], old_stage, field);
          is = list_field (&self->sides[1], new_stage, field);
          if (is_numbered (was) || is_numbered (is))
            diff_rows (self, old_stage, new_stage, was, is);
          else
            diff_named (self, old_stage, new_stage, was, is);
        }
    }
}

/* How much two stages say the same, from 0 to 1. */
static double
measure_likeness (Diff     *self,
                  PlrStage *old_stage,
                  PlrStage *new_stage)
{
  GPtrArray *was = g_hash_table_lookup (self->sides[0].by_stage, old_stage);
  GPtrArray *is = g_hash_table_lookup (self->sides[1].by_stage, new_stage);
  g_autoptr(GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_common = 0;
  guint n_all = 0;

  for (guint i = 0; was != NULL && i < was->len; i++)
    {
      PlrConstruct *construct = g_ptr_array_index (was, i);

      if (g_str_equal (construct->field, "id") || g_str_equal (construct->field, "needs"))
        continue;
      g_hash_table_add (counts, g_strdup_printf ("%s\n%s", construct->field, construct->value));
      n_all++;
    }
  for (guint i = 0; is != NULL && i < is->len; i++)
    {
      PlrConstruct *construct = g_ptr_array_index (is, i);
      g_autofree char *word = g_strdup_printf ("%s\n%s", construct->field, construct->value);

      if (g_str_equal (construct->field, "id") || g_str_equal (construct->field, "needs"))
        continue;
      n_common += g_hash_table_contains (counts, word) ? 1 : 0;
      n_all++;
    }

  return n_all > 0 ? MIN (2.0 * n_common / n_all, 1.0) : 0.0;
}

static GPtrArray *
list_alone (Diff        *self,
            PlrPipeline *pipeline,
            gboolean     is_old)
{
  GPtrArray *alone = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      if (is_old ? !g_hash_table_contains (self->partners, plr_stage_get_id (stage)) :
          !g_hash_table_contains (self->taken, stage))
        g_ptr_array_add (alone, g_steal_pointer (&stage));
    }

  return alone;
}

static void
join (Diff     *self,
      PlrStage *old_stage,
      PlrStage *new_stage)
{
  g_hash_table_insert (self->partners, g_strdup (plr_stage_get_id (old_stage)), new_stage);
  g_hash_table_add (self->taken, new_stage);
}

typedef struct
{
  PlrStage *old_stage;
  PlrStage *new_stage;
  double    likeness;
  guint     number;
} Pair;

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  const Pair *left = a;
  const Pair *right = b;

  if (left->likeness < right->likeness || left->likeness > right->likeness)
    return left->likeness < right->likeness ? 1 : -1;

  return left->number < right->number ? -1 : 1;
}

/* The likest pair first, until none is like enough. */
static void
find_renamed (Diff        *self,
              PlrPipeline *old_pipeline,
              PlrPipeline *new_pipeline)
{
  g_autoptr(GPtrArray) was = list_alone (self, old_pipeline, TRUE);
  g_autoptr(GPtrArray) is = list_alone (self, new_pipeline, FALSE);
  g_autoptr(GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  if ((gsize)was->len * is->len > MAX_PAIRS)
    return;
  for (guint i = 0; i < was->len; i++)
    for (guint j = 0; j < is->len; j++)
      {
        Pair pair = { g_ptr_array_index (was, i), g_ptr_array_index (is, j), 0.0, pairs->len };

        pair.likeness = measure_likeness (self, pair.old_stage, pair.new_stage);
        if (pair.likeness >= LIKENESS)
          g_array_append_val (pairs, pair);
      }
  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);

      if (!g_hash_table_contains (self->partners, plr_stage_get_id (pair->old_stage)) &&
          !g_hash_table_contains (self->taken, pair->new_stage))
        join (self, pair->old_stage, pair->new_stage);
    }
}

/* What the stages wait for; @old_stage or @new_stage may be NULL. */
static void
diff_edges (Diff     *self,
            PlrStage *old_stage,
            PlrStage *new_stage)
{
  const char *const *was = old_stage != NULL ? plr_stage_get_needs (old_stage) : NULL;
  const char *const *is = new_stage != NULL ? plr_stage_get_needs (new_stage) : NULL;
  g_autoptr(GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; was != NULL && was[i] != NULL; i++)
    {
      PlrStage *partner = g_hash_table_lookup (self->partners, was[i]);
      const char *id = partner != NULL ? plr_stage_get_id (partner) : was[i];

      if (new_stage != NULL && plr_stage_needs_stage (new_stage, id))
        g_hash_table_add (kept, g_strdup (id));
      else
        add (self, PLR_DIFFERENCE_KIND_REMOVED, old_stage, new_stage, "needs", was[i], NULL, was[i], NULL);
    }
  for (guint i = 0; is != NULL && is[i] != NULL; i++)
    if (!g_hash_table_contains (kept, is[i]))
      add (self, PLR_DIFFERENCE_KIND_ADDED, old_stage, new_stage, "needs", is[i], NULL, NULL, is[i]);
}

static void
diff_stages (Diff        *self,
             PlrPipeline *old_pipeline,
             PlrPipeline *new_pipeline)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (old_pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (old_pipeline), i);
      PlrStage *partner = g_hash_table_lookup (self->partners, plr_stage_get_id (stage));

      if (partner == NULL)
        {
          add (self, PLR_DIFFERENCE_KIND_REMOVED, stage, NULL, NULL, NULL, NULL, NULL, NULL);
          diff_edges (self, stage, NULL);
          continue;
        }
      if (!g_str_equal (plr_stage_get_id (partner), plr_stage_get_id (stage)))
        add (self, PLR_DIFFERENCE_KIND_RENAMED, stage, partner, NULL, NULL, NULL, plr_stage_get_id (stage), plr_stage_get_id (partner));
      diff_edges (self, stage, partner);
      diff_fields (self, stage, partner);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (new_pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (new_pipeline), i);

      if (g_hash_table_contains (self->taken, stage))
        continue;
      add (self, PLR_DIFFERENCE_KIND_ADDED, NULL, stage, NULL, NULL, NULL, NULL, NULL);
      diff_edges (self, NULL, stage);
    }
}

/**
 * plr_pipeline_diff:
 * @old_pipeline: a pipeline
 * @new_pipeline: another one, of whatever dialect
 *
 * Compares two pipelines as graphs: where things stand in the text, and in which order stages do, makes no difference. A
 * stage that is gone and one that is new and says mostly the same are one that was renamed.
 *
 * Returns: (transfer full): what differs (GListModel of PlrDifference): the pipeline first, then its stages
 */
GListModel *
plr_pipeline_diff (PlrPipeline *old_pipeline,
                   PlrPipeline *new_pipeline)
{
  Diff self = { NULL };

  g_return_val_if_fail (PLR_IS_PIPELINE (old_pipeline), NULL);
  g_return_val_if_fail (PLR_IS_PIPELINE (new_pipeline), NULL);

  self.out = g_list_store_new (PLR_TYPE_DIFFERENCE);
  side_init (&self.sides[0], old_pipeline);
  side_init (&self.sides[1], new_pipeline);
  self.partners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.taken = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (old_pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (old_pipeline), i);
      PlrStage *same = plr_pipeline_find_stage (new_pipeline, plr_stage_get_id (stage));

      if (same != NULL && !g_hash_table_contains (self.taken, same))
        join (&self, stage, same);
    }
  find_renamed (&self, old_pipeline, new_pipeline);
  diff_fields (&self, NULL, NULL);
  diff_stages (&self, old_pipeline, new_pipeline);

  side_clear (&self.sides[0]);
  side_clear (&self.sides[1]);
  g_hash_table_unref (self.partners);
  g_hash_table_unref (self.taken);

  return G_LIST_MODEL (self.out);
}
