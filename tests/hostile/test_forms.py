"""Every form × every field × what nobody should type: no fault of ours, and a refusal leaves nothing behind."""

import os
from itertools import product
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from tests.hostile import crawl, nasty
from tests.portal.test_permissions import PAGES, ROLES
from tests.portal.test_permissions import addresses as addresses  # noqa: PLC0414 -- a fixture
from workflow.once import new_key

pytestmark = pytest.mark.django_db

# Daily, a field gets a third of the values and its neighbour another third; HOSTILE=all sends every one of them.
EVERYTHING = os.environ.get("HOSTILE") == "all"
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 422, 429}
PASSING = ("django_session", "cache", "django_migrations", "django_content_type", "workflow_chain")
ENGLISH = (
    b"This field", b"Enter a ", b"Ensure this", b"Select a valid", b"This value", b"Please ", b"Bad Request",
    b"Not Found", b"is not one of the available", b"Server Error",
)  # fmt: skip


def tables() -> list[str]:
    return [each for each in connection.introspection.table_names() if each not in PASSING]


def state_of(names: list[str]) -> dict[str, str]:
    """What stands in each table, in one query."""
    asks = [
        f"SELECT '{each}', coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {each} t"  # noqa: S608
        for each in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asks))
        return dict(cursor.fetchall())


class Attack:
    """Sends one form many times, each time rolled back, and notes what is wrong with the answer."""

    def __init__(self, browser, form, names):
        self.browser, self.form, self.names, self.wrong = browser, form, names, []
        self.sent = 0
        self.before = state_of(names)

    def send(self, data, about: str, raw: bytes | None = None) -> int:
        data = data if raw is not None else {**data, "_key": [new_key()]}
        with transaction.atomic():
            if raw is not None:
                answer = self.browser.post(self.form.action, raw, content_type="application/x-www-form-urlencoded")
            elif any(not isinstance(v, str) for values in data.values() for v in values):
                answer = self.browser.post(self.form.action, data)
            else:
                body = urlencode(data, doseq=True).encode()
                answer = self.browser.post(self.form.action, body, content_type="application/x-www-form-urlencoded")
            self._judge(answer, about)
            transaction.set_rollback(answer.status_code < 400)  # what was refused stays, and must be nothing
        return answer.status_code

    def _judge(self, answer, about):
        status = answer.status_code
        self.sent += 1
        if status not in ANSWERS:
            self.wrong.append((self.form.name, about, status, str(getattr(answer, "exc_info", ""))[:300]))
            return
        if status == 302:
            if not answer["Location"].startswith("/") or answer["Location"].startswith("//"):
                self.wrong.append((self.form.name, about, "leads away", answer["Location"]))
            return
        text = answer.content if not answer.streaming else b""
        said = [each for each in ENGLISH if each in text]
        if text and "text/html" in answer.get("Content-Type", "") and (b'lang="nl' not in text or said):
            self.wrong.append((self.form.name, about, status, f"not in Dutch: {said or text[:80]}"))
        if b"<script>alert" in text or b"<img src=x" in text:
            self.wrong.append((self.form.name, about, status, "not escaped"))

    def settle(self, about):
        """After refusals only, everything stands as it stood."""
        if (after := state_of(self.names)) != self.before:
            changed = sorted(name for name in after if after[name] != self.before[name])
            self.wrong.append((self.form.name, about, f"changed {changed}"))
            self.before = after


@pytest.fixture
def attacks(fuller, addresses, signed_in, settings):
    """One attack on each form of the portal, by a role that has it before it."""
    settings.ACCOUNT_RATE_LIMITS = False
    found = {}
    for role, address in doors(fuller, addresses):
        page = signed_in[role].get(address)
        if page.status_code == 200 and not page.streaming:
            for form in crawl.forms_on(address, page.content, role):
                if form.method == "post" and "/logout/" not in form.action:
                    found.setdefault((crawl.kind_of(form.action), tuple(sorted(form.kinds))), form)
    names = tables()
    return [Attack(signed_in[form.role], form, names) for form in found.values()]


