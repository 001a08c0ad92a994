/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-inspector"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-graph.h"
#include "plr-inspector-private.h"
#include "plr-pair-row.h"
#include "plr-step-row.h"

/* The lists of a stage. A row stays as long as its place does, so that what is being typed in is not disturbed. */

static void
trim_rows (AdwPreferencesGroup *group,
           GPtrArray           *rows,
           guint                n_items)
{
  while (rows->len > n_items)
    {
      GtkWidget *row = g_ptr_array_index (rows, rows->len - 1);

      g_ptr_array_set_size (rows, (int)rows->len - 1);
      plr_field_show_error (row, NULL);
      adw_preferences_group_remove (group, row);
    }
}

static gboolean
find_place (GPtrArray *rows,
            gpointer   row,
            int       *index)
{
  guint found = 0;

  if (!g_ptr_array_find (rows, row, &found))
    return FALSE;

  *index = (int)found;

  return TRUE;
}

static const char *
get_stage_id (PlrInspector *self)
{
  return self->stage != NULL ? plr_stage_get_id (self->stage) : NULL;
}

/* Steps */

static gboolean
step_changed_cb (PlrStepRow   *row,
                 const char   *field,
                 const char   *value,
                 PlrInspector *self)
{
  int index;

  return self->stage != NULL && find_place (self->step_rows, row, &index) &&
         plr_inspector_apply (self, plr_edit_new_set_step (get_stage_id (self), index, field, value), GTK_WIDGET (row));
}

static void
step_move_cb (PlrStepRow   *row,
              int           by,
              PlrInspector *self)
{
  int index;

  if (self->stage != NULL && find_place (self->step_rows, row, &index))
    (void)plr_inspector_apply (self, plr_edit_new_move_step (get_stage_id (self), index, index + by), GTK_WIDGET (row));
}

static void
step_remove_cb (PlrStepRow   *row,
                PlrInspector *self)
{
  int index;

  if (self->stage != NULL && find_place (self->step_rows, row, &index))
    (void)plr_inspector_apply (self, plr_edit_new_remove_step (get_stage_id (self), index), GTK_WIDGET (row));
}

/* Another name is the old one gone and the new one there, in one step of the undo history. */
static gboolean
step_argument_cb (PlrStepRow   *row,
                  const char   *old_name,
                  const char   *name,
                  const char   *value,
                  PlrInspector *self)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  int index;

  if (self->stage == NULL || !find_place (self->step_rows, row, &index))
    return FALSE;

  if (old_name != NULL && g_strcmp0 (old_name, name) != 0)
    {
      PlrEdit *remove = plr_edit_new (PLR_EDIT_KIND_REMOVE_ENTRY, get_stage_id (self));

      plr_edit_set_index (remove, index);
      plr_edit_set_field (remove, "arguments");
      plr_edit_set_target (remove, old_name);
      g_ptr_array_add (edits, remove);
    }
  if (name != NULL)
    g_ptr_array_add (edits, plr_edit_new_set_entry (get_stage_id (self), index, "arguments", name, value != NULL ? value : ""));
  if (plr_document_apply_all (self->document, edits, _("Change an argument"), &error))
    {
      plr_field_show_error (GTK_WIDGET (row), NULL);
      return TRUE;
    }

  plr_field_show_error (GTK_WIDGET (row), error->message);

  return FALSE;
}

static void
add_step_cb (PlrInspector *self)
{
  if (self->stage != NULL && plr_inspector_apply (self, plr_edit_new_add_step (get_stage_id (self), "true", -1), GTK_WIDGET (self->steps)) &&
      self->step_rows->len > 0)
    plr_step_row_grab_script (g_ptr_array_index (self->step_rows, self->step_rows->len - 1));
}

static void
update_steps (PlrInspector *self)
{
  GListModel *steps = plr_stage_get_steps (self->stage);
  guint n_steps = g_list_model_get_n_items (steps);

  trim_rows (self->steps, self->step_rows, n_steps);
  while (self->step_rows->len < n_steps)
    {
      GtkWidget *row = plr_step_row_new ();

      g_signal_connect_object (row, "changed", G_CALLBACK (step_changed_cb), self, 0);
      g_signal_connect_object (row, "move", G_CALLBACK (step_move_cb), self, 0);
      g_signal_connect_object (row, "remove", G_CALLBACK (step_remove_cb), self, 0);
      g_signal_connect_object (row, "argument", G_CALLBACK (step_argument_cb), self, 0);
      adw_preferences_group_add (self->steps, row);
      g_ptr_array_add (self->step_rows, row);
    }
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      plr_step_row_set_step (g_ptr_array_index (self->step_rows, i), self->document, step, i, n_steps);
    }
}

/* Variables: of the pipeline while no stage is shown */

