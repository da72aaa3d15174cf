"""Snapshots to make letters from: one of each kind as it comes, and one of each as bad as it gets. All invented."""

# ruff: noqa: E501

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from documents.snapshots import (
    Award,
    Call,
    CostLine,
    Criterion,
    Decider,
    Inadmissible,
    Instalment,
    Party,
    Receipt,
    ReceivedFile,
    Refusal,
    Report,
    Requirement,
    Unmet,
)

CALL = Call(
    programme="Gemeente zonder Gemeentehuis",
    number="4",
    title="Oproep 4: thematische trajecten",
    type="thematisch traject",
    focus="innovatieve dienstverlening",
)
LEAD = Party("Gemeente Ravelbeek", "0999001218")
PARTNERS = [
    Party("Stad Oudermeer", "0999013787"),
    Party("Gemeente Klein-Vorsel", "0999024873"),
    Party("OCMW Ravelbeek", "0999035167"),
    Party("IGS Denderkant", "0999046649"),
]
SHARES = [Decimal(s) for s in ("181500.00", "96250.00", "61875.00", "41250.00", "31625.00")]
MINISTER = Decider("de Vlaamse minister van Binnenlands Bestuur", "An Vermeiren")
GROUNDS = [
    "het decreet van 12 maart 2021 houdende digitale lokale besturen, artikel 4",
    (
        "de wet van 16 mei 2003 tot vaststelling van de algemene bepalingen die gelden voor de begrotingen, de controle op "
        "de subsidies en voor de boekhouding van de gemeenschappen en de gewesten, alsook voor de organisatie van de "
        "controle door het Rekenhof, artikel 11 tot en met 14"
    ),
    "het reglement van oproep 4 van 25 februari 2022, artikel 7.",
]
FRAMEWORK = [
    "de wet van 29 juli 1991 betreffende de uitdrukkelijke motivering van de bestuurshandelingen",
    "het Bestuursdecreet van 7 december 2018",
]
REQUIREMENTS = [
    Requirement("De aanvraag is ontvankelijk verklaard", date(2022, 7, 8)),
    Requirement("De jury heeft advies gegeven", date(2022, 9, 2)),
    Requirement("De Inspectie van Financiën heeft advies gegeven", date(2022, 9, 27)),
]
CRITERIA = [
    Criterion(
        "Focus en doelstellingen van de oproep",
        Decimal(35),
        Decimal(40),
        "Het project vertrekt van de gebeurtenis ‘ik verhuis’ en niet van de diensten. De inwoner meldt één keer; de "
        "vijf besturen halen de rest uit authentieke bronnen en stellen rechten proactief voor. Dat beantwoordt aan de "
        "principes ‘de burger centraal’, ‘maximaal digitaal’ en ‘hergebruik van gegevens’.\n\nMinder overtuigend is de "
        "aandacht voor ondernemers die verhuizen. Zij staan wel in de probleemstelling, maar niet in de planning. "
        "Daarom kent de jury niet de volle score toe.",
        Decimal(20),
    ),
    Criterion(
        "Kwaliteit van het voorstel",
        Decimal(33),
        Decimal(40),
        "Het plan verdeelt 36 maanden in zes fasen, elk met een resultaat dat bruikbaar is als het project daar zou "
        "stoppen. De rollen zijn duidelijk: Ravelbeek leidt, Oudermeer levert de architect, IGS Denderkant beheert de "
        "omgeving. De begroting is per fase onderbouwd met uren en offertes.\n\nDe jury ziet twee risico’s. De "
        "koppeling met het parkeersysteem van Klein-Vorsel hangt af van één leverancier, en de vervanging van de "
        "projectleider is niet geregeld.",
        Decimal(20),
    ),
    Criterion(
        "Hefboomeffect",
        Decimal(18),
        Decimal(20),
        "De verhuisstroom wordt beschreven als een herbruikbaar procesmodel en de koppelingen worden onder een open "
        "licentie gepubliceerd. Zeven andere besturen hebben schriftelijk laten weten dat ze willen aansluiten.",
        Decimal(10),
    ),
]
NAMES = [
    "samenwerkingsovereenkomst-getekend.pdf",
    "projectplan-verhuizen.pdf",
    "begroting.xlsx",
    "planning-36-maanden.pdf",
    "collegebesluit-2022-06-13.pdf",
    "steunbrieven.pdf",
]
FILES = [ReceivedFile(name, 86_000 * 3**n, f"{n + 1:02x}c4a17f" * 8) for n, name in enumerate(NAMES)]


