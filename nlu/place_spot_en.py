"""What a call has told of an English address so far: one value for each of its parts, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from nlu.patterns import regex
from nlu.place_alike_en import fold_name, same
from nlu.place_questions_en import Question
from nlu.place_words_en import SPACED, STATES

RANK = {
    "door": 10, "hash": 12, "dept": 15, "floor": 20, "spot": 21, "block": 30, "building": 40, "survey": 45, "old": 48, "new": 49, "house": 50, "lane": 51, "street": 52,
    "sector": 54, "estate": 55, "near": 60, "area": 70, "county": 79, "region": 80, "postcode": 90,
}  # fmt: skip
AT_THE_END = ("county", "region", "postcode")
BEHIND = 85  # of a door that is told behind its town
MANY = ("area", "building", "near", "estate")
_NAMED_FIRST = regex(r"rue |\d|(?:Road|Lane|Line|Street) \d")
_CANADIAN = regex(r"[A-Z]\d[A-Z] \d[A-Z]\d")
_NUMBERED = regex(r"(?:building|bldg) \d{3}", re.I)
_LARGER = ("door:hangar", "door:warehouse", "door:shed", "door:terminal", "door:pier", "door:camp")
_UNIT = regex(r"door:(?:unit|apartment|apt|suite|ste)\b")
_AMERICA = regex(rf"(?:{STATES})")
_STOREY_DOOR = regex(r" 0\d-\d{2,4}$")  # unit 01-1125, behind its block and street
_STAIR = regex(r"flat \d/\d", re.I)
_SAME_NUMBER = regex(r"^(\d{1,4})/(\d{1,4}[A-Za-z]?)$")


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
    """What is known: ``one`` value of a slot, several ones of ``MANY``, smallest first."""

    one: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=lambda: {s: [] for s in MANY})
    behind: frozenset[str] = frozenset()
    after: bool = False  # the number stands behind its street: Calle Mayor 8
    beside: str = ""  # the district in which the landmark is that was asked for behind it
    ahead: str = ""  # the town that stands behind its post code: 4332 Figgjo
    doors: tuple[str, ...] = ()  # the order in which doors and blocks are told
    after_street: frozenset[str] = frozenset()  # doors that the caller tells behind their street
    trailing: frozenset[str] = (
        frozenset()
    )  # doors that are told behind their street, as one writes them in America
    order: tuple[str, ...] = ()  # of all parts, as the caller tells them in one sentence
    verbatim: tuple[str, tuple[tuple[str, str], ...]] = (
        "",
        (),
    )  # all of it as the agent reads it, and what was known then
    turns: list[tuple[int, int, int]] = field(default_factory=list)

    def copy(self) -> Place:
        return replace(
            self, one=dict(self.one), many={s: list(v) for s, v in self.many.items()}, turns=list(self.turns)
        )

    def __bool__(self) -> bool:
        return bool(self.one or any(self.many.values()))

    def values(self) -> list[tuple[str, str]]:
        return [*self.one.items(), *((s, v) for s in MANY for v in self.many[s])]

    def put_right(self, slot: str, old: str, new: str) -> None:
        """Put another value in the place of one that stands."""
        if slot in self.one:
            self.one[slot] = new
        elif old in self.many.get(slot, ()):
            held = self.many[slot]
            held[held.index(old)] = new

    def written(self) -> str:
        """From the door to the post code, or as the agent has read all of it."""
        read_, then = self.verbatim
        new = [x for x in self.values() if x not in then]
        if not read_ or any(s not in AT_THE_END for s, _ in new):
            return self._in_order()
        for slot, value in then:
            if slot in AT_THE_END and self.one.get(slot, value) != value:
                read_ = read_.replace(value, self.one[slot])  # put right behind the reading
        code = self.one.get("postcode")
        read_ = read_.removesuffix(f", {code}")
        for slot in ("county", "region"):
            value = self.one.get(slot, "")
            read_ += f", {value}" if value and fold_name(value) not in fold_name(read_) else ""
        return read_ if code is None or fold_name(code) in fold_name(read_) else self._coded(read_, code)

    def _coded(self, made: str, code: str) -> str:
        """With the post code at its end, in Singapore with its name."""
        if "hash" in self.one and len(code) == 6 and code.isdigit():
            return re.sub(r", Singapore$", "", made) + f", Singapore {code}"
        return (
            made
            + (
                " "
                if SPACED.search(made) or code.isdigit() or _CANADIAN.fullmatch(code)
                else ", "
                if made
                else ""
            )
            + code
        )

    def _in_order(self) -> str:
        one = dict(self.one)
        way = "lane" if "lane" in one else "street"
        street = one.get(way)
        house = one.pop("house", None)
        if any(_STAIR.fullmatch(v) for s, v in one.items() if s == "door:flat"):
            one.pop("floor", None)  # Flat 2/1 is on the second floor
        if house and one.get("block", "").endswith(f" {house}"):
            house = None  # Block 203B, Punggol Field Walk
        if house and any(b.startswith(f"{house} ") for b in self.many["building"]):
            house = None  # 9 Trafalgar Mansions
        if house and street:
            split = _SAME_NUMBER.match(house)
            if split and any(
                v.lower().endswith(f" {split[1]}") for s, v in one.items() if s.startswith("door:")
            ):
                one = {s: v for s, v in one.items() if not s.startswith("door:")}
            between = ", " if house.startswith("No.") or _NAMED_FIRST.match(street) else " "
            one[way] = f"{street} {house}" if self.after else f"{house}{between}{street}"
        elif house:
            one["house"] = house
        parts = [(self._rank(s), k, v) for k, (s, v) in enumerate(one.items()) if s != "postcode"]
        parts += [(self._rank(s) + k / 100, k, v) for s in MANY for k, v in enumerate(self.many[s])]
        code = one.get("postcode")
        parts = [x for x in parts if code is None or x[2] != code.split(" ")[0]]
        if code is not None and self.ahead in self.many["area"]:
            parts = [(r, k, f"{code} {v}" if v == self.ahead else v) for r, k, v in parts]
            code = None
        made = re.sub(r"^the basement, ", "Basement, ", ", ".join(v for _, _, v in sorted(parts)))
        return made if code is None else self._coded(made, code)

    def _apart(self) -> set[str]:
        """What may stand behind the parts whose order is known: the town, where the floor or the room is told last."""
        inner = self.order[:1] == ("building",) and self.order[-1].startswith(("floor", "door"))
        return {"area", *AT_THE_END} if inner and "street" in self.order else set(AT_THE_END)

    def _rank(self, slot: str) -> float:
        kind = slot.split(":")[0]
        if self.order and {s for s, _ in self.values()} - self._apart() <= set(self.order):
            return RANK["door"] + self.order.index(slot) if slot in self.order else RANK.get(kind, 45)
        if slot in self.behind or (slot == "spot" and "floor" in self.behind):
            return BEHIND + 0.5 * (slot == "spot")
        if slot == "block" and self.many["building"] and _NUMBERED.match(self.one["block"]):
            return 45  # the Youth Hub, Building 1085
        if slot == "near" and self.beside in self.many["area"]:
            return RANK["area"] + self.many["area"].index(self.beside) / 100 + 0.005
        if slot in self.trailing and slot in ("door:plot", "door:lot") and self.many["building"]:
            return 48
        if slot == "door:box" and "survey" in self.one:
            return 56
        if (
            slot in self.trailing
            and _UNIT.match(slot)
            and not self.many["building"]
            and "street" in self.one
            and _AMERICA.fullmatch(self.one.get("region", ""))
        ):
            return 53
        if slot == "door:rr" and "house" in self.one:
            return 53  # a rural route stands behind its street
        if slot in _LARGER:
            return 14
        if slot == "door:appartement":
            return 52
        storey = kind == "hash" or (slot in self.one and _STOREY_DOOR.search(self.one[slot]))
        if storey and "block" in self.one:
            return 55
        if slot == "block" and self.doors[:1] == ("block",):
            return RANK["door"] - 1
        return RANK.get(kind, 45)


@dataclass(slots=True)
class Call:
    place: Place = field(default_factory=Place)
    before: Place = field(default_factory=Place)  # as it stood before the agent's last turn
    asked: Question = field(default_factory=Question)
    said: list[tuple[str, str]] = field(default_factory=list)  # the slots and values of the agent's last turn
    open: bool = False  # the agent has asked where it is
    refusing: bool = False  # the caller's turn begins with a no
    origin: str = ""  # the town that the caller calls from
    heard: str = ""  # what the agent has said last
    site: str = ""  # where the caller says to be before anybody asks


def known(place: Place, value: str) -> bool:
    return any(same(value, v) for _, v in place.values())


def holding(place: Place, value: str) -> str | None:
    return next((s for s, v in reversed(place.values()) if v == value), None)


def door_slot(place: Place, slot: str) -> str:
    """Flats, units and suites are the same."""
    same = ("door:flat", "door:unit", "door:apartment", "door:apt", "door:suite", "door:appartement")
    return next((s for s in same if slot in same and s in place.one), slot)


def has_door(place: Place) -> bool:
    return any(s.startswith("door") for s in place.one)


def alike(place: Place, value: str) -> tuple[str, str] | None:
    """The slot and value of a name that is known already, or of which this is another form."""
    for slot, held in reversed(place.values()):
        if slot in ("street", "area", "building", "region", "estate", "county") and same(held, value):
            return slot, held
    words = value.split()
    for slot, held in reversed(place.values()):
        if (
            slot in ("street", "area", "building")
            and len(words) > 1
            and held.split()[0] == words[0]
            and len(held.split()) == len(words)
            and len(words[0]) > 3
        ):
            return slot, value
    return None
