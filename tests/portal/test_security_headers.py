"""What every answer carries, and which settings are refused at the start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "SECRET_KEY": "x" * 40,
    "ALLOWED_HOSTS": "loket.example",
    "BASE_URL": "https://loket.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/none",
}
PAGES = ["/", "/oproepen/", "/projecten/", "/cijfers/", "/accounts/login/", "/bestaat-niet/", "/hulp/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_forbids_foreign_and_inline_code(client, db, address):
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_style_or_script(client, db, address):
    text = client.get(address).content.decode()
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<style" not in text
    assert "<script>" not in text


def start(**changes) -> subprocess.CompletedProcess:
    """Read the settings in a process of its own, as a server would; `None` takes a setting away."""
    ours = {*SAFE, "DEBUG", "DEMO", "INSECURE_HTTP", "REDIS_URL"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    env |= {name: value for name, value in (SAFE | changes).items() if value is not None}
    said = "import portal.settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    return subprocess.run([sys.executable, "-c", said], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)


def test_safe_settings_start():
    begun = start()
    assert (begun.returncode, begun.stdout) == (0, "False True True\n")


@pytest.mark.parametrize(
    "changes",
    [
        {"SECRET_KEY": None},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": None},
        {"ALLOWED_HOSTS": "*"},
        {"ALLOWED_HOSTS": "loket.example,*"},
        {"BASE_URL": "http://loket.example"},
        {"BASE_URL": None},
        {"DATABASE_URL": None},
    ],
    ids=str,
)
def test_unsafe_settings_are_refused_with_the_name_of_the_setting(changes):
    refused = start(**changes)
    assert refused.returncode != 0
    assert f"{next(iter(changes))}:" in refused.stderr


def test_a_trial_without_tls_must_be_asked_for():
    begun = start(BASE_URL="http://loket.example", INSECURE_HTTP="1")
    assert (begun.returncode, begun.stdout) == (0, "False False False\n")