def receipt(**changes) -> Receipt:
    plain = Receipt(
        application="A-2022-4-017",
        version=1,
        call=CALL,
        closes_at=datetime(2022, 7, 1, 21, 59, tzinfo=UTC),
        received_at=datetime(2022, 6, 28, 14, 42, 7, 250_000, tzinfo=UTC),
        submitted_by="Lotte Verhaeren",
        project="Verhuizen in één keer",
        lead=LEAD,
        partners=PARTNERS,
        asked=Decimal("412500.00"),
        cost=Decimal("515625.00"),
        content_sha256="501efcc4acb014fed0796ddf0eb9583a20f3e86c6d9c1abd206a4333c9c0055d",
        files=FILES,
    )
    return replace(plain, **changes)


def _shared() -> dict:
    return {
        "application": "A-2022-4-017",
        "call": CALL,
        "project": "Verhuizen in één keer",
        "lead": LEAD,
        "partners": PARTNERS,
        "submitted_on": date(2022, 6, 28),
        "asked": Decimal("412500.00"),
        "decided_on": date(2022, 10, 14),
        "decider": MINISTER,
        "legal_grounds": GROUNDS,
        "framework": FRAMEWORK,
        "requirements": REQUIREMENTS,
    }


def award(**changes) -> Award:
    lead, *partners = (replace(party, share=share) for party, share in zip([LEAD, *PARTNERS], SHARES, strict=True))
    plain = Award(
        **_shared() | {"lead": lead, "partners": partners},
        motivation=[
            (
                "De aanvraag is op 28 juni 2022 ingediend, op tijd en door een bestuur dat mocht indienen, met een "
                "ondertekende overeenkomst."
            ),
            (
                "Het project past in de focus innovatieve dienstverlening: wie verhuist, regelt adres, parkeren, afval en "
                "school voortaan met één melding, aan het loket of online."
            ),
            (
                "De jury gaf het project 86 punten op 100 en rangschikte het derde van negentien. Het gevraagde bedrag past "
                "binnen het budget van de oproep. De motivering per criterium staat in bijlage 1, die deel uitmaakt van dit "
                "besluit."
            ),
            "De minister sluit zich aan bij het advies van de jury en maakt de motieven ervan tot de zijne.",
        ],
        criteria=CRITERIA,
        jury_on=date(2022, 9, 2),
        threshold=Decimal(60),
        heard_on=date(2022, 7, 6),
        awarded=Decimal("412500.00"),
        cost=Decimal("515625.00"),
        rate=Decimal(80),
        cost_lines=[
            CostLine("Personeel van de besturen", Decimal("168400.00"), Decimal("134720.00")),
            CostLine("Ontwikkeling en koppeling met bronnen", Decimal("231225.00"), Decimal("184980.00")),
            CostLine("Opleiding en begeleiding van loketten", Decimal("62000.00"), Decimal("49600.00")),
            CostLine("Proeven met inwoners, inclusie", Decimal("54000.00"), Decimal("43200.00")),
        ],
        budget_article="SJ0-1SMC2GG-WT",
        budget_year=2022,
        instalments=[
            Instalment(Decimal(50), Decimal("206250.00"), "ondertekening van dit besluit"),
            Instalment(Decimal(30), Decimal("123750.00"), "goedkeuring van het tussentijds verslag"),
            Instalment(Decimal(20), Decimal("82500.00"), "goedkeuring van het eindverslag"),
        ],
        start_within_months=2,
        ends_on=date(2025, 10, 14),
        costs_from=date(2022, 6, 28),
        reports=[
            Report("tussentijds verslag", "Stand van zaken, indicatoren en kosten", date(2024, 4, 30)),
            Report(
                "eindverslag",
                "Resultaten, overdracht aan andere besturen, afrekening met bewijsstukken",
                date(2026, 1, 14),
            ),
        ],
        recovery="artikel 11 tot en met 14 van de wet van 16 mei 2003",
        conditions=[],
    )
    return replace(plain, **changes)


