import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("applications", "0001_initial"),
        ("calls", "0001_initial"),
        ("documents", "0001_documents"),
        ("reviews", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="number")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("award", "awarded"), ("refusal", "refused"), ("inadmissible", "not admissible")],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="awarded amount"),
                ),
                ("reason", models.TextField(verbose_name="motivation as a whole")),
                ("conditions", models.TextField(blank=True, verbose_name="conditions of this award, one on each line")),
                (
                    "state",
                    models.CharField(
                        choices=[("taken", "taken, not announced"), ("announced", "announced")],
                        default="taken",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("edit", models.PositiveIntegerField(default=1)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
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
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="calls.call"
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="reviews.ranking",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Motivation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="points")),
                ("text", models.TextField(verbose_name="motivation")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.criterion"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="motivations", to="decisions.decision"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["call", "state"], name="decisions_d_call_id_3bdd1a_idx"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("outcome", "award"), ("state", "announced")),
                fields=["-announced_at", "-id"],
                name="awards",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("outcome", "award")),
                    models.Q(models.Q(("outcome", "award"), _negated=True), ("amount", 0)),
                    _connector="OR",
                ),
                name="only_an_award_has_an_amount",
                violation_error_message="An award has an amount; a refusal has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "inadmissible"), ("ranking", None)),
                    models.Q(models.Q(("outcome", "inadmissible"), _negated=True), ("ranking__isnull", False)),
                    _connector="OR",
                ),
                name="a_judged_file_rests_on_a_ranking",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="decision_is_motivated",
                violation_error_message="Write why you decide so.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("announced_at__isnull", False), ("document__isnull", False), ("state", "announced")),
                    models.Q(("announced_at", None), ("document", None), ("state", "taken")),
                    _connector="OR",
                ),
                name="announced_has_a_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="motivation",
            constraint=models.UniqueConstraint(fields=("decision", "criterion"), name="one_motivation_per_criterion"),
        ),
        migrations.AddConstraint(
            model_name="motivation",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="criterion_is_motivated",
                violation_error_message="Write the motivation for this criterion.",
            ),
        ),
    ]
