/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-log-view"

#include "config.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-log-lines.h"
#include "plr-log-style.h"
#include "plr-log-view.h"

/* How long a search may hold up the main loop in one go. */
#define SEARCH_SLICE_US 4000

/* More matches than a person steps through. */
#define MAX_MATCHES 10000

struct _PlrLogView
{
  GtkWidget parent_instance;

  PlrLogLines       *lines;
  GtkMultiSelection *selection;
  char              *needle;      /* what is searched for, or NULL */
  GArray            *matches;     /* of guint: positions of lines */
  guint              searched;    /* how many lines have been searched */
  guint              match;       /* the match that is shown, from 1, or 0 */
  guint              search_source;
  guint              follow_source;

  GtkSearchBar      *search_bar;
  GtkSearchEntry    *search_entry;
  GtkLabel          *match_label;
  GtkStack          *faces;
  GtkLabel          *empty_label;
  GtkScrolledWindow *scroller;
  GtkListView       *list;
  GtkButton         *follow_button;

  double             value;       /* where the view was, and how high all was then */
  double             upper;

  guint              follow : 1;
  guint              wrap   : 1;
  guint              moving : 1; /* the view itself scrolls */
};

G_DEFINE_FINAL_TYPE (PlrLogView, plr_log_view, GTK_TYPE_WIDGET)

enum {
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          PlrLogView               *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *number = gtk_label_new (NULL);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_label_set_yalign (GTK_LABEL (number), 0);
  gtk_label_set_width_chars (GTK_LABEL (number), 6);
  gtk_widget_add_css_class (number, "plr-log-number");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         PlrLogView               *self)
{
  PlrLogLine *line = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *number = gtk_widget_get_first_child (box);
  GtkWidget *text = gtk_widget_get_last_child (box);
  char buffer[24];

  g_snprintf (buffer, sizeof buffer, "%" G_GUINT64_FORMAT, plr_log_line_get_number (line));
  gtk_label_set_text (GTK_LABEL (number), buffer);
  gtk_label_set_wrap (GTK_LABEL (text), self->wrap);
  plr_log_style_apply (GTK_LABEL (text), line, self->needle);
  plr_accessible_set_label (gtk_widget_get_parent (box), gtk_label_get_text (GTK_LABEL (text)));
  if (plr_log_style_is_error (line))
    gtk_widget_add_css_class (box, "plr-log-error");
  else
    gtk_widget_remove_css_class (box, "plr-log-error");
}

static void
plr_log_view_bind_anew (PlrLogView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_list_view_set_factory (self->list, factory);
}

static void
plr_log_view_scroll_to (PlrLogView *self,
                        guint       position)
{
  self->moving = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  self->moving = FALSE;
}

/* Where the end is, is known only after the rows were laid out. */
static gboolean
follow_idle_cb (gpointer data)
{
  PlrLogView *self = data;
  guint n_lines = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  self->follow_source = 0;
  if (self->follow && n_lines > 0)
    plr_log_view_scroll_to (self, n_lines - 1);

  return G_SOURCE_REMOVE;
}

static void
plr_log_view_queue_follow (PlrLogView *self)
{
  if (self->follow && self->follow_source == 0)
    self->follow_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 1, follow_idle_cb, self, NULL);
}

static void
plr_log_view_set_follow (PlrLogView *self,
                         gboolean    follow)
{
  self->follow = !!follow;
  gtk_widget_set_visible (GTK_WIDGET (self->follow_button), !follow && g_list_model_get_n_items (G_LIST_MODEL (self->lines)) > 0);
  plr_log_view_queue_follow (self);
}

static gboolean
scroll_cb (PlrLogView *self,
           double      dx,
           double      dy)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (dy < 0)
    plr_log_view_set_follow (self, FALSE);
  else if (dy > 0 && gtk_adjustment_get_value (adjustment) >= end - 1)
    plr_log_view_set_follow (self, TRUE);

  return GDK_EVENT_PROPAGATE;
}

/* The scroll bar and the keys move the view without a scroll event; rows that turn out higher than was guessed move it, too. */
static void
value_changed_cb (PlrLogView    *self,
                  GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  gboolean same_rows = ABS (upper - self->upper) < 1;

  if (same_rows && !self->moving && self->follow_source == 0 && self->follow && value < self->value - 1)
    plr_log_view_set_follow (self, FALSE);
  self->value = value;
  self->upper = upper;
}

