/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"

/* A definition, and what the reader makes of it, one line a fact. */
typedef struct
{
  const char *path;
  const char *dialect;
  const char *text;
  const char *model;
} Sample;

static void
add_list (GString           *out,
          const char        *what,
          const char *const *list)
{
  g_autofree char *joined = list != NULL ? g_strjoinv (" ", (char **)list) : NULL;

  if (joined != NULL && (joined[0] != '\0' || g_str_equal (what, "inputs")))
    g_string_append_printf (out, "  %s %s\n", what, joined);
}

static void
add_variables (GString    *out,
               const char *what,
               GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (list, i);

      g_string_append_printf (out, "  %s %s=%s", what, plr_variable_get_name (variable), plr_variable_get_value (variable));
      if (plr_variable_get_secret (variable) != NULL)
        g_string_append_printf (out, " secret %s", plr_variable_get_secret (variable));
      g_string_append_c (out, '\n');
    }
}

static void
add_step (GString *out,
          PlrStep *step)
{
  static const char *const whens[] = { "", " on failure", " always" };

  g_string_append_printf (out, "  - %s: %s%s%s%s\n", plr_step_get_name (step) != NULL ? plr_step_get_name (step) : "",
                          plr_step_get_run (step) != NULL ? plr_step_get_run (step) : "", whens[plr_step_get_when (step)],
                          plr_step_get_uses (step) != NULL ? " uses " : "", plr_step_get_uses (step) != NULL ? plr_step_get_uses (step) : "");
  if (plr_step_get_allow_failure (step))
    g_string_append (out, "    may fail\n");
  if (plr_step_get_timeout_us (step) > 0)
    g_string_append_printf (out, "    %ds\n", (int)(plr_step_get_timeout_us (step) / G_USEC_PER_SEC));
  if (plr_step_get_shell (step) != NULL)
    g_string_append_printf (out, "    in %s\n", plr_step_get_shell (step));
  add_variables (out, "  with", plr_step_get_arguments (step));
}

static void
add_stage (GString  *out,
           PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);
  GListModel *steps = plr_stage_get_steps (stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  GListModel *axes = plr_stage_get_axes (stage);
  GListModel *caches = plr_job_get_caches (job);
  const char *texts[][2] = {
    { "group", plr_job_get_group (job) }, { "calls", plr_job_get_calls (job) }, { "condition", plr_job_get_condition (job) },
    { "image", plr_stage_get_image (stage) }, { "deploy", plr_stage_get_deploy (stage) }, { "url", plr_job_get_url (job) },
    { "asks", plr_stage_get_approval_message (stage) },
  };

  g_string_append_printf (out, "%s (%s)%s%s\n", plr_stage_get_id (stage), plr_stage_kind_get_nick (plr_stage_get_kind (stage)),
                          plr_stage_get_approval (stage) ? " approval" : "", plr_job_get_allow_failure (job) ? " may fail" : "");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i][1] != NULL)
      g_string_append_printf (out, "  %s %s\n", texts[i][0], texts[i][1]);
  add_list (out, plr_job_get_implied_needs (job) ? "after" : "needs", plr_stage_get_needs (stage));
  add_list (out, "inputs", plr_stage_get_inputs (stage));
  add_list (out, "runner", plr_job_get_runner (job));
  if (plr_stage_get_timeout_us (stage) > 0)
    g_string_append_printf (out, "  %ds\n", (int)(plr_stage_get_timeout_us (stage) / G_USEC_PER_SEC));
  if (plr_stage_get_retry (stage) > 0)
    g_string_append_printf (out, "  retry %u\n", plr_stage_get_retry (stage));
  add_variables (out, "with", plr_job_get_arguments (job));
  add_variables (out, "env", plr_stage_get_environment (stage));
  add_variables (out, "output", plr_job_get_outputs (job));
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *what = g_strconcat ("axis ", plr_axis_get_name (axis), NULL);

      add_list (out, what, plr_axis_get_values (axis));
    }
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      add_step (out, step);
    }
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *paths = g_strjoinv (" ", (char **)plr_artifact_get_paths (artifact));

      g_string_append_printf (out, "  makes %s: %s\n", plr_artifact_get_name (artifact), paths);
    }
  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      g_autofree char *paths = g_strjoinv (" ", (char **)plr_cache_get_paths (cache));

      g_string_append_printf (out, "  cache %s: %s\n", plr_cache_get_key (cache) != NULL ? plr_cache_get_key (cache) : "", paths);
    }
  add_list (out, "reports", plr_stage_get_reports (stage));
  add_list (out, "opaque", plr_stage_get_opaque (stage));
}

