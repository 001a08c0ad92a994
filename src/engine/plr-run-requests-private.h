/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PlrRunRequests PlrRunRequests;

/* What another program of the same person asks of a run. */
typedef struct
{
  gboolean stop;
  guint    stage; /* which one is answered, unless the run is to stop */
  gboolean approved;
  char    *by;
  char    *comment; /* or NULL */
} PlrRunRequested;

typedef void (*PlrRunRequestedFunc) (const PlrRunRequested *requested,
                                     gpointer               user_data);

PlrRunRequests *plr_run_requests_new  (const char         *directory,
                                       PlrRunRequestedFunc func,
                                       gpointer            user_data);
void            plr_run_requests_free (PlrRunRequests *self);
gboolean        plr_run_requests_post (const char            *directory,
                                       const PlrRunRequested *requested,
                                       GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrRunRequests, plr_run_requests_free)

G_END_DECLS
