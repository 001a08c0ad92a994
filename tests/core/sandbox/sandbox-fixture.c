/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "plr-file.h"
#include "sandbox-fixture.h"

/* Whether this machine can confine a command; otherwise the test is skipped and says why. Where bwrap by itself works,
 * ours not working is no reason to skip. */
gboolean
sandbox_available (void)
{
  const char *plain[] = { "bwrap", "--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true", NULL };
  int status = 1;

  g_autoptr(GError) error = NULL;

  if (plr_sandbox_check (&error))
    return TRUE;
  if (g_spawn_sync (NULL, (char **)plain, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                    NULL) && status == 0)
    g_error ("%s", error->message);
  g_test_skip (error->message);

  return FALSE;
}

void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->base = g_dir_make_tmp ("plr-sandbox-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->output = g_string_new (NULL);
  fixture->steps = g_string_new (NULL);
  fixture->marks = g_string_new (NULL);
  fixture_renew (fixture);
}

/* A second run, with an empty workspace beside the first. */
void
fixture_renew (Fixture *fixture)
{
  static guint n_workspaces = 0;
  g_autofree char *name = g_strdup_printf ("work-%u", ++n_workspaces);

  g_clear_object (&fixture->sandbox);
  g_clear_object (&fixture->cancellable);
  g_clear_pointer (&fixture->workspace, g_free);
  g_clear_pointer (&fixture->result, plr_sandbox_result_free);
  g_clear_error (&fixture->error);
  g_string_truncate (fixture->output, 0);
  g_string_truncate (fixture->steps, 0);
  g_string_truncate (fixture->marks, 0);
  fixture->cancel_at = NULL;
  fixture->over = FALSE;

  fixture->workspace = g_build_filename (fixture->base, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->workspace, 0755), ==, 0);
  fixture->sandbox = plr_sandbox_new ();
  fixture->cancellable = g_cancellable_new ();
  plr_sandbox_set_workspace (fixture->sandbox, fixture->workspace);
  plr_sandbox_set_timeout_us (fixture->sandbox, 60 * G_USEC_PER_SEC);
}

void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->sandbox));
  g_clear_object (&fixture->cancellable);
  g_clear_pointer (&fixture->result, plr_sandbox_result_free);
  g_clear_error (&fixture->error);
  g_string_free (fixture->output, TRUE);
  g_string_free (fixture->steps, TRUE);
  g_string_free (fixture->marks, TRUE);
  g_assert_true (plr_file_remove_tree (fixture->base, &error));
  g_assert_no_error (error);
  g_free (fixture->workspace);
  g_free (fixture->base);
}

void
fixture_add (Fixture    *fixture,
             const char *script)
{
  plr_sandbox_add_step (fixture->sandbox, NULL, NULL, script, NULL, NULL);
}

static void
output_cb (PlrSandbox *sandbox,
           const char *data,
           gsize       size_bytes,
           gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (size_bytes, >, 0);
  g_string_append_len (fixture->output, data, (gssize)size_bytes);
  if (fixture->cancel_at != NULL && strstr (fixture->output->str, fixture->cancel_at) != NULL)
    g_cancellable_cancel (fixture->cancellable);
}

static void
step_cb (PlrSandbox *sandbox,
         guint       step,
         gboolean    started,
         int         exit_code,
         gpointer    user_data)
{
  Fixture *fixture = user_data;

  if (started)
    g_string_append_printf (fixture->steps, "+%u ", step);
  else
    {
      g_string_append_printf (fixture->steps, "-%u=%d ", step, exit_code);
      g_string_append_printf (fixture->marks, "%u:%" G_GSIZE_FORMAT " ", step, fixture->output->len);
    }
}

static void
run_cb (GObject      *source_object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->over);
  fixture->result = plr_sandbox_run_finish (PLR_SANDBOX (source_object), result, &fixture->error);
  g_assert_true ((fixture->result == NULL) == (fixture->error != NULL));
  fixture->over = TRUE;
}

void
fixture_start (Fixture *fixture)
{
  plr_sandbox_run_async (fixture->sandbox, output_cb, step_cb, fixture, fixture->cancellable, run_cb, fixture);
  g_assert_false (fixture->over);
}

void
fixture_run (Fixture *fixture)
{
  fixture_start (fixture);
  while (!fixture->over)
    g_main_context_iteration (NULL, TRUE);
}

void
fixture_assert_outcome (Fixture          *fixture,
                        PlrSandboxOutcome outcome,
                        int               exit_code)
{
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->result);
  if (fixture->result->outcome != outcome || fixture->result->exit_code != exit_code)
    g_test_message ("output: %s", fixture->output->str);
  g_assert_cmpint (fixture->result->outcome, ==, outcome);
  g_assert_cmpint (fixture->result->exit_code, ==, exit_code);
}

void
fixture_assert_error (Fixture    *fixture,
                      int         code,
                      const char *part)
{
  g_assert_error (fixture->error, PLR_SANDBOX_ERROR, code);
  g_assert_null (fixture->result);
  if (strstr (fixture->error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", fixture->error->message, part);
}

char *
fixture_dup_path (Fixture    *fixture,
                  const char *name)
{
  return g_build_filename (fixture->workspace, name, NULL);
}

/* The content of a file in the workspace, or NULL. */
char *
fixture_dup_content (Fixture    *fixture,
                     const char *name)
{
  g_autofree char *path = fixture_dup_path (fixture, name);
  char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) ? content : NULL;
}
