/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include "plr-github-private.h"
#include "plr-merged-private.h"

/* docs.github.com: Reusing workflows: four levels, and 20 workflows of a file; composite actions nest up to ten deep. */
#define MAX_FILES 50

typedef struct
{
  PlrDialectLoader loader;
  gpointer         loader_data;
  GString         *out;
  GHashTable      *known;       /* paths */
  GQueue          *left;        /* of char*: to be looked at */
} Merge;

static PlrYamlNode *
get_below (PlrYamlNode *node,
           const char  *name)
{
  node = node != NULL ? plr_yaml_node_resolve (node) : NULL;

  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (node, name) : NULL;
}

/* “./.github/workflows/build.yml”, or “./.github/actions/setup” for the action in there. */
static void
note_call (Merge       *self,
           PlrYamlNode *map)
{
  PlrYamlNode *uses = get_below (map, "uses");
  const char *text = uses != NULL ? plr_yaml_node_get_string (plr_yaml_node_resolve (uses)) : NULL;
  g_autofree char *path = NULL;

  if (text == NULL || !g_str_has_prefix (text, "./"))
    return;

  path = g_strdup (text + 2);
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  if (*path != '\0' && g_hash_table_size (self->known) < MAX_FILES && g_hash_table_add (self->known, g_strdup (path)))
    g_queue_push_tail (self->left, g_steal_pointer (&path));
}

static void
note_steps (Merge       *self,
            PlrYamlNode *steps)
{
  steps = steps != NULL ? plr_yaml_node_resolve (steps) : NULL;
  for (guint i = 0; steps != NULL && plr_yaml_node_get_kind (steps) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (steps); i++)
    note_call (self, plr_yaml_node_get_item (steps, (int)i));
}

static void
note_calls (Merge      *self,
            const char *text,
            gssize      size_bytes)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size_bytes, NULL);
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlNode *jobs = get_below (root, "jobs");

  note_steps (self, get_below (get_below (root, "runs"), "steps"));
  jobs = jobs != NULL ? plr_yaml_node_resolve (jobs) : NULL;
  for (guint i = 0; jobs != NULL && plr_yaml_node_get_kind (jobs) == PLR_YAML_MAPPING && i < plr_yaml_node_get_n_items (jobs); i++)
    {
      PlrYamlNode *job = plr_yaml_node_get_value (jobs, i);

      note_call (self, job);
      note_steps (self, get_below (job, "steps"));
    }
}

/* The file, and where it is: of an action either of its two names. */
static GBytes *
load (Merge *self,
      char **path)
{
  static const char *const names[] = { "action.yml", "action.yaml" };
  gboolean is_file = g_str_has_suffix (*path, ".yml") || g_str_has_suffix (*path, ".yaml");

  if (is_file)
    return self->loader (*path, self->loader_data, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *full = g_strconcat (*path, "/", names[i], NULL);
      GBytes *bytes = self->loader (full, self->loader_data, NULL);

      if (bytes == NULL)
        continue;
      g_free (*path);
      *path = g_steal_pointer (&full);
      return bytes;
    }

  return NULL;
}

static void
append_file (Merge *self,
             char **path)
{
  g_autoptr(GBytes) bytes = load (self, path);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *merged = NULL;

  if (text == NULL || !g_utf8_validate (text, (gssize)size, NULL) || memchr (text, '\0', size) != NULL ||
      (merged = plr_merged_plain (text, (gssize)size, *path, NULL)) == NULL)
    {
      g_string_append_printf (self->out, "---\n# %s: this file is not there, or cannot be read\n", *path);
      return;
    }
  g_string_append_printf (self->out, "---\n# %s\n%s", *path, merged);
  note_calls (self, text, (gssize)size);
}

/**
 * plr_github_merged:
 * @error: `PLR_DIALECT_ERROR`
 *
 * The workflow, and behind it as documents of their own the workflows and actions of the repository that it calls, each once: an
 * engine does not put them into it.
 *
 * Returns: (transfer full) (nullable): as plr_dialect_dup_merged()
 */
char *
plr_github_merged (PlrDialect      *dialect,
                   const char      *text,
                   gssize           size_bytes,
                   const char      *path,
                   PlrDialectLoader loader,
                   gpointer         loader_data,
                   GError         **error)
{
  Merge self = { loader, loader_data, NULL, NULL, NULL };
  char *merged = plr_merged_plain (text, size_bytes, path != NULL ? path : plr_dialect_get_file_name (dialect), error);
  char *called;

  if (merged == NULL || loader == NULL)
    return merged;

  self.out = g_string_new (merged);
  self.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.left = g_queue_new ();
  g_free (merged);
  note_calls (&self, text, size_bytes);
  while ((called = g_queue_pop_head (self.left)) != NULL)
    {
      append_file (&self, &called);
      g_free (called);
    }
  g_queue_free (self.left);
  g_hash_table_unref (self.known);

  return g_string_free (self.out, FALSE);
}
