"""A place that a call tells in pieces: what is known of it, and what a turn says, adds, reads back, leaves out or puts right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from itertools import accumulate

from nlu import place_kinds as kinds
from nlu.patterns import regex
from nlu.place_figures import fold
from nlu.place_kinds import Piece

_ALIKE = 0.72
_LONGEST, _MOST = 60, 1200  # signs of a piece, and of a place or some turns, that are compared sign by sign
_NUMBERED = regex(r"\d{1,5}[A-Za-z]? ([A-Z].{2,40})")
_HOUSE = regex(r"\d{2,5}")
SHORT = 6  # characters of a piece that is only a number and what it numbers


def merge(
    known: list[str], said: Sequence[Piece], *, agent: bool, anew: bool, follows: bool
) -> tuple[list[str], bool]:
    """What is known with what a turn says, and whether it says more of the same."""
    new = [p.value for p in said]
    new[0] = re.sub(r"^[Tt]he (?=\S)", "", new[0]) if not known else new[0]
    if not known:
        return new, False
    old, whole = fold("".join(known)), fold("".join(new))
    if whole == old:
        return new, True
    if all(stands_in(p, known) for p in ([whole], new)[whole not in old]):
        if agent and all(stands_in(p, new) for p in known):
            return new, True  # all of it, in the order in which one writes it
        return (_pruned(known, new) if agent else known), True
    if all(stands_in(p, new) for p in ([old], known)[old not in whole]):
        return new, True
    if (number := kinds.lone_number(said)) is not None:
        at = kinds.numbered_like(known, number)
        return (
            (known, True)
            if at is None
            else ([*known[:at], kinds.with_number(known[at], number), *known[at + 1 :]], False)
        )
    if agent:
        return _read_back(known, new)
    if any(p.mends for p in said) or not any(kinds.head(p) for p in new):
        return _put_right(known, new)
    if follows or (not agent and all(kinds.region(p) for p in known)):
        return _put_right(known, new)
    shared = any(fold(p) in old for p in new)
    above = [p for p in known if kinds.region(p)] if not kinds.region(new[0]) and shared else []
    return (_put_right(known, new)[0] if shared and not anew else [*above, *new]), False


def stands_in(piece: str, known: Sequence[str]) -> bool:
    """Whether a piece is among what is known: 9 Lime Grove is not in 19 Lime Grove."""
    part, parts = fold(piece), [fold(p) for p in known]
    whole, begins, at = "".join(parts), set(accumulate(map(len, parts), initial=0)), -1
    while (at := whole.find(part, at + 1)) >= 0:
        end = at + len(part)
        cut = at not in begins and whole[at - 1].isdigit() and part[:1].isdigit()
        if not cut and (end in begins or not (whole[end].isdigit() and part[-1:].isdigit())):
            return True
    return False


def _pruned(known: list[str], new: list[str]) -> list[str]:
    """What is known without what only tells the way, where an agent reads the place back and leaves that out."""
    all_of_it = any(kinds.head(p) or (not p.isascii() and len(p) > SHORT) for p in new)
    first = next((k for k, p in enumerate(known) if any(same_piece(p, q) for q in new)), 0)
    whole = fold("".join(new))
    return [
        p for k, p in enumerate(known)
        if fold(p) in whole
        or any(same_piece(p, q) for q in new)
        or (kinds.stays(p, before=k < first) and not _of_kind(p, new) if all_of_it else not kinds.on_the_way(p))
    ]  # fmt: skip


def _read_back(known: list[str], new: list[str]) -> tuple[list[str], bool]:
    """What an agent reads back takes the place of what it sounds like; what stands before that stays, and what the agent leaves
    out where it is no way to get there."""
    match = {k: j for k, p in enumerate(known) for j, q in enumerate(new) if same_piece(p, q)}
    if not match:
        alike = any(within(fold(p), fold("".join(known))) for p in new if kinds.head(p))
        if any(kinds.head(p) for p in new) and not alike:
            return new, False
        return _put_right(known, new)[0], True
    order = [match[k] for k in sorted(match)]
    first = min(match)
    stays = [
        k
        for k, p in enumerate(known)
        if k not in match and kinds.stays(p, before=k < first) and not stands_in(p, new)
    ]
    if order != sorted(order):  # in another order, as one writes it
        return [*(known[k] for k in stays if k < first), *new, *(known[k] for k in stays if k > first)], True
    made: list[str] = []
    last = -1
    for k, p in enumerate(known):
        if k in match:
            made += new[last + 1 : match[k] + 1]
            last = max(last, match[k])
        elif k in stays and not (k > first and _of_kind(p, new)):
            made.append(_without_start_of(p, new))
    return [*made, *new[last + 1 :]], True


def _without_start_of(piece: str, new: Sequence[str]) -> str:
    """A piece without the end that an agent's begins with: 集凤镇石垭子村, 石垭子村九组."""
    for q in new:
        for size in range(min(len(piece), len(q)) - 1, 1, -1):
            if not piece.isascii() and piece.endswith(q[:size]):
                return piece[:-size]
    return piece


