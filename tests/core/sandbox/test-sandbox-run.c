/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "plr-file.h"
#include "sandbox-fixture.h"

static void
test_steps_run_in_order (Fixture      *fixture,
                         gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "echo one; echo two >&2; echo three; echo left > file");
  fixture_add (fixture, "cat file");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "one\ntwo\nthree\nleft\n");
  g_assert_cmpstr (fixture->steps->str, ==, "+0 -0=0 +1 -1=0 ");
  g_assert_cmpint (fixture->result->wall_us, >, 0);
  g_assert_cmpuint (fixture->result->max_rss_bytes, >, 100000);
  g_assert_cmpuint (fixture->result->output_bytes, ==, fixture->output->len);
}

static void
test_exit_codes_are_kept (Fixture      *fixture,
                          gconstpointer data)
{
  const int codes[] = { 0, 1, 71, 126, 127, 255 };

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *script = g_strdup_printf ("exit %d", codes[i]);

      fixture_renew (fixture);
      fixture_add (fixture, script);
      fixture_add (fixture, "true");
      fixture_run (fixture);
      fixture_assert_outcome (fixture, codes[i] == 0 ? PLR_SANDBOX_OUTCOME_SUCCEEDED : PLR_SANDBOX_OUTCOME_FAILED, codes[i]);
      g_assert_cmpuint (fixture->result->step, ==, codes[i] == 0 ? 1 : 0);
    }
}

static void
test_signal_is_told (Fixture      *fixture,
                     gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "kill -ABRT $$");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SIGNALLED, 134);
  g_assert_cmpint (fixture->result->signal_number, ==, SIGABRT);
  g_assert_cmpstr (fixture->steps->str, ==, "+0 -0=134 ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  SANDBOX_TEST ("run/steps-run-in-order", test_steps_run_in_order);
  SANDBOX_TEST ("run/exit-codes-are-kept", test_exit_codes_are_kept);
  SANDBOX_TEST ("run/signal-is-told", test_signal_is_told);

  return g_test_run ();
}
