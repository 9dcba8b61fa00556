"""Serial numbers, error codes and models that nothing beside them announces, corrections, and what only looks like them."""

from __future__ import annotations

from tests.nlu.tables import cases, values, wrong

SERIALS = """
the drone says GPS_09. Falco 3, snFL3B00771402 | FL3B00771402
fridge temps 6.9 7.2 8.1, the rest at four |
the label on the pipe says R404 |
sticker inside the lid 48T 1930 00712 4 | 48T1930007124
Chaff cutter seized. Plate: CHT*40*71182 | CHT*40*71182
charge post id NL*KTR*E4410*7 shows red | NL*KTR*E4410*7
ZK-21-460，门关不严 | ZK-21-460
the belt squeals, 410K-2-77310 | 410K-2-77310
Mixer, no. T52 / 9 / 4471, will not turn | T5294471
Rack dead. ser. on the side: PD4.220918.C | PD4220918C
the plate inside the hatch reads KL 2290 / 17, ring me | KL229017
Terminal ID 40771823 and 40771824 say no network | 40771823; 40771824
终端号７７０２ ３１１８，一插卡就重启 | 77023118
编号刻在背面：DX2.4-19-0331，不急 | DX24-19-0331
铭牌：GSM-450 粤-450-19-0133，主轴发烫 | 粤-450-19-0133
label reads PM-300 44-2017-093 | 44-2017-093
鄂制-0417还在保吗，漏水 | 鄂制-0417
Serial, let me check it: six six, one, nine, tango, four four two. Oven won't heat | 6619T442
table 2440*1220*18 mm, nothing else |
your certificate no. ISO-2015 came |
no. 5 press is fine |
It will not start - GT2310 4471 08 | GT2310447108
JD 2203 117，割台不转 | JD2203117
Two gaskets for BB 2019 0043 771 | BB20190043771
little thing: kickplate rattles. XJ.77.410 | XJ77410
Hello. S/2024/07/3391. Stopped. | S2024073391
主轴箱发回原厂二十天了，机号XK_7130 | XK7130
机器不转了，KR二零二四零九幺幺 | KR20240911
HX 二零二三 零七 一一，漏电保护跳了 | HX20230711
the ticket was T-44192, any progress |
吊机卡死了，D J 二 零 二 二 零 八 零 八 | DJ20220808
fryer stone cold, kay arr two oh two four oh nine one one | KR20240911
washer stuck, double you em two zero two three zero six one nine | WM20230619
our baler, lb two zero two three one one double four, is at a standstill | LB20231144
numbers on the sticker are 7 4 0 2 dash 1 1 9 8 | 7402-1198
kiln number K 4 4 0 9 1 7, two elements don't glow | K440917
the digits under the lid are 3 3 8 1 0 4, pan cold | 338104
unit double four seven one nine is dead | 44719
Scales dead, that's SC20240077, no wait, I misread, SC20240071 | SC20240071
not WM20230201, that was the old one, WM20240209 | WM20240209
我家是DF20240123……不对，那是冰箱的，DF20240213这台烤箱不通电 | DF20240213
我部係MK20240102，講錯，MK20240120先啱 | MK20240120
序列号写错了，不是 K220-117 ，是K220-177 | K220-177
hello, VN3307118 wait sorry wrong photo, VN3307181. no suction | VN3307181
sticker: GH.2201.77, the cutter is blunt | GH220177
订单DD20240117催一下 |
料号K20220311有没有现货 |
送货单SH20240509，麻烦周五装 |
Delivery note LN240611, please install it on the 3rd |
cancel job J-2211009 |
it cost RM 1200 500 last time |
the sticker says 2024 and I bought it in 2025 |
calling about reference number four four seven one nine |
VMC850一开就停 |
DM 8611 3307 if you want it |
"""

CODES = """
E one six on the cooker hood, fan dead | E16
F dash two two, dryer won't spin | F-22
beeps, eff twenty two, no wash | F22
E幺七又来了，洗衣机不进水 | E17
F十一，门锁死 | F11
E六又跳了，不吹热风 | E6
報警碼讀做幺四六，風門開唔盡 | 146
报Er壹叁，粉碎机不转 | ER13
boiler, L2. lockout | L2
A03，壁挂炉不点火 | A03
the screen alternates U2 and U8 | U2; U8
E-001 E-002 one after the other | E-001; E-002
Panel reads ERR_114 and the burner drops | ERR_114
dead lift, controller log: ERR_DOOR_TIMEOUT | ERR_DOOR_TIMEOUT
F0-12, spindle refuses | F0-12
code 写 P0A-1F，风扇有声 | P0A-1F
what does H5 mean, it still heats | H5
出现P0要不要紧 | P0
b1是什么意思 | B1
H1係咩嚟 | H1
油烟机，一二零七号故障 | 1207
please bring 5 filters, F7 grade |
Code P 0 4 2 0 comes on the dash | P0420
fault 3 0 4. I cleaned it | 304
fault code was 33 | 33
警報12，啲水細咗一半 | 12
代号A12，热泵趴窝 | A12
唔係H3，係H8，冇火 | H8
error forty one, I mean forty seven, robot frozen | 47
C-181, sorry 打错，是 C-118 | C-118
got U4 on the bedroom split | U4
F4 key flew off |
E14的灯泡你们卖不卖 |
bus E8 late again |
电脑按F8没反应 |
E32小巴喺邊度搭 |
my E-2000 is dead as mutton |
H320的滤芯多少钱 |
the gauge is stuck at 12 forever |
used to give me 70 km, now 30 |
Ignore my message from 10 o'clock, it shows from 10 |
labour on RX-11 |
the display says 37 |
units A-118, A-121 and A-140 don't open |
"""

MODELS = """
Fixed leak still dry, thanks. Veltro 24 | VELTRO 24
Barrier comes down early. LiftMate 2.5, LM25-08-0117 | LIFTMATE 2.5
Chair won't tilt. Dento-Comfort 4, no. DC4.0911.A | DENTO-COMFORT 4
the drone says GPS_09. Falco 3, snFL3B00771402 | FALCO 3
Deliver to Villa 9, please |
If I use another filter is my guarantee void? AquaPure 6 | AQUAPURE 6
we have a Cosy 42 | COSY 42
the ZX 450 in the workshop won't start | ZX 450
The Aquaclean 350X leaks | AQUACLEAN 350X
dead since this morning. CM-220 Duo | CM-220 DUO
Z9 Pro，一开机就死 | Z9 PRO
我那台WD-90T6的减震器 | WD-90T6
型号 SKR-1.5 | SKR-1.5
有没有配T80的墨盒卖 | T80
F550 blows cool instead of cold | F550
H320的滤芯多少钱 | H320
要 KE-14 不是 KE-12 | KE-14
we plugged the American model into 230 |
the label on the pipe says R717 |
国标GB4706.1要证书 |
制冷剂是R32的话 |
We're in the Tower 2, on the Level 3 |
Mill Cottage, LL24 0BB |
the HTTP 503 again |
the RM 500 deposit |
I came on the Monday 3 |
"""


def test_serial_numbers() -> None:
    assert wrong(cases(SERIALS), lambda text: values("serial_number", text)) == {}


def test_error_codes() -> None:
    assert wrong(cases(CODES), lambda text: values("error_code", text)) == {}


def test_models() -> None:
    assert wrong(cases(MODELS), lambda text: values("model", text)) == {}
