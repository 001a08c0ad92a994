/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-editor"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-canvas.h"
#include "plr-definition.h"
#include "plr-editor.h"
#include "plr-export-dialog.h"

struct _PlrEditor
{
  AdwBin parent_instance;

  PlrProject  *project;
  PlrDocument *document;
  PlrCanvas   *canvas;
};

G_DEFINE_FINAL_TYPE (PlrEditor, plr_editor, ADW_TYPE_BIN)

enum {
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
canvas_edit_cb (PlrEditor  *self,
                GPtrArray  *edits,
                const char *title)
{
  g_autoptr(GError) error = NULL;

  if (self->document != NULL && plr_document_apply_all (self->document, edits, title, &error))
    return TRUE;

  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, _("The pipeline cannot be changed like that"), error);

  return FALSE;
}

static void
canvas_place_cb (PlrEditor  *self,
                 const char *stage,
                 double      x,
                 double      y)
{
  plr_document_set_position (self->document, stage, x, y);
}

static gboolean
pin_cb (const char *stage,
        double     *x,
        double     *y,
        gpointer    user_data)
{
  PlrEditor *self = user_data;

  return self->document != NULL && plr_document_get_position (self->document, stage, x, y);
}

static void
open_document_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PlrEditor) self = user_data;
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(GError) error = NULL;

  document = plr_project_open_document_finish (PLR_PROJECT (object), result, &error);
  if (document == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, _("The definition cannot be opened"), error);
      return;
    }

  g_set_object (&self->document, document);
  plr_canvas_set_pipeline (self->canvas, plr_document_get_pipeline (document));
  plr_canvas_set_problems (self->canvas, plr_document_get_problems (document));
  plr_canvas_set_editable (self->canvas, plr_document_get_editable (document));
}

static void
document_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *param)
{
  PlrEditor *self = PLR_EDITOR (widget);

  if (self->document == NULL)
    return;
  if (g_str_equal (name, "editor.undo"))
    plr_document_undo (self->document);
  else if (g_str_equal (name, "editor.redo"))
    plr_document_redo (self->document);
  else if (g_str_equal (name, "editor.export"))
    gtk_window_present (GTK_WINDOW (plr_export_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->document,
                                                           plr_project_get_work_dir (self->project))));
}

static void
plr_editor_dispose (GObject *object)
{
  PlrEditor *self = PLR_EDITOR (object);

  g_clear_object (&self->document);
  g_clear_object (&self->project);

  G_OBJECT_CLASS (plr_editor_parent_class)->dispose (object);
}

static void
plr_editor_class_init (PlrEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_editor_dispose;

  signals[FAILED] = g_signal_new ("failed", PLR_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, document_action);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, document_action);
  gtk_widget_class_install_action (widget_class, "editor.export", NULL, document_action);
}

static void
plr_editor_init (PlrEditor *self)
{
  self->canvas = PLR_CANVAS (plr_canvas_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->canvas));
  plr_canvas_set_pin_func (self->canvas, pin_cb, self);
  g_signal_connect_object (self->canvas, "edit", G_CALLBACK (canvas_edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "place", G_CALLBACK (canvas_place_cb), self, G_CONNECT_SWAPPED);
}

void
plr_editor_set_project (PlrEditor  *self,
                        PlrProject *project)
{
  g_autoptr(PlrDefinition) first = NULL;

  g_set_object (&self->project, project);
  first = g_list_model_get_item (plr_project_get_definitions (project), 0);
  if (first != NULL)
    plr_editor_open_definition (self, plr_definition_get_path (first));
}

void
plr_editor_open_definition (PlrEditor  *self,
                            const char *path)
{
  plr_project_open_document_async (self->project, path, NULL, open_document_cb, g_object_ref (self));
}

void
plr_editor_new_definition (PlrEditor *self)
{
  plr_editor_open_definition (self, "pipeliner.yml");
}

PlrDocument *
plr_editor_get_document (PlrEditor *self)
{
  return self->document;
}

void
plr_editor_set_run (PlrEditor *self,
                    PlrRun    *run)
{
  plr_canvas_set_run (self->canvas, run);
}
