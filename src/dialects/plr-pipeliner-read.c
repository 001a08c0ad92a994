/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

static void
read_version (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_INTEGER)
    plr_reader_report_type (self, key, value, _("Write 1."));
  else if (!g_str_equal (text, "1"))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-version", value,
                       _("Write 1, or open the file with a newer Pipeliner."),
                       _("This Pipeliner reads version 1 of the format, not %s"), text);
}

static void
read_name (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  plr_pipeline_set_name (self->pipeline, plr_reader_get_string (self, key, value));
}

static void
read_root (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  const char *text = plr_reader_get_string (self, key, value);

  if (text == NULL)
    return;

  plr_pipeline_set_root (self->pipeline, text);
  if (!g_str_equal (text, "host"))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-root", value, _("Write host, or remove the key."),
                       _("The sandbox cannot have “%s” as its root"), text);
}

static void
read_variables (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  plr_pipeliner_read_variables (self, key, value, G_OBJECT (self->pipeline));
}

static void
read_default_timeout (PlrReader   *self,
                      PlrYamlNode *key,
                      PlrYamlNode *value,
                      gpointer     target)
{
  plr_pipeline_set_timeout_us (self->pipeline, plr_pipeliner_get_timeout (self, key, value));
}

static void
read_default_retry (PlrReader   *self,
                    PlrYamlNode *key,
                    PlrYamlNode *value,
                    gpointer     target)
{
  plr_pipeline_set_retry (self->pipeline, plr_pipeliner_get_retry (self, key, value));
}

static void
read_default_shell (PlrReader   *self,
                    PlrYamlNode *key,
                    PlrYamlNode *value,
                    gpointer     target)
{
  plr_pipeline_set_shell (self->pipeline, plr_pipeliner_get_shell (self, key, value));
}

static void
read_defaults (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "timeout", read_default_timeout },
    { "retry", read_default_retry },
    { "shell", read_default_shell },
  };
  static const PlrReaderShape shape = { N_("The default"), keys, G_N_ELEMENTS (keys), "defaults/" };

  if (!plr_reader_read_shape (self, value, &shape, NULL))
    plr_reader_report_type (self, key, value, _("Write keys below it, like timeout: 10m."));
}

static const PlrReaderKey pipeline_keys[] = {
  { "pipeliner", read_version },
  { "name", read_name },
  { "root", read_root },
  { "triggers", plr_pipeliner_read_triggers },
  { "inputs", plr_pipeliner_read_inputs },
  { "permissions", plr_pipeliner_read_permissions },
  { "concurrency", plr_pipeliner_read_concurrency },
  { "variables", read_variables },
  { "defaults", read_defaults },
  { "stages", plr_pipeliner_read_stages },
};

static const PlrReaderShape pipeline_shape = {
  N_("The pipeline"), pipeline_keys, G_N_ELEMENTS (pipeline_keys), "", TRUE
};

/* The first key says what the file is, to people and to programs that look for definitions. */
static void
check_version (PlrReader   *self,
               PlrYamlNode *root)
{
  guint index = 0;

  if (!plr_yaml_node_find_key (root, "pipeliner", &index))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-version",
                       plr_yaml_node_get_n_items (root) > 0 ? plr_yaml_node_get_key (root, 0) : root,
                       _("Write “pipeliner: 1” as the first line."),
                       _("The definition does not say which format it has"));
  else if (index > 0)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "version-not-first", plr_yaml_node_get_key (root, index),
                       _("Move it to the top of the file."),
                       _("“pipeliner” is the first key of a definition"));

  if (plr_yaml_node_get_merged (root, "stages") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages",
                       plr_yaml_node_get_n_items (root) > 0 ? plr_yaml_node_get_key (root, 0) : root,
                       _("Add a stage with the commands that it runs."), _("The pipeline has no stages"));
}

/* Tags would change what a value is; the format has none. */
static void
check_tags (PlrReader   *self,
            PlrYamlNode *node)
{
  const char *tag = plr_yaml_node_get_tag (node);

  if (tag != NULL && !g_str_has_prefix (tag, "tag:yaml.org,2002:"))
    plr_reader_report (self, PLR_SEVERITY_WARNING, "unknown-tag", node, _("Remove the tag."),
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
read_root_node (PlrReader   *self,
                PlrYamlNode *root)
{
  check_tags (self, root);
  if (plr_yaml_node_get_kind (root) != PLR_YAML_MAPPING)
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root,
                         _("Write “pipeliner: 1” as the first line, and “stages:” below it."),
                         _("This is no definition of a pipeline"));
      return;
    }

  check_version (self, root);
  (void)plr_reader_read_shape (self, root, &pipeline_shape, NULL); /* it is a mapping */
}

/* The model has no word for "not retried in spite of the default", so that it must not be written in silence. */
static void
check_retry (PlrReader      *self,
             PlrReaderPlace *place)
{
  PlrYamlNode *retry = plr_yaml_node_get_merged (plr_yaml_node_resolve (place->value), "retry");

  if (retry == NULL || plr_pipeline_get_retry (self->pipeline) == 0 || plr_stage_get_retry (place->stage) > 0)
    return;

  plr_reader_report (self, PLR_SEVERITY_WARNING, "retry-default", retry,
                     _("Take “retry” out of the defaults, and write it in each stage that needs it."),
                     _("The default of %u applies all the same"), plr_pipeline_get_retry (self->pipeline));
}

static void
check_retries (PlrReader *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      self->place = self->places->pdata[i];
      check_retry (self, self->place);
    }
  self->place = NULL;
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
  const char *hint = _("Write “pipeliner: 1” as the first line, and “stages:” below it.");
  g_auto(PlrReader) self = { 0 };
  PlrYamlNode *root;

  if (!plr_reader_init (&self, "pipeliner", text, size_bytes, path, problems))
    return NULL;

  plr_pipeline_set_root (self.pipeline, "host");
  root = plr_yaml_get_root (self.tree, 0);
  if (root == NULL)
    {
      plr_reader_report_empty (&self, hint);
    }
  else
    {
      read_root_node (&self, root);
      plr_reader_check_documents (&self);
      plr_reader_check_graph (&self);
      check_retries (&self);
    }

  return plr_reader_finish (&self, problems);
}
