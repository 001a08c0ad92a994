/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-engine-fields"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-engine-fields-private.h"
#include "plr-field-row.h"
#include "plr-inspector-private.h"
#include "plr-pair-row.h"

/* The lists of what an engine knows of a stage, or of the pipeline. A row stays as long as its place does. */

static const PlrEntryKind kinds[] = {
  { "services", N_("Services"), N_("Add a Service"), N_("Name"), N_("Image"), "service", "postgres:16", PLR_EDIT_KIND_SET_ENTRY },
  { "permissions", N_("Permissions"), N_("Add a Permission"), N_("Scope"), N_("Access"), "contents", "read", PLR_EDIT_KIND_SET_ENTRY },
  { "arguments", N_("Arguments"), N_("Add an Argument"), N_("Name"), N_("Value"), "name", "value", PLR_EDIT_KIND_SET_ENTRY },
  { "outputs", N_("Outputs"), N_("Add an Output"), N_("Name"), N_("Value"), "result", "value", PLR_EDIT_KIND_SET_ENTRY },
  { "caches", N_("Caches"), N_("Add a Cache"), N_("Key"), N_("Paths, with a comma between them"), "cache", ".cache", PLR_EDIT_KIND_SET_CACHE },
};

static const char *
get_stage_id (PlrEngineFields *self)
{
  return self->stage != NULL ? plr_stage_get_id (self->stage) : NULL;
}

static PlrEdit *
make_set (PlrEntryList *list,
          const char   *name,
          const char   *value)
{
  const char *stage = get_stage_id (list->owner);
  g_auto(GStrv) paths = NULL;
  PlrEdit *edit;

  if (list->kind->kind == PLR_EDIT_KIND_SET_ENTRY)
    return plr_edit_new_set_entry (stage, -1, list->kind->field, name, value);

  edit = plr_edit_new (PLR_EDIT_KIND_SET_CACHE, stage);
  paths = plr_inspector_split (value);
  plr_edit_set_target (edit, *name != '\0' ? name : NULL);
  plr_edit_set_values (edit, (const char *const *)paths);

  return edit;
}

static PlrEdit *
make_remove (PlrEntryList *list,
             const char   *name)
{
  gboolean is_cache = list->kind->kind == PLR_EDIT_KIND_SET_CACHE;
  PlrEdit *edit = plr_edit_new (is_cache ? PLR_EDIT_KIND_REMOVE_CACHE : PLR_EDIT_KIND_REMOVE_ENTRY, get_stage_id (list->owner));

  if (!is_cache)
    plr_edit_set_field (edit, list->kind->field);
  plr_edit_set_target (edit, name != NULL && *name != '\0' ? name : NULL);

  return edit;
}

/* The entries as the model has them: a list of pairs of texts. */
static GPtrArray *
list_entries (PlrEntryList *list)
{
  PlrEngineFields *self = list->owner;
  PlrJob *job = self->stage != NULL ? plr_stage_get_job (self->stage) : NULL;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  const char *field = list->kind->field;
  GListModel *model;

  if (job == NULL)
    model = plr_pipeline_get_permissions (plr_document_get_pipeline (self->document));
  else
    model = g_str_equal (field, "services") ? plr_job_get_services (job) : g_str_equal (field, "permissions") ? plr_job_get_permissions (job) :
            g_str_equal (field, "arguments") ? plr_job_get_arguments (job) : g_str_equal (field, "outputs") ? plr_job_get_outputs (job) :
            plr_job_get_caches (job);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, i);

      if (PLR_IS_SERVICE (item))
        {
          g_ptr_array_add (texts, g_strdup (plr_service_get_name (PLR_SERVICE (item))));
          g_ptr_array_add (texts, g_strdup (plr_service_get_image (PLR_SERVICE (item))));
        }
      else if (PLR_IS_CACHE (item))
        {
          g_ptr_array_add (texts, g_strdup (plr_cache_get_key (PLR_CACHE (item))));
          g_ptr_array_add (texts, plr_inspector_join (plr_cache_get_paths (PLR_CACHE (item))));
        }
      else
        {
          g_ptr_array_add (texts, g_strdup (plr_variable_get_name (PLR_VARIABLE (item))));
          g_ptr_array_add (texts, g_strdup (plr_variable_get_value (PLR_VARIABLE (item))));
        }
    }

  return texts;
}

