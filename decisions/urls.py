"""Where?"""

from django.urls import path

from decisions.views import deciding, letters

app_name = "decisions"
urlpatterns = [
    path("beslissingen/", deciding.to_decide, name="to_decide"),
    path("beslissingen/<slug:slug>/", deciding.call, name="call"),
    path("beslissingen/<slug:slug>/bekendmaken/", deciding.announce, name="announce"),
    path("beslissingen/<slug:slug>/<str:number>/", deciding.decide, name="decide"),
    path("beslissingen/<slug:slug>/<str:number>/laten-vallen/", deciding.drop, name="drop"),
    path("besluiten/", letters.decided, name="list"),
    path("besluiten/<str:number>/", letters.detail, name="detail"),
    path("besluiten/<str:number>/brief/", letters.letter, name="letter"),
]
