"""Where? Applicants read under /oproepen/, officers work under /beheer/oproepen/."""

from django.urls import path

from calls.views import form, form_parts, inquiries, public, setup, staff, staff_calendar

app_name = "calls"
FORM = "beheer/oproepen/<slug:slug>/formulier/"
urlpatterns = [
    path("oproepen/", public.call_list, name="list"),
    path("oproepen/<slug:slug>/", public.detail, name="detail"),
    path("oproepen/<slug:slug>/vraag/", inquiries.ask, name="ask"),
    path("beheer/oproepen/", staff.manage, name="manage"),
    path("beheer/oproepen/nieuw/", setup.create, name="create"),
    path("beheer/oproepen/<slug:slug>/", staff.detail, name="staff_detail"),
    path("beheer/oproepen/<slug:slug>/kalender/", staff_calendar.calendar_page, name="calendar"),
    path("beheer/oproepen/<slug:slug>/bewerk/", setup.edit, name="edit"),
    path("beheer/oproepen/<slug:slug>/stap/<slug:step>/", setup.step, name="step"),
    path("beheer/oproepen/<slug:slug>/stap/<slug:step>/voorbeeld/", setup.preview, name="preview"),
    path("beheer/oproepen/<slug:slug>/overnemen/", setup.clone, name="clone"),
    path("beheer/oproepen/<slug:slug>/sluiting/<int:pk>/afwijzen/", staff.decline, name="decline"),
    path(FORM, form.form, name="form"),
    path(f"{FORM}volgorde/", form.order, name="form_order"),
    path(f"{FORM}voorbeeld/", form.preview, name="form_preview"),
    path(f"{FORM}versies/", form.versions, name="form_versions"),
    path(f"{FORM}versies/<int:number>/", form.version, name="form_version"),
    path(f"{FORM}onderdeel/nieuw/", form_parts.section, name="form_section_new"),
    path(f"{FORM}onderdeel/<slug:key>/wijzigen/", form_parts.section, name="form_section"),
    path(f"{FORM}onderdeel/<slug:key>/verwijderen/", form_parts.remove_section, name="form_section_remove"),
    path(f"{FORM}onderdeel/<slug:key>/vraag/", form_parts.new_question, name="form_question_new"),
    path(f"{FORM}vraag/<slug:key>/", form_parts.question, name="form_question"),
    path(f"{FORM}vraag/<slug:key>/kopie/", form_parts.copy_question, name="form_question_copy"),
    path(f"{FORM}vraag/<slug:key>/verwijderen/", form_parts.remove_question, name="form_question_remove"),
    path("beheer/oproepen/<slug:slug>/vragen/", inquiries.inquiries, name="inquiries"),
    path("beheer/oproepen/<slug:slug>/vragen/<int:pk>/", inquiries.inquiry, name="inquiry"),
    path("beheer/oproepen/<slug:slug>/vragen/<int:pk>/verwijs/", inquiries.refer, name="refer"),
    path("beheer/oproepen/<slug:slug>/vragen/<int:pk>/wijs-af/", inquiries.turn_down, name="turn_down"),
]