static gboolean
variable_rename_cb (PlrPairRow   *row,
                    const char   *name,
                    PlrInspector *self)
{
  return plr_inspector_apply (self, plr_edit_new_rename_variable (get_stage_id (self), -1, plr_pair_row_get_name (row), name),
                              GTK_WIDGET (row));
}

static gboolean
variable_value_cb (PlrPairRow   *row,
                   const char   *value,
                   PlrInspector *self)
{
  return plr_inspector_apply (self, plr_edit_new_set_variable (get_stage_id (self), -1, plr_pair_row_get_name (row), value),
                              GTK_WIDGET (row));
}

static void
variable_remove_cb (PlrPairRow   *row,
                    PlrInspector *self)
{
  (void)plr_inspector_apply (self, plr_edit_new_remove_variable (get_stage_id (self), -1, plr_pair_row_get_name (row)), GTK_WIDGET (row));
}

static char *
find_free_name (GPtrArray  *rows,
                const char *wish)
{
  g_autofree char *name = g_strdup (wish);

  for (guint n = 2;; n++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < rows->len && !taken; i++)
        taken = g_strcmp0 (plr_pair_row_get_name (g_ptr_array_index (rows, i)), name) == 0;
      if (!taken)
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s_%u", wish, n);
    }
}

static void
grab_last (GPtrArray *rows)
{
  if (rows->len > 0)
    plr_pair_row_grab_name (g_ptr_array_index (rows, rows->len - 1));
}

static void
add_variable_cb (PlrInspector *self)
{
  GPtrArray *rows = self->stage != NULL ? self->variable_rows : self->pipeline_variable_rows;
  AdwPreferencesGroup *group = self->stage != NULL ? self->variables : self->pipeline_variables;
  g_autofree char *name = find_free_name (rows, "VARIABLE");

  if (plr_inspector_apply (self, plr_edit_new_set_variable (get_stage_id (self), -1, name, "value"), GTK_WIDGET (group)))
    grab_last (rows);
}

static void
update_variables (PlrInspector        *self,
                  AdwPreferencesGroup *group,
                  GPtrArray           *rows,
                  GListModel          *variables)
{
  guint n_variables = g_list_model_get_n_items (variables);

  trim_rows (group, rows, n_variables);
  while (rows->len < n_variables)
    {
      GtkWidget *row = plr_pair_row_new (_("Name"), _("Value"), FALSE);

      g_signal_connect_object (row, "rename", G_CALLBACK (variable_rename_cb), self, 0);
      g_signal_connect_object (row, "value", G_CALLBACK (variable_value_cb), self, 0);
      g_signal_connect_object (row, "remove", G_CALLBACK (variable_remove_cb), self, 0);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < n_variables; i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      plr_pair_row_set (g_ptr_array_index (rows, i), plr_variable_get_name (variable), plr_variable_get_value (variable), FALSE);
    }
}

void
plr_inspector_update_variables (PlrInspector *self)
{
  PlrPipeline *pipeline = plr_document_get_pipeline (self->document);

  update_variables (self, self->pipeline_variables, self->pipeline_variable_rows, plr_pipeline_get_variables (pipeline));
}

/* Artifacts */

static gboolean
artifact_rename_cb (PlrPairRow   *row,
                    const char   *name,
                    PlrInspector *self)
{
  return self->stage != NULL &&
         plr_inspector_apply (self, plr_edit_new_rename_artifact (get_stage_id (self), plr_pair_row_get_name (row), name), GTK_WIDGET (row));
}

static gboolean
artifact_value_cb (PlrPairRow   *row,
                   const char   *value,
                   PlrInspector *self)
{
  g_auto(GStrv) paths = plr_inspector_split (value);
  PlrArtifact *artifact = self->stage != NULL ? plr_stage_find_artifact (self->stage, plr_pair_row_get_name (row)) : NULL;

  if (artifact == NULL)
    return FALSE;
  if (paths[0] == NULL)
    {
      plr_field_show_error (GTK_WIDGET (row), _("An artifact needs at least one path."));
      return FALSE;
    }

  return plr_inspector_apply (self, plr_edit_new_set_artifact (get_stage_id (self), plr_pair_row_get_name (row),
                                                               (const char *const *)paths, plr_artifact_get_optional (artifact)),
                              GTK_WIDGET (row));
}

static gboolean
artifact_optional_cb (PlrPairRow   *row,
                      gboolean      optional,
                      PlrInspector *self)
{
  PlrArtifact *artifact = self->stage != NULL ? plr_stage_find_artifact (self->stage, plr_pair_row_get_name (row)) : NULL;

  if (artifact == NULL || plr_artifact_get_optional (artifact) == optional)
    return FALSE;

  return plr_inspector_apply (self, plr_edit_new_set_artifact (get_stage_id (self), plr_pair_row_get_name (row),
                                                               plr_artifact_get_paths (artifact), optional), GTK_WIDGET (row));
}

