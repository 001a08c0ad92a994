#!/usr/bin/env python3
# Adds up what the runs of Meson in these build folders recorded; the last line is for people and programs.
import json, pathlib, re, sys
import xml.etree.ElementTree as ET

# Meson writes what a test said as it said it, also what XML cannot hold.
FORBIDDEN = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def reason(case):
    """Of a test that was skipped: what it or its program said last."""
    said = [case.findtext(f'system-{stream}', '').strip() for stream in ('out', 'err')]
    lines = '\n'.join(said).strip().splitlines() or ['no reason given']
    return re.sub('^(1..0 # SKIP|skipped:) *', '', lines[-1])


passed = failed = 0
skipped = {}
for build in sys.argv[1:]:
    logs = pathlib.Path(build) / 'meson-logs'
    known_bad = set()
    record = (logs / 'testlog.junit.xml').read_text(errors='replace')
    for suite in ET.fromstring(FORBIDDEN.sub('?', record)).iter('testsuite'):
        for case in suite.iter('testcase'):
            name = f'{case.get("classname")}: {case.get("name")}'
            if case.find('failure') is not None or case.find('error') is not None:
                failed += 1
                known_bad.add(case.get('classname'))
                known_bad.add(case.get('name'))
                print('FAILED', name)
            elif case.find('skipped') is not None:
                skipped.setdefault(reason(case), []).append(name)
            else:
                passed += 1
    # A program that crashed has no line for the test in which it did.
    for line in (logs / 'testlog.json').read_text().splitlines():
        test = json.loads(line)
        if test['result'] in ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS') and \
                not any(test['name'].split(' / ')[-1] in bad for bad in known_bad):
            failed += 1
            print('FAILED', test['name'], test['result'].lower())
for why, names in skipped.items():
    print(f'{len(names)} skipped: {why}')
    for name in names:
        print('   ', name)
print(f'{passed} passed, {failed} failed')
sys.exit(failed > 0 or passed == 0)
