#!/usr/bin/env python3
# Adds up what the runs of Meson in these build folders recorded; the last line is for people and programs.
import json, pathlib, sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for build in sys.argv[1:]:
    logs = pathlib.Path(build) / 'meson-logs'
    known_bad = set()
    for suite in ET.parse(logs / 'testlog.junit.xml').iter('testsuite'):
        for case in suite.iter('testcase'):
            name = f'{case.get("classname")}: {case.get("name")}'
            if case.find('failure') is not None or case.find('error') is not None:
                failed += 1
                known_bad.add(case.get('classname'))
                known_bad.add(case.get('name'))
                print('FAILED', name)
            elif case.find('skipped') is not None:
                skipped += 1
                print('skipped', name)
            else:
                passed += 1
    # A program that crashed has no line for the test in which it did.
    for line in (logs / 'testlog.json').read_text().splitlines():
        test = json.loads(line)
        if test['result'] in ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS') and \
                not any(test['name'].split(' / ')[-1] in bad for bad in known_bad):
            failed += 1
            print('FAILED', test['name'], test['result'].lower())
tail = f', {skipped} skipped' if skipped else ''
print(f'{passed} passed, {failed} failed{tail}')
sys.exit(failed > 0 or passed == 0)
