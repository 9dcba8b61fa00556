"""Whether two names of places, or two numbers of houses, are the same or nearly so."""

from __future__ import annotations

import difflib
import re

from nlu.patterns import regex

LAST_NUMBER = regex(r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4})?(?!.*\d)")


def fold_name(value: str) -> str:
    return re.sub(r"[\W_]|^the ", "", value.casefold())


def words(value: str) -> list[str]:
    return value.casefold().removeprefix("the ").split()


def same(one: str, other: str) -> bool:
    """Whether two names are the same, or one has the other in it."""
    a, b = fold_name(one), fold_name(other)
    if a == b:
        return True
    short, long = sorted((words(one), words(other)), key=len)
    return any(long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1)) or (
        min(len(a), len(b)) > 4 and a[0] == b[0] and difflib.SequenceMatcher(None, a, b).ratio() >= 0.82
    )


def variants(one: str, other: str) -> bool:
    """Paragon Tower and Paragon Corporate Tower."""
    a, b = words(one), words(other)
    k = 1 if a[0] in ("st", "st.") else 0
    return len(a) > k and len(b) > k and a[k][:4] == b[k][:4] and len(a[k]) > 3 and a[:k] == b[:k]


def shorter(value: str, old: str) -> bool:
    """Whether a value is another one with less of it."""
    a, b = words(value), words(old)
    return 0 < len(a) < len(b) and any(b[k : k + len(a)] == a for k in range(len(b) - len(a) + 1))


def has_number(held: str, value: str) -> bool:
    return value.lower() in [n.lower() for n in re.findall(r"[0-9A-Za-z]+", held)]


def with_number(held: str, value: str) -> str:
    """A value with another number in it: 4470 and 17 are 4417, #05-80 and 18 are #05-18."""
    m = LAST_NUMBER.search(held)
    if m is None:
        return held
    if (value.startswith("No.") and held.startswith(("House", "No"))) or held == m[0]:
        return value
    old = m[0]
    if value.startswith("/"):
        return held[: m.start()] + old.split("/")[0] + value + held[m.end() :]
    if held.lower().endswith(value.lower()) and value.isdigit() and len(value) <= len(old):
        return held
    if "-" in old and value.isdigit() and not old.startswith(f"{value}-"):
        value = f"{old.split('-')[0]}-{value}"
    elif old.isdigit() and value.isdigit() and len(value) == 2 and len(old) == 4:
        value = old[:2] + value
    return held[: m.start()] + value + held[m.end() :]
