/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-config.h"

/*
 * Files that a configuration includes (docs.gitlab.com, CI/CD YAML syntax reference: include). What lies in this repository is
 * read; what another project, a server or the engine has is not, and whatever it may define is not missed.
 */

static void
keep_unknown (PlrGitlabConfig *self,
              PlrYamlNode     *node)
{
  self->is_open = TRUE;
  g_ptr_array_add (self->unknown_includes, node);
}

/* Whether a file of that path is there already: to be left out, as itself, or where nothing was told to it before or now. */
static gboolean
is_there (PlrGitlabConfig *self,
          const char      *path,
          gboolean         has_inputs)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      PlrGitlabSource *source = self->sources->pdata[i];

      if (g_strcmp0 (source->path, path) == 0 && (source->is_at_work || (!source->has_inputs && !has_inputs)))
        return TRUE;
    }

  return FALSE;
}

/* The configuration of a file, and the document before it that says what it takes. */
static PlrYamlNode *
find_root (PlrYaml      *tree,
           PlrYamlNode **header)
{
  PlrYamlNode *root = plr_yaml_get_root (tree, 0);

  *header = NULL;
  if (root != NULL && plr_yaml_get_n_documents (tree) > 1 && plr_yaml_node_get (root, "spec") != NULL)
    {
      *header = root;
      root = plr_yaml_get_root (tree, 1);
    }

  return root;
}

static PlrGitlabSource *
add_source (PlrGitlabConfig *self,
            PlrYaml         *tree,
            const char      *path,
            PlrYamlNode     *origin)
{
  PlrGitlabSource *source = g_new0 (PlrGitlabSource, 1);

  source->tree = tree;
  source->path = g_strdup (path);
  source->include = origin;
  g_ptr_array_add (self->sources, source);
  g_hash_table_insert (self->by_tree, tree, source);

  return source;
}

/* Where an entry stands, and what it says. */
typedef struct
{
  PlrYamlNode    *node;
  PlrYamlNode    *origin;       /* the entry of the first file that led here */
  PlrGitlabValue *inputs;       /* what it tells the file, or NULL */
} Entry;

static PlrGitlabValue *
read_tree (PlrGitlabConfig *self,
           PlrGitlabSource *source,
           const Entry     *entry)
{
  GHashTable *outer = self->inputs;
  PlrYamlNode *header;
  PlrYamlNode *root = find_root (source->tree, &header);
  PlrGitlabValue *value = NULL;

  source->has_inputs = entry->inputs != NULL;
  source->is_at_work = TRUE;
  self->inputs = NULL;
  self->inputs = plr_gitlab_read_inputs (self, header, entry->inputs, entry->node);
  if (root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING)
    value = plr_gitlab_include (self, root, source->path, entry->origin);
  self->inputs = outer;
  source->is_at_work = FALSE;

  return value;
}

static PlrGitlabValue *
read_file (PlrGitlabConfig *self,
           const char      *path,
           const Entry     *entry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = self->loader != NULL ? self->loader (path, self->loader_data, &error) : NULL;
  PlrYaml *tree;

  if (bytes == NULL)
    {
      keep_unknown (self, entry->node);
      if (error != NULL)
        plr_gitlab_report (self, PLR_SEVERITY_WARNING, "unknown-include", entry->node,
                           _("Add the file, or correct the path; it counts from the top of the repository."),
                           _("The file “%s” cannot be included: %s"), path, error->message);
      return NULL;
    }

  tree = plr_yaml_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (tree == NULL)
    {
      keep_unknown (self, entry->node);
      plr_gitlab_report (self, PLR_SEVERITY_ERROR, "bad-include", entry->node, _("Open that file and correct it."),
                         _("The file “%s” cannot be read: %s"), path, error->message);
      return NULL;
    }

  return read_tree (self, add_source (self, tree, path, entry->origin), entry);
}

static PlrGitlabValue *
include_file (PlrGitlabConfig *self,
              const char      *path,
              const Entry     *entry)
{
  if (self->sources->len > PLR_GITLAB_MAX_INCLUDES)
    {
      keep_unknown (self, entry->node);
      return NULL;
    }
  /* GitLab takes a file that is there already once more, which changes nothing but in odd cases. */
  if (is_there (self, path, entry->inputs != NULL))
    return NULL;

  return read_file (self, path, entry);
}

static PlrGitlabValue *
include_pattern (PlrGitlabConfig *self,
                 const char      *pattern,
                 const Entry     *entry)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  PlrGitlabValue *all = NULL;

  if (!plr_gitlab_find_files (self, pattern, FALSE, found))
    {
      keep_unknown (self, entry->node);
      return NULL;
    }
  if (found->len == 0)
    plr_gitlab_report (self, PLR_SEVERITY_WARNING, "unknown-include", entry->node,
                       _("Add a file, or correct the pattern; it counts from the top of the repository."),
                       _("There is no file “%s” to include"), pattern);
  for (guint i = 0; i < found->len; i++)
    all = plr_gitlab_merge (self, all, include_file (self, found->pdata[i], entry));

  return all;
}

/* The path of a file of this repository; NULL for what another project, a server or the engine has. */
static const char *
get_local (PlrGitlabConfig *self,
           PlrGitlabValue  *item)
{
  const char *text = plr_gitlab_get_string (plr_gitlab_is_map (item) ? plr_gitlab_get (self, item, "local") : item);

  return text != NULL && strstr (text, "://") == NULL ? text : NULL;
}

static PlrGitlabValue *
include_item (PlrGitlabConfig *self,
              PlrGitlabValue  *item,
              PlrYamlNode     *node,
              PlrYamlNode     *origin)
{
  Entry entry = { node, origin != NULL ? origin : node, plr_gitlab_get (self, item, "inputs") };
  PlrGitlabVerdict verdict = plr_gitlab_judge_include (self, item);
  const char *text = get_local (self, item);
  g_autofree char *path = text != NULL ? plr_gitlab_normalize_path (text) : NULL;

  if (verdict == PLR_GITLAB_NO)
    return NULL;
  if (path == NULL)
    {
      keep_unknown (self, node);
      return NULL;
    }
  if (verdict == PLR_GITLAB_MAYBE)
    g_ptr_array_add (self->conditional_includes, node);

  return plr_gitlab_is_pattern (path) ? include_pattern (self, path, &entry) : include_file (self, path, &entry);
}

/**
 * plr_gitlab_include:
 * @root: the mapping of a file
 * @path: (nullable): where the file stands
 * @origin: (nullable): the entry of the first file that led here
 *
 * Returns: (transfer none): what the file says, over what it includes
 */
PlrGitlabValue *
plr_gitlab_include (PlrGitlabConfig *self,
                    PlrYamlNode     *root,
                    const char      *path,
                    PlrYamlNode     *origin)
{
  PlrYamlNode *use = plr_yaml_node_get_merged (root, "include");
  PlrGitlabValue *include = use != NULL ? plr_gitlab_build (self, use) : NULL;
  PlrGitlabValue *all = NULL;

  if (include != NULL && include->kind == PLR_YAML_SEQUENCE)
    for (guint i = 0; i < include->n_entries; i++)
      all = plr_gitlab_merge (self, all, include_item (self, include->entries[i].value, include->entries[i].use, origin));
  else if (!plr_gitlab_is_null (include))
    all = include_item (self, include, use, origin);

  return plr_gitlab_merge (self, all, plr_gitlab_build (self, root));
}
