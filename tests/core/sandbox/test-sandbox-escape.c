/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attempts to get out, of sandbox-probe.c, made in the sandbox and outside of it. The scene is a process of its own, with
 * a terminal, secrets, leaked descriptors and things to reach. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-sandbox.h"

/* Whom a sandbox of root is, so that the kernel would let it reach the scene. */
#define BUILD_UID 65533

#define N_LEAKS 20
#define MIN_PROBES 80
#define CAP_SYS_ADMIN_BIT 21

static const char needle[8] = "needle";

typedef struct
{
  char *base;
  char *workspace;
  char *probe;
  int port;
  key_t key;
  int shm;
  pid_t victim;
  int terminal;
} Scene;

static void
give (const char *path)
{
  if (geteuid () == 0)
    g_assert_cmpint (lchown (path, BUILD_UID, BUILD_UID), ==, 0);
}

static void
set_terminal (Scene *scene)
{
  struct termios modes;
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (setsid (), >, 0);
  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  scene->terminal = open (ptsname (master), O_RDWR);
  g_assert_cmpint (scene->terminal, >=, 0);
  g_assert_cmpint (tcgetattr (scene->terminal, &modes), ==, 0);
  cfmakeraw (&modes);
  g_assert_cmpint (tcsetattr (scene->terminal, TCSANOW, &modes), ==, 0);
  g_assert_cmpint (dup2 (scene->terminal, 0), ==, 0);
}

static void
set_sockets (Scene *scene)
{
  struct sockaddr_in tcp = { .sin_family = AF_INET };
  struct sockaddr_un local = { .sun_family = AF_UNIX };
  socklen_t size = sizeof tcp;
  int fds[3] = { socket (AF_INET, SOCK_STREAM, 0), socket (AF_UNIX, SOCK_STREAM, 0), socket (AF_UNIX, SOCK_STREAM, 0) };
  int n;

  tcp.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (bind (fds[0], (struct sockaddr *)&tcp, sizeof tcp), ==, 0);
  g_assert_cmpint (getsockname (fds[0], (struct sockaddr *)&tcp, &size), ==, 0);
  scene->port = ntohs (tcp.sin_port);

  (void)snprintf (local.sun_path, sizeof local.sun_path, "%s/socket", scene->base);
  g_assert_cmpint (bind (fds[1], (struct sockaddr *)&local, sizeof local), ==, 0);
  g_assert_cmpint (chmod (local.sun_path, 0777), ==, 0);

  memset (local.sun_path, 0, sizeof local.sun_path);
  n = snprintf (local.sun_path + 1, sizeof local.sun_path - 1, "plr-probe-%d", scene->port);
  g_assert_cmpint (bind (fds[2], (struct sockaddr *)&local,
                         (socklen_t)(offsetof (struct sockaddr_un, sun_path) + 1 + (gsize)n)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    g_assert_cmpint (listen (fds[i], 64), ==, 0);
}

static void
set_victim (Scene *scene)
{
  int ready[2];
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  scene->victim = fork ();
  g_assert_cmpint (scene->victim, >=, 0);
  if (scene->victim == 0)
    {
      if (geteuid () == 0 && (setgid (BUILD_UID) != 0 || setuid (BUILD_UID) != 0))
        _exit (1);
      prctl (PR_SET_DUMPABLE, 1);
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      (void)close (ready[0]);
      (void)close (ready[1]);
      for (;;)
        pause ();
    }
  (void)close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 0); /* the other end is closed: it is what it is to be */
  (void)close (ready[0]);
}

static void
set_kernel_objects (Scene *scene)
{
  g_autofree char *name = g_strdup_printf ("/plr-probe-%d", scene->port);
  mode_t mask = umask (0);

  scene->key = (key_t)(0x504C0000 | scene->port);
  scene->shm = shmget (scene->key, 4096, IPC_CREAT | 0666);
  (void)mq_open (name, O_CREAT | O_RDWR, 0666, NULL); /* not every kernel has them */
  (void)umask (mask);

  /* A keyring of our own, so that nothing stays in that of the person. */
  if (syscall (SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) > 0)
    (void)syscall (SYS_add_key, "user", "plr-probe", "secret", 6, KEY_SPEC_SESSION_KEYRING);
}

static void
set_leaks (Scene *scene)
{
  g_setenv ("PLR_PROBE_SECRET", "hunter2", TRUE);
  for (guint i = 0; i < N_LEAKS; i++)
    {
      int fd = i % 4 == 0 ? open (scene->base, O_RDONLY | O_DIRECTORY)
             : i % 4 == 1 ? socket (AF_UNIX, SOCK_STREAM, 0)
             : i % 4 == 2 ? open ("/etc/passwd", O_RDONLY) : dup (scene->terminal);

      g_assert_cmpint (fd, >=, 0);
    }
}

static void
scene_set (Scene      *scene,
           const char *program)
{
  g_autofree char *directory = g_path_get_dirname (program);
  g_autofree char *secret = NULL;

  g_autoptr(GError) error = NULL;

  scene->base = g_dir_make_tmp ("plr-escape-XXXXXX", &error);
  g_assert_no_error (error);
  scene->workspace = g_build_filename (scene->base, "workspace", NULL);
  scene->probe = g_build_filename (directory, "sandbox-probe", NULL);
  secret = g_build_filename (scene->base, "secret", NULL);
  g_assert_cmpint (chmod (scene->base, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (scene->workspace, 0755), ==, 0);
  g_assert_true (plr_file_save (secret, "x", -1, &error));
  give (scene->base);
  give (secret);

  set_terminal (scene);
  set_sockets (scene);
  set_victim (scene);
  set_kernel_objects (scene);
  set_leaks (scene);
}

static void
scene_clear (Scene *scene)
{
  g_autofree char *name = g_strdup_printf ("/plr-probe-%d", scene->port);

  (void)kill (scene->victim, SIGKILL);
  (void)waitpid (scene->victim, NULL, 0);
  if (scene->shm >= 0)
    (void)shmctl (scene->shm, IPC_RMID, NULL);
  (void)mq_unlink (name);
  (void)plr_file_remove_tree (scene->base, NULL);
  g_free (scene->base);
  g_free (scene->workspace);
  g_free (scene->probe);
}

static char **
dup_probe_arguments (Scene      *scene,
                     const char *program,
                     const char *side,
                     const char *writable)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *victim = g_strdup_printf ("%d", scene->victim);
  g_autofree char *address = g_strdup_printf ("%p", (const void *)needle);
  g_autofree char *port = g_strdup_printf ("%d", scene->port);
  g_autofree char *key = g_strdup_printf ("%d", scene->key);
  char name[256] = "";

  g_assert_cmpint (gethostname (name, sizeof name - 1), ==, 0);
  g_strv_builder_add_many (builder, program, side, victim, address, port, scene->base, key, writable, name, NULL);

  return g_strv_builder_end (builder);
}

static void
say (const char *side,
     const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] != '\0')
        printf ("%s\t%s\n", side, lines[i]);
    }
}

