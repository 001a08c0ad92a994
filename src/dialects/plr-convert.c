/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-construct.h"
#include "plr-convert-private.h"
#include "plr-convert.h"
#include "plr-problem.h"

#define MAX_SHOWN 60 /* characters of a value in the report */

static void
convert_clear (PlrConvert *self)
{
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->stages, g_hash_table_unref);
  g_clear_pointer (&self->apart, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrConvert, convert_clear)

/* How a construct of the source and one of the target stand to each other. */
typedef enum
{
  RELATION_NONE,
  RELATION_LIKE,                /* the same thing with another value */
  RELATION_PART,                /* all of it is in something larger, or under another name */
  RELATION_SAME,
} Relation;

static guint
find_line (PlrConvert *self,
           PlrStage   *stage,
           GObject    *item)
{
  gint64 offset = PLR_IS_STEP (item) ? plr_step_get_offset (PLR_STEP (item)) : -1;
  guint line = 1;

  if (PLR_IS_TRIGGER (item))
    return plr_trigger_get_line (PLR_TRIGGER (item));
  if (offset < 0 || self->source == NULL || offset > (gint64)strlen (self->source))
    return stage != NULL ? MAX (plr_stage_get_line (stage), 1) : 1;

  for (const char *p = self->source; p < self->source + offset; p++)
    line += *p == '\n' ? 1 : 0;

  return line;
}

/* One line of the report, about a construct that has none yet. The code `nearly` is `approximated`, but not worth a warning. */
void
plr_convert_note (PlrConvert *self,
                  PlrStage   *stage,
                  GObject    *item,
                  const char *field,
                  const char *key,
                  const char *code,
                  const char *hint,
                  const char *format,
                  ...)
{
  const char *id = stage != NULL ? plr_stage_get_id (stage) : NULL;
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *message = NULL;
  gboolean is_harmless;
  va_list args;

  g_hash_table_add (self->told, plr_construct_dup_name (id, field, key));

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  is_harmless = g_str_equal (code, "exact") || g_str_equal (code, "nearly");
  problem = plr_problem_new (is_harmless ? PLR_SEVERITY_INFO : PLR_SEVERITY_WARNING,
                             g_str_equal (code, "nearly") ? "approximated" : code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_field (problem, field);
  plr_problem_set_stage (problem, id);
  plr_problem_set_path (problem, plr_pipeline_get_path (self->pipeline));
  plr_problem_set_line (problem, find_line (self, stage, item));
  plr_problem_set_column (problem, 1);
  plr_problem_set_offset (problem, stage != NULL ? plr_stage_get_offset (stage) : -1);
  plr_problem_set_length (problem, stage != NULL ? plr_stage_get_length (stage) : 0);
  g_list_store_append (self->report, problem);
}

static char *
shorten (const char *text)
{
  g_autofree char *first = g_strndup (text, strcspn (text, "\n"));
  gboolean is_cut = first[0] == '\0' || strlen (first) != strlen (text);

  if (g_utf8_strlen (first, -1) > MAX_SHOWN)
    {
      g_autofree char *start = g_utf8_substring (first, 0, MAX_SHOWN);

      return g_strconcat (start, "…", NULL);
    }

  return is_cut ? g_strconcat (first, "…", NULL) : g_steal_pointer (&first);
}

/* What people read for it: environment “A” of stage “build”. */
static char *
name_construct (const PlrConstruct *construct)
{
  const char *stage = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;

  if (stage != NULL && construct->key != NULL)
    return g_strdup_printf (_("%s “%s” of “%s”"), construct->field, construct->key, stage);
  if (stage != NULL)
    return g_strdup_printf (_("%s of “%s”"), construct->field, stage);
  if (construct->key != NULL)
    return g_strdup_printf (_("%s “%s”"), construct->field, construct->key);

  return g_strdup (construct->field);
}

/* An id as far as every engine takes it, so that a stage is found again that a writer had to call otherwise. */
static char *
fold_id (const char *id)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (const char *p = id; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, g_ascii_tolower (*p));
    else if (out->len > 0 && out->str[out->len - 1] != '_')
      g_string_append_c (out, '_');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
index_stages (PlrConvert  *self,
              PlrPipeline *fresh)
{
  self->stages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fresh)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (fresh), i);
      const char *id = plr_stage_get_id (stage);

      g_hash_table_insert (self->stages, fold_id (id), g_strdup (id));
    }
}

