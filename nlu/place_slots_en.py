"""Where a device is, as an English call tells it: one value for each part of the address, changed turn by turn.

What the caller tells fills a slot, what is told later takes its place; what the agent reads back counts where the caller
neither refuses it nor says something else in its place.  At the end the parts are written from the door to the post code.
"""

from __future__ import annotations

import difflib
import re
from itertools import pairwise
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlu.heads import is_known
from nlu.asking import HUM, NO, YES, refuses
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.place_kinds import on_the_way
from nlu.place_numbers_en import figures
from nlu.place_parts_en import Part, read, refused, whole_reading
from nlu.place_questions_en import Question, question
from nlu.place_spelled_en import lone_postcode, postcode, postcode_read
from nlu.place_words_en import BOTH, CAP, SPACED, WEAK
from nlu.people import known_names
from nlu.transcripts import Turn

RANK = {
    "door": 10, "hash": 12, "floor": 20, "block": 30, "building": 40, "survey": 45, "house": 50, "lane": 51, "street": 52,
    "sector": 54, "estate": 55, "near": 60, "area": 70, "county": 79, "region": 80, "postcode": 90,
}  # fmt: skip
BEHIND = 85  # of a door that is told behind its town
_MANY = ("area", "building", "near", "estate")
_IS_OTHER = regex(r"(?:no|nope|nah|oh no)\b[^.!?]{0,12}\b(?:that's|that is|that was|it was|there's)\b[^.!?]*[.!?]|[^.!?]{2,60}\b(?:you're right|you are right)\b", re.I)
_HOLDS = ("street", "house", "building", "hash", "block", "both", "lane")
_MOVED = regex(r"\b(?:we|i|we've|they|she|he) (?:have |has )?moved\b", re.I)
_SITE = regex(
    rf"\b(?:at|from|here in) (?:the )?(?P<n>(?:{CAP} ){{1,4}}(?:Hotel|Hospital|Infirmary|School|Clinic|Lodge|Care Home|Nursing Home|College|Church|House|Court|Library|Surgery|Tower|Mall|Hospice|Academy|Nursery|Theatre|Museum|Club|Inn))(?![\w'’])"
)
TYPED = ("street", "house", "floor", "block", "postcode", "survey")
_FIGURES = regex(r"\d+")
_LAST_NUMBER = regex(r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4})?(?!.*\d)")
_LETTER_END = regex(r"[A-Z]$")
_NAMED_FIRST = regex(r"rue |\d|(?:Road|Lane|Line|Street) \d")
_SAME_NUMBER = regex(r"^(\d{1,4})/(\d{1,4}[A-Za-z]?)$")


_WAY = regex(r"\b(?:past|behind|at the back|went|turn|opposite)\b")
_WORDS = regex(r"[a-zà-ÿ]+|\d+")
_SENTENCE = regex(r"[^.!?]+")
_HAN = regex(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Where:
    """The place as it stood after a turn, and what that turn says of it; ``grown``: it says more of what stood before."""

    value: str
    turn: int
    start: int
    end: int
    grown: bool = False


@dataclass(slots=True)
class Place:
    """What is known: ``one`` value of a slot, several ones of ``_MANY``, smallest first."""

    one: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=lambda: {s: [] for s in _MANY})
    behind: frozenset[str] = frozenset()
    after: bool = False  # the number stands behind its street: Calle Mayor 8
    ahead: str = ""  # the town that stands behind its post code: 4332 Figgjo
    doors: tuple[str, ...] = ()  # the order in which doors and blocks are told
    order: tuple[str, ...] = ()  # of all parts, as the caller tells them in one sentence
    verbatim: tuple[str, tuple[tuple[str, str], ...]] = ("", ())  # all of it as the agent reads it, and what was known then
    turns: list[int] = field(default_factory=list)

    def copy(self) -> Place:
        return replace(self, one=dict(self.one), many={s: list(v) for s, v in self.many.items()}, turns=list(self.turns))

    def __bool__(self) -> bool:
        return bool(self.one or any(self.many.values()))

    def values(self) -> list[tuple[str, str]]:
        return [*self.one.items(), *((s, v) for s in _MANY for v in self.many[s])]

    def written(self) -> str:
        """From the door to the post code, or as the agent has read all of it."""
        read_, then = self.verbatim
        new = [x for x in self.values() if x not in then]
        if read_ and all(s in ("postcode", "region", "county") for s, _ in new):
            made = read_
            for slot in ("county", "region"):
                made += "".join(f", {v}" for s, v in self.values() if s == slot and _fold(v) not in _fold(made))
            code = self.one.get("postcode")
            code = None if code is None or _fold(code) in _fold(made) else code
            return made if code is None else made + (" " if SPACED.search(made) or code.isdigit() else ", ") + code
        return self._in_order()

    def _in_order(self) -> str:
        one = dict(self.one)
        way = "lane" if "lane" in one else "street"
        street = one.get(way)
        house = one.pop("house", None)
        if house and street:
            split = _SAME_NUMBER.match(house)
            if split and any(v.lower().endswith(f" {split[1]}") for s, v in one.items() if s.startswith("door:")):
                one = {s: v for s, v in one.items() if not s.startswith("door:")}
            between = ", " if house.startswith("No.") or _NAMED_FIRST.match(street) else " "
            one[way] = f"{street} {house}" if self.after else f"{house}{between}{street}"
        elif house:
            one["house"] = house
        parts = [(self._rank(s), k, v) for k, (s, v) in enumerate(one.items()) if s != "postcode"]
        parts += [(self._rank(s) + k / 100, k, v) for s in _MANY for k, v in enumerate(self.many[s])]
        code = one.get("postcode")
        parts = [x for x in parts if code is None or x[2] != code.split(" ")[0]]
        if code is not None and self.ahead in self.many["area"]:
            parts = [(r, k, f"{code} {v}" if v == self.ahead else v) for r, k, v in parts]
            code = None
        made = ", ".join(v for _, _, v in sorted(parts))
        if code is None:
            return made
        if "hash" in one and len(code) == 6 and code.isdigit():
            return re.sub(r", Singapore$", "", made) + f", Singapore {code}"
        return made + (" " if SPACED.search(made) or code.isdigit() else ", " if made else "") + code

    def _rank(self, slot: str) -> float:
        kind = slot.split(":")[0]
        if self.order and {s for s, _ in self.values()} - {"postcode", "region", "county"} <= set(self.order):
            return RANK["door"] + self.order.index(slot) if slot in self.order else RANK.get(kind, 45)
        if slot in self.behind:
            return BEHIND
        if slot == "door:appartement":
            return 52
        if kind == "hash" and "block" in self.one:
            return 55
        if slot == "block" and self.doors[:1] == ("block",):
            return RANK["door"] - 1
        return RANK[kind] if kind in RANK else 45


