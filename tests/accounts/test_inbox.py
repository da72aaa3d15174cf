"""The inbox: my notices, the newest first, and the unread ones told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actions import notify
from accounts.models import Notice

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def say(person, n=1, **more):
    for k in range(n):
        notify([person], key=f"k{k}", subject=f"Bericht {k}", body="Tekst.", at=AT + timedelta(hours=k // 2), **more)


def subjects(answer) -> list[str]:
    return [notice.subject for notice in answer.context["page"].rows]


def test_it_pages_by_key_without_a_gap_or_a_repeat(client, applicant):
    say(applicant, 60)
    client.force_login(applicant)
    seen, address = [], "/berichten/"
    while address:
        answer = client.get(address)
        seen += subjects(answer)
        address = answer.context["page"].next and f"/berichten/{answer.context['page'].next}"
    assert seen == [f"Bericht {k}" for k in range(59, -1, -1)]


def test_one_goes_back_to_where_one_came_from(client, applicant):
    say(applicant, 60)
    client.force_login(applicant)
    first = client.get("/berichten/")
    second = client.get(f"/berichten/{first.context['page'].next}")
    back = client.get(f"/berichten/{second.context['page'].previous}")
    assert subjects(back) == subjects(first)
    assert back.context["page"].previous == ""


@pytest.mark.parametrize("n", [1, 3])
def test_it_costs_the_same_whatever_it_shows(client, applicant, n, django_assert_num_queries):
    say(applicant, n)
    client.force_login(applicant)
    with django_assert_num_queries(5):
        client.get("/berichten/")


def test_opening_a_notice_marks_it_as_read_the_first_time(client, applicant):
    say(applicant, link="/start/", action="Kijk")
    notice = Notice.objects.get()
    client.force_login(applicant)
    assert "Nieuw" in client.get("/berichten/").content.decode()
    page = client.get(f"/berichten/{notice.pk}/").content.decode()
    assert '<a class="btn btn-primary" href="/start/">Kijk</a>' in page
    notice.refresh_from_db()
    read_at = notice.read_at
    assert read_at is not None
    client.get(f"/berichten/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == read_at
    assert Notice.objects.unread().count() == 0


def test_somebody_elses_notice_does_not_exist(client, applicant, colleague):
    notify([colleague], key="geheim", subject="KANARIEVOGEL", body="KANARIEVOGEL", at=AT)
    client.force_login(applicant)
    assert client.get(f"/berichten/{Notice.objects.get().pk}/").status_code == 404
    assert "KANARIEVOGEL" not in client.get("/berichten/").content.decode()
    assert Notice.objects.unread().count() == 1


def test_what_a_person_typed_is_never_markup(client, applicant):
    notify([applicant], key="x", subject="<b>vet</b>", body="<script>alert(1)</script>", at=AT)
    client.force_login(applicant)
    page = client.get(f"/berichten/{Notice.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;vet" in page


def test_nasty_keys_of_a_page_show_the_first_one(client, applicant):
    say(applicant)
    client.force_login(applicant)
    for key in ("x", "1-", "-1", "9" * 40 + "-1", "1-" + "9" * 40, "1e9-2"):
        assert client.get("/berichten/", {"voor": key}).status_code == 200
        assert client.get("/berichten/", {"na": key}).status_code == 200
