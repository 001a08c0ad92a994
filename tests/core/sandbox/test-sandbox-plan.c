/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-sandbox-plan-private.h"

/* A machine's root as the plan sees it: merged but for sbin, as an old installation may be. */
typedef struct
{
  char *root;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  const char *directories[] = { "usr", "sbin", "etc/alternatives", "home/person/.ssh" };
  const char *links[] = { "bin", "lib", "lib64" };
  const char *files[] = { "etc/ld.so.cache", "etc/resolv.conf", "etc/shadow", "etc/hosts" };

  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("plr-plan-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    {
      g_autofree char *path = g_build_filename (fixture->root, directories[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *path = g_build_filename (fixture->root, links[i], NULL);
      g_autofree char *target = g_strconcat ("usr/", links[i], NULL);

      g_assert_cmpint (symlink (target, path), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->root, files[i], NULL);

      g_assert_true (plr_file_save (path, "x", -1, &error));
    }
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (plr_file_remove_tree (fixture->root, &error));
  g_assert_no_error (error);
  g_free (fixture->root);
}

static PlrSandboxPlan *
make_plan (Fixture *fixture,
           gboolean network,
           guint    n_files,
           guint    n_inputs,
           gboolean workspace)
{
  PlrSandboxPlan *plan = plr_sandbox_plan_new ();
  int fd = 7;

  plan->host_root = fixture->root;
  plan->network = network;
  plan->tmp_size_bytes = 1000000;
  plan->shm_size_bytes = 2000;
  plan->filter_fd = 6;
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/run/pipeliner/step-%u", i + 1);

      plr_sandbox_plan_add_file (plan, fd++, path);
    }
  for (guint i = 0; i < n_inputs; i++)
    {
      g_autofree char *name = g_strdup_printf ("--bind %u", i);

      plr_sandbox_plan_add_input (plan, fd++, name);
    }
  plan->workspace_fd = workspace ? fd : -1;

  return plan;
}

/* The arguments in one line, with @ for the root of the fixture. */
static char *
dup_line (Fixture   *fixture,
          GPtrArray *arguments)
{
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < arguments->len; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index (arguments, i));
  g_string_replace (line, fixture->root, "@", 0);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

#define CONFINEMENT \
  "--unshare-user --unshare-all --disable-userns --assert-userns-disabled --new-session --die-with-parent --as-pid-1 " \
  "--clearenv --hostname localhost --uid 1000 --gid 1000 --cap-drop ALL "
#define ROOT \
  "--ro-bind @/usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind @/sbin /sbin " \
  "--ro-bind @/etc/alternatives /etc/alternatives --ro-bind @/etc/ld.so.cache /etc/ld.so.cache "
#define VIRTUAL \
  "--proc /proc --ro-bind /proc/sys /proc/sys --dev /dev --size 2000 --perms 1777 --tmpfs /dev/shm --remount-ro /dev " \
  "--size 1000000 --perms 1777 --tmpfs /tmp "

static const struct
{
  gboolean network;
  guint n_files;
  guint n_inputs;
  gboolean workspace;
  const char *line;
} golden[] = {
  { FALSE, 0, 0, FALSE, CONFINEMENT ROOT VIRTUAL "--remount-ro / --chdir / --seccomp 6" },
  { FALSE, 0, 0, TRUE, CONFINEMENT ROOT VIRTUAL "--bind-fd 7 /build --remount-ro / --chdir /build --seccomp 6" },
  { FALSE, 1, 0, TRUE, CONFINEMENT ROOT "--perms 0444 --file 7 /run/pipeliner/step-1 " VIRTUAL
    "--bind-fd 8 /build --remount-ro / --chdir /build --seccomp 6" },
  { FALSE, 0, 2, TRUE, CONFINEMENT ROOT VIRTUAL "--ro-bind-fd 7 /inputs/--bind 0 --ro-bind-fd 8 /inputs/--bind 1 "
    "--bind-fd 9 /build --remount-ro / --chdir /build --seccomp 6" },
  { TRUE, 0, 0, TRUE, CONFINEMENT "--share-net " ROOT
    "--ro-bind @/etc/hosts /etc/hosts --ro-bind @/etc/resolv.conf /etc/resolv.conf "
    VIRTUAL "--bind-fd 7 /build --remount-ro / --chdir /build --seccomp 6" },
};

static void
test_arguments_are_these (Fixture      *fixture,
                          gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autoptr(PlrSandboxPlan) plan = make_plan (fixture, golden[i].network, golden[i].n_files, golden[i].n_inputs,
                                                  golden[i].workspace);
      g_autoptr(GPtrArray) arguments = plr_sandbox_plan_dup_arguments (plan);
      g_autofree char *line = dup_line (fixture, arguments);

      g_assert_cmpstr (line, ==, golden[i].line);
    }
}

