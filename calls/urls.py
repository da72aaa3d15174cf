"""Where? Applicants read under /oproepen/, officers work under /beheer/oproepen/."""

from django.urls import path

from calls.views import public, staff

app_name = "calls"
urlpatterns = [
    path("oproepen/", public.call_list, name="list"),
    path("oproepen/<slug:slug>/", public.detail, name="detail"),
    path("beheer/oproepen/", staff.manage, name="manage"),
    path("beheer/oproepen/nieuw/", staff.create, name="create"),
    path("beheer/oproepen/<slug:slug>/", staff.detail, name="staff_detail"),
    path("beheer/oproepen/<slug:slug>/bewerk/", staff.edit, name="edit"),
    path("beheer/oproepen/<slug:slug>/sluiting/<int:pk>/afwijzen/", staff.decline, name="decline"),
]
