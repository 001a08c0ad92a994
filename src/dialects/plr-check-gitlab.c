/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-gitlab-config.h"
#include "plr-yaml.h"

/* docs.gitlab.com: Predefined CI/CD variables reference. Only what is close to one of them is taken for a slip of the pen: there are
 * new ones with each version. */
static const char *const predefined[] = {
  "CHAT_CHANNEL", "CHAT_INPUT", "CHAT_USER_ID", "CI", "CI_API_V4_URL", "CI_API_GRAPHQL_URL", "CI_BUILDS_DIR",
  "CI_COMMIT_AUTHOR", "CI_COMMIT_BEFORE_SHA", "CI_COMMIT_BRANCH", "CI_COMMIT_DESCRIPTION", "CI_COMMIT_MESSAGE",
  "CI_COMMIT_MESSAGE_IS_TRUNCATED", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_PROTECTED", "CI_COMMIT_REF_SLUG", "CI_COMMIT_SHA",
  "CI_COMMIT_SHORT_SHA", "CI_COMMIT_TAG", "CI_COMMIT_TAG_MESSAGE", "CI_COMMIT_TIMESTAMP", "CI_COMMIT_TITLE",
  "CI_CONCURRENT_ID", "CI_CONCURRENT_PROJECT_ID", "CI_CONFIG_PATH", "CI_DEBUG_SERVICES", "CI_DEBUG_TRACE", "CI_DEFAULT_BRANCH",
  "CI_DEFAULT_BRANCH_SLUG", "CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX", "CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX",
  "CI_DEPENDENCY_PROXY_PASSWORD", "CI_DEPENDENCY_PROXY_SERVER", "CI_DEPENDENCY_PROXY_USER", "CI_DEPLOY_FREEZE",
  "CI_DEPLOY_PASSWORD", "CI_DEPLOY_USER", "CI_DISPOSABLE_ENVIRONMENT", "CI_ENVIRONMENT_ACTION", "CI_ENVIRONMENT_ID",
  "CI_ENVIRONMENT_NAME", "CI_ENVIRONMENT_SLUG", "CI_ENVIRONMENT_TIER", "CI_ENVIRONMENT_URL", "CI_EXTERNAL_PULL_REQUEST_IID",
  "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA",
  "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY", "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME",
  "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA", "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY", "CI_GITLAB_FIPS_MODE",
  "CI_HAS_OPEN_REQUIREMENTS", "CI_JOB_GROUP_NAME", "CI_JOB_ID", "CI_JOB_IMAGE", "CI_JOB_JWT", "CI_JOB_JWT_V1", "CI_JOB_JWT_V2",
  "CI_JOB_MANUAL", "CI_JOB_NAME", "CI_JOB_NAME_SLUG", "CI_JOB_STAGE", "CI_JOB_STARTED_AT", "CI_JOB_STATUS", "CI_JOB_TIMEOUT",
  "CI_JOB_TOKEN", "CI_JOB_URL", "CI_KUBERNETES_ACTIVE", "CI_MERGE_REQUEST_APPROVED", "CI_MERGE_REQUEST_ASSIGNEES",
  "CI_MERGE_REQUEST_DESCRIPTION", "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED", "CI_MERGE_REQUEST_DIFF_BASE_SHA",
  "CI_MERGE_REQUEST_DIFF_ID", "CI_MERGE_REQUEST_DRAFT", "CI_MERGE_REQUEST_EVENT_TYPE", "CI_MERGE_REQUEST_ID",
  "CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_LABELS", "CI_MERGE_REQUEST_MILESTONE", "CI_MERGE_REQUEST_PROJECT_ID",
  "CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_URL", "CI_MERGE_REQUEST_REF_PATH",
  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",
  "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "CI_MERGE_REQUEST_SOURCE_PROJECT_URL",
  "CI_MERGE_REQUEST_SQUASH_ON_MERGE", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED",
  "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_TITLE", "CI_NODE_INDEX", "CI_NODE_TOTAL", "CI_OPEN_MERGE_REQUESTS",
  "CI_PAGES_DOMAIN", "CI_PAGES_HOSTNAME", "CI_PAGES_URL", "CI_PIPELINE_CREATED_AT", "CI_PIPELINE_ID", "CI_PIPELINE_IID",
  "CI_PIPELINE_NAME", "CI_PIPELINE_SCHEDULE_DESCRIPTION", "CI_PIPELINE_SOURCE", "CI_PIPELINE_TRIGGERED", "CI_PIPELINE_URL",
  "CI_PROJECT_CLASSIFICATION_LABEL", "CI_PROJECT_DESCRIPTION", "CI_PROJECT_DIR", "CI_PROJECT_ID", "CI_PROJECT_NAME",
  "CI_PROJECT_NAMESPACE", "CI_PROJECT_NAMESPACE_ID", "CI_PROJECT_NAMESPACE_SLUG", "CI_PROJECT_PATH", "CI_PROJECT_PATH_SLUG",
  "CI_PROJECT_REPOSITORY_LANGUAGES", "CI_PROJECT_ROOT_NAMESPACE", "CI_PROJECT_TITLE", "CI_PROJECT_TOPICS", "CI_PROJECT_URL",
  "CI_PROJECT_VISIBILITY", "CI_REGISTRY", "CI_REGISTRY_IMAGE", "CI_REGISTRY_PASSWORD", "CI_REGISTRY_USER",
  "CI_RELEASE_DESCRIPTION", "CI_REPOSITORY_URL", "CI_RUNNER_DESCRIPTION", "CI_RUNNER_EXECUTABLE_ARCH", "CI_RUNNER_ID",
  "CI_RUNNER_REVISION", "CI_RUNNER_SHORT_TOKEN", "CI_RUNNER_TAGS", "CI_RUNNER_VERSION", "CI_SERVER", "CI_SERVER_FQDN",
  "CI_SERVER_HOST", "CI_SERVER_NAME", "CI_SERVER_PORT", "CI_SERVER_PROTOCOL", "CI_SERVER_REVISION", "CI_SERVER_SHELL_SSH_HOST",
  "CI_SERVER_SHELL_SSH_PORT", "CI_SERVER_TLS_CA_FILE", "CI_SERVER_TLS_CERT_FILE", "CI_SERVER_TLS_KEY_FILE", "CI_SERVER_URL",
  "CI_SERVER_VERSION", "CI_SERVER_VERSION_MAJOR", "CI_SERVER_VERSION_MINOR", "CI_SERVER_VERSION_PATCH",
  "CI_SHARED_ENVIRONMENT", "CI_TEMPLATE_REGISTRY_HOST", "CI_TRIGGER_SHORT_TOKEN", "CI_UPSTREAM_JOB_ID",
  "CI_UPSTREAM_PIPELINE_ID", "CI_UPSTREAM_PROJECT_ID",
};

