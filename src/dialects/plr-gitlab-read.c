/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"
#include "plr-graph.h"

/*
 * Reads a configuration of GitLab CI (docs.gitlab.com: CI/CD YAML syntax reference). What the model has no word for stays in the
 * text, and is named as opaque; what a variable says is known on the server only, so that a value with one is taken as it is
 * written.
 */

static void
add_group (PlrGitlabReader *self,
           const char      *name)
{
  if (!g_hash_table_contains (self->groups, name))
    g_hash_table_insert (self->groups, (gpointer)name, GUINT_TO_POINTER (g_hash_table_size (self->groups) + 1));
}

static void
read_groups (PlrGitlabReader *self)
{
  static const char *const usual[] = { "build", "test", "deploy", NULL };
  PlrGitlabValue *value = plr_gitlab_config_get_global (self->config, "stages");
  g_auto(GStrv) names = NULL;
  const char *const *groups = usual;

  if (value == NULL)
    value = plr_gitlab_config_get_global (self->config, "types");
  if (value != NULL)
    names = plr_gitlab_get_strings (self, "stages", value);
  if (names != NULL && names[0] != NULL)
    {
      groups = (const char *const *)names;
      self->has_groups = TRUE;
    }

  plr_pipeline_set_groups (self->reader.pipeline, groups);
  add_group (self, ".pre");
  groups = plr_pipeline_get_groups (self->reader.pipeline);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_str_equal (groups[i], ".post"))
      add_group (self, groups[i]);
  add_group (self, ".post");
}

/* Entries as people speak of them: “project group/name”, “component …”. */
static char *
describe_include (PlrYamlNode *node)
{
  static const char *const kinds[] = { "component", "project", "remote", "template", "local" };
  PlrYamlNode *item = plr_yaml_node_resolve (node);

  for (guint i = 0; plr_yaml_node_get_kind (item) == PLR_YAML_MAPPING && i < G_N_ELEMENTS (kinds); i++)
    {
      PlrYamlNode *value = plr_yaml_node_get_merged (item, kinds[i]);

      if (value != NULL && plr_yaml_node_get_string (value) != NULL)
        return g_strdup_printf ("%s %s", kinds[i], plr_yaml_node_get_string (value));
    }

  return g_strdup (plr_yaml_node_get_string (item) != NULL ? plr_yaml_node_get_string (item) : "include");
}

static void
report_includes (PlrGitlabReader *self)
{
  for (guint i = 0; i < self->config->unknown_includes->len; i++)
    {
      PlrYamlNode *node = self->config->unknown_includes->pdata[i];
      g_autofree char *name = g_strdup_printf ("%u", plr_yaml_node_get_line (node));
      g_autofree char *what = describe_include (node);

      if (plr_gitlab_is_local (self->config, node))
        plr_gitlab_keep (self, "include", name);
      plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "include-not-followed", node,
                         _("Jobs, templates and stages that come from there are not shown."),
                         _("“%s” is not in this repository, or is known on the server only"), what);
    }
  for (guint i = 0; i < self->config->conditional_includes->len; i++)
    {
      PlrYamlNode *node = self->config->conditional_includes->pdata[i];
      g_autofree char *name = g_strdup_printf ("%u/rules", plr_yaml_node_get_line (node));
      g_autofree char *what = describe_include (node);

      if (plr_gitlab_is_local (self->config, node))
        plr_gitlab_keep (self, "include", name);
      plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "conditional-include", node,
                         _("What comes from there is shown as if they held."),
                         _("Whether the rules of “%s” hold is known on the server only"), what);
    }
}

/* docs.gitlab.com: CI/CD inputs. One without a default must be given. */
static const char *const input_types[] = { "string", "number", "boolean", "array", NULL };

const PlrInputsForm plr_gitlab_inputs = {
  .list = "inputs", .value = "default", .types = input_types, .has_options = TRUE, .needs_default = TRUE,
};

static void
read_header (PlrGitlabReader *self)
{
  PlrYamlNode *spec = plr_yaml_node_get_merged (self->config->header, "spec");
  g_autoptr(GPtrArray) pairs = NULL;

  if (spec == NULL || plr_yaml_node_get_kind (plr_yaml_node_resolve (spec)) != PLR_YAML_MAPPING)
    {
      plr_gitlab_keep (self, NULL, "spec");
      return;
    }

  pairs = plr_reader_list_pairs (&self->reader, spec, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);

      if (g_str_equal (name, "inputs"))
        plr_inputs_read (&self->reader, pairs->pdata[i + 1], &plr_gitlab_inputs, "spec/inputs", (PlrInputsAddFunc)plr_pipeline_add_input,
                         self->reader.pipeline);
      else
        plr_gitlab_keep (self, "spec", name);
    }
}

static void
read_globals (PlrGitlabReader *self)
{
  PlrGitlabValue *variables = plr_gitlab_config_get_global (self->config, "variables");
  PlrGitlabValue *workflow = plr_gitlab_config_get_global (self->config, "workflow");

  read_groups (self);
  report_includes (self);
  if (self->config->header != NULL)
    read_header (self);
  if (variables != NULL && !variables->is_unknown)
    plr_gitlab_read_variables (self, variables, G_OBJECT (self->reader.pipeline));
  if (workflow != NULL && !workflow->is_unknown)
    plr_gitlab_read_workflow (self, workflow);
}

