"""The main line, walked by five people in a browser, against a running web server, a real worker and real beat."""

import io
import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.line.conftest import ROOT, wait_until
from workflow.moments import BRUSSELS

PASSWORD = "een-lang-wachtwoord"  # noqa: S105
PEOPLE = {
    "officer": ("Petra", "Baert", "petra.baert@line.example"),
    "submitter": ("Marieke", "Claes", "marieke.claes@line.example"),
    "reviewer": ("Luk", "Verhaege", "luk.verhaege@line.example"),
    "decider": ("Nele", "Wouters", "nele.wouters@line.example"),
    "auditor": ("Karim", "Jacobs", "karim.jacobs@line.example"),
}
CAST = """
import json
from django.utils import timezone
from accounts.actions import join
from accounts.models import Kind, Organisation, User
now = timezone.now()
flemish = Organisation.objects.create(kind=Kind.FLEMISH, name="Agentschap Binnenlands Bestuur", ovo="OVO001835")
halle = Organisation.objects.valid_on(now.date()).get(name="Halle", kind=Kind.MUNICIPALITY)
for role, (first, last, email) in json.loads({people!r}).items():
    user = User.objects.create_user(email, {password!r}, first_name=first, last_name=last)
    join(user, halle if role == "submitter" else flemish, role, by=None, at=now)
"""


def one_page() -> bytes:
    """A real PDF: an empty page."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


class Person:
    """Somebody at a browser of his own, who looks at each page for what axe calls serious or critical."""

    def __init__(self, role: str, browser, url: str, story: "Story"):
        self.name, self.url, self.story = role, url, story
        self.context = browser.new_context(locale="nl-BE", viewport={"width": 1280, "height": 900}, base_url=url)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: story.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", lambda answer: self._answered(answer))

    def _answered(self, answer) -> None:
        if answer.status >= 500:
            self.story.faults.append(f"{answer.url}: {answer.status}")

    def log_in(self) -> None:
        self.go("/accounts/login/")
        self.page.fill("[name=login]", PEOPLE[self.name][2])
        self.page.fill("[name=password]", PASSWORD)
        self.press("Aanmelden")
        expect(self.page).to_have_url(re.compile("/start/$"))

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def follow(self, words: str) -> None:
        """Click a link by its words, and look at where it leads."""
        self.page.get_by_role("link", name=words).first.click()
        self.look()

    def press(self, words: str) -> None:
        """Send a form. What was typed is saved first, so the next page comes a while after the click."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).last.click()
        self.look()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"main [name='{name}']", value)

    def choose(self, name: str, value: str) -> None:
        self.page.check(f"main [name='{name}'][value='{value}']", force=True)

    def look(self) -> None:
        self.page.wait_for_load_state()
        self.story.check(self.page)

    def shows(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def picture(self, caption: str) -> None:
        self.story.picture(self.page, caption)


class Story:
    """What was seen on the way: faults, pages that axe refuses, and pictures for `docs/line.md`."""

    def __init__(self):
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.pictures: list[tuple[str, str]] = []
        self.draw = bool(os.environ.get("SCREENSHOTS"))

    def check(self, page: Page) -> None:
        kind = re.sub(r"\d+", "n", page.url) + page.title()
        if kind in self.seen:
            return
        self.seen.add(kind)
        for finding in Axe().run(page).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in finding["nodes"][:3]]
                self.faults.append(f"{page.url}: {finding['id']} {nodes}")

    def picture(self, page: Page, caption: str) -> None:
        if not self.draw:
            return
        name = f"line-{len(self.pictures) + 1:02}.png"
        page.screenshot(path=ROOT / "docs" / "img" / name, full_page=True)
        self.pictures.append((name, caption))

    def write(self) -> None:
        """The page of `docs/` that shows the line, in pictures of this run."""
        if not self.draw:
            return
        lines = ["# The main line in pictures", "", "Made by `make screenshots`, from the running portal.", ""]
        for number, (name, caption) in enumerate(self.pictures, 1):
            lines += [f"## {number}. {caption}", "", f"![{caption}](img/{name})", ""]
        (ROOT / "docs" / "line.md").write_text("\n".join(lines), encoding="utf-8")


