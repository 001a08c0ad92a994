/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-log-line"

#include "config.h"

#include "plr-log-line.h"

struct _PlrLogLine
{
  GObject parent_instance;

  guint64      number;
  GBytes      *bytes;
  PlrAnsiLine *ansi; /* read when it is asked for */

  guint        cut : 1;
};

G_DEFINE_FINAL_TYPE (PlrLogLine, plr_log_line, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NUMBER,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_log_line_finalize (GObject *object)
{
  PlrLogLine *self = PLR_LOG_LINE (object);

  g_clear_pointer (&self->ansi, plr_ansi_line_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (plr_log_line_parent_class)->finalize (object);
}

static void
plr_log_line_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PlrLogLine *self = PLR_LOG_LINE (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint64 (value, self->number);
      break;

    case PROP_TEXT:
      g_value_set_string (value, plr_log_line_get_text (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_log_line_class_init (PlrLogLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_log_line_finalize;
  object_class->get_property = plr_log_line_get_property;

  properties[PROP_NUMBER] =
    g_param_spec_uint64 ("number", NULL, NULL,
                         0, G_MAXUINT64, 0,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL,
                         NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_log_line_init (PlrLogLine *self)
{
}

/**
 * plr_log_line_new:
 * @number: from 1
 * @bytes: what was written, without the line break
 * @size_bytes: how long that is
 * @cut: whether the line goes on behind it
 *
 * Returns: (transfer full): the line
 */
PlrLogLine *
plr_log_line_new (guint64     number,
                  const char *bytes,
                  gsize       size_bytes,
                  gboolean    cut)
{
  PlrLogLine *self = g_object_new (PLR_TYPE_LOG_LINE, NULL);

  self->number = number;
  self->bytes = g_bytes_new (bytes, size_bytes);
  self->cut = !!cut;

  return self;
}

guint64
plr_log_line_get_number (PlrLogLine *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINE (self), 0);

  return self->number;
}

/**
 * plr_log_line_get_bytes:
 * @self: a line
 * @size_bytes: (out): how long it is
 *
 * Returns: (transfer none) (nullable) (array length=size_bytes): what was written, without the line break: any bytes, with no NUL
 *   behind them; `NULL` for an empty line
 */
const char *
plr_log_line_get_bytes (PlrLogLine *self,
                        gsize      *size_bytes)
{
  g_return_val_if_fail (PLR_IS_LOG_LINE (self), NULL);
  g_return_val_if_fail (size_bytes != NULL, NULL);

  return g_bytes_get_data (self->bytes, size_bytes);
}

/**
 * plr_log_line_get_text:
 * @self: a line
 *
 * Returns: (transfer none): what a terminal would show: valid UTF-8 without controls
 */
const char *
plr_log_line_get_text (PlrLogLine *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINE (self), NULL);

  return plr_log_line_get_ansi (self)->text;
}

/**
 * plr_log_line_get_ansi:
 * @self: a line
 *
 * Returns: (transfer none): the text with its colours
 */
const PlrAnsiLine *
plr_log_line_get_ansi (PlrLogLine *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINE (self), NULL);

  if (self->ansi == NULL)
    {
      gsize size_bytes;
      const char *bytes = g_bytes_get_data (self->bytes, &size_bytes);

      self->ansi = plr_ansi_parse_line (bytes, (gssize)size_bytes, NULL);
    }

  return self->ansi;
}

/**
 * plr_log_line_is_cut:
 * @self: a line
 *
 * Returns: whether the line is longer than what is shown of it
 */
gboolean
plr_log_line_is_cut (PlrLogLine *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINE (self), FALSE);

  return self->cut || plr_log_line_get_ansi (self)->cut;
}
