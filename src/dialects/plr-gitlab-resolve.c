/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-config.h"

/*
 * Puts a configuration together as GitLab does (gitlab.com/gitlab-org/gitlab: lib/gitlab/ci/config.rb): first the files, then the
 * references, then the templates of each job.
 */

/* Of jobs whose references lead to each other. */
#define MAX_DEPTH 100

static void
source_free (PlrGitlabSource *source)
{
  plr_yaml_unref (source->tree);
  g_free (source->path);
  g_free (source);
}

void
plr_gitlab_config_free (PlrGitlabConfig *self)
{
  g_clear_pointer (&self->by_tree, g_hash_table_unref);
  g_clear_pointer (&self->aliased, g_hash_table_unref);
  g_clear_pointer (&self->followed, g_hash_table_unref);
  g_clear_pointer (&self->jobs, g_hash_table_unref);
  g_clear_pointer (&self->defaults, g_hash_table_unref);
  g_clear_pointer (&self->unknown, g_hash_table_unref);
  g_clear_pointer (&self->texts[0], g_hash_table_unref);
  g_clear_pointer (&self->texts[1], g_hash_table_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->unknown_includes, g_ptr_array_unref);
  g_clear_pointer (&self->conditional_includes, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_free (self);
}

/* The path of the file in which a node stands. */
const char *
plr_gitlab_config_get_path (PlrGitlabConfig *self,
                            PlrYamlNode     *node)
{
  PlrGitlabSource *source = g_hash_table_lookup (self->by_tree, plr_yaml_node_get_tree (node));

  return source != NULL ? source->path : NULL;
}

/* Whether a node stands in the first file. */
gboolean
plr_gitlab_is_local (PlrGitlabConfig *self,
                     PlrYamlNode     *node)
{
  return plr_yaml_node_get_tree (node) == self->tree;
}

void
plr_gitlab_report (PlrGitlabConfig *self,
                   PlrSeverity      severity,
                   const char      *code,
                   PlrYamlNode     *node,
                   const char      *hint,
                   const char      *format,
                   ...)
{
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *message = NULL;
  va_list args;
  guint line, column;

  if (self->reader == NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (plr_gitlab_is_local (self, node))
    {
      plr_reader_report (self->reader, severity, code, node, hint, "%s", message);
      return;
    }

  if (plr_reader_was_reported (self->reader, code, plr_gitlab_config_get_path (self, node), node, TRUE) ||
      !plr_reader_may_report (self->reader, severity))
    return;
  plr_yaml_get_place (plr_yaml_node_get_tree (node), plr_yaml_node_get_start (node), &line, &column);
  problem = plr_problem_new (severity, code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_path (problem, plr_gitlab_config_get_path (self, node));
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, column);
  if (self->reader->place != NULL)
    plr_problem_set_stage (problem, plr_stage_get_id (self->reader->place->stage));
  g_ptr_array_add (self->reader->problems, g_steal_pointer (&problem));
}

/* Whether a file of that path is a configuration by itself, and not one that others include. */
gboolean
plr_gitlab_is_whole (const char *path)
{
  return g_str_has_suffix (path, ".gitlab-ci.yml") || g_str_has_suffix (path, ".gitlab-ci.yaml");
}

/* Keys of the top that are no jobs (gitlab.com/gitlab-org/gitlab: lib/gitlab/ci/config/entry/root.rb). */
gboolean
plr_gitlab_is_global (const char *name)
{
  static const char *const words[] = {
    "default", "include", "before_script", "image", "services", "after_script", "variables", "stages", "types", "cache",
    "workflow", "spec", NULL,
  };

  return g_strv_contains (words, name);
}

static PlrGitlabValue *follow (PlrGitlabConfig *self,
                               PlrGitlabValue  *value,
                               guint            depth);

static PlrGitlabValue *
find_below (PlrGitlabConfig *self,
            PlrGitlabValue  *value,
            PlrYamlNode     *path)
{
  for (guint i = 1; i < plr_yaml_node_get_n_items (path) && value != NULL; i++)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_item (path, i));
      PlrGitlabEntry *entry = name != NULL ? plr_gitlab_find_entry (self, value, name) : NULL;

      value = entry != NULL ? entry->value : NULL;
    }

  return value;
}

