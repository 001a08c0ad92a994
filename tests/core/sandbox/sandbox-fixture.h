/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-sandbox.h"

/* One sandbox with a workspace of its own, run to its end in the main context of the test. */
typedef struct
{
  PlrSandbox *sandbox;
  char *base;                /* a folder that is closed to others; the workspace lies in it */
  char *workspace;
  GString *output;
  GString *steps;            /* "+0 -0=0 ": started and ended, with the exit code */
  GString *marks;            /* "0:12 ": how much output there was when a step ended */
  GCancellable *cancellable;
  const char *cancel_at;     /* cancel when the output holds this */
  PlrSandboxResult *result;
  GError *error;
  gboolean over;
} Fixture;

gboolean    sandbox_available       (void);
void        fixture_set_up          (Fixture      *fixture,
                                     gconstpointer data);
void        fixture_tear_down       (Fixture      *fixture,
                                     gconstpointer data);
void        fixture_renew           (Fixture *fixture);
void        fixture_add             (Fixture    *fixture,
                                     const char *script);
void        fixture_run             (Fixture *fixture);
void        fixture_start           (Fixture *fixture);
void        fixture_assert_error    (Fixture    *fixture,
                                     int         code,
                                     const char *part);
void        fixture_assert_outcome  (Fixture          *fixture,
                                     PlrSandboxOutcome outcome,
                                     int               exit_code);
char       *fixture_dup_path        (Fixture    *fixture,
                                     const char *name);
char       *fixture_dup_content     (Fixture    *fixture,
                                     const char *name);

/* Adds a test that is skipped, with the reason, where no sandbox is to be had. */
#define SANDBOX_TEST(name, function) \
  g_test_add ("/sandbox/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
