/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

static void
place_free (PlrPipelinerPlace *place)
{
  g_clear_object (&place->stage);
  g_clear_pointer (&place->needs, g_ptr_array_unref);
  g_clear_pointer (&place->inputs, g_ptr_array_unref);
  g_clear_pointer (&place->steps, g_ptr_array_unref);
  g_free (place);
}

static void
reader_clear (PlrPipelinerReader *self)
{
  g_clear_pointer (&self->tree, plr_yaml_unref);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->problems);
  g_clear_pointer (&self->reported, g_hash_table_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->opaque, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrPipelinerReader, reader_clear)

static void
read_version (PlrPipelinerReader *self,
              PlrYamlNode        *key,
              PlrYamlNode        *value,
              gpointer            target)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_INTEGER)
    plr_pipeliner_report_type (self, key, value, _("Write 1."));
  else if (!g_str_equal (text, "1"))
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "unknown-version", value,
                          _("Write 1, or open the file with a newer Pipeliner."),
                          _("This Pipeliner reads version 1 of the format, not %s"), text);
}

static void
read_name (PlrPipelinerReader *self,
           PlrYamlNode        *key,
           PlrYamlNode        *value,
           gpointer            target)
{
  plr_pipeline_set_name (self->pipeline, plr_pipeliner_get_string (self, key, value));
}

static void
read_root (PlrPipelinerReader *self,
           PlrYamlNode        *key,
           PlrYamlNode        *value,
           gpointer            target)
{
  const char *text = plr_pipeliner_get_string (self, key, value);

  if (text == NULL)
    return;

  plr_pipeline_set_root (self->pipeline, text);
  if (!g_str_equal (text, "host"))
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "unknown-root", value, _("Write host, or remove the key."),
                          _("The sandbox cannot have “%s” as its root"), text);
}

static void
read_variables (PlrPipelinerReader *self,
                PlrYamlNode        *key,
                PlrYamlNode        *value,
                gpointer            target)
{
  plr_pipeliner_read_variables (self, key, value, G_OBJECT (self->pipeline));
}

static void
read_default_timeout (PlrPipelinerReader *self,
                      PlrYamlNode        *key,
                      PlrYamlNode        *value,
                      gpointer            target)
{
  plr_pipeline_set_timeout_us (self->pipeline, plr_pipeliner_get_timeout (self, key, value));
}

static void
read_default_retry (PlrPipelinerReader *self,
                    PlrYamlNode        *key,
                    PlrYamlNode        *value,
                    gpointer            target)
{
  plr_pipeline_set_retry (self->pipeline, plr_pipeliner_get_retry (self, key, value));
}

static void
read_default_shell (PlrPipelinerReader *self,
                    PlrYamlNode        *key,
                    PlrYamlNode        *value,
                    gpointer            target)
{
  plr_pipeline_set_shell (self->pipeline, plr_pipeliner_get_shell (self, key, value));
}

static void
read_defaults (PlrPipelinerReader *self,
               PlrYamlNode        *key,
               PlrYamlNode        *value,
               gpointer            target)
{
  static const PlrPipelinerKey keys[] = {
    { "timeout", read_default_timeout },
    { "retry", read_default_retry },
    { "shell", read_default_shell },
  };
  static const PlrPipelinerShape shape = { N_("The default"), keys, G_N_ELEMENTS (keys), "defaults/" };

  if (!plr_pipeliner_read_shape (self, value, &shape, NULL))
    plr_pipeliner_report_type (self, key, value, _("Write keys below it, like timeout: 10m."));
}

static const PlrPipelinerKey pipeline_keys[] = {
  { "pipeliner", read_version },
  { "name", read_name },
  { "root", read_root },
  { "variables", read_variables },
  { "defaults", read_defaults },
  { "stages", plr_pipeliner_read_stages },
};

static const PlrPipelinerShape pipeline_shape = {
  N_("The pipeline"), pipeline_keys, G_N_ELEMENTS (pipeline_keys), "", TRUE
};

/* The first key says what the file is, to people and to programs that look for definitions. */
static void
check_version (PlrPipelinerReader *self,
               PlrYamlNode        *root)
{
  guint index = 0;

  if (!plr_yaml_node_find_key (root, "pipeliner", &index))
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "missing-version",
                          plr_yaml_node_get_n_items (root) > 0 ? plr_yaml_node_get_key (root, 0) : root,
                          _("Write “pipeliner: 1” as the first line."),
                          _("The definition does not say which format it has"));
  else if (index > 0)
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "version-not-first", plr_yaml_node_get_key (root, index),
                          _("Move it to the top of the file."),
                          _("“pipeliner” is the first key of a definition"));

  if (plr_yaml_node_get_merged (root, "stages") == NULL)
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "no-stages",
                          plr_yaml_node_get_n_items (root) > 0 ? plr_yaml_node_get_key (root, 0) : root,
                          _("Add a stage with the commands that it runs."), _("The pipeline has no stages"));
}

