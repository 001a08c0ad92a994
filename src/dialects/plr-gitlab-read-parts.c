/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"

/* Parts of a job: variables, artifacts, caches, services, matrix. */

/* The variable of the project that a value is, if it is no more than its name, and the file does not say what it is. */
static char *
find_secret (PlrGitlabReader *self,
             PlrGitlabValue  *map,
             const char      *text)
{
  gboolean has_braces = g_str_has_prefix (text, "${") && g_str_has_suffix (text, "}");
  g_autofree char *name = NULL;

  if (text[0] != '$')
    return NULL;
  name = g_strndup (text + (has_braces ? 2 : 1), strlen (text) - (has_braces ? 3 : 1));
  if (name[0] == '\0' || g_ascii_isdigit (name[0]) || g_str_has_prefix (name, "CI_") || g_str_has_prefix (name, "GITLAB_"))
    return NULL;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return NULL;
  if (plr_gitlab_find_entry (self->config, map, name) != NULL ||
      plr_gitlab_find_entry (self->config, plr_gitlab_get (self->config, self->config->root, "variables"), name) != NULL)
    return NULL;

  return g_steal_pointer (&name);
}

/* What a person is told of a variable of the pipeline who starts it by hand. */
static void
read_prefilled (PlrGitlabReader *self,
                PlrGitlabValue  *map,
                PlrVariable     *variable)
{
  PlrGitlabValue *options = plr_gitlab_get (self->config, map, "options");
  g_auto(GStrv) list = options != NULL ? plr_gitlab_get_strings (self, "options", options) : NULL;

  plr_variable_set_description (variable, plr_gitlab_get_string (plr_gitlab_get (self->config, map, "description")));
  plr_variable_set_options (variable, (const char *const *)list);
}

/**
 * plr_gitlab_read_variables:
 * @map: name → value, or → mapping with the value and more
 * @target: a stage, or the pipeline
 */
void
plr_gitlab_read_variables (PlrGitlabReader *self,
                           PlrGitlabValue  *map,
                           GObject         *target)
{
  static const char *const known[] = { "value", NULL };
  static const char *const known_of_pipeline[] = { "value", "description", "options", NULL };

  if (!plr_gitlab_is_map (map))
    {
      plr_gitlab_report_type (self, "variables", map, _("Write names and values below it."));
      return;
    }

  for (guint i = 0; i < map->n_entries; i++)
    {
      PlrGitlabEntry *entry = &map->entries[i];
      PlrGitlabValue *value = plr_gitlab_is_map (entry->value) ? plr_gitlab_get (self->config, entry->value, "value") : entry->value;
      const char *text = value != NULL ? plr_gitlab_get_string (value) : "";
      g_autoptr(PlrVariable) variable = NULL;
      g_autofree char *secret = NULL;

      if (plr_gitlab_is_map (entry->value))
        {
          g_autofree char *where = g_strdup_printf ("variables/%s", entry->name);

          plr_gitlab_keep_others (self, where, entry->value, PLR_IS_STAGE (target) ? known : known_of_pipeline);
        }
      if (text == NULL)
        {
          plr_gitlab_report_type (self, entry->name, value, _("Write a text."));
          continue;
        }
      variable = plr_variable_new (entry->name, plr_gitlab_is_null (value) ? "" : text);
      secret = find_secret (self, map, text);
      plr_variable_set_secret (variable, secret);
      if (!PLR_IS_STAGE (target) && plr_gitlab_is_map (entry->value))
        read_prefilled (self, entry->value, variable);
      if (PLR_IS_STAGE (target))
        plr_stage_add_variable (PLR_STAGE (target), variable);
      else
        plr_pipeline_add_variable (PLR_PIPELINE (target), variable);
    }
}

static void
read_reports (PlrGitlabReader *self,
              PlrGitlabValue  *reports)
{
  static const char *const known[] = { "junit", NULL };
  PlrGitlabValue *junit = plr_gitlab_get (self->config, reports, "junit");
  g_auto(GStrv) paths = junit != NULL ? plr_gitlab_get_strings (self, "junit", junit) : NULL;

  if (paths != NULL && paths[0] != NULL)
    plr_stage_set_reports (self->stage, (const char *const *)paths);
  plr_gitlab_keep_others (self, "artifacts/reports", reports, known);
}

