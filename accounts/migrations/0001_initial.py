import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("first_name", models.CharField(max_length=60, verbose_name="first name")),
                ("last_name", models.CharField(max_length=60, verbose_name="last name")),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="address_in_small_letters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("nis", models.CharField(blank=True, max_length=5, verbose_name="NIS code")),
                ("kbo", models.CharField(blank=True, max_length=10, verbose_name="KBO number")),
                ("ovo", models.CharField(blank=True, max_length=9, verbose_name="OVO code")),
                ("province", models.CharField(blank=True, max_length=40, verbose_name="province")),
                ("population", models.PositiveIntegerField(null=True, verbose_name="inhabitants")),
                ("longitude", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("latitude", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="accounts.organisation",
                        verbose_name="successor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("drafter", "drafter"),
                            ("submitter", "submitter"),
                            ("reviewer", "reviewer"),
                            ("officer", "programme officer"),
                            ("decider", "decider"),
                            ("auditor", "auditor"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=4, verbose_name="postcode")),
                ("town", models.CharField(blank=True, max_length=60, verbose_name="town")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="bank account (IBAN)")),
                ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                ("saved_at", models.DateTimeField(editable=False)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="profile", to="accounts.organisation"
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
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("function", models.CharField(max_length=80, verbose_name="function")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="accounts.profile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("function", models.CharField(max_length=80, verbose_name="function")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatories", to="accounts.profile"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "signatories",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("link", models.CharField(blank=True, max_length=300)),
                ("action", models.CharField(blank=True, max_length=60)),
                ("about", models.CharField(blank=True, max_length=80)),
                ("calendar", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "no mail"),
                            ("queued", "queued"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("uncertain", "perhaps sent"),
                            ("superseded", "replaced by a newer notice"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["to", "-at", "-id"], name="accounts_no_to_id_0a3a9a_idx"),
                    models.Index(condition=models.Q(("state", "queued")), fields=["id"], name="notices_owed"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["to"], name="notices_unread"),
                    models.Index(fields=["about"], name="accounts_no_about_80fc94_idx"),
                ],
                "constraints": [models.UniqueConstraint(fields=("to", "key"), name="said_once")],
            },
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["name"], name="accounts_or_name_171376_idx"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["kbo"], name="accounts_or_kbo_454da4_idx"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["nis"], name="accounts_or_nis_4d5d94_idx"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "municipality")),
                fields=("nis", "valid_from"),
                name="one_municipality_per_nis_and_validity",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_from", None),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="organisation_ends_after_it_starts",
                violation_error_message="An organisation cannot end before it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("user", "organisation", "role"), name="one_membership_per_role"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["drafter", "submitter", "reviewer", "officer", "decider", "auditor"])),
                name="membership_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("iban", ""), ("iban__regex", "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"), _connector="OR"),
                name="iban_is_tidy",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("bic", ""), models.Q(("iban", ""), _negated=True), _connector="OR"),
                name="bic_goes_with_an_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(fields=("profile", "position"), name="one_position_per_contact"),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(fields=("profile", "position"), name="one_position_per_signatory"),
        ),
    ]
