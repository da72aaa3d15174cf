"""Where?"""

from django.urls import path

from reviews.views import jury, staff

app_name = "reviews"
urlpatterns = [
    path("beheer/aanvragen/<str:number>/ontvankelijkheid/", staff.admissibility, name="admissibility"),
    path("beheer/aanvragen/<str:number>/jury/", staff.assign_file, name="assign_file"),
    path("beheer/oproepen/<slug:slug>/jury/", staff.assign, name="assign"),
    path("beheer/oproepen/<slug:slug>/jury/<int:pk>/intrekken/", staff.revoke, name="revoke"),
    path("beheer/oproepen/<slug:slug>/rangschikking/", staff.ranking, name="ranking"),
    path("dossiers/", jury.desk, name="desk"),
    path("dossiers/<str:number>/", jury.review, name="review"),
    path("dossiers/<str:number>/verklaring/", jury.declare, name="declare"),
    path("dossiers/<str:number>/bijlagen/<int:pk>/", jury.attachment, name="attachment"),
]
