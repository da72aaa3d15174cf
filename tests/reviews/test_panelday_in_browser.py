"""The panel day in a real browser: planned, invited, a juror who leaves the room, minutes that close."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from calls.models import Call, JuryDay
from reviews.models import Interest, Minutes, Slot
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(applicant, officer):
    """Two files of a call whose jury meets from an hour ago to tomorrow, so that the first slot can begin soon."""
    now = timezone.now()
    call = factories.CallFactory(
        slug="paneldag", opens_at=now - timedelta(days=60), closes_at=now - timedelta(days=9), jury_on=None
    )
    made = [
        factories.submitted(call, applicant, at=now - timedelta(days=20), title=title)
        for title in ("Loket aan huis", "Digitale balie")
    ]
    factories.seal(call)
    JuryDay.objects.create(
        call=call, starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=8), place="Brussel"
    )
    for each in made:
        each.refresh_from_db()
        factories.admit(each, officer)
    return made


@pytest.fixture
def browse(chromium, live_server, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    opened = []

    def browse(person, width=1280):
        context = chromium.new_context(
            locale="nl-BE", base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield browse
    for context in opened:
        context.close()


def test_the_panel_day_with_a_recusal(browse, files, officer, applicant):
    call = Call.objects.get(slug="paneldag")
    an = factories.UserFactory(role="reviewer", first_name="An", last_name="Jury")
    bea = factories.UserFactory(role="reviewer", first_name="Bea", last_name="Jury")
    factories.seat(call, an)
    Interest.objects.create(juror=factories.seat(call, bea), application=files[0], answer="conflict", at=timezone.now())

    staff = browse(officer)
    staff.goto("/beheer/oproepen/paneldag/paneldag/")
    for name in ("break_from", "break_until"):
        staff.locator(f"[name={name}]").fill("")
    staff.locator(f"[name=place-{files[1].pk}]").fill("1")
    staff.get_by_role("button", name="Maak de agenda").click()
    expect(staff.get_by_text("2 dossiers staan in de agenda.")).to_be_visible()
    expect(staff.locator("table").first.locator("tbody tr").first).to_contain_text("Digitale balie")
    staff.get_by_role("button", name="Nodig aanvragers en jury uit").click()
    expect(staff.get_by_text("De aanvragers van 2 dossiers zijn uitgenodigd.")).to_be_visible()

    tablet = browse(bea, width=820)
    tablet.goto("/start/")
    tablet.get_by_role("link", name="Panel: ").click()
    expect(tablet.get_by_role("heading", name="Niet voor u")).to_be_visible()
    expect(tablet.get_by_text("Digitale balie")).to_be_visible()
    assert files[0].number not in tablet.content() and "Loket aan huis" not in tablet.content()

    home = browse(applicant, width=390)
    home.goto("/start/")
    home.get_by_role("link", name="Verdedig: Loket aan huis").click()
    expect(home.get_by_role("link", name="Zet in mijn agenda")).to_be_visible()

    # The first slot begins.
    now = timezone.now()
    slot = Slot.objects.get(application=files[0])
    Slot.objects.filter(pk=slot.pk).update(
        starts_at=now - timedelta(minutes=5), talk_ends_at=now, ends_at=now + timedelta(minutes=15)
    )
    staff.get_by_role("link", name="Loket aan huis").first.click()
    staff.get_by_role("link", name="Schrijf het verslag").click()
    expect(staff.get_by_label("Bea Jury")).to_have_count(0)
    staff.get_by_label("An Jury").check()
    staff.get_by_role("button", name="Sluit het verslag voorgoed af").click()
    expect(staff.get_by_text("Schrijf op wat er gezegd is.").first).to_be_visible()
    expect(staff.get_by_label("An Jury")).to_be_checked()
    staff.locator("[name=text]").fill("Het bestuur licht toe hoe het loket werkt.")
    staff.get_by_role("button", name="Sluit het verslag voorgoed af").click()
    expect(staff.get_by_text("Bea Jury: verliet de zaal")).to_be_visible()
    expect(staff.get_by_text("An Jury: was er", exact=True)).to_be_visible()
    assert Minutes.objects.get().closed_at
