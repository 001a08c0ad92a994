/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tries to get out. Run in the sandbox, where nothing may succeed, and outside of it, where the same attempt shows that
 * it would. Prints a line for each: name, "ESCAPE" or "blocked", detail, and what is expected outside. No attempt leaves
 * anything behind on the machine. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifdef __x86_64__
#include <sys/io.h>
#endif

/* The scene that test-sandbox-escape.c sets outside. */
static struct
{
  pid_t victim;            /* a process of the same user; inside, an unused number or another process */
  unsigned long address;   /* of 8 bytes in it */
  int port;                /* of a listener on 127.0.0.1 */
  const char *base;        /* a directory of the machine with "secret", "socket" and "open" */
  key_t shm;
  const char *writable;    /* where files may be made */
  const char *host_name;
  bool inside;
} scene;

/* Process 1 of the sandbox is as valuable as a process outside. */
static pid_t
target (void)
{
  return scene.inside ? 1 : scene.victim;
}

static bool
opens (const char *path,
       int         flags)
{
  int fd = open (path, flags | O_CLOEXEC | O_NONBLOCK, 0600);

  if (fd < 0)
    return false;

  return close (fd) == 0;
}

static bool
opens_in_base (const char *name,
               int         flags)
{
  char path[4096];

  (void)snprintf (path, sizeof path, "%s/%s", scene.base, name);

  return opens (path, flags);
}

static bool
opens_of (pid_t       pid,
          const char *name,
          int         flags)
{
  char path[64];

  (void)snprintf (path, sizeof path, "/proc/%d/%s", (int)pid, name);

  return opens (path, flags);
}

static bool
connects (int         family,
          const void *address,
          socklen_t   size)
{
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC, 0);

  return fd >= 0 && connect (fd, address, size) == 0;
}

static bool
has_socket (int family,
            int type,
            int protocol)
{
  return socket (family, type | SOCK_CLOEXEC, protocol) >= 0;
}

static bool
try_tcp (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t)scene.port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);

  return connects (AF_INET, &address, sizeof address);
}

static bool
try_udp (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (9) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  /* An address of documentation (RFC 5737): a datagram needs a route, and goes nowhere. */
  address.sin_addr.s_addr = htonl (0xC0000201);

  return fd >= 0 && sendto (fd, "x", 1, MSG_DONTWAIT, (void *)&address, sizeof address) == 1;
}

static bool
try_abstract (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int n = snprintf (address.sun_path + 1, sizeof address.sun_path - 1, "plr-probe-%d", scene.port);

  return connects (AF_UNIX, &address, (socklen_t)(offsetof (struct sockaddr_un, sun_path) + 1 + (size_t)n));
}

static bool
try_socket_path (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  (void)snprintf (address.sun_path, sizeof address.sun_path, "%.90s/socket", scene.base);

  return connects (AF_UNIX, &address, sizeof address);
}

static bool
try_interfaces (void)
{
  struct if_nameindex *list = if_nameindex ();
  bool found = false;

  for (struct if_nameindex *entry = list; entry != NULL && entry->if_name != NULL; entry++)
    found = found || strcmp (entry->if_name, "lo") != 0;

  return found;
}

static bool
try_vsock (void)
{
  return has_socket (AF_VSOCK, SOCK_STREAM, 0);
}

static bool
try_packet (void)
{
  return has_socket (AF_PACKET, SOCK_RAW, 0);
}

static bool
try_alg (void)
{
  return has_socket (AF_ALG, SOCK_SEQPACKET, 0);
}

