"""Somebody in danger in plain words, however it is played down, and what only sounds like it."""

from __future__ import annotations

from nlu.parse import parse
from tests.nlu.tables import cases, wrong

HURT = """
我家门锁坏了，宝宝一个人在屋里，打不开 | injury
my toddler locked himself in the bathroom, lock won't turn | injury
冷库里锁了个人 | injury
nobody is trapped, only my son can't get out | injury
老人摔倒了起不来，说是路灯不亮 | injury
an old man slipped because the lamp is out, he can't get up | injury
奶奶不动了，叫不醒 | injury
grandma doesn't wake up | injury
孩子把遥控器电池吞了 | injury
someone collapsed in the server room | injury
安装师傅在我家房顶上摔了 | injury
your technician fell off my roof | injury
the fitter hangs off the roof | injury
老公从梯子上掉下来 | injury
娃掉井里了 | injury
child fell down the shaft | injury
grandpa is under the tractor | injury
my brother is in the auger | injury
the wardrobe fell on my kid | injury
a tube hit a passer-by | injury
机器人打到头了 | injury
没受伤，就是夹青了 | injury
我不想活了 | injury
有人要跳楼 | injury
I don't want to live any more | injury
热水烫掉一层皮 | burn
skin came off from the hot water | burn
冲凉时水有啲痹 | shock
没触电，就是有点麻 | shock
小孩触电了一下，现在好了 | shock
会不会触电啊，外壳湿了 | shock
漏电保护器坏了我直接短接了 | shock
一开热水家里就跳闸，合上又跳，我就用筷子顶着 | shock
the breaker trips so I taped it down | shock
a wire hangs down in the stairwell, no cover | shock
插座有火花，拔了就好了 | fire
没烧起来，插头黑了 | fire
didn't burn, the plug is just black | fire
没着火，就是有点烟 | smoke
诊所的氧气瓶漏气 | gas
我闻不到，邻居说有煤气味 | gas
I smell nothing, the neighbour says gas | gas
not gas, more like rotten eggs | gas
应该不会爆炸吧？水箱滋滋响 | pressure
it won't explode, will it? the tank hisses | pressure
下水道井盖没盖，天黑了 | falling
escalator step is missing | falling
tractor tipped over, driver crawled out ok | falling
没塌，就是天花板鼓了 | falling
not collapsed, the ceiling only bulges | falling
steering is stuck | unsafe
"""
NOBODY = """
机器人打不到位 | none
机器人不动了 | none
人脸识别锁坏了 | none
老人在家，直接敲门 | none
插头都插好了 | none
门锁坏了，打不开 | none
酒店门锁没电了打不开 | none
没人触电也没漏电，就是跳闸 | none
网速慢得想跳楼 | none
the robot hit the limit switch | none
my kid broke the remote | none
the technician fell behind schedule | none
师傅在楼下 | none
"""


def kind(text: str) -> list[str]:
    found = parse(text).danger
    return [found[0].reason.removeprefix("danger.") if found else "none"]


def test_who_is_in_danger_is_seen_in_plain_words() -> None:
    assert not wrong(cases(HURT), kind)


def test_what_only_sounds_like_it_is_none() -> None:
    assert not wrong(cases(NOBODY), kind)
