/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-editor-private.h"

/* The pages of the drawer that show a document in other ways, and the ways from them back to the text. */

static gboolean
is_file (PlrDocument *document,
         const char  *path)
{
  const char *own = document != NULL ? plr_document_get_path (document) : NULL;
  gsize own_length = own != NULL ? strlen (own) : 0;
  gsize length = strlen (path);

  if (own == NULL)
    return document != NULL;

  return own_length >= length && g_str_equal (own + own_length - length, path) &&
         (own_length == length || own[own_length - length - 1] == '/');
}

static void
show_pending (PlrEditor *self)
{
  if (self->pending_path == NULL || !is_file (self->document, self->pending_path))
    return;

  g_clear_pointer (&self->pending_path, g_free);
  plr_editor_show_drawer_page (self, "code");
  plr_code_view_go_to_line (self->code, self->pending_line);
}

/* Takes the keyboard to a line of this definition, or of one that it includes. */
static void
place_activated_cb (PlrEditor  *self,
                    const char *path,
                    guint       line)
{
  g_free (self->pending_path);
  self->pending_path = g_strdup (path);
  self->pending_line = line;
  show_pending (self);
  if (self->pending_path != NULL && self->project != NULL)
    plr_editor_open_definition (self, path);
}

static void
stage_activated_cb (PlrEditor  *self,
                    const char *stage)
{
  plr_editor_select_stage (self, stage);
}

static void
fix_cb (PlrEditor  *self,
        PlrProblem *problem)
{
  g_autoptr(GError) error = NULL;

  if (self->document == NULL)
    return;

  plr_editor_commit (self);
  if (!plr_document_fix (self->document, problem, &error))
    plr_editor_fail (self, _("The problem is not fixed"), error);
}

void
plr_editor_views_set_document (PlrEditor *self)
{
  plr_changes_view_set_document (self->changes, self->document);
  plr_merged_view_set_document (self->merged, self->document);
  plr_simulate_view_set_document (self->simulate, self->document);
  show_pending (self);
}

void
plr_editor_views_init (PlrEditor *self)
{
  self->changes = PLR_CHANGES_VIEW (plr_changes_view_new ());
  self->merged = PLR_MERGED_VIEW (plr_merged_view_new ());
  self->simulate = PLR_SIMULATE_VIEW (plr_simulate_view_new ());
  plr_editor_add_drawer_page (self, GTK_WIDGET (self->changes), "changes", _("Changes"));
  plr_editor_add_drawer_page (self, GTK_WIDGET (self->merged), "merged", _("Merged"));
  plr_editor_add_drawer_page (self, GTK_WIDGET (self->simulate), "simulate", _("Simulate"));
  g_signal_connect_object (self->changes, "stage-activated", G_CALLBACK (stage_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->merged, "place-activated", G_CALLBACK (place_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->simulate, "place-activated", G_CALLBACK (place_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
}
