"""More time for one government in the call that is open today: Beersel, whose town hall was flooded."""

from applications import actions
from applications.models import Application

CALL = "vandaag-3"
WHO = "Beersel"
GIVEN = {"days": -2, "time": "11:20"}
UNTIL = {"days": 16, "time": "12:00"}
REASON = "Het gemeentehuis liep onder water en de dienst kon negen dagen niet bij haar dossiers."


def plan(story) -> None:
    """Put it on the line of the story."""
    officer = story.people["programmabeheerder@demo.example"]

    def extend(at):
        file = Application.objects.get(call=story.calls[CALL], organisation__name=WHO)
        actions.extend(file, story.days.moment(UNTIL), REASON, by=officer, at=at)

    story.then(story.days.moment(GIVEN), extend)