static void
output_cb (PlrSandbox *sandbox,
           const char *data,
           gsize       size_bytes,
           gpointer    user_data)
{
  g_string_append_len (user_data, data, (gssize)size_bytes);
}

static void
run_cb (GObject      *source_object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrSandboxResult) ended = plr_sandbox_run_finish (PLR_SANDBOX (source_object), result, &error);

  if (ended == NULL || ended->outcome != PLR_SANDBOX_OUTCOME_SUCCEEDED)
    printf ("error\t%s\n", error != NULL ? error->message : "the probe ended with another code than 0");
  *(gboolean *)user_data = TRUE;
}

static void
probe_inside (Scene *scene)
{
  g_autoptr(PlrSandbox) sandbox = plr_sandbox_new ();
  g_autoptr(GString) output = g_string_new (NULL);
  g_autoptr(GString) script = g_string_new (NULL);
  g_autofree char *tools = g_path_get_dirname (scene->probe);
  g_auto(GStrv) arguments = dup_probe_arguments (scene, "/inputs/tools/sandbox-probe", "inside", "/build");
  gboolean over = FALSE;

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (arguments[i]);

      g_string_append_printf (script, "%s ", quoted);
    }

  plr_sandbox_set_workspace (sandbox, scene->workspace);
  plr_sandbox_add_read_only (sandbox, tools, "tools");
  plr_sandbox_add_step (sandbox, "probe", NULL, script->str, NULL, NULL);
  plr_sandbox_run_async (sandbox, output_cb, NULL, output, NULL, run_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  say ("inside", output->str);
}

static int
play_scene (const char *program)
{
  Scene scene = { 0 };
  g_auto(GStrv) arguments = NULL;
  g_autofree char *outside = NULL;
  int injected = -1;

  g_autoptr(GError) error = NULL;

  if (!plr_sandbox_check (&error))
    {
      printf ("skip\t%s\n", error->message);
      return 0;
    }

  scene_set (&scene, program);
  arguments = dup_probe_arguments (&scene, scene.probe, "outside", scene.base);
  g_spawn_sync (NULL, arguments, NULL, G_SPAWN_LEAVE_DESCRIPTORS_OPEN | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, &outside,
                NULL, NULL, &error);
  g_assert_no_error (error);
  say ("outside", outside);

  g_assert_cmpint (tcflush (scene.terminal, TCIFLUSH), ==, 0);
  probe_inside (&scene);
  g_assert_cmpint (ioctl (scene.terminal, FIONREAD, &injected), ==, 0);
  printf ("injected\t%d\n", injected);
  scene_clear (&scene);

  return 0;
}

typedef struct
{
  char *skipped;
  char *failed;
  char *injected;
  GHashTable *probes[2];     /* name → "ESCAPE", "blocked"; outside, inside */
  GHashTable *expected;      /* name → "all", "root", "some" */
  GHashTable *status[2];
} Report;