static void
artifact_remove_cb (PlrPairRow   *row,
                    PlrInspector *self)
{
  if (self->stage != NULL)
    (void)plr_inspector_apply (self, plr_edit_new_remove_artifact (get_stage_id (self), plr_pair_row_get_name (row)), GTK_WIDGET (row));
}

static void
add_artifact_cb (PlrInspector *self)
{
  static const char *const paths[] = { "build/**", NULL };
  g_autofree char *name = find_free_name (self->artifact_rows, "output");

  if (self->stage != NULL &&
      plr_inspector_apply (self, plr_edit_new_set_artifact (get_stage_id (self), name, paths, FALSE), GTK_WIDGET (self->artifacts)))
    grab_last (self->artifact_rows);
}

static void
update_artifacts (PlrInspector *self)
{
  GListModel *artifacts = plr_stage_get_artifacts (self->stage);
  guint n_artifacts = g_list_model_get_n_items (artifacts);

  trim_rows (self->artifacts, self->artifact_rows, n_artifacts);
  while (self->artifact_rows->len < n_artifacts)
    {
      GtkWidget *row = plr_pair_row_new (_("Name"), _("Paths, with a comma between them"), TRUE);

      g_signal_connect_object (row, "rename", G_CALLBACK (artifact_rename_cb), self, 0);
      g_signal_connect_object (row, "value", G_CALLBACK (artifact_value_cb), self, 0);
      g_signal_connect_object (row, "optional", G_CALLBACK (artifact_optional_cb), self, 0);
      g_signal_connect_object (row, "remove", G_CALLBACK (artifact_remove_cb), self, 0);
      adw_preferences_group_add (self->artifacts, row);
      g_ptr_array_add (self->artifact_rows, row);
    }
  for (guint i = 0; i < n_artifacts; i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *paths = plr_inspector_join (plr_artifact_get_paths (artifact));

      plr_pair_row_set (g_ptr_array_index (self->artifact_rows, i), plr_artifact_get_name (artifact), paths,
                        plr_artifact_get_optional (artifact));
    }
}

/* The matrix */

static gboolean
apply_axis (PlrInspector *self,
            const char   *name,
            const char   *text,
            GtkWidget    *field)
{
  g_auto(GStrv) values = plr_inspector_split (text);
  PlrEdit *edit = plr_edit_new (text != NULL ? PLR_EDIT_KIND_SET_MATRIX_AXIS : PLR_EDIT_KIND_REMOVE_MATRIX_AXIS, get_stage_id (self));

  plr_edit_set_target (edit, name);
  if (text != NULL)
    plr_edit_set_values (edit, (const char *const *)values);

  return plr_inspector_apply (self, edit, field);
}

static gboolean
axis_rename_cb (PlrPairRow   *row,
                const char   *name,
                PlrInspector *self)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  PlrEdit *remove;
  PlrEdit *add;
  int index;

  if (self->stage == NULL || !find_place (self->axis_rows, row, &index))
    return FALSE;

  {
    g_autoptr(PlrAxis) axis = g_list_model_get_item (plr_stage_get_axes (self->stage), (guint)index);

    add = plr_edit_new (PLR_EDIT_KIND_SET_MATRIX_AXIS, get_stage_id (self));
    plr_edit_set_target (add, name);
    plr_edit_set_values (add, plr_axis_get_values (axis));
  }
  remove = plr_edit_new (PLR_EDIT_KIND_REMOVE_MATRIX_AXIS, get_stage_id (self));
  plr_edit_set_target (remove, plr_pair_row_get_name (row));
  g_ptr_array_add (edits, add);
  g_ptr_array_add (edits, remove);
  if (plr_document_apply_all (self->document, edits, _("Rename an axis of the matrix"), &error))
    return TRUE;

  plr_field_show_error (GTK_WIDGET (row), error->message);

  return FALSE;
}

static gboolean
axis_value_cb (PlrPairRow   *row,
               const char   *value,
               PlrInspector *self)
{
  return self->stage != NULL && apply_axis (self, plr_pair_row_get_name (row), value, GTK_WIDGET (row));
}

static void
axis_remove_cb (PlrPairRow   *row,
                PlrInspector *self)
{
  if (self->stage != NULL)
    (void)apply_axis (self, plr_pair_row_get_name (row), NULL, GTK_WIDGET (row));
}

static void
add_axis_cb (PlrInspector *self)
{
  g_autofree char *name = find_free_name (self->axis_rows, "AXIS");

  if (self->stage != NULL && apply_axis (self, name, "one, two", GTK_WIDGET (self->axes)))
    grab_last (self->axis_rows);
}

