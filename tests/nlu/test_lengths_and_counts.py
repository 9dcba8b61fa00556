"""How long and how many in forms that are less common, and what only looks like them."""

from __future__ import annotations

from tests.nlu.tables import cases, quotes, wrong

LENGTHS = r"""
电梯趴窝俩钟头了，楼里老人下不来 | 俩钟头
部機死咗成個鐘，冇人識整 | 成個鐘
熱水爐壞咗兩個禮拜 | 兩個禮拜
我们厂区断网一天一夜了 | 一天一夜
暖气停了大半宿 | 大半宿
都二十好几分钟了还没信号 | 二十好几分钟
條生產線企咗廿五分鐘 | 廿五分鐘
成晚冇冷氣 | 成晚
整个下午刷卡都刷不了 | 整个下午
灯泡坏了小半年了 | 小半年
断电半拉小时了 | 半拉小时
廚房抽風兩粒半鐘冇郁過 | 兩粒半鐘
车间气压表指零，空压机一开就跳，二十五分钟了 | 二十五分钟
收费亭十二分钟没抬过杆 | 十二分钟
快一刻钟了闸机还是不抬杆 | 快一刻钟
停了八分钟又自己走了 | 八分钟
每隔二十分钟重启一回 |
报修三天了没人理 |
招牌一个字也不亮 |
打开一看一秒都没录上 |
买回来七天还没拆封，能退不 |
谢谢，接线盒换完三天没跳闸 |
No internet for the best part of an hour | the best part of an hour
Lift out of order nearly three weeks now | nearly three weeks
robot stands frozen in its cage, everybody drinks coffee. 55 minutes | 55 minutes
chiller down an hour and ten | an hour and ten
inverter off three hours forty-five | three hours forty-five
our radar is dead, four and half hours now | four and half hours
It was out for a good half hour before it came back | a good half hour
been like this a fortnight, won't heat at all | a fortnight
Half a day lost already, line is still down | Half a day
quick one: telemetry offline thirty-odd minutes | thirty-odd minutes
we are blind, CCTV down 1 hr 20 | 1 hr 20
Ice rink plant tripped, seventy minutes now, ice is going soft | seventy minutes
no heat after five hours without gas | five hours
Nobody in the whole clinic can make or take a call for a day and a half | a day and a half
seal weeps. a cup a day last month, a bucket a day now |
freezer off since last night, everything thawed |
our till went dark forty minutes ago |
you promised. it's been four days and nobody came |
"""

COUNTS = r"""
今天七个音箱不响 | 七
阳台灯断了一根，别的都亮 | 一
外机支架断了一根 |
磨豆机掉一颗按键 |
貼標機十張有三張歪 |
被夹了两根手指 |
烤炉不升温，三百根油条配白开水卖了 |
后八个网口全哑了，前头十六个照用 | 八
两台潜污泵一台烧了，另一台开着 | 一
四台单车的旋钮拧不动，一共十五台 | 四
医院二十台呼吸机里有3台报E04不能用 | 3
全校一千二百个学生连不上网 | 一千二百
大厦水泵两部一齐停 | 两
想買一組磨豆刀盤 | 一
today seven are crackling | seven
But one fan in the dehumidifier has stopped | one
none of the four burners lights | four
No heat in three of our nine rooms | three
six customers couldn't pay | six
send me ten pens for the smart board | ten
Of the six doors, the side one sticks |
second of three pumps tripped |
ten out of ten for silence |
it nipped two fingers, no blood |
Lift two out of order |
both gates work, it's the bell that is dead |
one of those days, the printer again |
"""


def test_lengths() -> None:
    assert wrong(cases(LENGTHS), lambda text: quotes("duration", text)) == {}


def test_counts() -> None:
    """Three of them are known by the rules only: 被夹了两根手指, "second of three pumps", "Lift two"."""
    missed = wrong(cases(COUNTS), lambda text: quotes("affected_count", text))
    assert len(missed) <= 3, missed
