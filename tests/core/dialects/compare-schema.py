#!/usr/bin/env python3
# The reader of the native dialect and its JSON Schema, as an independent validator understands it, say the same of every
# definition; what only the reader can say is in semantic/.
# usage: compare-schema.py READER SCHEMA FIXTURES EXAMPLE…
import json, pathlib, re, subprocess, sys

import jsonschema, yaml


class Core(yaml.SafeLoader):
    """The core schema of YAML 1.2: PyYAML alone reads `yes` and `1:30` in the manner of 1.1."""

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ('null', r'^(?:~|null|Null|NULL|)$', ['~', 'n', 'N', '']),
        ('bool', r'^(?:true|True|TRUE|false|False|FALSE)$', list('tTfF')),
        ('int', r'^[-+]?[0-9]+$', list('-+0123456789')),
        ('float', r'^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$', list('-+.0123456789')),
        ('merge', r'^<<$', ['<'])):
    Core.add_implicit_resolver('tag:yaml.org,2002:' + tag, re.compile(pattern), first)
Core.add_constructor('tag:yaml.org,2002:map', lambda loader, node: loader.construct_mapping(node, deep=True))


def main():
    reader, schema_file, fixtures, *examples = sys.argv[1:]
    schema = json.loads(pathlib.Path(schema_file).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(file for file in pathlib.Path(fixtures).glob('*/*.yml') if file.parent.name in ('valid', 'invalid', 'semantic'))
    expected = {str(file): file.parent.name for file in files} | {str(pathlib.Path(name)): 'valid' for name in examples}
    lines = subprocess.run([reader, *expected], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    problems, bad, counts = [], [], {}
    for line in lines:
        if line.startswith('\t'):
            problems.append(line.split('\t')[1:3])
            continue
        name = line.split('\t')[1]
        kind = expected.pop(name)
        # The schema has no warnings: to it an unknown key is as wrong as any other mistake.
        reads = not any(severity == 'error' or code == 'unknown-key' for severity, code in problems)
        problems = []
        counts[kind] = counts.get(kind, 0) + 1
        if reads != (kind == 'valid'):
            bad.append(f'{name}: the reader takes it for {"valid" if reads else "invalid"}')
        if kind == 'semantic':
            continue
        text = pathlib.Path(name).read_bytes().decode('utf-8-sig')
        errors = [error.message for error in validator.iter_errors(yaml.load(text, Loader=Core))]
        if (not errors) != (kind == 'valid'):
            bad.append(f'{name}: the schema says: {"; ".join(errors) or "valid"}')
    bad += [f'{name}: no word from the reader' for name in expected]
    if counts.get('valid', 0) < 30 or counts.get('invalid', 0) < 40 or not counts.get('semantic'):
        bad.append(f'too few definitions: {counts}')
    print('\n'.join(bad or [f'the same verdict on {counts}']))
    return bool(bad)


sys.exit(main())
