/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-value"

#include "config.h"

#include <string.h>

#include "plr-yaml-write-private.h"

G_DEFINE_BOXED_TYPE (PlrYamlValue, plr_yaml_value, plr_yaml_value_ref, plr_yaml_value_unref)

static PlrYamlValue *
plr_yaml_value_new (PlrYamlScalarIntent intent,
                    const char         *text)
{
  PlrYamlValue *self = g_atomic_rc_box_new0 (PlrYamlValue);

  self->intent = intent;
  self->text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  if (intent == PLR_YAML_INTENT_LIST || intent == PLR_YAML_INTENT_MAP)
    self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) plr_yaml_value_unref);
  if (intent == PLR_YAML_INTENT_MAP)
    self->keys = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
plr_yaml_value_finalize (gpointer data)
{
  PlrYamlValue *self = data;

  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->tag);
}

/**
 * plr_yaml_value_new_string:
 * @string: UTF-8
 *
 * Returns: (transfer full): what every reader takes for a string; it is quoted when it looks like anything else
 */
PlrYamlValue *
plr_yaml_value_new_string (const char *string)
{
  g_return_val_if_fail (string != NULL, NULL);

  return plr_yaml_value_new (PLR_YAML_INTENT_STRING, string);
}

/**
 * plr_yaml_value_new_text:
 * @text: UTF-8
 *
 * Returns: (transfer full): a scalar as a person would type it: `20` and `true` stay without quotes
 */
PlrYamlValue *
plr_yaml_value_new_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return plr_yaml_value_new (PLR_YAML_INTENT_TEXT, text);
}

PlrYamlValue *
plr_yaml_value_new_integer (gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return plr_yaml_value_new (PLR_YAML_INTENT_TOKEN, text);
}

PlrYamlValue *
plr_yaml_value_new_boolean (gboolean is_true)
{
  return plr_yaml_value_new (PLR_YAML_INTENT_TOKEN, is_true ? "true" : "false");
}

PlrYamlValue *
plr_yaml_value_new_null (void)
{
  return plr_yaml_value_new (PLR_YAML_INTENT_TOKEN, "null");
}

PlrYamlValue *
plr_yaml_value_new_list (void)
{
  return plr_yaml_value_new (PLR_YAML_INTENT_LIST, NULL);
}

PlrYamlValue *
plr_yaml_value_new_map (void)
{
  return plr_yaml_value_new (PLR_YAML_INTENT_MAP, NULL);
}

/**
 * plr_yaml_value_new_strings:
 * @strings: (array zero-terminated=1) (nullable): strings
 *
 * Returns: (transfer full): a list of them
 */
PlrYamlValue *
plr_yaml_value_new_strings (const char *const *strings)
{
  PlrYamlValue *self = plr_yaml_value_new_list ();

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    plr_yaml_value_append (self, plr_yaml_value_new_string (strings[i]));

  return self;
}

/**
 * plr_yaml_shorten_tag:
 *
 * Returns: (transfer full) (nullable): a tag in a form that can be written anywhere
 */
char *
plr_yaml_shorten_tag (const char *tag)
{
  if (tag == NULL || tag[0] == '!')
    return g_strdup (tag);
  if (g_str_has_prefix (tag, "tag:yaml.org,2002:"))
    return g_strconcat ("!!", tag + strlen ("tag:yaml.org,2002:"), NULL);

  return g_strconcat ("!<", tag, ">", NULL);
}

/**
 * plr_yaml_value_new_copy:
 * @node: a node
 *
 * Tags and aliases are kept, anchors and comments are not.
 *
 * Returns: (transfer full) (nullable): the value of @node; %NULL when it has a key that is no scalar
 */
