import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("applications", "0001_initial"),
        ("calls", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "being written"),
                            ("proposed", "waits for the other readers"),
                            ("settled", "agreed"),
                        ],
                        default="writing",
                        max_length=10,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "favourable"),
                            ("partial", "favourable for a part"),
                            ("unfavourable", "unfavourable"),
                        ],
                        max_length=14,
                        verbose_name="advice",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="amount advised"
                    ),
                ),
                ("conditions", models.TextField(blank=True, verbose_name="conditions, one on each line")),
                ("edit", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
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
                "verbose_name_plural": "advices",
            },
        ),
        migrations.CreateModel(
            name="Agenda",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "talk",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes of defence",
                    ),
                ),
                (
                    "deliberation",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="minutes of deliberation",
                    ),
                ),
                (
                    "break_from",
                    models.TimeField(blank=True, default=datetime.time(12, 0), null=True, verbose_name="break from"),
                ),
                (
                    "break_until",
                    models.TimeField(blank=True, default=datetime.time(13, 0), null=True, verbose_name="break until"),
                ),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agenda", to="calls.call"
                    ),
                ),
            ],
        ),
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
                            ("declined", "declined"),
                            ("unable", "cannot judge"),
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
                ("saved_at", models.DateTimeField(editable=False, null=True)),
                ("pinned", models.BooleanField(default=False, verbose_name="fixed by hand")),
                ("leads", models.BooleanField(default=False, verbose_name="leads the discussion")),
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
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said", models.CharField(max_length=64)),
                ("agrees", models.BooleanField()),
                ("other", models.TextField(blank=True, verbose_name="other words")),
                ("at", models.DateTimeField()),
                (
                    "advice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agreements", to="reviews.advice"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.criterion"
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agreements", to="reviews.assignment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("files", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("asked_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("data", models.BinaryField(null=True)),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bundles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConditionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("asked", models.CharField(max_length=300)),
                (
                    "found",
                    models.CharField(
                        choices=[("met", "met"), ("not-met", "not met"), ("does-not-apply", "does not apply")],
                        max_length=15,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="condition_answers",
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
            name="Consensus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="consensus")),
                (
                    "advice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="reviews.advice"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.criterion"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "consensus",
            },
        ),
        migrations.CreateModel(
            name="Juror",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("sitting", "takes part"),
                            ("declined", "declined"),
                            ("left", "left the jury"),
                        ],
                        default="invited",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="files at most")),
                ("employer", models.CharField(blank=True, max_length=150, verbose_name="employer")),
                (
                    "unavailable",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="days not available",
                    ),
                ),
                ("remark", models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jurors", to="calls.call"
                    ),
                ),
                (
                    "employer_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="government",
                    ),
                ),
                (
                    "focuses",
                    models.ManyToManyField(blank=True, related_name="+", to="calls.focus", verbose_name="expertise"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="juries", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=200, verbose_name="what you did there, and when")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="government",
                    ),
                ),
                (
                    "juror",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="involvements", to="reviews.juror"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("none", "no interest"), ("conflict", "conflict of interest"), ("doubt", "in doubt")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="which interest")),
                ("at", models.DateTimeField()),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[("none", "no interest"), ("conflict", "conflict of interest")],
                        max_length=10,
                    ),
                ),
                ("resolution_reason", models.CharField(blank=True, max_length=300)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="applications.application",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "juror",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interests", to="reviews.juror"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.TextField(blank=True)),
                ("edit", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="note", to="reviews.assignment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("names_shown", models.BooleanField(default=False, verbose_name="jurors see each other's names")),
                (
                    "others_scores",
                    models.CharField(
                        choices=[("never", "never"), ("after-own", "after handing in one's own"), ("always", "always")],
                        default="never",
                        max_length=10,
                        verbose_name="scores of others",
                    ),
                ),
                ("may_edit", models.BooleanField(default=True, verbose_name="reviews can be written")),
                ("discussion_open", models.BooleanField(default=False, verbose_name="discussion is open")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="calls.call"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "waits its turn"),
                            ("computing", "being computed"),
                            ("ready", "ready to look at"),
                            ("taken", "taken over"),
                            ("dropped", "dropped"),
                            ("failed", "broken off"),
                        ],
                        default="owed",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="reviewers per file",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waits for a worker"),
                            ("reading", "reads who may never review which file"),
                            ("dividing", "divides the files"),
                            ("writing", "writes the proposal"),
                        ],
                        default="",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
                ("begun_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("taken_at", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("try_at", models.DateTimeField(editable=False)),
                ("seconds", models.DecimalField(decimal_places=1, editable=False, max_digits=6, null=True)),
                ("fault", models.TextField(blank=True, editable=False)),
                ("basis", models.JSONField(default=dict, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="calls.call"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pinned", models.BooleanField(default=False)),
                ("standing", models.BooleanField(default=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applications.application"
                    ),
                ),
                (
                    "juror",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="reviews.juror"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairings", to="reviews.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("condition", models.CharField(max_length=300)),
                ("source", models.CharField(max_length=200)),
                ("motivation", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waits for a second officer"),
                            ("confirmed", "confirmed"),
                            ("sent-back", "sent back"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
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
            name="Ranking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("inputs", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="calls.call"
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
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned, nobody knows yet"),
                            ("invited", "invited"),
                            ("held", "held"),
                            ("dropped", "dropped"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("talk_ends_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=150, verbose_name="where")),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("invited_at", models.DateTimeField(editable=False, null=True)),
                ("reason", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="applications.application"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="minutes")),
                ("present", models.JSONField(default=list, editable=False)),
                ("people", models.JSONField(default=list, editable=False)),
                ("at", models.DateTimeField()),
                ("edit", models.PositiveIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "slot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="reviews.slot"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minutes",
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=120, verbose_name="what it is about")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("jury", "the readers of this file"),
                            ("office", "the readers of this file and the administration"),
                        ],
                        max_length=10,
                        verbose_name="who reads along",
                    ),
                ),
                ("asks", models.BooleanField(default=False)),
                ("waits", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
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
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="message")),
                ("at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_for", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="reviews.message",
                    ),
                ),
                ("mentions", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="reviews.thread"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Written",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edit", models.PositiveIntegerField()),
                ("field", models.CharField(max_length=40)),
                ("value", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                ("aside", models.BooleanField(default=False)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="written", to="reviews.assignment"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "written",
            },
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
                (
                    "seconded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("admissible", True),
                            models.Q(
                                ("seconded_by__isnull", False), models.Q(("seconded_by", models.F("by")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="inadmissibility_has_two_officers",
                        violation_error_message="That a file is not admissible is said by two officers.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="advice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "writing"),
                    models.Q(("amount", None), ("verdict", "unfavourable")),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="a_favourable_advice_names_an_amount",
                violation_error_message="Name the amount that you advise; an unfavourable advice has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agenda",
            constraint=models.CheckConstraint(
                condition=models.Q(("deliberation__lte", 240), ("talk__gte", 5), ("talk__lte", 240)),
                name="a_slot_has_a_length",
                violation_error_message="A defence takes 5 to 240 minutes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agenda",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("break_from", None), ("break_until", None)),
                    ("break_from__lt", models.F("break_until")),
                    _connector="OR",
                ),
                name="a_break_ends_after_it_begins",
                violation_error_message="A break ends after it begins. Without a break, leave both empty.",
            ),
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
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("application",), name="one_lead_per_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("advice", "assignment", "criterion"),
                name="one_answer_per_reader_and_text",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agrees", True), ("other", "")), models.Q(("other", ""), _negated=True), _connector="OR"
                ),
                name="who_differs_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(condition=models.Q(("made_at", None)), fields=["id"], name="bundles_owed"),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(fields=["reviewer", "-asked_at"], name="reviews_bun_reviewe_228173_idx"),
        ),
        migrations.AddIndex(
            model_name="bundle",
            index=models.Index(fields=["asked_at"], name="reviews_bun_asked_a_d415d3_idx"),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("data", None), ("made_at", None)),
                    models.Q(("data__isnull", False), ("made_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_bundle_that_is_made_has_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="conditionanswer",
            constraint=models.UniqueConstraint(fields=("application", "key"), name="one_answer_per_condition"),
        ),
        migrations.AddConstraint(
            model_name="conditionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("found", "not-met"), _negated=True),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_is_not_met_has_a_remark",
                violation_error_message="Write what is not met.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consensus",
            constraint=models.UniqueConstraint(fields=("advice", "criterion"), name="one_consensus_per_criterion"),
        ),
        migrations.AddIndex(
            model_name="juror",
            index=models.Index(fields=["user", "state", "call"], name="reviews_jur_user_id_8c6353_idx"),
        ),
        migrations.AddConstraint(
            model_name="juror",
            constraint=models.UniqueConstraint(
                fields=("call", "user"),
                name="a_person_sits_once_in_a_jury",
                violation_error_message="This person is in the jury already.",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(fields=["juror", "organisation"], name="reviews_inv_juror_i_0afeb5_idx"),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="an_involvement_says_why"
            ),
        ),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(fields=["application", "answer"], name="reviews_int_applica_459455_idx"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("juror", "application"), name="one_answer_per_juror_and_file"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolution", ""), ("resolved_at", None), ("resolved_by", None)),
                    models.Q(
                        models.Q(("resolution", ""), _negated=True),
                        models.Q(("resolution_reason", ""), _negated=True),
                        ("answer", "doubt"),
                        ("resolved_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_a_doubt_is_resolved",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(
                fields=("call", "starts_at"),
                name="one_phase_starts_at_a_time",
                violation_error_message="Another phase starts at that moment.",
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("state__in", ("owed", "computing"))),
                fields=["attempts", "id"],
                name="proposals_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("owed", "computing", "ready"))),
                fields=("call",),
                name="one_live_proposal_per_call",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__gte", 1), ("wanted__lte", 9)),
                name="a_proposal_wants_some_reviewers",
                violation_error_message="A file is read by 1 to 9 reviewers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken"), ("taken_at__isnull", False)),
                    models.Q(models.Q(("state", "taken"), _negated=True), ("taken_at", None)),
                    _connector="OR",
                ),
                name="a_proposal_taken_over_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairing",
            constraint=models.UniqueConstraint(
                fields=("plan", "application", "juror"), name="one_cell_per_file_and_juror"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairing",
            constraint=models.CheckConstraint(
                condition=models.Q(("pinned", True), ("standing", True), _negated=True), name="what_stands_needs_no_pin"
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["application", "at"], name="reviews_pro_applica_183ceb_idx"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("application",),
                name="one_proposal_per_file",
                violation_error_message="Another proposal about this file waits for a second officer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", None), ("state", "proposed")),
                    models.Q(("answered_by__isnull", False), models.Q(("answered_by", models.F("by")), _negated=True)),
                    _connector="OR",
                ),
                name="a_proposal_is_answered_by_another",
                violation_error_message="You proposed this yourself. Another officer answers it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent-back"), _negated=True),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_sends_back_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(fields=("call", "number"), name="one_number_per_ranking"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_new_ranking_has_its_reason",
                violation_error_message="Write why the ranking is fixed again.",
            ),
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
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["starts_at"], name="reviews_slo_starts__099f34_idx"),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["application", "state"], name="reviews_slo_applica_457186_idx"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("application",),
                name="a_file_has_one_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gte", models.F("talk_ends_at")), ("talk_ends_at__gt", models.F("starts_at"))
                ),
                name="a_slot_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at", None),
                    models.Q(models.Q(("text", ""), _negated=True), models.Q(("people", []), _negated=True)),
                    _connector="OR",
                ),
                name="closed_minutes_say_what_and_who",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["application", "at"], name="reviews_thr_applica_6af92e_idx"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("waits", True)), fields=["application"], name="questions_to_the_office"
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("asks", False), ("audience", "office"), _connector="OR"),
                name="the_administration_reads_what_it_is_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("asks", True), ("waits", False), _connector="OR"), name="only_a_question_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["thread", "id"], name="reviews_mes_thread__c20974_idx"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_message_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_at", None), ("struck_by", None), ("struck_for", "")),
                    models.Q(
                        ("struck_at__isnull", False),
                        ("struck_by__isnull", False),
                        models.Q(("struck_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="struck_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="written",
            index=models.Index(fields=["assignment", "field", "-edit", "-id"], name="reviews_wri_assignm_228fbe_idx"),
        ),
    ]
