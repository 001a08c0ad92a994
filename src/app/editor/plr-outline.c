/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-outline"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-outline.h"
#include "plr-words.h"

struct _PlrOutline
{
  AdwBin parent_instance;

  GtkListView *view;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (PlrOutline, plr_outline, ADW_TYPE_BIN)

enum {
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *subtitle = gtk_label_new (NULL);

  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (subtitle), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), subtitle);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_item_set_child (item, box);
}

static void
show_stage (GtkListItem *item)
{
  PlrStage *stage = PLR_STAGE (gtk_list_item_get_item (item));
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *subtitle = gtk_widget_get_next_sibling (title);
  const char *const *needs = plr_stage_get_needs (stage);
  const char *classes[] = { "kind", NULL, NULL };
  g_autofree char *kind = g_strdup_printf ("kind-%s", plr_stage_kind_get_nick (plr_stage_get_kind (stage)));
  g_autofree char *list = needs != NULL && needs[0] != NULL ? g_strjoinv (", ", (char **)needs) : NULL;
  g_autofree char *text = list != NULL ? g_strdup_printf (_("waits for %s"), list) : g_strdup (_("starts at once"));

  classes[1] = kind;
  gtk_widget_set_css_classes (icon, classes);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), plr_stage_kind_get_icon_name (plr_stage_get_kind (stage)));
  gtk_label_set_text (GTK_LABEL (title), plr_stage_get_title (stage));
  gtk_label_set_text (GTK_LABEL (subtitle), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  g_signal_connect_object (gtk_list_item_get_item (item), "notify", G_CALLBACK (show_stage), item, G_CONNECT_SWAPPED);
  show_stage (item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_stage, item);
}

static void
activate_cb (PlrOutline *self,
             guint       position)
{
  g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (stage != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, plr_stage_get_id (stage));
}

static void
plr_outline_class_init (PlrOutlineClass *klass)
{
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
plr_outline_init (PlrOutline *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Stages"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
plr_outline_new (void)
{
  return g_object_new (PLR_TYPE_OUTLINE, NULL);
}

void
plr_outline_set_pipeline (PlrOutline  *self,
                          PlrPipeline *pipeline)
{
  g_return_if_fail (PLR_IS_OUTLINE (self));
  g_return_if_fail (pipeline == NULL || PLR_IS_PIPELINE (pipeline));

  gtk_single_selection_set_model (self->selection, pipeline != NULL ? G_LIST_MODEL (pipeline) : NULL);
}
