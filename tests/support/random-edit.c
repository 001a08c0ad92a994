/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "random-edit.h"

static const char *const words[] = {
  "x", "make check", "yes", "12", "a: b", "# no", "it's", "say \"so\"", " lead", "trail ", "two\nlines", "text\n", "\n",
  "a\n\n  b\n\n", "tab\t", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "- a", "[x]", "{x}", "&x", "*x", "!x", "%x", "---", "...", "|", ">", "",
  "\r\n", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf", "\x7f", "null", "~", "a,b", "?", ":", "key", "  \n x\n", "end:",
};

static const char *
pick_word (GRand *rand)
{
  return words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];
}

static PlrYamlValue *
make_value (GRand *rand,
            guint  depth)
{
  PlrYamlValue *value;
  int n;

  switch (g_rand_int_range (rand, 0, depth > 2 ? 5 : 8))
    {
    case 0:
      return plr_yaml_value_new_integer (g_rand_int_range (rand, -100, 100));

    case 1:
      return plr_yaml_value_new_boolean (g_rand_boolean (rand));

    case 2:
      return plr_yaml_value_new_text (pick_word (rand));

    case 3:
    case 4:
      return plr_yaml_value_new_string (pick_word (rand));

    case 5:
      value = plr_yaml_value_new_list ();
      n = g_rand_int_range (rand, 0, 4);
      for (int i = 0; i < n; i++)
        plr_yaml_value_append (value, make_value (rand, depth + 1));
      break;

    default:
      value = plr_yaml_value_new_map ();
      n = g_rand_int_range (rand, 0, 4);
      for (int i = 0; i < n; i++)
        plr_yaml_value_set (value, pick_word (rand), make_value (rand, depth + 1));
      break;
    }
  plr_yaml_value_set_flow (value, g_rand_int_range (rand, 0, 4) == 0);

  return value;
}

static void
list_nodes (PlrYamlNode *node,
            GPtrArray   *nodes)
{
  g_ptr_array_add (nodes, node);
  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
      {
        list_nodes (plr_yaml_node_get_key (node, i), nodes);
        list_nodes (plr_yaml_node_get_value (node, i), nodes);
      }
    else
      {
        list_nodes (plr_yaml_node_get_item (node, i), nodes);
      }
}

/* Spans lie in the text, in each other and one after the other. */
void
check_tree (PlrYaml *tree)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  gsize size;

  (void) plr_yaml_get_text (tree, &size);
  for (guint i = 0; i < plr_yaml_get_n_documents (tree); i++)
    list_nodes (plr_yaml_get_root (tree, i), nodes);

  for (guint i = 0; i < nodes->len; i++)
    {
      PlrYamlNode *node = nodes->pdata[i];
      PlrYamlNode *parent = plr_yaml_node_get_parent (node);
      gsize outer = plr_yaml_node_get_outer_start (node);
      gsize start = plr_yaml_node_get_start (node), end = plr_yaml_node_get_end (node);
      guint line, column;

      g_assert_cmpuint (outer, <=, start);
      g_assert_cmpuint (start, <=, end);
      g_assert_cmpuint (end, <=, size);
      if (parent != NULL)
        {
          g_assert_cmpuint (outer, >=, plr_yaml_node_get_start (parent));
          g_assert_cmpuint (end, <=, plr_yaml_node_get_end (parent));
        }
      plr_yaml_get_place (tree, start, &line, &column);
      g_assert_cmpuint (plr_yaml_get_offset (tree, line, column), ==, start);
    }
}

/* Does something at some place, which may make no sense there. */
GPtrArray *
random_edit (PlrYaml *tree,
             GRand   *rand,
             GError **error)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr(PlrYamlValue) value = make_value (rand, 0);
  PlrYamlEditFlags flags = g_rand_int_range (rand, 0, 4);
  const char *key = pick_word (rand);
  PlrYamlNode *node, *other;
  gsize size;
  int index, operation;

  (void) plr_yaml_get_text (tree, &size);
  for (guint i = 0; i < plr_yaml_get_n_documents (tree); i++)
    list_nodes (plr_yaml_get_root (tree, i), nodes);
  if (nodes->len == 0)
    return plr_yaml_edit_set_root (tree, value, error);

  node = nodes->pdata[g_rand_int_range (rand, 0, nodes->len)];
  other = nodes->pdata[g_rand_int_range (rand, 0, nodes->len)];
  operation = g_rand_int_range (rand, 0, 12);
  /* Small texts are mostly let grow, or there is soon nothing left. */
  if (size < 1500 && g_rand_int_range (rand, 0, 20) != 0 &&
      (operation == 5 || operation == 6 || (operation < 2 && plr_yaml_node_get_n_items (node) > 0)))
    operation = g_rand_int_range (rand, 2, 5);
  index = g_rand_int_range (rand, -1, (int) plr_yaml_node_get_n_items (node) + 1);
  switch (operation)
    {
    case 0:
    case 1:
      return plr_yaml_edit_set (node, value, flags, error);

    case 2:
      return plr_yaml_edit_set_key (node, key, value, flags, error);

    case 3:
      return plr_yaml_edit_insert_key (node, index, key, value, flags, error);

    case 4:
      return plr_yaml_edit_insert_item (node, index, value, flags, error);

    case 5:
    case 6:
      return plr_yaml_edit_remove (node, flags, error);

    case 7:
      return plr_yaml_edit_rename (node, key, flags, error);

    case 8:
      return plr_yaml_edit_move (node, g_rand_int_range (rand, 0, 8), flags, error);

    case 9:
      return plr_yaml_edit_insert_copy (other, index, g_rand_boolean (rand) ? key : NULL, node, flags, error);

    case 10:
      return plr_yaml_edit_transfer (node, other, index, g_rand_boolean (rand) ? key : NULL, flags, error);

    default:
      return plr_yaml_edit_duplicate (node, g_rand_boolean (rand) ? key : NULL, flags, error);
    }
}
