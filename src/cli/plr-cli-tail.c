/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-tail"

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plr-cli-private.h"

/* A line without an end is told in pieces of this length. */
#define MAX_LINE_BYTES (64 * 1024)

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
      gsize       size_bytes)
{
  g_autoptr(PlrAnsiLine) line = plr_ansi_parse_line (bytes, (gssize)size_bytes, &self->style);

  self->func (line, self->user_data);
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

      tell (self, line, (gsize)(end - line));
      start += (gsize)(end - line) + 1;
    }
  g_byte_array_remove_range (self->rest, 0, (guint)start);
  if (self->rest->len > MAX_LINE_BYTES)
    {
      tell (self, (const char *)self->rest->data, self->rest->len);
      g_byte_array_set_size (self->rest, 0);
    }
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
      tell (self, (const char *)self->rest->data, self->rest->len);
      g_byte_array_set_size (self->rest, 0);
    }
}
