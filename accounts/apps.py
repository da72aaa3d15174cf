"""The directory of municipalities is there after every `migrate`."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def load_directory(sender, plan=None, **kwargs):
    """Load only where something was migrated, so that a second start costs nothing."""
    from accounts.directory import load_municipalities
    from accounts.models import Organisation

    if plan or not Organisation.objects.exists():
        load_municipalities()


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        post_migrate.connect(load_directory, sender=self)