def wall(moment: datetime) -> tuple[str, str]:
    local = moment.astimezone(BRUSSELS)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def set_up_call(officer: Person, closes: datetime) -> None:
    """Nothing is there yet: programme, call, criteria and instalments are made in the portal."""
    officer.follow("Oproepen")
    officer.page.locator("a[href='/beheer/oproepen/nieuw/']").first.click()
    officer.look()
    page = officer.page
    if not page.locator("[name=new_programme]").is_visible():
        page.locator("details:has([name=new_programme]) summary").click()
    page.select_option("[name=programme]", "")
    officer.fill(new_programme="Digitaal dichtbij", new_programme_budget="35.000.000")
    officer.fill(title="Van goed idee naar prototype")
    page.locator("main [name=type]").first.check(force=True)
    opened, closing = wall(closes - timedelta(days=20)), wall(closes)
    officer.fill(opens_at_0=opened[0], opens_at_1=opened[1], closes_at_0=closing[0], closes_at_1=closing[1])
    officer.picture("An officer makes a call")
    officer.press("Maak de oproep")
    officer.fill(summary="U krijgt een jaar de tijd om een idee voor betere dienstverlening uit te werken.")
    officer.fill(purpose="Een goed idee dat nog vorm moet krijgen: een ontwerp, een prototype of een experiment.")
    officer.press("Bewaar en ga verder")
    for box in page.locator("main [name=focuses]").all():
        box.check(force=True)
    officer.choose("eligible_kinds", "municipality")
    officer.press("Bewaar en ga verder")
    officer.go(page.url.replace("/formulier/", "/stap/criteria/"))  # the proposed form is kept as it is
    officer.press("Bewaar en ga verder")
    officer.fill(budget="900.000,00")
    officer.picture("The money of a call, with the public page beside it")
    officer.press("Bewaar en ga verder")
    officer.picture("What an officer looks at before the jury reads")
    officer.press("Bewaar en ga verder")
    officer.fill(regulation="Reglement van de oproep, goedgekeurd op 1 oktober 2026")
    officer.fill(legal_grounds="het decreet van 1 januari 2020 (voorbeeld), artikel 4")
    officer.fill(budget_article="SJ0-1SMC2GG-WT", decider_title="de Vlaamse minister van Binnenlands Bestuur")
    officer.press("Bewaar en ga verder")
    officer.fill(decision_by=wall(closes + timedelta(days=90))[0])
    page.get_by_role("button", name="Een dag van de jury toevoegen").click()
    jury = page.locator("[data-rows=jury_days] tr:has([name$=-day])").last
    jury.locator("[name$=-day]").fill(wall(closes + timedelta(days=30))[0])
    jury.locator("[name$=-starts]").fill("09:00")
    jury.locator("[name$=-ends]").fill("16:30")
    jury.locator("[name$=-place]").fill("Brussel")
    officer.press("Bewaar en ga verder")
    officer.press("Bewaar en ga verder")
    officer.shows("Van goed idee naar prototype")
    officer.press("Publiceer de oproep")
    officer.picture("The call is published")


