/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-inspector"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-inspector-private.h"
#include "plr-words.h"

G_DEFINE_FINAL_TYPE (PlrInspector, plr_inspector, ADW_TYPE_BIN)

#define NATURAL_WIDTH 330

static const char *const when_values[] = { NULL, "failure", "always" };

/* Takes @edit. Returns: whether it was done; else the reason stands at @field. */
gboolean
plr_inspector_apply (PlrInspector *self,
                     PlrEdit      *edit,
                     GtkWidget    *field)
{
  g_autoptr(PlrEdit) taken = edit;
  g_autoptr(GError) error = NULL;

  if (self->document == NULL)
    return FALSE;
  if (plr_document_apply (self->document, taken, &error))
    return TRUE;

  plr_field_show_error (field, error->message);

  return FALSE;
}

char *
plr_inspector_join (const char *const *list)
{
  return list != NULL ? g_strjoinv (", ", (char **)list) : g_strdup ("");
}

/* At commas, but for those within braces, for “*.{c,h}” is one pattern. */
char **
plr_inspector_split (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *start = text != NULL ? text : "";
  int depth = 0;

  for (const char *p = start;; p++)
    {
      if (*p == '{')
        depth++;
      else if (*p == '}' && depth > 0)
        depth--;
      if (*p != '\0' && *p != '\n' && (*p != ',' || depth > 0))
        continue;

      {
        g_autofree char *piece = g_strndup (start, (gsize)(p - start));

        if (*g_strstrip (piece) != '\0')
          g_strv_builder_add (builder, piece);
      }
      if (*p == '\0')
        break;
      start = p + 1;
    }

  return g_strv_builder_end (builder);
}

/* “10m”, as it is typed */
char *
plr_inspector_format_timeout (gint64 timeout_us)
{
  gint64 seconds = timeout_us / G_USEC_PER_SEC;

  if (timeout_us <= 0)
    return g_strdup ("");
  if (seconds % 3600 == 0)
    return g_strdup_printf ("%uh", (guint)(seconds / 3600));
  if (seconds % 60 == 0)
    return g_strdup_printf ("%um", (guint)(seconds / 60));

  return g_strdup_printf ("%us", (guint)seconds);
}

static PlrEdit *
make_field_edit (PlrInspector *self,
                 PlrFieldId    field,
                 const char   *text)
{
  static const char *const names[PLR_N_FIELDS] = {
    [PLR_FIELD_NAME] = "name", [PLR_FIELD_INPUTS] = "inputs", [PLR_FIELD_REPORTS] = "reports", [PLR_FIELD_DEPLOY] = "deploy",
    [PLR_FIELD_APPROVAL_MESSAGE] = "approval", [PLR_FIELD_TIMEOUT] = "timeout", [PLR_FIELD_RETRY] = "retry",
  };
  const char *id = plr_stage_get_id (self->stage);
  g_auto(GStrv) list = NULL;

  switch (field)
    {
    case PLR_FIELD_ID:
      return plr_edit_new_rename_stage (id, text);

    case PLR_FIELD_INPUTS:
    case PLR_FIELD_REPORTS:
      list = plr_inspector_split (text);
      return plr_edit_new_set_stage_list (id, names[field], list[0] != NULL ? (const char *const *)list : NULL);

    case PLR_FIELD_APPROVAL_MESSAGE:
      return plr_edit_new_set_stage (id, "approval", *text != '\0' ? text : "true");

    case PLR_FIELD_NAME:
    case PLR_FIELD_DEPLOY:
    case PLR_FIELD_TIMEOUT:
    case PLR_FIELD_RETRY:
    case PLR_N_FIELDS:
    default:
      return plr_edit_new_set_stage (id, names[field], *text != '\0' ? text : NULL);
    }
}

static gboolean
field_commit_cb (PlrFieldRow  *row,
                 const char   *text,
                 PlrInspector *self)
{
  if (self->stage == NULL || self->document == NULL)
    return FALSE;

  for (guint i = 0; i < PLR_N_FIELDS; i++)
    if (self->fields[i] == row)
      return plr_inspector_apply (self, make_field_edit (self, (PlrFieldId)i, text), GTK_WIDGET (row));

  return FALSE;
}