def same_piece(one: str, other: str) -> bool:
    return (
        _same_house(one, other) or _sound_alike(one, other) or (len(one) <= SHORT and _of_kind(one, [other]))
    )


def _of_kind(piece: str, new: Sequence[str]) -> bool:
    """Whether a numbered piece has one of its kind among others: 第七栋 beside 七栋二单元."""
    kind = kinds.kind(piece)
    if fold(piece).isdigit():
        return any(re.search(r"\d{3}$", fold(q)) for q in new)
    if not kind or not any(c.isdigit() for c in fold(piece)):
        return False
    if piece.isascii():
        return any(kinds.kind(q) == kind and any(c.isdigit() for c in q) for q in new)
    return any(re.search(rf"\d{kind}", fold(q)) for q in new)


def _same_house(one: str, other: str) -> bool:
    """Whether both name the same number of a street of the same kind: "12 one-ninetieth Street", "12 190th Street"."""
    a, b = _HOUSE.match(one), _HOUSE.match(other)
    return bool(a and b and a[0] == b[0] and kinds.kind(one) == kinds.kind(other))


def _sound_alike(one: str, other: str) -> bool:
    a, b = fold(one), fold(other)
    return min(len(a), len(b)) > 1 and (within(a, b) or within(b, a))


def _other_house(one: str, other: str) -> bool:
    """Whether both are numbers of a house of the same name: "6 Ash Mount", "16 Ash Mount"."""
    a, b = _NUMBERED.fullmatch(one), _NUMBERED.fullmatch(other)
    return bool(a and b and fold(a[1]) == fold(b[1]))


def _put_right(known: list[str], new: list[str]) -> tuple[list[str], bool]:
    """Pieces of a kind that is there already take its place, others are added."""
    made, changed = list(known), False
    for p in new:
        kind = kinds.kind(p)
        at = next(
            (k for k, q in enumerate(made) if (kind and kinds.kind(q) == kind) or _other_house(p, q)), None
        )
        if stands_in(p, made):
            continue
        if at is None and (inside := kinds.unit_in(made, p)) is not None:
            made[inside[0]], changed = inside[1], True
            continue
        if at is not None:
            made[at], changed = p, True
        elif p.lower().startswith(("unit", "flat", "shop", "suite", "apartment", "block", "blk")):
            made.insert(0, p)
        else:
            made.append(p)
    return made, not changed


def within(said: str, whole: str) -> bool:
    if len(said) > _LONGEST or len(whole) > _MOST:
        return bool(said) and said in whole
    match = difflib.SequenceMatcher(None, said, whole, autojunk=False)
    same = sum(b.size for b in match.get_matching_blocks() if b.size > 1)
    return bool(said) and same >= _ALIKE * len(said)


__all__ = ["merge", "same_piece", "stands_in", "within"]
