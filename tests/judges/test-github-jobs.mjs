#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-github-jobs.mjs READER: our reading of each real workflow has the jobs that GitHub's own parser finds: ids, needs, conditions,
// calls, runners, axes, what stops a matrix, and steps. What that parser refuses is skipped with a message.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {register} from 'node:module';
import {join} from 'node:path';

import {whyNot} from './judge.mjs';

const [reader] = process.argv.slice(2);
const folder = join(process.env.PLR_SHARED_DIR ?? '', 'corpus', 'github');
const why = whyNot() ?? (existsSync(folder) ? null : 'no corpus beside the checkout');

if (why !== null) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

register('./json-hook.mjs', import.meta.url);
const {parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter} = await import('@actions/workflow-parser');
const {default: YAML} = await import('yaml');

// Tokens of the parser, as plain values; an expression as it would stand in the text.
function plain(token) {
  if (token === null || typeof token !== 'object')
    return token === undefined || token === null ? null : String(token);
  if (token.expr !== undefined)
    return `\${{ ${token.expr} }}`;
  if (token.seq !== undefined)
    return token.seq.map(plain);
  if (token.map !== undefined)
    return Object.fromEntries(token.map.map(({Key, Value}) => [plain(Key), plain(Value)]));

  return Array.isArray(token) ? token.map(plain) : null;
}

const bare = text => (text ?? '').replace(/\$\{\{|\}\}|[\s()]/g, '');
const list = value => value === null ? [] : Array.isArray(value) ? value : [value];

// What the parser adds to a condition that names no outcome is what we have in `when`.
function bareCondition(expr) {
  const inner = /^success\(\) && \((.*)\)$/s.exec(expr ?? '');

  return bare(inner ? inner[1] : expr === 'success()' ? '' : expr);
}

function ourCondition(condition, when) {
  const outcome = {success: '', failure: 'failure()', always: 'always()'}[when ?? 'success'];

  return bare([outcome, condition].filter(Boolean).join('&&'));
}

// Texts and mappings are values of an axis in the model, a mapping as a line of text.
const isMap = value => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = values => Array.isArray(values) ? values.every(v => typeof v === 'string' || isMap(v)) : typeof values === 'string';
const cell = value => isMap(value) ? JSON.stringify(Object.entries(value).sort()) : bare(value);
const ourCell = text => cell(text.startsWith('{') ? YAML.parse(text, {schema: 'failsafe'}) : text);

function describeTheirs(job) {
  const strategy = plain(job.strategy) ?? {};
  const matrix = strategy.matrix ?? {};
  const steps = (job.steps ?? []).filter(step => step.run !== undefined || step.uses !== undefined);

  return {
    id: job.id,
    needs: (job.needs ?? []).map(String).sort(),
    condition: bareCondition(job.if?.expr),
    calls: job.ref ?? null,
    runner: list(plain(job['runs-on'])).map(bare),
    axes: typeof matrix === 'string' ? {} : Object.fromEntries(Object.entries(matrix)
      .filter(([name, values]) => name !== 'include' && name !== 'exclude' && isText(values) && values.length > 0)
      .map(([name, values]) => [name, list(values).map(cell)])),
    keepsGoing: strategy['fail-fast'] === 'false',
    steps: steps.map(step => [bareCondition(step.if?.expr), plain(step.uses) ?? bare(plain(step.run))]),
  };
}

function describeOurs(stage) {
  const steps = stage.steps.filter(step => step.run !== null || step.uses !== undefined);

  return {
    id: stage.id,
    needs: [...stage.needs].sort(),
    condition: ourCondition(stage.condition, stage.when),
    calls: stage.calls ?? null,
    runner: (stage.runner ?? []).map(bare),
    axes: Object.fromEntries(Object.entries(stage.matrix).map(([name, values]) => [name, values.map(ourCell)])),
    keepsGoing: stage.keeps_going === true,
    steps: steps.map(step => [ourCondition(step.condition, step.when), step.uses ?? bare(step.run)]),
  };
}

// An expression in a longer text is rewritten by the parser, so that only texts that it leaves as they are can be compared.
const isRewritten = value => typeof value === 'string' && value.startsWith('format');

function sameValue(theirs, ours) {
  if (isRewritten(theirs))
    return true;
  if (theirs === null || typeof theirs !== 'object')
    return theirs === ours;
  if (ours === null || typeof ours !== 'object')
    return false;
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];

  return keys.every(key => key in theirs && key in ours && sameValue(theirs[key], ours[key]));
}

let nFiles = 0, nJobs = 0, nSkipped = 0;
const bad = [];

for (const name of readdirSync(folder).sort()) {
  const file = join(folder, name);
  const result = parseWorkflow({name, content: readFileSync(file, 'utf8')}, new NoOperationTraceWriter());
  const errors = result.context.errors.getErrors().map(e => e.message);

  if (errors.length > 0 || !result.value) {
    console.log(`${name}: GitHub's parser refuses it: ${errors[0]}`);
    nSkipped++;
    continue;
  }

  const template = await convertWorkflowTemplate(result.context, result.value, undefined, {fetchReusableWorkflowDepth: 0});
  const model = JSON.parse(execFileSync(reader, ['--dialect=github', '--json', file], {encoding: 'utf8', maxBuffer: 1 << 28}));
  const ours = new Map(model.stages.map(stage => [stage.id, describeOurs(stage)]));

  // As JSON, in which the tokens are the plain objects that plain() knows.
  for (const job of JSON.parse(JSON.stringify(template.jobs))) {
    const theirs = describeTheirs(job);
    const mine = ours.get(theirs.id);

    ours.delete(theirs.id);
    nJobs++;
    for (const key of Object.keys(theirs))
      if (!mine || !sameValue(theirs[key], mine[key]))
        bad.push(`${name}: ${theirs.id}: ${key}: ${JSON.stringify(theirs[key])} for GitHub, ${JSON.stringify(mine?.[key])} here`);
  }
  for (const id of ours.keys())
    bad.push(`${name}: ${id}: not a job for GitHub`);
  nFiles++;
}

bad.forEach(line => console.log(line.slice(0, 1000)));
console.log(`${nFiles} workflows with ${nJobs} jobs compared, ${nSkipped} skipped, ${bad.length} differences`);
process.exit(bad.length > 0 || nJobs < 100 ? 1 : 0);
