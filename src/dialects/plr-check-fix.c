/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-graph.h"
#include "plr-reader.h"

/* A guess among more takes too long at each keystroke. */
#define MAX_GUESSED 1000

/* What mends a problem without anybody having to decide something. Where there is more than one way, there is no fix. */

/* What stands at the problem, without quotes. NULL unless it is a word that needs none, so that another one can be put there. */
static char *
get_word (PlrCheck   *self,
          PlrProblem *problem,
          gsize      *offset)
{
  gint64 start = plr_problem_get_offset (problem);
  gint64 end = start + plr_problem_get_length (problem);

  if (start < 0 || end > (gint64)self->size_bytes || g_strcmp0 (plr_problem_get_path (problem), self->path) != 0)
    return NULL;
  if (end - start > 2 && (self->text[start] == '"' || self->text[start] == '\'') && self->text[end - 1] == self->text[start])
    {
      start++;
      end--;
    }
  for (gint64 i = start; i < end; i++)
    if (!plr_check_is_name (self->text[i]))
      return NULL;

  *offset = (gsize)start;

  return start < end ? g_strndup (self->text + start, (gsize)(end - start)) : NULL;
}

/* A word that can stand in YAML as it is, and is read as a text. */
static gboolean
is_plain_word (const char *word)
{
  static const char *const others[] = { "true", "false", "yes", "no", "on", "off", "null", "y", "n", NULL };
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if ((!g_ascii_isalpha (word[0]) && (word[0] != '.' || !g_ascii_isalpha (word[1]))) || g_strv_contains (others, lower))
    return FALSE;
  for (; *word != '\0'; word++)
    if (!plr_check_is_name (*word))
      return FALSE;

  return TRUE;
}

/* The one of the words that was meant, if there is no doubt: the shorter a word, the closer it has to be, and none other may be as
 * close. NULL as well for one that cannot be put there as it is. */
const char *
plr_check_guess (const char *word,
                 GPtrArray  *known)
{
  gsize length = strlen (word);
  guint best_distance = (length < 3 ? 0 : length < 5 ? 1 : length < 10 ? 2 : 3) + 1;
  const char *best = NULL;
  gboolean is_doubtful = FALSE;

  for (guint i = 0; i < known->len && known->len <= MAX_GUESSED; i++)
    {
      guint distance = plr_reader_get_distance (word, known->pdata[i]);

      is_doubtful = distance == best_distance ? is_doubtful || best != NULL : distance > best_distance && is_doubtful;
      if (distance >= best_distance)
        continue;
      best = known->pdata[i];
      best_distance = distance;
    }

  return best != NULL && !is_doubtful && !g_str_equal (best, word) && is_plain_word (best) ? best : NULL;
}

void
plr_check_fix_word (PlrCheck   *self,
                    PlrProblem *problem,
                    gsize       offset,
                    const char *old,
                    const char *new)
{
  plr_problem_take_fix (problem, g_strdup_printf (_("Write “%s” instead of “%s”"), new, old), plr_edit_new_replace_text (offset, old, new),
                        NULL);
}

/* The stage that was probably meant: one that may stand there. */
static const char *
guess_need (PlrCheck   *self,
            PlrStage   *stage,
            const char *word)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  const char *guess;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) other = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (other != stage)
        g_ptr_array_add (ids, (gpointer)plr_stage_get_id (other));
    }
  guess = plr_check_guess (word, ids);

  return guess != NULL && !plr_stage_needs_stage (stage, guess) &&
         !plr_graph_would_cycle (self->pipeline, plr_stage_get_id (stage), guess) ? guess : NULL;
}

static void
fix_unknown_need (PlrCheck   *self,
                  PlrProblem *problem,
                  PlrStage   *stage)
{
  gsize offset = 0;
  g_autofree char *word = get_word (self, problem, &offset);
  const char *id = plr_stage_get_id (stage);
  const char *guess = word != NULL ? guess_need (self, stage, word) : NULL;

  if (guess != NULL)
    plr_problem_take_fix (problem, g_strdup_printf (_("Make “%s” need “%s”"), id, guess), plr_edit_new_replace_text (offset, word, guess), NULL);
  else if (word != NULL)
    plr_problem_take_fix (problem, g_strdup_printf (_("Remove “%s” from the needs of “%s”"), word, id),
                          plr_edit_new_need (id, word, FALSE), NULL);
}

