"""What a form asks: sections, questions, conditions and frozen versions. It knows no calls."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"
