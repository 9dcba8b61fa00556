"""Where an address begins and ends, whoever found it: without who is met there, when, which machine it is and how one gets there."""

from __future__ import annotations

from dataclasses import replace

from nlu import signatures
from nlu.patterns import regex
from nlu.people import known_names
from nlu.understanding import Entity

Stretch = tuple[int, int]

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mdm|Madam|Dr|Prof|Chef|Khun|Encik|Cik|Puan|Datuk|Auntie|Uncle|Abang|Kak|Matron|Nurse|Sister)"
_NAME = r"[A-Z][a-zà-ÿ]+(?:-[A-Z]?[a-z]+)?"
#: Somebody's name before a place: "Tan Wei Ling, Stall #01-22", "Renata, First floor".
_PERSON_FIRST = regex(rf"(?P<t>{_TITLE}\.? )?(?P<n>{_NAME}(?: {_NAME}){{0,2}})(?:,| -) (?=[A-Za-z\d#])")
#: ... and behind one: "Warehouse 3, Cranleigh, Greg".
_PERSON_LAST = regex(rf", (?P<t>{_TITLE}\.? )?(?P<n>{_NAME}(?: {_NAME}){{0,2}})$", 0)
#: What towns, streets and houses are called as well.
_OF_PLACES = regex(
    r"(?i:.*\b(?:road|rd|street|st|lane|court|house|hall|park|hill|mill|farm|lodge|tower|school|church|club|clinic|dental|library|square|centre|center|plaza|city|town|island|bay|beach|green|heights|jaya|alam|village|bahru|hotel|place|gardens?|close|drive|way|estate|mall|shop|store|bakery|cafe|gym|cottages?|villas?|works|view|walk|vale|inn|arms|barn|yard|terrace|grove|row|avenue|primary|church|temple|surgery|clinic|manor|grange|foods|motors|ltd)\b)"
)
#: Before a place and no part of it: a day, a length, a word for it, a machine, the way there.
_BEFORE = regex(
    r"(?:(?:[Aa]ddress|[Ss]ite|[Ll]ocation)(?: is)?:? +(?=[A-Z\d#])|(?:the|at|in|from|to) +(?=[A-Z\d#])|round the back of +|\d{1,3} (?:mins?|minutes|hrs?|hours?|days?|weeks?)[.,]+ *"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?, +|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, +"
    r"|(?:[Ll]ift|[Ee]levator|[Ee]scalator|[Pp]ump|[Tt]ill|[Pp]rinter|[Cc]hiller|[Bb]oiler|[Cc]opier|[Cc]harger|[Kk]iosk) (?:[Nn]o\. ?)?(?:\d{1,3}|[A-Z])(?:,| at| in)? +)"
)
_OPENING = regex(r"(?:aye|yes|yeah|yep|hi|hello|ok|okay|sure|right|well)[,.!]? ", 2)
#: Behind it: which of several things is meant.
_WHICH_ONE = regex(
    r", (?:the )?(?:first|second|third|fourth|last|\d(?:st|nd|rd|th)) (?:bed|seat|machine|one|unit)\b[^,]*$|, the one [^,]*$|, (?:look|ask) for [^,]*$"
)
#: 我系, 发: who is there, or that something is to be sent there.
_LEAN = regex(r"(?:我?[系係喺]|[发寄送](?=[\u4e00-\u9fff]{2,4}[省市县区镇村]))(?=[\u4e00-\u9fff]{3})")
LEAST = 2  # characters of an address
MOST = 4  # words before or behind that are taken off one after the other


def apart(raw: str, found: list[Entity]) -> list[Entity]:
    """Entities with addresses by themselves, and whoever was named at their borders, where nobody else is."""
    made: list[Entity] = []
    people: list[Entity] = []
    for e in found:
        if e.entity != "address":
            made.append(e)
            continue
        bare = Bare(raw, e.start, e.end)
        people += [Entity("contact_name", raw[a:b], raw[a:b], a, b) for a, b in bare.people]
        said = raw[bare.start : bare.end]
        if len(said) >= LEAST:
            value = said if e.value == e.text else e.value
            made.append(replace(e, value=value, text=said, start=bare.start, end=bare.end))
    if people and not any(e.entity == "contact_name" for e in made):
        made += people
    return made


class Bare:
    """An address by itself, and whoever is named at its borders."""

    def __init__(self, raw: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.people: list[Stretch] = []
        for _ in range(MOST):
            if not (self._begins(raw) or self._ends(raw)):
                break

    def _begins(self, raw: str) -> bool:
        for pattern in (_OPENING, _BEFORE, _LEAN):
            if (m := pattern.match(raw, self.start, self.end)) is not None and m.end() < self.end:
                self.start = m.end()
                return True
        m = _PERSON_FIRST.match(raw, self.start, self.end)
        if m is None or not (m["t"] or _is_person(m["n"])):
            return False
        self.people.append((m.start(), m.end("n")))
        self.start = m.end()
        return True

    def _ends(self, raw: str) -> bool:
        if (which := _WHICH_ONE.search(raw, self.start, self.end)) is not None and which.start() > self.start:
            self.end = which.start()
            return True
        comma = raw.rfind(", ", self.start, self.end)
        m = _PERSON_LAST.match(raw, comma, self.end) if comma > self.start else None
        if m is None or not (
            m["t"] or (" " not in m["n"] and raw.count(", ", self.start, self.end) > 1 and _is_person(m["n"]))
        ):
            return False
        self.people.append((m.start() + 2, m.end()))
        self.end = m.start()
        return True


def _is_person(said: str) -> bool:
    """Whether words with capitals are somebody's name and no place's."""
    words = said.split()
    if _OF_PLACES.match(said):
        return False
    return all(w.casefold() in known_names() for w in words) or (
        words[0].casefold() in known_names() and signatures.may_be_name(said)
    )
