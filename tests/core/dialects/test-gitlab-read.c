/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "describe-pipeline.h"
#include "plr-dialect.h"

/* docs.gitlab.com, CI/CD YAML syntax reference: what each key means. */

typedef struct
{
  const char *name;
  const char *text;
  const char *model;    /* as describe-pipeline.c says it */
  const char *problems; /* severity:code:line, one behind the other */
} Case;

#define USUAL "pipeline groups=[build,test,deploy]\n"

static const Case cases[] = {
  { "a job is a stage, and each command a step",
    "before_script: [echo 0]\na:\n  stage: build\n  script:\n    - make\n    - |\n      one\n      two\n  after_script: cat log\n",
    USUAL "a group=build implied run=echo 0 run=make run=one\\ntwo\\n always=cat log\n", "" },
  { "a job without a stage is in test, and waits for those before",
    "a:\n  stage: build\n  script: x\nb:\n  stage: build\n  needs: []\n  script: x\nc:\n  script: x\nd:\n  stage: .post\n  script: x\n",
    USUAL "a group=build implied run=x\nb group=build run=x\nc group=test implied needs=[a,b] run=x\n"
    "d group=.post implied needs=[c] run=x\n", "" },
  { "jobs with needs of their own do not stand for those before them",
    "stages: [one, two, three]\na:\n  stage: one\n  script: x\nb:\n  stage: two\n  needs: []\n  script: x\nc:\n  stage: three\n  script: x\n",
    "pipeline groups=[one,two,three]\na group=one implied run=x\nb group=two run=x\nc group=three implied needs=[b,a] run=x\n", "" },
  { "a manual job that may be left out holds nobody up",
    "a:\n  stage: build\n  when: manual\n  script: x\nb:\n  stage: build\n  when: manual\n  allow_failure: false\n  script: x\nc:\n  script: x\n",
    USUAL "a group=build implied approval allow-failure run=x\nb group=build implied approval run=x\n"
    "c group=test implied needs=[b] run=x\n", "" },
  { "needs as texts and mappings",
    "a:\n  stage: build\n  script: x\nb:\n  stage: build\n  script: x\n"
    "c:\n  needs: [a, {job: b, artifacts: false}, {job: gone, optional: true}, {project: g/p, job: j, ref: main}]\n  script: x\n"
    "d:\n  needs: [gone]\n  script: x\n",
    USUAL "a group=build implied run=x\nb group=build implied run=x\nc group=test needs=[a,b] inputs=[a] optional=[gone] run=x opaque=[needs/3]\n"
    "d group=test run=x opaque=[needs/0]\n", "error:unknown-need:11 " },
  { "needs that may be missing, and parts of a matrix",
    "a:\n  stage: build\n  parallel: {matrix: [{X: [1, 2]}]}\n  script: x\n"
    "b:\n  needs: [{job: a, optional: true, artifacts: false}]\n  script: x\n"
    "c:\n  needs: [{job: a, optional: false, parallel: {matrix: [{X: 1}]}}]\n  script: x\n",
    USUAL "a group=build implied axis:X=[1,2] run=x\nb group=test needs=[a] inputs=[] optional=[a] run=x\n"
    "c group=test needs=[a] run=x opaque=[needs/0]\n", "" },
  { "dependencies choose the artifacts",
    "a:\n  stage: build\n  script: x\nb:\n  script: x\nc:\n  stage: deploy\n  dependencies: [a]\n  script: x\nd:\n  needs: [a]\n  dependencies: []\n  script: x\n",
    USUAL "a group=build implied run=x\nb group=test implied needs=[a] run=x\nc group=deploy implied needs=[b,d,a] inputs=[a] run=x\n"
    "d group=test needs=[a] inputs=[] run=x\n", "" },
  { "templates are merged at every depth, the last one first",
    ".a:\n  stage: build\n  image: one\n  variables: {A: 1, B: 2}\n  script: [x]\n.b:\n  extends: .a\n  image: two\n  variables: {B: 3}\n"
    "c:\n  extends: [.a, .b]\n  variables: {C: 4}\n",
    USUAL "c group=build implied image=two variable:A=1 variable:B=3 variable:C=4 run=x\n", "" },
  { "null takes away what a template has",
    ".a:\n  needs: []\n  rules: [{if: $A}]\n  script: x\nb:\n  extends: .a\n  needs:\n  rules: null\n",
    USUAL "b group=test implied run=x\n", "" },
  { "references, also in references",
    ".a:\n  script: [one]\n.b:\n  script:\n    - !reference [.a, script]\n    - two\nc:\n  variables: !reference [.v, variables]\n"
    "  script:\n    - !reference [.b, script]\n    - three\n.v:\n  variables: {A: 1}\n",
    USUAL "c group=test implied variable:A=1 run=one run=two run=three\n", "" },
  { "a reference that leads nowhere or in a circle",
    ".a: {script: [!reference [.a, script]]}\nb:\n  script: [!reference [.gone, script]]\nc:\n  script: [!reference [.a, script]]\n",
    USUAL "b group=test implied run= uses=!reference [.gone, script]\nc group=test implied run= uses=!reference [.a, script]\n",
    "error:unknown-reference:1 error:unknown-reference:3 " },
  { "anchors and merge keys",
    ".a: &a\n  stage: build\n  script: &s [one]\nb:\n  <<: *a\n  image: i\nc:\n  script: [*s, two]\n",
    USUAL "b group=build implied image=i run=one\nc group=test implied needs=[b] run=one run=two\n", "" },
  { "defaults, and jobs that do without",
    "default:\n  image: i\n  retry: {max: 2, when: [api_failure]}\n  tags: [t]\n  timeout: 2h\n  interruptible: true\nservices: [redis]\n"
    "a:\n  script: x\nb:\n  inherit: {default: [image]}\n  script: x\nc:\n  inherit: {default: false}\n  image: j\n  script: x\n",
    USUAL "a group=test implied image=i runner=[t] timeout=7200 retry=2 cancels service:=redis run=x opaque=[retry/when]\n"
    "b group=test implied image=i run=x opaque=[inherit]\nc group=test implied image=j run=x opaque=[inherit]\n", "" },
  { "a matrix of one row of lists is axes, any other is rows",
    "a:\n  parallel: {matrix: [{X: [1, 2], Y: a}]}\n  script: x\nb:\n  parallel:\n    matrix:\n      - X: 1\n      - X: [2, 3]\n        Y: [a]\n  script: x\n"
    "c:\n  parallel: 4\n  script: x\n",
    USUAL "a group=test implied axis:X=[1,2] axis:Y=[a] run=x\n"
    "b group=test implied ( row:X=1 ) ( row:X=2 row:Y=a ) ( row:X=3 row:Y=a ) run=x\nc group=test implied copies=4 run=x\n", "" },
  { "rules: branches, one condition, several",
    "a:\n  rules:\n    - if: $CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_BRANCH =~ /^release-.*$/\n  script: x\n"
    "b:\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: manual\n  script: x\n"
    "c:\n  rules:\n    - if: $A\n      when: never\n    - when: always\n  script: x\n"
    "d:\n  rules:\n    - when: on_failure\n      allow_failure: true\n  script: x\n",
    USUAL "a group=test implied branches=[main,release-*] run=x\nb group=test implied condition=$CI_COMMIT_TAG approval run=x\n"
    "c group=test implied condition=- if: $A\\n  when: never\\n- when: always when=always run=x\n"
    "d group=test implied when=failure allow-failure run=x\n", "" },
  { "what rules agree on, and what they do not",
    "a:\n  rules:\n    - {if: $A, when: manual, allow_failure: true}\n    - {if: $B, when: always, allow_failure: true}\n  script: x\n"
    "b:\n  when: always\n  rules:\n    - if: $A\n    - {if: $B, allow_failure: true}\n    - {when: never}\n  script: x\n",
    USUAL "a group=test implied condition=- if: $A\\n  when: manual\\n  allow_failure: true\\n- if: $B\\n  when: always\\n  allow_failure: true "
    "allow-failure run=x opaque=[rules/when]\n"
    "b group=test implied condition=- if: $A\\n- if: $B\\n  allow_failure: true\\n- when: never when=always run=x opaque=[rules/allow_failure]\n", "info:rules-differ:3 " },
  { "only and except",
    "a:\n  only: [main, stable]\n  script: x\nb:\n  only: [merge_requests]\n  script: x\nc:\n  only: {refs: [main]}\n  except: [tags]\n  script: x\n",
    USUAL "a group=test implied branches=[main,stable] run=x\nb group=test implied condition=only: [merge_requests] run=x\n"
    "c group=test implied condition=only: {refs: [main]}\\nexcept: [tags] run=x\n", "" },
  { "what a release job has",
    "a:\n  when: manual\n  manual_confirmation: Sure?\n  environment: {name: production, url: https://e.org, action: start}\n  resource_group: p\n"
    "  cache: [{key: k, paths: [a/], policy: pull}, {key: {files: [l]}, paths: [b/]}]\n  services: [{name: pg, alias: db, command: [x]}]\n  script: x\n",
    USUAL "a group=test implied approval message=Sure? allow-failure deploy=production url=https://e.org concurrency=p cache:k=[a/] "
    "cache:{files: [l]}=[b/] service:db=pg run=x opaque=[cache/0/policy,environment/action,services/0/command]\n", "" },
  { "artifacts and reports",
    "a:\n  artifacts: {paths: [o/], name: n, expire_in: 1 day, when: always, reports: {junit: [r.xml], dotenv: e}}\n  script: x\n"
    "b:\n  artifacts: {paths: [o/]}\n  script: x\n",
    USUAL "a group=test implied artifact:n=[o/] reports=[r.xml] run=x opaque=[artifacts/reports/dotenv,artifacts/expire_in,artifacts/when]\n"
    "b group=test implied artifact:artifacts=[o/] run=x\n", "" },
  { "child pipelines and those of other projects",
    "default: {before_script: [echo]}\na:\n  trigger: {include: ci/child.yml, strategy: depend}\nb:\n  trigger: group/project\n"
    "c:\n  trigger:\n    include:\n      - local: x.yml\n        inputs: {v: 1}\n      - local: y.yml\n",
    USUAL "a group=test implied calls=ci/child.yml opaque=[trigger/strategy]\nb group=test implied calls=group/project\n"
    "c group=test implied calls=x.yml argument:v=1 opaque=[trigger/include/1]\n", "" },
  { "variables of the pipeline, workflow, and a header",
    "spec:\n  inputs: {a: }\n---\nworkflow:\n  name: N\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"push\" && $CI_COMMIT_BRANCH == \"main\"\n"
    "      changes: [src/**]\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\nvariables:\n  A: 1\n  B: {value: two, description: d}\n"
    "a:\n  stage: $[[ inputs.a ]]\n  script: x\n",
    "pipeline name=N groups=[build,test,deploy] trigger=push branches=[main] paths=[src/**] trigger=merge_request_event variable:A=1 "
    "variable:B=two description=d input:a= required\na group=$[[ inputs.a ]] implied run=x\n", "" },
  { "what the header says of inputs",
    "spec:\n  inputs:\n    a: {default: x, type: string, options: [x, y], description: D}\n    b: {type: number, regex: ^1}\n"
    "    c: {default: }\n---\na:\n  script: x\n",
    "pipeline groups=[build,test,deploy] input:a=x type=string options=[x,y] description=D input:b= type=number required input:c= "
    "opaque=[spec/inputs/b/regex]\na group=test implied run=x\n", "" },
  { "other rules of the workflow are a condition",
    "workflow:\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: never\n    - when: always\na:\n  script: x\n",
    "pipeline groups=[build,test,deploy] condition=- if: $CI_COMMIT_TAG\\n  when: never\\n- when: always\na group=test implied run=x\n", "" },
  { "what is included from elsewhere is not missed",
    "include:\n  - project: g/p\n    file: t.yml\n  - local: here.yml\n  - template: T\na:\n  extends: .there\n  needs: [there]\n",
    "pipeline groups=[build,test,deploy] opaque=[include/2,include/4,include/5]\na group=test opaque=[needs/0]\n",
    "info:include-not-followed:2 info:include-not-followed:4 info:include-not-followed:5 info:unknown-template:7 info:unknown-need:8 " },
  { "mistakes are named with their place",
    "stages: [build]\na:\n  stage: tset\n  script: x\nb:\n  stage: build\nc: 1\nd:\n  stage: build\n  extends: .gone\n  scirpt: x\n  script: [{a: b}]\n",
    "pipeline groups=[build] opaque=[c]\na group=tset implied run=x\nb group=build implied\nd group=build implied run= opaque=[scirpt]\n",
    "error:unknown-group:3 error:missing-run:5 error:wrong-type:7 error:unknown-template:10 warning:unknown-key:11 error:wrong-type:12 " },
  { "templates in a circle, and a circle of needs",
    ".a: {extends: .b}\n.b: {extends: .a, script: x}\nc:\n  extends: .a\n  needs: [d]\nd:\n  needs: [c]\n  script: x\n",
    USUAL "c group=test needs=[d] run=x\nd group=test needs=[c] run=x\n", "error:extends-circle:2 error:cycle:3 " },
  { "lengths of time",
    "a: {timeout: 1 hour 30 minutes, script: x}\nb: {timeout: 90, script: x}\nc: {timeout: 1h30m, script: x}\nd: {timeout: 1 week and 2 days, script: x}\ne: {timeout: soon, script: x}\n",
    USUAL "a group=test implied timeout=5400 run=x\nb group=test implied timeout=90 run=x\nc group=test implied timeout=5400 run=x\n"
    "d group=test implied timeout=777600 run=x\ne group=test implied run=x opaque=[timeout]\n", "" },
  { "nothing, and no configuration", "", "pipeline\n", "error:not-a-pipeline:1 " },
  { "a list is none", "- a\n", "pipeline\n", "error:not-a-pipeline:1 " },
};

