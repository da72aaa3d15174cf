"""make test: the whole suite on a database and a queue of its own, which disappear afterwards."""

import os
import subprocess
import sys

from dev import environment, servers, system
from dev.children import Children, forget, stop_on_signals
from dev.paths import PYTHON, ROOT, STATE, VENV
from dev.run import compile_messages, surroundings
from dev.talk import say

# Both cores, each taking the next test in order: tests that empty the tables stand last, and "worksteal" would run
# them before others of the same core's database.
WHOLE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-q"]
CHECKS = {
    "ruff check (make fix)": ["ruff", "check", "."],
    "ruff format (make fix)": ["ruff", "format", "--check", "."],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
    "floors (lint-imports)": ["lint-imports"],
    "migrations (make migrations)": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}


def test(arguments, env=None):
    """Run checks and tests; with arguments for pytest only those tests. Answers the exit code."""
    environment.build()
    with Throwaway() as (children, fresh):
        env = {**fresh, **(env or {})}
        failed = [] if arguments else run_checks(env)
        say("tests")
        code = children.attend(PYTHON, "-m", "pytest", *(arguments or WHOLE), env=env)
        for name in failed:
            print(f"FAILED before the tests: {name}", flush=True)
        return code or int(bool(failed))


def bench(arguments):
    """What each page costs, on a database of its own that is filled for the occasion."""
    environment.build()
    os.environ["DURABLE"] = "1"  # figures of a forgetful database would flatter
    with Throwaway(browser=False) as (children, env):
        env |= {
            "PYTHONPATH": str(ROOT),
            "DEBUG": "0",
            "BASE_URL": "https://bench.example",
            "ALLOWED_HOSTS": "testserver",
        }
        return children.attend(PYTHON, "tests/bench/pages.py", *arguments, env=env)


def check():
    environment.build()
    with Throwaway(browser=False) as (_, env):
        failed = run_checks(env)
        for name in failed:
            print(f"FAILED: {name}")
        return int(bool(failed))


def run_checks(env):
    failed = []
    for name, (program, *rest) in CHECKS.items():
        done = subprocess.run(
            [str(VENV / "bin" / program), *rest],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        say(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}")
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    return failed


def fix():
    environment.build()
    ruff = VENV / "bin" / "ruff"
    subprocess.run([ruff, "check", "--fix", "--show-fixes", "."], cwd=ROOT)
    return subprocess.run([ruff, "format", "."], cwd=ROOT).returncode


def messages():
    """Collect the words of pages and code into the catalogue, and compile it."""
    environment.build()
    env = {**surroundings(), **system.gettext()}
    command = "-m django makemessages --no-wrap --no-location --no-obsolete -l nl".split()
    for name in (".venv", ".state", "tests/*", "dev/*"):
        command += ["-i", name]
    code = subprocess.run([PYTHON, *command], cwd=ROOT, env=env).returncode
    compile_messages(env)
    return code


class Throwaway:
    """PostgreSQL and Valkey for one command, and the environment that leads to them."""

    def __init__(self, browser=True):
        self.browser = browser

    def __enter__(self):
        stop_on_signals()
        STATE.mkdir(exist_ok=True)
        for old in STATE.glob("test-*"):
            if forget(old):
                servers.throw_away(old)
        self.children = Children(STATE / f"test-{os.getpid()}")
        self.children.hold()
        try:
            tools = {}
            if self.browser:
                tools = {**system.pango(), **system.gettext()}
                tools |= system.chromium()
            for key in ("DATABASE_URL", "REDIS_URL"):  # tests never touch what you work with
                os.environ.pop(key, None)
            addresses = servers.start(self.children, durable=bool(os.environ.get("DURABLE")))
            home = self.children.home
            ours = {
                "MEDIA_ROOT": str(home / "media"),
                "STATIC_ROOT": str(home / "static"),
                "BASE_URL": "http://localhost:8000",  # as without the machine
                "EMAIL_URL": "memorymail://",
                "DEMO": os.environ.get("DEMO", "1"),
            }
            env = {**surroundings(), **ours, **tools, **addresses}
            compile_messages(env)
            (home / "static").mkdir()
            say("PostgreSQL and Valkey for the tests answer")
            return self.children, env
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise

    def __exit__(self, *_):
        self.children.stop()
        servers.throw_away(self.children.home)
