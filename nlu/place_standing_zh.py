"""The parts of a Chinese address as they stand: one value for each slot, names in their order, written from large to small."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from nlu import place_words_zh as w
from nlu.place_likeness_zh import alike, folded, initials, same_stem, stem, without
from nlu.place_reading_zh import Token

_MANY = ("name", "spot", "area")
#: What an agent's reading leaves out for good.
_LEFT_OUT = ("area", "name", "phase", "hall", "building", "unit", "floor", "spot")
LEAST = 3  # pieces of a reading that leaves something out
_INSIDE = ("building", "floor", "unit", "phase", "row", "hall")
_WHOLE = re.compile(r"(?:小区|花园|家园|[苑园城府湾]|大厦|广场|中心|学校|医院)$")
_SCHOOL = re.compile(r"(?:大学|大學|学院|學院)$")
RUNS = 6  # of what was said in one breath
SAME = 0.6  # how much of a name must be alike to be the same one, misheard


@dataclass(frozen=True, slots=True)
class Part:
    slot: str
    value: str
    rank: float
    bare: str = ""
    weak: bool = False  # a name that counts only where it is said again
    agreed: bool = False  # the agent has said it
    loose: bool = False  # a name that does not count any more where an agent reads the place without it


@dataclass(slots=True)
class Standing:
    parts: list[Part] = field(default_factory=list)
    runs: list[tuple[str, ...]] = field(default_factory=list)  # what was said in one breath, in its order
    direct: bool = False  # the agent reads the house back, without how to get there

    def copy(self) -> Standing:
        return Standing(list(self.parts), list(self.runs), self.direct)

    def get(self, slot: str) -> Part | None:
        return next((p for p in reversed(self.parts) if p.slot == slot), None)

    def has(self, slot: str) -> bool:
        return self.get(slot) is not None

    def clear(self, slots: Iterable[str]) -> None:
        gone = set(slots)
        self.parts = [p for p in self.parts if p.slot not in gone]

    def last_numbered(self) -> Part | None:
        return next(
            (p for p in reversed(self.parts) if p.bare and p.slot in ("number", "floor", "room", "alley")),
            None,
        )

    def echoes(self, t: Token) -> bool:
        return any(
            folded(stem(t.value)) == folded(stem(p.value)) or alike(t.value, p.value) >= SAME
            for p in self.parts
        )

    def sounds_like(self, text: str) -> bool:
        return any(
            alike(text, p.value) >= SAME
            or (len(p.value) > 2 and folded(p.value) in folded(text))
            or initials(p.value, text)
            for p in self.parts
            if p.slot in _MANY
        )

    def made_of(self, text: str) -> bool:
        """Whether a name is nothing but regions that are known: 肇东四站."""
        rest = folded(text)
        for p in self.parts:
            if p.slot in w.REGIONS or (p.slot == "area" and folded(p.value) != folded(text)):
                rest = rest.replace(folded(stem(p.value)), "", 1)
        return not rest

    def slot_of(self, text: str) -> str | None:
        return next((p.slot for p in self.parts if folded(p.value) == folded(text)), None)

    def drop(self, t: Token) -> bool:
        """Without what was said not to be the place."""
        if t.slot == "free" and t.value in ("楼", "樓", "层", "层", "栋", "座", "号"):
            slot = {"楼": "floor", "樓": "floor", "层": "floor"}.get(t.value, "")
            self.clear((slot,))
            return True
        gone_name = folded(t.value)
        kept = [
            p for p in self.parts
            if not (
                folded(p.value) == gone_name or (t.slot == "bare" and p.bare == t.bare)
                or (p.slot in _MANY and t.slot == "free" and len(gone_name) > 1 and folded(p.value).startswith(gone_name))
            )
        ]  # fmt: skip
        gone = len(kept) < len(self.parts)
        self.parts = kept
        return gone

    def respelled(self, text: str, read: Sequence[str]) -> tuple[str, str] | None:
        """A region, a street or a name of which the agent has got one sign wrong, with the caller's: 杨柳 for 杨林村."""
        for p in self.parts:
            if p.slot not in read or p.slot in ("number", "building", "room", "floor"):
                continue
            core = stem(p.value) if p.slot != "road" else re.sub(r"(?:路|街|大道|大街)$", "", p.value)
            if (
                len(core) == len(text) > 1
                and core != text
                and sum(a == b for a, b in zip(core, text, strict=True)) * 2 >= len(text)
            ):
                return p.slot, text + p.value[len(core) :]
        return None

    def put(
        self, t: Token, *, agent: bool, order: Sequence[str] = (), weak: bool = False, loose: bool = False
    ) -> None:
        """One piece in its slot; a shorter form of what is there changes nothing."""
        if self._placed_elsewhere(t):
            return
        if t.slot == "row":
            self.parts = [
                p for p in self.parts if not (p.slot == "phase" and folded(p.value) == folded(t.value))
            ]
        if t.slot in ("area", "name"):
            self.parts = [p for p in self.parts if not (p.slot == "phase" and t.value.endswith(p.value))]
        if t.slot in ("building", "phase", "hall", "unit", "floor"):
            self._names_estate()
        if t.slot in _MANY:
            self._put_name(t, agent=agent, order=order, weak=weak, loose=loose)
            return
        known = self.get(t.slot)
        if not agent and known is not None and _in_county(t, known):
            return
        rank = float(w.RANKS[t.slot])
        if known is not None:
            a, b = folded(known.value), folded(t.value)
            if a != b and (
                a.startswith(b)
                if t.slot in w.REGIONS
                else (a.endswith(b) and len(b) > 1 and not b[0].isdigit())
            ):
                return
            if t.slot == "building" and a != b and a.endswith(b) and not re.match(r"\d", a):
                return
        said = self._without_area(t) if t.slot == "road" else t.value
        if known is not None and t.slot == "district" and known.value[-1] in "县縣" and t.value[-1] == "市":
            self.parts = [
                replace(p, slot="city", rank=10.0) if p is known else p for p in self.parts
            ]  # 新竹县竹北市
        part = Part(t.slot, said, rank, t.bare, agreed=agent)
        self.parts = [p for p in self.parts if p.slot != t.slot]
        self.parts.append(part)
        if t.slot in w.REGIONS:
            self._cut_regions()
        if t.slot in (*w.REGIONS, "road", "group"):
            self.parts = [p for p in self.parts if not (p.slot in _MANY and same_stem(p.value, t.value))]

    def _cut_regions(self) -> None:
        """Streets and towns without the regions that are known before them: 坎门海港路 where 坎门街道 is."""
        for slot in w.REGIONS:
            region = self.get(slot)
            if region is not None:
                self.parts = [
                    replace(p, value=without(p.value, stem(region.value)))
                    if p.slot == "road" or (p.slot == "town" and p.slot != slot)
                    else p
                    for p in self.parts
                ]

    def _names_estate(self) -> None:
        """A name that only a question tells, before a building and with no other name, is that of an estate."""
        if any(p.slot in ("name", "building", "unit", "road", "village") and not p.weak for p in self.parts):
            return
        if not any(p.slot in w.REGIONS for p in self.parts):
            self.parts = [
                replace(p, slot="name", rank=80.0) if p.slot == "area" and p.loose else p for p in self.parts
            ]

    def is_a(self, kind: str) -> None:
        """What the last name is that was told without it: a village, a town."""
        slot = w.ENDINGS[kind]
        last = next((p for p in reversed(self.parts) if p.slot == "area" and p.loose), None)
        if last is not None and not self.has(slot):
            value = last.value + kind
            made = replace(last, slot=slot, value=value, rank=float(w.RANKS[slot]), loose=False)
            self.parts = [made if p is last else p for p in self.parts]

    def _without_area(self, t: Token) -> str:
        """盛夏路 of 张江盛夏路 where 张江 is known."""
        for p in self.parts:
            if (
                p.slot in ("area", "name", "village", "town")
                and t.value.startswith(p.value)
                and len(t.value) - len(p.value) > 2
            ):
                return t.value[len(p.value) :]
        return t.value

    def _placed_elsewhere(self, t: Token) -> bool:
        """Whether the same number stands in another slot in a fuller form: 72号 that is a room."""
        if t.slot != "number" or not t.bare:
            return False
        room = self.get("room")
        if room is not None and "-" in room.value and folded(t.value).startswith(folded(room.value)):
            self.parts = [replace(p, value=t.value) if p is room else p for p in self.parts]
            return True
        return False

    def _put_name(self, t: Token, *, agent: bool, order: Sequence[str], weak: bool, loose: bool) -> None:
        text = folded(t.value)
        rank = float(w.RANKS.get(t.slot, 0))
        if (
            t.slot == "name"
            and order
            and order[-1] in _INSIDE
            and ("name" in order or not _WHOLE.search(t.value))
        ):
            rank = w.RANKS[order[-1]] + 1.0  # 26号，六楼，影院
        elif t.slot == "name" and _SCHOOL.search(t.value):
            rank -= 0.5  # before its campus
        above: list[int] = []
        if t.slot == "area":
            above = [w.RANKS[s] for s in order if s in w.REGIONS]
            rank = max([20, *above]) + 5.0
            if any(same_stem(t.value, p.value) for p in self.parts if p.slot not in _MANY):
                return
        for k, p in enumerate(self.parts):
            if p.slot not in _MANY:
                continue
            known = folded(p.value)
            if known == text:
                slot, rank = (t.slot, rank) if (above if t.slot == "area" else agent) else (p.slot, p.rank)
                self.parts[k] = replace(
                    p,
                    value=t.value if agent else p.value,
                    slot=slot,
                    rank=rank,
                    weak=False,
                    loose=False,
                    agreed=p.agreed or agent,
                )
                return
            reads = agent and p.slot == t.slot == "spot" and t.bare and p.bare.endswith(t.bare)
            if (known.startswith(text) or known.endswith(text)) and not reads:
                return
            if weak and not p.weak and known in text:
                return
            if (
                reads
                or text.startswith(known)
                or text.endswith(known)
                or (p.slot == t.slot and alike(known, text) >= SAME)
                or (p.slot == t.slot == "spot" and bool(p.bare and p.bare == t.bare))
                or initials(p.value, t.value)
                or (not agent and initials(t.value, p.value))
            ):
                self.parts[k] = Part(
                    t.slot, t.value, rank if t.slot != "area" or above else p.rank, t.bare, weak and p.weak
                )
                self.parts = [
                    q
                    for j, q in enumerate(self.parts)
                    if j == k or not (q.slot in _MANY and folded(q.value) in text)
                ]
                return
        self.parts.append(Part(t.slot, t.value, rank, t.bare, weak, agent, loose))

    def with_additions(
        self, later: Standing, *, spared: set[str], regions_only: bool, signs: str = ""
    ) -> Standing:
        """As it stood before a misreading, with what that one has added; ``signs``: the caller spells those."""
        meant = {p.slot for p in self.parts if any(c in p.value for c in signs)}
        made = Standing(
            [
                next(
                    (
                        q
                        for q in later.parts
                        if q.slot == p.slot and meant and p.slot not in meant and p.slot not in _MANY
                    ),
                    p,
                )
                for p in self.parts
            ],
            list(self.runs),
            self.direct,
        )
        have = {p.slot for p in made.parts}
        for p in later.parts:
            if p.slot in have and p.slot not in _MANY:
                longer = p.slot in w.REGIONS and folded(p.value).startswith(
                    folded(stem(next(q.value for q in made.parts if q.slot == p.slot)))
                )
                if longer:
                    made.parts = [p if q.slot == p.slot else q for q in made.parts]
                continue
            if p in made.parts or (
                p.slot in _MANY
                and any(q.slot in _MANY and folded(q.value) == folded(p.value) for q in made.parts)
            ):
                continue
            if not regions_only or p.slot in w.REGIONS or p.slot in spared:
                made.parts.append(p)
        for slot in w.REGIONS:
            if (region := made.get(slot)) is not None:
                made.parts = [
                    p for p in made.parts if not (p.slot in _MANY and same_stem(p.value, region.value))
                ]
        return made

    def left_out(self, read: Sequence[Token]) -> None:
        """Without what nobody but the caller has said and an agent leaves out who reads what stands before and behind it."""
        ranks = [w.RANKS[t.slot] for t in read if t.slot in w.RANKS]
        if len(ranks) > 1 and max(ranks) >= w.RANKS["number"]:
            self.parts = [p for p in self.parts if not (p.loose and p.rank < max(ranks))]
        if any(t.slot in ("road", "number") for t in read):
            self.parts = [p for p in self.parts if p.agreed or not p.value.endswith("梯")]
        if len(ranks) < LEAST:
            return
        said, names = {t.slot for t in read}, {_key(t) for t in read}
        room, whole = self.get("room"), folded("".join(t.value for t in read))
        kept = []
        for p in self.parts:
            between = min(ranks) < p.rank < max(ranks) and p.slot in _LEFT_OUT and not p.agreed
            told = _key(p) in names or folded(p.value) in whole or (p.slot not in _MANY and p.slot in said)
            above = p.slot == "floor" and room is not None and room.bare.startswith(p.bare)
            if not between or told or above:
                kept.append(p)
        self.parts = kept

    def breath(self, said: Sequence[Token]) -> None:
        """What is said in one breath tells the order of its pieces."""
        run = tuple(dict.fromkeys(_key(t) for t in said))
        if len(run) > 1:
            self.runs = [*self.runs[-RUNS:], run]

    def ordered(self) -> list[Part]:
        parts = sorted(self.parts, key=lambda p: p.rank)
        number = self.get("number")
        street = any(self.has(s) for s in ("road", "lane", "alley"))
        inside = ("phase",) if self.has("village") or self.has("group") else ("name", "phase")
        told = self.parts[: self.parts.index(number)] if number is not None else []
        names = [k for k, p in enumerate(parts) if p.slot in inside and p in told]
        if number is not None and not street and names:
            at = parts.index(number)
            parts.insert(max(names) + 1, number)
            parts.pop(at)
        for run in self.runs[-RUNS:]:
            parts = _as_said(parts, run)
        return parts

    def kept(self) -> list[Part]:
        """The parts that count, in their order."""
        parts = [p for p in self.ordered() if not (p.weak or (p.slot in _MANY and self.made_of(p.value)))]
        return [p for p in parts if not any(_in(p, q) for q in parts if q is not p)]

    def written(self) -> str:
        return "".join(p.value for p in self.kept())

    def extends(self, other: Standing) -> bool:
        mine = {(p.slot, folded(p.value)) for p in self.parts}
        return all((p.slot, folded(p.value)) in mine or p.slot in _MANY for p in other.parts)

    def told(self) -> bool:
        """Whether it is more than a town: it names a street, a village, an estate."""
        named = any(
            p.slot in ("road", "lane", "village", "council", "name", "area", "town") and not p.weak
            for p in self.parts
        )
        return named and any(
            p.slot not in ("province", "city", "district", "area") and not p.weak for p in self.parts
        )

    def door(self) -> bool:
        """Whether it tells of a house: a number, a building, an estate."""
        return any(p.slot in ("number", "building", "room", "hall", "unit", "group") for p in self.parts)