static char *
list_problems (GListStore *problems)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      g_string_append_printf (out, "%s:%s:%u ", plr_severity_get_nick (plr_problem_get_severity (problem)),
                              plr_problem_get_code (problem), plr_problem_get_line (problem));
    }

  return g_string_free (out, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, test->text, -1, ".gitlab-ci.yml", problems);
  g_autofree char *model = plr_test_describe_pipeline (pipeline);
  g_autofree char *found = list_problems (problems);

  g_assert_cmpstr (model, ==, test->model);
  g_assert_cmpstr (found, ==, test->problems);
}

/* Files */

static const struct
{
  const char *path;
  const char *text;
} files[] = {
  { "ci/base.yml", "include: [/ci/deeper.yml, /ci/base.yml]\nstages: [early, late]\n.base:\n  stage: early\n  script: [one]\n" },
  { "ci/deeper.yml", "shared:\n  stage: late\n  script: x\n  needs: [gone]\n" },
  { "ci/bad.yml", "a: [\n" },
  { "ci/deploy/one.yml", "d1: {script: x}\n" },
  { "ci/deploy/two.yml", "d2: {script: x}\n" },
  { "ci/deploy/note.txt", "" },
  { "ci/deploy/more/three.yml", "d3: {script: x}\n" },
  { "ci/told.yml",
    "spec:\n  inputs:\n    job: {description: its name}\n    image: {default: alpine}\n    tags: {type: array, default: [a]}\n"
    "    wait: {type: boolean, default: false, options: [true, false]}\n    tries: {type: number, default: 1}\n---\n"
    "\"$[[ inputs.job ]]-run\":\n  image: \"reg/$[[ inputs.image ]]:$[[inputs.tries]]\"\n  tags: $[[ inputs.tags ]]\n"
    "  allow_failure: $[[ inputs.wait ]]\n  retry: $[[ inputs.tries ]]\n  script:\n    - echo $[[ inputs.image | truncate(0,3) ]]\n"
    "    - make $[[ inputs.gone ]] $[[ inputs.job ]]\n" },
  { "ci/functions.yml",
    "spec:\n  inputs:\n    name:\n    v: {default: $WHO}\n    rx: {default: v1, regex: '^v[0-9]'}\n---\n$[[ inputs.name | truncate(0,2) ]]:\n  script:\n"
    "    - $[[inputs.name|truncate( 1, 3 )]]\n    - $[[ inputs.name | expand_vars | truncate(2,9) ]]\n"
    "    - \"$[[ inputs.name | truncate(99,1) ]]\"\n"
    "    - $[[ inputs.v | expand_vars ]]\n    - $[[ inputs.name | upcase ]]\n    - $[[ inputs.name | truncate(1) ]]\n" },
  { "ci/outer.yml", "spec: {inputs: {name: {default: deep}}}\n---\ninclude:\n  - local: ci/told.yml\n    inputs: {job: 'x-$[[ inputs.name ]]'}\n" },
};

