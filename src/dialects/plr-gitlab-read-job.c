/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"

#define MAX_NAME 255

typedef void (*KeyFunc) (PlrGitlabReader *self,
                         PlrGitlabValue  *value);

typedef struct
{
  const char *name;
  KeyFunc     read;         /* NULL where something else reads it */
  gboolean    has_default;  /* `default` may say it for all jobs */
  gboolean    is_kept;      /* the model has no word for it */
} Key;

/**
 * plr_gitlab_keep:
 * @where: (nullable): the key above
 * @name: a key that the model has no word for
 */
void
plr_gitlab_keep (PlrGitlabReader *self,
                 const char      *where,
                 const char      *name)
{
  if (self->reader.opaque == NULL)
    return;

  g_ptr_array_add (self->reader.opaque, where != NULL ? g_strdup_printf ("%s/%s", where, name) : g_strdup (name));
}

void
plr_gitlab_report_type (PlrGitlabReader *self,
                        const char      *name,
                        PlrGitlabValue  *value,
                        const char      *hint)
{
  if (value->is_unknown)
    plr_gitlab_keep (self, NULL, name);
  else
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "wrong-type", value->node, hint, _("“%s” cannot be this"), name);
}

/* Names as opaque what a mapping has besides the keys that are known. */
void
plr_gitlab_keep_others (PlrGitlabReader   *self,
                        const char        *where,
                        PlrGitlabValue    *map,
                        const char *const *known)
{
  for (guint i = 0; plr_gitlab_is_map (map) && i < map->n_entries; i++)
    if (!g_strv_contains (known, map->entries[i].name) && !plr_gitlab_is_null (map->entries[i].value))
      plr_gitlab_keep (self, where, map->entries[i].name);
}

/* NULL with a problem unless it is a text or a number. */
const char *
plr_gitlab_get_text (PlrGitlabReader *self,
                     const char      *name,
                     PlrGitlabValue  *value)
{
  const char *text = plr_gitlab_get_string (value);

  if (text == NULL)
    plr_gitlab_report_type (self, name, value, _("Write a text."));

  return text;
}

/* The texts of a list, or the text in its place; NULL with a problem for anything else. */
char **
plr_gitlab_get_strings (PlrGitlabReader *self,
                        const char      *name,
                        PlrGitlabValue  *value)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

  if (plr_gitlab_get_string (value) != NULL)
    {
      g_strv_builder_add (builder, plr_gitlab_get_string (value));
      return g_strv_builder_end (builder);
    }
  if (value->kind != PLR_YAML_SEQUENCE || value->is_unknown)
    {
      plr_gitlab_report_type (self, name, value, _("Write a list, like [one, two]."));
      return NULL;
    }

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *item = ((PlrGitlabEntry *)items->pdata[i])->value;
      const char *text = plr_gitlab_get_string (item);

      if (text != NULL)
        g_strv_builder_add (builder, text);
      else
        plr_gitlab_report_type (self, name, item, _("Write a text."));
    }

  return g_strv_builder_end (builder);
}

static void
read_image (PlrGitlabReader *self,
            PlrGitlabValue  *value)
{
  static const char *const known[] = { "name", NULL };
  PlrGitlabValue *name = plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "name") : value;

  if (name != NULL)
    plr_stage_set_image (self->stage, plr_gitlab_get_text (self, "image", name));
  plr_gitlab_keep_others (self, "image", value, known);
}

static void
read_job_variables (PlrGitlabReader *self,
                    PlrGitlabValue  *value)
{
  plr_gitlab_read_variables (self, value, G_OBJECT (self->stage));
}

static void
read_timeout (PlrGitlabReader *self,
              PlrGitlabValue  *value)
{
  const char *text = plr_gitlab_get_string (value);
  gint64 timeout_us;

  if (text != NULL && plr_gitlab_parse_duration (text, &timeout_us))
    plr_stage_set_timeout_us (self->stage, timeout_us);
  else
    plr_gitlab_keep (self, NULL, "timeout");
}

