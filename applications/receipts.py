"""The receipt of a submission, owed in the same transaction."""

from datetime import datetime
from decimal import Decimal

from applications import signoff
from applications.models import Submission
from documents import actions as document_actions
from documents import snapshots
from documents.models import Document
from workflow import dutch
from workflow.models import subject_of


def call_of(application) -> snapshots.Call:
    """The call as letters name it."""
    call = application.call
    return snapshots.Call(
        programme=call.programme.name,
        number=str(call.number),
        title=call.title,
        type=call.type.name.lower(),
        focus=application.focus.name.lower(),
    )


def parties_of(content: dict) -> tuple[snapshots.Party, list[snapshots.Party]]:
    """The lead government and the other initiators, as they were handed in."""
    lead = content["organisation"]
    others = [p for p in content["participants"] if p["part"] == "initiator"]
    return snapshots.Party(lead["name"], lead["kbo"]), [snapshots.Party(p["name"], p["kbo"]) for p in others]


def _left_out(content: dict) -> list[str]:
    """Letters are in Dutch, whatever the language of the page."""
    names = dutch.enumerate_names([each["name"] for each in content.get("left_out", ())])
    return [f"Niet bevestigd, en daarom geen deel van wat werd ingediend: {names}."] if names else []


def _signed_off(content: dict) -> str:
    """Who signed off and when, in Dutch."""
    if not (signature := content.get("signature")):
        return ""
    return f"{signoff.in_words(signature)}, op {dutch.short_moment(datetime.fromisoformat(signature['at']))}"


def owe(submission: Submission, *, by, at: datetime, completes: bool = False) -> Document:
    """Promise the PDF receipt; the page shows the same facts at once."""
    application, content = submission.application, submission.content
    lead, others = parties_of(content)
    receipt = snapshots.Receipt(
        application=application.number,
        version=submission.version,
        call=call_of(application),
        closes_at=submission.closes_at,
        completes=completes,
        received_at=submission.received_at,
        submitted_by=submission.by.get_full_name(),
        project=content["title"],
        lead=lead,
        partners=others,
        asked=Decimal(content["subsidy"]),
        cost=Decimal(content["cost"]),
        content_sha256=submission.sha256,
        signed_off=_signed_off(content),
        next_steps=_left_out(content) + snapshots.NEXT_STEPS,
        files=[snapshots.ReceivedFile(f["name"], f["size"], f["sha256"]) for f in content["files"]],
    )
    number = f"{application.number}/{submission.version}"
    return document_actions.owe("receipt", number, subject_of(application), receipt, by=by, at=at)
