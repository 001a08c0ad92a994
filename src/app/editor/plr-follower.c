/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-follower"

#include "config.h"

#include "plr-follower.h"

struct _PlrFollower
{
  GtkWidget *widget;      /* owns us */
  PlrFollowerFunc func;
  PlrDocument *document;
  GCancellable *cancellable; /* of the work that goes on, or NULL */
  gulong map_id;
  gulong pipeline_id;
  gulong saved_id;
  guint is_stale : 1;
};

static void
work (PlrFollower *self)
{
  if (!self->is_stale || self->cancellable != NULL || !gtk_widget_get_mapped (self->widget))
    return;

  self->is_stale = FALSE;
  self->cancellable = g_cancellable_new ();
  if (!self->func (self->widget, self->document, self->cancellable))
    g_clear_object (&self->cancellable);
}

/**
 * plr_follower_new:
 * @widget: the view; it ends this in its dispose
 * @func: starts the work
 *
 * Returns: (transfer full): one without a document; end it with plr_follower_free()
 */
PlrFollower *
plr_follower_new (GtkWidget      *widget,
                  PlrFollowerFunc func)
{
  PlrFollower *self = g_new0 (PlrFollower, 1);

  self->widget = widget;
  self->func = func;
  self->is_stale = TRUE;
  /* While nobody looked, files and commits may have changed too. */
  self->map_id = g_signal_connect_data (widget, "map", G_CALLBACK (plr_follower_update), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return self;
}

void
plr_follower_free (PlrFollower *self)
{
  plr_follower_set_document (self, NULL);
  g_clear_signal_handler (&self->map_id, self->widget);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* Something that the work depends on is another. */
void
plr_follower_update (PlrFollower *self)
{
  self->is_stale = TRUE;
  work (self);
}

/* The work has ended, in whatever way. */
void
plr_follower_finish (PlrFollower *self)
{
  g_clear_object (&self->cancellable);
  work (self);
}

void
plr_follower_set_document (PlrFollower *self,
                           PlrDocument *document)
{
  if (self->document == document)
    return;

  if (self->document != NULL)
    {
      g_clear_signal_handler (&self->pipeline_id, self->document);
      g_clear_signal_handler (&self->saved_id, self->document);
    }
  g_set_object (&self->document, document);
  if (document != NULL)
    {
      self->pipeline_id = g_signal_connect_swapped (document, "pipeline-changed", G_CALLBACK (plr_follower_update), self);
      self->saved_id = g_signal_connect_swapped (document, "notify::modified", G_CALLBACK (plr_follower_update), self);
    }
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->is_stale = TRUE;
  if (!gtk_widget_in_destruction (self->widget))
    work (self);
}

/* Returns: (nullable): what it follows */
PlrDocument *
plr_follower_get_document (PlrFollower *self)
{
  return self->document;
}
