"""What rules find where nothing announces it: places told by the way to them, plates in groups, shares, and how long it has been so.

Rules alone: what the tagger learns makes no difference here.  Look-alikes have nothing after the bar.
"""

from __future__ import annotations

import pytest

from nlu.entities import by_rules
from nlu.normalise import normalise
from tests.nlu.tables import cases, wrong

PLACES = """
Till frozen again. Dunne's, top of Castle Street | Dunne's, top of Castle Street
The kiln trips. Pottery shed, behind the old creamery, Kanturk | Pottery shed, behind the old creamery, Kanturk
Scanner dead. bay 7, Larkhill Depot, gate opposite the weighbridge | bay 7, Larkhill Depot, gate opposite the weighbridge
No heat at all. Unit 12, Blackwater Park, beside the car wash | Unit 12, Blackwater Park, beside the car wash
The x-ray in ICU 3, Mercy Hospital doesn't start | ICU 3, Mercy Hospital
Freezer off. corner Hardy and Wells streets, Brookvale, under the awning | corner Hardy and Wells streets, Brookvale, under the awning
crane alarm. level 4, Harbour Tower, use the goods lift. | level 4, Harbour Tower, use the goods lift
We're at berth 9, Coal Quay, ask for Lena | berth 9, Coal Quay
Pump stopped. Lot 31 Old Mill Road past the second cattle grid | Lot 31 Old Mill Road past the second cattle grid
pos down (Central station, south concourse) since nine | Central station, south concourse
Ticket machine stuck. Jubilee Gardens, east entrance | Jubilee Gardens, east entrance
I am in Shop 40, Crawford market, lane behind the post office | Shop 40, Crawford market, lane behind the post office
the dryer in flat 7 squeals | flat 7
chiller noise. Ward 9, Saint Finbar's, the side by the helipad | Ward 9, Saint Finbar's, the side by the helipad
Please come. Tama Ngata, 8 Karangahape Road, Auckland | 8 Karangahape Road, Auckland
Payment works now. |
A DISGRACE. I want a manager |
Cold store off 2hrs, stock at risk |
Friendly, bit slow to park |
the seal on the second door from the left is torn |
Pressing bed 4 lights up bed 7 |
Oven out of order, gym otherwise fine |
Two of the lamps above the counter, next to the till, flicker |
She sat behind the till, the belt moved |
It runs on unit 3, then stops after the second rinse |
收银秤没反应，永利超市二楼生鲜区12号收银台 | 永利超市二楼生鲜区12号收银台
水泵烧了，临江县白石镇农机站 | 临江县白石镇农机站
空调滴水，锦湖名苑6号楼东单元1102 | 锦湖名苑6号楼东单元1102
船在这边修，靠石浦渔港3号泊位 | 石浦渔港3号泊位
烤箱不热，城北路88号老王烘焙坊 | 城北路88号老王烘焙坊
灯不亮，泌尿外科3号手术间 | 泌尿外科3号手术间
话筒没声，二中报告厅 | 二中报告厅
屏花了，平阳县万全镇中心幼儿园大二班 | 平阳县万全镇中心幼儿园大二班
充电桩跳枪，和平里56之2号 | 和平里56之2号
寄昆明市五华区文林街20号 | 昆明市五华区文林街20号
三号泵房里的阀门漏 |
手术室门关不上 |
一楼和二楼的灯都不亮 |
到幼儿园门口再说 |
"""

PLATES = """
助听器没声了，R 66 41 208 | R 66 41 208
透析机D5 0031 774又停 | D5 0031 774
the pump hums, OC 7 21 440913 if that helps | OC 7 21 440913
柜机不冷，TW-C 00 58 | TW-C 00 58
0733 KD 4471 is the one that leaks | 0733 KD 4471
9 4 A 2 2 7是机子上的 | 9 4 A 2 2 7
Not starting. MX 310 / 2 2 0 7 | MX 310 / 2 2 0 7
Serial I can see is 4 4 1 9 2 0 8 8 3 1. | 4 4 1 9 2 0 8 8 3 1
吐钞慢，存款没问题，7 1 0 3 9 4 0 2 6 | 7 1 0 3 9 4 0 2 6
heads 1 3 4 5 6 are fine |
W-05 W-06在用 |
display shows E5 04 |
panel says ALM 9 1 1 |
E02/E05交替闪 |
call 020 7946 0311 |
CO2 at 400 ppm |
open from 12 30 to 14 00 |
SW1A 2AA and OX11 7RB |
DEC 12 2025 |
K220-177不是我的 |
"""

COUNTS = """
客房锁一半刷不开 | 一半
五台投币机就这一台吞币 | 一
买了六个只有一个这样 | 一
两台离心机，靠墙那台抖，另一台正常 |
滤网两部得返一部行 |
手术室2间的灯 |
换了一盒二十四个的奶衬 |
每天少产三千双 |
热电偶48块一根换上没用 |
the sensor misses 4 of the doors out of 9 | 4
every one of our 14 handhelds is bricked | 14
a few of the twelve racks are dark | a few
one bracket has let go | one
Sewing head 3 of the machine breaks thread |
only one of its three tubes glows |
4 out of 5, he was late |
the image has three stripes |
For a couple of shifts it screams |
not one of them answered |
"""

LENGTHS = """
打印淡，这样半个来月了 | 半个来月
屏有横线，都三个几月喇 | 三个几月
喷嘴不出水，停了一礼拜零两天 | 一礼拜零两天
冰沙出得慢，快二十天 | 快二十天
切刀不切，一个来月 | 一个来月
门铃老误响，搞咗十几日 | 十几日
the tills have been down about two hours | about two hours
Lift stuck. 40 minutes or so | 40 minutes or so
CT is down two hours give or take | two hours give or take
no signal for like 3 hrs | like 3 hrs
Server gone, coming up on an hour | coming up on an hour
用了三年多了 |
保修还有半个来月 |
买了快二十天 |
it takes 40 minutes or so to fill |
a plus of two hours a day |
"""

NAMES = """
季如海，我那个光谱仪响 | 季如海
刘芳芳 车间的浮球卡住了 | 刘芳芳
庞小满问下，换个阀多少钱 | 庞小满
韦护士长让我报的 | 韦护士长
厂里丁厂长说必须这两天 | 丁厂长
姚轮机长 | 姚轮机长
高压泵，不转 |
方向盘，抖 |
周转箱，裂了 |
宋体字，显示不全 |
谢谢你，好了 |
温控器，不准 |
"""


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("address", PLACES),
        ("serial_number", PLATES),
        ("affected_count", COUNTS),
        ("duration", LENGTHS),
        ("contact_name", NAMES),
    ],
)
def test_rules_quote(name: str, table: str) -> None:
    def quoted(text: str) -> list[str]:
        return [e.text for e in by_rules(normalise(text)) if e.entity == name]

    assert wrong(cases(table), quoted) == {}
