"""The roof: settings, addresses, the Celery app and its timetable, and the home pages."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
