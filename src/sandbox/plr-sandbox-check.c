/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-check"

#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-sandbox-private.h"

/* A machine that takes longer to start one process has other troubles. */
#define CHECK_TIMEOUT_US (20 * G_USEC_PER_SEC)

/**
 * plr_sandbox_dup_helper_path:
 *
 * Returns: (transfer full): where plr-init is: where PLR_LIBEXECDIR says, beside the program in the tree that it was
 *   built in, or where it was installed
 */
char *
plr_sandbox_dup_helper_path (void)
{
  const char *chosen = g_getenv ("PLR_LIBEXECDIR");
  g_autofree char *program = NULL;

  if (chosen != NULL && chosen[0] != '\0')
    return g_build_filename (chosen, "plr-init", NULL);

  if ((program = g_file_read_link ("/proc/self/exe", NULL)) != NULL)
    {
      g_autofree char *directory = g_path_get_dirname (program);
      g_autofree char *built = g_build_filename (directory, "..", "sandbox", "plr-init", NULL);

      if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&built);
    }

  return g_build_filename (LIBEXECDIR, "plr-init", NULL);
}

/**
 * plr_sandbox_dup_bwrap_path:
 * @error: `PLR_SANDBOX_ERROR_UNAVAILABLE`
 *
 * Finds bwrap, or the program that PLR_BWRAP names, and refuses one that is setuid: such a one has let users become root
 * (CVE-2020-5291), and is not needed where user namespaces are.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
plr_sandbox_dup_bwrap_path (GError **error)
{
  const char *chosen = g_getenv ("PLR_BWRAP");
  g_autofree char *path = g_find_program_in_path (chosen != NULL && chosen[0] != '\0' ? chosen : "bwrap");
  struct stat info;

  if (path == NULL || stat (path, &info) != 0)
    {
      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                   _("The program “%s” is not there; nothing was run. Install Bubblewrap, for example with “apt install bubblewrap”."),
                   chosen != NULL && chosen[0] != '\0' ? chosen : "bwrap");
      return NULL;
    }
  if ((info.st_mode & (S_ISUID | S_ISGID)) != 0)
    {
      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                   _("“%s” is setuid, which is not safe; nothing was run. Take the bit away: “chmod u-s,g-s %s”."), path, path);
      return NULL;
    }

  return g_steal_pointer (&path);
}

static gboolean
reads (const char *path,
       char        expected)
{
  g_autofree char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) && content[0] == expected && !g_ascii_isdigit (content[1]);
}

/**
 * plr_sandbox_dup_start_hint:
 * @said: what bwrap said
 *
 * Returns: (transfer full): what to do about a sandbox that cannot be set up
 */
char *
plr_sandbox_dup_start_hint (const char *said)
{
  if (strstr (said, "Unknown option") != NULL)
    return g_strdup (_("It is too old: version 0.8.0-2+deb12u1 of Debian 12, or 0.10 or newer is needed."));
  if (reads ("/proc/sys/user/max_user_namespaces", '0'))
    return g_strdup (_("User namespaces are switched off; switch them on: “sysctl user.max_user_namespaces=15000”."));
  if (reads ("/proc/sys/kernel/unprivileged_userns_clone", '0'))
    return g_strdup (_("User namespaces are for root alone; allow them: “sysctl kernel.unprivileged_userns_clone=1”."));
  if (reads ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1'))
    return g_strdup (_("AppArmor restricts user namespaces; install a profile that allows them to bwrap."));
  if (strstr (said, "namespace") != NULL || strstr (said, "uid map") != NULL)
    return g_strdup (_("User namespaces are not to be had here; within a container, it has to allow them."));

  return g_strdup (_("See whether “bwrap --ro-bind / / true” runs on this machine."));
}

typedef struct
{
  GError *error;
  gboolean over;
} PlrSandboxTrial;

static void
tried_cb (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PlrSandboxTrial *trial = user_data;
  g_autoptr(PlrSandboxResult) ended = plr_sandbox_run_finish (PLR_SANDBOX (source_object), result, &trial->error);

  if (ended != NULL && ended->outcome != PLR_SANDBOX_OUTCOME_SUCCEEDED)
    trial->error = g_error_new_literal (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                                        _("A sandbox for trial did not run “true”; nothing else was run."));
  trial->over = TRUE;
}

/**
 * plr_sandbox_check:
 * @error: `PLR_SANDBOX_ERROR_UNAVAILABLE`: what is missing, and what to do about it
 *
 * Says whether commands can be confined on this machine, by confining one with all that a stage is confined with. A
 * success is remembered; a failure is looked into again at the next call, since it may have been mended. It is not
 * needed before a run, which refuses for the same reasons and never runs anything unconfined.
 *
 * Blocks for the time of starting a process.
 *
 * Returns: whether a sandbox can be had
 */
gboolean
plr_sandbox_check (GError **error)
{
  static int passed = 0;
  g_autoptr(GMainContext) context = NULL;
  g_autoptr(PlrSandbox) sandbox = NULL;
  PlrSandboxTrial trial = { NULL, FALSE };

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_atomic_int_get (&passed) != 0)
    return TRUE;

  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  sandbox = plr_sandbox_new ();
  plr_sandbox_add_read_only (sandbox, "/usr", "check"); /* that bwrap knows --ro-bind-fd */
  plr_sandbox_add_step (sandbox, NULL, NULL, "true", NULL, NULL);
  plr_sandbox_set_timeout_us (sandbox, CHECK_TIMEOUT_US);
  plr_sandbox_run_async (sandbox, NULL, NULL, NULL, NULL, tried_cb, &trial);
  while (!trial.over)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  if (trial.error != NULL)
    {
      g_propagate_error (error, trial.error);
      return FALSE;
    }
  g_atomic_int_set (&passed, 1);

  return TRUE;
}
