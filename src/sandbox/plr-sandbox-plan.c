/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-plan"

#include "config.h"

#include <sys/stat.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "plr-sandbox-plan-private.h"

/* Confinement, in the order of bwrap(1). --disable-userns needs an explicit --unshare-user (bwrap 0.8). With
 * --as-pid-1 plr-init is the first process: bwrap's own could be stopped by a ptrace from inside, and the run would
 * never end. */
static const char *const confinement[] = {
  "--unshare-user", "--unshare-all", "--disable-userns", "--assert-userns-disabled",
  "--new-session", "--die-with-parent", "--as-pid-1", "--clearenv",
  "--hostname", "localhost", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL",
};

/* Of /etc, what the programs of /usr cannot do without. */
static const char *const host_files[] = { "etc/alternatives", "etc/ld.so.cache" };

/* And what they need to find and to trust another machine. */
static const char *const network_files[] = {
  "etc/ca-certificates", "etc/host.conf", "etc/hosts", "etc/nsswitch.conf", "etc/resolv.conf", "etc/services", "etc/ssl/certs",
};

static void
place_clear (gpointer data)
{
  PlrSandboxPlace *place = data;

  g_clear_pointer (&place->path, g_free);
}

PlrSandboxPlan *
plr_sandbox_plan_new (void)
{
  PlrSandboxPlan *plan = g_new0 (PlrSandboxPlan, 1);

  plan->host_root = "/";
  plan->filter_fd = -1;
  plan->workspace_fd = -1;
  plan->files = g_array_new (FALSE, FALSE, sizeof (PlrSandboxPlace));
  plan->inputs = g_array_new (FALSE, FALSE, sizeof (PlrSandboxPlace));
  g_array_set_clear_func (plan->files, place_clear);
  g_array_set_clear_func (plan->inputs, place_clear);

  return plan;
}

void
plr_sandbox_plan_free (PlrSandboxPlan *plan)
{
  g_clear_pointer (&plan->files, g_array_unref);
  g_clear_pointer (&plan->inputs, g_array_unref);
  g_free (plan);
}

void
plr_sandbox_plan_add_file (PlrSandboxPlan *plan,
                           int             fd,
                           const char     *path)
{
  PlrSandboxPlace place = { fd, g_strdup (path) };

  g_array_append_val (plan->files, place);
}

void
plr_sandbox_plan_add_input (PlrSandboxPlan *plan,
                            int             fd,
                            const char     *name)
{
  PlrSandboxPlace place = { fd, g_strconcat ("/inputs/", name, NULL) };

  g_array_append_val (plan->inputs, place);
}

G_GNUC_NULL_TERMINATED static void
add (GPtrArray  *arguments,
     const char *first,
     ...)
{
  va_list list;

  va_start (list, first);
  for (const char *word = first; word != NULL; word = va_arg (list, const char *))
    g_ptr_array_add (arguments, g_strdup (word));
  va_end (list);
}

static void
add_fd (GPtrArray  *arguments,
        const char *option,
        int         fd,
        const char *path)
{
  g_autofree char *number = g_strdup_printf ("%d", fd);

  add (arguments, option, number, path, NULL);
}

static void
add_tmpfs (GPtrArray  *arguments,
           guint64     size_bytes,
           const char *path)
{
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, size_bytes);

  add (arguments, "--size", size, "--perms", "1777", "--tmpfs", path, NULL);
}

static void
add_host_files (GPtrArray         *arguments,
                const char        *host_root,
                const char *const *files,
                guint              n_files)
{
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *source = g_build_filename (host_root, files[i], NULL);
      g_autofree char *target = g_strconcat ("/", files[i], NULL);

      if (g_file_test (source, G_FILE_TEST_EXISTS))
        add (arguments, "--ro-bind", source, target, NULL);
    }
}

/* The machine's own programs and nothing else of it: /usr, and the names in / that lead there. */
static void
add_host_root (GPtrArray  *arguments,
               const char *host_root)
{
  const char *names[] = { "bin", "lib", "lib32", "lib64", "libx32", "sbin" };
  g_autofree char *usr = g_build_filename (host_root, "usr", NULL);

  add (arguments, "--ro-bind", usr, "/usr", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *source = g_build_filename (host_root, names[i], NULL);
      g_autofree char *target = g_strconcat ("/", names[i], NULL);
      g_autofree char *link = g_file_read_link (source, NULL);

      if (link != NULL)
        add (arguments, "--symlink", link, target, NULL);
      else if (g_file_test (source, G_FILE_TEST_IS_DIR))
        add (arguments, "--ro-bind", source, target, NULL);
    }

  add_host_files (arguments, host_root, host_files, G_N_ELEMENTS (host_files));
}

/**
 * plr_sandbox_plan_dup_arguments:
 * @plan: what is wanted
 *
 * Says it in the words of bwrap, in order. Nothing is ever put at a path below content of others, for bwrap follows links there
 * (CVE-2026-87766): the workspace is bound last, and from a descriptor, so that no link on the way to it counts.
 *
 * Returns: (transfer full) (element-type utf8): the arguments, without the command
 */
GPtrArray *
plr_sandbox_plan_dup_arguments (const PlrSandboxPlan *plan)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *filter = g_strdup_printf ("%d", plan->filter_fd);

  for (guint i = 0; i < G_N_ELEMENTS (confinement); i++)
    add (arguments, confinement[i], NULL);
  if (plan->network)
    add (arguments, "--share-net", NULL);

  add_host_root (arguments, plan->host_root);
  if (plan->network)
    add_host_files (arguments, plan->host_root, network_files, G_N_ELEMENTS (network_files));
  for (guint i = 0; i < plan->files->len; i++)
    {
      const PlrSandboxPlace *place = &g_array_index (plan->files, PlrSandboxPlace, i);

      add (arguments, "--perms", "0444", NULL);
      add_fd (arguments, "--file", place->fd, place->path);
    }

  /* Real root would be allowed to write to /proc/sys in its own name. Memory is bounded: / and /dev cannot be
   * written to, the rest has a size. */
  add (arguments, "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev", NULL);
  add_tmpfs (arguments, plan->shm_size_bytes, "/dev/shm");
  add (arguments, "--remount-ro", "/dev", NULL);
  add_tmpfs (arguments, plan->tmp_size_bytes, "/tmp");

  for (guint i = 0; i < plan->inputs->len; i++)
    {
      const PlrSandboxPlace *place = &g_array_index (plan->inputs, PlrSandboxPlace, i);

      add_fd (arguments, "--ro-bind-fd", place->fd, place->path);
    }
  if (plan->workspace_fd >= 0)
    add_fd (arguments, "--bind-fd", plan->workspace_fd, "/build");
  add (arguments, "--remount-ro", "/", NULL);
  add (arguments, "--chdir", plan->workspace_fd >= 0 ? "/build" : "/", "--seccomp", filter, NULL);

  return g_steal_pointer (&arguments);
}
