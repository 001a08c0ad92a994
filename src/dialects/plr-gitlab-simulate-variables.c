/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-simulate"

#include "config.h"

#include <string.h>

#include "plr-gitlab-simulate-private.h"

/* docs.gitlab.com: Predefined CI/CD variables; CI/CD variables, precedence. */

#define MAX_DEPTH       10
#define MAX_LOOKUPS     1000            /* that one text may ask for, with all that those ask for */
#define MAX_VALUE_BYTES (64 * 1024)

/* Those that are set in every pipeline, or in every one of the kind, to what only the server knows. */
static const char *const always[] = {
  "CI_API_GRAPHQL_URL", "CI_API_V4_URL", "CI_BUILDS_DIR", "CI_COMMIT_AUTHOR", "CI_COMMIT_BEFORE_SHA", "CI_COMMIT_MESSAGE",
  "CI_COMMIT_REF_SLUG", "CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA", "CI_COMMIT_TIMESTAMP", "CI_COMMIT_TITLE", "CI_CONFIG_PATH",
  "CI_DEFAULT_BRANCH_SLUG", "CI_DEPENDENCY_PROXY_SERVER", "CI_PAGES_DOMAIN", "CI_PIPELINE_CREATED_AT",
  "CI_PIPELINE_ID", "CI_PIPELINE_IID", "CI_PIPELINE_URL", "CI_PROJECT_ID", "CI_PROJECT_NAME", "CI_PROJECT_NAMESPACE",
  "CI_PROJECT_NAMESPACE_ID", "CI_PROJECT_NAMESPACE_SLUG", "CI_PROJECT_PATH", "CI_PROJECT_PATH_SLUG", "CI_PROJECT_ROOT_NAMESPACE",
  "CI_PROJECT_TITLE", "CI_PROJECT_URL", "CI_PROJECT_VISIBILITY", "CI_SERVER_FQDN", "CI_SERVER_HOST", "CI_SERVER_NAME", "CI_SERVER_PORT",
  "CI_SERVER_PROTOCOL", "CI_SERVER_REVISION", "CI_SERVER_SHELL_SSH_HOST", "CI_SERVER_URL", "CI_SERVER_VERSION",
  "CI_SERVER_VERSION_MAJOR", "CI_SERVER_VERSION_MINOR", "CI_SERVER_VERSION_PATCH", "CI_TEMPLATE_REGISTRY_HOST", "GITLAB_USER_ID",
  "GITLAB_USER_LOGIN", "GITLAB_USER_NAME", "GITLAB_USER_EMAIL", NULL
};

static const char *const of_merge_request[] = {
  "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_ID", "CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_PROJECT_ID",
  "CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_URL", "CI_MERGE_REQUEST_REF_PATH", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID",
  "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "CI_MERGE_REQUEST_SOURCE_PROJECT_URL", "CI_MERGE_REQUEST_TITLE", "CI_OPEN_MERGE_REQUESTS",
  NULL
};

static void
set_text (PlrGitlabTerm *term,
          const char    *text)
{
  term->kind = PLR_GITLAB_TERM_TEXT;
  term->text = g_strdup (text);
}

static void
set_text_or_some (PlrGitlabTerm *term,
                  const char    *text)
{
  if (text != NULL)
    set_text (term, text);
  else
    term->kind = PLR_GITLAB_TERM_SOME;
}

