"""Where? Beneath the call, on the desk of its officers."""

from django.urls import path

from rehearsals import views

app_name = "rehearsals"
BASE = "beheer/oproepen/<slug:slug>/repetitie/"
urlpatterns = [
    path(BASE, views.rehearsals, name="list"),
    path(f"{BASE}<int:pk>/", views.report, name="report"),
    path(f"{BASE}<int:pk>/klok/", views.clock, name="clock"),
    path(f"{BASE}<int:pk>/verloop/", views.steps, name="steps"),
    path(f"{BASE}<int:pk>/mails/", views.mails, name="mails"),
    path(f"{BASE}<int:pk>/mails/<int:n>/", views.mail, name="mail"),
    path(f"{BASE}<int:pk>/mails/<int:n>/beeld/", views.mail_look, name="mail_look"),
    path(f"{BASE}<int:pk>/stukken/", views.papers, name="papers"),
    path(f"{BASE}<int:pk>/stukken/<int:n>/", views.paper, name="paper"),
]
