/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-source-text"

#include "config.h"

#include <gtksourceview/gtksource.h>

#include "plr-source-text.h"
#include "plr-text-scroller.h"

struct _PlrSourceText
{
  AdwBin parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (PlrSourceText, plr_source_text, ADW_TYPE_BIN)

enum {
  LINE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
style_changed_cb (PlrSourceText   *self,
                  GParamSpec      *pspec,
                  AdwStyleManager *manager)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (self->buffer),
                                      gtk_source_style_scheme_manager_get_scheme (schemes, adw_style_manager_get_dark (manager)
                                                                                  ? "Adwaita-dark" : "Adwaita"));
}

static void
activate_line (PlrSourceText *self)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  g_signal_emit (self, signals[LINE_ACTIVATED], 0, (guint)gtk_text_iter_get_line (&iter) + 1);
}

static void
pressed_cb (PlrSourceText *self,
            int            n_press)
{
  if (n_press == 2)
    activate_line (self);
}

static gboolean
key_pressed_cb (PlrSourceText *self,
                guint          key)
{
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  activate_line (self);

  return GDK_EVENT_STOP;
}

static void
plr_source_text_dispose (GObject *object)
{
  g_clear_object (&PLR_SOURCE_TEXT (object)->buffer);

  G_OBJECT_CLASS (plr_source_text_parent_class)->dispose (object);
}

static void
plr_source_text_class_init (PlrSourceTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_source_text_dispose;

  signals[LINE_ACTIVATED] = g_signal_new ("line-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
add_controllers (PlrSourceText *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* The cursor is where the first press was. */
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

static void
plr_source_text_init (PlrSourceText *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->buffer = GTK_TEXT_BUFFER (gtk_source_buffer_new (NULL));
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  self->view = GTK_TEXT_VIEW (gtk_source_view_new_with_buffer (GTK_SOURCE_BUFFER (self->buffer)));
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_text_view_set_left_margin (self->view, 12);
  gtk_source_view_set_highlight_current_line (GTK_SOURCE_VIEW (self->view), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  plr_text_scroller_set_up (GTK_SCROLLED_WINDOW (scroller));
  adw_bin_set_child (ADW_BIN (self), scroller);
  add_controllers (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  style_changed_cb (self, NULL, manager);
}

/**
 * plr_source_text_new:
 * @language: as GtkSourceView calls it
 * @label: what a screen reader calls it
 *
 * Returns: (transfer floating): an empty one
 */
GtkWidget *
plr_source_text_new (const char *language,
                     const char *label)
{
  PlrSourceText *self = g_object_new (PLR_TYPE_SOURCE_TEXT, NULL);
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (self->buffer), gtk_source_language_manager_get_language (languages, language));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return GTK_WIDGET (self);
}

/* The cursor stays in its line, as far as there is one. */
void
plr_source_text_set_text (PlrSourceText *self,
                          const char    *text)
{
  g_autofree char *now = NULL;
  GtkTextIter iter;
  int line;

  g_return_if_fail (PLR_IS_SOURCE_TEXT (self));
  g_return_if_fail (text != NULL);

  now = plr_source_text_dup_text (self);
  if (g_str_equal (now, text))
    return;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  line = gtk_text_iter_get_line (&iter);
  gtk_text_buffer_set_text (self->buffer, text, -1);
  (void)gtk_text_buffer_get_iter_at_line (self->buffer, &iter, line); /* the end if there are fewer */
  gtk_text_buffer_place_cursor (self->buffer, &iter);
}

/* Returns: (transfer full): all of it */
char *
plr_source_text_dup_text (PlrSourceText *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (PLR_IS_SOURCE_TEXT (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/* Returns: (transfer full): one line, counted from 1, without its end */
char *
plr_source_text_dup_line (PlrSourceText *self,
                          guint          line)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (PLR_IS_SOURCE_TEXT (self), NULL);
  g_return_val_if_fail (line > 0, NULL);

  (void)gtk_text_buffer_get_iter_at_line (self->buffer, &start, (int)line - 1);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}
