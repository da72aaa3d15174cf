"""Documents: what the portal promises on paper, frozen, made once and kept."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
