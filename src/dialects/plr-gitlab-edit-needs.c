/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/* The job that an item of `needs` names in this pipeline; NULL for anything else. */
static char *
dup_need_name (PlrGitlabEdit  *self,
               PlrGitlabValue *item)
{
  PlrGitlabValue *job = plr_gitlab_is_map (item) ? plr_gitlab_get (self->config, item, "job") : item;
  const char *name = plr_gitlab_get_string (job);
  g_autofree char *whole = NULL;

  if (name == NULL || plr_gitlab_get (self->config, item, "project") != NULL || plr_gitlab_get (self->config, item, "pipeline") != NULL)
    return NULL;
  if (plr_gitlab_find_entry (self->config, self->config->root, name) != NULL)
    return g_strdup (name);
  whole = plr_gitlab_strip_cell (name);

  return whole != NULL && plr_gitlab_find_entry (self->config, self->config->root, whole) != NULL ? g_steal_pointer (&whole) : NULL;
}

static GPtrArray *
list_items (PlrGitlabValue *needs)
{
  g_autoptr(GPtrArray) entries = plr_gitlab_list_items (needs);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (items, ((PlrGitlabEntry *)entries->pdata[i])->value);
  if (needs != NULL && needs->kind != PLR_YAML_SEQUENCE)
    g_ptr_array_add (items, needs);

  return g_steal_pointer (&items);
}

/* Which artifacts it gets may be said by `dependencies`, or at each need. */
static gboolean
has_flags (PlrGitlabEdit *self)
{
  g_autoptr(GPtrArray) items = list_items (plr_gitlab_edit_get (self, "needs"));

  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self->config, items->pdata[i], "artifacts")), "false") == 0)
      return TRUE;

  return FALSE;
}

static PlrYamlValue *
new_need (PlrGitlabEdit *self,
          const char    *name,
          gboolean       is_need)
{
  PlrYamlValue *map;

  if (!is_need || plr_gitlab_edit_get (self, "dependencies") != NULL || !has_flags (self))
    return plr_yaml_value_new_string (name);

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "job", name);
  plr_yaml_value_set (map, "artifacts", plr_yaml_value_new_boolean (FALSE));

  return map;
}

static int
find_name (const char *const *names,
           const char        *name)
{
  for (int i = 0; name != NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;

  return -1;
}

/* The list with those of @names that it has so far in their form, the new ones as texts, and what names no job of this file. */
static PlrYamlValue *
make_needs (PlrGitlabEdit     *self,
            PlrGitlabValue    *old,
            const char *const *names,
            gboolean           is_need)
{
  g_autoptr(GPtrArray) items = list_items (old);
  PlrYamlValue *out = plr_yaml_value_new_list ();
  int next = 0;

  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *name = dup_need_name (self, items->pdata[i]);
      int index = find_name (names, name);

      if (name != NULL && index < 0)
        continue;
      for (; next < index; next++)
        plr_yaml_value_append (out, new_need (self, names[next], is_need));
      if (name == NULL || index >= next - 1)
        plr_yaml_value_append (out, plr_gitlab_make_value (items->pdata[i], TRUE));
      next = MAX (next, index + 1);
    }
  for (; names[next] != NULL; next++)
    plr_yaml_value_append (out, new_need (self, names[next], is_need));
  plr_yaml_value_set_flow (out, old == NULL || plr_yaml_node_is_flow (old->node) || (names[0] == NULL && items->len == 0));

  return out;
}

static gboolean
check_names (PlrGitlabEdit     *self,
             const char *const *names,
             GError           **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (plr_gitlab_find_entry (self->config, self->config->root, names[i]) == NULL || names[i][0] == '.' ||
          plr_gitlab_is_global (names[i]))
        return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), names[i]);
      if (g_str_equal (names[i], plr_edit_get_stage (self->edit)))
        return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("A stage cannot wait for itself"));
    }
  if (g_strv_length ((GStrv)names) > PLR_GITLAB_MAX_NEEDS)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("A job of GitLab can need %d others at most; leave it to the order of the stages"),
                                      PLR_GITLAB_MAX_NEEDS);

  return TRUE;
}

