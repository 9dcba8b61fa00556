"""What customers say around a visit is no report and no danger, and can be told from what has nothing to do with us."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.flows.meanwhile import UNRELATED
from nlu.parse import parse
from nlu.understanding import Understanding

REMARKS = """
the gate code is 4711, second house on the left
please use the side entrance, the front one is being painted
please bring a ladder
there is no parking on our street, try behind the library
we will be home all day
she will be in the garden, go round the back
my father is hard of hearing, knock hard
beware of the geese
Take the stairs next to the post office, third door
the porter knows about it, just say my name
I'm in a meeting till three, text me please
the key is in the meter cupboard
my colleague Bob will open the door
our cat must not get out, close the door behind you
I need to ask my husband first
he just arrived
no hurry, we are here until six
第二个门进来右手边就是
门口有条黄狗，不咬人
麻烦师傅带双鞋套
家里只有我老婆在
我们五楼没电梯
钥匙在牛奶箱里
停车停在后门
车位在B2
到了给我打电话
小区要登记，报我名字就行
孩子在睡午觉，别按门铃
我妈在家，她耳朵不好，敲门大声点
从后门进，前面在修路
密码1357然后按井号
我得问问我们领导再说
师傅刚到
不着急，路上慢点
""".strip().splitlines()

SAID_TO_BE_SAFE = """
水阀已经关了
the water is turned off at the main
煤气总阀关上了
the breaker is off and the plug is out
好像快一点了
the dog bites, please have him ring the bell
key is under the mat
屋企冇人㗎，下晝先有人
""".strip().splitlines()

NOTHING_OF_OURS = """
umbrella sandwich
what is the capital of France
今天下雨好大
buy cheap followers now
你喜欢吃什么
""".strip().splitlines()


def wrong(texts: list[str], is_right: Callable[[Understanding], bool]) -> list[str]:
    return [text for text in texts if not is_right(parse(text))]


def test_remarks_are_no_reports() -> None:
    taken = wrong(REMARKS, lambda u: u.intent.name != "report_fault")
    assert len(taken) <= 4, taken


def test_remarks_are_no_danger() -> None:
    taken = wrong(REMARKS, lambda u: not u.danger)
    assert len(taken) <= 1, taken


def test_remarks_are_kept_for_whoever_comes() -> None:
    lost = wrong(
        REMARKS, lambda u: u.intent.name != "out_of_scope" or u.intent.confidence - u.remark < UNRELATED
    )
    assert len(lost) <= 2, lost


def test_what_is_made_safe_is_mostly_no_danger() -> None:
    """A closed valve that is taken for danger all the same costs a call; the other way round it would cost more."""
    taken = wrong(SAID_TO_BE_SAFE, lambda u: not u.danger)
    assert len(taken) <= 3, taken


@pytest.mark.parametrize("text", NOTHING_OF_OURS)
def test_what_has_nothing_to_do_with_us_is_no_remark(text: str) -> None:
    found = parse(text)
    assert found.intent.name == "out_of_scope"
    assert found.intent.confidence - found.remark >= UNRELATED