/* Whether files take part that are not known here: then nothing can be said of what is missing. */
static gboolean
is_open (PlrCheck *self)
{
  static const char *const codes[] = { "include-not-followed", "unknown-include", "bad-include", NULL };

  if (self->path != NULL && !plr_gitlab_is_whole (self->path))
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (g_strv_contains (codes, plr_problem_get_code (problem)))
        return TRUE;
    }

  return FALSE;
}

/* The place of a group in the order, or -1. */
static int
find_group (PlrCheck   *self,
            const char *name)
{
  const char *const *groups = plr_pipeline_get_groups (self->pipeline);

  if (name == NULL || g_str_equal (name, ".pre"))
    return name == NULL ? -1 : 0;
  if (g_str_equal (name, ".post"))
    return G_MAXINT;
  for (int i = 0; groups != NULL && groups[i] != NULL; i++)
    if (g_str_equal (groups[i], name))
      return i + 1;

  return -1;
}

/* The circle that the order of the groups makes of it is the same fault. */
static void
drop_cycle (PlrCheck *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i > 0; i--)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i - 1);

      if (g_strcmp0 (plr_problem_get_code (problem), "cycle") == 0)
        g_list_store_remove (self->problems, i - 1);
    }
}

/* Where a word stands alone in the text of a stage; the key of the stage if it is not found. */
static gsize
find_word (PlrCheck   *self,
           PlrStage   *stage,
           const char *key,
           const char *word)
{
  gsize start = (gsize)MAX (plr_stage_get_offset (stage), 0);
  gsize end = MIN (start + (gsize)plr_stage_get_length (stage), self->size_bytes);
  const char *at = g_strstr_len (self->text + start, (gssize)(end - start), key);

  while (at != NULL && (at = g_strstr_len (at + 1, self->text + end - at - 1, word)) != NULL)
    if (!plr_check_is_name (at[-1]) && (at + strlen (word) == self->text + end || !plr_check_is_name (at[strlen (word)])))
      return (gsize)(at - self->text);

  return start;
}