/* Tags would change what a value is; the format has none. */
static void
check_tags (PlrPipelinerReader *self,
            PlrYamlNode        *node)
{
  const char *tag = plr_yaml_node_get_tag (node);

  if (tag != NULL && !g_str_has_prefix (tag, "tag:yaml.org,2002:"))
    plr_pipeliner_report (self, PLR_SEVERITY_WARNING, "unknown-tag", node, _("Remove the tag."),
                          _("The tag “%s” means nothing here"), tag);

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    {
      if (plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE)
        check_tags (self, plr_yaml_node_get_item (node, i));
      else
        check_tags (self, plr_yaml_node_get_value (node, i));
    }
}

static void
read_root_node (PlrPipelinerReader *self,
                PlrYamlNode        *root)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();

  self->opaque = g_ptr_array_new_with_free_func (g_free);
  check_tags (self, root);
  if (plr_yaml_node_get_kind (root) != PLR_YAML_MAPPING)
    {
      plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root,
                            _("Write “pipeliner: 1” as the first line, and “stages:” below it."),
                            _("This is no definition of a pipeline"));
      return;
    }

  check_version (self, root);
  (void)plr_pipeliner_read_shape (self, root, &pipeline_shape, NULL); /* it is a mapping */

  for (guint i = 0; i < self->opaque->len; i++)
    g_ptr_array_add (kept, self->opaque->pdata[i]);
  g_ptr_array_add (kept, NULL);
  if (kept->len > 1)
    plr_pipeline_set_opaque (self->pipeline, (const char *const *)kept->pdata);
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

/* A file has the text of one pipeline, so nothing below the first document is read. */
static void
check_documents (PlrPipelinerReader *self)
{
  if (plr_yaml_get_n_documents (self->tree) > 1)
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "second-document", plr_yaml_get_root (self->tree, 1),
                          _("Move it to a file of its own."), _("A file holds one pipeline, and here starts a second"));
}

static void
report_empty (PlrPipelinerReader *self)
{
  g_autoptr(PlrProblem) problem = plr_problem_new (PLR_SEVERITY_ERROR, "not-a-pipeline",
                                                   _("The definition is empty"));

  plr_problem_set_path (problem, self->path);
  plr_problem_set_hint (problem, _("Write “pipeliner: 1” as the first line, and “stages:” below it."));
  plr_problem_set_line (problem, 1);
  plr_problem_set_column (problem, 1);
  plr_problem_set_offset (problem, 0);
  g_list_store_append (self->problems, problem);
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  gint64 x = plr_problem_get_offset ((PlrProblem *)a);
  gint64 y = plr_problem_get_offset ((PlrProblem *)b);

  return x < y ? -1 : x > y;
}

/* In the order of the text, whichever rule found them. */
static void
append_sorted (GListStore *problems,
               GListStore *found)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_list_store_sort (found, compare_places, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (found)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (found), i));
  g_list_store_splice (problems, g_list_model_get_n_items (G_LIST_MODEL (problems)), 0, items->pdata, items->len);
}

/**
 * plr_pipeliner_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_pipeliner_read (PlrDialect *dialect,
                    const char *text,
                    gssize      size_bytes,
                    const char *path,
                    GListStore *problems)
{
  g_autoptr(GError) error = NULL;
  g_auto(PlrPipelinerReader) self = { 0 };
  PlrYamlNode *root;

  self.tree = plr_yaml_new (text, size_bytes, &error);
  if (self.tree == NULL)
    {
      report_syntax (problems, error, text, size_bytes < 0 ? strlen (text) : (gsize)size_bytes, path);
      return NULL;
    }

  self.path = path;
  self.problems = g_list_store_new (PLR_TYPE_PROBLEM);
  self.pipeline = plr_pipeline_new ();
  self.reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.places = g_ptr_array_new_with_free_func ((GDestroyNotify)place_free);
  plr_pipeline_set_path (self.pipeline, path);
  plr_pipeline_set_dialect (self.pipeline, "pipeliner");
  plr_pipeline_set_root (self.pipeline, "host");

  root = plr_yaml_get_root (self.tree, 0);
  if (root == NULL)
    {
      report_empty (&self);
    }
  else
    {
      read_root_node (&self, root);
      check_documents (&self);
      plr_pipeliner_check_graph (&self);
    }
  append_sorted (problems, self.problems);

  return g_steal_pointer (&self.pipeline);
}
