/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults.h"

#define GITHUB(body)   "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n" body
#define TEST_OF(needs) "  test:\n    runs-on: ubuntu-latest\n" needs "    steps:\n      - run: make check\n"
#define NATIVE(body)   "pipeliner: 1\nstages:\n  build:\n    steps: [make]\n" body

/* A job whose only step has this script, on a trigger of strangers; behind it what else the step has. */
#define SCRIPT(runner, script, rest) \
  "on: pull_request\njobs:\n  a:\n    runs-on: " runner "\n    steps:\n      - run: " script rest
#define TITLE "${{ github.event.pull_request.title }}"
#define ENV   "        env:\n          PR_TITLE: " TITLE "\n"
#define HAND  "Hand it to the script in the variable PR_TITLE"

#define LAB(rest) "build: {stage: build, script: make}\n# tests it\ntest:\n" rest "  script: make check\n"

#define BATCH(need) \
  "version: 0.2\nbatch:\n  build-graph:\n    - identifier: build\n      buildspec: x.yml\n    - identifier: b\n      buildspec: y.yml\n" \
  "      depend-on: [" need "]\n"
#define SERVER(event, timeout) \
  "version: 0.0\nos: linux\nhooks:\n  " event ":\n    - location: x.sh\n      timeout: " timeout "\n"
#define PIPELINE(more, category, artifact) \
  "{\"pipeline\": {\"name\": \"p\", \"roleArn\": \"arn:aws:iam::123456789012:role/R\", \"artifactStore\": {}, " more "\"stages\": [\n" \
  "{\"name\": \"s\", \"actions\": [{\"name\": \"x\", \"actionTypeId\": {\"category\": \"Source\"}, \"outputArtifacts\": [{\"name\": \"a\"}]}]},\n" \
  "{\"name\": \"t\", \"actions\": [{\"name\": \"y\", \"actionTypeId\": {\"category\": \"" category "\"}, \"inputArtifacts\": [{\"name\": \"" artifact "\"}]}]}]}}\n"

