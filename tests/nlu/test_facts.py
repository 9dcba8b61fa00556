"""Names, places, lengths of an interruption, counts and parts: tables of worked cases, one for each kind."""

from __future__ import annotations

import time

import pytest

from nlu.entities import entities
from tests.nlu.tables import cases, quotes, wrong

CASES = {
    "contact_name": """
我是滨河路118号门诊部的许燕，心电图机开不了机了 | 许燕
天河软件园B座906，梁工，大屏有一根亮线 | 梁工
谢谢李师傅，手艺没得说 |
上次黄师傅走后一直打滑 |
给王工点赞，修得又快 |
冷库停了，赶紧找包师傅 | 包师傅
谢谢师傅 |
谢谢谢谢 |
机主刘建国，帮我查下保修 | 刘建国
让小王别来了 | 小王
张伟 | 张伟
马上来 |
我姓高，约的明天下午 | 高
Good morning, Aisha Khan, school secretary | Aisha Khan
Kavitha speaking, the air handler tripped | Kavitha
my name's oliver grant that's all | oliver grant
could someone ring me, Dolores Pettibone 07700 900417 | Dolores Pettibone
contact Kevin 陈 13900001234 | Kevin 陈
many thanks and warm regards, Zhao Min | Zhao Min
contact Herr Vogel, mobile 0171 5550932 | Herr Vogel
Dentist here. No compressed air |
You're speaking to Ingrid Vass | Ingrid Vass
""",
    "address": """
喂我这里是建新路幺七九号那个冰柜不制冷了 | 建新路幺七九号
紫云台11幢2203，吊柜门高低差半指 | 紫云台11幢2203
东区物流园7号库，带好安全帽 | 东区物流园7号库
和平里七区3号楼2单元401 吴 15500155023 | 和平里七区3号楼2单元401
地址滨江路88号3栋1201那户装的热水器出保没有 | 滨江路88号3栋1201
送货地址工业园三路12号东门，收件赵工 | 工业园三路12号东门
荔枝角道288號地下，成間舖冇電 | 荔枝角道288號地下
六路里2路不输出 |
轿厢里一车游客 |
离县城八十公里 |
hiya can u get a technician to mine, its 14 Elm Grove | 14 Elm Grove
please send technician to Flat 302, Sai Residency, Kondapur | Flat 302, Sai Residency, Kondapur
What's happening with the gate at 31 Canal Street? | 31 Canal Street
House manager, Lindenweg 8 | Lindenweg 8
What's the address for returns, and who pays for 90 kg? |
sensor in room 214 reads half a degree high |
""",
    "duration": """
通话系统哑了三刻钟 | 三刻钟
一分钟不到就恢复了 | 一分钟不到
自动气象站三天没传数据 | 三天
今天宕了一上午 | 一上午
刚刚闪断七八秒 | 七八秒
净水器接一壶水得五分钟 |
报修都三天了没人理 |
一天要重启七八回 |
The clinic has been out twenty-five minutes and counting | twenty-five minutes
silent for a good quarter of an hour | a good quarter of an hour
lane controller out one hour ten. | one hour ten
reboot takes four minutes |
I've been waiting nine days for a callback |
runs five minutes fast |
""",
    "affected_count": """
两路电源模块灭了一路，服务器还开着 | 一
UPS并机两台，一台退出了 | 一
酒店二十三间房的空调不制热，其他两百来间正常 | 二十三
十五台闸机有四台认不出身份证 | 四
灌装机六个头俩不出液 | 俩
三台并联的水泵剩一台在转 |
要墨盒，黑色四个 | 四
Two of our eight card terminals are dead | Two
Out of twelve chargers in our car park three show a red ring | three
Two sinks in the salon, one has no hot water | one
we have four cars and one of them is out | one
""",
    "component": """
锅炉的循环泵坏了 | 循环泵
洗碗机的门铰链掉了 | 门铰链
病床升降杆压住手 | 升降杆
水泵一台都起不来 |
扫地机器人不动了 |
出门的时候停电 |
the crumb tray of the toaster jams | crumb tray
heat pump is dead |
last spring the boiler was fine |
the tractor's parking brake isn't holding | parking brake
diesel pump 2 of the sprinkler set won't prime | diesel pump 2
""",
}


@pytest.mark.parametrize("name", CASES)
def test_quotations(name: str) -> None:
    assert wrong(cases(CASES[name], ";;"), lambda text: quotes(name, text)) == {}


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a",
        "一",
        "A1-",
        "路1",
        "区",
        "one two ",
        "3号楼",
        "b for bravo ",
        "电话 1 3 ",
        "the door ",
        "Mr Ab ",
        "two of the ",
        "明天下午",
        "an hour ",
    ],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    def spent(length: int) -> float:
        text = (piece * 5000)[:length]
        began = time.process_time()
        entities(text, "zh")
        return time.process_time() - began

    spent(500)
    once = min(spent(1250) for _ in range(2))
    assert min(spent(5000) for _ in range(2)) < max(
        12 * once, 0.4
    )  # some patterns are made when they are first needed
