"""Files in pieces: continued after a broken line, checked as any other file, and never half of one in the list."""

import hashlib
import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from applications import actions, arriving, clock, uploads
from applications.models import Application, Attachment, Transfer
from tests import factories
from tests.applications import forms
from tests.applications.test_uploads import GOOD, HOSTILE
from tests.applications.typed import page
from workflow.refusals import Refused


def big_pdf(size: int = 1_300_000) -> bytes:
    """A PDF with octets that cannot be packed behind its end."""
    return GOOD["plan.pdf"] + b"\n%" + random.Random(7).randbytes(size).replace(b"\n", b" ")


BIG = big_pdf()


@pytest.fixture
def draft(applicant, db):
    call = factories.open_call()
    forms.ask(call, forms.PAPERS)
    call.refresh_from_db()
    return factories.draft(call, applicant, at=timezone.now())


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def begin(desk, draft, name, data, **place):
    said = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return desk.post(page(draft, "bijlagen/onderweg"), said | (place or {"topic": "plan"}))


def append(desk, address, offset, octets, **headers):
    more = {"headers": {"Upload-Offset": str(offset)} | headers}
    return desk.post(address, octets, content_type="application/octet-stream", **more)


def send(desk, draft, name, data, *, from_=None, until=None, **place):
    """All pieces, or those before `until`; the last answer."""
    begun = begin(desk, draft, name, data, **place)
    if begun.status_code != 200:
        return begun
    answer, said = begun, begun.json()
    offset, end = said["received"], len(data) if until is None else until
    while offset < end or (until is None and offset == len(data)):
        answer = append(desk, said["address"], offset, data[offset : min(end, offset + said["piece"])])
        if answer.status_code != 200 or "done" in answer.json():
            return answer
        offset = answer.json()["received"]
    return answer


def lying(settings) -> list[Path]:
    return list((settings.MEDIA_ROOT / "arriving").glob("*"))


def test_a_file_in_pieces_is_the_file(desk, draft, applicant, settings):
    answer = send(desk, draft, "groot.pdf", BIG)
    assert answer.json() == {"received": len(BIG), "done": "groot.pdf"}
    file = draft.attachments.current().get()
    assert (file.name, file.size, file.sha256) == ("groot.pdf", len(BIG), hashlib.sha256(BIG).hexdigest())
    assert (file.topic, file.question, file.by) == ("plan", "", applicant)
    assert (settings.MEDIA_ROOT / file.path).read_bytes() == BIG


@pytest.mark.django_db(transaction=True)
def test_what_arrived_leaves_nothing_lying(desk, draft, settings):
    send(desk, draft, "groot.pdf", BIG)
    assert lying(settings) == []


def test_it_answers_the_question_it_was_chosen_for(desk, draft):
    send(desk, draft, "plan.pdf", BIG, question="plan")
    file = draft.attachments.current().get()
    assert (file.question, file.asked) == ("plan", "Plan van aanpak")


def test_it_takes_the_place_of_another_one(desk, draft):
    send(desk, draft, "plan.pdf", GOOD["plan.pdf"], question="plan")
    old = draft.attachments.current().get()
    send(desk, draft, "plan-v2.pdf", BIG, instead=str(old.pk))
    new = draft.attachments.current().get()
    assert (new.name, new.question, new.replaces_id) == ("plan-v2.pdf", "plan", old.pk)


def test_after_a_broken_line_it_goes_on_where_it_was(desk, draft, colleague, client):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    assert not draft.attachments.exists()
    client.force_login(colleague)  # another browser, another person of the same government
    begun = begin(client, draft, "anders genoemd.pdf", BIG).json()
    assert begun["received"] == arriving.PIECE
    assert Transfer.objects.count() == 1
    send(client, draft, "anders genoemd.pdf", BIG)
    file = draft.attachments.current().get()
    assert (file.name, file.sha256, file.by) == ("anders genoemd.pdf", hashlib.sha256(BIG).hexdigest(), colleague)


def test_another_file_of_the_same_name_begins_at_its_beginning(desk, draft):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    assert begin(desk, draft, "groot.pdf", big_pdf(1_200_000)).json()["received"] == 0


def test_half_a_file_is_shown_as_half_and_can_be_stopped(desk, draft, settings):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE, question="plan")
    for where in ("bijlagen", "formulier/stukken"):
        shown = desk.get(page(draft, where)).content.decode()
        assert "Nog niet alles is binnen" in shown
        assert "40 % van 1,3 MB" in shown.replace("\u00a0", " ")
    assert "groot.pdf" not in desk.get(page(draft, "nakijken")).content.decode()
    transfer = Transfer.objects.get()
    answer = desk.post(page(draft, f"bijlagen/onderweg/{transfer.code}/stop"))
    assert (answer.status_code, answer["Location"]) == (302, page(draft, "formulier/stukken"))
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("offset", [0, 10, arriving.PIECE - 1, arriving.PIECE + 1])
def test_a_piece_that_does_not_fit_is_told_where_it_should_begin(desk, draft, offset):
    address = begin(desk, draft, "groot.pdf", BIG).json()["address"]
    append(desk, address, 0, BIG[: arriving.PIECE])
    answer = append(desk, address, offset, BIG[offset : offset + 99])
    assert (answer.status_code, answer.json()) == (409, {"received": arriving.PIECE})


