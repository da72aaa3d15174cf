"""A call played from opening to letters with invented governments, and undone."""

from django.apps import AppConfig


class RehearsalsConfig(AppConfig):
    name = "rehearsals"