static void
read_retry (PlrGitlabReader *self,
            PlrGitlabValue  *value)
{
  static const char *const known[] = { "max", NULL };
  PlrGitlabValue *max = plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "max") : value;
  const char *text = plr_gitlab_get_string (max);
  guint64 number;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, 10, &number, NULL))
    plr_stage_set_retry (self->stage, number);
  else
    plr_gitlab_keep (self, NULL, "retry");
  plr_gitlab_keep_others (self, "retry", value, known);
}

static void
read_tags (PlrGitlabReader *self,
           PlrGitlabValue  *value)
{
  g_auto(GStrv) tags = plr_gitlab_get_strings (self, "tags", value);

  if (tags != NULL && tags[0] != NULL)
    plr_job_set_runner (self->model, (const char *const *)tags);
}

static void
read_environment (PlrGitlabReader *self,
                  PlrGitlabValue  *value)
{
  static const char *const known[] = { "name", "url", NULL };
  PlrGitlabValue *name = plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "name") : value;
  PlrGitlabValue *url = plr_gitlab_get (self->config, value, "url");

  if (name != NULL)
    plr_stage_set_deploy (self->stage, plr_gitlab_get_text (self, "environment", name));
  if (url != NULL)
    plr_job_set_url (self->model, plr_gitlab_get_text (self, "environment", url));
  plr_gitlab_keep_others (self, "environment", value, known);
}

static void
read_resource_group (PlrGitlabReader *self,
                     PlrGitlabValue  *value)
{
  plr_job_set_concurrency (self->model, plr_gitlab_get_text (self, "resource_group", value));
}

static void
read_interruptible (PlrGitlabReader *self,
                    PlrGitlabValue  *value)
{
  plr_job_set_cancels (self->model, g_strcmp0 (plr_gitlab_get_string (value), "true") == 0);
}

static void
read_confirmation (PlrGitlabReader *self,
                   PlrGitlabValue  *value)
{
  plr_stage_set_approval_message (self->stage, plr_gitlab_get_text (self, "manual_confirmation", value));
}

static void
read_arguments (PlrGitlabReader *self,
                PlrGitlabValue  *map)
{
  for (guint i = 0; plr_gitlab_is_map (map) && i < map->n_entries; i++)
    {
      const char *text = plr_gitlab_config_get_text (self->config, map->entries[i].value, TRUE);
      g_autoptr(PlrVariable) variable = plr_variable_new (map->entries[i].name, text);

      plr_job_add_argument (self->model, variable);
    }
}

/* A child pipeline: a file of this repository, of another project, or one that a job makes. */
static void
read_included (PlrGitlabReader *self,
               PlrGitlabValue  *include)
{
  static const char *const words[] = { "local", "file", "template", "component", "remote", "artifact" };
  static const char *const known[] = { "local", "inputs", NULL };
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (include);
  PlrGitlabValue *first = items->len > 0 ? ((PlrGitlabEntry *)items->pdata[0])->value : include;
  const char *calls = plr_gitlab_get_string (first);

  for (guint i = 0; calls == NULL && i < G_N_ELEMENTS (words); i++)
    calls = plr_gitlab_get_string (plr_gitlab_get (self->config, first, words[i]));
  plr_job_set_calls (self->model, calls);
  read_arguments (self, plr_gitlab_get (self->config, first, "inputs"));
  plr_gitlab_keep_others (self, "trigger/include", first, known);
  for (guint i = 1; i < items->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      plr_gitlab_keep (self, "trigger/include", name);
    }
}

static void
read_trigger (PlrGitlabReader *self,
              PlrGitlabValue  *value)
{
  static const char *const known[] = { "include", "project", "inputs", NULL };
  PlrGitlabValue *include = plr_gitlab_get (self->config, value, "include");
  PlrGitlabValue *project = plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "project") : value;

  if (include != NULL)
    read_included (self, include);
  else if (project != NULL)
    plr_job_set_calls (self->model, plr_gitlab_get_text (self, "trigger", project));
  read_arguments (self, plr_gitlab_get (self->config, value, "inputs"));
  plr_gitlab_keep_others (self, "trigger", value, known);
  if (plr_job_get_calls (self->model) == NULL)
    plr_gitlab_keep (self, NULL, "trigger");
}

