/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-requests"

#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-run-requests-private.h"
#include "plr-utf8.h"

/* A run belongs to the program that started it. Others ask something of it by a file in the folder “requests” of the run,
 * which is there as long as the run goes on and which only the person whose run it is can write into. */
#define FOLDER    "requests"
#define STOP_NAME "stop"
#define MAX_BYTES (64 * 1024)

struct _PlrRunRequests
{
  char               *folder;
  GFileMonitor       *monitor;
  PlrRunRequestedFunc func;
  gpointer            user_data;
};

static void
plr_run_requested_clear (PlrRunRequested *requested)
{
  g_clear_pointer (&requested->by, g_free);
  g_clear_pointer (&requested->comment, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrRunRequested, plr_run_requested_clear)

/* “approve-3”, “reject-3”, “stop”; what else is there is a file that is still being written. */
static gboolean
parse_name (PlrRunRequested *requested,
            const char      *name)
{
  const char *number = strchr (name, '-');
  guint64 stage = 0;

  requested->stop = g_str_equal (name, STOP_NAME);
  requested->approved = g_str_has_prefix (name, "approve-");
  if (requested->stop)
    return TRUE;
  if ((!requested->approved && !g_str_has_prefix (name, "reject-")) ||
      !g_ascii_string_to_unsigned (number + 1, 10, 0, G_MAXUINT, &stage, NULL))
    return FALSE;

  requested->stage = (guint)stage;

  return TRUE;
}

static void
take_file (PlrRunRequests *self,
           const char     *name)
{
  g_auto(PlrRunRequested) requested = { FALSE };
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;
  char *line_end;

  if (!parse_name (&requested, name))
    return;

  text = plr_file_load (path, MAX_BYTES, NULL, NULL); /* one that cannot be read is none */
  (void)g_unlink (path); /* it is asked once; what stays goes with the run */
  if (text == NULL)
    return;

  valid = plr_utf8_make_valid (text, -1);
  if ((line_end = strchr (valid, '\n')) != NULL)
    {
      *line_end = '\0';
      requested.comment = line_end[1] != '\0' ? g_strdup (line_end + 1) : NULL;
    }
  requested.by = g_strdup (valid);
  self->func (&requested, self->user_data);
}

/* The function that is told may end the run, and with it this. */
static void
changed_cb (GFileMonitor     *monitor,
            GFile            *file,
            GFile            *other,
            GFileMonitorEvent event,
            PlrRunRequests   *self)
{
  g_autofree char *name = g_file_get_basename (file);

  if (event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    take_file (self, name);
}

/**
 * plr_run_requests_new:
 * @directory: (type filename): of the run
 * @func: called on the thread-default main context of the caller
 * @user_data: for @func
 *
 * Takes requests for a run until it is freed.
 *
 * Returns: (transfer full) (nullable): the requests; `NULL` where that folder cannot be made or watched: the run then goes
 *   on by itself
 */
PlrRunRequests *
plr_run_requests_new (const char         *directory,
                      PlrRunRequestedFunc func,
                      gpointer            user_data)
{
  g_autoptr(PlrRunRequests) self = g_new0 (PlrRunRequests, 1);
  g_autoptr(GFile) folder = NULL;

  self->folder = g_build_filename (directory, FOLDER, NULL);
  self->func = func;
  self->user_data = user_data;
  folder = g_file_new_for_path (self->folder);
  if (g_mkdir_with_parents (self->folder, 0700) != 0 ||
      (self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL)) == NULL)
    return NULL;

  g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);

  return g_steal_pointer (&self);
}

void
plr_run_requests_free (PlrRunRequests *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      (void)g_file_monitor_cancel (self->monitor); /* always TRUE */
    }
  g_clear_object (&self->monitor);
  if (self->folder != NULL)
    (void)plr_file_remove_tree (self->folder, NULL); /* what stays is removed with the run */
  g_clear_pointer (&self->folder, g_free);
  g_free (self);
}

/**
 * plr_run_requests_post:
 * @directory: (type filename): of a run that another program runs
 * @requested: what is asked of it
 * @error: `G_IO_ERROR`, `G_FILE_ERROR`
 *
 * Asks something of a run. It is taken soon, or never if that program is just ending.
 *
 * Returns: whether it was asked; `FALSE` if the run takes no requests
 */
gboolean
plr_run_requests_post (const char            *directory,
                       const PlrRunRequested *requested,
                       GError               **error)
{
  g_autofree char *folder = g_build_filename (directory, FOLDER, NULL);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = g_strdup_printf ("%s\n%s", requested->by, requested->comment != NULL ? requested->comment : "");

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The program that runs it takes no requests"));
      return FALSE;
    }

  name = requested->stop ? g_strdup (STOP_NAME)
                         : g_strdup_printf ("%s-%u", requested->approved ? "approve" : "reject", requested->stage);
  path = g_build_filename (folder, name, NULL);

  return plr_file_save (path, text, -1, error);
}
