/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-log-lines"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plr-log-lines.h"

/* The place of every 64th line is remembered; between two of them the file is read again. */
#define GROUP_LINES 64
/* What one refresh reads, about 5 ms; a log that is opened late takes more than one. */
#define REFRESH_BYTES (8 * 1024 * 1024)
#define CHUNK_BYTES (64 * 1024)
/* More of one line is never read; there are programs that write megabytes without a line break. */
#define MAX_LINE_BYTES (256 * 1024)

struct _PlrLogLines
{
  GObject parent_instance;

  char   *path;
  GArray *groups;        /* of guint64: where each group of lines starts */
  guint64 scanned_bytes; /* how far the lines are counted */
  guint64 n_ended;       /* how many have their line break */
  guint64 open_start;    /* where the one behind them starts */
  int     fd;

  /* The group that was looked at last: rows are asked for one after another. */
  guint64 cached[GROUP_LINES + 1];
  guint   cached_group;
  guint   n_cached;
};

static void plr_log_lines_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrLogLines, plr_log_lines, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, plr_log_lines_list_model_init))

enum {
  PROP_0,
  PROP_PATH,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Reads as much as there is; a log that cannot be read any more ends there. */
static gsize
plr_log_lines_read (PlrLogLines *self,
                    guint64      offset_bytes,
                    char        *buffer,
                    gsize        size_bytes)
{
  gsize got = 0;

  while (self->fd >= 0 && got < size_bytes)
    {
      ssize_t n = pread (self->fd, buffer + got, size_bytes - got, (off_t)(offset_bytes + got));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      got += (gsize)n;
    }

  return got;
}

static guint
plr_log_lines_count (PlrLogLines *self)
{
  guint64 n_lines = self->n_ended + (self->scanned_bytes > self->open_start);

  return (guint)MIN (n_lines, G_MAXUINT - 1);
}

static void
plr_log_lines_forget (PlrLogLines *self)
{
  g_array_set_size (self->groups, 0);
  self->scanned_bytes = 0;
  self->n_ended = 0;
  self->open_start = 0;
  self->n_cached = 0;
}

static void
plr_log_lines_scan (PlrLogLines *self,
                    guint64      limit_bytes)
{
  g_autofree char *buffer = g_malloc (CHUNK_BYTES);

  if (self->groups->len == 0)
    g_array_append_val (self->groups, self->open_start);

  while (self->scanned_bytes < limit_bytes)
    {
      gsize size = plr_log_lines_read (self, self->scanned_bytes, buffer, MIN (CHUNK_BYTES, limit_bytes - self->scanned_bytes));
      const char *end = buffer + size;
      const char *at = buffer;

      while ((at = memchr (at, '\n', (gsize)(end - at))) != NULL)
        {
          at++;
          self->n_ended++;
          self->open_start = self->scanned_bytes + (guint64)(at - buffer);
          if (self->n_ended % GROUP_LINES == 0)
            g_array_append_val (self->groups, self->open_start);
        }
      self->scanned_bytes += size;
      if (size == 0)
        return; /* shorter than it was said to be: the next refresh starts anew */
    }
}

/* Finds where each line of a group starts, and behind them where the next one would. */
static void
plr_log_lines_load_group (PlrLogLines *self,
                          guint        group)
{
  guint64 offset = g_array_index (self->groups, guint64, group);
  guint64 end = group + 1 < self->groups->len ? g_array_index (self->groups, guint64, group + 1) : self->scanned_bytes;
  g_autofree char *buffer = g_malloc (CHUNK_BYTES);

  self->cached[0] = offset;
  self->cached_group = group;
  self->n_cached = 1;
  while (offset < end && self->n_cached <= GROUP_LINES)
    {
      gsize size = plr_log_lines_read (self, offset, buffer, MIN (CHUNK_BYTES, end - offset));
      const char *at = buffer;

      if (size == 0)
        break;
      while (self->n_cached <= GROUP_LINES && (at = memchr (at, '\n', (gsize)(buffer + size - at))) != NULL)
        {
          at++;
          self->cached[self->n_cached++] = offset + (guint64)(at - buffer);
        }
      offset += size;
    }
  if (self->n_cached <= GROUP_LINES && self->cached[self->n_cached - 1] < end)
    self->cached[self->n_cached++] = end;
}

static gpointer
plr_log_lines_get_item (GListModel *model,
                        guint       position)
{
  PlrLogLines *self = PLR_LOG_LINES (model);
  guint group = position / GROUP_LINES;
  guint index = position % GROUP_LINES;
  g_autofree char *buffer = NULL;
  guint64 size = 0;
  gsize got = 0;

  if (position >= plr_log_lines_count (self))
    return NULL;

  if (self->n_cached == 0 || self->cached_group != group)
    plr_log_lines_load_group (self, group);
  if (index + 1 < self->n_cached)
    {
      size = self->cached[index + 1] - self->cached[index];
      buffer = g_malloc (MIN (size, MAX_LINE_BYTES) + 1);
      got = plr_log_lines_read (self, self->cached[index], buffer, MIN (size, MAX_LINE_BYTES));
      if (got > 0 && buffer[got - 1] == '\n')
        got--;
    }

  return plr_log_line_new ((guint64)position + 1, buffer, got, size > MAX_LINE_BYTES);
}

static GType
plr_log_lines_get_item_type (GListModel *model)
{
  return PLR_TYPE_LOG_LINE;
}

static guint
plr_log_lines_get_n_items (GListModel *model)
{
  return plr_log_lines_count (PLR_LOG_LINES (model));
}

static void
plr_log_lines_list_model_init (GListModelInterface *iface)
{
  iface->get_item = plr_log_lines_get_item;
  iface->get_item_type = plr_log_lines_get_item_type;
  iface->get_n_items = plr_log_lines_get_n_items;
}

static void
plr_log_lines_close (PlrLogLines *self)
{
  if (self->fd >= 0)
    (void)close (self->fd); /* nothing was written */
  self->fd = -1;
}

static void
plr_log_lines_finalize (GObject *object)
{
  PlrLogLines *self = PLR_LOG_LINES (object);

  plr_log_lines_close (self);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (plr_log_lines_parent_class)->finalize (object);
}

static void
plr_log_lines_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PlrLogLines *self = PLR_LOG_LINES (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_N_ITEMS:
      g_value_set_uint (value, plr_log_lines_count (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_log_lines_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  PlrLogLines *self = PLR_LOG_LINES (object);

  switch (prop_id)
    {
    case PROP_PATH:
      plr_log_lines_set_path (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_log_lines_class_init (PlrLogLinesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_log_lines_finalize;
  object_class->get_property = plr_log_lines_get_property;
  object_class->set_property = plr_log_lines_set_property;

  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_log_lines_init (PlrLogLines *self)
{
  self->fd = -1;
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * plr_log_lines_new:
 * @path: (type filename) (nullable): the log; it need not be there yet
 *
 * Returns: (transfer full): its lines, none before the first plr_log_lines_refresh()
 */
PlrLogLines *
plr_log_lines_new (const char *path)
{
  return g_object_new (PLR_TYPE_LOG_LINES,
                       "path", path,
                       NULL);
}

const char *
plr_log_lines_get_path (PlrLogLines *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINES (self), NULL);

  return self->path;
}

/**
 * plr_log_lines_set_path:
 * @self: lines
 * @path: (type filename) (nullable): another log
 *
 * Forgets the lines of the log before; those of @path come with plr_log_lines_refresh().
 */
void
plr_log_lines_set_path (PlrLogLines *self,
                        const char  *path)
{
  guint n_lines;

  g_return_if_fail (PLR_IS_LOG_LINES (self));

  if (g_strcmp0 (self->path, path) == 0)
    return;

  n_lines = plr_log_lines_count (self);
  g_free (self->path);
  self->path = g_strdup (path);
  plr_log_lines_close (self);
  plr_log_lines_forget (self);
  if (n_lines > 0)
    {
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_lines, 0);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

/**
 * plr_log_lines_refresh:
 * @self: lines
 *
 * Looks how far the log has grown. The last line is announced as changed when it went on. Reads 8 MiB at the most, so that
 * the main thread is not held up.
 *
 * Returns: whether there is more, so that it should be called once more as soon as there is nothing else to do
 */
gboolean
plr_log_lines_refresh (PlrLogLines *self)
{
  guint n_before;
  guint n_after;
  guint64 size;
  guint first;
  gboolean was_open;
  struct stat st;

  g_return_val_if_fail (PLR_IS_LOG_LINES (self), FALSE);

  if (self->fd < 0 && self->path != NULL)
    self->fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &st) != 0 || !S_ISREG (st.st_mode))
    return FALSE;

  n_before = first = plr_log_lines_count (self);
  was_open = self->scanned_bytes > self->open_start;
  size = (guint64)st.st_size;
  if (size < self->scanned_bytes) /* written anew */
    {
      plr_log_lines_forget (self);
      was_open = FALSE;
      first = 0;
    }
  else if (size == self->scanned_bytes)
    {
      return FALSE;
    }

  plr_log_lines_scan (self, MIN (size, self->scanned_bytes + REFRESH_BYTES));
  self->n_cached = 0;
  n_after = plr_log_lines_count (self);
  if (was_open)
    first--;
  if (n_before > first || n_after > first)
    g_list_model_items_changed (G_LIST_MODEL (self), first, n_before - first, n_after - first);
  if (n_after != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);

  return self->scanned_bytes < size;
}

/**
 * plr_log_lines_get_size_bytes:
 * @self: lines
 *
 * Returns: how long the part of the log is whose lines are known
 */
gint64
plr_log_lines_get_size_bytes (PlrLogLines *self)
{
  g_return_val_if_fail (PLR_IS_LOG_LINES (self), 0);

  return (gint64)self->scanned_bytes;
}

/**
 * plr_log_lines_find_offset:
 * @self: lines
 * @offset_bytes: a place in the log
 *
 * Returns: the position of the line that holds that byte, from 0, or the number of lines if it is behind them all
 */
guint
plr_log_lines_find_offset (PlrLogLines *self,
                           guint64      offset_bytes)
{
  guint low = 0;
  guint high;
  guint index = 0;

  g_return_val_if_fail (PLR_IS_LOG_LINES (self), 0);

  if (offset_bytes >= self->scanned_bytes)
    return plr_log_lines_count (self);

  high = self->groups->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->groups, guint64, middle) <= offset_bytes)
        low = middle;
      else
        high = middle;
    }

  if (self->n_cached == 0 || self->cached_group != low)
    plr_log_lines_load_group (self, low);
  while (index + 1 < self->n_cached && self->cached[index + 1] <= offset_bytes)
    index++;

  return low * GROUP_LINES + index;
}