static void
plr_log_view_show_matches (PlrLogView *self)
{
  g_autofree char *text = NULL;

  if (self->needle == NULL)
    text = g_strdup ("");
  else if (self->matches->len == 0)
    text = g_strdup (self->search_source != 0 ? "…" : _("No match"));
  else
    text = g_strdup_printf (C_("match of all matches", "%u of %u%s"), self->match, self->matches->len,
                            self->search_source != 0 || self->matches->len >= MAX_MATCHES ? "+" : "");
  gtk_label_set_text (self->match_label, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.next-match", self->matches->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.previous-match", self->matches->len > 0);
}

static void
plr_log_view_show_match (PlrLogView *self,
                         guint       match)
{
  guint position = g_array_index (self->matches, guint, match - 1);

  self->match = match;
  plr_log_view_set_follow (self, FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  plr_log_view_scroll_to (self, position);
  plr_log_view_show_matches (self);
}

static gboolean
search_idle_cb (gpointer data)
{
  PlrLogView *self = data;
  guint n_lines = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  gint64 until_us = g_get_monotonic_time () + SEARCH_SLICE_US;
  gboolean first = self->matches->len == 0;
  gboolean more;

  while (self->searched < n_lines && self->matches->len < MAX_MATCHES && g_get_monotonic_time () < until_us)
    {
      g_autoptr(PlrLogLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), self->searched);

      if (strcasestr (plr_log_line_get_text (line), self->needle) != NULL)
        g_array_append_val (self->matches, self->searched);
      self->searched++;
    }

  more = self->searched < n_lines && self->matches->len < MAX_MATCHES;
  if (!more)
    self->search_source = 0;
  if (first && self->matches->len > 0)
    plr_log_view_show_match (self, 1);
  else
    plr_log_view_show_matches (self);

  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
plr_log_view_go_on_searching (PlrLogView *self)
{
  if (self->needle != NULL && self->search_source == 0)
    self->search_source = g_idle_add (search_idle_cb, self);
}

static void
plr_log_view_search (PlrLogView *self,
                     const char *needle)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  g_free (self->needle);
  self->needle = needle != NULL && *needle != '\0' ? g_strdup (needle) : NULL;
  g_array_set_size (self->matches, 0);
  self->searched = self->match = 0;
  plr_log_view_go_on_searching (self);
  plr_log_view_bind_anew (self);
  plr_log_view_show_matches (self);
}