PlrYamlValue *
plr_yaml_value_new_copy (PlrYamlNode *node)
{
  g_autoptr(PlrYamlValue) self = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  switch ((PlrYamlKind) node->kind)
    {
    case PLR_YAML_ALIAS:
      self = plr_yaml_value_new (PLR_YAML_INTENT_ALIAS, node->value);
      break;

    case PLR_YAML_SEQUENCE:
    case PLR_YAML_MAPPING:
      self = node->kind == PLR_YAML_MAPPING ? plr_yaml_value_new_map () : plr_yaml_value_new_list ();
      self->is_flow = node->style == PLR_YAML_FLOW;
      for (guint i = 0; i < node->n_children; i++)
        {
          gboolean is_key = node->kind == PLR_YAML_MAPPING && i % 2 == 0;
          PlrYamlValue *item;

          if (is_key && node->children[i]->kind != PLR_YAML_SCALAR)
            return NULL;
          if (is_key)
            {
              g_ptr_array_add (self->keys, g_strdup (node->children[i]->value));
              continue;
            }
          item = plr_yaml_value_new_copy (node->children[i]);
          if (item == NULL)
            return NULL;
          g_ptr_array_add (self->items, item);
        }
      break;

    case PLR_YAML_SCALAR:
    default:
      if (node->style != PLR_YAML_PLAIN)
        self = plr_yaml_value_new (PLR_YAML_INTENT_STRING, node->value);
      else if (node->length == 0)
        self = plr_yaml_value_new_null ();
      else
        self = plr_yaml_value_new (PLR_YAML_INTENT_TEXT, node->value);
      break;
    }
  self->tag = plr_yaml_shorten_tag (node->extra->tag);

  return g_steal_pointer (&self);
}

/* A value of its own with the same items; @value may be on the stack. */
PlrYamlValue *
plr_yaml_value_new_alike (PlrYamlValue *value)
{
  PlrYamlValue *self = g_atomic_rc_box_new0 (PlrYamlValue);

  self->intent = value->intent;
  self->text = g_strdup (value->text);
  self->tag = g_strdup (value->tag);
  self->is_flow = value->is_flow;
  self->keys = value->keys != NULL ? g_ptr_array_ref (value->keys) : NULL;
  self->items = value->items != NULL ? g_ptr_array_ref (value->items) : NULL;

  return self;
}

/**
 * plr_yaml_value_ref:
 *
 * Returns: (transfer full): the same
 */
PlrYamlValue *
plr_yaml_value_ref (PlrYamlValue *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
plr_yaml_value_unref (PlrYamlValue *self)
{
  g_atomic_rc_box_release_full (self, plr_yaml_value_finalize);
}

/**
 * plr_yaml_value_append:
 * @item: (transfer full): what a list has as its last item from now on
 */
void
plr_yaml_value_append (PlrYamlValue *self,
                       PlrYamlValue *item)
{
  g_return_if_fail (self != NULL && self->intent == PLR_YAML_INTENT_LIST);
  g_return_if_fail (item != NULL);

  g_ptr_array_add (self->items, item);
}

/**
 * plr_yaml_value_set:
 * @key: a key, new or not
 * @value: (transfer full): what a map has there from now on
 */
void
plr_yaml_value_set (PlrYamlValue *self,
                    const char   *key,
                    PlrYamlValue *value)
{
  guint index;

  g_return_if_fail (self != NULL && self->intent == PLR_YAML_INTENT_MAP);
  g_return_if_fail (key != NULL);
  g_return_if_fail (value != NULL);

  if (g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, &index))
    {
      plr_yaml_value_unref (self->items->pdata[index]);
      self->items->pdata[index] = value;
      return;
    }

  g_ptr_array_add (self->keys, g_utf8_make_valid (key, -1));
  g_ptr_array_add (self->items, value);
}

void
plr_yaml_value_set_string (PlrYamlValue *self,
                           const char   *key,
                           const char   *string)
{
  plr_yaml_value_set (self, key, plr_yaml_value_new_string (string));
}

/**
 * plr_yaml_value_set_flow:
 * @is_flow: whether a list or map is to be written in brackets; in a place in brackets it always is
 */