static const char *
map_stage (PlrConvert *self,
           const char *id)
{
  g_autofree char *folded = fold_id (id);
  const char *found = g_hash_table_lookup (self->stages, folded);

  return found != NULL ? found : id;
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* The names of stages in a value as the target has them; their order has no meaning. */
static char *
fold_needs (PlrConvert *self,
            const char *value)
{
  g_auto(GStrv) ids = g_strsplit (value, ", ", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      char *mapped = g_strdup (map_stage (self, ids[i]));

      g_free (ids[i]);
      ids[i] = mapped;
    }
  qsort (ids, g_strv_length (ids), sizeof (char *), compare_strings);

  return g_strjoinv (", ", ids);
}

static gboolean
holds_all (const char *const *all,
           const char *const *some)
{
  for (guint i = 0; some[i] != NULL; i++)
    if (!g_strv_contains (all, some[i]))
      return FALSE;

  return some[0] != NULL;
}

/* A shell that nobody names is sh here, and is named elsewhere. */
static gboolean
has_same_shell (PlrConvert *self,
                PlrStep    *left,
                PlrStep    *right)
{
  const char *usual = plr_pipeline_get_shell (self->pipeline);
  const char *one = plr_step_get_shell (left);
  const char *other = plr_step_get_shell (right);

  usual = usual != NULL ? usual : "sh";

  return g_str_equal (one != NULL ? one : usual, other != NULL ? other : usual);
}

/* What a step runs, as far as blank lines around it do not count. */
static char *
dup_script (PlrStep *step)
{
  const char *run = plr_step_get_run (step);

  return run != NULL ? g_strstrip (g_strdup (run)) : NULL;
}

static gboolean
is_same_step (PlrConvert *self,
              PlrStep    *left,
              PlrStep    *right)
{
  g_autofree char *one = dup_script (left);
  g_autofree char *other = dup_script (right);

  return g_strcmp0 (one, other) == 0 && has_same_shell (self, left, right) &&
         g_strcmp0 (plr_step_get_name (left), plr_step_get_name (right)) == 0 &&
         g_strcmp0 (plr_step_get_uses (left), plr_step_get_uses (right)) == 0 &&
         g_strcmp0 (plr_step_get_directory (left), plr_step_get_directory (right)) == 0 &&
         g_strcmp0 (plr_step_get_condition (left), plr_step_get_condition (right)) == 0 &&
         plr_step_get_when (left) == plr_step_get_when (right) &&
         plr_step_get_allow_failure (left) == plr_step_get_allow_failure (right) &&
         plr_step_get_timeout_us (left) == plr_step_get_timeout_us (right) &&
         plr_construct_has_same_items (plr_step_get_environment (left), plr_step_get_environment (right)) &&
         plr_construct_has_same_items (plr_step_get_arguments (left), plr_step_get_arguments (right));
}

static Relation
relate_steps (PlrConvert *self,
              PlrStep    *left,
              PlrStep    *right)
{
  g_autofree char *one = dup_script (left);
  g_autofree char *other = dup_script (right);

  if (is_same_step (self, left, right))
    return RELATION_SAME;
  if (one != NULL && other != NULL && *one != '\0' && strstr (other, one) != NULL)
    return RELATION_PART;

  return RELATION_NONE;
}

/* Whether the same stages hand over their artifacts, by whatever names. */
static gboolean
has_same_sources (PlrConvert *self,
                  const char *left,
                  const char *right)
{
  g_autoptr(GRegex) names = g_regex_new ("/[^,]*", 0, 0, NULL);
  g_autofree char *one = g_regex_replace_literal (names, left, -1, 0, "", 0, NULL);
  g_autofree char *other = g_regex_replace_literal (names, right, -1, 0, "", 0, NULL);
  g_autofree char *one_folded = fold_needs (self, one);
  g_autofree char *other_folded = fold_needs (self, other);

  return g_str_equal (one_folded, other_folded);
}

static Relation
relate (PlrConvert         *self,
        const PlrConstruct *construct,
        const PlrConstruct *found)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (found == NULL)
    return RELATION_NONE;
  if (g_str_equal (construct->value, found->value))
    return RELATION_SAME;
  if (g_str_equal (construct->field, "id"))
    return g_str_equal (map_stage (self, construct->value), found->value) ? RELATION_SAME : RELATION_LIKE;
  if (PLR_IS_STEP (construct->item))
    return relate_steps (self, PLR_STEP (construct->item), PLR_STEP (found->item));
  if (PLR_IS_ARTIFACT (construct->item) &&
      holds_all (plr_artifact_get_paths (PLR_ARTIFACT (found->item)), plr_artifact_get_paths (PLR_ARTIFACT (construct->item))))
    return RELATION_PART;
  if (g_str_equal (construct->field, "reports"))
    return strstr (found->value, construct->value) != NULL ? RELATION_PART : RELATION_LIKE;
  if (g_str_equal (construct->field, "inputs"))
    return has_same_sources (self, construct->value, found->value) ? RELATION_PART : RELATION_LIKE;
  if (!g_str_equal (construct->field, "needs"))
    return RELATION_LIKE;

  left = fold_needs (self, construct->value);
  right = fold_needs (self, found->value);

  return g_str_equal (left, right) ? RELATION_SAME : RELATION_LIKE;
}

