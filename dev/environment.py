"""The Python environment: .venv, filled with exactly what dev.lock names, each file checked by its hash."""

import os
import sys
import tempfile
from pathlib import Path

from dev import system
from dev.paths import PYTHON, ROOT, VENV
from dev.talk import Stop, do, need_room, say, worked

UV = "uv==0.13.9"  # installs 90 packages in seconds where pip needs a minute


def build():
    """Make the environment follow dev.lock; nothing to do costs nothing."""
    lock = (ROOT / "dev.lock").read_bytes()
    stamp = VENV / "dev.lock.installed"
    if stamp.exists() and stamp.read_bytes() == lock and PYTHON.exists():
        return
    need_room(900)
    say("installing the packages of dev.lock into .venv")
    if not _is_alive():
        _make()
    if not (VENV / "bin" / "uv").exists():
        do(*_pip(), "install", "--quiet", "--disable-pip-version-check", UV, what="Installing uv")
    do(
        *(VENV / "bin" / "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, ROOT / "dev.lock"),
        what="Installing the packages of dev.lock",
    )
    stamp.write_bytes(lock)
    say("packages are installed")


def _is_alive():
    # A system's Python that was upgraded leaves a .venv whose interpreter is gone.
    return PYTHON.exists() and worked(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))")


def _make():
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own

        with_pip = []
    except ImportError:
        with_pip = ["--without-pip"]
    do(sys.executable, "-m", "venv", "--clear", *with_pip, VENV, what="Making .venv")


def _pip():
    """The command that is pip, from the environment or, where Debian left it out, from Debian's wheel."""
    if worked(PYTHON, "-m", "pip", "--version") or worked(PYTHON, "-m", "ensurepip"):
        return (PYTHON, "-m", "pip")
    wheels = Path("/usr/share/python-wheels")
    if not any(wheels.glob("pip-*.whl")):
        system.private_copy(["python3-pip-whl"])
        wheels = system.PRIVATE / "usr/share/python-wheels"
    found = sorted(wheels.glob("pip-*.whl")) if wheels.is_dir() else []
    if not found:
        raise Stop("Python's pip is missing: install the package python3-venv (or python3-pip) and start again.")
    return (PYTHON, found[-1] / "pip")


def lock():
    """Write base.lock and dev.lock from pyproject.toml: hashes, and no address of where a file came from."""
    build()
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
    shape = "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet".split()
    with tempfile.TemporaryDirectory() as scratch:
        for name, extra in (("base.lock", []), ("dev.lock", ["--extra", "dev", "-c", "base.lock"])):
            fresh = Path(scratch) / name
            if (ROOT / name).exists() and "UPGRADE" not in os.environ:
                fresh.write_bytes((ROOT / name).read_bytes())  # what still fits keeps its version
            command = (VENV / "bin" / "uv", "pip", "compile", *shape, *extra, "pyproject.toml", "-o", fresh)
            do(*command, what=f"Locking {name}", env=env)
            (ROOT / name).write_bytes(fresh.read_bytes())
    say("wrote base.lock and dev.lock")
