"""A strict reader of RFC 5545, apart from the library that writes: it complains of what a program may refuse."""

import re

NAME = re.compile(r"[A-Z][A-Z0-9-]*")
LINE = re.compile(r'(?P<name>[A-Z0-9-]+)(?P<params>(;[A-Z-]+=("[^"]*"|[^";:,]*))*):(?P<value>.*)', re.S)
UTC = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "STATUS", "URL", "LAST-MODIFIED"}


def lines_of(body: bytes) -> list[str]:
    """The content lines, unfolded; every physical line checked."""
    assert body.endswith(b"\r\n")
    assert b"\r" not in body.replace(b"\r\n", b"")
    assert b"\n" not in body.replace(b"\r\n", b"")
    physical = body.split(b"\r\n")[:-1]
    for line in physical:
        assert line, "an empty line"
        assert len(line) <= 75, line
        line.decode()  # a fold may not cut a letter in two
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), line
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def read(body: bytes) -> list[dict]:
    """The events as dicts of name → value, with `alarms`; an AssertionError for what the standard forbids."""
    stack, events, head = [], [], {}
    for line in lines_of(body):
        found = LINE.fullmatch(line)
        assert found and NAME.fullmatch(found["name"]), line
        name, value, params = found["name"], found["value"], found["params"]
        if name == "BEGIN":
            stack.append((value, {}))
            if value == "VEVENT":
                stack[-1][1]["alarms"] = []
            continue
        kind, thing = stack[-1]
        if name == "END":
            assert value == kind
            stack.pop()
            if kind == "VEVENT":
                _check(thing)
                events.append(thing)
            elif kind == "VALARM":
                assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(thing)
                stack[-1][1]["alarms"].append(thing["TRIGGER"])
            elif kind == "VCALENDAR":
                head = thing
            continue
        assert not (name in ONCE and name in thing), f"{name} twice"
        thing[name] = value
        if name in ("DTSTAMP", "LAST-MODIFIED"):
            assert UTC.fullmatch(value), line
        if name in ("DTSTART", "DTEND"):
            assert UTC.fullmatch(value) if not params else (params == ";VALUE=DATE" and DAY.fullmatch(value)), line
        if name in ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME"):
            assert not re.search(r"(?<!\\)(\\\\)*[,;]", value), f"not escaped: {value}"
            assert not re.search(r"(?<!\\)(\\\\)*\\[^nN,;\\]", value), f"unknown escape: {value}"
    assert not stack
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    uids = [each["UID"] for each in events]
    assert len(uids) == len(set(uids))
    return events


def _check(event: dict) -> None:
    assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
    assert event["SEQUENCE"].isdigit()
    assert event["STATUS"] in ("TENTATIVE", "CONFIRMED", "CANCELLED")
