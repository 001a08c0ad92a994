/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-code-view"

#include "config.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "plr-code-view.h"
#include "plr-text-scroller.h"
#include "plr-words.h"

struct _PlrCodeView
{
  AdwBin parent_instance;

  GtkSourceView *view;
  GtkSourceBuffer *buffer;
  PlrDocument *document;
  gsize delete_start; /* of the deletion under way, in bytes of the text before it */
  gsize delete_end;
  guint mark_id;
  guint cursor_id;

  guint applying : 1; /* the document changes the buffer */
  guint typing : 1;   /* the buffer changes the document */
};

G_DEFINE_FINAL_TYPE (PlrCodeView, plr_code_view, ADW_TYPE_BIN)

enum {
  STAGE_AT_CURSOR,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The buffer counts characters, the document bytes. */
static gsize
to_bytes (PlrCodeView *self,
          int          offset)
{
  gsize size_bytes;
  const char *text = plr_document_get_text (self->document, &size_bytes);
  const char *place = g_utf8_offset_to_pointer (text, offset);

  return MIN ((gsize)(place - text), size_bytes);
}

static void
to_iter (PlrCodeView *self,
         gsize        offset_bytes,
         GtkTextIter *iter)
{
  gsize size_bytes;
  const char *text = plr_document_get_text (self->document, &size_bytes);

  gtk_text_buffer_get_iter_at_offset (GTK_TEXT_BUFFER (self->buffer), iter,
                                      (int)g_utf8_strlen (text, (gssize)MIN (offset_bytes, size_bytes)));
}

static void
skip_bytes (GtkTextIter *iter,
            guint64      n_bytes)
{
  guint64 passed = 0;

  while (passed < n_bytes && !gtk_text_iter_is_end (iter))
    {
      passed += (guint64)g_unichar_to_utf8 (gtk_text_iter_get_char (iter), NULL);
      gtk_text_iter_forward_char (iter);
    }
}

static void
text_changed_cb (PlrCodeView *self,
                 guint64      offset,
                 guint64      removed,
                 guint64      added)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start;
  GtkTextIter end;

  if (self->typing)
    return;

  /* Up to the offset the buffer is the new text already, for the pieces come in ascending order. */
  self->applying = TRUE;
  to_iter (self, offset, &start);
  end = start;
  skip_bytes (&end, removed);
  if (removed > 0)
    gtk_text_buffer_delete (buffer, &start, &end);
  if (added > 0)
    gtk_text_buffer_insert (buffer, &start, plr_document_get_text (self->document, NULL) + offset, (int)added);
  self->applying = FALSE;
}

static void
insert_after_cb (PlrCodeView *self,
                 GtkTextIter *location,
                 const char  *text,
                 int          length)
{
  int end = gtk_text_iter_get_offset (location);
  g_autofree char *piece = NULL;

  if (self->applying || self->document == NULL)
    return;

  piece = g_strndup (text, length < 0 ? strlen (text) : (gsize)length);
  self->typing = TRUE;
  plr_document_replace_text (self->document, to_bytes (self, end - (int)g_utf8_strlen (piece, -1)), 0, piece);
  self->typing = FALSE;
}

static void
delete_cb (PlrCodeView *self,
           GtkTextIter *start,
           GtkTextIter *end)
{
  if (self->applying || self->document == NULL)
    return;

  self->delete_start = to_bytes (self, gtk_text_iter_get_offset (start));
  self->delete_end = to_bytes (self, gtk_text_iter_get_offset (end));
}

static void
delete_after_cb (PlrCodeView *self)
{
  if (self->applying || self->document == NULL)
    return;

  self->typing = TRUE;
  plr_document_replace_text (self->document, self->delete_start, self->delete_end - self->delete_start, "");
  self->typing = FALSE;
}

static void
mark_problem (PlrCodeView *self,
              PlrProblem  *problem)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  const char *category = plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR ? "error" : "warning";
  gint64 offset = plr_problem_get_offset (problem);
  GtkTextIter start;
  GtkTextIter end;

  if (plr_problem_get_severity (problem) == PLR_SEVERITY_INFO)
    return;

  if (offset >= 0)
    to_iter (self, (gsize)offset, &start);
  else if (plr_problem_get_line (problem) > 0)
    (void)gtk_text_buffer_get_iter_at_line (buffer, &start, (int)plr_problem_get_line (problem) - 1);
  else
    return;

  end = start;
  skip_bytes (&end, offset >= 0 ? (guint64)MAX (plr_problem_get_length (problem), 0) : 0);
  /* A whole stage under waves says nothing: the line of its name does. */
  if (gtk_text_iter_get_line (&end) != gtk_text_iter_get_line (&start) || gtk_text_iter_equal (&start, &end))
    {
      end = start;
      if (!gtk_text_iter_ends_line (&end))
        gtk_text_iter_forward_to_line_end (&end);
    }
  gtk_text_buffer_apply_tag_by_name (buffer, category, &start, &end);
  gtk_text_iter_set_line_offset (&start, 0);
  (void)gtk_source_buffer_create_source_mark (self->buffer, NULL, category, &start);
}