static const Key keys[] = {
  { "after_script", NULL, TRUE }, { "allow_failure", NULL }, { "artifacts", plr_gitlab_read_artifacts, TRUE },
  { "before_script", NULL, TRUE }, { "cache", plr_gitlab_read_caches, TRUE }, { "coverage", NULL, FALSE, TRUE },
  { "dast_configuration", NULL, FALSE, TRUE }, { "dependencies", NULL }, { "environment", read_environment },
  { "except", NULL }, { "extends", NULL }, { "hooks", NULL, TRUE, TRUE }, { "id_tokens", NULL, TRUE, TRUE },
  { "identity", NULL, TRUE, TRUE }, { "image", read_image, TRUE }, { "inherit", NULL, FALSE, TRUE },
  { "inputs", NULL, FALSE, TRUE }, { "interruptible", read_interruptible, TRUE },
  { "manual_confirmation", read_confirmation }, { "needs", NULL }, { "only", NULL }, { "pages", NULL, FALSE, TRUE },
  { "parallel", plr_gitlab_read_matrix }, { "publish", NULL, FALSE, TRUE }, { "release", NULL, FALSE, TRUE },
  { "resource_group", read_resource_group }, { "retry", read_retry, TRUE }, { "rules", NULL }, { "run", NULL, FALSE, TRUE },
  { "script", NULL }, { "secrets", NULL, FALSE, TRUE }, { "services", plr_gitlab_read_services, TRUE }, { "stage", NULL },
  { "start_in", NULL, FALSE, TRUE }, { "tags", read_tags, TRUE }, { "timeout", read_timeout, TRUE },
  { "trigger", read_trigger }, { "variables", read_job_variables }, { "when", NULL },
};

static void
report_unknown (PlrGitlabReader *self,
                PlrGitlabEntry  *entry)
{
  const char *known[G_N_ELEMENTS (keys)];
  g_autofree char *hint = NULL;
  const char *guess;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    known[i] = keys[i].name;
  guess = plr_reader_guess_word (entry->name, known, G_N_ELEMENTS (keys));
  if (guess != NULL)
    hint = g_strdup_printf (_("Did you mean “%s”?"), guess);

  plr_gitlab_keep (self, NULL, entry->name);
  plr_gitlab_report (self->config, PLR_SEVERITY_WARNING, "unknown-key", entry->key,
                     hint != NULL ? hint : _("Remove it, unless a newer GitLab has it."),
                     _("A job has no “%s”; it is kept, and does nothing"), entry->name);
}

/* A table of the names, once for all jobs. */
static GHashTable *
get_key_table (PlrGitlabReader *self)
{
  if (self->keys != NULL)
    return self->keys;

  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
  self->default_keys = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_hash_table_insert (self->keys, (gpointer)keys[i].name, GUINT_TO_POINTER (i + 1));
      if (keys[i].has_default && plr_gitlab_config_has_default (self->config, keys[i].name))
        g_array_append_val (self->default_keys, i);
    }

  return self->keys;
}

static void
read_keys (PlrGitlabReader *self)
{
  /* A job that starts another pipeline runs on no machine. */
  gboolean is_call = plr_gitlab_get (self->config, self->job, "trigger") != NULL;
  GHashTable *table = get_key_table (self);
  PlrGitlabValue *values[G_N_ELEMENTS (keys)] = { NULL };

  for (guint i = 0; i < self->job->n_entries; i++)
    {
      PlrGitlabEntry *entry = &self->job->entries[i];
      guint index = GPOINTER_TO_UINT (g_hash_table_lookup (table, entry->name));

      if (index == 0)
        report_unknown (self, entry);
      else if (!plr_gitlab_is_null (entry->value))
        values[index - 1] = entry->value;
    }

  for (guint i = 0; i < self->default_keys->len && !is_call; i++)
    {
      guint index = g_array_index (self->default_keys, guint, i);

      if (values[index] == NULL)
        values[index] = plr_gitlab_config_get_default (self->config, self->job, keys[index].name);
    }

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (values[i] == NULL)
        continue;
      if (values[i]->is_unknown || keys[i].is_kept)
        plr_gitlab_keep (self, NULL, keys[i].name);
      else if (keys[i].read != NULL)
        keys[i].read (self, values[i]);
    }
}