/* How many arguments an option of bwrap has; -1 where it is not one that we use. */
static int
count_of (const char *option)
{
  const struct
  {
    int count;
    const char *options;
  } known[] = {
    { 0, " --unshare-user --unshare-all --disable-userns --assert-userns-disabled --new-session --die-with-parent --as-pid-1 "
      "--clearenv --share-net " },
    { 1, " --hostname --uid --gid --cap-drop --perms --size --tmpfs --proc --dev --remount-ro --chdir --seccomp " },
    { 2, " --ro-bind --symlink --file --ro-bind-fd --bind-fd " },
  };
  g_autofree char *word = g_strdup_printf (" %s ", option);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (strstr (known[i].options, word) != NULL)
        return known[i].count;
    }

  return -1;
}

/* What holds for any arguments: the workspace is the last thing that is put anywhere, once, by descriptor; nothing is
 * put below it; nothing of the machine but /usr and named files of /etc is there, and all of that read-only. */
static void
assert_sane (Fixture   *fixture,
             GPtrArray *arguments,
             gboolean   workspace)
{
  gboolean bound = FALSE;

  for (guint i = 0; i < arguments->len;)
    {
      const char *option = g_ptr_array_index (arguments, i);
      int count = count_of (option);
      const char *target = g_ptr_array_index (arguments, i + (guint)MAX (count, 0));

      g_assert_cmpint (count, >=, 0);
      if (bound)
        g_assert_true (g_str_equal (option, "--remount-ro") || g_str_equal (option, "--chdir") ||
                       g_str_equal (option, "--seccomp"));
      if (g_str_equal (option, "--bind-fd"))
        {
          g_assert_cmpstr (target, ==, "/build");
          bound = TRUE;
        }
      else if (!g_str_equal (option, "--chdir"))
        g_assert_false (g_str_has_prefix (target, "/build"));
      if (g_str_equal (option, "--ro-bind"))
        {
          const char *source = g_ptr_array_index (arguments, i + 1);

          g_assert_cmpstr (source, !=, "/");
          g_assert_null (strstr (source, "shadow"));
          g_assert_null (strstr (source, "/home"));
        }
      i += 1 + (guint)count;
    }

  g_assert_true (bound == workspace);
}

static void
test_no_arguments_open_anything (Fixture      *fixture,
                                 gconstpointer data)
{
  guint n_configurations = 0;

  for (guint bits = 0; bits < 4; bits++)
    {
      for (guint n_files = 0; n_files < 4; n_files++)
        {
          for (guint n_inputs = 0; n_inputs < 4; n_inputs++)
            {
              g_autoptr(PlrSandboxPlan) plan = make_plan (fixture, (bits & 1) != 0, n_files, n_inputs, (bits & 2) != 0);
              g_autoptr(GPtrArray) arguments = plr_sandbox_plan_dup_arguments (plan);

              assert_sane (fixture, arguments, (bits & 2) != 0);
              g_assert_cmpint (g_ptr_array_find_with_equal_func (arguments, "--share-net", g_str_equal, NULL), ==,
                               (bits & 1) != 0);
              n_configurations++;
            }
        }
    }

  g_assert_cmpuint (n_configurations, ==, 64);
}

#define ADD(name, function) \
  g_test_add ("/sandbox/plan/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("arguments-are-these", test_arguments_are_these);
  ADD ("no-arguments-open-anything", test_no_arguments_open_anything);

  return g_test_run ();
}
