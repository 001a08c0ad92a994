/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"

/* What a value refers to, outside scripts: a variable or an expression of the source becomes one of the target. While the
 * target is written it stands in the text as a reference (plr-export-private.h), which no writer takes for its own `$`. */

#define MAX_DEPTH 10
#define MAX_VALUE_BYTES 65536

typedef struct
{
  PlrConvert *convert;
  PlrStage   *stage;          /* of the source, or NULL for the pipeline */
  GObject    *item;           /* that the value belongs to, or NULL */
  const char *field;
  const char *key;
  GString    *out;
  GString    *becomes;        /* what was translated, for people */
  GString    *unknown;        /* what has no counterpart */
  GString    *outside;        /* variables that are set outside the file */
  gboolean    has_constants;
} Scan;

static void
scan_clear (Scan *scan)
{
  g_string_free (scan->out, TRUE);
  g_string_free (scan->becomes, TRUE);
  g_string_free (scan->unknown, TRUE);
  g_string_free (scan->outside, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, scan_clear)

static gboolean
goes_to (Scan       *scan,
         const char *dialect)
{
  return g_str_equal (plr_dialect_get_id (scan->convert->target), dialect);
}

static void
add_word (GString    *list,
          const char *word)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", word);
}

/* @expression: in GitHub's words; @name: of a variable elsewhere. */
static void
add_reference (Scan       *scan,
               const char *expression,
               const char *name)
{
  g_autofree char *word = goes_to (scan, "github") ? g_strdup_printf ("${{ %s }}", expression)
                          : g_strdup_printf (name[0] == '[' ? "$%s" : "${%s}", name);

  g_string_append_printf (scan->out, PLR_EXPORT_REFERENCE "%s}", goes_to (scan, "github") ? expression : name);
  add_word (scan->becomes, word);
}

