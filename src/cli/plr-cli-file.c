/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-file"

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-file.h"
#include "plr-utf8.h"

#define DEFAULT_NAME         "pipeliner.yml"
#define MAX_DEFINITION_BYTES (16 * 1024 * 1024)

/* The folder at or above @path that has @name in it, or NULL. */
static char *
find_above (const char *path,
            const char *name)
{
  g_autofree char *directory = g_canonicalize_filename (path, NULL);

  for (;;)
    {
      g_autofree char *file = g_build_filename (directory, name, NULL);
      g_autofree char *parent = g_path_get_dirname (directory);

      if (g_file_test (file, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&directory);
      if (g_str_equal (parent, directory))
        return NULL;
      g_free (directory);
      directory = g_steal_pointer (&parent);
    }
}

/* The file that a command means: its argument, that folder's pipeliner.yml, or the nearest one from here upwards. NULL
 * when it complained. */
char *
plr_cli_find_definition (const char *argument)
{
  g_autofree char *above = NULL;

  if (argument != NULL && g_file_test (argument, G_FILE_TEST_IS_DIR))
    return g_build_filename (argument, DEFAULT_NAME, NULL);
  if (argument != NULL)
    return g_strdup (argument);

  if (g_file_test (DEFAULT_NAME, G_FILE_TEST_EXISTS))
    return g_strdup (DEFAULT_NAME);
  if ((above = find_above (".", DEFAULT_NAME)) != NULL)
    return g_build_filename (above, DEFAULT_NAME, NULL);

  if (g_file_test ("HEAD", G_FILE_TEST_IS_REGULAR) && g_file_test ("objects", G_FILE_TEST_IS_DIR) &&
      g_file_test ("refs", G_FILE_TEST_IS_DIR))
    plr_cli_complain (_("This is a repository without a work tree: clone it, and go into the clone"));
  else
    plr_cli_complain (_("There is no %s here or in a folder above: name the file"), DEFAULT_NAME);

  return NULL;
}

/* The work tree of the git repository that @path is in, without links in its name; NULL if it is in none. */
char *
plr_cli_find_work_dir (const char *path)
{
  g_autofree char *found = find_above (path, ".git");
  char *real = found != NULL ? realpath (found, NULL) : NULL;
  char *work_dir = g_strdup (real);

  free (real);

  return work_dir;
}

void
plr_cli_print_problem (PlrProblem *problem,
                       gboolean    to_stderr)
{
  g_autofree char *line = plr_problem_format (problem);
  g_autofree char *hint = plr_utf8_escape (plr_problem_get_hint (problem), -1);
  int fd = to_stderr ? 2 : 1;
  PlrCliColor color = PLR_CLI_BLUE;

  if (plr_problem_get_severity (problem) != PLR_SEVERITY_INFO)
    color = plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR ? PLR_CLI_RED : PLR_CLI_YELLOW;
  if (to_stderr)
    plr_cli_warn ("%s%s%s\n", plr_cli_color (fd, color), line, plr_cli_color (fd, PLR_CLI_PLAIN));
  else
    plr_cli_print ("%s%s%s\n", plr_cli_color (fd, color), line, plr_cli_color (fd, PLR_CLI_PLAIN));
  if (*hint != '\0' && to_stderr)
    plr_cli_warn ("    %s\n", hint);
  else if (*hint != '\0')
    plr_cli_print ("    %s\n", hint);
}

/* What makes a file no text at all, as the only problem of it; NULL if it is one. */
static PlrProblem *
find_binary (const char *text,
             gsize       size_bytes,
             const char *name)
{
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *message = NULL;
  const char *end = NULL;
  const char *start = text;
  guint line = 1;

  if (g_utf8_validate (text, (gssize)size_bytes, &end))
    return NULL;

  for (const char *p = text; p < end; p++)
    if (*p == '\n')
      {
        line++;
        start = p + 1;
      }
  message = g_strdup_printf (_("Byte 0x%02x is no text in UTF-8"), (guint)(guchar) * end);
  problem = plr_problem_new (PLR_SEVERITY_ERROR, "encoding", message);
  plr_problem_set_hint (problem, _("Convert the file to UTF-8, or remove what stands there."));
  plr_problem_set_path (problem, name);
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, (guint)g_utf8_strlen (start, end - start) + 1);

  return g_steal_pointer (&problem);
}