static char *
dup_path (PlrYamlNode *path)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < plr_yaml_node_get_n_items (path); i++)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_item (path, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name != NULL ? name : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static PlrGitlabValue *
follow_reference (PlrGitlabConfig *self,
                  PlrGitlabValue  *value,
                  guint            depth)
{
  PlrYamlNode *path = value->node;
  const char *first = plr_yaml_node_get_n_items (path) > 0 ? plr_yaml_node_get_string (plr_yaml_node_get_item (path, 0)) : NULL;
  PlrGitlabEntry *entry = first != NULL ? plr_gitlab_find_entry (self, self->root, first) : NULL;
  PlrGitlabValue *found = entry != NULL ? find_below (self, entry->value, path) : NULL;
  PlrGitlabValue *unknown;
  gpointer known;

  /* GitLab looks before it extends; what only a template of the job has it does not find, but gitlab-ci-local does. */
  if (found == NULL && entry != NULL && depth < PLR_GITLAB_MAX_REFERENCES)
    found = find_below (self, plr_gitlab_config_get_job (self, first), path);
  if (found != NULL && depth < PLR_GITLAB_MAX_REFERENCES &&
      !(g_hash_table_lookup_extended (self->followed, found, NULL, &known) && known == NULL))
    return follow (self, found, depth + 1);

  if (!self->is_open)
    {
      g_autofree char *text = dup_path (path);

      plr_gitlab_report (self, PLR_SEVERITY_ERROR, "unknown-reference", path,
                         _("Write the name of a job and of a key in it, which both exist."),
                         found != NULL ? _("The reference “%s” leads through too many others")
                                       : _("The reference “%s” leads nowhere"), text);
    }
  unknown = plr_gitlab_alloc (self, sizeof *unknown);
  *unknown = *value;
  unknown->has_reference = unknown->is_reference = FALSE;
  unknown->is_unknown = TRUE;

  return unknown;
}

static PlrGitlabValue *
follow_entries (PlrGitlabConfig *self,
                PlrGitlabValue  *value,
                guint            depth)
{
  PlrGitlabValue *copy = plr_gitlab_alloc (self, sizeof *copy);

  *copy = *value;
  copy->table = NULL;
  copy->has_reference = FALSE;
  copy->entries = plr_gitlab_alloc (self, value->n_entries * sizeof *copy->entries);
  for (guint i = 0; i < value->n_entries; i++)
    {
      copy->entries[i] = value->entries[i];
      copy->entries[i].value = follow (self, value->entries[i].value, depth);
    }

  return copy;
}

/* The value with its references followed; itself if there are none. Each is followed once, so that they cannot multiply. */
static PlrGitlabValue *
follow (PlrGitlabConfig *self,
        PlrGitlabValue  *value,
        guint            depth)
{
  PlrGitlabValue *known = NULL;

  if (!value->has_reference || self->is_over)
    return value;
  if (g_hash_table_lookup_extended (self->followed, value, NULL, (gpointer *)&known))
    return known != NULL ? known : value;

  g_hash_table_insert (self->followed, value, NULL);
  known = value->is_reference ? follow_reference (self, value, depth) : follow_entries (self, value, depth);
  g_hash_table_insert (self->followed, value, known);

  return known;
}

static PlrGitlabValue *extend (PlrGitlabConfig *self,
                               const char      *name,
                               guint            depth);

static void
report_template (PlrGitlabConfig *self,
                 PlrYamlNode     *node,
                 const char      *name,
                 gboolean         is_circle)
{
  if (is_circle)
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "extends-circle", node, _("Remove one of these templates."),
                       _("“%s” extends itself, directly or through others"), name);
  else if (!self->is_open)
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "unknown-template", node,
                       _("Name a job or a hidden job that exists, or include the file that has it."),
                       _("There is no “%s” to extend"), name);
  else if (g_hash_table_add (self->unknown, (gpointer)name)) /* once is enough of what hundreds of jobs extend */
    plr_gitlab_report (self, PLR_SEVERITY_INFO, "unknown-template", node,
                       _("It may come from a file that is included from elsewhere."), _("“%s” is not known here"), name);
}

