/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-reader"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-reader.h"

/* Errors, and as many problems of other kinds: nobody reads more, and lists of hundreds of thousands are in nobody's interest. */
#define MAX_PROBLEMS 1000

#define MAX_WALKED 16 /* keys of a mapping that are compared one by one */

typedef struct
{
  const char *code; /* a literal */
  const char *path; /* of another file that takes part, or NULL */
  gsize start;
} Reported;

static guint
hash_reported (gconstpointer key)
{
  return (guint)((const Reported *)key)->start * 2654435761U;
}

static gboolean
equal_reported (gconstpointer a,
                gconstpointer b)
{
  const Reported *x = a;
  const Reported *y = b;

  return x->start == y->start && g_str_equal (x->code, y->code) && g_strcmp0 (x->path, y->path) == 0;
}

/**
 * plr_reader_was_reported:
 * @code: of a problem; a literal
 * @path: (nullable): of the file, if it is not the first one; must outlive the reading
 * @node: where it is
 * @is_now: it is being reported
 *
 * Returns: whether it had been reported before
 */
gboolean
plr_reader_was_reported (PlrReader   *self,
                         const char  *code,
                         const char  *path,
                         PlrYamlNode *node,
                         gboolean     is_now)
{
  Reported wanted = { .code = code, .path = path, .start = plr_yaml_node_get_start (node) };
  gboolean is_known = g_hash_table_contains (self->reported, &wanted);

  if (is_now && !is_known)
    g_hash_table_add (self->reported, g_memdup2 (&wanted, sizeof wanted));

  return is_known;
}

static void
place_free (PlrReaderPlace *place)
{
  g_clear_object (&place->stage);
  g_clear_pointer (&place->needs, g_ptr_array_unref);
  g_clear_pointer (&place->inputs, g_ptr_array_unref);
  g_clear_pointer (&place->steps, g_ptr_array_unref);
  g_clear_pointer (&place->outer_opaque, g_ptr_array_unref);
  g_free (place);
}

void
plr_reader_clear (PlrReader *self)
{
  g_clear_pointer (&self->tree, plr_yaml_unref);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->reported, g_hash_table_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->opaque, g_ptr_array_unref);
  g_clear_pointer (&self->of_stage, g_ptr_array_unref);
}

static void
set_place (PlrReader   *self,
           PlrProblem  *problem,
           PlrYamlNode *node)
{
  gsize start = plr_yaml_node_get_start (node);
  guint line;
  guint column;

  plr_yaml_get_place (self->tree, start, &line, &column);
  plr_problem_set_path (problem, self->path);
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, column);
  plr_problem_set_offset (problem, start);
  plr_problem_set_length (problem, plr_yaml_node_get_end (node) - start);
}

/**
 * plr_reader_may_report:
 * @severity: of one problem more
 *
 * Counts a problem that is about to be reported.
 *
 * Returns: %FALSE when there are so many that this one is left out; the last one that is reported says so
 */
