"""Where?"""

from django.urls import path

from reviews.views import jury, review, staff

app_name = "reviews"
urlpatterns = [
    path("beheer/aanvragen/<str:number>/ontvankelijkheid/", staff.admissibility, name="admissibility"),
    path("beheer/aanvragen/<str:number>/jury/", staff.assign_file, name="assign_file"),
    path("beheer/oproepen/<slug:slug>/jury/", staff.assign, name="assign"),
    path("beheer/oproepen/<slug:slug>/jury/<int:pk>/intrekken/", staff.revoke, name="revoke"),
    path("beheer/oproepen/<slug:slug>/rangschikking/", staff.ranking, name="ranking"),
    path("dossiers/", jury.desk, name="desk"),
    path("dossiers/<str:number>/", review.review, name="review"),
    path("dossiers/<str:number>/notities/", review.notes, name="notes"),
    path("dossiers/<str:number>/weigeren/", review.refuse_file, name="refuse_file"),
    path("dossiers/<str:number>/teruggeven/", review.give_back, name="give_back"),
    path("dossiers/<str:number>/verklaring/", jury.declare, name="declare"),
    path("dossiers/<str:number>/bijlagen/<int:pk>/", jury.attachment, name="attachment"),
]
