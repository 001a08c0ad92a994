/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildspec-edit-private.h"

#define ID_CHARACTERS "_"
#define MAX_ID        128

static const char *const usual_order[] = {
  "version", "run-as", "identifier", "static", "dynamic", "buildspec", "debug-session", "depend-on", "env", "shell", "compute-type", "image",
  "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper", "ignore-failure", "proxy", "batch",
  "fast-fail", "phases", "install", "pre_build", "build", "post_build", "on-failure", "runtime-versions", "commands", "finally",
  "reports", "artifacts", "files", "name", "discard-paths", "base-directory", "secondary-artifacts", "cache", "key", "paths", NULL,
};

static const char *const build_lists[] = { "build-graph", "build-list" };

/* Stages */

/* @id: NULL counts all. */
static guint
look_for_build (PlrYamlNode       *batch,
                const char        *id,
                PlrBuildspecStage *stage,
                guint             *n_bodies)
{
  guint n_builds = 0;

  for (guint i = 0; i < G_N_ELEMENTS (build_lists); i++)
    {
      PlrYamlNode *list = plr_aws_get (batch, build_lists[i]);

      for (guint j = 0; plr_aws_is_list (list) && j < plr_aws_count (list); j++)
        {
          PlrYamlNode *build = plr_yaml_node_resolve (plr_yaml_node_get_item (list, j));
          const char *identifier = plr_aws_get_text (build, "identifier");
          gboolean has_body = plr_aws_get_text (build, "buildspec") == NULL;

          if (identifier == NULL || identifier[0] == '\0')
            continue;
          n_builds++;
          *n_bodies += has_body;
          if (g_strcmp0 (identifier, id) != 0 || stage->build != NULL)
            continue;
          stage->build = plr_yaml_node_get_item (list, j);
          stage->list = build_lists[i];
          stage->index = j;
          stage->has_body = has_body;
        }
    }

  return n_builds;
}

static guint
look_for_matrix (PlrYamlNode       *batch,
                 const char        *id,
                 PlrBuildspecStage *stage,
                 guint             *n_bodies)
{
  PlrYamlNode *matrix = plr_aws_get (batch, "build-matrix");
  gboolean has_body = plr_aws_get (plr_aws_get (matrix, "dynamic"), "buildspec") == NULL &&
                      plr_aws_get (plr_aws_get (matrix, "static"), "buildspec") == NULL;

  if (!plr_aws_is_map (matrix))
    return 0;
  *n_bodies += has_body;
  if (g_strcmp0 (id, "build-matrix") == 0 && stage->build == NULL)
    {
      stage->build = matrix;
      stage->list = "build-matrix";
      stage->has_body = has_body;
    }

  return 1;
}

/**
 * plr_buildspec_edit_find_stage:
 * @stage: (out caller-allocates): where it stands
 * @error: `PLR_DIALECT_ERROR`
 *
 * Finds a stage, which is a build of the batch, or all that a file without a batch says.
 */
gboolean
plr_buildspec_edit_find_stage (PlrDialectEditor  *self,
                               const char        *id,
                               PlrBuildspecStage *stage,
                               GError           **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *batch = root != NULL ? plr_aws_get (root, "batch") : NULL;
  guint n_bodies = 0;
  guint n_builds;

  memset (stage, 0, sizeof *stage);
  stage->root = root;
  n_builds = look_for_build (batch, id, stage, &n_bodies);
  n_builds += look_for_matrix (batch, id, stage, &n_bodies);
  stage->is_shared = n_bodies > 1;
  if (n_builds == 0 && g_strcmp0 (id, "build") == 0 && root != NULL && plr_yaml_node_get_merged (root, "phases") != NULL)
    {
      stage->has_body = TRUE;
      return TRUE;
    }
  if (stage->build == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), id != NULL ? id : "");
  if (plr_yaml_node_get_kind (stage->build) == PLR_YAML_ALIAS)
    return plr_dialect_editor_set_shared (error, id);

  return TRUE;
}

/**
 * plr_buildspec_edit_find_body:
 * @root: (out): the mapping of the file
 * @error: `PLR_DIALECT_ERROR`
 *
 * Looks whether what the stage does stands in this file, and is of no other.
 */
gboolean
plr_buildspec_edit_find_body (PlrDialectEditor *self,
                              PlrYamlNode     **root,
                              GError          **error)
{
  PlrBuildspecStage stage;

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), &stage, error))
    return FALSE;
  if (!stage.has_body)
    return plr_aws_edit_decline (error, _("The build runs the commands of another file; change them there"));
  if (stage.is_shared)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
                           _("Several builds of the batch run the commands of this file; change them in the text, or give the build a "
                             "buildspec of its own"));
      return FALSE;
    }
  *root = stage.root;

  return TRUE;
}

