/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-merged-view"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-follower.h"
#include "plr-merged-view.h"
#include "plr-source-text.h"

struct _PlrMergedView
{
  AdwBin parent_instance;

  GtkStack *stack;
  PlrSourceText *text;
  GtkLabel *status;
  PlrFollower *follower;
};

G_DEFINE_FINAL_TYPE (PlrMergedView, plr_merged_view, ADW_TYPE_BIN)

enum {
  PLACE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_status (PlrMergedView *self,
             const char    *text)
{
  gtk_label_set_text (self->status, text);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
merged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PlrMergedView) self = PLR_MERGED_VIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *merged = plr_document_merge_finish (PLR_DOCUMENT (object), result, &error);

  if (self->follower == NULL)
    return;
  if (merged != NULL && PLR_DOCUMENT (object) == plr_follower_get_document (self->follower))
    {
      plr_source_text_set_text (self->text, merged);
      gtk_stack_set_visible_child_name (self->stack, "text");
    }
  else if (merged == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_status (self, error->message);
    }
  plr_follower_finish (self->follower);
}

static gboolean
merge (GtkWidget    *widget,
       PlrDocument  *document,
       GCancellable *cancellable)
{
  PlrMergedView *self = PLR_MERGED_VIEW (widget);

  if (document == NULL)
    {
      show_status (self, _("No definition is open"));
      return FALSE;
    }
  plr_document_merge_async (document, cancellable, merged_cb, g_object_ref (self));

  return TRUE;
}

/* The place stands in a comment at the end of the line: “# ci/build.yml:12”. */
static void
line_activated_cb (PlrMergedView *self,
                   guint          line)
{
  g_autoptr(GRegex) regex = g_regex_new ("# (\\S.*):([0-9]{1,8})$", 0, 0, NULL);

  for (; line > 0; line--)
    {
      g_autofree char *text = plr_source_text_dup_line (self->text, line);
      g_autoptr(GMatchInfo) match = NULL;
      g_autofree char *path = NULL;
      g_autofree char *number = NULL;

      /* Lines of a text and items of a list come from where the key above them does. */
      if (!g_regex_match (regex, text, 0, &match))
        continue;
      path = g_match_info_fetch (match, 1);
      number = g_match_info_fetch (match, 2);
      g_signal_emit (self, signals[PLACE_ACTIVATED], 0, path, (guint)g_ascii_strtoull (number, NULL, 10));
      return;
    }
}

static void
plr_merged_view_dispose (GObject *object)
{
  g_clear_pointer (&PLR_MERGED_VIEW (object)->follower, plr_follower_free);

  G_OBJECT_CLASS (plr_merged_view_parent_class)->dispose (object);
}

static void
plr_merged_view_class_init (PlrMergedViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_merged_view_dispose;

  signals[PLACE_ACTIVATED] = g_signal_new ("place-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
plr_merged_view_init (PlrMergedView *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  self->text = PLR_SOURCE_TEXT (plr_source_text_new ("yaml", _("Merged configuration")));
  self->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), _("Enter or a double click goes to where a line comes from"));
  gtk_label_set_wrap (self->status, TRUE);
  gtk_label_set_justify (self->status, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "dim-label");
  gtk_widget_set_margin_start (GTK_WIDGET (self->status), 24);
  gtk_widget_set_margin_end (GTK_WIDGET (self->status), 24);
  (void)gtk_stack_add_named (self->stack, GTK_WIDGET (self->text), "text");
  (void)gtk_stack_add_named (self->stack, GTK_WIDGET (self->status), "status");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  g_signal_connect_object (self->text, "line-activated", G_CALLBACK (line_activated_cb), self, G_CONNECT_SWAPPED);
  self->follower = plr_follower_new (GTK_WIDGET (self), merge);
}

GtkWidget *
plr_merged_view_new (void)
{
  return g_object_new (PLR_TYPE_MERGED_VIEW, NULL);
}

/**
 * plr_merged_view_set_document:
 * @self: a view
 * @document: (nullable): what to show
 */
void
plr_merged_view_set_document (PlrMergedView *self,
                              PlrDocument   *document)
{
  g_return_if_fail (PLR_IS_MERGED_VIEW (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  plr_follower_set_document (self->follower, document);
}
