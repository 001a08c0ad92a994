#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-conversions.mjs CONVERTER [--all]: whatever real definition is converted to a workflow or to GitLab CI passes the judges of
// the target. What a judge refuses as it is, it may refuse again in its own dialect. gitlab-ci-local takes a second for each file,
// so that it sees some of them; with --all each one.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {judgeEach, whyNot} from './judge.mjs';

const SAMPLES = 5;
const [converter, all] = process.argv.slice(2);
const corpus = join(process.env.PLR_SHARED_DIR ?? '', 'corpus');
const why = whyNot() ?? (existsSync(corpus) ? null : `${corpus} is not there`);

if (why !== null) {
  console.error(`skipped: ${why}`);
  process.exit(77);
}

const work = mkdtempSync(join(tmpdir(), 'plr-conversions-'));
const kinds = ['github', 'gitlab', 'buildspec', 'codepipeline', 'codepipeline-cfn', 'appspec'];
let nBad = 0;

try {
  const files = kinds.flatMap(kind => readdirSync(join(corpus, kind)).sort().map(name => join(corpus, kind, name)));
  const said = execFileSync(converter, [work, ...files], {encoding: 'utf8', maxBuffer: 1 << 28});

  // What has no stages is no pipeline anywhere, and one example of a guide is no YAML; nothing else may be refused, and we read
  // what we write.
  for (const line of said.split('\n').filter(line => line !== '' && !line.endsWith(' has no stages'))) {
    console.log(line);
    nBad += /^no text of its dialect: .*sample-test-report-cli.md~block4.yml$/.test(line) ? 0 : 1;
  }

  for (const [target, engine] of [['github', 'github'], ['gitlab', 'gitlab-schema'], ['gitlab', 'gitlab']]) {
    const written = readdirSync(work).filter(name => name.startsWith(`${target}--`)).sort();
    const isSlow = engine === 'gitlab' && all === undefined;
    const step = isSlow ? Math.ceil(written.length / SAMPLES) : 1;
    const chosen = written.filter((name, i) => i % step === 0 && (engine !== 'gitlab' || !name.startsWith('gitlab--gitlab--')));
    const verdicts = await judgeEach(engine, chosen.map(name => join(work, name)));
    const refused = verdicts.filter(verdict => verdict.errors.length > 0);

    for (const verdict of refused) {
      const own = verdict.file.startsWith(`${target}--${target}--`) ? verdict.file.slice(2 * target.length + 4) : null;
      const first = own === null ? [] : (await judgeEach(engine, [join(corpus, target, own)])).filter(v => v.judge === verdict.judge);

      if (first.some(v => v.errors.length > 0)) {
        console.log(`refused as it is: ${own}: ${verdict.judge}`);
        continue;
      }
      console.log(`refused: ${verdict.file}: ${verdict.judge}\n    ${verdict.errors.join('\n    ')}`);
      nBad++;
    }
    console.log(`${engine}: ${chosen.length} of ${written.length} conversions, ${verdicts.length} verdicts, ${refused.length} refuse`);
    if (verdicts.length > 0 && refused.length === verdicts.length)
      throw new Error('no judge accepts any of them');
  }
} finally {
  rmSync(work, {recursive: true, force: true});
}
process.exit(nBad > 0 ? 1 : 0);
