"""Everything people read is in Dutch, and comes from one catalogue."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
APPS = "portal projects decisions reviews applications follow calls accounts documents workflow".split()


def test_every_message_has_its_dutch():
    lacking = [entry.msgid for entry in polib.pofile(str(CATALOGUE)) if not entry.translated() and not entry.obsolete]
    assert lacking == []


def test_no_message_is_a_guess():
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)).fuzzy_entries()] == []


def test_the_same_places_stand_in_both_languages():
    """`%(name)s` in the one and not in the other is an error at run time, or a sentence that lost its fact."""
    place = re.compile(r"%\((\w+)\)[sd]|%[sd]")
    wrong = []
    for entry in polib.pofile(str(CATALOGUE)):
        known = set(place.findall(entry.msgid)) | set(place.findall(entry.msgid_plural))
        said = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
        if any(set(place.findall(text)) - known for text in said):
            wrong.append(entry.msgid)
    assert wrong == []


def test_the_catalogue_holds_what_pages_and_code_say(tmp_path):
    if not (shutil.which("xgettext") and shutil.which("msgmerge")):
        pytest.fail("gettext is missing: install the system package gettext, or run the tests with `make test`.")
    for folder in (*APPS, "templates"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "migrations", "*.pyc", "*.json", "*.csv"),
        )
    (tmp_path / "locale" / "nl" / "LC_MESSAGES").mkdir(parents=True)
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    collect = [sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-location", "--no-wrap"]
    subprocess.run(collect, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
    fresh = polib.pofile(str(tmp_path / "locale/nl/LC_MESSAGES/django.po"))
    kept = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}
    new = [entry.msgid for entry in fresh if (entry.msgctxt, entry.msgid) not in kept]
    assert new == [], "Run `make messages` and write the Dutch."


TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
SAID = re.compile(r"\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}", re.S)
COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.S)
CODE = re.compile(r"<(svg|style|code|pre)\b.*?</\1>", re.S)
# a class or an attribute that a parent template places
ATTRIBUTE = re.compile(r"\{%\s*block \w+\s*%\}\s*[a-z-]+\s*\{%\s*endblock[^%]*%\}")
MARKUP = re.compile(r"<[^>]*>", re.S)
SPOKEN = re.compile(r"""\b(?:aria-label|title|placeholder|alt|data-label)="([^"]*)\"""")
WORD = re.compile(r"[^\W\d_]{2,}")
# What is the same in every language, or a name.
SAME = {"SHA", "UTC", "PDF", "macOS", "Linux", "Subsidieloket"}
ALLOWED = {"allauth", "letters", "bootstrap5"}  # allauth's own frame, Dutch letters, crispy's controls


def bare_words(source: str) -> list[str]:
    """Words a person reads that no translation tag holds."""
    source = ATTRIBUTE.sub(" ", CODE.sub(" ", SAID.sub(" ", COMMENT.sub(" ", source))))
    spoken = [TAG.sub(" ", text) for text in SPOKEN.findall(_quotes_within_tags(source))]
    text = MARKUP.sub(" ", TAG.sub(" ", source))
    words = [word for piece in [text, *spoken] for word in WORD.findall(re.sub(r"&\w+;|www\.[\w.]+", " ", piece))]
    return [word for word in words if word not in SAME]


def _quotes_within_tags(source: str) -> str:
    """Template tags hold quotes of their own, which would end an attribute too early."""
    return TAG.sub(lambda tag: tag.group().replace('"', "'"), source)


def pages():
    for path in sorted((ROOT / "templates").rglob("*")):
        inside = path.relative_to(ROOT / "templates")
        if path.suffix in {".html", ".txt"} and inside.parts[0] not in ALLOWED:
            yield str(inside)


@pytest.mark.parametrize("template", pages())
def test_no_page_has_bare_words(template):
    source = (ROOT / "templates" / template).read_text(encoding="utf-8")
    assert bare_words(source) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hallo daar</p>", ["Hallo", "daar"]),
        ('<a aria-label="Sluit" href="/x/">×</a>', ["Sluit"]),
        ('<p aria-label="{% translate "Close" %}">{% translate "Close" %}</p>', []),
        ("{% blocktranslate trimmed %}Ja <b>wel</b>{% endblocktranslate %}", []),
        ("<svg><title>Kaart</title></svg>{# nota #}", []),
    ],
)
def test_this_test_sees_bare_words(source, words):
    assert bare_words(source) == words
