"""Who is asked to take a case: the best of those who can, by a rule that gives its reasons.

Pure: an item and the people as they are now in, an order with reasons out.  The same values give the same choice, so
that a stored decision can be made again (:func:`replay`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

RULE = "best-fit/2"  # raise the number when the choice changes
USUAL_CAPACITY = 5  # what a load is measured by where there is no limit
SILENT_AFTER = timedelta(minutes=10)  # a customer who has not answered for so long takes no place
ACTIVE = timedelta(minutes=30)  # who has done nothing for so long is not there, whatever tab is open
NEW_ROUND = {1: timedelta(minutes=1), 2: timedelta(minutes=3), 3: timedelta(minutes=5)}

EACH = timedelta(
    milliseconds=60
)  # so much time passes between two that are looked at again, where very many wait

LONG_AGO = datetime.min.replace(tzinfo=UTC)

GLANCE = timedelta(seconds=20)  # what somebody needs to look at a case that they are offered

LOOKING = 2000  # more than all that follows: who is free to look is asked before who looks at something else
LANGUAGE = 1000  # each is more than all that follow it together; half of it for who names none
AGAIN = 500
REGION = 200
LOAD = 100


@dataclass(frozen=True, slots=True)
class Need:
    """What a case asks for.  ``asked`` have been asked in this round.  ``at_once``: offers that somebody may have before
    them, this one included."""

    queue: str
    severity: int
    roles: tuple[str, ...]
    skills: tuple[str, ...] = ()
    region: str | None = None
    lang: str | None = None
    last: int | None = None  # who had this customer's case before
    asked: tuple[int, ...] = ()
    everybodys: bool = False  # the queue of no plan
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as far as it matters.  Empty ``queues``, ``skills``, ``regions``, ``languages``: any.  ``load``: cases held
    and offers open, less silent customers.  ``capacity`` 0: no limit.  ``idle_since``: when a case was last given.
    ``looking``: offers that stand and have not been answered."""

    id: int
    name: str
    role: str
    state: str  # ready, busy, away or off
    state_why: str = "declared"
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    load: int = 0
    capacity: int = USUAL_CAPACITY
    idle_since: datetime | None = None
    looking: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """``out`` says why somebody cannot be asked; else ``points`` with what each is for.  Names of both are texts."""

    id: int
    out: str | None
    points: tuple[tuple[str, int], ...] = ()

    @property
    def score(self) -> int:
        return sum(points for _, points in self.points)


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen`` None: nobody.  ``all_asked``: only because everybody who could has been asked.  ``anybody``: whether any
    of those whose case it is are there at all, though they may be busy or full.  ``crowded``: only because whoever is left
    looks at other offers now."""

    chosen: int | None
    ranked: tuple[Ranked, ...]
    all_asked: bool = False
    anybody: bool = True
    crowded: bool = False


def at_once(severity: int, accept: timedelta) -> int:
    """How many offers somebody may have before them.  One, so that each gets the whole time to answer; a case of
    severity 1 waits for nobody's answer about another as long as it can be looked at within its own time."""
    return max(1, accept // GLANCE) if severity == 1 else 1


def choose(need: Need, people: Sequence[Candidate]) -> Choice:
    """The best of those who can take it; of equals whoever has had nothing for longest."""
    ranked = {person.id: _rank(need, person) for person in people}
    fit = [p for p in people if ranked[p.id].out is None]
    fit.sort(key=lambda p: (-ranked[p.id].score, p.idle_since is not None, p.idle_since or LONG_AGO, p.id))
    rest = [r for r in ranked.values() if r.out is not None]
    order = (*(ranked[p.id] for p in fit), *sorted(rest, key=lambda r: r.id))
    theirs = [p for p in people if ranked[p.id].out not in ("role", "queue", "skill")]
    there = any(
        p.state in ("ready", "busy") or (p.state == "away" and p.state_why != "silent") for p in theirs
    )
    outs = set() if fit else {r.out for r in rest}
    crowded = "looking" in outs
    return Choice(fit[0].id if fit else None, order, "asked" in outs and not crowded, there, crowded)


def _rank(need: Need, person: Candidate) -> Ranked:
    out = _cannot(need, person)
    if out is not None:
        return Ranked(person.id, out)
    points = (
        ("looking", -LOOKING * person.looking),
        ("language", _fits(need.lang, person.languages, LANGUAGE)),
        ("again", AGAIN if need.last == person.id else 0),
        ("region", _fits(need.region, person.regions, REGION)),
        ("load", -(LOAD * min(person.load, 99) // (person.capacity or USUAL_CAPACITY))),
    )
    return Ranked(person.id, None, tuple((name, value) for name, value in points if value))


def serves(
    queue: str, skills: Sequence[str], roles: Sequence[str], person: Candidate, everybodys: bool
) -> bool:
    """Whether it is somebody's work at all."""
    return _not_theirs(queue, skills, roles, person, everybodys) is None


def full(person: Candidate) -> bool:
    return person.capacity > 0 and person.load >= person.capacity


def _not_theirs(
    queue: str, skills: Sequence[str], roles: Sequence[str], person: Candidate, everybodys: bool
) -> str | None:
    if person.role not in roles:
        return "role"
    if person.queues and queue not in person.queues and not everybodys:
        return "queue"
    if person.skills and not set(skills) <= set(person.skills):
        return "skill"
    return None


def _cannot(need: Need, person: Candidate) -> str | None:
    out = _not_theirs(need.queue, need.skills, need.roles, person, need.everybodys)
    if out is not None:
        return out
    if person.state != "ready":
        return {"off": "off", "busy": "busy"}.get(person.state, "away")
    if person.state_why == "staying":
        return "staying"
    if person.id in need.asked:
        return "asked"
    if full(person):
        return "full"
    return "looking" if person.looking >= need.at_once else None


def _fits(wanted: str | None, named: Sequence[str], weight: int) -> int:
    """All for what is named, half for whoever names nothing, nothing for another."""
    if wanted is None:
        return 0
    return weight if wanted in named else 0 if named else weight // 2


def look_again(waited: timedelta, anybody: bool, waiting: int = 0) -> timedelta:
    """Nobody could be asked: whoever comes or has a place free is seen at once, so it is only made sure that nobody was
    overlooked and somebody is still there: often at first, then less, and ever more seldom where nobody is there
    (``anybody``).  Of very many that wait (``waiting``) each is looked at so seldom that there is time for all."""
    longest = max(timedelta(minutes=5), waiting * EACH) if anybody else timedelta(hours=12)
    return min(max(waited / 4, timedelta(seconds=30)), longest)


# -- receipts --------------------------------------------------------------------------------------


def receipt(
    need: Need, people: Sequence[Candidate], choice: Choice
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is stored of a decision: what was asked for, and the people in their order with their reasons."""
    known = {p.id: p for p in people}
    rows = []
    for r in choice.ranked:
        idle = known[r.id].idle_since
        person = asdict(known[r.id]) | {"idle_since": idle.isoformat() if idle is not None else None}
        rows.append({**person, "out": r.out, "points": [list(p) for p in r.points], "score": r.score})
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(need).items()}, rows


def replay(need: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Choice:
    """Decide again from a receipt."""
    people = []
    for row in rows:
        values = _frozen({k: v for k, v in row.items() if k not in ("out", "points", "score")})
        if values["idle_since"] is not None:
            values["idle_since"] = datetime.fromisoformat(values["idle_since"])
        people.append(Candidate(**values))
    return choose(Need(**_frozen(need)), people)


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


# -- presence --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """``state`` is ready, busy, away or off; ``why``: declared, staying, silent, word or roster."""

    state: str
    why: str = "declared"


def standing(
    declared: str, declared_at: datetime | None, acted_at: datetime | None, now: datetime, *,
    on_shift: bool | None = None, shift_since: datetime | None = None, staying: bool = False,
) -> Standing:  # fmt: skip
    """Whether somebody is there: what was declared, what the roster says (``on_shift``, since when; None: it does not
    name them), and when something was last done by hand.  Whoever says so after the end of the shift is there."""
    if declared == "off":
        return Standing("off", "word")
    said_later = declared_at is not None and shift_since is not None and declared_at > shift_since
    if on_shift is False and not staying and not said_later:
        return Standing("off", "roster")
    if acted_at is None or now - acted_at > ACTIVE:
        return Standing("away", "silent")
    return Standing(declared, "staying" if staying and on_shift is False else "declared")
