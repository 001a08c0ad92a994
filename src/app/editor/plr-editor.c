/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-editor"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plr-definition.h"
#include "plr-editor-private.h"
#include "plr-words.h"

/* Below this the drawing is too small to work in: the list of stages stands in for it. */
#define NARROW_WIDTH 500

G_DEFINE_FINAL_TYPE (PlrEditor, plr_editor, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_DOCUMENT,
  PROP_DRAWER_VISIBLE,
  N_PROPS
};

enum {
  FAILED,
  ACTIONS_CHANGED,
  STAGE_SELECTED,
  SAVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Told to the window, or, in a window that does not listen, here. */
void
plr_editor_fail (PlrEditor    *self,
                 const char   *what,
                 const GError *error)
{
  if (g_signal_has_handler_pending (self, signals[FAILED], 0, FALSE))
    g_signal_emit (self, signals[FAILED], 0, what, error);
  else
    plr_editor_show_message (self, error->message);
}

static gboolean
get_pin (const char *stage,
         double     *x,
         double     *y,
         gpointer    user_data)
{
  PlrEditor *self = PLR_EDITOR (user_data);

  return self->document != NULL && plr_document_get_position (self->document, stage, x, y);
}

static gboolean
canvas_edit_cb (PlrEditor  *self,
                GPtrArray  *edits,
                const char *title)
{
  g_autoptr(GError) error = NULL;

  if (self->document == NULL)
    return FALSE;
  if (plr_document_apply_all (self->document, edits, title, &error))
    return TRUE;

  plr_editor_fail (self, _("The pipeline cannot be changed like that"), error);

  return FALSE;
}

static void
canvas_place_cb (PlrEditor  *self,
                 const char *stage,
                 double      x,
                 double      y)
{
  if (self->document != NULL)
    plr_document_set_position (self->document, stage, x, y);
}

/* What one gesture does is one step of the undo history. */
static void
canvas_group_cb (PlrEditor  *self,
                 const char *title)
{
  if (self->document == NULL)
    return;
  if (title != NULL)
    plr_document_begin_group (self->document, title);
  else
    plr_document_end_group (self->document);
}

static void
canvas_arrange_cb (PlrEditor *self)
{
  if (self->document != NULL)
    plr_document_reset_positions (self->document);
}

static void
canvas_selection_cb (PlrEditor *self)
{
  g_auto(GStrv) stages = plr_canvas_dup_selection (self->canvas);
  const char *only = stages[0] != NULL && stages[1] == NULL ? stages[0] : NULL;

  plr_inspector_set_stages (self->inspector, (const char *const *)stages);
  if (only != NULL && !self->following)
    plr_code_view_show_stage (self->code, only);
  g_signal_emit (self, signals[STAGE_SELECTED], 0, only);
}

static void
stage_activated_cb (PlrEditor  *self,
                    const char *stage)
{
  plr_canvas_select (self->canvas, stage);
  adw_flap_set_reveal_flap (self->right_flap, TRUE);
  plr_inspector_grab_first (self->inspector);
}

static void
stage_at_cursor_cb (PlrEditor  *self,
                    const char *stage)
{
  if (stage == NULL || g_strcmp0 (stage, plr_canvas_get_selected (self->canvas)) == 0)
    return;

  self->following = TRUE;
  plr_canvas_select (self->canvas, stage);
  plr_canvas_reveal (self->canvas, stage);
  self->following = FALSE;
}

static void
template_chosen_cb (PlrEditor        *self,
                    PlrStageTemplate *item)
{
  (void)plr_canvas_add_from_template (self->canvas, item);
}

static void
zoom_changed_cb (PlrEditor *self)
{
  g_autofree char *text = g_strdup_printf ("%.0f\u202f%%", plr_canvas_get_zoom (self->canvas) * 100);

  gtk_button_set_label (self->zoom_button, text);
}

static void
problem_activated_cb (PlrEditor  *self,
                      PlrProblem *problem)
{
  const char *stage = plr_problem_get_stage (problem);

  if (stage != NULL)
    {
      plr_canvas_select (self->canvas, stage);
      plr_canvas_reveal (self->canvas, stage);
    }
  if (plr_problem_get_offset (problem) >= 0)
    {
      plr_editor_show_drawer_page (self, "code");
      plr_code_view_go_to (self->code, (gsize)plr_problem_get_offset (problem));
    }
}

static void
update_problems (PlrEditor *self)
{
  GListModel *problems = self->document != NULL ? plr_document_get_problems (self->document) : NULL;
  guint n_problems = problems != NULL ? g_list_model_get_n_items (problems) : 0;
  guint n_errors = 0;
  g_autofree char *text = NULL;
  g_autofree char *tab = NULL;

  for (guint i = 0; i < n_problems; i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      n_errors += plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR;
    }

  text = n_problems > 0
         ? g_strdup_printf (ngettext ("%u problem", "%u problems", n_problems), n_problems)
         : g_strdup (_("No problems"));
  tab = n_problems > 0 ? g_strdup_printf (_("Problems %u"), n_problems) : g_strdup (_("Problems"));
  gtk_label_set_text (self->problems_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->problems_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_label_set_text (self->problems_tab_label, tab);
  gtk_image_set_from_icon_name (self->problems_icon, n_errors > 0 ? "dialog-error-symbolic" :
                                n_problems > 0 ? "dialog-warning-symbolic" : "plr-state-succeeded-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->problems_icon),
                              (const char *[]) { n_errors > 0 ? "error" : n_problems > 0 ? "warning" : "success", NULL });
}

static void
update_path (PlrEditor *self)
{
  const char *path = self->document != NULL ? plr_document_get_path (self->document) : NULL;
  const char *base = self->project != NULL ? plr_project_get_work_dir (self->project) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (path != NULL && base != NULL && g_str_has_prefix (path, base))
    name = g_filename_display_name (path + strlen (base) + (path[strlen (base)] == '/'));
  else if (path != NULL)
    name = g_filename_display_basename (path);
  else if (self->document != NULL)
    name = g_strdup (_("Not saved yet"));

  /* The mark is a word for whoever cannot see it. */
  if (name != NULL && plr_document_get_modified (self->document))
    text = g_strdup_printf (_("● %s (modified)"), name);
  gtk_label_set_text (self->path_label, text != NULL ? text : name != NULL ? name : "");
}

static void
update_state_cb (PlrEditor *self)
{
  plr_editor_actions_update (self);
  plr_editor_watch_disk (self);
  update_path (self);
}

static void
pipeline_changed_cb (PlrEditor *self)
{
  gboolean valid = plr_document_get_valid (self->document);
  PlrPipeline *pipeline = plr_document_get_pipeline (self->document);

  plr_canvas_update (self->canvas);
  plr_canvas_set_editable (self->canvas, valid && plr_document_get_editable (self->document));
  gtk_widget_set_sensitive (GTK_WIDGET (self->palette), plr_canvas_get_editable (self->canvas));
  gtk_widget_set_opacity (GTK_WIDGET (self->canvas), valid ? 1 : .5);
  gtk_revealer_set_reveal_child (self->broken, !valid);
  gtk_widget_set_visible (self->empty, valid && g_list_model_get_n_items (G_LIST_MODEL (pipeline)) == 0);
  update_problems (self);
  update_state_cb (self);
}

static void
positions_changed_cb (PlrEditor *self)
{
  plr_canvas_update (self->canvas);
  plr_editor_actions_update (self);
}

static void
definition_activated_cb (PlrEditor     *self,
                         GtkListBoxRow *row)
{
  plr_editor_open_definition (self, g_object_get_data (G_OBJECT (row), "path"));
}

static GtkWidget *
make_definition_row (gpointer item,
                     gpointer user_data)
{
  PlrDefinition *definition = PLR_DEFINITION (item);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = g_filename_display_name (plr_definition_get_path (definition));
  GtkWidget *title = gtk_label_new (name);
  gboolean readable = plr_definition_get_readable (definition);
  g_autofree char *kind = readable && !plr_definition_get_editable (definition)
                          ? g_strdup_printf (_("%s (as text)"), plr_definition_get_dialect_name (definition))
                          : g_strdup (plr_definition_get_dialect_name (definition));
  GtkWidget *subtitle = gtk_label_new (kind);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_START);
  gtk_label_set_ellipsize (GTK_LABEL (subtitle), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), subtitle);
  gtk_widget_set_margin_top (box, 4);
  gtk_widget_set_margin_bottom (box, 4);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), readable);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), readable);
  if (readable)
    {
      gtk_widget_set_tooltip_text (row, name);
    }
  else
    {
      g_autofree char *text = g_strdup_printf (_("%s: definitions of %s are written by an export, and not opened yet"), name,
                                               plr_definition_get_dialect_name (definition));

      gtk_widget_add_css_class (title, "dim-label");
      gtk_widget_set_tooltip_text (row, text);
    }
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (plr_definition_get_path (definition)), g_free);

  return row;
}