gboolean
plr_reader_may_report (PlrReader  *self,
                       PlrSeverity severity)
{
  gboolean is_error = severity == PLR_SEVERITY_ERROR;
  guint *n_problems = is_error ? &self->n_errors : &self->n_others;

  if (*n_problems > MAX_PROBLEMS)
    return FALSE;

  if (++*n_problems > MAX_PROBLEMS)
    {
      g_autoptr(PlrProblem) problem = plr_problem_new_at (severity, "more-problems", NULL,
                                                          is_error ? _("There are more errors than the %d that are listed")
                                                                   : _("There are more remarks than the %d that are listed"),
                                                          MAX_PROBLEMS);

      plr_problem_set_hint (problem, _("Mend the first ones, and look again."));
      plr_problem_set_path (problem, self->path);
      plr_problem_set_line (problem, 1);
      plr_problem_set_column (problem, 1);
      g_ptr_array_add (self->problems, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

void
plr_reader_report (PlrReader   *self,
                   PlrSeverity  severity,
                   const char  *code,
                   PlrYamlNode *node,
                   const char  *hint,
                   const char  *format,
                   ...)
{
  g_autofree char *message = NULL;
  g_autoptr(PlrProblem) problem = NULL;
  va_list args;

  if (plr_reader_was_reported (self, code, NULL, node, TRUE) || !plr_reader_may_report (self, severity))
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem = plr_problem_new (severity, code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_stage (problem, self->place != NULL ? plr_stage_get_id (self->place->stage) : NULL);
  set_place (self, problem, node);
  g_ptr_array_add (self->problems, g_steal_pointer (&problem));
}

/* What a value is, in words for people. */
static const char *
describe_value (PlrYamlNode *value)
{
  value = plr_yaml_node_resolve (value);
  switch (plr_yaml_node_get_kind (value))
    {
    case PLR_YAML_MAPPING:
      return _("keys with values");
    case PLR_YAML_SEQUENCE:
      return _("a list");
    case PLR_YAML_SCALAR:
    case PLR_YAML_ALIAS:
    default:
      break;
    }

  switch (plr_yaml_node_get_scalar_type (value))
    {
    case PLR_YAML_TYPE_NULL:
      return _("nothing");
    case PLR_YAML_TYPE_BOOLEAN:
      return _("true or false");
    case PLR_YAML_TYPE_INTEGER:
    case PLR_YAML_TYPE_FLOAT:
      return _("a number");
    case PLR_YAML_TYPE_STRING:
    default:
      return _("a text");
    }
}

/* A value without a byte of its own is shown at its key. */
PlrYamlNode *
plr_reader_get_visible (PlrYamlNode *key,
                        PlrYamlNode *value)
{
  gboolean is_visible = plr_yaml_node_get_end (value) > plr_yaml_node_get_start (value);

  return is_visible || key == NULL ? value : key;
}

/* Where a thing is shown that a mapping lacks: at its first key. */
PlrYamlNode *
plr_reader_get_first (PlrYamlNode *map)
{
  return plr_yaml_node_get_n_items (map) > 0 ? plr_yaml_node_get_key (map, 0) : map;
}

/* The hint says what the value should be. */
void
plr_reader_report_type (PlrReader   *self,
                        PlrYamlNode *key,
                        PlrYamlNode *value,
                        const char  *hint)
{
  const char *name = key != NULL ? plr_yaml_node_get_string (key) : NULL;

  plr_reader_report (self, PLR_SEVERITY_ERROR, "wrong-type", plr_reader_get_visible (key, value), hint,
                     _("“%s” cannot be %s"), name != NULL ? name : "?", describe_value (value));
}

/* Whether a pair of that name is listed already; @seen holds the names of large mappings, for which a walk would take long. */
static gboolean
is_listed (GPtrArray   *pairs,
           GHashTable **seen,
           const char  *name)
{
  if (*seen == NULL && pairs->len / 2 >= MAX_WALKED)
    {
      *seen = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < pairs->len; i += 2)
        g_hash_table_add (*seen, (gpointer)plr_yaml_node_get_string (pairs->pdata[i]));
    }
  if (*seen != NULL)
    return !g_hash_table_add (*seen, (gpointer)name);

  for (guint i = 0; i < pairs->len; i += 2)
    if (g_str_equal (plr_yaml_node_get_string (pairs->pdata[i]), name))
      return TRUE;

  return FALSE;
}

/* What merge keys bring in, behind what is there itself. */
static void
list_merged (GPtrArray   *pairs,
             PlrYamlNode *map,
             PlrYamlNode *own)
{
  g_autoptr(GPtrArray) merged = plr_yaml_node_list_merged (map);

  for (guint i = 0; i < merged->len; i += 2)
    {
      gsize length = 0;
      const char *name = plr_yaml_node_get_scalar (merged->pdata[i], &length);

      if (name == NULL || strlen (name) != length || plr_yaml_node_get_parent (merged->pdata[i]) == own)
        continue;
      g_ptr_array_add (pairs, merged->pdata[i]);
      g_ptr_array_add (pairs, merged->pdata[i + 1]);
    }
}

/**
 * plr_reader_list_pairs:
 * @map: a mapping, or an alias of one
 * @duplicate_code: (nullable): the code of the problem of a key that stands there twice; with `NULL` such pairs are
 *   listed without complaint
 *
 * Returns: (transfer container) (element-type PlrYamlNode): keys and values in turn, in the order of the text, then
 *   those that merge keys bring in; every key is a text without a zero in it
 */
GPtrArray *
plr_reader_list_pairs (PlrReader   *self,
                       PlrYamlNode *map,
                       const char  *duplicate_code)
{
  g_autoptr(GPtrArray) pairs = NULL;
  g_autoptr(GHashTable) seen = NULL;
  gboolean has_merge = FALSE;
  PlrYamlNode *own = plr_yaml_node_resolve (map);

  pairs = g_ptr_array_sized_new (2 * plr_yaml_node_get_n_items (own));
  for (guint i = 0; i < plr_yaml_node_get_n_items (own); i++)
    {
      PlrYamlNode *key = plr_yaml_node_get_key (own, i);
      gsize length = 0;
      const char *name = plr_yaml_node_get_scalar (key, &length);
      gboolean is_merge = g_strcmp0 (name, "<<") == 0 && plr_yaml_node_get_style (key) == PLR_YAML_PLAIN;

      has_merge = has_merge || is_merge;
      if (name == NULL || strlen (name) != length)
        plr_reader_report (self, PLR_SEVERITY_ERROR, "wrong-key", key, _("Write a name there."),
                           _("This cannot be a key"));
      else if (is_merge)
        continue;
      else if (duplicate_code != NULL && is_listed (pairs, &seen, name))
        plr_reader_report (self, PLR_SEVERITY_ERROR, duplicate_code, key,
                           _("Remove one of the two, or give it another name."),
                           _("“%s” is there already"), name);
      else
        {
          g_ptr_array_add (pairs, key);
          g_ptr_array_add (pairs, plr_yaml_node_get_value (own, i));
        }
    }

  if (has_merge)
    list_merged (pairs, map, own);

  return g_steal_pointer (&pairs);
}

static void
report_unknown (PlrReader            *self,
                const PlrReaderShape *shape,
                PlrYamlNode          *key)
{
  const char *name = plr_yaml_node_get_string (key);
  g_autofree const char **known = g_new (const char *, shape->n_keys);
  g_autofree char *hint = NULL;
  const char *guess;

  for (guint i = 0; i < shape->n_keys; i++)
    known[i] = shape->keys[i].name;

  guess = plr_reader_guess_word (name, known, shape->n_keys);
  if (guess != NULL)
    {
      hint = g_strdup_printf (_("Did you mean “%s”?"), guess);
    }
  else
    {
      g_autoptr(GString) list = g_string_new (known[0]);

      for (guint i = 1; i < shape->n_keys; i++)
        g_string_append_printf (list, ", %s", known[i]);
      hint = g_strdup_printf (_("It can have: %s."), list->str);
    }

  plr_reader_report (self, PLR_SEVERITY_WARNING, "unknown-key", key, hint,
                     _("%s has no “%s”; it is kept, and does nothing"), _(shape->what), name);
  if (self->opaque != NULL)
    g_ptr_array_add (self->opaque, g_strconcat (shape->where, name, NULL));
}

/**
 * plr_reader_read_shape:
 * @shape: what keys it may have
 * @target: passed on to what reads each
 *
 * Reads a mapping of fixed keys, in the order of the text.
 *
 * Returns: whether it is a mapping at all
 */
gboolean
plr_reader_read_shape (PlrReader            *self,
                       PlrYamlNode          *node,
                       const PlrReaderShape *shape,
                       gpointer              target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (node)) != PLR_YAML_MAPPING)
    return FALSE;

  pairs = plr_reader_list_pairs (self, node, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      const PlrReaderKey *key = NULL;

      for (guint j = 0; j < shape->n_keys && key == NULL; j++)
        if (g_str_equal (shape->keys[j].name, name))
          key = &shape->keys[j];

      if (key != NULL)
        key->read (self, pairs->pdata[i], pairs->pdata[i + 1], target);
      else if (!shape->has_extensions || !g_str_has_prefix (name, "x-"))
        report_unknown (self, shape, pairs->pdata[i]);
    }

  return TRUE;
}

static gboolean
check_zero (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value)
{
  gsize length = 0;
  const char *text = plr_yaml_node_get_scalar (value, &length);

  if (text == NULL || strlen (text) == length)
    return TRUE;

  plr_reader_report (self, PLR_SEVERITY_ERROR, "wrong-character", plr_reader_get_visible (key, value), _("Remove the “\\0”."),
                     _("A text cannot have a zero byte in it"));

  return FALSE;
}

/* NULL with a problem unless the value is a text that is not empty. */
const char *
plr_reader_get_string (PlrReader   *self,
                       PlrYamlNode *key,
                       PlrYamlNode *value)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_STRING)
    {
      plr_reader_report_type (self, key, value,
                              text != NULL && text[0] != '\0' ? _("Write a text; put it in quotes if need be.")
                                                                 : _("Write a text."));
      return NULL;
    }
  if (text[0] == '\0')
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-value", value, _("Write a text, or remove the key."),
                         _("“%s” is empty"), plr_yaml_node_get_string (key));
      return NULL;
    }

  return check_zero (self, key, value) ? text : NULL;
}

