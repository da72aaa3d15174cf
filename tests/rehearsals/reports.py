"""A report that was not played, for pages that only read."""

from datetime import timedelta

from django.utils import timezone

from rehearsals.models import Mail, Paper, Rehearsal


def line(call) -> dict:
    """A small report: three steps around the opening."""
    at = call.opens_at
    situation = {
        "call": {"kind": "now", "icon": "circle", "text": "Open", "public": True},
        "files": [
            {"number": "R-1", "government": "Oefendam", "state": "klad", "shown": "Klad", "actor": "U", "until": ""}
        ],
        "roles": [{"who": "Olga", "sees": "ziet 0 aanvragen", "awaits": []}],
    }  # fmt: skip
    bare = {"who": "Olga", "tone": "", "reasons": [], "moves": [], "mails": [], "papers": [], "jobs": []}
    steps = [
        bare | {"n": 1, "at": (at - timedelta(days=1)).isoformat(), "text": "Eerst dit."},
        bare
        | {
            "n": 2,
            "at": at.isoformat(),
            "text": "De oproep opent.",
            "situation": situation,
            "mails": [1],
            "papers": [1],
        },
        bare
        | {
            "n": 3,
            "at": (at + timedelta(days=1)).isoformat(),
            "text": "Dan dat.",
            "tone": "refused",
            "reasons": ["Te laat."],
        },
    ]
    return {
        "call": {"title": call.title, "programme": "P", "number": 1, "opens_at": at.isoformat(),
                 "closes_at": call.closes_at.isoformat(), "moved_to": "", "was_draft": False},
        "files": [{"number": "R-1", "government": "Oefendam", "fate": "dient te laat in"}],
        "people": ["Olga"], "steps": steps, "jobs": 0, "good": ["Het ging."],
        "warnings": [{"code": "weekend", "text": "De oproep sluit in een weekend.", "where": ""},
                     {"code": "went-wrong", "text": "Dit kon niet.", "where": "verloop/#stap-3"}],
    }  # fmt: skip


def written(call, officer, **fields) -> Rehearsal:
    """A report that was not played: for pages that only read."""
    at = timezone.now()
    facts = {"state": "done", "report": line(call), "warned": 2, "keep_until": at + timedelta(days=30), "try_at": at}
    rehearsal = Rehearsal.objects.create(call=call, by=officer, at=at, seconds=12, **facts | fields)
    Mail.objects.create(
        rehearsal=rehearsal, position=1, at=at, to="Ann (Oefendam)", others=2, subject="Goed nieuws", text="Tekst.",
        html='<p style="color:red">Tekst.</p>',
    )  # fmt: skip
    Paper.objects.create(
        rehearsal=rehearsal, position=1, at=at, kind="receipt", kind_label="ontvangstbewijs", number="R-1/1",
        to="Oefendam", pages=1, size=4, seconds=1, data=b"%PDF",
    )  # fmt: skip
    return rehearsal
