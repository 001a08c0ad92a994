#!/usr/bin/env python3
# What is written for CodePipeline passes botocore's model of the service, and what is written for CodeBuild and CodeDeploy the schemas:
# the samples of the exports, and every definition of the corpus that can be converted; and the judge does refuse what is wrong.
# usage: test-aws.py EXPORT-SAMPLES PIPELINERCTL SHARED
import json, pathlib, subprocess, sys, tempfile

samples, pipelinerctl, shared = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
judge = shared / 'judges' / 'py' / 'aws.py'
python = '/usr/bin/python3' if pathlib.Path('/usr/bin/python3').exists() else sys.executable


def judged(files):
    out = subprocess.run([python, judge, 'codepipeline', *files], stdout=subprocess.PIPE, text=True).stdout
    rows = [line.split('\t') for line in out.splitlines()]
    assert len(rows) == len(files), out
    return [row for row in rows if row[1] != 'PASS']


def schema_judged(target, files):
    """Buildspecs and appspec files by the schemas that were written from the guides of AWS."""
    try:
        import jsonschema
        import yaml
    except ImportError:
        print(f'{target}: no jsonschema')
        return []
    schema = json.loads((shared / 'judges' / 'schemas' / f'{target}.own.json').read_text())
    validator = jsonschema.Draft7Validator(schema)
    bad = []
    for file in files:
        found = [error.message[:200] for error in validator.iter_errors(yaml.safe_load(file.read_text()))]
        bad += [[str(file), 'FAIL', *found]] if found else []
    return bad


def convert(work, target):
    """Of each kind, what is not valid by our own reader is left out: it cannot be written."""
    files = []
    accepted = {row.split('\t')[1] for row in (shared / 'judges' / 'baseline.tsv').read_text().splitlines() if '\tPASS' in row}
    for kind in ('github', 'gitlab', 'buildspec', 'appspec', 'codepipeline', 'codepipeline-cfn'):
        n = 0
        for file in sorted((shared / 'corpus' / kind).iterdir()):
            if kind == target and f'{kind}/{file.name}' not in accepted:
                continue  # what the judge refuses stays as it is
            out = work / f'{target}-of-{kind}-{len(files)}'
            # A definition is known by its place.
            place = work / kind / (f'.github/workflows/{file.name}' if kind == 'github' else f'{file.name}.gitlab-ci.yml' if kind == 'gitlab'
                                   else f'{kind}-{file.name}' if kind in ('buildspec', 'appspec') else file.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
            done = subprocess.run([pipelinerctl, 'convert', '--to', target, '-o', out, place], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
            if done.returncode < 0:
                print(f'{file}: {done.stdout}')
                sys.exit(1)
            if out.exists():
                files.append(out)
                n += 1
        print(f'{kind} to {target}: {n} converted')
    return files


def main():
    if not judge.exists() or subprocess.run([python, '-c', 'import sys; sys.path.insert(0, "/usr/lib/python3/dist-packages"); import botocore'],
                                            stderr=subprocess.DEVNULL).returncode != 0:
        print('skipped: neither the judge nor botocore is there')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        subprocess.run([samples, folder], check=True)
        files = sorted(work.glob('codepipeline-*.yml'))
        assert files
        bad = judged(files + convert(work, 'codepipeline'))
        for target in ('buildspec', 'appspec'):
            bad += schema_judged(target, sorted(work.glob(f'{target}-*.yml')) + convert(work, target))
        for row in bad:
            print('\t'.join(row))

        wrong = json.loads((work / 'codepipeline-small.yml').read_text())
        wrong['pipeline']['stages'][1]['actions'][0]['actionTypeId']['category'] = 'Compile'
        (work / 'mistaken.json').write_text(json.dumps(wrong))
        if not judged([work / 'mistaken.json']):
            print('the judge accepts a mistake')
            return 1
    print(f'{len(bad)} refused')
    return len(bad) > 0


sys.exit(main())