@dataclass(slots=True)
class _Call:
    place: Place = field(default_factory=Place)
    before: Place = field(default_factory=Place)  # as it stood before the agent's last turn
    asked: Question = field(default_factory=Question)
    said: list[tuple[str, str]] = field(default_factory=list)  # the slots and values of the agent's last turn
    open: bool = False  # the agent has asked where it is
    refusing: bool = False  # the caller's turn begins with a no
    site: str = ""  # where the caller says to be before anybody asks


def slots(turns: Sequence[Turn], told: Mapping[int, tuple[int, int]]) -> Place:
    """The address as it stands at the end of a call; ``told``: where in which turns places are known to be told."""
    call = _Call()
    for i, turn in enumerate(turns):
        if turn.speaker == "agent":
            _agent(call, turn.text, i, told.get(i) if i else None)
        else:
            _caller(call, turn.text, i, told.get(i))
    if call.site and "street" in call.place.one and not call.place.many["building"]:
        call.place.many["building"].append(call.site)
    return call.place


def _agent(call: _Call, text: str, turn: int, told: tuple[int, int] | None) -> None:
    call.before = call.place.copy()
    call.asked = asked = question(text, housed="house" in call.place.one if {"street", "building"} & {s for s, _ in call.place.values()} else None)
    call.said = []
    running = call.open
    call.open = bool(asked) or (call.open and not asked.other)
    if not (call.place or asked or told) or asked.choice:
        return
    parts = read(text, agent=True)
    if told and not any(p.slot in _HOLDS and p.start < told[1] and told[0] < p.end for p in parts):
        told = None
    if not (asked or running or told):
        again = {p.sentence for p in parts if _known(call.place, p.value) or p.slot == "postcode"}
        parts = [p for p in parts if p.sentence in again]
    parts = [p for p in parts if _counts(p, parts, call)]
    code = postcode_read(text)
    if code is not None and (running or asked or not code.isdigit()):
        call.place.one["postcode"] = code
        call.said.append(("postcode", code))
        parts = [p for p in parts if p.value.replace(" ", "") != code.replace(" ", "")]
    for p in parts:
        _take(call, p, parts, agent=True, code=code)
    _ordered(call, parts, agent=True)
    _read_whole(call, text, parts)
    strong = any(s not in _MANY and s not in ("region", "county") for s, _ in call.said)
    reads = any(p.asks and p.slot in ("street", "house") for p in parts)
    call.open = bool(asked) or reads or (not asked.other and (strong or (running and (bool(call.said) or bool(HUM.fullmatch(normalise(text).text))))))
    if call.said:
        call.place.turns.append(turn)


