/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-canvas-private.h"
#include "plr-graph.h"
#include "plr-words.h"

/* The canvas may have gone meanwhile, and taken its children along. */
static void
take_away_cb (gpointer data)
{
  g_autoptr(GtkWidget) popover = data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

static void
popover_closed_cb (PlrCanvas  *self,
                   GtkPopover *popover)
{
  if (self->popover != GTK_WIDGET (popover))
    return;

  /* A menu closes before its action runs: it must stay until then. */
  self->popover = NULL;
  g_idle_add_once (take_away_cb, g_object_ref (popover));
  if (self->cursor < self->n_nodes && self->nodes[self->cursor].card != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->nodes[self->cursor].card));
}

void
plr_canvas_close_popover (PlrCanvas *self)
{
  GtkWidget *popover = g_steal_pointer (&self->popover);

  if (popover == NULL)
    return;

  g_signal_handlers_disconnect_by_func (popover, popover_closed_cb, self);
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_widget_unparent (popover);
}

static void
show_popover (PlrCanvas          *self,
              GtkWidget          *popover,
              const GdkRectangle *at)
{
  plr_canvas_close_popover (self);
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static GdkRectangle
rectangle_of (PlrCanvas *self,
              guint      node)
{
  graphene_rect_t bounds = { 0 };

  (void)plr_canvas_get_card_bounds (self, plr_stage_get_id (self->nodes[node].stage), &bounds);

  return (GdkRectangle) {
           (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width, (int)bounds.size.height
  };
}

static GMenuModel *
make_add_menu (void)
{
  g_autoptr(GListModel) templates = plr_stage_template_list ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (templates); i++)
    {
      g_autoptr(PlrStageTemplate) item = g_list_model_get_item (templates, i);
      g_autoptr(GMenuItem) entry = g_menu_item_new (plr_stage_template_get_title (item), NULL);

      g_menu_item_set_action_and_target (entry, "canvas.add", "s", plr_stage_template_get_id (item));
      g_menu_append_item (menu, entry);
    }

  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_menu (PlrCanvas *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) edit = g_menu_new ();
  g_autoptr(GMenu) view = g_menu_new ();
  g_autoptr(GMenuModel) add = make_add_menu ();
  g_autoptr(GPtrArray) stages = plr_canvas_get_selected_stages (self);

  if (self->selected_edge != PLR_CANVAS_NONE)
    {
      g_menu_append_submenu (edit, _("_Insert Stage"), add);
      g_menu_append (edit, _("_Disconnect"), "canvas.delete");
    }
  else if (stages->len > 0)
    {
      g_menu_append (edit, _("_Edit"), "canvas.activate");
      g_menu_append (edit, _("_Rename…"), "canvas.rename");
      g_menu_append (edit, _("_Connect To…"), "canvas.connect");
      g_menu_append_submenu (edit, _("_Add Stage After"), add);
      g_menu_append (edit, _("D_uplicate"), "canvas.duplicate");
      g_menu_append (edit, _("_Delete"), "canvas.delete");
    }
  else
    {
      g_menu_append_submenu (edit, _("_Add Stage"), add);
      g_menu_append (edit, _("_Select All"), "canvas.select-all");
    }
  g_menu_append (view, _("Zoom to _Fit"), "canvas.zoom-fit");
  g_menu_append (view, _("Arrange Auto_matically"), "canvas.arrange");
  if (self->editable)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));

  return G_MENU_MODEL (menu);
}

void
plr_canvas_show_menu (PlrCanvas *self,
                      double     x,
                      double     y)
{
  g_autoptr(GMenuModel) model = make_menu (self);
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  show_popover (self, popover, &(GdkRectangle) { (int)x, (int)y, 1, 1 });
}

