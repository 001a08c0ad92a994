/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-problem"

#include "config.h"

#include <stdarg.h>

#include "plr-utf8.h"

#include "plr-problem.h"
#include "plr-model-private.h"

struct _PlrProblem
{
  GObject parent_instance;

  PlrSeverity severity;
  char *code;
  char *message;
  char *hint;
  char *stage;
  char *field;
  char *path;
  guint line;
  guint column;
  gint64 offset;
  gint64 length;
  char *fix_title;
  GListModel *fix;
};

G_DEFINE_FINAL_TYPE (PlrProblem, plr_problem, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SEVERITY,
  PROP_CODE,
  PROP_MESSAGE,
  PROP_HINT,
  PROP_STAGE,
  PROP_FIELD,
  PROP_PATH,
  PROP_LINE,
  PROP_COLUMN,
  PROP_OFFSET,
  PROP_LENGTH,
  PROP_FIX_TITLE,
  PROP_FIX,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_problem_finalize (GObject *object)
{
  PlrProblem *self = PLR_PROBLEM (object);

  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->hint, g_free);
  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->fix_title, g_free);
  g_clear_object (&self->fix);

  G_OBJECT_CLASS (plr_problem_parent_class)->finalize (object);
}

static void
plr_problem_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PlrProblem *self = PLR_PROBLEM (object);

  switch (prop_id)
    {
    case PROP_SEVERITY:
      g_value_set_enum (value, self->severity);
      break;

    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;

    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;

    case PROP_STAGE:
      g_value_set_string (value, self->stage);
      break;

    case PROP_FIELD:
      g_value_set_string (value, self->field);
      break;

    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;

    case PROP_COLUMN:
      g_value_set_uint (value, self->column);
      break;

    case PROP_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;

    case PROP_LENGTH:
      g_value_set_int64 (value, self->length);
      break;

    case PROP_FIX_TITLE:
      g_value_set_string (value, self->fix_title);
      break;

    case PROP_FIX:
      g_value_set_object (value, self->fix);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_problem_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PlrProblem *self = PLR_PROBLEM (object);

  switch (prop_id)
    {
    case PROP_SEVERITY:
      plr_problem_set_severity (self, g_value_get_enum (value));
      break;

    case PROP_CODE:
      plr_problem_set_code (self, g_value_get_string (value));
      break;

    case PROP_MESSAGE:
      plr_problem_set_message (self, g_value_get_string (value));
      break;

    case PROP_HINT:
      plr_problem_set_hint (self, g_value_get_string (value));
      break;

    case PROP_STAGE:
      plr_problem_set_stage (self, g_value_get_string (value));
      break;

    case PROP_FIELD:
      plr_problem_set_field (self, g_value_get_string (value));
      break;

    case PROP_PATH:
      plr_problem_set_path (self, g_value_get_string (value));
      break;

    case PROP_LINE:
      plr_problem_set_line (self, g_value_get_uint (value));
      break;

    case PROP_COLUMN:
      plr_problem_set_column (self, g_value_get_uint (value));
      break;

    case PROP_OFFSET:
      plr_problem_set_offset (self, g_value_get_int64 (value));
      break;

    case PROP_LENGTH:
      plr_problem_set_length (self, g_value_get_int64 (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_problem_class_init (PlrProblemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_problem_finalize;
  object_class->get_property = plr_problem_get_property;
  object_class->set_property = plr_problem_set_property;

  properties[PROP_SEVERITY] =
    g_param_spec_enum ("severity", NULL, NULL,
                       PLR_TYPE_SEVERITY, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CODE] =
    g_param_spec_string ("code", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_HINT] =
    g_param_spec_string ("hint", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGE] =
    g_param_spec_string ("stage", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FIELD] =
    g_param_spec_string ("field", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COLUMN] =
    g_param_spec_uint ("column", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OFFSET] =
    g_param_spec_int64 ("offset", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LENGTH] =
    g_param_spec_int64 ("length", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FIX_TITLE] =
    g_param_spec_string ("fix-title", NULL, NULL,
                         NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_FIX] =
    g_param_spec_object ("fix", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_problem_init (PlrProblem *self)
{
  self->offset = -1;
}

PlrProblem *
plr_problem_new (PlrSeverity severity,
                 const char *code,
                 const char *message)
{
  PlrProblem *self = g_object_new (PLR_TYPE_PROBLEM, NULL);

  self->severity = severity;
  self->code = g_strdup (code);
  self->message = g_strdup (message);

  return self;
}

PlrSeverity
plr_problem_get_severity (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), 0);

  return self->severity;
}

void
plr_problem_set_severity (PlrProblem *self,
                          PlrSeverity severity)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (self->severity == severity)
    return;

  self->severity = severity;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEVERITY]);
}

const char *
plr_problem_get_code (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->code;
}

void
plr_problem_set_code (PlrProblem *self,
                      const char *code)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->code, code))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE]);
}

const char *
plr_problem_get_message (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->message;
}

void
plr_problem_set_message (PlrProblem *self,
                         const char *message)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->message, message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

const char *
plr_problem_get_hint (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->hint;
}

void
plr_problem_set_hint (PlrProblem *self,
                      const char *hint)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->hint, hint))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HINT]);
}

const char *
plr_problem_get_stage (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->stage;
}

void
plr_problem_set_stage (PlrProblem *self,
                       const char *stage)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->stage, stage))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

const char *
plr_problem_get_field (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->field;
}