static void
fix_duplicate_need (PlrCheck   *self,
                    PlrProblem *problem,
                    PlrStage   *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  g_autoptr(GPtrArray) once = g_ptr_array_new ();
  gsize offset;
  g_autofree char *word = get_word (self, problem, &offset);

  if (word == NULL)
    return;
  for (guint i = 0; needs[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (once, needs[i], g_str_equal, NULL))
      g_ptr_array_add (once, (gpointer)needs[i]);
  g_ptr_array_add (once, NULL);

  plr_problem_take_fix (problem, g_strdup_printf (_("Keep “%s” once in the needs of “%s”"), word, plr_stage_get_id (stage)),
                        plr_edit_new_set_stage_list (plr_stage_get_id (stage), "needs", (const char *const *)once->pdata), NULL);
}

static void
fix_input (PlrCheck   *self,
           PlrProblem *problem,
           PlrStage   *stage)
{
  const char *const *inputs = plr_stage_get_inputs (stage);
  const char *id = plr_stage_get_id (stage);

  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    {
      const char *slash = strchr (inputs[i], '/');
      g_autofree char *from = slash != NULL ? g_strndup (inputs[i], (gsize)(slash - inputs[i])) : g_strdup (inputs[i]);
      gsize length = strlen (inputs[i]);
      gint64 offset = plr_problem_get_offset (problem);

      /* In quotes or not; which of several inputs it is, the text tells. */
      if (offset < 0 || (gsize)offset + length + 1 > self->size_bytes ||
          (memcmp (self->text + offset, inputs[i], length) != 0 && memcmp (self->text + offset + 1, inputs[i], length) != 0) ||
          plr_stage_needs_stage (stage, from) || !g_hash_table_contains (self->stages, from) ||
          plr_graph_would_cycle (self->pipeline, id, from))
        continue;
      plr_problem_take_fix (problem, g_strdup_printf (_("Make “%s” need “%s”"), id, from), plr_edit_new_need (id, from, TRUE), NULL);
      return;
    }
}

/* A stage of GitLab that is not in the list: a slip of the pen, or a new one. */
static void
fix_group (PlrCheck   *self,
           PlrProblem *problem,
           PlrStage   *stage)
{
  const char *const *groups = plr_pipeline_get_groups (self->pipeline);
  const char *group = plr_job_get_group (plr_stage_get_job (stage));
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  gsize offset = 0;
  g_autofree char *word = get_word (self, problem, &offset);
  const char *guess;
  PlrEdit *edit;

  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer)groups[i]);
  guess = group != NULL && g_strcmp0 (word, group) == 0 ? plr_check_guess (word, names) : NULL;
  if (guess != NULL)
    {
      plr_check_fix_word (self, problem, offset, word, guess);
      return;
    }
  if (group == NULL || group[0] == '\0' || g_strcmp0 (plr_problem_get_path (problem), self->path) != 0)
    return;

  g_ptr_array_add (names, (gpointer)group);
  g_ptr_array_add (names, NULL);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_PIPELINE, NULL);
  plr_edit_set_field (edit, "groups");
  plr_edit_set_values (edit, (const char *const *)names->pdata);
  plr_problem_take_fix (problem, g_strdup_printf (_("Add “%s” to the stages"), group), edit, NULL);
}

/* The keys at the left margin are all that can be extended in a file that includes nothing. */
static void
fix_template (PlrCheck   *self,
              PlrProblem *problem,
              PlrStage   *stage)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gsize offset = 0;
  g_autofree char *word = get_word (self, problem, &offset);
  const char *end = self->text + self->size_bytes;
  const char *guess;

  for (const char *line = self->text; word != NULL && line < end;)
    {
      const char *next = memchr (line, '\n', (gsize)(end - line));
      gsize length = 0;

      while (line + length < end && plr_check_is_name (line[length]))
        length++;
      if (length > 0 && line + length < end && line[length] == ':' &&
          (stage == NULL || strncmp (line, plr_stage_get_id (stage), length) != 0 || plr_stage_get_id (stage)[length] != '\0'))
        g_ptr_array_add (names, g_strndup (line, length));
      line = next != NULL ? next + 1 : end;
    }
  guess = word != NULL ? plr_check_guess (word, names) : NULL;
  if (guess != NULL)
    plr_check_fix_word (self, problem, offset, word, guess);
}

/* CodeDeploy user guide: AppSpec 'hooks' section. Whether the event is there on the platform of the file, the reader says again. */
static void
fix_event (PlrCheck   *self,
           PlrProblem *problem,
           PlrStage   *stage)
{
  static const char *const events[] = {
    "ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService", "BeforeBlockTraffic", "AfterBlockTraffic",
    "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic", NULL
  };
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  gsize offset = 0;
  g_autofree char *word = get_word (self, problem, &offset);
  const char *guess;

  for (guint i = 0; events[i] != NULL; i++)
    if (!g_hash_table_contains (self->stages, events[i]))
      g_ptr_array_add (names, (gpointer)events[i]);
  guess = word != NULL && !g_strv_contains (events, word) ? plr_check_guess (word, names) : NULL;
  if (guess != NULL)
    plr_check_fix_word (self, problem, offset, word, guess);
}

/* For what the readers found. */
void
plr_check_add_fixes (PlrCheck *self)
{
  static const struct
  {
    const char *code;
    void        (*add) (PlrCheck   *self,
                        PlrProblem *problem,
                        PlrStage   *stage);
  } fixes[] = {
    { "unknown-need", fix_unknown_need }, { "duplicate-need", fix_duplicate_need }, { "input-not-needed", fix_input },
    { "unknown-group", fix_group }, { "unknown-template", fix_template }, { "unknown-event", fix_event },
  };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);
      const char *id = plr_problem_get_stage (problem);
      PlrStage *stage = id != NULL ? g_hash_table_lookup (self->stages, id) : NULL;

      for (guint j = 0; j < G_N_ELEMENTS (fixes); j++)
        if ((stage != NULL || fixes[j].add == fix_template || fixes[j].add == fix_event) && plr_problem_get_fix (problem) == NULL && plr_problem_get_severity (problem) != PLR_SEVERITY_INFO &&
            g_strcmp0 (plr_problem_get_code (problem), fixes[j].code) == 0)
          fixes[j].add (self, problem, stage);
    }
}
