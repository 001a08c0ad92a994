/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-check-private.h"
#include "plr-dialect.h"

#define HEAD "on: push\njobs:\n  a:\n    runs-on: x\n"

/* What is found in a definition, as `code line:column`, in the order in which it is found; of the codes of these checks only. */
static const struct
{
  const char *name;
  const char *dialect;
  const char *text;
  const char *found;
} cases[] = {
  { "untrusted", "github", HEAD "    steps:\n      - run: echo ${{ github.event.issue.title }}\n", "untrusted-input 6:23" },
  { "untrusted-twice", "github", HEAD "    steps:\n      - run: |\n          echo ${{ github.sha }}\n          echo ${{github.head_ref}}\n",
    "untrusted-input 8:19" },
  { "untrusted-in-env", "github", HEAD "    steps:\n      - run: echo \"$T\"\n        env: {T: '${{ github.event.issue.title }}'}\n", "" },
  { "untrusted-in-text", "github", HEAD "    steps:\n      - run: echo ${{ 'github.event.issue.title' }}\n", "" },
  { "trusted", "github", HEAD "    steps:\n      - run: echo ${{ github.event.issue.number }} ${{ github.event.pull_request.head.sha }}\n", "" },
  { "untrusted-in-comment", "github", HEAD "    # ${{ needs.b.result }}\n    steps:\n      - run: x\n", "" },
  { "unknown-need", "github", HEAD "    steps:\n      - run: echo ${{ needs.b.outputs.v }}\n", "unknown-reference 6:23" },
  { "known-need", "github", HEAD "    outputs: {v: 1}\n    steps:\n      - run: x\n  b:\n    runs-on: x\n    needs: a\n    steps:\n"
    "      - run: echo ${{ needs.a.outputs.v }} ${{ needs.a.result }}\n", "" },
  { "unknown-output", "github", HEAD "    outputs: {v: 1}\n    steps:\n      - run: x\n  b:\n    runs-on: x\n    needs: a\n    steps:\n"
    "      - run: echo ${{ needs.a.outputs.w }}\n", "unknown-reference 12:23" },
  { "output-of-called", "github", "on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n  b:\n    runs-on: x\n    needs: a\n    steps:\n"
    "      - run: echo ${{ needs.a.outputs.w }}\n", "" },
  { "unknown-axis", "github", HEAD "    strategy: {matrix: {os: [x]}}\n    steps:\n      - run: echo ${{ matrix.so }}\n", "unknown-reference 7:23" },
  { "axis-of-a-row", "github", HEAD "    strategy: {matrix: {os: [x], include: [{so: y}]}}\n    steps:\n      - run: echo ${{ matrix.so }}\n", "" },
  { "axis-that-is-computed", "github", HEAD "    strategy: {matrix: '${{ fromJSON(1) }}'}\n    steps:\n      - run: echo ${{ matrix.so }}\n", "" },
  { "unknown-step", "github", HEAD "    steps:\n      - run: echo ${{ steps.one.outputs.v }}\n", "unknown-reference 6:23" },
  { "known-step", "github", HEAD "    steps:\n      - id: one\n        run: x\n      - run: echo ${{ steps.One.outputs.v }}\n", "" },
  { "checkout-of-anybody", "github", "on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
    "        with: {ref: '${{ github.event.pull_request.head.sha }}'}\n", "untrusted-checkout 6:9" },
  { "checkout-of-own", "github", "on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n", "" },
  { "download-of-nothing", "github", HEAD "    steps:\n      - uses: actions/download-artifact@v4\n        with: {name: b}\n", "unknown-artifact 6:9" },
  { "download-of-something", "github", HEAD "    steps:\n      - uses: actions/upload-artifact@v4\n        with: {name: b, path: c}\n"
    "      - uses: actions/download-artifact@v4\n        with: {name: b}\n", "" },
  { "download-of-another-run", "github", HEAD "    steps:\n      - uses: actions/download-artifact@v4\n        with: {name: b, run-id: 1}\n", "" },
  { "bad-schedule", "github", "on: {schedule: [{cron: '0 24 * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n", "bad-schedule 1:25" },
  { "bad-step-of-schedule", "github", "on: {schedule: [{cron: '*/60 * * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n",
    "bad-schedule 1:25" },
  { "four-fields", "github", "on: {schedule: [{cron: '0 2 * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n", "bad-schedule 1:25" },
  { "good-schedule", "github", "on: {schedule: [{cron: '*/15 0-5,20 1 JAN-mar mon'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n", "" },
  { "never", "github", HEAD "    if: false\n    steps:\n      - run: x\n  b:\n    runs-on: x\n    needs: a\n    steps:\n      - run: x\n"
    "  c:\n    runs-on: x\n    needs: b\n    steps:\n      - run: x\n", "never-runs 3:3; dead-stage 8:3; dead-stage 13:3" },
  { "after-never", "github", HEAD "    if: ${{ false }}\n    steps:\n      - run: x\n  b:\n    runs-on: x\n    needs: a\n    if: always()\n    steps:\n"
    "      - run: x\n", "never-runs 3:3" },
  { "exclude-of-nothing", "github", HEAD "    strategy: {matrix: {os: [x, y], exclude: [{os: z}]}}\n    steps:\n      - run: x\n",
    "exclude-matches-nothing 3:3" },
  { "exclude-of-something", "github", HEAD "    strategy: {matrix: {os: [x, y], exclude: [{os: y}]}}\n    steps:\n      - run: x\n", "" },
  { "big-matrix", "github", HEAD "    strategy: {matrix: {a: [1, 2, 3, 4, 5, 6, 7], b: [1, 2, 3, 4, 5, 6, 7], c: [1, 2, 3, 4, 5, 6]}}\n    steps:\n"
    "      - run: x\n", "too-many-cells 3:3" },
  { "native-exclude", "pipeliner", "pipeliner: 1\nstages:\n  a:\n    matrix: {A: [1], exclude: [{A: 2}]}\n    steps: [x]\n",
    "exclude-matches-nothing 3:3" },
};

