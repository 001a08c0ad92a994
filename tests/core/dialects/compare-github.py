#!/usr/bin/env python3
# The reader of GitHub workflows finds in each real workflow what PyYAML finds there: triggers with their filters, jobs, dependencies,
# conditions, matrices, permissions, steps and all else that the model has a word for, in their places, and no error.
# usage: compare-github.py READER FOLDER
import json, pathlib, re, subprocess, sys

import yaml


class Plain(yaml.BaseLoader):
    """Every scalar as it is written: `on` is no boolean, and 1.10 no number."""


EVENTS = {'push': 'push', 'pull_request': 'pull-request', 'pull_request_target': 'pull-request', 'schedule': 'schedule',
          'workflow_dispatch': 'manual', 'repository_dispatch': 'manual', 'workflow_call': 'call', 'workflow_run': 'pipeline'}
FILTERS = {'branches': 'branches', 'branches-ignore': 'branches_ignored', 'tags': 'tags', 'tags-ignore': 'tags_ignored',
           'paths': 'paths', 'paths-ignore': 'paths_ignored', 'types': 'types'}


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def texts(value):
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def minutes(value):
    return round(float(value) * 60) if re.fullmatch(r'[0-9.]+', value or '') else None


def condition(text):
    """The condition as it is written, but for `${{ }}` around all of it."""
    text = (text or '').strip()
    whole = re.fullmatch(r'\$\{\{((?:(?!\}\}).)*)\}\}', text, re.S)
    return (whole[1].strip() if whole else text) or None


def joined(model):
    """The same of the model, which has always() and failure() apart."""
    function = {'always': 'always()', 'failure': 'failure()'}.get(model.get('when'))
    rest = model.get('condition')
    return rest and function and [f'{function} && {rest}', f'{function} && ({rest})'] or [rest or function]


def secrets(value):
    found = {k: re.fullmatch(r'\$\{\{\s*secrets\.(\w+)\s*\}\}', v) for k, v in texts(value).items()}
    return {k: v[1] for k, v in found.items() if v}


def permissions(value):
    if value is None:
        return {}
    return value if isinstance(value, dict) and value else {'*': value or 'none'}


def concurrency(value):
    if isinstance(value, dict):
        return value.get('group'), value.get('cancel-in-progress') == 'true'
    return value, False


def below(value, name):
    return value.get(name) if isinstance(value, dict) else value or None


def detail(body):
    """What is said of an input beside its default."""
    found = {k: (body or {}).get(k) for k in ('description', 'type', 'options')}
    return {**{k: v for k, v in found.items() if v is not None}, **({'required': True} if (body or {}).get('required') == 'true' else {})}


def triggers(on):
    if not isinstance(on, dict):
        on = {name: None for name in listed(on)}
    for name, body in on.items():
        event = {'event': EVENTS.get(name, 'other'), 'name': name}
        if name == 'schedule':
            yield from ({**event, 'schedule': item['cron']} for item in body)
            continue
        body = body or {}
        event.update({ours: listed(body[theirs]) for theirs, ours in FILTERS.items() if body.get(theirs)})
        for ours, one, value in (('inputs', 'input', 'default'), ('secrets', 'secret', None), ('outputs', 'output', 'value')):
            asked = body.get(ours) or {}
            details = {k: detail(v) for k, v in asked.items() if detail(v)}
            if asked:
                event[ours] = {k: (v or {}).get(value) or '' for k, v in asked.items()}
            if details:
                event[f'{one}_details'] = details
        yield event


def steps(job, defaults):
    for step in job.get('steps') or []:
        run = step.get('run')
        yield {
            'name': step.get('name') or next((w for w in ('wait', 'wait-all') if w in step), None),
            'run': run,
            'id': step.get('id'),
            'uses': step.get('uses'),
            'arguments': texts(step.get('with')),
            'environment': texts(step.get('env')),
            'secrets': secrets(step.get('env')),
            'shell': step.get('shell') or (defaults.get('shell') if run else None),
            'directory': step.get('working-directory') or (defaults.get('working-directory') if run else None),
            'if': condition(step.get('if')),
            'allow_failure': step.get('continue-on-error') == 'true',
            'timeout_s': minutes(step.get('timeout-minutes')),
        }


def rows(value):
    return [{**texts(row), **{k: v for k, v in row.items() if isinstance(v, dict)}} for row in value] if isinstance(value, list) else []


def axes(matrix):
    for name, values in matrix.items():
        if name in ('include', 'exclude'):
            continue
        if isinstance(values, str) and values.startswith('${{'):
            yield name, [values]
        elif isinstance(values, list) and all(isinstance(v, (str, dict)) for v in values):
            yield name, values


def cell(value):
    """A value of a matrix that is a mapping is a line of text in the model."""
    return yaml.load(value, Loader=Plain) if value.startswith('{') else value


