# SPDX-License-Identifier: GPL-3.0-or-later
# Drives the built application from outside, as a person does: what is on the screen is found through the accessibility bus,
# and pointer and keys are real (XTEST through xdotool). Runs under tests/support/with-display with GTK_A11Y=atspi.
#
# Traps of GTK 4.8 that are minded here: only WINDOW coordinates are true; the place of a window is its X window plus
# _GTK_FRAME_EXTENTS; a list that is being built answers with None children; there is no SHOWING state.
import os, re, signal, subprocess, sys, time

# Warnings end the application that is tested, not this program: the bus says some that mean nothing.
DEBUG = os.environ.pop('G_DEBUG', '')
import pyatspi

BOUND = 30.0


def sh(*args):
    return subprocess.run(args, capture_output=True, text=True).stdout.strip()


class Failed(Exception):
    pass


def wait(what, condition, bound=BOUND):
    """Waits until the condition gives something true, and gives that; the bound is for a broken program only."""
    end = time.monotonic() + bound
    while time.monotonic() < end:
        try:
            found = condition()
        except Exception:  # an object may go while it is asked
            found = None
        if found:
            return found
        time.sleep(0.05)  # between two looks, not instead of one
    raise Failed(f'waited {bound:.0f} s for {what}')


class App:
    def __init__(self, binary, *args, name='pipeliner', env=None, cwd=None):
        self.log = open(os.path.join(os.environ['HOME'], 'application.log'), 'wb')
        self.process = subprocess.Popen([binary, *args], cwd=cwd, stdout=self.log, stderr=self.log,
                                        env=dict(os.environ, GTK_A11Y='atspi', G_DEBUG=DEBUG, **(env or {})))
        self.root = wait('the application on the accessibility bus', lambda: self._find_app(name))
        self.window = wait('its window', lambda: [w for w in self.root if w is not None and w.getRoleName() == 'frame'][0])
        self.xid = wait('its X window', self._find_xid)

    def _find_app(self, name):
        if self.process.poll() is not None:
            raise SystemExit(f'the application ended with {self.process.returncode}: {self.output()}')
        for app in pyatspi.Registry.getDesktop(0):
            if app is not None and app.name == name and app.childCount > 0:
                return app
        return None

    def _find_xid(self):
        ids = sh('xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)).split()
        sized = [(i, self._geometry(i)) for i in ids]
        return max(sized, key=lambda pair: pair[1][2] * pair[1][3])[0] if sized else None

    def _geometry(self, xid):
        values = dict(line.split('=') for line in sh('xdotool', 'getwindowgeometry', '--shell', xid).splitlines())
        return int(values['X']), int(values['Y']), int(values['WIDTH']), int(values['HEIGHT'])

    def output(self):
        self.log.flush()
        with open(self.log.name, errors='replace') as log:
            return log.read()

    # What is there

    @staticmethod
    def _fits(role, name, visible):
        def fits(node):
            if role is not None and node.getRoleName() != role:
                return False
            if name is not None and not (re.search(name.pattern, node.name or '') if hasattr(name, 'pattern') else node.name == name):
                return False
            if not visible:
                return True
            extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
            return extents.width > 0 and extents.height > 0
        return lambda node: node is not None and _safe(fits, node)

    def all(self, role=None, name=None, under=None, visible=True):
        return list(pyatspi.findAllDescendants(under or self.root, self._fits(role, name, visible)))

    def find(self, role=None, name=None, under=None):
        return wait(f'{role or "anything"} “{getattr(name, "pattern", name)}”',
                    lambda: pyatspi.findDescendant(under or self.root, self._fits(role, name, True)))

    def gone(self, role=None, name=None):
        wait(f'{role} “{name}” to go', lambda: not self.all(role, name))

    def names(self, role):
        return [n.name for n in self.all(role)]

    def dump(self, node=None, depth=0):
        node = node or self.root
        try:
            e = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
            place = f'{e.x},{e.y} {e.width}x{e.height}'
        except Exception:
            place = '-'
        lines = ['  ' * depth + f'[{node.getRoleName()}] {node.name!r} {node.description!r} {place}']
        for child in node:
            if child is not None:
                lines += self.dump(child, depth + 1)
        return lines

    # Where it is on the screen

    def box(self, node):
        extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        x, y, width, height = self._geometry(self.xid)
        frame = re.findall(r'\d+', sh('xprop', '-id', self.xid, '_GTK_FRAME_EXTENTS').split('=')[-1])
        left, right, top, bottom = (int(v) for v in frame[:4]) if len(frame) >= 4 else (0, 0, 0, 0)
        inner = self.window.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        border = max(0, (width - left - right - inner.width) // 2)
        return x + left + border + extents.x, y + top + border + extents.y, extents.width, extents.height

    def centre(self, node):
        x, y, width, height = self.box(node)
        return x + width // 2, y + height // 2

    # What a person does

    def click(self, node, button=1, times=1, at=None):
        x, y = at or self.centre(node)
        sh('xdotool', 'mousemove', str(x), str(y))
        sh('xdotool', 'click', '--repeat', str(times), '--delay', '60', str(button))

    def drag(self, start, end, steps=14):
        sh('xdotool', 'mousemove', str(start[0]), str(start[1]))
        sh('xdotool', 'mousedown', '1')
        for i in range(1, steps + 1):
            sh('xdotool', 'mousemove', str(start[0] + (end[0] - start[0]) * i // steps),
               str(start[1] + (end[1] - start[1]) * i // steps))
            time.sleep(0.02)  # the speed of a hand: GTK takes no drag from a jump
        time.sleep(0.1)
        sh('xdotool', 'mouseup', '1')

    def key(self, *keys):
        sh('xdotool', 'key', '--delay', '40', *keys)

    def type(self, text):
        sh('xdotool', 'type', '--delay', '20', text)

    def focus(self):
        sh('xdotool', 'windowfocus', '--sync', self.xid)

    def screenshot(self, path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        sh('import', '-window', 'root', path)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:  # what was to be seen when it went wrong
            print(f'# the application: {self.process.poll()}\n' + '\n'.join('# ' + line for line in self.output().splitlines()[-20:]))
            name = f'failed-{os.path.basename(sys.argv[0])}-{trace.tb_lineno}.png'
            self.screenshot(os.path.join(os.environ.get('PLR_PICTURES', os.environ['HOME']), name))
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def _safe(function, node):
    try:
        return function(node)
    except Exception:
        return False