static void
plr_log_view_search_changed_cb (PlrLogView *self)
{
  plr_log_view_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
plr_log_view_next_cb (PlrLogView *self)
{
  if (self->matches->len > 0)
    plr_log_view_show_match (self, self->match % self->matches->len + 1);
}

static void
plr_log_view_previous_cb (PlrLogView *self)
{
  if (self->matches->len > 0)
    plr_log_view_show_match (self, self->match > 1 ? self->match - 1 : self->matches->len);
}

static void
search_mode_cb (PlrLogView *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    plr_log_view_search (self, NULL);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *param)
{
  PlrLogView *self = PLR_LOG_VIEW (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
match_action (GtkWidget  *widget,
              const char *name,
              GVariant   *param)
{
  if (g_str_equal (name, "log.next-match"))
    plr_log_view_next_cb (PLR_LOG_VIEW (widget));
  else
    plr_log_view_previous_cb (PLR_LOG_VIEW (widget));
}

static void
follow_action (GtkWidget  *widget,
               const char *name,
               GVariant   *param)
{
  plr_log_view_set_follow (PLR_LOG_VIEW (widget), TRUE);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *param)
{
  PlrLogView *self = PLR_LOG_VIEW (widget);
  g_autoptr(GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr(GString) text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(PlrLogLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", plr_log_line_get_text (line));
    }
  if (text->len > 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
log_saved_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PlrLogView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_copy_finish (G_FILE (object), result, &error))
    g_signal_emit (self, signals[FAILED], 0, _("The log could not be saved"), error);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 PlrLogView      *self)
{
  const char *path = plr_log_lines_get_path (self->lines);
  g_autoptr(GFile) log = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr(GFile) place = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (log != NULL && place != NULL)
    g_file_copy_async (log, place, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL, NULL, log_saved_cb, g_object_ref (self));
  g_object_unref (chooser);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *param)
{
  PlrLogView *self = PLR_LOG_VIEW (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Log"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("log.txt"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
items_changed_cb (PlrLogView *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->lines)) == 0;

  gtk_stack_set_visible_child_name (self->faces, empty ? "empty" : "lines");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.save", !empty);
  plr_log_view_queue_follow (self);
  plr_log_view_go_on_searching (self);
}

static void
plr_log_view_dispose (GObject *object)
{
  PlrLogView *self = PLR_LOG_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->search_source, g_source_remove);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PLR_TYPE_LOG_VIEW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child); /* those without a name in the template */
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);

  G_OBJECT_CLASS (plr_log_view_parent_class)->dispose (object);
}

static void
plr_log_view_finalize (GObject *object)
{
  PlrLogView *self = PLR_LOG_VIEW (object);

  g_clear_pointer (&self->needle, g_free);
  g_clear_pointer (&self->matches, g_array_unref);

  G_OBJECT_CLASS (plr_log_view_parent_class)->finalize (object);
}

static void
plr_log_view_class_init (PlrLogViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = plr_log_view_dispose;
  object_class->finalize = plr_log_view_finalize;

  signals[FAILED] = g_signal_new ("failed", PLR_TYPE_LOG_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, match_label);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, faces);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, scroller);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, list);
  gtk_widget_class_bind_template_child (widget_class, PlrLogView, follow_button);
  gtk_widget_class_bind_template_callback (widget_class, plr_log_view_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, plr_log_view_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, plr_log_view_previous_cb);

  gtk_widget_class_install_action (widget_class, "log.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "log.next-match", NULL, match_action);
  gtk_widget_class_install_action (widget_class, "log.previous-match", NULL, match_action);
  gtk_widget_class_install_action (widget_class, "log.follow", NULL, follow_action);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "log.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "log.next-match", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "log.previous-match", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "log.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, GDK_CONTROL_MASK, "log.follow", NULL);
}

static void
plr_log_view_init (PlrLogView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->matches = g_array_new (FALSE, FALSE, sizeof (guint));
  self->lines = plr_log_lines_new (NULL);
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->lines)));
  self->follow = TRUE;
  self->wrap = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), scroll);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lines, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  /* The colours of a line are those of the style that it was drawn in. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (plr_log_view_bind_anew), self,
                           G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_label_set_text (self->empty_label, _("Nothing was written to the log yet"));
  plr_log_view_bind_anew (self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  plr_log_view_show_matches (self);
}

GtkWidget *
plr_log_view_new (void)
{
  return g_object_new (PLR_TYPE_LOG_VIEW, NULL);
}

/**
 * plr_log_view_set_path:
 * @self: the view
 * @path: (type filename) (nullable): the log to show
 *
 * Shows another log, from its end.
 */
void
plr_log_view_set_path (PlrLogView *self,
                       const char *path)
{
  g_return_if_fail (PLR_IS_LOG_VIEW (self));

  if (g_strcmp0 (path, plr_log_lines_get_path (self->lines)) == 0)
    return;

  plr_log_lines_set_path (self->lines, path);
  (void)plr_log_lines_refresh (self->lines);
  g_array_set_size (self->matches, 0);
  self->searched = self->match = 0;
  plr_log_view_set_follow (self, TRUE);
  items_changed_cb (self);
  plr_log_view_show_matches (self);
}

/**
 * plr_log_view_refresh:
 * @self: the view
 *
 * Shows what the log grew by.
 */
void
plr_log_view_refresh (PlrLogView *self)
{
  g_return_if_fail (PLR_IS_LOG_VIEW (self));

  (void)plr_log_lines_refresh (self->lines);
}

void
plr_log_view_set_wrap (PlrLogView *self,
                       gboolean    wrap)
{
  g_return_if_fail (PLR_IS_LOG_VIEW (self));

  if (self->wrap == !!wrap)
    return;

  self->wrap = !!wrap;
  plr_log_view_bind_anew (self);
}