def apply_for_it(applicant: Person, closes: datetime) -> str:
    """Start, fill in part by part, hand in; answers the number of the application."""
    applicant.go("/oproepen/")
    applicant.follow("Van goed idee naar prototype")
    applicant.shows("Indienen kan nog")
    applicant.picture("The public page of the call, with the exact moment of closing")
    applicant.follow("Start een aanvraag")
    applicant.fill(title="Meldingen die zichzelf opvolgen")
    with applicant.page.expect_navigation():
        applicant.page.locator("main form button[type=submit]").last.click()
    applicant.look()
    number = re.search(r"/aanvragen/([^/]+)/", applicant.page.url)[1]

    applicant.go(f"/aanvragen/{number}/project/")
    starts, ends = wall(closes + timedelta(days=120))[0], wall(closes + timedelta(days=360))[0]
    applicant.fill(summary="Wie een losse tegel meldt, hoort voortaan vanzelf wat ermee gebeurt, van begin tot einde.")
    applicant.fill(goals="Acht van de tien melders krijgen binnen twee werkdagen een antwoord.")
    applicant.fill(starts_on=starts, ends_on=ends)
    applicant.page.locator("main [name=focus]").first.check(force=True)
    applicant.picture("The application, part by part: the project")
    applicant.press("Bewaar en ga verder")

    applicant.page.get_by_role("button", name="Voeg een regel toe").click()
    row = applicant.page.locator("[data-rows=participants] tr").last
    row.locator("[name$=-part]").select_option("initiator")
    row.locator("[name$=-name]").fill("Gemeente Beersel")
    applicant.press("Bewaar en ga verder")

    rows = applicant.page.locator("[data-rows=costs] tr:has([name$=-cost])")
    costs = (("Projectleider", "staff", "46.000,00", "36.800,00"), ("Ontwerp", "subcontracting", "38000", "30400,00"))
    for n, (description, category, cost, subsidy) in enumerate(costs):
        if rows.count() <= n:
            applicant.page.get_by_role("button", name="Voeg een regel toe").click()
        rows.nth(n).locator("[name$=-description]").fill(description)
        rows.nth(n).locator("[name$=-category]").select_option(category)
        if rows.nth(n).locator("select[name$=-year]").count():
            rows.nth(n).locator("[name$=-year]").select_option(index=1)
        rows.nth(n).locator("[name$=-cost]").fill(cost)
        rows.nth(n).locator("[name$=-subsidy]").fill(subsidy)
    applicant.page.keyboard.press("Tab")
    expect(applicant.page.locator("tfoot [data-figure='all.subsidy']")).to_contain_text("67.200,00")
    applicant.picture("Costs and subsidy, added up while typing")
    applicant.press("Bewaar en ga verder")
    applicant.picture("The planning, drawn beside its table")
    applicant.press("Bewaar en ga verder")

    for answer in applicant.page.locator("main textarea").all():
        answer.fill("We volgen twintig echte meldingen en bouwen daarna een prototype met open standaarden.")
    applicant.press("Bewaar en ga verder")
    applicant.choose("topic", "agreement")
    file = {"name": "overeenkomst.pdf", "mimeType": "application/pdf", "buffer": one_page()}
    applicant.page.set_input_files("main [name=files]", files=[file])
    applicant.page.get_by_role("button", name="Voeg de bestanden toe").click()  # sent in pieces, on this page
    expect(applicant.page.locator("main table")).to_contain_text("overeenkomst.pdf")
    applicant.go(f"/aanvragen/{number}/nakijken/")
    expect(applicant.page.locator("main .summary")).to_have_count(0)  # nothing is missing
    applicant.picture("Read it through before handing in")
    applicant.press("Dien in")
    expect(applicant.page).to_have_url(re.compile("/ontvangen/1/$"))
    applicant.shows("(Belgische tijd)")
    assert re.search(r"[0-9a-f]{64}", applicant.page.content()), "the receipt shows a fingerprint"
    applicant.picture("The receipt: number, moment and fingerprints")
    return number


def judge(officer: Person, reviewer: Person, number: str, slug: str) -> None:
    officer.go(f"/beheer/oproepen/{slug}/juryleden/vragen/")
    officer.page.get_by_label("Luk Verhaege").check(force=True)
    officer.press("Vraag deze beoordelaars")
    reviewer.go(f"/jury/{slug}/")
    reviewer.press("Ja, ik neem deel")
    officer.go(f"/beheer/aanvragen/{number}/ontvankelijkheid/")
    for met in officer.page.locator("main input[type=radio][name^=found-][value=met]").all():
        met.check(force=True)
    officer.choose("outcome", "yes")
    officer.fill(motivation="De aanvraag is op tijd, volledig en van een bestuur dat mag indienen.")
    officer.picture("Admissible or not, with what the system knows")
    officer.press("Leg de uitkomst vast")
    officer.go(f"/beheer/aanvragen/{number}/jury/")
    officer.page.get_by_label("Luk Verhaege").check(force=True)
    officer.press("Vraag deze beoordelaars")

    reviewer.page.reload()
    reviewer.follow("Mijn dossiers")
    reviewer.shows("Meldingen die zichzelf opvolgen")
    reviewer.go(f"/dossiers/{number}/verklaring/")
    assert "twintig echte meldingen" not in reviewer.page.content(), "content stays closed until the declaration"
    reviewer.choose("interest", "none")
    reviewer.press("Verklaar")
    reviewer.go(f"/dossiers/{number}/")
    reviewer.shows("twintig echte meldingen")
    for score in reviewer.page.locator("main input[type=radio][value='4']").all():
        score.check(force=True)
    for text in reviewer.page.locator("main textarea").all():
        text.fill("Het voorstel vertrekt van de melder, de doelen zijn meetbaar en de aanpak is haalbaar.")
    reviewer.picture("The reviewer's desk: the application and the scores side by side")
    reviewer.press("Dien de beoordeling in")
    officer.go(f"/beheer/oproepen/{slug}/rangschikking/")
    officer.shows("80")
    officer.picture("The ranking against the budget")
    officer.press("De rangschikking vastleggen")
    officer.picture("The ranking is fixed: decisions rest on it")


