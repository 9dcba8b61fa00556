"""Where a quotation begins and ends, and what only looks like one: places with whoever is met there, times of something else,
doors that look like telephones.

One line a message; after the bar what must be quoted of the kind and nothing else, divided by semicolons.
"""

from __future__ import annotations

import pytest

from nlu.borders import Bare
from tests.nlu.tables import by_the_rules, cases, quotes, wrong

#: A place by itself: without who is met there, the day, the machine, the word for it; and with its floor, door or milestone.
PLACES = """
Rolling gate is stuck half way. Renata, First floor, 16 Cinder Lane, Bristol | First floor, 16 Cinder Lane, Bristol
The fryer trips the breaker. Tan Wei Ling, Stall #02-17, Bedok Market | Stall #02-17, Bedok Market
27 doors to check, Warehouse 6, Thornby, Greg | Warehouse 6, Thornby
Mirror cracked in the lift. Lift 3, Meridian Plaza | Meridian Plaza
Two tills are frozen. Fitness Corner, Broadmead | Fitness Corner, Broadmead
The shutter climbs again by itself. Address Shed 7, Tuas Port Road, look for Hafiz | Shed 7, Tuas Port Road
周六上午过来，海安路36-2-1701，先按门铃 | 海安路36-2-1701
主板换过还是不行，发沭阳县青伊湖镇后周村五组 | 沭阳县青伊湖镇后周村五组
部機閃U4，我系觀塘鴻圖道75號東洋廣場12樓嘅行政 | 觀塘鴻圖道75號東洋廣場12樓
水泵不转，沈家沟7组 | 沈家沟7组
冷链车压机不转，京沪高速K1198处 | 京沪高速K1198处
升降机卡在3楼 |
水漏到楼下2楼了 |
We use Microsoft Teams, Google Meet, Zoom |
It reads Door Ajar, Lid Open |
"""

#: Whoever was named at the border of a place is somebody, too.
PEOPLE = """
Rolling gate is stuck half way. Renata, First floor, 16 Cinder Lane, Bristol | Renata
27 doors to check, Warehouse 6, Thornby, Greg | Greg
The bain marie stays lukewarm. Chef Anil | Chef Anil
The lift does not move, Baan Suan, Soi Sukhumvit, Khun Nok | Khun Nok
推杆推两下才出盒，门诊药房，药师裴静 | 裴静
The kiln door leaks. Linden House, 2 Wharf Street, Leeds |
"""

PHONES = """
方便的话这周六上午，青岛路36-2-1701，先按门铃 |
我奶奶家马桶盖关不上，她84691125，我在外地 | 84691125
打给设备科5588转3016 | 5588转3016
我九楼李阿婆女儿，62518840 | 62518840
My passport application number is 8841220, when will it be ready? |
Merchant no. 20119834 |
"""

#: As the rules tell them, whatever the tagger has learned.
SERIALS = """
机器上贴的是ZZJ-03、ZZJ-04、ZZJ-09，别的没记 | ZZJ-03; ZZJ-04; ZZJ-09
每季度保养还没来人，编号STM-07和AC-02 | STM-07; AC-02
Booth audiometer turns itself off. The tag reads AUD-1-70023, last calibrated in March | AUD-1-70023
filter bag x10, cost code 77120 |
Is lightning covered? plan number EP-55-2098 |
"""

CODES = """
Two of three EV chargers say GFI-2; the third is fine | GFI-2
Nine of the lockers say LK-2 | LK-2
Till greets me with 0xC000021A every time | 0xC000021A
冷藏室能冻住菜，冷冻那边倒正常，-18 |
"""

TIMES = """
师傅，我们店在金水区，下午四点后都行 | 下午四点后
他姓刘村里都认识，明早八点以后都在 | 明早八点以后
麻烦把26号的安排提前到24号早上 | 26号; 24号早上
八号别来，十号来，要避开评审 | 八号; 十号
Pls move the visit from 11am to 2.30 pm | 11am; 2.30 pm
Engineer needed for the lift. Access only between 15:45 and 18:00 as it is term time | between 15:45 and 18:00
我从九点等到十二点半，你们师傅一个电话没有 |
药房的冷藏箱，凌晨两点我进去拿药，闻到一股胶皮味，把药都挪走了，师傅天亮能来吗 |
合同写的每半年一次，上次是六月三号，该来保养了 |
I'm free 9am, 11.30 | 9am; 11.30
Can you come tomorrow 9.30. Any time next Monday also works | tomorrow 9.30; Any time next Monday
请把礼拜四→礼拜六 | 礼拜四; 礼拜六
book me the 8 am slot on the 3rd please | 8 am slot on the 3rd
weekend of 19 Dec would suit us | weekend of 19 Dec
could he come between the 8th and the 12th of February? | between the 8th and the 12th of February
Shift the appointment from the 14th to the 16th please | the 14th; the 16th
12月8号到12号之间都可以上门 | 12月8号到12号之间
月底前派人来修一下 | 月底前
the label says NT 70/2, please send someone |
参数20.01是不是要改，机器报警 |
the wall unit you put up in March has come away from the wall |
"""

LENGTHS = """
Rm 2216 26 degrees, set 21, two nights running | two nights
Six days: lift skips 4th floor | Six days
The remote is fussy. We've had it like that for about four months | about four months
dropped off in your Croydon shop 3 weeks back. Is it done? |
成層冇冷氣40分鐘，會展新翼三樓 | 40分鐘
"""


@pytest.mark.parametrize(
    ("kind", "table"),
    [("address", PLACES), ("contact_name", PEOPLE), ("phone", PHONES),
     ("error_code", CODES), ("visit_time", TIMES), ("duration", LENGTHS)],
)  # fmt: skip
def test_what_is_quoted(kind: str, table: str) -> None:
    assert wrong(cases(table), lambda text: quotes(kind, text)) == {}


def test_numbers_of_machines() -> None:
    assert wrong(cases(SERIALS), lambda text: by_the_rules("serial_number", text)) == {}


def test_words_before_a_place_come_off_one_after_the_other() -> None:
    raw = "Dec 10, Lift 2, Tan Wei Ling, Stall 4, Market Hall"
    bare = Bare(raw, 0, len(raw))
    assert raw[bare.start : bare.end] == "Stall 4, Market Hall"
    assert [raw[a:b] for a, b in bare.people] == ["Tan Wei Ling"]


@pytest.mark.parametrize(
    "place", ["Marlowe Court, 9 Priory Road", "The Old Forge, 3 Chapel Lane", "Pearl Dental, suite 4"]
)
def test_a_house_is_nobody(place: str) -> None:
    bare = Bare(place, 0, len(place))
    assert (bare.start, bare.end, bare.people) == (0, len(place), [])