def refusal(**changes) -> Refusal:
    criteria = [
        replace(CRITERIA[0], points=Decimal(24), motivation=WEAK[0]),
        replace(CRITERIA[1], points=Decimal(20), motivation=WEAK[1]),
        replace(CRITERIA[2], points=Decimal(8), motivation=WEAK[2]),
    ]
    plain = Refusal(
        **_shared()
        | {
            "application": "A-2022-4-031",
            "project": "Digitaal buurtplein",
            "lead": Party("Gemeente Zwaanhoek", "0999057339"),
            "partners": [Party("OCMW Zwaanhoek", "0999057438")],
            "asked": Decimal("238000.00"),
        },
        motivation=[
            "De aanvraag is op 30 juni 2022 ingediend, op tijd en door een bestuur dat mocht indienen.",
            (
                "Focus en doelstellingen: 24 op 40. Het buurtplein brengt meldingen, zaalverhuur en inspraak samen op één "
                "scherm. Het voorstel zegt niet hoe inwoners die geen scherm gebruiken, kunnen meepraten."
            ),
            (
                "Kwaliteit van het voorstel: 20 op 40. Het plan noemt vier fasen, maar geen meetbaar resultaat per fase. Van "
                "de begroting is 61 % één post voor een leverancier, zonder uren of offerte."
            ),
            "Hefboomeffect: 8 op 20, onder de drempel van 10. De oplossing hangt vast aan één pakket van de gemeente.",
            (
                "Met 52 punten op 100 haalt de aanvraag de drempel van 60 niet. Ze komt daarom niet in de rangschikking, los "
                "van het beschikbare budget."
            ),
            "De minister sluit zich aan bij het advies van de jury en maakt de motieven ervan tot de zijne.",
        ],
        criteria=criteria,
        jury_on=date(2022, 9, 2),
        threshold=Decimal(60),
        heard_on=None,
        why="De aanvraag haalt 52 van de 60 punten die nodig zijn, en 8 van de 10 voor het criterium hefboomeffect. "
        "Andere besturen kunnen de oplossing niet hergebruiken, en twee bestaande platformen blijven ernaast bestaan.",
    )
    return replace(plain, **changes)


WEAK = [
    (
        "Sterk. Het voorstel vertrekt van een echte nood: in Zwaanhoek meldt een inwoner vandaag op vier plaatsen.\n\nNiet "
        "afdoende. De oproep vraagt dat een oplossing laagdrempelig en inclusief is. Het voorstel beschrijft alleen de app. "
        "Hoe mensen zonder toestel of met weinig taal meepraten, komt niet aan bod."
    ),
    (
        "Sterk. De gemeente heeft ervaring met twee eerdere projecten en stelt een halftijdse projectleider vrij.\n\nNiet "
        "afdoende. Het plan noemt vier fasen zonder meetbaar resultaat, zodat de voortgang niet te beoordelen is. Van de "
        "begroting gaat € 145.180,00 (61 %) naar één post ‘platform’, zonder uren, eenheidsprijs of offerte."
    ),
    (
        "De oproep wil oplossingen die andere besturen kunnen overnemen. Het buurtplein wordt gebouwd binnen het gesloten "
        "pakket dat de gemeente al huurt. Er is geen ander lokaal bestuur betrokken en geen open licentie. De jury kent "
        "daarom 8 punten toe; de drempel is 10."
    ),
]


