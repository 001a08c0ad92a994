/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"
#include "plr-list.h"
#include "plr-test-pipelines.h"
#include "plr-yaml.h"

static const char *const targets[] = { "github", "gitlab", "buildspec" };

static char *
write_to (const char  *target,
          PlrPipeline *pipeline,
          GListStore  *losses)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (target);
  g_autoptr(GListStore) own = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) error = NULL;
  char *text = plr_dialect_write (dialect, pipeline, losses != NULL ? losses : own, &error);

  g_assert_no_error (error);
  g_assert_nonnull (text);

  return text;
}

/* The losses as one text, a line each. */
static char *
list_losses (GListStore *losses)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (losses)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (losses), i);

      g_string_append_printf (out, "%s %s %s: %s\n", plr_severity_get_nick (plr_problem_get_severity (problem)),
                              plr_problem_get_code (problem),
                              plr_problem_get_stage (problem) != NULL ? plr_problem_get_stage (problem) : "-",
                              plr_problem_get_message (problem));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* What each property is set to for the test that it is not dropped; NULL for what an export rightly does not say. */
static const struct
{
  const char *property;
  const char *value;
} stage_values[] = {
  { "id", "other" }, { "name", "A title" }, { "needs", "first" }, { "inputs", "" }, { "timeout-us", "7200000000" },
  { "retry", "3" }, { "network", "1" }, { "when", "2" }, { "branches", "main" }, { "approval", "1" },
  { "approval-message", "Sure?" }, { "reports", "r.xml" }, { "deploy", "production" }, { "image", "alpine:3" },
  { "opaque", "unheard-of" },
  /* Read from the others, or where it stands in the text. */
  { "kind", NULL }, { "offset", NULL }, { "length", NULL }, { "line", NULL },
  /* Lists, which have tests of their own below. */
  { "steps", NULL }, { "environment", NULL }, { "artifacts", NULL }, { "axes", NULL }, { "job", NULL },
}, step_values[] = {
  { "name", "A title" }, { "run", "true || false" }, { "shell", "bash" }, { "directory", "sub" }, { "environment", NULL },
  { "offset", NULL }, { "length", NULL },
  /* Only definitions of other engines have these, and they are not exported yet. */
  { "id", NULL }, { "uses", NULL }, { "arguments", NULL }, { "condition", NULL }, { "when", NULL }, { "allow-failure", NULL },
  { "timeout-us", NULL },
}, pipeline_values[] = {
  { "name", "A title" }, { "path", "x.yml" }, { "root", "debian" }, { "timeout-us", "7200000000" }, { "retry", "3" },
  { "shell", "bash" }, { "opaque", "unheard-of" }, { "dialect", NULL }, { "variables", NULL }, { "stages", NULL },
  { "triggers", NULL }, { "permissions", NULL }, { "concurrency", NULL }, { "cancels", NULL }, { "groups", NULL },
  { "condition", NULL }, { "inputs", NULL },
}, artifact_values[] = {
  { "name", "other" }, { "paths", "x/**" }, { "optional", "1" },
}, variable_values[] = {
  { "name", "OTHER" }, { "value", "other" }, { "secret", NULL },
  { "description", NULL }, { "input-type", NULL }, { "options", NULL }, { "required", NULL },
}, axis_values[] = {
  { "name", "OTHER" }, { "values", "other" },
};

#define WALK(object, table, pipeline) walk (object, (gconstpointer)table, G_N_ELEMENTS (table), pipeline)

typedef struct
{
  const char *property;
  const char *value;
} Row;

static void
set_property (GObject    *object,
              GParamSpec *pspec,
              const char *text)
{
  g_auto(GValue) value = G_VALUE_INIT;
  const char *strings[] = { text, NULL };

  g_value_init (&value, pspec->value_type);
  if (pspec->value_type == G_TYPE_STRING)
    g_value_set_string (&value, text);
  else if (pspec->value_type == G_TYPE_STRV)
    g_value_set_boxed (&value, *text != '\0' ? strings : strings + 1);
  else if (pspec->value_type == G_TYPE_BOOLEAN)
    g_value_set_boolean (&value, TRUE);
  else if (pspec->value_type == G_TYPE_INT64)
    g_value_set_int64 (&value, g_ascii_strtoll (text, NULL, 10));
  else if (pspec->value_type == G_TYPE_UINT)
    g_value_set_uint (&value, (guint)g_ascii_strtoull (text, NULL, 10));
  else if (G_TYPE_IS_ENUM (pspec->value_type))
    g_value_set_enum (&value, (int)g_ascii_strtoll (text, NULL, 10));
  else
    g_assert_not_reached ();
  g_object_set_property (object, pspec->name, &value);
}