def _read_whole(call: _Call, text: str, parts: Sequence[Part]) -> None:
    """Keep what the agent reads where it has all that is known in it."""
    place = call.place
    told = tuple(dict.fromkeys(_holding(place, p.value) or p.slot for p in parts))
    for said in whole_reading(text):
        there = _fold(said)
        if all(_fold(v) in there for s, v in place.values() if s not in ("postcode", "region", "county")) and not _door_behind(told):
            place.verbatim = (said, tuple(place.values()))


def _known(place: Place, value: str) -> bool:
    return any(_same(value, v) for _, v in place.values())


def _counts(p: Part, parts: Sequence[Part], call: _Call) -> bool:
    """Whether a name that an agent says may be one of a place."""
    if p.slot == "number":
        return sum(q.slot == "number" for q in parts if q.sentence == p.sentence) < 3
    if p.slot != "name":
        return True
    if _alike(call.place, p.value) is not None:
        return True
    beside = [q for q in parts if q is not p and q.sentence == p.sentence and q.slot not in ("letter", "ordinal", "number")]
    words = p.value.split()
    person = words[0].casefold() in known_names() or all(is_known(w.casefold()) for w in words)
    return bool(beside) or (p.asks and p.whole and not person)


def _caller(call: _Call, text: str, turn: int, told: tuple[int, int] | None) -> None:
    said = normalise(text).text
    parts = read(text, agent=False)
    if not call.open:
        near = [p for p in parts if told is not None and p.start < told[1] and told[0] < p.end]
        lines = {p.sentence for p in near}
        parts = [p for p in parts if p.sentence in lines] if near else parts if call.said else []
        near = near if any(p.slot in _HOLDS and not p.value.startswith("The ") for p in near) else _whole_address(parts)
        parts = parts if near else [p for p in parts if p.slot in TYPED and _in_place_of(call, p)]
        if not parts and not call.said:
            site = _SITE.search(text)
            call.site = call.site or (site["n"] if site else "")
            return
    no = bool(refuses(text) or NO.search(said))
    yes = bool(YES.search(said)) and not no
    names = refused(text)
    call.refusing = no
    whole = {"house", "street"} <= {p.slot for p in parts}
    if (no or whole or _MOVED.search(text)) and _elsewhere(call, parts):
        call.place, call.said = call.before.copy(), []
    parts = _without_others(text, parts)
    parts = [p for k, p in enumerate(parts) if p.slot != "name" or not any(_shorter(p.value, q.value) for q in parts[k + 1 :])]
    code = postcode(text, call.place.one.get("postcode"), asked=_of_code(call))
    taken: list[str] = []
    if code is not None:
        call.place.one["postcode"] = code
        taken.append("postcode")
    parts = _without_code(parts, code, call)
    for p in parts:
        if any(_same(p.value, n) for n in names):
            continue
        k = parts.index(p)
        if p.mends and k and {p.slot, parts[k - 1].slot} <= {"name", "area"}:
            _forget(call, parts[k - 1].value, ())
        slot = _take(call, p, parts, agent=False, yes=yes, code=code)
        taken += [slot] if slot else []
    if no:
        _take_back(call, taken, [p.value for p in parts])
    for n in names:
        _forget(call, n, parts)
    _ordered(call, parts, agent=False)
    if taken:
        call.place.turns.append(turn)
    call.said = []


def _elsewhere(call: _Call, parts: Sequence[Part]) -> bool:
    """Whether a caller names another street than the agent, and nothing of what the agent has said."""
    streets = any(s in ("street", "building", "block") for s, _ in call.said)
    new = {"street", "block", "building", "both"} & {p.slot for p in parts}
    return bool(streets and new) and not any(_same(v, p.value) for _, v in call.said for p in parts)


def _without_others(text: str, parts: list[Part]) -> list[Part]:
    """The parts without those of what the agent has named and it is not: "No, that's Paragon Plaza, in Mandaluyong. Mine's ..."."""
    m = _IS_OTHER.match(text) or _MOVED.search(text)
    stop = m.end() if m else 0
    rest = [p for p in parts if p.start >= stop]
    return rest if rest and m else parts


def _whole_address(parts: Sequence[Part]) -> list[Part]:
    """A street with its county, which nobody asked for."""
    lines = {p.sentence for p in parts if p.slot in ("county", "region")} & {p.sentence for p in parts if p.slot == "street"}
    return [p for p in parts if p.sentence in lines]


def _in_place_of(call: _Call, p: Part) -> bool:
    """Whether a part that nobody asked for is one in the place of what the agent has read."""
    return any(s == p.slot and not _same(v, p.value) for s, v in call.said)


