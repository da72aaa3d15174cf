"""The questions about the call that is open today: two rounds of answers, one mended later, and three that wait."""

from datetime import datetime, timedelta

from applications import inquiring as answers
from calls.actions import inquiring
from calls.models import Inquiry

CALL = "vandaag-3"
OFFICER = "programmabeheerder@demo.example"
CLOSE = {"days": 6, "time": "12:00"}
# Who asks, days from today, the question as typed, its public words, and the answer.
ASKED = (
    (
        "partner@demo.example",
        -18,
        "Beersel wil samen met twee buren indienen. Moeten alle drie de besturen ook effectief kosten dragen?",
        "Moet elk bestuur dat meedoet ook kosten dragen?",
        (
            "Nee. Een bestuur kan meedoen zonder eigen kosten, bijvoorbeeld om mee te testen of om de oplossing over "
            "te nemen. Geef wel aan wat het inbrengt. Alleen besturen met kosten krijgen een deel van de subsidie."
        ),
    ),
    (
        "indiener@demo.example",
        -17,
        "Komt de btw in aanmerking als wij die niet kunnen terugvragen?",
        "Komt de btw in aanmerking?",
        "Ja, de btw die u niet kunt terugvragen, is een kost van het project. Btw die u wel terugkrijgt, is dat niet.",
    ),
    (
        "opsteller@demo.example",
        -16,
        "Mogen we een medewerker inzetten die al in dienst is?",
        "Tellen de loonkosten van medewerkers die al in dienst zijn mee?",
        "Ja, voor de uren die zij aan het project werken. Houd die uren bij: u voegt ze bij het eindverslag.",
    ),
    (
        "partner@demo.example",
        -9,
        "De leverancier waar wij mee werken heeft al een offerte gemaakt. Is dat een probleem?",
        "Moet de leverancier al gekend zijn, en mag er al een offerte zijn?",
        (
            "Geen van beide hoeft. Een offerte mag u gebruiken om de kosten te ramen. U past altijd de regels voor "
            "overheidsopdrachten toe; een raming in de aanvraag verandert daar niets aan."
        ),
    ),
    (
        "indiener@demo.example",
        -8,
        "Tegen wanneer weten wij of we mogen starten?",
        "Mag een project starten voor de beslissing bekend is?",
        (
            "Kosten tellen mee vanaf de dag dat u indient, maar op eigen risico: wordt de aanvraag geweigerd, "
            "dan draagt u ze zelf. Een toegekend project start binnen twee maanden na de eerste schijf."
        ),
    ),
)
BETTER = (
    "Ja, voor de uren die zij aan het project werken, tegen de werkelijke loonkost. Een vast uurtarief kan niet. Houd "
    "de uren bij: u voegt ze bij het eindverslag."
)
READY = (
    "partner@demo.example",
    -3,
    "Kan het OCMW ook penhouder zijn?",
    "Kan een OCMW penhouder zijn?",
    "Ja. Gemeenten, OCMW’s, autonome gemeentebedrijven en intergemeentelijke samenwerkingsverbanden kunnen indienen.",
)
WAITING = (
    ("indiener@demo.example", -2, "Hoeveel mensen van ons bestuur mogen mee naar de jury?"),
    ("partner@demo.example", -1, "Mag de samenwerkingsovereenkomst elektronisch ondertekend zijn?"),
)


def until(story, call: str) -> datetime | None:
    """Until when questions are taken, where the demo says so."""
    return story.days.moment(CLOSE) if call == CALL else None


def plan(story) -> None:
    """Put all of it on the line of the story."""
    made: dict[str, Inquiry] = {}
    officer = story.people[OFFICER]
    moment = lambda day, time: story.days.moment({"days": day, "time": time})  # noqa: E731

    def ask(who: str, text: str):
        act = inquiring.ask_question
        return lambda at: made.update({text: act(story.calls[CALL], text, by=story.people[who], at=at)})

    def answer(text: str, wording: str, words: str):
        return lambda at: inquiring.draft_answer(made[text], wording=wording, answer=words, by=officer, at=at)

    for who, day, text, wording, words in (*ASKED, READY):
        story.then(moment(day, "10:20"), ask(who, text))
        story.then(moment(day, "10:20") + timedelta(hours=20), answer(text, wording, words))
    for who, day, text in WAITING:
        story.then(moment(day, "08:40"), ask(who, text))
    for day in (-14, -6):
        story.then(moment(day, "14:00"), lambda at: answers.publish_answers(story.calls[CALL], by=officer, at=at))

    def mend(at: datetime) -> None:
        found = made[ASKED[2][2]]
        found.refresh_from_db()
        answers.correct_answer(found, BETTER, by=officer, at=at)

    story.then(moment(-5, "09:15"), mend)