/* As above, for a number or true or false as well, as they are written; it may be empty. */
const char *
plr_reader_get_text (PlrReader   *self,
                     PlrYamlNode *key,
                     PlrYamlNode *value)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_is_null (value))
    {
      plr_reader_report_type (self, key, value, _("Write a text, or \"\" for an empty one."));
      return NULL;
    }

  return check_zero (self, key, value) ? text : NULL;
}

gboolean
plr_reader_get_boolean (PlrReader   *self,
                        PlrYamlNode *key,
                        PlrYamlNode *value)
{
  if (plr_yaml_node_get_string (value) == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_BOOLEAN)
    {
      plr_reader_report_type (self, key, value, _("Write true or false."));
      return FALSE;
    }

  return g_ascii_strcasecmp (plr_yaml_node_get_string (value), "true") == 0;
}

/**
 * plr_reader_get_list:
 * @is_text: whether numbers, true and false are taken as texts
 * @nodes: (element-type PlrYamlNode) (nullable): where each item stands is appended
 *
 * Reads a list of texts, or a text that stands for a list of one.
 *
 * Returns: (transfer full) (nullable): the items that are texts; `NULL` with a problem if it is neither list nor text
 */
char **
plr_reader_get_list (PlrReader   *self,
                     PlrYamlNode *key,
                     PlrYamlNode *value,
                     gboolean     is_text,
                     GPtrArray   *nodes)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  gboolean is_list = plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE;
  guint n_items = is_list ? plr_yaml_node_get_n_items (list) : 1;

  if (plr_yaml_node_get_kind (list) == PLR_YAML_MAPPING || (!is_list && plr_yaml_node_is_null (list)))
    {
      plr_reader_report_type (self, key, value, _("Write a list, like [one, two]."));
      return NULL;
    }

  for (guint i = 0; i < n_items; i++)
    {
      PlrYamlNode *item = is_list ? plr_yaml_node_get_item (list, i) : value;
      const char *text = is_text ? plr_reader_get_text (self, key, item) : plr_reader_get_string (self, key, item);

      if (text == NULL)
        continue;
      g_strv_builder_add (builder, text);
      if (nodes != NULL)
        g_ptr_array_add (nodes, item);
    }

  return g_strv_builder_end (builder);
}