def _of_code(call: _Call) -> bool:
    """Whether the caller answers for the post code: it is asked for, or what the agent has read last."""
    if call.asked:
        return call.asked.slot == "postcode"
    if not call.open:
        return False
    read_ = [s for s, v in call.said if _FIGURES.search(v)]
    return read_[-1:] == ["postcode"]


def _without_code(parts: list[Part], code: str | None, call: _Call) -> list[Part]:
    """The parts without the figures that are of the post code."""
    if code is None:
        return parts
    if code.isdigit():
        return [p for p in parts if p.slot != "number" or p.value not in code]
    return [p for p in parts if p.slot not in ("number", "letter", "postcode", "ordinal")]


def _take(call: _Call, p: Part, parts: Sequence[Part], *, agent: bool, yes: bool = False, code: str | None = None) -> str | None:
    """Put a part where it belongs; the slot that it went to."""
    place = call.place
    slot, value = p.slot, p.value
    if slot == "number":
        return _number(call, p, parts, agent=agent)
    if slot == "own":
        if "house" in place.one or "street" in place.one:
            number = replace(p, value=value.split()[-1])
            return _number(call, number, [number if q is p else q for q in parts], agent=agent)
        slot = "door:house"
    if slot == "letter":
        return _letter(call, p, agent=agent)
    if slot == "ordinal":
        if call.asked.slot == "floor" and not agent:
            place.one["floor"] = f"{value} floor"
            return "floor"
        return None
    if slot == "near" and not (_is_near(p, parts, call) if not agent else _alike_near(place, value) or not (p.asks and p.alone)):
        return None
    if slot in ("name", "both", "building", "area", "region", "county"):
        slot, value = _slot_of_name(call, p, parts, agent=agent)
    if slot is None:
        return None
    if slot == "house" and _is_code_of_town(p, parts, call):
        place.ahead = next(q.value for q in parts if q.start == p.start and q.slot in ("name", "area"))
        slot = "postcode"
    if slot in _MANY:
        _add(call, slot, value, p, parts, agent=agent, yes=yes)
    else:
        old = place.one.get(slot, "")
        if slot == "street" and old and _shorter(value, old):
            value = old
        elif slot == "street" and BOTH.search(old) and not _same(value, old) and "house" not in call.before.one:
            place.many["building"].append(old)  # Palm Court, Nortei Street
        if slot.startswith("door:"):
            slot = _door(place, slot)
            if p.mends and any(q.slot == "floor" for q in parts[: next(j for j, q in enumerate(parts) if q is p)]):
                place.one.pop("floor", None)
        place.one[slot] = value
        place.after = place.after and slot != "house"
        if slot == "street":
            for held in place.many.values():
                held[:] = [v for v in held if not _shorter(v, value) and v != value]
    if agent:
        call.said.append((slot, value))
    return slot


def _door(place: Place, slot: str) -> str:
    """Flats, units and suites are the same."""
    same = ("door:flat", "door:unit", "door:apartment", "door:apt", "door:suite", "door:appartement")
    return next((s for s in same if slot in same and s in place.one), slot)


def _alike_near(place: Place, value: str) -> bool:
    return any(_same(v, value) for v in place.many["near"])


def _is_near(p: Part, parts: Sequence[Part], call: _Call) -> bool:
    """Whether a caller's landmark is one of the address: asked for, or a street off which this one is."""
    if call.asked.slot == "near":
        return True
    k = parts.index(p)
    if p.value.lower().startswith("above ") and k and parts[k - 1].slot in ("floor", "door") and parts[k - 1].sentence == p.sentence:
        return True
    return p.value.lower().startswith(("off ", "by ", "opposite ", "next to ", "behind ")) and k > 0 and parts[k - 1].sentence == p.sentence and parts[k - 1].slot in ("street", "both", "building", "lane")


def _is_code_of_town(p: Part, parts: Sequence[Part], call: _Call) -> bool:
    """Whether a number before a name is a post code: 43000 Kajang, behind its street."""
    k = next(j for j, q in enumerate(parts) if q is p)
    name = k + 1 < len(parts) and parts[k + 1].slot in ("name", "area") and not _same(parts[k + 1].value, call.place.one.get("street", "-"))
    street = "street" in call.place.one or any(q.slot in ("street", "both", "lane") for q in parts[:k])
    return name and street and 4 <= len(p.value) <= 5 and p.value.isdigit()


