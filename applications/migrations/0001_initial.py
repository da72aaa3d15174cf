import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("calls", "0001_initial"),
        ("documents", "0001_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(editable=False)),
                ("number", models.CharField(editable=False, max_length=30, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("reopened", "submitted, being changed"),
                            ("completing", "being completed"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                            ("admitted", "admissible"),
                            ("inadmissible", "not admissible"),
                            ("finished", "decided"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="name of the project")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="start")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="end")),
                ("goals", models.TextField(blank=True, verbose_name="goals")),
                ("created_at", models.DateTimeField(editable=False)),
                ("saved_at", models.DateTimeField(editable=False)),
                ("edits", models.JSONField(default=dict, editable=False)),
                ("form_seen", models.JSONField(default=dict, editable=False)),
                ("withdrawal", models.CharField(blank=True, editable=False, max_length=300)),
                ("extended_until", models.DateTimeField(editable=False, null=True)),
                ("completing_until", models.DateTimeField(editable=False, null=True)),
                ("paused_days", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("counted_on", models.DateField(editable=False, null=True)),
                ("counted", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="calls.call"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.focus",
                        verbose_name="focus",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="accounts.organisation",
                        verbose_name="lead government",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("agreement", "signed cooperation agreement"),
                            ("plan", "project plan"),
                            ("budget", "budget"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=80)),
                ("asked", models.TextField(blank=True)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "not scanned yet"),
                            ("clean", "no virus found"),
                            ("infected", "virus found"),
                            ("unsure", "could not be scanned"),
                        ],
                        default="owed",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("scanned_at", models.DateTimeField(editable=False, null=True)),
                ("scan_said", models.CharField(blank=True, editable=False, max_length=120)),
                ("scan_attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
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
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.attachment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("confirmed", "confirmed"),
                            ("refused", "refused"),
                            ("released", "no longer named"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField(editable=False)),
                ("told_sha256", models.CharField(editable=False, max_length=64)),
                ("told_at", models.DateTimeField(editable=False)),
                ("seen_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("seen_at", models.DateTimeField(editable=False, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="applications.application",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Continuation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("build", "builds on an approved project"), ("retry", "a new attempt")], max_length=5
                    ),
                ),
                ("left", models.JSONField(default=list)),
                ("dismissed_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="continuation",
                        to="applications.application",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="applications.application",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("uid", models.CharField(editable=False, max_length=12)),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                ("category", models.SlugField(blank=True, db_index=False, max_length=40, verbose_name="category")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("cost", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="cost in €")),
                (
                    "subsidy",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="subsidy in €"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="costs", to="applications.application"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="government",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=90)),
                ("edit", models.PositiveIntegerField()),
                ("field", models.CharField(max_length=90)),
                ("value", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                ("aside", models.BooleanField(default=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
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
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.DateTimeField()),
                ("new", models.DateTimeField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="calls.call"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("uid", models.CharField(editable=False, max_length=12)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("initiator", "initiator"),
                            ("partner", "partner"),
                            ("subcontractor", "subcontractor"),
                        ],
                        max_length=15,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name of the subcontractor")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="applications.application",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="government",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("uid", models.CharField(editable=False, max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[("package", "work package"), ("milestone", "milestone")],
                        default="package",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="start")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="end")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planning",
                        to="applications.application",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="government",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("asked_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("data", models.BinaryField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_copies",
                        to="applications.application",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reading copies",
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed", models.BooleanField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="applications.confirmation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
            },
        ),
        migrations.AddField(
            model_name="confirmation",
            name="reply",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applications.reply",
            ),
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked to sign off"),
                            ("signed", "signed off"),
                            ("sent-back", "sent back"),
                            ("dropped", "no longer asked"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("word", models.CharField(blank=True, max_length=300)),
                ("function", models.CharField(blank=True, max_length=120)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("parts", models.JSONField(default=dict)),
                ("remark", models.CharField(blank=True, max_length=600)),
                ("replied_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="applications.application",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="application",
            name="sign_off",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applications.signoff",
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("received_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("cost", models.DecimalField(decimal_places=2, max_digits=12)),
                ("subsidy", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
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
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parts", models.JSONField()),
                ("text", models.TextField(verbose_name="what has to be completed")),
                ("closes_at", models.DateTimeField(verbose_name="until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for the applicant"),
                            ("answered", "completed"),
                            ("expired", "not answered in time"),
                            ("called-off", "withdrawn"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
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
                    "after",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completes",
                        to="applications.submission",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.submission"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="application",
            name="submission",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="valid_for",
                to="applications.submission",
            ),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("agreement", "signed cooperation agreement"),
                            ("plan", "project plan"),
                            ("budget", "budget"),
                            ("other", "other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(max_length=150)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("received", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transfers",
                        to="applications.application",
                    ),
                ),
                (
                    "attachment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="applications.attachment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="applications.attachment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("value", models.JSONField()),
                ("asked", models.JSONField()),
                ("version", models.PositiveSmallIntegerField()),
                ("set_aside_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="applications.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at", None)),
                        fields=("application", "key"),
                        name="one_answer_per_question",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("removed_at", None)), fields=["application", "id"], name="attachments_current"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("state", "owed")), fields=["scan_attempts", "id"], name="attachments_unscanned"
            ),
        ),
        migrations.AddConstraint(
            model_name="continuation",
            constraint=models.CheckConstraint(
                condition=models.Q(("application", models.F("origin")), _negated=True), name="nothing_continues_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="continuation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("build", "retry"))), name="continuation_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("application", "position"),
                name="one_position_per_cost_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0), ("subsidy__gte", 0)),
                name="amounts_are_not_negative",
                violation_error_message="An amount is never negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", None), ("year__range", (2000, 2200)), _connector="OR"),
                name="cost_year_of_our_time",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["application", "part", "field", "-edit", "-id"], name="application_applica_e77a3e_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["application", "-at"], name="application_applica_cc7c9d_idx"),
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(fields=["call", "at"], name="application_call_id_ae8560_idx"),
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(fields=["application", "at"], name="application_applica_af0741_idx"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("new__gt", models.F("old"))), name="an_extension_gives_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("at__lt", models.F("old"))), name="an_extension_comes_before_the_closing"
            ),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["organisation", "application"], name="application_organis_d8db43_idx"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("application", "organisation"),
                name="a_government_takes_part_once",
                violation_error_message="This government is named twice.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", None), ("part", "subcontractor"), models.Q(("name", ""), _negated=True)),
                    models.Q(models.Q(("part", "subcontractor"), _negated=True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="participant_is_named",
                violation_error_message="An initiator or partner is a government; a subcontractor has a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.UniqueConstraint(fields=("application", "position"), name="one_position_per_plan_line"),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("package", "milestone"))), name="plan_line_has_its_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="readingcopy",
            index=models.Index(condition=models.Q(("made_at", None)), fields=["id"], name="copies_owed"),
        ),
        migrations.AddIndex(
            model_name="readingcopy",
            index=models.Index(fields=["asked_at"], name="application_asked_a_54e3ac_idx"),
        ),
        migrations.AddConstraint(
            model_name="readingcopy",
            constraint=models.UniqueConstraint(fields=("application", "sha256"), name="one_copy_of_what_stands_there"),
        ),
        migrations.AddConstraint(
            model_name="readingcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("data", None), ("made_at", None)),
                    models.Q(("data__isnull", False), ("made_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_copy_that_is_made_has_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_refusal_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["organisation", "state"], name="application_organis_0e75d9_idx"),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                fields=("application", "organisation"), name="a_government_confirms_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("asked", "released")), ("reply__isnull", False), _connector="OR"),
                name="a_reply_is_kept",
            ),
        ),
        migrations.AddIndex(
            model_name="signoff",
            index=models.Index(fields=["signer", "state"], name="application_signer__fc1989_idx"),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("signer", models.F("asked_by")), _negated=True), name="nobody_signs_at_own_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True),
                    models.Q(models.Q(("sha256", ""), _negated=True), ("replied_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_signature_has_its_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent-back"), _negated=True),
                    models.Q(models.Q(("remark", ""), _negated=True), ("replied_at__isnull", False)),
                    _connector="OR",
                ),
                name="what_is_sent_back_has_a_remark",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "signed"))),
                fields=("application",),
                name="one_sign_off_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("application", "version"), name="one_version_number"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__lt", models.F("closes_at"))), name="received_before_the_closing"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("subsidy__gt", 0), ("subsidy__lte", models.F("cost"))), name="asked_within_the_cost"
            ),
        ),
        migrations.AddIndex(
            model_name="completion",
            index=models.Index(fields=["application", "at"], name="application_applica_c0fef7_idx"),
        ),
        migrations.AddIndex(
            model_name="completion",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["closes_at"], name="completions_asked"),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("application",), name="one_completion_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("at"))), name="completing_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "asked")),
                    models.Q(models.Q(("state", "asked"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_completion_that_ended_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after__isnull", False), ("state", "answered")),
                    models.Q(models.Q(("state", "answered"), _negated=True), ("after", None)),
                    _connector="OR",
                ),
                name="an_answered_completion_has_its_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_completion_says_what_lacks"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["call", "state", "sequence"], name="application_call_id_2d14e3_idx"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["organisation", "-saved_at"], name="application_organis_1b03a5_idx"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-created_at", "-id"], name="application_created_7d40e4_idx"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("title"), name="gin_trgm_ops"
                ),
                name="application_title_trgm",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(fields=("call", "sequence"), name="one_sequence_per_call"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="project_ends_after_it_starts",
                violation_error_message="The project ends before it starts. Choose a later end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("submitted", "reopened", "completing", "admitted", "inadmissible", "finished")),
                        _negated=True,
                    ),
                    ("submission__isnull", False),
                    _connector="OR",
                ),
                name="handed_in_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completing_until__isnull", False), ("state", "completing")),
                    models.Q(models.Q(("state", "completing"), _negated=True), ("completing_until", None)),
                    _connector="OR",
                ),
                name="completing_has_its_moment",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["at"], name="application_at_1c56c0_idx"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("attachment", None)),
                fields=("application", "question", "sha256"),
                name="one_transfer_of_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("received__lte", models.F("size"))), name="no_more_arrives_than_there_is"
            ),
        ),
    ]
