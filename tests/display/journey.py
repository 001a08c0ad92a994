#!/usr/bin/python3
# journey.py PIPELINER SOURCE-DIR: the built application, used as a person uses it, with a real pointer and real keys.
# Speaks TAP. Runs under tests/support/with-display; needs user namespaces for the runs.
import hashlib, os, pathlib, re, shutil, subprocess, sys, traceback

binary, source = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path.insert(0, str(source / 'tests' / 'support'))
try:
    import driver
    import yaml
except ImportError as error:
    print(f'1..0 # SKIP {error}')
    sys.exit(0)

home = pathlib.Path(os.environ['HOME'])
pictures = pathlib.Path(os.environ.get('PLR_PICTURES', home / 'pictures'))


def git(place, *args):
    return subprocess.run(['git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-C', str(place), *args],
                          check=True, capture_output=True, text=True).stdout


def repository(name):
    place = home / name
    shutil.copytree(source / 'data' / 'example', place)
    git(place, 'init', '-q', '-b', 'main')
    git(place, 'add', '-A')
    git(place, 'commit', '-q', '-m', 'Add the phrasebook')
    return place


def sandbox_works():
    line = ['bwrap', '--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', '--proc', '/proc', '--', 'true']
    try:
        return subprocess.run(line, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def label_starting(app, text):
    return app.find('label', re.compile('^' + re.escape(text)))


def run_and_look_at_the_artifacts():
    if not sandbox_works():
        return 'SKIP user namespaces are not available'
    place = repository('phrasebook')
    (place / 'notes.txt').write_text('not tracked\n')
    with driver.App(binary, str(place)) as app:
        app.find(name='Package')
        app.click(app.find('push button', re.compile('^Run')))
        label_starting(app, 'Succeeded')
        app.screenshot(str(pictures / 'run.png'))
        label_starting(app, 'tar -tzf dist/phrasebook.tar.gz')
        app.find(name=re.compile('1 file left out'))
        app.click(app.find(name=re.compile(r'^Artifacts \(3\)')))
        row = label_starting(app, 'release of package')
        app.screenshot(str(pictures / 'artifacts.png'))
        shown = {re.search('SHA-256 ([0-9a-f]{64})', label.name).group(1)
                 for label in app.all('label', re.compile('SHA-256'))}
        state = home / 'state' / 'pipeliner' / 'runs' / '1' / 'artifacts'
        kept = {hashlib.sha256(p.read_bytes()).hexdigest() for p in state.rglob('*') if p.is_file()}
        assert shown == kept and len(kept) == 3, (shown, kept)
        assert row is not None


def card(app, title):
    # The palette has items of the same name; cards are buttons.
    return app.find('push button', title)


def card_box(app, title):
    # The accessibility bus knows the corner of a card, and its size before the zoom.
    zoom = int(re.sub(r'\D', '', app.find('push button', re.compile('%$')).name)) / 100
    x, y, width, height = app.box(card(app, title))
    return x, y, int(width * zoom), int(height * zoom)


def middle(app, title):
    x, y, width, height = card_box(app, title)
    return x + width // 2, y + height // 2


def right_port(app, title):
    x, y, width, height = card_box(app, title)
    return x + width, y + height // 2


def draw_connect_save_and_undo():
    place = repository('drawing')
    definition = place / 'pipeliner.yml'
    before = definition.read_bytes()

    def stages():
        return yaml.safe_load(definition.read_text())['stages']

    def save(app, what, condition):
        app.key('ctrl+s')
        driver.wait(what, condition)

    with driver.App(binary, str(place)) as app:
        app.focus()
        x, y = middle(app, 'Lint')
        app.drag(app.centre(app.find('list item', 'Deploy')), (x, y - 140))
        app.find('push button', 'Deploy')
        app.drag(right_port(app, 'Package'), middle(app, 'Deploy'))
        driver.wait('the connection', lambda: 'waits for package' in card(app, 'Deploy').description)
        app.screenshot(str(pictures / 'connected.png'))

        app.click(app.find('text', 'Script'))
        app.key('ctrl+a')
        app.type('cat dist/CONTENTS')
        save(app, 'the file', lambda: stages().get('deploy', {}).get('steps') == [{'run': 'cat dist/CONTENTS'}])
        lines = git(place, 'diff', '-U0', '--', 'pipeliner.yml').splitlines()
        assert not [line for line in lines if line.startswith('-') and not line.startswith('---')], lines
        assert stages()['deploy']['needs'] in ('package', ['package']), stages()
        assert list(stages()) == ['build', 'lint', 'test', 'package', 'deploy'], stages()

        # A line that would close a circle is refused by the drawing, and listed when it is typed.
        app.drag(right_port(app, 'Deploy'), middle(app, 'Build'))
        app.click(app.find('text', 'Text of the definition'))
        row = definition.read_text().splitlines().index('  build:')
        app.key('ctrl+Home', *['Down'] * row, 'End', 'Return')
        app.type('  needs: [deploy]')
        app.find('push button', '2 problems')
        driver.wait('the connection of the text', lambda: 'waits for deploy' in card(app, 'Build').description)
        assert 'needs' not in stages()['build'], stages()
        app.click(app.find('push button', '2 problems'))
        app.find('label', re.compile('wait for each other in a circle'))
        app.screenshot(str(pictures / 'problems.png'))

        app.click(app.find('push button', 'Package'))  # the drawing has the keys again
        def undone():
            app.key('ctrl+z')
            return not app.all('push button', 'Deploy')
        driver.wait('the stage to go', undone)
        save(app, 'the first bytes', lambda: definition.read_bytes() == before)


def follow_what_others_do_with_the_file():
    place = repository('shared')
    definition = place / 'pipeliner.yml'
    first = definition.read_text()
    with driver.App(binary, str(place)) as app:
        app.find('push button', 'Package')
        definition.write_text(first.replace('  package:\n    name: Package', '  package:\n    name: Pack'))
        app.find('push button', 'Pack')  # nothing was changed here: loaded again
        app.focus()
        app.click(app.find('push button', 'Pack'))
        app.key('Delete')
        app.gone('push button', 'Pack')
        definition.write_text(first)
        app.click(app.find('push button', re.compile('^Load')))  # something was: asked
        app.find('push button', 'Package')
        app.key('ctrl+z')
        app.gone('push button', 'Package')
        assert definition.read_text() == first


def close_with_unsaved_changes():
    place = repository('unsaved')
    second = place / 'nightly.pipeliner.yml'
    second.write_text('pipeliner: 1\nstages:\n  soak:\n    steps: [./soak]\n')
    with driver.App(binary, str(place)) as app:
        app.focus()
        app.click(card(app, 'Package'))
        app.key('Delete')
        app.gone('push button', 'Package')
        app.click(app.find('label', 'nightly.pipeliner.yml'))
        app.click(card(app, 'soak'))
        app.click(app.find('text', 'Script'))
        app.key('ctrl+End')
        app.type(' --long')  # not handed over yet
        app.key('ctrl+w')
        app.find('label', re.compile('nightly.pipeliner.yml\npipeliner.yml|pipeliner.yml\nnightly.pipeliner.yml'))
        app.screenshot(str(pictures / 'unsaved.png'))
        app.click(app.find('push button', re.compile('^_Save')))
        app.process.wait(20)
        assert app.process.returncode == 0, app.process.returncode
    assert yaml.safe_load(second.read_text())['stages']['soak']['steps'] == ['./soak --long'], second.read_text()
    assert 'package' not in yaml.safe_load((place / 'pipeliner.yml').read_text())['stages']


tests = [close_with_unsaved_changes, follow_what_others_do_with_the_file, draw_connect_save_and_undo, run_and_look_at_the_artifacts]
print(f'1..{len(tests)}')
failed = 0
for number, test in enumerate(tests, 1):
    title = test.__name__.replace('_', '-')
    try:
        note = test()
        print(f'ok {number} {title}' + (f' # {note}' if note else ''), flush=True)
    except Exception:
        failed += 1
        print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
        print(f'not ok {number} {title}', flush=True)
sys.exit(failed > 0)