/* An item without a name may stand at another place, among others that the target needs: a step, a cache. With @stage %NULL
 * that is any stage, for engines that have one for all. */
static const PlrConstruct *
find_item (PlrConvert         *self,
           const PlrConstruct *construct,
           GPtrArray          *fresh,
           const char         *stage,
           GHashTable         *used)
{
  const PlrConstruct *part = NULL;

  for (guint i = 0; i < fresh->len; i++)
    {
      const PlrConstruct *other = fresh->pdata[i];
      Relation relation;

      if (!g_str_equal (other->field, construct->field) || other->item == NULL ||
          (stage != NULL && (other->stage == NULL || !g_str_equal (plr_stage_get_id (other->stage), stage))))
        continue;
      relation = relate (self, construct, other);
      if (relation == RELATION_SAME && !g_hash_table_contains (used, other))
        return other;
      if (relation == RELATION_PART && part == NULL)
        part = other;
    }

  return part;
}

/* Reports are looked for in all stages, for engines that have one place for them. */
static const PlrConstruct *
find_reports (const PlrConstruct *construct,
              GPtrArray          *fresh)
{
  for (guint i = 0; i < fresh->len; i++)
    {
      const PlrConstruct *other = fresh->pdata[i];

      if (g_str_equal (other->field, construct->field) && strstr (other->value, construct->value) != NULL)
        return other;
    }

  return NULL;
}

static void
tell (PlrConvert         *self,
      const PlrConstruct *construct,
      const PlrConstruct *found)
{
  g_autofree char *name = name_construct (construct);
  g_autofree char *value = shorten (construct->value);
  g_autofree char *becomes = found != NULL ? shorten (found->value) : NULL;
  g_autofree char *where = found != NULL ? name_construct (found) : NULL;

  switch (relate (self, construct, found))
    {
    case RELATION_SAME:
      plr_convert_note (self, construct->stage, construct->item, construct->field, construct->key, "exact", NULL,
                        _("%s is the same: %s"), name, value);
      break;

    case RELATION_PART:
      plr_convert_note (self, construct->stage, construct->item, construct->field, construct->key, "nearly",
                        _("Nothing needs to be done."), _("%s is part of %s: %s"), name, where, value);
      break;

    case RELATION_LIKE:
      plr_convert_note (self, construct->stage, construct->item, construct->field, construct->key, "approximated",
                        _("Look whether that is what you want."), _("%s: %s becomes %s"), name, value, becomes);
      break;

    case RELATION_NONE:
    default:
      plr_convert_note (self, construct->stage, construct->item, construct->field, construct->key, "manual",
                        _("See what the engine has for it, and add that by hand."), _("%s is not written: %s"), name, value);
    }
}

/* The groups of a pipeline put its stages in an order, which is that of their needs as well. */
static gboolean
tell_group (PlrConvert         *self,
            const PlrConstruct *construct)
{
  if (!g_str_equal (construct->field, "group") && !g_str_equal (construct->field, "groups"))
    return FALSE;

  plr_convert_note (self, construct->stage, NULL, construct->field, NULL, "nearly", _("Nothing needs to be done."),
                    _("“%s” is no group there; the order is that of what waits for what"), construct->value);

  return TRUE;
}

/* A stage that the target has no word for, though its steps are there. */
static gboolean
tell_dissolved (PlrConvert         *self,
                const PlrConstruct *construct)
{
  const char *id = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;
  g_autofree char *folded = id != NULL ? fold_id (id) : NULL;

  if (id == NULL || g_hash_table_contains (self->stages, folded) ||
      !(g_str_equal (construct->field, "id") || g_str_equal (construct->field, "name")))
    return FALSE;

  plr_convert_note (self, construct->stage, NULL, construct->field, NULL, "nearly", _("Nothing needs to be done."),
                    _("“%s” is no stage of its own there; its steps run among those of the others"), id);

  return TRUE;
}

/* Whether a writer has told of the field already, for all its items. */
static gboolean
is_told (PlrConvert         *self,
         const PlrConstruct *construct)
{
  const char *id = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;
  g_autofree char *field = plr_construct_dup_name (id, construct->field, NULL);
  g_autofree char *item = plr_construct_dup_name (id, construct->field, construct->key);

  return g_hash_table_contains (self->told, field) || g_hash_table_contains (self->told, item);
}