/* The definition that is open stands out in the list. */
static void
mark_definition (PlrEditor *self)
{
  const char *path = self->document != NULL ? plr_document_get_path (self->document) : NULL;
  GtkListBoxRow *row;

  gtk_list_box_unselect_all (self->definitions);
  for (int i = 0; path != NULL && (row = gtk_list_box_get_row_at_index (self->definitions, i)) != NULL; i++)
    {
      const char *relative = g_object_get_data (G_OBJECT (row), "path");

      if (relative != NULL && g_str_has_suffix (path, relative))
        gtk_list_box_select_row (self->definitions, row);
    }
}

static gboolean
narrow_changed_cb (gpointer data)
{
  PlrEditor *self = PLR_EDITOR (data);

  self->narrow_id = 0;
  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "outline" : "canvas");

  return G_SOURCE_REMOVE;
}

static void
plr_editor_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  PlrEditor *self = PLR_EDITOR (widget);
  gboolean narrow = width < NARROW_WIDTH;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->narrow_id == 0)
        self->narrow_id = g_idle_add (narrow_changed_cb, self);
    }
  gtk_widget_allocate (GTK_WIDGET (self->toasts), width, height, baseline, NULL);
}

static void
plr_editor_measure (GtkWidget     *widget,
                    GtkOrientation orientation,
                    int            for_size,
                    int           *minimum,
                    int           *natural,
                    int           *minimum_baseline,
                    int           *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (PLR_EDITOR (widget)->toasts), orientation, for_size, minimum, natural, NULL, NULL);
}

