/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-hint"

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build-collect-private.h"
#include "plr-repository.h"
#include "plr-utf8.h"

/* What is read of the end of a log: the line that tells why a build failed is rarely far from it. */
#define MAX_LOG_BYTES (128 * 1024)

/* How many files of the work tree are looked for, and how many are named. */
#define MAX_CHANGES 5000
#define MAX_NAMED 3

/* How compilers, make, shells and interpreters say that a file is not there, in the locale C.UTF-8 of the sandbox. */
static const char *const complaints[] = {
  "no such file", "not found", "no rule to make target", "cannot find", "can't find", "cannot open", "can't open",
  "could not open", "does not exist", "doesn't exist", "enoent", "missing", "unable to open", "no module named",
};

static char *
load_end (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *text = NULL;
  struct stat info;
  gssize n;

  if (fd < 0)
    return NULL;

  if (fstat (fd, &info) == 0)
    {
      text = g_malloc0 (MAX_LOG_BYTES + 1);
      n = pread (fd, text, MAX_LOG_BYTES, MAX (info.st_size - MAX_LOG_BYTES, 0));
      for (gssize i = 0; i < n; i++)
        text[i] = text[i] != '\0' ? text[i] : ' ';
    }
  (void)close (fd); /* nothing was written */

  return text;
}

static gboolean
is_complaint (const char *line)
{
  g_autofree char *lower = g_ascii_strdown (line, -1);

  for (guint i = 0; i < G_N_ELEMENTS (complaints); i++)
    if (strstr (lower, complaints[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_part_of_name (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.';
}

/* The last component alone: a compiler names a header as the source does, and not from the root of the repository. */
static gboolean
names_file (const char *line,
            const char *name)
{
  for (const char *p = line; (p = strstr (p, name)) != NULL; p++)
    {
      char after = p[strlen (name)];

      if ((p == line || !is_part_of_name (p[-1])) &&
          (!is_part_of_name (after) || (after == '.' && !is_part_of_name (p[strlen (name) + 1]))))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_missed (char     **lines,
           PlrChange *change)
{
  g_autofree char *name = g_path_get_basename (change->path);

  if ((change->kind != PLR_CHANGE_KIND_UNTRACKED && change->kind != PLR_CHANGE_KIND_STAGED &&
       change->kind != PLR_CHANGE_KIND_IGNORED) || g_str_has_suffix (change->path, "/"))
    return FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    if (names_file (lines[i], name))
      return TRUE;

  return FALSE;
}

static char **
keep_complaints (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    if (is_complaint (lines[i]))
      g_strv_builder_add (builder, lines[i]);

  return g_strv_builder_end (builder);
}

/**
 * plr_build_dup_hint:
 * @repository: (type filename): the work tree
 * @log_file: (type filename): of a stage that failed
 *
 * Looks whether a stage complained of a file that only the work tree has: the usual reason why what builds on the desk of
 * a developer does not build anywhere else. It is a guess from words, and says what it is made from.
 *
 * Returns: (transfer full) (nullable): a sentence, or `NULL` if there is nothing to say
 */
char *
plr_build_dup_hint (const char *repository,
                    const char *log_file)
{
  g_autoptr(PlrRepository) opened = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GString) names = g_string_new (NULL);
  g_autofree char *text = load_end (log_file);
  g_auto(GStrv) lines = text != NULL ? keep_complaints (text) : NULL;
  guint n_named = 0;

  if (lines == NULL || lines[0] == NULL || (opened = plr_repository_open (repository, NULL)) == NULL)
    return NULL;

  changes = plr_repository_list_changes (opened, MAX_CHANGES, NULL, NULL, NULL, NULL);
  for (guint i = 0; changes != NULL && i < changes->len && n_named < MAX_NAMED; i++)
    {
      PlrChange *change = g_ptr_array_index (changes, i);
      g_autofree char *path = plr_utf8_escape (change->path, -1);

      if (!is_missed (lines, change))
        continue;
      n_named++;
      g_string_append_printf (names, "%s“%s” (%s)", names->len > 0 ? ", " : "", path, plr_change_kind_get_title (change->kind));
    }

  return n_named > 0 ? g_strdup_printf (_("The log says that something is not there that only the work tree has: %s"), names->str)
                     : NULL;
}
