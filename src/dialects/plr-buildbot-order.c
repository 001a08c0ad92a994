/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildbot-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildbot-private.h"
#include "plr-export-stage-private.h"

/* The builder “pipeline” starts the builders of the stages in waves: a wave when all of the one before have ended. */

/* In how many waves all that a stage needs has run. */
static guint
find_wave (PlrExport  *export,
           GHashTable *waves,
           PlrStage   *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  guint wave = 0;

  for (guint i = 0; needs[i] != NULL; i++)
    wave = MAX (wave, GPOINTER_TO_UINT (g_hash_table_lookup (waves, plr_pipeline_find_stage (export->pipeline, needs[i]))) + 1);

  return wave;
}

/* All that a stage needs, and itself; the stages come behind what they need. */
static GPtrArray *
list_ancestors (PlrExport *export,
                PlrStage  *stage)
{
  GPtrArray *found = g_ptr_array_new ();

  g_ptr_array_add (found, stage);
  for (guint i = 0; i < found->len && plr_stage_get_when (stage) == PLR_STAGE_WHEN_SUCCESS; i++)
    {
      const char *const *needs = plr_stage_get_needs (found->pdata[i]);

      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrStage *need = plr_pipeline_find_stage (export->pipeline, needs[j]);

          if (need != NULL && !g_ptr_array_find (found, need, NULL))
            g_ptr_array_add (found, need);
        }
    }

  return found;
}

/* Our pattern for a branch as a regular expression of Python. */
static void
append_pattern (GString    *out,
                const char *pattern)
{
  g_string_append (out, "r'");
  for (const char *p = pattern; *p != '\0'; p++)
    if (*p == '*' && p[1] == '*')
      {
        g_string_append (out, ".*");
        p++;
      }
    else if (*p == '*')
      g_string_append (out, "[^/]*");
    else if (*p == '?')
      g_string_append (out, "[^/]");
    else if (g_ascii_isalnum (*p) || *p == '_' || *p == '/' || *p == '-' || (*p & 0x80) != 0)
      g_string_append_c (out, *p);
    else if (*p == '\'')
      g_string_append (out, "\\x27");
    else
      g_string_append_printf (out, "\\%c", *p);
  g_string_append (out, "'");
}

/* What must hold so that the stage runs; stages for which it is the same are started at once. */
static char *
make_terms (PlrExport *export,
            PlrStage  *stage)
{
  static const char *const words[] = { "success", "failure", "always" };
  g_autoptr(GPtrArray) ancestors = list_ancestors (export, stage);
  g_autoptr(GString) branches = g_string_new (NULL);
  g_autoptr(GString) approvals = g_string_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  PlrStageWhen when = plr_stage_get_when (stage);

  for (guint i = 0; i < ancestors->len; i++)
    {
      const char *const *patterns = plr_stage_get_branches (ancestors->pdata[i]);

      if (plr_stage_get_approval (ancestors->pdata[i]))
        g_string_append_printf (approvals, "'%s', ", plr_export_get_id (export, plr_stage_get_id (ancestors->pdata[i])));
      if (patterns == NULL || patterns[0] == NULL)
        continue;
      g_string_append_c (branches, '[');
      for (guint j = 0; patterns[j] != NULL; j++)
        {
          g_string_append (branches, j > 0 ? ", " : "");
          append_pattern (branches, patterns[j]);
        }
      g_string_append (branches, "], ");
    }

  if (when != PLR_STAGE_WHEN_SUCCESS)
    g_string_append_printf (out, ", when='%s'", words[when == PLR_STAGE_WHEN_FAILURE ? 1 : 2]);
  if (plr_job_get_allow_failure (plr_stage_get_job (stage)))
    g_string_append (out, ", may_fail=True");
  if (branches->len > 0)
    g_string_append_printf (out, ", branches=[%s]", branches->str);
  if (approvals->len > 0)
    g_string_append_printf (out, ", approvals=[%s]", approvals->str);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_names (PlrExport *export,
              PlrStage  *stage,
              GString   *names)
{
  g_autoptr(GPtrArray) cells = plr_export_list_cells (export, stage);

  for (guint i = 1; i <= MAX (cells->len, 1); i++)
    g_string_append_printf (names, "%s'%s.%u'", names->len > 0 ? ", " : "", plr_export_get_id (export, plr_stage_get_id (stage)), i);
}

/* The stages of one wave, those that run on the same terms together. */
static void
append_wave (PlrExport  *export,
             GString    *out,
             GHashTable *waves,
             guint       wave)
{
  g_autoptr(GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) terms = g_ptr_array_new ();
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)(void (*)(void))g_free);

  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      char *own = NULL;
      gpointer position = NULL;
      g_autoptr(GString) text = g_string_new (NULL);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (waves, stage)) != wave)
        continue;
      own = make_terms (export, stage);
      append_names (export, stage, text);
      if (g_hash_table_lookup_extended (groups, own, NULL, &position))
        {
          char **place = (char **)&g_ptr_array_index (names, GPOINTER_TO_UINT (position));
          char *joined = g_strconcat (*place, ", ", text->str, NULL);

          g_free (*place);
          *place = joined;
          g_free (own);
          continue;
        }
      g_hash_table_insert (groups, own, GUINT_TO_POINTER (names->len));
      g_ptr_array_add (terms, own);
      g_ptr_array_add (names, g_strdup (text->str));
    }
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (out, "    *start([%s]%s),\n", (char *)names->pdata[i], (char *)terms->pdata[i]);
}

/* Adds the builder that starts the others, and what starts it. */
void
plr_buildbot_append_pipeline (PlrExport *export,
                              GString   *out)
{
  g_autoptr(GHashTable) waves = g_hash_table_new (NULL, NULL);
  guint n_waves = 0;

  for (guint i = 0; i < export->stages->len; i++)
    {
      guint wave = find_wave (export, waves, export->stages->pdata[i]);

      g_hash_table_insert (waves, export->stages->pdata[i], GUINT_TO_POINTER (wave));
      n_waves = MAX (n_waves, wave + 1);
    }

  g_string_append (out, "\n# The pipeline: what stands in one line runs at once.\n"
                   "c['builders'].append(util.BuilderConfig(name='pipeline', workernames=WORKERS, factory=util.BuildFactory([\n"
                   "    *checkout(),\n");
  for (guint wave = 0; wave < n_waves; wave++)
    append_wave (export, out, waves, wave);
  g_string_append (out,
                   "])))\n"
                   "c['schedulers'] += [\n"
                   "    schedulers.SingleBranchScheduler(name='change', change_filter=util.ChangeFilter(repository=REPOSITORY, branch=BRANCH),\n"
                   "                                     treeStableTimer=None, builderNames=['pipeline']),\n"
                   "    schedulers.ForceScheduler(name='force', builderNames=['pipeline'],\n"
                   "                              codebases=[util.CodebaseParameter('', branch=util.StringParameter(name='branch', default=BRANCH),\n"
                   "                                                                repository=util.FixedParameter(name='repository', default=REPOSITORY))],\n"
                   "                              properties=[util.StringParameter(name='approved', label='Approved stages', default='')]),\n"
                   "]\n");
  if (n_waves > 1)
    plr_export_note (export, NULL, "needs", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done."),
                     _("The stages run in %u waves: each wave waits for all stages of the one before, not only for those that a stage needs"),
                     n_waves);
  plr_export_note (export, NULL, NULL, PLR_EXPORT_MANUAL,
                   _("Set them in the environment of the master, or at the top of the file, and add a change source such as a hook."),
                   _("A pipeline does not say where its repository is and which workers there are"));
}
