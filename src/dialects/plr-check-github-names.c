/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-dialect.h"
#include "plr-github-expression.h"
#include "plr-graph.h"
#include "plr-yaml.h"

/* docs.github.com: Contexts reference. */
static const char *const contexts[] = {
  "github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs", NULL
};
static const char *const github_names[] = {
  "action", "action_path", "action_ref", "action_repository", "action_status", "actor", "actor_id", "api_url", "artifact_cache_size_limit",
  "base_ref", "env", "event", "event_name", "event_path", "graphql_url", "head_ref", "job", "job_workflow_sha", "output", "path", "ref",
  "ref_name", "ref_protected", "ref_type", "repository", "repository_id", "repository_owner", "repository_owner_id",
  "repository_visibility", "repositoryUrl", "retention_days", "run_attempt", "run_id", "run_number", "secret_source", "server_url", "sha",
  "state", "step_summary", "token", "triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace", NULL
};
static const char *const runner_names[] = { "name", "os", "arch", "temp", "tool_cache", "debug", "environment", "workspace", NULL };
static const char *const functions[] = {
  "contains", "startsWith", "endsWith", "format", "join", "toJSON", "fromJSON", "hashFiles", "success", "always", "cancelled",
  "failure", "case", NULL
};
/* docs.github.com: Context availability. */
static const char *const of_job_condition[] = { "github", "needs", "vars", "inputs", NULL };
static const char *const of_step_condition[] = {
  "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "steps", "inputs", NULL
};

/* What the walk over the names of a workflow has to know. */
typedef struct
{
  GPtrArray *inputs;      /* of the workflow, in whatever trigger; NULL if all may be there */
  GPtrArray *secrets;     /* that it declares; NULL if it does not have to */
  gboolean   is_called;
  gboolean   is_dispatched;
  gboolean   has_unknown; /* the expression has a word that is new, or wrong */
} Workflow;

/* Places */

/* Whether the text at @offset stands in a comment, as far as the line tells. In a script, where it would count, little is lost. */
static gboolean
is_comment (PlrCheck *self,
            gsize     offset)
{
  gsize start = offset;
  gboolean is_quoted = FALSE;

  while (start > 0 && self->text[start - 1] != '\n')
    start--;
  for (gsize i = start; i < offset; i++)
    {
      if (self->text[i] == '\'' || self->text[i] == '"')
        is_quoted = !is_quoted;
      if (self->text[i] == '#' && !is_quoted && (i == start || self->text[i - 1] == ' ' || self->text[i - 1] == '\t'))
        return TRUE;
    }

  return FALSE;
}

/* Behind a quoted text; texts in quotes are no names. */
static gsize
skip_text (PlrCheck *self,
           gsize     offset,
           gsize     end,
           gboolean  is_doubled)
{
  gsize n_quotes = is_doubled ? 2 : 1;
  const char *quote = NULL;

  if (offset + n_quotes < end)
    quote = g_strstr_len (self->text + offset + n_quotes, (gssize)(end - offset - n_quotes), is_doubled ? "''" : "'");

  return quote != NULL ? (gsize)(quote - self->text) + n_quotes : end;
}

/* Whether the quotes of the expression are doubled, because all of it stands in single quotes. */
static gboolean
has_doubled_quotes (PlrCheck *self,
                    gsize     offset,
                    gsize     end)
{
  const char *first = memchr (self->text + offset, '\'', end - offset);
  gboolean is_quoted = FALSE;
  gboolean is_double = FALSE;
  gsize start = offset;

  if (first == NULL || first[1] != '\'')
    return FALSE;
  while (start > 0 && self->text[start - 1] != '\n')
    start--;
  for (; start < offset; start++)
    {
      is_double ^= self->text[start] == '"' && !is_quoted;
      is_quoted ^= self->text[start] == '\'' && !is_double;
    }

  return is_quoted;
}

/* Takes `['name']` for `.name`; FALSE for anything else. */
static gboolean
take_index (PlrCheck *self,
            gsize    *offset,
            gsize     end,
            GString  *name)
{
  gsize at = *offset;
  gsize close;

  if (at + 4 >= end || self->text[at] != '[' || self->text[at + 1] != '\'')
    return FALSE;
  close = skip_text (self, at + 1, end, FALSE);
  if (close >= end || self->text[close] != ']')
    return FALSE;

  g_string_append_c (name, '.');
  g_string_append_len (name, self->text + at + 2, (gssize)(close - 1 - at - 2));
  *offset = close + 1;

  return TRUE;
}