static void
report_syntax (GListStore   *problems,
               const GError *error,
               const char   *text,
               gsize         size,
               const char   *path)
{
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *place = NULL;
  const char *message = error->message;
  gsize offset = 0;
  guint line = 0;
  guint column = 0;
  gboolean has_place = plr_yaml_error_get_place (error, &offset, &line, &column);

  /* The problem says by itself where it is, and once is enough. */
  place = g_strdup_printf ("%u:%u: ", line, column);
  if (has_place && g_str_has_prefix (message, place))
    message += strlen (place);

  problem = plr_problem_new (PLR_SEVERITY_ERROR, "syntax", message);
  if (has_place)
    {
      plr_problem_set_line (problem, line);
      plr_problem_set_column (problem, column);
      plr_problem_set_offset (problem, offset);
      plr_problem_set_length (problem, offset < size && strchr ("\r\n", text[offset]) == NULL ? 1 : 0);
    }
  plr_problem_set_path (problem, path);
  plr_problem_set_hint (problem, _("Look at the indentation, the colons and the quotes up to there."));
  g_list_store_append (problems, problem);
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  gint64 x = plr_problem_get_offset (*(PlrProblem *const *)a);
  gint64 y = plr_problem_get_offset (*(PlrProblem *const *)b);

  return x < y ? -1 : x > y;
}

/* In the order of the text, whichever rule found them. */
static void
append_sorted (GListStore *problems,
               GPtrArray  *found)
{
  g_ptr_array_sort (found, compare_places);
  g_list_store_splice (problems, g_list_model_get_n_items (G_LIST_MODEL (problems)), 0, found->pdata, found->len);
}

/**
 * plr_reader_init:
 * @self: (out caller-allocates): to be cleared with plr_reader_clear()
 * @dialect: the id of the dialect
 * @text: the definition
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (nullable): where it stands; must outlive the reader
 * @problems: of PlrProblem
 *
 * Parses a definition.
 *
 * Returns: whether it is well-formed; if not, that is appended to @problems
 */
