#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// test-same-artifacts.mjs PIPELINERCTL EXAMPLE: an example gives the same artifacts, byte for byte, when we run it, when
// gitlab-ci-local runs what we export for GitLab, when a shell runs the commands of what we export for CodeBuild, when dash, bash
// and make run the scripts that we export, and when a master and a worker of Buildbot run what we export for it.
import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {createServer} from 'node:net';
import {fileURLToPath} from 'node:url';
import {whyNot} from './judge.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [pipelinerctl, example] = process.argv.slice(2).map(path => resolve(path));
const work = mkdtempSync(join(tmpdir(), 'plr-same-'));
const author = {GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org', GIT_COMMITTER_DATE: '1700000000 +0000'};

// Other than in our sandbox, so that it shows if what is exported depends on them.
const surroundings = {TZ: 'Asia/Tokyo', LC_ALL: 'C'};

function skip(why) {
  console.error(`skipped: ${why}`);
  rmSync(work, {recursive: true, force: true});
  process.exit(77);
}

function run(cwd, command, args, env = {}) {
  return execFileSync(command, args, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, HOME: work, ...surroundings, ...env}});
}

// The example as a repository with one commit, the same each time.
function makeRepository(name, file, text) {
  const path = join(work, name);
  const git = (...args) => run(path, 'git', args, author);

  cpSync(example, path, {recursive: true});
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'The example');
  git('remote', 'add', 'origin', 'git@127.0.0.1:group/project.git');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  if (file)
    writeFileSync(join(path, file), text);

  return path;
}

const digest = path => existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'nothing';

// What we make: stage, path and digest of each artifact.
function runOurs(repository) {
  try {
    const out = run(repository, pipelinerctl, ['--state-dir', join(work, 'state'), 'run', '--json']);

    return out.trim().split('\n').map(line => JSON.parse(line)).filter(e => e.event === 'artifact');
  } catch (e) {
    const why = /[^"]*(Cannot set up the sandbox|bubblewrap|user namespaces)[^"]*/i.exec(`${e.stdout}${e.stderr}`);

    if (why)
      skip(why[0].trim());
    throw new Error(`${e.stdout}${e.stderr}`);
  }
}

function runGitlab(repository) {
  // GitLab says the time of the commit there, and gitlab-ci-local that of the run.
  run(repository, process.execPath, [join(here, 'node_modules/gitlab-ci-local/dist/index.js'), '--no-color',
    '--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source', '--state-dir', '.gcl',
    '--variable', `CI_COMMIT_TIMESTAMP=${new Date(1700000000000).toISOString()}`], {GIT_SSH_COMMAND: 'false'});

  // A cell of a matrix is in a folder whose name it makes up.
  const folders = readdirSync(join(repository, '.gcl', 'artifacts')).map(name => join(repository, '.gcl', 'artifacts', name));

  return artifact => folders.map(folder => join(folder, artifact.path)).find(existsSync) ?? '';
}

// As CodeBuild does: all commands of the phases in one shell, which gives up at the first that fails.
async function runBuildspec(repository, text) {
  const {default: YAML} = await import('yaml');
  const spec = YAML.parse(text, {version: '1.1'});
  const script = spec.phases.build.commands.map(command => `${command}\n[ $? = 0 ] || exit 1\n`).join('');

  run(repository, spec.env.shell, ['-c', script], spec.env.variables);

  return artifact => join(repository, artifact.path);
}

// A script of ours keeps artifacts in .pipeliner/artifacts/STAGE/SCRIPT/NAME/.
function runScript(repository, command, args) {
  run(repository, command, args);

  const top = join(repository, '.pipeliner', 'artifacts');
  const folders = readdirSync(top).flatMap(stage => readdirSync(join(top, stage)).flatMap(script =>
    readdirSync(join(top, stage, script)).map(name => join(top, stage, script, name))));

  return artifact => folders.map(folder => join(folder, artifact.path)).find(existsSync) ?? '';
}

function exists(command) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

const findPort = () => new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const {port} = server.address();

    server.close(() => done(port));
  });
});

// The ends of what the programs of Buildbot wrote.
function tails() {
  return ['bb-master', 'bb-worker'].map(name => join(work, name, 'twistd.log')).filter(existsSync)
    .map(path => `${path}:\n${readFileSync(path, 'utf8').slice(-3000)}`).join('\n');
}

// Until the probe gives something; a program that ended will not.
async function waitFor(what, children, probe) {
  for (const until = Date.now() + 180000; Date.now() < until; await new Promise(done => setTimeout(done, 100))) {
    const found = await probe().catch(() => null);

    if (found)
      return found;
    if (children.some(child => child.exitCode !== null))
      throw new Error(`${what}: a program of Buildbot ended\n${tails()}`);
  }
  throw new Error(`${what}: it took too long`);
}

