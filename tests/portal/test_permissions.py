"""Who gets which page: every address × every role. An address outside the table fails."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import get_resolver, reverse

from applications.arriving import begin
from applications.models import ReadingCopy
from documents import actions as document_actions
from follow import tokens
from reviews import actions as review_actions
from reviews.models import Bundle
from tests import factories

NOBODY = "nobody"
ROLES = (NOBODY, "applicant", "partner", "stranger", "reviewer", "officer", "decider", "auditor")

# What a GET answers to: nobody, applicant, partner in the file, stranger, reviewer of it, officer, decider, auditor.
ALL = (200,) * 8
NONE = (404,) * 8
POST_ONLY = (405,) * 8
SIGNED_IN = (302,) + (200,) * 7
OWN = (302, 200, 404, 404, 404, 404, 404, 404)
TAKING_PART = (302, 200, 200, 404, 404, 404, 404, 404)
LOCAL = (302, 200, 200, 200, 404, 404, 404, 404)
REVIEWER = (302, 404, 404, 404, 200, 404, 404, 404)
OFFICER = (302, 404, 404, 404, 404, 200, 404, 404)
DECIDER = (302, 404, 404, 404, 404, 404, 200, 404)
AUDITOR = (302, 404, 404, 404, 404, 404, 404, 200)
STAFF = (302, 404, 404, 404, 404, 200, 200, 200)

PAGES = {
    # the roof
    "home": ALL,
    "start": SIGNED_IN,
    "log": AUDITOR,
    "my_calendar": SIGNED_IN,
    "calendar": ALL,  # the signed address is the key
    "accessibility": ALL,
    "privacy": ALL,
    "help": ALL,
    "status": ALL,
    "healthy": ALL,
    # signing in
    "account_login": (200,) + (302,) * 7,
    "account_logout": SIGNED_IN,
    "account_inactive": ALL,
    "account_signup": (200,) + (302,) * 7,
    "account_reauthenticate": SIGNED_IN,
    "account_email": NONE,
    "account_email_verification_sent": NONE,
    "account_confirm_email": NONE,
    "account_confirm_login_code": NONE,
    "account_change_password": SIGNED_IN,
    "account_set_password": (302,) * 8,
    "account_reset_password": ALL,
    "account_reset_password_done": ALL,
    "account_reset_password_from_key": ALL,
    "account_reset_password_from_key_done": ALL,
    # calls
    "calls:list": ALL,
    "calls:detail": ALL,
    "calls:manage": STAFF,
    "calls:create": OFFICER,
    "calls:staff_detail": STAFF,
    "calls:edit": (302, 404, 404, 404, 404, 302, 404, 404),  # to the first step that is not complete
    "calls:step": OFFICER,
    "calls:preview": POST_ONLY,
    "calls:clone": OFFICER,
    "calls:calendar": STAFF,
    "calls:decline": POST_ONLY,
    "calls:ask": LOCAL,
    "calls:inquiries": STAFF,
    "calls:inquiry": OFFICER,
    "calls:refer": POST_ONLY,
    "calls:turn_down": POST_ONLY,
    "applications:publish_answers": POST_ONLY,
    "applications:correct_answer": OFFICER,
    # following
    "follow:call": ALL,
    "follow:call_calendar": ALL,
    "follow:call_feed": ALL,
    "follow:feed": ALL,
    "follow:calls": ALL,
    "follow:asked": ALL,
    "follow:confirm": ALL,
    "follow:stop": ALL,
    "follow:publish": POST_ONLY,
    "follow:followers": OFFICER,
    "calls:form": STAFF,
    "calls:form_order": POST_ONLY,
    "calls:form_preview": STAFF,
    "calls:form_versions": STAFF,
    "calls:form_version": STAFF,
    "calls:form_section_new": OFFICER,
    "calls:form_section": OFFICER,
    "calls:form_section_remove": OFFICER,
    "calls:form_question_new": OFFICER,
    "calls:form_question": OFFICER,
    "calls:form_question_copy": POST_ONLY,
    "calls:form_question_remove": OFFICER,
    # applications
    "applications:publish_form": STAFF,
    "applications:list": SIGNED_IN,
    "applications:start": SIGNED_IN,
    "applications:detail": TAKING_PART,
    "applications:project": OWN,
    "applications:participants": OWN,
    "applications:take_part": (302, 404, 200, 404, 404, 404, 404, 404),
    "applications:ask_partner": POST_ONLY,
    "applications:costs": OWN,
    "applications:planning": OWN,
    "applications:timeline": OWN,
    "applications:section": OWN,
    "applications:attachments": OWN,
    "applications:attachment": (302, 200, 200, 404, 404, 200, 200, 200),
    "applications:remove_attachment": POST_ONLY,
    "applications:replace_attachment": OWN,
    "applications:scan_again": POST_ONLY,
    "applications:begin_transfer": POST_ONLY,
    "applications:append_transfer": POST_ONLY,
    "applications:drop_transfer": POST_ONLY,
    "applications:history": OWN,
    "applications:restore": POST_ONLY,
    "applications:check": OWN,
    "applications:trial": OWN,
    "applications:sign_off": OWN,
    "applications:dismiss_left": POST_ONLY,
    "projects:go_on": OWN,
    "applications:ask_copy": POST_ONLY,
    "applications:copy": OWN,
    "applications:copy_file": OWN,
    "applications:submit": POST_ONLY,
    "applications:submitted": TAKING_PART,
    "applications:receipt": TAKING_PART,
    "applications:version": (302, 200, 200, 404, 404, 200, 200, 200),
    "applications:reopen": POST_ONLY,
    "applications:withdraw": (302, 200, 409, 404, 404, 404, 404, 404),
    "applications:move_term": (302, 404, 404, 404, 404, 302, 404, 404),  # back: a change waits for a second officer
    "applications:second_term": POST_ONLY,
    "applications:watch": STAFF,
    "applications:watch_csv": STAFF,
    "applications:move_moment": (302, 404, 404, 404, 404, 302, 404, 404),  # the same
    "applications:add_jury_day": OFFICER,
    "applications:jury_day": OFFICER,
    "applications:extend": OFFICER,
    "applications:add_focus": OFFICER,
    "applications:remove_focus": OFFICER,
    "applications:staff_list": STAFF,
    "applications:staff_detail": STAFF,
    # the jury
    "reviews:members": STAFF,
    "reviews:invite_juror": OFFICER,
    "reviews:juror": OFFICER,
    "reviews:end_seat": OFFICER,
    "reviews:interests": STAFF,
    "reviews:resolve_interest": OFFICER,
    "reviews:ask_interest_again": OFFICER,
    "reviews:own_interests": REVIEWER,
    "reviews:phases": STAFF,
    "reviews:propose_phases": POST_ONLY,
    "reviews:phase_new": OFFICER,
    "reviews:phase": OFFICER,
    "reviews:seat": REVIEWER,
    "reviews:answer_seat": POST_ONLY,
    "reviews:leave_seat": REVIEWER,
    "reviews:note_tie": (302, 404, 404, 404, 200, 200, 404, 404),
    "reviews:drop_tie": POST_ONLY,
    "reviews:admissibility": STAFF,
    "reviews:answer_proposal": POST_ONLY,
    "reviews:ask_completion": OFFICER,
    "reviews:completion": STAFF,
    "reviews:call_off": OFFICER,
    "reviews:assign_file": OFFICER,
    "reviews:assign": STAFF,
    "reviews:revoke": OFFICER,
    "reviews:panel": STAFF,
    "reviews:panel_invite": POST_ONLY,
    "reviews:panel_slot": STAFF,
    "reviews:panel_drop": POST_ONLY,
    "reviews:panel_minutes": STAFF,
    "reviews:panel_agenda": REVIEWER,
    "reviews:panel_calendar": REVIEWER,
    "reviews:defence": TAKING_PART,
    "reviews:defence_calendar": TAKING_PART,
    "reviews:plan": STAFF,
    "reviews:plan_again": POST_ONLY,
    "reviews:plan_take": POST_ONLY,
    "reviews:plan_drop": POST_ONLY,
    "reviews:plan_file": STAFF,
    "reviews:ranking": STAFF,
    "reviews:frozen": STAFF,
    "reviews:download": STAFF,
    "reviews:spread": STAFF,
    "reviews:readers": STAFF,
    "reviews:desk": REVIEWER,
    "reviews:review": (302, 404, 404, 404, 302, 404, 404, 404),  # to the declaration first
    "reviews:declare": REVIEWER,
    "reviews:notes": (302,) + (404,) * 7,  # the same
    "reviews:refuse_file": REVIEWER,
    "reviews:give_back": (302, 404, 404, 404, 409, 404, 404, 404),  # not opened yet: there is nothing to give back
    "reviews:talk": (302,) + (404,) * 7,  # nothing opens before the declaration
    "reviews:advice": (302,) + (404,) * 7,
    "reviews:say": POST_ONLY,
    "reviews:strike": (302, 404, 404, 404, 404, 200, 404, 404),
    "reviews:reopen_advice": POST_ONLY,
    "reviews:agree": POST_ONLY,
    "reviews:adopt_words": POST_ONLY,
    "reviews:staff_talk": STAFF,
    "reviews:lead": POST_ONLY,
    "reviews:ask_bundle": POST_ONLY,
    "reviews:bundle": REVIEWER,
    "reviews:bundle_file": (302,) + (404,) * 7,  # not made yet
    "reviews:attachment": (302,) + (404,) * 7,  # nothing opens before the declaration
    # decisions
    "decisions:to_decide": DECIDER,
    "decisions:call": DECIDER,
    "decisions:announce": (302, 404, 404, 404, 404, 404, 302, 404),  # back: a file has no decision yet
    "decisions:decide": DECIDER,
    "decisions:drop": (302, 404, 404, 404, 404, 404, 200, 404),
    "decisions:list": STAFF,
    "decisions:detail": (302, 200, 404, 404, 404, 200, 200, 200),
    "decisions:letter": (302, 200, 404, 404, 404, 200, 200, 200),
    # projects
    "projects:list": ALL,
    "projects:detail": ALL,
    "projects:boost": POST_ONLY,
    "projects:figures": ALL,
    # rehearsals
    "rehearsals:list": STAFF,
    "rehearsals:report": STAFF,
    "rehearsals:clock": STAFF,
    "rehearsals:steps": STAFF,
    "rehearsals:mails": STAFF,
    "rehearsals:mail": STAFF,
    "rehearsals:mail_look": STAFF,
    "rehearsals:papers": STAFF,
    "rehearsals:paper": STAFF,
    # documents
    "documents:verify": ALL,
    "documents:verified": ALL,
    # people
    "accounts:inbox": SIGNED_IN,
    "accounts:notice": OWN,
    "accounts:organisation": LOCAL,
    "accounts:profile": OWN,
    "accounts:colleague_new": OWN,
    "accounts:colleague_remove": OWN,
    "accounts:colleague_again": POST_ONLY,
    "accounts:government": STAFF,
    "accounts:people": OFFICER,
    "accounts:person_new": OFFICER,
    "accounts:person": OFFICER,
    "accounts:letters": OFFICER,
    "accounts:post": OFFICER,
    "accounts:role_remove": OFFICER,
}
# Who may act by POST. Everybody else is told that there is no such page.
ACTS = {
    "calls:create": "officer",
    "calls:step": "officer",
    "calls:preview": "officer",
    "calls:clone": "officer",
    "follow:publish": "officer",
    "calls:decline": "officer",
    "follow:followers": "officer",
    "applications:publish_form": "officer",
    "calls:form_order": "officer",
    "calls:form_section_new": "officer",
    "calls:form_section": "officer",
    "calls:form_section_remove": "officer",
    "calls:form_question_new": "officer",
    "calls:form_question": "officer",
    "calls:form_question_copy": "officer",
    "calls:form_question_remove": "officer",
    "calls:ask": "applicant partner stranger",
    "calls:inquiry": "officer",
    "calls:refer": "officer",
    "calls:turn_down": "officer",
    "applications:publish_answers": "officer",
    "applications:correct_answer": "officer",
    "applications:start": "applicant partner stranger",
    "applications:project": "applicant",
    "applications:participants": "applicant",
    "applications:ask_partner": "applicant",
    "applications:take_part": "partner",
    "applications:costs": "applicant",
    "applications:planning": "applicant",
    "applications:section": "applicant",
    "applications:restore": "applicant",
    "applications:attachments": "applicant",
    "applications:remove_attachment": "applicant",
    "applications:replace_attachment": "applicant",
    "applications:scan_again": "officer",
    "applications:begin_transfer": "applicant",
    "applications:append_transfer": "applicant",
    "applications:drop_transfer": "applicant",
    "applications:ask_copy": "applicant",
    "applications:sign_off": "applicant",
    "applications:dismiss_left": "applicant",
    "projects:go_on": "applicant",
    "applications:submit": "applicant",
    "applications:reopen": "applicant",
    "applications:withdraw": "applicant",
    "applications:move_term": "officer",
    "applications:second_term": "officer",
    "applications:move_moment": "officer",
    "applications:add_jury_day": "officer",
    "applications:jury_day": "officer",
    "applications:extend": "officer",
    "applications:add_focus": "officer",
    "applications:remove_focus": "officer",
    "reviews:invite_juror": "officer",
    "reviews:juror": "officer",
    "reviews:end_seat": "officer",
    "reviews:resolve_interest": "officer",
    "reviews:ask_interest_again": "officer",
    "reviews:own_interests": "reviewer",
    "reviews:propose_phases": "officer",
    "reviews:phase_new": "officer",
    "reviews:phase": "officer",
    "reviews:seat": "reviewer",
    "reviews:answer_seat": "reviewer",
    "reviews:leave_seat": "reviewer",
    "reviews:note_tie": "reviewer officer",
    "reviews:drop_tie": "reviewer officer",
    "reviews:admissibility": "officer",
    "reviews:answer_proposal": "officer",
    "reviews:ask_completion": "officer",
    "reviews:call_off": "officer",
    "reviews:assign_file": "officer",
    "reviews:revoke": "officer",
    "reviews:ranking": "officer",
    "reviews:panel": "officer",
    "reviews:panel_invite": "officer",
    "reviews:panel_slot": "officer",
    "reviews:panel_drop": "officer",
    "reviews:panel_minutes": "officer",
    "reviews:plan": "officer",
    "reviews:plan_again": "officer",
    "reviews:plan_take": "officer",
    "reviews:plan_drop": "officer",
    "reviews:plan_file": "officer",
    "reviews:review": "reviewer",
    "reviews:declare": "reviewer",
    "reviews:notes": "reviewer",
    "reviews:ask_bundle": "reviewer",
    "reviews:talk": "reviewer",
    "reviews:advice": "reviewer",
    "reviews:say": "reviewer officer",
    "reviews:strike": "reviewer officer",
    "reviews:reopen_advice": "reviewer",
    "reviews:agree": "reviewer",
    "reviews:adopt_words": "reviewer",
    "reviews:staff_talk": "officer",
    "reviews:lead": "officer",
    "reviews:refuse_file": "reviewer",
    "reviews:give_back": "reviewer",
    "decisions:decide": "decider",
    "decisions:announce": "decider",
    "decisions:drop": "decider",
    "projects:boost": "decider",
    "accounts:profile": "applicant",
    "accounts:colleague_new": "applicant",
    "accounts:colleague_remove": "applicant",
    "accounts:colleague_again": "applicant",
    "rehearsals:list": "officer",
    "accounts:person_new": "officer",
    "accounts:person": "officer",
    "accounts:letters": "officer",
    "accounts:post": "officer",
    "accounts:role_remove": "officer",
}
TAKE_ANY_POST = {"documents:verify", "follow:call", "follow:calls", "follow:confirm", "follow:stop", "my_calendar"}
NO = {302, 403, 404, 405, 409}  # 409: told why not, by the rule itself


def names() -> set[str]:
    def walk(patterns, space=""):
        for each in patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
            elif each.name:
                yield space + each.name

    return set(walk(get_resolver().url_patterns))


@pytest.fixture
def addresses(world):
    """The address of every page, about something that is there."""
    w = world
    for letter in (w.decision.document_id, w.submission.receipt_id):
        document_actions.make(letter, at=w.now)
    file, draft = {"number": w.file.number}, {"number": w.draft.number}
    version = file | {"version": 1}
    call, jury = {"slug": "open"}, {"slug": "jury"}
    home = w.applicant.organisations[0].pk
    slot = factories.slot(w.file, at=w.now)
    rehearsal = call | {"pk": w.rehearsal.pk}
    about = {
        "account_reset_password_from_key": {
            "uidb36": "1",
            "key": default_token_generator.make_token(w.applicant),
        },
        "account_confirm_email": {"key": "x"},
        "calls:detail": call,
        "calls:staff_detail": call,
        "calls:edit": {"slug": "ontwerp"},
        "calls:step": {"slug": "ontwerp", "step": "geld"},
        "calls:preview": {"slug": "ontwerp", "step": "geld"},
        "calls:clone": call,
        "follow:publish": {"slug": "ontwerp"},
        "calls:ask": call,
        "calls:inquiries": call,
        "calls:inquiry": call | {"pk": w.inquiry.pk},
        "calls:refer": call | {"pk": w.inquiry.pk},
        "calls:turn_down": call | {"pk": w.inquiry.pk},
        "applications:publish_answers": call,
        "applications:correct_answer": call | {"pk": w.answered.pk},
        "calendar": {"token": tokens.calendar_token(w.key)},
        "follow:call": call,
        "follow:call_calendar": call,
        "follow:call_feed": call,
        "follow:confirm": {"token": tokens.path_to("confirm", w.subscription).split("/")[-2]},
        "follow:stop": {"token": tokens.path_to("stop", w.subscription).split("/")[-2]},
        "calls:decline": call | {"pk": w.change.pk},
        "applications:publish_form": call,
        "calls:form_version": call | {"number": 1},
        "calls:form_question_new": call | {"key": "samenwerking"},
        "calls:calendar": call,
        "applications:start": call,
        "applications:move_term": call,
        "applications:watch": call,
        "applications:watch_csv": call | {"table": "per-dag"},
        "applications:second_term": call | {"pk": w.change.pk},
        "applications:move_moment": call | {"which": "besluit"},
        "applications:add_jury_day": call,
        "applications:jury_day": call | {"pk": w.running.jury_days.get().pk},
        "applications:extend": call,
        "applications:add_focus": call,
        "applications:remove_focus": call | {"code": "digitale-democratie"},
        "applications:attachment": file | {"pk": w.attachment.pk},
        "applications:remove_attachment": draft | {"pk": w.draft_attachment.pk},
        "applications:scan_again": file | {"pk": w.attachment.pk},
        "applications:replace_attachment": draft | {"pk": w.draft_attachment.pk},
        "applications:detail": file,
        "applications:take_part": file,
        "applications:ask_partner": draft,
        "applications:withdraw": file,
        "applications:reopen": {"number": w.waiting.number},
        "applications:staff_detail": file,
        "applications:submitted": version,
        "applications:receipt": version,
        "applications:version": version,
        "reviews:assign": jury,
        "reviews:members": jury,
        "reviews:invite_juror": jury,
        "reviews:juror": jury | {"pk": w.juror.pk},
        "reviews:end_seat": jury | {"pk": w.juror.pk},
        "reviews:interests": jury,
        "reviews:resolve_interest": jury | {"pk": w.doubt.pk},
        "reviews:ask_interest_again": jury | {"pk": w.conflict.pk},
        "reviews:own_interests": jury,
        "reviews:phases": jury,
        "reviews:propose_phases": jury,
        "reviews:phase_new": jury,
        "reviews:phase": jury | {"pk": w.phase.pk},
        "reviews:seat": jury,
        "reviews:answer_seat": jury,
        "reviews:leave_seat": jury,
        "reviews:note_tie": jury | {"pk": w.juror.pk},
        "reviews:drop_tie": jury | {"pk": w.tie.pk},
        "reviews:ranking": jury,
        "reviews:panel": jury,
        "reviews:panel_invite": jury,
        "reviews:panel_slot": jury | {"pk": slot.pk},
        "reviews:panel_drop": jury | {"pk": slot.pk},
        "reviews:panel_minutes": jury | {"pk": slot.pk},
        "reviews:panel_agenda": jury,
        "reviews:panel_calendar": jury,
        "reviews:defence": file,
        "reviews:defence_calendar": file,
        "reviews:plan": jury,
        "reviews:plan_again": jury,
        "reviews:plan_take": jury,
        "reviews:plan_drop": jury,
        "reviews:plan_file": jury | file,
        "reviews:frozen": {"slug": w.decided_call.slug, "number": 1},
        "reviews:download": {"slug": w.decided_call.slug, "number": 1},
        "reviews:spread": {"slug": w.decided_call.slug, "number": w.project.number},
        "reviews:readers": jury,
        "reviews:revoke": jury | {"pk": w.assignment.pk},
        "reviews:answer_proposal": file | {"pk": 1},
        "reviews:ask_completion": file,
        "reviews:completion": file | {"pk": w.completion.pk},
        "reviews:call_off": file | {"pk": w.completion.pk},
        "reviews:attachment": file | {"pk": w.attachment.pk},
        "decisions:call": jury,
        "decisions:announce": jury,
        "decisions:decide": jury | file,
        "decisions:drop": {"slug": "genomen", "number": w.taken.application.number},
        "decisions:detail": {"number": w.decision.number},
        "decisions:letter": {"number": w.decision.number},
        "projects:detail": {"number": w.project.number},
        "projects:boost": {"number": w.project.number},
        "projects:go_on": {"number": w.project.number},
        "applications:dismiss_left": draft,
        "rehearsals:list": call,
        "rehearsals:mail": rehearsal | {"n": 1},
        "rehearsals:mail_look": rehearsal | {"n": 1},
        "rehearsals:paper": rehearsal | {"n": 1},
        "documents:verified": {"code": w.decision.document.code},
        "accounts:notice": {"pk": w.notice.pk},
        "accounts:profile": {"pk": home},
        "accounts:colleague_new": {"pk": home},
        "accounts:government": {"pk": home},
        "accounts:colleague_remove": {"pk": w.applicant.memberships.get().pk},
        "accounts:colleague_again": {"pk": w.applicant.memberships.get().pk},
        "accounts:person": {"pk": w.stranger.pk},
        "accounts:role_remove": {"pk": w.stranger.memberships.get().pk},
    }
    about |= {f"reviews:{n}": file for n in "talk advice reopen_advice agree staff_talk lead".split()}
    facts = {"audience": "office", "by": w.officer, "at": w.now}
    thread = review_actions.open_thread(w.file, "Vraag", "Tekst.", **facts)
    about |= {"reviews:say": file | {"pk": thread.pk}, "reviews:strike": file | {"pk": thread.messages.get().pk}}
    about["reviews:adopt_words"] = file | {"pk": 1}
    bundle = Bundle.objects.create(reviewer=w.reviewer, files=[], asked_at=w.now)
    about |= {f"reviews:{n}": {"pk": bundle.pk} for n in ("bundle", "bundle_file")}
    copy = ReadingCopy.objects.create(
        application=w.draft,
        sha256="0" * 64,
        content={},
        asked_by=w.applicant,
        asked_at=w.now,
        made_at=w.now,
        data=b"%PDF",
    )
    about |= {f"applications:{n}": draft | {"pk": copy.pk} for n in ("copy", "copy_file")}
    facts = {"name": "x.pdf", "size": 9, "sha256": "0" * 64, "topic": "plan"}
    arrives = begin(w.draft, **facts, by=w.applicant, at=w.now)
    about["applications:begin_transfer"] = draft
    about |= {f"applications:{n}_transfer": draft | {"code": arrives.code} for n in ("append", "drop")}
    about |= {
        f"applications:{n}": draft
        for n in (
            "project participants costs planning timeline attachments check trial sign_off submit ask_copy history"
        ).split()
    }
    about["applications:restore"] = draft | {"pk": w.draft.entries.order_by("id").first().pk}
    about["applications:section"] = draft | {"key": "criteria"}
    about |= {f"calls:form{n}": call for n in ("", "_order", "_preview", "_versions", "_section_new")}
    about |= {f"calls:form_section{n}": call | {"key": "samenwerking"} for n in ("", "_remove")}
    about |= {f"calls:form_question{n}": call | {"key": "met-wie"} for n in ("", "_copy", "_remove")}
    about |= {
        f"reviews:{n}": file for n in "admissibility assign_file review declare notes refuse_file give_back".split()
    }
    about |= {f"rehearsals:{n}": rehearsal for n in "report clock steps mails papers".split()}
    return {name: reverse(name, kwargs=about.get(name)) for name in PAGES}


@pytest.fixture
def clients(world):
    made = {}
    for role in ROLES:
        made[role] = Client()
        if role != NOBODY:
            made[role].force_login(getattr(world, role))
    return made


def test_every_address_stands_in_the_table():
    assert names() - set(PAGES) == set()
    assert set(PAGES) - names() == set()


def test_each_role_gets_what_the_table_says(addresses, clients):
    deviations = {}
    for name, expected in PAGES.items():
        got = tuple(clients[role].get(addresses[name]).status_code for role in ROLES)
        if got != expected:
            deviations[name] = got
        elif got[0] == 302 and name not in ("account_logout", "account_set_password"):
            assert clients[NOBODY].get(addresses[name])["Location"].startswith("/accounts/login/"), name
    assert deviations == {}


def test_who_may_not_act_is_refused(addresses, clients):
    wrong = {}
    for name, who in ACTS.items():
        for role in ROLES:
            if role in who.split():
                continue
            answer = clients[role].post(addresses[name], {"reason": "x", "part": "x"})
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
            if role == NOBODY and not to_sign_in or answer.status_code not in NO:
                wrong[name, role] = answer.status_code
    for name in set(PAGES) - set(ACTS) - TAKE_ANY_POST:
        if name[:8] != "account_" and (got := clients["officer"].post(addresses[name]).status_code) not in {404, 405}:
            wrong[name, "no act, yet takes a POST"] = got
    assert wrong == {}
