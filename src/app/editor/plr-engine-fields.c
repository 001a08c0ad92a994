/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-engine-fields"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-engine-fields-private.h"
#include "plr-field-row.h"
#include "plr-inspector-private.h"

G_DEFINE_FINAL_TYPE (PlrEngineFields, plr_engine_fields, ADW_TYPE_BIN)

typedef enum
{
  FORM_TEXT,
  FORM_LIST,
  FORM_FLAG,
} Form;

typedef struct
{
  const char *field;
  PlrEditKind kind;
  Form form;
  const char *title;
  const char *tooltip;
} Field;

static const Field stage_fields[] = {
  { "runner", PLR_EDIT_KIND_SET_STAGE_LIST, FORM_LIST, N_("Runner"), N_("Labels or tags that the runner must have, with commas") },
  { "image", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Container Image"), N_("The image that the steps run in") },
  { "group", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Group"), N_("The stage of the engine that this one stands in") },
  { "condition", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Condition"), N_("Runs only if this holds, in the words of the engine") },
  { "allow-failure", PLR_EDIT_KIND_SET_STAGE, FORM_FLAG, N_("May Fail"), N_("The pipeline goes on after its failure") },
  { "concurrency", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Concurrency Group"), N_("Of those with the same group, one runs at a time") },
  { "cancels", PLR_EDIT_KIND_SET_STAGE, FORM_FLAG, N_("Newer Ones Cancel"), N_("A newer run of the group, or of the branch, ends this one") },
  { "url", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Address of the Environment"), N_("Where people find what is deployed") },
  { "calls", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Calls"), N_("The definition that runs in place of steps") },
  { "copies", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Copies"), N_("How many of it run beside each other") },
  { "max-parallel", PLR_EDIT_KIND_SET_STAGE, FORM_TEXT, N_("Cells at a Time"), N_("How many cells of the matrix run beside each other; empty: all") },
  { "keeps-going", PLR_EDIT_KIND_SET_STAGE, FORM_FLAG, N_("Cells Are Independent"), N_("After a cell of the matrix has failed, the others go on") },
  { "matrix", PLR_EDIT_KIND_SET_MATRIX, FORM_TEXT, N_("Computed Matrix"), N_("An expression that gives the matrix when the pipeline runs") },
};

static const Field pipeline_fields[] = {
  { "groups", PLR_EDIT_KIND_SET_PIPELINE, FORM_LIST, N_("Groups"), N_("The stages of the engine in their order, with commas") },
  { "concurrency", PLR_EDIT_KIND_SET_PIPELINE, FORM_TEXT, N_("Concurrency Group"), N_("Of the pipelines with the same group, one runs at a time") },
  { "cancels", PLR_EDIT_KIND_SET_PIPELINE, FORM_FLAG, N_("Newer Ones Cancel"), N_("A newer run ends an older one") },
};

/* Takes @edit. Returns: whether it was done; else the reason stands at @field. */
gboolean
plr_engine_fields_apply (PlrEngineFields *self,
                         PlrEdit         *edit,
                         GtkWidget       *field)
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

gboolean
plr_engine_fields_apply_all (PlrEngineFields *self,
                             GPtrArray       *edits,
                             const char      *title,
                             GtkWidget       *field)
{
  g_autoptr(GError) error = NULL;

  if (self->document == NULL)
    return FALSE;
  if (plr_document_apply_all (self->document, edits, title, &error))
    return TRUE;

  plr_field_show_error (field, error->message);

  return FALSE;
}

static const Field *
get_fields (PlrEngineFields *self,
            guint           *n_fields)
{
  *n_fields = self->of_stage ? G_N_ELEMENTS (stage_fields) : G_N_ELEMENTS (pipeline_fields);

  return self->of_stage ? stage_fields : pipeline_fields;
}

static gboolean
set_field (PlrEngineFields *self,
           const Field     *field,
           const char      *text,
           GtkWidget       *row)
{
  PlrEdit *edit = plr_edit_new (field->kind, self->stage != NULL ? plr_stage_get_id (self->stage) : NULL);
  g_auto(GStrv) list = field->form == FORM_LIST ? plr_inspector_split (text) : NULL;

  if (field->kind != PLR_EDIT_KIND_SET_MATRIX)
    plr_edit_set_field (edit, field->field);
  if (list != NULL)
    plr_edit_set_values (edit, list[0] != NULL ? (const char *const *)list : NULL);
  else
    plr_edit_set_value (edit, text != NULL && *text != '\0' ? text : NULL);

  return plr_engine_fields_apply (self, edit, row);
}

static gboolean
commit_cb (PlrFieldRow     *row,
           const char      *text,
           PlrEngineFields *self)
{
  const Field *field = g_object_get_data (G_OBJECT (row), "field");

  if (self->document == NULL || (self->of_stage && self->stage == NULL))
    return FALSE;

  return set_field (self, field, text, GTK_WIDGET (row));
}

static void
switched_cb (GtkSwitch       *control,
             GParamSpec      *pspec,
             PlrEngineFields *self)
{
  const Field *field = g_object_get_data (G_OBJECT (control), "field");

  if (!self->updating && self->document != NULL && (!self->of_stage || self->stage != NULL))
    (void)set_field (self, field, gtk_switch_get_active (control) ? "true" : NULL, GTK_WIDGET (control));
}

static GtkWidget *
make_switch (PlrEngineFields *self,
             const Field     *field)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *control = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(field->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(field->tooltip));
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  plr_accessible_set_label (control, _(field->title));
  g_object_set_data (G_OBJECT (control), "field", (gpointer)field);
  g_object_set_data (G_OBJECT (row), "switch", control);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (switched_cb), self, 0);

  return row;
}

static void
build_fields (PlrEngineFields *self)
{
  guint n_fields;
  const Field *fields = get_fields (self, &n_fields);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  gtk_box_append (self->box, GTK_WIDGET (self->group));
  for (guint i = 0; i < n_fields; i++)
    {
      GtkWidget *row = fields[i].form == FORM_FLAG ? make_switch (self, &fields[i]) : plr_field_row_new (_(fields[i].title));

      if (fields[i].form != FORM_FLAG)
        {
          gtk_widget_set_tooltip_text (row, _(fields[i].tooltip));
          g_object_set_data (G_OBJECT (row), "field", (gpointer)&fields[i]);
          g_signal_connect_object (row, "commit", G_CALLBACK (commit_cb), self, 0);
        }
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->fields, row);
    }
}

static char *
number_text (guint number)
{
  return number > 0 ? g_strdup_printf ("%u", number) : g_strdup ("");
}

static char *
flag_text (gboolean flag)
{
  return g_strdup (flag ? "true" : "");
}

/* What a stage says of a field, as it is typed. */
static char *
dup_stage_value (PlrStage   *stage,
                 const char *field)
{
  PlrJob *job = plr_stage_get_job (stage);

  if (g_str_equal (field, "runner"))
    return plr_inspector_join (plr_job_get_runner (job));
  if (g_str_equal (field, "image"))
    return g_strdup (plr_stage_get_image (stage));
  if (g_str_equal (field, "group"))
    return g_strdup (plr_job_get_group (job));
  if (g_str_equal (field, "condition"))
    return g_strdup (plr_job_get_condition (job));
  if (g_str_equal (field, "allow-failure"))
    return flag_text (plr_job_get_allow_failure (job));
  if (g_str_equal (field, "concurrency"))
    return g_strdup (plr_job_get_concurrency (job));
  if (g_str_equal (field, "cancels"))
    return flag_text (plr_job_get_cancels (job));
  if (g_str_equal (field, "url"))
    return g_strdup (plr_job_get_url (job));
  if (g_str_equal (field, "calls"))
    return g_strdup (plr_job_get_calls (job));
  if (g_str_equal (field, "copies"))
    return number_text (plr_job_get_copies (job));
  if (g_str_equal (field, "max-parallel"))
    return number_text (plr_job_get_max_parallel (job));
  if (g_str_equal (field, "keeps-going"))
    return flag_text (plr_job_get_keeps_going (job));

  return g_strdup (plr_job_get_matrix (job));
}

/* Of a stage without a matrix these mean nothing. */
static gboolean
fits (PlrEngineFields *self,
      const char      *field)
{
  static const char *const of_matrix[] = { "max-parallel", "keeps-going", NULL };

  return !self->of_stage || !g_strv_contains (of_matrix, field) || g_list_model_get_n_items (plr_stage_get_axes (self->stage)) > 0 ||
         g_list_model_get_n_items (plr_job_get_includes (plr_stage_get_job (self->stage))) > 0 ||
         plr_job_get_matrix (plr_stage_get_job (self->stage)) != NULL;
}

static char *
dup_value (PlrEngineFields *self,
           const char      *field)
{
  PlrPipeline *pipeline = plr_document_get_pipeline (self->document);

  if (self->of_stage)
    return dup_stage_value (self->stage, field);
  if (g_str_equal (field, "groups"))
    return plr_inspector_join (plr_pipeline_get_groups (pipeline));
  if (g_str_equal (field, "concurrency"))
    return g_strdup (plr_pipeline_get_concurrency (pipeline));

  return flag_text (plr_pipeline_get_cancels (pipeline));
}

static void
update_fields (PlrEngineFields *self)
{
  guint n_fields;
  const Field *fields = get_fields (self, &n_fields);
  gboolean any = FALSE;

  self->updating = TRUE;
  for (guint i = 0; i < n_fields; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->fields, i);
      g_autofree char *value = dup_value (self, fields[i].field);
      gboolean is_set = value != NULL && *value != '\0';
      const char *name = fields[i].kind == PLR_EDIT_KIND_SET_MATRIX ? NULL : fields[i].field;
      gboolean is_wanted = is_set || (fits (self, fields[i].field) && plr_document_supports (self->document, fields[i].kind, name));

      if (fields[i].form == FORM_FLAG)
        gtk_switch_set_active (GTK_SWITCH (g_object_get_data (G_OBJECT (row), "switch")), is_set);
      else
        plr_field_row_set_value (PLR_FIELD_ROW (row), value);
      gtk_widget_set_visible (row, is_wanted);
      any |= is_wanted;
    }
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->group), any);
}

static void
plr_engine_fields_dispose (GObject *object)
{
  PlrEngineFields *self = PLR_ENGINE_FIELDS (object);

  g_clear_object (&self->document);
  g_clear_object (&self->stage);

  G_OBJECT_CLASS (plr_engine_fields_parent_class)->dispose (object);
}

static void
plr_engine_fields_finalize (GObject *object)
{
  PlrEngineFields *self = PLR_ENGINE_FIELDS (object);

  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->include_rows);
  g_ptr_array_unref (self->exclude_rows);
  g_ptr_array_unref (self->trigger_rows);

  G_OBJECT_CLASS (plr_engine_fields_parent_class)->finalize (object);
}