def _slot_of_name(call: _Call, p: Part, parts: Sequence[Part], *, agent: bool) -> tuple[str | None, str]:
    """What a name is of: what it is like, what was asked for, where it stands beside other parts."""
    place, value = call.place, p.value
    k = next(j for j, q in enumerate(parts) if q is p)
    house = k > 0 and parts[k - 1].slot == "house" and parts[k - 1].start == p.start
    if house and p.slot in ("name", "area") and place.ahead == value:
        return "area", value
    like = _alike(place, value)
    if p.slot == "both" and not house and (value in place.many["area"] or (not agent and call.asked.slot in ("area", "town"))):
        return "area", value
    if p.slot == "both":
        if house or call.asked.slot == "street":
            return "street", value
        if like is not None and like[0] in ("street", "building"):
            return like[0], value
        streets = "street" in place.one or any(q.slot == "street" for q in parts)
        if streets and not agent and WEAK.search(value) and not value.endswith((" Wharf", " Yard")):
            return "area", value
        if streets and agent and WEAK.search(value) and {"street", "lane"} & {q.slot for q in parts[:k]}:
            return "area", value
        return ("building" if streets or call.asked.slot == "building" else "street"), value
    if p.slot in ("building", "area", "region", "county"):
        if house:
            return "street", value
        line = [q.slot for q in parts[:k] if q.sentence == p.sentence]
        if p.slot == "building" and agent and "building" in line and {"street", "both"} & set(line):
            place.many["building"] = [v for v in place.many["building"] if v != value]
            return "area", value
        return p.slot, value
    if house:
        return "street", value
    if not agent and p.asks and len([q for q in parts if q.sentence == p.sentence]) == 1 and not p.whole:
        return None, value  # "Kylie, what's the address here?"
    if not agent and (old := _restored(call, value)) is not None:
        return old
    if like is not None and agent and like[0] == "building" and any(q.slot in ("street", "both", "lane") for q in parts[:k]):
        place.many["building"].remove(like[1])
        return "area", value
    if like is not None and not any(q.value == like[1] and q is not p and q.sentence == p.sentence for q in parts):
        return like[0], (like[1] if _shorter(value, like[1]) and not (call.refusing and not agent) else value)
    if not agent and value.split()[0].casefold() in known_names() and not p.alone:
        return None, value
    if k > 0 and parts[k - 1].slot == "block" and parts[k - 1].value[-1].isdigit() and parts[k - 1].sentence == p.sentence and "street" not in place.one:
        return "street", value  # Blk 203 Toa Payoh North
    asked = call.asked.slot if not agent else None
    first = not any(q.slot == "name" for q in parts[:k])
    if not agent and p.alone and asked not in ("street", "building", "area", "town", "address") and value.casefold() in known_names():
        return None, value
    known = asked == "street" and "street" in place.one and not call.refusing
    if known or (asked in ("building", "street") and any(q.slot == asked for q in parts)):
        asked = "area"
    if asked in ("street", "building", "area", "town") and first:
        return ("area" if asked == "town" else asked), value
    sentence = [q for q in parts if q.sentence == p.sentence]
    at = next(j for j, q in enumerate(sentence) if q is p)
    later = any(q.slot in ("street", "both", "house") for q in sentence[at + 1 :])
    known = "street" in place.one or any(q.slot == "street" for q in parts[:k])
    if later and not known and not agent and len(sentence) <= 4:
        return "building", value
    return "area", value


def _restored(call: _Call, value: str) -> tuple[str, str] | None:
    """What the agent has misread, and the caller says again: "Colder Crescent?" "Kolda"."""
    for slot, said in call.said:
        old = call.before.one.get(slot)
        if old is not None and old != said and _shorter(value, old) and not _shorter(value, said):
            return slot, old
    return None


def _add(call: _Call, slot: str, value: str, p: Part, parts: Sequence[Part], *, agent: bool, yes: bool) -> None:
    """One more area, building or landmark, or one in the place of another."""
    held = call.place.many[slot]
    beside = [q.value for q in parts if q.sentence == p.sentence and q is not p]
    at = next((k for k, v in enumerate(held) if v == value or (v not in beside and _same(v, value)) or (slot == "building" and _variants(v, value))), None)
    if at is not None:
        call.said = call.said if agent else [x for x in call.said if x[0] != slot or not _same(x[1], value)]
        whole = value if call.refusing and not agent else held[at] if _shorter(value, held[at]) or (len(_words(value)) == len(held[at].split()) - 1 == 1) else value
        held[at] = whole
        held[:] = [v for k, v in enumerate(held) if k == at or not _shorter(v, whole)]
        return
    if slot == "near":
        held.append(value)
        return
    new = [v for s, v in call.said if s == slot and v not in call.before.many[slot]]
    if not agent and not yes and new and slot == "area" and new[-1] in held:
        held[held.index(new[-1])] = value  # "In Doncaster?" "Rotherham."
        call.said = [x for x in call.said if x != (slot, new[-1])]
        return
    sentence = [q for q in parts if q.sentence == p.sentence]
    k = next(j for j, q in enumerate(sentence) if q is p)
    before = next((v for q in reversed(sentence[:k]) for v in held if _same(v, q.value)), None)
    if before is not None:
        held.insert(held.index(before) + 1, value)
    elif agent or call.asked.slot == "town" or slot != "area" or any(q.slot in ("number", "postcode") and len(q.value) > 3 for q in sentence[k + 1 : k + 2]):
        held.append(value)
    else:
        held.insert(0, value)