static gboolean
pipeline_name_commit_cb (PlrFieldRow  *row,
                         const char   *text,
                         PlrInspector *self)
{
  PlrEdit *edit = plr_edit_new (PLR_EDIT_KIND_SET_PIPELINE, NULL);

  plr_edit_set_field (edit, "name");
  plr_edit_set_value (edit, *text != '\0' ? text : NULL);

  return plr_inspector_apply (self, edit, GTK_WIDGET (row));
}

static void
network_cb (PlrInspector *self)
{
  gboolean active = gtk_switch_get_active (self->network);

  if (!self->updating && self->stage != NULL && active != plr_stage_get_network (self->stage))
    (void)plr_inspector_apply (self, plr_edit_new_set_stage (plr_stage_get_id (self->stage), "network", active ? "true" : NULL),
                               GTK_WIDGET (self->network));
}

static void
approval_cb (PlrInspector *self)
{
  gboolean active = gtk_switch_get_active (self->approval);

  if (!self->updating && self->stage != NULL && active != plr_stage_get_approval (self->stage))
    (void)plr_inspector_apply (self, plr_edit_new_set_stage (plr_stage_get_id (self->stage), "approval", active ? "true" : NULL),
                               GTK_WIDGET (self->approval));
}

static void
when_cb (PlrInspector *self)
{
  guint selected = adw_combo_row_get_selected (self->when);

  if (!self->updating && self->stage != NULL && selected < G_N_ELEMENTS (when_values) &&
      selected != (guint)plr_stage_get_when (self->stage))
    (void)plr_inspector_apply (self, plr_edit_new_set_stage (plr_stage_get_id (self->stage), "when", when_values[selected]),
                               GTK_WIDGET (self->when));
}

static void
update_stage (PlrInspector *self)
{
  PlrStage *stage = self->stage;
  g_autofree char *inputs = plr_inspector_join (plr_stage_get_inputs (stage));
  g_autofree char *reports = plr_inspector_join (plr_stage_get_reports (stage));
  g_autofree char *timeout = plr_inspector_format_timeout (plr_stage_get_timeout_us (stage));
  g_autofree char *retry = plr_stage_get_retry (stage) > 0 ? g_strdup_printf ("%u", plr_stage_get_retry (stage)) : g_strdup ("");
  PlrStageKind kind = plr_stage_get_kind (stage);

  self->updating = TRUE;
  gtk_image_set_from_icon_name (self->kind_icon, plr_stage_kind_get_icon_name (kind));
  for (guint i = 0; i <= PLR_STAGE_KIND_GATE; i++)
    {
      g_autofree char *class_name = g_strdup_printf ("kind-%s", plr_stage_kind_get_nick ((PlrStageKind)i));

      if (i == (guint)kind)
        gtk_widget_add_css_class (GTK_WIDGET (self->kind_icon), class_name);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->kind_icon), class_name);
    }
  gtk_label_set_text (self->heading, plr_stage_get_title (stage));
  gtk_label_set_text (self->kind, plr_stage_kind_get_word (kind));
  plr_field_row_set_value (self->fields[PLR_FIELD_ID], plr_stage_get_id (stage));
  plr_field_row_set_value (self->fields[PLR_FIELD_NAME], plr_stage_get_name (stage));
  plr_field_row_set_value (self->fields[PLR_FIELD_INPUTS], inputs);
  plr_field_row_set_value (self->fields[PLR_FIELD_REPORTS], reports);
  plr_field_row_set_value (self->fields[PLR_FIELD_DEPLOY], plr_stage_get_deploy (stage));
  plr_field_row_set_value (self->fields[PLR_FIELD_APPROVAL_MESSAGE], plr_stage_get_approval_message (stage));
  plr_field_row_set_value (self->fields[PLR_FIELD_TIMEOUT], timeout);
  plr_field_row_set_value (self->fields[PLR_FIELD_RETRY], retry);
  gtk_widget_set_visible (GTK_WIDGET (self->fields[PLR_FIELD_APPROVAL_MESSAGE]), plr_stage_get_approval (stage));
  gtk_switch_set_active (self->network, plr_stage_get_network (stage));
  gtk_switch_set_active (self->approval, plr_stage_get_approval (stage));
  adw_combo_row_set_selected (self->when, (guint)plr_stage_get_when (stage));
  self->updating = FALSE;
  plr_inspector_update_lists (self);
  plr_engine_fields_set (self->engine, self->document, stage);
}

