"""How clauses stand, what nobody is to blame for: tables of worked cases."""

from __future__ import annotations

from nlu import forces
from nlu.clauses import split
from nlu.normalise import normalise
from tests.nlu.tables import cases, wrong

OVER = """
The dryer tripped twice on Monday and came back by itself, today it squeaks | today it squeaks
it was stone dead, after the reboot it came back |
used to overheat terribly, now it rattles a touch | now it rattles a touch
换了垫片以后没再漏过，现在柜门有点紧 | 现在柜门有点紧
照片找回来了，就字体变小 | 就字体变小
没修好，还是不转 | 没修好;还是不转
it came back for a day, then it died again | it came back for a day;then it died again
"""

STILL_SO = """
the panel sparked when i switched it on, we haven't used it since | the panel sparked when i switched it on;we haven't used it since
plugged it back in the socket and it sparks | plugged it back in the socket and it sparks
it hasn't worked since | it hasn't worked since
nothing but trouble since you came | nothing;but trouble since you came
ran fine until tonight: dead | ran fine until tonight: dead
not been sorted yet | not been sorted yet
sewage came back up through the shower | sewage came back up through the shower
a customer's hand is trapped in the door | a customer's hand is trapped in the door
插座冒烟，没再敢用过 | 插座冒烟;没再敢用过
五年前买的热水器漏电 | 五年前买的热水器漏电
原来是插座在冒烟 | 原来是插座在冒烟
刚买来就冒烟 | 刚买来就冒烟
停电以后再也没亮过 | 停电以后再也没亮过
"""

FORCES = """
雷打了一宿，早上道闸抬不起来了 | yes
跳电之后整排机器没反应 | yes
片区断过几分钟电，之后时间全乱了 | yes
the mains failed on Sunday, since then the clock is out | yes
thunder all night, this morning the barrier is dead | yes
断电重启后还是不行 |
没打雷没停电，就是不转 |
供电局那天检修，麻烦改周三 |
there was no storm, no outage, it just stopped |
来电显示坏了 |
"""


def test_what_is_over_does_not_count() -> None:
    def told(text: str) -> list[str]:
        return [c.text.strip() for c in split(normalise(text).text) if c.counts]

    assert wrong(cases(OVER) + cases(STILL_SO), told) == {}


def test_forces_are_told_by_what_came_of_them() -> None:
    def said(text: str) -> list[str]:
        plain = normalise(text).text
        return ["yes"] if forces.find(tuple(split(plain)), plain) is not None else []

    assert wrong(cases(FORCES), said) == {}
