"""Where? Anybody follows under /oproepen/ and /volgen/."""

from django.urls import path

from follow.views import feeds, staff, subscribing

app_name = "follow"
urlpatterns = [
    path("oproepen/<slug:slug>/volgen/", subscribing.call, name="call"),
    path("oproepen/<slug:slug>/agenda.ics", feeds.call_calendar, name="call_calendar"),
    path("oproepen/<slug:slug>/feed.atom", feeds.one_call, name="call_feed"),
    path("oproepen/feed.atom", feeds.all_calls, name="feed"),
    path("volgen/", subscribing.calls, name="calls"),
    path("volgen/gevraagd/", subscribing.asked, name="asked"),
    path("volgen/bevestigen/<str:token>/", subscribing.confirm, name="confirm"),
    path("volgen/stoppen/<str:token>/", subscribing.stop, name="stop"),
    path("beheer/oproepen/<slug:slug>/publiceer/", staff.publish, name="publish"),
    path("beheer/volgers/", staff.followers, name="followers"),
]