def _number(call: _Call, p: Part, parts: Sequence[Part], *, agent: bool) -> str | None:
    """A number alone: what was asked for, what it puts right, or the house of the street beside it."""
    place, value, asked = call.place, p.value, call.asked
    k = next(j for j, q in enumerate(parts) if q is p)
    if any(_has_number(v, value) for s, v in place.one.items() if s != "house"):
        return None
    if (slot := _beside(call, p, parts, agent=agent)) is not None:
        return slot
    if agent:
        return _read_number(call, value)
    if asked.slot == "postcode":
        return None
    if sum(len(q.value) for q in parts if q.slot == "number") > 9 or (value[0] == "0" and len(value) > 2):
        return None  # a telephone
    last = next((q for q in reversed(parts[:k]) if _FIGURES.search(q.value)), None)
    if p.mends and last is not None and (slot := _holding(place, last.value)) is not None:
        place.one[slot] = _with_number(place.one[slot], value)
        return slot
    if asked.slot == "house":
        place.one["house"] = value
        return "house"
    if asked.slot == "door":
        slot = _door(place, f"door:{asked.word}")
        place.one[slot] = f"{asked.word.capitalize()} {value}"
        return slot
    if len(value) in (5, 6) and value.isdigit() and "postcode" not in place.one and place.many["area"] and ("house" in place.one or _doors(place)):
        place.one["postcode"] = value
        return "postcode"
    if (slot := _puts_right(call, value)) is not None:
        return slot
    if "street" in place.one and "house" not in place.one:
        place.one["house"] = value
        return "house"
    if len(value) in (4, 5, 6) and value.isdigit() and place.many["area"] and "postcode" not in place.one and "street" in place.one:
        place.one["postcode"] = value
        return "postcode"
    if "house" in place.one and any(q.slot in ("street", "both", "lane") for q in parts[:k]):
        place.one["house"] = value
        return "house"
    return None


def _has_number(held: str, value: str) -> bool:
    return value.lower() in [n.lower() for n in re.findall(r"[0-9A-Za-z]+", held)]


def _beside(call: _Call, p: Part, parts: Sequence[Part], *, agent: bool) -> str | None:
    """A number beside a street is its house's, one behind a town is the post code."""
    place, value = call.place, p.value
    k = next(j for j, q in enumerate(parts) if q is p)
    after = parts[k + 1] if k + 1 < len(parts) and parts[k + 1].sentence == p.sentence else None
    before = parts[k - 1] if k else None
    if before is not None and before.slot in ("street", "lane") and before.sentence == p.sentence and not (agent and len(value) > 5):
        if not any(q.slot == "house" and q.sentence == p.sentence for q in parts):
            place.one["house"] = value
            place.after = before.start == p.start
            call.said += [("house", value)] if agent else []
            return "house"
    if after is not None and after.slot in ("street", "both", "lane") and len(value) <= 7 and (before is None or before.slot != "house"):
        place.one["house"] = value
        call.said += [("house", value)] if agent else []
        return "house"
    town = before is not None and (before.sentence == p.sentence or not agent or before.slot == "region") and before.slot in ("area", "region", "name", "estate", "county")
    if town and value.isdigit() and 4 <= len(value) <= 6 and (agent or "house" in place.one or before.sentence == p.sentence):
        if before.slot == "region" or {"street", "lane"} & set(place.one) or place.many["building"] or len(value) > 4:
            place.one["postcode"] = value
            call.said += [("postcode", value)] if agent else []
            return "postcode"
    return None


def _doors(place: Place) -> bool:
    return any(s.startswith("door") for s in place.one)


def _read_number(call: _Call, value: str) -> str | None:
    """A number that an agent reads back by itself: it goes where it is most like."""
    place = call.place
    if not re.fullmatch(r"(?:No\. )?[\w/-]{1,8}", value) or any(_has_number(v, value) for v in place.one.values()):
        return None
    best, slot = 0.0, None
    for s, v in place.one.items():
        m = _LAST_NUMBER.search(v)
        if m is None:
            continue
        close = difflib.SequenceMatcher(None, m[0].lower(), value.lower()).ratio()
        if close > best:
            best, slot = close, s
    if slot is None or best < 0.5 or slot == "postcode":
        if "house" not in place.one and "street" in place.one and len(value) <= 5:
            place.one["house"] = value
            call.said.append(("house", value))
        return None
    place.one[slot] = _with_number(place.one[slot], value)
    call.said.append((slot, place.one[slot]))
    return slot