/* The names in a folder, as PlrDialectLoader says. */
static GBytes *
list_names (const char *folder)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *prefix = g_str_equal (folder, "/") ? "" : folder;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      const char *rest = files[i].path + strlen (prefix);
      gsize length;

      if (!g_str_has_prefix (files[i].path, prefix))
        continue;
      length = strcspn (rest, "/");
      g_string_append_len (out, rest, length + (rest[length] == '/' ? 1 : 0));
      g_string_append_c (out, '\n');
    }

  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
load (const char *path,
      gpointer    data,
      GError    **error)
{
  GPtrArray *asked = data;

  g_ptr_array_add (asked, g_strdup (path));
  if (g_str_has_suffix (path, "/"))
    return list_names (path);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (files[i].path, path))
      return g_bytes_new_static (files[i].text, strlen (files[i].text));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such file");

  return NULL;
}

static void
test_includes (void)
{
  static const char text[] = "include:\n  - local: /ci/base.yml\n    inputs:\na:\n  extends: .base\nshared:\n  stage: early\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read_with_files (dialect, text, -1, ".gitlab-ci.yml", load, asked, problems);
  g_autofree char *model = plr_test_describe_pipeline (pipeline);
  g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), 0);

  g_assert_cmpstr (model, ==, "pipeline groups=[early,late]\na group=early implied run=one\nshared group=early run=x opaque=[needs/0]\n");
  g_assert_cmpuint (asked->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 1);
  g_assert_cmpstr (plr_problem_get_code (problem), ==, "unknown-need");
  g_assert_cmpstr (plr_problem_get_path (problem), ==, "ci/deeper.yml");
  g_assert_cmpuint (plr_problem_get_line (problem), ==, 4);
  g_assert_cmpint (plr_problem_get_offset (problem), ==, -1);
}

