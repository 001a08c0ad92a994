/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml"

#include "config.h"

#include <string.h>

#include "plr-yaml-private.h"

#define BLOCK_BYTES (64 * 1024)

static void
plr_yaml_error_private_init (PlrYamlErrorPrivate *place)
{
  place->offset = 0;
  place->line = 0;
  place->column = 0;
}

static void
plr_yaml_error_private_copy (const PlrYamlErrorPrivate *from,
                             PlrYamlErrorPrivate       *to)
{
  *to = *from;
}

static void
plr_yaml_error_private_clear (PlrYamlErrorPrivate *place)
{
}

G_DEFINE_EXTENDED_ERROR (PlrYamlError, plr_yaml_error)
G_DEFINE_BOXED_TYPE (PlrYaml, plr_yaml, plr_yaml_ref, plr_yaml_unref)

/**
 * plr_yaml_error_get_place:
 * @error: (nullable): any error
 * @offset: (out) (optional): the byte
 * @line: (out) (optional): the line, from 1
 * @column: (out) (optional): the character in it, from 1
 *
 * Returns: whether @error is of this room and has a place
 */
gboolean
plr_yaml_error_get_place (const GError *error,
                          gsize        *offset,
                          guint        *line,
                          guint        *column)
{
  const PlrYamlErrorPrivate *place;

  if (error == NULL || error->domain != PLR_YAML_ERROR)
    return FALSE;

  place = plr_yaml_error_get_private (error);
  if (place->line == 0)
    return FALSE;

  if (offset != NULL)
    *offset = place->offset;
  if (line != NULL)
    *line = place->line;
  if (column != NULL)
    *column = place->column;

  return TRUE;
}

/**
 * plr_yaml_set_error:
 * @error: (nullable): what to set, with the line and column in front of the message
 */
void
plr_yaml_set_error (GError     **error,
                    PlrYaml     *self,
                    PlrYamlError code,
                    gsize        offset,
                    const char  *format,
                    ...)
{
  g_autofree char *what = NULL;
  PlrYamlErrorPrivate *place;
  GError *made;
  guint line, column;
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  plr_yaml_get_place (self, offset, &line, &column);
  made = g_error_new (PLR_YAML_ERROR, code, "%u:%u: %s", line, column, what);
  place = plr_yaml_error_get_private (made);
  place->offset = offset;
  place->line = line;
  place->column = column;
  g_propagate_error (error, made);
}

gpointer
plr_yaml_alloc (PlrYaml *self,
                gsize    size_bytes)
{
  gpointer memory;

  size_bytes = (size_bytes + 7) & ~(gsize) 7;
  if (size_bytes > BLOCK_BYTES / 4)
    {
      memory = g_malloc (size_bytes);
      g_ptr_array_add (self->blocks, memory);
      return memory;
    }

  if (size_bytes > self->free_bytes)
    {
      self->free_memory = g_malloc (BLOCK_BYTES);
      self->free_bytes = BLOCK_BYTES;
      g_ptr_array_add (self->blocks, self->free_memory);
    }
  memory = self->free_memory;
  self->free_memory += size_bytes;
  self->free_bytes -= size_bytes;

  return memory;
}

/* Letters of most scripts come by the hundred and need the look at what follows only where one begins with such a byte. */
static gboolean
plr_yaml_has_odd_breaks (const char *text,
                         gsize       size)
{
  const char *end = text + size;

  for (const char *p = text; (p = memchr (p, 0xc2, end - p)) != NULL; p++)
    if (plr_yaml_odd_break (p) > 0)
      return TRUE;
  for (const char *p = text; (p = memchr (p, 0xe2, end - p)) != NULL; p++)
    if (plr_yaml_odd_break (p) > 0)
      return TRUE;

  return FALSE;
}

static void
plr_yaml_index_lines (PlrYaml *self,
                      gsize    base)
{
  g_autoptr(GArray) lines = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->size / 24 + 16);
  guint32 start = base;
  const char *end = self->text + self->size;
  gboolean has_others = memchr (self->text, '\r', self->size) != NULL;

  self->has_odd_breaks = plr_yaml_has_odd_breaks (self->text, self->size);
  has_others |= self->has_odd_breaks;
  g_array_append_val (lines, start);
  for (const char *p = self->text + base; p < end; p++)
    {
      guint odd = self->has_odd_breaks ? plr_yaml_odd_break (p) : 0;

      if (odd > 0)
        {
          start = p + odd - self->text;
          g_array_append_val (lines, start);
        }
      if (!has_others)
        p = memchr (p, '\n', end - p);
      if (p == NULL)
        break;
      if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
        {
          start = p + 1 - self->text;
          g_array_append_val (lines, start);
        }
    }

  self->n_lines = lines->len;
  self->lines = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&lines), FALSE);
}

static PlrYaml *
plr_yaml_alloc_tree (const char *text,
                     gsize       size)
{
  PlrYaml *self = g_atomic_rc_box_new0 (PlrYaml);

  self->text = g_malloc (size + 1);
  memcpy (self->text, text, size);
  self->text[size] = '\0';
  self->size = size;
  self->roots = g_ptr_array_new ();
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
  plr_yaml_index_lines (self, g_str_has_prefix (self->text, "\xef\xbb\xbf") ? 3 : 0);

  return self;
}

static void
plr_yaml_finalize (gpointer data)
{
  PlrYaml *self = data;

  g_clear_pointer (&self->key_tables, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->roots);
  g_free (self->lines);
  g_free (self->text);
}

/**
 * plr_yaml_new:
 * @text: the text, with or without a byte order mark
 * @size: its bytes, or -1 if it ends with a NUL
 * @error: of %PLR_YAML_ERROR; plr_yaml_error_get_place() has the place in @text
 *
 * Reads a text. The tree never changes afterwards and may be read by several threads at once.
 *
 * Returns: (transfer full): the text and its nodes
 */
PlrYaml *
plr_yaml_new (const char *text,
              gssize      size,
              GError    **error)
{
  g_autoptr(PlrYaml) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = plr_yaml_alloc_tree (text, size < 0 ? strlen (text) : (gsize) size);
  if (!plr_yaml_read (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * plr_yaml_ref:
 *
 * Returns: (transfer full): the same
 */
PlrYaml *
plr_yaml_ref (PlrYaml *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
plr_yaml_unref (PlrYaml *self)
{
  g_atomic_rc_box_release_full (self, plr_yaml_finalize);
}
