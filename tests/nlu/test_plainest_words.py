"""The plainest words for "it is broken" are a report, whoever says them of whatever: nobody may be turned away."""

from __future__ import annotations

from itertools import product

import pytest

from nlu.parse import parse

OURS = [
    "我这机器",
    "我们的机器",
    "我们家那台",
    "这台老的",
    "办公室那个",
    "我爸屋里的电视",
    "仓库门口那台",
    "客厅那个",
    "你们卖的这个",
    "热水器",
    "小区的门禁",
    "食堂的蒸箱",
]
BROKEN = [
    "坏了",
    "坏掉了",
    "又坏了",
    "出毛病了",
    "有毛病",
    "有问题",
    "出问题了",
    "不好使了",
    "用不了了",
    "不对劲",
    "出故障了",
    "没反应",
]
THEIRS = [
    "my thing",
    "our machine",
    "the one in the hall",
    "dad's telly",
    "that old unit",
    "the gate",
    "your machine",
    "the scanner at reception",
]
FAILS = [
    "is broken",
    "is broken again",
    "doesn't work",
    "isn't working",
    "stopped working",
    "is acting up",
    "is playing up",
    "has a problem",
    "won't start",
    "is stuck",
]
SAID = [a + b for a, b in product(OURS, BROKEN)] + [f"{a} {b}" for a, b in product(THEIRS, FAILS)]
MISSED = 3  # of a hundred, at most: these are told in other words next


def test_hardly_any_is_turned_away() -> None:
    turned_away = [text for text in SAID if parse(text).intent.name not in ("report_fault", "complaint")]
    assert len(turned_away) * 100 <= MISSED * len(SAID), turned_away


@pytest.mark.parametrize(
    "text", ["我这个机器坏了", "我的机器坏了", "机器有问题", "it is broken", "the machine is broken"]
)
def test_the_plainest(text: str) -> None:
    assert parse(text).intent.name == "report_fault"