def doors(w, addresses) -> list[tuple[str, str]]:
    """A role that gets in, for each page of the table of permissions; and the pages that show a form only here."""
    table = [
        (ROLES[max(n for n, status in enumerate(expected) if status == 200)], addresses[name])
        for name, expected in PAGES.items()
        if 200 in expected
    ]
    more = {
        "applicant": [f"/aanvragen/{w.waiting.number}/", "/aanvragen/nieuw/schuift/"],
        "reviewer": [f"/dossiers/{w.reading.application.number}/"],
        "decider": [
            "/beslissingen/genomen/bekendmaken/",
            f"/beslissingen/genomen/{w.taken.application.number}/",
            f"/projecten/{w.project.number}/",
        ],
        "officer": [f"/beheer/aanvragen/{w.unjudged.number}/ontvankelijkheid/", "/beheer/oproepen/ontwerp/"]
        + ["/beheer/oproepen/open/", "/beheer/mails/", f"/beheer/aanvragen/{w.file.number}/jury/"],
    }
    setting_up = "basis wie criteria brieven kalender team".split()  # money stands in the table
    more["officer"] += [f"/beheer/oproepen/ontwerp/stap/{each}/" for each in setting_up]
    form = "/beheer/oproepen/open/formulier/"
    more["officer"] += [form, f"{form}wijzigingen/"]
    more["officer"] += [f"{form}onderdeel/samenwerking/vraag/?soort={each}" for each in ("choice", "table")]
    # The closing of another call can be moved; the world's own waits for a second officer already.
    more["officer"].append(f"/beheer/oproepen/{w.movable.slug}/sluiting/")
    return table + [(role, each) for role, several in more.items() for each in several]


WANTED = set(
    """
        account_login account_reset_password account_change_password applications:start applications:project
        applications:participants applications:costs applications:section applications:attachments
        applications:remove_attachment applications:submit applications:reopen applications:withdraw
        applications:move_term applications:second_term calls:create calls:step calls:clone follow:publish
        calls:decline calls:form_order calls:form_section calls:form_question applications:publish_form
        reviews:admissibility reviews:assign_file reviews:revoke reviews:declare reviews:review
        decisions:decide decisions:drop decisions:announce projects:boost
        accounts:person_new accounts:person accounts:role_remove accounts:post
        calls:ask calls:inquiry calls:refer calls:turn_down
        applications:planning applications:replace_attachment applications:ask_copy accounts:profile
        my_calendar applications:correct_answer follow:call follow:calls follow:confirm follow:stop
    """.split()
)


def everything_nasty_at_once(attacks):
    """Every field gets every value, in rounds, beside others that are as bad."""
    for attack in attacks:
        fields = attack.form.fields
        for n in range(0, len(nasty.VALUES) if fields else 0, 1 if EVERYTHING else 6 if len(fields) > 20 else 3):
            data = {name: [nasty.VALUES[(n + 7 * i) % len(nasty.VALUES)]] for i, name in enumerate(fields)}
            attack.send(data, f"round {n}")


def one_nasty_value_in_a_form_that_is_well_filled_in(attacks):
    for attack in attacks:
        form = attack.form
        for name in form.alike_once:
            values = nasty.alone(form.kinds.get(name, "text"))
            for value in values if EVERYTHING or len(form.fields) < 20 else values[:1]:
                attack.send({**form.data, name: [value]}, f"{name}={value[:20]!r}")


def a_field_that_is_missing_or_twice_there(attacks):
    for attack in attacks:
        data = attack.form.data
        attack.send({}, "nothing")
        for name in attack.form.alike_once:
            attack.send({k: v for k, v in data.items() if k != name}, f"without {name}")
        attack.send({k: [*v, *v, "x"] for k, v in data.items()}, "all twice")
        attack.send({f"{k}[]": v for k, v in data.items()}, "arrays")
        attack.send({**data, "state": ["submitted"], "id": ["1"], "organisation": ["1"], "by": ["1"]}, "more fields")