/* In place as far as the list is the job's own and has only plain items: then each item is a step of its own. */
static gboolean
change_items (PlrGitlabEdit     *self,
              const char        *key,
              PlrGitlabValue    *old,
              const char *const *names,
              GError           **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  g_autoptr(PlrYamlValue) value = make_needs (self, old, names, g_str_equal (key, "needs"));

  if (own == NULL)
    return plr_gitlab_edit_put (self, key, value, error);
  if (plr_yaml_value_matches (value, own))
    return TRUE;

  return plr_gitlab_edit_take (self, plr_yaml_edit_set (own, value, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
insert_need (PlrGitlabEdit *self,
             const char    *key,
             const char    *need,
             GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  g_autoptr(PlrYamlValue) value = new_need (self, need, TRUE);

  return plr_gitlab_edit_take (self, plr_yaml_edit_insert_item (own, -1, value, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
is_own_list (PlrGitlabEdit *self,
             const char    *key)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);

  return own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && plr_yaml_node_get_tag (own) == NULL &&
         plr_yaml_node_get_n_items (own) > 0;
}

/**
 * plr_gitlab_edit_set_needs:
 * @needs: (nullable): ids; `NULL` leaves it to the order of the stages
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Makes the job wait for others.
 */
gboolean
plr_gitlab_edit_set_needs (PlrGitlabEdit     *self,
                           const char *const *needs,
                           GError           **error)
{
  if (needs == NULL)
    return plr_gitlab_edit_drop (self, "needs", error);

  return check_names (self, needs, error) && change_items (self, "needs", plr_gitlab_edit_get (self, "needs"), needs, error);
}

/**
 * plr_gitlab_edit_set_inputs:
 * @inputs: (nullable): ids; `NULL` for all
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Chooses the jobs whose artifacts the job gets.
 */
gboolean
plr_gitlab_edit_set_inputs (PlrGitlabEdit     *self,
                            const char *const *inputs,
                            GError           **error)
{
  if (plr_gitlab_edit_get (self, "dependencies") == NULL && has_flags (self))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("The needs of “%s” say by “artifacts:” what it gets; change that in the text"),
                                      plr_edit_get_stage (self->edit));
  if (inputs == NULL)
    return plr_gitlab_edit_drop (self, "dependencies", error);
  for (guint i = 0; inputs[i] != NULL; i++)
    if (plr_gitlab_find_entry (self->config, self->config->root, inputs[i]) == NULL)
      return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”; GitLab takes all artifacts of one"),
                                        inputs[i]);

  return change_items (self, "dependencies", plr_gitlab_edit_get (self, "dependencies"), inputs, error);
}

/* What the job waits for now, also where that follows from the order of the stages. */
static char **
dup_needs (PlrGitlabEdit *self,
           gboolean      *is_implied)
{
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  PlrStage *stage = pipeline != NULL ? plr_pipeline_find_stage (pipeline, plr_edit_get_stage (self->edit)) : NULL;

  *is_implied = stage != NULL && plr_job_get_implied_needs (plr_stage_get_job (stage));

  return stage != NULL ? g_strdupv ((GStrv)plr_stage_get_needs (stage)) : g_new0 (char *, 1);
}

/**
 * plr_gitlab_edit_add_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Connects two jobs. Needs that followed from the order of the stages are written out with the new one.
 */
gboolean
plr_gitlab_edit_add_need (PlrGitlabEdit *self,
                          GError       **error)
{
  const char *need = plr_edit_get_target (self->edit);
  gboolean is_implied;
  g_auto(GStrv) old = dup_needs (self, &is_implied);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) new = NULL;
  const char *one[] = { need != NULL ? need : "", NULL };

  if (!check_names (self, one, error))
    return FALSE;
  if (g_strv_contains ((const char *const *)old, need))
    return TRUE;
  for (guint i = 0; old[i] != NULL; i++)
    g_strv_builder_add (builder, old[i]);
  g_strv_builder_add (builder, need);
  new = g_strv_builder_end (builder);
  if (!check_names (self, (const char *const *)new, error))
    return FALSE;
  if (!is_implied && is_own_list (self, "needs"))
    return insert_need (self, "needs", need, error);

  return change_items (self, "needs", plr_gitlab_edit_get (self, "needs"), (const char *const *)new, error);
}

/* The artifacts that came over a connection go with it. */
static gboolean
remove_input (PlrGitlabEdit *self,
              const char    *need,
              GError       **error)
{
  PlrGitlabValue *dependencies = plr_gitlab_edit_get (self, "dependencies");
  g_autoptr(GPtrArray) items = list_items (dependencies);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) rest = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      const char *text = plr_gitlab_get_string (items->pdata[i]);

      if (g_strcmp0 (text, need) == 0)
        found = TRUE;
      else if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  rest = g_strv_builder_end (builder);

  return !found || (plr_gitlab_edit_refresh (self, error) &&
                    change_items (self, "dependencies", plr_gitlab_edit_get (self, "dependencies"), (const char *const *)rest, error));
}

