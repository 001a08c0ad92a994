/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-runs-page"

#include "config.h"

#include "plr-run-page.h"
#include "plr-run-row.h"
#include "plr-runs-page.h"

struct _PlrRunsPage
{
  AdwBin parent_instance;

  PlrEngine          *engine;
  char               *repository;
  GtkFilter          *filter;
  GtkSingleSelection *selection;

  GtkStack           *faces;
  AdwLeaflet         *leaflet;
  GtkListView        *list;
  PlrRunPage         *page;
};

G_DEFINE_FINAL_TYPE (PlrRunsPage, plr_runs_page, ADW_TYPE_BIN)

static gboolean
is_of_repository (gpointer item,
                  gpointer user_data)
{
  PlrRunsPage *self = user_data;

  return self->repository != NULL && g_strcmp0 (plr_run_get_repository (item), self->repository) == 0;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, plr_run_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  plr_run_row_set_run (PLR_RUN_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  plr_run_row_set_run (PLR_RUN_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
selected_cb (PlrRunsPage *self)
{
  plr_run_page_set_run (self->page, gtk_single_selection_get_selected_item (self->selection));
}

static void
items_changed_cb (PlrRunsPage *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0;

  gtk_stack_set_visible_child_name (self->faces, empty ? "empty" : "runs");
}

static void
plr_runs_page_activate_cb (PlrRunsPage *self,
                           guint        position)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "run");
}

static void
show_list_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *param)
{
  adw_leaflet_set_visible_child_name (PLR_RUNS_PAGE (widget)->leaflet, "list");
}

static void
plr_runs_page_dispose (GObject *object)
{
  PlrRunsPage *self = PLR_RUNS_PAGE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->repository, g_free);

  G_OBJECT_CLASS (plr_runs_page_parent_class)->dispose (object);
}

static void
plr_runs_page_class_init (PlrRunsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_runs_page_dispose;

  g_type_ensure (PLR_TYPE_RUN_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-runs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrRunsPage, faces);
  gtk_widget_class_bind_template_child (widget_class, PlrRunsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, PlrRunsPage, list);
  gtk_widget_class_bind_template_child (widget_class, PlrRunsPage, page);
  gtk_widget_class_bind_template_callback (widget_class, plr_runs_page_activate_cb);
  gtk_widget_class_install_action (widget_class, "runs.show-list", NULL, show_list_action);
}

static void
plr_runs_page_init (PlrRunsPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
}

/**
 * plr_runs_page_set_engine:
 * @self: the page
 * @engine: whose runs to show
 * @settings: what the person chose
 *
 * Called once, when the window is made.
 */
void
plr_runs_page_set_engine (PlrRunsPage *self,
                          PlrEngine   *engine,
                          GSettings   *settings)
{
  GtkFilterListModel *filtered;

  g_return_if_fail (PLR_IS_RUNS_PAGE (self));
  g_return_if_fail (self->engine == NULL && PLR_IS_ENGINE (engine));

  self->engine = g_object_ref (engine);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_of_repository, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (plr_engine_get_runs (engine)), g_object_ref (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  plr_run_page_set_runner (self->page, plr_engine_get_local_runner (engine), settings);
  items_changed_cb (self);
}

/**
 * plr_runs_page_set_repository:
 * @self: the page
 * @repository: (type filename): a work tree
 *
 * Shows the runs of another repository.
 */
void
plr_runs_page_set_repository (PlrRunsPage *self,
                              const char  *repository)
{
  g_return_if_fail (PLR_IS_RUNS_PAGE (self));

  g_free (self->repository);
  self->repository = g_strdup (repository);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  selected_cb (self);
}

void
plr_runs_page_select (PlrRunsPage *self,
                      PlrRun      *run)
{
  g_return_if_fail (PLR_IS_RUNS_PAGE (self));
  g_return_if_fail (PLR_IS_RUN (run));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr(PlrRun) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item == run)
        gtk_single_selection_set_selected (self->selection, i);
    }
  adw_leaflet_set_visible_child_name (self->leaflet, "run");
}

void
plr_runs_page_stop_selected (PlrRunsPage *self)
{
  g_return_if_fail (PLR_IS_RUNS_PAGE (self));

  gtk_widget_activate_action (GTK_WIDGET (self->page), "run.stop", NULL);
}