static void
check_order (PlrCheck *self,
             PlrStage *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  int own = find_group (self, plr_job_get_group (plr_stage_get_job (stage)));

  if (plr_job_get_implied_needs (plr_stage_get_job (stage)) || own < 0)
    return;
  for (guint i = 0; needs[i] != NULL; i++)
    {
      PlrStage *need = g_hash_table_lookup (self->stages, needs[i]);

      if (need == NULL || find_group (self, plr_job_get_group (plr_stage_get_job (need))) <= own)
        continue;
      drop_cycle (self);
      plr_check_report (self, PLR_SEVERITY_ERROR, "late-need", stage, find_word (self, stage, "needs", needs[i]), strlen (needs[i]),
                        _("Move one of the two to another stage, or remove the need."),
                        _("“%s” needs “%s”, which is in a later stage"), plr_stage_get_id (stage), needs[i]);
    }
}

/* Whether the last of the rules takes whatever the others left; they are in the words of GitLab. */
static gboolean
has_last_rule (const char *condition)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (condition, -1, NULL);
  PlrYamlNode *list = tree != NULL && plr_yaml_get_n_documents (tree) == 1 ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlNode *last;

  if (list == NULL || plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE || plr_yaml_node_get_n_items (list) == 0)
    return FALSE;
  last = plr_yaml_node_get_item (list, plr_yaml_node_get_n_items (list) - 1);

  return plr_yaml_node_get_kind (last) == PLR_YAML_MAPPING && plr_yaml_node_get (last, "if") == NULL &&
         plr_yaml_node_get (last, "changes") == NULL && plr_yaml_node_get (last, "exists") == NULL &&
         (plr_yaml_node_get (last, "when") == NULL ||
          g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get (last, "when")), "never") != 0);
}

/* A job that is left out of the pipeline takes those with it that need it: GitLab makes no pipeline at all then. */
static void
check_missing (PlrCheck *self,
               PlrStage *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  const char *const *opaque = plr_stage_get_opaque (stage);
  const char *own = plr_job_get_condition (plr_stage_get_job (stage));

  /* What says more of its needs, may say that they are optional; one with a condition may know what it does. */
  if (plr_job_get_implied_needs (plr_stage_get_job (stage)) || own != NULL || plr_stage_get_branches (stage) != NULL)
    return;
  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    if (g_str_has_prefix (opaque[i], "needs") || g_str_has_prefix (opaque[i], "rules") || g_str_has_prefix (opaque[i], "only") ||
        g_str_has_prefix (opaque[i], "except"))
      return;

  for (guint i = 0; needs[i] != NULL; i++)
    {
      PlrStage *need = g_hash_table_lookup (self->stages, needs[i]);
      const char *condition = need != NULL ? plr_job_get_condition (plr_stage_get_job (need)) : NULL;

      if (condition == NULL || has_last_rule (condition))
        continue;
      plr_check_report (self, PLR_SEVERITY_INFO, "need-may-be-missing", stage, find_word (self, stage, "needs", needs[i]), strlen (needs[i]),
                        _("Give both jobs the same rules, or write “optional: true” at the need."),
                        _("“%s” needs “%s” in each pipeline, but that one has rules that may leave it out"), plr_stage_get_id (stage),
                        needs[i]);
    }
}

