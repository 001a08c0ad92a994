#!/usr/bin/env python3
# The reader of GitLab CI finds in each real configuration the jobs, commands, variables and needs that PyYAML finds when
# extends, references and defaults are followed as GitLab describes it, in their places, and no error.
# usage: compare-gitlab.py READER FOLDER
import json, pathlib, subprocess, sys

import yaml

GLOBALS = {'default', 'include', 'before_script', 'image', 'services', 'after_script', 'variables', 'stages', 'types', 'cache',
           'workflow', 'spec'}


class Plain(yaml.BaseLoader):
    """Every scalar as it is written, but for null."""


class Reference(list):
    pass


NULLS = {'', '~', 'null', 'Null', 'NULL'}


def scalar(loader, node):
    return None if node.style is None and node.value in NULLS else node.value


def reference(loader, node):
    return Reference(loader.construct_sequence(node))


# As with GitLab, the keys of a mapping win over those that it merges, and of two merges the first.
def mapping(loader, node):
    out = {}
    yield out
    merges = []
    for key, value in node.value:
        if key.value == '<<' and key.style is None:
            got = loader.construct_object(value, deep=True)
            merges += got if isinstance(got, list) else [got]
        else:
            out[key.value] = loader.construct_object(value, deep=True)
    for merge in merges:
        for key, value in merge.items():
            out.setdefault(key, value)


Plain.add_constructor('tag:yaml.org,2002:map', mapping)
Plain.add_constructor('tag:yaml.org,2002:str', scalar)
Plain.add_constructor('!reference', reference)


def merge(under, over):
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return {**under, **{key: merge(under[key], value) if key in under else value for key, value in over.items()}}


class Config:
    def __init__(self, root):
        self.root = root

    def follow(self, value):
        if isinstance(value, Reference):
            found = self.root
            for i, name in enumerate(value):
                if not isinstance(found, dict) or name not in found:
                    found = self.job(value[0]).get(name) if i == 1 and value[0] in self.root else None
                    break
                found = found[name]
            return value if found is None else self.follow(found)
        if isinstance(value, list):
            return [self.follow(item) for item in value]
        if isinstance(value, dict):
            return {key: self.follow(item) for key, item in value.items()}
        return value

    def job(self, name):
        own = self.follow(self.root[name])
        bases = own.get('extends') or []
        out = {}
        for base in bases if isinstance(bases, list) else [bases]:
            if isinstance(self.root.get(base), dict):
                out = merge(out, self.job(base))
        return merge(out, own)

    def default(self, job, key):
        if job.get(key) is not None:
            return job[key]
        inherit = (job.get('inherit') or {}).get('default')
        if inherit == 'false' or (isinstance(inherit, list) and key not in inherit):
            return None
        value = (self.root.get('default') or {}).get(key)
        return self.follow(value if value is not None else self.root.get(key) if key != 'timeout' else None)


def flat(value):
    if value is None:
        return []
    if isinstance(value, Reference) or not isinstance(value, list):
        return [value]
    return [item for part in value for item in flat(part)]


def text(value):
    return '' if isinstance(value, Reference) else value


def jobs_of(source):
    documents = list(yaml.load_all(source, Loader=Plain))
    config = Config(documents[1] if len(documents) > 1 else documents[0])
    for name in config.root:
        if name.startswith('.') or name in GLOBALS:
            continue
        job = config.job(name)
        variables = job.get('variables') or {}
        commands = [] if 'trigger' in job else [*flat(config.default(job, 'before_script')), *flat(job.get('script')),
                                                *flat(config.default(job, 'after_script'))]
        needs = job.get('needs')
        names = [need.get('job') if isinstance(need, dict) else need for need in flat(needs)
                 if not isinstance(need, dict) or not need.get('project')]
        image = config.default(job, 'image') if 'trigger' not in job else None
        yield name, {
            'group': job.get('stage') or 'test',
            'runs': [text(command) for command in commands],
            'needs': None if needs is None else [need for i, need in enumerate(names) if need in config.root and need not in names[:i]],
            'environment': {key: (value.get('value') if isinstance(value, dict) else value) or '' for key, value in variables.items()}
            if isinstance(variables, dict) else {},
            'image': image.get('name') if isinstance(image, dict) else image,
        }


def main():
    reader, folder = sys.argv[1:]
    files = sorted(pathlib.Path(folder).glob('*.y*ml'))
    if not files:
        print(f'no configurations in {folder}')
        return 77
    bad = n_jobs = 0
    for file in files:
        source = file.read_bytes().decode('utf-8-sig')
        model = json.loads(subprocess.run([reader, '--dialect=gitlab', '--json', file], stdout=subprocess.PIPE, check=True, text=True).stdout)
        verdict = subprocess.run([reader, '--dialect=gitlab', file], stdout=subprocess.PIPE, check=True, text=True).stdout
        found = {stage['id']: {
            'group': stage.get('group') or 'test',
            'runs': [step['run'] for step in stage['steps']],
            'needs': None if stage.get('implied_needs') else stage['needs'],
            'environment': stage['environment'],
            'image': stage.get('image'),
        } for stage in model['stages']}
        wanted = dict(jobs_of(source))
        lines = source.splitlines()
        n_jobs += len(wanted)
        places = [stage['id'] for stage in model['stages'] if not lines[stage['line'] - 1].strip('"\'').startswith(stage['id'])]
        if found != wanted or places or list(found) != list(wanted) or '\terror\t' in verdict:
            bad += 1
            print(f'{file.name}: {verdict}{places}')
            for name in wanted:
                if found.get(name) != wanted[name]:
                    print(f'  ours {name} {found.get(name)}\n  PyYAML {wanted[name]}')
    print(f'{len(files)} configurations, {n_jobs} jobs, {bad} read otherwise')
    return bad > 0


sys.exit(main())