/* Calls @func with each name in an expression. */
void
plr_check_walk_names (PlrCheck        *self,
                      PlrStage        *stage,
                      int              step,
                      gsize            offset,
                      gsize            end,
                      PlrCheckNameFunc func,
                      gpointer         user_data)
{
  gboolean is_doubled = offset < end && has_doubled_quotes (self, offset, end);

  while (offset < end)
    {
      PlrCheckName name = { .stage = stage, .step = step, .offset = offset, .is_plain = TRUE };
      g_autoptr(GString) text = g_string_new (NULL);
      g_auto(GStrv) parts = NULL;
      g_autofree char *first = NULL;
      gsize next;

      if (self->text[offset] == '\'')
        {
          offset = skip_text (self, offset, end, is_doubled);
          continue;
        }
      for (next = offset; next < end && plr_check_is_name (self->text[next]); next++)
        g_string_append_c (text, self->text[next]);
      while (text->len > 0 && take_index (self, &next, end, text))
        for (name.is_plain = FALSE; next < end && plr_check_is_name (self->text[next]); next++)
          g_string_append_c (text, self->text[next]);
      if (text->len == 0)
        {
          offset++;
          continue;
        }

      name.length = next - offset;
      offset = next;
      while (next < end && g_ascii_isspace (self->text[next]))
        next++;
      name.is_call = next < end && self->text[next] == '(';
      name.has_default = next + 1 < end && self->text[next] == '|' && self->text[next + 1] == '|';
      if (!g_ascii_isalpha (text->str[0]) && text->str[0] != '_')
        continue;
      parts = g_strsplit (text->str, ".", -1);
      first = parts[0];
      parts[0] = g_ascii_strdown (first, -1);
      name.name = text->str;
      name.parts = parts;
      func (self, &name, user_data);
    }
}

static int
find_step (PlrStage *stage,
           gsize     offset)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      gint64 start = plr_step_get_offset (step);

      if (start >= 0 && start <= (gint64)offset && (gint64)offset < start + plr_step_get_length (step))
        return (int)i;
    }

  return -1;
}

/* Where the expression that starts at @offset ends. */
static gboolean
find_close (PlrCheck *self,
            gsize     offset,
            gsize    *close)
{
  while (offset + 1 < self->size_bytes)
    {
      if (self->text[offset] == '\'')
        {
          offset = skip_text (self, offset, self->size_bytes, FALSE);
          continue;
        }
      if (self->text[offset] == '}' && self->text[offset + 1] == '}')
        {
          *close = offset;
          return TRUE;
        }
      offset++;
    }

  return FALSE;
}

/* Problems */

static gboolean
has_word (const char *const *words,
          const char        *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      return TRUE;

  return FALSE;
}

static GPtrArray *
list_words (const char *const *words)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (list, (gpointer)words[i]);

  return list;
}

static void
add_names (GPtrArray  *names,
           GListModel *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      g_ptr_array_add (names, (gpointer)plr_variable_get_name (variable));
    }
}

static gboolean
has_name (GPtrArray  *names,
          const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
      return TRUE;

  return FALSE;
}

G_GNUC_PRINTF (6, 7)
static PlrProblem *
report (PlrCheck     *self,
        PlrCheckName *name,
        PlrSeverity   severity,
        const char   *code,
        const char   *hint,
        const char   *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  return plr_check_report (self, severity, code, name->stage, name->offset, name->length, hint, "%s", message);
}

/* Offers the one of the known words that part @index was meant to be. */
static void
offer (PlrCheck     *self,
       PlrCheckName *name,
       PlrProblem   *problem,
       guint         index,
       GPtrArray    *known)
{
  gsize offset = name->offset;
  g_autofree char *old = NULL;
  const char *guess = name->is_plain ? plr_check_guess (name->parts[index], known) : NULL;

  if (guess == NULL)
    return;
  for (guint i = 0; i < index; i++)
    offset += strlen (name->parts[i]) + 1;
  old = g_strndup (self->text + offset, strlen (name->parts[index]));
  plr_check_fix_word (self, problem, offset, old, guess);
}