static gboolean
mark_problems_cb (gpointer data)
{
  PlrCodeView *self = PLR_CODE_VIEW (data);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GListModel *problems;
  GtkTextIter start;
  GtkTextIter end;

  self->mark_id = 0;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (self->buffer, &start, &end, NULL);
  gtk_text_buffer_remove_tag_by_name (buffer, "error", &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "warning", &start, &end);
  problems = self->document != NULL ? plr_document_get_problems (self->document) : NULL;
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      mark_problem (self, problem);
    }

  return G_SOURCE_REMOVE;
}

/* The document changes while the buffer is in the middle of its own change: the marks wait for its end. */
static void
queue_marks (PlrCodeView *self)
{
  if (self->mark_id == 0)
    self->mark_id = g_idle_add (mark_problems_cb, self);
}

static gboolean
follow_cursor_cb (gpointer data)
{
  PlrCodeView *self = PLR_CODE_VIEW (data);
  const char *text;
  PlrStage *stage;
  gsize offset;
  int position;

  self->cursor_id = 0;
  if (self->document == NULL || !gtk_widget_has_focus (GTK_WIDGET (self->view)))
    return G_SOURCE_REMOVE;

  g_object_get (self->buffer, "cursor-position", &position, NULL);
  text = plr_document_get_text (self->document, NULL);
  offset = to_bytes (self, position);
  stage = plr_document_find_stage_at (self->document, offset);

  /* Behind its last letter, and in the empty lines that follow, one still writes at a stage. */
  while (stage == NULL && offset > 0 && (g_ascii_isspace (text[offset - 1]) || offset == to_bytes (self, position)))
    stage = plr_document_find_stage_at (self->document, --offset);
  if (stage == NULL && offset > 0)
    stage = plr_document_find_stage_at (self->document, offset - 1);
  g_signal_emit (self, signals[STAGE_AT_CURSOR], 0, stage != NULL ? plr_stage_get_id (stage) : NULL);

  return G_SOURCE_REMOVE;
}

/* The buffer tells of its cursor before the document has what was typed: the two are compared later. */
static void
cursor_moved_cb (PlrCodeView *self)
{
  if (!self->applying && self->cursor_id == 0 && gtk_widget_has_focus (GTK_WIDGET (self->view)))
    self->cursor_id = g_idle_add (follow_cursor_cb, self);
}

static void
style_changed_cb (PlrCodeView     *self,
                  GParamSpec      *pspec,
                  AdwStyleManager *manager)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (self->buffer,
                                      gtk_source_style_scheme_manager_get_scheme (schemes, adw_style_manager_get_dark (manager)
                                                                                  ? "Adwaita-dark" : "Adwaita"));
}