static gboolean
check_new_id (PlrDialectEditor *self,
              const char       *id,
              GError          **error)
{
  PlrBuildspecStage stage = { NULL };
  PlrYamlNode *batch = plr_aws_get (plr_dialect_editor_get_root (self), "batch");
  guint n_bodies = 0;

  if (!plr_aws_edit_is_id (id, ID_CHARACTERS, MAX_ID))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” cannot be the identifier of a build: it has letters, digits and underscores, at most %d"),
                   id != NULL ? id : "", MAX_ID);
      return FALSE;
    }
  (void)look_for_build (batch, id, &stage, &n_bodies);

  return stage.build == NULL ? TRUE : plr_aws_edit_clash (error, id);
}

static gboolean
check_need (PlrDialectEditor *self,
            const char       *id,
            GError          **error)
{
  PlrBuildspecStage need;

  if (!plr_buildspec_edit_find_stage (self, id, &need, error))
    return FALSE;

  return g_strcmp0 (need.list, "build-graph") == 0
         ? TRUE : plr_aws_edit_decline (error, _("Only builds of a “build-graph” wait for each other"));
}

/* A whole file where there is none yet. */
static gboolean
start_file (PlrDialectEditor *self,
            const char       *id,
            GError          **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();
  PlrYamlValue *phases = plr_yaml_value_new_map ();
  PlrYamlValue *build = plr_yaml_value_new_map ();
  PlrYamlValue *commands = plr_yaml_value_new_list ();

  plr_yaml_value_set_flow (commands, TRUE);
  plr_yaml_value_set (build, "commands", commands);
  plr_yaml_value_set (phases, "build", build);
  plr_yaml_value_set (root, "version", plr_yaml_value_new_text ("0.2"));
  plr_yaml_value_set (root, "phases", phases);
  if (g_strcmp0 (id, "build") != 0)
    return plr_aws_edit_decline (error, _("The one stage of a buildspec without a batch has the id “build”"));

  return plr_dialect_editor_take (self, plr_yaml_edit_set_root (self->tree, root, error), error);
}

static gboolean
edit_add_stage (PlrDialectEditor *self,
                GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_value (self->edit);
  const char *const *needs = plr_edit_get_values (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *batch = root != NULL ? plr_aws_get (root, "batch") : NULL;
  gboolean has_graph = plr_aws_get (batch, "build-graph") != NULL || plr_aws_get (batch, "build-list") == NULL;
  const char *key = has_graph ? "build-graph" : "build-list";
  PlrYamlNode *list = NULL;
  g_autoptr(PlrYamlValue) build = plr_yaml_value_new_map ();

  if (plr_dialect_editor_is_empty (self) || plr_aws_count (root) == 0)
    return start_file (self, id, error);
  if (batch == NULL || (plr_aws_get (batch, "build-graph") == NULL && plr_aws_get (batch, "build-list") == NULL))
    return plr_aws_edit_decline (error, _("A buildspec without a batch is one stage: write “batch:” with “build-graph:” below it to have several, "
                                          "or add a command"));
  if (name != NULL && name[0] != '\0' && g_strcmp0 (name, id) != 0)
    return plr_aws_edit_decline (error, _("A build of a batch has an identifier and no other name"));
  if (!check_new_id (self, id, error) || !plr_aws_edit_find (root, PATH ("batch", key), &list, error))
    return FALSE;
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (!check_need (self, needs[i], error))
      return FALSE;

  plr_yaml_value_set_string (build, "identifier", id);
  if (needs != NULL && needs[0] != NULL)
    plr_yaml_value_set (build, "depend-on", plr_yaml_value_new_strings (needs));

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, plr_edit_get_index (self->edit), build, PLR_YAML_EDIT_NONE, error),
                                  error);
}

