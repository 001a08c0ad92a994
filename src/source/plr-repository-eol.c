/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-repository-eol"

#include "config.h"

#include <string.h>

#include <git2/sys/repository.h>

#include "plr-repository-eol-private.h"

#define ATTRIBUTES_NAME      ".gitattributes"
#define MAX_ATTRIBUTES_BYTES (1024 * 1024)

/* What git(1) looks at before it converts; convert.c of git 2.39, gather_stats() and convert_is_binary(). */
typedef struct
{
  gsize n_lone_cr;
  gsize n_lone_lf;
  gsize n_crlf;
  gsize n_nul;
  gsize n_printable;
  gsize n_others;
} Stats;

struct _PlrEol
{
  git_repository *attributes; /* the objects alone: no index, no work tree, no settings of a person */
  git_oid         commit;
};

/**
 * plr_eol_new:
 * @git: a repository
 * @commit: one of its commits
 *
 * Returns: (transfer full) (nullable): what tells how its files end their lines; `NULL` if that cannot be told
 */
PlrEol *
plr_eol_new (git_repository *git,
             const char     *commit)
{
  g_autoptr(PlrEol) self = g_new0 (PlrEol, 1);
  git_odb *objects = NULL;

  if (git_oid_fromstr (&self->commit, commit) != 0 || git_repository_odb (&objects, git) != 0)
    return NULL;

  (void)git_repository_wrap_odb (&self->attributes, objects); /* NULL tells */
  git_odb_free (objects);

  return self->attributes != NULL ? g_steal_pointer (&self) : NULL;
}

void
plr_eol_free (PlrEol *self)
{
  g_clear_pointer (&self->attributes, git_repository_free);
  g_free (self);
}

/**
 * plr_eol_matters:
 * @git: a repository
 * @tree: a directory of a commit
 *
 * Returns: whether its attributes say anything about the ends of lines, so that files need to be looked at
 */
gboolean
plr_eol_matters (git_repository *git,
                 git_tree       *tree)
{
  const git_tree_entry *entry = git_tree_entry_byname (tree, ATTRIBUTES_NAME);
  g_autoptr(git_blob) blob = NULL;

  if (entry == NULL || git_tree_entry_type (entry) != GIT_OBJECT_BLOB ||
      git_blob_lookup (&blob, git, git_tree_entry_id (entry)) != 0 || git_blob_rawsize (blob) > MAX_ATTRIBUTES_BYTES)
    return FALSE;

  return g_strstr_len (git_blob_rawcontent (blob), (gssize)git_blob_rawsize (blob), "crlf") != NULL;
}

static void
gather (Stats      *stats,
        const char *data,
        gsize       size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      guchar c = (guchar)data[i];

      if (c == '\r' && i + 1 < size_bytes && data[i + 1] == '\n')
        {
          stats->n_crlf++;
          i++;
        }
      else if (c == '\r')
        stats->n_lone_cr++;
      else if (c == '\n')
        stats->n_lone_lf++;
      else if (c == 127 || (c < 32 && c != '\b' && c != '\t' && c != '\033' && c != '\014'))
        {
          stats->n_nul += c == '\0' ? 1 : 0;
          stats->n_others++;
        }
      else
        stats->n_printable++;
    }

  /* The end-of-file of MS-DOS. */
  if (size_bytes > 0 && data[size_bytes - 1] == '\032' && stats->n_others > 0)
    stats->n_others--;
}

/* Whether git(1) would write the file with CRLF. */
static gboolean
wants_crlf (PlrEol     *self,
            const char *path,
            const char *data,
            gsize       size_bytes)
{
  static const char *names[] = { "eol", "text" };
  const char *values[G_N_ELEMENTS (names)] = { NULL };
  git_attr_options options = GIT_ATTR_OPTIONS_INIT;
  Stats stats = { 0 };

  options.flags = GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_NO_SYSTEM | GIT_ATTR_CHECK_INCLUDE_COMMIT;
  git_oid_cpy (&options.attr_commit_id, &self->commit);
  if (git_attr_get_many_ext (values, self->attributes, &options, path, G_N_ELEMENTS (names), names) != 0 ||
      git_attr_value (values[0]) != GIT_ATTR_VALUE_STRING || !g_str_equal (values[0], "crlf") ||
      git_attr_value (values[1]) == GIT_ATTR_VALUE_FALSE)
    return FALSE;

  gather (&stats, data, size_bytes);
  if (stats.n_lone_lf == 0)
    return FALSE;
  if (git_attr_value (values[1]) != GIT_ATTR_VALUE_STRING || !g_str_equal (values[1], "auto"))
    return TRUE;

  return stats.n_lone_cr == 0 && stats.n_crlf == 0 && stats.n_nul == 0 && (stats.n_printable >> 7) >= stats.n_others;
}

/**
 * plr_eol_convert:
 * @self: how the files of a commit end their lines
 * @path: (type filename): of a file
 * @data: (array length=size_bytes): what git stores
 * @size_bytes: how much of it
 *
 * Returns: (transfer full) (nullable): what git writes into a work tree, with a NUL behind it; `NULL` if it is the same
 */
GString *
plr_eol_convert (PlrEol     *self,
                 const char *path,
                 const char *data,
                 gsize       size_bytes)
{
  GString *text = NULL;

  if (!wants_crlf (self, path, data, size_bytes))
    return NULL;

  text = g_string_sized_new (size_bytes + size_bytes / 16);
  for (gsize i = 0; i < size_bytes; i++)
    {
      if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
        g_string_append_c (text, '\r');
      g_string_append_c (text, data[i]);
    }

  return text;
}
