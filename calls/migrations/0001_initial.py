import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("questionnaires", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Focus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("explanation", models.TextField(verbose_name="explanation")),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="in one sentence")),
                ("purpose", models.TextField(blank=True, verbose_name="what the call is for")),
                (
                    "eligible_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("municipality", "municipality"),
                                ("ocmw", "OCMW"),
                                ("agb", "autonomous municipal company (AGB)"),
                                ("igs", "intermunicipal partnership (IGS)"),
                                ("welfare", "welfare association"),
                                ("ocmw-association", "OCMW association"),
                                ("flemish", "Flemish administration"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="who may apply",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("questions_close_at", models.DateTimeField(blank=True, null=True, verbose_name="questions until")),
                (
                    "admissibility_by",
                    models.DateField(blank=True, null=True, verbose_name="admissibility at the latest on"),
                ),
                (
                    "completion_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days to complete an application, at least",
                    ),
                ),
                ("budget", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="budget of the call")),
                ("awarded", models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                (
                    "max_subsidy",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="subsidy per project at most"),
                ),
                (
                    "min_subsidy",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="subsidy per project at least",
                    ),
                ),
                (
                    "flemish_share",
                    models.DecimalField(
                        decimal_places=2,
                        default=80,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Flemish share at most, in %",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="minimum score in all, in %"
                    ),
                ),
                (
                    "cooperation_required",
                    models.BooleanField(default=False, verbose_name="cooperation with another government is required"),
                ),
                ("planning_required", models.BooleanField(default=False, verbose_name="a planning is required")),
                (
                    "unconfirmed",
                    models.CharField(
                        choices=[
                            ("not-asked", "nobody is asked to confirm"),
                            ("block", "handing in waits until all have confirmed"),
                            ("leave-out", "who has not confirmed is left out, with its costs"),
                        ],
                        default="not-asked",
                        max_length=10,
                        verbose_name="governments that take part and have not confirmed",
                    ),
                ),
                ("signer", models.CharField(blank=True, max_length=80, verbose_name="who signs off before handing in")),
                ("regulation", models.CharField(blank=True, max_length=300, verbose_name="rules of the call")),
                ("legal_grounds", models.TextField(blank=True, verbose_name="legal grounds, one on each line")),
                ("budget_article", models.CharField(blank=True, max_length=60, verbose_name="budget article")),
                (
                    "recovery",
                    models.CharField(
                        default="artikel 11 tot en met 14 van de wet van 16 mei 2003",
                        max_length=200,
                        verbose_name="legal reference for recovery",
                    ),
                ),
                (
                    "start_within_months",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="start within … months after the first instalment"
                    ),
                ),
                (
                    "progress_report_after",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="progress report … months after the award"
                    ),
                ),
                (
                    "final_report_within",
                    models.PositiveSmallIntegerField(default=2, verbose_name="final report … months after the end"),
                ),
                ("decider_title", models.CharField(blank=True, max_length=200, verbose_name="who decides")),
                ("decision_by", models.DateField(blank=True, null=True, verbose_name="decision at the latest on")),
                ("extended_until", models.DateTimeField(editable=False, null=True)),
                (
                    "dropped_focuses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "being prepared"), ("published", "published"), ("sealed", "sealed")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("sealed_at", models.DateTimeField(editable=False, null=True)),
                ("seal", models.JSONField(editable=False, null=True)),
                ("edit", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "proposed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None
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
                    "form",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call",
                        to="questionnaires.questionnaire",
                        verbose_name="form",
                    ),
                ),
                (
                    "focuses",
                    models.ManyToManyField(blank=True, related_name="calls", to="calls.focus", verbose_name="focuses"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="your question")),
                ("wording", models.TextField(verbose_name="the question as everybody reads it")),
                ("answer", models.TextField(blank=True, verbose_name="the answer")),
                ("asked_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for an answer"),
                            ("published", "answered"),
                            ("referred", "asks the same as another question"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("edit", models.PositiveIntegerField(default=1)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inquiries", to="calls.call"
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referring",
                        to="calls.inquiry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="calls.inquiry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("percentage", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="part in %")),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("award", "after the award"),
                            ("start", "after the start"),
                            ("progress", "after the progress report"),
                            ("final", "after the final report"),
                            ("date", "on a date"),
                        ],
                        default="award",
                        max_length=10,
                        verbose_name="event",
                    ),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("trigger", models.CharField(max_length=200, verbose_name="is paid on")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="instalments", to="calls.call"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JuryDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("place", models.CharField(blank=True, max_length=150, verbose_name="where")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="jury_days", to="calls.call"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("code", models.CharField(max_length=6, unique=True, verbose_name="code in file numbers")),
                ("slug", models.SlugField(unique=True)),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("budget", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="budget")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("budget__gt", 0)), name="programme_budget_is_positive")
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="calls.programme",
                verbose_name="programme",
            ),
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="reserved amount")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reserves", to="calls.call"
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.focus",
                        verbose_name="focus",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("lead", "leads the call"), ("colleague", "works along")],
                        max_length=10,
                        verbose_name="part",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="calls.call"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TermChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("opens", "the opening"),
                            ("questions", "the last moment for questions"),
                            ("closes", "the closing"),
                            ("admissibility", "the day of the check of admissibility"),
                            ("jury", "a day of the jury"),
                            ("decision", "the day of the decision"),
                        ],
                        default="closes",
                        max_length=15,
                    ),
                ),
                ("old", models.DateTimeField(null=True)),
                ("new", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("effective_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waits for a second officer"),
                            ("effective", "in force"),
                            ("declined", "declined"),
                        ],
                        default="proposed",
                        max_length=10,
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="term_changes", to="calls.call"
                    ),
                ),
                (
                    "seconded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Type",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("explanation", models.TextField(verbose_name="explanation")),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("after-award", "months after the award"),
                            ("after-selection", "months after the selection"),
                            ("fixed-end", "at the latest on a fixed date"),
                        ],
                        max_length=20,
                    ),
                ),
                ("term_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("term_end", models.DateField(blank=True, null=True)),
                ("usual_maximum", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("term", "fixed-end"), ("term_end__isnull", False)),
                            models.Q(models.Q(("term", "fixed-end"), _negated=True), ("term_months__gte", 1)),
                            _connector="OR",
                        ),
                        name="type_has_its_term",
                        violation_error_message="A type has a number of months or a fixed end.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="calls.type", verbose_name="type"
            ),
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("key", models.SlugField(editable=False, max_length=40)),
                ("name", models.CharField(max_length=300, verbose_name="condition")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="where it is written")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conditions", to="calls.call"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["call", "position"], name="calls_condi_call_id_ac2ca1_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "key"), name="condition_has_its_own_key"),
                    models.UniqueConstraint(
                        fields=("call", "name"),
                        name="condition_has_its_own_name",
                        violation_error_message="Two conditions are the same.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("code", models.SlugField(editable=False, max_length=40)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("explanation", models.CharField(blank=True, max_length=300, verbose_name="explanation")),
                (
                    "most_share",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="largest share of all costs"
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="categories", to="calls.call"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["call", "position"], name="calls_costc_call_id_1fc5d5_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "code"), name="category_has_its_own_code"),
                    models.UniqueConstraint(
                        fields=("call", "name"),
                        name="category_has_its_own_name",
                        violation_error_message="Two categories have the same name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_share", None),
                            models.Q(("most_share__gt", 0), ("most_share__lte", 100)),
                            _connector="OR",
                        ),
                        name="category_share_is_a_percentage",
                        violation_error_message="A share lies between 0 and 100 %.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("focus", "focus and objectives"),
                            ("quality", "quality of the proposal"),
                            ("leverage", "leverage"),
                        ],
                        max_length=10,
                        verbose_name="group",
                    ),
                ),
                ("key", models.SlugField(editable=False, max_length=40)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("question", models.CharField(max_length=600, verbose_name="question to the applicant and the jury")),
                ("weight", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="weight in %")),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=3, null=True, verbose_name="minimum mean score"
                    ),
                ),
                ("guidance", models.TextField(blank=True, verbose_name="guidance for the jury")),
                (
                    "anchors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(blank=True, max_length=400), blank=True, default=list, size=None
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="calls.call"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["call", "position"], name="calls_crite_call_id_07506b_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("threshold", None), models.Q(("threshold__gt", 0), ("threshold__lte", 5)), _connector="OR"
                        ),
                        name="threshold_is_on_the_scale",
                        violation_error_message="A minimum lies above 0 and is 5 at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anchors__len", 0), ("anchors__len", 6), _connector="OR"),
                        name="an_anchor_for_each_score",
                        violation_error_message="Say of each score from 0 to 5 what it means, or of none.",
                    ),
                    models.UniqueConstraint(fields=("call", "key"), name="criterion_has_its_own_key"),
                    models.UniqueConstraint(
                        fields=("call", "name"),
                        name="criterion_has_its_own_name",
                        violation_error_message="Two criteria have the same name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0), ("weight__lte", 100)),
                        name="weight_is_a_percentage",
                        violation_error_message="A weight lies between 0 and 100 %.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added", models.BooleanField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="focus_changes", to="calls.call"
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calls.focus"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["call", "at"], name="calls_focus_call_id_ffc480_idx")],
            },
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["call", "state", "number"], name="calls_inqui_call_id_dfa134_idx"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["call"], name="questions_that_wait"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["asked_by", "call"], name="calls_inqui_asked_b_eef875_idx"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(fields=("call", "number"), name="one_number_per_answer"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(
                        ("number__isnull", False),
                        ("published_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("wording", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_published_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "referred"), ("same_as__isnull", True), _connector="XOR"),
                name="only_a_referred_question_refers",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("same_as", None), models.Q(("same_as", models.F("id")), _negated=True), _connector="OR"
                ),
                name="no_question_refers_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="declined_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["inquiry", "at"], name="calls_corre_inquiry_602590_idx"),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(fields=["call", "position"], name="calls_insta_call_id_634247_idx"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", "date"), ("on__isnull", False)),
                    models.Q(models.Q(("event", "date"), _negated=True), ("on", None)),
                    _connector="OR",
                ),
                name="a_dated_instalment_has_its_date",
                violation_error_message="Fill in the date of an instalment that is paid on a date, and only of that.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("percentage__gt", 0), ("percentage__lte", 100)),
                name="instalment_is_a_percentage",
                violation_error_message="An instalment lies between 0 and 100 %.",
            ),
        ),
        migrations.AddConstraint(
            model_name="juryday",
            constraint=models.UniqueConstraint(
                fields=("call", "starts_at"),
                name="jury_meets_once_at_a_time",
                violation_error_message="The jury meets already at that moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="juryday",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="jury_ends_after_it_starts",
                violation_error_message="A jury day ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.UniqueConstraint(fields=("call", "focus"), name="one_reserve_per_focus"),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="reserve_is_positive",
                violation_error_message="A reserve is more than nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("call", "user"), name="one_part_per_officer"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "lead")),
                fields=("call",),
                name="one_lead_per_call",
                violation_error_message="A call has one lead.",
            ),
        ),
        migrations.AddIndex(
            model_name="termchange",
            index=models.Index(fields=["call", "at"], name="calls_termc_call_id_3e6760_idx"),
        ),
        migrations.AddConstraint(
            model_name="termchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("old", models.F("new")), _negated=True), ("moment", "jury"), _connector="OR"
                ),
                name="a_change_changes",
            ),
        ),
        migrations.AddConstraint(
            model_name="termchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("new__isnull", False), ("old__isnull", False)),
                    ("moment", "jury"),
                    models.Q(("moment__in", ["admissibility", "decision"]), ("new__isnull", False)),
                    _connector="OR",
                ),
                name="a_change_names_its_moments",
            ),
        ),
        migrations.AddConstraint(
            model_name="termchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "effective"), _negated=True),
                    ("moment__in", ["admissibility", "jury", "decision"]),
                    models.Q(("moment__in", ["closes", "questions"]), ("new__gt", models.F("old"))),
                    models.Q(("moment", "opens"), ("new__lt", models.F("old"))),
                    models.Q(("seconded_by__isnull", False), models.Q(("seconded_by", models.F("by")), _negated=True)),
                    _connector="OR",
                ),
                name="a_shortening_has_two_officers",
                violation_error_message="A shortening needs a second officer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="termchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("call",),
                name="one_proposed_change_per_call",
                violation_error_message="Another change of this call waits for a second officer.",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["state", "closes_at"], name="calls_call_state_a5116e_idx"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["opens_at"], name="calls_call_opens_a_f46bd2_idx"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(
                fields=("programme", "number"),
                name="one_number_per_programme",
                violation_error_code="number-in-use",
                violation_error_message="This number is already in use in the programme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="call_closes_after_it_opens",
                violation_error_code="closes-before-it-opens",
                violation_error_message="A call closes after it opens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget__gte", models.F("max_subsidy")), ("max_subsidy__gt", 0)),
                name="budget_holds_one_grant",
                violation_error_code="budget-too-small",
                violation_error_message="The budget holds at least one subsidy at the maximum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_subsidy", None),
                    models.Q(("min_subsidy__gt", 0), ("min_subsidy__lte", models.F("max_subsidy"))),
                    _connector="OR",
                ),
                name="minimum_within_the_maximum",
                violation_error_code="minimum-above-maximum",
                violation_error_message="The minimum is more than the maximum. Make it smaller, or leave it empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("threshold", None), models.Q(("threshold__gt", 0), ("threshold__lte", 100)), _connector="OR"
                ),
                name="threshold_is_a_percentage",
                violation_error_code="threshold",
                violation_error_message="The minimum score lies between 0 and 100 %.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("flemish_share__gt", 0), ("flemish_share__lte", 100)),
                name="share_is_a_percentage",
                violation_error_code="share",
                violation_error_message="The Flemish share lies between 0 and 100 %.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("completion_days__gte", 1)),
                name="completing_takes_a_day",
                violation_error_code="completion-days",
                violation_error_message="An applicant gets at least one day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("awarded__gte", 0), ("awarded__lte", models.F("budget"))),
                name="awards_stay_within_the_budget",
                violation_error_message="Together the awards are more than the budget of the call.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "sealed"), models.Q(("seal__isnull", True), ("sealed_at__isnull", True)), _connector="XOR"
                ),
                name="a_sealed_call_has_its_seal",
            ),
        ),
    ]