static void
plr_engine_fields_class_init (PlrEngineFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_engine_fields_dispose;
  G_OBJECT_CLASS (klass)->finalize = plr_engine_fields_finalize;
}

static void
entry_list_free (gpointer data)
{
  PlrEntryList *list = data;

  g_ptr_array_unref (list->rows);
  g_free (list);
}

static void
plr_engine_fields_init (PlrEngineFields *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  self->fields = g_ptr_array_new ();
  self->lists = g_ptr_array_new_with_free_func (entry_list_free);
  self->include_rows = g_ptr_array_new ();
  self->exclude_rows = g_ptr_array_new ();
  self->trigger_rows = g_ptr_array_new ();
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * plr_engine_fields_new:
 * @of_stage: %FALSE for those of the pipeline
 *
 * Returns: (transfer floating): fields that are empty
 */
GtkWidget *
plr_engine_fields_new (gboolean of_stage)
{
  PlrEngineFields *self = g_object_new (PLR_TYPE_ENGINE_FIELDS, NULL);

  self->of_stage = of_stage != FALSE;
  if (!of_stage)
    plr_engine_fields_build_triggers (self);
  build_fields (self);
  plr_engine_fields_build_lists (self);

  return GTK_WIDGET (self);
}

/**
 * plr_engine_fields_set:
 * @self: fields
 * @document: (nullable): what is edited
 * @stage: (nullable): a stage of it, for the fields of a stage
 *
 * Shows what they say now.
 */
void
plr_engine_fields_set (PlrEngineFields *self,
                       PlrDocument     *document,
                       PlrStage        *stage)
{
  g_return_if_fail (PLR_IS_ENGINE_FIELDS (self));

  if (self->stage != stage || self->document != document)
    for (guint i = 0; i < self->fields->len; i++)
      plr_field_show_error (g_ptr_array_index (self->fields, i), NULL);
  g_set_object (&self->document, document);
  g_set_object (&self->stage, stage);
  if (document == NULL || (self->of_stage && stage == NULL))
    return;

  update_fields (self);
  plr_engine_fields_update_lists (self);
  if (!self->of_stage)
    plr_engine_fields_update_triggers (self);
}