/* References */

static GPtrArray *
list_axes (PlrStage *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);
  GListModel *rows = plr_job_get_includes (plr_stage_get_job (stage));
  const char *const *opaque = plr_stage_get_opaque (stage);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  if (plr_job_get_matrix (plr_stage_get_job (stage)) != NULL)
    return NULL;
  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    if (g_str_has_prefix (opaque[i], "strategy"))
      return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      g_ptr_array_add (names, (gpointer)plr_axis_get_name (axis));
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      add_names (names, plr_matrix_row_get_variables (row));
    }

  return g_steal_pointer (&names);
}

static void
check_matrix (PlrCheck     *self,
              PlrCheckName *name)
{
  g_autoptr(GPtrArray) axes = list_axes (name->stage);

  if (axes == NULL || has_name (axes, name->parts[1]))
    return;
  offer (self, name, report (self, name, PLR_SEVERITY_WARNING, "unknown-reference", _("Add it to the matrix, or correct the name."),
                             _("“%s” is empty: the matrix has no “%s”"), name->name, name->parts[1]), 1, axes);
}

static GPtrArray *
list_step_ids (PlrStage *stage,
               int       before)
{
  GListModel *steps = plr_stage_get_steps (stage);
  guint n_steps = g_list_model_get_n_items (steps);
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < (before < 0 ? n_steps : MIN (n_steps, (guint)before)); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (plr_step_get_id (step) != NULL)
        g_ptr_array_add (ids, (gpointer)plr_step_get_id (step));
    }

  return ids;
}

static void
check_step (PlrCheck     *self,
            PlrCheckName *name)
{
  g_autoptr(GPtrArray) before = list_step_ids (name->stage, name->step);
  g_autoptr(GPtrArray) all = list_step_ids (name->stage, -1);

  if (has_name (before, name->parts[1]))
    return;
  if (has_name (all, name->parts[1]))
    {
      report (self, name, PLR_SEVERITY_WARNING, "late-reference", _("Move the step behind the one that is meant."),
              _("“%s” is empty: the step “%s” has not run yet then"), name->name, name->parts[1]);
      return;
    }
  offer (self, name, report (self, name, PLR_SEVERITY_WARNING, "unknown-reference", _("Give the step that is meant this “id”."),
                             _("“%s” is empty: no step has the id “%s”"), name->name, name->parts[1]), 1, before);
}

static void
check_unneeded (PlrCheck     *self,
                PlrCheckName *name,
                PlrStage     *need)
{
  const char *id = plr_stage_get_id (name->stage);
  const char *other = need != NULL ? plr_stage_get_id (need) : name->parts[1];
  PlrProblem *problem = report (self, name, PLR_SEVERITY_WARNING, "unknown-reference",
                                need != NULL ? _("Add it to “needs”.") : _("Look how the job is called."),
                                _("“%s” is empty here: the job does not need “%s”"), name->name, other);

  if (need == NULL)
    {
      g_autoptr(GPtrArray) ids = list_words (plr_stage_get_needs (name->stage));

      offer (self, name, problem, 1, ids);
    }
  else if (need != name->stage && !plr_graph_would_cycle (self->pipeline, id, other))
    {
      plr_problem_take_fix (problem, g_strdup_printf (_("Make “%s” need “%s”"), id, other), plr_edit_new_need (id, other, TRUE), NULL);
    }
}

static void
check_need (PlrCheck     *self,
            PlrCheckName *name)
{
  char **parts = name->parts;
  PlrStage *need = g_hash_table_lookup (self->stages, parts[1]);
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();
  PlrProblem *problem;

  if (need == NULL || !plr_stage_needs_stage (name->stage, parts[1]))
    {
      check_unneeded (self, name, need);
      return;
    }

  /* A definition that is called may have any output. */
  if (parts[2] == NULL || parts[3] == NULL || g_ascii_strcasecmp (parts[2], "outputs") != 0 ||
      plr_job_get_calls (plr_stage_get_job (need)) != NULL)
    return;
  add_names (outputs, plr_job_get_outputs (plr_stage_get_job (need)));
  if (has_name (outputs, parts[3]))
    return;
  problem = plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-reference", name->stage, name->offset, name->length,
                              _("Add it to the outputs of that job, or correct the name."),
                              _("“%s” is empty: “%s” has no output “%s”"), name->name, parts[1], parts[3]);
  offer (self, name, problem, 3, outputs);
}

