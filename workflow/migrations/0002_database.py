"""What the database does itself: the chain of events, search by trigrams, and the table of the cache."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.core.management import call_command
from django.db import migrations

from workflow.triggers import LINK, UNLINK


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    run_before = [("applications", "0001_initial")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(LINK, UNLINK),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
