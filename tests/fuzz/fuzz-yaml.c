/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "random-edit.h"

#define N_EDITS 8

/* Reads a text and edits it in ways that follow from its bytes; every edit has to read again and to be undone. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new ((const char *) data, size, &error);
  g_autoptr(GRand) rand = NULL;
  guint32 seed = 2166136261;

  g_assert_true ((tree != NULL) != (error != NULL));
  if (tree == NULL)
    {
      g_assert_true (plr_yaml_error_get_place (error, NULL, NULL, NULL));
      return 0;
    }

  check_tree (tree);
  for (gsize i = 0; i < size; i++)
    seed = (seed ^ data[i]) * 16777619;
  rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autoptr(GError) edit_error = NULL;
      g_autoptr(GPtrArray) patches = random_edit (tree, rand, &edit_error);
      g_autoptr(GPtrArray) inverse = NULL;
      g_autoptr(PlrYaml) after = NULL;
      g_autofree char *back = NULL;
      gsize before_size, after_size, back_size;
      const char *before = plr_yaml_get_text (tree, &before_size);
      const char *text;

      g_assert_true ((patches != NULL) != (edit_error != NULL));
      if (patches == NULL)
        continue;

      after = plr_yaml_apply (tree, patches, &edit_error);
      g_assert_no_error (edit_error);
      check_tree (after);
      text = plr_yaml_get_text (after, &after_size);
      inverse = plr_patches_invert (before, before_size, patches);
      back = plr_patches_apply (text, after_size, inverse, &back_size);
      g_assert_cmpmem (back, back_size, before, before_size);

      plr_yaml_unref (tree);
      tree = g_steal_pointer (&after);
    }

  return 0;
}
