"""make run: everything a portal needs, started in order, watched, and stopped in reverse order."""

import errno
import http.client
import os
import secrets
import socket
from pathlib import Path

from dev import environment, servers, system
from dev.children import Children, stop_on_signals
from dev.paths import PYTHON, ROOT, STATE, VENV
from dev.talk import Stop, do, need_room, say


def run():
    stop_on_signals()
    need_room(150)
    host, port = os.environ.get("HOST", "127.0.0.1"), _port()
    children = Children(STATE)
    if left := children.hold():
        say(f"the previous run was killed; stopped what it left behind: {', '.join(left)}")
    _refuse_taken(host, port)
    try:
        environment.build()
        env = {**surroundings(host, port), **system.pango()}
        env |= servers.start(children)
        say("PostgreSQL and Valkey answer")
        accounts = prepare(env)
        _start_portal(children, env, host, port)
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"
        children.note(address=address, environment={key: env[key] for key in ("DATABASE_URL", "REDIS_URL")})
        print(f"\n{accounts.strip()}\n\nThe portal is at {address}   (Ctrl-C stops it)")
        print(f"Mail is written to {STATE / 'mail'}, logs to {STATE / 'log'}\n", flush=True)
        children.watch()
    except KeyboardInterrupt:
        print(flush=True)
        say("stopping")
    finally:
        children.stop()
        say("stopped")


def surroundings(host="127.0.0.1", port=8000):
    """The portal's environment on a machine of your own; what is set already stays as it is."""
    ours = {
        "DEBUG": "1",
        "DEMO": "1",
        "BASE_URL": f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",
        "MEDIA_ROOT": str(STATE / "media"),
        "STATIC_ROOT": str(STATE / "static"),
        "EMAIL_URL": f"filemail:///{STATE / 'mail'}",
        "SECRET_KEY": _secret(),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return {**ours, **os.environ}


def prepare(env):
    """Bring words, database and static files up to date; fill an empty database. Answers who logs in as what."""
    compile_messages(env)
    Path(env["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
    manage(env, "migrate", "--verbosity", "0")
    say("database is up to date; an empty one is now filled with the demo")
    if env["DEBUG"].lower() not in ("1", "true", "yes", "on"):
        manage(env, "collectstatic", "--noinput", "--verbosity", "0")
    return manage(env, "demo", "--if-empty")


def compile_messages(env):
    """Make the catalogue that programs read from the one that people write, where that is newer."""
    pairs = [(source, source.with_suffix(".mo")) for source in ROOT.glob("locale/*/LC_MESSAGES/django.po")]
    if all(made.exists() and made.stat().st_mtime >= source.stat().st_mtime for source, made in pairs):
        return
    do(VENV / "bin" / "pybabel", "compile", "-d", "locale", "-D", "django", what="Compiling the translations", env=env)


def manage(env, *arguments):
    return do(PYTHON, "manage.py", *arguments, what=f"manage.py {arguments[0]}", env=env)


def _start_portal(children, env, host, port):
    programs = VENV / "bin"
    shape = "--workers 2 --worker-class gthread --threads 2 --graceful-timeout 8".split()
    shape += ["--access-logfile", "-", "--no-control-socket"]
    if os.environ.get("RELOAD"):
        shape.append("--reload")
    celery = (programs / "celery", "--app", "portal")
    children.start("web", programs / "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", *shape, env=env)
    children.start("worker", *celery, "worker", "--concurrency", "1", "--loglevel", "INFO", env=env)
    children.start(
        "beat", *celery, "beat", "--pidfile", "", "--schedule", STATE / "beat", "--loglevel", "INFO", env=env
    )
    children.wait("web", lambda: _answers(children, port))
    say("web answers")
    children.wait("worker", lambda: " ready." in children.log("worker"))
    children.wait("beat", lambda: "beat: Starting" in children.log("beat"))
    say("worker and beat are ready")


def _answers(children, port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/")
    status = line.getresponse().status
    if status >= 500:
        raise Stop(f"The portal's first page fails with {status}; {children.last_lines('web')}")
    return True


def _port():
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Stop(f"PORT={given} is no port: give a number from 1 to 65535.")
    return int(given)


def _refuse_taken(host, port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(f"Port {port} is taken: stop what uses it, or choose: make run PORT={port + 1}") from None
            raise Stop(
                f"Cannot listen on {host}:{port} ({error.strerror}): choose another with HOST= and PORT="
            ) from None


def _secret():
    STATE.mkdir(exist_ok=True)
    file = STATE / "secret"
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text()