def decide(decider: Person, number: str, slug: str) -> None:
    decider.follow("Ter beslissing")
    decider.go(f"/beslissingen/{slug}/{number}/")
    decider.choose("outcome", "award")
    decider.fill(amount="60.000,00", reason="Het project beantwoordt aan de doelstellingen van de oproep.")
    decider.picture("The decision, motivated on each criterion")
    decider.press("Neem de beslissing")
    decider.go(f"/beslissingen/{slug}/")
    decider.follow("Maak de beslissingen bekend")
    decider.press("Maak bekend")


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
def story():
    told = Story()
    yield told
    told.write()


def test_from_opening_a_call_to_downloading_the_letter(portal, chromium, story):
    if story.draw:
        portal.manage("demo")
    people = json.dumps(PEOPLE)
    portal.manage("shell", "-c", CAST.format(people=people, password=PASSWORD))
    cast = {role: Person(role, chromium, portal.url, story) for role in PEOPLE}
    officer, applicant, reviewer, decider, auditor = cast.values()
    if story.draw:
        auditor.go("/")
        auditor.page.screenshot(path=ROOT / "docs" / "img" / "home.png")
    for person in cast.values():
        person.log_in()
    officer.picture("Each role has a home that says what awaits")

    # Typed in whole minutes, as on the page; the drain of this portal is five seconds.
    closes = datetime.now(BRUSSELS).replace(second=0, microsecond=0) + timedelta(minutes=4)
    set_up_call(officer, closes)
    slug = re.search(r"/beheer/oproepen/([^/]+)/", officer.page.url)[1]
    number = apply_for_it(applicant, closes)
    officer.page.goto(f"/beheer/aanvragen/{number}/")
    assert officer.page.title().startswith("Niet gevonden") or "404" in officer.page.content(), "closed before the seal"

    # Nobody does anything now: the deadline closes the call, and beat and the worker seal it.
    left = (closes - datetime.now(BRUSSELS)).total_seconds()
    wait_until(lambda: datetime.now(BRUSSELS) >= closes, left + 5)
    applicant.go(f"/oproepen/{slug}/")
    applicant.shows("Gesloten")

    def sealed():
        officer.page.goto(f"/beheer/aanvragen/{number}/")
        return "twintig echte meldingen" in officer.page.content()

    wait_until(sealed, 90, every=1)
    officer.look()
    officer.picture("Sealed: now the administration may read")
    judge(officer, reviewer, number, slug)
    assert applicant.page.goto(f"/besluiten/B-{number}/").status == 404
    decide(decider, number, slug)

    applicant.go("/berichten/")
    applicant.picture("The applicant is told")
    applicant.go(f"/besluiten/B-{number}/")
    applicant.shows("60.000,00")

    def letter():
        answer = applicant.context.request.get(f"/besluiten/B-{number}/brief/")
        return answer.body() if answer.status == 200 and answer.body().startswith(b"%PDF") else None

    pdf = wait_until(letter, 90, every=1)
    applicant.go(f"/besluiten/B-{number}/")
    applicant.picture("Outcome and letter, once announced")
    said = text_of(pdf)
    for words in ("Artikel 1", "Artikel 8", "60.000,00", "Raad van State", "60 dagen", "Pagina 1 van", f"B-{number}"):
        assert words in said, f"the letter does not say “{words}”"
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said)[0]
    applicant.go(f"/controle/{code}/")
    applicant.shows(f"B-{number}")
    applicant.picture("Anyone can check that the letter is genuine")
    wait_until(lambda: told_by_mail(portal, "marieke.claes@line.example", f"/besluiten/B-{number}/"), 90)

    auditor.follow("Logboek")
    auditor.picture("The auditor reads what happened")
    applicant.go("/projecten/")
    applicant.shows("Meldingen die zichzelf opvolgen")
    applicant.go("/cijfers/")
    assert "every chain is whole" in portal.manage("verify_events")
    assert story.faults == []


def told_by_mail(portal, address: str, link: str) -> bool:
    """Whether a mail to this address, with this link, has left."""
    for path in Path(portal.logs, "mail").iterdir():
        for text in path.read_text(errors="replace").split("-" * 79):
            if f"To: {address}" in text and link in text.replace("=\n", ""):
                return True
    return False