static void
plr_inspector_update (PlrInspector *self)
{
  PlrPipeline *pipeline = self->document != NULL ? plr_document_get_pipeline (self->document) : NULL;

  if (pipeline == NULL)
    return;

  if (self->stage != NULL && plr_pipeline_find_stage (pipeline, plr_stage_get_id (self->stage)) != self->stage)
    plr_inspector_set_stages (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), plr_document_get_editable (self->document) && plr_document_get_valid (self->document));
  if (self->stage != NULL)
    {
      update_stage (self);
      return;
    }
  plr_field_row_set_value (self->pipeline_name, plr_pipeline_get_name (pipeline));
  plr_inspector_update_variables (self);
  plr_engine_fields_set (self->pipeline_engine, self->document, NULL);
}

static GtkWidget *
add_group (GtkWidget            *box,
           AdwPreferencesGroup **group,
           const char           *title)
{
  *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (*group, title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (*group));

  return GTK_WIDGET (*group);
}

GtkWidget *
plr_inspector_add_button (AdwPreferencesGroup *group,
                          const char          *tooltip,
                          GCallback            callback,
                          gpointer             self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  if (callback != NULL)
    g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (group, button);

  return button;
}

static GtkWidget *
add_page (PlrInspector *self,
          const char   *name)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  (void)gtk_stack_add_named (self->stack, scroller, name);

  return box;
}

static void
add_field (PlrInspector        *self,
           PlrFieldId           field,
           AdwPreferencesGroup *group,
           const char          *title,
           const char          *tooltip)
{
  GtkWidget *row = plr_field_row_new (title);

  self->fields[field] = PLR_FIELD_ROW (row);
  if (tooltip != NULL)
    gtk_widget_set_tooltip_text (row, tooltip);
  g_signal_connect_object (row, "commit", G_CALLBACK (field_commit_cb), self, 0);
  adw_preferences_group_add (group, row);
}

static GtkSwitch *
add_switch (PlrInspector        *self,
            AdwPreferencesGroup *group,
            const char          *title,
            const char          *subtitle,
            GCallback            callback)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *control = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (control, "notify::active", callback, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);

  return GTK_SWITCH (control);
}

static void
build_heading (PlrInspector *self,
               GtkWidget    *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->kind_icon = GTK_IMAGE (gtk_image_new ());
  self->heading = GTK_LABEL (gtk_label_new (NULL));
  self->kind = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->kind_icon), "kind");
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "title-4");
  gtk_widget_add_css_class (GTK_WIDGET (self->kind), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->kind), "caption");
  gtk_label_set_xalign (self->heading, 0);
  gtk_label_set_xalign (self->kind, 0);
  gtk_label_set_ellipsize (self->heading, PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (GTK_WIDGET (self->kind_icon), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->kind));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->kind_icon));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (page), box);
}

/* Whoever works with our own runs alone can fold away what engines have besides. */
static PlrEngineFields *
add_engine_fields (GtkWidget *page)
{
  GtkWidget *fields = plr_engine_fields_new (TRUE);
  GtkWidget *expander = gtk_expander_new (NULL);
  GtkWidget *title = gtk_label_new (_("Engine"));

  gtk_widget_add_css_class (title, "heading");
  gtk_expander_set_label_widget (GTK_EXPANDER (expander), title);
  plr_accessible_set_label (expander, _("Engine"));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  gtk_widget_set_margin_top (fields, 12);
  gtk_expander_set_child (GTK_EXPANDER (expander), fields);
  gtk_box_append (GTK_BOX (page), expander);

  return PLR_ENGINE_FIELDS (fields);
}

