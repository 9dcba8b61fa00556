"""How many people it takes until a promise is broken seldom enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.rules.policy import Plan
from handlers.simulation.figures import Figures, Kept
from handlers.simulation.run import play
from handlers.simulation.scenario import Scenario, staffed

MOST = 5000


@dataclass(frozen=True, slots=True)
class Tried:
    """With so many ``people`` the clock was kept like this."""

    people: int
    kept: Kept


@dataclass(frozen=True, slots=True)
class Needed:
    """``people`` None: not even the most that were tried are enough.  ``tried`` by number of people."""

    people: int | None
    tried: tuple[Tried, ...]


def runs(
    scenario: Scenario,
    plan: Plan,
    seeds: Sequence[int],
    progress: Callable[[float], None] = lambda share: None,
) -> Figures:
    """The scenario played once with each seed, added up."""
    found = Figures()
    for n, seed in enumerate(seeds):
        found.add(play(scenario, plan, seed, lambda share, n=n: progress((n + share) / len(seeds))))  # type: ignore[misc]
    return found


def needed(
    scenario: Scenario, plan: Plan, who: str, clock: str, goal: float, seeds: Sequence[int],
    tried: Callable[[Tried], None] = lambda tried: None, progress: Callable[[float], None] = lambda share: None,
) -> Needed:  # fmt: skip
    """The fewest ``who`` (engineers or technicians, the others as they are) with whom at most the share ``goal`` of the
    times the clock is broken.  The same reports come every time, so that the numbers can be compared."""
    known: dict[int, Tried] = {}

    def enough(people: int) -> bool:
        found = runs(staffed(scenario, **{who: people}), plan, seeds, progress)
        known[people] = Tried(people, found.kept(clock))
        tried(known[people])
        return known[people].kept.share <= goal

    groups = scenario.desk.engineers if who == "engineers" else scenario.visits.technicians
    high = max(1, sum(g.count for g in groups))
    low = 0  # not enough
    while not enough(high):
        low, high = high, high * 2
        if high > MOST or _in_vain(known):
            return Needed(None, _ordered(known))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return Needed(high, _ordered(known))


def _in_vain(known: dict[int, Tried]) -> bool:
    """Whether more people have stopped to help: it is broken for another reason (at night nobody drives)."""
    last = _ordered(known)[-2:]
    return len(last) == 2 and last[1].kept.share > 0 and last[1].kept.share >= 0.98 * last[0].kept.share


def _ordered(known: dict[int, Tried]) -> tuple[Tried, ...]:
    return tuple(known[n] for n in sorted(known))
