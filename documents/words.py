"""Dutch words that letters need: amounts written out, names of governments inside a sentence, small numbers."""

from decimal import Decimal

ONES = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
).split()
TENS = "_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
# The first word of a government's name, with its article; any other name goes without.
ARTICLES = {
    "gemeente": "de",
    "stad": "de",
    "provincie": "de",
    "welzijnsvereniging": "de",
    "vereniging": "de",
    "OCMW-vereniging": "de",
    "OCMW": "het",
    "AGB": "het",
    "autonoom": "het",
    "intergemeentelijk": "het",
    "district": "het",
}


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    text = ("" if hundreds == 1 else ONES[hundreds]) + "honderd" if hundreds else ""
    if not rest:
        return text
    if rest < 20:
        return text + ONES[rest]
    tens, ones = divmod(rest, 10)
    if not ones:
        return text + TENS[tens]
    return f"{text}{ONES[ones]}{'ën' if ONES[ones].endswith('e') else 'en'}{TENS[tens]}"


def cardinal(number: int) -> str:
    """vierhonderdtwaalfduizend vijfhonderd: a space after thousands and around millions, as the spelling has it."""
    if not 0 <= number < 10**12:
        raise ValueError(number)
    if number == 0:
        return ONES[0]
    parts = []
    for size, name in ((10**9, "miljard"), (10**6, "miljoen")):
        many, number = divmod(number, size)
        if many:
            parts.append(f"{cardinal(many)} {name}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        parts.append(("" if thousands == 1 else _below_thousand(thousands)) + "duizend")
    if rest:
        parts.append(_below_thousand(rest))
    return " ".join(parts)


def amount(euro: Decimal) -> str:
    """vierhonderdtwaalfduizend vijfhonderd euro en tien cent"""
    whole, cents = divmod(int(euro * 100), 100)
    text = f"{_accented(whole)} euro"
    return f"{text} en {_accented(cents)} cent" if cents else text


def _accented(number: int) -> str:
    return "één" if number == 1 else cardinal(number)


def few(number: int) -> str:
    """Numbers to twelve in words."""
    return _accented(number) if number <= 12 else str(number)


def in_sentence(name: str) -> str:
    """gemeente Ravelbeek, stad Oudermeer, OCMW Halle"""
    first, space, rest = name.partition(" ")
    return f"{_plain(first)}{space}{rest}"


def with_article(name: str) -> str:
    """de gemeente Ravelbeek, het OCMW Halle; a bare name stays bare"""
    article = ARTICLES.get(_plain(name.partition(" ")[0]))
    return f"{article} {in_sentence(name)}" if article else name


def _plain(first: str) -> str:
    """The first word as the table has it, whatever its capitals; another word as it is."""
    return next((known for known in ARTICLES if known.lower() == first.lower()), first)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