def _puts_right(call: _Call, value: str) -> str | None:
    """The slot of the agent's that a number puts right: first one that the agent has changed."""
    place = call.place
    said = [s for s, v in call.said if _FIGURES.search(v) and s in place.one]
    changed = [s for s, v in call.said if s in said and s in call.before.one and call.before.one[s].casefold() != v.casefold()]
    new = [s for s in said if s not in call.before.one]
    for s in changed:
        old = call.before.one[s]
        if place.one[s] == old and value.lower() in old.lower():
            return s
        if value.lower() in old.replace("-", "").lower():
            place.one[s] = old
            return s
    target = next(iter([*changed, *new, *said]), None)
    if len(said) > 1 and target is not None:
        close = {s: difflib.SequenceMatcher(None, _LAST_NUMBER.search(place.one[s])[0] if _LAST_NUMBER.search(place.one[s]) else "", value).ratio() for s in (changed or new or said)}
        target = max(close, key=lambda s: close[s])
    if target is None or target == "postcode":
        return None
    m = _LAST_NUMBER.search(place.one[target])
    if m is None:
        return None
    place.one[target] = _with_number(place.one[target], value)
    return target


def _with_number(held: str, value: str) -> str:
    """A value with another number in it: 4470 and 17 are 4417, #05-80 and 18 are #05-18."""
    m = _LAST_NUMBER.search(held)
    if m is None:
        return held
    if value.startswith("No.") and held.startswith(("House", "No")) or held == m[0]:
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


def _letter(call: _Call, p: Part, *, agent: bool) -> str | None:
    """A letter alone, which puts the agent's right: "flat B?" "D for Denmark"."""
    place, asked = call.place, call.asked
    if agent or asked.slot == "postcode":
        return None
    for s, _ in reversed(call.said):
        v = place.one.get(s, "")
        if s != "postcode" and _LETTER_END.search(v):
            place.one[s] = v[:-1] + p.value
            return s
    for s, _ in reversed(call.said):
        v = place.one.get(s, "")
        if s == "block" and (m := re.match(r"[A-Z](?= )", v)):
            place.one[s] = p.value + v[m.end() :]
            return s
    slot = _door(place, f"door:{asked.word}")
    if asked.slot == "door" and slot not in place.one:
        place.one[slot] = f"{asked.word.capitalize()} {p.value}"
        return slot
    return None


def _take_back(call: _Call, taken: Sequence[str], said: Sequence[str]) -> None:
    """What the agent has said and the caller refuses: of the slots that the caller fills anew, else all of it."""
    place, before = call.place, call.before
    for slot, value in call.said:
        if slot in taken and slot not in _MANY:
            continue
        if slot in _MANY and (slot not in taken or "street" in taken):
            if value not in before.many[slot] and value in place.many[slot] and not any(_same(v, value) for v in said):
                place.many[slot].remove(value)
        elif taken and not ("street" in taken and slot not in before.one):
            continue
        elif slot in before.one:
            place.one[slot] = before.one[slot]
        else:
            place.one.pop(slot, None)


def _forget(call: _Call, name: str, parts: Sequence[Part]) -> None:
    """What the caller says that it is not."""
    if any(_same(p.value, name) and p.value != name for p in parts):
        return
    place = call.place
    for s in [s for s, v in place.one.items() if v == name]:
        del place.one[s]
    for held in place.many.values():
        held[:] = [v for v in held if v != name and not v.endswith(f" {name}")]


def _ordered(call: _Call, parts: Sequence[Part], *, agent: bool) -> None:
    """How doors stand to blocks and towns, and towns to each other, as it was told last in one breath."""
    place = call.place
    for n in {p.sentence for p in parts}:
        sentence = [p for p in parts if p.sentence == n]
        slots_ = [(_holding(place, p.value) or p.slot) for p in sentence]
        told = tuple(dict.fromkeys(slots_))
        if agent and [s for s in place.order if s in told] != [s for s in told if s in place.order]:
            place.order = ()
        if len(told) > 2 and not (agent and _door_behind(told)):
            place.order = told
        doors = [s for s in slots_ if s.startswith(("door", "block"))]
        if len(set(doors)) > 1 and "block" in doors:
            place.doors = tuple(dict.fromkeys(doors))
        town = next((k for k, s in enumerate(slots_) if s in ("area", "region", "county") or (s == "name" and k)), None)
        street = any(s in ("street", "building", "both", "lane") for s in slots_[:town])
        for k, s in enumerate(slots_):
            if s.startswith(("door", "floor", "block", "hash")):
                if town is not None and street and k > town:
                    place.behind |= {s}
                elif any(t in ("street", "building", "both", "lane") for t in slots_[k + 1 :]):
                    place.behind -= {s}
        towns = [v for p in sentence for v in place.many["area"] if _same(v, p.value)]
        towns = list(dict.fromkeys(towns))
        if len(towns) > 1:
            at = sorted(place.many["area"].index(v) for v in towns)
            for k, v in zip(at, towns, strict=True):
                place.many["area"][k] = v


