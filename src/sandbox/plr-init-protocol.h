/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What plr-init, the first process inside, and the sandbox outside say to each other. Both are built from the
 * same source, so there is no version in it; plr-init has no GLib. */

#include <stdint.h>

/* The descriptors of the sandbox's first process. */
#define PLR_INIT_CONTROL_FD 3
#define PLR_INIT_PROGRAM_FD 4
#define PLR_INIT_SELF_FD    5

/* A program: this header, then the steps one after another. A step is two counts (of arguments and of variables) and two words
 * (when it runs, and whether it may fail), uint32_t each, then that many strings and before them the directory, each with its
 * NUL. */
typedef enum
{
  PLR_INIT_ON_SUCCESS,     /* no step before it failed */
  PLR_INIT_ON_FAILURE,     /* one did */
  PLR_INIT_ALWAYS,
} PlrInitWhen;

typedef struct
{
  uint32_t size_bytes;     /* of the whole program */
  uint32_t n_steps;
  uint32_t held;           /* the first step waits for PLR_INIT_NEXT too */
  uint32_t reserved;
  uint64_t processes;      /* limits: 0 is none */
  uint64_t address_space_bytes;
  uint64_t file_size_bytes;
  uint64_t open_files;
} PlrInitProgram;

/* One datagram each, from inside. */
typedef enum
{
  PLR_INIT_READY,          /* the sandbox is as it was asked for */
  PLR_INIT_STARTED,        /* step */
  PLR_INIT_UNSTARTED,      /* step, what: a PlrInitFault, code: errno */
  PLR_INIT_ENDED,          /* step, what: the status of wait() */
  PLR_INIT_DONE,           /* the CPU times and the size of all; the last one */
} PlrInitKind;

typedef enum
{
  PLR_INIT_FAULT_PROCESS,
  PLR_INIT_FAULT_LIMIT,
  PLR_INIT_FAULT_DIRECTORY,
  PLR_INIT_FAULT_SHELL,
} PlrInitFault;

typedef struct
{
  uint32_t kind;
  uint32_t step;
  int32_t what;
  int32_t code;
  int64_t user_us;
  int64_t system_us;
  int64_t max_rss_bytes;
} PlrInitMessage;

/* One byte each, from outside. The end of the file says that nobody is there any more: all ends at once. */
#define PLR_INIT_NEXT 'n'      /* start the next step; after a step: its output was read */
#define PLR_INIT_END  'e'      /* SIGTERM to the step; others follow */
#define PLR_INIT_CUT  'c'      /* SIGKILL to it */
#define PLR_INIT_STOP 's'      /* SIGTERM to the step; no further step */
#define PLR_INIT_KILL 'k'      /* SIGKILL to all */
