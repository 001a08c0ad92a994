/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-job"

#include "config.h"

#include "plr-job.h"
#include "plr-model-private.h"

struct _PlrJob
{
  GObject parent_instance;

  char *condition;
  char *group;
  char **runner;
  PlrList *services;
  PlrList *caches;
  PlrList *permissions;
  char *concurrency;
  PlrList *outputs;
  char *calls;
  PlrList *arguments;
  PlrList *includes;
  PlrList *excludes;
  char *matrix;
  guint max_parallel;
  guint copies;
  char **optional_needs;
  char *file;
  guint file_line;
  char *url;

  guint implied_needs : 1;
  guint cancels : 1;
  guint allow_failure : 1;
  guint keeps_going : 1;
};

G_DEFINE_FINAL_TYPE (PlrJob, plr_job, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CONDITION,
  PROP_GROUP,
  PROP_IMPLIED_NEEDS,
  PROP_RUNNER,
  PROP_SERVICES,
  PROP_CACHES,
  PROP_PERMISSIONS,
  PROP_CONCURRENCY,
  PROP_CANCELS,
  PROP_OUTPUTS,
  PROP_ALLOW_FAILURE,
  PROP_CALLS,
  PROP_ARGUMENTS,
  PROP_INCLUDES,
  PROP_EXCLUDES,
  PROP_MATRIX,
  PROP_KEEPS_GOING,
  PROP_MAX_PARALLEL,
  PROP_COPIES,
  PROP_OPTIONAL_NEEDS,
  PROP_FILE,
  PROP_FILE_LINE,
  PROP_URL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_job_finalize (GObject *object)
{
  PlrJob *self = PLR_JOB (object);

  g_clear_pointer (&self->condition, g_free);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->runner, g_strfreev);
  g_clear_object (&self->services);
  g_clear_object (&self->caches);
  g_clear_object (&self->permissions);
  g_clear_pointer (&self->concurrency, g_free);
  g_clear_object (&self->outputs);
  g_clear_pointer (&self->calls, g_free);
  g_clear_object (&self->arguments);
  g_clear_object (&self->includes);
  g_clear_object (&self->excludes);
  g_clear_pointer (&self->matrix, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->optional_needs, g_strfreev);
  g_clear_pointer (&self->file, g_free);

  G_OBJECT_CLASS (plr_job_parent_class)->finalize (object);
}

