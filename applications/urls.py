"""Where? Applicants work under /aanvragen/, the Flemish side reads under /beheer/aanvragen/."""

from django.urls import path

from applications.views import (
    copies,
    drafts,
    files,
    form,
    form_version,
    inquiries,
    mine,
    staff,
    submitting,
    terms,
    watch,
)

app_name = "applications"
urlpatterns = [
    path("aanvragen/", mine.mine, name="list"),
    path("aanvragen/nieuw/<slug:slug>/", drafts.start, name="start"),
    path("aanvragen/<str:number>/", mine.detail, name="detail"),
    path("aanvragen/<str:number>/project/", drafts.project, name="project"),
    path("aanvragen/<str:number>/samenwerking/", drafts.participants, name="participants"),
    path("aanvragen/<str:number>/kosten/", drafts.costs, name="costs"),
    path("aanvragen/<str:number>/formulier/<str:key>/", form.section, name="section"),
    path("aanvragen/<str:number>/bijlagen/", files.attachments, name="attachments"),
    path("aanvragen/<str:number>/bijlagen/<int:pk>/", files.attachment, name="attachment"),
    path("aanvragen/<str:number>/bijlagen/<int:pk>/verwijderen/", files.remove, name="remove_attachment"),
    path("aanvragen/<str:number>/nakijken/", submitting.check, name="check"),
    path("aanvragen/<str:number>/pdf/", copies.ask, name="ask_copy"),
    path("aanvragen/<str:number>/pdf/<int:pk>/", copies.copy, name="copy"),
    path("aanvragen/<str:number>/pdf/<int:pk>/bestand/", copies.file, name="copy_file"),
    path("aanvragen/<str:number>/indienen/", submitting.submit, name="submit"),
    path("aanvragen/<str:number>/ontvangen/<int:version>/", submitting.submitted, name="submitted"),
    path("aanvragen/<str:number>/ontvangen/<int:version>/bewijs/", files.receipt, name="receipt"),
    path("aanvragen/<str:number>/versies/<int:version>/", mine.version, name="version"),
    path("aanvragen/<str:number>/heropenen/", submitting.reopen, name="reopen"),
    path("aanvragen/<str:number>/intrekken/", submitting.withdraw, name="withdraw"),
    path("beheer/oproepen/<slug:slug>/sluiting/", terms.move_term, name="move_term"),
    path("beheer/oproepen/<slug:slug>/sluiting/<int:pk>/bevestigen/", terms.second_term, name="second_term"),
    path("beheer/oproepen/<slug:slug>/verloop/", watch.watch, name="watch"),
    path("beheer/oproepen/<slug:slug>/verloop/<slug:table>.csv", watch.watch_csv, name="watch_csv"),
    path("beheer/oproepen/<slug:slug>/formulier/wijzigingen/", form_version.publish_form, name="publish_form"),
    path("beheer/oproepen/<slug:slug>/vragen/publiceer/", inquiries.publish, name="publish_answers"),
    path("beheer/oproepen/<slug:slug>/vragen/<int:pk>/verbeter/", inquiries.correct, name="correct_answer"),
    path("beheer/aanvragen/", staff.staff_list, name="staff_list"),
    path("beheer/aanvragen/<str:number>/", staff.staff_detail, name="staff_detail"),
]