/* The item of the own list @key that names @need, which is no job of this file. */
static PlrYamlNode *
find_unknown (PlrGitlabEdit *self,
              const char    *key,
              const char    *need)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);

  for (guint i = 0; own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (own); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (own, i);
      PlrYamlNode *job = plr_yaml_node_get_kind (item) == PLR_YAML_MAPPING ? plr_yaml_node_get (item, "job") : item;

      if (job != NULL && g_strcmp0 (plr_yaml_node_get_string (job), need) == 0)
        return item;
    }

  return NULL;
}

/* An empty list stays: without one, the job would wait for the stages before it. */
static gboolean
remove_unknown (PlrGitlabEdit *self,
                const char    *key,
                const char    *need,
                gboolean      *is_found,
                GError       **error)
{
  PlrYamlNode *item = find_unknown (self, key, need);
  g_autoptr(PlrYamlValue) none = plr_yaml_value_new_list ();

  if (item == NULL)
    return TRUE;
  *is_found = TRUE;
  plr_yaml_value_set_flow (none, TRUE);
  if (plr_yaml_node_get_n_items (plr_yaml_node_get_parent (item)) > 1)
    return plr_gitlab_edit_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_set (plr_yaml_node_get_parent (item), none, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_remove_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that. Needs that followed from the order of the stages are written out without it.
 */
gboolean
plr_gitlab_edit_remove_need (PlrGitlabEdit *self,
                             GError       **error)
{
  const char *need = plr_edit_get_target (self->edit);
  gboolean is_implied;
  gboolean is_found = FALSE;
  g_auto(GStrv) old = dup_needs (self, &is_implied);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) new = NULL;

  if (need != NULL && !g_strv_contains ((const char *const *)old, need) &&
      (!remove_unknown (self, "needs", need, &is_found, error) ||
       (is_found && !plr_gitlab_edit_refresh (self, error)) ||
       !remove_unknown (self, "dependencies", need, &is_found, error)))
    return FALSE;
  if (is_found)
    return TRUE;
  if (need == NULL || !g_strv_contains ((const char *const *)old, need))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” does not need “%s”"),
                                      plr_edit_get_stage (self->edit), need != NULL ? need : "");
  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], need))
      g_strv_builder_add (builder, old[i]);
  new = g_strv_builder_end (builder);

  return check_names (self, (const char *const *)new, error) &&
         change_items (self, "needs", plr_gitlab_edit_get (self, "needs"), (const char *const *)new, error) &&
         remove_input (self, need, error);
}