static PlrGitlabValue *
extend_one (PlrGitlabConfig *self,
            PlrGitlabValue  *all,
            PlrYamlNode     *node,
            const char      *name,
            guint            depth)
{
  PlrGitlabEntry *entry = plr_gitlab_find_entry (self, self->root, name);
  gpointer known;

  if (entry == NULL || !plr_gitlab_is_map (entry->value))
    {
      report_template (self, node, name, FALSE);
      return all;
    }
  if (depth >= PLR_GITLAB_MAX_EXTENDS ||
      (g_hash_table_lookup_extended (self->jobs, name, NULL, &known) && known == NULL))
    {
      report_template (self, node, name, TRUE);
      return all;
    }

  return plr_gitlab_merge (self, all, extend (self, name, depth + 1));
}

static PlrGitlabValue *
extend (PlrGitlabConfig *self,
        const char      *name,
        guint            depth)
{
  PlrGitlabEntry *entry = plr_gitlab_find_entry (self, self->root, name);
  PlrGitlabValue *own;
  PlrGitlabValue *extends;
  PlrGitlabValue *all = NULL;
  gpointer known;

  if (entry == NULL)
    return NULL;
  if (g_hash_table_lookup_extended (self->jobs, name, NULL, &known))
    return known != NULL ? known : entry->value;
  if (self->depth > MAX_DEPTH)
    return entry->value;

  self->depth++;
  g_hash_table_insert (self->jobs, (gpointer)entry->name, NULL);
  own = follow (self, entry->value, 0);
  extends = plr_gitlab_get (self, own, "extends");
  if (extends != NULL && plr_gitlab_get_string (extends) != NULL)
    {
      all = extend_one (self, all, extends->node, plr_gitlab_get_string (extends), depth);
    }
  else if (extends != NULL)
    {
      g_autoptr(GPtrArray) items = plr_gitlab_list_items (extends);

      for (guint i = 0; i < items->len; i++)
        {
          PlrGitlabEntry *item = items->pdata[i];

          if (plr_gitlab_get_string (item->value) != NULL)
            all = extend_one (self, all, item->value->node, plr_gitlab_get_string (item->value), depth);
        }
    }
  all = plr_gitlab_merge (self, all, own);
  g_hash_table_insert (self->jobs, (gpointer)entry->name, all);
  self->depth--;

  return all;
}

/**
 * plr_gitlab_config_get_job:
 * @name: of a job or a hidden one
 *
 * Returns: (transfer none) (nullable): what it says with its references and templates, but without defaults
 */
PlrGitlabValue *
plr_gitlab_config_get_job (PlrGitlabConfig *self,
                           const char      *name)
{
  return extend (self, name, 0);
}

/**
 * plr_gitlab_config_get_global:
 * @name: a key of the top
 *
 * Returns: (transfer none) (nullable): what it says with its references
 */
PlrGitlabValue *
plr_gitlab_config_get_global (PlrGitlabConfig *self,
                              const char      *name)
{
  PlrGitlabValue *value = plr_gitlab_get (self, self->root, name);

  return value != NULL ? follow (self, value, 0) : NULL;
}

/* Whether a job takes @name from `default` or from the variables of the top: `inherit` is true, false or a list. */
gboolean
plr_gitlab_inherits (PlrGitlabConfig *self,
                     PlrGitlabValue  *job,
                     const char      *what,
                     const char      *name)
{
  PlrGitlabValue *inherit = plr_gitlab_get (self, plr_gitlab_get (self, job, "inherit"), what);
  g_autoptr(GPtrArray) items = NULL;

  if (inherit == NULL)
    return TRUE;
  if (inherit->kind == PLR_YAML_SCALAR)
    return g_strcmp0 (plr_gitlab_get_string (inherit), "false") != 0;

  items = plr_gitlab_list_items (inherit);
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value), name) == 0)
      return TRUE;

  return FALSE;
}

static PlrGitlabValue *
find_default (PlrGitlabConfig *self,
              const char      *name)
{
  static const char *const top[] = { "image", "services", "cache", "before_script", "after_script", NULL };
  gpointer value = NULL;

  if (g_hash_table_lookup_extended (self->defaults, name, NULL, &value))
    return value;

  value = plr_gitlab_get (self, plr_gitlab_get (self, self->root, "default"), name);
  if (value == NULL && g_strv_contains (top, name))
    value = plr_gitlab_get (self, self->root, name);
  g_hash_table_insert (self->defaults, (gpointer)g_intern_string (name), value);

  return value;
}

