#!/usr/bin/env python3
# check-manual.py PIPELINERCTL MANUAL COMPLETIONS: every command and every option of the program is in both, and nothing is
# there that the program does not have.
import re, subprocess, sys

program, manual, completions = sys.argv[1], open(sys.argv[2]).read().replace('\\-', '-'), open(sys.argv[3]).read()
manual = re.sub(r'\\f[BIR]', '', manual)


def ask(*words):
    return subprocess.run([program, *words, '--help'], capture_output=True, text=True, check=True).stdout


wrong = []
commands = re.findall(r'^  ([a-z][a-z-]*)  ', ask(), re.M)
offered = dict(re.findall(r"^    \[([a-z-]+)\]='(.*)'$", completions, re.M))
sections = dict(re.findall(r'^\.SS ([a-z-]+) (.*?)(?=^\.S[SH] )', manual, re.M | re.S))
if len(commands) < 5:
    sys.exit('the program names no commands')
for where, names in (('the manual', sections), ('the completions', offered)):
    wrong += [f'{where}: “{name}” is missing' for name in commands if name not in names]
    wrong += [f'{where}: there is no command “{name}”' for name in names if name not in commands]
for command in commands:
    options = set(re.findall(r'--[a-z-]+', '\n'.join(line[:30] for line in ask(command).splitlines() if re.match(r'  -', line))))
    told = set(re.findall(r'--[a-z-]+', sections.get(command, ''))) | {'--help', '--state-dir'}
    shorts = set(re.findall(r'^  (-[a-z]), (--[a-z-]+)', ask(command), re.M))
    if options != set(offered.get(command, '').split()):
        wrong.append(f'the completions of {command}: {sorted(options ^ set(offered.get(command, "").split()))}')
    wrong += [f'the manual, {command}: {name} is missing' for name in sorted(options - told)
              if not any(long == name and re.search(rf'(?<![\w-]){short}\b', sections.get(command, '')) for short, long in shorts)]
print('\n'.join(wrong))
sys.exit(1 if wrong else 0)