static void
test_jobs_of_other_files (void)
{
  static const char text[] = "# first\ninclude: ci/deeper.yml\nown:\n  script: x\nstages: [test, late]\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read_with_files (dialect, text, -1, ".gitlab-ci.yml", load, asked, problems);
  g_autoptr(PlrStage) first = g_list_model_get_item (G_LIST_MODEL (pipeline), 0);
  g_autoptr(PlrStage) second = g_list_model_get_item (G_LIST_MODEL (pipeline), 1);

  g_assert_cmpstr (plr_stage_get_id (first), ==, "own");
  g_assert_cmpint (plr_stage_get_offset (first), ==, 31);
  g_assert_cmpstr (plr_stage_get_id (second), ==, "shared");
  g_assert_cmpint (plr_stage_get_offset (second), ==, -1);
  g_assert_cmpuint (plr_stage_get_line (second), ==, 2);
  g_assert_cmpstr (plr_job_get_file (plr_stage_get_job (second)), ==, "ci/deeper.yml");
  g_assert_cmpuint (plr_job_get_file_line (plr_stage_get_job (second)), ==, 1);
  g_assert_null (plr_job_get_file (plr_stage_get_job (first)));
}

/* Entries of `include`, and what comes of them. */
static const Case include_cases[] = {
  { "patterns: one star within a folder, two over folders",
    "include:\n  - local: 'ci/deploy/*.yml'\n", USUAL "d1 group=test implied run=x\nd2 group=test implied run=x\n", "" },
  { "two stars",
    "include: '/ci/**/t*.yml'\n", USUAL "d3 group=test implied run=x\nd2 group=test implied run=x\n", "" },
  { "a pattern in the name of a folder",
    "include: ['ci/*/o*.yml', 'gone/*.yml']\n", USUAL "d1 group=test implied run=x\n", "warning:unknown-include:1 " },
  { "rules that can be known here",
    "include:\n  - local: ci/deploy/one.yml\n    rules: [{exists: [gone, ci/bad.yml]}]\n"
    "  - local: ci/deploy/two.yml\n    rules: [{exists: [gone, 'none/**/*.c']}]\n"
    "  - local: ci/deploy/more/three.yml\n    rules:\n      - if: '\"a\" == \"b\"'\n      - {exists: ['**/one.yml'], when: never}\n      - when: always\n",
    USUAL "d1 group=test implied run=x\n", "" },
  { "rules that cannot",
    "include:\n  - local: ci/deploy/one.yml\n    rules: [{if: $A, when: never}, {when: always}]\n"
    "  - local: ci/deploy/two.yml\n    rules: [{if: $A, when: never}]\n  - {project: g/p, rules: [{when: never}]}\n"
    "  - {local: ci/deploy/more/three.yml, rules: [{changes: [a]}]}\n",
    "pipeline groups=[build,test,deploy] opaque=[include/2/rules,include/7/rules]\n"
    "d1 group=test implied run=x\nd3 group=test implied run=x\n", "info:conditional-include:2 info:conditional-include:7 " },
  { "inputs with their defaults, and what stays as it is written",
    "include:\n  - local: ci/told.yml\n    inputs: {job: a}\n",
    USUAL "a-run group=test implied image=reg/alpine:1 runner=[a] retry=1 run=echo alp "
    "run=make $[[ inputs.gone ]] a\n", "error:unknown-input:16 " },
  { "the same file twice, told otherwise",
    "include:\n  - {local: ci/told.yml, inputs: {job: a, tags: [x, y], wait: true}}\n  - {local: ci/told.yml, inputs: {job: b, tries: 2, image: i}}\n",
    USUAL "a-run group=test implied image=reg/alpine:1 runner=[x,y] allow-failure retry=1 run=echo alp "
    "run=make $[[ inputs.gone ]] a\n"
    "b-run group=test implied image=reg/i:2 runner=[a] retry=2 run=echo i "
    "run=make $[[ inputs.gone ]] b\n", "error:unknown-input:16 " },
  { "inputs that are handed on",
    "include: [{local: ci/outer.yml, inputs: {name: n}}]\n",
    USUAL "x-n-run group=test implied image=reg/alpine:1 runner=[a] retry=1 run=echo alp "
    "run=make $[[ inputs.gone ]] x-n\n", "error:unknown-input:16 " },
  { "inputs that are wrong",
    "include:\n  - local: ci/told.yml\n    inputs:\n      image: i\n      wait: perhaps\n      tags: one\n      other: 1\n      tries: x\n",
    USUAL "$[[ inputs.job ]]-run group=test implied image=reg/i:x runner=[one] run=echo i "
    "run=make $[[ inputs.gone ]] $[[ inputs.job ]] opaque=[retry]\n",
    "error:unknown-input:16 error:missing-input:2 error:bad-input:5 error:bad-input:6 error:unknown-input:7 error:bad-input:8 " },
  { "inputs with functions",
    "include: [{local: ci/functions.yml, inputs: {name: h\303\251llo, rx: v1.2}}]\n",
    USUAL "h\303\251 group=test implied run=\303\251ll run=llo run= run=$[[ inputs.v | expand_vars ]] run=$[[ inputs.name | upcase ]] "
    "run=$[[ inputs.name | truncate(1) ]]\n",
    "info:input-function:12 error:unknown-function:13 error:unknown-function:14 " },
  { "an input that does not match",
    "include:\n  - local: ci/functions.yml\n    inputs:\n      name: x\n      rx: w\n",
    USUAL "x group=test implied run= run= run= run=$[[ inputs.v | expand_vars ]] run=$[[ inputs.name | upcase ]] "
    "run=$[[ inputs.name | truncate(1) ]]\n",
    "info:input-function:12 error:unknown-function:13 error:unknown-function:14 error:bad-input:5 " },
  { "what comes from elsewhere is named",
    "include:\n  - component: gitlab.com/g/c@1\n    inputs: {a: b}\n  - remote: 'https://e.org/a.yml'\n",
    "pipeline groups=[build,test,deploy] opaque=[include/2,include/4]\n", "info:include-not-followed:2 info:include-not-followed:4 " },
};