static void
check_not_dropped (GObject     *object,
                   GParamSpec  *pspec,
                   const char  *value,
                   PlrPipeline *pipeline,
                   const char  *target)
{
  g_autoptr(GListStore) losses_before = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) losses_after = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *before = write_to (target, pipeline, losses_before);
  g_autofree char *after = NULL;
  g_autofree char *told_before = list_losses (losses_before);
  g_autofree char *told_after = NULL;
  g_auto(GValue) old = G_VALUE_INIT;

  g_value_init (&old, pspec->value_type);
  g_object_get_property (object, pspec->name, &old);
  set_property (object, pspec, value);
  after = write_to (target, pipeline, losses_after);
  told_after = list_losses (losses_after);
  g_object_set_property (object, pspec->name, &old);

  if (g_str_equal (before, after) && g_str_equal (told_before, told_after))
    g_error ("%s: “%s” of %s is dropped in silence", target, pspec->name, G_OBJECT_TYPE_NAME (object));
}

static void
walk (gpointer      object,
      gconstpointer table,
      guint         n_rows,
      PlrPipeline  *pipeline)
{
  const Row *rows = table;
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      guint row = 0;

      while (row < n_rows && !g_str_equal (rows[row].property, properties[i]->name))
        row++;
      if (row == n_rows)
        g_error ("%s has a new property “%s”: what do the exports make of it?", G_OBJECT_TYPE_NAME (object), properties[i]->name);
      for (guint j = 0; rows[row].value != NULL && j < G_N_ELEMENTS (targets); j++)
        check_not_dropped (object, properties[i], rows[row].value, pipeline, targets[j]);
    }
}

/* A pipeline with one of each thing, all of it referring to nothing, so that any of it may change. */
static PlrPipeline *
make_walked (void)
{
  PlrPipeline *pipeline = plr_pipeline_new ();
  const char *paths[] = { "out", NULL };
  const char *values[] = { "1", "2", NULL };
  g_autoptr(PlrArtifact) artifact = plr_artifact_new ("result", paths);
  g_autoptr(PlrArtifact) given = plr_artifact_new ("given", paths);
  g_autoptr(PlrVariable) variable = plr_variable_new ("A", "a");
  g_autoptr(PlrVariable) of_step = plr_variable_new ("B", "b");
  g_autoptr(PlrVariable) of_all = plr_variable_new ("C", "c");
  g_autoptr(PlrAxis) axis = plr_axis_new ("D", values);
  g_autoptr(PlrStep) step = NULL;
  PlrStage *stage;

  plr_pipeline_add_variable (pipeline, of_all);
  stage = plr_test_pipeline_add (pipeline, "first", NULL, "true");
  plr_stage_add_artifact (stage, given);
  plr_test_pipeline_add (pipeline, "second", "first", "true");
  stage = plr_test_pipeline_add (pipeline, "walked", "second", "true");
  plr_stage_add_artifact (stage, artifact);
  plr_stage_add_variable (stage, variable);
  plr_stage_add_axis (stage, axis);
  step = g_list_model_get_item (plr_stage_get_steps (stage), 0);
  plr_step_add_variable (step, of_step);

  return pipeline;
}

static void
test_nothing_is_dropped (void)
{
  g_autoptr(PlrPipeline) pipeline = make_walked ();
  PlrStage *stage = plr_pipeline_find_stage (pipeline, "walked");
  g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), 0);
  g_autoptr(PlrArtifact) artifact = g_list_model_get_item (plr_stage_get_artifacts (stage), 0);
  g_autoptr(PlrVariable) variable = g_list_model_get_item (plr_stage_get_environment (stage), 0);
  g_autoptr(PlrVariable) of_step = g_list_model_get_item (plr_step_get_environment (step), 0);
  g_autoptr(PlrVariable) of_all = g_list_model_get_item (plr_pipeline_get_variables (pipeline), 0);
  g_autoptr(PlrAxis) axis = g_list_model_get_item (plr_stage_get_axes (stage), 0);

  WALK (pipeline, pipeline_values, pipeline);
  WALK (step, step_values, pipeline);
  WALK (artifact, artifact_values, pipeline);
  WALK (variable, variable_values, pipeline);
  WALK (of_step, variable_values, pipeline);
  WALK (of_all, variable_values, pipeline);
  WALK (axis, axis_values, pipeline);
  /* Its inputs matter only where what it needs has artifacts. */
  plr_stage_set_needs (stage, (const char *const[]){ "second", "first", NULL });
  plr_stage_set_needs (plr_pipeline_find_stage (pipeline, "second"), (const char *const[]){ NULL });
  WALK (stage, stage_values, pipeline);
}