static void
check_input (PlrCheck     *self,
             PlrCheckName *name,
             Workflow     *workflow,
             guint         index)
{
  if (workflow->inputs == NULL || name->parts[index] == NULL || has_name (workflow->inputs, name->parts[index]))
    return;
  offer (self, name, report (self, name, PLR_SEVERITY_WARNING, "unknown-reference", _("Declare it as an input of the trigger, or correct the name."),
                             _("“%s” is empty: the workflow has no input “%s”"), name->name, name->parts[index]), index, workflow->inputs);
}

/* Whoever calls may hand on all secrets that it has, declared or not. */
static void
check_secret (PlrCheck     *self,
              PlrCheckName *name,
              Workflow     *workflow)
{
  const char *word = name->parts[1];
  gboolean is_typo;

  if (workflow->secrets == NULL || has_name (workflow->secrets, word) || g_ascii_strcasecmp (word, "GITHUB_TOKEN") == 0)
    return;
  is_typo = plr_check_guess (word, workflow->secrets) != NULL;
  offer (self, name, report (self, name, is_typo ? PLR_SEVERITY_WARNING : PLR_SEVERITY_INFO, "unknown-secret",
                             _("Declare it under “secrets” of workflow_call; without, it is there only if the caller hands on all that it has."),
                             _("The workflow does not declare the secret “%s”"), word), 1, workflow->secrets);
}

static void
check_property (PlrCheck          *self,
                PlrCheckName      *name,
                const char *const *words)
{
  g_autoptr(GPtrArray) known = list_words (words);

  /* There are new ones from time to time. */
  if (has_name (known, name->parts[1]) || plr_check_guess (name->parts[1], known) == NULL)
    return;
  offer (self, name, report (self, name, PLR_SEVERITY_WARNING, "unknown-reference", _("Correct the name."),
                             _("“%s” is empty: there is no “%s” in it"), name->name, name->parts[1]), 1, known);
}

static void
check_root (PlrCheck     *self,
            PlrCheckName *name,
            Workflow     *workflow)
{
  static const char *const literals[] = { "true", "false", "null", "nan", "infinity", NULL };
  g_autoptr(GPtrArray) known = NULL;
  PlrProblem *problem;

  if (name->is_call)
    {
      workflow->has_unknown |= g_ascii_strcasecmp (name->name, "case") == 0; /* the simulation does not know it */
      if (name->parts[1] != NULL || has_word (functions, name->name))
        return;
      workflow->has_unknown = TRUE;
      known = list_words (functions);
      problem = report (self, name, plr_check_guess (name->name, known) != NULL ? PLR_SEVERITY_ERROR : PLR_SEVERITY_WARNING,
                        "unknown-function", _("Correct the name."), _("GitHub has no function “%s”"), name->name);
      offer (self, name, problem, 0, known);
      return;
    }
  if (has_word (contexts, name->parts[0]) || has_word (literals, name->name))
    return;

  workflow->has_unknown = TRUE;
  known = list_words (contexts);
  problem = report (self, name, PLR_SEVERITY_ERROR, "unknown-context",
                    _("Correct the name, or write it in single quotes if it is a text."), _("GitHub does not know what “%s” is"), name->name);
  offer (self, name, problem, 0, known);
}

static void
check_name (PlrCheck     *self,
            PlrCheckName *name,
            gpointer      user_data)
{
  Workflow *workflow = user_data;
  char **parts = name->parts;

  if (name->stage != NULL)
    check_root (self, name, workflow);
  if (parts[1] == NULL || *parts[1] == '\0' || name->is_call || name->has_default)
    return;

  if (g_str_equal (parts[0], "inputs"))
    check_input (self, name, workflow, 1);
  else if (g_str_equal (parts[0], "github") && g_ascii_strcasecmp (parts[1], "event") == 0)
    {
      if (parts[2] != NULL && g_ascii_strcasecmp (parts[2], "inputs") == 0 && workflow->is_dispatched && !workflow->is_called)
        check_input (self, name, workflow, 3);
    }
  else if (g_str_equal (parts[0], "github"))
    check_property (self, name, github_names);
  else if (g_str_equal (parts[0], "runner"))
    check_property (self, name, runner_names);
  else if (g_str_equal (parts[0], "secrets"))
    check_secret (self, name, workflow);
  else if (name->stage == NULL)
    return;
  else if (g_str_equal (parts[0], "needs"))
    check_need (self, name);
  else if (g_str_equal (parts[0], "matrix"))
    check_matrix (self, name);
  else if (g_str_equal (parts[0], "steps"))
    check_step (self, name);
}

