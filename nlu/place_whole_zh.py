"""A place as an agent reads it back as a whole: one sentence from a region or a street down to the house.

What is read so and stands to the end of the call is written as it is read, with what only the slots hold: the regions
above it, and what was told of it afterwards or is inside of the house.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlu import place_words_zh as w
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_likeness_zh import alike, folded, stem
from nlu.place_merging import within
from nlu.place_reading_zh import Clause, Token, bare_span, clauses, written_bare
from nlu.place_standing_zh import Part, Standing
from nlu.transcripts import Turn

LEAST = 3  # typed pieces of a reading
MOST = 600  # signs of what the caller has said that are looked through
_FIRST = ("province", "city", "district", "town", "council", "village", "road")
_NAMES = ("name", "spot", "area")
SAME = 0.7  # how much of a name must be alike to be the same one, said otherwise
_NAMELESS = ("free", "around", "bare")
_HOUSES = ("number", "building", "room", "hall", "group", "spot", "name")
_DOORS = ("room", "unit", "bar", "bare")
_ENDS = regex(r"[。！!？?;；]")
_LEADS = regex(
    r"往|[左右]转|[左右]拐|走到|走.{1,4}(?:米|公里)|[东西南北后前]边|旁边|对面|[后前][面头]|进来|进去"
)
_MARKS = regex(r"[\s,，、]")


@dataclass(slots=True)
class Reading:
    """What an agent reads, and the slots of its pieces."""

    chunks: list[str] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    end: int = 0

    @property
    def whole(self) -> bool:
        typed = [s for s in self.slots if s not in _NAMELESS]
        return len(typed) >= LEAST and any(s in (*_HOUSES, "way") for s in typed)

    @property
    def door(self) -> bool:
        """Whether it goes down to a door, so that the floor need not be told."""
        return self.slots[-1] in _DOORS

    def has(self, p: Part) -> bool:
        """Whether a part is read, if it is a region maybe without the word for what it is."""
        region = p.slot in w.REGIONS
        if p.slot in _NAMES and any(alike(c, p.value) >= SAME for c in self.chunks):
            return True
        return folded(p.value) in folded("".join(self.chunks)) or (
            region and any(folded(stem(c)) == folded(stem(p.value)) for c in self.chunks)
        )

    def place_of(self, p: Part) -> int | None:
        """Before which piece a part that is not read belongs: a region before what is smaller, what is inside behind all."""
        ranks = [w.RANKS.get(s) for s in self.slots]
        if p.rank > max(r for r in ranks if r is not None):
            return len(ranks)
        smaller = [k for k, r in enumerate(ranks) if r is not None and r > p.rank]
        return smaller[0] if smaller and p.slot in (*w.REGIONS, "area") else None


def as_read(turns: Sequence[Turn], states: Sequence[tuple[int, Standing]]) -> str | None:
    """The place as it was last read as a whole, or none where it was not, or was changed afterwards."""
    last = states[-1][1]
    for i in range(len(turns) - 1, -1, -1):
        if turns[i].speaker != "agent":
            continue
        said = "".join(t.text for t in turns[:i] if t.speaker != "agent")
        read = _read(normalise(turns[i].text), written_bare(normalise(said[-MOST:]).text))
        if read.whole:
            then = next((s for k, s in reversed(states) if k <= i), None)
            return _completed(read, then, last) if then is not None else None
    return None


def _read(n: Normal, said: str) -> Reading:
    """The longest that an agent reads in one sentence."""
    best, now = Reading(), Reading()
    for c in clauses(n):
        if now.slots and (_ENDS.search(n.text, now.end, c.start) or not _goes_on(n, c, said, now)):
            now = Reading()
        if not now.slots:
            _begin(n, c, said, now)
        if len(now.slots) > len(best.slots):
            best = now
    return best


def _begin(n: Normal, c: Clause, said: str, now: Reading) -> None:
    first = next((k for k, t in enumerate(c.tokens) if t.slot in _FIRST), None)
    if first is None or _beside(c):
        return
    _add(n, c, c.tokens[first:], said, now)


def _goes_on(n: Normal, c: Clause, said: str, now: Reading) -> bool:
    """Whether a clause goes on with the reading; what is taken of it is added."""
    if not any(s in _HOUSES and s != "group" for s in now.slots) and _way(c, said, now):
        now.chunks.append(_MARKS.sub("", n.quote(c.start, c.start + len(c.text))))
        now.slots.append("way")
        now.end = c.start + len(c.text)
        return True
    if _beside(c) or not c.tokens:
        return False
    a = bare_span(n.text, c.start, c.start + len(c.text))[0]
    first = c.tokens[0]
    if first.start > n.original(a, a + 1)[0] or not (first.slot not in _NAMELESS or _known(first, said)):
        return False
    if len(c.tokens) == 1 and first.slot == "free" and not _known(first, ""):
        return False  # whom to ask for
    if first.slot in w.REGIONS and any(w.RANKS.get(s, 0) > w.RANKS[first.slot] for s in now.slots):
        return False  # what is larger begins another reading
    before = len(now.slots)
    _add(n, c, c.tokens, said, now)
    return len(now.slots) > before


def _way(c: Clause, said: str, now: Reading) -> bool:
    """Whether a clause tells how to get there as the caller has told it: 过水泥桥，庙前左转."""
    if c.no or c.spells or c.refused or w.OTHERWISE.search(c.text):
        return False
    leads = "way" in now.slots or bool(_LEADS.search(c.text)) or c.text.startswith("过")
    return leads and within(written_bare(c.text), said)


def _beside(c: Clause) -> bool:
    return bool(c.no or c.spells or c.refused or c.remark or w.OTHERWISE.search(c.text))


def _ends(t: Token) -> bool:
    text = normalise(t.value).text
    return len(text) > 2 and bool(w.ESTATE.search(text) or w.SPOT.search(text))


def _known(t: Token, said: str) -> bool:
    """Whether a name is one that the caller has said, or ends as names of houses and rooms do."""
    text = written_bare(normalise(t.value).text)
    return len(text) > 1 and (text in said or _ends(t)) and not w.NO_SIGNS.search(text)


def _add(n: Normal, c: Clause, pieces: Sequence[Token], said: str, now: Reading) -> None:
    kept = list(pieces)
    while kept and kept[-1].slot in ("free", "around") and not _known(kept[-1], said):
        kept.pop()
    if not kept or any(t.slot == "free" and w.NO_SIGNS.search(normalise(t.value).text) for t in kept):
        return
    ends = [t.start for t in kept[1:]] + [kept[-1].end]
    now.chunks += [_MARKS.sub("", n.raw[t.start : end]) for t, end in zip(kept, ends, strict=True)]
    now.slots += ["name" if t.slot == "free" and _ends(t) else t.slot for t in kept]
    now.end = c.start + len(c.text)


def _completed(read: Reading, then: Standing, last: Standing) -> str | None:
    """With the regions that are not read and what is inside of it; none where something else has changed."""
    if not last.extends(then):
        return None
    made: dict[int, str] = {}
    for p in last.kept():
        if read.has(p) or (p.slot == "floor" and not p.agreed and read.door):
            continue
        at = read.place_of(p)
        if at is None:
            return None
        made[at] = made.get(at, "") + p.value
    chunks = [*read.chunks, ""]
    return "".join(made.get(k, "") + chunk for k, chunk in enumerate(chunks))


__all__ = ["as_read"]