static void
test_values_come_through (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_hostile ();
  PlrStage *stage = plr_pipeline_find_stage (pipeline, "pages");
  GListModel *variables = plr_stage_get_environment (stage);
  g_autofree char *text = write_to ("github", pipeline, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autofree char *path = g_strconcat ("/jobs/pages/env/", plr_variable_get_name (variable), NULL);
      PlrYamlNode *node = plr_yaml_lookup (tree, path);

      g_assert_nonnull (node);
      g_assert_cmpint (plr_yaml_node_get_style (node) != PLR_YAML_PLAIN ||
                       plr_yaml_node_get_scalar_type (node) == PLR_YAML_TYPE_STRING, ==, TRUE);
      if (strstr (plr_variable_get_value (variable), "${{") == NULL)
        g_assert_cmpstr (plr_yaml_node_get_string (node), ==, plr_variable_get_value (variable));
    }
}

static void
test_losses_have_a_place_and_a_hint (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_full ();
  PlrStage *stage = plr_pipeline_find_stage (pipeline, "deploy");

  plr_stage_set_line (stage, 42);
  plr_stage_set_offset (stage, 1234);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = write_to (targets[i], pipeline, losses);
      gboolean found = FALSE;

      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (losses)); j++)
        {
          g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (losses), j);

          g_assert_cmpstr (plr_problem_get_path (problem), ==, "ci/all.pipeliner.yml");
          g_assert_nonnull (plr_problem_get_hint (problem));
          g_assert_true (g_utf8_validate (plr_problem_get_message (problem), -1, NULL));
          if (g_strcmp0 (plr_problem_get_stage (problem), "deploy") != 0)
            continue;
          found = TRUE;
          g_assert_cmpuint (plr_problem_get_line (problem), ==, 42);
          g_assert_cmpint (plr_problem_get_offset (problem), ==, 1234);
        }
      g_assert_true (found);
    }
}

static void
test_cycle_is_refused (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_small ();

  plr_stage_set_needs (plr_pipeline_find_stage (pipeline, "build"), (const char *const[]){ "test", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(PlrDialect) dialect = plr_dialect_find (targets[i]);
      g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(GError) error = NULL;
      g_autofree char *text = plr_dialect_write (dialect, pipeline, losses, &error);

      g_assert_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID);
      g_assert_null (text);
    }
}

