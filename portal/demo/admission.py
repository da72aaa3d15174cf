"""What the officers of the demo look at: the conditions of a call are met, or one of them is not."""

from applications.models import Application
from reviews.checklist import Found, Given, checklist_of


def answers_for(file: Application, admissible: bool) -> dict[str, Given]:
    """An answer to each condition of an admissible file; of another one nobody looks further than what is wrong."""
    return {line.key: Given(Found.MET) for line in checklist_of(file).asked} if admissible else {}