def a_file_where_text_belongs_and_text_where_a_file_belongs(attacks):
    for attack in attacks:
        data = attack.form.data
        for name in (attack.form.fields + attack.form.files)[:6]:
            attack.send({**data, name: [SimpleUploadedFile("a.pdf", b"%PDF-1.4 kapot")]}, f"file in {name}")
        for name in attack.form.files:
            attack.send({**data, name: ["tekst"]}, f"text in {name}")


TAILS = [b"%00", b"a%00b", b"%ED%A0%80", b"%ff%fe", b"%C0%80", b"\xff\xfe\x00", b"%u0000", b"%"]


def bytes_that_are_no_text(attacks):
    for attack, tail in product(attacks, TAILS):
        for name in attack.form.alike_once:
            others = {k: v for k, v in attack.form.data.items() if k != name}
            status = attack.send(
                {}, f"{name}={tail}", raw=urlencode(others, doseq=True).encode() + b"&" + name.encode() + b"=" + tail
            )
            if b"%00" in tail and status != 400:
                attack.wrong.append((attack.form.name, name, status, "NUL is not refused"))
            if tail not in (b"%00", b"%ED%A0%80"):
                break


COUNTS = ["-1", "x", "", "1000000000", "9" * 5_000, "1e3", "NaN", "0", "121", "٣"]


def formsets_whose_counts_are_tampered_with(attacks):
    sets = [each for each in attacks if any(name.endswith("-TOTAL_FORMS") for name in each.form.data)]
    assert len(sets) >= 3
    for attack in sets:
        data = attack.form.data
        for name in [n for n in data if n.endswith("_FORMS")]:
            for count in COUNTS:
                attack.send({**data, name: [count]}, f"{name}={count[:12]}")
                prefix = name.partition("-")[0]
                if count in COUNTS[::3]:
                    attack.send({**data, name: [count], "add": [prefix]}, f"{name}={count[:12]} and add")
            attack.send({k: v for k, v in data.items() if k != name}, f"without {name}")
        for change in ("costs-99999", "costs--1", "criteria-0", "participants-", "-", "__line__", "costs-٣"):
            attack.send({**data, "remove": [change]}, f"remove={change}")
            attack.send({**data, "add": [change]}, f"add={change}")


def the_answers_to_a_script_are_no_fault_either(attacks):
    for attack in attacks:
        for method in ("put", "patch", "delete", "options"):
            with transaction.atomic():
                answer = getattr(attack.browser, method)(attack.form.action, "{}", content_type="application/json")
                attack._judge(answer, method)
                transaction.set_rollback(True)
        for body, kind in ((b'{"a": [', "application/json"), (b"--x\r\nkapot", "multipart/form-data; boundary=x"),
                           (b"a=b", "multipart/form-data"), (b"a=b", "text/plain; charset=kapot")):  # fmt: skip
            with transaction.atomic():
                answer = attack.browser.generic("POST", attack.form.action, body, content_type=kind)
                attack._judge(answer, kind)
                transaction.set_rollback(True)


STEPS = (
    everything_nasty_at_once,
    one_nasty_value_in_a_form_that_is_well_filled_in,
    a_field_that_is_missing_or_twice_there,
    a_file_where_text_belongs_and_text_where_a_file_belongs,
    bytes_that_are_no_text,
    formsets_whose_counts_are_tampered_with,
    the_answers_to_a_script_are_no_fault_either,
)


def test_no_form_can_be_made_to_fail(attacks):
    """One test for all steps: the world and the walk cost more than the attacks."""
    kinds = {crawl.kind_of(each.form.action) for each in attacks}
    assert WANTED - kinds == set()

    for step in STEPS:
        # Seven pages set up a call, of one make; once is enough for most steps.
        several = attacks if step is STEPS[0] else [a for a in attacks if crawl.kind_of(a.form.action) != "calls:step"]
        step(several)
        for attack in several:
            attack.settle(step.__name__)
    wrong = [" | ".join(map(str, each)) for attack in attacks for each in attack.wrong]
    assert not wrong, "\n".join(wrong[:200])
