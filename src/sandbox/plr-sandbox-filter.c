/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-filter"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "plr-sandbox-filter-private.h"
#include "plr-sandbox.h"

/* Newer than the headers of the floor; the number is the same on all architectures. */
#define NR_FCHMODAT2 452

/* Families of sockets run to 45 (AF_MCTP) in Linux 6.1; what is above is refused with one rule. */
#define MAX_FAMILY 64

/* Kernel interfaces that a build has no use for, and that let it out, look out, or reach code of the kernel that is
 * attacked often (flatpak:common/flatpak-run.c setup_seccomp, moby:profiles/seccomp). ptrace stays: debuggers and
 * tests of them run, and the first process cannot be traced. */
static const int denied[] = {
  /* another view of the file system or other namespaces */
  SCMP_SYS (mount), SCMP_SYS (umount2), SCMP_SYS (pivot_root), SCMP_SYS (chroot), SCMP_SYS (setns),
  SCMP_SYS (unshare), SCMP_SYS (open_tree), SCMP_SYS (move_mount), SCMP_SYS (fsopen), SCMP_SYS (fsconfig),
  SCMP_SYS (fsmount), SCMP_SYS (fspick), SCMP_SYS (mount_setattr), SCMP_SYS (quotactl), SCMP_SYS (quotactl_fd),
  SCMP_SYS (swapon), SCMP_SYS (swapoff), SCMP_SYS (open_by_handle_at), SCMP_SYS (name_to_handle_at),
  SCMP_SYS (fanotify_init), SCMP_SYS (nfsservctl),
  /* keyrings are not separated by namespaces */
  SCMP_SYS (keyctl), SCMP_SYS (add_key), SCMP_SYS (request_key),
  /* the machine */
  SCMP_SYS (kexec_load), SCMP_SYS (kexec_file_load), SCMP_SYS (init_module), SCMP_SYS (finit_module),
  SCMP_SYS (delete_module), SCMP_SYS (reboot), SCMP_SYS (syslog), SCMP_SYS (acct), SCMP_SYS (settimeofday),
  SCMP_SYS (clock_settime), SCMP_SYS (adjtimex), SCMP_SYS (clock_adjtime), SCMP_SYS (vhangup), SCMP_SYS (iopl),
  SCMP_SYS (ioperm), SCMP_SYS (uselib), SCMP_SYS (lookup_dcookie),
  /* much attacked */
  SCMP_SYS (bpf), SCMP_SYS (perf_event_open), SCMP_SYS (userfaultfd), SCMP_SYS (kcmp),
  SCMP_SYS (process_vm_readv), SCMP_SYS (process_vm_writev), SCMP_SYS (pidfd_getfd),
  SCMP_SYS (move_pages), SCMP_SYS (mbind), SCMP_SYS (migrate_pages), SCMP_SYS (set_mempolicy),
};

/* The filter cannot see what these would do: io_uring does it elsewhere, clone3 has its flags in memory.
 * Programs know kernels without them and fall back. */
static const int absent[] = {
  SCMP_SYS (io_uring_setup), SCMP_SYS (io_uring_enter), SCMP_SYS (io_uring_register), SCMP_SYS (clone3),
};

static const int attributes[] = { SCMP_SYS (setxattr), SCMP_SYS (lsetxattr), SCMP_SYS (fsetxattr) };

/* Where a mode is given to a file. */
static const struct
{
  int call;
  guint argument;
} modes[] = {
  { SCMP_SYS (chmod), 1 }, { SCMP_SYS (fchmod), 1 }, { SCMP_SYS (fchmodat), 2 }, { NR_FCHMODAT2, 2 },
  { SCMP_SYS (creat), 1 }, { SCMP_SYS (mknod), 1 }, { SCMP_SYS (mknodat), 2 },
};

static gboolean
add_rule (scmp_filter_ctx            filter,
          guint32                    action,
          int                        call,
          guint                      n_tests,
          const struct scmp_arg_cmp *tests)
{
  /* Below 0 libseccomp keeps the calls that this architecture does not have. */
  return call < 0 || seccomp_rule_add_array (filter, action, call, n_tests, tests) == 0;
}

static gboolean
add_calls (scmp_filter_ctx filter,
           int             code,
           const int      *calls,
           guint           n_calls)
{
  for (guint i = 0; i < n_calls; i++)
    {
      if (!add_rule (filter, SCMP_ACT_ERRNO (code), calls[i], 0, NULL))
        return FALSE;
    }

  return TRUE;
}

/* No file of a build may act as its owner for others (as Nix does: local-derivation-builder). openat2() has its mode in
 * memory and is not seen; the workspace lies in a folder that is closed to others. */
