/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"
#include "plr-merged-private.h"
#include "plr-yaml-value.h"

/* What a job may have from `default`. */
static const char *const default_keys[] = {
  "image", "services", "cache", "before_script", "after_script", "artifacts", "hooks", "id_tokens", "identity", "interruptible",
  "retry", "tags", "timeout",
};

static PlrGitlabEntry *
find_default (PlrGitlabConfig *config,
              const char      *name)
{
  PlrGitlabEntry *entry = plr_gitlab_find_entry (config, plr_gitlab_get (config, config->root, "default"), name);

  return entry != NULL ? entry : plr_gitlab_find_entry (config, config->root, name);
}

/* The job with its templates and defaults, and without the words that brought them. */
static PlrGitlabValue *
complete_job (PlrGitlabConfig *config,
              PlrGitlabValue  *job)
{
  PlrGitlabValue *full = plr_gitlab_alloc (config, sizeof *full);

  *full = *job;
  full->table = NULL;
  full->n_entries = 0;
  full->entries = plr_gitlab_alloc (config, (job->n_entries + G_N_ELEMENTS (default_keys)) * sizeof *full->entries);
  for (guint i = 0; i < job->n_entries; i++)
    if (!g_str_equal (job->entries[i].name, "extends") && !g_str_equal (job->entries[i].name, "inherit"))
      full->entries[full->n_entries++] = job->entries[i];

  for (guint i = 0; i < G_N_ELEMENTS (default_keys) && plr_gitlab_get (config, job, "trigger") == NULL; i++)
    {
      PlrGitlabValue *value = plr_gitlab_find_entry (config, job, default_keys[i]) == NULL
                              ? plr_gitlab_config_get_default (config, job, default_keys[i]) : NULL;
      PlrGitlabEntry *entry = value != NULL ? find_default (config, default_keys[i]) : NULL;

      if (entry == NULL)
        continue;
      full->entries[full->n_entries] = *entry;
      full->entries[full->n_entries++].value = value;
    }

  return full;
}

static PlrGitlabValue *
complete (PlrGitlabConfig *config)
{
  static const char *const globals[] = { "stages", "variables", "workflow" };
  PlrGitlabValue *root = config->root;
  PlrGitlabValue *full = plr_gitlab_alloc (config, sizeof *full);

  *full = *root;
  full->table = NULL;
  full->n_entries = 0;
  full->entries = plr_gitlab_alloc (config, (root->n_entries + 1) * sizeof *full->entries);
  for (guint i = 0; i < G_N_ELEMENTS (globals); i++)
    {
      PlrGitlabEntry *entry = plr_gitlab_find_entry (config, root, globals[i]);

      if (entry == NULL)
        continue;
      full->entries[full->n_entries] = *entry;
      full->entries[full->n_entries++].value = plr_gitlab_follow (config, entry->value);
    }
  for (guint i = 0; i < root->n_entries; i++)
    {
      PlrGitlabEntry *entry = &root->entries[i];
      PlrGitlabValue *job;

      if (entry->name[0] == '.' || plr_gitlab_is_global (entry->name))
        continue;
      job = plr_gitlab_config_get_job (config, entry->name);
      full->entries[full->n_entries] = *entry;
      full->entries[full->n_entries++].value = plr_gitlab_is_map (job) ? complete_job (config, job) : job;
    }

  return full;
}

static void
append_note (GString         *out,
             PlrGitlabConfig *config,
             PlrYamlNode     *node)
{
  g_autofree char *text = NULL;
  g_autoptr(PlrYamlValue) copy = plr_yaml_value_new_copy (node);

  if (copy == NULL)
    return;
  text = g_strchomp (plr_yaml_value_dup_text (copy));
  g_strdelimit (text, "\r\n", ' ');
  g_string_append_printf (out, "# include: %s  # %s:%u\n", text, plr_gitlab_config_get_path (config, node),
                          plr_yaml_node_get_line (node));
}

/**
 * plr_gitlab_merged:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_dup_merged(); what is included and not known is named first, as a comment
 */
char *
plr_gitlab_merged (PlrDialect      *dialect,
                   const char      *text,
                   gssize           size_bytes,
                   const char      *path,
                   PlrDialectLoader loader,
                   gpointer         loader_data,
                   GError         **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size_bytes, &reason);
  g_autoptr(PlrGitlabConfig) config = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *body = NULL;

  if (tree == NULL)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SYNTAX, reason->message);
      return NULL;
    }

  config = plr_gitlab_config_new (tree, path != NULL ? path : plr_dialect_get_file_name (dialect), loader, loader_data, NULL);
  for (guint i = 0; i < config->unknown_includes->len; i++)
    append_note (out, config, config->unknown_includes->pdata[i]);
  body = plr_merged_write (config, config->root != NULL ? complete (config) : NULL);
  if (config->is_over)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                           _("The configuration is too large with all its templates"));
      return NULL;
    }
  g_string_append (out, body);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