static char *
describe (PlrPipeline *pipeline)
{
  GString *out = g_string_new (NULL);
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);

  if (plr_pipeline_get_name (pipeline) != NULL)
    g_string_append_printf (out, "name %s\n", plr_pipeline_get_name (pipeline));
  if (plr_pipeline_get_concurrency (pipeline) != NULL)
    g_string_append_printf (out, "one of %s%s\n", plr_pipeline_get_concurrency (pipeline), plr_pipeline_get_cancels (pipeline) ? ", the newest" : "");
  add_variables (out, "variable", plr_pipeline_get_variables (pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      g_string_append_printf (out, "on %s %s\n", plr_trigger_event_get_nick (plr_trigger_get_event (trigger)), plr_trigger_get_name (trigger));
      add_list (out, "branches", plr_trigger_get_branches (trigger));
      add_list (out, "not branches", plr_trigger_get_branches_ignored (trigger));
      add_list (out, "tags", plr_trigger_get_tags (trigger));
      add_list (out, "paths", plr_trigger_get_paths (trigger));
      add_list (out, "types", plr_trigger_get_types (trigger));
    }
  add_list (out, "opaque", plr_pipeline_get_opaque (pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      add_stage (out, stage);
    }

  return g_string_free (out, FALSE);
}

static const Sample samples[] = {
  { "/buildspec/phases", "buildspec",
    "version: 0.2\n"
    "run-as: root\n"
    "env:\n"
    "  shell: /bin/sh\n"
    "  variables:\n"
    "    MODE: fast\n"
    "    EMPTY:\n"
    "  parameter-store:\n"
    "    LOGIN: /CodeBuild/login\n"
    "  secrets-manager:\n"
    "    TOKEN: prod/app:token\n"
    "  exported-variables: [VERSION]\n"
    "phases:\n"
    "  post_build:\n"
    "    commands:\n"
    "      - echo done\n"
    "  install:\n"
    "    runtime-versions:\n"
    "      java: corretto11\n"
    "    commands: apt-get update\n"
    "  build:\n"
    "    on-failure: CONTINUE\n"
    "    commands:\n"
    "      - make\n"
    "    finally:\n"
    "      - echo always\n"
    "artifacts:\n"
    "  files:\n"
    "    - '**/*'\n"
    "  base-directory: dist\n"
    "  name: app-$VERSION\n"
    "  secondary-artifacts:\n"
    "    docs:\n"
    "      files: [manual.pdf]\n"
    "reports:\n"
    "  unit:\n"
    "    files: ['*.xml']\n"
    "    base-directory: out\n"
    "cache:\n"
    "  key: deps\n"
    "  paths: [/root/.m2/**/*]\n",
    "  variable MODE=fast\n"
    "  variable EMPTY=\n"
    "  variable LOGIN= secret parameter-store:/CodeBuild/login\n"
    "  variable TOKEN= secret prod/app:token\n"
    "  opaque run-as\n"
    "build (test)\n"
    "  output VERSION=$VERSION\n"
    "  - install: apt-get update\n"
    "    in sh\n"
    "  - build: make\n"
    "    may fail\n"
    "    in sh\n"
    "  - build: echo always always\n"
    "    may fail\n"
    "    in sh\n"
    "  - post_build: echo done always\n"
    "    in sh\n"
    "  makes app-$VERSION: dist/**/*\n"
    "  makes docs: manual.pdf\n"
    "  cache deps: /root/.m2/**/*\n"
    "  reports out/*.xml\n"
    "  opaque phases/install/runtime-versions artifacts/base-directory reports/unit/base-directory\n" },
  { "/buildspec/graph", "buildspec",
    "version: 0.2\n"
    "batch:\n"
    "  fast-fail: false\n"
    "  build-graph:\n"
    "    - identifier: build1\n"
    "      env:\n"
    "        image: aws/codebuild/standard:7.0\n"
    "        compute-type: BUILD_GENERAL1_LARGE\n"
    "        variables:\n"
    "          A: 1\n"
    "      ignore-failure: yes\n"
    "    - identifier: build2\n"
    "      buildspec: other.yml\n"
    "      depend-on:\n"
    "        - build1\n"
    "phases:\n"
    "  build:\n"
    "    commands:\n"
    "      - make\n",
    "build1 (build) may fail\n"
    "  image aws/codebuild/standard:7.0\n"
    "  runner BUILD_GENERAL1_LARGE\n"
    "  env A=1\n"
    "  - build: make\n"
    "build2 (build)\n"
    "  calls other.yml\n"
    "  needs build1\n" },
  { "/buildspec/matrix", "buildspec",
    "version: 0.2\n"
    "batch:\n"
    "  build-matrix:\n"
    "    static:\n"
    "      ignore-failure: false\n"
    "      env:\n"
    "        type: ARM_CONTAINER\n"
    "    dynamic:\n"
    "      buildspec: [a.yml, b.yml]\n"
    "      env:\n"
    "        image: [one, two]\n"
    "        variables:\n"
    "          MODE: [fast, slow]\n",
    "build-matrix (build)\n"
    "  calls $buildspec\n"
    "  axis buildspec a.yml b.yml\n"
    "  axis image one two\n"
    "  axis MODE fast slow\n"
    "  opaque env/type\n" },
  { "/appspec/server", "appspec",
    "version: 0.0\n"
    "os: linux\n"
    "files:\n"
    "  - source: /\n"
    "    destination: /srv/app\n"
    "permissions:\n"
    "  - object: /srv/app\n"
    "hooks:\n"
    "  ValidateService:\n"
    "    - location: check.sh\n"
    "      timeout: 30\n"
    "  BeforeInstall:\n"
    "    - location: clean.sh\n"
    "      runas: root\n",
    "BeforeInstall (build)\n"
    "  runner linux\n"
    "  - : clean.sh\n"
    "    with runas=root\n"
    "Install (deploy)\n"
    "  calls files\n"
    "  after BeforeInstall\n"
    "  runner linux\n"
    "  with /=/srv/app\n"
    "  opaque permissions\n"
    "ValidateService (test)\n"
    "  after Install\n"
    "  runner linux\n"
    "  - : check.sh\n"
    "    30s\n" },
  { "/appspec/ecs-json", "appspec",
    "{\"version\": 0.0, \"Resources\": [{\"Web\": {\"Type\": \"AWS::ECS::Service\", \"Properties\": {\"TaskDefinition\": \"arn:t\",\n"
    " \"LoadBalancerInfo\": {\"ContainerName\": \"web\", \"ContainerPort\": 80},\n"
    " \"NetworkConfiguration\": {\"AwsvpcConfiguration\": {\"Subnets\": [\"a\", \"b\"]}}}}}],\n"
    " \"Hooks\": [{\"AfterAllowTestTraffic\": \"try\"}, {\"BeforeInstall\": \"look\"}]}\n",
    "BeforeInstall (build)\n"
    "  - :  uses look\n"
    "Install (deploy)\n"
    "  calls AWS::ECS::Service\n"
    "  deploy Web\n"
    "  after BeforeInstall\n"
    "  with TaskDefinition=arn:t\n"
    "  with LoadBalancerInfo/ContainerName=web\n"
    "  with LoadBalancerInfo/ContainerPort=80\n"
    "  with NetworkConfiguration/AwsvpcConfiguration/Subnets/0=a\n"
    "  with NetworkConfiguration/AwsvpcConfiguration/Subnets/1=b\n"
    "AfterAllowTestTraffic (test)\n"
    "  after Install\n"
    "  - :  uses try\n" },
  { "/appspec/lambda", "appspec",
    "version: 0.0\n"
    "Resources:\n"
    "  - fn:\n"
    "      Type: AWS::Lambda::Function\n"
    "      Properties:\n"
    "        Name: fn\n"
    "        Alias: live\n"
    "        CurrentVersion: 1\n"
    "        TargetVersion: 2\n"
    "Hooks:\n"
    "  - BeforeAllowTraffic: look\n",
    "BeforeAllowTraffic (build)\n"
    "  - :  uses look\n"
    "AllowTraffic (deploy)\n"
    "  calls AWS::Lambda::Function\n"
    "  deploy fn\n"
    "  after BeforeAllowTraffic\n"
    "  with Name=fn\n"
    "  with Alias=live\n"
    "  with CurrentVersion=1\n"
    "  with TargetVersion=2\n" },
  { "/codepipeline/v2", "codepipeline",
    "{\n"
    "  \"name\": \"shop\",\n"
    "  \"roleArn\": \"arn:aws:iam::123456789012:role/Pipeline\",\n"
    "  \"artifactStore\": {\"type\": \"S3\", \"location\": \"store\"},\n"
    "  \"pipelineType\": \"V2\",\n"
    "  \"executionMode\": \"QUEUED\",\n"
    "  \"variables\": [{\"name\": \"MODE\", \"defaultValue\": \"fast\"}],\n"
    "  \"triggers\": [{\"providerType\": \"CodeStarSourceConnection\", \"gitConfiguration\": {\"sourceActionName\": \"Code\",\n"
    "    \"push\": [{\"branches\": {\"includes\": [\"main\"], \"excludes\": [\"wip\"]}, \"filePaths\": {\"includes\": [\"src/**\"]}}],\n"
    "    \"pullRequest\": [{\"events\": [\"OPEN\"]}]}}],\n"
    "  \"stages\": [\n"
    "    {\"name\": \"Source\", \"actions\": [{\"name\": \"Code\", \"actionTypeId\": {\"category\": \"Source\", \"owner\": \"AWS\", \"provider\": \"S3\", \"version\": \"1\"},\n"
    "      \"configuration\": {\"S3Bucket\": \"b\"}, \"outputArtifacts\": [{\"name\": \"Src\"}], \"namespace\": \"SourceVariables\"}]},\n"
    "    {\"name\": \"Build\", \"onFailure\": {\"result\": \"RETRY\"}, \"actions\": [\n"
    "      {\"name\": \"Late\", \"runOrder\": 2, \"actionTypeId\": {\"category\": \"Approval\", \"owner\": \"AWS\", \"provider\": \"Manual\", \"version\": \"1\"},\n"
    "       \"configuration\": {\"CustomData\": \"Go?\", \"ExternalEntityLink\": \"https://example.org\"}},\n"
    "      {\"name\": \"Run\", \"actionTypeId\": {\"category\": \"Compute\", \"owner\": \"AWS\", \"provider\": \"Commands\", \"version\": \"1\"},\n"
    "       \"commands\": [\"make\", \"make test\"], \"inputArtifacts\": [{\"name\": \"Src\"}], \"outputArtifacts\": [{\"name\": \"Out\", \"files\": [\"out/**\"]}],\n"
    "       \"timeoutInMinutes\": 20, \"outputVariables\": [\"V\"], \"environmentVariables\": [{\"name\": \"K\", \"value\": \"prod/k\", \"type\": \"SECRETS_MANAGER\"}]}]},\n"
    "    {\"name\": \"Ship\", \"beforeEntry\": {\"conditions\": [{\"result\": \"FAIL\", \"rules\": [{\"name\": \"Quiet\"}]}]}, \"actions\": [\n"
    "      {\"name\": \"Code\", \"region\": \"eu-west-1\", \"actionTypeId\": {\"category\": \"Deploy\", \"owner\": \"AWS\", \"provider\": \"CodeDeploy\", \"version\": \"1\"},\n"
    "       \"configuration\": {\"ApplicationName\": \"a\", \"DeploymentGroupName\": \"fleet\"}, \"inputArtifacts\": [{\"name\": \"Out\"}]}]}\n"
    "  ]\n"
    "}\n",
    "name shop\n"
    "one of shop\n"
    "  variable MODE=fast\n"
    "on push push\n"
    "  branches main\n"
    "  not branches wip\n"
    "  paths src/**\n"
    "on pull-request pullRequest\n"
    "  types OPEN\n"
    "  opaque roleArn artifactStore pipelineType\n"
    "Source:Code (build)\n"
    "  group Source\n"
    "  calls Source/AWS/S3/1\n"
    "  inputs \n"
    "  with namespace=SourceVariables\n"
    "  with S3Bucket=b\n"
    "  makes Src: \n"
    "Run (build)\n"
    "  group Build\n"
    "  after Source:Code\n"
    "  inputs Source:Code/Src\n"
    "  1200s\n"
    "  retry 1\n"
    "  env K= secret prod/k\n"
    "  output V=$V\n"
    "  - : make\n"
    "  - : make test\n"
    "  makes Out: out/**\n"
    "Late (approval) approval\n"
    "  group Build\n"
    "  url https://example.org\n"
    "  asks Go?\n"
    "  after Run\n"
    "  inputs \n"
    "  retry 1\n"
    "  with runOrder=2\n"
    "  with CustomData=Go?\n"
    "  with ExternalEntityLink=https://example.org\n"
    "Ship:Code (deploy)\n"
    "  group Ship\n"
    "  calls Deploy/AWS/CodeDeploy/1\n"
    "  condition beforeEntry:\n"
    "  conditions:\n"
    "    - result: FAIL\n"
    "      rules:\n"
    "        - name: Quiet\n"
    "  deploy fleet\n"
    "  after Late Run\n"
    "  inputs Run/Out\n"
    "  with region=eu-west-1\n"
    "  with ApplicationName=a\n"
    "  with DeploymentGroupName=fleet\n"
    "" },
  { "/codepipeline/template", "codepipeline",
    "AWSTemplateFormatVersion: '2010-09-09'\n"
    "Resources:\n"
    "  Bucket:\n"
    "    Type: AWS::S3::Bucket\n"
    "  Pipe:\n"
    "    Type: AWS::CodePipeline::Pipeline\n"
    "    Properties:\n"
    "      RoleArn: !GetAtt Role.Arn\n"
    "      ArtifactStore:\n"
    "        Type: S3\n"
    "        Location: !Ref Bucket\n"
    "      Stages:\n"
    "        - Name: Source\n"
    "          Actions:\n"
    "            - Name: App\n"
    "              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: '1'}\n"
    "              Configuration:\n"
    "                BranchName: !Ref Branch\n"
    "              OutputArtifacts:\n"
    "                - Name: App\n"
    "        - !If\n"
    "          - IsProd\n"
    "          - Name: Deploy\n"
    "            Actions:\n"
    "              - Name: !Sub 'to-${Stage}'\n"
    "                ActionTypeId: {Category: Deploy, Owner: AWS, Provider: ECS, Version: '1'}\n"
    "                Configuration:\n"
    "                  ServiceName:\n"
    "                    Ref: Service\n"
    "                InputArtifacts:\n"
    "                  - Name: App\n"
    "          - !Ref AWS::NoValue\n",
    "name Pipe\n"
    "on push App\n"
    "  branches ${Branch}\n"
    "  opaque AWSTemplateFormatVersion RoleArn ArtifactStore\n"
    "App (build)\n"
    "  group Source\n"
    "  calls Source/AWS/CodeCommit/1\n"
    "  inputs \n"
    "  with BranchName=${Branch}\n"
    "  makes App: \n"
    "to-${Stage} (deploy)\n"
    "  group Deploy\n"
    "  calls Deploy/AWS/ECS/1\n"
    "  condition IsProd\n"
    "  deploy ${Service}\n"
    "  after App\n"
    "  inputs App/App\n"
    "  with ServiceName=${Service}\n"
    "  opaque Fn::If\n" },
};

static void
test_read (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr(PlrDialect) dialect = plr_dialect_find (sample->dialect);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, sample->text, -1, "file", problems);
  g_autofree char *model = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      g_test_message ("%u: %s", plr_problem_get_line (problem), plr_problem_get_message (problem));
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 0);
  g_assert_nonnull (pipeline);
  model = describe (pipeline);
  g_assert_cmpstr (model, ==, sample->model);
}

