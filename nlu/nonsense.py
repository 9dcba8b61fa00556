"""Composing what means nothing, from ``data/nonsense.toml``: babble, keys hit at random, words of no connection, numbers, emoji.

Without it what is unknown would be taken for what there is most of: reports of faults.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from nlu import phrasebook
from nlu.corpus import Example

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
EACH = 260  # texts of each kind and language


def compose(seed: int = 5) -> Iterator[Example]:
    """Texts without a meaning; the same every time."""
    dice = random.Random(seed)
    data = tomllib.loads((files("nlu") / "data" / "nonsense.toml").read_text("utf-8"))
    devices = list(phrasebook.devices())
    for lang, given in data.items():
        gap = " " if lang == "en" else ""
        named = [name for device in devices for name in device[lang]]
        for _ in range(EACH):
            for text in (
                _babble(given["sounds"], gap, dice),
                _keys(dice),
                dice.choice(given["words"]),
                dice.choice((" ", gap, "，")).join(dice.sample(given["words"], dice.randint(2, 6))),
                gap.join(dice.sample(given["words"], dice.randint(3, 7))),
                _beside(dice.choice(named), dice.sample(given["words"], dice.randint(2, 4)), gap, dice),
                _number(dice),
                dice.choice(given["shapes"]) * dice.randint(1, 4),
            ):
                yield Example(text, "out_of_scope", lang, composed=True)


def _babble(sounds: list[str], gap: str, dice: random.Random) -> str:
    """A few sounds, some of them twice or in turns, as people mock or stammer."""
    a, b, c = dice.sample(sounds, 3)
    shape = dice.choice(
        (
            (a, a, b, b),
            (a, b, a, b),
            (a, a, a),
            (a, b, c),
            (a, b, b),
            (a, b, c, a, b, c),
            (a + b, a + c),
            (a + b + c,),
        )
    )
    return gap.join(shape)


def _beside(device: str, words: list[str], gap: str, dice: random.Random) -> str:
    """A device named among words of no connection: that alone tells of no fault."""
    words.insert(dice.randint(0, len(words)), device)
    return dice.choice((" ", gap, "，")).join(words)


def _keys(dice: random.Random) -> str:
    """Keys beside each other, hit in one or more goes."""
    rows = [dice.choice(KEYS) for _ in range(dice.randint(1, 3))]
    return dice.choice(("", " ")).join("".join(dice.choices(row, k=dice.randint(2, 6))) for row in rows)


def _number(dice: random.Random) -> str:
    digits = "".join(dice.choices("0123456789", k=dice.randint(1, 6)))
    return dice.choice((digits, f"{digits[0]}.{digits[1:] or 0}", " ".join(digits), digits[0] * len(digits)))
