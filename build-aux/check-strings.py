#!/usr/bin/env python3
# Every file with strings for people is known to gettext, and every file that gettext knows is there.
import pathlib, re, sys

root = pathlib.Path(sys.argv[1])
known = [line for line in (root / 'po' / 'POTFILES.in').read_text().splitlines() if line and not line.startswith('#')]
bad = [f'po/POTFILES.in: {name} is not there' for name in known if not (root / name).exists()]
if known != sorted(known):
    bad.append('po/POTFILES.in: not sorted')
marked = re.compile(r'\b(_|C_|N_|NC_|ngettext|gettext)\s*\("|translatable="(?:yes|true)"')
for pattern in ('src/**/*.c', 'src/**/*.ui'):
    for path in root.glob(pattern):
        name = str(path.relative_to(root))
        if name not in known and marked.search(path.read_text()):
            bad.append(f'po/POTFILES.in: {name} is missing')
print('\n'.join(bad))
sys.exit(bool(bad))
