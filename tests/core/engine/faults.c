/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults.h"

#define GITHUB(body)   "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n" body
#define TEST_OF(needs) "  test:\n    runs-on: ubuntu-latest\n" needs "    steps:\n      - run: make check\n"
#define NATIVE(body)   "pipeliner: 1\nstages:\n  build:\n    steps: [make]\n" body

const Fault faults[] = {
  {
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
