"""`manage.py demo` fills an empty database where the demo is on, and refuses anything else in one sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from calls.models import Call
from tests import factories

pytestmark = pytest.mark.django_db


def demo(**options):
    out = StringIO()
    call_command("demo", stdout=out, skip_checks=True, **options)
    return out.getvalue()


def test_it_is_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        demo()
    assert not User.objects.exists()


def test_it_is_refused_on_a_database_with_something_in_it(settings):
    settings.DEMO = True
    factories.UserFactory()
    with pytest.raises(CommandError, match="not empty"):
        demo()
    assert demo(if_empty=True) == ""
    assert not Call.objects.exists()