/* Conditions */

/* What an expression in a condition may ask for is less than elsewhere: GitHub refuses the file. */
static void
check_available (PlrCheck     *self,
                 PlrCheckName *name,
                 gpointer      user_data)
{
  const char *const *available = user_data;

  if (!name->is_call && has_word (contexts, name->parts[0]) && !has_word (available, name->parts[0]))
    report (self, name, PLR_SEVERITY_ERROR, "misplaced-context",
            name->step >= 0 ? _("Put it into “env” of the job or of the step, and ask for that.")
                            : _("Move the condition to the steps, or ask for something else."),
            name->step >= 0 ? _("The condition of a step cannot ask for “%s”") : _("The condition of a job cannot ask for “%s”"), name->name);
}

/* Where @condition stands behind an `if` between two places; blanks do not count, as lines may be folded. */
static gboolean
find_condition (PlrCheck   *self,
                const char *condition,
                gsize      *start,
                gsize      *end)
{
  for (gsize i = *start; i + 3 < *end; i++)
    {
      const char *at = condition;
      gsize j = i + 2;
      gsize first = 0;

      if (self->text[i] != 'i' || self->text[i + 1] != 'f' || (i > 0 && plr_check_is_name (self->text[i - 1])))
        continue;
      while (j < *end && (self->text[j] == '"' || self->text[j] == '\'' || self->text[j] == ' '))
        j++;
      if (j >= *end || self->text[j] != ':')
        continue;
      for (j++; j < *end && *at != '\0'; j++)
        {
          while (g_ascii_isspace (*at))
            at++;
          if (*at != '\0' && self->text[j] == *at)
            {
              first = first == 0 ? j : first;
              at++;
            }
          else if (strchr (" \t\r\n\"'", self->text[j]) == NULL && (first != 0 || strchr ("|>-+", self->text[j]) == NULL))
            {
              break;
            }
        }
      while (g_ascii_isspace (*at))
        at++;
      if (*at != '\0' || first == 0)
        continue;
      *start = first;
      *end = j;
      return TRUE;
    }

  return FALSE;
}

static JsonNode *
look_up_nothing (const char *path,
                 gpointer    user_data)
{
  return NULL;
}

/* What is written between the braces, or the whole of a condition. Escapes and doubled quotes are left alone: they are not common. */
static void
check_syntax (PlrCheck *self,
              Workflow *workflow,
              PlrStage *stage,
              gsize     start,
              gsize     end)
{
  g_autofree char *expression = g_strndup (self->text + start, end - start);
  g_autofree char *unknown = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_status;

  if (workflow->has_unknown || strchr (expression, '\\') != NULL || has_doubled_quotes (self, start, end))
    return;
  if (expression[strspn (expression, " \t\r\n")] != '\0')
    (void)plr_github_evaluate (expression, look_up_nothing, NULL, &has_status, &unknown, &error); /* only the error is wanted */
  else
    g_set_error (&error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("There is nothing in it"));
  if (error != NULL)
    plr_check_report (self, PLR_SEVERITY_ERROR, "bad-expression", stage, start, end - start,
                      _("Correct the expression: GitHub refuses the whole file."), _("This is no expression: %s"), error->message);
}

static void
check_condition (PlrCheck   *self,
                 Workflow   *workflow,
                 PlrStage   *stage,
                 int         step,
                 const char *condition,
                 gsize       start,
                 gsize       end)
{
  if (condition == NULL || end > self->size_bytes || !find_condition (self, condition, &start, &end))
    return;

  plr_check_walk_names (self, stage, step, start, end, check_available, (gpointer)(step >= 0 ? of_step_condition : of_job_condition));
  workflow->has_unknown = FALSE;
  if (strstr (condition, "${{") == NULL)
    {
      plr_check_walk_names (self, stage, step, start, end, check_name, workflow);
      check_syntax (self, workflow, stage, start, end);
    }
  else if (plr_github_is_text (condition))
    plr_check_report (self, PLR_SEVERITY_WARNING, "always-true", stage, start, end - start,
                      _("Put all of it between “${{” and “}}”, or leave these out."),
                      _("This condition always holds: there is text outside of the expression"));
}