static void
rename_activate_cb (GtkEntry  *entry,
                    PlrCanvas *self)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  const char *id = g_object_get_data (G_OBJECT (entry), "stage");
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  PlrStage *stage = plr_pipeline_find_stage (self->pipeline, id);

  if (stage != NULL && *text != '\0' && g_strcmp0 (text, plr_stage_get_title (stage)) != 0)
    {
      g_autofree char *title = g_strdup_printf (_("Rename “%s”"), plr_stage_get_title (stage));

      g_ptr_array_add (edits, plr_edit_new_set_stage (id, "name", text));
      (void)plr_canvas_emit_edits (self, edits, title);
    }
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* In place: a field over the card; Return keeps, Escape leaves. */
void
plr_canvas_show_rename (PlrCanvas *self,
                        guint      node)
{
  PlrStage *stage = self->nodes[node].stage;
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *entry = gtk_entry_new ();
  GdkRectangle at = rectangle_of (self, node);

  gtk_editable_set_text (GTK_EDITABLE (entry), plr_stage_get_title (stage));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the stage"), -1);
  g_object_set_data_full (G_OBJECT (entry), "stage", g_strdup (plr_stage_get_id (stage)), g_free);
  g_signal_connect_object (entry, "activate", G_CALLBACK (rename_activate_cb), self, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  gtk_widget_add_css_class (popover, "rename");
  show_popover (self, popover, &at);
  gtk_widget_grab_focus (entry);
}

static void
connect_row_cb (GtkListBox    *list,
                GtkListBoxRow *row,
                PlrCanvas     *self)
{
  guint from = plr_canvas_scene_find (self, g_object_get_data (G_OBJECT (list), "stage"));
  guint to = plr_canvas_scene_find (self, g_object_get_data (G_OBJECT (row), "stage"));

  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (from != PLR_CANVAS_NONE && to != PLR_CANVAS_NONE)
    (void)plr_canvas_connect_nodes (self, from, to);
}

static gboolean
connect_filter (GtkListBoxRow *row,
                gpointer       user_data)
{
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (user_data));
  g_autofree char *needle = g_utf8_casefold (wanted, -1);
  g_autofree char *title = g_utf8_casefold (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);

  return strstr (title, needle) != NULL;
}

static void
connect_search_cb (GtkListBox *list)
{
  gtk_list_box_invalidate_filter (list);
}

static void
connect_search_activate_cb (GtkListBox *list)
{
  /* “search-changed” comes late, for those who type fast. */
  gtk_list_box_invalidate_filter (list);
  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, i);

      if (row == NULL)
        return;
      if (!gtk_widget_get_child_visible (GTK_WIDGET (row)) || !gtk_widget_get_sensitive (GTK_WIDGET (row)))
        continue;
      g_signal_emit_by_name (list, "row-activated", row);
      return;
    }
}

static void
add_connect_row (PlrCanvas  *self,
                 GtkListBox *list,
                 PlrStage   *from,
                 PlrStage   *to)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (plr_stage_kind_get_icon_name (plr_stage_get_kind (to)));
  const char *refusal = NULL;

  if (plr_stage_needs_stage (to, plr_stage_get_id (from)))
    refusal = _("Connected already");
  else if (plr_graph_would_cycle (self->pipeline, plr_stage_get_id (to), plr_stage_get_id (from)))
    refusal = _("Would close a circle");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plr_stage_get_title (to));
  if (refusal != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), refusal);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), refusal == NULL);
  gtk_widget_set_sensitive (row, refusal == NULL);
  g_object_set_data_full (G_OBJECT (row), "stage", g_strdup (plr_stage_get_id (to)), g_free);
  gtk_list_box_append (list, row);
}

/* To connect without a pointer: a list of the stages that could wait for this one. */
void
plr_canvas_show_connect (PlrCanvas *self,
                         guint      node)
{
  PlrStage *from = self->nodes[node].stage;
  g_autofree char *heading = g_strdup_printf (_("Stages to Wait for “%s”"), plr_stage_get_title (from));
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (heading);
  GtkWidget *search = gtk_search_entry_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GdkRectangle at = rectangle_of (self, node);

  for (guint i = 0; i < self->n_nodes; i++)
    if (i != node)
      add_connect_row (self, GTK_LIST_BOX (list), from, self->nodes[i].stage);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_size_request (box, 280, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), connect_filter, search, NULL);
  g_object_set_data_full (G_OBJECT (list), "stage", g_strdup (plr_stage_get_id (from)), g_free);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (connect_row_cb), self, 0);
  g_signal_connect_object (search, "search-changed", G_CALLBACK (connect_search_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (search, "activate", G_CALLBACK (connect_search_activate_cb), list, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  show_popover (self, popover, &at);
  gtk_widget_grab_focus (search);
}
