#!/usr/bin/python3
# runs.py PIPELINER SOURCE-DIR PIPELINERCTL: the welcome page, runs, their logs, approvals and artifacts, as a person meets them.
# Speaks TAP. Runs under tests/support/with-display; needs user namespaces for the runs.
import json, os, pathlib, re, shutil, signal, subprocess, sys, threading, time, traceback

binary, source, ctl = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
sys.path.insert(0, str(source / 'tests' / 'support'))
try:
    import driver
    from gi.repository import Gio, GLib
except ImportError as error:
    print(f'1..0 # SKIP {error}')
    sys.exit(0)

home = pathlib.Path(os.environ['HOME'])
state = home / 'state' / 'pipeliner'
pictures = pathlib.Path(os.environ.get('PLR_PICTURES', home / 'pictures'))
MARK = '86399.25'  # what the processes of a run that is to be stopped sleep for

FAILING = '''pipeliner: 1
name: Colours
stages:
  show:
    name: Show
    network: true
    steps:
      - run: printf '\\033[31mred\\033[0m plain\\nneedle one\\n%s\\nneedle two\\n' "$(seq 1 60)"
  check:
    name: Check
    needs: [show]
    steps:
      - run: |
          echo about to fail
          exit 3
  after:
    name: After
    needs: [check]
    steps:
      - run: "true"
'''

ENDLESS = f'''pipeliner: 1
name: Endless
stages:
  sleep:
    name: Sleep
    steps:
      - run: |
          echo sleeping
          (setsid sleep {MARK} &)
          sleep {MARK}
'''

APPROVAL = '''pipeliner: 1
name: Release
stages:
  ask:
    name: Ask
    approval: true
    steps:
      - run: echo went on
'''

ARTIFACT = '''pipeliner: 1
name: Artifact
stages:
  make:
    name: Make
    steps:
      - run: |
          date +%N > result.txt
          sha256sum result.txt
    artifacts:
      result: result.txt
'''

LARGE = '''pipeliner: 1
name: Large
stages:
  log:
    name: Log
    steps:
      - run: |
          seq 1 100000
          head -c 1000000 /dev/zero | tr '\\0' x
          echo
          echo the end
'''


def git(place, *args):
    return subprocess.run(['git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-C', str(place), *args],
                          check=True, capture_output=True, text=True).stdout


def repository(name, definition=None):
    place = home / name
    place.mkdir()
    (place / 'README').write_text('A repository\n')
    if definition is not None:
        (place / 'pipeliner.yml').write_text(definition)
    git(place, 'init', '-q', '-b', 'main')
    git(place, 'add', '-A')
    git(place, 'commit', '-q', '-m', 'Add the first files')
    return place