static void
check_job (PlrGitlabReader *self,
           PlrGitlabEntry  *entry)
{
  static const char *const words[] = { "script", "trigger", "run" };
  gboolean has_work = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    has_work |= plr_gitlab_get (self->config, self->job, words[i]) != NULL;
  /* What is included from elsewhere may have the rest of any job. */
  if (!has_work && !self->config->is_open)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "missing-run", entry->key,
                       _("Add “script:” with a command, or “trigger:”; a template starts with a dot."),
                       _("The job “%s” does not say what it runs"), entry->name);
  if (strlen (entry->name) > MAX_NAME || entry->name[0] == '\0')
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "bad-id", entry->key, _("Choose a shorter name."),
                       _("The name of a job has 1 to %d characters"), MAX_NAME);
}

static void
read_group (PlrGitlabReader *self)
{
  PlrGitlabValue *value = plr_gitlab_get (self->config, self->job, "stage");
  const char *group = value != NULL ? plr_gitlab_get_string (value) : "test";

  if (group == NULL)
    {
      plr_gitlab_report_type (self, "stage", value, _("Write the name of a stage."));
      return;
    }
  /* The rest of the job may be in a file that is not known, and the stage with it. */
  if (value == NULL && self->config->is_open && !g_hash_table_contains (self->groups, group))
    return;
  plr_job_set_group (self->model, group);
  if (g_hash_table_contains (self->groups, group) || strchr (group, '$') != NULL ||
      (self->config->is_open && !self->has_groups))
    return;

  plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "unknown-group",
                     value != NULL ? value->node : self->reader.place->key,
                     _("Name one of the list “stages”, or add it there."), _("There is no stage “%s” for the job “%s”"),
                     group, self->id);
}

static void
set_kind (PlrGitlabReader *self)
{
  const char *const *reports = plr_stage_get_reports (self->stage);
  gboolean is_test = (reports != NULL && reports[0] != NULL) || plr_reader_is_named_test (self->id);

  plr_stage_set_kind (self->stage, plr_stage_get_deploy (self->stage) != NULL ? PLR_STAGE_KIND_DEPLOY :
                      is_test ? PLR_STAGE_KIND_TEST : PLR_STAGE_KIND_BUILD);
}

/**
 * plr_gitlab_read_job:
 * @entry: of the root: a job that is not hidden
 *
 * Adds a stage for a job, without its needs.
 */
void
plr_gitlab_read_job (PlrGitlabReader *self,
                     PlrGitlabEntry  *entry)
{
  PlrReaderPlace *place;
  gboolean is_local = plr_gitlab_is_local (self->config, entry->key);

  place = plr_reader_begin_stage (&self->reader, entry->key, entry->use);
  plr_stage_set_id (place->stage, entry->name); /* which inputs may have made of the key */
  self->stage = place->stage;
  self->model = plr_stage_get_job (place->stage);
  self->id = entry->name;
  self->job = plr_gitlab_config_get_job (self->config, entry->name);
  g_ptr_array_add (self->jobs, self->job);
  if (!is_local)
    {
      PlrGitlabSource *source = g_hash_table_lookup (self->config->by_tree, plr_yaml_node_get_tree (entry->key));

      plr_stage_set_offset (place->stage, -1);
      plr_stage_set_length (place->stage, 0);
      plr_stage_set_line (place->stage, source->include != NULL ? plr_yaml_node_get_line (source->include) : 0);
      plr_job_set_file (self->model, source->path);
      plr_job_set_file_line (self->model, plr_yaml_node_get_line (entry->key));
    }

  if (self->job->kind != PLR_YAML_MAPPING)
    {
      plr_gitlab_report_type (self, entry->name, self->job, _("Write keys below it, like script:."));
    }
  else
    {
      read_group (self);
      read_keys (self);
      plr_gitlab_read_rules (self);
      plr_gitlab_read_steps (self);
      check_job (self, entry);
    }
  set_kind (self);
  g_hash_table_insert (self->stages, (gpointer)plr_stage_get_id (place->stage), place->stage);
  plr_reader_end_stage (&self->reader);
}