static void
plr_editor_dispose (GObject *object)
{
  PlrEditor *self = PLR_EDITOR (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->canvas != NULL)
    {
      plr_canvas_set_pin_func (self->canvas, NULL, NULL);
      plr_editor_set_document (self, NULL);
      plr_editor_set_project (self, NULL);
    }
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->monitor);
  g_clear_object (&self->opening);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->documents, g_hash_table_unref);
  g_clear_object (&self->signals);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->pending_path, g_free);
  G_OBJECT_CLASS (plr_editor_parent_class)->dispose (object);
}

static void
plr_editor_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, PLR_EDITOR (object)->document);
      break;

    case PROP_DRAWER_VISIBLE:
      g_value_set_boolean (value, gtk_widget_get_visible (PLR_EDITOR (object)->drawer));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_editor_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_DOCUMENT:
      plr_editor_set_document (PLR_EDITOR (object), g_value_get_object (value));
      break;

    case PROP_DRAWER_VISIBLE:
      gtk_widget_set_visible (PLR_EDITOR (object)->drawer, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
drawer_visible_cb (PlrEditor *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAWER_VISIBLE]);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/editor/plr-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, toasts);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, left_flap);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, right_flap);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, definitions_box);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, definitions);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, palette);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, inspector);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, broken);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, changed);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, paned);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, canvas);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, empty);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, outline);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, drawer);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, tabs);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, pages);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, problems_icon);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, problems_label);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, problems_button);
  gtk_widget_class_bind_template_child (widget_class, PlrEditor, path_label);
  gtk_widget_class_bind_template_callback (widget_class, definition_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, template_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_place_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_group_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_arrange_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_selection_cb);
  gtk_widget_class_bind_template_callback (widget_class, stage_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_changed_cb);
}

