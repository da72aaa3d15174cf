"""What happened, to what, by whom and when; and which requests were already answered."""

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

ZERO = "0" * 64


def fingerprint(value) -> str:
    """SHA-256 over a canonical JSON form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def subject_of(thing: models.Model) -> str:
    """Name an object for good: `applications.application:17`."""
    return f"{thing._meta.label_lower}:{thing.pk}"


class EventQuerySet(models.QuerySet):
    def of(self, thing: models.Model):
        """Events of one object, oldest first."""
        return self.filter(subject=subject_of(thing)).order_by("id")

    def record(self, thing: models.Model, verb: str, *, by, at: datetime, facts: dict | None = None) -> "Event":
        """Append one event to the chain of its object.

        The database links the chain (trigger `link_event`): it takes an advisory lock on the subject, so two writers
        of one object queue up and two objects never wait for each other.
        """
        facts = json.loads(json.dumps(facts or {}, cls=DjangoJSONEncoder))
        return self.create(subject=subject_of(thing), verb=verb, by=by, at=at, facts=facts)


class Event(models.Model):
    """One line of the log. Append-only and chained by hash; both are held by triggers in the database."""

    subject = models.CharField(max_length=80)
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    hash = models.CharField(max_length=64, db_default=models.Value(""))

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"]), models.Index(fields=["-at", "-id"])]

    def __str__(self):
        return f"{self.subject} {self.verb} {self.at:%Y-%m-%d %H:%M}"


def broken_chains() -> list[dict]:
    """Recompute every chain in the database; answer the events whose hash is not what it should be.

    A removed row breaks the hash of the next one; a removed last row is found by the head kept per subject.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, event_id, reason FROM workflow_broken_events()")
        return [{"subject": s, "event": e, "reason": r} for s, e, r in cursor.fetchall()]


class AnsweredQuerySet(models.QuerySet):
    def take(self, by, key, path: str) -> "Answered | None":
        """Take a key in one query; None when it was taken before. Waits for whoever is taking it now."""
        columns = "INSERT INTO workflow_answered (key, by_id, path, location, said, at) "
        query = columns + "VALUES (%s, %s, %s, '', '[]', now()) ON CONFLICT DO NOTHING RETURNING *"
        return next(iter(self.raw(query, [key, by.pk, path[:300]])), None)


def is_whole(*subjects: str) -> bool:
    """Recompute the chains of some objects: each hash follows from the one before, the last is the head. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH e AS (
                SELECT w.id, w.subject, w.hash, workflow_hash(
                    coalesce(lag(w.hash) OVER (PARTITION BY w.subject ORDER BY w.id), repeat('0', 64)), w) AS should
                FROM workflow_event w WHERE w.subject = ANY(%s)
            ), p AS (
                SELECT subject, count(*) AS n, bool_and(hash = should) AS linked, max(id) AS last_id,
                    (array_agg(hash ORDER BY id DESC))[1] AS last_hash
                FROM e GROUP BY subject
            )
            SELECT coalesce(bool_and(coalesce(
                p.n = c.length AND p.linked AND p.last_id = c.event_id AND p.last_hash = c.hash, false)), true)
            FROM p FULL JOIN (SELECT * FROM workflow_chain WHERE subject = ANY(%s)) c USING (subject)
            """,
            [list(subjects), list(subjects)],
        )
        return cursor.fetchone()[0]


class Answered(models.Model):
    """The answer that was given to a state-changing POST, so that the same key gets the same answer."""

    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    location = models.CharField(max_length=500, default="")
    said = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    objects = AnsweredQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.path} {self.key}"
