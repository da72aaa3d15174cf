"""What can go wrong at a start: a taken port, a first run that lives, one that was killed, a child that dies."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from dev import talk
from dev.children import Children, started_at
from dev.paths import PYTHON, ROOT
from dev.run import _refuse_taken
from dev.talk import Stop


@pytest.fixture
def signals():
    """Stopping children makes a process deaf to signals; the test run must hear them again."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


HOLDER = """
import sys, time
from dev.children import Children
children = Children(sys.argv[1])
children.hold()
children.note(address="http://127.0.0.1:1234/")
children.start("sleeper", "sleep", "300")
print("ready", flush=True)
time.sleep(300)
"""


@contextlib.contextmanager
def holder(home):
    """A first run, in a process of its own that can be killed."""
    process = subprocess.Popen([PYTHON, "-c", HOLDER, home], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        for _, pid, started in Children(home).recorded()["children"]:
            if started_at(pid) == started:
                os.kill(pid, signal.SIGKILL)


def test_a_taken_port_is_one_sentence_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop) as refusal:
            _refuse_taken("127.0.0.1", port)
    assert str(refusal.value) == f"Port {port} is taken: stop what uses it, or choose: make run PORT={port + 1}"


def test_a_second_start_says_where_the_first_one_runs(tmp_path):
    with holder(tmp_path) as first, pytest.raises(Stop) as refusal:
        Children(tmp_path).hold()
    assert str(refusal.value) == (
        f"The portal already runs from this folder (http://127.0.0.1:1234/, process {first.pid}): "
        "use that one, or stop it with Ctrl-C and start again."
    )


def test_what_a_killed_run_left_behind_is_ended(tmp_path):
    with holder(tmp_path) as first:
        ((_, pid, started),) = Children(tmp_path).recorded()["children"]
        first.kill()
        first.wait()
        assert started_at(pid) == started, "the child outlives its parent, or this test shows nothing"
        assert Children(tmp_path).hold() == ["sleeper"]
    assert started_at(pid) is None


def test_a_stranger_who_got_the_number_of_a_leftover_is_left_alone(tmp_path):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        record = {"pid": 1, "children": [["postgres", stranger.pid, started_at(stranger.pid) - 5]]}
        (tmp_path / "record.json").write_text(json.dumps(record))
        assert Children(tmp_path).hold() == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_zombie_is_no_leftover(tmp_path):
    zombie = subprocess.Popen(["true"], start_new_session=True)
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / "record.json").write_text(json.dumps({"children": [["web", zombie.pid, 0]]}))
    assert Children(tmp_path).hold() == []
    zombie.wait()


def test_a_child_that_dies_is_named_with_its_last_words_and_the_rest_is_stopped(tmp_path, signals):
    children = Children(tmp_path)
    children.hold()
    children.start("sleeper", "sleep", "300")
    children.start("web", "sh", "-c", "echo the reason >&2; exit 3")
    with pytest.raises(Stop) as refusal:
        children.watch()
    sleeper = children.running[0][1].pid
    children.stop()
    assert str(refusal.value) == f"web ended by itself (code 3); last lines of {tmp_path}/log/web.log:\n    the reason"
    assert started_at(sleeper) is None


def test_children_are_stopped_in_reverse_order_with_all_they_started(tmp_path, signals):
    children = Children(tmp_path)
    children.hold()
    told = tmp_path / "told"
    note = f"import signal, sys, time; tell = lambda *_: (open({str(told)!r}, 'a').write(sys.argv[1]), sys.exit());"
    note += "signal.signal(15, tell); signal.signal(2, tell); print('ready', flush=True); time.sleep(60)"
    for name in ("postgres", "worker", "web"):
        children.start(name, sys.executable, "-c", note, name[0])
        children.wait(name, lambda name=name: "ready" in children.log(name))
    children.start("stubborn", "sh", "-c", "sleep 61 & echo $!; wait")
    children.wait("stubborn", lambda: children.log("stubborn").strip())
    grandchild = int(children.log("stubborn"))
    children.stop()
    assert told.read_text() == "wwp"
    assert started_at(grandchild) is None


