"""What the database refuses itself: a change of a ranking that is fixed, or of what was said in a jury."""

from django.db import migrations

from reviews.panel_triggers import CLOSE, OPEN
from reviews.triggers import FREEZE, THAW


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("workflow", "0002_database")]
    operations = [migrations.RunSQL(FREEZE, THAW), migrations.RunSQL(CLOSE, OPEN)]
