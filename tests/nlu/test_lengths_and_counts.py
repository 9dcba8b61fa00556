"""How long something was out and how many are affected, in many trades, and numbers that tell neither.

Every line is a message and all values of the kind; nothing after the bar means that the message has none.
"""

from __future__ import annotations

import pytest

from nlu.entities import entities
from nlu.language import detect

CASES = {
    "duration": """
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
""",
    "affected_count": """
四部电梯有两部停了 | 2
八台充电桩坏了三台 | 3
6台POS机都刷不了卡 | 6
整层十二间病房空调都不冷 | 12
三个教室的投影仪没信号 | 3
两台服务器宕机 | 2
有5台联合收割机启动不了 | 5
影响大概三百个用户 | 300
两条产线都停了 | 2
七个摄像头离线 | 7
十台里面坏了四台 | 4
20个工位断网 | 20
３台输液泵报警 | 3
坏咗兩部機 | 2
有三部冷氣唔凍 | 3
六部機死咗一部 | 1
一共16个充电枪，5个充不了 | 5
五十户没暖气 | 50
机械臂有两个关节不动 | 2
我要订4个滤芯 | 4
给我寄两块电池 | 2
帮我们再配三个遥控器 | 3
四扇自动门，一扇关不上 | 1
三台扫描仪两台卡纸 | 2
八路视频有三路黑屏 | 3
二十多台电脑上不了网 | 20
全部十五个终端掉线 | 15
俩闸机都打不开 | 2
门诊有六个窗口打不了单 | 6
除了2号机，其他四台都停了 | 4
9个轿厢按钮不亮 | 9
手术室两盏无影灯灭了一盏 | 1
3 lifts are out of service | 3
two of the six chargers are dead | 2
all nine terminals went offline | 9
five beds won't raise | 5
4 out of 10 cameras show nothing | 4
we lost three nodes | 3
about 200 users can't log in | 200
need 6 filters | 6
please send two batteries | 2
seven card readers refuse every card | 7
three robots on line 2 stopped | 3
twelve rooms have no heating | 12
half a dozen... no, eight scanners are down | 8
15 patients' monitors lost signal | 15
one of our four fridges is warm | 1
2/5 servers are down | 2
out of 20 tablets, 7 won't charge | 7
a dozen sensors report nothing | 12
we've got 3 dead pumps and 2 good ones | 3
ten of them don't switch on | 10
order of 5 brushes please | 5
4 infusion pumps and their stand, all beep | 4
2号电梯停了 |
三楼空调坏了 |
打了三次电话 |
五点钟来吧 |
花了两千块 |
保修期还有三个月 |
两个人来修就行 |
等了四天 |
房间302没电 |
第三台机器坏了 |
温度只有5度 |
今年42岁，腿脚不好 |
三天两头坏 |
型号是5号机 |
一台电脑黑屏 |
我家两个孩子都小 |
版本2.0.3升级不了 |
拍了三张照片发你 |
其他五台都好好的 |
电梯在12层卡住 |
两个问题想问 |
3点到5点我在家 |
terminal 3 is down |
I called 4 times |
room 12 has no heat |
it's 3 years old |
costs 200 dollars |
version 4 crashes |
at 5 pm please |
the other six work fine |
we have two questions |
on floor 9 |
2 engineers came |
extension 33 |
it reached 60 degrees |
急诊三台呼吸机报警 | 3
5个充电桩，2个坏了 | 2
停车场四个道闸抬不起来 | 4
六台收割机趴窝两台 | 2
二楼八间办公室没空调 | 8
12个传感器掉线 | 12
两个机械臂都报警 | 2
三十几个用户登不上 | 30
整栋楼两部电梯都坏了 | 2
有四个病区呼叫器不响 | 4
十几台电脑蓝屏 | 10
三扇门刷不开 | 3
收银台有俩打不出票 | 2
七台车充不上电 | 7
25台POS离线 | 25
机房两台空调漏水 | 2
五個讀卡機壞咗三個 | 3
兩條扶梯停咗 | 2
四组电池鼓包 | 4
订两套密封圈 | 2
再买3个探头 | 3
申请5块备用电池 | 5
三个车间停电 | 3
影响40多名患者 | 40
九盏路灯不亮 | 9
两路输出没电压 | 2
16块硬盘坏了3块 | 3
four elevators stuck | 4
two chargers out of five won't start | 2
all six tills are frozen | 6
six of the twelve bays have no power | 6
20 students can't connect | 20
eleven monitors lost their picture | 11
we need three replacement filters | 3
could you ship 10 fuses | 10
2 lifts stopped, the third runs | 2
three out of our four robots are down | 3
5 rooms without hot water | 5
around 50 customers affected | 50
both pumps leak and 3 valves are stuck | 3
nine of 30 sensors are offline | 9
seven tractors will not start | 7
two ovens and a fridge died | 2
a pair... make it four batteries please | 4
of our ten gates, three stay shut | 3
13 wheelchairs with flat batteries | 13
电梯3号坏了 |
第二台不制冷 |
两次都没修好 |
来两个师傅 |
一共花了三百块 |
三个月前买的 |
五点半左右 |
四楼那台坏了 |
两年保修 |
分两期付款 |
三个人住 |
两口子都上班 |
我有两个疑问 |
等了三个小时 |
开了两个工单 |
打了五个电话 |
十个月大的孩子 |
发了三条短信 |
七号楼没热水 |
三相电缺一相 |
20公斤的衣服洗不动 |
一个按钮掉了 |
I have two kids at home |
3 visits and still broken |
4 hours later |
2 weeks |
Gate 7 stuck |
size 42 |
3-phase supply |
20 kg load |
two questions about warranty |
five stars |
sent 3 photos |
12 months of warranty |
""",
}


def _cases() -> list[tuple[str, str, list[str]]]:
    made = []
    for name, table in CASES.items():
        for line in table.strip().splitlines():
            text, _, wanted = line.rpartition("|")
            values = [v.strip() for v in wanted.split(";") if v.strip()]
            made.append((name, text.strip().replace("\\n", "\n"), values))
    return made


@pytest.mark.parametrize(("name", "text", "wanted"), _cases())
def test_values(name: str, text: str, wanted: list[str]) -> None:
    assert [e.value for e in entities(text, detect(text)) if e.entity == name] == wanted
