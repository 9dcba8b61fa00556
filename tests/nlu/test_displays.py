"""What displays show, in as many ways as people tell of it; and what is told in the same ways and is no code."""

from __future__ import annotations

from tests.nlu.tables import cases, values, wrong

TOLD = r"""
C4 and H9 by turns on the wall unit, it blows warm | C4; H9
won't fire up, A1 then F22 then A1 again | A1; F22
净水机不出水，E-11E-12一起报 | E-11; E-12
2C、2D轮着跳，一按就停 | 2C; 2D
螺杆机报排气HT3停了，油位正常 | HT3
barrier is up and it said GATE 12 a minute ago | GATE12
charger says SFU 0x22, the other is fine | SFU0X22
both tills show "UNSEALED" since lunch | UNSEALED
the pump's log has FLW_207 three times | FLW_207
交换机重启了五次，日志最后%PORT-4-ERRDIS | %PORT-4-ERRDIS
工作台不回零，弹ERR_HOME_X(-3)，今天要交样 | ERR_HOME_X(-3)
Your job was reported 9th, has the board come |
lift stuck at G/F, nobody in it |
the sign says ISO 9001 and nothing else |
Our RoadStar 3.5 stalls at the lights |
Pipe burst at Gortmore, Co. Sligo F91 K2X7 |
报49.38.07这种，主板在不在保修范围里 | 493807
printer throws 50.4, the fuser stays cold | 504
we get W 117 every few minutes | W117
Code -12 pops up on start, press OK and it disappears | -12
What does dEF on the freezer mean? It cools perfectly | DEF
上周报的那个U-1100有没有说法了 | U-1100
壁挂炉屏幕上就俩字母AF | AF
wallbox is red, app says CP_FAULT_9 | CP_FAULT_9
客梯停在三楼不动了，轿厢里的屏上滚动显示Fault 14，物业老冯在机房等你们 | 14
刷卡机一插卡就报0x8007，扫码也不行，开机版本是V3.2.1 | 0X8007
加工中心报警AL.504，急停按下去松开也消不掉，机床型号VMC-1060L | AL504
洗碗机不进水了，屏上就一个小水龙头跟E15 | E15
核磁那边梯度柜报GRD_OVT_3，病人都退号了，已经停了大半天 | GRD_OVT_3
叉车能开，就是仪表上老跳2.210和3.1两个码，跑起来一顿一顿的 | 2.210; 3.1
自助取款机吐不出钞，后台提示CDM-2A00，网点在石家庄市裕华区槐安东路162号 | CDM-2A00
打印机走两张停一张，提示错误13.20.01 | 132001
交换机起不来，console口打出来最后一行是SYS-2-MALLOCFAIL | SYS-2-MALLOCFAIL
UPS天天半夜叫，液晶上写故障ID 33，负载还带着 | 33
厢货仪表亮发动机灯，读出来是P0420，开着没劲 | P0420
皮卡拿电脑读的，P0171跟P0174两个，油门踩下去肉 | P0171; P0174
收银机蓝屏，停止代码CRITICAL_PROCESS_DIED，今天就指着它收钱呢 | CRITICAL_PROCESS_DIED
缝纫机响几声就停，面板E-7，断电重来又能踩十来分钟 | E-7
电磁炉一放锅就嘀嘀叫，上头亮E0，不加热 | E0
烘干机闪dE2，门关得好好的它说没关，得按住才转 | DE2
智能马桶一坐就嘀一声不冲水，面板显示E零四，北京市丰台区马家堡东路101号院5号楼1802 | E04
电动卷帘门升到两米高就卡死，控制盒上的数字是零七 | 07
空压机还打气，但是停机又自启，故障号2 | 2
激光切割机不出光，旁边水冷机报超温E1 | E1
机器人到第四轴就停，示教器SRVO-023，每班来三四次 | SRVO-023
示教器弹出来MOTN-017还有INTP-311，降速能走 | MOTN-017; INTP-311
闸机系统连不上，报ORA-12541，大厅里堵了两百多人 | ORA-12541
预约网页打开报502，刷两三次又好 | 502
出票机三号口卡纸，报E5-03，另外五个口照常出票 | E5-03
冰箱显示Ｅ５，冷冻还行，冷藏不凉 | E5
纺机每到换班跳一次代号119，复位就走 | 119
大棚卷帘控制器时不时来一个err12，拍一下就好 | ERR12
水泵房那个触摸屏上跳出来一串，我念给你听，A三零二，泵全停了 | A302
吸顶风管机闪灯，灯闪六下停，遥控器上查出来是d3 | D3
洗衣機脫水脫到一半停，面板出現U11，門打不開，衣服全泡在裡面 | U11
部電梯困咗兩個人，控制櫃出E53，個幾鐘喇，快啲啦 | E53
叉車個錶板出7-1-3，行得好慢，倉務Ken哥 | 7-1-3
冰水主機停機，螢幕上是AL 61，整棟沒冷氣 | AL61
屏幕上E4是什么意思，擦干净就没了 | E4
车床跳EX1005，说是卡盘没夹紧，其实夹着呢 | EX1005
rooftop unit trips twice a day on fault code twelve | 12
Card terminal goes err 3f the second you insert anything. Contactless too | ERR3F
Dishwasher: little tap symbol and E15, won't do a thing | E15
check engine light on the van, garage read P0300, it shakes at idle | P0300
ATM won't dispense, journal is full of device error 2F81 | 2F81
the copier throws SC542 every twenty pages or so | SC542
Our charging bay 4 is dead, display says error 0x1A contact operator | 0X1A
the washer has locked itself, it says 5E, nothing drains | 5E
ups shows event E021 about once a night, load still fine | E021
Barrier arm stuck up, inside the cabinet the two digit thing says oh nine | 09
I get a 502 on every other page of the portal | 502
SQL box gives ORA-00600 and nothing opens | ORA-00600
Cooker shows F three one and one zone stays off. others cook | F31
compressor tripped, code 0 3 1 0, whole workshop has no air | 0310
Coffee machine: error eight, group two only, group one pours | 8
TV dead, shows support code 5B00 on a grey screen | 5B00
Treadmill gets to 6 km/h and quits with LS1 on the console | LS1
My EV won't take a charge, the car gives PWR-2-311 | PWR-2-311
scanner unusable, TWAIN returns -9925 | -9925
label printer keeps telling me 1203 and eats a label | 1203
Is error 40 something I can clear myself | 40
Water softener stuck in regen, little screen Err:3, no water upstairs | ERR3
Hotel safe in 1107 pops E04-LOW, guests still get in with the master | E04-LOW
the pump controller's gone to F0001 again lads, slurry backing up | F0001
Excavator logs DTC 523698, derated to half power | 523698
Fridge reads 22 E now and again, still cold | 22E
Phones re-register all day, screen shows SIP 408 | SIP408
Lathe dead. Alarm: EX 1014. Operator is Dieter, he's on shift till two | EX1014
Folder/inserter stops every 50 envelopes, message 14-07 | 14-07
Our blast chiller wrote PrA and switched off, fish everywhere | PRA
sauna heater trips, panel came back with ER-12 | ER-12
MRI scanner 起不来，error 4012，down 了40 min | 4012
badge reader 显示Err-9，要刷三次才过，3F 那个 | ERR-9
Ski lift chair counter off, cabinet lamp text: "K-31 GATE" | K-31
The bakery oven's Siemens panel has A5.02 lit and the burner stays cold | A502
milking robot parked itself, phone app pinged MR-118 | MR-118
E 7, that's all the toaster oven has to say | E7
It beeped, wrote "Er 04" and the tumbler stopped | ER04
our wheel balancer refuses: ERR 23 | ERR23
PLC fault light, Studio says 16#8085 | 16#8085
forklift battery charger stuck at F04, trucks flat by noon | F04
the tachograph keeps on about 3088, drivers are ignoring it | 3088
Every morning H01. I press reset and it behaves. | H01
pellet stove shut down, AL 08 no ignition | AL08
Autoclave cycle broke off at E.27 | E27
Wash programme ends early, display alternating E:42 and E:43 | E42; E43
elevator controller shows two letters, dC, and a flashing dot | DC
fault list on the tractor: SPN 94 FMI 18 | SPN94FMI18
MFD has SC 899 after the update | SC899
my router's log is full of "DHCP-6" | DHCP-6
burner control lamp: F 02 (lock-out) | F02
gym bike console froze, ERR_SENSOR | ERR_SENSOR
Kitchen hood reads CL and the fan won't go faster | CL
Heat meter error bits 0040 | 0040
Vending: "EA" after each coin, changer full I suppose | EA
CT gantry stopped, host log entry XG-0413 | XG-0413
the spa pack shows FLO | FLO
after rain the gate drive goes E-10 for an hour | E-10
projector lamp led orange, remote page says error code E-1-2 | E-1-2
电动三轮仪表跳了个06，骑不动 | 06
净化空调自控柜弹窗：ALM_FAN_03，手术室停了 | ALM_FAN_03
热泵面板一会P5一会P6，水温上不去 | P5; P6
豆浆机嘀嘀响，屏幕就俩字E1 | E1
地磅仪表显示ERR 1，称不了车 | ERR1
雨棚电机遥控没反应，控制板上LED显示d5 | D5
烫平机报14号故障，滚筒不加热 | 14
锅炉房西门子屏红条：F5.21 | F521
电子秤开机自检停在F3 | F3
吊篮限位报E－05，升不上去 | E-05
洗车机屏幕：故障022 | 022
贴片机吸嘴站出NZ-14，换吸嘴还是出 | NZ-14
复印机换了鼓以后一直C3425 | C3425
裁床软件蹦出个Err#9 | ERR#9
监护仪屏右上角ECG-03 | ECG-03
巴士投币机液晶E-33，零钱卡里头了 | E-33
喷淋泵控制箱显示低压L02 | L02
梯子外呼板闪E三，关不上门 | E3
高拍仪驱动返回0xC00D36B4 | 0XC00D36B4
屏幕一行英文 boot failed 0xc000000f | 0XC000000F
冷媒不足吧，遥控器里查到U0 | U0
the ticket validator is dark apart from E 204 scrolling past | E204
my heat recovery unit flashed F11 last night and this morning again | F11
Our ice rink compressor: trips, resets, trips. Log: HPT-02 | HPT-02
hotel minibar lock says LOC | LOC
Boat chartplotter boots to "ERR 113" | ERR113
Two of the CNCs show AL-12 at once | AL-12
bus door won't close, driver display gives D07 | D07
the alarm panel lists zone fault Z14 | Z14
centrifuge lid locked, IMB on its little window | IMB
robot vacuum says error 18 then the same in Polish | 18
our ERP gateway answered with ESB-5003 and labels stopped | ESB-5003
stadium turnstile 6, LED reads T-04 | T-04
oven clock reset and then F7E0 | F7E0
welding rectifier quits on OT-2 after ten minutes | OT-2
The mangle throws up 71 | 71
humidifier cut out with an E6 | E6
our Xerox came back with 010-397 | 010-397
on the HMI: A00123 emergency stop chain open | A00123
dishwasher counted down from 3 then showed H20 | H20
cash recycler stuck, the service screen has 0x2B11 | 0X2B11
water heater E1!! no shower | E1
the aircon remote says CH05 | CH05
UPS bypass, event 0x0005 | 0X0005
treatment chair: "EE2" | EE2
pump house PLC went to stop, SF lamp, diag 2522 | 2522
excavator shows code E03-114 and crawls | E03-114
咖啡机提示E-8清洗单元 | E-8
门禁一刷就弹0x1F4 | 0X1F4
数控报ALM700过热 | ALM700
洗衣房那台报dL，锁不上 | DL
停车场抬杆板子上两位数码27 | 27
机柜空调告警A11 | A11
我家燃气表上显示Er-2 | ER-2
空调挂机面板出EF | EF
冰箱一直闪F1和H1 | F1; H1
路由器后台日志全是PPP-691 | PPP-691
电梯内选板显示E-04，关门开门关门 | E-04
电视报107号错误 | 107
票务系统返回码9007 | 9007
油烟机灯闪，说是E02 | E02
净水器红灯，数字08 | 08
充电桩屏写着故障36，扫码也没用 | 36
那个压缩机保护PP3又来了 | PP3
CT球管 TUB-7 报警，扫不了 | TUB-7
升降机遥控器上出来个A5 | A5
净化器屏幕显示 FI 换了滤网还是 | FI
"""

NONE = r"""
carbon monoxide alarm says END, no readings |
CO beeper says 120 and climbing |
Heart rate on the cross trainer says 300, I am not a hummingbird |
all it says is NO SIGNAL |
blinds in the boardroom don't move, motor beeps five times |
LED on the PLC blinks red three times then pauses |
After updating to 4.2.1 the app disconnects on 2.4 GHz |
bay B12's sticker fell off, everything scans |
No code at all, just dead. 230 V at the socket, fuse is a 13A, room 214 |
the gauge reads 1203 and climbs |
the manual says 2041 |
"We are closed", it says, "OK" |
上报502，领导已批 |
固件升到V2.0.15以后WiFi老掉，5G和2.4G都掉 |
G15高速那个站的ETC，天线时通时不通 |
翡翠城地库C-208 |
220V的电正常，压力0.6MPa，温度设60度，没有任何代码 |
the J-108 needs a new lid |
my A-44 mower is in the shed |
two errors in the invoice of 12 May |
"""


def test_whatever_tells_of_a_code() -> None:
    assert wrong(cases(TOLD), lambda text: values("error_code", text)) == {}


def test_what_is_told_alike_and_is_no_code() -> None:
    assert wrong(cases(NONE), lambda text: values("error_code", text)) == {}
