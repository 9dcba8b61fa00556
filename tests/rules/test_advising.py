"""Which advice is given for a danger, by the words in which it was told."""

from __future__ import annotations

import pytest

from handlers.rules.advising import kind


@pytest.mark.parametrize(
    ("danger", "said", "advised"),
    [
        ("shock", "收割机滚筒卡了，我伸手去掏", "reach"),
        ("shock", "狗咬人了", "bite"),
        ("injury", "a dog bit a child", "bite"),
        ("fire", "玻璃淋浴房炸了", "glass"),
        ("fire", "the glass table exploded", "glass"),
        ("gas", "steam shoots out of the tank", "pressure"),
        ("gas", "heater tank is bulging and hissing", "pressure"),
        ("fire", "枪头烫手，塑料都软了", "smoke"),
        ("shock", "充电枪烫手", "smoke"),
    ],
)
def test_advice_follows_the_words_and_not_a_guess(danger: str, said: str, advised: str) -> None:
    assert kind(f"danger.{danger}", said) == advised


@pytest.mark.parametrize(
    ("danger", "said"),
    [
        ("shock", "手一碰就麻"),
        ("shock", "I put my hand on the case and got a shock"),
        ("shock", "the tap gives me a jolt"),
        ("gas", "煤气味很大"),
        ("gas", "the gas boiler hisses and smells"),
        ("fire", "插座打火花烧黑了"),
        ("fire", "充电器炸了"),
        ("fire", "枪头烫手，冒火"),
        ("shock", "I held the kettle and the sink and felt it right across my chest"),
        ("injury", "the door cut his hand"),
        ("falling", "水箱要掉下来了"),
    ],
)
def test_a_danger_that_is_named_keeps_its_advice(danger: str, said: str) -> None:
    assert kind(f"danger.{danger}", said) == danger