static gboolean
add_modes (scmp_filter_ctx filter,
           mode_t          bit)
{
  const guint32 refuse = SCMP_ACT_ERRNO (EPERM);
  const int creating[] = { O_CREAT, O_TMPFILE & ~O_DIRECTORY };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      const struct scmp_arg_cmp test = SCMP_CMP (modes[i].argument, SCMP_CMP_MASKED_EQ, bit, bit);

      if (!add_rule (filter, refuse, modes[i].call, 1, &test))
        return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (creating); i++)
    {
      const guint64 flag = (guint64)creating[i];
      const struct scmp_arg_cmp open_tests[] = { SCMP_A1 (SCMP_CMP_MASKED_EQ, flag, flag),
                                                 SCMP_A2 (SCMP_CMP_MASKED_EQ, bit, bit) };
      const struct scmp_arg_cmp openat_tests[] = { SCMP_A2 (SCMP_CMP_MASKED_EQ, flag, flag),
                                                   SCMP_A3 (SCMP_CMP_MASKED_EQ, bit, bit) };

      if (!add_rule (filter, refuse, SCMP_SYS (open), 2, open_tests) ||
          !add_rule (filter, refuse, SCMP_SYS (openat), 2, openat_tests))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_families (scmp_filter_ctx filter)
{
  const guint32 refuse = SCMP_ACT_ERRNO (EAFNOSUPPORT);
  const struct scmp_arg_cmp above = SCMP_A0 (SCMP_CMP_GE, MAX_FAMILY);

  for (guint family = 0; family < MAX_FAMILY; family++)
    {
      const struct scmp_arg_cmp test = SCMP_A0 (SCMP_CMP_EQ, family);

      if (family != AF_UNIX && family != AF_INET && family != AF_INET6 && family != AF_NETLINK &&
          !add_rule (filter, refuse, SCMP_SYS (socket), 1, &test))
        return FALSE;
    }

  return add_rule (filter, refuse, SCMP_SYS (socket), 1, &above);
}

static gboolean
add_terminals (scmp_filter_ctx filter)
{
  /* TIOCSTI and TIOCLINUX put keystrokes into a terminal. The kernel looks at 32 bits only, so must we
   * (CVE-2017-5226, CVE-2019-10063, CVE-2023-28100). */
  const guint64 requests[] = { 0x5412, 0x541C };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      const struct scmp_arg_cmp test = SCMP_A1 (SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, requests[i]);

      if (!add_rule (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (ioctl), 1, &test))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_all (scmp_filter_ctx filter)
{
  const struct scmp_arg_cmp new_user = SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER);

  /* A binary tree of numbers rather than a list: a call that is allowed costs a few steps. */
  return seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
         add_calls (filter, EPERM, denied, G_N_ELEMENTS (denied)) &&
         add_calls (filter, ENOSYS, absent, G_N_ELEMENTS (absent)) &&
         add_calls (filter, ENOTSUP, attributes, G_N_ELEMENTS (attributes)) &&
         add_rule (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (clone), 1, &new_user) &&
         add_modes (filter, S_ISUID) &&
         add_modes (filter, S_ISGID) &&
         add_families (filter) &&
         add_terminals (filter);
}

static GBytes *
build_filter (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW); /* calls of another architecture kill */
  g_autofree char *program = NULL;
  off_t size = 0;
  int fd = memfd_create ("filter", MFD_CLOEXEC);

  if (filter != NULL && fd >= 0 && add_all (filter) && seccomp_export_bpf (filter, fd) == 0 &&
      (size = lseek (fd, 0, SEEK_CUR)) > 0)
    {
      program = g_malloc ((gsize)size);
      if (pread (fd, program, (gsize)size, 0) != size)
        g_clear_pointer (&program, g_free);
    }

  if (filter != NULL)
    seccomp_release (filter);
  if (fd >= 0)
    (void)close (fd); /* only memory */

  return program != NULL ? g_bytes_new_take (g_steal_pointer (&program), (gsize)size) : NULL;
}

/**
 * plr_sandbox_filter_dup:
 * @error: `PLR_SANDBOX_ERROR_UNAVAILABLE` if libseccomp cannot make it for this machine
 *
 * The filter of system calls that all processes in a sandbox are under, as the kernel takes it. It is built once per
 * process.
 *
 * Returns: (transfer full) (nullable): the program
 */
GBytes *
plr_sandbox_filter_dup (GError **error)
{
  static GBytes *filter = NULL;
  static gsize built = 0;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_once_init_enter (&built))
    {
      filter = build_filter ();
      g_once_init_leave (&built, 1);
    }

  if (filter == NULL)
    {
      g_set_error_literal (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                           _("Cannot make the filter of system calls; nothing was run. Install libseccomp 2.5 or newer."));
      return NULL;
    }

  return g_bytes_ref (filter);
}