/* A job makes one archive; GitLab calls it “artifacts”, and only warns where there is nothing for it. */
void
plr_gitlab_read_artifacts (PlrGitlabReader *self,
                           PlrGitlabValue  *value)
{
  static const char *const known[] = { "name", "paths", "reports", NULL };
  PlrGitlabValue *paths_value = plr_gitlab_get (self->config, value, "paths");
  PlrGitlabValue *name = plr_gitlab_get (self->config, value, "name");
  PlrGitlabValue *reports = plr_gitlab_get (self->config, value, "reports");
  g_auto(GStrv) paths = NULL;

  if (!plr_gitlab_is_map (value))
    {
      plr_gitlab_report_type (self, "artifacts", value, _("Write “paths:” with a list below it."));
      return;
    }

  paths = paths_value != NULL ? plr_gitlab_get_strings (self, "paths", paths_value) : NULL;
  if (paths != NULL && paths[0] != NULL)
    {
      const char *text = plr_gitlab_get_string (name);
      g_autoptr(PlrArtifact) artifact = plr_artifact_new (text != NULL ? text : "artifacts", (const char *const *)paths);

      plr_artifact_set_optional (artifact, TRUE);
      plr_stage_add_artifact (self->stage, artifact);
    }
  else if (name != NULL)
    {
      plr_gitlab_keep (self, "artifacts", "name");
    }
  if (reports != NULL)
    read_reports (self, reports);
  plr_gitlab_keep_others (self, "artifacts", value, known);
}

static void
read_cache (PlrGitlabReader *self,
            PlrGitlabValue  *value,
            const char      *where)
{
  static const char *const known[] = { "key", "paths", NULL };
  PlrGitlabValue *key = plr_gitlab_get (self->config, value, "key");
  PlrGitlabValue *paths_value = plr_gitlab_get (self->config, value, "paths");
  g_auto(GStrv) paths = paths_value != NULL ? plr_gitlab_get_strings (self, "paths", paths_value) : NULL;
  const char *text = key != NULL ? plr_gitlab_config_get_text (self->config, key, TRUE) : NULL;

  plr_gitlab_keep_others (self, where, value, known);
  if (paths != NULL && paths[0] != NULL)
    {
      g_autoptr(PlrCache) cache = plr_cache_new (text, (const char *const *)paths);

      plr_job_add_cache (self->model, cache);
    }
  else if (key != NULL)
    {
      plr_gitlab_keep (self, where, "key");
    }
}

void
plr_gitlab_read_caches (PlrGitlabReader *self,
                        PlrGitlabValue  *value)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

  if (plr_gitlab_is_map (value))
    {
      read_cache (self, value, "cache");
      return;
    }
  if (value->kind == PLR_YAML_SCALAR)
    {
      plr_gitlab_report_type (self, "cache", value, _("Write “paths:” with a list below it."));
      return;
    }
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *where = g_strdup_printf ("cache/%u", i);
      PlrGitlabValue *item = ((PlrGitlabEntry *)items->pdata[i])->value;

      if (plr_gitlab_is_map (item))
        read_cache (self, item, where);
      else
        plr_gitlab_report_type (self, "cache", item, _("Write “paths:” with a list below it."));
    }
}

void
plr_gitlab_read_services (PlrGitlabReader *self,
                          PlrGitlabValue  *value)
{
  static const char *const known[] = { "name", "alias", NULL };
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

  if (value->kind != PLR_YAML_SEQUENCE)
    {
      plr_gitlab_report_type (self, "services", value, _("Write a list of images."));
      return;
    }

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *item = ((PlrGitlabEntry *)items->pdata[i])->value;
      PlrGitlabValue *name = plr_gitlab_is_map (item) ? plr_gitlab_get (self->config, item, "name") : item;
      const char *image = plr_gitlab_get_string (name);
      g_autofree char *where = g_strdup_printf ("services/%u", i);
      g_autoptr(PlrService) service = NULL;

      plr_gitlab_keep_others (self, where, item, known);
      if (image == NULL)
        {
          plr_gitlab_report_type (self, "services", item, _("Write the name of an image."));
          continue;
        }
      service = plr_service_new (plr_gitlab_get_string (plr_gitlab_get (self->config, item, "alias")), image);
      plr_job_add_service (self->model, service);
    }
}