/* What others wait for: @to in place of @from, or nothing for NULL. */
static gboolean
change_needs (PlrDialectEditor *self,
              const char       *from,
              const char       *to,
              GError          **error)
{
  PlrYamlNode *list = plr_aws_get (plr_aws_get (plr_dialect_editor_get_root (self), "batch"), "build-graph");
  guint n_builds = plr_aws_is_list (list) ? plr_aws_count (list) : 0;

  for (guint i = 0; i < n_builds; i++)
    {
      PlrYamlNode *build = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_auto(GStrv) old = plr_aws_list_texts (plr_aws_get (build, "depend-on"), NULL);
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) new = NULL;

      for (guint j = 0; old[j] != NULL; j++)
        if (!g_str_equal (old[j], from))
          g_strv_builder_add (builder, old[j]);
        else if (to != NULL)
          g_strv_builder_add (builder, to);
      new = g_strv_builder_end (builder);
      if (g_strv_equal ((const char *const *)old, (const char *const *)new))
        continue;
      if (!plr_aws_edit_put_list (self, build, PATH ("depend-on"), (const char *const *)new, error) ||
          !plr_dialect_editor_refresh (self, error))
        return FALSE;
      list = plr_aws_get (plr_aws_get (plr_dialect_editor_get_root (self), "batch"), "build-graph");
    }

  return TRUE;
}

static gboolean
find_build (PlrDialectEditor  *self,
            PlrBuildspecStage *stage,
            GError           **error)
{
  PlrYamlNode *list = NULL;

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), stage, error))
    return FALSE;
  if (stage->build == NULL)
    return plr_aws_edit_decline (error, _("The stage is all that the buildspec says; change the file itself, or write a batch"));
  if (g_str_equal (stage->list, "build-matrix"))
    return plr_aws_edit_decline (error, _("The matrix is all of its batch; change it in the text"));

  return plr_aws_edit_find (stage->root, PATH ("batch", stage->list), &list, error);
}