static void
update_axes (PlrInspector *self)
{
  GListModel *axes = plr_stage_get_axes (self->stage);
  guint n_axes = g_list_model_get_n_items (axes);

  trim_rows (self->axes, self->axis_rows, n_axes);
  while (self->axis_rows->len < n_axes)
    {
      GtkWidget *row = plr_pair_row_new (_("Variable"), _("Values, with a comma between them"), FALSE);

      g_signal_connect_object (row, "rename", G_CALLBACK (axis_rename_cb), self, 0);
      g_signal_connect_object (row, "value", G_CALLBACK (axis_value_cb), self, 0);
      g_signal_connect_object (row, "remove", G_CALLBACK (axis_remove_cb), self, 0);
      adw_preferences_group_add (self->axes, row);
      g_ptr_array_add (self->axis_rows, row);
    }
  for (guint i = 0; i < n_axes; i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *values = plr_inspector_join (plr_axis_get_values (axis));

      plr_pair_row_set (g_ptr_array_index (self->axis_rows, i), plr_axis_get_name (axis), values, FALSE);
    }
}

/* What the stage waits for */

static void
need_toggled_cb (GtkCheckButton *check,
                 PlrInspector   *self)
{
  const char *need = g_object_get_data (G_OBJECT (check), "stage");
  gboolean wanted = gtk_check_button_get_active (check);

  if (self->updating || self->stage == NULL || plr_stage_needs_stage (self->stage, need) == wanted)
    return;

  (void)plr_inspector_apply (self, plr_edit_new_need (get_stage_id (self), need, wanted), GTK_WIDGET (self->needs));
}

static void
clear_needs (PlrInspector *self)
{
  for (guint i = 0; i < self->need_rows->len; i++)
    adw_expander_row_remove (self->needs, g_ptr_array_index (self->need_rows, i));
  g_ptr_array_set_size (self->need_rows, 0);
}

static void
add_need_row (PlrInspector *self,
              PlrStage     *other)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const char *id = plr_stage_get_id (other);
  gboolean needed = plr_stage_needs_stage (self->stage, id);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), needed);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "stage", g_strdup (id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (need_toggled_cb), self, 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plr_stage_get_title (other));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (!needed && plr_graph_would_cycle (plr_document_get_pipeline (self->document), get_stage_id (self), id))
    {
      gtk_widget_set_sensitive (row, FALSE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Waits for this stage"));
    }
  adw_expander_row_add_row (self->needs, row);
  g_ptr_array_add (self->need_rows, row);
}

/* Rows only while they can be seen: there can be a thousand stages. */
static void
update_needs (PlrInspector *self)
{
  PlrPipeline *pipeline = plr_document_get_pipeline (self->document);
  const char *const *needs = plr_stage_get_needs (self->stage);
  g_autofree char *list = needs != NULL && needs[0] != NULL ? g_strjoinv (", ", (char **)needs) : NULL;

  adw_expander_row_set_subtitle (self->needs, list != NULL ? list : _("Nothing: starts at once"));
  clear_needs (self);
  if (!adw_expander_row_get_expanded (self->needs))
    return;

  self->updating = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) other = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      if (other != self->stage)
        add_need_row (self, other);
    }
  self->updating = FALSE;
}

static void
needs_expanded_cb (PlrInspector *self)
{
  if (self->stage != NULL)
    update_needs (self);
}

void
plr_inspector_build_lists (PlrInspector *self)
{
  (void)plr_inspector_add_button (self->steps, _("Add Step"), G_CALLBACK (add_step_cb), self);
  (void)plr_inspector_add_button (self->variables, _("Add Variable"), G_CALLBACK (add_variable_cb), self);
  (void)plr_inspector_add_button (self->pipeline_variables, _("Add Variable"), G_CALLBACK (add_variable_cb), self);
  (void)plr_inspector_add_button (self->artifacts, _("Add Artifact"), G_CALLBACK (add_artifact_cb), self);
  (void)plr_inspector_add_button (self->axes, _("Add Axis"), G_CALLBACK (add_axis_cb), self);
  g_signal_connect_object (self->needs, "notify::expanded", G_CALLBACK (needs_expanded_cb), self, G_CONNECT_SWAPPED);
}

void
plr_inspector_update_lists (PlrInspector *self)
{
  update_steps (self);
  update_variables (self, self->variables, self->variable_rows, plr_stage_get_environment (self->stage));
  update_artifacts (self);
  update_axes (self);
  update_needs (self);
}

/* Another stage is shown: nothing of what was typed for the last one may stay. */
void
plr_inspector_clear_rows (PlrInspector *self)
{
  trim_rows (self->steps, self->step_rows, 0);
  trim_rows (self->variables, self->variable_rows, 0);
  trim_rows (self->artifacts, self->artifact_rows, 0);
  trim_rows (self->axes, self->axis_rows, 0);
  trim_rows (self->pipeline_variables, self->pipeline_variable_rows, 0);
  clear_needs (self);
}