def inadmissible(**changes) -> Inadmissible:
    plain = Inadmissible(
        **_shared()
        | {
            "application": "A-2022-4-044",
            "project": "Samen sterk digitaal",
            "lead": Party("Stad Oudermeer", "0999013787"),
            "partners": [Party("Gemeente Ravelbeek", "0999001218"), Party("OCMW Ravelbeek", "0999035167")],
            "requirements": [
                Requirement("De administratie heeft gevraagd om de aanvraag aan te vullen", date(2022, 7, 4)),
                Requirement("De termijn om aan te vullen is verstreken", date(2022, 7, 18)),
            ],
            "decider": Decider("de administrateur-generaal van het Agentschap Binnenlands Bestuur", "Joris De Clercq"),
            "decided_on": date(2022, 7, 20),
        },
        motivation=[
            "De aanvraag is op 28 juni 2022 ingediend, op tijd.",
            (
                "Ze voldoet niet aan de twee voorwaarden hieronder. De administratie heeft de penhouder op 4 juli 2022 "
                "gevraagd om de aanvraag aan te vullen; ze kreeg geen antwoord."
            ),
        ],
        unmet=[
            Unmet(
                "De samenwerkingsovereenkomst is ondertekend door alle initiatiefnemers",
                "artikel 5 van het reglement van oproep 4",
                "De overeenkomst in de aanvraag draagt de handtekening van Stad Oudermeer en van Gemeente Ravelbeek, "
                "niet die van OCMW Ravelbeek.",
            ),
            Unmet(
                "Het gevraagde bedrag is hoogstens 80 % van de kosten",
                "artikel 8 van het reglement van oproep 4",
                "De aanvraag vraagt € 412.500,00 voor een totale kost van € 475.000,00. Dat is 86,8 %.",
            ),
        ],
    )
    return replace(plain, **changes)


LONG_TITLE = (
    "Intergemeentelijke samenwerking rond gegevensgedreven dienstverlening aan inwoners, ondernemers en verenigingen in "
    "de streek tussen Dender, Schelde en Durme: van één digitaal loket naar één loket"
)
TWELVE = [
    Party(
        f"Intergemeentelijk samenwerkingsverband Denderkant-Noord en Oudermeerse Polders, afdeling {n}", f"09990{n:05}"
    )
    for n in range(1, 13)
]
LONG_TEXT = "\n\n".join([CRITERIA[0].motivation, CRITERIA[1].motivation] * 4)


def worst() -> dict[str, object]:
    """Twelve partners, the longest titles, many files, long reasons, a name without a space."""
    share = Decimal("153846.15")
    shares = [*[share] * 12, Decimal("2000000.00") - 12 * share]
    lead, *partners = [replace(p, share=s) for p, s in zip([LEAD, *TWELVE], shares, strict=True)]
    lines = [
        CostLine(f"Kostenpost {n} met een omschrijving die over meer dan één regel loopt", Decimal("208333.33"))
        for n in range(1, 12)
    ]
    lines.append(CostLine("Overige", Decimal("2500000.00") - 11 * Decimal("208333.33")))
    criteria = [replace(each, motivation=LONG_TEXT) for each in CRITERIA] * 2
    return {
        "receipt": receipt(
            project=LONG_TITLE,
            version=3,
            partners=TWELVE,
            files=FILES * 5 + [ReceivedFile("x" * 180 + ".pdf", 19_999_999, "ab" * 32)],
            submitted_by="Marie-Antoinette Van den Broucke-Vandersteenhoven",
        ),
        "award": award(
            project=LONG_TITLE,
            lead=lead,
            partners=partners,
            awarded=Decimal("2000000.00"),
            cost=Decimal("2500000.00"),
            asked=Decimal("2000000.00"),
            cost_lines=lines,
            instalments=[
                Instalment(Decimal(50), Decimal("1000000.00"), "ondertekening van dit besluit"),
                Instalment(Decimal("33.33"), Decimal("666600.00"), "goedkeuring van het tussentijds verslag"),
                Instalment(Decimal("16.67"), Decimal("333400.00"), "goedkeuring van het eindverslag en de afrekening"),
            ],
            criteria=criteria,
            conditions=["Betrek mensen in armoede vóór 1 maart 2023 bij het ontwerp.", "Publiceer de broncode."],
        ),
        "refusal": refusal(
            project=LONG_TITLE,
            lead=replace(TWELVE[0]),
            partners=TWELVE[1:],
            criteria=criteria,
            why=CRITERIA[0].motivation,
        ),
        "inadmissible": inadmissible(project=LONG_TITLE, partners=TWELVE, unmet=inadmissible().unmet * 4),
    }


def usual() -> dict[str, object]:
    return {"receipt": receipt(), "award": award(), "refusal": refusal(), "inadmissible": inadmissible()}