const Fault faults[] = {
  {
    "untrusted-bare", "github", SCRIPT ("ubuntu-latest", "echo " TITLE "\n", ""), "untrusted-input warning 6:23",
    HAND, SCRIPT ("ubuntu-latest", "echo \"$PR_TITLE\"\n", ENV)
  }, {
    "untrusted-in-double-quotes", "github", SCRIPT ("macos-14", "|\n          # greets\n          echo \"It is " TITLE "s\" # so\n", ""),
    "untrusted-input warning 8:27", HAND, SCRIPT ("macos-14", "|\n          # greets\n          echo \"It is ${PR_TITLE}s\" # so\n", ENV)
  }, {
    "untrusted-in-single-quotes", "github", SCRIPT ("ubuntu-latest", "|\n          echo 'a " TITLE " b'\n", ""),
    "untrusted-input warning 7:23", HAND, SCRIPT ("ubuntu-latest", "|\n          echo 'a '\"$PR_TITLE\"' b'\n", ENV)
  }, {
    "untrusted-alone-in-single-quotes", "github", SCRIPT ("ubuntu-latest", "|\n          echo '" TITLE "'\n", ""),
    "untrusted-input warning 7:21", HAND, SCRIPT ("ubuntu-latest", "|\n          echo \"$PR_TITLE\"\n", ENV)
  }, {
    "untrusted-in-powershell", "github", SCRIPT ("windows-latest", "Write-Host 'x' \"t " TITLE "\"\n", ""),
    "untrusted-input warning 6:36", HAND, SCRIPT ("windows-latest", "Write-Host 'x' \"t ${env:PR_TITLE}\"\n", ENV)
  }, {
    "untrusted-in-cmd", "github", SCRIPT ("windows-latest", "|\n          echo " TITLE "\n", "        shell: cmd\n"),
    "untrusted-input warning 7:20", HAND,
    SCRIPT ("windows-latest", "|\n          setlocal EnableDelayedExpansion\n          echo !PR_TITLE!\n", "        shell: cmd\n" ENV)
  }, {
    "untrusted-with-a-variable-of-it", "github", SCRIPT ("ubuntu-latest", "echo " TITLE "\n", ENV), "untrusted-input warning 6:23",
    HAND, SCRIPT ("ubuntu-latest", "echo \"$PR_TITLE\"\n", ENV)
  }, {
    "untrusted-in-a-program", "github", SCRIPT ("ubuntu-latest", "python3 -c \"print('" TITLE "')\"\n", ""), "untrusted-input warning 6:37", NULL, NULL
  }, {
    "untrusted-in-a-here-document", "github", SCRIPT ("ubuntu-latest", "|\n          cat <<E\n          " TITLE "\n          E\n", ""),
    "untrusted-input warning 8:15", NULL, NULL
  }, {
    "untrusted-on-any-runner", "github", SCRIPT ("${{ github.actor }}", "echo " TITLE "\n", ""), "untrusted-input warning 6:23", NULL, NULL
  }, {
    "unknown-need", "github", GITHUB (TEST_OF ("    needs: buidl  # first\n")), "unknown-need error 9:12",
    "Make “test” need “build”", GITHUB (TEST_OF ("    needs: build  # first\n"))
  }, {
    "unknown-need-in-list", "github", GITHUB (TEST_OF ("    needs:\n      - build # one\n      - \"lint\"\n")), "unknown-need error 11:9",
    "Remove “lint” from the needs of “test”", GITHUB (TEST_OF ("    needs:\n      - build # one\n"))
  }, {
    "duplicate-need", "github", GITHUB (TEST_OF ("    needs: [build, build]\n")), "duplicate-need warning 9:20",
    "Keep “build” once in the needs of “test”", GITHUB (TEST_OF ("    needs: [build]\n"))
  }, {
    "cycle", "github", GITHUB (TEST_OF ("    needs: lint\n")) "  lint:\n    runs-on: x\n    needs: test\n    steps:\n      - run: x\n",
    "cycle error 9:12", NULL, NULL
  }, {
    "artifact-not-needed", "github",
    GITHUB ("      - uses: actions/upload-artifact@v4\n        with: {name: app, path: app}\n"
            TEST_OF ("") "      - uses: actions/download-artifact@v4\n        with:\n          name: app\n"),
    "artifact-not-needed warning 13:9", "Make “test” need “build”",
    GITHUB ("      - uses: actions/upload-artifact@v4\n        with: {name: app, path: app}\n"
            "  test:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make check\n"
            "      - uses: actions/download-artifact@v4\n        with:\n          name: app\n")
  }, {
    "exclude-matches-nothing", "github",
    GITHUB (TEST_OF ("    strategy:\n      matrix:\n        os: [a, b]\n        exclude:\n          - os: c # none\n          - os: b\n")),
    "exclude-matches-nothing warning 7:3", "Remove row 1 of what the matrix leaves out",
    GITHUB (TEST_OF ("    strategy:\n      matrix:\n        os: [a, b]\n        exclude:\n          - os: b\n"))
  }, {
    "context", "github", GITHUB (TEST_OF ("    if: ${{ githb.ref == 'x' }}\n")), "unknown-context error 9:13",
    "Write “github” instead of “githb”", GITHUB (TEST_OF ("    if: ${{ github.ref == 'x' }}\n"))
  }, {
    "context-bare", "github", GITHUB (TEST_OF ("    if: main == github.ref_name\n")), "unknown-context error 9:9", NULL, NULL
  }, {
    "property", "github", GITHUB (TEST_OF ("    if: github.evnt_name == 'push'\n")), "unknown-reference warning 9:9",
    "Write “event_name” instead of “evnt_name”", GITHUB (TEST_OF ("    if: github.event_name == 'push'\n"))
  }, {
    "function", "github", GITHUB (TEST_OF ("    if: \"!canceled()\"\n")), "unknown-function error 9:11",
    "Write “cancelled” instead of “canceled”", GITHUB (TEST_OF ("    if: \"!cancelled()\"\n"))
  }, {
    "syntax", "github", GITHUB ("        if: ${{ github.ref == }}\n"), "bad-expression error 7:16", NULL, NULL
  }, {
    "secret-in-condition", "github", GITHUB ("        if: secrets.KEY != ''\n"), "misplaced-context error 7:13", NULL, NULL
  }, {
    "matrix-in-condition", "github", GITHUB (TEST_OF ("    if: matrix.os == 'x'\n    strategy: {matrix: {os: [x]}}\n")),
    "misplaced-context error 9:9", NULL, NULL
  }, {
    "always-true", "github", GITHUB ("        if: ${{ github.ref == 'x' }} && true\n"), "always-true warning 7:13", NULL, NULL
  }, {
    "late-step", "github", GITHUB ("      - run: echo ${{ steps.next.outputs.x }}\n      - id: next\n        run: make\n"),
    "late-reference warning 7:23", NULL, NULL
  }, {
    "step", "github", GITHUB ("      - id: version\n        run: make\n      - run: echo ${{ steps.verison.outputs.x }}\n"),
    "unknown-reference warning 9:23", "Write “version” instead of “verison”",
    GITHUB ("      - id: version\n        run: make\n      - run: echo ${{ steps.version.outputs.x }}\n")
  }, {
    "duplicate-id", "github", GITHUB ("      - id: x\n        run: make\n      - id: X\n        run: make\n"), "duplicate-id error 9:9", NULL, NULL
  }, {
    "axis", "github", GITHUB (TEST_OF ("    strategy: {matrix: {python: [3]}}\n    name: t ${{ matrix.pyhton }}\n")),
    "unknown-reference warning 10:17", "Write “python” instead of “pyhton”",
    GITHUB (TEST_OF ("    strategy: {matrix: {python: [3]}}\n    name: t ${{ matrix.python }}\n"))
  }, {
    "need-of-an-output", "github", GITHUB (TEST_OF ("    name: ${{ needs.build.result }}\n")), "unknown-reference warning 9:15",
    "Make “test” need “build”", GITHUB ("  test:\n    runs-on: ubuntu-latest\n    name: ${{ needs.build.result }}\n    needs: build\n    steps:\n      - run: make check\n")
  }, {
    "input", "github", "on: {workflow_dispatch: {inputs: {target: {}}}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ inputs.tarqet }}\n",
    "unknown-reference warning 6:23", "Write “target” instead of “tarqet”",
    "on: {workflow_dispatch: {inputs: {target: {}}}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ inputs.target }}\n"
  }, {
    "secret", "github", "on: {workflow_call: {secrets: {token: {}}}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        env: {T: \"${{ secrets.tokne }}\"}\n",
    "unknown-secret warning 7:23", "Write “token” instead of “tokne”",
    "on: {workflow_call: {secrets: {token: {}}}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        env: {T: \"${{ secrets.token }}\"}\n"
  }, {
    "secret-of-the-caller", "github", "on: {workflow_call: {secrets: {token: {}}}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        env: {T: \"${{ secrets.KEY }}\"}\n",
    "unknown-secret info 7:23", NULL, NULL
  }, {
    "schedule", "github", "on: {schedule: [{cron: '0 24 * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n",
    "bad-schedule error 1:25", NULL, NULL
  }, {
    "unknown-need", "gitlab", LAB ("  needs: [biuld] # first\n"), "unknown-need error 4:11", "Make “test” need “build”", LAB ("  needs: [build] # first\n")
  }, {
    "unknown-need-with-more", "gitlab", LAB ("  needs:\n    - job: biuld\n      artifacts: false\n"), "unknown-need error 5:12",
    "Make “test” need “build”", LAB ("  needs:\n    - job: build\n      artifacts: false\n")
  }, {
    "unknown-need-of-many", "gitlab", LAB ("  needs:\n    - build\n    # gone\n    - lint\n"), "unknown-need error 7:7",
    "Remove “lint” from the needs of “test”", LAB ("  needs:\n    - build\n")
  }, {
    "unknown-need-alone", "gitlab", LAB ("  needs: [lint]\n"), "unknown-need error 4:11", "Remove “lint” from the needs of “test”", LAB ("  needs: []\n")
  }, {
    "unknown-dependency", "gitlab", LAB ("  dependencies: [build, lint]\n"), "unknown-need error 4:25",
    "Remove “lint” from the needs of “test”", LAB ("  dependencies: [build]\n")
  }, {
    "late-need", "gitlab", LAB ("  needs: [late]\n") "late:\n  stage: deploy\n  script: make\n", "late-need error 4:11", NULL, NULL
  }, {
    "cycle", "gitlab", LAB ("  needs: [lint]\n") "lint:\n  needs: [test]\n  script: make\n", "cycle error 3:1", NULL, NULL
  }, {
    "group", "gitlab", "stages: [build, test]\nx:\n  stage: tset\n  script: make\n", "unknown-group error 3:10",
    "Write “test” instead of “tset”", "stages: [build, test]\nx:\n  stage: test\n  script: make\n"
  }, {
    "new-group", "gitlab", "stages:\n  - build # first\nx:\n  stage: release\n  script: make\n", "unknown-group error 4:10",
    "Add “release” to the stages", "stages:\n  - build # first\n  - release\nx:\n  stage: release\n  script: make\n"
  }, {
    "template", "gitlab", ".common:\n  image: a\nx:\n  extends: .comon\n  script: make\n", "unknown-template error 4:12",
    "Write “.common” instead of “.comon”", ".common:\n  image: a\nx:\n  extends: .common\n  script: make\n"
  }, {
    "template-circle", "gitlab", ".a:\n  extends: .b\n.b:\n  extends: .a\nx:\n  extends: .a\n  script: make\n", "extends-circle error 4:12", NULL, NULL
  }, {
    "copies", "gitlab", LAB ("  parallel: 201\n"), "wrong-type error 4:13", NULL, NULL
  }, {
    "empty-script", "gitlab", "x:\n  script: []\n", "empty-stage error 2:3", NULL, NULL
  }, {
    "need-that-may-be-missing", "gitlab",
    "build: {stage: build, script: make, rules: [{if: $CI_COMMIT_TAG}]}\ntest: {stage: test, script: make, needs: [build]}\n",
    "need-may-be-missing info 2:43", NULL, NULL
  }, {
    "variable", "gitlab", LAB ("  rules:\n    - if: $CI_COMIT_BRANCH == 'x'\n"), "unknown-variable warning 5:12",
    "Write “CI_COMMIT_BRANCH” instead of “CI_COMIT_BRANCH”", LAB ("  rules:\n    - if: $CI_COMMIT_BRANCH == 'x'\n")
  }, {
    "unknown-need", "buildspec", BATCH ("b1"), "unknown-need error 8:19", "Remove “b1” from the needs of “b”",
    "version: 0.2\nbatch:\n  build-graph:\n    - identifier: build\n      buildspec: x.yml\n    - identifier: b\n      buildspec: y.yml\n"
  }, {
    "misspelt-need", "buildspec", BATCH ("biuld"), "unknown-need error 8:19", "Make “b” need “build”", BATCH ("build")
  }, {
    "cycle", "buildspec", BATCH ("b"), "cycle error 8:19", NULL, NULL
  }, {
    "version", "buildspec", "version: 2\nphases: {build: {commands: [make]}}\n", "bad-version error 1:10", NULL, NULL
  }, {
    "event", "appspec", SERVER ("AfterInstal", "300"), "unknown-event error 4:3", "Write “AfterInstall” instead of “AfterInstal”", SERVER ("AfterInstall", "300")
  }, {
    "event-of-another-platform", "appspec", SERVER ("AfterAllowTestTraffic", "300"), "unknown-event error 4:3", NULL, NULL
  }, {
    "timeout", "appspec", SERVER ("AfterInstall", "3601"), "long-timeout warning 5:7", NULL, NULL
  }, {
    "mode", "codepipeline", PIPELINE ("\"executionMode\": \"QUEUED\", ", "Build", "a"), "needs-v2 error 1:113", NULL, NULL
  }, {
    "late-source", "codepipeline", PIPELINE ("", "Source", "a"), "misplaced-action error 3:57", NULL, NULL
  }, {
    "unknown-input", "codepipeline", PIPELINE ("", "Build", "b"), "unknown-input error 3:99", NULL, NULL
  }, {
    "unknown-need", "pipeliner", NATIVE ("  test:\n    needs: [biuld]\n    steps: [make check]\n"), "unknown-need error 6:13",
    "Make “test” need “build”", NATIVE ("  test:\n    needs: [build]\n    steps: [make check]\n")
  }, {
    "unknown-need-alone", "pipeliner", NATIVE ("  test:\n    needs: lint\n    steps: [make check]\n"), "unknown-need error 6:12",
    "Remove “lint” from the needs of “test”", NATIVE ("  test:\n    steps: [make check]\n")
  }, {
    "input-not-needed", "pipeliner", NATIVE ("  test:\n    inputs: [build]\n    steps: [make check]\n"), "input-not-needed error 6:14",
    "Make “test” need “build”", NATIVE ("  test:\n    needs: [build]\n    inputs: [build]\n    steps: [make check]\n")
  },
};
const guint n_faults = G_N_ELEMENTS (faults);
