"""What the officers of the demo look at: conditions that are met or not, and one file that had to be completed."""

from applications import actions as application_actions
from applications.models import Application
from applications.reopened import ANSWER
from calls.asking import CRITERIA, key_of
from reviews import actions
from reviews.checklist import Found, Given, checklist_of


def answers_for(file: Application, admissible: bool) -> dict[str, Given]:
    """An answer to each condition of an admissible file; of another one nobody looks further than what is wrong."""
    return {line.key: Given(Found.MET) for line in checklist_of(file).asked} if admissible else {}


# One file of the call under review was completed before its admissibility was judged.
WHERE = {"call": "vandaag-2", "nis": "23027"}
ASKED = {"days": -20, "time": "10:05"}
UNTIL = {"days": -9, "time": "12:00"}
ANSWERED = {"days": -16, "time": "15:42"}
TEXT = "Uw antwoord over de kwaliteit zegt niet hoe u meet of het werkt. Vul aan wat u meet, wanneer en bij wie."
LACKS = "Wat u meet, wanneer en bij wie."
ADDED = (
    "We meten drie keer: voor de start, na drie maanden en aan het einde, telkens bij dertig medewerkers en bij "
    "honderd inwoners. De cijfers staan in het eindverslag."
)


def plan(story) -> None:
    """Put it on the line of the story."""
    officer = story.people["programmabeheerder@demo.example"]
    held = {}

    def ask(at):
        call = story.calls[WHERE["call"]]
        file = held["file"] = Application.objects.get(call=call, organisation=story.towns[WHERE["nis"], False])
        criterion = call.criteria.get(group="quality")
        held["key"] = key_of(criterion)
        parts = [{"name": f"{ANSWER}{held['key']}", "label": criterion.name, "lacks": LACKS}]
        actions.ask_completion(file, parts, TEXT, story.days.moment(UNTIL), by=officer, at=at)

    def complete(at):
        file, by = held["file"], story.who(WHERE["nis"])
        before = file.answers.current().get(key=held["key"]).value
        application_actions.save(file, CRITERIA, answers={held["key"]: f"{before}\n\n{ADDED}"}, by=by, at=at)
        application_actions.complete(file, by=by, at=at)

    story.then(story.days.moment(ASKED), ask)
    story.then(story.days.moment(ANSWERED), complete)
