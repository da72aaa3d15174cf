"""A rehearsal plays everything, keeps a report, and leaves nothing else behind."""

import pytest
from django.core import mail
from django.db import connection

from rehearsals import actions, tasks
from rehearsals.models import Rehearsal
from tests import factories


def test_try(officer, call):
    import time
    rehearsal = actions.ask(call, by=officer, at=factories.DURING)
    t=time.time()
    assert actions.play(rehearsal.pk, at=factories.DURING), Rehearsal.objects.get().fault
    print("took", time.time()-t)
    rehearsal.refresh_from_db()
    r = rehearsal.report
    for s in r["steps"]:
        print(s["n"], s["at"], s["who"], "|", s["text"], s["tone"], s["reasons"], "m", s["mails"], "p", s["papers"], len(s["moves"]))
    for w in r["warnings"]: print("W", w)
    for w in r["good"]: print("G", w)
    for m in rehearsal.mails.all(): print(m.position, m.at, m.to, m.others, m.subject)
    for m in rehearsal.papers.all(): print(m.position, m.kind, m.number, m.pages, m.size, m.seconds)
    import json
    print(len(json.dumps(r)))
    open("/tmp/reh.pdf","wb").write(rehearsal.papers.filter(kind="award").first().data)
    open("/tmp/reh2.pdf","wb").write(rehearsal.papers.filter(kind="receipt").first().data)
    assert 0