static gboolean
has_variable (GListModel *variables,
              const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (g_str_equal (plr_variable_get_name (variable), name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_of_matrix (PlrStage   *stage,
              const char *name)
{
  GListModel *axes = stage != NULL ? plr_stage_get_axes (stage) : NULL;
  GListModel *rows = stage != NULL ? plr_job_get_includes (plr_stage_get_job (stage)) : NULL;

  for (guint i = 0; axes != NULL && i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      if (g_str_equal (plr_axis_get_name (axis), name))
        return TRUE;
    }
  for (guint i = 0; rows != NULL && i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      if (has_variable (plr_matrix_row_get_variables (row), name))
        return TRUE;
    }

  return FALSE;
}

/* What the file says that a variable is, or NULL. */
static char *
dup_constant (Scan       *scan,
              const char *name)
{
  GListModel *lists[] = {
    scan->stage != NULL ? plr_stage_get_environment (scan->stage) : NULL,
    plr_pipeline_get_variables (scan->convert->pipeline),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i] != NULL && j < g_list_model_get_n_items (lists[i]); j++)
      {
        g_autoptr(PlrVariable) variable = g_list_model_get_item (lists[i], j);

        if (g_str_equal (plr_variable_get_name (variable), name) && plr_variable_get_secret (variable) == NULL)
          return g_strdup (plr_variable_get_value (variable));
      }

  return NULL;
}

static void
add_variable (Scan       *scan,
              const char *name,
              guint       depth);

/* A value of GitLab, where `$NAME` and `${NAME}` are variables and `$$` is a dollar. */
static void
scan_gitlab (Scan       *scan,
             const char *text,
             guint       depth)
{
  for (const char *p = text; *p != '\0' && scan->out->len < MAX_VALUE_BYTES;)
    {
      gboolean is_braced = p[0] == '$' && p[1] == '{';
      const char *start = p + (is_braced ? 2 : 1);
      gsize length = strspn (start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
      g_autofree char *name = NULL;
      gsize input_length = 0;
      g_autofree char *input = p[0] == '$' ? plr_convert_take_input (scan->convert, p, &input_length) : NULL;

      if (input != NULL)
        {
          add_reference (scan, input, input);
          p += input_length;
          continue;
        }
      if (p[0] == '$' && p[1] == '$')
        {
          g_string_append_c (scan->out, '$');
          p += 2;
          continue;
        }
      if (p[0] != '$' || length == 0 || (is_braced && start[length] != '}'))
        {
          g_string_append_c (scan->out, *p++);
          continue;
        }
      name = g_strndup (start, length);
      add_variable (scan, name, depth);
      p = start + length + (is_braced ? 1 : 0);
    }
}

static void
add_variable (Scan       *scan,
              const char *name,
              guint       depth)
{
  g_autofree char *constant = NULL;
  const char *expression = NULL;
  const char *fact = plr_convert_find_fact (scan->convert, name, &expression);
  g_autofree char *of_matrix = g_strconcat ("matrix.", name, NULL);
  g_autofree char *of_project = g_strconcat ("vars.", name, NULL);

  if (is_of_matrix (scan->stage, name))
    {
      add_reference (scan, of_matrix, name);
      return;
    }
  if (depth < MAX_DEPTH && (constant = dup_constant (scan, name)) != NULL)
    {
      scan->has_constants = TRUE;
      scan_gitlab (scan, constant, depth + 1);
      return;
    }
  if (scan->stage != NULL && g_str_equal (name, "CI_JOB_NAME"))
    {
      g_string_append (scan->out, plr_stage_get_id (scan->stage));
      return;
    }
  if (fact != NULL)
    {
      add_reference (scan, expression, fact);
      return;
    }
  add_reference (scan, of_project, name);
  add_word (g_str_has_prefix (name, "CI_") ? scan->unknown : scan->outside, name);
}

/* A value of GitHub, where `${{ … }}` is an expression. */
static void
scan_github (Scan       *scan,
             const char *text)
{
  const char *start;

  while ((start = strstr (text, "${{")) != NULL)
    {
      const char *end = strstr (start, "}}");
      g_autofree char *inner = NULL;
      g_autofree char *name = NULL;

      if (end == NULL)
        break;
      inner = g_strstrip (g_strndup (start + 3, (gsize)(end - start - 3)));
      name = plr_convert_dup_input (scan->convert, inner);
      if (name == NULL)
        name = plr_convert_dup_variable (scan->convert, inner);
      g_string_append_len (scan->out, text, start - text);
      if (name != NULL)
        {
          add_reference (scan, inner, name);
        }
      else
        {
          g_string_append_len (scan->out, start, end + 2 - start);
          add_word (scan->unknown, inner);
        }
      text = end + 2;
    }
  g_string_append (scan->out, text);
}

static void
tell (Scan *scan)
{
  gboolean looks_up = goes_to (scan, "github") || goes_to (scan, "gitlab") || goes_to (scan, "makefile") || goes_to (scan, "shell");

  if (scan->unknown->len > 0)
    plr_convert_note (scan->convert, scan->stage, scan->item, scan->field, scan->key, "manual",
                      _("Write there what it stands for."), _("“%s” in %s has no meaning for another engine"),
                      scan->unknown->str, scan->field);
  else if (scan->outside->len > 0)
    plr_convert_note (scan->convert, scan->stage, scan->item, scan->field, scan->key, "manual",
                      _("Give it a value in the settings of the project, or write the value there."),
                      _("The variable “%s” in %s is set outside the file"), scan->outside->str, scan->field);
  else if (scan->becomes->len > 0 && looks_up)
    plr_convert_note (scan->convert, scan->stage, scan->item, scan->field, scan->key, "nearly", _("Nothing needs to be done."),
                      _("What %s refers to is %s there"), scan->field, scan->becomes->str);
  else if (scan->becomes->len > 0)
    plr_convert_note (scan->convert, scan->stage, scan->item, scan->field, scan->key, "approximated",
                      _("Write the value there, or set it in a step."),
                      _("What %s refers to is %s there, which the engine does not look up by itself"), scan->field,
                      scan->becomes->str);
  else if (scan->has_constants)
    plr_convert_note (scan->convert, scan->stage, scan->item, scan->field, scan->key, "nearly", _("Nothing needs to be done."),
                      _("The variables in %s are written out: %s"), scan->field, scan->out->str);
}

/**
 * plr_convert_dup_value:
 * @self: a conversion
 * @stage: (nullable): of the source
 * @item: (nullable): of the source
 * @field: that the value belongs to
 * @key: (nullable): of the item
 * @text: (nullable): a value that is no script
 *
 * Returns: (transfer full) (nullable): the value with references of the target for those of the source, which the report
 *   tells of; %NULL where nothing changes
 */
char *
plr_convert_dup_value (PlrConvert *self,
                       PlrStage   *stage,
                       GObject    *item,
                       const char *field,
                       const char *key,
                       const char *text)
{
  const char *from = plr_pipeline_get_dialect (self->pipeline);
  gboolean is_github = g_strcmp0 (from, "github") == 0;
  g_auto(Scan) scan = {
    self, stage, item, field, key, g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), g_string_new (NULL),
  };

  if (text == NULL || !(is_github ? strstr (text, "${{") != NULL : g_strcmp0 (from, "gitlab") == 0 && strchr (text, '$') != NULL))
    return NULL;

  if (is_github)
    scan_github (&scan, text);
  else
    scan_gitlab (&scan, text, 0);
  tell (&scan);

  return g_strdup (scan.out->str);
}

typedef struct
{
  PlrConvert *convert;
  PlrStage   *stage;
} Owner;

static char **
dup_list (Owner             *owner,
          const char        *field,
          const char        *key,
          const char *const *list)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_changed = FALSE;

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autofree char *value = plr_convert_dup_value (owner->convert, owner->stage, NULL, field, key, list[i]);

      is_changed |= value != NULL;
      g_strv_builder_add (builder, value != NULL ? value : list[i]);
    }

  return is_changed ? g_strv_builder_end (builder) : NULL;
}

