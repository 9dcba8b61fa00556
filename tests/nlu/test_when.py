"""What people say about time, and the interval that they mean.

The clock stands at Wednesday, 25 November 2026, 10:30 in Shanghai unless a case says otherwise.
Written short: ``11-26`` is the whole day, ``11-26 15:00`` an exact time, ``11-26 12-18`` a part of the day,
``11-26 14:00-16:30`` a stretch of time, ``A..B`` from midnight to midnight.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nlu.when import When, interval

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=SHANGHAI)

CHINESE = """
明天 | 11-26 day
明天下午 | 11-26 12-18
明天上午吧 | 11-26 08-12
明天晚上 | 11-26 18-22
明儿上午 | 11-26 08-12
明早 | 11-26 08-12
明早九点 | 11-26 09:00
明晚 | 11-26 18-22
明晚七点半 | 11-26 19:30
明天早上八点半 | 11-26 08:30
明天一早 | 11-26 08-12
后天 | 11-27 day
后天上午 | 11-27 08-12
后天下午三点 | 11-27 15:00
后天上午十点四十 | 11-27 10:40
大后天 | 11-28 day
大后天上午九点半 | 11-28 09:30
今天下午 | 11-25 12-18
今天下午四点以后 | 11-25 16:00-18:00
今天下午两点一刻 | 11-25 14:15
今晚 | 11-25 18-22
今晚八点 | 11-25 20:00
今天晚上七点到九点 | 11-25 19:00-21:00
今天 | 11-25 day
下午 | 11-25 12-18
下午三点 | 11-25 15:00
三点半 | 11-25 15:30
晚上八点 | 11-25 20:00
周五 | 11-27 day
周五下午三点 | 11-27 15:00
周五上午十点到十二点 | 11-27 10:00-12:00
周五下午2点到4点 | 11-27 14:00-16:00
周五下午三点到五点都行 | 11-27 15:00-17:00
星期六早上 | 11-28 08-12
礼拜天下午 | 11-29 12-18
星期日 | 11-29 day
周一 | 11-30 day
周二上午 | 12-01 08-12
周三 | 12-02 day
这周五 | 11-27 day
本周六上午 | 11-28 08-12
这个礼拜天 | 11-29 day
下周一 | 11-30 day
下周二下午 | 12-01 12-18
下周三上午九点 | 12-02 09:00
下个星期四 | 12-03 day
下礼拜二上午 | 12-01 08-12
下周五晚上七点 | 12-04 19:00
下下周三 | 12-09 day
下下个礼拜一上午 | 12-07 08-12
周末 | 11-28..11-30 weekend
这周末 | 11-28..11-30 weekend
这个周末都在家 | 11-28..11-30 weekend
下周末 | 12-05..12-07 weekend
本周 | 11-23..11-30 week
这周 | 11-23..11-30 week
下周 | 11-30..12-07 week
下周都可以 | 11-30..12-07 week
下下周 | 12-07..12-14 week
下个礼拜 | 11-30..12-07 week
11月28号 | 11-28 day
11月28日 | 11-28 day
十一月二十八号 | 11-28 day
11月28号下午三点半 | 11-28 15:30
12月1号上午 | 12-01 08-12
十二月三号晚上八点 | 12-03 20:00
1月5号 | 2027-01-05 day
28号 | 11-28 day
28号下午 | 11-28 12-18
二十八号上午十点 | 11-28 10:00
5号 | 12-05 day
下个月3号 | 12-03 day
2026年12月2日 | 12-02 day
2026-12-01 14:00 | 12-01 14:00
2026/12/1上午 | 12-01 08-12
11/28下午 | 11-28 12-18
14:00 | 11-25 14:00
明天14:30 | 11-26 14:30
明天14:00-16:00 | 11-26 14:00-16:00
明天9:00到11:30 | 11-26 09:00-11:30
明天下午3点-5点 | 11-26 15:00-17:00
明天十五点 | 11-26 15:00
明天下午十四点三十分 | 11-26 14:30
明天上午九点到下午两点 | 11-26 09:00-14:00
明天十一点到一点 | 11-26 11:00-13:00
明天两点半到四点 | 11-26 14:30-16:00
明天中午十二点半 | 11-26 12:30
明天中午十二点 | 11-26 12:00
明天中午前 | 11-26 08-12
明天中午之前 | 11-26 08-12
明天下午三点之后 | 11-26 15:00-18:00
明天下午三点后 | 11-26 15:00-18:00
明天三点以后都可以 | 11-26 15:00-18:00
明天上午十点以后 | 11-26 10:00-12:00
明晚八点以后 | 11-26 20:00-22:00
明天傍晚 | 11-26 18-22
明天夜里八点 | 11-26 20:00
明天五点 | 11-26 17:00
明天八点 | 11-26 08:00
明天十点 | 11-26 10:00
半小时后 | 11-25 11:00
半个小时以后 | 11-25 11:00
一个半小时后 | 11-25 12:00
两小时后 | 11-25 12:30
两个小时之后 | 11-25 12:30
二十分钟后 | 11-25 10:50
两天后 | 11-27 day
三天以后 | 11-28 day
三天后的上午 | 11-28 08-12
一周后 | 12-02 day
过两天后天上午也行 | 11-27 08-12
再过两小时 | 11-25 12:30
明天不行，后天上午可以 | 11-27 08-12
周四没空，周五下午吧 | 11-27 12-18
不是明天，是后天下午 | 11-27 12-18
明天我不在家，周六行吗 | 11-28 day
周四改到周五 | 11-27 day
从明天上午改到后天下午 | 11-27 12-18
明天上午，不对，后天上午 | 11-27 08-12
除了周五，周六上午也可以 | 11-28 08-12
师傅明天下午三点左右能到吗 | 11-26 15:00
麻烦你们下周二上午九点半派人来一下 | 12-01 09:30
我周六上午在家 | 11-28 08-12
大概明天下午四点多 | 11-26 16:00
约在后天，下午 | 11-27 12-18
聽日 | 11-26 day
聽日下晝 | 11-26 12-18
聽日下晝三點 | 11-26 15:00
聽日朝早 | 11-26 08-12
聽朝 | 11-26 08-12
聽晚八點 | 11-26 20:00
後日上晝 | 11-27 08-12
後天下午三點半 | 11-27 15:30
大後日 | 11-28 day
下個禮拜三上午 | 12-02 08-12
下星期一朝早十點 | 11-30 10:00
禮拜六 | 11-28 day
今晚七點鐘 | 11-25 19:00
這個週末 | 11-28..11-30 weekend
下週二下午兩點 | 12-01 14:00
週五上午 | 11-27 08-12
明天　下午　３点 | 11-26 15:00
明天下午３：３０ | 11-26 15:30
"""

ENGLISH = """
tomorrow | 11-26 day
tomorrow morning | 11-26 08-12
tomorrow afternoon | 11-26 12-18
tomorrow evening | 11-26 18-22
tomorrow night | 11-26 18-22
Tomorrow at 3pm | 11-26 15:00
tomorrow at 3 pm please | 11-26 15:00
tomorrow 9am | 11-26 09:00
tomorrow at 9 | 11-26 09:00
tomorrow at three | 11-26 15:00
tomorrow at half past three | 11-26 15:30
half past nine tomorrow morning | 11-26 09:30
quarter to five tomorrow | 11-26 16:45
a quarter past ten tomorrow | 11-26 10:15
ten o'clock tomorrow | 11-26 10:00
tomorrow at noon | 11-26 12:00
tomorrow before noon | 11-26 08-12
tomorrow after 3 pm | 11-26 15:00-18:00
tomorrow after 3 | 11-26 15:00-18:00
after 10am tomorrow | 11-26 10:00-12:00
tomorrow evening after 7 | 11-26 19:00-22:00
tomorrow between 2 and 4 pm | 11-26 14:00-16:00
tomorrow 2-4pm | 11-26 14:00-16:00
tomorrow, 10 to 12 | 11-26 10:00-12:00
from 9 to 11 tomorrow morning | 11-26 09:00-11:00
9am to noon tomorrow | 11-26 09:00-12:00
tomorrow between 11am and 1pm | 11-26 11:00-13:00
first thing tomorrow | 11-26 08-12
tmrw afternoon | 11-26 12-18
tomoz | none
the day after tomorrow | 11-27 day
the day after tomorrow before noon | 11-27 08-12
day after tomorrow at 4pm | 11-27 16:00
today | 11-25 day
later today | 11-25 day
this afternoon | 11-25 12-18
this evening | 11-25 18-22
tonight | 11-25 18-22
tonight at 8 | 11-25 20:00
today at 4pm | 11-25 16:00
today after 3pm | 11-25 15:00-18:00
at 15:30 | 11-25 15:30
3:30pm | 11-25 15:30
3.30 p.m. | 11-25 15:30
Thursday | 11-26 day
Thursday 3pm | 11-26 15:00
on Thursday afternoon | 11-26 12-18
Friday | 11-27 day
Friday morning | 11-27 08-12
Fri 10am | 11-27 10:00
Between 2 and 4 pm on Friday | 11-27 14:00-16:00
Friday between 2 and 4pm would suit us | 11-27 14:00-16:00
2pm to 4pm Friday | 11-27 14:00-16:00
Friday after 3 pm | 11-27 15:00-18:00
Friday before noon | 11-27 08-12
Friday evening | 11-27 18-22
Saturday at 10 | 11-28 10:00
Sunday 8:30am | 11-29 08:30
Monday | 11-30 day
first thing Monday | 11-30 08-12
Monday first thing | 11-30 08-12
Wednesday | 12-02 day
this Friday | 11-27 day
this coming Saturday | 11-28 day
next Monday | 11-30 day
next Tuesday | 12-01 day
next Tuesday afternoon | 12-01 12-18
next Wednesday at 9 | 12-02 09:00
next Friday at 2:30 pm | 12-04 14:30
Thursday next week | 12-03 day
next week Thursday | 12-03 day
next week on Thursday morning | 12-03 08-12
next week | 11-30..12-07 week
any time next week | 11-30..12-07 week
sometime this week | 11-23..11-30 week
the week after next | 12-07..12-14 week
this weekend | 11-28..11-30 weekend
at the weekend | 11-28..11-30 weekend
next weekend | 12-05..12-07 weekend
Nov 28 | 11-28 day
Nov 28 at 15:30 | 11-28 15:30
November 28th, 2pm | 11-28 14:00
28 November | 11-28 day
the 28th of November at 4 pm | 11-28 16:00
on the 28th | 11-28 day
the 5th | 12-05 day
the 5th in the morning | 12-05 08-12
Dec 1st in the afternoon | 12-01 12-18
1 Dec, 10am | 12-01 10:00
January 5 | 2027-01-05 day
2026-12-01 | 12-01 day
12/1 | 12-01 day
28/11 | 11-28 day
in two hours | 11-25 12:30
in half an hour | 11-25 11:00
in an hour | 11-25 11:30
in an hour and a half | 11-25 12:00
in 45 minutes | 11-25 11:15
two hours from now | 11-25 12:30
in three days | 11-28 day
in a week | 12-02 day
a week from today | 12-02 day
in two days' time | 11-27 day
in a fortnight | 12-09 day
Thursday instead of tomorrow | 11-26 day
Friday instead of tomorrow | 11-27 day
Can we do Friday rather than Thursday? | 11-27 day
tomorrow doesn't work, Friday afternoon? | 11-27 12-18
I can't do Thursday but Friday morning is fine | 11-27 08-12
not tomorrow, Saturday please | 11-28 day
move it from Thursday to Friday at 10 | 11-27 10:00
Could an engineer come round on Saturday morning, say 9:30? | 11-28 09:30
we're free Monday from 1 pm to 5 pm | 11-30 13:00-17:00
any time after 5 pm on Monday | 11-30 17:00-18:00
projector 坏了，tomorrow 下午 ok 吗 | 11-26 12-18
"""

NOTHING = """
你好
昨天下午
昨天晚上就坏了
前天
上周五
上周
去年十一月
刚才
11月20号
今天早上六点到七点
这周一
13月40号
25:70
E-17
一台
3号楼
yesterday
last Friday
two days ago
last week
hello there
the 45th
"""


def _said(found: When | None) -> str:
    """The interval in the short form of the tables."""
    if found is None:
        return "none"
    day = found.start.strftime("%m-%d" if found.start.year == 2026 else "%Y-%m-%d")
    if found.end is None:
        return f"{day} {found.start:%H:%M}"
    if found.grain == "day" and found.end - found.start == timedelta(days=1):
        return f"{day} day"
    if found.grain in ("day", "weekend", "week"):
        return f"{day}..{found.end:%m-%d} {found.grain}"
    if found.grain == "halfday":
        return f"{day} {found.start:%H}-{found.end:%H}"
    return f"{day} {found.start:%H:%M}-{found.end:%H:%M}"


def _cases(table: str) -> list[tuple[str, str]]:
    return [(a.strip(), b.strip()) for a, b in (line.rsplit("|", 1) for line in table.strip().splitlines())]


@pytest.mark.parametrize(("text", "meant"), _cases(CHINESE))
def test_chinese(text: str, meant: str) -> None:
    assert _said(interval(text, "zh", NOW)) == meant


@pytest.mark.parametrize(("text", "meant"), _cases(ENGLISH))
def test_english(text: str, meant: str) -> None:
    assert _said(interval(text, "en", NOW)) == meant


@pytest.mark.parametrize("text", NOTHING.strip().splitlines())
def test_no_time_or_one_that_is_over(text: str) -> None:
    lang = "en" if text.isascii() else "zh"
    assert interval(text, lang, NOW) is None
