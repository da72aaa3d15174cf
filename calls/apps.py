"""The three focuses and the three types are there after every `migrate`; after that they are data like any other."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def load_vocabulary(sender, **kwargs):
    from calls.vocabulary import load

    load()


class CallsConfig(AppConfig):
    name = "calls"

    def ready(self):
        post_migrate.connect(load_vocabulary, sender=self)
