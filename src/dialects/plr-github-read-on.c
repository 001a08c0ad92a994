/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-private.h"

/* What starts a workflow (docs.github.com: Events that trigger workflows). */

/* docs.github.com: Workflow syntax, on.workflow_call and on.workflow_dispatch. */
static const char *const input_types[] = { "boolean", "choice", "environment", "number", "string", NULL };

const PlrInputsForm plr_github_inputs[PLR_GITHUB_N_INPUTS] = {
  { .list = "inputs", .value = "default", .types = input_types, .has_options = TRUE, .has_required = TRUE },
  { .list = "secrets", .has_required = TRUE },
  { .list = "outputs", .value = "value" },
};

static PlrTrigger *
add_trigger (PlrReader   *self,
             const char  *name,
             PlrYamlNode *node)
{
  g_autoptr(PlrTrigger) trigger = plr_trigger_new (plr_github_get_event (name), name);

  plr_trigger_set_line (trigger, plr_yaml_node_get_line (node));
  plr_pipeline_add_trigger (self->pipeline, trigger);

  return trigger;
}

static gboolean
set_filter (PlrTrigger        *trigger,
            const char        *name,
            const char *const *values)
{
  static const struct
  {
    const char *name;
    void (     *set)(PlrTrigger        *self,
                     const char *const *values);
  } filters[] = {
    { "branches", plr_trigger_set_branches }, { "branches-ignore", plr_trigger_set_branches_ignored },
    { "tags", plr_trigger_set_tags }, { "tags-ignore", plr_trigger_set_tags_ignored },
    { "paths", plr_trigger_set_paths }, { "paths-ignore", plr_trigger_set_paths_ignored },
    { "types", plr_trigger_set_types },
  };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].name, name))
      {
        filters[i].set (trigger, values);
        return TRUE;
      }

  return FALSE;
}

/* What a person or caller is asked, handed over, and gets back. */
static gboolean
read_inputs (PlrReader   *self,
             PlrTrigger  *trigger,
             const char  *key,
             PlrYamlNode *node,
             const char  *where)
{
  static void (*const add[])(PlrTrigger  *trigger,
                             PlrVariable *variable) = { plr_trigger_add_input, plr_trigger_add_secret, plr_trigger_add_output };

  for (guint i = 0; i < G_N_ELEMENTS (add); i++)
    if (g_str_equal (plr_github_inputs[i].list, key))
      {
        g_autofree char *below = g_strdup_printf ("%s/%s", where, key);

        plr_inputs_read (self, node, &plr_github_inputs[i], below, (PlrInputsAddFunc)add[i], trigger);
        return TRUE;
      }

  return FALSE;
}

static void
read_event (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value)
{
  const char *name = plr_yaml_node_get_string (key);
  PlrYamlNode *body = plr_yaml_node_resolve (value);
  PlrTrigger *trigger = add_trigger (self, name, key);
  g_autofree char *where = g_strconcat ("on/", name, NULL);
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING)
    {
      if (!plr_yaml_node_is_null (body))
        plr_github_keep_below (self, "on", name);
      return;
    }

  pairs = plr_reader_list_pairs (self, body, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *filter = plr_yaml_node_get_string (pairs->pdata[i]);
      PlrYamlNode *node = plr_yaml_node_resolve (pairs->pdata[i + 1]);
      gboolean is_null = plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR && plr_yaml_node_is_null (node);
      g_auto(GStrv) values = NULL;

      if (read_inputs (self, trigger, filter, node, where))
        continue;
      if (!is_null && plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING)
        values = plr_reader_get_list (self, pairs->pdata[i], pairs->pdata[i + 1], TRUE, NULL);
      if (!set_filter (trigger, filter, (const char *const *)values))
        plr_github_keep_below (self, where, filter);
    }
}

/* Each time is a trigger of its own. */
static void
read_schedule (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);

  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE)
    {
      plr_reader_report_type (self, key, value, _("Write a list of times, each after a dash: - cron: '0 5 * * 1'."));
      return;
    }

  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      gboolean is_map = plr_yaml_node_get_kind (item) == PLR_YAML_MAPPING;
      PlrYamlNode *cron = is_map ? plr_yaml_node_get_merged (item, "cron") : NULL;
      const char *text = cron != NULL ? plr_yaml_node_get_string (cron) : NULL;

      if (text == NULL)
        plr_reader_report_type (self, key, item, _("Write a time, like cron: '0 5 * * 1'."));
      else
        plr_trigger_set_schedule (add_trigger (self, "schedule", item), text);

      for (guint j = 0; is_map && j < plr_yaml_node_get_n_items (item); j++)
        {
          const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (item, j));
          g_autofree char *where = g_strdup_printf ("on/schedule/%u", i);

          if (name != NULL && !g_str_equal (name, "cron"))
            plr_github_keep_below (self, where, name);
        }
    }
}

/* A word, a list of words, or a mapping of each to its filters. */
void
plr_github_read_triggers (PlrReader   *self,
                          PlrYamlNode *key,
                          PlrYamlNode *value,
                          gpointer     target)
{
  PlrYamlNode *node = plr_yaml_node_resolve (value);
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING)
    {
      g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
      g_auto(GStrv) names = plr_reader_get_list (self, key, value, TRUE, nodes);

      for (guint i = 0; names != NULL && names[i] != NULL; i++)
        (void)add_trigger (self, names[i], nodes->pdata[i]);
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      if (g_str_equal (plr_yaml_node_get_string (pairs->pdata[i]), "schedule"))
        read_schedule (self, pairs->pdata[i], pairs->pdata[i + 1]);
      else
        read_event (self, pairs->pdata[i], pairs->pdata[i + 1]);
    }
}
