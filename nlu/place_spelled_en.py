"""Post codes of a call: as a caller spells them, in pieces and again, and as an agent reads them back."""

from __future__ import annotations

import re

from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.place_numbers_en import CANADA, IRELAND, LETTERED, UK, figures, lettered, spaced
from nlu.spelling import runs

A_TELEPHONE = 9  # figures of a turn that are hardly a post code
_LEADING = regex(r"^\d+(?=[A-Z]{2}\d)")  # "Nine. D N thirty-one, three S Y."
_BARE = regex("|".join((CANADA, IRELAND, UK)).replace(" ?", ""))
#: With letters behind it that are only explained: "S N eight, three P F. F for Freddie."
_EXPLAINED = regex(rf"(?:{UK}|{CANADA})[A-Z]{{1,3}}".replace(" ?", ""))
_INWARD = regex(r"\d[ABD-HJLNP-UW-Z]{2}$")
_OUTWARD = regex(r"^[A-Z]{1,2}\d[\dA-Z]?(?=\D|\d|$)")
_NAMED = regex(
    r"\b(?:post ?code|zip|pin(?: ?code)?|postal(?: code)?|eircode|code)\b[^.?!\d]{0,12}(\d[\d ]{2,7}\d)(?!\d)",
    re.I,
)
_OF_STATE = regex(r"\b(?:[A-Z][a-z]+|[A-Z]{2,3}),? (\d{4,6})(?= ?[.,?!]|$)")
_FIRST = regex(r"(?:^|[.,] )(\d{4,6})(?= [A-Z][a-z]+)")
_HALVES = regex(r"(?<=\b\d{3}),? (?=\d{3}\b(?![ -]?\d))")  # six double zero, double zero four
_MENTIONED = regex(r"\b(?:post ?code|zip|pin ?code|postal code|eircode)\b", re.I)
_LETTERS = regex(r"\b[B-HJ-Z](?=\d|\b)")
_ALONE = regex(r"^\W*(\d{4,6})(?=[.,?!]|$)")


def postcode_read(text: str) -> str | None:
    """The post code in what an agent says."""
    if m := next(iter(reversed(list(LETTERED.finditer(text)))), None):
        return spaced(m[0])
    said = _HALVES.sub("", figures(text))
    m = _NAMED.search(said)
    return re.sub(r" ", "", m[1]) if m else None


def postcode(text: str, known: str | None, *, asked: bool) -> str | None:
    """The post code that a caller says; pieces of one that is known count where it was read back."""
    if m := next(iter(reversed(list(LETTERED.finditer(text)))), None):
        return spaced(m[0])
    n = normalise(text)
    asked = asked or bool(_MENTIONED.search(text))
    spelled = [r.bare for r in runs(n.text, least=2)]
    plainly = asked or len(_LETTERS.findall(text)) > 1
    whole = [_LEADING.sub("", v) for v in spelled]
    for value in reversed(spelled if plainly else [v for v in whole if lettered(v)]):
        for said in (value, _with_o(value), _LEADING.sub("", value)):
            found = _BARE.findall(said)
            if found and len(said) <= 14 and (asked or lettered(said) or _EXPLAINED.fullmatch(said)):
                return spaced(found[-1] if asked else found[0])
    if not asked or sum(len(v) for v in spelled if v.isdigit()) > A_TELEPHONE:
        return None
    if known is not None and "-" in known:  # 8700-063, "oh three six"
        tail = next((v for v in reversed(spelled) if len(v) == 3 and v.isdigit()), None)
        return known[:-3] + tail if tail is not None else None
    if known is not None and not known.isdigit():
        spelled = [v for v in spelled if not v.isdigit()]
    numeric = [v for v in spelled if v.isdigit() and 4 <= len(v) <= 6]
    if numeric:
        return numeric[-1]
    if (known is None or known.isdigit()) and (lone := lone_postcode(text)) is not None:
        return lone
    if (
        known is not None
        and known.isdigit()
        and len(spelled) == 1
        and len(spelled[0]) in (2, 3)
        and spelled[0].isdigit()
    ):
        return known[: -len(spelled[0])] + spelled[0]  # "Mumbai 400067?" "Zero six four."
    own = (known or "").split(" ")[0]
    first = next((m[0] for v in spelled if (m := _OUTWARD.match(v)) and (not own or own[0] == v[0])), own)
    inward = next((m[0] for v in reversed(spelled) if (m := _INWARD.search(v))), None)
    if inward and first:
        return lettered(first + inward)
    return _other_end(known, spelled) if known else None


def _other_end(known: str, spelled: list[str]) -> str | None:
    """A post code whose last two letters are said again: "P D. D as in dog." for CR7 8PB."""
    said = next((v for v in reversed(spelled) if re.fullmatch(r"[A-Z]{2,6}", v)), "")
    pairs = [said[k : k + 2] for k in range(len(said) - 1)]
    like = [p for p in pairs if p[0] == known[-2] or p[1] == known[-1]]
    return lettered(known[:-2] + like[-1]) if like and not known.isdigit() else None


def _with_o(said: str) -> str:
    """O X one, two N A is read as 0X1 2NA."""
    return "O" + said[1:] if said[0] == "0" else said[0] + "O" + said[2:] if said[1:2] == "0" else said


def lone_postcode(text: str) -> str | None:
    """Figures of a post code said as a number: "thirty-two hundred"."""
    found = re.findall(r"(?<![\w/-])\d{4,6}(?![\w/-])", figures(text))
    return found[-1] if found else None