/* Hidden jobs are there for others; a key of the top that is none of GitLab's words is a job. */
static gboolean
is_job (PlrGitlabReader *self,
        PlrGitlabEntry  *entry)
{
  if (entry->name[0] == '.' || plr_gitlab_is_global (entry->name))
    return FALSE;
  if (entry->value->kind == PLR_YAML_MAPPING || (entry->value->is_reference && entry->value->kind == PLR_YAML_SEQUENCE))
    return TRUE;

  plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "wrong-type", entry->key,
                     _("Write keys below it, like script:, or start the name with a dot."), _("“%s” is no job"), entry->name);
  plr_gitlab_keep (self, NULL, entry->name);

  return FALSE;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  gsize x = plr_yaml_node_get_start ((*(PlrGitlabEntry *const *)a)->key);
  gsize y = plr_yaml_node_get_start ((*(PlrGitlabEntry *const *)b)->key);

  return x < y ? -1 : x > y;
}

/* First those of this file, in the order of its text. */
static void
read_jobs (PlrGitlabReader *self)
{
  PlrGitlabValue *root = self->config->root;
  g_autoptr(GPtrArray) own = g_ptr_array_new ();
  g_autoptr(GPtrArray) others = g_ptr_array_new ();

  for (guint i = 0; i < root->n_entries; i++)
    if (is_job (self, &root->entries[i]))
      g_ptr_array_add (plr_gitlab_is_local (self->config, root->entries[i].key) ? own : others, &root->entries[i]);
  g_ptr_array_sort (own, compare_places);
  g_ptr_array_extend (own, others, NULL, NULL);

  for (guint i = 0; i < own->len && i < PLR_GITLAB_MAX_JOBS; i++)
    plr_gitlab_read_job (self, own->pdata[i]);
  if (own->len > PLR_GITLAB_MAX_JOBS)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "too-many-stages",
                       ((PlrGitlabEntry *)own->pdata[PLR_GITLAB_MAX_JOBS])->key, _("Divide the file."),
                       _("There are more than %d jobs"), PLR_GITLAB_MAX_JOBS);
}

static void
check_cycle (PlrGitlabReader *self)
{
  g_auto(GStrv) cycle = plr_graph_find_cycle (self->reader.pipeline);
  g_autofree char *path = NULL;

  if (cycle == NULL)
    return;

  path = g_strjoinv (" → ", cycle);
  for (guint i = 0; i < self->reader.places->len; i++)
    {
      PlrReaderPlace *place = self->reader.places->pdata[i];

      if (!g_str_equal (plr_stage_get_id (place->stage), cycle[0]))
        continue;
      self->reader.place = place;
      plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "cycle", place->key, _("Remove one of these connections."),
                         _("The stages wait for each other in a circle: %s"), path);
      self->reader.place = NULL;
      return;
    }
}

static void
check_top (PlrGitlabReader *self)
{
  PlrYamlNode *first = NULL;
  PlrYamlNode *again = plr_yaml_node_find_duplicate (self->config->top, &first);
  guint wanted = self->config->header != NULL ? 2 : 1;

  if (again != NULL)
    plr_gitlab_report (self->config, PLR_SEVERITY_WARNING, "duplicate-key", first,
                       _("Remove one of the two, or give it another name."), _("“%s” is there once more; the last one counts"),
                       plr_yaml_node_get_string (first));
  if (plr_yaml_get_n_documents (self->reader.tree) > wanted)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "second-document", plr_yaml_get_root (self->reader.tree, wanted),
                       _("Move it to a file of its own."), _("A file holds one pipeline, and here starts a second"));
  if (self->config->is_over)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "too-large", plr_yaml_node_get_key (self->config->top, 0),
                       _("Use fewer templates within templates."), _("The configuration is too large with all its templates"));
  if (self->reader.places->len == 0 && !self->config->is_open)
    plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "no-stages", plr_yaml_node_get_n_items (self->config->top) > 0
                       ? plr_yaml_node_get_key (self->config->top, 0) : self->config->top,
                       _("Add a job; names that start with a dot are templates."), _("There are no jobs"));
}

static void
read_root (PlrGitlabReader *self)
{
  if (self->config->top == NULL || (plr_yaml_node_get_string (self->config->top) != NULL && plr_yaml_node_is_null (self->config->top)))
    {
      plr_reader_report_empty (&self->reader, _("Add a job: its name, a colon, and “script:” below it."));
      return;
    }
  if (self->config->root == NULL)
    {
      plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "not-a-pipeline", self->config->top,
                         _("Write names of jobs, each with “script:” below it."), _("This is no configuration of GitLab CI"));
      return;
    }

  read_globals (self);
  read_jobs (self);
  plr_gitlab_read_needs (self);
  plr_gitlab_read_implied_needs (self);
  check_cycle (self);
  check_top (self);
}

/**
 * plr_gitlab_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read_with_files()
 */
PlrPipeline *
plr_gitlab_read (PlrDialect      *dialect,
                 const char      *text,
                 gssize           size_bytes,
                 const char      *path,
                 PlrDialectLoader loader,
                 gpointer         loader_data,
                 GListStore      *problems)
{
  PlrGitlabReader self = { 0 };
  g_autoptr(GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) stages = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) jobs = g_ptr_array_new ();
  PlrPipeline *pipeline;

  if (!plr_reader_init (&self.reader, plr_dialect_get_id (dialect), text, size_bytes, path, problems))
    return NULL;

  self.reader.has_own_places = TRUE;
  self.groups = groups;
  self.stages = stages;
  self.jobs = jobs;
  self.config = plr_gitlab_config_new (self.reader.tree, path, loader, loader_data, &self.reader);
  read_root (&self);
  pipeline = plr_reader_finish (&self.reader, problems);
  plr_gitlab_config_free (self.config);
  g_clear_pointer (&self.keys, g_hash_table_unref);
  g_clear_pointer (&self.default_keys, g_array_unref);
  plr_reader_clear (&self.reader);

  return pipeline;
}
