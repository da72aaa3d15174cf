"""Where? Only the public check; whoever owes a document lets its readers have it."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("controle/", views.verify, name="verify"),
    path("controle/<str:code>/", views.verified, name="verified"),
]
