#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-github-again.mjs READER: each real workflow that a judge accepts is accepted by it again after it was read into the model and
// written from it.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {judgeEach, whyNot} from './judge.mjs';

const [reader] = process.argv.slice(2);
const folder = join(process.env.PLR_SHARED_DIR ?? '', 'corpus', 'github');
const why = whyNot() ?? (existsSync(folder) ? null : `${folder} is not there`);

if (why !== null) {
  console.error(`skipped: ${why}`);
  process.exit(77);
}

const work = mkdtempSync(join(tmpdir(), 'plr-again-'));
let nBad = 0;

try {
  const names = readdirSync(folder).filter(name => /\.ya?ml$/.test(name)).sort();

  mkdirSync(join(work, 'again'));
  for (const name of names)
    writeFileSync(join(work, 'again', name),
      execFileSync(reader, ['--dialect=github', '--write=github', join(folder, name)], {maxBuffer: 1 << 28}));

  const first = await judgeEach('github', names.map(name => join(folder, name)));
  const again = await judgeEach('github', names.map(name => join(work, 'again', name)));

  for (const [i, verdict] of again.entries())
    if (verdict.errors.length > 0 && first[i].errors.length === 0) {
      console.log(`refused: ${verdict.file}: ${verdict.judge}\n    ${verdict.errors.join('\n    ')}`);
      nBad++;
    }
  const accepted = list => list.filter(verdict => verdict.errors.length === 0).length;

  console.log(`${names.length} workflows: ${accepted(first)} of ${first.length} verdicts accept them as they are, ${accepted(again)} as written`);
  if (accepted(first) === 0)
    throw new Error('no judge accepts any of them');
} finally {
  rmSync(work, {recursive: true, force: true});
}
process.exit(nBad > 0 ? 1 : 0);
