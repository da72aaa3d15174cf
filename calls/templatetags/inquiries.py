"""The public questions and answers, on the page of a call."""

from django import template

from calls import inquiry_rules as rules
from calls.models import Call
from calls.states import InquiryState

register = template.Library()


@register.inclusion_tag("calls/answers.html", takes_context=True)
def answers(context, call: Call):
    """Answered questions in their order, what this person asked and still waits for, and until when one can ask."""
    user, at = context["request"].user, context["at"]
    published = call.inquiries.published().prefetch_related("corrections").order_by("number")
    own = []
    if user.is_authenticated:
        own = call.inquiries.filter(asked_by=user).exclude(state=InquiryState.PUBLISHED).select_related("same_as")
    until = rules.questions_until(call)
    return {
        "call": call,
        "inquiries": published,
        "own": list(own.order_by("asked_at", "pk")) if user.is_authenticated else own,
        "until": until,
        "may_ask": call.state != "draft" and at < until and (not user.is_authenticated or not user.is_flemish),
        "is_past": at >= until,
    }