static void
test_include (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read_with_files (dialect, test->text, -1, ".gitlab-ci.yml", load, asked, problems);
  g_autofree char *model = plr_test_describe_pipeline (pipeline);
  g_autofree char *found = list_problems (problems);

  g_assert_cmpstr (model, ==, test->model);
  g_assert_cmpstr (found, ==, test->problems);
}

static void
test_merged_inputs (void)
{
  static const char text[] = "include: [{local: ci/told.yml, inputs: {job: a, tries: 2}}]\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text, -1, ".gitlab-ci.yml", load, asked, NULL);

  g_assert_cmpstr (merged, ==,
                   "a-run:  # ci/told.yml:9\n  image: reg/alpine:2  # ci/told.yml:10\n  tags:  # ci/told.yml:11\n    - a  # ci/told.yml:5\n"
                   "  allow_failure: false  # ci/told.yml:12\n  retry: 2  # ci/told.yml:13\n  script:  # ci/told.yml:14\n"
                   "    - echo alp\n    - make $[[ inputs.gone ]] a\n");
}

/* Each file that is told something may include itself, told otherwise. */
static void
test_includes_without_end (void)
{
  static const char text[] = "include: [{local: ci/told.yml, inputs: {job: a}}]\n";
  g_autoptr(GString) many = g_string_new ("include:\n");
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (many, "  - {local: ci/told.yml, inputs: {job: j%u}}\n", i);
  pipeline = plr_dialect_read_with_files (dialect, many->str, -1, ".gitlab-ci.yml", load, asked, problems);

  g_assert_cmpuint (asked->len, ==, 150);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (pipeline)), ==, 150);
  g_clear_object (&pipeline);
  pipeline = plr_dialect_read_with_files (dialect, text, -1, "ci/told.yml", load, asked, problems);
  g_assert_cmpuint (asked->len, ==, 150);
}

