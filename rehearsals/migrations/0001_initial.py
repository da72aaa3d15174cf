import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits its turn"),
                            ("running", "is being played"),
                            ("done", "report ready"),
                            ("failed", "broken off"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("keep_until", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("try_at", models.DateTimeField()),
                ("fault", models.TextField(blank=True)),
                ("report", models.JSONField(null=True)),
                ("warned", models.PositiveSmallIntegerField(default=0)),
                ("seconds", models.DecimalField(decimal_places=1, max_digits=6, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rehearsals", to="calls.call"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                ("kind_label", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=40)),
                ("to", models.CharField(max_length=200)),
                ("pages", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("seconds", models.DecimalField(decimal_places=2, max_digits=6)),
                ("data", models.BinaryField()),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="rehearsals.rehearsal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("to", models.CharField(max_length=200)),
                ("others", models.PositiveSmallIntegerField(default=0)),
                ("subject", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("html", models.TextField()),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="rehearsals.rehearsal"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="rehearsal",
            index=models.Index(fields=["call", "-at", "-id"], name="rehearsals__call_id_59658f_idx"),
        ),
        migrations.AddIndex(
            model_name="rehearsal",
            index=models.Index(
                condition=models.Q(("state__in", ("asked", "running"))),
                fields=["attempts", "id"],
                name="rehearsals_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="rehearsal",
            index=models.Index(fields=["keep_until"], name="rehearsals__keep_un_20a748_idx"),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "running"))),
                fields=("call",),
                name="one_rehearsal_of_a_call_at_a_time",
                violation_error_message="This call is being rehearsed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True), ("report__isnull", False), _connector="OR"
                ),
                name="a_played_rehearsal_has_its_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("fault", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_rehearsal_broken_off_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("rehearsal", "position"), name="one_number_per_rehearsed_paper"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(fields=("rehearsal", "position"), name="one_number_per_rehearsed_mail"),
        ),
    ]
