"""A call that is cut, repeated, mixed up or misheard is understood somehow: nothing that is said may raise."""

from __future__ import annotations

import json
import random
from functools import cache
from importlib.resources import files

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.transcripts import from_turns

SETS = ("calls", "fresh9-calls", "fresh10-calls")
ROUNDS = 150
ODD = "零幺两十百千杠之号楼甲B-0９²①〇，。？ 不对是的弄段吗半点俩洞附负吊"


def _calls() -> list[list[dict[str, str]]]:
    splits = files("nlu") / "data" / "splits"
    rows = [json.loads(x) for s in SETS for x in (splits / f"{s}.jsonl").read_text("utf-8").splitlines()]
    return [r["turns"] for r in rows if r["lang"] == "zh"]


def _shaken(
    turns: list[dict[str, str]], others: list[dict[str, str]], rng: random.Random
) -> list[dict[str, str]]:
    made = [dict(t) for t in turns]
    for _ in range(rng.randint(1, 5)):
        i = rng.randrange(len(made))
        change = rng.randrange(6)
        if change == 0 and len(made) > 1:
            del made[i]
        elif change == 1:
            made.insert(rng.randrange(len(made)), dict(made[i]))
        elif change == 2:
            made.insert(i, dict(rng.choice(others)))
        elif change == 3:
            made[i]["speaker"] = "caller" if made[i]["speaker"] == "agent" else "agent"
        elif change == 4:
            a, b = sorted(rng.randrange(len(made[i]["text"]) + 1) for _ in range(2))
            made[i]["text"] = made[i]["text"][a:b] or "嗯"
        else:
            signs = list(made[i]["text"])
            for _ in range(3):
                signs[rng.randrange(len(signs))] = rng.choice(ODD)
            made[i]["text"] = "".join(signs)
    return made


def test_nothing_that_is_said_raises() -> None:
    calls, rng, reads = _calls(), random.Random(11), cache(parse)
    others = [t for turns in calls for t in turns]
    for _ in range(ROUNDS):
        turns = _shaken(rng.choice(calls), others, rng)
        assert understand_call(from_turns(turns), reads).turns, turns
