"""A whole portal for the main line: web server, worker and beat as processes, on a database of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Portal:
    """A running portal: where it is, and the environment to run a command in it."""

    url: str
    env: dict
    logs: Path

    def manage(self, *args: str, stdin: str = "") -> str:
        command = [sys.executable, "manage.py", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what, seconds: float, every: float = 0.2):
    """Ask until the answer is true; returns it, or fails."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(every)
    raise AssertionError(f"{what} stayed false for {seconds} s")


def _database(name: str) -> str:
    given = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(given._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return given._replace(path=f"/{name}").geturl()


def _answers(url: str):
    def ask():
        try:
            return urllib.request.urlopen(url, timeout=2).status == 200
        except OSError:
            return False

    return ask


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Portal:
    """Start it, and stop it after the last test."""
    home = tmp_path_factory.mktemp("portal")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    redis = urlsplit(os.environ["REDIS_URL"])._replace(path="/15").geturl()
    env = os.environ | {
        "DEBUG": "1",
        "DEMO": "1",
        "DATABASE_URL": _database(f"line_{os.getpid()}"),
        "REDIS_URL": redis,
        "BASE_URL": url,
        "MEDIA_ROOT": str(home / "media"),
        "BEAT_SCHEDULE": str(home / "beat"),
        "EMAIL_URL": f"filemail:///{home / 'mail'}",
        "DRAIN_SECONDS": "5",
        "DB_POOL": "8",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    (home / "mail").mkdir()
    running = Portal(url=url, env=env, logs=home)
    running.manage("migrate", "-v0")
    python = sys.executable
    commands = {
        "web": [python, "-m", "gunicorn", "portal.wsgi", "-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "4"],
        "worker": [python, "-m", "celery", "-A", "portal", "worker", "-c", "1", "-l", "info"],
        "beat": [python, "-m", "celery", "-A", "portal", "beat", "-l", "info", "--pidfile", ""],
    }
    processes = {}
    try:
        for name, command in commands.items():
            log = (home / f"{name}.log").open("wb")
            processes[name] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        wait_until(_answers(f"{url}/gezond/"), 60)
        yield running
        dead = [name for name, process in processes.items() if process.poll() is not None]
        assert not dead, f"{dead} stopped, see {home}"
    finally:
        for process in reversed(processes.values()):
            process.terminate()
        for process in processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
