import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("applications", "0001_initial"),
        ("calls", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assigned", "waits for the declaration"),
                            ("declared", "being reviewed"),
                            ("submitted", "review handed in"),
                            ("conflicted", "conflict of interest"),
                            ("revoked", "taken back"),
                        ],
                        default="assigned",
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("declared_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("edit", models.PositiveIntegerField(default=0)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="applications.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="score")),
                ("motivation", models.TextField(blank=True, verbose_name="motivation")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="reviews.assignment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.criterion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Admissibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("admissible", models.BooleanField(verbose_name="admissible")),
                ("condition", models.CharField(blank=True, max_length=300, verbose_name="condition that is not met")),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="where that condition is written"),
                ),
                ("motivation", models.TextField(verbose_name="motivation")),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admissibility",
                        to="applications.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("motivation", ""), _negated=True),
                        name="admissibility_is_motivated",
                        violation_error_message="Write the motivation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("admissible", True),
                            models.Q(
                                models.Q(("condition", ""), _negated=True), models.Q(("source", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="inadmissibility_names_the_condition",
                        violation_error_message="Name the condition that is not met, and where it is written.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["reviewer", "state", "application"], name="reviews_ass_reviewe_a007d1_idx"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["application", "state"], name="reviews_ass_applica_76193c_idx"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("application", "reviewer"), name="one_assignment_per_reviewer"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("assignment", "criterion"), name="one_score_per_criterion"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", None), models.Q(("value__gte", 0), ("value__lte", 5)), _connector="OR"),
                name="score_within_the_scale",
                violation_error_message="A score lies between 0 and 5.",
            ),
        ),
    ]