static void
test_files_that_fail (void)
{
  static const char text[] = "include: [ci/bad.yml, ci/gone.yml, ../out.yml, /etc/../../passwd, 'https://e.org/a.yml', 'ci/$A.yml']\na: {script: x, extends: .b}\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read_with_files (dialect, text, -1, ".gitlab-ci.yml", load, asked, problems);
  g_autofree char *found = list_problems (problems);

  g_assert_nonnull (pipeline);
  g_assert_cmpuint (asked->len, ==, 2);
  g_assert_true (strstr (found, "error:bad-include:1 ") != NULL);
  g_assert_true (strstr (found, "warning:unknown-include:1 ") != NULL);
  g_assert_true (strstr (found, "info:unknown-template:2 ") != NULL);
}

static void
test_merged (void)
{
  static const char text[] = "include: [ci/base.yml, {template: T}]\ndefault: {tags: [t]}\n.x:\n  script:\n    - two\n    - |\n      a\n      b\n"
                             "a:\n  extends: .base\n  script: [!reference [.x, script], 'on: e']\n  variables: &v {A: 1}\nb: {variables: *v, trigger: g/p}\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text, -1, ".gitlab-ci.yml", load, asked, NULL);

  g_assert_cmpstr (merged, ==,
                   "# include: {template: T}  # .gitlab-ci.yml:1\n"
                   "stages:  # ci/base.yml:2\n  - early\n  - late\n"
                   "shared:  # ci/deeper.yml:1\n  stage: late  # ci/deeper.yml:2\n  script: x  # ci/deeper.yml:3\n"
                   "  needs:  # ci/deeper.yml:4\n    - gone\n  tags:  # .gitlab-ci.yml:2\n    - t\n"
                   "a:  # .gitlab-ci.yml:9\n  stage: early  # ci/base.yml:4\n  script:  # .gitlab-ci.yml:11\n    - two  # .gitlab-ci.yml:5\n"
                   "    - |  # .gitlab-ci.yml:6\n      a\n      b\n    - 'on: e'\n  variables:  # .gitlab-ci.yml:12\n    A: 1  # .gitlab-ci.yml:12\n"
                   "  tags:  # .gitlab-ci.yml:2\n    - t\n"
                   "b:  # .gitlab-ci.yml:13\n  variables:  # .gitlab-ci.yml:13\n    A: 1  # .gitlab-ci.yml:12\n  trigger: g/p  # .gitlab-ci.yml:13\n");
}

