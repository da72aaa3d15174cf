"""Takes the forms off the pages as a browser would, so that a new form is attacked by itself."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from lxml import html


@dataclass
class Form:
    """A form as a browser would send it, filled in with something plausible."""

    role: str
    page: str
    action: str
    method: str
    data: dict[str, list[str]]
    files: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # name → type of its control

    @property
    def name(self) -> str:
        return f"{self.role} {kind_of(self.action)}"

    @property
    def fields(self) -> list[str]:
        return [each for each in self.data if each not in ("csrfmiddlewaretoken", "_key")]

    @property
    def alike_once(self) -> list[str]:
        """The fields without the rows below the first, which are like it."""
        return [each for each in self.fields if not re.search(r"-[1-9]\d*-", each)]


def kind_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


PLAUSIBLE = {
    "date": "2027-02-01",
    "time": "12:00",
    "email": "iemand@bestuur.example",
    "number": "1",
    "password": "een-heel-lang-wachtwoord",
}


def forms_on(page: str, text: bytes, role: str) -> list[Form]:
    if not text.strip():
        return []  # a piece of a page, with nothing to show yet
    tree = html.fromstring(text)
    for each in tree.xpath("//template"):
        each.getparent().remove(each)
    found = []
    for form in tree.xpath("//form"):
        controls = form.xpath(".//input|.//select|.//textarea|.//button")
        if form.get("id"):
            controls += tree.xpath("//*[@form=$id]", id=form.get("id"))
        action = urljoin(page, form.get("action") or page)
        made = Form(role, page, action, (form.get("method") or "get").lower(), {})
        for control in controls:
            _add(made, control)
        found.append(made)
    return found


def _add(form: Form, control) -> None:
    name, kind = control.get("name"), control.get("type") or control.tag
    if not name or control.get("disabled") is not None:
        return
    form.kinds.setdefault(name, kind)
    if kind == "file":
        form.files.append(name)
    elif kind in ("radio", "checkbox"):
        chosen = control.get("checked") is not None
        values = form.data.setdefault(name, [])
        if chosen or not values:
            form.data[name] = [control.get("value", "on")] if kind == "radio" or not values else [
                *values, control.get("value", "on")
            ]  # fmt: skip
    elif control.tag == "select":
        options = control.xpath(".//option")
        picked = [o for o in options if o.get("selected") is not None and o.get("value")]
        picked = picked or [o for o in options if o.get("value")][:1]
        form.data[name] = [o.get("value") for o in picked]
    elif control.tag == "button" or kind == "submit":
        if name in ("add", "remove"):  # changes rows and judges nothing: attacked apart
            return
        form.data[name] = [control.get("value", "")]
    else:
        value = control.text or "" if control.tag == "textarea" else control.get("value", "")
        form.data[name] = [value.strip() or ("" if kind == "hidden" else PLAUSIBLE.get(kind, "Een zin met woorden."))]
