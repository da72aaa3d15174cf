"""What a call asks: the form that its officer wrote, and a question for each criterion."""

from django.utils.translation import gettext as _

from calls.models import Call, Criterion
from questionnaires.definition import Definition, Kind, Question, Section

CRITERIA = "criteria"
MOST_WORDS = 600


def key_of(criterion: Criterion) -> str:
    """The key of the question that serves a criterion."""
    return f"criterion-{criterion.key}"


def definition_of(call: Call) -> Definition:
    """The form as it would be frozen now: its own sections, then the criteria."""
    questions = tuple(
        Question(
            key=key_of(each),
            kind=Kind.LONG,
            label=each.name,
            help="\n".join(filter(None, (each.question, each.guidance))),
            words=MOST_WORDS,
            criterion=each.key,
        )
        for each in sorted(call.criteria.all(), key=lambda each: each.position)
    )
    section = Section(CRITERIA, _("Answers to the criteria"), questions=questions)
    return Definition((*call.form.definition.sections, *([section] if questions else [])))
