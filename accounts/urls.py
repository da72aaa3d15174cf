"""Where?"""

from django.urls import path

from accounts.views import government, people

app_name = "accounts"
urlpatterns = [
    path("berichten/", people.inbox, name="inbox"),
    path("berichten/<int:pk>/", people.notice, name="notice"),
    path("mijn-bestuur/", government.organisation, name="organisation"),
    path("mijn-bestuur/<int:pk>/gegevens/", government.profile, name="profile"),
    path("mijn-bestuur/<int:pk>/collega/", government.colleague_new, name="colleague_new"),
    path("mijn-bestuur/rollen/<int:pk>/wegnemen/", government.colleague_remove, name="colleague_remove"),
    path("mijn-bestuur/rollen/<int:pk>/opnieuw/", government.colleague_again, name="colleague_again"),
    path("beheer/besturen/<int:pk>/", government.staff, name="government"),
    path("beheer/mensen/", people.people, name="people"),
    path("beheer/mensen/nieuw/", people.person_new, name="person_new"),
    path("beheer/mensen/<int:pk>/", people.person, name="person"),
    path("beheer/brieven/", people.letters, name="letters"),
    path("beheer/mails/", people.post, name="post"),
    path("beheer/rollen/<int:pk>/wegnemen/", people.role_remove, name="role_remove"),
]