static void
test_merged_plain (void)
{
  static const char text[] = "a: &a {x: 1, y: [[p, q], [r]]}\nb:\n  <<: *a\n  x: '2'\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text, -1, "w.yml", NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (merged, ==, "a:  # w.yml:1\n  x: 1  # w.yml:1\n  y:  # w.yml:1\n    -\n      - p\n      - q\n    -\n      - r\n"
                   "b:  # w.yml:2\n  x: '2'  # w.yml:4\n  y:  # w.yml:1\n    -\n      - p\n      - q\n    -\n      - r\n");
  g_assert_null (plr_dialect_dup_merged (dialect, "a: [", -1, "w.yml", NULL, NULL, &error));
  g_assert_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SYNTAX);
}

/* Nothing grows with the square of the jobs. */
static void
test_many_jobs (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GString) text = g_string_new ("stages: [a, b, c, d, e]\n.base:\n  image: i\n  script: [x, y]\n");
  g_autoptr(PlrPipeline) pipeline = NULL;
  g_autoptr(PlrStage) last = NULL;
  guint n_needs = 0;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "job %u:\n  stage: %c\n  extends: .base\n  variables: {N: \"%u\"}\n", i, 'a' + i % 5, i);
  pipeline = plr_dialect_read (dialect, text->str, text->len, ".gitlab-ci.yml", problems);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (pipeline)), ==, 5000);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      n_needs += g_strv_length ((GStrv)plr_stage_get_needs (stage));
    }
  g_assert_cmpuint (n_needs, ==, 4000);
  last = g_list_model_get_item (G_LIST_MODEL (pipeline), 4999);
  g_assert_true (plr_job_get_implied_needs (plr_stage_get_job (last)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 4);
}

