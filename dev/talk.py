"""What the terminal says, and commands whose output is only shown when they fail."""

import errno
import os
import shutil
import subprocess
import time

from dev.paths import ROOT

_started = time.monotonic()
NEARLY_FULL = 20 * 2**20  # bytes left under which a failure is blamed on the disk


class Stop(Exception):
    """The run cannot go on; its text is the one sentence that says why and what to do."""


def say(text):
    print(f"[{time.monotonic() - _started:5.1f} s] {text}", flush=True)


def tail(text, lines=15):
    return "\n".join("    " + line for line in text.rstrip().splitlines()[-lines:])


def disk_is_full(error=None):
    """Whether this failure is the disk's: by its number, its text, or because nothing is left."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if isinstance(error, str) and ("No space left on device" in error or "os error 28" in error):
        return True
    return shutil.disk_usage(ROOT).free < NEARLY_FULL


def megabytes_free():
    return shutil.disk_usage(ROOT).free // 2**20


def full_disk():
    free = f"{megabytes_free()} MB free under {ROOT}"
    return Stop(f"The disk is full ({free}): free some space and start again; no data is lost.")


def need_room(megabytes):
    if (free := megabytes_free()) < megabytes:
        raise Stop(f"The disk is too full: {free} MB free under {ROOT}, {megabytes} MB needed; free some first.")


def do(*command, what, env=None, **kwargs):
    """Run a command quietly and answer what it said; on failure show its last lines."""
    done = subprocess.run(
        [str(part) for part in command],
        env=env or dict(os.environ),
        cwd=kwargs.pop("cwd", ROOT),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        **kwargs,
    )
    if done.returncode:
        said = f"{done.stdout}{done.stderr}"
        if disk_is_full(said):
            raise full_disk()
        raise Stop(f"{what} failed; its last lines:\n{tail(said)}")
    return done.stdout


def worked(*command, env=None):
    """Whether a command ends well, shown to nobody."""
    try:
        done = subprocess.run(
            [str(part) for part in command], env=env, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
