/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-dialect.h"

/* What the engines' documentation has and has not; a control of the window stands for each. */

typedef struct
{
  PlrEditKind kind;
  const char *field;
  const char *dialects; /* of “pipeliner github gitlab buildspec”, those that have it */
} Case;

static const Case cases[] = {
  { PLR_EDIT_KIND_SET_STAGE, "image", "pipeliner github gitlab buildspec" },
  { PLR_EDIT_KIND_SET_STAGE, "condition", "github gitlab" },
  { PLR_EDIT_KIND_SET_STAGE, "group", "gitlab" },
  { PLR_EDIT_KIND_SET_STAGE, "copies", "pipeliner gitlab" },
  { PLR_EDIT_KIND_SET_STAGE, "max-parallel", "pipeliner github" },
  { PLR_EDIT_KIND_SET_STAGE, "timeout", "pipeliner github gitlab" },
  { PLR_EDIT_KIND_SET_STAGE_LIST, "runner", "pipeliner github gitlab buildspec" },
  { PLR_EDIT_KIND_SET_ENTRY, "permissions", "pipeliner github" },
  { PLR_EDIT_KIND_SET_ENTRY, "services", "pipeliner github gitlab" },
  { PLR_EDIT_KIND_SET_MATRIX_ROW, "include", "pipeliner github" },
  { PLR_EDIT_KIND_SET_MATRIX, NULL, "github" },
  { PLR_EDIT_KIND_SET_CACHE, NULL, "pipeliner github gitlab buildspec" },
  { PLR_EDIT_KIND_SET_STEP, "run", "pipeliner github gitlab buildspec" },
  { PLR_EDIT_KIND_SET_STEP, "condition", "github" },
  { PLR_EDIT_KIND_SET_STEP, "directory", "pipeliner github" },
  { PLR_EDIT_KIND_SET_PIPELINE, "groups", "gitlab" },
  { PLR_EDIT_KIND_SET_PIPELINE, "concurrency", "pipeliner github" },
  { PLR_EDIT_KIND_SET_TRIGGER, "types", "pipeliner github" },
  { PLR_EDIT_KIND_SET_TRIGGER, "branches-ignored", "pipeliner github" },
};

static void
test_engines (void)
{
  static const char *const ids[] = { "pipeliner", "github", "gitlab", "buildspec" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) having = g_strsplit (cases[i].dialects, " ", -1);

      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        {
          g_autoptr(PlrDialect) dialect = plr_dialect_find (ids[j]);
          gboolean expected = g_strv_contains ((const char *const *)having, ids[j]);

          /* The second answer is the one that was kept. */
          for (guint k = 0; k < 2; k++)
            if (plr_dialect_supports (dialect, cases[i].kind, cases[i].field) != expected)
              g_error ("%s %s %s", ids[j], plr_edit_kind_get_nick (cases[i].kind), cases[i].field);
        }
    }
}

static void
test_what_cannot_be_edited (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("makefile");

  g_assert_nonnull (dialect);
  g_assert_false (plr_dialect_supports (dialect, PLR_EDIT_KIND_SET_STAGE, "name"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialect-support/engines", test_engines);
  g_test_add_func ("/dialect-support/what-cannot-be-edited", test_what_cannot_be_edited);

  return g_test_run ();
}
