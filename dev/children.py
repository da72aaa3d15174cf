"""Processes that live as long as one command does, and what a killed command left behind.

A state folder has one holder (a file lock, so it ends with the process however that ends). The holder writes down
each child with the moment it started, so that a later holder can tell a leftover from a stranger with its number.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from dev.paths import ROOT
from dev.talk import Stop, disk_is_full, full_disk, megabytes_free, say, tail

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE = 20  # seconds between asking a process to end and killing it


class Children:
    def __init__(self, home):
        self.home = Path(home)
        self.logs = self.home / "log"
        self.facts = {"pid": os.getpid()}
        self.running = []  # (name, Popen, moment of start)
        self._lock = None

    def hold(self):
        """Become the one holder of this folder; clean up after a holder that was killed. Answers what was left."""
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o711)  # nobody, as whom root runs PostgreSQL, must pass
            self.logs.chmod(0o700)
            self._lock = (self.home / "lock").open("a")
        except PermissionError:
            raise Stop(
                f"{self.home} belongs to another user: start as that user, or remove that folder first."
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            first = self.recorded()
            where = first.get("address", "not yet at its address")
            raise Stop(
                f"The portal already runs from this folder ({where}, process {first.get('pid', '?')}): "
                "use that one, or stop it with Ctrl-C and start again."
            ) from None
        left = [name for name, pid, started in self.recorded().get("children", []) if end(name, pid, started)]
        self.note()
        return left

    def recorded(self):
        try:
            return json.loads((self.home / "record.json").read_text())
        except (OSError, ValueError):
            return {}

    def note(self, **facts):
        self.facts |= facts
        self.facts["children"] = [[name, child.pid, started] for name, child, started in self.running]
        fresh = self.home / "record.new"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.facts, file)
        fresh.replace(self.home / "record.json")

    def start(self, name, *command, env=None, cwd=ROOT, **kwargs):
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as out:
            child = subprocess.Popen(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
                **kwargs,
            )
        self.running.append((name, child, started_at(child.pid) or 0))
        self.note()

    def log(self, name):
        try:
            return (self.logs / f"{name}.log").read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def last_lines(self, name):
        return f"last lines of {self.logs / name}.log:\n{tail(self.log(name))}"

    def check(self):
        """Refuse to go on when a child has ended by itself."""
        for name, child, _ in self.running:
            if child.poll() is not None:
                if disk_is_full(self.log(name)[-5000:]):
                    raise full_disk()
                raise Stop(f"{name} ended by itself (code {child.returncode}); {self.last_lines(name)}")

    def wait(self, name, answers, seconds=120):
        """Wait until a child answers; `answers` may raise OSError as long as nobody listens."""
        until = time.monotonic() + seconds
        while True:
            self.check()
            with contextlib.suppress(OSError):
                if answers():
                    return
            if time.monotonic() > until:
                raise Stop(f"{name} gave no answer in {seconds} s; {self.last_lines(name)}")
            time.sleep(0.05)

    def watch(self):
        """Stay until a child ends by itself; say it once when the disk is about to be full."""
        warned = False
        while True:
            self.check()
            if not warned and (left := megabytes_free()) < 100:
                say(f"The disk is nearly full: {left} MB left for the database and the files; free some space.")
                warned = True
            time.sleep(0.3)

    def attend(self, *command, env):
        """Run a command on this terminal, and end what it leaves behind. Answers its exit code.

        Ctrl-C reaches it by itself; a polite kill is passed on.
        """
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what loses its parent becomes our child
        signal.signal(signal.SIGINT, lambda *_: None)
        child = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env)
        try:
            for patience in (None, PATIENCE):
                try:
                    return child.wait(patience)
                except KeyboardInterrupt:
                    child.send_signal(signal.SIGINT)
                except subprocess.TimeoutExpired:
                    child.kill()
            return child.wait()
        finally:
            self._end_strays()

    def _end_strays(self):
        ours = {child.pid for _, child, _ in self.running}
        until = time.monotonic() + 5
        while strays := _children_of(os.getpid()) - ours:
            number = signal.SIGTERM if time.monotonic() < until else signal.SIGKILL
            for pid in strays:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, number)
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(0.1)

    def stop(self):
        """End all, in reverse order; asked twice, it does not hurry, because each wait is bounded."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for name, child, started in reversed(self.running):
            if child.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, _goodbye(name))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(PATIENCE)
            for pid in family(child.pid, started):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            child.wait()
        self.running = []
        with contextlib.suppress(OSError):  # a full disk must not keep anything alive
            self.note()


def stop_on_signals():
    """A polite kill and a closed terminal end a run as Ctrl-C does."""

    def interrupt(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)


def _goodbye(name):
    # PostgreSQL takes SIGTERM for "wait until everybody has left", SIGINT for "now, cleanly".
    return signal.SIGINT if name == "postgres" else signal.SIGTERM


def end(name, pid, started):
    """End what is left of a child of a killed command; answers whether there was anything."""
    left = family(pid, started)
    if not left:
        return False
    for process in [pid] if pid in left else left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, _goodbye(name))
    until = time.monotonic() + PATIENCE
    while family(pid, started) and time.monotonic() < until:
        time.sleep(0.05)
    for process in family(pid, started):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while family(pid, started) and time.monotonic() < until + 5:
        time.sleep(0.05)
    return True


def started_at(pid):
    """When a process started, in ticks since boot; None when it is gone or only a zombie."""
    facts = _facts(pid)
    return facts and facts[1]


def family(pid, started):
    """The living processes of the session that this child began, itself included."""
    if (found := _facts(pid)) and found[1] != started:
        return []  # the number went to a stranger
    everyone = ((int(path.name), _facts(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [other for other, facts in everyone if facts and facts[0] == pid and facts[1] >= started]


def _children_of(parent):
    """The processes whose parent this is, zombies included."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = path.read_text().partition(" ")
            if int(rest.rpartition(")")[2].split()[1]) == parent:
                found.add(int(pid))
    return found


def _facts(pid):
    """(session, moment of start) of a living process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else (int(fields[3]), int(fields[19]))


def forget(home):
    """Let a holder's throw-away folder disappear with what it left, unless it is still held."""
    children = Children(home)
    try:
        children.hold()
    except Stop:
        return False
    children._lock.close()
    return True