def _in(one: Part, other: Part) -> bool:
    """Whether a name or a number is in another piece: C129 of C129号铺."""
    if one.slot not in (*_MANY, "room", "phase", "row") or (other.slot == "room" and one.slot != "spot"):
        return False
    a, b = folded(one.value), folded(other.value)
    if one.slot == "room":
        return other.slot == "spot" and len(a) > 2 and b.startswith(a)
    return len(a) > 1 and a != b and a in b


def _in_county(t: Token, known: Part) -> bool:
    """Whether a region is the known one with that above it: 利川谋道镇 is 谋道镇."""
    whole, end = folded(t.value), folded(known.value)
    return t.slot in w.REGIONS and whole.endswith(end) and 2 <= len(whole) - len(end) <= 3


def _key(t: Token | Part) -> str:
    return folded(t.value) if t.slot in _MANY else t.slot


def _as_said(parts: list[Part], run: Sequence[str]) -> list[Part]:
    """With what was said in one breath in that order."""
    at = [k for k, p in enumerate(parts) if _key(p) in run]
    told = sorted((parts[k] for k in at), key=lambda p: run.index(_key(p)))
    made = list(parts)
    for k, p in zip(at, told, strict=True):
        made[k] = p
    return made


__all__ = ["Part", "Standing"]
