/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include "plr-gitlab-config.h"

/*
 * Files of the repository that a pattern means. That of `include` knows `*` and, over folders, `**` (gitlab.com/gitlab-org/gitlab:
 * app/models/repository.rb, search_files_by_wildcard_path); that of `exists` is one of Ruby's File.fnmatch.
 */

#define MAX_PATTERN 255
#define MAX_DEPTH   32
#define MAX_LISTED  5000 /* in all folders that are looked into */

typedef struct
{
  PlrGitlabConfig *config;
  const char      *pattern;
  gboolean         is_any;      /* `**` and a slash may stand for no folder at all */
  gboolean         is_known;
  GPtrArray       *found;
} Search;

/**
 * plr_gitlab_normalize_path:
 *
 * Returns: (transfer full) (nullable): a path of the repository without its first slash; `NULL` if it leads out of it, or has a
 *   variable in it
 */
char *
plr_gitlab_normalize_path (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) kept = NULL;

  if (strpbrk (path, "$\\\n") != NULL)
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

gboolean
plr_gitlab_is_pattern (const char *path)
{
  return strchr (path, '*') != NULL;
}

/* From a place of the pattern on to those that nothing more of the path is needed for. */
static void
close_places (const char *pattern,
              gboolean   *places,
              gboolean    is_any)
{
  for (guint i = 0; pattern[i] != '\0'; i++)
    {
      gboolean is_deep = pattern[i] == '*' && pattern[i + 1] == '*';

      if (!places[i] || pattern[i] != '*')
        continue;
      places[i + (is_deep ? 2 : 1)] = TRUE;
      if (is_deep && is_any && pattern[i + 2] == '/')
        places[i + 3] = TRUE;
    }
}

/* All places of the pattern that the path so far may have led to go on at once, so that no pattern takes long. */
static gboolean
matches (const char *pattern,
         const char *path,
         gboolean    is_any)
{
  gboolean places[MAX_PATTERN + 1] = { TRUE };

  close_places (pattern, places, is_any);
  for (const char *p = path; *p != '\0'; p++)
    {
      gboolean next[MAX_PATTERN + 1] = { FALSE };

      for (guint i = 0; pattern[i] != '\0'; i++)
        {
          gboolean is_deep = pattern[i] == '*' && (pattern[i + 1] == '*' || (i > 0 && pattern[i - 1] == '*'));

          if (!places[i])
            continue;
          if (pattern[i] == '*')
            next[i] |= is_deep || *p != '/';
          else if (pattern[i] == *p || (is_any && pattern[i] == '?' && *p != '/'))
            next[i + 1] = TRUE;
        }
      memcpy (places, next, sizeof places);
      close_places (pattern, places, is_any);
    }

  return places[strlen (pattern)];
}

static guint
count_slashes (const char *path)
{
  guint n_slashes = 0;

  for (; *path != '\0'; path++)
    n_slashes += *path == '/' ? 1 : 0;

  return n_slashes;
}

static void
look_into (Search     *self,
           const char *folder,
           guint       depth)
{
  g_autofree char *asked = g_strconcat (folder, "/", NULL);
  g_autoptr(GBytes) bytes = self->config->loader (asked, self->config->loader_data, NULL);
  g_autofree char *text = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
  g_auto(GStrv) names = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  /* A folder that is not there has no files. */
  for (guint i = 0; names != NULL && names[i] != NULL && self->is_known; i++)
    {
      gsize length = strlen (names[i]);
      gboolean is_folder = length > 0 && names[i][length - 1] == '/';
      g_autofree char *path = NULL;

      if (length == 0 || g_str_equal (names[i], ".git/"))
        continue;
      if (self->config->n_listed++ >= MAX_LISTED || depth >= MAX_DEPTH)
        {
          self->is_known = FALSE;
          return;
        }
      path = g_strconcat (folder, folder[0] != '\0' ? "/" : "", names[i], NULL);
      if (is_folder)
        {
          path[strlen (path) - 1] = '\0';
          if (strstr (self->pattern, "**") != NULL || count_slashes (path) < count_slashes (self->pattern))
            look_into (self, path, depth + 1);
        }
      else if (matches (self->pattern, path, self->is_any))
        {
          g_ptr_array_add (self->found, g_steal_pointer (&path));
        }
    }
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * plr_gitlab_find_files:
 * @pattern: a path of the repository, as plr_gitlab_normalize_path() gives it
 * @is_any: whether it is one of `exists`
 * @found: (element-type utf8): gets the files, in the order of their paths
 *
 * Returns: whether that can be known here
 */
gboolean
plr_gitlab_find_files (PlrGitlabConfig *self,
                       const char      *pattern,
                       gboolean         is_any,
                       GPtrArray       *found)
{
  Search search = { self, pattern, is_any, TRUE, found };
  gsize prefix = strcspn (pattern, is_any ? "*?" : "*");
  g_autofree char *folder = NULL;

  if (self->loader == NULL || strlen (pattern) > MAX_PATTERN || (is_any && strpbrk (pattern, "[{") != NULL))
    return FALSE;

  while (prefix > 0 && pattern[prefix - 1] != '/')
    prefix--;
  folder = g_strndup (pattern, prefix > 0 ? prefix - 1 : 0);
  look_into (&search, folder, 0);
  g_ptr_array_sort (found, compare_paths);

  return search.is_known;
}
