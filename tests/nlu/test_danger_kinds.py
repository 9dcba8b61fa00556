"""Which danger a message tells, and what only looks like one: tables of worked cases."""

from __future__ import annotations

from nlu.parse import parse
from tests.nlu.tables import cases, wrong

#: what protects people does not, somebody is burnt, water meets electricity: each has an advice of its own
KINDS = """
急停按了没反应 | unsafe
急停没反应 | unsafe
急停按了没用 | unsafe
而且急停按了没反应 | unsafe
急停失灵 | unsafe
急停不起作用 | unsafe
拍了急停机器还在转 | unsafe
光幕挡住了机器人也不停，光幕失效 | unsafe
拖拉机刹车不灵 | unsafe
拖拉机刹车失灵 | unsafe
下坡踩刹车没反应 | unsafe
拖拉机方向失灵 | unsafe
The emergency stop does nothing when pressed | unsafe
E-stop not working | unsafe
The light curtain no longer stops the robot | unsafe
the robot doesn't stop even when I press the e-stop | unsafe
The brake pedal goes to the floor | unsafe
Steering failed on the road, nearly went into the ditch | unsafe
we lost the brakes on the hill | unsafe
刮大风之后水箱晃来晃去 | falling
水箱晃来晃去 | falling
风一吹水箱就晃 | falling
支架歪了，水箱往外斜 | falling
昨晚刮大风，楼顶水箱晃来晃去，支架断了一根 | falling
夹爪突然松开，工件飞出去了 | falling
A tube burst and glass fell into the yard | falling
The gripper dropped a 20 kg part next to an operator | falling
The balcony railing wobbles | falling
加油时汽油漏了一地 | gas
Gasoline all over the floor | gas
孩子洗澡被烫了 | burn
手被蒸汽烫起泡了 | burn
My son was scalded in the shower | burn
都滴到配电箱上了 | shock
插线板泡在水里 | shock;flood
水滴到插座上了 | shock;flood
drips right onto the fuse box | shock
高压锅盖打不开，还在喷气 | pressure
手机电池鼓包了 | battery
the battery pack is swollen | battery
the battery of my drill is swollen | battery
my drill is on fire | fire
"""

#: a floor that bulges, a cistern that runs, somebody who is asleep, a figure of speech
NONE = """
急停复位后没反应 |
the fire drill is on Monday, will the alarm sound |
engine blows black smoke |
black smoke from the exhaust and no power |
脚轮刹车坏了 |
press brake does not work |
the controller doesn't respond after an e-stop reset |
热水器在房顶上 |
奶奶说在房顶上 她不让我爬 |
水箱在六楼房顶上，要自己带梯子吗 |
在楼顶，我不敢爬 |
on the roof and I can't climb up there |
地砖鼓起来了 |
墙纸鼓起来了 |
木地板鼓包了 |
墙面起鼓掉皮 |
保温层鼓起来了 |
The bathroom tiles are bulging |
奶奶在睡觉 |
妈妈在睡觉 |
奶奶说热水器里头不出水 |
My grandma says the heater is cold. I'm her grandson, I'm 10 |
麦子要倒了 |
My wheat is going to fall over |
后面排队的人要炸了 |
人都挤爆了 |
my wife is going to kill me |
I'm on fire today with calls |
马桶冲水一直停不下来 |
太阳能溢水管一直往外流水 |
管子冻住了，我拿开水浇了也没用 |
水开得太大，停不下来 |
UPS一直叫 |
气缸漏气嘶嘶响 |
音箱滋滋响 |
发动机冒黑烟 |
发动机冒白烟没劲 |
slow drip, only a few drops a minute, not urgent |
"""

#: the same things with a danger beside them
STILL = """
地砖鼓起来了，踩着烫脚 | yes
马桶冲水一直停不下来，漫到地上了 | yes
溢水管一直流，流到楼下了 | yes
音箱滋滋响，有糊味 | yes
发动机冒黑烟，驾驶室里有糊味 | yes
发动机冒白烟，机盖里有火 | yes
热水器在房顶上晃 | yes
我被困在楼顶下不来 | yes
HELLO WATER COMING OUT OF THE TANK ON THE ROOF | yes
水在房顶上流得到处都是 | yes
奶奶在睡觉，厨房有煤气味 | yes
My wife is going to kill me. There is smoke coming out of the socket | yes
机器人炸了 | yes
插头炸了 | yes
喷头炸了 | yes
"""

#: the level of what tells nothing else
LEVELS = """
地砖鼓起来了 | 2
墙面起鼓掉皮 | 2
The bathroom tiles are bulging | 2
马桶冲水一直停不下来 | 2
太阳能溢水管一直往外流水 | 2
UPS一直叫 | 2
音箱滋滋响 | 2
发动机冒黑烟 | 2
发动机冒白烟没劲 | 2
A slow drip under the sink, not urgent | 2
龙头慢慢滴水，不急 | 2
白板笔没水了 | 3
热水器上面有鸟窝 | 3
热水器上面有鸟窝，水也不热了 | 1
墙面起鼓，机器也完全不动了 | 1
Now controller A also throws E0x4A12 and PACS is down | 1
"""


def test_each_danger_is_of_its_kind() -> None:
    def kinds(text: str) -> list[str]:
        return [e.reason.removeprefix("danger.") for e in parse(text).danger]

    assert wrong(cases(KINDS) + cases(NONE), kinds) == {}


def test_a_danger_beside_it_is_heard() -> None:
    assert wrong(cases(STILL), lambda text: ["yes"] if parse(text).danger else []) == {}


def test_everyday_things_have_their_level() -> None:
    def level(text: str) -> list[str]:
        severity = parse(text).severity
        return [str(severity.level)] if severity is not None else []

    assert wrong(cases(LEVELS), level) == {}