static void
plr_job_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  PlrJob *self = PLR_JOB (object);

  switch (prop_id)
    {
    case PROP_CONDITION:
      g_value_set_string (value, self->condition);
      break;

    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;

    case PROP_IMPLIED_NEEDS:
      g_value_set_boolean (value, self->implied_needs);
      break;

    case PROP_RUNNER:
      g_value_set_boxed (value, plr_model_get_strv (self->runner));
      break;

    case PROP_SERVICES:
      g_value_set_object (value, plr_model_get_list (&self->services, PLR_TYPE_SERVICE));
      break;

    case PROP_CACHES:
      g_value_set_object (value, plr_model_get_list (&self->caches, PLR_TYPE_CACHE));
      break;

    case PROP_PERMISSIONS:
      g_value_set_object (value, plr_model_get_list (&self->permissions, PLR_TYPE_VARIABLE));
      break;

    case PROP_CONCURRENCY:
      g_value_set_string (value, self->concurrency);
      break;

    case PROP_CANCELS:
      g_value_set_boolean (value, self->cancels);
      break;

    case PROP_OUTPUTS:
      g_value_set_object (value, plr_model_get_list (&self->outputs, PLR_TYPE_VARIABLE));
      break;

    case PROP_ALLOW_FAILURE:
      g_value_set_boolean (value, self->allow_failure);
      break;

    case PROP_CALLS:
      g_value_set_string (value, self->calls);
      break;

    case PROP_ARGUMENTS:
      g_value_set_object (value, plr_model_get_list (&self->arguments, PLR_TYPE_VARIABLE));
      break;

    case PROP_INCLUDES:
      g_value_set_object (value, plr_model_get_list (&self->includes, PLR_TYPE_MATRIX_ROW));
      break;

    case PROP_EXCLUDES:
      g_value_set_object (value, plr_model_get_list (&self->excludes, PLR_TYPE_MATRIX_ROW));
      break;

    case PROP_MATRIX:
      g_value_set_string (value, self->matrix);
      break;

    case PROP_KEEPS_GOING:
      g_value_set_boolean (value, self->keeps_going);
      break;

    case PROP_MAX_PARALLEL:
      g_value_set_uint (value, self->max_parallel);
      break;

    case PROP_COPIES:
      g_value_set_uint (value, self->copies);
      break;

    case PROP_OPTIONAL_NEEDS:
      g_value_set_boxed (value, self->optional_needs);
      break;

    case PROP_FILE:
      g_value_set_string (value, self->file);
      break;

    case PROP_FILE_LINE:
      g_value_set_uint (value, self->file_line);
      break;

    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_job_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  PlrJob *self = PLR_JOB (object);

  switch (prop_id)
    {
    case PROP_CONDITION:
      plr_job_set_condition (self, g_value_get_string (value));
      break;

    case PROP_GROUP:
      plr_job_set_group (self, g_value_get_string (value));
      break;

    case PROP_IMPLIED_NEEDS:
      plr_job_set_implied_needs (self, g_value_get_boolean (value));
      break;

    case PROP_RUNNER:
      plr_job_set_runner (self, g_value_get_boxed (value));
      break;

    case PROP_CONCURRENCY:
      plr_job_set_concurrency (self, g_value_get_string (value));
      break;

    case PROP_CANCELS:
      plr_job_set_cancels (self, g_value_get_boolean (value));
      break;

    case PROP_ALLOW_FAILURE:
      plr_job_set_allow_failure (self, g_value_get_boolean (value));
      break;

    case PROP_CALLS:
      plr_job_set_calls (self, g_value_get_string (value));
      break;

    case PROP_MATRIX:
      plr_job_set_matrix (self, g_value_get_string (value));
      break;

    case PROP_KEEPS_GOING:
      plr_job_set_keeps_going (self, g_value_get_boolean (value));
      break;

    case PROP_MAX_PARALLEL:
      plr_job_set_max_parallel (self, g_value_get_uint (value));
      break;

    case PROP_COPIES:
      plr_job_set_copies (self, g_value_get_uint (value));
      break;

    case PROP_OPTIONAL_NEEDS:
      plr_job_set_optional_needs (self, g_value_get_boxed (value));
      break;

    case PROP_FILE:
      plr_job_set_file (self, g_value_get_string (value));
      break;

    case PROP_FILE_LINE:
      plr_job_set_file_line (self, g_value_get_uint (value));
      break;

    case PROP_URL:
      plr_job_set_url (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_job_class_init (PlrJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_job_finalize;
  object_class->get_property = plr_job_get_property;
  object_class->set_property = plr_job_set_property;

  properties[PROP_CONDITION] =
    g_param_spec_string ("condition", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_GROUP] =
    g_param_spec_string ("group", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_IMPLIED_NEEDS] =
    g_param_spec_boolean ("implied-needs", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_RUNNER] =
    g_param_spec_boxed ("runner", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SERVICES] =
    g_param_spec_object ("services", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_CACHES] =
    g_param_spec_object ("caches", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_PERMISSIONS] =
    g_param_spec_object ("permissions", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_CONCURRENCY] =
    g_param_spec_string ("concurrency", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CANCELS] =
    g_param_spec_boolean ("cancels", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OUTPUTS] =
    g_param_spec_object ("outputs", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_ALLOW_FAILURE] =
    g_param_spec_boolean ("allow-failure", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CALLS] =
    g_param_spec_string ("calls", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ARGUMENTS] =
    g_param_spec_object ("arguments", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_INCLUDES] =
    g_param_spec_object ("includes", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_EXCLUDES] =
    g_param_spec_object ("excludes", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_MATRIX] =
    g_param_spec_string ("matrix", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_KEEPS_GOING] =
    g_param_spec_boolean ("keeps-going", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MAX_PARALLEL] =
    g_param_spec_uint ("max-parallel", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COPIES] =
    g_param_spec_uint ("copies", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPTIONAL_NEEDS] =
    g_param_spec_boxed ("optional-needs", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FILE] =
    g_param_spec_string ("file", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FILE_LINE] =
    g_param_spec_uint ("file-line", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_job_init (PlrJob *self)
{
}

PlrJob *
plr_job_new (void)
{
  return g_object_new (PLR_TYPE_JOB, NULL);
}

const char *
plr_job_get_condition (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->condition;
}

void
plr_job_set_condition (PlrJob     *self,
                       const char *condition)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->condition, condition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONDITION]);
}

const char *
plr_job_get_group (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->group;
}

void
plr_job_set_group (PlrJob     *self,
                   const char *group)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->group, group))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP]);
}

