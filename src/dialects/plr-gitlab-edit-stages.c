/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

#define MAX_NAME 255

static gboolean
check_new_id (PlrGitlabEdit *self,
              const char    *id,
              GError       **error)
{
  if (id == NULL || id[0] == '\0' || id[0] == '.' || strlen (id) > MAX_NAME || plr_gitlab_is_global (id) || g_str_equal (id, "<<") ||
      strpbrk (id, "\n\r") != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("“%s” cannot be the name of a job: it is no word of GitLab’s own, does not start with a dot, and has at "
                                        "most %d characters in one line"), id != NULL ? id : "", MAX_NAME);
  if (self->config->root != NULL && plr_gitlab_find_entry (self->config, self->config->root, id) != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_EXISTS, _("There is a stage “%s” already"), id);

  return TRUE;
}

static gboolean
is_job_key (PlrYamlNode *key)
{
  const char *name = plr_yaml_node_get_string (key);

  return name != NULL && name[0] != '.' && !plr_gitlab_is_global (name) && !g_str_equal (name, "<<");
}

/* A position among the jobs as one among all keys of the top; -1 for the end. */
static int
find_key_index (PlrYamlNode *top,
                int          position)
{
  int seen = 0;

  for (guint i = 0; top != NULL && position >= 0 && i < plr_yaml_node_get_n_items (top); i++)
    if (is_job_key (plr_yaml_node_get_key (top, i)) && seen++ == position)
      return i;

  return -1;
}

static gboolean
check_job (PlrGitlabEdit *self,
           const char    *id,
           GError       **error)
{
  if (id != NULL && self->config->root != NULL && plr_gitlab_find_entry (self->config, self->config->root, id) != NULL &&
      id[0] != '.' && !plr_gitlab_is_global (id))
    return TRUE;

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id != NULL ? id : "");
}

/* The stage that a new job stands in: the last one of those that it needs, or the usual one, or the first. */
static const char *
choose_group (PlrPipeline       *pipeline,
              const char *const *needs)
{
  const char *const *groups = plr_pipeline_get_groups (pipeline);
  const char *chosen = NULL;
  int best = -1;

  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    {
      PlrStage *stage = plr_pipeline_find_stage (pipeline, needs[i]);
      const char *group = stage != NULL ? plr_job_get_group (plr_stage_get_job (stage)) : NULL;
      int place = -1;

      for (int j = 0; group != NULL && groups != NULL && groups[j] != NULL; j++)
        if (g_str_equal (groups[j], group))
          place = j;
      if (group != NULL && (place > best || chosen == NULL))
        {
          best = place;
          chosen = group;
        }
    }
  if (chosen != NULL)
    return g_str_equal (chosen, "test") ? NULL : chosen;
  if (groups == NULL || groups[0] == NULL || g_strv_contains (groups, "test"))
    return NULL;

  return groups[0];
}

static PlrYamlValue *
new_job (PlrGitlabEdit *self)
{
  const char *const *needs = plr_edit_get_values (self->edit);
  static const char *const none[] = { NULL };
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  const char *group = pipeline != NULL ? choose_group (pipeline, needs) : NULL;
  PlrYamlValue *job = plr_yaml_value_new_map ();

  if (group != NULL)
    plr_yaml_value_set_string (job, "stage", group);
  plr_yaml_value_set (job, "needs", plr_gitlab_new_list (NULL, needs != NULL ? needs : none));
  plr_yaml_value_set (job, "script", plr_gitlab_new_list (NULL, none));

  return job;
}

/**
 * plr_gitlab_edit_add_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a job that waits for what is said, and for nothing else.
 */
gboolean
plr_gitlab_edit_add_stage (PlrGitlabEdit *self,
                           GError       **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_value (self->edit);
  const char *const *needs = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) job = NULL;
  g_autoptr(PlrYamlValue) root = NULL;

  if (!check_new_id (self, id, error))
    return FALSE;
  if (name != NULL && name[0] != '\0' && !g_str_equal (name, id))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("A job of GitLab is called by its id; leave the name “%s” out"), name);
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (!check_job (self, needs[i], error))
      return FALSE;

  job = new_job (self);
  if (self->top != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_insert_key (self->top, find_key_index (self->top, plr_edit_get_index (self->edit)), id,
                                                                 job, PLR_YAML_EDIT_NONE, error), error);

  root = plr_yaml_value_new_map ();
  plr_yaml_value_set (root, id, plr_yaml_value_ref (job));

  return plr_gitlab_edit_take (self, plr_yaml_edit_set_root (self->editor->tree, root, error), error);
}

/* References: where the name of a job stands */

typedef struct
{
  const char *from;
  const char *to;       /* NULL takes it out */
} Change;

