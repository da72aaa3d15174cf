"""What is new about calls, read from what happened: published, moved, another focus, answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.models import Call, Correction, Focus, Inquiry, Moment, TermChange
from calls.states import ChangeState
from calls.wording import change_in_words
from follow.wording import plain
from workflow import dutch
from workflow.models import Event, subject_of

MOST = 50


@dataclass(frozen=True)
class Item:
    """One piece of news; `key` is its identity for good."""

    key: str
    call: Call
    title: str
    text: str
    at: datetime
    anchor: str = ""

    @property
    def path(self) -> str:
        return self.call.get_absolute_url() + self.anchor

    @property
    def html(self) -> str:
        return linebreaks(escape(plain(self.text)))


def newest(calls: list[Call], *, most: int = MOST) -> list[Item]:
    """The latest news about these published calls, newest first. As many queries for one call as for all."""
    found = [*_published(calls), *_moved(calls, most), *_focuses(calls, most), *_answers(calls, most)]
    return sorted(found, key=lambda item: (item.at, item.key), reverse=True)[:most]


def _published(calls: list[Call]) -> Iterator[Item]:
    for call in calls:
        if call.published_at:
            facts = {"opens": dutch.moment(call.opens_at), "closes": dutch.moment(call.closes_at)}
            text = _("Opens: %(opens)s.\nCloses: %(closes)s.") % facts
            title = _("New call: %(call)s") % {"call": call.title}
            text = f"{call.summary}\n\n{text}" if call.summary else text
            yield Item(f"call/{call.pk}/published", call, title, text, call.published_at)


def _moved(calls: list[Call], most: int) -> Iterator[Item]:
    by_id = {call.pk: call for call in calls}
    changes = TermChange.objects.filter(call__in=by_id, state=ChangeState.EFFECTIVE).order_by("-effective_at")[:most]
    for change in changes:
        call = by_id[change.call_id]
        closing = change.moment == Moment.CLOSES
        title = _("The closing moves: %(call)s") if closing else _("A moment changes: %(call)s")
        title %= {"call": call.title}
        text = _("%(words)s\n\nReason: %(reason)s") % {"words": change_in_words(change), "reason": change.reason}
        yield Item(f"call/{call.pk}/moved/{change.pk}", call, title, text, change.effective_at, "#wijzigingen")


def _focuses(calls: list[Call], most: int) -> Iterator[Item]:
    by_subject = {subject_of(call): call for call in calls if call.published_at}
    events = Event.objects.filter(subject__in=by_subject, verb__in=("add-focus", "remove-focus")).order_by("-pk")
    events = [each for each in events[:most] if each.at >= by_subject[each.subject].published_at]
    codes = {each.facts.get("focus") for each in events}
    names = dict(Focus.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    for each in events:
        call = by_subject[each.subject]
        facts = {"call": call.title, "focus": names.get(each.facts.get("focus"), ""), "reason": each.facts["reason"]}
        added = each.verb == "add-focus"
        title = (_("A focus is added: %(call)s") if added else _("A focus is removed: %(call)s")) % facts
        text = _("Focus: %(focus)s\n\nReason: %(reason)s") % facts
        yield Item(f"call/{call.pk}/focus/{each.pk}", call, title, text, each.at)


def _answers(calls: list[Call], most: int) -> Iterator[Item]:
    """What was published at one moment is one piece of news; a changed answer is another."""
    by_id = {call.pk: call for call in calls}
    answered = Inquiry.objects.published().filter(call__in=by_id).order_by("-published_at", "-number")
    together: dict[tuple, list[Inquiry]] = {}
    for each in answered[: 4 * most]:
        together.setdefault((each.call_id, each.published_at), []).insert(0, each)
    for (pk, at), batch in together.items():
        words = ngettext("%(n)s new answer about %(call)s", "%(n)s new answers about %(call)s", len(batch))
        text = "\n\n".join(_one_answer(each) for each in batch)
        title = words % {"n": len(batch), "call": by_id[pk].title}
        yield Item(f"call/{pk}/answers/{batch[-1].number}", by_id[pk], title, text, at, batch[0].anchor)
    changed = Correction.objects.filter(inquiry__call__in=by_id).select_related("inquiry").order_by("-at")
    for each in changed[:most]:
        asked, call = each.inquiry, by_id[each.inquiry.call_id]
        title = _("The answer to question %(n)s changed (%(call)s)") % {"n": asked.number, "call": call.title}
        yield Item(f"call/{call.pk}/corrected/{each.pk}", call, title, _one_answer(asked), each.at, asked.anchor)


def _one_answer(each: Inquiry) -> str:
    facts = {"n": each.number, "question": each.wording, "answer": each.answer}
    return _("Question %(n)s: %(question)s\n\nAnswer: %(answer)s") % facts
