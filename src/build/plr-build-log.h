/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much of the output of a stage is kept if the caller names no other limit. */
#define PLR_BUILD_LOG_MAX_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

/**
 * PlrBuildLogRecord:
 * @offset: where in the log the bytes start
 * @time_us: when they were read, in microseconds since 1970
 * @step: the step that wrote them, from 0
 * @attempt: the attempt that it belongs to, from 1
 *
 * One record of the index beside a log (`NAME.idx` for `NAME.log`): fixed size, little endian. There is one for each
 * read, but no more than one in a millisecond unless the step changes.
 */
typedef struct
{
  guint64 offset;
  gint64  time_us;
  guint32 step;
  guint32 attempt;
} PlrBuildLogRecord;

G_STATIC_ASSERT (sizeof (PlrBuildLogRecord) == 24);

typedef struct _PlrBuildLog PlrBuildLog;

PlrBuildLog *plr_build_log_new        (const char *path,
                                       guint64     max_bytes,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_build_log_free       (PlrBuildLog *self);
guint64      plr_build_log_append     (PlrBuildLog *self,
                                       const char  *data,
                                       gsize        size_bytes,
                                       gint64       time_us,
                                       guint        step,
                                       guint        attempt);
void         plr_build_log_sync       (PlrBuildLog *self);
int          plr_build_log_get_errno  (PlrBuildLog *self);
char        *plr_build_log_dup_index  (const char *log_path);
GArray      *plr_build_log_load_index (const char *log_path,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrBuildLog, plr_build_log_free)

G_END_DECLS
