"""Error codes of many machines, and numbers that are none."""

from __future__ import annotations

from nlu.parse import parse
from tests.nlu.tables import cases, values, wrong

CASES = r"""
空调外机报E6，不制冷 | E6
显示屏出现F05，电梯停在三楼 | F05
充电桩跳故障代码1203 | 1203
报错码是 E-213，机械臂不动 | E-213
故障码P0A1F，车充不进电 | P0A1F
屏幕一直闪ER07 | ER07
面板上显示 H 3，出不来热水 | H3
报警编号7041，主轴停了 | 7041
錯誤代碼E-09，冇熱水 | E-09
报故障Ｅ１２ | E12
报E幺拐 | E17
代码是F杠零三 | F-03
报错五零四，收银打不开 | 504
显示E九，按什么都没用 | E9
故障代码是一百零二 | 102
报警ALM-380，伺服断电 | ALM-380
蓝屏 0x0000007E，服务器重启 | 0X0000007E
报E3，不对，是E8 | E8
先报E4后报E7，门机不动 | E4; E7
液晶屏报Err 21 | ERR21
呼叫盒提示错误码 A-17 | A-17
洗碗机显示i30，水排不掉 | I30
POS提示错误代码:Z3 | Z3
故障灯闪，查说明书是E22 | E22
出F1报警，过一会儿又出F2 | F1; F2
屏上就一个"E-0" | E-0
机器人报SRVO-023 | SRVO-023
报38号错误 | 38
收割机仪表盘报代码 SPN 1569 FMI 31 | SPN1569FMI31
HMI上弹出报警A207 | A207
出错代码 5B00，墨盒灯交替闪 | 5B00
error E4 on the lift panel | E4
It throws code U0100 and the combine stops | U0100
terminal shows "ERR 51" after every swipe | ERR51
charger says fault 14 | 14
fault code F-207 then dead | F-207
error code: 0x8024402C | 0X8024402C
Alarm 401 on the CNC, door locked | 401
display flashing E1, no cooling | E1
code E dash oh four on the heat pump | E-04
it's saying echo one seven | E17
we get error two oh four each time | 204
keeps coming up with fault code thirty-one | 31
dishwasher stuck on E:24 | E24
ventilator alarm code TF-0012 | TF-0012
error E05 - no wait, E06 | E06
shows E5, sorry, E6 | E6
Status LED blinks, log has SYS-1041 | SYS-1041
printer: 50.3 fuser error |
HTTP 504 error from the gateway | 504
the screen reads F 21 | F21
error code A1-03 pops up | A1-03
显示温度28度，一直不降 |
显示2个未读消息 |
报了5次修了 |
报价350元太贵 |
报警电话是110 |
设备编号A207，没报错 |
提示余额不足 |
停在5楼不动了 |
3号机报警了 |
代码发我手机13812340000 |
显示屏27寸碎了 |
错误操作了3次 |
门禁密码0417# |
验证码 558213 收不到 |
邮编 310012 |
shows 3 bars of signal |
it says 45% and stops charging |
error rate is 5 percent |
gate code 4417, ring twice |
with 2 people inside |
reads 38 degrees in the ward |
on 12 May it stopped |
bay 14 is down |
showing 10:45 all the time |
promo code SAVE20 doesn't work |
shows version 2.4 |
no error code on the display |
电梯显示E37停层 | E37
充电桩屏幕报错 0x1A | 0X1A
报警号SV0401 | SV0401
机械手报 ALARM 2103 | 2103
PLC上亮F3，急停复位不了 | F3
出现代码 C-2557 打印机停了 | C-2557
故障提示U6，不制热 | U6
收割机报码E零三 | E03
监护仪提示错误 ERR-114 | ERR-114
显示Er-5，不出水 | ER-5
空调显示屏上H6一直闪 | H6
代碼E5，唔郁 | E5
报F7，啊不是，是F1 | F1
不是E2，是E5，水泵不转 | E5
错误码六零四 | 604
热水器 E1 故障，打不着火 | E1
控制面板报错误码：B-1206 | B-1206
显示e二，滴滴响 | E2
POS机报Z1-40交易失败 | Z1-40
变频器跳OC2 | OC2
PC LOAD LETTER E-7 on the printer | E-7
it gives fault 3021 and stops | 3021
the lift says F42 | F42
error message 0xE8000015 | 0XE8000015
heat pump threw an E9 | E9
charger flashes code 7 | 7
alarm AL-15, then AL-16 | AL-15; AL-16
fault code E one four | E14
display: "E 12" | E12
code bravo two one on the tractor | B21
got an Err-03 after the update | ERR-03
error E7, I mean E17 | E17
it's E4, not E5 | E4
error 5 zero 3 on checkout | 503
warning W102 on the infusion pump | W102
the drive tripped on F0001 | F0001
tills show error code TRX-909 | TRX-909
DTC P0301 and P0304 stored | P0301; P0304
显示3楼 |
显示12:30不走了 |
报名5个人培训 |
提示请在30秒内刷卡 |
报修第3次了 |
出了2个问题 |
闪了3下就灭了 |
异常响了5分钟 |
代码管理系统打不开 |
USB3口坏了 |
iOS17升级后连不上 |
5G信号没了 |
故障率5% |
with V8 engine |
on P2 level of the car park |
shows 404 visitors today |
says 20 minutes left |
error on page 12 |
alarm went off at 5 |
with 4G modem |
it reads 22.5 degrees |
it shows A4 paper missing |
display is 55 inch |
code word is blue |
变频器显示F0011过流 | F0011
充电机提示故障：E-102 | E-102
闪码是3长2短 |
洗碗机E15，底部进水 | E15
电梯控制柜数码管显示E 5 3 | E53
注塑机报警E-StopOn |
机器人示教器报 10036 | 10036
屏幕弹窗：错误 0xC00000E9 | 0XC00000E9
热泵P5保护 | P5
报P5，后来又报P8 | P5; P8
報錯 Err-77 | ERR-77
故障碼係U3 | U3
錯誤代號 F28 | F28
报错E一二 | E12
报e零五 | E05
显示的是E6不是E8 | E6
代码好像是F2，不，F7 | F7
空调外机板故障灯闪5次 |
制冰机报高压报警 |
服务器iDRAC报MEM0001 | MEM0001
报代码为：T-31 | T-31
报警记录里有AL-09、AL-12 | AL-09; AL-12
error #4012 | 4012
Error code - 1705 | 1705
it blinks E,4 |
fault 7C on the inverter | 7C
we get "Err 9" on boot | ERR9
the panel reads fault one one seven | 117
screen says ERROR 0211 | 0211
it came up with AL dash one two | AL-12
alarm 27 and alarm 31 | 27; 31
the code was E8, actually E9 | E9
status code 503 from the API | 503
dispenser error P-7 | P-7
lift in fault mode, code E.33 | E33
stop code: 0x124 | 0X124
no fault code, just dead |
says 5 of 8 sensors failed |
shows room 12 too warm |
alarm at 3 am |
with 16 GB RAM |
reads 230 V on L1 |
error 3 days in a row |
it says A to B |
报5000元的价 |
显示电量20% |
报价单No.17 |
咖啡机显示E61 | E61
故障灯报码 2-3 | 2-3
电梯报Er.21门锁故障 | ER21
伺服报AL.16 | AL16
显示故障F-11，重启没用 | F-11
报错代码：80070002 | 80070002
报警信息 E1024 | E1024
设备上显示 ERROR 5 | 5
数控机床报EX1041 | EX1041
提示E幺零二 | E102
錯誤碼顯示H一 | H1
错误代码E6，说错了，E9 | E9
the unit displays CH05 | CH05
it flashes "dE" then E3 | DE; E3
fault number 33 on the drive | 33
shows code oh four | 04
error code is bravo seven | B7
getting an E 22 on the washer | E22
the code changed from E1 to E4 | E1; E4
fault F3, correction F8 | F8
显示正在升级75% |
显示-5度 |
报的价格是380 |
屏幕显示10:30 |
故障后第3天 |
shows 1 of 4 fans |
display 2 is dark |
alarm sounded for 30 seconds |
error appeared 12 times |
E5和E6轮流跳，型号E600 | E5; E6
4楼的机子报F4，6楼的没事 | F4
报了E-031以后第2天又报E-032 | E-031; E-032
充电时长超过8小时就报A12 | A12
报错信息是 Timeout 3000ms |
The code is E1 on unit 1 and E2 on unit 2 | E1; E2
It rebooted 3 times then showed 0xc0000221 | 0XC0000221
gives error -12 after 20 minutes | -12
Fault 6 on drive 2 since 9 am | 6
shows LO then HI, no number |
it throws a K12 and stops | K12
washer gives me F zero six | F06
code's C 41 I think | C41
it came up with U-13 | U-13
Robot halts, message 10036 | 10036
display went to PE4 | PE4
Fault light plus "CH 05" on the boiler | CH05
controller logs ALM 512 every night | ALM512
UE6 again on the washer | UE6
now a d7 is blinking | D7
the code on it is 3E07 | 3E07
The E21 came back right after your man left | E21
fault number is two two seven | 227
keeps tripping with F0021 | F0021
code AL dash three oh | AL-30
got an H 20 on unit 4 | H20
"Service call SC542" on the copier | SC542
copier wants service, SC 542 | SC542
Oven beeps F9E0 | F9E0
it says error E four one two | E412
throws E 23 sorry, E 32 it was | E32
Log says code 712, sorry, 721 | 721
any news on the P0A-16 one? | P0A-16
then it flashes UC3 | UC3
row B12 of the car park |
we need a M8 bolt and an H7 bulb |
I am on the A12 near Chelmsford |
seat F12 is broken |
it runs on R410A gas |
the T8 tube is out |
the Q3 report is late |
page A4 prints crooked |
屏上跳出来个C7 | C7
一开机就蹦P07 | P07
说是F21故障 | F21
老是E05，重启也没用 | E05
代码应该是H杠十二 | H-12
报的是AL三零二 | AL302
屏幕上写着错误五零二幺 | 5021
码是八零七 | 807
面板闪E3闪个不停 | E3
报的什么P0A16，你查查 | P0A16
错误代号是D04 | D04
故障：F1-08 | F1-08
屏幕写着ERROR 77 | 77
屏幕写着“E 47” | E47
閃住H6，凍極都唔凍 | H6
閃緊H8 | H8
跳E9然後停機 | E9
出個代號叫U4 | U4
打印机提示SC899 | SC899
屏上是P五零二 | P502
E二十一这个码怎么消 | E21
报J三 | J3
日志里全是0x1A | 0X1A
变频器报OC1 | OC1
报警内容：SV0401 | SV0401
充电桩屏幕弹"1105" | 1105
报E21，啊不对，看倒了，是E12 | E12
A4纸卡住了 |
车停在B12车位 |
我要两个H7灯泡 |
Q3的报告什么时候给 |
在F1层 |
洗碗机今天进水进一半就停，面板E-04 | E-04
err 7F on the boiler, no hot water | ERR7F
The lift controller threw Er.05 twice this morning | ER05
Washer stops mid spin, F:12 | F12
Check engine came on in the forklift, reader says U0100 | U0100
代码是幺零三，热水出不来 | 103
code oh-four then it beeps three times | 0-4
错误码 0x8007，打印服务起不来 | 0X8007
alarm 214 on the CNC, spindle won't turn | 214
故障灯闪三下 |
屏幕显示E5，不出冰了 | E5
报6号故障 | 6
空调报Ｅ０６，室外机不转 | E06
Ｆ２５故障，锅炉不点火 | F25
门机跳了一个DR-17 | DR-17
display flashing H 7, oven won't heat | H7
It just keeps saying PO5 and shutting off | PO5
P-31 comes up whenever I open the valve | P-31
The pump trips with 4E2 | 4E2
fault number seventeen on the drive | 17
err oh two, belt stops | 02
故障代码是E杠零四 | E-04
屏上一个大大的Er 3 | ER3
屏上出现了 C7990 | C7990
C-2557 shown on the copier | C-2557
copier stuck at SC542 | SC542
SC 899 复印机卡住 | SC899
Windows蓝屏 0x0000007B | 0X0000007B
stop code 0x1A | 0X1A
ATM shows ERR_CASH_04 | ERR_CASH_04
pos terminal answers "declined 91 issuer" and error TX-19 | TX-19
扫码枪连不上，报 COMM-12 | COMM-12
变频器跳OU2后停机 | OU2
变频器 OL2 停机 | OL2
drive tripped, OHF on the keypad | OHF
inverter: Fault 031 | 031
逆变器红灯，代码 W-302 | W-302
打印机E.21.3 | E213
printer error 49.4C02 | 494C02
printer 79 service error | 79
惠普打印机一开机就 79.00FE | 7900FE
5100 error on the Canon | 5100
fridge display Er FF | ERFF
冰箱显示FF | FF
ice machine E 24 again | E24
治疗机自检到一半就Err07 | ERR07
呼吸机 TF 12 报警 | TF12
T.E. 401023 on the ventilator |
treadmill LS1 | LS1
跑步机E01；转不动 | E01
elevator car stopped, F 48 on the board | F48
电梯主板停在 35 号故障 | 35
Alarm A05 at station two | A05
报警A05 | A05
报警号 2041，主轴不转 | 2041
报警 SV0401 伺服 | SV0401
NC alarm EX1031 again | EX1031
机器人 SRVO-062 | SRVO-062
SRVO 230 链条断 | SRVO230
P0420故障码，叉车没劲 | P0420
P0a80 on the dash | P0A80
SPN 3364 FMI 18 | SPN3364FMI18
提示"E-2-1" | E-2-1
提示 E1-03 | E1-03
锅炉 L3 不走了 |
热水器显示11 | 11
壁挂炉一直跳10 | 10
boiler reads 22.7 |
Its little window just says LE then goes dark | LE
wash machine says dE and won't lock | DE
显示dE门锁不上 | DE
显示UE，脱水转不起来 | UE
HE2 on the dryer | HE2
显示屏CL | CL
显示 --，没温度 |
cashier 2 had code fourteen yesterday | 14
code one one six, no ice | 116
the panel reads echo four four | E44
报错 四零四 打不开后台 | 404
网页提示502 | 502
HTTP 500 whenever staff log in | 500
登录失败，错误1326 | 1326
Error: -1073741819 | -1073741819
room 304 has no heat |
floor 12 lift stuck |
T80 printer wants ink |
The tablet model A9 is slow |
订单 B2217 还没发 |
E14 lamp holder broken |
The display shows 18 degrees instead of 22 |
8台机器坏了3台 |
屏幕显示 2 小时还没好 |
call me on 4417 |
gate B12 barrier stuck |
A4 paper jams |
COM3 not found on the till |
port 8 on the switch is dead |
型号 FX5U，程序丢了 |
error in the invoice of 12 May |
the alarm went off 3 times |
alarm went off at 7 |
故障3天了 |
报修5次了 |
E栋3层302没暖气 |
T3线体停了 |
Nobody can log in, event 6008 all over the log | 6008
血透机 TMP 高，报 B-226 | B-226
It logs PS2-ABS | PS2-ABS
gives me ERROR K04 | K04
keeps going into protection, PR7 blinking | PR7
门口闸机语音说"错误十二" | 12
那个红字E零八又来了 | E08
又是f五 | F5
代码H幺二 | H12
E02/E05交替 | E02; E05
E02和E05轮流闪 | E02; E05
E7. Won't drain. | E7
Dispenser dead, "Er 6" | ER6
code 3-2 on the ignition board | 3-2
the screen shows 12 visitors waiting |
it says 40C on the panel but the room is cold |
shows 3-4 bars of signal |
alarm 5 minutes ago |
报12号线停了 |
显示3层没电 |
提示5G没有信号 |
error 21-4 from the feeder | 21-4
故障代码 7.4 | 74
显示4K画面花了 |
with a 2B pencil |
display reads P1.5 | P15
EMG 3007 on the pendant | EMG3007
shows PAY 19 when tapping | PAY19
It shows EMG 3007 | EMG3007
报 TMP-03B | TMP-03B
闪一下就灭 |
跳闸3次了 |
报I/O-17 | I0-17
显示"Er-1A" | ER-1A
screen says OFF |
显示OK但没反应 |
it says HELLO and stops |
It says ER |
抬头看屏：HYD 12 | HYD12
门禁读卡器嘀嘀响，E：02 | E02
HYD 12 came up before it died | HYD12
There's a KX-12 on its screen | KX-12
code's T-41 | T-41
code: BRK-6 | BRK-6
Error BRK 6 | BRK6
it's throwing a C-44 | C-44
LUB-3 on the screen | LUB-3
LUB-3 lit up | LUB-3
got an A-17 and the fan stopped | A-17
故障T-08，整条线停了 | T-08
红字T-08 | T-08
出了个BRK-6 | BRK-6
屏幕上一串 M-2201 | M-2201
the code was H as in hotel, two two | H22
代码 A 杠 一七 | A-17
显示字母H数字三 |
报错误 K幺二 | K12
报B二二六 | B226
是E零三还是E零八我没看清 | E03; E08
fault code DOOR-2 | DOOR-2
alarm TEMP HIGH |
message DRV-OC-1 | DRV-OC-1
flagging SYS-9 | SYS-9
Kept logging NVR-551 | NVR-551
error light 3 |
显示 LP-3 | LP-3
code LP3 | LP3
熄火 , LP3 | LP3
reports fault S.14 | S14
up comes D4 | D4
keeps flagging D4 and stops | D4
错误提示A1-22 | A1-22
屏上有个 T5 | T5
然后就 C-09 了 | C-09
直接C-09停机 | C-09
又C-09 | C-09
面板写着 t-3 | T-3
螢幕跳出 NET-17 | NET-17
顯示器寫 H-26 | H-26
出 code H-26 | H-26
show 住 F-11 | F-11
display 出 TR-5 | TR-5
彈 P-90 | P-90
warning W-55 every ten minutes | W-55
W-55 warning every ten minutes | W-55
with CAL-2 on the panel | CAL-2
lockout 5 | 5
stopped at 60% with E-44 | E-44
halts: E-44 | E-44
red lamp and E-44 | E-44
error E-44/E-45 | E-44; E-45
oven flashes 17 | 17
the copier has SP3021 on the panel | SP3021
boiler locks out on EA after two tries | EA
boiler locks out 3 or 4 times a day |
the scanner log says error -1073741819 and closes | -1073741819
freezer shows -18 as it should |
收银机弹窗说错误代码 E_PRN_04 | E_PRN_04
热水器闪11，打不着 | 11
指示灯闪三下停一下 |
My treadmill displays LS and the belt doesn't move | LS
压缩机保护，显示“HP” | HP
变频器仍报 SC | SC
it shows OK but nothing prints |
heat pump keeps throwing 5C and going off | 5C
PLC上ERR灯亮，代码16#8085 | 16#8085
西门子变频器F30005 过载 | F30005
blood analyser flags 2-1140 and rejects every rack | 2-1140
CT提示 CODE: 4-118-02 | 4-118-02
forklift code 3-4 blinks on the seat sensor | 3-4
it reads 555-0147 on the sticker |
Lift fault log has 3 entries of F71 | F71
打卡机老报错误9，按指纹没反应 | 9
the sterilizer printed ERROR 5: DOOR LOCK | 5
the chiller alarm page lists A-17 and A-22 | A-17; A-22
电机温度显示85，还行 |
电梯主板报故障代码 31 和 47 | 31; 47
Got a P1A0C on the hybrid bus this morning | P1A0C
Robot stopped, MOTN-023 in singularity | MOTN-023
alarm no. 700016 on the grinder | 700016
fault Nr. 24 on the burner | 24
the panel blames TK-15 and it stops | TK-15
it spits out PAY-19 and quits | PAY-19
we get QK-27 on every card | QK-27
the app reports QK-27 | QK-27
cleared QK-27 twice, it returns | QK-27
the QK-27 reset itself and works |
QK-27 keeps popping up | QK-27
What does QK-27 mean? | QK-27
一启动就QK-27，动不了 | QK-27
又是QK-27，烦死了 | QK-27
还是QK-27好用，想再买一台 |
QK-27亮着，泵不转 | QK-27
日志里全是QK-27 | QK-27
告警码QK-27 | QK-27
QK-27什么意思 | QK-27
"""


def test_values() -> None:
    """One is quoted with the words behind it ("ERROR 5: DOOR LOCK")."""
    missed = wrong(cases(CASES), lambda text: values("error_code", text))
    assert len(missed) <= 1, missed


def test_a_word_that_tells_of_a_code_at_the_very_end_of_a_text() -> None:
    assert [e.value for e in parse("0\u200b報").entities if e.entity == "error_code"] == []