static gboolean
value_cb (PlrPairRow   *row,
          const char   *value,
          PlrEntryList *list)
{
  return plr_engine_fields_apply (list->owner, make_set (list, plr_pair_row_get_name (row), value), GTK_WIDGET (row));
}

/* There is no edit for another name: the old one goes, and the new one comes. */
static gboolean
rename_cb (PlrPairRow   *row,
           const char   *name,
           PlrEntryList *list)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) texts = list_entries (list);
  guint index;

  if (!g_ptr_array_find (list->rows, row, &index) || 2 * index + 1 >= texts->len)
    return FALSE;

  g_ptr_array_add (edits, make_remove (list, plr_pair_row_get_name (row)));
  g_ptr_array_add (edits, make_set (list, name, texts->pdata[2 * index + 1] != NULL ? texts->pdata[2 * index + 1] : ""));

  return plr_engine_fields_apply_all (list->owner, edits, _("Rename an entry"), GTK_WIDGET (row));
}

static void
remove_cb (PlrPairRow   *row,
           PlrEntryList *list)
{
  (void)plr_engine_fields_apply (list->owner, make_remove (list, plr_pair_row_get_name (row)), GTK_WIDGET (row));
}

static gboolean
has_name (PlrEntryList *list,
          const char   *name)
{
  for (guint i = 0; i < list->rows->len; i++)
    if (g_strcmp0 (plr_pair_row_get_name (g_ptr_array_index (list->rows, i)), name) == 0)
      return TRUE;

  return FALSE;
}