static gboolean
edit_remove_stage (PlrDialectEditor *self,
                   GError          **error)
{
  PlrBuildspecStage stage;

  if (!find_build (self, &stage, error))
    return FALSE;
  if (plr_aws_count (plr_yaml_node_get_parent (stage.build)) == 1)
    return plr_aws_edit_decline (error, _("It is the last build of the batch; remove “batch” in the text, and the phases are the one stage again"));

  return change_needs (self, plr_edit_get_stage (self->edit), NULL, error) && find_build (self, &stage, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_remove (stage.build, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
edit_rename_stage (PlrDialectEditor *self,
                   GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_id = plr_edit_get_target (self->edit);
  PlrBuildspecStage stage;

  if (!find_build (self, &stage, error))
    return FALSE;
  if (g_strcmp0 (id, new_id) == 0)
    return TRUE;

  return check_new_id (self, new_id, error) && plr_dialect_editor_put_text (self, stage.build, "identifier", new_id, error) &&
         plr_dialect_editor_refresh (self, error) && change_needs (self, id, new_id, error);
}

static gboolean
edit_duplicate_stage (PlrDialectEditor *self,
                      GError          **error)
{
  const char *new_id = plr_edit_get_target (self->edit);
  PlrBuildspecStage stage;
  PlrYamlNode *copy;
  PlrYamlNode *list;

  if (!find_build (self, &stage, error) || !check_new_id (self, new_id, error) ||
      !plr_dialect_editor_take (self, plr_yaml_edit_duplicate (stage.build, NULL, PLR_YAML_EDIT_NONE, error), error) ||
      !plr_dialect_editor_refresh (self, error))
    return FALSE;

  list = plr_aws_get (plr_aws_get (plr_dialect_editor_get_root (self), "batch"), stage.list);
  copy = plr_yaml_node_get_item (list, stage.index + 1);

  return plr_dialect_editor_put_text (self, copy, "identifier", new_id, error);
}

static gboolean
edit_move_stage (PlrDialectEditor *self,
                 GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrBuildspecStage stage;
  PlrYamlNode *list;

  if (!find_build (self, &stage, error))
    return FALSE;
  list = plr_yaml_node_get_parent (stage.build);
  /* Those of a list come behind those of a graph. */
  if (g_str_equal (stage.list, "build-list") && plr_aws_is_list (plr_aws_get (plr_aws_get (stage.root, "batch"), "build-graph")))
    index -= index < 0 ? 0 : (int)plr_aws_count (plr_aws_get (plr_aws_get (stage.root, "batch"), "build-graph"));
  if (index < 0 || index >= (int)plr_aws_count (list))
    index = (int)plr_aws_count (list) - 1;
  if ((guint)index == stage.index)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (stage.build, (guint)index, PLR_YAML_EDIT_NONE, error), error);
}

/* Fields */

static gboolean
edit_set_pipeline (PlrDialectEditor *self,
                   GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);

  if (g_strcmp0 (field, "shell") == 0 && !plr_dialect_editor_is_empty (self))
    return plr_aws_edit_put_text (self, plr_dialect_editor_get_root (self), PATH ("env", "shell"),
                                  g_strcmp0 (value, "sh") == 0 ? "/bin/sh" : value, error);
  if (g_strcmp0 (field, "name") == 0)
    return plr_aws_edit_decline (error, _("A buildspec has no name; the project of CodeBuild has one"));
  if (g_strcmp0 (field, "concurrency") == 0 || g_strcmp0 (field, "cancels") == 0)
    return plr_aws_edit_decline (error, _("How many builds run at once is a setting of the project of CodeBuild"));

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
set_boolean (PlrDialectEditor  *self,
             PlrYamlNode       *map,
             const char *const *path,
             const char        *text,
             GError           **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_aws_edit_drop (self, map, path, error);
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return plr_dialect_editor_set_invalid (error, plr_edit_get_field (self->edit), text);
  value = plr_yaml_value_new_boolean (g_str_equal (text, "true"));

  return plr_aws_edit_put (self, map, path, value, error);
}

static gboolean
set_of_build (PlrDialectEditor  *self,
              PlrBuildspecStage *stage,
              const char        *field,
              const char        *value,
              GError           **error)
{
  gboolean is_matrix = g_str_equal (stage->list, "build-matrix");

  if (g_str_equal (field, "allow-failure") && !is_matrix)
    return set_boolean (self, stage->build, PATH ("ignore-failure"), value, error);
  if (g_str_equal (field, "allow-failure"))
    return set_boolean (self, stage->build, PATH ("static", "ignore-failure"), value, error);
  if (g_str_equal (field, "image"))
    return is_matrix ? plr_aws_edit_put_text (self, stage->build, PATH ("static", "env", "image"), value, error)
                     : plr_aws_edit_put_text (self, stage->build, PATH ("env", "image"), value, error);
  if (g_str_equal (field, "calls") && !is_matrix)
    return plr_dialect_editor_put_text (self, stage->build, "buildspec", value, error);
  if (g_str_equal (field, "calls") && plr_aws_get (plr_aws_get (stage->build, "dynamic"), "buildspec") == NULL)
    return plr_aws_edit_put_text (self, stage->build, PATH ("static", "buildspec"), value, error);
  if (g_str_equal (field, "keeps-going") && is_matrix && value != NULL)
    return set_boolean (self, stage->root, PATH ("batch", "fast-fail"), g_str_equal (value, "true") ? "false" : "true", error);
  if (g_str_equal (field, "keeps-going") && is_matrix)
    return plr_aws_edit_drop (self, stage->root, PATH ("batch", "fast-fail"), error);

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
edit_set_stage (PlrDialectEditor *self,
                GError          **error)
{
  static const struct
  {
    const char *field;
    const char *message;
  } table[] = {
    { "name", N_("A buildspec names its builds by identifiers alone; rename the stage") },
    { "timeout", N_("How long a build may take is a setting of the project of CodeBuild") },
    { "retry", N_("CodeBuild repeats no stage by itself; retry the build in its console") },
    { "network", N_("Every build of CodeBuild may use the network, as far as its project is let") },
    { "when", N_("A build of a batch runs when those that it depends on succeeded; for cleaning up, use the phase post_build") },
    { "condition", N_("A buildspec knows no conditions: write “if …; then …; fi” in the commands") },
    { "approval", N_("CodeBuild waits for nobody; put an approval into the pipeline of CodePipeline before it") },
    { "deploy", N_("CodeBuild knows no environments; deploy by a command, or by an action of CodePipeline") },
    { "url", N_("CodeBuild knows no environments; deploy by a command, or by an action of CodePipeline") },
    { "group", N_("A buildspec has no groups") },
    { "concurrency", N_("How many builds run at once is a setting of the project of CodeBuild") },
    { "cancels", N_("How many builds run at once is a setting of the project of CodeBuild") },
    { "max-parallel", N_("How many builds run at once is a setting of the project of CodeBuild") },
    { "copies", N_("A build is not divided; use a build-matrix") },
  };
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  PlrBuildspecStage stage;

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), &stage, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].field, field) == 0)
      return plr_aws_edit_decline (error, _(table[i].message));
  if (field != NULL && stage.build != NULL)
    return set_of_build (self, &stage, field, value, error);
  if (g_strcmp0 (field, "image") == 0)
    return plr_aws_edit_decline (error, _("The image is a setting of the project of CodeBuild; only builds of a batch have one of their own"));
  if (g_strcmp0 (field, "allow-failure") == 0 || g_strcmp0 (field, "calls") == 0 || g_strcmp0 (field, "keeps-going") == 0)
    return plr_aws_edit_decline (error, _("Only builds of a batch have that"));

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
set_needs (PlrDialectEditor  *self,
           PlrBuildspecStage *stage,
           const char *const *needs,
           GError           **error)
{
  if (g_strcmp0 (stage->list, "build-graph") != 0 && (needs == NULL || needs[0] == NULL))
    return TRUE;
  if (g_strcmp0 (stage->list, "build-graph") != 0)
    return plr_aws_edit_decline (error, _("Only builds of a “build-graph” wait for each other"));
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (!check_need (self, needs[i], error))
      return FALSE;

  return plr_aws_edit_put_list (self, stage->build, PATH ("depend-on"), needs, error);
}