void
plr_problem_set_field (PlrProblem *self,
                       const char *field)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->field, field))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
}

const char *
plr_problem_get_path (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->path;
}

void
plr_problem_set_path (PlrProblem *self,
                      const char *path)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (plr_model_set_string (&self->path, path))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

guint
plr_problem_get_line (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), 0);

  return self->line;
}

void
plr_problem_set_line (PlrProblem *self,
                      guint       line)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (self->line == line)
    return;

  self->line = line;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

guint
plr_problem_get_column (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), 0);

  return self->column;
}

void
plr_problem_set_column (PlrProblem *self,
                        guint       column)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (self->column == column)
    return;

  self->column = column;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMN]);
}

gint64
plr_problem_get_offset (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), 0);

  return self->offset;
}

void
plr_problem_set_offset (PlrProblem *self,
                        gint64      offset)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (self->offset == offset)
    return;

  self->offset = offset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET]);
}

gint64
plr_problem_get_length (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), 0);

  return self->length;
}

void
plr_problem_set_length (PlrProblem *self,
                        gint64      length)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));

  if (self->length == length)
    return;

  self->length = length;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LENGTH]);
}

/**
 * plr_problem_get_fix_title:
 * @self: a problem
 *
 * Returns: (nullable): what a button that mends it says, translated, or %NULL if that takes a person
 */
const char *
plr_problem_get_fix_title (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->fix_title;
}

/**
 * plr_problem_get_fix:
 * @self: a problem
 *
 * What mends it without a person having to decide anything; plr_document_fix() does that.
 *
 * Returns: (transfer none) (nullable): a list of PlrEdit, each on what the ones before it left
 */
GListModel *
plr_problem_get_fix (PlrProblem *self)
{
  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  return self->fix;
}

/**
 * plr_problem_set_fix:
 * @self: a problem
 * @title: (nullable): what a button says, or %NULL for no fix
 * @edits: (nullable): of PlrEdit, not to be changed any more; %NULL if and only if @title is
 */
void
plr_problem_set_fix (PlrProblem *self,
                     const char *title,
                     GListModel *edits)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));
  g_return_if_fail ((title == NULL) == (edits == NULL));
  g_return_if_fail (edits == NULL || G_IS_LIST_MODEL (edits));

  if (plr_model_set_string (&self->fix_title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIX_TITLE]);
  if (g_set_object (&self->fix, edits))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIX]);
}

/**
 * plr_problem_take_fix:
 * @self: a problem
 * @title: (transfer full): what a button says
 * @first: (transfer full): what mends it
 * @...: (transfer full): further edits, each on what the ones before it left, then %NULL
 *
 * plr_problem_set_fix() for edits that were just made.
 */
void
plr_problem_take_fix (PlrProblem *self,
                      char       *title,
                      PlrEdit    *first,
                      ...)
{
  g_autoptr(GListStore) edits = g_list_store_new (PLR_TYPE_EDIT);
  va_list more;

  va_start (more, first);
  for (PlrEdit *edit = first; edit != NULL; edit = va_arg (more, PlrEdit *))
    {
      g_list_store_append (edits, edit);
      g_object_unref (edit);
    }
  va_end (more);

  plr_problem_set_fix (self, title, G_LIST_MODEL (edits));
  g_free (title);
}

/**
 * plr_problem_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_problem_assign (PlrProblem *self,
                    PlrProblem *other)
{
  g_return_if_fail (PLR_IS_PROBLEM (self));
  g_return_if_fail (PLR_IS_PROBLEM (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_problem_set_severity (self, other->severity);
  plr_problem_set_code (self, other->code);
  plr_problem_set_message (self, other->message);
  plr_problem_set_hint (self, other->hint);
  plr_problem_set_stage (self, other->stage);
  plr_problem_set_path (self, other->path);
  plr_problem_set_line (self, other->line);
  plr_problem_set_column (self, other->column);
  plr_problem_set_offset (self, other->offset);
  plr_problem_set_length (self, other->length);
  plr_problem_set_field (self, other->field);
  plr_problem_set_fix (self, other->fix_title, other->fix);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * plr_problem_new_at:
 * @severity: how bad it is
 * @code: the word for the rule
 * @stage: (nullable): the id of the stage that it belongs to
 * @format: a translated sentence, as for printf()
 *
 * Returns: (transfer full): a problem without a place in the text yet
 */
PlrProblem *
plr_problem_new_at (PlrSeverity severity,
                    const char *code,
                    const char *stage,
                    const char *format,
                    ...)
{
  g_autofree char *message = NULL;
  PlrProblem *self;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  self = plr_problem_new (severity, code, message);
  plr_problem_set_stage (self, stage);

  return self;
}

/**
 * plr_problem_format:
 * @self: a problem
 *
 * Returns: (transfer full): `file:line:column: error: message`, in one line, as compilers write it
 */
char *
plr_problem_format (PlrProblem *self)
{
  g_autofree char *path = NULL;
  g_autofree char *message = NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (PLR_IS_PROBLEM (self), NULL);

  path = plr_utf8_escape (self->path, -1);
  message = plr_utf8_escape (self->message, -1);
  if (*path != '\0')
    g_string_append_printf (out, "%s:", path);
  if (self->line > 0)
    g_string_append_printf (out, "%u:%u:", self->line, self->column);
  g_string_append_printf (out, "%s%s: %s", out->len > 0 ? " " : "", plr_severity_get_nick (self->severity), message);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
