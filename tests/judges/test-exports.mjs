#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-exports.mjs EXPORT-SAMPLES [PIPELINERCTL DEFINITION…]: everything that is exported passes the judges of its target,
// and they do refuse what is wrong.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {judge, whyNot} from './judge.mjs';

const [samples, pipelinerctl, ...definitions] = process.argv.slice(2);
const why = whyNot();

if (why !== null) {
  console.error(`skipped: ${why}`);
  process.exit(77);
}

const work = mkdtempSync(join(tmpdir(), 'plr-exports-'));
let nBad = 0;

try {
  execFileSync(samples, [work], {stdio: 'inherit'});
  for (const [i, definition] of definitions.entries())
    for (const target of ['github', 'gitlab', 'buildspec'])
      execFileSync(pipelinerctl, ['export', '--to', target, '-o', join(work, `${target}-${i}-${basename(definition)}`), definition],
        {stdio: ['ignore', 'inherit', 'ignore']});
  nBad += (await judge(readdirSync(work).sort().map(name => ({target: name.slice(0, name.indexOf('-')), file: join(work, name)})))).nBad;

  // A judge that never refuses is none: each gets a file with one mistake in it.
  const mistakes = {
    github: ['github-small.yml', 'needs: [build]', 'needs: [biuld]'],
    gitlab: ['gitlab-small.yml', '- build\n', '- biuld\n'],
    buildspec: ['buildspec-small.yml', 'on-failure: ABORT', 'on-failure: STOP'],
  };
  for (const [target, [name, right, wrong]] of Object.entries(mistakes)) {
    const text = readFileSync(join(work, name), 'utf8');
    const file = join(work, `${target}-mistaken.yml`);

    if (!text.includes(right))
      throw new Error(`${name} has no “${right}”`);
    writeFileSync(file, text.replace(right, wrong));
    const verdicts = await judge([{target, file}]);
    if (verdicts.nBad < verdicts.nVerdicts) {
      console.error(`${target}: its judges accept a mistake`);
      nBad++;
    }
  }
} finally {
  rmSync(work, {recursive: true, force: true});
}
process.exit(nBad > 0 ? 1 : 0);
