"""What people say about time, and the interval that they mean.

The clock stands at Wednesday, 25 November 2026, 10:30 in Shanghai unless a case says otherwise.
Written short: ``11-26`` is the whole day, ``11-26 15:00`` an exact time, ``11-26 12-18`` a part of the day,
``11-26 14:00-16:30`` a stretch of time, ``A..B`` from midnight to midnight.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nlu import engaged, proposals
from nlu.when import When, impossible, interval, leaving
from tests.nlu.tables import wrong

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=SHANGHAI)

CHINESE = """
两三天内 | 11-25..11-28 day
两三天后 | 11-27..11-29 day
三五天后 | 11-28..12-01 day
半个月后 | 12-10 day
12月中下旬 | 12-11..01-01 day
12/7-12/9 | 12-07..12-10 day
下午3-5点 | 11-25 15:00-17:00
下午三至五点 | 11-25 15:00-17:00
次日上午 | 11-26 08-12
隔天下午 | 11-26 12-18
这个月最后一周 | 11-23..11-30 week
早八点 | 11-26 08:00
今晚八点前 | 11-25 18:00-20:00
三个工作日内 | 11-25..12-01 day
下个工作日 | 11-26 day
12月7号那一周 | 12-07..12-14 week
7号那周 | 12-07..12-14 week
12月19号那个周末 | 12-19..12-21 weekend
12月第二个周末 | 12-12..12-14 weekend
12月第一个礼拜 | 11-30..12-07 week
1月最后一个周五 | 2027-01-29 day
8月的第二个周六 | 2027-08-14 day
下个月第二个礼拜三 | 12-09 day
本月最后一个工作日 | 11-30 day
8号到12号之间 | 12-08..12-13 day
8到12号 | 12-08..12-13 day
8、9号 | 12-08..12-10 day
2月8号到12号 | 2027-02-08..02-13 day
12月28号到1月3号 | 12-28..01-04 day
2月8号或9号 | 2027-02-08 day
周五4号 | 12-04 day
不要4号，周一7号可以 | 12-07 day
12月上半月 | 12-01..12-16 day
12月下半月 | 12-16..01-01 day
12月上旬 | 12-01..12-11 day
下个月初 | 12-01..12-11 day
一月中旬 | 2027-01-11..01-21 day
月底 | 11-21..12-01 day
月底前 | 11-25..12-01 day
月底之前哪天都行 | 11-25..12-01 day
最迟月底 | 11-25..12-01 day
年底前 | 11-25..01-01 day
月尾前 | 11-25..12-01 day
最晚周五 | 11-25..11-28 day
最早下周一 | 11-30..12-07 week
周一以后 | 12-01..12-08 week
从后天起 | 11-27..12-04 week
12号开始都行 | 12-12..12-19 week
未来三天 | 11-25..11-28 day
上半日 | 11-25 08-12
明朝上半日 | 11-26 08-12
明儿后晌 | 11-26 12-18
后个儿下晌 | 11-27 12-18
明天午饭前 | 11-26 08-12
今天下班前 | 11-25 08-18
今天天黑前 | 11-25 08-18
后日收工前 | 11-27 08-18
下午三四点钟 | 11-25 15:00-16:00
聽日兩點九 | 11-26 14:45
三点五十 | 11-25 15:50
点把钟以后来嘛 | 11-25 11:30
個半鐘後 | 11-25 12:00
名天下午三点 | 11-26 15:00
下个里拜五上午 | 12-04 08-12
下下周吧，下周我不在 | 12-07..12-14 week
下周任何一天早上 | 11-30..12-07 week
下周三吧下周三上午十点来钟 | 12-02 10:00
這週末禮拜天早上十點 | 11-29 10:00
12/3（四）下午 | 12-03 12-18
元旦第二天来吧 | 2027-01-02 day
元旦前一天 | 12-31 day
圣诞后的周一 | 12-28 day
圣诞节前 | 11-25..12-25 day
拆礼物日之后 | 12-27..01-03 week
春节前 | 11-25..02-06 day
春节期间 | 2027-02-06..02-13 day
春节后吧，年前太忙 | 2027-02-13..02-20 week
过完年 | 2027-02-13..02-20 week
過年前都可以 | 11-25..02-06 day
年初八上午，我们初八开工 | 2027-02-13 08-12
腊月二十八 | 2027-02-04 day
农历十二月初三 | 2027-01-10 day
腊月廿三 | 2027-01-30 day
端午节前一天 | 2027-06-08 day
五一后 | 2027-05-06..05-13 week
5月的周日 | 2027-05-02 day
明年1月 | 2027-01-01..02-01 day
三個字之後 | 11-25 10:45
聽日四點搭六 | 11-26 16:30
下周的今天 | 12-02 day
这个月最后一天 | 11-30 day
下个月头一个周一 | 12-07 day
后天后半晌 | 11-27 12-18
明天 | 11-26 day
明天下午 | 11-26 12-18
明天上午吧 | 11-26 08-12
Xinjiekou 8号 明天下午 | 11-26 12-18
改到12号 | 12-12 day
change 12号 | 12-12 day
engineer 12号 来 | 12-12 day
come 12号 | 12-12 day
home 12号 ok | 12-12 day
明天晚上 | 11-26 18-22
明儿上午 | 11-26 08-12
明早 | 11-26 08-12
明早九点 | 11-26 09:00
明晚 | 11-26 18-22
明晚七点半 | 11-26 19:30
明天早上八点半 | 11-26 08:30
明天一早 | 11-26 08-12
廿八号 | 11-28 day
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
下周三四五都行 | 12-02..12-05 day
周六日 | 11-28..11-30 day
周三四点 | 12-02 16:00
明天晚一点 | 11-26 day
明天一点 | 11-26 13:00
改到一点吧 | 11-25 13:00
周一上班，周二可以 | 12-01 day
周一下班后来 | 11-30 day
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
明后天 | 11-26..11-28 day
周六周日 | 11-28 day
周四或周五下午 | 11-26 12-18
周三周四都行 | 12-02 day
周一到周五 | 11-30..12-05 day
明天下午1点半到3点 | 11-26 13:30-15:00
明天全天都可以 | 11-26 day
后天随时 | 11-27 day
周日上午11点前 | 11-29 08:00-11:00
下周一早上8点到10点之间 | 11-30 08:00-10:00
周五晚上6点后 | 11-27 18-22
周五晚上六点以后 | 11-27 18-22
早上9点 | 11-26 09:00
上午 | 11-25 08-12
傍晚六点半 | 11-25 18:30
12月3日14点30分 | 12-03 14:30
12月3日（周四）上午 | 12-03 08-12
12.3号下午 | 12-03 12-18
周六下午四点半之前 | 11-28 08:00-16:30
这周四晚上八点半 | 11-26 20:30
拜六下昼三點半 | 11-28 15:30
下個拜一 | 11-30 day
聽日晏晝 | 11-26 12-18
聽日下晝兩點至四點 | 11-26 14:00-16:00
後日夜晚 | 11-27 18-22
半個鐘頭後 | 11-25 11:00
兩個鐘之後 | 11-25 12:30
今日下晝五點前 | 11-25 08:00-17:00
聽日11點半 | 11-26 11:30
明仔日 | 11-26 day
5天后 | 11-30 day
十天之后上午 | 12-05 08-12
下个月1号 | 12-01 day
元旦 | 2027-01-01 day
十五号下午两点 | 12-15 14:00
明天晚些时候 | 11-26 day
明天上午九点整 | 11-26 09:00
后天早8点 | 11-27 08:00
后天晚7点半 | 11-27 19:30
周五早上 | 11-27 08-12
周5下午 | 11-27 12-18
下周3上午10点 | 12-02 10:00
礼拜五3点 | 11-27 15:00
明儿个下午 | 11-26 12-18
后儿上午 | 11-27 08-12
你们明天能来吗，上午十点前我都在 | 11-26 08:00-10:00
星期四下午三點至五點 | 11-26 15:00-17:00
明天上午9：00—11：00 | 11-26 09:00-11:00
下星期 | 11-30..12-07 week
下周末上午 | 12-05 08-12
本月30号 | 11-30 day
30日 | 11-30 day
11月30 | 11-30 day
11月30日晚上7点 | 11-30 19:00
11-30下午 | 11-30 12-18
2026年11月30日 09:00 | 11-30 09:00
明天上午十点到下午两点之间 | 11-26 10:00-14:00
今天晚上 | 11-25 18-22
今天中午12点以后 | 11-25 12-18
明天下午六点 | 11-26 18:00
晚上十点半 | 11-25 22:30
凌晨两点 | 11-26 02:00
十一点 | 11-25 11:00
一个小时后过来 | 11-25 11:30
周三下午 | 12-02 12-18
本周三下午 | 11-25 12-18
周四上午不行，下午可以 | 11-26 12-18
周四上午不行，改下午吧 | 11-26 12-18
明天下午不行，上午行 | 11-26 08-12
周四周五都不行，周六吧 | 11-28 day
下周哪天都行，除了周三 | 11-30..12-07 week
约的明天，想改成下周一上午 | 11-30 08-12
原来约了周五下午三点，能不能提前到周四 | 11-26 day
明天10:00 - 12:00 | 11-26 10:00-12:00
后天下午2点30 | 11-27 14:30
下午4点前 | 11-25 08:00-16:00
明天早上8点以前 | 11-26 00:00-08:00
下周二到下周四 | 12-01..12-04 day
11月28号到30号 | 11-28..12-01 day
明天上午或者后天下午 | 11-26 08-12
要么明天要么后天 | 11-26 day
后天吧，明天我要上班 | 11-27 day
我明天要上班，后天行 | 11-27 day
周六不上班，周六可以 | 11-28 day
只有周末有空 | 11-28..11-30 weekend
周末上午 | 11-28 08-12
下周三，哦不对，下周四 | 12-03 day
明天，算了后天吧 | 11-27 day
星期五晚七點 | 11-27 19:00
下禮拜日 | 12-06 day
聽日朝頭早九點半 | 11-26 09:30
今晚夜 | 11-25 18-22
下晝四點鐘 | 11-25 16:00
后天早上七点半 | 11-27 07:30
下下周 | 12-07..12-14 week
大后天晚上 | 11-28 18-22
大后天下午三点到四点半 | 11-28 15:00-16:30
一小时之后 | 11-25 11:30
10分钟后 | 11-25 10:40
四十五分钟以后 | 11-25 11:15
再过三天 | 11-28 day
过三天 | 11-28 day
过两个小时 | 11-25 12:30
下周一上午十点半左右 | 11-30 10:30
在12月5日的下午 | 12-05 12-18
二〇二六年十二月一日 | 12-01 day
2026年12月1号下午两点 | 12-01 14:00
周六10点 | 11-28 10:00
周日7点 | 11-29 07:00
周日晚上 | 11-29 18-22
先约周五，具体几点再说 | 11-27 day
明天　下午　３点 | 11-26 15:00
三刻钟后 | 11-25 11:15
周四上午，不，下午 | 11-26 12-18
明天上午，等等，还是后天吧 | 11-27 day
明年1月5日 | 2027-01-05 day
明天下午３：３０ | 11-26 15:30
"""

ENGLISH = """
by Monday morning at the latest | 11-30 08-12
after Monday morning | 11-30 12-18
after Friday lunchtime | 11-27 13:00-18:00
not until after Christmas | 12-26..01-02 week
the 4th, 5th or 6th of January | 2027-01-04 day
the week of the 4th to the 8th | 11-30..12-07 week
7/12 - 9/12 | 12-07..12-10 day
Thursday or Friday next week | 12-03 day
tomorrow morning 10 o clock | 11-26 10:00
not next week, the week after | 12-07..12-14 week
Monday's booked, Wednesday morning | 12-02 08-12
Monday we're shut, so Wednesday morning | 12-02 08-12
forget Monday, Wednesday | 12-02 day
Monday, er, Wednesday | 12-02 day
Monday's a bank holiday, so Tuesday | 12-01 day
tommorrow aftrenoon | 11-26 12-18
wendesday mrng | 12-02 08-12
nxt wk | 11-30..12-07 week
Friday till lunch | 11-27 08-12
tomorrow morning, 10 sharp | 11-26 10:00
tenish tomorrow morning | 11-26 10:00
this evening before eight | 11-25 18:00-20:00
two days after tomorrow | 11-28 day
the next working day | 11-26 day
early Friday | 11-27 08-12
post 4pm Thursday | 11-26 16:00-18:00
Thursday any time past 4 | 11-26 16:00-18:00
Thursday next | 12-03 day
six weeks from Monday | 2027-01-11 day
9 till noon Saturday | 11-28 09:00-12:00
half past nine or ten on Saturday | 11-28 09:30
10 to 6 this evening | 11-25 17:50
in three quarters of an hour | 11-25 11:15
12am Friday | 11-27 00:00
by the end of next week | 11-25..12-07 day
end of the week | 11-23..11-30 week
14-Dec | 12-14 day
tomorrow between ten and half eleven | 11-26 10:00-11:30
two days after Christmas | 12-27 day
the first working day after New Year | 2027-01-04 day
mid-month | 12-11..12-21 day
Wednesday, any time after the school run | 12-02 day
on or after the 15th | 12-15..12-22 week
Monday at the earliest | 11-30..12-07 week
anytime between now and Friday | 11-25..11-28 day
20 past 4 today | 11-25 16:20
Sat morn | 11-28 08-12
the second-last Friday in January | 2027-01-22 day
this side of Christmas | 11-25..12-25 day
friday nxt week | 12-04 day
Ash Wednesday | 2027-02-10 day
any day in the week of 7 Dec | 12-07..12-14 week
the week of January 11 | 2027-01-11..01-18 week
week commencing Monday 7 December | 12-07..12-14 week
w/c 7/12 | 12-07..12-14 week
week ending 11 Dec | 12-07..12-14 week
the following week | 11-30..12-07 week
first week of the new year | 2027-01-04..01-11 week
last week of January | 2027-01-25..02-01 week
weekend of 19 Dec | 12-19..12-21 weekend
the weekend of the 19th | 12-19..12-21 weekend
the weekend of 19-20 December | 12-19..12-21 weekend
second weekend of December | 12-12..12-14 weekend
the weekend before Christmas | 12-19..12-21 weekend
weekends in January | 2027-01-02..01-04 weekend
a Sunday in May | 2027-05-02 day
a Sunday afternoon in May | 2027-05-02 12-18
last Friday of January | 2027-01-29 day
the last working day of the month | 11-30 day
the Monday after Thanksgiving | 11-30 day
the first Monday after Christmas | 12-28 day
the Tuesday after the 5th | 12-08 day
the Friday before Christmas | 12-18 day
the day after Paddy's day | 2027-03-18 day
between the 8th and the 12th of February | 2027-02-08..02-13 day
8-12 Feb | 2027-02-08..02-13 day
Dec 8 to 12 | 12-08..12-13 day
Monday 7 to Friday 11 December | 12-07..12-12 day
any day from the 7th to the 9th | 12-07..12-10 day
between Monday and Wednesday | 11-30..12-03 day
between 28 Nov and 2 Dec | 11-28..12-03 day
between Christmas and New Year | 12-26..01-01 day
Thursday to Friday next week | 12-03..12-05 day
move it from the 14th to the 16th | 12-16 day
move it from 8 to 12 February | 2027-02-12 day
the 8th or 9th of February | 2027-02-08 day
Friday 4 December | 12-04 day
Thursday 10th | 12-10 day
Friday the 4th at 3 | 12-04 15:00
5/12 Saturday | 12-05 day
not on the 4th, Monday the 7th is fine | 12-07 day
the twelfth of December | 12-12 day
December the twenty-first | 12-21 day
first half of December | 12-01..12-16 day
second half of January | 2027-01-16..02-01 day
early in December | 12-01..12-11 day
mid January | 2027-01-11..01-21 day
by the end of the month | 11-25..12-01 day
before the end of January | 11-25..02-01 day
before Christmas | 11-25..12-25 day
any time after Christmas | 12-26..01-02 week
not before Epiphany | 2027-01-06..01-13 week
not until Monday | 11-30..12-07 week
no later than Friday | 11-25..11-28 day
Friday at the latest | 11-25..11-28 day
from the 10th of December | 12-10..12-17 week
in the next two weeks | 11-25..12-09 day
within the hour | 11-25 10:30-11:30
by close of business Friday | 11-27 08-18
EOD tomorrow | 11-26 08-18
before dark | 11-25 08-18
any evening next week | 11-30..12-07 week
Monday mornings | 11-30 08-12
tomorrow week | 12-03 day
tomorrow's no good, Saturday morning | 11-28 08-12
Friday, no, scratch that, Monday | 11-30 day
in January | 2027-01-01..02-01 day
Easter Monday if you work it | 2027-03-29 day
the early May bank holiday | 2027-05-03 day
a week tomorrow | 12-03 day
a fortnight today | 12-09 day
Friday fortnight | 12-11 day
two weeks on Monday | 12-14 day
the first of next month | 12-01 day
the last day of the month | 11-30 day
last Friday of the month | 11-27 day
first Monday in December | 12-07 day
not tomorrow, the day after | 11-27 day
Tuesday, not the coming one but the one after | 12-08 day
in two and a half hours | 11-25 13:00
tomorrow before lunch | 11-26 08-12
tomorrow after lunch | 11-26 12-18
week of the 14th | 12-14..12-21 week
Boxing Day | 12-26 day
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
the Monday after next | 12-07 day
Wednesday, no wait, Thursday at 10 | 11-26 10:00
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
tomoz | 11-26 day
2moro arvo | 11-26 12-18
tonite after 8 | 11-25 20:00-22:00
1530hrs tomorrow | 11-26 15:30
six in the evening tomorrow | 11-26 18:00
Fri afternoon next week | 12-04 12-18
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
2026-11-30T09:00 | 11-30 09:00
by Friday | 11-25..11-28 day
28th | 11-28 day
end of month | 11-21..12-01 day
Sundays are best | 11-29 day
Sunday I'm at home | 11-29 day
I'm at church on Sunday, Monday is fine | 11-30 day
before Friday | 11-25..11-27 day
Friday by noon | 11-27 08-12
Friday by 3pm | 11-27 08:00-15:00
tomorrow before 5 pm | 11-26 08:00-17:00
Saturday from 10 to 12 | 11-28 10:00-12:00
Sat 10-12 | 11-28 10:00-12:00
Saturday 10am-12pm | 11-28 10:00-12:00
Friday at noon | 11-27 12:00
noon on Friday | 11-27 12:00
early Friday morning | 11-27 08-12
late Friday afternoon | 11-27 12-18
Friday the 27th | 11-27 day
Friday, November 27 at 9:15 | 11-27 09:15
Monday 30 November 2pm | 11-30 14:00
30 Nov 2026, 14:00 | 11-30 14:00
Nov. 30th between 9 and 11 | 11-30 09:00-11:00
Dec 3 from 1 to 3 pm | 12-03 13:00-15:00
Thu or Fri afternoon | 11-26 12-18
Thursday or Friday | 11-26 day
Tuesday week | 12-08 day
a week on Monday | 12-07 day
8 in the evening tomorrow | 11-26 20:00
tomorrow at 10 in the morning | 11-26 10:00
at 7 tonight | 11-25 19:00
7pm tonight | 11-25 19:00
3ish tomorrow | 11-26 15:00
around 3 tomorrow | 11-26 15:00
tomorrow around half past two | 11-26 14:30
two thirty tomorrow afternoon | 11-26 14:30
between two and four tomorrow | 11-26 14:00-16:00
between nine and eleven on Monday morning | 11-30 09:00-11:00
next Thursday between 8:30 and 10 | 12-03 08:30-10:00
any time on Monday | 11-30 day
Mon morning | 11-30 08-12
weds pm | 12-02 12-18
tomorrow am | 11-26 08-12
tomorrow pm | 11-26 12-18
Thursday PM please | 11-26 12-18
this Thursday evening | 11-26 18-22
in 90 minutes | 11-25 12:00
half an hour from now | 11-25 11:00
in ten days | 12-05 day
in two weeks | 12-09 day
three days from now | 11-28 day
the following Monday | 11-30 day
on Monday the 30th at 10 | 11-30 10:00
end of next week | 11-30..12-07 week
early next week | 11-30..12-07 week
tomorrow 15:00-17:00 | 11-26 15:00-17:00
13:00 to 15:00 on the 30th | 11-30 13:00-15:00
Sunday afternoon from 2 | 11-29 14:00-18:00
from 2pm on Sunday | 11-29 14:00-18:00
tomorrow after 6pm | 11-26 18-22
tonight after nine | 11-25 21:00-22:00
Saturday or Sunday, whichever | 11-28 day
weekend morning | 11-28 08-12
Saturday all day | 11-28 day
Today 5pm | 11-25 17:00
at six this evening | 11-25 18:00
quarter past 4 this afternoon | 11-25 16:15
ten past nine tomorrow | 11-26 09:10
9.30am Thursday | 11-26 09:30
0930 Thursday | 11-26 09:30
tomorrow at 1400 | 11-26 14:00
tomorrow mid-morning | 11-26 08-12
Saturday at 2 | 11-28 14:00
Friday 2 pm or 4 pm | 11-27 14:00
Monday or Tuesday at 9 | 11-30 09:00
tomorrow 5:30 | 11-26 17:30
Tuesday between 10:30 and noon | 12-01 10:30-12:00
tomorrow from noon to 2 | 11-26 12:00-14:00
tomorrow from 9 till 5 | 11-26 09:00-17:00
Sunday before 10am | 11-29 08:00-10:00
Sunday before 10 | 11-29 08:00-10:00
Saturday afternoon after four | 11-28 16:00-18:00
not before 2pm tomorrow | 11-26 14:00-18:00
no earlier than 2pm tomorrow | 11-26 14:00-18:00
tomorrow no later than 11 | 11-26 08:00-11:00
sometime tomorrow | 11-26 day
tomorrow any time after 2 | 11-26 14:00-18:00
Thursday is no good, how about Friday? | 11-27 day
Actually make it Monday at 3 | 11-30 15:00
Monday... no, Tuesday morning | 12-01 08-12
Thursday the day after tomorrow | 11-26 day
next week, Wednesday or Thursday | 12-02 day
next week Monday 9am | 11-30 09:00
Monday next week at 9 am | 11-30 09:00
Tuesday of next week | 12-01 day
two weeks from today | 12-09 day
a couple of hours from now | 11-25 12:30
in a couple of days | 11-27 day
1:30 this afternoon | 11-25 13:30
half 3 tomorrow | 11-26 15:30
twelve noon tomorrow | 11-26 12:00
Friday night | 11-27 18-22
November 26th | 11-26 day
26th Nov | 11-26 day
Thursday, 26 Nov, 10:00-12:00 | 11-26 10:00-12:00
On Friday, I'm home from 3 | 11-27 15:00-18:00
I'm home all day Saturday | 11-28 day
I get home at 6pm tomorrow | 11-26 18:00
Could we move Friday's visit to Monday? | 11-30 day
projector 坏了，tomorrow 下午 ok 吗 | 11-26 12-18
"""

NOTHING = """
the fifth Monday in December
any morning but Friday
on 1.12.
12.7-12.9
the bank holiday Monday
国庆后
五一路八号二单元
3月份买的
12月的账单
since Monday
my warranty runs out in June
sometime in the new year
weekday evenings once school is back
南京市江宁区东山镇3号
Gulou 12号
型号2026-11
999999999天后
99999999999小时后
一周内坏了三次
你好
慢一点
快一点
便宜一点嘛
一点点
周日要加班
下午孩子要上课
中午要午睡，别中午
明天我不在家
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
3rd floor
I won't be home tomorrow
school run at 3
Sundays I'm at church
I have a meeting at 10
"""


PARTS = ("08:00-12:00", "12:00-18:00", "18:00-22:00", "11:00-13:00", "00:00-06:00", "08:00-18:00")
#: A stretch within one of these has the grain of half a day; one that goes over their border is told to the minute.
HALVES = (("00:00", "06:00"), ("06:00", "12:00"), ("12:00", "18:00"), ("18:00", "23:59"))


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
    if found.grain == "halfday" and f"{found.start:%H:%M}-{found.end:%H:%M}" in PARTS:
        return f"{day} {found.start:%H}-{found.end:%H}"
    inside = any(a <= f"{found.start:%H:%M}" and f"{found.end:%H:%M}" <= b for a, b in HALVES)
    assert found.grain == ("halfday" if inside else "minute")
    return f"{day} {found.start:%H:%M}-{found.end:%H:%M}"


def _cases(table: str) -> list[tuple[str, str]]:
    return [(a.strip(), b.strip()) for a, b in (line.rsplit("|", 1) for line in table.strip().splitlines())]


@pytest.mark.parametrize(("lang", "table"), [("zh", CHINESE), ("en", ENGLISH)])
def test_what_is_meant(lang: str, table: str) -> None:
    assert wrong(_cases(table), lambda text: _said(interval(text, lang, NOW))) == {}


def test_no_time_or_one_that_is_over() -> None:
    rows = [(text, None) for text in NOTHING.strip().splitlines()]
    assert wrong(rows, lambda text: interval(text, "en" if text.isascii() else "zh", NOW)) == {}


def test_every_reading_is_handed_over() -> None:
    found = interval("周四或者周五下午", "zh", NOW)
    assert found is not None
    assert [(a.strftime("%a"), a.hour) for a, _ in found.readings] == [("Thu", 12), ("Fri", 12)]
    assert (found.start, found.end) == found.readings[0]


def test_every_sunday_of_a_month_is_one_of_those_that_are_meant() -> None:
    found = interval("a Sunday in May", "en", NOW)
    assert found is not None
    assert [a.strftime("%m-%d") for a, _ in found.readings] == ["05-02", "05-09", "05-16", "05-23", "05-30"]


def test_a_weekday_and_a_date_that_do_not_agree_are_both_told() -> None:
    found = interval("Friday 5 December", "en", NOW)
    assert found is not None
    assert {a.strftime("%m-%d") for a, _ in found.readings} == {"12-05", "11-27"}


@pytest.mark.parametrize(("lang", "month"), [("en-GB", 12), ("en-US", 3)])
def test_a_date_with_slashes_has_one_where_it_is_known_who_writes(lang: str, month: int) -> None:
    found = interval("3/12 in the afternoon", lang, NOW)
    assert found is not None
    assert (found.start.month, found.start.hour, found.readings) == (month, 12, ())


AT_OTHER_TIMES = [
    ("国庆放完假以后", "2026-09-28 10:00", "10-08..10-15 week"), ("国庆后", "2026-10-03 10:00", "10-08..10-15 week"),
    ("国庆第二天下午", "2026-09-29 13:00", "10-02 12-18"), ("十一假期", "2026-09-20 10:00", "10-01..10-08 day"),
    ("双十节隔天早上", "2026-10-05 09:10", "10-11 08-12"), ("今天下班前能到不", "2026-11-05 14:30", "11-05 12-18"),
    ("sometime before Labor Day", "2026-08-24 08:40", "08-24..09-07 day"), ("labor day", "2026-11-25 10:00", "none"),
    ("大年初三", "2029-01-10 10:00", "2029-02-15 day"), ("除夕前", "2030-01-10 10:00", "2030-01-10..02-02 day"),
    ("after Christmas", "2026-12-28 10:00", "none"), ("Good Friday", "2028-03-01 10:00", "2028-04-14 day"),
    ("first week of November", "2026-11-25 10:00", "none"), ("the late May bank holiday", "2026-05-02 10:00", "05-25 day"),
]  # fmt: skip


def test_what_is_meant_at_other_times_of_the_year() -> None:
    def said(case: str) -> str:
        text, at = case.split("|")
        now = datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        return _said(interval(text, "en" if text.isascii() else "zh", now))

    assert wrong([(f"{text}|{at}", meant) for text, at, meant in AT_OTHER_TIMES], said) == {}


@pytest.mark.parametrize(
    "text", ["Thursday or Friday next week", "next Thursday or Friday", "下周四或周五", "下周四、周五都行"]
)
def test_two_days_of_one_week(text: str) -> None:
    found = interval(text, "en" if text.isascii() else "zh", NOW)
    assert found is not None
    assert [a.strftime("%m-%d") for a, _ in found.readings] == ["12-03", "12-04"]


def test_a_date_with_slashes_has_two_readings_in_english() -> None:
    found = interval("5/12", "en", NOW)
    assert found is not None
    assert {a.strftime("%m-%d") for a, _ in found.readings} == {"05-12", "12-05"}


def test_the_other_reading_of_a_date_with_slashes_has_its_hour() -> None:
    found = interval("8/11 at 3pm", "en", NOW.replace(month=10))
    assert found is not None
    assert (found.start.month, found.start.day, found.start.hour) == (11, 8, 15)


def test_one_reading_needs_no_list() -> None:
    found = interval("周五下午", "zh", NOW)
    assert found is not None
    assert found.readings == ()


@pytest.mark.parametrize("step", range(0, 24 * 7, 19))
def test_never_in_the_past_at_whatever_hour_of_the_week(step: int) -> None:
    now = NOW + timedelta(hours=step)
    for text, _ in _cases(CHINESE) + _cases(ENGLISH):
        found = interval(text, "en" if text.isascii() else "zh", now)
        if found is not None:
            assert (found.end or found.start) > now - timedelta(minutes=1), (text, now, found)
            assert found.end is None or found.start < found.end, (text, now, found)


CANNOT = [
    ("明天早上要送孩子，八点不行", "zh", ["11-26 08-12", "11-26 08:00"]),
    ("周日要加班", "zh", ["11-29 day"]),
    ("school run at 3, otherwise fine", "en", ["11-25 15:00"]),
    ("Monday I have a meeting at 10", "en", ["11-30 10:00"]),
    ("Monday and Tuesday I work", "en", ["11-30 day", "12-01 day"]),
    ("I work Monday to Friday", "en", ["11-30..12-05 day"]),
    ("周一到周五要上班", "zh", ["11-30..12-05 day"]),
    ("周二下午可以", "zh", []),
]


@pytest.mark.parametrize(("text", "lang", "wanted"), CANNOT)
def test_when_somebody_cannot(text: str, lang: str, wanted: list[str]) -> None:
    grains = {True: "minute", False: "day"}
    found = [
        _said(When(a, b, "halfday" if b and b - a < timedelta(hours=12) else grains[b is None]))
        for a, b in impossible(text, lang, NOW)
    ]
    assert found == wanted


def test_until_when_somebody_is_kept() -> None:
    rows = [
        ("I'm at the hospital until noon", "noon"), ("I'm away until Monday", "Monday"), ("I work till 6", "at 6"), ("not home until 5", "at 5"), ("no one will be in the office until 2pm", "at 2pm"),
        ("上班到五点", "五点"), ("出差到周三", "周三"), ("我忙到下午三点才有空", "下午三点"), ("周五前不在", "周五"),
        ("I'm home until noon", ""), ("I'm in until 5", ""), ("we are open until 6", ""), ("在家到五点", ""), ("从周一到周三都在家", ""),
    ]  # fmt: skip
    assert wrong(rows, engaged.until) == {}


def test_when_somebody_goes_away() -> None:
    rows = [
        ("I leave at 10 tomorrow", "11-26 10:00"), ("I have to go at 11", "11-25 11:00"), ("10点要出门，之前来", "11-26 10:00"),
        ("come at 10 tomorrow", None), ("明天10点来", None),
    ]  # fmt: skip

    def gone(text: str) -> str | None:
        at = leaving(text, "en" if text.isascii() else "zh", NOW)
        return at.strftime("%m-%d %H:%M") if at else None

    assert wrong(rows, gone) == {}


def test_the_hour_holds_over_the_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 24, 12, 0, tzinfo=berlin)  # clocks go back in the night
    found = interval("tomorrow at 3 pm", "en", now)
    assert found is not None
    assert found.start == datetime(2026, 10, 25, 15, 0, tzinfo=berlin)
    assert found.start.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    "text",
    ["明天 " * 30_000, "周一或" * 30_000, "1" * 100_000, "十" * 100_000, "to 3 " * 30_000, "下" * 100_000],
)
def test_long_texts_take_no_longer(text: str) -> None:
    began = time.process_time()
    interval(text, "zh", NOW)
    proposals.spans(text)
    assert time.process_time() - began < 1.0
