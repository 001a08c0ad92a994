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

/* A path of the repository without its first slash; NULL if it leads out of it, or may mean several files. */
static char *
normalize_path (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) kept = NULL;

  if (strpbrk (path, "*$\\") != NULL)
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], ".."))
        return NULL;
      if (parts[i][0] != '\0' && !g_str_equal (parts[i], "."))
        g_strv_builder_add (builder, parts[i]);
    }
  kept = g_strv_builder_end (builder);

  return kept[0] != NULL ? g_strjoinv ("/", kept) : NULL;
}

static gboolean
is_at_work (PlrGitlabConfig *self,
            const char      *path)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (g_strcmp0 (((PlrGitlabSource *)self->sources->pdata[i])->path, path) == 0)
      return TRUE;

  return FALSE;
}

static PlrYamlNode *
find_root (PlrYaml *tree)
{
  PlrYamlNode *root = plr_yaml_get_root (tree, 0);

  if (root != NULL && plr_yaml_get_n_documents (tree) > 1 && plr_yaml_node_get (root, "spec") != NULL)
    root = plr_yaml_get_root (tree, 1);

  return root;
}

static PlrGitlabValue *
read_file (PlrGitlabConfig *self,
           const char      *path,
           PlrYamlNode     *node,
           PlrYamlNode     *origin)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = self->loader != NULL ? self->loader (path, self->loader_data, &error) : NULL;
  PlrGitlabSource *source;
  PlrYaml *tree;
  PlrYamlNode *root;

  if (bytes == NULL)
    {
      keep_unknown (self, node);
      if (error != NULL)
        plr_gitlab_report (self, PLR_SEVERITY_WARNING, "unknown-include", node,
                           _("Add the file, or correct the path; it counts from the top of the repository."),
                           _("The file “%s” cannot be included: %s"), path, error->message);
      return NULL;
    }

  tree = plr_yaml_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (tree == NULL)
    {
      keep_unknown (self, node);
      plr_gitlab_report (self, PLR_SEVERITY_ERROR, "bad-include", node, _("Open that file and correct it."),
                         _("The file “%s” cannot be read: %s"), path, error->message);
      return NULL;
    }

  source = g_new0 (PlrGitlabSource, 1);
  source->tree = tree;
  source->path = g_strdup (path);
  source->include = origin;
  g_ptr_array_add (self->sources, source);
  g_hash_table_insert (self->by_tree, tree, source);
  root = find_root (tree);

  return root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING ? plr_gitlab_include (self, root, path, origin) : NULL;
}

static PlrGitlabValue *
include_path (PlrGitlabConfig *self,
              const char      *text,
              PlrYamlNode     *node,
              PlrYamlNode     *origin)
{
  g_autofree char *path = normalize_path (text);

  if (path == NULL || strstr (text, "://") != NULL || self->sources->len > PLR_GITLAB_MAX_INCLUDES)
    {
      keep_unknown (self, node);
      return NULL;
    }
  /* GitLab takes a file that is there already once more, which changes nothing but in odd cases. */
  if (is_at_work (self, path))
    return NULL;

  return read_file (self, path, node, origin);
}

static PlrGitlabValue *
include_item (PlrGitlabConfig *self,
              PlrYamlNode     *node,
              PlrYamlNode     *origin)
{
  PlrYamlNode *item = plr_yaml_node_resolve (node);
  PlrYamlNode *local = plr_yaml_node_get_kind (item) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (item, "local") : NULL;
  const char *text = local != NULL ? plr_yaml_node_get_string (local) : plr_yaml_node_get_string (item);

  if (text == NULL || (local == NULL && plr_yaml_node_is_null (item)))
    {
      keep_unknown (self, node);
      return NULL;
    }

  return include_path (self, text, node, origin != NULL ? origin : node);
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
  PlrYamlNode *include = plr_yaml_node_get_merged (root, "include");
  PlrYamlNode *list = include != NULL ? plr_yaml_node_resolve (include) : NULL;
  PlrGitlabValue *all = NULL;

  if (list != NULL && plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE)
    for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
      all = plr_gitlab_merge (self, all, include_item (self, plr_yaml_node_get_item (list, i), origin));
  else if (list != NULL && !(plr_yaml_node_get_string (list) != NULL && plr_yaml_node_is_null (list)))
    all = include_item (self, include, origin);

  return plr_gitlab_merge (self, all, plr_gitlab_build (self, root));
}
