"""What juries of the demo say together: one file with its advice agreed, one where the discussion is going on."""

from datetime import datetime
from decimal import Decimal

from applications.models import Application
from reviews import actions, advising
from reviews.models import Phase
from workflow.moments import instant

DONE = ("vandaag-1", "Automatisch het juiste tarief", ("beoordelaar@demo.example", "r1", "r4"))
GOING_ON = ("vandaag-2", "De collega die meekijkt", ("beoordelaar@demo.example", "r3"))
OFFICER = "programmabeheerder@demo.example"
TOGETHER = {"names_shown": True, "others_scores": Phase.Scores.AFTER_OWN, "may_edit": True, "discussion_open": True}
SAID = (
    (
        "De jury vindt dat het project een concrete drempel wegneemt voor wie recht heeft op een sociaal tarief. De "
        "doelen zijn meetbaar en passen in de duur van het project."
    ),
    (
        "De aanpak is stap voor stap uitgewerkt en de taken zijn verdeeld. De jury mist een uitgewerkte test met "
        "inwoners vóór de eerste oplevering."
    ),
    (
        "De koppeling is bruikbaar voor andere besturen, omdat ze op bestaande bouwstenen steunt. De jury vraagt dat "
        "de code en de werkwijze gedeeld worden."
    ),
)
CONDITION = "Het bestuur test de eerste versie met minstens tien inwoners en deelt het verslag met Vlaanderen."


def plan(story) -> None:
    """Put both on the line of the story."""
    moment = story.days.moment
    people, officer = story.people, story.people[OFFICER]

    def find(which) -> Application:
        return Application.objects.get(call=story.calls[which[0]], title=which[1])

    def begin(which, starts, ends=None):
        call = story.calls[which[0]]
        phases = [("De jury leest en bespreekt", starts, TOGETHER)]
        if ends:
            closed = TOGETHER | {"may_edit": False, "discussion_open": False}
            phases.append(("Afgesloten", ends, closed))
        for name, at, facts in phases:
            said = {"name": name, "starts_at": instant(at)} | facts
            actions.save_phase(call, None, said, by=officer, at=instant(starts))

    def wall(days: int, hour: int) -> datetime:
        return datetime.combine(story.days.after(days), datetime.min.time()).replace(hour=hour)

    def lead(which):
        mine = find(which).assignments.get(reviewer=people[which[2][0]])
        return lambda at: actions.set_lead(find(which), mine, by=officer, at=at)

    def agreed(at):
        file, leads = find(DONE), people[DONE[2][0]]
        criteria = sorted(file.call.criteria.all(), key=lambda each: each.position)
        said = {advising.field_of(c): SAID[n % len(SAID)] for n, c in enumerate(criteria)}
        amount = (file.submission.subsidy * Decimal("0.9")).quantize(Decimal("1"))
        said |= {"verdict": "partial", "amount": amount, "conditions": CONDITION}
        actions.save_advice(file, said, by=leads, at=at)
        actions.propose_advice(file, by=leads, at=at)
        prints = advising.prints_of(said | {"amount": f"{amount:.2f}"}, criteria)
        for key in DONE[2][1:]:
            actions.agree(file, dict.fromkeys(prints, (True, "")), prints=prints, by=people[key], at=at)

    def talk(at):
        file, (leads, other) = find(GOING_ON), (people[key] for key in GOING_ON[2])
        thread = actions.open_thread(
            file,
            "Wie beheert dit na het project?",
            "Ik lees nergens wie na het eerste jaar het onderhoud betaalt. Las ik erover?",
            audience="jury",
            by=other,
            at=at,
        )
        asker = file.assignments.get(reviewer=other)
        text = "U las er niet over: het staat er niet. Ik zet het in de consensus, en als voorwaarde in het advies."
        actions.say(thread, text, mentions=[f"a{asker.pk}"], by=leads, at=at)
        actions.open_thread(
            file,
            "Telt de eigen inzet mee?",
            "Mogen de uren van eigen medewerkers meetellen als eigen bijdrage? Dat staat niet in het reglement.",
            audience="office",
            asks=True,
            by=other,
            at=at,
        )
        first = min(file.call.criteria.all(), key=lambda each: each.position)
        text = "De jury ziet een helder doel en een herkenbare nood bij de medewerkers aan het loket."
        actions.save_advice(file, {advising.field_of(first): text}, by=leads, at=at)

    story.then(moment({"days": -40, "time": "09:00"}), lambda at: begin(DONE, wall(-40, 9), wall(-29, 9)))
    story.then(moment({"days": -30, "time": "10:00"}), lambda at: lead(DONE)(at))
    story.then(moment({"days": -30, "time": "15:30"}), agreed)
    story.then(moment({"days": -15, "time": "18:00"}), lambda at: begin(GOING_ON, wall(-15, 17)))
    story.then(moment({"days": -4, "time": "10:00"}), lambda at: lead(GOING_ON)(at))
    story.then(moment({"days": -3, "time": "20:10"}), talk)