static void
plr_editor_class_init (PlrEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = plr_editor_dispose;
  object_class->get_property = plr_editor_get_property;
  object_class->set_property = plr_editor_set_property;
  widget_class->measure = plr_editor_measure;
  widget_class->size_allocate = plr_editor_size_allocate;

  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, PLR_TYPE_DOCUMENT,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DRAWER_VISIBLE] = g_param_spec_boolean ("drawer-visible", NULL, NULL, FALSE,
                                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[ACTIONS_CHANGED] = g_signal_new ("actions-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[STAGE_SELECTED] = g_signal_new ("stage-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PLR_TYPE_CANVAS);
  g_type_ensure (PLR_TYPE_PALETTE);
  g_type_ensure (PLR_TYPE_INSPECTOR);
  g_type_ensure (PLR_TYPE_OUTLINE);
  bind_template (widget_class);
  plr_editor_actions_class_init (widget_class);
}

static void
plr_editor_init (PlrEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);

  self->cancellable = g_cancellable_new ();
  self->documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->code = PLR_CODE_VIEW (plr_code_view_new ());
  self->problems = PLR_PROBLEM_LIST (plr_problem_list_new ());
  plr_editor_add_drawer_page (self, GTK_WIDGET (self->code), "code", _("Code"));
  plr_editor_add_drawer_page (self, GTK_WIDGET (self->problems), "problems", _("Problems"));
  plr_editor_views_init (self);
  g_signal_connect_object (self->code, "stage-at-cursor", G_CALLBACK (stage_at_cursor_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "activated", G_CALLBACK (problem_activated_cb), self, G_CONNECT_SWAPPED);
  plr_canvas_set_pin_func (self->canvas, get_pin, self);
  gtk_widget_set_visible (self->drawer, FALSE);
  g_signal_connect_object (self->drawer, "notify::visible", G_CALLBACK (drawer_visible_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->definitions_box, FALSE);

  self->signals = g_signal_group_new (PLR_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->signals, "pipeline-changed", G_CALLBACK (pipeline_changed_cb), self);
  g_signal_group_connect_swapped (self->signals, "positions-changed", G_CALLBACK (positions_changed_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update_state_cb), self);
  zoom_changed_cb (self);
  update_problems (self);
  plr_editor_actions_update (self);
}

GtkWidget *
plr_editor_new (void)
{
  return g_object_new (PLR_TYPE_EDITOR, NULL);
}

/* The pipeline of the repository before others, and what can be drawn before what cannot. */
static guint
rank_definition (PlrDefinition *definition)
{
  if (!plr_definition_get_editable (definition))
    return plr_definition_get_readable (definition) ? 2 : 3;

  return strcmp (plr_definition_get_path (definition), "pipeliner.yml") != 0;
}

static void
open_first (PlrEditor *self)
{
  GListModel *definitions = self->project != NULL ? plr_project_get_definitions (self->project) : NULL;
  g_autoptr(PlrDefinition) best = NULL;

  for (guint i = 0; definitions != NULL && i < g_list_model_get_n_items (definitions); i++)
    {
      g_autoptr(PlrDefinition) definition = g_list_model_get_item (definitions, i);

      if (best == NULL || rank_definition (definition) < rank_definition (best))
        g_set_object (&best, definition);
    }
  if (best != NULL)
    plr_editor_open_definition (self, plr_definition_get_path (best));
}

/**
 * plr_editor_set_project:
 * @self: an editor
 * @project: (nullable): whose definitions are listed
 */
void
plr_editor_set_project (PlrEditor  *self,
                        PlrProject *project)
{
  GListModel *definitions;

  g_return_if_fail (PLR_IS_EDITOR (self));
  g_return_if_fail (project == NULL || PLR_IS_PROJECT (project));

  if (self->project == project)
    return;

  if (self->project != NULL)
    g_signal_handlers_disconnect_by_func (plr_project_get_definitions (self->project), mark_definition, self);
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  plr_editor_set_document (self, NULL);
  g_hash_table_remove_all (self->documents);
  g_set_object (&self->project, project);
  definitions = project != NULL ? plr_project_get_definitions (project) : NULL;
  gtk_list_box_bind_model (self->definitions, definitions, definitions != NULL ? make_definition_row : NULL, NULL, NULL);
  gtk_widget_set_visible (self->definitions_box, definitions != NULL);
  if (definitions != NULL)
    g_signal_connect_object (definitions, "items-changed", G_CALLBACK (mark_definition), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  mark_definition (self);
  update_path (self);
  open_first (self);
}

typedef struct
{
  PlrEditor *self;
  char *path;
} Opening;

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Opening *opening = user_data;
  g_autoptr(PlrEditor) self = opening->self;
  g_autofree char *path = opening->path;
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrDocument) document = plr_project_open_document_finish (PLR_PROJECT (object), result, &error);

  /* Another one was asked for meanwhile, or the window is closed. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || PLR_PROJECT (object) != self->project)
    return;

  g_clear_object (&self->opening);
  if (document == NULL)
    {
      plr_editor_fail (self, _("The definition cannot be opened"), error);
      mark_definition (self);
      return;
    }

  g_hash_table_insert (self->documents, g_steal_pointer (&path), g_object_ref (document));
  plr_editor_set_document (self, document);
}

/**
 * plr_editor_open_definition:
 * @self: an editor with a project
 * @path: (type filename): of a definition, relative to the work tree or absolute
 *
 * Opens it, or shows it again with its unsaved changes.
 */
void
plr_editor_open_definition (PlrEditor  *self,
                            const char *path)
{
  PlrDocument *document;
  const char *work_dir;
  Opening *opening;

  g_return_if_fail (PLR_IS_EDITOR (self));
  g_return_if_fail (self->project != NULL);
  g_return_if_fail (path != NULL);

  work_dir = plr_project_get_work_dir (self->project);
  if (g_path_is_absolute (path) && g_str_has_prefix (path, work_dir) && path[strlen (work_dir)] == '/')
    path += strlen (work_dir) + 1;

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if ((document = g_hash_table_lookup (self->documents, path)) != NULL)
    {
      plr_editor_set_document (self, document);
      return;
    }

  self->opening = g_cancellable_new ();
  opening = g_new0 (Opening, 1);
  opening->self = g_object_ref (self);
  opening->path = g_strdup (path);
  plr_project_open_document_async (self->project, path, self->opening, opened_cb, opening);
}

/* Opens the first pipeline of a project that has none: it is a file when it is saved. */
void
plr_editor_new_definition (PlrEditor *self)
{
  g_autofree char *name = g_strdup ("pipeliner.yml");

  g_return_if_fail (PLR_IS_EDITOR (self));
  g_return_if_fail (self->project != NULL);

  for (guint n = 2;; n++)
    {
      g_autofree char *path = g_build_filename (plr_project_get_work_dir (self->project), name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_hash_table_contains (self->documents, name))
        break;
      g_free (name);
      name = g_strdup_printf ("pipeline-%u.pipeliner.yml", n);
    }
  plr_editor_open_definition (self, name);
}

PlrDocument *
plr_editor_get_document (PlrEditor *self)
{
  g_return_val_if_fail (PLR_IS_EDITOR (self), NULL);

  return self->document;
}

/**
 * plr_editor_set_document:
 * @self: an editor
 * @document: (nullable): what is edited
 */
void
plr_editor_set_document (PlrEditor   *self,
                         PlrDocument *document)
{
  PlrPipeline *pipeline;

  g_return_if_fail (PLR_IS_EDITOR (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  if (self->document == document)
    return;

  plr_inspector_set_document (self->inspector, NULL);
  g_set_object (&self->document, document);
  pipeline = document != NULL ? plr_document_get_pipeline (document) : NULL;
  g_signal_group_set_target (self->signals, document);
  plr_canvas_set_problems (self->canvas, document != NULL ? plr_document_get_problems (document) : NULL);
  plr_canvas_set_pipeline (self->canvas, pipeline);
  plr_outline_set_pipeline (self->outline, pipeline);
  plr_code_view_set_document (self->code, document);
  plr_problem_list_set_model (self->problems, document != NULL ? plr_document_get_problems (document) : NULL);
  plr_inspector_set_document (self->inspector, document);
  plr_editor_views_set_document (self);
  mark_definition (self);
  if (document != NULL)
    pipeline_changed_cb (self);
  else
    update_state_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
}

/**
 * plr_editor_commit:
 * @self: an editor
 *
 * Makes an edit of what is being typed in the inspector.
 */
void
plr_editor_commit (PlrEditor *self)
{
  g_return_if_fail (PLR_IS_EDITOR (self));

  plr_inspector_commit (self->inspector);
}

/**
 * plr_editor_dup_modified:
 * @self: an editor
 *
 * Whatever is being typed is handed over first.
 *
 * Returns: (transfer container) (element-type PlrDocument): all that is not saved, also behind the one that is shown
 */
GPtrArray *
plr_editor_dup_modified (PlrEditor *self)
{
  GPtrArray *modified = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer document;

  g_return_val_if_fail (PLR_IS_EDITOR (self), modified);

  plr_editor_commit (self);
  g_hash_table_iter_init (&iter, self->documents);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    if (plr_document_get_modified (document))
      g_ptr_array_add (modified, g_object_ref (document));
  if (self->document != NULL && plr_document_get_modified (self->document) &&
      !g_ptr_array_find (modified, self->document, NULL))
    g_ptr_array_add (modified, g_object_ref (self->document));

  return modified;
}

/**
 * plr_editor_set_run:
 * @self: an editor
 * @run: (nullable): whose states the cards show
 */
void
plr_editor_set_run (PlrEditor *self,
                    PlrRun    *run)
{
  g_return_if_fail (PLR_IS_EDITOR (self));

  plr_canvas_set_run (self->canvas, run);
}

const char *
plr_editor_get_selected_stage (PlrEditor *self)
{
  g_return_val_if_fail (PLR_IS_EDITOR (self), NULL);

  return plr_canvas_get_selected (self->canvas);
}

void
plr_editor_select_stage (PlrEditor  *self,
                         const char *stage)
{
  g_return_if_fail (PLR_IS_EDITOR (self));

  plr_canvas_select (self->canvas, stage);
  if (stage != NULL)
    plr_canvas_reveal (self->canvas, stage);
}

static void
tab_toggled_cb (PlrEditor       *self,
                GtkToggleButton *tab)
{
  if (gtk_toggle_button_get_active (tab))
    gtk_stack_set_visible_child_name (self->pages, gtk_widget_get_name (GTK_WIDGET (tab)));
}

/**
 * plr_editor_add_drawer_page:
 * @self: an editor
 * @page: what it shows
 * @name: a word for plr_editor_show_drawer_page()
 * @title: what stands on its tab
 */
void
plr_editor_add_drawer_page (PlrEditor  *self,
                            GtkWidget  *page,
                            const char *name,
                            const char *title)
{
  GtkWidget *first;
  GtkWidget *tab;
  GtkWidget *label;

  g_return_if_fail (PLR_IS_EDITOR (self));
  g_return_if_fail (GTK_IS_WIDGET (page));

  first = gtk_widget_get_first_child (GTK_WIDGET (self->tabs));
  tab = gtk_toggle_button_new ();
  label = gtk_label_new (title);
  gtk_button_set_child (GTK_BUTTON (tab), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_name (tab, name);
  gtk_widget_add_css_class (tab, "flat");
  gtk_widget_add_css_class (tab, "small");
  gtk_box_append (self->tabs, tab);
  (void)gtk_stack_add_named (self->pages, page, name);
  if (g_str_equal (name, "problems"))
    self->problems_tab_label = GTK_LABEL (label);
  g_signal_connect_object (tab, "toggled", G_CALLBACK (tab_toggled_cb), self, G_CONNECT_SWAPPED);
  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (first));
  else
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
}

void
plr_editor_show_drawer_page (PlrEditor  *self,
                             const char *name)
{
  GtkWidget *tab;

  g_return_if_fail (PLR_IS_EDITOR (self));

  for (tab = gtk_widget_get_first_child (GTK_WIDGET (self->tabs)); tab != NULL; tab = gtk_widget_get_next_sibling (tab))
    if (g_strcmp0 (gtk_widget_get_name (tab), name) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
  gtk_widget_set_visible (self->drawer, TRUE);
}
