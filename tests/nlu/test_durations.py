"""How many minutes something was out, and times that tell of nothing being out."""

from __future__ import annotations

from tests.nlu.tables import cases, values, wrong

CASES = r"""
For about twenty seconds at lunchtime the kiosk froze, then it was fine | 0
It has been like that a good three quarters of an hour | 45
the turnstile is refusing cards for nearly an hour | 60
全部梯停晒，成四個字，error LK-07 | 20
机组完全不转，起码四十分钟，室温往上走 | 40
天数从十天缩成三天，别的都好 |
一天跳五六次，复位就好 |
I love your hold music, forty minutes of it. Nobody picked up |
架架車要停兩分鐘先過到閘 |
电梯困人，25分钟了还没人来 | 25
停了俩小时就修好了，值 | 120
机房水浸到脚眼，服务器全停，十五分钟前开始 | 15
单子挂着好几天了 |
left it out in the rain all week, the mower is just a brick now |
I bought it six months ago and today it sat dead for twenty-odd minutes | 20
the signal disappeared for 40 minutes | 40
服务器挂掉1h40min了，客户在骂 | 100
印表機兩三個禮拜都卡紙卡不停，勉強能印 | 30240
雷打过以后两天了，光伏三路组串掉了 | 2880
全楼三十户冻了三个小时 | 180
Broken the best part of a fortnight, mum can't get upstairs | 20160
the last couple of days it's been cutting out mid call | 2880
转五分钟停两分钟，这破碎纸机 |
水庫洩洪淹進機房，發電機泡了一整夜，發不起來 |
电梯停了四十五分钟，还没人来 | 45
从刚才到现在断网快20分钟了 | 20
机房断电一个小时了 | 60
充电站瘫了两天 | 2880
收银系统挂了半个钟头 | 30
空调坏了三天了，热死了 | 4320
停机2h了，产线等着 | 120
已经宕机15min | 15
呼吸机黑屏了十几秒又好了 | 0
网络中断3小时20分 | 200
停了一个钟，门诊全排队 | 60
闸机打不开都一刻钟了 | 15
系统卡死10来分钟 | 10
冷库停机五个半小时，货要化了 | 330
从昨晚坏到现在，一整晚没暖气 | 240
断咗成個鐘頭 | 60
斷網四十分鐘喇 | 40
冇電兩個幾鐘 | 120
機器停咗半日 | 720
大概有二十五分钟刷不了卡 | 25
整整一个星期没热水 | 10080
电梯停运一周了 | 10080
服务器宕了１２分钟 | 12
扶梯停了大半天 | 720
仪器连不上有三刻钟了 | 45
断电不到五分钟 | 5
中断时间约八分钟 | 8
一共中断了9分钟 | 9
收费站断网半小时以上 | 30
停电俩小时了 | 120
ATM已经离线6个小时 | 360
挂了两小时四十分钟 | 160
充电桩离线了一个半月 | 64800
掉线将近一小时 | 60
Lift has been stuck for 50 minutes | 50
the tills were down for about ten minutes | 10
no hot water for three days now | 4320
offline 2 hours already | 120
server down 1h30 | 90
outage lasted 12 minutes | 12
It's been out of service for two and a half hours | 150
charger dead for a week | 10080
we have had no cooling for the past 40 min | 40
downtime so far: 25 minutes | 25
production has stood still since 90 minutes | 90
been off for an hour and twenty minutes | 80
lost the link for 11 mins | 11
robot hasn't moved in half an hour | 30
payment terminal unreachable for 3 hrs | 180
it was down for a quarter of an hour this morning | 15
the ward had no power for 8 min | 8
not working for two weeks | 20160
down for 1.5 hours | 90
frozen for a good twenty minutes | 20
interrupted for 600 seconds | 10
ninety minutes without network | 90
it's been dead a couple of hours | 120
down for over a day | 1440
保修三年，才用一年半 |
等了你们两小时了 |
师傅说半小时到 |
每隔二十分钟重启一次 |
两个小时内能到吗 |
开机要等五分钟 |
质保期24个月 |
昨天打了40分钟电话 |
预约三天后上门 |
孩子三个月大，家里不能没暖气 |
充满电要八小时 |
续航只有两小时 |
机龄十二年了 |
一周保养一次 |
洗一次要90分钟 |
买来两个月就坏 |
慢了5分钟，时钟不准 |
within 4 hours please |
my appointment is in two days |
I waited 3 hours for the engineer |
warranty of 24 months |
a 30 minute job they said |
bought it six weeks ago |
it takes 10 minutes to boot |
every 15 minutes it beeps |
the machine is 8 years old |
battery lasts 2 hours |
open for 12 hours a day |
reported it three days ago |
cycle takes 45 minutes |
I was on hold for 25 minutes |
提款机罢工四个钟头了 | 240
医院HIS系统挂了快十分钟 | 10
闸机瘫痪半小时 | 30
6号梯从早上停到现在三个多小时 | 180
生产线停了一个半小时，损失很大 | 90
我们这没网两天了 | 2880
整整半天刷不了脸 | 720
充电站断电四十来分钟 | 40
机器人趴窝两个班，差不多16个小时 | 960
网络断断续续，最长一次断了5分钟 | 5
制氧机停了三分钟，病人很危险 | 3
暖气停了五天了 | 7200
电话打不进来已经一个上午了 | 240
冷柜不制冷一晚上了 | 240
收银停摆1个小时零5分 | 65
停咗三粒鐘 | 180
壞咗成個禮拜 | 10080
死機十五分鐘 | 15
斷線半個鐘 | 30
无法登录20分钟了 | 20
没信号有一个小时了 | 60
到现在瘫了四十分钟 | 40
服务不可用30分钟 | 30
故障持续25分钟 | 25
中断12min后恢复 | 12
停了有小半天了 | 720
卡住不动两个来小时 | 120
下线90s | 2
elevator out of order for 6 hours | 360
been without heating for four days | 5760
network outage of 35 minutes | 35
we were offline 18 minutes | 18
systems have been unavailable for over two hours | 120
nothing printed for 3 hours | 180
dead for 40 mins now | 40
tills frozen 15 min, queue out the door | 15
service interrupted for nearly 11 minutes | 11
the pump stopped 20 minutes and came back | 20
ward monitors blank for 90 seconds | 2
an hour and ten minutes of downtime | 70
not been working for three days | 4320
no signal for half a day | 720
chargers won't start, going on two hours | 120
it was down 2h15 last night | 135
out of action five days | 7200
can't take cards for the last 25 minutes | 25
the whole site has been dark for 1 hr 20 min | 80
scanner has been dead since 8 this morning, so three hours | 180
等了四十分钟没人接 |
师傅两小时后到 |
两天前买的 |
我三点半到，等十分钟 |
洗涤程序要两个小时 |
用了五年没坏过 |
电池能撑三个小时 |
保修到期三个月了 |
孩子才五个月 |
报修一周没消息 |
上个月修过，管了两个星期 |
两周内换新 |
一天开十个小时 |
每天停两小时检修 |
计划停机两小时，问下流程 |
出差三天，周五回 |
提前半小时打电话 |
延保两年多少钱 |
培训半天 |
排期要一周 |
it reboots every 20 minutes |
came 40 minutes late |
can you be here in 2 hours |
two weeks ago it was fine |
the job took 3 hours |
valid for 12 months |
two-hour window please |
runs 45 minutes per cycle |
our machine is 10 years old |
it takes half an hour to heat up |
ICU呼吸机停机了五分钟 | 5
6号充电桩趴窝三天 | 4320
从三点停电到四点半 |
已经连续40分钟打不开系统了 | 40
停水停了两天一夜 | 2880
空调坏了有一个礼拜 | 10080
我们系统瘫痪已达2小时40分钟 | 160
断断续续卡了一上午 | 240
昨晚停了三小时，今早好的 | 180
停线已经25min，损失惨重 | 25
大约有一刻钟没有图像 | 15
核磁停了快一天 | 1440
没有暖气快两周 | 20160
机器罢工半个月了 | 21600
网断了几分钟 | 3
卡死超过1小时 | 60
系统挂起30秒 | 0
全店断网，足足两个小时 | 120
电梯关人了，困了二十分钟 | 20
起不来，二十分钟了 | 20
我们仓库的扫描枪全瘫，半个多小时了 | 30
壞咗兩日 | 2880
停電成兩個鐘 | 120
斷線約20分鐘 | 20
lift stuck 25 min with people inside | 25
our POS has been down since lunch, about 2 hours | 120
The MRI was offline for 55 minutes. | 55
heating's been off three days | 4320
six hours without power | 360
down a full day | 1440
all terminals dead for the past hour | 60
robot cell has been stopped for 1 hour and 45 minutes | 105
lost connection for about 90 secs | 2
it's been two days with no lift | 2880
the line stood for forty minutes | 40
unavailable: 3h 20m | 200
blackout of 12 minutes | 12
no picture for the last half hour | 30
broken for a month | 43200
we couldn't charge for 4 hrs | 240
it hasn't worked for a fortnight | 20160
outage from 9 to 10 |
装了三年了 |
预约等了一周 |
烘干两个小时才停 |
客服让我等20分钟 |
退款7天到账 |
三个月没保养 |
车程四十分钟 |
还有两小时开会 |
保修还剩两个月 |
每次充电40分钟 |
会议开了三小时 |
停车费两小时十块 |
试用期一个月 |
断电保护延时5分钟 |
待机30分钟自动关机 |
half an hour drive |
two-year contract |
it shuts down after 10 minutes |
the battery is dead after 2 hours |
they arrived 50 minutes late |
I'm off for two weeks from Monday |
goes to sleep after 30 minutes |
血透机停了八分钟 | 8
直梯停运十二天 | 17280
全院挂号系统瘫了1小时15分钟 | 75
半小时了还是打不开 | 30
没法收款都快一个钟头了 | 60
断气两小时 | 120
机器坏了俩礼拜了 | 20160
已经有五十分钟没信号了 | 50
冷柜停机三小时，药品要坏 | 180
从昨天下午三点断到现在，二十个小时 | 1200
网瘫痪10多分钟 | 10
冻住了一刻钟 | 15
成日冇水，六個鐘啦 | 360
the crane's been stuck for 35 min | 35
machine idle for two shifts, 16 hours | 960
not charging for 2 days | 2880
dark for eight minutes then it came back | 8
site offline: 45 min | 45
down almost an hour | 60
we lost cooling 20 minutes ago |
no internet for one and a half hours | 90
half a day of downtime | 720
been waiting half a day |
修了两小时修好了 |
上次断电十分钟后自动切换，测试用 |
预计停电两小时 |
通电五分钟后报警 |
用半小时就发烫 |
质保两年 |
倒计时30秒 |
delivery took two weeks |
filter lasts six months |
after 20 minutes it gets hot |
in an hour please |
空调上周装的，用了四天就不冷了，约好的师傅迟到了两小时 |
早上八点开始断网，到现在已经三个半小时，业务全停 | 210
停电来电之后一直起不来，重启了三遍，每遍等十分钟 |
刚才黑屏大概有个七八分钟吧，后来自己好了 | 8
电梯昨晚困人一次，困了25分钟才救出来 | 25
系统维护两小时我们知道，但现在四小时了还没恢复 | 240
冷藏柜温度升到12度已经两个小时 |
我在电话里等了半个小时，你们能不能快点，充电桩坏了两天了 | 2880
泵运行十分钟就过热停机 |
交换机每两小时掉线三分钟 |
挂号机死机，等了十分钟，重启后好了 |
设备停机时间累计已经六小时 | 360
这机器才买半年，已经坏了三回 |
没暖气第三天了 |
Since the update it takes 5 minutes to start, used to be 30 seconds |
Conveyor has been at a standstill for two hours and fifteen minutes | 135
We lost power for 6 minutes, now everything is back except the lift | 6
My flight is in 3 hours and the charger has been dead for 20 minutes | 20
Your engineer stayed 2 hours and the boiler died again 10 minutes after he left |
Card machine has been offline since about ten minutes | 10
24 hours without heating in a care home is not acceptable | 1440
The robot arm freezes for 5 seconds every minute |
I am away for 2 days, please come Friday |
the MRI cooling failed 40 minutes ago |
we've been unable to take payments for 3 hours 10 minutes | 190
The screen stays black for 30 seconds at startup |
The freezer was warm for a whole weekend |
no power in the ward for the last ten minutes | 10
tractor won't start, sat for three months in the barn |
the lines stood 25 minutes | 25
it stood still 75 minutes on Monday | 75
we've been without gates for a day and a half | 2160
crashes about once an hour, gone for 8 minutes each time | 8
Storage dropped out for three minutes last night | 3
starter only clicks for an hour and ten minutes now | 70
after 5 min outage on friday the portal is slow | 5
it has been no good for a week | 10080
it has been shut for 20 hours | 1200
Known ticket, four days with no hot water | 5760
it has been standing for 13 days | 18720
No card payments these past two hours | 120
nobody could log on for 50 minutes | 50
has not moved in 40 minutes | 40
we lost the feed for about a minute | 1
quarter of an hour with no air | 15
stuck between floors going on 30 min | 30
ICU lost suction for ninety seconds | 2
2 days and counting, no heating | 2880
the door hasn't opened for an hour | 60
The line sat idle for six hours | 360
it took the site out for 14 minutes | 14
flat dead 3 days | 4320
shuts off after 10 minutes |
I have worked here for 20 years |
it took your man 2 hours |
it was fine for 3 weeks |
cooked it for 30 minutes and it burnt |
道闸停用二十五分钟了 | 25
油管爆了，停工俩钟头了 | 120
抬不起杆，堵了二十来分钟了 | 20
风机全停，已经三个钟头了 | 180
片区停了五分钟电 | 5
整個掛了十五分鐘 | 15
刷卡機斷線，到現在一個半小時了 | 90
大家都 evacuate 了，检查停了20 minutes | 20
kiosk 完全 dead 了 2 hours | 120
整层楼 offline 50 mins | 50
网瘫了仨钟头 | 180
三天没热水洗澡了 | 4320
一个多礼拜打不了卡 | 10080
开不了机快俩礼拜 | 20160
黑了一整天 | 1440
抬不起来一小时四十分 | 100
半个月没声音了 | 21600
前后断了大概七分钟 | 7
停摆将近两天 | 2880
一上午都刷不了卡 | 240
呼叫器哑了两宿 | 960
连续两小时连不上 | 120
冷氣停咗兩粒鐘 | 120
冇水三日 | 4320
門禁失效四十分鐘 | 40
死機死了個把鐘頭 | 60
发电是个鸭蛋，11天了 | 15840
门推不动，两个 hours 了 | 120
gate stuck open for three quarters of an hour now | 45
signal was gone for 3/4 of an hour | 45
tills down 7-8 min now | 8
买来半年了，保修吗 |
半小时停一次 |
修了三小时 |
用了三天就坏 |
开机五分钟就跳闸 |
the conveyor has been down 1:20 h | 80
这毛病有一个星期了，一直打不着火 | 10080
"""


def test_values() -> None:
    assert wrong(cases(CASES), lambda text: values("duration", text)) == {}