/* Templates of templates may ask for any amount. */
static void
test_hostile (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GString) text = g_string_new (".r0: {script: [x]}\n");
  g_autoptr(PlrPipeline) pipeline = NULL;
  g_autoptr(PlrStage) stage = NULL;

  for (guint i = 1; i < 10; i++)
    {
      g_string_append_printf (text, ".r%u:\n  script:\n", i);
      for (guint j = 0; j < 20; j++)
        g_string_append_printf (text, "    - !reference [.r%u, script]\n", i - 1);
    }
  g_string_append (text, "a:\n  script:\n    - !reference [.r9, script]\n");
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, ".c%u: {k: !reference [.c%u, k, l]}\n", i, i + 1);
  pipeline = plr_dialect_read (dialect, text->str, text->len, ".gitlab-ci.yml", problems);
  stage = g_list_model_get_item (G_LIST_MODEL (pipeline), 0);

  g_assert_cmpuint (g_list_model_get_n_items (plr_stage_get_steps (stage)), ==, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/gitlab-read/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (include_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/gitlab-read/include/%s", include_cases[i].name);

      g_test_add_data_func (path, &include_cases[i], test_include);
    }
  g_test_add_func ("/gitlab-read/the merged view has the values of inputs", test_merged_inputs);
  g_test_add_func ("/gitlab-read/a file is included often, but not without end", test_includes_without_end);
  g_test_add_func ("/gitlab-read/files of the repository are merged in", test_includes);
  g_test_add_func ("/gitlab-read/jobs of other files stand where they are included", test_jobs_of_other_files);
  g_test_add_func ("/gitlab-read/files that cannot be had", test_files_that_fail);
  g_test_add_func ("/gitlab-read/the merged view names where each key comes from", test_merged);
  g_test_add_func ("/gitlab-read/the merged view of a dialect without includes", test_merged_plain);
  g_test_add_func ("/gitlab-read/many jobs", test_many_jobs);
  g_test_add_func ("/gitlab-read/templates that multiply", test_hostile);

  return g_test_run ();
}