// A master without its web server, which Debian does not have, and a worker that is a program of its own; both end here.
async function runBuildbot(repository, text) {
  const port = await findPort();
  const master = join(work, 'bb-master');
  const worker = join(work, 'bb-worker');
  const env = {...process.env, HOME: work, ...surroundings, PLR_REPOSITORY: repository, PLR_WORKERS: 'one', PLR_WORKER_PASSWORD: 'pass',
    PLR_WORKER_PORT: `tcp:${port}:interface=127.0.0.1`, PLR_WEB_PORT: '', PLR_HOOK_PASSWORD: 'hooked'};
  const children = [];

  run(work, 'buildbot', ['create-master', '-q', '--db', 'sqlite:///state.sqlite', master]);
  writeFileSync(join(master, 'master.cfg'), text);
  run(master, 'buildbot', ['checkconfig', 'master.cfg']);
  run(master, 'buildbot', ['checkconfig', 'master.cfg'], env);
  run(work, 'buildbot-worker', ['create-worker', worker, `127.0.0.1:${port}`, 'one', 'pass']);
  try {
    for (const [command, folder] of [['buildbot', master], ['buildbot-worker', worker]])
      children.push(spawn(command, ['start', '--nodaemon', folder], {cwd: folder, env, stdio: 'ignore'}));
    await waitFor('the master', children, async () => run(work, 'buildbot', ['sendchange', '--master', `127.0.0.1:${port}`, '--auth', 'hook:hooked',
      '--who', 'ada', '--repository', repository, '--branch', 'main', '--vc', 'git', 'a-file']) || true);

    const [, result] = await waitFor('the pipeline', children, async () =>
      /<Build pipeline number:1 results:(\w+)>: build finished/.exec(readFileSync(join(master, 'twistd.log'), 'utf8')));

    if (result !== 'success')
      throw new Error(`the pipeline ended with ${result}\n${tails()}`);
  } finally {
    await Promise.all(children.map(child => new Promise(done => {
      if (child.exitCode !== null)
        return done();
      child.on('exit', done);
      child.kill('SIGTERM');
    })));
  }

  const top = join(master, 'artifacts', '1');
  const folders = readdirSync(top).flatMap(stage => readdirSync(join(top, stage)).map(cell => join(top, stage, cell)));

  for (const folder of folders)
    for (const tar of readdirSync(folder))
      run(folder, 'tar', ['xf', tar]);

  return artifact => folders.map(folder => join(folder, artifact.path)).find(existsSync) ?? '';
}

// What has to be there for gitlab-ci-local, and for a look into the buildspec.
const lack = whyNot() ?? (exists('rsync') ? null : 'gitlab-ci-local copies the sources with rsync, which is not installed');

try {
  const source = makeRepository('ours');
  const exported = target => run(source, pipelinerctl, ['export', '--to', target]);
  const artifacts = runOurs(source);
  const places = {};

  if (lack === null) {
    places['gitlab-ci-local'] = runGitlab(makeRepository('gitlab', '.gitlab-ci.yml', exported('gitlab')));
    places['the buildspec'] = await runBuildspec(makeRepository('buildspec'), exported('buildspec'));
  } else {
    console.log(`GitLab and CodeBuild were left out: ${lack}`);
  }
  writeFileSync(join(work, 'pipeline.sh'), exported('shell'));
  writeFileSync(join(work, 'pipeline.mk'), exported('makefile'));
  for (const shell of ['dash', 'bash'].filter(exists)) {
    run(work, shell, ['-n', 'pipeline.sh']);
    places[shell] = runScript(makeRepository(shell), shell, [join(work, 'pipeline.sh')]);
  }
  places.make = runScript(makeRepository('make'), 'make', ['-j2', '-f', join(work, 'pipeline.mk')]);
  if (exists('buildbot') && exists('buildbot-worker'))
    places.Buildbot = await runBuildbot(makeRepository('buildbot'), exported('buildbot'));
  else
    console.log('Buildbot is not installed, and was left out');
  let nBad = artifacts.length > 0 ? 0 : 1;

  for (const artifact of artifacts)
    for (const [name, place] of Object.entries(places)) {
      const other = digest(place(artifact));

      console.log(`${other === artifact.sha256 ? 'the same' : 'ANOTHER'}: ${artifact.stage} ${artifact.path}: ${name}: ${other}`);
      nBad += other === artifact.sha256 ? 0 : 1;
    }
  process.exitCode = nBad > 0 ? 1 : 0;
} catch (e) {
  console.error(`${e.message}\n${e.stdout ?? ''}${e.stderr ?? ''}`);
  process.exitCode = 1;
} finally {
  rmSync(work, {recursive: true, force: true});
}
