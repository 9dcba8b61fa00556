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
        ("injury", "我不想活了", "life"),
        ("injury", "I don't want to live any more", "life"),
        ("battery", "孩子把遥控器电池吞了", "swallowed"),
        ("injury", "the child swallowed a battery", "swallowed"),
        ("fire", "battery acid on my skin", "acid"),
        ("injury", "电瓶水溅到眼睛里了", "acid"),
        ("injury", "液压油喷到手上，手肿了", "injected"),
        ("injury", "hydraulic oil jet hit my hand, tiny hole", "injected"),
        ("gas", "阿婆冲凉晕咗", "faint"),
        ("injury", "I smell gas, she fainted", "faint"),
        ("falling", "someone collapsed in the server room", "faint"),
        ("injury", "奶奶不动了，叫不醒", "faint"),
        ("injury", "电梯困咗我，好焗", "shut_in"),
        ("injury", "my toddler locked himself in the bathroom", "shut_in"),
        ("falling", "the wardrobe fell on my kid", "fall"),
        ("falling", "老公从梯子上掉下来", "fall"),
        ("falling", "child fell down the shaft", "fall"),
        ("injury", "楼下有人被掉下来的管子砸了", "fall"),
        ("shock", "娃掉井里了", "fall"),
        ("flood", "气管爆了甩来甩去", "hose"),
        ("flood", "air hose burst, whipping around", "hose"),
        ("fire", "墙里有滋滋的电流声", "shock"),
        ("fire", "the charger cable insulation is split and it's raining", "shock"),
        ("falling", "热水器下面滴水，下面是电视插座", "shock"),
        ("flood", "skin came off from the hot water", "burn"),
        ("flood", "fuel is dripping onto the hot engine", "gas"),
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