static char *
load_stdin (gsize   *size_bytes,
            GError **error)
{
  g_autoptr(GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autofree char *text = g_malloc (MAX_DEFINITION_BYTES + 1);

  if (!g_input_stream_read_all (in, text, MAX_DEFINITION_BYTES, size_bytes, NULL, error))
    return NULL;

  text[*size_bytes] = '\0';

  return g_realloc (g_steal_pointer (&text), *size_bytes + 1);
}

/* Problems of @document name its file as the caller did; included files are named by their place in the repository. */
void
plr_cli_name_problems (PlrDocument *document,
                       GListModel  *problems,
                       const char  *file)
{
  const char *path = plr_document_get_path (document);
  g_autofree char *own_name = path != NULL ? g_path_get_basename (path) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (plr_problem_get_path (problem) == NULL || own_name == NULL || g_str_equal (plr_problem_get_path (problem), own_name))
        plr_problem_set_path (problem, file);
    }
}

/* Opens the definition that @argument means; “-” is the standard input. Its problems name it as the caller did. NULL when
 * it complained, or when @binary was set: the file is no text. */
PlrDocument *
plr_cli_open_document (const char  *argument,
                       char       **file,
                       PlrProblem **binary)
{
  return plr_cli_open_document_as (argument, NULL, file, binary);
}

/* The same in a dialect that was named; without one, in that which the place and the words of the file tell. */
PlrDocument *
plr_cli_open_document_as (const char  *argument,
                          const char  *dialect,
                          char       **file,
                          PlrProblem **binary)
{
  gboolean is_stdin = g_strcmp0 (argument, "-") == 0;
  g_autofree char *name = is_stdin ? g_strdup ("stdin") : plr_cli_find_definition (argument);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(PlrProblem) problem = NULL;
  g_autoptr(GError) error = NULL;
  gsize size_bytes = 0;

  if (name == NULL)
    return NULL;

  path = is_stdin ? NULL : g_canonicalize_filename (name, NULL);
  text = is_stdin ? load_stdin (&size_bytes, &error) : plr_file_load (path, MAX_DEFINITION_BYTES, &size_bytes, &error);
  problem = text != NULL ? find_binary (text, size_bytes, name) : NULL;
  if (problem == NULL && text != NULL)
    document = plr_document_new (path, dialect != NULL ? dialect : plr_document_guess_dialect_of (path, text), text, &error);
  if (problem != NULL && binary == NULL)
    plr_cli_print_problem (problem, TRUE);
  else if (problem == NULL && document == NULL)
    plr_cli_complain ("%s", error->message);

  if (document != NULL)
    {
      plr_cli_name_problems (document, plr_document_get_problems (document), name);
      plr_pipeline_set_path (plr_document_get_pipeline (document), name);
    }
  if (file != NULL)
    *file = g_steal_pointer (&name);
  if (binary != NULL)
    *binary = g_steal_pointer (&problem);

  return g_steal_pointer (&document);
}

/* Lists those that are at least as bad as @least; returns whether there is an error among all of them. */
gboolean
plr_cli_print_problems (GListModel *problems,
                        gboolean    to_stderr,
                        PlrSeverity least)
{
  gboolean has_error = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      has_error |= plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR;
      if (plr_problem_get_severity (problem) <= least)
        plr_cli_print_problem (problem, to_stderr);
    }

  return has_error;
}

typedef struct
{
  gboolean is_done;
  GError  *error;
} Saving;

static void
save_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Saving *saving = user_data;

  (void)plr_document_save_finish (PLR_DOCUMENT (object), result, &saving->error); /* the error tells */
  saving->is_done = TRUE;
}

/* Writes it in the place of its file, if that is still as it was read. */
gboolean
plr_cli_save_document (PlrDocument *document,
                       GError     **error)
{
  Saving saving = { FALSE, NULL };

  plr_document_save_async (document, NULL, NULL, save_cb, &saving);
  while (!saving.is_done)
    (void)g_main_context_iteration (NULL, TRUE);
  if (saving.error != NULL)
    g_propagate_error (error, saving.error);

  return saving.error == NULL;
}

/* What the headers of a diff name: relative to here if it is below, so that “patch -p1” and “git apply” find it. */
char *
plr_cli_name_for_diff (const char *file)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *path = g_canonicalize_filename (file, here);
  gsize length = strlen (here);

  if (g_str_has_prefix (path, here) && path[length] == '/')
    return g_strdup (path + length + 1);

  return g_strdup (path[0] == '/' ? path + 1 : path);
}
