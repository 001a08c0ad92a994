/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-private.h"

/* What starts a workflow (docs.github.com: Events that trigger workflows). */

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

/* Names and defaults; what else is said of an input is kept. */
static void
read_inputs (PlrReader   *self,
             PlrTrigger  *trigger,
             PlrYamlNode *inputs,
             const char  *where)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (inputs)) != PLR_YAML_MAPPING)
    return;

  pairs = plr_reader_list_pairs (self, inputs, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      PlrYamlNode *body = plr_yaml_node_resolve (pairs->pdata[i + 1]);
      PlrYamlNode *text = plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (body, "default") : NULL;
      const char *value = text != NULL ? plr_yaml_node_get_string (text) : NULL;
      g_autoptr(PlrVariable) input = plr_variable_new (plr_yaml_node_get_string (pairs->pdata[i]), value != NULL ? value : "");

      plr_trigger_add_input (trigger, input);
      if (plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING && plr_yaml_node_get_n_items (body) > (text != NULL ? 1u : 0u))
        plr_github_keep_below (self, where, plr_variable_get_name (input));
    }
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

      if (g_str_equal (filter, "inputs"))
        {
          g_autofree char *below = g_strconcat (where, "/inputs", NULL);

          read_inputs (self, trigger, node, below);
          continue;
        }
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