def sandbox_works():
    line = ['bwrap', '--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', '--', 'true']
    try:
        return subprocess.run(line, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def record(place, run='last'):
    return json.loads(subprocess.run([ctl, '-C', str(place), 'history', run, '--json'], check=True, capture_output=True, text=True).stdout)


def sleepers():
    found = []
    for entry in pathlib.Path('/proc').iterdir():
        try:
            if entry.name.isdigit() and f'sleep\0{MARK}\0'.encode() in (entry / 'cmdline').read_bytes():
                found.append(entry.name)
        except OSError:
            pass
    return found


class App(driver.App):
    """The application; at the end it must still be there and have warned of nothing."""

    def starting(self, text, role='label'):
        return self.find(role, re.compile('^' + re.escape(text)), under=self.page)

    page = None  # once it was found, all that is looked for in it is found faster

    def run_page(self):
        self.page = self.page or self.find(name='PlrRunPage')
        return self.page

    def card(self, name, state):
        """Waits for the card of a stage on the page of the run to be in a state."""
        card = self.find('push button', name, under=self.run_page())
        return driver.wait(f'“{name}” to be {state}', lambda: re.search(state, card.description) and card)

    def finish(self):
        ended = self.process.poll()
        self.close()
        output = self.output_after_close()
        assert ended is None, f'ended by itself with {ended}: {output}'
        assert 'WARNING' not in output and 'CRITICAL' not in output, output

    def output_after_close(self):
        with open(self.log.name, errors='replace') as log:
            return log.read()

    def __exit__(self, kind, error, trace):
        if self.process.returncode is not None:  # the test itself ended it
            self.close()
        elif kind is not None:
            super().__exit__(kind, error, trace)
        else:
            self.finish()


def welcome_page_offers_what_there_is():
    gone = repository('gone', FAILING)
    with App(binary, str(gone)) as app:
        app.find('push button', 'Check')
    shutil.rmtree(gone)
    with App(binary) as app:
        app.starting('Draw, Run and Export')
        driver.wait('the repository that is gone', lambda: [n for n in app.names('label') if n.endswith('home/gone (not there any more)')])
        app.screenshot(str(pictures / 'welcome.png'))
        app.click(app.find('push button', 'Remove from the List'))
        app.gone('label', 'gone')
        app.click(app.find('list item', 'Try the Example'))
        app.find('push button', 'Package')
    with App(binary) as app:  # once more: the repository is there already, with its history
        app.click(app.find('list item', 'Try the Example'))
        app.find('push button', 'Package')


def what_cannot_be_opened_says_why():
    plain = home / 'plain'
    plain.mkdir()
    bare = home / 'bare.git'
    subprocess.run(['git', 'init', '-q', '--bare', str(bare)], check=True)
    for path, reason in ((plain, 'git repository'), (bare, 'is bare'), (home / 'nonsense', 'does not exist')):
        with App(binary, str(path)) as app:
            app.starting('The repository cannot be opened')
            app.click(app.find('push button', re.compile('Details$')))
            app.find('label', re.compile(reason))


def repository_without_definition_offers_one():
    place = repository('none')
    with App(binary, str(place)) as app:
        app.find('label', 'No Pipelines Yet')
        app.screenshot(str(pictures / 'none.png'))
        app.click(app.find('push button', 'New Pipeline'))
        app.find('push button', 'Build', under=app.find('panel', 'Pipeline'))
        assert app.find('push button', 'Run').getState().contains(driver.pyatspi.STATE_SENSITIVE)


def file_and_directory_open_alike():
    place = repository('opened', FAILING)
    (place / 'second.pipeliner.yml').write_text(APPROVAL)
    (place / 'below').mkdir()
    with App(binary, str(place / 'second.pipeliner.yml')) as app:
        app.find('push button', 'Ask')
    with App(binary, str(place / 'below')) as app:
        app.find('push button', 'Check')


def failure_leads_to_its_reason():
    place = repository('failing', FAILING)
    (place / 'README').write_text('Another text\n')
    (place / 'untracked.txt').write_text('x\n')
    with App(binary, str(place)) as app:
        app.find('push button', 'Check')
        app.key('F5')
        app.starting('Stage “Check” failed')
        app.card('Show', 'Succeeded.*uses the network')
        app.card('Check', 'Failed')
        app.card('After', 'Skipped')
        app.starting('Check · Failed')
        app.find('label', 'about to fail', under=app.page)
        app.click(app.find('push button', '2 files left out'))
        assert app.starting('README (modified').name == 'README (modified, not committed)\nuntracked.txt (untracked)'
        app.key('Escape')
        app.screenshot(str(pictures / 'failed.png'))

        app.click(app.card('Show', 'Succeeded'))
        app.find('label', 'needle two', under=app.page)  # the end of the log, as it follows
        app.key('ctrl+f')
        app.find('entry', 'Search the log', under=app.page)
        app.type('NEEDLE')
        app.starting('1 of 2')
        app.find('label', 'needle one', under=app.page)
        app.key('Return')
        app.starting('2 of 2')
        app.screenshot(str(pictures / 'search.png'))
        app.key('Escape')
        app.find('push button', 'Follow the End', under=app.page)
    stages = {s['stage']: s for s in record(place)['stages']}
    assert stages['show']['network'] is True and stages['check']['network'] is False, stages
    assert stages['check']['state'] == 'failed' and stages['after']['state'] == 'skipped', stages


def stop_is_at_once_and_complete():
    place = repository('endless', ENDLESS)
    with App(binary, str(place)) as app:
        app.find('push button', 'Sleep')
        button = app.centre(app.find('push button', 'Run'))  # Stop takes its place
        for stop in (lambda: app.key('shift+F5'), lambda: app.click(None, at=button)):
            app.key('F5')
            app.find('label', 'sleeping', under=app.run_page())
            driver.wait('the processes of the run', lambda: len(sleepers()) >= 2)
            begin = time.monotonic()
            stop()
            driver.wait('no process of the run', lambda: not sleepers(), bound=5)
            took = time.monotonic() - begin
            app.find('label', 'Cancelled')
            print(f'# stopped {took:.2f} s after the key or the button')
            driver.wait('the record', lambda: record(place)['state'] == 'cancelled')


def window_that_closes_stops_the_run():
    place = repository('closing', ENDLESS)
    with App(binary, str(place)) as app:
        app.find('push button', 'Sleep')
        app.key('F5')
        driver.wait('the processes of the run', sleepers)
        app.key('ctrl+w')
        app.find('label', 'Stop the Run?')
        app.key('Escape')
        app.gone('label', 'Stop the Run?')
        assert sleepers()
        app.key('ctrl+w')
        app.click(app.find('push button', re.compile('Stop and Close')))
        driver.wait('the application to end', lambda: app.process.poll() is not None)
        assert app.process.returncode == 0, app.output_after_close()
    assert not sleepers()
    assert record(place)['state'] == 'cancelled', record(place)


def crash_leaves_an_interrupted_run():
    place = repository('crash', ENDLESS)
    with App(binary, str(place)) as app:
        app.find('push button', 'Sleep')
        app.key('F5')
        app.find('label', 'sleeping', under=app.run_page())
        driver.wait('the processes of the run', sleepers)
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
    driver.wait('no process of the run', lambda: not sleepers(), bound=5)
    with App(binary, str(place)) as app:
        app.find('push button', 'Sleep')
        app.key('alt+2')
        app.find('label', 'Interrupted')
        app.find('label', 'sleeping', under=app.run_page())
        app.screenshot(str(pictures / 'interrupted.png'))
    assert record(place)['state'] == 'interrupted', record(place)


def approval_goes_on_or_ends():
    place = repository('approval', APPROVAL)
    with App(binary, str(place)) as app:
        app.find('push button', 'Ask')
        for button, end, said in (('Approve', 'Succeeded', 'looks good'), ('Reject', 'Failed', 'not today')):
            app.key('F5')
            app.card('Ask', 'Waiting')
            app.click(app.find('text', 'Comment', under=app.page))
            app.type(said)
            app.screenshot(str(pictures / 'approval.png'))
            app.click(app.find('push button', button, under=app.page))
            app.card('Ask', end)
            driver.wait('the comment on record', lambda: said in json.dumps(record(place)))


class FileManager:
    """Stands in for the file manager on the bus of the session, and keeps what it is asked for."""

    INTERFACE = '''<node><interface name="org.freedesktop.FileManager1"><method name="ShowItems">
      <arg type="as" name="uris" direction="in"/><arg type="s" name="id" direction="in"/></method></interface></node>'''

    def __init__(self):
        self.asked = []
        self.ready = threading.Event()
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        assert self.ready.wait(10)

    def _serve(self):
        self.context.push_thread_default()
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(self.INTERFACE)

        def call(connection, sender, path, interface, method, args, invocation):
            self.asked += args.unpack()[0]
            invocation.return_value(None)
        bus.register_object('/org/freedesktop/FileManager1', node.interfaces[0], call, None, None)
        bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                      GLib.Variant('(su)', ('org.freedesktop.FileManager1', 4)), None, 0, -1, None)
        self.ready.set()
        self.loop.run()