static void
build_stage_page (PlrInspector *self)
{
  const char *whens[] = { _("All before it succeeded"), _("One before it failed"), _("In any case"), NULL };
  g_autoptr(GtkStringList) when_model = gtk_string_list_new (whens);
  GtkWidget *page = add_page (self, "stage");
  AdwPreferencesGroup *group;

  build_heading (self, page);
  (void)add_group (page, &group, "");
  add_field (self, PLR_FIELD_NAME, group, _("Name"), _("What people call the stage"));
  add_field (self, PLR_FIELD_ID, group, _("Identifier"), _("What other stages name it by; they follow a change"));
  self->needs = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->needs), _("Waits For"));
  adw_preferences_group_add (group, GTK_WIDGET (self->needs));

  (void)add_group (page, &self->steps, _("Steps"));
  (void)add_group (page, &self->variables, _("Environment"));
  (void)add_group (page, &self->artifacts, _("Artifacts"));
  (void)add_group (page, &group, _("Files"));
  add_field (self, PLR_FIELD_INPUTS, group, _("Inputs"), _("stage or stage/artifact, with commas; empty: all artifacts of what it waits for"));
  add_field (self, PLR_FIELD_REPORTS, group, _("Test Reports"), _("Patterns of JUnit files, with commas"));

  (void)add_group (page, &group, _("Conditions"));
  self->when = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->when), _("Runs When"));
  adw_combo_row_set_model (self->when, G_LIST_MODEL (when_model));
  g_signal_connect_object (self->when, "notify::selected", G_CALLBACK (when_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, GTK_WIDGET (self->when));
  self->approval = add_switch (self, group, _("Approval"), _("Waits until a person says yes"), G_CALLBACK (approval_cb));
  add_field (self, PLR_FIELD_APPROVAL_MESSAGE, group, _("Question for the Approver"), NULL);
  add_field (self, PLR_FIELD_DEPLOY, group, _("Deploys To"), _("The environment that the stage changes"));

  (void)add_group (page, &group, _("Sandbox"));
  self->network = add_switch (self, group, _("Network"), _("Off: the stage is cut off, and the same today as tomorrow. On: shown on the card and kept in the record"),
                              G_CALLBACK (network_cb));
  add_field (self, PLR_FIELD_TIMEOUT, group, _("Time Limit"), _("30s, 10m, 2h; empty: none"));
  add_field (self, PLR_FIELD_RETRY, group, _("Retries"), _("How many more attempts after a failure, up to 10"));
  (void)add_group (page, &self->axes, _("Matrix"));
  self->engine = add_engine_fields (page);
}

/* Long sentences wrap; they do not take the room of the drawing. */
static void
plr_inspector_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (PLR_INSPECTOR (widget)->stack), orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, NATURAL_WIDTH);
}

static void
plr_inspector_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  gtk_widget_allocate (GTK_WIDGET (PLR_INSPECTOR (widget)->stack), width, height, baseline, NULL);
}

static void
plr_inspector_dispose (GObject *object)
{
  PlrInspector *self = PLR_INSPECTOR (object);

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, plr_inspector_update, self);
  g_clear_object (&self->document);
  g_clear_object (&self->stage);
  if (self->engine != NULL)
    {
      plr_engine_fields_set (self->engine, NULL, NULL);
      plr_engine_fields_set (self->pipeline_engine, NULL, NULL);
      self->engine = NULL;
    }

  G_OBJECT_CLASS (plr_inspector_parent_class)->dispose (object);
}

static void
plr_inspector_finalize (GObject *object)
{
  PlrInspector *self = PLR_INSPECTOR (object);

  g_ptr_array_unref (self->pipeline_variable_rows);
  g_ptr_array_unref (self->need_rows);
  g_ptr_array_unref (self->step_rows);
  g_ptr_array_unref (self->variable_rows);
  g_ptr_array_unref (self->artifact_rows);
  g_ptr_array_unref (self->axis_rows);

  G_OBJECT_CLASS (plr_inspector_parent_class)->finalize (object);
}

static void
plr_inspector_class_init (PlrInspectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_inspector_dispose;
  G_OBJECT_CLASS (klass)->finalize = plr_inspector_finalize;

  GTK_WIDGET_CLASS (klass)->measure = plr_inspector_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = plr_inspector_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "plrinspector");
}

