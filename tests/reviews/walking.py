"""Walks every address of the portal as one person, and tells which words of a list showed where."""

import re
from collections.abc import Iterator

import pypdfium2
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from applications.models import Attachment
from tests.hostile.crawl import forms_on

OURS = ("accounts", "applications", "calls", "decisions", "documents", "follow", "projects", "rehearsals", "reviews")
ASKS = ("reviews", "decisions")  # a refusal of these might tell something
CHANGING = re.compile(
    r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|name="csrfmiddlewaretoken" value="\w+"|nonce-[\w=+/]+|nonce="[\w=+/-]+"'
)


def patterns(found=None, space="") -> Iterator[tuple[str, dict]]:
    """Every named address with its converters."""
    for each in found if found is not None else get_resolver().url_patterns:
        if hasattr(each, "url_patterns"):
            yield from patterns(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space + each.name, each.pattern.converters


def _ids(app: str) -> list[int]:
    """The newest row of every kind of thing in an app: whatever an address calls `pk` is one of them."""
    found = set()
    for model in apps.get_app_config(app).get_models():
        if model._meta.pk.get_internal_type().endswith("AutoField"):
            found |= set(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:1])
    return sorted(found)


def addresses(known: dict[str, list]) -> list[tuple[str, str]]:
    """Name and address of every page, about what is there; `known` are the values of the other parts."""
    ids = {app: _ids(app) for app in OURS}
    made = []
    for name, converters in patterns():
        app = name.partition(":")[0]
        if name.startswith(("account_", "socialaccount")) or ":" in name and app not in OURS:
            continue
        rows = [{}]
        for part, converter in converters.items():
            if part == "pk":
                values = ids[app] + (list(Attachment.objects.values_list("pk", flat=True)) if "attach" in name else [])
            elif type(converter).__name__ == "IntConverter":
                values = [1]
            else:
                values = known.get(part, ["x"])
            rows = [row | {part: value} for row in rows for value in values]
        for row in rows:
            try:
                made.append((name, reverse(name, kwargs=row)))
            except NoReverseMatch:  # this value does not fit this address
                continue
    return made


def said_by(response) -> str:
    """All that an answer tells, the text of a PDF too."""
    data = b"".join(response) if response.streaming else response.content
    head = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    if data.startswith(b"%PDF"):
        whole = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
        return f"{head} {whole}".casefold()
    return f"{head} {data.decode(errors='replace')}".casefold()


def walk(client: Client, known: dict[str, list], words, *, seeks: str = "") -> set[tuple[str, str]]:
    """Where any of the words shows: pages, refusals of an empty form, and searches for `seeks`, whose answers may not
    differ from those for a word that is nowhere."""
    found, searched, refused = set(), set(), set()
    for name, address in addresses(known):
        answer = client.get(address)
        text = said_by(answer)
        found |= {(name, word) for word in words if word in text}
        if seeks and answer.status_code == 200 and "text/html" in answer["Content-Type"] and name not in searched:
            searched.add(name)
            found |= {
                (name, f"search for {seeks}") for form in _searches(address, answer) if _tells(client, form, seeks)
            }
        if name.partition(":")[0] in ASKS and name not in refused:
            refused.add(name)
            with transaction.atomic():
                text = said_by(client.post(address, {}))
                transaction.set_rollback(True)
            found |= {(f"POST {name}", word) for word in words if word in text}
    return found


def _searches(address: str, answer) -> list:
    return [form for form in forms_on(address, answer.content, "") if form.method == "get"]


def _tells(client: Client, form, word: str) -> bool:
    """Whether a search for the word answers otherwise than a search for nothing."""
    typed = [name for name, kind in form.kinds.items() if kind in ("search", "text", "input") and name != "code"]
    for name in typed:
        texts = []
        for each in (word, "x" * len(word)):
            data = dict.fromkeys(form.data, "") | {name: each}
            text = client.get(form.action, data).content.decode().casefold()
            texts.append(CHANGING.sub("", text).replace(each, ""))
        if texts[0] != texts[1]:
            return True
    return False