def artifacts_open_and_copy():
    place = repository('artifacts', ARTIFACT)
    manager = FileManager()
    with App(binary, str(place)) as app:
        app.find('push button', 'Make')
        app.key('F5')
        app.card('Make', 'Succeeded')
        app.click(app.find('page tab', re.compile(r'^Artifacts \(1\)'), under=app.page))
        digest = re.search('SHA-256 ([0-9a-f]{64})', app.starting('result of make').name).group(1)
        app.click(app.find('push button', 'Show in the File Manager', under=app.page))
        asked = driver.wait('the file manager to be asked', lambda: manager.asked)
        shown = pathlib.Path(GLib.filename_from_uri(asked[0])[0])
        assert driver.sh('sha256sum', str(shown)).split()[0] == digest, (asked, digest)
        app.click(app.find('push button', 'Copy the SHA-256', under=app.page))
        app.key('ctrl+f')
        app.find('entry', 'Search the log', under=app.page)
        app.key('ctrl+v')
        app.starting('1 of 1')  # the stage has printed the same


def large_log_holds_nothing_up():
    place = repository('large', LARGE)
    with App(binary, str(place)) as app:
        app.find('push button', 'Log')
        app.key('F5')
        end = time.monotonic() + driver.BOUND
        looked = slowest = 0
        while time.monotonic() < end:
            begin = time.monotonic()
            app.window.queryComponent().getExtents(driver.pyatspi.WINDOW_COORDS)
            slowest = max(slowest, time.monotonic() - begin)
            if time.monotonic() > looked + 0.5:
                looked = time.monotonic()
                if subprocess.run([ctl, '-C', str(place), 'history', 'last', '--json'], capture_output=True,
                                  text=True).stdout.find('"succeeded"') > 0:
                    break
        app.find('label', 'the end', under=app.run_page())
        app.find('label', re.compile(r'^x+… \(more in this line'), under=app.run_page())
        begin = time.monotonic()
        app.key('ctrl+Home', 'ctrl+End', 'Page_Up', 'Page_Up')
        app.window.queryComponent().getExtents(driver.pyatspi.WINDOW_COORDS)
        print(f'# the slowest answer while the log grew took {slowest * 1000:.0f} ms; '
              f'from end to end of it {(time.monotonic() - begin) * 1000:.0f} ms, keys included')


