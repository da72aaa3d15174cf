"""Where everything is. Addresses are Dutch; each app names its own."""

from django.urls import include, path

from portal import views

CLOSED = ("email/", "confirm-email/", "confirm-email/<key>/", "login/code/confirm/")
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("mijn-agenda/", views.my_calendar, name="my_calendar"),
    path("agenda/<str:token>.ics", views.calendar_file, name="calendar"),
    path("logboek/", views.log, name="log"),
    # An address belongs to a person and is not changed here, so these pages of allauth stay closed.
    *(path(f"accounts/{closed}", views.closed) for closed in CLOSED),
    path("accounts/", include("allauth.account.urls")),
    path("", include("calls.urls")),
    path("", include("follow.urls")),
    path("", include("applications.urls")),
    path("", include("reviews.urls")),
    path("", include("decisions.urls")),
    path("", include("projects.urls")),
    path("", include("rehearsals.urls")),
    path("", include("documents.urls")),
    path("", include("accounts.urls")),
    path("toegankelijkheid/", views.page, {"template": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"template": "privacy"}, name="privacy"),
    path("hulp/", views.page, {"template": "help"}, name="help"),
    path("status/", views.status, name="status"),
    path("gezond/", views.healthy, name="healthy"),
]
