/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "fuzz.h"
#include "plr-github-expression.h"
#include "plr-gitlab-expression.h"
#include "plr-simulate.h"

/* Takes a text as a condition of each engine, and as a file of each, in which events happen: whatever comes, each job gets a verdict with
 * a reason and a place in the text, or the whole is refused in words. */

/* Every variable is a piece of the text. */
static void
look_up (const char    *name,
         PlrGitlabTerm *term,
         gpointer       user_data)
{
  const char *text = user_data;
  gsize length = strlen (name);

  term->kind = (PlrGitlabTermKind)(length % 4);
  if (term->kind == PLR_GITLAB_TERM_TEXT)
    term->text = g_strndup (text, MIN (strlen (text), 40));
}

static JsonNode *
look_up_path (const char *path,
              gpointer    user_data)
{
  const char *text = user_data;
  JsonNode *node;

  if (strlen (path) % 3 == 0)
    return NULL;
  node = json_node_new (strlen (path) % 3 == 1 ? JSON_NODE_NULL : JSON_NODE_VALUE);
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      g_autofree char *piece = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 40));

      json_node_set_string (node, piece);
    }

  return node;
}

static void
check_conditions (const char *text)
{
  g_autofree char *unknown = NULL;
  g_autofree char *missing = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) failure = NULL;
  gboolean has_status;
  PlrTruth truth = plr_gitlab_evaluate (text, look_up, (gpointer)text, &unknown, &error);

  g_assert_true (truth == PLR_UNKNOWN || (error == NULL && unknown == NULL));
  truth = plr_github_evaluate (text, look_up_path, (gpointer)text, &has_status, &missing, &failure);
  g_assert_true (truth == PLR_UNKNOWN || failure == NULL);
}

static guint
count_lines (const char *text)
{
  guint n = 1;

  for (const char *p = text; *p != '\0'; p++)
    n += *p == '\n' || *p == '\r';

  return n;
}

static void
check_file (const char             *id,
            const char             *text,
            const PlrSimulateEvent *event)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = plr_simulate (dialect, text, -1, "ci.yml", NULL, NULL, event, &error);
  guint n_lines = count_lines (text);

  g_assert_true ((jobs != NULL) != (error != NULL));
  for (guint i = 0; jobs != NULL && i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);

      g_assert_cmpstr (plr_simulated_job_get_reason (job), !=, "");
      g_assert_cmpuint (plr_simulated_job_get_line (job), >=, 1);
      g_assert_cmpuint (plr_simulated_job_get_line (job), <=, n_lines);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const changed[] = { "src/a.c", "docs/b.md", NULL };
  static const PlrSimulateEvent events[] = {
    { PLR_TRIGGER_EVENT_PUSH, "main", .default_branch = "main", .changed = changed, .files = changed },
    { PLR_TRIGGER_EVENT_PUSH, NULL, "v1.0" }, { PLR_TRIGGER_EVENT_PULL_REQUEST, "fix", NULL, "main" }, { PLR_TRIGGER_EVENT_SCHEDULE, "main" },
    { PLR_TRIGGER_EVENT_MANUAL },
  };
  g_autofree char *text = g_strndup ((const char *)data, size);

  if (size < 2000)
    check_conditions (text);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      check_file ("github", text, &events[i]);
      check_file ("gitlab", text, &events[i]);
    }

  return 0;
}
