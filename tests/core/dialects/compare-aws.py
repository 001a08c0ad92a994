#!/usr/bin/env python3
# The readers of buildspecs, appspec files and pipelines for CodePipeline find in each real file the commands, scripts, functions,
# actions, artifacts and variables that PyYAML finds, and no error where the judges find none.
# usage: compare-aws.py READER SHARED
import json, pathlib, subprocess, sys

import yaml


class Plain(yaml.BaseLoader):
    """Every scalar as it is written, and what a template computes as a pair of its tag and its value."""


def construct_tag(loader, suffix, node):
    kind = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: loader.construct_sequence,
            yaml.MappingNode: loader.construct_mapping}[type(node)]
    return {'!' + suffix: kind(node, deep=True) if not isinstance(node, yaml.ScalarNode) else kind(node)}


Plain.add_multi_constructor('!', construct_tag)

SERVER = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'BeforeInstall', 'Install', 'AfterInstall', 'ApplicationStart',
          'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic']
ECS = ['BeforeInstall', 'Install', 'AfterInstall', 'AfterAllowTestTraffic', 'BeforeAllowTraffic', 'AfterAllowTraffic']
LAMBDA = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic']


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def below(directory, paths):
    return [f'{directory}/{path}' if directory else path for path in listed(paths)]


def buildspec(data):
    steps = [[phase, command] for phase in ('install', 'pre_build', 'build', 'post_build')
             for key in ('commands', 'finally') for command in listed(((data['phases'] or {}).get(phase) or {}).get(key))]
    env = data.get('env') or {}
    artifacts = data.get('artifacts') or {}
    made = {artifacts.get('name') or 'artifact': below(artifacts.get('base-directory'), artifacts.get('files'))}
    for name, value in (artifacts.get('secondary-artifacts') or {}).items():
        made[name] = below(value.get('base-directory'), value.get('files'))
    reports = [path for group in (data.get('reports') or {}).values() for path in below(group.get('base-directory'), group.get('files'))]
    names = [name for key in ('variables', 'parameter-store', 'secrets-manager') for name in env.get(key) or {}]
    return [[['build', steps, {k: v for k, v in made.items() if v}, reports]], names]


def read_buildspec(model):
    return [[[s['id'], [[step['name'], step['run']] for step in s['steps']], {a['name']: a['paths'] for a in s['artifacts']}, s['reports']]
             for s in model['stages']], list(model['variables'])]


def appspec(data):
    if 'Resources' in data:
        resource = next(iter(data['Resources'][0].values()))
        is_lambda = resource['Type'] == 'AWS::Lambda::Function'
        hooks = {key: [value] for item in data.get('Hooks') or [] for key, value in item.items()}
        hooks['AllowTraffic' if is_lambda else 'Install'] = []
        order = LAMBDA if is_lambda else ECS
    else:
        hooks = {key: [item.get('location') for item in value] for key, value in (data.get('hooks') or {}).items()}
        if 'files' in data:
            hooks['Install'] = []
        order = SERVER
    return [[event, hooks[event]] for event in order if event in hooks]


def read_appspec(model):
    return [[s['id'], [step['run'] or step.get('uses') for step in s['steps']]] for s in model['stages']]


def capital(word, data):
    return word[0].upper() + word[1:] if 'Resources' in data else word


def shown(value):
    """A reference as Fn::Sub writes it; None for anything else that is computed."""
    if not isinstance(value, dict):
        return value
    (tag, inner), = value.items()
    if tag in ('!Ref', 'Ref'):
        return '${' + inner + '}'
    return inner if tag in ('!Sub', 'Fn::Sub') and isinstance(inner, str) else None


def unwrapped(item):
    """The first branch of an !If."""
    return next(iter(item.values()))[1] if isinstance(item, dict) and set(item) & {'!If', 'Fn::If'} else item


def codepipeline(data):
    word = lambda text: capital(text, data)
    if 'Resources' in data:
        pipelines = [r['Properties'] for r in data['Resources'].values() if r.get('Type') == 'AWS::CodePipeline::Pipeline']
    else:
        pipelines = [data.get('pipeline', data)]
    found = []
    for pipeline in pipelines:
        for stage in map(unwrapped, pipeline[word('stages')]):
            actions = sorted(map(unwrapped, stage[word('actions')]), key=lambda action: int(action.get(word('runOrder'), 1)))
            for action in actions:
                found.append([shown(stage[word('name')]), shown(action[word('name')]),
                              [shown(a[word('name')]) for a in action.get(word('inputArtifacts')) or []],
                              [shown(a[word('name')]) for a in action.get(word('outputArtifacts')) or []],
                              sorted(action.get(word('configuration')) or {})])
    return found


def read_codepipeline(model):
    return [[None if s['group'].startswith('!') else s['group'], s['name'] or s['id'], [i.split('/')[1] for i in s['inputs']], [a['name'] for a in s['artifacts']],
             sorted(key for key in s.get('arguments', {}) if key not in ('runOrder', 'namespace', 'region', 'roleArn'))] for s in model['stages']]


KINDS = {
    'buildspec': ('buildspec', buildspec, read_buildspec),
    'appspec': ('appspec', appspec, read_appspec),
    'codepipeline': ('codepipeline', codepipeline, read_codepipeline),
    'codepipeline-cfn': ('codepipeline', codepipeline, read_codepipeline),
}


def main():
    reader, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    baseline = shared / 'judges' / 'baseline.tsv'
    if not baseline.exists():
        print(f'no corpus in {shared}')
        return 77
    accepted = {row.split('\t')[1] for row in baseline.read_text().splitlines() if '\tPASS' in row}
    bad = 0
    for kind, (dialect, expect, model_of) in KINDS.items():
        files = sorted((shared / 'corpus' / kind).iterdir())
        judged = same = 0
        for file in files:
            is_valid = kind == 'codepipeline-cfn' or f'{kind}/{file.name}' in accepted
            verdict = subprocess.run([reader, '--dialect=' + dialect, file], stdout=subprocess.PIPE, check=True, text=True).stdout
            if is_valid and '\terror\t' in verdict:
                bad += 1
                print(f'{file.name}: {verdict}')
            if not is_valid:
                continue
            judged += 1
            text = file.read_text(encoding='utf-8-sig').replace('\t', '  ') if file.suffix == '.json' else file.read_text(encoding='utf-8-sig')
            ours = model_of(json.loads(subprocess.run([reader, '--dialect=' + dialect, '--json', file], stdout=subprocess.PIPE, check=True,
                                                      text=True).stdout))
            theirs = expect(yaml.load(text, Loader=Plain))
            if ours == theirs:
                same += 1
            else:
                bad += 1
                print(f'{file.name}\n  ours {ours}\n  PyYAML {theirs}')
        print(f'{kind}: {len(files)} files, {judged} of them valid, {same} read as PyYAML reads them')
    return bad > 0


sys.exit(main())