/* The new text of a name that may be followed by the cell of a matrix; NULL if it is another. */
static char *
rewrite_name (const char *text,
              Change     *change)
{
  g_autofree char *whole = NULL;

  if (text == NULL || change->to == NULL)
    return NULL;
  if (g_str_equal (text, change->from))
    return g_strdup (change->to);
  whole = plr_gitlab_strip_cell (text);

  return whole != NULL && g_str_equal (whole, change->from) ? g_strconcat (change->to, text + strlen (whole), NULL) : NULL;
}

static gboolean
names_job (const char *text,
           Change     *change)
{
  g_autofree char *whole = text != NULL && !g_str_equal (text, change->from) ? plr_gitlab_strip_cell (text) : NULL;

  return text != NULL && (g_str_equal (text, change->from) || g_strcmp0 (whole, change->from) == 0);
}

/* Collects the scalars that name the job below a key that may do so. */
static void
collect_names (PlrYamlNode *node,
               Change      *change,
               gboolean     is_mapping_only,
               GPtrArray   *found)
{
  PlrYamlNode *target = plr_yaml_node_resolve (node);
  PlrYamlNode *job;

  switch (plr_yaml_node_get_kind (target))
    {
    case PLR_YAML_SEQUENCE:
      for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
        collect_names (plr_yaml_node_get_item (target, i), change, is_mapping_only, found);
      break;

    case PLR_YAML_MAPPING:
      job = plr_yaml_node_get (target, "job");
      if (job != NULL && plr_yaml_node_get (target, "project") == NULL && plr_yaml_node_get (target, "pipeline") == NULL &&
          names_job (plr_yaml_node_get_string (job), change))
        g_ptr_array_add (found, job);
      break;

    case PLR_YAML_SCALAR:
    case PLR_YAML_ALIAS:
    default:
      if (!is_mapping_only && names_job (plr_yaml_node_get_string (target), change))
        g_ptr_array_add (found, node);
      break;
    }
}

static void
collect_below (PlrYamlNode *map,
               const char  *key,
               const char  *inner,
               gboolean     is_mapping_only,
               Change      *change,
               GPtrArray   *found)
{
  PlrYamlNode *value = plr_yaml_node_get (map, key);

  value = value != NULL && inner != NULL ? plr_yaml_node_get (plr_yaml_node_resolve (value), inner) : value;
  if (value != NULL)
    collect_names (value, change, is_mapping_only, found);
}

static void
collect_references (PlrYamlNode *node,
                    Change      *change,
                    GPtrArray   *found)
{
  guint n_items = plr_yaml_node_get_n_items (node);

  if (plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE && g_strcmp0 (plr_yaml_node_get_tag (node), "!reference") == 0)
    {
      if (n_items > 0 && g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (node, 0)), change->from) == 0)
        g_ptr_array_add (found, plr_yaml_node_get_item (node, 0));
      return;
    }
  for (guint i = 0; i < n_items; i++)
    collect_references (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING ? plr_yaml_node_get_value (node, i)
                                                                          : plr_yaml_node_get_item (node, i), change, found);
}

/* Where the job is named as one to wait for. */
static GPtrArray *
list_needs (PlrGitlabEdit *self,
            Change        *change)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < plr_yaml_node_get_n_items (self->top); i++)
    {
      PlrYamlNode *job = plr_yaml_node_get_value (self->top, i);
      PlrYamlNode *rules;

      if (plr_yaml_node_get_kind (job) != PLR_YAML_MAPPING)
        continue;
      collect_below (job, "needs", NULL, FALSE, change, found);
      collect_below (job, "dependencies", NULL, FALSE, change, found);
      rules = plr_yaml_node_get (job, "rules");
      rules = rules != NULL ? plr_yaml_node_resolve (rules) : NULL;
      for (guint j = 0; rules != NULL && j < plr_yaml_node_get_n_items (rules); j++)
        {
          PlrYamlNode *rule = plr_yaml_node_get_item (rules, j);

          if (rule != NULL && plr_yaml_node_get_kind (rule) == PLR_YAML_MAPPING)
            collect_below (rule, "needs", NULL, FALSE, change, found);
        }
    }

  return g_steal_pointer (&found);
}

/* Where it is named for other reasons, so that it cannot just go. */
static GPtrArray *
list_uses (PlrGitlabEdit *self,
           Change        *change)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < plr_yaml_node_get_n_items (self->top); i++)
    {
      PlrYamlNode *job = plr_yaml_node_get_value (self->top, i);

      if (plr_yaml_node_get_kind (job) != PLR_YAML_MAPPING)
        continue;
      collect_below (job, "extends", NULL, FALSE, change, found);
      collect_below (job, "environment", "on_stop", FALSE, change, found);
      collect_below (job, "trigger", "include", TRUE, change, found);
    }
  collect_references (self->top, change, found);

  return g_steal_pointer (&found);
}

/* An alias that brings the name in counts where it is defined. */
static PlrYamlNode *
find_first (GPtrArray *found)
{
  return found->len > 0 ? plr_yaml_node_resolve (found->pdata[0]) : NULL;
}