/* Those that say where the pipeline runs. FALSE for any other. */
static gboolean
look_up_ref (PlrGitlabSimulation *self,
             const char          *name,
             PlrGitlabTerm       *term)
{
  const PlrSimulateEvent *event = self->event;
  gboolean is_merge = event->event == PLR_TRIGGER_EVENT_PULL_REQUEST;

  term->kind = PLR_GITLAB_TERM_NULL;
  if (g_str_equal (name, "CI_PIPELINE_SOURCE"))
    set_text (term, self->source);
  else if (g_str_equal (name, "CI_COMMIT_TAG"))
    {
      if (event->tag != NULL && !is_merge)
        set_text (term, event->tag);
    }
  else if (g_str_equal (name, "CI_COMMIT_BRANCH"))
    {
      if (event->tag == NULL && !is_merge)
        set_text_or_some (term, event->branch);
    }
  else if (g_str_equal (name, "CI_COMMIT_REF_NAME"))
    set_text_or_some (term, event->tag != NULL ? event->tag : event->branch);
  else if (g_str_equal (name, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"))
    {
      if (is_merge)
        set_text_or_some (term, event->branch);
    }
  else if (g_str_equal (name, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"))
    {
      if (is_merge)
        set_text_or_some (term, event->target_branch);
    }
  else if (g_str_equal (name, "CI_DEFAULT_BRANCH"))
    set_text_or_some (term, event->default_branch);
  else if (g_str_equal (name, "CI_COMMIT_TAG_MESSAGE") || g_str_equal (name, "CI_COMMIT_REF_PROTECTED"))
    term->kind = event->tag == NULL && g_str_equal (name, "CI_COMMIT_TAG_MESSAGE") ? PLR_GITLAB_TERM_NULL : PLR_GITLAB_TERM_UNKNOWN;
  else
    return FALSE;

  return TRUE;
}

/* What GitLab itself sets. FALSE for any other. */
static gboolean
look_up_predefined (PlrGitlabSimulation *self,
                    const char          *name,
                    PlrGitlabTerm       *term)
{
  gboolean is_merge = self->event->event == PLR_TRIGGER_EVENT_PULL_REQUEST;

  if (look_up_ref (self, name, term))
    return TRUE;
  if (g_str_equal (name, "CI") || g_str_equal (name, "GITLAB_CI"))
    set_text (term, "true");
  else if (g_str_equal (name, "CI_SERVER"))
    set_text (term, "yes");
  else if (g_str_equal (name, "CI_JOB_NAME") && self->at != NULL)
    set_text (term, self->at->entry->name);
  else if (g_str_equal (name, "CI_JOB_STAGE") && self->at != NULL)
    set_text (term, self->at->group);
  else if (g_strv_contains (always, name) || (is_merge && g_strv_contains (of_merge_request, name)))
    term->kind = PLR_GITLAB_TERM_SOME;
  else if (g_str_has_prefix (name, "CI_MERGE_REQUEST_") || g_str_has_prefix (name, "CI_EXTERNAL_PULL_REQUEST_"))
    term->kind = is_merge ? PLR_GITLAB_TERM_UNKNOWN : PLR_GITLAB_TERM_NULL;
  else if (g_str_equal (name, "CI_OPEN_MERGE_REQUESTS"))
    term->kind = self->event->tag != NULL ? PLR_GITLAB_TERM_NULL : PLR_GITLAB_TERM_UNKNOWN;
  else
    return FALSE;

  return TRUE;
}

/* The value of a variable in a mapping of the file, or NULL. */
static PlrGitlabValue *
find_in (PlrGitlabSimulation *self,
         PlrGitlabValue      *variables,
         const char          *name)
{
  PlrGitlabValue *value = variables != NULL && plr_gitlab_is_map (variables) ? plr_gitlab_get (self->config, variables, name) : NULL;

  return value != NULL && plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "value") : value;
}

static PlrGitlabValue *
find_in_file (PlrGitlabSimulation *self,
              const char          *name)
{
  PlrGitlabValue *value = find_in (self, self->rule_variables, name);
  PlrGitlabValue *job = self->at != NULL ? self->at->job : NULL;

  if (value == NULL && job != NULL)
    value = find_in (self, plr_gitlab_get (self->config, job, "variables"), name);
  if (value != NULL || (job != NULL && !plr_gitlab_inherits (self->config, job, "variables", name)))
    return value;
  if ((value = find_in (self, self->workflow_variables, name)) != NULL)
    return value;

  return find_in (self, plr_gitlab_config_get_global (self->config, "variables"), name);
}

/* A value with the variables in it; what is not known of one is not known of the whole. */
static void
expand (PlrGitlabSimulation *self,
        const char          *text,
        PlrGitlabTerm       *term)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      gboolean is_braced = p[0] == '$' && p[1] == '{';
      const char *start = p + (is_braced ? 2 : 1);
      gsize length = p[0] == '$' ? strspn (start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") : 0;
      g_auto(PlrGitlabTerm) inner = { PLR_GITLAB_TERM_NULL, NULL };
      g_autofree char *name = NULL;

      if (p[0] == '$' && p[1] == '$')
        {
          g_string_append_c (out, '$');
          p += 2;
          continue;
        }
      if (length == 0 || (is_braced && start[length] != '}'))
        {
          g_string_append_c (out, *p++);
          continue;
        }
      name = g_strndup (start, length);
      inner.kind = PLR_GITLAB_TERM_UNKNOWN;
      if (self->n_lookups++ < MAX_LOOKUPS && out->len < MAX_VALUE_BYTES)
        plr_gitlab_look_up (name, &inner, self);
      if (inner.kind == PLR_GITLAB_TERM_SOME || inner.kind == PLR_GITLAB_TERM_UNKNOWN)
        {
          term->kind = inner.kind == PLR_GITLAB_TERM_SOME || out->len > 0 ? PLR_GITLAB_TERM_SOME : PLR_GITLAB_TERM_UNKNOWN;
          return;
        }
      if (inner.text != NULL)
        g_string_append (out, inner.text);
      p = start + length + (is_braced ? 1 : 0);
    }
  set_text (term, out->str);
}

/**
 * plr_gitlab_look_up:
 * @name: of a variable
 * @term: (out): what is known of it
 * @user_data: a PlrGitlabSimulation
 *
 * What the person or the server says comes before the file, and that before what GitLab sets. A variable that nobody mentions
 * may be in the settings of the project.
 */
void
plr_gitlab_look_up (const char    *name,
                    PlrGitlabTerm *term,
                    gpointer       user_data)
{
  PlrGitlabSimulation *self = user_data;
  const char *said = plr_simulate_find_variable (self->event, name);
  PlrGitlabValue *value = said == NULL ? find_in_file (self, name) : NULL;
  const char *text = value != NULL ? plr_gitlab_get_string (value) : NULL;

  term->kind = PLR_GITLAB_TERM_UNKNOWN;
  if (said != NULL)
    {
      set_text (term, said);
    }
  else if (text != NULL && self->depth < MAX_DEPTH)
    {
      if (self->depth++ == 0)
        self->n_lookups = 0;
      expand (self, text, term);
      self->depth--;
    }
  else if (value != NULL)
    {
      term->kind = plr_gitlab_is_null (value) ? PLR_GITLAB_TERM_TEXT : PLR_GITLAB_TERM_UNKNOWN;
      term->text = term->kind == PLR_GITLAB_TERM_TEXT ? g_strdup ("") : NULL;
    }
  else if (!look_up_predefined (self, name, term))
    {
      term->kind = PLR_GITLAB_TERM_UNKNOWN;
    }
}

/**
 * plr_gitlab_expand:
 * @text: with variables
 *
 * Returns: (transfer full) (nullable): the text with their values, or `NULL` if one is not known
 */
char *
plr_gitlab_expand (PlrGitlabSimulation *self,
                   const char          *text)
{
  g_auto(PlrGitlabTerm) term = { PLR_GITLAB_TERM_NULL, NULL };

  expand (self, text, &term);

  return g_steal_pointer (&term.text);
}
