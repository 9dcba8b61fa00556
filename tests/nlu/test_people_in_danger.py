"""Somebody to whom something happened is a danger in plain words, whatever the models make of it; machines do not faint."""

from __future__ import annotations

import pytest

from nlu import danger
from nlu.parse import parse

PEOPLE = [
    "grandpa is under the tractor", "my brother is in the auger", "the fitter hangs off the roof", "grandma doesn't wake up", "a tube hit a passer-by",
    "my toddler locked himself in the bathroom", "your technician fell off my roof", "an old man slipped because the lamp is out", "he is unconscious now", "she fainted", "someone collapsed in the server room",
    "I don't want to live any more", "the child swallowed a battery from the remote", "hydraulic oil jet hit my hand", "child fell down the shaft",
    "老人摔倒了起不来", "冷库里锁了个人", "奶奶不动了", "妈叫不醒", "我不想活了", "有人要跳楼", "孩子把遥控器电池吞了", "老公从梯子上掉下来", "阿婆冲凉晕咗", "爷爷压在拖拉机底下",
    "楼下有人被掉下来的管子砸了", "液压油喷到手上", "师傅从我家房顶上摔下来了",
]  # fmt: skip
NOBODY = [
    "机器人不动了", "收银机叫不醒", "玻璃清洁机器人遥控没反应了", "娃娃机吞了币就看戏", "工人把铁勺掉进去了", "司机说天线压在座位底下了", "送餐机器人轮卡住地毯", "闪得人眼晕", "吹得人昏昏欲睡", "客人卡在付款那一步",
    "the screen won't wake up", "phone won't wake", "the technician fell behind", "the driver is in the cab", "dad is in the garden", "my son fell for it", "the robot hangs", "the child lock is on", "customers are stuck in the queue",
]  # fmt: skip


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_is_hurt_or_shut_in(text: str) -> None:
    assert any(danger.certain(e) for e in danger.find(text)), danger.find(text)
    assert parse(text).danger and parse(text).intent.name == "report_fault"


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is(text: str) -> None:
    assert not any(danger.certain(e) for e in danger.find(text)), danger.find(text)