def test_a_process_killed_halfway_a_piece_costs_that_piece(desk, draft, settings):
    """The octets stand there, the row does not know of them: the next piece takes their place."""
    address = begin(desk, draft, "groot.pdf", BIG).json()["address"]
    append(desk, address, 0, BIG[: arriving.PIECE])
    (path,) = lying(settings)
    path.write_bytes(path.read_bytes() + b"half a piece")
    send(desk, draft, "groot.pdf", BIG)
    assert draft.attachments.current().get().sha256 == hashlib.sha256(BIG).hexdigest()


def test_octets_that_the_disk_lost_are_asked_for_again(desk, draft, settings):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    (path,) = lying(settings)
    path.write_bytes(path.read_bytes()[:1000])
    assert begin(desk, draft, "groot.pdf", BIG).json()["received"] == 1000
    send(desk, draft, "groot.pdf", BIG)
    assert draft.attachments.current().get().sha256 == hashlib.sha256(BIG).hexdigest()


def test_what_changed_on_its_way_is_refused(desk, draft):
    address = begin(desk, draft, "groot.pdf", BIG).json()["address"]
    other = b"x" + BIG[1:]
    for at in range(0, len(BIG), arriving.PIECE):
        answer = append(desk, address, at, other[at : at + arriving.PIECE])
    assert answer.status_code == 422
    assert "onderweg naar ons beschadigd" in answer.json()["reasons"][0]
    assert not draft.attachments.exists()
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("case", ["empty", "a program", "macros", "encrypted pdf", "lying bomb", "broken zip"])
def test_it_goes_through_the_same_checks(desk, draft, case):
    name, data = HOSTILE[case]
    answer = send(desk, draft, name, data)
    assert answer.status_code == 422
    assert name in answer.json()["reasons"][0]
    assert not draft.attachments.exists()
    assert not Transfer.objects.exists()


def test_what_was_begun_in_time_and_is_late_is_refused_with_a_sentence(draft, applicant):
    facts = {"name": "groot.pdf", "size": len(BIG), "sha256": hashlib.sha256(BIG).hexdigest(), "topic": "plan"}
    before, after = draft.call.closes_at - timedelta(seconds=1), draft.call.closes_at
    transfer = arriving.begin(draft, **facts, by=applicant, at=before)
    arriving.append(transfer, 0, BIG[:1000], by=applicant, at=before)
    with pytest.raises(Refused) as refused:
        arriving.append(transfer, 1000, BIG[1000:], by=applicant, at=after)
    assert [each.code for each in refused.value.reasons] == ["call-closed"]
    transfer.refresh_from_db()
    assert transfer.received == 1000
    arriving.append(transfer, 1000, BIG[1000:], by=applicant, at=before)
    with pytest.raises(Refused) as refused:  # all of it is here, but the check came after the closing
        arriving.finish(transfer, by=applicant, at=after)
    assert [each.code for each in refused.value.reasons] == ["call-closed"]
    assert not draft.attachments.exists()


def test_the_page_of_a_closed_call_says_it_in_the_same_words(desk, draft):
    address = begin(desk, draft, "groot.pdf", BIG).json()["address"]
    now = timezone.now()
    type(draft.call).objects.filter(pk=draft.call_id).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1)
    )
    answer = append(desk, address, 0, BIG[:1000])
    assert answer.status_code == 409
    assert "sloot op" in answer.json()["reasons"][0]


