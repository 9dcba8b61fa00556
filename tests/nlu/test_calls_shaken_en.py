"""Understanding a call never raises, however its turns are cut out, repeated, swapped, joined and broken off."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from nlu.call_facts import stated
from nlu.calls import understand_call
from nlu.parse import parse
from nlu.transcripts import Turn, from_turns

SPLITS = Path(__file__).parents[2] / "nlu" / "data" / "splits"
SHAKES = 400
#: What a caller or an agent may say by itself.
ALONE = (
    "", "?", "...", "No.", "1", "/", "No, 5.", "Sorry, 12.", "I mean, B.", "Phase 2, sorry, 3.", "Sector 9. No, wait, 4.",
    "Door number 5566, Kajang.", "12 Elm Road, door number 5566, Kajang.", "Palm Court", "Elm Road in Palm House?", "Avenue.",
    "East or West?", "West.", "Number two, Pen-y-Bryn.", "8700-063?", "Oh three six.", "Last name, Walt?",
)  # fmt: skip


def _calls() -> list[tuple[Turn, ...]]:
    rows = (
        json.loads(line)
        for name in ("calls", "fresh4-calls", "fresh9-calls")
        for line in (SPLITS / f"{name}.jsonl").read_text("utf-8").splitlines()
    )
    return [tuple(from_turns(r["turns"])) for r in rows if r["turns"][0]["text"].isascii()][::2]


def _shaken(call: Sequence[Turn], calls: Sequence[Sequence[Turn]], lot: random.Random) -> list[Turn]:
    made = list(call)
    for _ in range(lot.randrange(1, 6)):
        k, how, other = lot.randrange(len(made)), lot.randrange(7), lot.choice(calls)
        if how == 0 and len(made) > 2:
            del made[k]
        elif how == 1:
            made.insert(k, lot.choice(made))
        elif how == 2:
            made[k], made[0] = made[0], made[k]
        elif how == 3:
            made[k] = replace(made[k], speaker="agent" if made[k].speaker != "agent" else "caller")
        elif how == 4:
            made.insert(k, replace(made[k], text=lot.choice(ALONE)))
        elif how == 5:
            made[k:k] = other[: lot.randrange(1, 5)]
        else:
            made = [*made[: k + 1], *other[lot.randrange(len(other)) :]]
    return [replace(t, line=n) for n, t in enumerate(made[:40], 1)]


def test_no_order_of_turns_is_too_much() -> None:
    calls, lot, known = _calls(), random.Random(11), cache(parse)
    assert len(calls) > 15
    for n in range(SHAKES):
        call = _shaken(lot.choice(calls), calls, lot)
        facts, _ = stated(call, [known(t.text) for t in call])
        assert all(f.value for f in facts)
        if n % 40 == 0:
            assert understand_call(call, known).turns == tuple(call)


#: Calls at which it once raised, a line a turn, the caller first.
RAISED = {
    "a number in place of an estate's": "It's broken.|What's the address?|Phase 2, no, sorry, 3.|Okay.|Sector 9. No, wait, 4.",
    "the number of a town": "It's broken.|Where are you?|Route 9 in Ashby 2. Sorry, 3.|Ashby 2?|No, sorry, 3.",
    "a house before a town": "It's broken.|Where are you?|12 Elm Road, door number 5566, Kajang.",
    "a building like another": "It's broken.|Which building?|Palm Court.|Elm Road, Palm Grange?|Yes.",
}


@pytest.mark.parametrize("said", RAISED)
def test_what_once_raised(said: str) -> None:
    turns = [
        Turn("agent" if n % 2 else "caller", text, n + 1) for n, text in enumerate(RAISED[said].split("|"))
    ]
    assert understand_call(turns, parse).turns == tuple(turns)
