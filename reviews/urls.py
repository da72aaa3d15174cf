"""Where?"""

from django.urls import path

from reviews.views import admission, advice, bundles, jury, members, plans, ranking, review, seat, staff, talk
from reviews.views import admission, bundles, jury, members, plans, review, seat, staff
from reviews.views import interests, jury, members, review, seat, staff
from reviews.views import admission, bundles, interests, jury, members, plans, review, seat, staff

app_name = "reviews"
urlpatterns = [
    path("beheer/aanvragen/<str:number>/ontvankelijkheid/", admission.admissibility, name="admissibility"),
    path(
        "beheer/aanvragen/<str:number>/ontvankelijkheid/<int:pk>/",
        admission.answer_proposal,
        name="answer_proposal",
    ),
    path("beheer/aanvragen/<str:number>/jury/", staff.assign_file, name="assign_file"),
    path("beheer/oproepen/<slug:slug>/jury/", staff.assign, name="assign"),
    path("beheer/oproepen/<slug:slug>/jury/<int:pk>/intrekken/", staff.revoke, name="revoke"),
    path("beheer/oproepen/<slug:slug>/jury/verdeling/", plans.plan, name="plan"),
    path("beheer/oproepen/<slug:slug>/jury/verdeling/opnieuw/", plans.plan_again, name="plan_again"),
    path("beheer/oproepen/<slug:slug>/jury/verdeling/overnemen/", plans.plan_take, name="plan_take"),
    path("beheer/oproepen/<slug:slug>/jury/verdeling/laten-vallen/", plans.plan_drop, name="plan_drop"),
    path("beheer/oproepen/<slug:slug>/jury/verdeling/dossier/<str:number>/", plans.plan_file, name="plan_file"),
    path("beheer/oproepen/<slug:slug>/juryleden/", members.members, name="members"),
    path("beheer/oproepen/<slug:slug>/juryleden/vragen/", members.invite_juror, name="invite_juror"),
    path("beheer/oproepen/<slug:slug>/juryleden/<int:pk>/", members.juror, name="juror"),
    path("beheer/oproepen/<slug:slug>/juryleden/<int:pk>/stoppen/", members.end_seat, name="end_seat"),
    path("beheer/oproepen/<slug:slug>/belangen/", interests.overview, name="interests"),
    path("beheer/oproepen/<slug:slug>/belangen/<int:pk>/", interests.resolve, name="resolve_interest"),
    path("beheer/oproepen/<slug:slug>/belangen/<int:pk>/opnieuw/", interests.ask_again, name="ask_interest_again"),
    path("jury/<slug:slug>/belangen/", interests.own_interests, name="own_interests"),
    path("jury/<slug:slug>/", seat.seat, name="seat"),
    path("jury/<slug:slug>/antwoord/", seat.answer_seat, name="answer_seat"),
    path("jury/<slug:slug>/stoppen/", seat.leave_seat, name="leave_seat"),
    path("jury/<slug:slug>/banden/<int:pk>/", members.note_tie, name="note_tie"),
    path("jury/<slug:slug>/banden/<int:pk>/wegnemen/", members.drop_tie, name="drop_tie"),
    path("beheer/oproepen/<slug:slug>/rangschikking/", ranking.ranking, name="ranking"),
    path("beheer/oproepen/<slug:slug>/rangschikking/<int:number>/", ranking.frozen, name="frozen"),
    path("beheer/oproepen/<slug:slug>/rangschikking/<int:number>/inhoud.json", ranking.download, name="download"),
    path("beheer/oproepen/<slug:slug>/rangschikking/beoordelaars/", ranking.readers, name="readers"),
    path("beheer/oproepen/<slug:slug>/rangschikking/dossier/<str:number>/", ranking.spread, name="spread"),
    path("dossiers/", jury.desk, name="desk"),
    path("leesbundel/", bundles.ask, name="ask_bundle"),
    path("leesbundel/<int:pk>/", bundles.bundle, name="bundle"),
    path("leesbundel/<int:pk>/bundel.pdf", bundles.file, name="bundle_file"),
    path("dossiers/<str:number>/", review.review, name="review"),
    path("dossiers/<str:number>/bespreking/", talk.talk, name="talk"),
    path("dossiers/<str:number>/bespreking/<int:pk>/", talk.say, name="say"),
    path("dossiers/<str:number>/bespreking/bericht/<int:pk>/schrappen/", talk.strike, name="strike"),
    path("dossiers/<str:number>/advies/", advice.advice, name="advice"),
    path("dossiers/<str:number>/advies/verder/", advice.reopen, name="reopen_advice"),
    path("dossiers/<str:number>/advies/antwoord/", advice.agree, name="agree"),
    path("dossiers/<str:number>/advies/overnemen/<int:pk>/", advice.adopt_words, name="adopt_words"),
    path("beheer/aanvragen/<str:number>/bespreking/", talk.staff_talk, name="staff_talk"),
    path("beheer/aanvragen/<str:number>/bespreking/leiding/", talk.lead, name="lead"),
    path("dossiers/<str:number>/notities/", review.notes, name="notes"),
    path("dossiers/<str:number>/weigeren/", review.refuse_file, name="refuse_file"),
    path("dossiers/<str:number>/teruggeven/", review.give_back, name="give_back"),
    path("dossiers/<str:number>/verklaring/", jury.declare, name="declare"),
    path("dossiers/<str:number>/bijlagen/<int:pk>/", jury.attachment, name="attachment"),
]
