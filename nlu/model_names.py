"""A model that is told by its name: "Rambler HD", "Ebb 3", "Orbit XT", 型号是Silk Mini; in answer to the question for it, or
where a word announces it, as the agent reads it back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.asking import ASKS, YES, refuses
from nlu.confirmed import repeated
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.slots import Heard
from nlu.transcripts import Turn
from nlu.written_numbers import alike

LONGEST = 24  # characters of a name
START = 8  # characters before a name that is said again
HEARD = 200  # characters of a turn in which one is told
#: Words in capitals and pieces with figures in a row: "Rambler HD", "N-54/800", "Ebb 3", "PawView 6e".
_ROW = regex(r"(?<![A-Za-z0-9])[A-Z0-9][A-Za-z0-9/-]*+(?: [A-Z0-9][A-Za-z0-9/-]*+){0,3}")
_ANNOUNCED = regex(
    r"(?:型号|型號|机型|\bmodel)(?: number| no\.?)?[是係系为:：'s ]{0,4}(?:is |the |an? |咪)?$", re.I
)
_STOPS = frozenset(
    "i i'm it's it is the a an and no yes yeah yep that's that this there there's so well okay ok right sorry oh ah um uh says model my our we you he she mr mrs ms dr not what which is't on in at of for from to hi hello thanks please got great good lovely fine perfect sure now then but or if just wait hang hold let thank have can could may what's who where when how next line".split()
)
_ONE_OR_TWO = regex(
    r"(?!(?:Block|Blk|Unit|Room|Floor|Level|Phase|Plot|Street|Flat|Gate|Route|Highway|Suite|Building|Bay|Lot|Villa|Dock|Line|Pump|January|February|March|April|May|June|July|August|September|October|November|December)\b)(?=.*\d)[A-Za-z]+(?:[A-Za-z0-9/-]{1,9}| \d{2,4}[A-Za-z]{0,3})"
)
_TITLED = regex(r"(?:Mr|Mrs|Ms|Miss|Dr|Mdm)\b")
#: What else is told in figures.
_QUANTITY = regex(
    r" ?(?:%|hours?|minutes?|days?|weeks?|months?|years?|o'clock|am|pm|percent|degrees|of|Street|Road|Avenue|Lane|Drive|Close|Way)\b"
)


def named(turns: Sequence[Turn], heard: Sequence[Heard]) -> list[Heard]:
    """The model as a name, where what was heard as signs is less than that, or nothing."""
    known = next((h for h in reversed(heard) if h.field == "model"), None)
    told = _told(turns) or (_unasked(turns, heard) if known is None else None)
    if told is None:
        return []
    if known is None or _less(known.value, told.value) or _stray(turns, known, told):
        return [told]
    return []


def _told(turns: Sequence[Turn]) -> Heard | None:
    """The last model that is told by its name."""
    last: Heard | None = None
    for i, turn in enumerate(turns):
        if turn.speaker != "agent":
            found = _announced(turn.text, i)
            last = found or last
        elif ASKS["model"].search(normalise(turn.text[-HEARD:]).text):
            last = _answer(turns, i) or last
    return last


def _announced(text: str, i: int) -> Heard | None:
    for m in _ROW.finditer(text[:HEARD]):
        h = _made(text, m, i) if _ANNOUNCED.search(text, max(0, m.start() - 24), m.start()) else None
        if h is not None and (_designates(h.value) or " " in h.value):
            return h
    return None


def _answer(turns: Sequence[Turn], i: int) -> Heard | None:
    """What is answered to the question for the model in turn ``i``, and how the agent says it after that."""
    question, answer = turns[i].text[-HEARD:], turns[i + 1] if i + 1 < len(turns) else None
    if answer is None or answer.speaker == "agent":
        return None
    back = turns[i + 2] if i + 2 < len(turns) and turns[i + 2].speaker == "agent" else None
    denied = i + 3 < len(turns) and refuses(turns[i + 3].text)
    said = [h for m in _ROW.finditer(answer.text[:HEARD]) if (h := _made(answer.text, m, i + 1)) is not None]
    if back is not None and not denied:
        words = _words(question + " " + answer.text[:HEARD])
        for m in _ROW.finditer(back.text[:HEARD]):
            h = _made(back.text, m, i + 2)
            if h is not None and h.start <= START and all(w in words for w in _words(h.value)):
                return h
    options = _words(question)
    for h in reversed(said):
        if _designates(h.value) or _words(h.value) <= options:
            return h
    offered = [h for m in _ROW.finditer(question) if (h := _made(question, m, i)) is not None]
    if offered and YES.match(normalise(answer.text).text) and not said and _designates(offered[-1].value):
        at = turns[i].text.rfind(offered[-1].value)
        return Heard("model", offered[-1].value, i, at, at + len(offered[-1].value))
    return None


def _unasked(turns: Sequence[Turn], heard: Sequence[Heard]) -> Heard | None:
    """What nobody asked for and is none of the other numbers, told by the caller as it is written and said again by the agent:
    "It's the E410 now." — "E410, changed."."""
    others = {re.sub(r"\W|_", "", h.value).casefold() for h in heard}
    last: Heard | None = None
    for i, turn in enumerate(turns[1:], 1):
        m = _ROW.search(turn.text[:HEARD])
        if turn.speaker != "agent" or m is None or turns[i - 1].speaker == "agent":
            continue
        h, denied = _made(turn.text, m, i), i + 1 < len(turns) and refuses(turns[i + 1].text)
        if h is None or denied or h.start > START or not _ONE_OR_TWO.fullmatch(h.value):
            continue
        bare = re.sub(r"\W|_", "", h.value).casefold()
        if h.value in turns[i - 1].text and not any(bare in o for o in others):
            last = h
    return last


def _made(text: str, m: re.Match[str], i: int) -> Heard | None:
    """A name without the words that a sentence begins with."""
    start, words = m.start(), m[0].split(" ")
    while words and words[0].lower() in _STOPS:
        start += len(words[0]) + 1
        words = words[1:]
    while len(words) > 1 and words[-1].lower() in _STOPS:
        words = words[:-1]
    value = " ".join(words)
    if not 2 <= len(value) <= LONGEST or not any(c.isalpha() for c in value) or _TITLED.match(value):
        return None
    if all(len(w) == 1 for w in value.split(" ")) or _QUANTITY.match(text, start + len(value)):
        return None
    return Heard("model", value, i, start, start + len(value))


def _designates(value: str) -> bool:
    """Whether a name looks like that of a model: it has a figure, or ends in capitals."""
    return any(c.isdigit() for c in value) or bool(re.search(r"[a-z] [A-Z]{1,4}$", value))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def _less(known: str, told: str) -> bool:
    """Whether what was heard is a piece of the name, or nothing but a number, or the name in capitals."""
    a, b = (re.sub(r"\W|_", "", v).casefold() for v in (known, told))
    return (a == b and known.isupper() and not told.isupper()) or (a != b and (a in b or a.isdigit()))


def _stray(turns: Sequence[Turn], known: Heard, told: Heard) -> bool:
    """Whether what was heard later comes from a turn that tells of something else: a place, a name that is spelled."""
    before = next((t.text for t in reversed(turns[: known.turn]) if t.speaker == "agent"), "")
    return (
        known.turn > told.turn
        and not repeated(turns, known)
        and not alike(known.value, told.value)
        and not ASKS["model"].search(normalise(before + " " + turns[known.turn].text).text)
    )