/* What is written is read again, and each construct of the source is looked for in it. What was told is told once, but what
 * is the same after all is worth its line. */
static void
compare (PlrConvert  *self,
         PlrPipeline *fresh)
{
  g_autoptr(GPtrArray) old = plr_constructs_list (self->pipeline);
  g_autoptr(GPtrArray) new = plr_constructs_list (fresh);
  g_autoptr(GHashTable) index = plr_constructs_index (new);
  g_autoptr(GHashTable) used = g_hash_table_new (NULL, NULL);

  index_stages (self, fresh);
  for (guint i = 0; i < old->len; i++)
    {
      const PlrConstruct *construct = old->pdata[i];
      const char *stage = construct->stage != NULL ? map_stage (self, plr_stage_get_id (construct->stage)) : NULL;
      g_autofree char *name = plr_construct_dup_name (stage, construct->field, construct->key);
      const PlrConstruct *found = g_hash_table_lookup (index, name);

      if (construct->key != NULL && (relate (self, construct, found) != RELATION_SAME || g_hash_table_contains (used, found)))
        {
          const PlrConstruct *other = find_item (self, construct, new, stage, used);

          if (other == NULL && PLR_IS_STEP (construct->item))
            other = find_item (self, construct, new, NULL, used);
          found = other != NULL ? other : PLR_IS_STEP (construct->item) ? NULL : found;
        }
      if (found == NULL && g_str_equal (construct->field, "reports"))
        found = find_reports (construct, new);
      if (found != NULL)
        g_hash_table_add (used, (gpointer)found);
      if (is_told (self, construct) && !(construct->key != NULL && relate (self, construct, found) == RELATION_SAME))
        continue;
      if (found != NULL || !(tell_group (self, construct) || tell_dissolved (self, construct)))
        tell (self, construct, found);
    }
}

/* Nothing can be compared with a program: what no writer complained of is taken as said. */
static void
tell_rest (PlrConvert *self)
{
  g_autoptr(GPtrArray) constructs = plr_constructs_list (self->pipeline);

  for (guint i = 0; i < constructs->len; i++)
    if (!is_told (self, constructs->pdata[i]))
      tell (self, constructs->pdata[i], constructs->pdata[i]);
}

static void
take_losses (PlrConvert *self,
             GListStore *losses)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (losses)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (losses), i);

      if (plr_problem_get_field (problem) != NULL)
        g_hash_table_add (self->told, plr_construct_dup_name (plr_problem_get_stage (problem), plr_problem_get_field (problem), NULL));
      if (plr_problem_get_line (problem) == 0)
        plr_problem_set_line (problem, 1);
      if (plr_problem_get_column (problem) == 0)
        plr_problem_set_column (problem, 1);
      plr_problem_set_path (problem, plr_pipeline_get_path (self->pipeline));
      g_list_store_append (self->report, problem);
    }
}

static int
compare_lines (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  guint left = plr_problem_get_line ((PlrProblem *)a);
  guint right = plr_problem_get_line ((PlrProblem *)b);

  return left < right ? -1 : left > right;
}

/**
 * plr_convert:
 * @pipeline: what was read from one dialect
 * @source: (nullable): the text that it was read from, for the lines of steps
 * @target: a dialect that can be written
 * @report: of PlrProblem: a line for each construct of the source, in the order of its text; its code is `exact`,
 *   `approximated` (the message says how) or `manual` (the hint says what to do)
 * @error: `PLR_DIALECT_ERROR`
 *
 * Writes a pipeline in another dialect. Where the target can be read, what was written is read again and compared, so that the
 * report says what is there and not what a writer meant.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
plr_convert (PlrPipeline *pipeline,
             const char  *source,
             PlrDialect  *target,
             GListStore  *report,
             GError     **error)
{
  g_auto(PlrConvert) self = { pipeline, source, target, report };
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) prepared = NULL;
  g_autoptr(PlrPipeline) fresh = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);
  g_return_val_if_fail (PLR_IS_DIALECT (target), NULL);
  g_return_val_if_fail (G_IS_LIST_STORE (report), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.apart = g_hash_table_new (NULL, NULL);
  prepared = plr_convert_prepare (&self);
  if ((text = plr_dialect_write (target, prepared, losses, error)) == NULL)
    return NULL;

  text = plr_convert_expand_references (&self, g_steal_pointer (&text));
  take_losses (&self, losses);
  if (plr_dialect_can_read (target))
    fresh = plr_dialect_read (target, text, -1, plr_dialect_get_file_name (target), problems);
  if (fresh != NULL)
    compare (&self, fresh);
  else
    tell_rest (&self);
  g_list_store_sort (report, compare_lines, NULL);

  return g_steal_pointer (&text);
}
