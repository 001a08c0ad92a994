/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-palette"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-palette.h"
#include "plr-words.h"

struct _PlrPalette
{
  AdwBin parent_instance;

  GtkEditable *search;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (PlrPalette, plr_palette, ADW_TYPE_BIN)

enum {
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static PlrStageTemplate *
get_item (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "template");
}

static gboolean
matches (PlrPalette       *self,
         PlrStageTemplate *item)
{
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_autofree char *text = g_strdup_printf ("%s %s", plr_stage_template_get_title (item), plr_stage_template_get_summary (item));
  g_autofree char *hay = g_utf8_casefold (text, -1);

  return strstr (hay, g_strstrip (needle)) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row,
           gpointer       user_data)
{
  return matches (PLR_PALETTE (user_data), get_item (row));
}

static GtkListBoxRow *
find_first (PlrPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (matches (self, get_item (row)))
      return row;

  return NULL;
}

static void
search_changed_cb (PlrPalette *self)
{
  gtk_list_box_invalidate_filter (self->list);
  gtk_stack_set_visible_child_name (self->stack, find_first (self) != NULL ? "list" : "nothing");
}

static void
search_activate_cb (PlrPalette *self)
{
  GtkListBoxRow *row = find_first (self);

  if (row != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, get_item (row));
}

static void
row_activated_cb (PlrPalette    *self,
                  GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, get_item (row));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkListBoxRow *row)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (row));

  gtk_drag_source_set_icon (source, picture, (int)x, (int)y);

  return gdk_content_provider_new_typed (PLR_TYPE_STAGE_TEMPLATE, get_item (row));
}

static GtkWidget *
make_row (PlrStageTemplate *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (plr_stage_kind_get_icon_name (plr_stage_template_get_kind (item)));
  GtkWidget *label = gtk_label_new (plr_stage_template_get_title (item));
  GtkDragSource *source = gtk_drag_source_new ();
  g_autofree char *class_name = g_strdup_printf ("kind-%s", plr_stage_kind_get_nick (plr_stage_template_get_kind (item)));

  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (icon, "kind");
  gtk_widget_add_css_class (icon, class_name);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, plr_stage_template_get_summary (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, plr_stage_template_get_title (item),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, plr_stage_template_get_summary (item), -1);
  g_object_set_data_full (G_OBJECT (row), "template", g_object_ref (item), g_object_unref);

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), row, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));

  return row;
}

static void
plr_palette_class_init (PlrPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);


  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PLR_TYPE_STAGE_TEMPLATE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/editor/plr-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrPalette, search);
  gtk_widget_class_bind_template_child (widget_class, PlrPalette, stack);
  gtk_widget_class_bind_template_child (widget_class, PlrPalette, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
plr_palette_init (PlrPalette *self)
{
  g_autoptr(GListModel) items = plr_stage_template_list ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(PlrStageTemplate) item = g_list_model_get_item (items, i);

      gtk_list_box_append (self->list, make_row (item));
    }
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
}

GtkWidget *
plr_palette_new (void)
{
  return g_object_new (PLR_TYPE_PALETTE, NULL);
}

void
plr_palette_grab_search (PlrPalette *self)
{
  g_return_if_fail (PLR_IS_PALETTE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