static void
prepare_artifacts (Owner    *owner,
                   PlrStage *copy)
{
  GListModel *artifacts = plr_stage_get_artifacts (copy);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *key = g_strdup (plr_artifact_get_name (artifact));
      g_auto(GStrv) paths = dup_list (owner, "artifacts", key, plr_artifact_get_paths (artifact));
      g_autofree char *name = plr_convert_dup_value (owner->convert, owner->stage, NULL, "artifacts", key, key);

      if (paths != NULL)
        plr_artifact_set_paths (artifact, (const char *const *)paths);
      if (name != NULL)
        plr_artifact_set_name (artifact, name);
    }
}

static void
prepare_caches (Owner    *owner,
                PlrStage *copy)
{
  GListModel *caches = plr_job_get_caches (plr_stage_get_job (copy));

  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      g_auto(GStrv) paths = dup_list (owner, "caches", NULL, plr_cache_get_paths (cache));
      g_autofree char *key = plr_convert_dup_value (owner->convert, owner->stage, NULL, "caches", NULL, plr_cache_get_key (cache));

      if (paths != NULL)
        plr_cache_set_paths (cache, (const char *const *)paths);
      if (key != NULL)
        plr_cache_set_key (cache, key);
    }
}

static void
prepare_services (Owner    *owner,
                  PlrStage *copy)
{
  GListModel *services = plr_job_get_services (plr_stage_get_job (copy));

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);
      g_autofree char *image = plr_convert_dup_value (owner->convert, owner->stage, NULL, "services",
                                                      plr_service_get_name (service), plr_service_get_image (service));

      if (image != NULL)
        plr_service_set_image (service, image);
    }
}

/**
 * plr_convert_prepare_references:
 * @self: a conversion
 * @copy: a stage of what is written
 * @original: the same stage of the source
 *
 * Translates what the values of a stage refer to, other than its variables and scripts.
 */
void
plr_convert_prepare_references (PlrConvert *self,
                                PlrStage   *copy,
                                PlrStage   *original)
{
  Owner owner = { self, original };
  g_auto(GStrv) runner = dup_list (&owner, "runner", NULL, plr_job_get_runner (plr_stage_get_job (copy)));
  PlrJob *job = plr_stage_get_job (copy);
  g_autofree char *image = plr_convert_dup_value (self, original, NULL, "image", NULL, plr_stage_get_image (copy));
  g_autofree char *deploy = plr_convert_dup_value (self, original, NULL, "deploy", NULL, plr_stage_get_deploy (copy));
  g_autofree char *url = plr_convert_dup_value (self, original, NULL, "url", NULL, plr_job_get_url (job));
  g_auto(GStrv) reports = dup_list (&owner, "reports", NULL, plr_stage_get_reports (copy));

  if (image != NULL)
    plr_stage_set_image (copy, image);
  if (runner != NULL)
    plr_job_set_runner (job, (const char *const *)runner);
  if (deploy != NULL)
    plr_stage_set_deploy (copy, deploy);
  if (url != NULL)
    plr_job_set_url (job, url);
  if (reports != NULL)
    plr_stage_set_reports (copy, (const char *const *)reports);
  prepare_artifacts (&owner, copy);
  prepare_caches (&owner, copy);
  prepare_services (&owner, copy);
}

/**
 * plr_convert_expand_references:
 * @self: a conversion
 * @text: (transfer full): what was written
 *
 * Returns: (transfer full): the text with what the target has for each reference
 */
char *
plr_convert_expand_references (PlrConvert *self,
                               char       *text)
{
  gboolean is_github = g_str_equal (plr_dialect_get_id (self->target), "github");
  g_autofree char *owned = text;
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p = text;
  const char *start;

  while ((start = strstr (p, PLR_EXPORT_REFERENCE)) != NULL)
    {
      const char *name = start + strlen (PLR_EXPORT_REFERENCE);
      gsize length = strcspn (name, "}");

      if (name[length] == '\0')
        break;
      g_string_append_len (out, p, start - p);
      /* An input of GitLab has brackets. */
      g_string_append_printf (out, is_github ? "${{ %.*s }}" : name[0] == '[' ? "$%.*s" : "${%.*s}", (int)length, name);
      p = name + length + 1;
    }
  if (p == text)
    return g_steal_pointer (&owned);
  g_string_append (out, p);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
