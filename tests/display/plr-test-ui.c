/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <adwaita.h>
#include <gdk/x11/gdkx.h>

#include "plr-resources.h"
#include "plr-test-ui.h"

#define WAIT_US (30 * G_USEC_PER_SEC) /* for a broken program only */

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

/*
 * GTK 4.8 warns of the slider of a scroll bar (a GtkGizmo) when a text view grows in the middle of an allocation; it draws it well in the next
 * frame. This one warning is not ours; every other is fatal.
 */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && strstr (fields[i].value, "Trying to snapshot GtkGizmo") != NULL)
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
plr_test_ui_init (int    *argc,
                  char ***argv)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  plr_resources_load (gdk_display_get_default ());
}

/* Runs the main loop until the condition holds, or for some seconds. Returns: whether it holds. */
gboolean
plr_test_wait (PlrTestCondition condition,
               gpointer         data)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_US;

  while (!condition (data) && g_get_monotonic_time () < end_us)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }

  return condition (data);
}

static gboolean
is_over_cb (gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *)data;
}

/* The server answers no event with a receipt: what was sent has arrived when it has been drawn. */
static void
spin (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  XSync (get_display (), False);
  (void)plr_test_wait (is_over_cb, &end_us);
}

void
plr_test_settle (GtkWidget *widget)
{
  gtk_test_widget_wait_for_draw (widget);
  spin (60);
  while (g_main_context_iteration (NULL, FALSE))
    {
    }
}

static void
to_root (GtkWidget *widget,
         double     x,
         double     y,
         int       *root_x,
         int       *root_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double sx, sy, tx, ty;
  Window child;
  int ox, oy;

  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x, y, &sx, &sy));
  gtk_native_get_surface_transform (native, &tx, &ty);
  XTranslateCoordinates (get_display (), gdk_x11_surface_get_xid (gtk_native_get_surface (native)),
                         DefaultRootWindow (get_display ()), 0, 0, &ox, &oy, &child);
  *root_x = ox + (int)(sx + tx);
  *root_y = oy + (int)(sy + ty);
}

static void
move_root (int x,
           int y)
{
  XTestFakeMotionEvent (get_display (), -1, x, y, CurrentTime);
  spin (12);
}

void
plr_test_pointer (GtkWidget *widget,
                  double     x,
                  double     y)
{
  int root_x, root_y;

  to_root (widget, x, y, &root_x, &root_y);
  move_root (root_x, root_y);
}

void
plr_test_button (guint    button,
                 gboolean down)
{
  XTestFakeButtonEvent (get_display (), button, down, CurrentTime);
  spin (40);
}

void
plr_test_click (GtkWidget *widget,
                double     x,
                double     y,
                guint      button)
{
  plr_test_pointer (widget, x, y);
  plr_test_button (button, TRUE);
  plr_test_button (button, FALSE);
}

void
plr_test_drag (GtkWidget *from,
               double     from_x,
               double     from_y,
               GtkWidget *to,
               double     to_x,
               double     to_y)
{
  int x0, y0, x1, y1;

  to_root (from, from_x, from_y, &x0, &y0);
  to_root (to, to_x, to_y, &x1, &y1);
  move_root (x0, y0);
  plr_test_button (1, TRUE);
  for (int i = 1; i <= 10; i++)
    move_root (x0 + (x1 - x0) * i / 10, y0 + (y1 - y0) * i / 10);
  spin (60);
  plr_test_button (1, FALSE);
  spin (80);
}

static void
send_key (guint    keyval,
          gboolean down)
{
  XTestFakeKeyEvent (get_display (), XKeysymToKeycode (get_display (), keyval), down, CurrentTime);
}

void
plr_test_hold (guint    keyval,
               gboolean down)
{
  send_key (keyval, down);
  spin (20);
}

void
plr_test_key (guint           keyval,
              GdkModifierType modifiers)
{
  static const struct
  {
    GdkModifierType modifier;
    guint keyval;
  } held[] = { { GDK_CONTROL_MASK, GDK_KEY_Control_L }, { GDK_SHIFT_MASK, GDK_KEY_Shift_L }, { GDK_ALT_MASK, GDK_KEY_Alt_L } };

  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    if (modifiers & held[i].modifier)
      send_key (held[i].keyval, TRUE);
  send_key (keyval, TRUE);
  send_key (keyval, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    if (modifiers & held[i].modifier)
      send_key (held[i].keyval, FALSE);
  spin (30);
}

/* @text: of characters that the layout has without a modifier, or with Shift */
void
plr_test_type (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      guint keyval = *p == '\n' ? GDK_KEY_Return : gdk_unicode_to_keyval ((guint)*p);
      KeyCode code = XKeysymToKeycode (get_display (), keyval);
      gboolean shift = XkbKeycodeToKeysym (get_display (), code, 0, 0) != keyval && *p != '\n';

      plr_test_key (keyval, shift ? GDK_SHIFT_MASK : 0);
    }
}

/* A picture for people to look at, where PLR_SHOTS_DIR says. */
void
plr_test_shot (GtkWidget  *widget,
               const char *name)
{
  const char *folder = g_getenv ("PLR_SHOTS_DIR");
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (folder == NULL)
    return;

  paintable = gtk_widget_paintable_new (widget);
  for (guint i = 0; i < 20 && node == NULL; i++)
    {
      plr_test_settle (widget);
      snapshot = gtk_snapshot_new ();
      gdk_paintable_snapshot (paintable, snapshot, width, height);
      node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* The same of the whole screen, with popovers, which have windows of their own. */
void
plr_test_shot_screen (GtkWidget  *widget,
                      const char *name)
{
  const char *folder = g_getenv ("PLR_SHOTS_DIR");
  g_autofree char *path = NULL;
  g_autoptr(GSubprocess) import = NULL;

  if (folder == NULL)
    return;

  plr_test_settle (widget);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  import = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "import", "-window", "root", path, NULL);
  if (import != NULL)
    (void)g_subprocess_wait (import, NULL, NULL);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_label (GTK_BUTTON (widget));

  return gtk_widget_get_name (widget);
}

/* The first widget below @root that is mapped, of that type and, unless it is NULL, with that text or name. */
GtkWidget *
plr_test_find (GtkWidget  *root,
               const char *type,
               const char *text)
{
  GType wanted = g_type_from_name (type);

  if (wanted != 0 && g_type_is_a (G_OBJECT_TYPE (root), wanted) && gtk_widget_get_mapped (root) &&
      (text == NULL || g_strcmp0 (text_of (root), text) == 0))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = plr_test_find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}