static Report report;

static void
take_line (const char *line)
{
  g_auto(GStrv) fields = g_strsplit (line, "\t", -1);
  guint n_fields = g_strv_length (fields);
  guint side = g_str_equal (fields[0] != NULL ? fields[0] : "", "inside");

  if (n_fields == 2 && g_str_equal (fields[0], "skip"))
    report.skipped = g_strdup (fields[1]);
  else if (n_fields == 2 && g_str_equal (fields[0], "error"))
    report.failed = g_strdup (fields[1]);
  else if (n_fields == 2 && g_str_equal (fields[0], "injected"))
    report.injected = g_strdup (fields[1]);
  else if (n_fields == 3 && g_str_has_prefix (fields[1], "status "))
    g_hash_table_insert (report.status[side], g_strdup (fields[1] + strlen ("status ")), g_strdup (fields[2]));
  else if (n_fields == 5)
    {
      g_hash_table_insert (report.probes[side], g_strdup (fields[1]), g_strdup (fields[2]));
      g_hash_table_insert (report.expected, g_strdup (fields[1]), g_strdup (fields[4]));
      g_test_message ("%s: %s: %s %s", fields[0], fields[1], fields[2], fields[3]);
    }
}

/* Plays the scene once for all tests. */
static gboolean
have_report (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *output = NULL;
  g_auto(GStrv) lines = NULL;
  char *argv[] = { program, (char *)"--scene", NULL };
  int status;

  g_autoptr(GError) error = NULL;

  if (report.expected == NULL)
    {
      report.expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      for (guint i = 0; i < 2; i++)
        {
          report.probes[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
          report.status[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
        }
      g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
      lines = g_strsplit (output, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        take_line (lines[i]);
    }

  if (report.skipped != NULL)
    g_test_skip (report.skipped);

  return report.skipped == NULL;
}

static void
test_nothing_gets_out (void)
{
  GHashTableIter iter;
  gpointer name, outcome;
  guint n_probes = 0;

  if (!have_report ())
    return;

  g_assert_cmpstr (report.failed, ==, NULL);
  g_hash_table_iter_init (&iter, report.probes[1]);
  while (g_hash_table_iter_next (&iter, &name, &outcome))
    {
      if (!g_str_equal (outcome, "blocked"))
        {
          g_test_message ("got out: %s", (char *)name);
          g_test_fail ();
        }
      n_probes++;
    }

  g_assert_cmpuint (n_probes, >=, MIN_PROBES);
  g_assert_cmpuint (n_probes, ==, g_hash_table_size (report.probes[0]));
}

static void
test_the_same_works_outside (void)
{
  GHashTableIter iter;
  gpointer name, expected;
  guint64 capabilities;
  guint n_working = 0;

  if (!have_report ())
    return;

  capabilities = g_ascii_strtoull (g_hash_table_lookup (report.status[0], "CapEff:"), NULL, 16);
  g_hash_table_iter_init (&iter, report.expected);
  while (g_hash_table_iter_next (&iter, &name, &expected))
    {
      gboolean must = g_str_equal (expected, "all") ||
                      (g_str_equal (expected, "root") && (capabilities >> CAP_SYS_ADMIN_BIT & 1) != 0);
      gboolean works = g_strcmp0 (g_hash_table_lookup (report.probes[0], name), "ESCAPE") == 0;

      if (must && !works)
        {
          g_test_message ("does not work outside, so it proves nothing inside: %s", (char *)name);
          g_test_fail ();
        }
      n_working += works;
    }

  g_test_message ("%u of %u attempts work outside", n_working, g_hash_table_size (report.expected));
  g_assert_cmpuint (n_working, >=, 30);
}

static void
test_no_privilege_is_left (void)
{
  const char *empty[] = { "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:" };

  if (!have_report ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    g_assert_cmpstr (g_hash_table_lookup (report.status[1], empty[i]), ==, "0000000000000000");
  g_assert_cmpstr (g_hash_table_lookup (report.status[1], "NoNewPrivs:"), ==, "1");
  g_assert_cmpstr (g_hash_table_lookup (report.status[1], "Seccomp:"), ==, "2");
}

static void
test_terminal_gets_nothing (void)
{
  if (!have_report ())
    return;

  g_assert_cmpstr (report.injected, ==, "0");
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 2 && g_str_equal (argv[1], "--scene"))
    return play_scene (argv[0]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sandbox/escape/nothing-gets-out", test_nothing_gets_out);
  g_test_add_func ("/sandbox/escape/the-same-works-outside", test_the_same_works_outside);
  g_test_add_func ("/sandbox/escape/no-privilege-is-left", test_no_privilege_is_left);
  g_test_add_func ("/sandbox/escape/terminal-gets-nothing", test_terminal_gets_nothing);

  return g_test_run ();
}