/* A script that is there and says nothing. */
static void
check_script (PlrCheck *self,
              PlrStage *stage)
{
  gsize start = (gsize)plr_stage_get_offset (stage);
  gsize end = MIN (start + (gsize)plr_stage_get_length (stage), self->size_bytes);
  const char *at = self->text + start;

  if (g_list_model_get_n_items (plr_stage_get_steps (stage)) > 0)
    return;
  while ((at = g_strstr_len (at, self->text + end - at, "script:")) != NULL)
    {
      gsize blanks = strspn (at + strlen ("script:"), " \t");
      const char *value = at + strlen ("script:") + blanks;

      if (at > self->text && !plr_check_is_name (at[-1]) &&
          (g_str_has_prefix (value, "[]") || g_str_has_prefix (value, "''") || g_str_has_prefix (value, "\"\"")))
        {
          plr_check_report (self, PLR_SEVERITY_ERROR, "empty-stage", stage, (gsize)(at - self->text), strlen ("script"),
                            _("Write the command that it runs."), _("The script of “%s” is empty"), plr_stage_get_id (stage));
          return;
        }
      at = value;
    }
}

/* Variables */

static gboolean
is_letter (char letter)
{
  return g_ascii_isalnum (letter) || letter == '_';
}

/* What the file itself says of a name: it is a key, or a script sets it. */
static gboolean
is_set (PlrCheck   *self,
        const char *name)
{
  gsize length = strlen (name);
  const char *end = self->text + self->size_bytes;

  for (const char *at = self->text; (at = g_strstr_len (at, end - at, name)) != NULL; at += length)
    if ((at == self->text || !is_letter (at[-1])) && (at + length == end || !is_letter (at[length])) &&
        (at == self->text || (at[-1] != '$' && at[-1] != '{')))
      return TRUE;

  return FALSE;
}

static gboolean
is_line_comment (PlrCheck *self,
                 gsize     offset)
{
  while (offset > 0 && self->text[offset - 1] != '\n')
    offset--;
  while (self->text[offset] == ' ' || self->text[offset] == '\t')
    offset++;

  return self->text[offset] == '#';
}

static PlrStage *
find_stage (PlrCheck *self,
            gsize     offset)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      /* The pipeline keeps it alive. */
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      gint64 start = plr_stage_get_offset (stage);

      if (start >= 0 && start <= (gint64)offset && (gint64)offset < start + plr_stage_get_length (stage))
        return stage;
    }

  return NULL;
}

/* Names that begin with CI_ are GitLab's own. Any other may come from the settings of the project, a schedule or a trigger. */
static void
check_variable (PlrCheck  *self,
                GPtrArray *known,
                gsize      offset,
                gsize      length)
{
  g_autofree char *name = g_strndup (self->text + offset, length);
  const char *guess;
  PlrProblem *problem;

  for (guint i = 0; i < known->len; i++)
    if (g_str_equal (known->pdata[i], name))
      return;
  guess = plr_check_guess (name, known);
  if (guess == NULL || is_set (self, name) || is_line_comment (self, offset))
    return;

  problem = plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-variable", find_stage (self, offset), offset, length,
                              _("Correct the name, or set the variable."), _("GitLab sets no variable “%s”"), name);
  plr_check_fix_word (self, problem, offset, name, guess);
}

static void
check_variables (PlrCheck *self)
{
  g_autoptr(GPtrArray) known = g_ptr_array_new ();
  const char *end = self->text + self->size_bytes;

  for (guint i = 0; i < G_N_ELEMENTS (predefined); i++)
    g_ptr_array_add (known, (gpointer)predefined[i]);
  for (const char *at = self->text; (at = memchr (at, '$', (gsize)(end - at))) != NULL;)
    {
      const char *name = at + 1 + (at + 1 < end && at[1] == '{' ? 1 : 0);
      gsize length = 0;
      gboolean is_escaped = at > self->text && (at[-1] == '$' || at[-1] == '\\');

      while (name + length < end && is_letter (name[length]))
        length++;
      if (!is_escaped && length > 5 && strncmp (name, "CI_", 3) == 0)
        check_variable (self, known, (gsize)(name - self->text), length);
      at = name;
    }
}

/* What GitLab refuses, and what it takes and does otherwise than one would think. */
void
plr_check_gitlab (PlrCheck *self)
{
  gboolean is_whole = !is_open (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (plr_stage_get_offset (stage) < 0)
        continue;
      check_script (self, stage);
      if (!is_whole)
        continue;
      check_order (self, stage);
      check_missing (self, stage);
    }
  check_variables (self);
}
