"""What nobody should type, and some do."""

LARGE = "x" * 1_000_000
VALUES = [
    "", " ", "\t\r\n", "\u202egnp.exe", "\u200b\u200d\ufeff", "\u2066\u2069", "e\u0301" * 400, "Z\u0351\u036b" * 300,
    "😀👩‍👩‍👧‍👦🇧🇪", "𝕳𝖆𝖑𝖑𝖊", "\ufffe\uffff", "\x01\x07\x1b[31m", "\x7f\x85", LARGE, "a " * 20_000, "\n" * 5_000,
    "=1+1", "@SUM(1)", "+32", "-1", '=HYPERLINK("http://x","y")', "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% load x %}", "${7*7}", "%s %(x)s %d", "%", "{0} {x!r}",
    "'; DROP TABLE applications_application;--", "' OR 1=1 --", "\\", "\\\\'", "../../etc/passwd", "file:///etc/passwd",
    "https://kwaad.example/", "javascript:alert(1)", "0", "-0", "1" * 400, "9" * 5_000, "-99999999999999999999",
    "2147483648", "9223372036854775808", "1e999", "1E-7", "NaN", "Infinity", "-Infinity", "sNaN", "0x10", "١٢٣", "²",
    "1.234,56", "1,234.56", "1.5.5", "1_000", "½", "true", "null", "None", "[]", "[1,2]", '{"a": 1}', "on",
    "0001-01-01", "9999-12-31", "2023-02-29", "2024-02-29", "29/02/2023", "2027-03-28", "2026-10-25", "02:30", "24:00",
    "2026-10-25T02:30", "1970-01-01T00:00:00Z", "-1-1", "99:99", "23:59:60",
]  # fmt: skip
# One at a time beside a well filled form, where it may well be taken: text, numbers, dates.
ALONE = {
    "text": ["\u202egnp.exe\u200b", "😀\x01<script>{{ 7*7 }}", "=1+1;'\"%s\\", "x" * 70_000],
    "number": ["9" * 400, "-1", "1e999"],
    "date": ["0001-01-01", "9999-12-31", "2023-02-29"],
    "time": ["24:00", "02:30"],
    "choice": ["999999999999", "x"],
}
ALONE["textarea"] = ["\u202e\u0301😀\r\n\x0b\x1c=1+1<script>{{ 7*7 }}%s", "regel\n" * 30_000]
ALONE["hidden"] = ["9" * 400, "-1", "x", ""]
for _kind in ("radio", "checkbox", "select", "submit", "button"):
    ALONE[_kind] = ALONE["choice"]


def alone(kind: str) -> list[str]:
    return ALONE.get(kind, ALONE["text"])
