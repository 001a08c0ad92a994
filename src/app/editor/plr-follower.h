/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrFollower:
 *
 * Has a view of a document worked out anew when the document changed and the view can be seen: never twice at a time, and never
 * for a text that is no longer there.
 */
typedef struct _PlrFollower PlrFollower;

/**
 * PlrFollowerFunc:
 * @widget: the view
 * @document: (nullable): what it shows; `NULL` if it is to be empty
 * @cancellable: ends the work when it is of no use any more
 *
 * Starts the work, of which plr_follower_finish() is to be told; returns whether there was any to start.
 */
typedef gboolean (*PlrFollowerFunc) (GtkWidget    *widget,
                                     PlrDocument  *document,
                                     GCancellable *cancellable);

PlrFollower *plr_follower_new          (GtkWidget      *widget,
                                        PlrFollowerFunc func);
void         plr_follower_free         (PlrFollower *self);
void         plr_follower_set_document (PlrFollower *self,
                                        PlrDocument *document);
PlrDocument *plr_follower_get_document (PlrFollower *self);
void         plr_follower_update       (PlrFollower *self);
void         plr_follower_finish       (PlrFollower *self);

G_END_DECLS
