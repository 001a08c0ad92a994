#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-gitlab-events.mjs PIPELINECTL FILE…: what an event makes of each job of configurations of GitLab CI is what gitlab-ci-local
// says of its rules. It looks at rules alone: jobs with “only” and “except”, and the rules of the workflow, are not compared. Nor
// is what we say cannot be known. What it cannot resolve is skipped with a message.
import {execFileSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {whyNot} from './judge.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [pipelinerctl, ...own] = process.argv.slice(2);
const why = whyNot();

if (why !== null) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

// What both are told of the project.
const known = {CI_DEFAULT_BRANCH: 'main', CI_PROJECT_NAMESPACE: 'group', CI_PROJECT_PATH: 'group/project', CI_PROJECT_ID: '7',
  CI_PROJECT_NAME: 'project', CI_COMMIT_MESSAGE: 'x', CI_COMMIT_TITLE: 'x', CI_OPEN_MERGE_REQUESTS: '', CI_COMMIT_REF_PROTECTED: 'false', GITLAB_CI: 'true'};
const events = [
  {name: 'push to main', ours: ['-e', 'push', '-b', 'main'], set: {CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_COMMIT_REF_NAME: 'main'}},
  {name: 'push to topic', ours: ['-e', 'push', '-b', 'topic'], set: {CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'topic', CI_COMMIT_REF_NAME: 'topic'}},
  {name: 'tag', ours: ['-e', 'tag', '-t', 'v1.0'], set: {CI_PIPELINE_SOURCE: 'push', CI_COMMIT_TAG: 'v1.0', CI_COMMIT_REF_NAME: 'v1.0'}, unset: ['CI_COMMIT_BRANCH']},
  {name: 'schedule', ours: ['-e', 'schedule', '-b', 'main'], set: {CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main', CI_COMMIT_REF_NAME: 'main'}},
  {name: 'merge request', ours: ['-e', 'pull-request', '-b', 'topic', '--target-branch', 'main'],
    set: {CI_PIPELINE_SOURCE: 'merge_request_event', CI_COMMIT_REF_NAME: 'topic', CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_IID: '1', CI_MERGE_REQUEST_ID: '1'}, unset: ['CI_COMMIT_BRANCH']},
];

function makeWork(file) {
  const work = mkdtempSync(join(tmpdir(), 'plr-judge-'));
  const git = (...args) => execFileSync('git', ['-C', work, '-c', 'user.name=j', '-c', 'user.email=j@example.org', ...args], {stdio: 'pipe'});

  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', 'git@127.0.0.1:group/project.git');
  copyFileSync(file, join(work, '.gitlab-ci.yml'));
  git('add', '-A');
  git('commit', '-qm', 'x');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');

  return work;
}

function listTheirs(work, event) {
  const variables = Object.entries({...known, ...event.set}).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  const unset = (event.unset ?? []).flatMap(name => ['--unset-variable', name]);

  const out = execFileSync(process.execPath, [join(here, 'node_modules/gitlab-ci-local/dist/index.js'), '--no-color', '--list-json',
    '--no-json-schema-validation', '--no-evaluate-rule-changes',
    '--ignore-predefined-vars', Object.keys({...known, ...event.set}).join(), ...variables, ...unset],
  {cwd: work, env: {...process.env, HOME: work, GIT_SSH_COMMAND: 'false', YARGS_MIN_NODE_VERSION: '18'},
    stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: 60000});

  // Warnings come before it.
  return JSON.parse(out.slice(Math.max(out.search(/^\[/m), 0)));
}

function listOurs(work, event) {
  const variables = Object.entries(known).flatMap(([name, value]) => ['-v', `${name}=${value}`]);

  return JSON.parse(execFileSync(pipelinerctl, ['simulate', '--json', '-d', 'gitlab', ...event.ours, ...variables, join(work, '.gitlab-ci.yml')],
    {encoding: 'utf8', maxBuffer: 1 << 28})).jobs;
}

// The states that go with what they say; a job of ours may also wait for one before it.
const states = {never: ['skipped'], manual: ['waits'], on_success: ['runs', 'waits'], always: ['runs', 'waits'], delayed: ['runs', 'waits'], on_failure: ['skipped']};

const corpus = process.env.PLR_SHARED_DIR && join(process.env.PLR_SHARED_DIR, 'corpus/gitlab');
const files = [...own];
let nCompared = 0, nUnknown = 0, nBad = 0, nFiles = 0;

if (corpus && existsSync(corpus))
  files.push(...readdirSync(corpus).filter(name => name.endsWith('.gitlab-ci.yml')).sort().map(name => join(corpus, name)));
else
  console.log('skipped: the corpus is not there');

for (const file of files) {
  const work = makeWork(file);
  const text = readFileSync(file, 'utf8');

  try {
    for (const event of events) {
      let theirs;

      try {
        theirs = listTheirs(work, event);
      } catch (e) {
        console.log(`skipped: ${basename(file)}, ${event.name}: gitlab-ci-local cannot resolve it`);
        if (own.includes(file)) {
          console.log(e.stderr);
          nBad++;
        }
        break;
      }
      const ours = new Map(listOurs(work, event).map(job => [job.job, job]));

      // No pipeline at all, as the workflow or a need that is missing has it: they look at neither.
      if ([...ours.values()].every(job => job.reason === [...ours.values()][0].reason))
        continue;
      nFiles++;
      for (const job of theirs) {
        const mine = ours.get(job.name.replace(/: \[.*\]$/, ''));

        if (!mine || !job.rules)
          continue;
        if (mine.state === 'unknown') {
          nUnknown++;
          continue;
        }
        nCompared++;
        // What a job before it does is no matter of its own rules.
        if ((states[job.when] ?? []).includes(mine.state) || (mine.state === 'skipped' && /which it needs/.test(mine.reason)))
          continue;
        nBad++;
        console.log(`differs: ${basename(file)}, ${event.name}, ${job.name}: ${mine.state} (line ${mine.line}: ${mine.reason}), gitlab-ci-local has ${job.when}`);
      }
    }
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}
console.log(`${nFiles} lists with ${nCompared} jobs compared, ${nUnknown} cannot be known, ${nBad} differ`);
process.exit(nBad > 0 || nCompared === 0 ? 1 : 0);
