"""What the database adds up itself: the awards of a call."""

from django.db import migrations

from decisions.triggers import ADD_UP, FORGET


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [migrations.RunSQL(ADD_UP, FORGET)]
