/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-tail"

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plr-cli-private.h"

/* A longer line is told in pieces of this length, so that nothing of it is lost: plr_ansi_parse_line() cuts what is longer. */
#define MAX_PIECE_BYTES 8192

/* How far from the end of a piece a character or an escape sequence is looked for that would be cut in two. */
#define MAX_SEQUENCE_BYTES 128

G_STATIC_ASSERT (MAX_PIECE_BYTES <= PLR_ANSI_MAX_CHARS);

struct _PlrCliTail
{
  PlrCliTailFunc func;
  gpointer       user_data;
  goffset        offset;
  GByteArray    *rest; /* of a line whose end has not come yet */
  PlrAnsiStyle   style;
};

PlrCliTail *
plr_cli_tail_new (PlrCliTailFunc func,
                  gpointer       user_data)
{
  PlrCliTail *self = g_new0 (PlrCliTail, 1);

  self->func = func;
  self->user_data = user_data;
  self->rest = g_byte_array_new ();

  return self;
}

void
plr_cli_tail_free (PlrCliTail *self)
{
  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_free (self);
}

static void
tell (PlrCliTail *self,
      const char *bytes,
      gsize       size_bytes,
      gboolean    continues)
{
  g_autoptr(PlrAnsiLine) line = plr_ansi_parse_line (bytes, (gssize)size_bytes, &self->style);

  self->func (line, continues, self->user_data);
}

/* Where a piece ends: behind a carriage return, which writes over what was there; else not within a character or an
 * escape sequence. */
static gsize
find_end (const char *bytes,
          gboolean   *continues)
{
  const char *cr = memrchr (bytes, '\r', MAX_PIECE_BYTES);
  const char *near = bytes + MAX_PIECE_BYTES - MAX_SEQUENCE_BYTES;
  const char *escape = memrchr (near, '\033', MAX_SEQUENCE_BYTES);
  gsize end = MAX_PIECE_BYTES;

  *continues = cr == NULL;
  if (cr != NULL)
    return (gsize)(cr - bytes) + 1;

  if (escape != NULL)
    {
      const char *p = escape + 1;

      p += p < bytes + end && *p == '[' ? 1 : 0;
      while (p < bytes + end && *p >= 0x20 && *p < 0x40)
        p++;
      if (p == bytes + end)
        return (gsize)(escape - bytes);
    }
  while (end > MAX_PIECE_BYTES - 4 && (bytes[end] & 0xc0) == 0x80)
    end--;

  return end;
}

/* Tells pieces of a line until what is left is short enough to be one, or is the end of the line. Returns how much was told. */
static gsize
tell_pieces (PlrCliTail *self,
             const char *bytes,
             gsize       size_bytes)
{
  gsize start = 0;

  while (size_bytes - start > MAX_PIECE_BYTES)
    {
      gboolean continues;
      gsize n_bytes = find_end (bytes + start, &continues);

      tell (self, bytes + start, n_bytes, continues);
      start += n_bytes;
    }

  return start;
}

static void
take (PlrCliTail *self,
      const char *bytes,
      gsize       size_bytes)
{
  gsize start = 0;
  const char *end;

  g_byte_array_append (self->rest, (const guint8 *)bytes, (guint)size_bytes);
  while ((end = memchr (self->rest->data + start, '\n', self->rest->len - start)) != NULL)
    {
      const char *line = (const char *)self->rest->data + start;
      gsize told = tell_pieces (self, line, (gsize)(end - line));

      tell (self, line + told, (gsize)(end - line) - told, FALSE);
      start += (gsize)(end - line) + 1;
    }
  start += tell_pieces (self, (const char *)self->rest->data + start, self->rest->len - start);
  g_byte_array_remove_range (self->rest, 0, (guint)start);
}

/* Tells the lines that the file has got since; with @is_complete also the last one, which may have no end. */
void
plr_cli_tail_read (PlrCliTail *self,
                   const char *path,
                   gboolean    is_complete)
{
  char buffer[32 * 1024];
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  gssize n_bytes;

  if (fd >= 0)
    {
      while ((n_bytes = pread (fd, buffer, sizeof buffer, self->offset)) > 0)
        {
          self->offset += n_bytes;
          take (self, buffer, (gsize)n_bytes);
        }
      (void)close (fd); /* nothing was written */
    }

  if (is_complete && self->rest->len > 0)
    {
      tell (self, (const char *)self->rest->data, self->rest->len, FALSE);
      g_byte_array_set_size (self->rest, 0);
    }
}
