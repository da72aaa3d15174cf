"""python3 -m dev COMMAND: what the Makefile calls."""

import os
import shlex
import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …, if that one is installed.")

from dev import environment, servers, suite, system  # noqa: E402  an older Python stops above, with a sentence
from dev.children import Children, stop_on_signals  # noqa: E402
from dev.paths import PYTHON, ROOT, STATE  # noqa: E402
from dev.run import run, surroundings  # noqa: E402
from dev.talk import Stop, disk_is_full, full_disk, say  # noqa: E402


def manage(arguments):
    """manage.py on the database of `make run`, which is started for the occasion when it does not run."""
    environment.build()
    stop_on_signals()
    children = Children(STATE)
    env = {**surroundings(), **system.pango()}
    try:
        children.hold()
    except Stop:
        env |= children.recorded().get("environment", {})
    else:
        env |= servers.start(children)
    try:
        return children.attend(PYTHON, ROOT / "manage.py", *arguments, env=env)
    finally:
        children.stop()


def shared(arguments):
    """Throw-away PostgreSQL and Valkey for as long as you like, to run tests by hand beside it."""
    environment.build()
    with suite.Throwaway(browser=False) as (children, env):
        for key in ("DATABASE_URL", "REDIS_URL", "DEBUG"):
            print(f"export {key}={shlex.quote(env[key])}", flush=True)
        say("Ctrl-C stops them")
        return max(0, children.attend("sleep", "infinity", env=env))


COMMANDS = {
    "run": lambda arguments: run(),
    "test": suite.test,
    "check": lambda arguments: suite.check(),
    "fix": lambda arguments: suite.fix(),
    "bench": suite.bench,
    "messages": lambda arguments: suite.messages(),
    "screenshots": lambda arguments: suite.test(["-q", "tests/line"], {"SCREENSHOTS": "1"}),
    "manage": manage,
    "servers": shared,
    "install": lambda arguments: environment.build(),
    "lock": lambda arguments: environment.lock(),
}


def main():
    command, *arguments = sys.argv[1:] or ["?"]
    if command not in COMMANDS:
        return f"Usage: python3 -m dev {'|'.join(COMMANDS)}"
    arguments = arguments or shlex.split(os.environ.get("ARGS", ""))
    os.environ.pop("ARGS", None)
    try:
        return COMMANDS[command](arguments)
    except Stop as reason:
        return str(full_disk() if disk_is_full() else reason)
    except OSError as error:
        if disk_is_full(error):
            return str(full_disk())
        raise
    except KeyboardInterrupt:
        return 130


sys.exit(main())