static gboolean
set_runner (PlrDialectEditor  *self,
            PlrBuildspecStage *stage,
            const char *const *labels,
            GError           **error)
{
  const char *label = labels != NULL ? labels[0] : NULL;

  if (stage->build == NULL)
    return plr_aws_edit_decline (error, _("The kind of machine is a setting of the project of CodeBuild; only builds of a batch have one of their own"));
  if (label != NULL && labels[1] != NULL)
    return plr_aws_edit_decline (error, _("A build has one compute type, like BUILD_GENERAL1_SMALL"));
  if (g_str_equal (stage->list, "build-matrix"))
    return plr_aws_edit_put_text (self, stage->build, PATH ("static", "env", "compute-type"), label, error);

  return plr_aws_edit_put_text (self, stage->build, PATH ("env", "compute-type"), label, error);
}

static gboolean
edit_set_stage_list (PlrDialectEditor *self,
                     GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrBuildspecStage stage;

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), &stage, error))
    return FALSE;
  if (g_strcmp0 (field, "needs") == 0)
    return set_needs (self, &stage, values, error);
  if (g_strcmp0 (field, "runner") == 0)
    return set_runner (self, &stage, values, error);
  if (g_strcmp0 (field, "reports") == 0)
    return plr_buildspec_edit_set_reports (self, error);
  if (g_strcmp0 (field, "inputs") == 0)
    return plr_aws_edit_decline (error, _("What a build gets is a setting of its project: its secondary sources"));
  if (g_strcmp0 (field, "branches") == 0)
    return plr_aws_edit_decline (error, _("The branches are a setting of the webhook of the project"));

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
edit_need (PlrDialectEditor *self,
           GError          **error)
{
  const char *need = plr_edit_get_target (self->edit);
  gboolean adds = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_ADD_NEED;
  PlrBuildspecStage stage;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) old = NULL;
  g_auto(GStrv) new = NULL;

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), &stage, error))
    return FALSE;
  if (need == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), "");
  old = plr_aws_list_texts (plr_aws_get (stage.build, "depend-on"), NULL);
  if (adds == g_strv_contains ((const char *const *)old, need != NULL ? need : ""))
    return adds ? TRUE : plr_aws_edit_miss (error, _("The stage does not wait for “%s”"), need != NULL ? need : "");
  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], need))
      g_strv_builder_add (builder, old[i]);
  if (adds)
    g_strv_builder_add (builder, need);
  new = g_strv_builder_end (builder);
  if (adds && (g_strcmp0 (need, plr_edit_get_stage (self->edit)) == 0 || !check_need (self, need, error)))
    return error != NULL && *error != NULL ? FALSE : plr_aws_edit_decline (error, _("A stage cannot wait for itself"));
  if (adds && g_strcmp0 (stage.list, "build-graph") != 0)
    return plr_aws_edit_decline (error, _("Only builds of a “build-graph” wait for each other"));

  return plr_aws_edit_put_list (self, stage.build, PATH ("depend-on"), (const char *const *)new, error);
}