def test_a_full_disk_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(talk.shutil, "disk_usage", lambda path: SimpleNamespace(free=3 * 2**20))
    with pytest.raises(Stop) as refusal:
        talk.need_room(150)
    assert str(refusal.value) == f"The disk is too full: 3 MB free under {ROOT}, 150 MB needed; free some first."
    with pytest.raises(Stop, match="The disk is full"):
        talk.do("sh", "-c", "echo boom; exit 1", what="Anything")


def test_a_command_that_found_no_space_blames_the_disk():
    with pytest.raises(Stop, match="The disk is full"):
        talk.do("sh", "-c", "echo 'tar: write error: No space left on device'; exit 1", what="Unpacking")


def test_a_polite_kill_is_a_ctrl_c(tmp_path):
    script = "from dev.children import *\nstop_on_signals()\nchildren = Children(__import__('sys').argv[1])\n"
    script += "children.hold()\nchildren.start('sleeper', 'sleep', '300')\n"
    script += "try:\n print('ready', flush=True)\n"
    script += " children.watch()\nexcept KeyboardInterrupt:\n print('stopping')\nfinally:\n children.stop()\n"
    process = subprocess.Popen([PYTHON, "-c", script, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    ((_, pid, _started),) = Children(tmp_path).recorded()["children"]
    process.terminate()
    assert process.communicate(timeout=15)[0] == "stopping\n"
    assert process.returncode == 0
    assert started_at(pid) is None


def test_what_an_attended_command_leaves_behind_is_ended(tmp_path):
    script = "import sys\nfrom dev.children import *\nchildren = Children(sys.argv[1])\nchildren.hold()\n"
    script += "children.start('sleeper', 'sleep', '300')\n"
    script += "code = children.attend('sh', '-c', 'setsid sleep 301 & echo $!; exit 4', env=None)\n"
    script += "print(code, children.running[0][1].poll())\nchildren.stop()\n"
    done = subprocess.run([PYTHON, "-c", script, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=30)
    stray, said = done.stdout.splitlines()
    assert said == "4 None", "the command's own code, and our own child unharmed"
    assert started_at(int(stray)) is None


def test_the_database_of_a_killed_run_comes_back_with_all_its_rows(tmp_path, signals):
    from dev import servers

    script = "import sys, time\nfrom dev import servers\nfrom dev.children import Children\n"
    script += "children = Children(sys.argv[1])\nchildren.hold()\n"
    script += "print(servers.start(children)['DATABASE_URL'], flush=True)\ntime.sleep(300)\n"
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    process = subprocess.Popen([PYTHON, "-c", script, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=clean)
    children = Children(tmp_path)
    try:
        address = _address(process)
        _sql(address, "CREATE TABLE kept AS SELECT 42 AS answer")
        process.kill()
        process.wait()
        time.sleep(0.2)
        assert sorted(children.hold()) == ["postgres", "valkey"]
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("DATABASE_URL", raising=False)
            patch.delenv("REDIS_URL", raising=False)
            address = servers.start(children)["DATABASE_URL"]
        assert _sql(address, "SELECT answer FROM kept") == [(42,)]
    finally:
        process.kill()
        process.communicate()
        children.stop()
        servers.throw_away(tmp_path)


def _address(process):
    for line in process.stdout:
        if line.startswith("postgres://"):
            return line.strip()
    raise AssertionError("the first run ended before it answered")


def _sql(address, statement):
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def test_every_failure_of_the_machine_is_a_sentence(tmp_path):
    env = {**os.environ, "PORT": "eighty"}
    done = subprocess.run([PYTHON, "-m", "dev", "run"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "PORT=eighty is no port: give a number from 1 to 65535.\n")
