"""What no Python package brings: Pango for the letters, Chromium for the browser tests, gettext for the words.

Found on the system; else installed (as root, with apt-get); else, for an ordinary user, the same packages are
fetched and unpacked in .state/system and only our own processes are told where they are; else one line asks.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from dev.paths import PYTHON, SYSTEM
from dev.talk import need_room, say, worked

PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
LIBRARIES = [f"lib{name}.so.{number}" for name, number in (("gobject-2.0", 0), ("pango-1.0", 0), ("pangoft2-1.0", 0))]
LIBRARIES += ["libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1"]
CHROMIUM = ["chromium", "libatomic1", "fonts-dejavu-core"]  # libatomic1 is what Playwright's driver needs
GETTEXT = ["gettext"]
PRIVATE = SYSTEM / "root"


def pango():
    """Environment in which WeasyPrint can be imported; missing: says so and goes on."""
    return _provide("Pango (for letters as PDF)", PANGO, _has_pango)


def gettext():
    return _provide("gettext (for the translations)", GETTEXT, _has_gettext)


def chromium():
    """Environment for the browser tests, with CHROMIUM in it when there is one."""
    env = _provide("Chromium (for the browser tests)", CHROMIUM, _chromium)
    path = _chromium(env)
    return {**env, "CHROMIUM": path} if path else env


def _has_pango(env):
    # The libraries WeasyPrint opens, tried in a process of its own: importing WeasyPrint itself takes a second.
    attempt = f"import ctypes; [ctypes.CDLL(name) for name in {LIBRARIES}]"
    return _has_font(env) and worked(sys.executable, "-IS", "-c", attempt, env={**os.environ, **env})


def _has_font(env):
    if "FONTCONFIG_FILE" in env:
        return True
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", Path.home() / ".fonts", Path.home() / ".local/share/fonts"]
    return any(path.suffix in (".ttf", ".otf") for folder in folders for path in Path(folder).rglob("*"))


def _has_gettext(env):
    env = {**os.environ, **env}
    tools = ("xgettext", "msgfmt", "msgmerge", "msguniq", "msgattrib")
    return all(worked(shutil.which(tool, path=env["PATH"]) or tool, "--version", env=env) for tool in tools)


def _chromium(env):
    if given := os.environ.get("CHROMIUM"):
        return given
    env = {**os.environ, **env}
    driver = worked(PYTHON, "-m", "playwright", "--version", env=env)
    names = [PRIVATE / "usr/lib/chromium/chromium", "chromium", "chromium-browser", "google-chrome"]
    for path in (shutil.which(str(name)) for name in names):
        if driver and path and _has_font(env) and worked(path, "--version", env=env):
            return path
    return None


def _provide(title, packages, works):
    if works({}):
        return {}
    if PRIVATE.is_dir() and works(_environment()):
        return _environment()
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            say(f"installing {title}: apt-get install {' '.join(packages)}")
            if _apt_install(packages) and works({}):
                return {}
        else:
            say(f"fetching {title} for this folder alone")
            if private_copy(packages) and works(_environment()):
                return _environment()
    say(f"MISSING: {title}. Ask for: apt-get install --no-install-recommends {' '.join(packages)}")
    return {}


@cache
def _updated():
    return worked("apt-get", "-qq", "update")


def _apt_install(packages):
    _updated()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "install", *packages]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        say("apt-get says: " + " ".join(done.stderr.split())[-300:])
    return done.returncode == 0


def private_copy(packages):
    """Fetch packages, and what they need and this system lacks, and unpack them under .state/system."""
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        return False
    need_room(1200 if "chromium" in packages else 300)
    work = SYSTEM / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "fetched"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq", "-o", f"Dir::State={work}", "-o", "Dir::State::status=/var/lib/dpkg/status"]
    apt += ["-o", f"Dir::Cache={work}/cache", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
    try:
        _quiet([*apt, "update"])
        plan = _quiet([*apt, "-s", "--no-install-recommends", "install", *packages], verbose=True)
        wanted = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
        _quiet([*apt, "download", *(wanted or packages)], cwd=work / "fetched")
        for deb in sorted((work / "fetched").glob("*.deb")):
            _quiet(["dpkg-deb", "-x", deb, PRIVATE])
    except subprocess.CalledProcessError as error:
        say("apt-get says: " + " ".join((error.stderr or "").split())[-300:])
        return False
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def _quiet(command, cwd=None, verbose=False):
    command = [str(part) for part in command if not (verbose and part == "-qq")]
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, check=True, capture_output=True, text=True)
    return done.stdout


def _environment():
    """What a process must be told to find its libraries, programs and fonts in the private copy."""
    fonts = SYSTEM / "fonts.conf"
    if not fonts.exists():
        folders = f"<dir>{PRIVATE}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        fonts.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
            f"<fontconfig>{folders}<cachedir>{SYSTEM}/font-cache</cachedir></fontconfig>"
        )
    folders = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu", "usr/lib/*-linux-gnu/pulseaudio")
    libraries = [str(path) for folder in folders for path in PRIVATE.glob(folder)]
    return {
        "LD_LIBRARY_PATH": ":".join(filter(None, [*libraries, os.environ.get("LD_LIBRARY_PATH")])),
        "PATH": f"{PRIVATE}/usr/bin:{os.environ['PATH']}",
        "FONTCONFIG_FILE": str(fonts),
    }
