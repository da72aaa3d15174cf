"""Numbers that check themselves: the KBO number of a government and its bank account. Shape only."""

import re

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
LENGTHS = {"BE": 16, "NL": 18, "LU": 20, "FR": 27, "DE": 22}  # other countries: the check digits say enough


def bare(typed: str) -> str:
    """Without what people put between the digits, in capitals."""
    return re.sub(r"[\s.\-/]", "", typed).upper()


def tidy_kbo(typed: str) -> str:
    """`BE 207.509.031` becomes 0207509031; numbers from before 2005 lack their first zero."""
    digits = bare(typed).removeprefix("BE")
    return f"0{digits}" if len(digits) == 9 else digits


def is_kbo(number: str) -> bool:
    """Ten digits, of which the last two are 97 less the rest of the first eight by 97."""
    if not re.fullmatch(r"[01]\d{9}", number, re.ASCII):
        return False
    return 97 - int(number[:8]) % 97 == int(number[8:])


def is_iban(number: str) -> bool:
    """ISO 13616: turned round and read as one number, it leaves 1 when divided by 97."""
    if not IBAN.fullmatch(number) or len(number) != LENGTHS.get(number[:2], len(number)):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_bic(code: str) -> bool:
    return bool(BIC.fullmatch(code))


def in_fours(number: str) -> str:
    """BE71 0961 2345 6769"""
    return " ".join(number[n : n + 4] for n in range(0, len(number), 4))