def narrow_window_shows_all():
    place = repository('narrow', FAILING)
    (place / 'untracked.txt').write_text('x\n')
    with App(binary, str(place)) as app:
        app.find('push button', 'Check')
        app.key('F5')
        app.card('Check', 'Failed')
        for width in (900, 700, 540, 420, 372):
            driver.sh('xdotool', 'windowsize', '--sync', app.xid, str(width), '640')
            driver.wait(f'a window of {width} px', lambda: app.window.queryComponent().getExtents(
                driver.pyatspi.WINDOW_COORDS).width <= width, bound=5)
        app.screenshot(str(pictures / 'narrow.png'))
        app.click(app.find('push button', re.compile('All Runs')))
        app.click(app.find('list item', re.compile('^Colours #')))
        app.find('label', 'about to fail')


def within_editor(node):
    while node is not None and node.name != 'PlrEditor':
        node = node.parent
    return node is not None


def every_control_has_a_name():
    place = repository('names', FAILING)
    with App(binary, str(place)) as app:
        app.find('push button', 'Check')
        app.key('F5')
        app.card('Check', 'Failed')
        app.key('alt+1')
        nameless = [f'{n.getRoleName()} {n.name!r} ({n.description})' for n in app.all(visible=False)
                    if n.getRoleName() in ('push button', 'toggle button', 'entry', 'text', 'list item', 'check box', 'combo box', 'list')
                    and not (n.getRoleName().startswith('list') and within_editor(n))
                    and (not n.name or re.match('(Gtk|Adw|Plr)[A-Z]|_', n.name))]
        assert not nameless, '\n'.join(nameless)


tests = [
    welcome_page_offers_what_there_is,
    what_cannot_be_opened_says_why,
    repository_without_definition_offers_one,
    file_and_directory_open_alike,
    failure_leads_to_its_reason,
    stop_is_at_once_and_complete,
    window_that_closes_stops_the_run,
    crash_leaves_an_interrupted_run,
    approval_goes_on_or_ends,
    artifacts_open_and_copy,
    large_log_holds_nothing_up,
    narrow_window_shows_all,
    every_control_has_a_name,
]
if not sandbox_works():
    print('1..0 # SKIP user namespaces are not available')
    sys.exit(0)
only = sys.argv[4:]
tests = [test for test in tests if not only or test.__name__ in only]
print(f'1..{len(tests)}')
failed = 0
for number, test in enumerate(tests, 1):
    title = test.__name__.replace('_', '-')
    begin = time.monotonic()
    try:
        test()
        print(f'# {time.monotonic() - begin:.1f} s\nok {number} {title}', flush=True)
    except (Exception, SystemExit):
        failed += 1
        print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
        print(f'not ok {number} {title}', flush=True)
sys.exit(failed > 0)
