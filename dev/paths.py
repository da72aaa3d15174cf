"""Where things are on this machine."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".state"  # all that a run leaves behind: data, files, mail, logs. Never committed.
SYSTEM = STATE / "system"  # what a system lacks and an ordinary user may not install: Pango, Chromium, gettext


def package(name):
    """The folder of an installed package, without importing it."""
    found = sorted(VENV.glob(f"lib/python3*/site-packages/{name}"))
    if not found:
        raise FileNotFoundError(f"{name} is not installed in {VENV}")
    return found[-1]
