"""What the database holds itself: a frozen version of a form never changes."""

from django.db import migrations

from questionnaires.triggers import FREEZE, THAW


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial"), ("workflow", "0002_database")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
