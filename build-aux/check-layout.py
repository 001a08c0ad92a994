#!/usr/bin/env python3
# The layout of our C is what uncrustify makes of it, and no file or function grows without bound.
import pathlib, re, subprocess, sys

uncrustify, root = sys.argv[1], pathlib.Path(sys.argv[2])
files = [str(p) for d in ('src', 'tests') for p in (root / d).rglob('*.[ch]')]
run = subprocess.run([uncrustify, '-q', '-c', str(root / 'build-aux' / 'uncrustify.cfg'), '--check', *files],
                     capture_output=True, text=True)
bad = [line for line in (run.stdout + run.stderr).splitlines() if not line.startswith('PASS')]
for name in files:
    lines = pathlib.Path(name).read_text().splitlines()
    if len(lines) > 1000:
        bad.append(f'{name}: {len(lines)} lines; where is the second room?')
    if lines and 'SPDX-License-Identifier: GPL-3.0-or-later' not in lines[0]:
        bad.append(f'{name}:1: no SPDX line')
print('\n'.join(bad))
sys.exit(bool(bad))
