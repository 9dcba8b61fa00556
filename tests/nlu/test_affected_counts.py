"""How many units, rooms or people a message is about, and numbers that count nothing."""

from __future__ import annotations

from tests.nlu.tables import by_the_rules, cases, values, wrong

CASES = r"""
Both sterilisers. No kit since noon | 2
the buzzer in flat 3 only? no, 3 and 7 both | 2
8 of 9 kilns OK |
black toner x4 | 4
Thirty people standing around in the lobby |
六个教室里302那块白板完全黑屏了，别的都好 |
40 people standing around |
Cold aisle fans: 3 gone since Sunday, still up | 3
No picture on any of the 16 cameras | 16
we have 6 autoclaves, 3 throw no heat | 3
The lobby has one dud call button, the other works | 1
一号二号两部电梯，一部停了，另一部还跑 | 1
螺栓掉了两颗，灯杆斜了 |
整栋楼停水，增压泵不转，六十来户等着 | 60
闸机系统连不上，大厅里堵了两百多人 | 200
十二台跑步机，除了两台都不转了 | 12
打印机走两张停一张 |
要六个滤网、一根进水软管 | 6; 1
Could I order two door gaskets and one thermostat knob | 2; 1
Exchange please: got white. Still sealed. Order 4471 drums |
the 12 bay charger only charges on 4 bays |
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
both pumps leak and 3 valves are stuck | 2; 3
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
地下车库五个充电桩跳闸 | 5
病房里三张床升不起来 | 3
10个闸口有3个不通 | 3
我们四家门店的收银都断网了 | 4
大棚里6个温控器失灵 | 6
冷库两组压缩机停了一组 | 1
整个三楼24间房没热水 | 24
会议室四块屏花了两块 | 2
八部手持机，五部扫不了码 | 5
产线上三个机器人报警停机 | 3
两百多个住户停电 | 200
有两位患者的监护仪没数据 | 2
二十四口交换机有四个口不亮 | 4
三十张桌子只有五张能扫码点单 |
还有六台没修好 | 6
四台新风机，仨不转 | 3
想加购两个手柄 | 2
麻烦带五米线和两个插座 | 2
换三根灯管 | 3
至少七台电脑中毒 | 7
两个水龙头滴水 | 2
兩部叉車開唔著 | 2
七個櫃門打唔開 | 7
四人被困 | 4
三个滤网堵了 | 3
我司15台叉车有1台漏油 | 1
5 of our 9 pumps trip | 5
four ward monitors keep rebooting | 4
three doors won't close | 3
a total of 17 readers offline | 17
only 2 of 6 lanes open |
two more tablets have failed | 2
12 guests are without hot water | 12
six out of eight heads don't print | 6
half of the 40 lights are out | 20
a couple of the ceiling speakers hum, rest ok | 2
every third locker won't open | every third
two thirds of our card readers are dead | two thirds
both PDUs are off | 2
she waited a couple of days |
half of the screen is black |
our two tractors both overheat | 2
I'd like to order four wheels | 4
requesting 3 spare remotes | 3
eight workstations lost network | 8
five EV chargers in bay 3 show red | 5
25 employees can't clock in | 25
ten out of 12 freezers are warm | 10
电梯门开三次才关 |
我是三号楼的 |
一天修三回 |
等两位师傅 |
加两次氟了 |
三个月两次 |
有两点要说 |
差两分钟 |
五层的灯 |
三分之一的灯不亮 |
给五星好评 |
两个选择都行 |
四月五号 |
八折可以吗 |
四个人都搬不动 |
第五台 |
第三排的灯 |
in 2 hours |
two things: price and date |
three times today |
the 4th floor |
five minutes |
two of you came |
press button 3 |
two options |
three-year plan |
三部扶梯两部不动 | 2
一共五台电脑，全都开不了机 | 5
有六个病人用不了呼叫铃 | 6
两间手术室断电 | 2
机房里面8台交换机掉线 | 8
二十台平板里有俩充不进电 | 2
四个摄像头花屏 | 4
三辆叉车启动不了 | 3
买两个电池 | 2
六個插頭冇電 | 6
大概七八十人受影响 | 80
两台坏了一台还能凑合 | 1
五排货架灯不亮 | 5
eight printers jammed | 8
three of them are dead | 3
our 3 kiosks show a white screen | 3
two of ten lanes closed | 2
14 apartments have no water | 14
four motors overheat | 4
nine cameras down | 9
we need two new remotes | 2
two forklifts are broken, the other five ok | 2
6 out of 6 gates blocked | 6
打了两通电话 |
两位数密码 |
三号机 |
一米五高 |
来了三趟 |
四点前 |
五年了 |
两头跑 |
三个工作日 |
六楼 |
two days |
three calls already |
level 4 |
4 pm |
two reasons |
昨天来了两个师傅看了一个多小时也没修好，空调还是不制冷 |
我们酒店一共120间房，现在5楼的18间都没有热水，客人投诉了 | 18
仓库里两台堆高车，其中一台液压漏油，另一台正常用 | 1
机房有六台服务器，今天早上宕了一台，剩下五台扛着 | 1
我买了三台，两台好的，一台开机就花屏 | 1
这个月已经是第三次了，每次都要等两三天，换过两块主板 |
三部电梯同时停，老人上不去，这楼有28层 | 3
遥控器按五下才有反应 |
四个喷头有一个不出水，压力表显示3公斤 | 1
洗衣机脱水时跳了两次闸，家里其他电器都正常 |
我们公司40多人都打不了卡 | 40
三个摄像头，两个黑屏，一个模糊 | 2
现在收费站开了八条车道，ETC有两条识别不了 | 2
能不能派两个人过来，东西挺重，有80斤 |
需要备件：风扇2个，电源1个 | 2
十二个格口有五个打不开，快递取不出来 | 5
上次换了两根皮带，这次又断了 |
孩子班里45个学生等着上课，白板没反应 |
两点一刻到三点之间断过三次 |
配了两把钥匙都打不开柜门 | 2
注塑机四个加热区，第二区温度上不去 |
无人机三块电池都充不进去 | 3
前后两个轮子都在响 | 2
二期五栋楼的门禁全掉线 | 5
我有一个建议，两个按钮能不能做大点 |
自助机打印出来的票有两道黑线 |
We have 30 chairs in the clinic and two of them will not recline | 2
The technician replaced 2 boards last month and it failed again |
Our 12-bay rack has three drives with amber lights | 3
The lift stops 5 cm below floor level on 2 landings |
I pressed the button 4 times and waited 2 minutes |
We run 3 shifts and the robot stops about twice a shift |
Out of the 8 nozzles, 2 are clogged | 2
One of 6 fridges reads 12 degrees, the rest sit at 4 | 1
Six tablets arrived, four will not pair with the reader | 4
About a third of the lights in the hall are out |
Replace 2 AA batteries did not help |
The combine has 900 hours and two belts are slipping | 2
Staff of 25 cannot badge in since 8 am |
both my kids are freezing, 3 bedrooms have no heat | 3
printed 200 pages, every 10th is blank |
There are 4 of us in the flat and no hot water |
Two engineers spent 3 hours here on Monday, still leaking |
Our till has 2 drawers, one won't open | 1
I have 5 stars for your team |
three phase motor hums, 2 fuses blew | 2
the pallet wrapper made 14 turns instead of 9 |
we are a 60-bed ward, 7 call buttons are dead | 7
六条车道全抬不起杆 | 6
医保断了，五个窗口全停 | 5
整個掛了，三個機房都連不到 | 3
东边四个棚好好的，西边六个棚不出水 | 6
四十八块拼接屏有五块花了 | 5
新買的兩台投影機要安裝 | 2
濾心要補三支，我自己換 | 3
再要十张门禁钥匙卡 | 10
两个fan坏了一个 | 1
七个班的白板都没法用 | 7
阵列里掉了一块硬盘 | 1
有两个棚的风机不转 | 2
一排六个插座没电 | 6
十根桩里四根离线 | 4
六个工位里有俩没网 | 2
里头还有俩人不敢动 | 2
我们四个人困在电梯里 | 4
里头还困着两个人 | 2
三户人家没水 | 3
三十间房的门卡刷不开 | 30
两只喇叭有一只不响 | 1
12扇窗关不上3扇 | 3
四支枪坏了一支 | 1
装五台新的白板 | 5
三台秤，两台不准 | 2
有三个server起不来 | 3
部門十五部電腦上唔到網 | 15
兩間房冇冷氣 | 2
六架櫃員機有兩架壞咗 | 2
四張病床升唔起 | 4
有八个格口弹不开，别的格口照常 | 8
两次上门都没修好 |
两个月前装的 |
两班倒，停不得 |
一家人洗不了澡 |
上个月两位师傅来过 |
给我两分钟 |
both ovens are stone cold | 2
Receipts print crooked on both tills | 2
Two of the UPS batteries are weeping | 2
Five north side vents of the glasshouse don't open any more | 5
sticker is peeling off the front of three dispensers | 3
What do new batteries for 20 order tablets come to | 20
commissioning of three charge points pending | 3
Could we borrow two standby defibrillators | 2
Two new pianos arriving soon, we need them set up | 2
a pair of handsets lost signal | 2
three booths have no sound | 3
Seven hobs won't light | 7
another two cameras dropped out | 2
nine seats on coach 4 won't recline | 9
30-odd phones are dead | 30
eight out of ten dryers | 8
three mics of eight are dead | 3
five racks lost cooling | 5
three people are trapped in lift 2 | 3
6x fuses pls | 6
eight pcs of o-ring please | 8
twenty-five terminals are offline | 25
two hundred users can't log in | 200
four wards have no nurse call | 4
Three scales read wrong, the fourth is right | 3
ten lockers stay shut | 10
We have 4 units, 3 of which are dead | 3
six cabins on the wheel don't close | 6
two infusion pumps out of thirty won't switch on | 2
five of the twelve rows drop nothing | 5
it costs two hundred dollars |
prints on both sides of the paper |
three phases, 400 volts |
on two occasions nobody came |
it stands on four legs |
there are seven steps in the manual |
after three visits it still leaks |
half of them won't charge any more | half
7/20 parking barriers don't lift | 7
About thirty residents have no lift | 30
整栋楼两百多户没热水 | 200
二楼三十多户没水 | 30
x2 drum units please | 2
drive belt, quantity six | 6
8 nos. split AC to be serviced | 8
Four of us were trapped in the lift | 4
fourteen chillers, the last three icing up | 3
We have one spare, need two more | 2
要十根真空管两个密封圈 | 10; 2
三部电梯里中间那一部今天又停用了 | 1
dozens of readers reject the badges | 24
充电到一半充电口烧红了 |
屏幕黑了一半 |
精密空调两台掉一台 | 1
"""


#: A measure for what is learned: of a hundred such messages it may tell six otherwise than they were marked.
LEARNED = 0.06


def test_the_rules_know_all_of_them() -> None:
    assert wrong(cases(CASES), lambda text: by_the_rules("affected_count", text)) == {}


def test_nearly_all_are_told_when_what_is_learned_has_its_say() -> None:
    rows = cases(CASES)
    missed = wrong(rows, lambda text: values("affected_count", text))
    assert len(missed) <= LEARNED * len(rows), missed
