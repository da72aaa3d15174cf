"""Following calls from outside: calendars, feeds, and mail for who subscribes."""

from django.apps import AppConfig


class FollowConfig(AppConfig):
    name = "follow"