static void
test_case (gconstpointer data)
{
  static const char *const codes[] = {
    "untrusted-input", "unknown-reference", "untrusted-checkout", "unknown-artifact", "bad-schedule", "never-runs", "dead-stage",
    "exclude-matches-nothing", "too-many-cells", "too-many-needs", NULL
  };
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr(PlrDialect) dialect = plr_dialect_find (cases[index].dialect);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, cases[index].text, -1, "x.yml", problems);
  g_autoptr(GString) found = g_string_new (NULL);

  g_assert_nonnull (pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (!g_strv_contains (codes, plr_problem_get_code (problem)))
        {
          g_assert_cmpint (plr_problem_get_severity (problem), !=, PLR_SEVERITY_ERROR);
          continue;
        }
      g_assert_nonnull (plr_problem_get_hint (problem));
      g_assert_cmpstr (plr_problem_get_path (problem), ==, "x.yml");
      g_string_append_printf (found, "%s%s %u:%u", found->len > 0 ? "; " : "", plr_problem_get_code (problem),
                              plr_problem_get_line (problem), plr_problem_get_column (problem));
    }

  g_assert_cmpstr (found->str, ==, cases[index].found);
}

/* A script with `@` where the expression stands, and what it prints when the variable says VALUE. */
#define VALUE "a\"b'c `id` $(id) $HOME \\ ; exit 3 #"

static const struct
{
  const char *script;
  const char *printed; /* NULL: it is left to people */
} scripts[] = {
  { "printf %s @", VALUE },
  { "printf %s \"@\"", VALUE },
  { "printf %s \"<@>\"", "<" VALUE ">" },
  { "printf %s \"a@b\"", "a" VALUE "b" },
  { "printf %s '@'", VALUE },
  { "printf %s '<@>'", "<" VALUE ">" },
  { "printf %s it\\'s@", "it's" VALUE },
  { "printf %s \"it's @\"", "it's " VALUE },
  { "X=@\nprintf %s \"$X\"", VALUE },
  { "# don't\nif [ @ = b ]; then echo yes; else echo no; fi", "no\n" },
  { "A=$(echo b)\nprintf %s \"$A@\"", "b" VALUE },
  { "case @ in a*) printf yes;; esac", "yes" },
  { "printf %s \"$(echo @)\"", NULL },
  { "printf %s `echo @`", NULL },
  { "cat <<E\n@\nE", NULL },
  { "cat <<'E'\n@\nE", NULL },
  { "sh -c \"echo @\"", NULL },
  { "eval echo @", NULL },
  { "python3 \\\n  -c 'print(\"@\")'", NULL },
  { "printf %s a # @", NULL },
  { "printf %s $'a@'", NULL },
};

static void
test_script (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  const char *script = scripts[index].script;
  g_autofree char *mended = plr_check_replace_in_script (script, "bash --noprofile {0}", "@", (gsize)(strchr (script, '@') - script), "V");
  const char *argv[] = { "/bin/sh", "-c", mended, NULL };
  const char *envp[] = { "V=" VALUE, "HOME=/nowhere", "PATH=/usr/bin:/bin", NULL };
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  if (scripts[index].printed == NULL)
    {
      g_assert_cmpstr (mended, ==, NULL);
      return;
    }
  g_assert_nonnull (mended);
  g_spawn_sync (NULL, (char **)argv, (char **)envp, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (out, ==, scripts[index].printed);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/check/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/check/script/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_script);
    }

  return g_test_run ();
}
