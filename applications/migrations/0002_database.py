"""What the database holds itself: a version that was handed in never changes."""

from django.db import migrations

from applications.triggers import FREEZE, THAW


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