static void
check_conditions (PlrCheck *self,
                  Workflow *workflow,
                  PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);
  gint64 end = plr_stage_get_offset (stage) + plr_stage_get_length (stage);

  if (plr_stage_get_offset (stage) < 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (plr_step_get_offset (step) >= 0)
        check_condition (self, workflow, stage, (int)i, plr_step_get_condition (step), (gsize)plr_step_get_offset (step),
                         (gsize)(plr_step_get_offset (step) + plr_step_get_length (step)));
    }
  check_condition (self, workflow, stage, -1, plr_job_get_condition (plr_stage_get_job (stage)), (gsize)plr_stage_get_offset (stage),
                   (gsize)end);
}

/* The workflow */

static void
find_inputs (PlrCheck *self,
             Workflow *workflow)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->pipeline);

  workflow->inputs = g_ptr_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      workflow->is_called |= plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_CALL;
      workflow->is_dispatched |= plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_MANUAL;
      add_names (workflow->inputs, plr_trigger_get_inputs (trigger));
    }
  add_names (workflow->inputs, plr_pipeline_get_inputs (self->pipeline)); /* of an action */
}

/* Only what is called declares secrets, and it does so in a place that the model has no word for. */
static PlrYaml *
find_secrets (PlrCheck *self,
              Workflow *workflow)
{
  g_autoptr(PlrYaml) tree = workflow->is_called ? plr_yaml_new (self->text, (gssize)self->size_bytes, NULL) : NULL;
  PlrYamlNode *secrets = tree != NULL ? plr_yaml_lookup (tree, "/on/workflow_call/secrets") : NULL;

  secrets = secrets != NULL ? plr_yaml_node_resolve (secrets) : NULL;
  if (secrets == NULL || plr_yaml_node_get_kind (secrets) != PLR_YAML_MAPPING)
    return NULL;

  workflow->secrets = g_ptr_array_new ();
  for (guint i = 0; i < plr_yaml_node_get_n_items (secrets); i++)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (secrets, i));

      if (name != NULL)
        g_ptr_array_add (workflow->secrets, (gpointer)name);
    }

  return g_steal_pointer (&tree);
}

/* The stage that the place belongs to; @index is where to go on looking. */
static PlrStage *
find_stage (PlrCheck *self,
            gsize     offset,
            guint    *index)
{
  for (; *index < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); (*index)++)
    {
      /* The pipeline keeps it alive. */
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), *index);
      gint64 start = plr_stage_get_offset (stage);

      if (start >= 0 && (gint64)offset < start)
        return NULL;
      if (start >= 0 && (gint64)offset < start + plr_stage_get_length (stage))
        return stage;
    }

  return NULL;
}

void
plr_check_github_names (PlrCheck *self)
{
  Workflow workflow = { 0 };
  g_autoptr(PlrYaml) tree = NULL;
  gsize offset = 0;
  guint index = 0;

  find_inputs (self, &workflow);
  tree = find_secrets (self, &workflow);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      check_conditions (self, &workflow, stage);
    }

  while (offset < self->size_bytes)
    {
      const char *start = memmem (self->text + offset, self->size_bytes - offset, "${{", 3);
      PlrStage *stage;
      gsize close;

      if (start == NULL || !find_close (self, offset = (gsize)(start + 3 - self->text), &close))
        break;
      stage = find_stage (self, offset, &index);
      if (!is_comment (self, offset - 3))
        {
          workflow.has_unknown = FALSE;
          plr_check_walk_names (self, stage, stage != NULL ? find_step (stage, offset) : -1, offset, close, check_name, &workflow);
          if (stage != NULL)
            check_syntax (self, &workflow, stage, offset, close);
        }
      offset = close + 2;
    }

  g_ptr_array_unref (workflow.inputs);
  g_clear_pointer (&workflow.secrets, g_ptr_array_unref);
}