static char **
get_axis_values (PlrGitlabReader *self,
                 PlrGitlabEntry  *entry)
{
  g_auto(GStrv) values = plr_gitlab_get_strings (self, entry->name, entry->value);

  return values != NULL && values[0] != NULL ? g_steal_pointer (&values) : NULL;
}

static void
read_axes (PlrGitlabReader *self,
           PlrGitlabValue  *row)
{
  for (guint i = 0; i < row->n_entries; i++)
    {
      g_auto(GStrv) values = get_axis_values (self, &row->entries[i]);
      g_autoptr(PlrAxis) axis = NULL;

      if (values == NULL)
        continue;
      axis = plr_axis_new (row->entries[i].name, (const char *const *)values);
      plr_stage_add_axis (self->stage, axis);
    }
}

/* Every combination of a row, as a row of its own; the first name turns slowest. */
static void
read_cells (PlrGitlabReader *self,
            PlrGitlabValue  *row,
            guint           *n_cells)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  guint total = 1;

  for (guint i = 0; i < row->n_entries; i++)
    {
      char **values = get_axis_values (self, &row->entries[i]);

      g_ptr_array_add (lists, values != NULL ? values : g_new0 (char *, 1));
      total = MIN (total * MAX (g_strv_length (lists->pdata[i]), 1), PLR_GITLAB_MAX_CELLS + 1);
    }

  for (guint cell = 0; cell < total && *n_cells <= PLR_GITLAB_MAX_CELLS; cell++, ++*n_cells)
    {
      g_autoptr(PlrMatrixRow) out = plr_matrix_row_new ();
      guint rest = cell;
      g_autofree guint *places = g_new0 (guint, lists->len + 1);

      for (guint i = lists->len; i > 0; i--)
        {
          guint n_values = MAX (g_strv_length (lists->pdata[i - 1]), 1);

          places[i - 1] = rest % n_values;
          rest /= n_values;
        }
      for (guint i = 0; i < lists->len; i++)
        {
          char **values = lists->pdata[i];
          g_autoptr(PlrVariable) variable = values[0] != NULL ? plr_variable_new (row->entries[i].name, values[places[i]]) : NULL;

          if (variable != NULL)
            plr_matrix_row_add_variable (out, variable);
        }
      plr_job_add_include (self->model, out);
    }
}

static gboolean
has_lists (PlrGitlabValue *row)
{
  for (guint i = 0; i < row->n_entries; i++)
    if (row->entries[i].value->kind == PLR_YAML_SEQUENCE)
      return TRUE;

  return FALSE;
}

/* One row of lists is a product of axes; several rows are all their combinations, one after the other. */
static void
read_rows (PlrGitlabReader *self,
           PlrGitlabValue  *matrix)
{
  g_autoptr(GPtrArray) rows = plr_gitlab_list_items (matrix);
  guint n_cells = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      PlrGitlabValue *row = ((PlrGitlabEntry *)rows->pdata[i])->value;

      if (!plr_gitlab_is_map (row))
        plr_gitlab_report_type (self, "matrix", row, _("Write names, each with a list of values."));
      else if (rows->len == 1 && has_lists (row))
        read_axes (self, row);
      else
        read_cells (self, row, &n_cells);
    }
  if (n_cells > PLR_GITLAB_MAX_CELLS || plr_stage_count_cells (self->stage) > PLR_GITLAB_MAX_CELLS)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "too-many-cells", matrix->node, _("Divide the job into two."),
                       _("The matrix has more than the %d combinations that GitLab takes"), PLR_GITLAB_MAX_CELLS);
}

void
plr_gitlab_read_matrix (PlrGitlabReader *self,
                        PlrGitlabValue  *value)
{
  const char *text = plr_gitlab_get_string (value);
  PlrGitlabValue *matrix = plr_gitlab_get (self->config, value, "matrix");
  guint64 copies;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, PLR_GITLAB_MAX_CELLS, &copies, NULL))
    plr_job_set_copies (self->model, copies);
  else if (matrix != NULL && matrix->kind == PLR_YAML_SEQUENCE)
    read_rows (self, matrix);
  else if (text != NULL && strchr (text, '$') == NULL)
    plr_gitlab_report_type (self, "parallel", value, _("Write a number from 1 to 200, or “matrix:” with a list of rows."));
  else
    plr_gitlab_keep (self, NULL, "parallel");
}