static char *
mark_tooltip_cb (GtkSourceMarkAttributes *attributes,
                 GtkSourceMark           *mark,
                 PlrCodeView             *self)
{
  GListModel *problems = self->document != NULL ? plr_document_get_problems (self->document) : NULL;
  GtkTextIter iter;
  guint line;
  g_autoptr(GString) text = g_string_new (NULL);

  gtk_text_buffer_get_iter_at_mark (GTK_TEXT_BUFFER (self->buffer), &iter, GTK_TEXT_MARK (mark));
  line = (guint)gtk_text_iter_get_line (&iter) + 1;
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (plr_problem_get_line (problem) == line)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", plr_problem_get_message (problem));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_mark_category (PlrCodeView *self,
                   const char  *category,
                   PlrSeverity  severity,
                   int          priority)
{
  g_autoptr(GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();

  gtk_source_mark_attributes_set_icon_name (attributes, plr_severity_get_icon_name (severity));
  g_signal_connect_object (attributes, "query-tooltip-text", G_CALLBACK (mark_tooltip_cb), self, 0);
  gtk_source_view_set_mark_attributes (self->view, category, attributes, priority);
}

static void
plr_code_view_dispose (GObject *object)
{
  PlrCodeView *self = PLR_CODE_VIEW (object);

  plr_code_view_set_document (self, NULL);
  g_clear_handle_id (&self->mark_id, g_source_remove);
  g_clear_handle_id (&self->cursor_id, g_source_remove);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (plr_code_view_parent_class)->dispose (object);
}

static void
plr_code_view_class_init (PlrCodeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_code_view_dispose;

  signals[STAGE_AT_CURSOR] = g_signal_new ("stage-at-cursor", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
make_view (PlrCodeView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextView *text_view;

  self->view = GTK_SOURCE_VIEW (gtk_source_view_new_with_buffer (self->buffer));
  text_view = GTK_TEXT_VIEW (self->view);
  gtk_text_view_set_monospace (text_view, TRUE);
  gtk_text_view_set_top_margin (text_view, 6);
  gtk_text_view_set_bottom_margin (text_view, 6);
  gtk_text_view_set_left_margin (text_view, 6);
  gtk_source_view_set_show_line_numbers (self->view, TRUE);
  gtk_source_view_set_show_line_marks (self->view, TRUE);
  gtk_source_view_set_highlight_current_line (self->view, TRUE);
  gtk_source_view_set_auto_indent (self->view, TRUE);
  gtk_source_view_set_insert_spaces_instead_of_tabs (self->view, TRUE);
  gtk_source_view_set_tab_width (self->view, 2);
  gtk_source_view_set_smart_backspace (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text of the definition"), -1);
  add_mark_category (self, "error", PLR_SEVERITY_ERROR, 2);
  add_mark_category (self, "warning", PLR_SEVERITY_WARNING, 1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  plr_text_scroller_set_up (GTK_SCROLLED_WINDOW (scroller));
  adw_bin_set_child (ADW_BIN (self), scroller);
}

static void
plr_code_view_init (PlrCodeView *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GdkRGBA red = { .88f, .11f, .14f, 1 };
  GdkRGBA amber = { .78f, .53f, 0, 1 };

  self->buffer = gtk_source_buffer_new_with_language (gtk_source_language_manager_get_language (languages, "yaml"));
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->buffer), FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (self->buffer, FALSE);
  (void)gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), "error",
                                    "underline", PANGO_UNDERLINE_ERROR, "underline-rgba", &red, NULL);
  (void)gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), "warning",
                                    "underline", PANGO_UNDERLINE_ERROR, "underline-rgba", &amber, NULL);
  make_view (self);

  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_after_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->buffer, "delete-range", G_CALLBACK (delete_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "delete-range", G_CALLBACK (delete_after_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  style_changed_cb (self, NULL, manager);
}

GtkWidget *
plr_code_view_new (void)
{
  return g_object_new (PLR_TYPE_CODE_VIEW, NULL);
}

void
plr_code_view_set_document (PlrCodeView *self,
                            PlrDocument *document)
{
  GtkTextIter start;

  g_return_if_fail (PLR_IS_CODE_VIEW (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  if (self->document == document)
    return;

  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->document, text_changed_cb, self);
      g_signal_handlers_disconnect_by_func (self->document, queue_marks, self);
    }
  g_set_object (&self->document, document);
  if (document == NULL)
    return;

  self->applying = TRUE;
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), plr_document_get_text (document, NULL), -1);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &start);
  self->applying = FALSE;
  g_signal_connect_object (document, "text-changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "pipeline-changed", G_CALLBACK (queue_marks), self, G_CONNECT_SWAPPED);
  queue_marks (self);
}

static void
show_iter (PlrCodeView *self,
           GtkTextIter *iter)
{
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (GTK_TEXT_BUFFER (self->buffer)),
                                0, TRUE, 0, .15);
}

/* Brings the entry of a stage into view. The keyboard stays where it is, and a cursor that is in the entry too. */
void
plr_code_view_show_stage (PlrCodeView *self,
                          const char  *stage)
{
  PlrStage *found;
  PlrStage *at_cursor;
  GtkTextIter iter;
  int position;

  g_return_if_fail (PLR_IS_CODE_VIEW (self));

  if (self->document == NULL || stage == NULL || gtk_widget_has_focus (GTK_WIDGET (self->view)))
    return;

  found = plr_pipeline_find_stage (plr_document_get_pipeline (self->document), stage);
  g_object_get (self->buffer, "cursor-position", &position, NULL);
  at_cursor = plr_document_find_stage_at (self->document, to_bytes (self, position));
  if (found == NULL || found == at_cursor || plr_stage_get_offset (found) < 0)
    return;

  to_iter (self, (gsize)plr_stage_get_offset (found), &iter);
  show_iter (self, &iter);
}

/* Takes the keyboard to a place of the text. */
void
plr_code_view_go_to (PlrCodeView *self,
                     gsize        offset_bytes)
{
  GtkTextIter iter;

  g_return_if_fail (PLR_IS_CODE_VIEW (self));

  if (self->document == NULL)
    return;

  to_iter (self, offset_bytes, &iter);
  show_iter (self, &iter);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Takes the keyboard to a line, counted from 1; to the last one if there are fewer. */
void
plr_code_view_go_to_line (PlrCodeView *self,
                          guint        line)
{
  GtkTextIter iter;

  g_return_if_fail (PLR_IS_CODE_VIEW (self));
  g_return_if_fail (line > 0);

  (void)gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->buffer), &iter, (int)line - 1);
  show_iter (self, &iter);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Returns: (transfer full): what the person sees */
char *
plr_code_view_dup_text (PlrCodeView *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (PLR_IS_CODE_VIEW (self), NULL);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);

  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}