/* Without a place that tells, the words of a file do. */
static void
test_recognize (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr(PlrDialect) dialect = plr_dialect_find_for_text (sample->text, strlen (sample->text));

  /* A buildspec with no commands of its own could be anything. */
  if (g_str_equal (sample->path, "/buildspec/matrix"))
    return;
  g_assert_nonnull (dialect);
  g_assert_cmpstr (plr_dialect_get_id (dialect), ==, sample->dialect);
}

static void
test_find_for_path (void)
{
  const char *paths[][2] = {
    { "buildspec.yml", "buildspec" }, { "ci/buildspec_apply.yaml", "buildspec" }, { "appspec.yml", "appspec" }, { "deploy/appspec.json", "appspec" },
    { "codepipeline.json", "codepipeline" },
  };
  g_autoptr(PlrDialect) none = plr_dialect_find_for_path ("package.json");

  g_assert_null (none);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(PlrDialect) dialect = plr_dialect_find_for_path (paths[i][0]);

      g_assert_nonnull (dialect);
      g_assert_cmpstr (plr_dialect_get_id (dialect), ==, paths[i][1]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *read = g_strconcat ("/aws/read", samples[i].path, NULL);
      g_autofree char *recognize = g_strconcat ("/aws/recognize", samples[i].path, NULL);

      g_test_add_data_func (read, &samples[i], test_read);
      g_test_add_data_func (recognize, &samples[i], test_recognize);
    }
  g_test_add_func ("/aws/find-for-path", test_find_for_path);

  return g_test_run ();
}