gboolean
plr_reader_init (PlrReader  *self,
                 const char *dialect,
                 const char *text,
                 gssize      size_bytes,
                 const char *path,
                 GListStore *problems)
{
  g_autoptr(GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->tree = plr_yaml_new (text, size_bytes, &error);
  if (self->tree == NULL)
    {
      report_syntax (problems, error, text, size_bytes < 0 ? strlen (text) : (gsize)size_bytes, path);
      return FALSE;
    }

  self->path = path;
  self->problems = g_ptr_array_new_with_free_func (g_object_unref);
  self->pipeline = plr_pipeline_new ();
  self->reported = g_hash_table_new_full (hash_reported, equal_reported, g_free, NULL);
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify)place_free);
  self->opaque = g_ptr_array_new_with_free_func (g_free);
  self->of_stage = g_ptr_array_new_with_free_func (g_free);
  plr_pipeline_set_path (self->pipeline, path);
  plr_pipeline_set_dialect (self->pipeline, dialect);

  return TRUE;
}

/**
 * plr_reader_finish:
 * @self: a reader that has read its root
 * @problems: of PlrProblem; what was found is appended, in the order of the text
 *
 * Returns: (transfer full): the pipeline
 */
PlrPipeline *
plr_reader_finish (PlrReader  *self,
                   GListStore *problems)
{
  if (self->opaque->len > 0)
    {
      g_ptr_array_add (self->opaque, NULL);
      plr_pipeline_set_opaque (self->pipeline, (const char *const *)self->opaque->pdata);
    }
  append_sorted (problems, self->problems);

  return g_steal_pointer (&self->pipeline);
}

/* A file has the text of one pipeline, so nothing below the first document is read. */
void
plr_reader_check_documents (PlrReader *self)
{
  if (plr_yaml_get_n_documents (self->tree) > 1)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "second-document", plr_yaml_get_root (self->tree, 1),
                       _("Move it to a file of its own."), _("A file holds one pipeline, and here starts a second"));
}

/* What there is nothing in has no node that a problem could be shown at. */
void
plr_reader_report_empty (PlrReader  *self,
                         const char *hint)
{
  g_autoptr(PlrProblem) problem = plr_problem_new (PLR_SEVERITY_ERROR, "not-a-pipeline", _("The definition is empty"));

  plr_problem_set_path (problem, self->path);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_line (problem, 1);
  plr_problem_set_column (problem, 1);
  plr_problem_set_offset (problem, 0);
  g_ptr_array_add (self->problems, g_steal_pointer (&problem));
}

/**
 * plr_reader_begin_stage:
 * @self: a reader
 * @key: what its entry begins with
 * @value: what it says
 *
 * What is reported, and what is opaque, is of this stage until plr_reader_end_stage().
 *
 * Returns: (transfer none): where the stage stands
 */
PlrReaderPlace *
plr_reader_begin_stage (PlrReader   *self,
                        PlrYamlNode *key,
                        PlrYamlNode *value)
{
  PlrReaderPlace *place = g_new0 (PlrReaderPlace, 1);
  gsize start = plr_yaml_node_get_outer_start (key);

  place->stage = plr_stage_new (plr_yaml_node_get_string (key));
  place->key = key;
  place->value = value;
  if (!self->has_own_places)
    {
      place->needs = g_ptr_array_new ();
      place->inputs = g_ptr_array_new ();
      place->steps = g_ptr_array_new ();
    }
  place->outer_opaque = g_steal_pointer (&self->opaque);
  plr_stage_set_offset (place->stage, start);
  plr_stage_set_length (place->stage, MAX (plr_yaml_node_get_end (value), plr_yaml_node_get_end (key)) - start);
  plr_stage_set_line (place->stage, plr_yaml_node_get_line (key));
  g_ptr_array_add (self->places, place);
  self->place = place;
  self->opaque = self->of_stage;

  return place;
}

void
plr_reader_end_stage (PlrReader *self)
{
  PlrReaderPlace *place = self->place;

  g_ptr_array_add (self->opaque, NULL);
  if (self->opaque->len > 1)
    plr_stage_set_opaque (place->stage, (const char *const *)self->opaque->pdata);
  g_ptr_array_set_size (self->opaque, 0);
  self->opaque = g_steal_pointer (&place->outer_opaque);
  self->place = NULL;
  plr_pipeline_add_stage (self->pipeline, place->stage);
}

/* Whether a stage of that id is one that tests: a guess from its words, for the sign on its card. */
gboolean
plr_reader_is_named_test (const char *id)
{
  static const char *const words[] = { "test", "tests", "check", "lint", "unit", "integration", "e2e", "verify", NULL };
  gsize length;

  for (const char *part = id; *part != '\0'; part += length + (part[length] != '\0' ? 1 : 0))
    {
      length = strcspn (part, "-_");
      for (guint i = 0; words[i] != NULL; i++)
        if (strlen (words[i]) == length && g_ascii_strncasecmp (words[i], part, length) == 0)
          return TRUE;
    }

  return FALSE;
}