static bool
try_raw (void)
{
  return has_socket (AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static bool
try_low_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (79) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  return fd >= 0 && bind (fd, (void *)&address, sizeof address) == 0;
}

static bool
try_secret (void)
{
  return opens_in_base ("secret", O_RDONLY);
}

static bool
try_write_base (void)
{
  return opens_in_base (".", O_TMPFILE | O_WRONLY);
}

static bool
try_packages (void)
{
  return opens ("/var/lib/dpkg/status", O_RDONLY) || opens ("/var/lib/rpm", O_RDONLY);
}

static bool
try_home (void)
{
  return opens ("/home", O_RDONLY | O_DIRECTORY) || opens ("/root", O_RDONLY | O_DIRECTORY);
}

static bool
try_write_tools (void)
{
  return opens (scene.inside ? "/inputs/tools" : scene.base, O_TMPFILE | O_WRONLY);
}

static bool
try_setuid_honoured (void)
{
  struct statvfs info;

  return statvfs ("/usr", &info) == 0 && (info.f_flag & ST_NOSUID) == 0;
}

static bool
try_inherited (void)
{
  struct stat info;
  int fd = -1;

  for (int i = 3; i < 256 && fd < 0; i++)
    {
      if (fstat (i, &info) == 0 && S_ISDIR (info.st_mode))
        fd = openat (i, "../../../../../../etc/passwd", O_RDONLY | O_CLOEXEC);
    }

  return fd >= 0;
}

static bool
try_any_descriptor (void)
{
  for (int i = 3; i < 1024; i++)
    {
      if (fcntl (i, F_GETFD) >= 0)
        return true;
    }

  return false;
}

static bool
try_variable (void)
{
  return getenv ("PLR_PROBE_SECRET") != NULL;
}

static bool
try_signal (void)
{
  return kill (scene.victim, 0) == 0;
}

static bool
try_victim_environment (void)
{
  return opens_of (scene.victim, "environ", O_RDONLY);
}

static bool
try_ptrace (void)
{
  int status;

  if (ptrace (PTRACE_ATTACH, target (), NULL, NULL) != 0)
    return false;
  (void)waitpid (target (), &status, __WALL);

  return ptrace (PTRACE_DETACH, target (), NULL, NULL) == 0;
}

static bool
try_stop_init (void)
{
  /* 0 outside: the test only asks whether it may. Inside, the signal may be sent; it does nothing, or this line and
   * all others would never come. */
  if (!scene.inside)
    return kill (scene.victim, 0) == 0;
  (void)kill (1, SIGSTOP);
  (void)kill (1, SIGKILL);

  return false;
}

static bool
try_read_memory (void)
{
  char buffer[8];
  struct iovec local = { buffer, sizeof buffer };
  struct iovec remote = { (void *)scene.address, sizeof buffer };

  return process_vm_readv (scene.victim, &local, 1, &remote, 1, 0) == (ssize_t)sizeof buffer;
}

static bool
try_steal_descriptor (void)
{
  int fd = pidfd_open (target (), 0);

  return fd >= 0 && pidfd_getfd (fd, 0, 0) >= 0;
}

static bool
try_kcmp (void)
{
  return syscall (SYS_kcmp, getpid (), target (), 0, 0, 0) >= 0;
}

static bool
try_shm (void)
{
  return shmget (scene.shm, 0, 0) >= 0;
}

static bool
try_mqueue (void)
{
  char name[64];

  (void)snprintf (name, sizeof name, "/plr-probe-%d", scene.port);

  return mq_open (name, O_RDONLY) != (mqd_t)-1;
}

static bool
try_host_name (void)
{
  char name[256] = "";

  return gethostname (name, sizeof name - 1) == 0 && strcmp (name, scene.host_name) == 0;
}

static bool
inject (unsigned long request)
{
  char letter = '#';
  int tty = open ("/dev/tty", O_RDWR | O_CLOEXEC);

  for (int fd = 0; fd < 3; fd++)
    {
      if (syscall (SYS_ioctl, fd, request, &letter) == 0)
        return true;
    }

  return tty >= 0 && syscall (SYS_ioctl, tty, request, &letter) == 0;
}

static bool
try_tiocsti (void)
{
  return inject (TIOCSTI);
}

static bool
try_tiocsti_high (void)
{
  return inject ((unsigned long)TIOCSTI | 0x100000000UL);
}

static bool
try_kvm_fuse_loop (void)
{
  return opens ("/dev/kvm", O_RDWR) || opens ("/dev/fuse", O_RDWR) || opens ("/dev/loop-control", O_RDWR);
}

static bool
try_disk (void)
{
  return opens ("/dev/vda", O_RDONLY) || opens ("/dev/sda", O_RDONLY) || opens ("/dev/nvme0n1", O_RDONLY);
}

static bool
try_mknod (void)
{
  char path[4096];
  bool made;

  (void)snprintf (path, sizeof path, "%s/device", scene.writable);
  made = mknod (path, S_IFCHR | 0600, makedev (1, 5)) == 0;
  (void)unlink (path);

  return made;
}

static bool
try_mount (void)
{
  return mount ("probe", scene.writable, "tmpfs", 0, NULL) == 0;
}

static bool
try_new_mount (void)
{
  return fsopen ("tmpfs", FSOPEN_CLOEXEC) >= 0;
}

static bool
try_open_tree (void)
{
  return open_tree (AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC) >= 0;
}

static bool
try_remount (void)
{
  return mount (NULL, "/proc", NULL, MS_REMOUNT | MS_BIND | MS_NOATIME, NULL) == 0;
}

static bool
try_umount (void)
{
  return umount2 ("/proc", MNT_DETACH) == 0;
}

static bool
try_chroot (void)
{
  return chroot ("/usr") == 0;
}

static bool
try_setns (void)
{
  int fd = open ("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

  return fd >= 0 && setns (fd, CLONE_NEWNS) == 0;
}

static bool
try_unshare_user (void)
{
  return unshare (CLONE_NEWUSER) == 0;
}

static bool
try_unshare_mount (void)
{
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && mount ("probe", "/tmp", "tmpfs", 0, NULL) == 0;
}

static bool
try_clone_user (void)
{
  long pid = syscall (SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

  if (pid == 0)
    _exit (0);

  return pid > 0;
}

static bool
try_clone3_user (void)
{
  struct clone_args arguments = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };
  long pid = syscall (SYS_clone3, &arguments, sizeof arguments);

  if (pid == 0)
    _exit (0);

  return pid > 0;
}

static bool
try_become_root (void)
{
  return setuid (0) == 0 && geteuid () == 0;
}

static bool
try_real_time (void)
{
  struct sched_param parameters = { .sched_priority = 1 };

  return sched_setscheduler (0, SCHED_FIFO, &parameters) == 0;
}

static bool
try_ports (void)
{
#ifdef __x86_64__
  return ioperm (0x80, 1, 1) == 0;
#else
  return false;
#endif
}

static bool
try_session_keyring (void)
{
  return syscall (SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) >= 0;
}

static bool
try_search_key (void)
{
  return syscall (SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", "plr-probe", 0) > 0;
}

static bool
try_request_key (void)
{
  return syscall (SYS_request_key, "user", "plr-probe", NULL, 0) > 0;
}

static bool
try_add_key (void)
{
  return syscall (SYS_add_key, "user", "plr-probe-new", "x", 1, KEY_SPEC_PROCESS_KEYRING) >= 0;
}

static bool
try_bpf (void)
{
  union bpf_attr attributes;

  memset (&attributes, 0, sizeof attributes);
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = 4;
  attributes.value_size = 4;
  attributes.max_entries = 1;

  return syscall (SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes) >= 0;
}

static bool
try_perf (void)
{
  struct perf_event_attr attributes;

  memset (&attributes, 0, sizeof attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.size = sizeof attributes;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;

  return syscall (SYS_perf_event_open, &attributes, 0, -1, -1, 0) >= 0;
}

static bool
try_userfaultfd (void)
{
  return syscall (SYS_userfaultfd, 1) >= 0;
}

static bool
try_io_uring (void)
{
  char parameters[256] = { 0 };

  return syscall (SYS_io_uring_setup, 4, parameters) >= 0;
}

static bool
try_fanotify (void)
{
  return syscall (SYS_fanotify_init, FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY) >= 0;
}

static bool
try_handle (void)
{
  struct
  {
    struct file_handle handle;
    char bytes[128];
  } buffer = { .handle = { .handle_bytes = 128 } };
  int mount_id;

  return name_to_handle_at (AT_FDCWD, "/usr", &buffer.handle, &mount_id, 0) == 0;
}

static bool
try_dmesg (void)
{
  char buffer[512];

  return syscall (SYS_syslog, 3, buffer, sizeof buffer) >= 0;
}

static bool
try_i386 (void)
{
#ifdef __x86_64__
  long result = 20; /* getpid of the other architecture */

  __asm__ volatile ("int $0x80" : "+a" (result) : : "memory");

  return result > 0;
#else
  return false;
#endif
}

/* Makes a file in the workspace with a mode, by each of the ways there are, and sees whether it has the setuid bit. */
static bool
makes_setuid (int way)
{
  struct stat info = { 0 };
  char path[4096];
  int fd = -1;

  (void)snprintf (path, sizeof path, "%s/mode", scene.writable);
  (void)umask (0);
  if (way < 4)
    fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0755);
  if (way == 0)
    (void)chmod (path, 04755);
  else if (way == 1)
    (void)fchmod (fd, 02755);
  else if (way == 2)
    (void)fchmodat (AT_FDCWD, path, 06755, 0);
  else if (way == 3)
    (void)syscall (452, AT_FDCWD, path, 04755, 0); /* fchmodat2, Linux 6.6 */
  else if (way == 4)
    (void)open (path, O_CREAT | O_RDWR | O_CLOEXEC, 04755);
  else if (way == 5)
    (void)mknod (path, S_IFREG | 04755, 0);
#ifdef SYS_open
  else if (way == 6)
    (void)syscall (SYS_open, path, O_CREAT | O_RDWR | O_CLOEXEC, 02755);
#endif
  (void)stat (path, &info);
  (void)unlink (path);

  return (info.st_mode & (S_ISUID | S_ISGID)) != 0;
}

static bool
try_chmod (void)
{
  return makes_setuid (0);
}

static bool
try_fchmod (void)
{
  return makes_setuid (1);
}

static bool
try_fchmodat (void)
{
  return makes_setuid (2);
}

static bool
try_fchmodat2 (void)
{
  return makes_setuid (3);
}

static bool
try_open_setuid (void)
{
  return makes_setuid (4);
}

static bool
try_mknod_setuid (void)
{
  return makes_setuid (5);
}

static bool
try_old_open_setuid (void)
{
  return makes_setuid (6);
}

static bool
try_attribute (void)
{
  char path[4096];
  bool set;

  (void)snprintf (path, sizeof path, "%s/attribute", scene.writable);
  (void)close (open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  set = setxattr (path, "user.probe", "x", 1, 0) == 0;
  (void)unlink (path);

  return set;
}

/* What to expect outside: a success everywhere; of root everywhere; only on some machines (an option of the kernel,
 * a device, a package manager); or never, since there is nothing like it outside. */
typedef enum { ALL, ROOT, SOME, NONE } Outside;

static const struct
{
  const char *name;
  bool (*attempt) (void);
  Outside outside;
  const char *path;        /* to be opened, where there is no attempt; after @, of process 1, or of the victim outside */
  int flags;
} probes[] = {
  { "net: TCP to 127.0.0.1", try_tcp, ALL },
  { "net: UDP to another machine", try_udp, SOME },
  { "net: abstract socket", try_abstract, ALL },
  { "net: socket by its path", try_socket_path, ALL },
  { "net: sees an interface besides lo", try_interfaces, SOME },
  { "net: AF_VSOCK", try_vsock, SOME },
  { "net: AF_PACKET", try_packet, ROOT },
  { "net: AF_ALG", try_alg, SOME },
  { "net: raw ICMP", try_raw, ROOT },
  { "net: port below 1024", try_low_port, SOME },
  { "fs: file of the machine", try_secret, ALL },
  { "fs: make a file beside the workspace", try_write_base, ALL },
  { "fs: /etc/shadow", NULL, ROOT, "/etc/shadow", O_RDONLY },
  { "fs: list of packages", try_packages, SOME },
  { "fs: home directories", try_home, ALL },
  { "fs: /sys", NULL, ALL, "/sys/kernel", O_RDONLY | O_DIRECTORY },
  { "fs: write to /usr", NULL, SOME, "/usr", O_TMPFILE | O_WRONLY },
  { "fs: write to /", NULL, SOME, "/", O_TMPFILE | O_WRONLY },
  { "fs: write to /etc", NULL, SOME, "/etc", O_TMPFILE | O_WRONLY },
  { "fs: write to /etc/passwd", NULL, ROOT, "/etc/passwd", O_WRONLY },
  { "fs: write to a program", NULL, SOME, "/usr/bin/true", O_WRONLY },
  { "fs: write to /dev", NULL, SOME, "/dev", O_TMPFILE | O_WRONLY },
  { "fs: write to a read-only input", try_write_tools, ALL },
  { "fs: setuid programs count", try_setuid_honoured, SOME },
  { "fd: open directory leads out", try_inherited, ALL },
  { "fd: any but 0, 1, 2", try_any_descriptor, ALL },
  { "env: secret variable", try_variable, ALL },
  { "pid: signal to a process outside", try_signal, ALL },
  { "pid: environment of a process outside", try_victim_environment, ALL },
  { "pid: trace process 1", try_ptrace, SOME },
  { "pid: memory of process 1", NULL, SOME, "@mem", O_RDONLY },
  { "pid: environment of process 1", NULL, ALL, "@environ", O_RDONLY },
  { "pid: descriptors of process 1", NULL, ALL, "@fd", O_RDONLY | O_DIRECTORY },
  { "pid: root of process 1", NULL, ALL, "@root/etc", O_RDONLY | O_DIRECTORY },
  { "pid: program of process 1", NULL, ALL, "@exe", O_RDONLY },
  { "pid: stop or kill process 1", try_stop_init, ALL },
  { "pid: process_vm_readv", try_read_memory, SOME },
  { "pid: pidfd_getfd", try_steal_descriptor, SOME },
  { "pid: kcmp", try_kcmp, SOME },
  { "ipc: System V shared memory", try_shm, ALL },
  { "ipc: message queue", try_mqueue, SOME },
  { "uts: name of the machine", try_host_name, ALL },
  { "tty: /dev/tty", NULL, ALL, "/dev/tty", O_RDWR | O_NOCTTY },
  { "tty: TIOCSTI", try_tiocsti, SOME },
  { "tty: TIOCSTI with high bits", try_tiocsti_high, SOME },
  { "proc: core_pattern", NULL, ROOT, "/proc/sys/kernel/core_pattern", O_WRONLY },
  { "proc: ip_forward", NULL, ROOT, "/proc/sys/net/ipv4/ip_forward", O_WRONLY },
  { "proc: sysrq-trigger", NULL, SOME, "/proc/sysrq-trigger", O_WRONLY },
  { "proc: kcore", NULL, SOME, "/proc/kcore", O_RDONLY },
  { "dev: kmsg", NULL, SOME, "/dev/kmsg", O_RDONLY },
  { "dev: kvm, fuse, loop", try_kvm_fuse_loop, SOME },
  { "dev: disk", try_disk, SOME },
  { "cap: mknod", try_mknod, SOME },
  { "cap: mount", try_mount, ROOT },
  { "cap: fsopen", try_new_mount, ROOT },
  { "cap: open_tree", try_open_tree, ROOT },
  { "cap: remount", try_remount, ROOT },
  { "cap: umount", try_umount, ROOT },
  { "cap: chroot", try_chroot, ROOT },
  { "cap: setns", try_setns, ROOT },
  { "cap: setuid(0)", try_become_root, ROOT },
  { "cap: real-time priority", try_real_time, SOME },
  { "cap: I/O ports", try_ports, SOME },
  { "userns: unshare", try_unshare_user, ALL },
  { "userns: unshare and mount", try_unshare_mount, ALL },
  { "userns: clone", try_clone_user, ALL },
  { "userns: clone3", try_clone3_user, ALL },
  { "kernel: session keyring", try_session_keyring, SOME },
  { "kernel: search a key", try_search_key, SOME },
  { "kernel: request_key", try_request_key, SOME },
  { "kernel: add_key", try_add_key, SOME },
  { "kernel: bpf", try_bpf, SOME },
  { "kernel: perf_event_open", try_perf, SOME },
  { "kernel: userfaultfd", try_userfaultfd, SOME },
  { "kernel: io_uring", try_io_uring, SOME },
  { "kernel: fanotify", try_fanotify, SOME },
  { "kernel: name_to_handle_at", try_handle, SOME },
  { "kernel: messages", try_dmesg, SOME },
  { "kernel: calls of i386", try_i386, SOME },
  { "out: chmod u+s", try_chmod, ALL },
  { "out: fchmod g+s", try_fchmod, ALL },
  { "out: fchmodat", try_fchmodat, ALL },
  { "out: fchmodat2", try_fchmodat2, SOME },
  { "out: open with u+s", try_open_setuid, ALL },
  { "out: mknod with u+s", try_mknod_setuid, ALL },
  { "out: old open with g+s", try_old_open_setuid, SOME },
  { "out: extended attribute", try_attribute, SOME },
};

/* Each attempt is a process: it may be killed, and what it changes for itself goes with it. */
static void
run_probe (size_t i)
{
  const char *outside[] = { "all", "root", "some", "none" };
  pid_t pid = fork ();
  int status = 0;

  if (pid == 0)
    {
      bool escaped;

      (void)alarm (10);
      /* What an attempt mounts outside is seen by nobody else. Inside this fails, as it should. */
      if (!scene.inside && unshare (CLONE_NEWNS) == 0)
        (void)mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
      errno = 0;
      if (probes[i].attempt != NULL)
        escaped = probes[i].attempt ();
      else if (probes[i].path[0] == '@')
        escaped = opens_of (target (), probes[i].path + 1, probes[i].flags);
      else
        escaped = opens (probes[i].path, probes[i].flags);
      _exit (escaped ? 0 : errno > 0 && errno < 200 ? errno : 200);
    }

  (void)waitpid (pid, &status, 0);
  if (WIFSIGNALED (status))
    (void)printf ("%s\tblocked\tsignal %d\t%s\n", probes[i].name, WTERMSIG (status), outside[probes[i].outside]);
  else
    (void)printf ("%s\t%s\t%s\t%s\n", probes[i].name, WEXITSTATUS (status) == 0 ? "ESCAPE" : "blocked",
                  WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == 200 ? "" : strerror (WEXITSTATUS (status)),
                  outside[probes[i].outside]);
  (void)fflush (stdout);
}

static void
print_status (void)
{
  const char *wanted[] = { "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:", "Seccomp:" };
  FILE *file = fopen ("/proc/self/status", "r");
  char line[1024];

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    {
      for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        {
          if (strncmp (line, wanted[i], strlen (wanted[i])) == 0)
            (void)printf ("status %s", line);
        }
    }
  if (file != NULL)
    (void)fclose (file);
}

/* Attaches to a process and goes without a word: process 1 would stop for good. */
static int
attach (pid_t pid)
{
  bool attached = ptrace (PTRACE_ATTACH, pid, NULL, NULL) == 0;

  return puts (attached ? "attached" : "refused") < 0;
}

static int
attach_child (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    {
      (void)alarm (10);
      for (;;)
        (void)pause ();
    }

  return attach (pid);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 2 && strcmp (argv[1], "attach") == 0)
    return attach (1);
  if (argc == 2 && strcmp (argv[1], "attach-child") == 0)
    return attach_child ();
  if (argc != 9)
    return 2;

  scene.inside = strcmp (argv[1], "inside") == 0;
  scene.victim = (pid_t)atoi (argv[2]);
  scene.address = strtoul (argv[3], NULL, 0);
  scene.port = atoi (argv[4]);
  scene.base = argv[5];
  scene.shm = (key_t)strtol (argv[6], NULL, 0);
  scene.writable = argv[7];
  scene.host_name = argv[8];

  for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
    run_probe (i);
  print_status ();

  return 0;
}
