#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-gitlab-jobs.mjs READER FILE…: our reading of configurations of GitLab CI has the jobs that gitlab-ci-local lists, each part of
// a divided job with its name, stage, needs, when and allow_failure. What gitlab-ci-local cannot resolve is skipped with a message;
// so are when and allow_failure of a job with rules, which it decides for one event. What we write of each is read by it again.
import {execFileSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {whyNot} from './judge.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [reader, ...own] = process.argv.slice(2);
const why = whyNot();

if (why !== null) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

function listJobs(file, checksSchema) {
  const work = mkdtempSync(join(tmpdir(), 'plr-judge-'));
  const git = (...args) => execFileSync('git', ['-C', work, '-c', 'user.name=j', '-c', 'user.email=j@example.org', ...args], {stdio: 'pipe'});

  try {
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'git@127.0.0.1:group/project.git');
    copyFileSync(file, join(work, '.gitlab-ci.yml'));
    git('add', '-A');
    git('commit', '-qm', 'x');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    return JSON.parse(execFileSync(process.execPath,
      [join(here, 'node_modules/gitlab-ci-local/dist/index.js'), '--no-color', '--list-json', checksSchema ? '--json-schema-validation' : '--no-json-schema-validation'],
      {cwd: work, env: {...process.env, HOME: work, GIT_SSH_COMMAND: 'false', YARGS_MIN_NODE_VERSION: '18'},
        stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: 60000}));
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

// The parts of a divided job, as gitlab-ci-local names them.
function expand(stage) {
  const axes = Object.entries(stage.matrix ?? {});
  let cells = [[]];

  for (const [, values] of axes)
    cells = cells.flatMap(cell => values.map(value => [...cell, value]));
  const rows = (stage.include ?? []).map(row => Object.values(row));
  const names = axes.length > 0 ? cells : rows;

  if (names.length > 0)
    return names.map(cell => `${stage.id}: [${cell.join(',')}]`);
  if (stage.copies > 0)
    return Array.from({length: stage.copies}, (_, i) => `${stage.id}: [${i + 1}/${stage.copies}]`);

  return [stage.id];
}

function describe(stage, name) {
  const when = stage.approval ? 'manual' : {success: 'on_success', failure: 'on_failure', always: 'always'}[stage.when];

  return {name, stage: stage.group, needs: stage.implied_needs ? null : [...stage.needs].sort(), when, allow_failure: stage.allow_failure === true};
}

function compare(file, theirs) {
  const model = JSON.parse(execFileSync(reader, ['--dialect=gitlab', '--json', file], {encoding: 'utf8', maxBuffer: 1 << 28}));
  const ours = new Map(model.stages.flatMap(stage => expand(stage).map(name => [name, {stage, ...describe(stage, name)}])));
  const bad = [];

  for (const job of theirs) {
    const mine = ours.get(job.name);

    ours.delete(job.name);
    if (!mine) {
      bad.push(`${job.name}: not found`);
      continue;
    }
    const needs = job.needs ? [...new Set(job.needs.map(n => n.job.replace(/: \[.*\]$/, '')))].filter(n => model.stages.some(s => s.id === n)).sort() : null;
    const wanted = {stage: job.stage, needs, when: job.when, allow_failure: job.allow_failure === true || typeof job.allow_failure === 'object'};

    for (const key of Object.keys(wanted)) {
      if (job.rules && (key === 'when' || key === 'allow_failure'))
        continue;
      if (JSON.stringify(wanted[key]) !== JSON.stringify(mine[key]))
        bad.push(`${job.name}: ${key} is ${JSON.stringify(mine[key])}, gitlab-ci-local has ${JSON.stringify(wanted[key])}`);
    }
  }
  bad.push(...[...ours.keys()].map(name => `${name}: gitlab-ci-local has no such job`));

  return bad;
}

// What we write of it is accepted, also by GitLab's schema, and has the same jobs.
function compareWritten(file, theirs) {
  const folder = mkdtempSync(join(tmpdir(), 'plr-written-'));

  try {
    const path = join(folder, '.gitlab-ci.yml');

    writeFileSync(path, execFileSync(reader, ['--dialect=gitlab', '--write=gitlab', file], {encoding: 'utf8', maxBuffer: 1 << 28}));
    const again = listJobs(path, true);
    const describeAll = jobs => jobs.map(job => JSON.stringify([job.name, job.stage, job.when, job.when !== 'never' && job.allow_failure,
      (job.needs ?? []).map(n => n.job).sort()])).sort();
    const [a, b] = [describeAll(theirs), describeAll(again)];

    return [...a.filter(job => !b.includes(job)).map(job => `written: ${job} is missing`),
      ...b.filter(job => !a.includes(job)).map(job => `written: ${job} is new`)];
  } catch (e) {
    return [`written: ${e.stderr ?? e.message}`];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const corpus = process.env.PLR_SHARED_DIR && join(process.env.PLR_SHARED_DIR, 'corpus/gitlab');
const files = [...own];
let nFiles = 0, nJobs = 0, nBad = 0;

if (corpus && existsSync(corpus))
  files.push(...readdirSync(corpus).filter(name => name.endsWith('.gitlab-ci.yml')).sort().map(name => join(corpus, name)));
else
  console.log('skipped: the corpus is not there');

for (const file of files) {
  let theirs;

  try {
    theirs = listJobs(file, false);
  } catch (e) {
    console.log(`skipped: ${basename(file)}: gitlab-ci-local cannot resolve it`);
    if (own.includes(file)) {
      console.log(e.stderr);
      nBad++;
    }
    continue;
  }
  const bad = [...compare(file, theirs), ...compareWritten(file, theirs)];

  nFiles++;
  nJobs += theirs.length;
  nBad += bad.length > 0 ? 1 : 0;
  console.log(`${bad.length > 0 ? 'differs' : 'equal'}: ${basename(file)}: ${theirs.length} jobs${bad.map(b => `\n    ${b}`).join('')}`);
}
console.log(`${nFiles} files with ${nJobs} jobs compared, ${nBad} differ`);
process.exit(nBad > 0 || nFiles === 0 ? 1 : 0);
