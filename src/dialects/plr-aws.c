/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-aws"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-aws-private.h"

gboolean
plr_aws_is_map (PlrYamlNode *node)
{
  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING;
}

gboolean
plr_aws_is_list (PlrYamlNode *node)
{
  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE;
}

/**
 * plr_aws_get:
 * @map: (nullable): a mapping, or anything else
 * @key: a key, which a merge key may bring in
 *
 * Returns: (transfer none) (nullable): its value, behind any alias; `NULL` for an empty one as well
 */
PlrYamlNode *
plr_aws_get (PlrYamlNode *map,
             const char  *key)
{
  PlrYamlNode *value = plr_aws_is_map (map) ? plr_yaml_node_get_merged (map, key) : NULL;

  value = value != NULL ? plr_yaml_node_resolve (value) : NULL;
  if (value != NULL && plr_yaml_node_get_string (value) != NULL && plr_yaml_node_is_null (value))
    return NULL;

  return value;
}

const char *
plr_aws_get_text (PlrYamlNode *map,
                  const char  *key)
{
  PlrYamlNode *value = plr_aws_get (map, key);

  return value != NULL ? plr_yaml_node_get_string (value) : NULL;
}

/**
 * plr_aws_find_key:
 * @map: (nullable): a mapping
 *
 * Returns: (transfer none) (nullable): the key itself, for messages; `NULL` where a template has it
 */
PlrYamlNode *
plr_aws_find_key (PlrYamlNode *map,
                  const char  *key)
{
  guint index;

  return plr_aws_is_map (map) && plr_yaml_node_find_key (map, key, &index) ? plr_yaml_node_get_key (map, index) : NULL;
}

/* How many items or pairs there are; none in what is nothing. */
guint
plr_aws_count (PlrYamlNode *node)
{
  return node != NULL ? plr_yaml_node_get_n_items (node) : 0;
}

/* The engines of AWS read YAML 1.1, where `yes` is true. */
gboolean
plr_aws_is_true (const char *text)
{
  return text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "yes") == 0 ||
                          g_ascii_strcasecmp (text, "on") == 0);
}

/**
 * plr_aws_list_texts:
 * @node: (nullable): a list of texts, or one
 * @directory: (nullable): put before each, as a path
 *
 * Returns: (transfer full): those that are texts
 */
char **
plr_aws_list_texts (PlrYamlNode *node,
                    const char  *directory)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n_items = plr_aws_is_list (node) ? plr_yaml_node_get_n_items (node) : node != NULL ? 1 : 0;

  for (guint i = 0; i < n_items; i++)
    {
      PlrYamlNode *item = plr_aws_is_list (node) ? plr_yaml_node_get_item (node, i) : node;
      const char *text = plr_yaml_node_get_string (item);

      if (text == NULL || plr_yaml_node_is_null (item))
        continue;
      if (directory != NULL && directory[0] != '\0')
        {
          g_autofree char *joined = g_strconcat (directory, g_str_has_suffix (directory, "/") ? "" : "/", text, NULL);

          g_strv_builder_add (builder, joined);
        }
      else
        {
          g_strv_builder_add (builder, text);
        }
    }

  return g_strv_builder_end (builder);
}

/* For a key that is read elsewhere, in the order of the model and not of the text. */
void
plr_aws_skip (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
}

/* @where leads to the mapping of the key, with a slash at its end; NULL for the top level. */
void
plr_aws_keep (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     where)
{
  g_ptr_array_add (self->opaque, g_strconcat (where != NULL ? (const char *)where : "", plr_yaml_node_get_string (key), NULL));
}

void
plr_aws_keep_path (PlrReader  *self,
                   const char *format,
                   ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->opaque, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Reports what stands at @key if it is there and no mapping. */
void
plr_aws_check_map (PlrReader   *self,
                   PlrYamlNode *map,
                   const char  *key)
{
  PlrYamlNode *value = plr_aws_get (map, key);

  if (value != NULL && !plr_aws_is_map (value))
    plr_reader_report_type (self, plr_aws_find_key (map, key), value, _("Write keys below it, each with a colon."));
}