static gboolean
replace_names (PlrGitlabEdit *self,
               Change        *change,
               gboolean       is_need,
               GError       **error)
{
  for (;;)
    {
      g_autoptr(GPtrArray) found = is_need ? list_needs (self, change) : list_uses (self, change);
      PlrYamlNode *node = find_first (found);
      g_autofree char *text = node != NULL ? rewrite_name (plr_yaml_node_get_string (node), change) : NULL;
      g_autoptr(PlrYamlValue) value = NULL;

      if (node == NULL)
        return TRUE;
      value = plr_yaml_value_new_string (text);
      if (!plr_gitlab_edit_take (self, plr_yaml_edit_set (node, value, PLR_YAML_EDIT_SHARED, error), error) ||
          !plr_gitlab_edit_refresh (self, error))
        return FALSE;
    }
}

/* From lists the item goes, or the mapping that it is in; a single text becomes an empty list. */
static GPtrArray *
remove_name (PlrYamlNode *node,
             GError     **error)
{
  PlrYamlNode *parent = plr_yaml_node_get_parent (node);
  g_autoptr(PlrYamlValue) none = plr_yaml_value_new_list ();
  PlrYamlNode *item = node;

  plr_yaml_value_set_flow (none, TRUE);
  if (parent != NULL && plr_yaml_node_get_kind (parent) == PLR_YAML_MAPPING &&
      g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_key (parent, plr_yaml_node_get_index (node))), "job") == 0)
    item = parent;
  parent = plr_yaml_node_get_parent (item);
  if (parent != NULL && plr_yaml_node_get_kind (parent) == PLR_YAML_SEQUENCE)
    {
      if (plr_yaml_node_get_n_items (parent) > 1)
        return plr_yaml_edit_remove (item, PLR_YAML_EDIT_SHARED, error);
      item = parent;
    }

  return plr_yaml_edit_set (item, none, PLR_YAML_EDIT_SHARED, error);
}

/**
 * plr_gitlab_edit_remove_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a job, and its name from the needs of others.
 */
gboolean
plr_gitlab_edit_remove_stage (PlrGitlabEdit *self,
                              GError       **error)
{
  Change change = { plr_edit_get_stage (self->edit), NULL };
  g_autoptr(GPtrArray) uses = list_uses (self, &change);

  for (guint i = 0; i < uses->len; i++)
    if (!plr_yaml_node_is_inside (uses->pdata[i], self->job))
      return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_SHARED,
                                        _("“%s” is used in line %u as well; change that first, in the text"), change.from,
                                        plr_yaml_node_get_line (uses->pdata[i]));

  for (;;)
    {
      g_autoptr(GPtrArray) found = list_needs (self, &change);
      PlrYamlNode *node = NULL;

      for (guint i = 0; i < found->len && node == NULL; i++)
        if (!plr_yaml_node_is_inside (found->pdata[i], self->job))
          node = plr_yaml_node_resolve (found->pdata[i]);
      if (node == NULL)
        break;
      if (!plr_gitlab_edit_take (self, remove_name (node, error), error) || !plr_gitlab_edit_refresh (self, error))
        return FALSE;
    }

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (self->job, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_rename_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a job, there and where it is named: needs, dependencies, templates, references.
 */
gboolean
plr_gitlab_edit_rename_stage (PlrGitlabEdit *self,
                              GError       **error)
{
  Change change = { plr_edit_get_stage (self->edit), plr_edit_get_target (self->edit) };

  if (g_strcmp0 (change.from, change.to) == 0)
    return TRUE;
  if (!check_new_id (self, change.to, error))
    return FALSE;

  return plr_gitlab_edit_take (self, plr_yaml_edit_rename (self->job, change.to, PLR_YAML_EDIT_NONE, error), error) &&
         plr_gitlab_edit_refresh (self, error) && replace_names (self, &change, TRUE, error) &&
         replace_names (self, &change, FALSE, error);
}

/**
 * plr_gitlab_edit_duplicate_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a job behind it.
 */
gboolean
plr_gitlab_edit_duplicate_stage (PlrGitlabEdit *self,
                                 GError       **error)
{
  const char *new_id = plr_edit_get_target (self->edit);

  return check_new_id (self, new_id, error) &&
         plr_gitlab_edit_take (self, plr_yaml_edit_duplicate (self->job, new_id, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_move_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a job in the text.
 */
gboolean
plr_gitlab_edit_move_stage (PlrGitlabEdit *self,
                            GError       **error)
{
  int index = find_key_index (self->top, plr_edit_get_index (self->edit));

  if (index < 0)
    index = (int)plr_yaml_node_get_n_items (self->top) - 1;
  if ((guint)index == plr_yaml_node_get_index (self->job))
    return TRUE;

  return plr_gitlab_edit_take (self, plr_yaml_edit_move (self->job, (guint)index, PLR_YAML_EDIT_NONE, error), error);
}