def jobs(text):
    root = yaml.load(text, Loader=Plain)
    for job, body in (root.get('jobs') or {}).items():
        defaults = {**((root.get('defaults') or {}).get('run') or {}), **((body.get('defaults') or {}).get('run') or {})}
        strategy = body.get('strategy') or {}
        matrix = strategy.get('matrix') or {}
        cells = matrix if isinstance(matrix, dict) else {}
        group, cancels = concurrency(body.get('concurrency'))
        runner = body.get('runs-on')
        handed = body.get('secrets') or {}
        yield job, {
            'name': body.get('name'),
            'needs': listed(body.get('needs')),
            'if': condition(body.get('if')),
            'runner': listed(below(runner, 'labels') if isinstance(runner, dict) else runner),
            'environment': texts(body.get('env')),
            'secrets': secrets(body.get('env')),
            'timeout_s': minutes(body.get('timeout-minutes')),
            'permissions': permissions(body.get('permissions')),
            'concurrency': group,
            'cancels': cancels,
            'outputs': body.get('outputs') or {},
            'image': below(body.get('container'), 'image'),
            'services': [(name, below(service, 'image')) for name, service in (body.get('services') or {}).items()],
            'deploy': below(body.get('environment'), 'name'),
            'url': body['environment'].get('url') if isinstance(body.get('environment'), dict) else None,
            'allow_failure': body.get('continue-on-error') == 'true',
            'calls': body.get('uses'),
            'arguments': {**texts(body.get('with')), **({'*': 'inherit'} if handed == 'inherit' else
                                                          {k: handed[k] for k in secrets(handed)})},
            'keeps_going': strategy.get('fail-fast') == 'false',
            'max_parallel': int(strategy.get('max-parallel') or 0),
            'matrix': dict(axes(cells)),
            'include': rows(cells.get('include')),
            'exclude': rows(cells.get('exclude')),
            'matrix_expression': matrix if isinstance(matrix, str) else None,
            'steps': list(steps(body, defaults)),
            'caches': [(s['with'].get('key'), [line.strip() for line in s['with']['path'].splitlines() if line.strip()]) for s in body.get('steps') or []
                       if (s.get('uses') or '').startswith(('actions/cache@', 'actions/cache/'))],
            'artifacts': [s['with'].get('name', 'artifact') for s in body.get('steps') or []
                          if (s.get('uses') or '').startswith('actions/upload-artifact@')],
        }


def ours_of(stage, wanted):
    """What the model says of the same; a condition is as wanted if either way of writing it is."""
    found = {name: stage.get(name, type(value)() if not isinstance(value, str) and value is not None else None)
             for name, value in wanted.items()}
    found['if'] = wanted['if'] if wanted['if'] in joined(stage) else joined(stage)
    found['services'] = [(s['name'], s['image']) for s in stage.get('services', [])]
    found['caches'] = [(c['key'], c['paths']) for c in stage.get('caches', [])]
    found['artifacts'] = [a['name'] for a in stage['artifacts']]
    found['matrix'] = {name: [cell(v) for v in values] for name, values in found['matrix'].items()}
    for name in ('include', 'exclude'):
        found[name] = [{k: cell(v) for k, v in row.items()} for row in found[name]]
    found['steps'] = []
    for step, want in zip(stage['steps'], wanted['steps']):
        one = {name: step.get(name, type(value)() if not isinstance(value, str) and value is not None else None)
               for name, value in want.items()}
        one['if'] = want['if'] if want['if'] in joined(step) else joined(step)
        one['timeout_s'] = step.get('timeout_s')
        found['steps'].append(one)
    return found


def differences(model, text):
    root = yaml.load(text, Loader=Plain)
    group, cancels = concurrency(root.get('concurrency'))
    found = [{k: v for k, v in trigger.items() if k != 'line'} for trigger in model.get('triggers', [])]
    pairs = [('on', found, list(triggers(root['on']))),
             ('name', model['name'], root.get('name')),
             ('env', model['variables'], texts(root.get('env'))),
             ('permissions', model.get('permissions', {}), permissions(root.get('permissions'))),
             ('concurrency', (model.get('concurrency'), model.get('cancels', False)), (group, cancels))]
    wanted = list(jobs(text))
    pairs.append(('jobs', [stage['id'] for stage in model['stages']], [job for job, _ in wanted]))
    for stage, (job, body) in zip(model['stages'], wanted):
        ours = ours_of(stage, body)
        pairs += [(f'{job}.{name}', ours[name], body[name]) for name in body]
        pairs.append((f'{job}.steps', len(stage['steps']), len(body['steps'])))
    return [(name, ours, theirs) for name, ours, theirs in pairs if ours != theirs], len(wanted)


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
        found, n = differences(model, text)
        lines = text.splitlines()
        n_jobs += n
        places = [stage for stage in model['stages'] if not lines[stage['line'] - 1].strip().strip('"\'').startswith(stage['id'])]
        if found or places or '\terror\t' in verdict:
            bad += 1
            print(f'{file.name}: {verdict}')
            for name, ours, theirs in found:
                print(f'  {name}\n    ours   {ours}\n    PyYAML {theirs}')
    print(f'{len(files)} workflows, {n_jobs} jobs, {bad} read otherwise')
    return bad > 0


sys.exit(main())
