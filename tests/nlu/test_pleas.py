"""A plea to hurry, or that there is no hurry, is no fault and no danger; beside one it takes nothing away."""

from __future__ import annotations

import pytest

from nlu.parse import parse
from nlu.pleas import bare

COMING = (
    "快点来",
    "快来！",
    "请快点派个人来吧",
    "请马上过来好吗",
    "please come quickly",
    "come now please, somebody",
    "send someone asap!!",
)
HURRY = ("急", "急！急！急！", "求求你们快点", "赶紧啊", "it's urgent", "hurry up!!!", "quickly please")
CALM = ("不急", "不着急，慢慢来", "唔急㗎", "no rush", "that's all, not urgent", "it's not urgent really")
ELSE = ("好的", "今天", "thanks", "that's it", "no", "slow", "没关系")


@pytest.mark.parametrize("text", [*COMING, *HURRY, *CALM[:2], *CALM[3:]])
def test_alone_it_tells_of_nothing(text: str) -> None:
    said = parse(text)
    assert said.intent.name == ("book_visit" if text in COMING else "out_of_scope"), said.intent
    assert said.severity is None
    assert not said.danger


@pytest.mark.parametrize(
    "text",
    [
        "快点来，着火了",
        "please come quickly, there is smoke",
        "急！有人被困在电梯里",
        "no rush but the socket is sparking",
    ],
)
def test_beside_a_danger_it_takes_nothing_away(text: str) -> None:
    said = parse(text)
    assert said.intent.name == "report_fault"
    assert said.danger


@pytest.mark.parametrize("text", ELSE)
def test_what_says_something_else_is_left_alone(text: str) -> None:
    assert bare(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The cold room door can't be opened and a cleaner is still inside",
        "a guest is locked inside the changing room, the lock is dead",
        "门口太滑，有老人滑倒了",
        "热水器漏水了，水箱有点歪",
        "楼顶水箱有点斜，一直滴水",
        "the lid pinched my finger, it's only a small cut",
        "水管冻裂了往外喷水",
        "the lead is chewed and copper is showing",
        "跑步机电源线破皮，露着铜丝",
    ],
)
def test_dangers_in_plain_words(text: str) -> None:
    assert parse(text).danger


@pytest.mark.parametrize(
    "text",
    ["the cabinet won't open, nobody is inside", "it was cut to fit my arm rest"],
)
def test_what_only_sounds_so(text: str) -> None:
    assert not parse(text).danger