static void
plr_inspector_init (PlrInspector *self)
{
  AdwPreferencesGroup *group;
  GtkWidget *page;

  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  self->pipeline_variable_rows = g_ptr_array_new ();
  self->need_rows = g_ptr_array_new ();
  self->step_rows = g_ptr_array_new ();
  self->variable_rows = g_ptr_array_new ();
  self->artifact_rows = g_ptr_array_new ();
  self->axis_rows = g_ptr_array_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));

  page = add_page (self, "pipeline");
  (void)add_group (page, &group, _("Pipeline"));
  self->pipeline_name = PLR_FIELD_ROW (plr_field_row_new (_("Name")));
  g_signal_connect_object (self->pipeline_name, "commit", G_CALLBACK (pipeline_name_commit_cb), self, 0);
  adw_preferences_group_add (group, GTK_WIDGET (self->pipeline_name));
  (void)add_group (page, &self->pipeline_variables, _("Variables"));
  self->pipeline_engine = PLR_ENGINE_FIELDS (plr_engine_fields_new (FALSE));
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->pipeline_engine));

  build_stage_page (self);
  self->many = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->many, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->many), "dim-label");
  (void)gtk_stack_add_named (self->stack, GTK_WIDGET (self->many), "many");
  plr_inspector_build_lists (self);
}

GtkWidget *
plr_inspector_new (void)
{
  return g_object_new (PLR_TYPE_INSPECTOR, NULL);
}

void
plr_inspector_set_document (PlrInspector *self,
                            PlrDocument  *document)
{
  g_return_if_fail (PLR_IS_INSPECTOR (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  if (self->document == document)
    return;

  plr_inspector_set_stages (self, NULL);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, plr_inspector_update, self);
  g_set_object (&self->document, document);
  if (document != NULL)
    g_signal_connect_object (document, "pipeline-changed", G_CALLBACK (plr_inspector_update), self, G_CONNECT_SWAPPED);
  plr_inspector_update (self);
}

/* Hands over what is being typed, before another stage is shown in its place. */
static void
commit_focused (PlrInspector *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_root_set_focus (root, NULL);
}

/**
 * plr_inspector_commit:
 * @self: an inspector
 *
 * Hands over what is being typed, and lets the typing go on: before the document is saved, run, exported or given up.
 */
void
plr_inspector_commit (PlrInspector *self)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_if_fail (PLR_IS_INSPECTOR (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;

  g_object_ref (focus); /* The model may drop its row. */
  gtk_root_set_focus (root, NULL);
  if (gtk_widget_get_root (focus) == root && gtk_widget_get_mapped (focus))
    gtk_root_set_focus (root, focus);
  g_object_unref (focus);
}

/**
 * plr_inspector_set_stages:
 * @self: an inspector
 * @stages: (nullable) (array zero-terminated=1): the ids of what is selected
 *
 * Shows the stage that is selected, the pipeline for none, and how many for several.
 */
void
plr_inspector_set_stages (PlrInspector      *self,
                          const char *const *stages)
{
  guint n_stages = stages != NULL ? g_strv_length ((char **)stages) : 0;
  PlrStage *stage = NULL;

  g_return_if_fail (PLR_IS_INSPECTOR (self));

  if (n_stages == 1 && self->document != NULL)
    stage = plr_pipeline_find_stage (plr_document_get_pipeline (self->document), stages[0]);

  if (self->stage != stage || n_stages > 1)
    {
      g_autoptr(PlrStage) kept = stage != NULL ? g_object_ref (stage) : NULL;

      commit_focused (self);
      g_set_object (&self->stage, stage);
      plr_inspector_clear_rows (self);
      for (guint i = 0; i < PLR_N_FIELDS; i++)
        plr_field_show_error (GTK_WIDGET (self->fields[i]), NULL);
    }
  if (n_stages > 1)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u stage is selected", "%u stages are selected", n_stages), n_stages);

      gtk_label_set_text (self->many, text);
    }
  gtk_stack_set_visible_child_name (self->stack, stage != NULL ? "stage" : n_stages > 1 ? "many" : "pipeline");
  if (self->document != NULL && n_stages <= 1)
    plr_inspector_update (self);
}

void
plr_inspector_grab_first (PlrInspector *self)
{
  g_return_if_fail (PLR_IS_INSPECTOR (self));

  gtk_widget_grab_focus (self->stage != NULL ? GTK_WIDGET (self->fields[PLR_FIELD_NAME]) : GTK_WIDGET (self->pipeline_name));
}