def _door_behind(told: Sequence[str]) -> bool:
    """Whether a door is told right behind its street, where one writes it before: "35 Bell Street, unit 9"."""
    if "street" in told and any(s.startswith("door") for s in told[: told.index("street")]) and told[0] == "area":
        return True
    return any(a == "street" and b.startswith(("door", "floor")) for a, b in pairwise(told))


def _holding(place: Place, value: str) -> str | None:
    return next((s for s, v in reversed(place.values()) if v == value), None)


def _fold(value: str) -> str:
    return re.sub(r"[\W_]|^the ", "", value.casefold())


def _words(value: str) -> list[str]:
    return value.casefold().removeprefix("the ").split()


def _same(one: str, other: str) -> bool:
    """Whether two names are the same, or one has the other in it."""
    a, b = _fold(one), _fold(other)
    if a == b:
        return True
    short, long = sorted((_words(one), _words(other)), key=len)
    return any(long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1)) or (
        min(len(a), len(b)) > 4 and a[0] == b[0] and difflib.SequenceMatcher(None, a, b).ratio() >= 0.82
    )


def _variants(one: str, other: str) -> bool:
    """Paragon Tower and Paragon Corporate Tower."""
    a, b = _words(one), _words(other)
    k = 1 if a[0] in ("st", "st.") else 0
    return len(a) > k and len(b) > k and a[k][:4] == b[k][:4] and len(a[k]) > 3 and a[:k] == b[:k]


def _shorter(value: str, old: str) -> bool:
    """Whether a value is another one with less of it."""
    a, b = _words(value), _words(old)
    return 0 < len(a) < len(b) and any(b[k : k + len(a)] == a for k in range(len(b) - len(a) + 1))


def _alike(place: Place, value: str) -> tuple[str, str] | None:
    """The slot and value of a name that is known already, or of which this is another form."""
    for slot, held in reversed(place.values()):
        if slot in ("street", "area", "building", "region", "estate", "county") and _same(held, value):
            return slot, held
    words = value.split()
    for slot, held in reversed(place.values()):
        if slot in ("street", "area", "building") and len(words) > 1 and held.split()[0] == words[0] and len(held.split()) == len(words) and len(words[0]) > 3:
            return slot, value
    return None


def settled(turns: Sequence[Turn], told: Sequence[Where]) -> Where | None:
    """The place in its slots, where these hold more than what was told at once; ``told``: the places as they were put together."""
    if not any(t.speaker == "agent" for t in turns) or _HAN.search("".join(t.text[:200] for t in turns)):
        return None
    place = slots(turns, {w.turn: (w.start, w.end) for w in told})
    value = place.written()
    if not place.turns or not _holds(place):
        return None
    if told and _at_once(turns, told[-1].value, place):
        return None
    turn = place.turns[-1]
    return Where(value, turn, 0, len(turns[turn].text), grown=False)


def _holds(place: Place) -> bool:
    """Whether it is enough to find somebody."""
    kinds = {s.split(":")[0] for s, _ in place.values()}
    return bool(kinds & {"street", "building", "hash", "block"}) or bool(kinds & {"door", "postcode"} and "area" in kinds)


def _at_once(turns: Sequence[Turn], old: str, place: Place) -> bool:
    """Whether all of a place was said in one turn, and the slots hold less than that."""
    new = place.written()
    more = [p for p in old.split(", ") if _more(p, new)]
    full = (bool({"house", "building"} & {s for s, _ in place.values()}) or _doors(place)) and bool(place.many["area"])
    if full and more and all(on_the_way(p) or _WAY.search(p) for p in more):
        return False
    whole = _fold(old)
    callers = (s for t in turns if t.speaker != "agent" for s in _SENTENCE.findall(t.text))
    if any(whole in _fold(figures(s)) for s in callers) and not _more(place.written(), old):
        return True  # in the order in which the caller tells it
    pieces = [_fold(p) for p in old.split(", ")]
    once = any(all(p in said for p in pieces) for said in (_fold(figures(t.text)) + " " + _fold(t.text) for t in turns))
    return once and not _more(new, old) and bool(more)


def _more(one: str, other: str) -> set[str]:
    """The words that one place has and the other has not."""
    return set(_WORDS.findall(figures(one).casefold())) - set(_WORDS.findall(figures(other).casefold())) - {"the"}


__all__ = ["Place", "settled", "slots"]