gboolean
plr_job_get_implied_needs (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), FALSE);

  return self->implied_needs;
}

void
plr_job_set_implied_needs (PlrJob  *self,
                           gboolean implied_needs)
{
  g_return_if_fail (PLR_IS_JOB (self));

  implied_needs = !!implied_needs;
  if (self->implied_needs == (guint)implied_needs)
    return;

  self->implied_needs = implied_needs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IMPLIED_NEEDS]);
}

const char *const *
plr_job_get_runner (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_strv (self->runner);
}

void
plr_job_set_runner (PlrJob            *self,
                    const char *const *runner)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_strv (&self->runner, runner, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNER]);
}

GListModel *
plr_job_get_services (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->services, PLR_TYPE_SERVICE);
}

void
plr_job_add_service (PlrJob     *self,
                     PlrService *service)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_SERVICE (service));

  plr_model_add (&self->services, PLR_TYPE_SERVICE, service);
}

GListModel *
plr_job_get_caches (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->caches, PLR_TYPE_CACHE);
}

void
plr_job_add_cache (PlrJob   *self,
                   PlrCache *cache)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_CACHE (cache));

  plr_model_add (&self->caches, PLR_TYPE_CACHE, cache);
}

GListModel *
plr_job_get_permissions (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->permissions, PLR_TYPE_VARIABLE);
}

void
plr_job_add_permission (PlrJob      *self,
                        PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->permissions, PLR_TYPE_VARIABLE, variable);
}

const char *
plr_job_get_concurrency (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->concurrency;
}

void
plr_job_set_concurrency (PlrJob     *self,
                         const char *concurrency)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->concurrency, concurrency))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONCURRENCY]);
}

gboolean
plr_job_get_cancels (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), FALSE);

  return self->cancels;
}

void
plr_job_set_cancels (PlrJob  *self,
                     gboolean cancels)
{
  g_return_if_fail (PLR_IS_JOB (self));

  cancels = !!cancels;
  if (self->cancels == (guint)cancels)
    return;

  self->cancels = cancels;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CANCELS]);
}

GListModel *
plr_job_get_outputs (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->outputs, PLR_TYPE_VARIABLE);
}

void
plr_job_add_output (PlrJob      *self,
                    PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->outputs, PLR_TYPE_VARIABLE, variable);
}

gboolean
plr_job_get_allow_failure (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), FALSE);

  return self->allow_failure;
}

void
plr_job_set_allow_failure (PlrJob  *self,
                           gboolean allow_failure)
{
  g_return_if_fail (PLR_IS_JOB (self));

  allow_failure = !!allow_failure;
  if (self->allow_failure == (guint)allow_failure)
    return;

  self->allow_failure = allow_failure;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOW_FAILURE]);
}

const char *
plr_job_get_calls (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->calls;
}

void
plr_job_set_calls (PlrJob     *self,
                   const char *calls)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->calls, calls))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALLS]);
}

GListModel *
plr_job_get_arguments (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->arguments, PLR_TYPE_VARIABLE);
}

void
plr_job_add_argument (PlrJob      *self,
                      PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->arguments, PLR_TYPE_VARIABLE, variable);
}

/* Whether a row is included in the matrix or excluded from it; it makes no lists that stay empty. */
gboolean
plr_job_has_rows (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), FALSE);

  return (self->includes != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->includes)) > 0) ||
         (self->excludes != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->excludes)) > 0);
}

GListModel *
plr_job_get_includes (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->includes, PLR_TYPE_MATRIX_ROW);
}

void
plr_job_add_include (PlrJob       *self,
                     PlrMatrixRow *matrix_row)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_MATRIX_ROW (matrix_row));

  plr_model_add (&self->includes, PLR_TYPE_MATRIX_ROW, matrix_row);
}

GListModel *
plr_job_get_excludes (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return plr_model_get_list (&self->excludes, PLR_TYPE_MATRIX_ROW);
}