static void
add_cb (GtkButton    *button,
        PlrEntryList *list)
{
  g_autofree char *name = g_strdup (list->kind->first_name);

  for (guint n = 2; has_name (list, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", list->kind->first_name, n);
    }
  if (plr_engine_fields_apply (list->owner, make_set (list, name, list->kind->first_value), GTK_WIDGET (list->group)) && list->rows->len > 0)
    plr_pair_row_grab_name (g_ptr_array_index (list->rows, list->rows->len - 1));
}

static void
trim (AdwPreferencesGroup *group,
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

static void
update_list (PlrEntryList *list)
{
  PlrEngineFields *self = list->owner;
  g_autoptr(GPtrArray) texts = list_entries (list);
  guint n_items = texts->len / 2;
  gboolean is_cache = list->kind->kind == PLR_EDIT_KIND_SET_CACHE;

  trim (list->group, list->rows, n_items);
  while (list->rows->len < n_items)
    {
      GtkWidget *row = plr_pair_row_new (_(list->kind->name), _(list->kind->value), FALSE);

      g_signal_connect (row, "rename", G_CALLBACK (rename_cb), list);
      g_signal_connect (row, "value", G_CALLBACK (value_cb), list);
      g_signal_connect (row, "remove", G_CALLBACK (remove_cb), list);
      adw_preferences_group_add (list->group, row);
      g_ptr_array_add (list->rows, row);
    }
  for (guint i = 0; i < n_items; i++)
    plr_pair_row_set (g_ptr_array_index (list->rows, i), texts->pdata[2 * i], texts->pdata[2 * i + 1], FALSE);
  gtk_widget_set_visible (GTK_WIDGET (list->group), n_items > 0 ||
                          plr_document_supports (self->document, list->kind->kind, is_cache ? NULL : list->kind->field));
}

/* “os=linux, version=1” */
static char *
dup_row (PlrMatrixRow *row)
{
  GListModel *variables = plr_matrix_row_get_variables (row);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? ", " : "", plr_variable_get_name (variable),
                              plr_variable_get_value (variable) != NULL ? plr_variable_get_value (variable) : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static PlrEdit *
make_row_edit (PlrEngineFields *self,
               const char      *field,
               int              index,
               const char      *text)
{
  g_auto(GStrv) values = plr_inspector_split (text);
  PlrEdit *edit = plr_edit_new (values[0] != NULL ? PLR_EDIT_KIND_SET_MATRIX_ROW : PLR_EDIT_KIND_REMOVE_MATRIX_ROW, get_stage_id (self));

  plr_edit_set_field (edit, field);
  plr_edit_set_index (edit, index);
  if (values[0] != NULL)
    plr_edit_set_values (edit, (const char *const *)values);

  return edit;
}

static gboolean
row_commit_cb (PlrFieldRow     *row,
               const char      *text,
               PlrEngineFields *self)
{
  gboolean is_include = g_ptr_array_find (self->include_rows, row, NULL);
  guint index = 0;

  if (self->stage == NULL || !g_ptr_array_find (is_include ? self->include_rows : self->exclude_rows, row, &index))
    return FALSE;

  return plr_engine_fields_apply (self, make_row_edit (self, is_include ? "include" : "exclude", (int)index, text), GTK_WIDGET (row));
}

/* A new row starts as the first cell of the axes. */
static void
add_row (PlrEngineFields     *self,
         AdwPreferencesGroup *group,
         const char          *field)
{
  GListModel *axes = self->stage != NULL ? plr_stage_get_axes (self->stage) : NULL;
  g_autoptr(PlrAxis) axis = axes != NULL ? g_list_model_get_item (axes, 0) : NULL;
  const char *const *values = axis != NULL ? plr_axis_get_values (axis) : NULL;
  g_autofree char *text = axis != NULL ? g_strdup_printf ("%s=%s", plr_axis_get_name (axis), values != NULL && values[0] != NULL ? values[0] : "")
                          : g_strdup ("NAME=value");

  if (self->stage != NULL)
    (void)plr_engine_fields_apply (self, make_row_edit (self, field, -1, text), GTK_WIDGET (group));
}

static void
add_include_cb (PlrEngineFields *self)
{
  add_row (self, self->includes, "include");
}

static void
add_exclude_cb (PlrEngineFields *self)
{
  add_row (self, self->excludes, "exclude");
}

static void
update_rows (PlrEngineFields     *self,
             AdwPreferencesGroup *group,
             GPtrArray           *rows,
             GListModel          *model,
             const char          *field)
{
  guint n_items = g_list_model_get_n_items (model);

  trim (group, rows, n_items);
  while (rows->len < n_items)
    {
      g_autofree char *title = g_strdup_printf (_("Row %u"), rows->len + 1);
      GtkWidget *row = plr_field_row_new (title);

      gtk_widget_set_tooltip_text (row, _("NAME=value, with commas; an empty row goes away"));
      g_signal_connect_object (row, "commit", G_CALLBACK (row_commit_cb), self, 0);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(PlrMatrixRow) item = g_list_model_get_item (model, i);
      g_autofree char *text = dup_row (item);

      plr_field_row_set_value (g_ptr_array_index (rows, i), text);
    }
  gtk_widget_set_visible (GTK_WIDGET (group), n_items > 0 || (g_list_model_get_n_items (plr_stage_get_axes (self->stage)) > 0 &&
                                                              plr_document_supports (self->document, PLR_EDIT_KIND_SET_MATRIX_ROW, field)));
}

static AdwPreferencesGroup *
add_group (PlrEngineFields *self,
           const char      *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  gtk_box_append (self->box, GTK_WIDGET (group));

  return group;
}

void
plr_engine_fields_build_lists (PlrEngineFields *self)
{
  if (self->of_stage)
    {
      self->includes = add_group (self, _("More Cells of the Matrix"));
      self->excludes = add_group (self, _("Cells Left Out"));
      (void)plr_inspector_add_button (self->includes, _("Add a Row"), G_CALLBACK (add_include_cb), self);
      (void)plr_inspector_add_button (self->excludes, _("Leave a Row Out"), G_CALLBACK (add_exclude_cb), self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      PlrEntryList *list;
      GtkWidget *button;

      /* Of the whole pipeline there are permissions alone. */
      if (!self->of_stage && !g_str_equal (kinds[i].field, "permissions"))
        continue;
      list = g_new0 (PlrEntryList, 1);
      list->owner = self;
      list->kind = &kinds[i];
      list->rows = g_ptr_array_new ();
      list->group = add_group (self, _(kinds[i].title));
      button = plr_inspector_add_button (list->group, _(kinds[i].add), NULL, NULL);
      g_signal_connect (button, "clicked", G_CALLBACK (add_cb), list);
      g_ptr_array_add (self->lists, list);
    }
}

void
plr_engine_fields_update_lists (PlrEngineFields *self)
{
  for (guint i = 0; i < self->lists->len; i++)
    update_list (g_ptr_array_index (self->lists, i));
  if (!self->of_stage)
    return;

  update_rows (self, self->includes, self->include_rows, plr_job_get_includes (plr_stage_get_job (self->stage)), "include");
  update_rows (self, self->excludes, self->exclude_rows, plr_job_get_excludes (plr_stage_get_job (self->stage)), "exclude");
}
