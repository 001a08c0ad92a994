#!/usr/bin/env python3
# stages.py PIPELINERCTL [LIMIT]: what the sandbox and the engine add to fifty trivial stages.
#
# Runs, in turn, so that a change in the machine's speed hits all alike:
#   ours    pipelinerctl run --jobs 1 of a pipeline of 50 stages that run `true`
#   bwrap   the same 50 commands through bare bubblewrap with the hermetic arguments, one after the other
#   make    make -j2 of 50 phony targets, not confined at all
#   gcl     gitlab-ci-local on the same 50 jobs, shell executor, where it is installed
# and fails when the median of ours is above LIMIT (default 1.5) times that of bwrap.
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

STAGES, ROUNDS = 50, 5
ctl, limit = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.5
nobody = {'user': 65534, 'group': 65534, 'extra_groups': []} if os.geteuid() == 0 else {}

HERMETIC = '''--unshare-user --unshare-all --disable-userns --new-session --die-with-parent --clearenv
  --setenv PATH /usr/bin:/bin --setenv HOME /build --setenv TZ UTC --setenv LC_ALL C.UTF-8 --hostname localhost
  --uid 1000 --gid 1000 --cap-drop ALL --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib
  --symlink usr/lib64 /lib64 --symlink usr/sbin /sbin --proc /proc --ro-bind /proc/sys /proc/sys --dev /dev
  --size 67108864 --perms 1777 --tmpfs /dev/shm --remount-ro /dev --size 67108864 --perms 1777 --tmpfs /tmp'''.split()


def quiet(args, **options):
    begun = time.monotonic()
    done = subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        sys.exit(f'{args[0]} failed ({done.returncode}): {done.stderr.decode(errors="replace")[-400:]}')
    return time.monotonic() - begun


def bare_bwrap(work):
    line = ['bwrap', *HERMETIC, '--bind', work, '/build', '--chdir', '/build', '--remount-ro', '/', '--', 'sh', '-e', '-c', 'true']
    return sum(quiet(line, **nobody) for _ in range(STAGES))


with tempfile.TemporaryDirectory(prefix='plr-bench-') as top:
    os.chmod(top, 0o755)
    repo, work, state, gcl = (pathlib.Path(top) / name for name in ('repo', 'work', 'state', 'gcl'))
    for folder in (repo, work, state, gcl):
        folder.mkdir()
    if nobody:
        os.chown(work, 65534, 65534)
    (repo / 'pipeliner.yml').write_text('pipeliner: 1\nstages:\n' + ''.join(
        f'  s{i}:\n    steps: ["true"]\n' for i in range(STAGES)))
    (repo / 'Makefile').write_text('all: ' + ' '.join(f's{i}' for i in range(STAGES)) + '\n' + ''.join(
        f's{i}:\n\t@true\n' for i in range(STAGES)))
    (gcl / '.gitlab-ci.yml').write_text(''.join(f's{i}:\n  script: ["true"]\n' for i in range(STAGES)))
    git = ['git', '-c', 'user.name=bench', '-c', 'user.email=bench@example.org', '-C']
    for place in (repo, gcl):
        for command in (['init', '-q'], ['add', '-A'], ['commit', '-qm', 'bench']):
            subprocess.run([*git, str(place), *command], check=True)
    # It wants to know of which project the folder is.
    subprocess.run([*git, str(gcl), 'remote', 'add', 'origin', 'git@127.0.0.1:group/project.git'], check=True)
    judge = pathlib.Path(__file__).parents[1] / 'judges' / 'node_modules' / '.bin' / 'gitlab-ci-local'
    judge = str(judge) if judge.exists() else shutil.which('gitlab-ci-local')
    judge = judge if shutil.which('rsync') else None  # which it copies the sources with

    ways = {
        'ours': lambda: quiet([ctl, '--state-dir', str(state), 'run', '--jobs', '1'], cwd=repo),
        'bwrap': lambda: bare_bwrap(str(work)),
        'make': lambda: quiet(['make', '-s', '-j2', '-C', str(repo)]),
    }
    if judge:
        ways['gcl'] = lambda: quiet([judge, '--force-shell-executor', '--no-artifacts-to-source'], cwd=gcl)
    times = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, run in ways.items():
            seconds = run()
            if turn > 0:  # the first is for the caches
                times[name].append(seconds)

median = {name: statistics.median(values) for name, values in times.items()}
for name, values in times.items():
    print(f'{name:6} {median[name] * 1000:8.1f} ms  (min {min(values) * 1000:.1f}, max {max(values) * 1000:.1f})'
          f'  ours is {median["ours"] / median[name]:.3f} of it')
ratio = median['ours'] / median['bwrap']
print(f'50 stages, one job: {ratio:.2f} times bare bubblewrap (limit {limit})')
sys.exit(ratio > limit)
