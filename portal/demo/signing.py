"""The call that is open today asks a sign-off: in Halle a drafter asked a colleague to read and sign."""

from applications import signing
from applications.models import Application

CALL = "vandaag-3"
WHO = "algemeen directeur"
TITLE = "Opvang, school en vrije tijd: één week in één keer geregeld"
ASKED = {"days": -1, "time": "16:05"}
WORD = "Kunt u dit lezen? We dienen in zodra Beersel zijn deel bevestigt."


def plan(story) -> None:
    """Put it on the line of the story."""

    def ask(at):
        file = Application.objects.get(call=story.calls[CALL], title=TITLE)
        signer = story.people["indiener@demo.example"]
        signing.ask(file, signer, WORD, by=story.people["opsteller@demo.example"], at=at)

    story.then(story.days.moment(ASKED), ask)
