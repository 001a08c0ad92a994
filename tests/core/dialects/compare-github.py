#!/usr/bin/env python3
# The reader of GitHub workflows finds in each real workflow the jobs, dependencies, steps, scripts and limits that PyYAML finds, in
# their places, and no error.
# usage: compare-github.py READER FOLDER
import json, pathlib, subprocess, sys

import yaml


class Plain(yaml.BaseLoader):
    """Every scalar as it is written: `on` is no boolean, and 1.10 no number."""


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def jobs_of(text):
    for job, body in (yaml.load(text, Loader=Plain).get('jobs') or {}).items():
        steps = body.get('steps') or []
        minutes = body.get('timeout-minutes', '')
        yield job, {
            'name': body.get('name'),
            'needs': listed(body.get('needs')),
            'runs': [step.get('run') for step in steps] if 'uses' not in body else [None],
            'names': [step.get('name') or step.get('uses') or next((w for w in ('wait', 'wait-all') if w in step), None)
                      for step in steps] if 'uses' not in body else [body['uses']],
            'environment': body['env'] if isinstance(body.get('env'), dict) else {},
            'timeout_s': int(minutes) * 60 if minutes.isdigit() else None,
        }


def main():
    reader, folder = sys.argv[1:]
    files = sorted(pathlib.Path(folder).glob('*.y*ml'))
    if not files:
        print(f'no workflows in {folder}')
        return 77
    bad = n_jobs = 0
    for file in files:
        text = file.read_bytes().decode('utf-8-sig')
        model = json.loads(subprocess.run([reader, '--dialect=github', '--json', file], stdout=subprocess.PIPE, check=True, text=True).stdout)
        verdict = subprocess.run([reader, '--dialect=github', file], stdout=subprocess.PIPE, check=True, text=True).stdout
        found = [(stage['id'], {
            'name': stage['name'],
            'needs': stage['needs'],
            'runs': [step['run'] for step in stage['steps']],
            'names': [step['name'] for step in stage['steps']],
            'environment': stage['environment'],
            'timeout_s': stage['timeout_s'],
        }) for stage in model['stages']]
        wanted = list(jobs_of(text))
        lines = text.splitlines()
        n_jobs += len(wanted)
        places = [stage for stage in model['stages'] if not lines[stage['line'] - 1].strip().strip('"\'').startswith(stage['id'])]
        if found != wanted or places or '\terror\t' in verdict:
            bad += 1
            print(f'{file.name}: {verdict}')
            for ours, theirs in zip(found, wanted):
                if ours != theirs:
                    print(f'  ours {ours}\n  PyYAML {theirs}')
    print(f'{len(files)} workflows, {n_jobs} jobs, {bad} read otherwise')
    return bad > 0


sys.exit(main())