def test_a_lost_last_answer_is_given_again(draft, applicant):
    at, data = timezone.now(), GOOD["plan.pdf"]
    facts = {"name": "plan.pdf", "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "topic": "plan"}
    transfer = arriving.begin(draft, **facts, by=applicant, at=at)
    arriving.append(transfer, 0, data, by=applicant, at=at)
    first = arriving.finish(transfer, by=applicant, at=at)
    arriving.append(transfer, 0, data, by=applicant, at=at)
    assert arriving.finish(transfer, by=applicant, at=at) == first
    assert draft.attachments.count() == 1


def test_ten_files_are_on_their_way_at_most(desk, draft):
    for n in range(10):
        assert begin(desk, draft, f"{n}.pdf", BIG + bytes([n])).status_code == 200
    answer = begin(desk, draft, "11.pdf", BIG)
    assert answer.status_code == 422
    assert "Er zijn al 10 bestanden onderweg." in answer.json()["reasons"][0]
    assert begin(desk, draft, "3.pdf", BIG + bytes([3])).status_code == 200  # going on is always possible


def test_a_day_later_what_stood_still_is_gone(desk, draft, settings, applicant):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    at = timezone.now()
    (settings.MEDIA_ROOT / "arriving" / f"{uuid4()}.part").write_bytes(b"of a row that is gone")
    assert arriving.drop_old(at=at + arriving.KEEP - timedelta(minutes=1)) == 0
    assert len(lying(settings)) == 2
    assert arriving.drop_old(at=at + arriving.KEEP + timedelta(minutes=1)) == 1
    assert not Transfer.objects.exists()
    clock.transfers_due()


@pytest.mark.django_db(transaction=True)
def test_a_day_later_its_octets_are_gone_too(desk, draft, settings):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    arriving.drop_old(at=timezone.now() + arriving.KEEP + timedelta(minutes=1))
    assert lying(settings) == []


BAD = [
    {"size": "x"}, {"size": "-1"}, {"size": "9" * 40}, {"size": ""}, {"sha256": ""}, {"sha256": "x" * 64},
    {"sha256": "A" * 64}, {"topic": "onzin"}, {"topic": ""}, {"question": "geen"}, {"question": "../x"},
    {"name": ""}, {"name": "\u202efdp.exe"}, {"name": "x" * 9000 + ".exe"}, {"size": "0"}, {"size": "20000001"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_cannot_be_a_file_is_answered_with_a_sentence(desk, draft, bad):
    good = {"name": "plan.pdf", "size": "99", "sha256": "0" * 64, "topic": "plan"}
    answer = desk.post(page(draft, "bijlagen/onderweg"), good | bad)
    assert answer.status_code == 422
    assert all(len(each) > 15 for each in answer.json()["reasons"])
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("offset", ["", "x", "-1", "9" * 30, "1e3", "٣"])
def test_a_piece_without_a_place_is_answered_with_a_sentence(desk, draft, offset):
    address = begin(desk, draft, "groot.pdf", BIG).json()["address"]
    answer = append(desk, address, 0, b"x", **{"Upload-Offset": offset.encode().decode("latin-1")})
    assert answer.status_code == 422
    assert answer.json()["reasons"]
    assert Transfer.objects.get().received == 0


def test_a_piece_is_one_mebibyte_at_most_and_no_form(desk, draft):
    address = begin(desk, draft, "groot.pdf", big_pdf(3_000_000)).json()["address"]
    assert append(desk, address, 0, b"x" * (arriving.MOST_PIECE + 1)).status_code == 422
    assert append(desk, address, 0, b"x" * 5_000_000).status_code == 422
    assert desk.post(address, {"a": "b"}, headers={"Upload-Offset": "0"}).status_code == 422
    assert desk.post(address, b"", content_type="application/octet-stream").status_code == 422
    assert append(desk, address, 0, b"").status_code == 422  # an empty piece brings nothing
    assert Transfer.objects.get().received == 0


def test_more_than_was_said_does_not_arrive(desk, draft):
    address = begin(desk, draft, "klein.pdf", b"x" * 100).json()["address"]
    assert append(desk, address, 0, b"x" * 101).status_code == 422
    assert Transfer.objects.get().received == 0


def test_a_full_disk_is_said_and_what_is_here_stays(desk, draft, monkeypatch):
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arriving.os, "fsync", full)
    answer = append(desk, begin(desk, draft, "groot.pdf", BIG).json()["address"], arriving.PIECE, b"x")
    assert answer.status_code == 422
    assert "kon op dit moment niet bewaard worden" in answer.json()["reasons"][0]
    assert Transfer.objects.get().received == arriving.PIECE


def test_partners_and_strangers_send_nothing(client, draft, partner, stranger, applicant):
    rows = [{"part": "partner", "organisation": partner.organisations[0]}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    client.force_login(applicant)
    address = begin(client, draft, "groot.pdf", BIG).json()["address"]
    for who, status in ((partner, 403), (stranger, 404)):
        client.force_login(who)
        assert begin(client, draft, "ander.pdf", GOOD["plan.pdf"]).status_code == status
        assert append(client, address, 0, BIG[:10]).status_code == status
        assert client.post(f"{address}stop/", headers={"Accept": "application/json"}).status_code == status
    assert Transfer.objects.get().received == 0


def test_a_file_on_its_way_does_not_travel_along(desk, draft, applicant):
    send(desk, draft, "plan.pdf", GOOD["plan.pdf"], question="plan")
    send(desk, draft, "groot.pdf", BIG, until=arriving.PIECE)
    submission = actions.submit(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    assert [each["name"] for each in submission.content["files"]] == ["plan.pdf"]
    answer = append(desk, begin_address(draft), arriving.PIECE, BIG[arriving.PIECE : arriving.PIECE + 9])
    assert answer.status_code == 409
    assert Attachment.objects.count() == 1


def begin_address(draft) -> str:
    return page(draft, f"bijlagen/onderweg/{Transfer.objects.get(attachment=None).code}")


def test_the_largest_piece_is_smaller_than_what_a_request_may_hold(settings):
    assert arriving.PIECE <= arriving.MOST_PIECE < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert uploads.LARGEST / arriving.PIECE < 50