static void
test_github_keeps_folders (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_small ();
  const char *one[] = { "build/program", NULL };
  const char *apart[] = { "build/program", "share/x", NULL };
  const char *top[] = { "*.txt", NULL };
  const struct
  {
    const char *const *paths;
    gboolean needs_root;
  } cases[] = { { one, TRUE }, { apart, FALSE }, { top, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PlrStage *stage = plr_pipeline_find_stage (pipeline, "build");
      g_autofree char *text = NULL;

      plr_artifact_set_paths (plr_stage_find_artifact (stage, "program"), cases[i].paths);
      text = write_to ("github", pipeline, NULL);
      g_assert_cmpint (strstr (text, "./.keeps-the-folders") != NULL, ==, cases[i].needs_root);
    }
}

/* The words stand for what a shell would do with the step; each was run once with `sh -e` and compared. */
static void
test_steps_do_not_meet (void)
{
  static const struct
  {
    const char *run;
    gboolean    is_wrapped;
  } cases[] = {
    { "make -j2", FALSE }, { "cd src", TRUE }, { "X=1 make", TRUE }, { "make; true", TRUE }, { "a\nb", TRUE },
    { "exit 0", TRUE }, { "./a.sh --b", FALSE }, { "make && true", TRUE }, { "if true", TRUE }, { "$CC -c x.c", TRUE },
    { "echo '$X' \"y\"", FALSE }, { ". ./env", TRUE }, { "make > log", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
      g_autofree char *text = NULL;

      plr_test_pipeline_add (pipeline, "a", NULL, cases[i].run);
      text = write_to ("gitlab", pipeline, NULL);
      g_assert_cmpint (strstr (text, "      (\n") != NULL, ==, cases[i].is_wrapped);
    }
}

static void
test_skipped_with_what_it_needs (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_small ();
  const char *branches[] = { "main", "release/*", NULL };
  g_autofree char *gitlab = NULL;
  g_autofree char *buildspec = NULL;
  const char *first;

  plr_stage_set_branches (plr_pipeline_find_stage (pipeline, "build"), branches);
  gitlab = write_to ("gitlab", pipeline, NULL);
  first = strstr (gitlab, "$CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_BRANCH =~ /^release\\/.*$/");
  g_assert_nonnull (strstr (first + 1, "$CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_BRANCH =~ /^release\\/.*$/"));
  buildspec = write_to ("buildspec", pipeline, NULL);
  g_assert_nonnull (strstr (buildspec, "if [ $PLR_RUN_BUILD = no ]; then PLR_RUN_TEST=no; fi"));
}

static void
test_approval_is_never_taken_for_given (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_small ();
  g_autofree char *text = NULL;

  plr_stage_set_approval (plr_pipeline_find_stage (pipeline, "test"), TRUE);
  text = write_to ("buildspec", pipeline, NULL);
  g_assert_nonnull (strstr (text, "*) PLR_RUN_TEST=no ;; esac"));
  g_assert_nonnull (strstr (text, "if [ $PLR_RUN_TEST = yes ]; then\n        make check"));
}

static void
test_ids_stay_apart (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_autofree char *text = NULL;
  g_autoptr(PlrYaml) tree = NULL;

  plr_test_pipeline_add (pipeline, "a.b", NULL, "true");
  plr_test_pipeline_add (pipeline, "a_b", "a.b", "true");
  plr_test_pipeline_add (pipeline, "1st", NULL, "true");
  text = write_to ("github", pipeline, NULL);
  tree = plr_yaml_new (text, -1, NULL);
  g_assert_nonnull (plr_yaml_lookup (tree, "/jobs/a_b"));
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/jobs/a_b_2/needs/0")), ==, "a_b");
  g_assert_nonnull (plr_yaml_lookup (tree, "/jobs/_1st"));
}

/* What a run here has around it, it has there: unless the definition says something else. */
static void
test_surroundings_are_the_same (void)
{
  static const char *const places[] = { "/env", "/variables", "/env/variables" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
      g_autoptr(PlrVariable) own = plr_variable_new ("TZ", "Europe/Oslo");
      g_autofree char *language = g_strconcat (places[i], "/LC_ALL", NULL);
      g_autofree char *zone = g_strconcat (places[i], "/TZ", NULL);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr(PlrYaml) tree_before = NULL;
      g_autoptr(PlrYaml) tree_after = NULL;

      plr_test_pipeline_add (pipeline, "a", NULL, "true");
      before = write_to (targets[i], pipeline, NULL);
      tree_before = plr_yaml_new (before, -1, NULL);
      g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree_before, language)), ==, "C.UTF-8");
      g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree_before, zone)), ==, "UTC");

      plr_list_append (PLR_LIST (plr_pipeline_get_variables (pipeline)), own);
      after = write_to (targets[i], pipeline, NULL);
      tree_after = plr_yaml_new (after, -1, NULL);
      g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree_after, zone)), ==, "Europe/Oslo");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/export/nothing-is-dropped", test_nothing_is_dropped);
  g_test_add_func ("/export/values-come-through", test_values_come_through);
  g_test_add_func ("/export/losses-have-a-place-and-a-hint", test_losses_have_a_place_and_a_hint);
  g_test_add_func ("/export/cycle-is-refused", test_cycle_is_refused);
  g_test_add_func ("/export/github-keeps-folders", test_github_keeps_folders);
  g_test_add_func ("/export/steps-do-not-meet", test_steps_do_not_meet);
  g_test_add_func ("/export/skipped-with-what-it-needs", test_skipped_with_what_it_needs);
  g_test_add_func ("/export/approval-is-never-taken-for-given", test_approval_is_never_taken_for_given);
  g_test_add_func ("/export/surroundings-are-the-same", test_surroundings_are_the_same);
  g_test_add_func ("/export/ids-stay-apart", test_ids_stay_apart);

  return g_test_run ();
}