/* An axis is a list of what all builds of the matrix have one of. */
static gboolean
edit_axis (PlrDialectEditor *self,
           GError          **error)
{
  static const char *const of_env[] = { "compute-type", "image", "type", "fleet", NULL };
  const char *name = plr_edit_get_target (self->edit);
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_MATRIX_AXIS;
  const char *const *values = removes ? NULL : plr_edit_get_values (self->edit);
  PlrYamlNode *old = NULL;
  PlrBuildspecStage stage;
  const char *path[5] = { "dynamic", "env", "variables", name, NULL };

  if (!plr_buildspec_edit_find_stage (self, plr_edit_get_stage (self->edit), &stage, error))
    return FALSE;
  if (g_strcmp0 (stage.list, "build-matrix") != 0)
    return plr_aws_edit_decline (error, _("Only the “build-matrix” of a batch has axes"));
  if (name == NULL || name[0] == '\0' || (!removes && (values == NULL || values[0] == NULL)))
    return plr_dialect_editor_set_invalid (error, "matrix", name);
  if (g_str_equal (name, "buildspec"))
    path[1] = name;
  else if (g_strv_contains (of_env, name))
    path[2] = name;
  if (path[2] != NULL && path[1] == name)
    path[2] = NULL;
  if (path[2] == name)
    path[3] = NULL;
  if (!plr_aws_edit_find (stage.build, path, &old, error))
    return FALSE;
  if (removes && old == NULL)
    return plr_aws_edit_miss (error, _("The matrix has no axis “%s”"), name != NULL ? name : "");

  return plr_aws_edit_put_list (self, stage.build, path, values, error);
}

static gboolean
edit_computed (PlrDialectEditor *self,
               GError          **error)
{
  return plr_aws_edit_decline (error, _("A build-matrix has lists alone: for other combinations, write them as builds of a “build-list”"));
}

static gboolean
edit_trigger (PlrDialectEditor *self,
              GError          **error)
{
  return plr_aws_edit_decline (error, _("What starts a build is a setting of its project: a webhook, a schedule or a pipeline of CodePipeline"));
}

static gboolean
edit_input (PlrDialectEditor *self,
            GError          **error)
{
  return plr_aws_edit_decline (error, _("A build asks for nothing: give it a variable, which whoever starts it may override"));
}

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = edit_set_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = edit_add_stage,
  [PLR_EDIT_KIND_REMOVE_STAGE] = edit_remove_stage,
  [PLR_EDIT_KIND_RENAME_STAGE] = edit_rename_stage,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = edit_duplicate_stage,
  [PLR_EDIT_KIND_MOVE_STAGE] = edit_move_stage,
  [PLR_EDIT_KIND_SET_STAGE] = edit_set_stage,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = edit_set_stage_list,
  [PLR_EDIT_KIND_ADD_NEED] = edit_need,
  [PLR_EDIT_KIND_REMOVE_NEED] = edit_need,
  [PLR_EDIT_KIND_ADD_STEP] = plr_buildspec_edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = plr_buildspec_edit_remove_step,
  [PLR_EDIT_KIND_MOVE_STEP] = plr_buildspec_edit_move_step,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = plr_buildspec_edit_duplicate_step,
  [PLR_EDIT_KIND_SET_STEP] = plr_buildspec_edit_set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = plr_buildspec_edit_set_variable,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = plr_buildspec_edit_rename_variable,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = plr_buildspec_edit_remove_variable,
  [PLR_EDIT_KIND_SET_ARTIFACT] = plr_buildspec_edit_set_artifact,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = plr_buildspec_edit_rename_artifact,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = plr_buildspec_edit_remove_artifact,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = edit_axis,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = edit_axis,
  [PLR_EDIT_KIND_SET_MATRIX] = edit_computed,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = edit_computed,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = edit_computed,
  [PLR_EDIT_KIND_SET_ENTRY] = plr_buildspec_edit_set_entry,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = plr_buildspec_edit_remove_entry,
  [PLR_EDIT_KIND_SET_CACHE] = plr_buildspec_edit_set_cache,
  [PLR_EDIT_KIND_REMOVE_CACHE] = plr_buildspec_edit_remove_cache,
  [PLR_EDIT_KIND_SET_INPUT] = edit_input,
  [PLR_EDIT_KIND_REMOVE_INPUT] = edit_input,
  [PLR_EDIT_KIND_SET_TRIGGER] = edit_trigger,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = edit_trigger,
};

/* New lists are written with dashes, as buildspecs do. */
static PlrDialectListForm
get_list_form (PlrDialectEditor *self,
               PlrYamlNode      *map,
               const char       *key)
{
  return PLR_DIALECT_LIST_BLOCK;
}

static const PlrDialectEditorShape shape = {
  edit_funcs, G_N_ELEMENTS (edit_funcs), usual_order, get_list_form, N_("This is no buildspec"),
};

/**
 * plr_buildspec_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_buildspec_edit (PlrDialect *dialect,
                    const char *text,
                    gssize      size_bytes,
                    PlrEdit    *edit,
                    GError    **error)
{
  return plr_dialect_editor_run (&shape, dialect, text, size_bytes, edit, error);
}
