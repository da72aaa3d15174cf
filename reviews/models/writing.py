"""What a reviewer writes besides the scores: the history that lets two windows be put together, and private notes."""

from django.db import models

from reviews.models.reading import Assignment


class Written(models.Model):
    """What came to stand in a field of a review at a save; with `aside` a text that lost a choice.

    `edit` is the version that the save made, so that what stood there at an earlier version can be found.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="written")
    edit = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    at = models.DateTimeField()
    aside = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "written"
        indexes = [models.Index(fields=["assignment", "field", "-edit", "-id"])]

    def __str__(self):
        return f"{self.assignment_id} {self.field} {self.edit}"


class Note(models.Model):
    """What a reviewer writes for himself beside a file. Kept sealed: the database alone does not tell what it says."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="note")
    sealed = models.TextField(blank=True)
    edit = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.assignment_id} {self.edit}"