void
plr_yaml_value_set_flow (PlrYamlValue *self,
                         gboolean      is_flow)
{
  g_return_if_fail (self != NULL);

  self->is_flow = is_flow;
}

/**
 * plr_yaml_value_set_tag:
 * @tag: (nullable): a tag as it is written: `!reference`, `!Ref`
 */
void
plr_yaml_value_set_tag (PlrYamlValue *self,
                        const char   *tag)
{
  char *copy;

  g_return_if_fail (self != NULL);

  copy = g_strdup (tag);
  g_free (self->tag);
  self->tag = copy;
}

/**
 * plr_yaml_value_is_empty:
 *
 * Returns: whether it is a list or map without items
 */
gboolean
plr_yaml_value_is_empty (PlrYamlValue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->items != NULL && self->items->len == 0;
}

static gboolean
plr_yaml_value_matches_scalar (PlrYamlValue *self,
                               PlrYamlNode  *node)
{
  if (node->kind != PLR_YAML_SCALAR || strlen (self->text) != node->length || strcmp (self->text, node->value) != 0)
    return self->intent == PLR_YAML_INTENT_TOKEN && strcmp (self->text, "null") == 0 && plr_yaml_node_is_null (node);
  if (self->tag != NULL)
    return TRUE;
  if (self->intent == PLR_YAML_INTENT_STRING)
    return node->style != PLR_YAML_PLAIN || !plr_yaml_scalar_is_ambiguous (node->value);

  return self->intent == PLR_YAML_INTENT_TEXT || node->style == PLR_YAML_PLAIN;
}

/**
 * plr_yaml_value_matches:
 * @node: a node
 *
 * Returns: whether @node reads as this value
 */
gboolean
plr_yaml_value_matches (PlrYamlValue *self,
                        PlrYamlNode  *node)
{
  g_autofree char *tag = NULL;
  gboolean is_map;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (node != NULL, FALSE);

  tag = plr_yaml_shorten_tag (node->extra->tag);
  if (g_strcmp0 (self->tag, tag) != 0)
    return FALSE;
  if (self->intent == PLR_YAML_INTENT_ALIAS)
    return node->kind == PLR_YAML_ALIAS && strcmp (node->value, self->text) == 0;
  if (self->items == NULL)
    return plr_yaml_value_matches_scalar (self, node);

  is_map = self->intent == PLR_YAML_INTENT_MAP;
  if (node->kind != (is_map ? PLR_YAML_MAPPING : PLR_YAML_SEQUENCE) ||
      plr_yaml_node_get_n_items (node) != self->items->len)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    {
      if (is_map && (node->children[2 * i]->kind != PLR_YAML_SCALAR ||
                     strcmp (node->children[2 * i]->value, self->keys->pdata[i]) != 0))
        return FALSE;
      if (!plr_yaml_value_matches (self->items->pdata[i], node->children[is_map ? 2 * i + 1 : i]))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_yaml_value_dup_text:
 *
 * Returns: (transfer full): the value as the text of a file of its own, with two spaces a level and a final newline
 */
char *
plr_yaml_value_dup_text (PlrYamlValue *self)
{
  g_autoptr(GString) out = g_string_new (NULL);
  PlrYamlWriter writer = {
    .out = out, .newline = "\n", .step = 2, .dash_offset = 2, .item_offset = 2, .quotes = PLR_YAML_SINGLE_QUOTED,
  };

  g_return_val_if_fail (self != NULL, NULL);

  if (plr_yaml_value_is_block (self) && self->tag == NULL)
    {
      plr_yaml_write_block (&writer, self, 0);
    }
  else
    {
      plr_yaml_write_value (&writer, self, -1, FALSE);
      g_string_erase (out, 0, 1);
    }
  g_string_append_c (out, '\n');

  return g_string_free (g_steal_pointer (&out), FALSE);
}
