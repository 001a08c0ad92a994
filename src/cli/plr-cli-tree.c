/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-tree"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-graph.h"
#include "plr-utf8.h"

/* A pipeline as a tree: each stage hangs below the last one that it waits for, and names the others. */
typedef struct
{
  PlrPipeline *pipeline;
  GHashTable  *children; /* PlrStage, or NULL for the root → GPtrArray of PlrStage */
  GHashTable  *parents;  /* PlrStage → PlrStage */
  GString     *out;
  gboolean     color;
} Tree;

static const char *
paint (Tree       *tree,
       const char *code)
{
  return tree->color ? code : "";
}

static void
append_escaped (GString    *out,
                const char *before,
                const char *text,
                const char *after)
{
  g_autofree char *shown = plr_utf8_escape (text, -1);

  g_string_append_printf (out, "%s%s%s", before, shown, after);
}

static void
append_marks (Tree     *tree,
              PlrStage *stage)
{
  GString *out = tree->out;
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  guint n_artifacts = g_list_model_get_n_items (artifacts);
  const char *const *branches = plr_stage_get_branches (stage);

  if (plr_stage_count_cells (stage) > 1)
    g_string_append_printf (out, " × %u", plr_stage_count_cells (stage));
  if (plr_stage_get_approval (stage))
    g_string_append (out, _(" [approval]"));
  if (plr_stage_get_network (stage))
    g_string_append (out, _(" [network]"));
  if (plr_stage_get_when (stage) == PLR_STAGE_WHEN_FAILURE)
    g_string_append (out, _(" [after a failure]"));
  if (plr_stage_get_when (stage) == PLR_STAGE_WHEN_ALWAYS)
    g_string_append (out, _(" [always]"));
  for (guint i = 0; branches != NULL && branches[i] != NULL; i++)
    append_escaped (out, i == 0 ? _(" [on ") : ", ", branches[i], branches[i + 1] == NULL ? "]" : "");
  if (plr_stage_get_deploy (stage) != NULL)
    append_escaped (out, _(" [deploys to "), plr_stage_get_deploy (stage), "]");
  for (guint i = 0; i < n_artifacts; i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      append_escaped (out, i == 0 ? " → " : ", ", plr_artifact_get_name (artifact), "");
    }
}

static void
append_others (Tree     *tree,
               PlrStage *stage)
{
  PlrStage *parent = g_hash_table_lookup (tree->parents, stage);
  const char *const *needs = plr_stage_get_needs (stage);
  gboolean any = FALSE;

  for (guint i = 0; needs[i] != NULL; i++)
    {
      if (parent != NULL && g_str_equal (needs[i], plr_stage_get_id (parent)))
        continue;
      append_escaped (tree->out, any ? ", " : _(" (needs also "), needs[i], "");
      any = TRUE;
    }
  if (any)
    g_string_append_c (tree->out, ')');
}

static void
append_stage (Tree       *tree,
              PlrStage   *stage,
              const char *prefix,
              gboolean    is_last)
{
  GPtrArray *children = g_hash_table_lookup (tree->children, stage);
  g_autofree char *below = g_strconcat (prefix, is_last ? "   " : "│  ", NULL);

  g_string_append_printf (tree->out, "%s%s", prefix, is_last ? "└─ " : "├─ ");
  append_escaped (tree->out, paint (tree, "\033[1m"), plr_stage_get_id (stage), paint (tree, "\033[0m"));
  if (plr_stage_get_name (stage) != NULL)
    append_escaped (tree->out, "  ", plr_stage_get_name (stage), "");
  g_string_append (tree->out, paint (tree, "\033[2m"));
  append_marks (tree, stage);
  append_others (tree, stage);
  g_string_append (tree->out, paint (tree, "\033[0m"));
  g_string_append_c (tree->out, '\n');

  for (guint i = 0; children != NULL && i < children->len; i++)
    append_stage (tree, children->pdata[i], below, i + 1 == children->len);
}

static void
hang (Tree     *tree,
      PlrStage *parent,
      PlrStage *stage)
{
  GPtrArray *children = g_hash_table_lookup (tree->children, parent);

  if (children == NULL)
    {
      children = g_ptr_array_new ();
      g_hash_table_insert (tree->children, parent, children);
    }
  g_ptr_array_add (children, stage);
  g_hash_table_insert (tree->parents, stage, parent);
}

/* Deep chains are drawn as deep trees: the drawing is as deep as the pipeline, and the stack holds some ten thousand. */
#define MAX_DEPTH 2000

static void
build (Tree      *tree,
       GPtrArray *sorted)
{
  g_autoptr(GHashTable) order = g_hash_table_new (g_str_hash, g_str_equal); /* id → its place, from 1 */
  g_autoptr(GHashTable) depths = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      PlrStage *stage = sorted->pdata[i];
      const char *const *needs = plr_stage_get_needs (stage);
      guint last = 0;
      guint depth = 0;

      for (guint j = 0; needs[j] != NULL; j++)
        last = MAX (last, GPOINTER_TO_UINT (g_hash_table_lookup (order, needs[j])));
      if (last > 0)
        depth = GPOINTER_TO_UINT (g_hash_table_lookup (depths, sorted->pdata[last - 1])) + 1;
      hang (tree, last > 0 && depth < MAX_DEPTH ? sorted->pdata[last - 1] : NULL, stage);
      g_hash_table_insert (depths, stage, GUINT_TO_POINTER (depth < MAX_DEPTH ? depth : 0));
      g_hash_table_insert (order, (gpointer)plr_stage_get_id (stage), GUINT_TO_POINTER (i + 1));
    }
}

char *
plr_cli_draw_tree (PlrPipeline *pipeline,
                   gboolean     color)
{
  g_autoptr(GPtrArray) sorted = plr_graph_sort (pipeline);
  g_autoptr(GHashTable) children = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GHashTable) parents = g_hash_table_new (NULL, NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  Tree tree = { pipeline, children, parents, out, color };
  const char *name = plr_pipeline_get_name (pipeline);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));
  GPtrArray *roots;

  append_escaped (out, paint (&tree, "\033[1m"), name != NULL ? name : plr_pipeline_get_path (pipeline), paint (&tree, "\033[0m"));
  g_string_append_c (out, '\n');
  build (&tree, sorted);
  roots = g_hash_table_lookup (children, NULL);
  for (guint i = 0; roots != NULL && i < roots->len; i++)
    append_stage (&tree, roots->pdata[i], "", i + 1 == roots->len);
  if (sorted->len < n_stages)
    g_string_append_printf (out, ngettext ("%u stage is in a circle, or needs one that is\n",
                                           "%u stages are in a circle, or need one that is\n", n_stages - sorted->len),
                            n_stages - sorted->len);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