void
plr_job_add_exclude (PlrJob       *self,
                     PlrMatrixRow *matrix_row)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_MATRIX_ROW (matrix_row));

  plr_model_add (&self->excludes, PLR_TYPE_MATRIX_ROW, matrix_row);
}

const char *
plr_job_get_matrix (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->matrix;
}

void
plr_job_set_matrix (PlrJob     *self,
                    const char *matrix)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->matrix, matrix))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MATRIX]);
}

gboolean
plr_job_get_keeps_going (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), FALSE);

  return self->keeps_going;
}

void
plr_job_set_keeps_going (PlrJob  *self,
                         gboolean keeps_going)
{
  g_return_if_fail (PLR_IS_JOB (self));

  keeps_going = !!keeps_going;
  if (self->keeps_going == (guint)keeps_going)
    return;

  self->keeps_going = keeps_going;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPS_GOING]);
}

guint
plr_job_get_max_parallel (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), 0);

  return self->max_parallel;
}

void
plr_job_set_max_parallel (PlrJob *self,
                          guint   max_parallel)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (self->max_parallel == max_parallel)
    return;

  self->max_parallel = max_parallel;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_PARALLEL]);
}

guint
plr_job_get_copies (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), 0);

  return self->copies;
}

void
plr_job_set_copies (PlrJob *self,
                    guint   copies)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (self->copies == copies)
    return;

  self->copies = copies;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COPIES]);
}

const char *const *
plr_job_get_optional_needs (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return (const char *const *)self->optional_needs;
}

void
plr_job_set_optional_needs (PlrJob            *self,
                            const char *const *optional_needs)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_strv (&self->optional_needs, optional_needs, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONAL_NEEDS]);
}

const char *
plr_job_get_file (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->file;
}

void
plr_job_set_file (PlrJob     *self,
                  const char *file)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->file, file))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

guint
plr_job_get_file_line (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), 0);

  return self->file_line;
}

void
plr_job_set_file_line (PlrJob *self,
                       guint   file_line)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (self->file_line == file_line)
    return;

  self->file_line = file_line;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE_LINE]);
}

const char *
plr_job_get_url (PlrJob *self)
{
  g_return_val_if_fail (PLR_IS_JOB (self), NULL);

  return self->url;
}

void
plr_job_set_url (PlrJob     *self,
                 const char *url)
{
  g_return_if_fail (PLR_IS_JOB (self));

  if (plr_model_set_string (&self->url, url))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URL]);
}

/**
 * plr_job_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_job_assign (PlrJob *self,
                PlrJob *other)
{
  g_return_if_fail (PLR_IS_JOB (self));
  g_return_if_fail (PLR_IS_JOB (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_job_set_condition (self, other->condition);
  plr_job_set_group (self, other->group);
  plr_job_set_implied_needs (self, other->implied_needs);
  plr_job_set_runner (self, (const char *const *)other->runner);
  plr_model_merge_list (&self->services, other->services, PLR_TYPE_SERVICE, (PlrModelAssignFunc)plr_service_assign);
  plr_model_merge_list (&self->caches, other->caches, PLR_TYPE_CACHE, (PlrModelAssignFunc)plr_cache_assign);
  plr_model_merge_list (&self->permissions, other->permissions, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_job_set_concurrency (self, other->concurrency);
  plr_job_set_cancels (self, other->cancels);
  plr_model_merge_list (&self->outputs, other->outputs, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_job_set_allow_failure (self, other->allow_failure);
  plr_job_set_calls (self, other->calls);
  plr_model_merge_list (&self->arguments, other->arguments, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_model_merge_list (&self->includes, other->includes, PLR_TYPE_MATRIX_ROW, (PlrModelAssignFunc)plr_matrix_row_assign);
  plr_model_merge_list (&self->excludes, other->excludes, PLR_TYPE_MATRIX_ROW, (PlrModelAssignFunc)plr_matrix_row_assign);
  plr_job_set_matrix (self, other->matrix);
  plr_job_set_keeps_going (self, other->keeps_going);
  plr_job_set_max_parallel (self, other->max_parallel);
  plr_job_set_copies (self, other->copies);
  plr_job_set_url (self, other->url);
  plr_job_set_optional_needs (self, (const char *const *)other->optional_needs);
  plr_job_set_file (self, other->file);
  plr_job_set_file_line (self, other->file_line);
  g_object_thaw_notify (G_OBJECT (self));
}
