"""Where?"""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("berichten/", views.inbox, name="inbox"),
    path("berichten/<int:pk>/", views.notice, name="notice"),
    path("mijn-bestuur/", views.organisation, name="organisation"),
    path("beheer/mensen/", views.people, name="people"),
    path("beheer/mensen/nieuw/", views.person_new, name="person_new"),
    path("beheer/mensen/<int:pk>/", views.person, name="person"),
    path("beheer/mails/", views.post, name="post"),
    path("beheer/rollen/<int:pk>/wegnemen/", views.role_remove, name="role_remove"),
]
