"""What each page costs: queries, and milliseconds of processor in the app and in its database.

    make bench                      1,000 applications with three reviews each, and 10,000 for the lists
    make bench ARGS="100 1000"      other sizes

In process, no network: figures of one run are compared with each other and with a bare list of 25 rows, because
machines differ. It is a benchmark, not a test: nothing fails here.
"""

import os
import statistics
import sys
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Organisation, User  # noqa: E402
from applications.models import Answer, Application, CostLine, Submission  # noqa: E402
from applications.snapshot import content_of  # noqa: E402
from calls.asking import CRITERIA  # noqa: E402
from calls.models import Call  # noqa: E402
from documents.models import Document, new_code  # noqa: E402
from reviews.models import Admissibility, Assignment, Score  # noqa: E402
from tests import factories  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def database_cpu() -> float:
    """Seconds of processor that our connection's backend has used; 0 where it runs elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(act, rounds: int = 40) -> tuple[float, float]:
    """Milliseconds of processor per round, in the app and in the database, after two rounds that do not count."""
    act(), act()
    database, each = database_cpu(), []
    for _ in range(rounds):
        start = time.process_time()
        act()
        each.append((time.process_time() - start) * 1000)
    return statistics.median(each), (database_cpu() - database) * 1000 / rounds


def fill(total: int, call: Call, officer: User, reviewers: list[User]) -> None:
    """Rows straight into the tables: what is measured is reading."""
    governments = list(Organisation.objects.local().order_by("pk")[:280])
    have = Application.objects.filter(call=call).count()
    now, received = timezone.now(), call.closes_at - timedelta(days=1)
    focuses, questions = list(call.focuses.all()), list(call.form.current.definition.questions())
    prefix = f"{call.programme.code}-{call.number}"
    files = [
        Application(
            call=call, organisation=governments[n % 280], sequence=n, number=f"{prefix}-{n:05}",
            title=f"Digitaal project {n} voor meldingen", summary="Samenvatting. " * 20, focus=focuses[n % 3],
            starts_on=now.date(), ends_on=now.date() + timedelta(days=200), goals="Doel. " * 20, created_by=officer,
            created_at=received, saved_at=received, saved_by=officer,
        )
        for n in range(have + 1, total + 1)
    ]  # fmt: skip
    Application.objects.bulk_create(files, batch_size=2000)
    CostLine.objects.bulk_create(
        (
            CostLine(application=f, position=p, description="Personeel", category="staff", cost=20000, subsidy=16000)
            for f in files
            for p in (1, 2, 3)
        ),
        batch_size=5000,
    )
    Answer.objects.bulk_create(
        (
            Answer(
                application=f,
                key=q.key,
                value="Een antwoord. " * 20,
                asked=q.as_json() | {"section": CRITERIA},
                version=1,
            )
            for f in files
            for q in questions
        ),
        batch_size=5000,
    )
    content = content_of(Application.objects.select_related("focus").get(pk=files[0].pk)) if files else {}
    receipts = Document.objects.bulk_create(
        (
            Document(kind="receipt", number=f"{f.number}/1", code=new_code(), subject="bench", snapshot={})
            for f in files
        ),
        batch_size=2000,
    )
    versions = Submission.objects.bulk_create(
        (
            Submission(
                application=f, version=1, received_at=received, closes_at=call.closes_at, by=officer, receipt=receipt,
                content=content | {"number": f.number, "title": f.title}, sha256="0" * 64,
                cost=Decimal(60000), subsidy=Decimal(30000 + f.sequence),
            )
            for f, receipt in zip(files, receipts, strict=True)
        ),
        batch_size=2000,
    )  # fmt: skip
    for file, version in zip(files, versions, strict=True):
        file.submission, file.state = version, "admitted"
    Application.objects.bulk_update(files, ["submission", "state"], batch_size=1000)
    Admissibility.objects.bulk_create(
        (Admissibility(application=f, admissible=True, motivation="In orde.", by=officer, at=now) for f in files),
        batch_size=5000,
    )
    for each in reviewers:
        factories.seat(call, each)
    assignments = Assignment.objects.bulk_create(
        (
            Assignment(application=f, reviewer=reviewers[(f.sequence + k) % len(reviewers)], by=officer, at=now,
                       state="submitted" if k else "declared")
            for f in files
            for k in range(3)
        ),
        batch_size=5000,
    )  # fmt: skip
    Score.objects.bulk_create(
        (
            Score(assignment=a, criterion=c, value=(a.application.sequence + c.position) % 6, motivation="Omdat. " * 10)
            for a in assignments
            for c in call.criteria.all()
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


BARE = engines["django"].from_string(
    "{% load say %}<table>{% for r in rows %}<tr><td>{{ r.number }}<td>{{ r.title }}<td>{{ r.organisation__name }}"
    "<td>{{ r.submission__subsidy|money }}<td>{{ r.saved_at|day }}{% endfor %}</table>"
)


def bare_list(client: Client):
    """The floor: session, user, and a plain list of 25 rows."""

    def act():
        session = Session.objects.get(session_key=client.session.session_key).get_decoded()
        User.objects.get(pk=session["_auth_user_id"])
        rows = Application.objects.order_by("-created_at", "-id").values(
            "number", "title", "organisation__name", "submission__subsidy", "saved_at"
        )
        BARE.render({"rows": rows[:25]})

    return act


def main(sizes: list[int]) -> None:
    settings.DEBUG = False  # which keeps every query
    call_command("migrate", verbosity=0)
    call = factories.CallFactory(budget=Decimal(90_000_000))
    factories.seal(call)
    officer, decider = factories.UserFactory(role="officer"), factories.UserFactory(role="decider")
    reviewers = [factories.UserFactory(role="reviewer") for _ in range(60)]
    applicant = factories.UserFactory(
        role="submitter", role__organisation=Organisation.objects.local().order_by("pk")[5]
    )
    open_call = factories.open_call()
    mine = factories.draft(open_call, applicant, at=timezone.now())
    print(f"{'page':44}{'files':>7}{'queries':>9}{'app ms':>9}{'db ms':>8}{'kB':>7}")
    for size in sizes:
        fill(size, call, officer, reviewers)
        first = Application.objects.filter(call=call).order_by("pk").first()
        assigned = Assignment.objects.filter(reviewer=reviewers[1], state="declared").first()
        pages = {
            "applications:staff_list": (officer, reverse("applications:staff_list")),
            "applications:staff_list, search": (officer, reverse("applications:staff_list") + "?q=meldingen"),
            "applications:staff_detail": (officer, reverse("applications:staff_detail", args=[first.number])),
            "reviews:desk": (reviewers[1], reverse("reviews:desk")),
            "reviews:review": (reviewers[1], reverse("reviews:review", args=[assigned.application.number])),
            "decisions:call": (decider, reverse("decisions:call", args=[call.slug])),
            "applications:list": (applicant, reverse("applications:list")),
            "start (applicant)": (applicant, reverse("start")),
            "start (officer)": (officer, reverse("start")),
            "application form (costs)": (applicant, reverse("applications:costs", args=[mine.number])),
        }
        for name, (user, url) in pages.items():
            client = Client(SERVER_NAME="127.0.0.1")
            client.force_login(user)
            connection.queries_log.clear()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
            app, database = measure(lambda client=client, url=url: client.get(url))
            weight = len(response.content) / 1000
            status = "" if response.status_code == 200 else f"  status {response.status_code}"
            print(f"{name:44}{size:7}{len(queries):9}{app:9.1f}{database:8.1f}{weight:7.1f}{status}")
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(officer)
        app, database = measure(bare_list(client))
        print(f"{'the bare list of 25 rows':44}{size:7}{'':9}{app:9.1f}{database:8.1f}")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1000, 10000])