gboolean
plr_gitlab_config_has_default (PlrGitlabConfig *self,
                               const char      *name)
{
  return find_default (self, name) != NULL;
}

/* What `default`, or the top in the older form, says for all jobs. */
PlrGitlabValue *
plr_gitlab_config_get_default (PlrGitlabConfig *self,
                               PlrGitlabValue  *job,
                               const char      *name)
{
  PlrGitlabValue *value = find_default (self, name);

  if (value == NULL || !plr_gitlab_inherits (self, job, "default", name))
    return NULL;

  return follow (self, value, 0);
}

PlrGitlabValue *
plr_gitlab_config_get_own_or_default (PlrGitlabConfig *self,
                                      PlrGitlabValue  *job,
                                      const char      *name)
{
  PlrGitlabValue *value = plr_gitlab_get (self, job, name);

  return value != NULL ? value : plr_gitlab_config_get_default (self, job, name);
}

/**
 * plr_gitlab_follow:
 *
 * Returns: (transfer none): the value with its references followed
 */
PlrGitlabValue *
plr_gitlab_follow (PlrGitlabConfig *self,
                   PlrGitlabValue  *value)
{
  return follow (self, value, 0);
}

/**
 * plr_gitlab_config_new_plain:
 * @tree: a file of any dialect
 * @path: (nullable): where it stands
 *
 * Returns: (transfer full): what follows aliases and merge keys in it, and nothing else
 */
PlrGitlabConfig *
plr_gitlab_config_new_plain (PlrYaml    *tree,
                             const char *path)
{
  PlrGitlabConfig *self = g_new0 (PlrGitlabConfig, 1);
  PlrGitlabSource *source = g_new0 (PlrGitlabSource, 1);

  self->tree = tree;
  self->is_plain = TRUE;
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)source_free);
  self->by_tree = g_hash_table_new (NULL, NULL);
  self->aliased = g_hash_table_new (NULL, NULL);
  self->followed = g_hash_table_new (NULL, NULL);
  self->jobs = g_hash_table_new (g_str_hash, g_str_equal);
  self->defaults = g_hash_table_new (g_str_hash, g_str_equal);
  self->unknown = g_hash_table_new (g_str_hash, g_str_equal);
  self->texts[0] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->texts[1] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->unknown_includes = g_ptr_array_new ();
  self->conditional_includes = g_ptr_array_new ();
  source->tree = plr_yaml_ref (tree);
  source->path = g_strdup (path);
  source->is_at_work = TRUE;
  g_ptr_array_add (self->sources, source);
  g_hash_table_insert (self->by_tree, tree, source);

  return self;
}

/**
 * plr_gitlab_config_new:
 * @tree: the first file
 * @path: (nullable): where it stands
 * @loader: (nullable): gets other files of the repository
 * @reader: (nullable): is told what is wrong
 *
 * Returns: (transfer full): the configuration; its root is `NULL` if the text has none
 */
PlrGitlabConfig *
plr_gitlab_config_new (PlrYaml         *tree,
                       const char      *path,
                       PlrDialectLoader loader,
                       gpointer         loader_data,
                       PlrReader       *reader)
{
  PlrGitlabConfig *self = plr_gitlab_config_new_plain (tree, path);

  self->is_plain = FALSE;
  self->reader = reader;
  self->loader = loader;
  self->loader_data = loader_data;
  /* Any other name is that of a part, which others complete. */
  self->is_open = path != NULL && !plr_gitlab_is_whole (path);
  self->top = plr_yaml_get_root (tree, 0);
  if (self->top != NULL && plr_yaml_get_n_documents (tree) > 1 && plr_yaml_node_get (self->top, "spec") != NULL)
    {
      self->header = self->top;
      self->top = plr_yaml_get_root (tree, 1);
    }
  if (self->top != NULL && plr_yaml_node_get_kind (self->top) == PLR_YAML_MAPPING)
    self->root = plr_gitlab_include (self, self->top, path, NULL);

  return self;
}
