"""Serial numbers, phones and error codes in many trades, and numbers that are none of them.

Every line is a message and all values of the kind; nothing after the bar means that the message has none.
"""

from __future__ import annotations

import pytest

from nlu.entities import entities
from nlu.language import detect

CASES = {
    "serial_number": """
三号客梯控制柜铭牌写的NT-20190457，平层老差两公分 | NT-20190457
收款机SN：PAX 8820 4417 03，小票打不出来 | PAX8820441703
序列號是HK2209-4471B，冷氣唔凍 | HK2209-4471B
ＳＮ：ＧＸ１８０５２２９，一体机开不了机 | GX1805229
出厂编号 2021-0937-18，锅炉点不着火 | 2021-0937-18
机器编号，字母T字母K，然后二零二二零九一五 | TK20220915
序列号是 W D 杠 七七零二 杠 三一 | WD-7702-31
设备序列号KD20231187，不对，是KD20231178 | KD20231178
机身号看错了不是MX44021，是MX44012 | MX44012
SN 5CD0348Q7V 键盘几个键失灵 | 5CD0348Q7V
序列号（在底部）：Z8L-3309-552 | Z8L-3309-552
序列号:\\nYT-88-20417 | YT-88-20417
呼吸机，序列号为ASK31200988，自检不过 | ASK31200988
我们有两台，一台是VL-30018，一台是VL-30044，序列号都在这了 | VL-30018; VL-30044
两台的序列号分别是QK730011和QK730058 | QK730011; QK730058
机器码 JX0091-22-7 | JX0091-22-7
SN码：F0R71L9900O2，镜头对不上焦 | F0R71L9900O2
S/N是LGD-2022-11-0087，面板有条亮线 | LGD-2022-11-0087
序号：六九二二零零四幺 | 69220041
编号是洞三拐拐幺九二 | 0377192
拖拉机车架编号 LSH 0421 7783，挂不上档 | LSH04217783
標籤上寫S/N TWB4500912 | TWB4500912
The nameplate reads SN 77-104-2256, boiler locks out | 77-104-2256
serial no. VX 3301 7722, card reader ignores chip cards | VX33017722
S/N CN-0D4K2-71618 and the fan screams | CN-0D4K2-71618
Serial is echo victor four four one nine zero two, the charger won't release the plug | EV441902
serial number: double oh seven, four two, nine nine | 0074299
serial: tango hotel dash two two zero six | TH-2206
Serial number AZ1099273 — no wait, AZ1099237 | AZ1099237
serial QT550081, sorry, it ends in 7 not 1 | QT550087
The serial is 8841-KR-20. No wait, 8841-KB-20. | 8841-KB-20
service tag 7GHT2X3, blue screen each morning | 7GHT2X3
unit serial "MR-0020-559" on the tractor's left rail | MR-0020-559
SN# HB77120034 | HB77120034
s/n hb77120034. | HB77120034
Infusion pump (serial 60012733) alarms without reason | 60012733
my unit's serial: 3 0 9 F 7 7 2 1 | 309F7721
both robots, serials RB4-1107 and RB4-1109, drift after homing | RB4-1107; RB4-1109
serial O0417-2, letter O first | O0417-2
asset tag HSP-004417, ward 3 | HSP-004417
serial is K for kilo, P for papa, three three oh nine one | KP33091
it's on the sticker, SN: 0012-AF-88731 | 0012-AF-88731
机身序列号看不清，好像是 C7?2 |
订单号TB88213374021，还没发货 |
快递单号SF1357924680021，麻烦查下 |
合同编号HT-2023-0418，维保到期没 |
发票号码 04417729，抬头开错了 |
房号1204，空调外机响 |
固件版本V3.20.1187，升级失败 |
型号是KFR-72LW/BP2，不制冷 |
2023年12月买的，花了4580元 |
身份证识别不了，人脸也不行 |
ticket number INC0044821, any news? |
invoice 20230417-88 is wrong |
PO 4500017722 covers it |
order #A1009-22371 arrived damaged |
running firmware 2.11.40-b7 |
room 2207, third floor |
what's a serial number and where do I find it? |
序列号是多少位的？ |
我的序列号之前登记过了 |
tracking no. 1Z999AA10123456784 |
model RX-5500 since 2019 |
it cost 12990 plus 350 for fitting |
我们邮编310012，地址还是老的 |
输液泵背面贴的SN是 BB-774-1120，流速不准 | BB-774-1120
服务器序列号：2102310QPF10K7000123 | 2102310QPF10K7000123
机器人本体编号 R 二零一杠七七三，J3轴异响 | R201-773
充电枪这边桩编号是3301-0045-02，扫码没反应 | 3301-0045-02
麻烦登记一下SN 77A0923311，冰箱不制冷 | 77A0923311
梯号 T-0921 不对，序列号应该是 TX-0921-88 | TX-0921-88
设备条码：ZD20240711A003，称重不准 | ZD20240711A003
机身編號MH-5520198，漏水 | MH-5520198
序号是PF 零九 二二 幺幺 七 | PF0922117
我念一下编号，A，B，四四，零零，二九 | AB440029
SN:G0A991204 和 SN:G0A991377 两台都不开机 | G0A991204; G0A991377
SN号 D7-00912，哦写错了，D7-00921 | D7-00921
序列号最后四位不是3312是3321，前面一样，整个是WX50013321 | WX50013321
热泵（序列号HP-2021-00391）低温停机 | HP-2021-00391
老师您好，投影机S/N：X4KL8200931，灯泡报警 | X4KL8200931
Serial: whiskey delta four zero nine one double seven | WD409177
S/N 0A-33-7719 on the ventilator in bed 4 | 0A-33-7719
serial number on the combine is CLX 0071 4429 | CLX00714429
the serial's 4 4 7 dash K 2 0 1 1 | 447-K2011
Our chargers EVX-00231 and EVX-00247 are both red | EVX-00231; EVX-00247
the plate says serial no 99812-03 | 99812-03
serial was AP330912, I mean AP330921 | AP330921
serial KS-2041-B, not KS-2041-D | KS-2041-B
Card terminal s/n: 512-884-197, frozen | 512-884-197
it's a lift, serial number "LFT 2019 00417" | LFT201900417
SN VF3391027 is dead and SN VF3391031 is slow | VF3391027; VF3391031
serial oh oh four one niner two | 004192
8H22-4471-0093 is the serial number | 8H22-4471-0093
订单编号是2024031188765，催发货 |
我的会员号是VIP88203311 |
服务器IP 10.20.113.45 连不上 |
IMEI我不知道 |
车牌沪A88T21停在充电位 |
运行了20350小时了 |
电池容量20000mAh |
屏幕分辨率3840x2160 |
软件版本 BUILD20231107 |
2024-03-18买的 |
my email is ward12345@clinic.org |
see https://shop.example/p/ab1234567 |
booking ref QX7781290 for Monday |
contract C-2021-00417 |
account number 40012277 |
it has 128000km on it |
model no. XR-2200 |
part number 5512-00-87 please |
""",
    "phone": """
打我电话，幺五幺，零零八八，三四六七 | 15100883467
电话是一八六二二三三四四五五 | 18622334455
回电请打 177-3321-0098 | 17733210098
我手机１５２ ０９１１ ７７３４ | 15209117734
联系电话：136.0099.2231 | 13600992231
座机零二八，八五五幺，六六二二 | 02885516622
办公室电话 0512-6288 0193 转 602 | 051262880193
打400 611 2299没人接，打我这个 18900112233 | 4006112299; 18900112233
手机13500067890，不对，是13500067980 | 13500067980
号码是15577889900，哦错了，最后一位是1 | 15577889901
电话：13911O22334 | 13911022334
我電話係 9123 4567，得閒覆我 | 91234567
手提 6712 8890 | 67128890
我手機 0912-345-678 | 0912345678
電話（02）2345-6789 分機 12 | 0223456789
您记一下 幺三八 三个零 二二 五五六 | 13800022556
手机号，一三零，后面四个八，七七零一 | 13088887701
王工 13377665544 明早过来前打 | 13377665544
联系13122223333或者13144445555都行 | 13122223333; 13144445555
+86-188-1234-0000 | 18812340000
0086 188 1234 0000 | 18812340000
(86)13812340000 | 13812340000
院里总机 6288 4410，说找设备科 | 62884410
我微信同号 15811002299 | 15811002299
短信发到一九九，一二三四，零零九八 | 19912340098
电话还是那个，186 0001 1 223 | 18600011223
小店电话八八六六二零三幺 | 88662031
mobile 07911 123456, ask for Dev | 07911123456
you can reach me at (212) 555-0187 after six | 2125550187
ring 020 7946 0121 | 02079460121
My cell: 415.555.0166 | 4155550166
call me at four one five, five five five, oh one double two | 4155550122
number's oh seven seven double oh, nine double oh, three four one | 07700900341
phone +49 151 2345 6789 please | +4915123456789
Tel: 0044 20 7946 0345 | +442079460345
whatsapp +852 9876 5432 | +85298765432
phone 13800138005, no wait, 4 not 5 at the end | 13800138004
my number is 07700 900118, sorry 07700 900181 | 07700900181
text 1-800-555-0199 or my own 555-0142 | 18005550199; 5550142
call 5550177 | 5550177
+1 646 555 0131 ext. 22 | +16465550131
O7700 9OO 452 is my mobile | 07700900452
contact: Lena, 0176 5550 1234 | 017655501234
plus six five, nine one two three, four five six seven | +6591234567
best number triple five oh one nine eight | 5550198
phone number 98200 45612 | 9820045612
my mob no is 98200-45612 | 9820045612
订单13588776655331号还没到 |
单号 202311180042 到哪了 |
花了13800元买的 |
保修卡号 6228480402564890018 |
2023-11-18 14:30 约的 |
设备跑了13900小时 |
房间1301到1312都没冷气 |
分机8021打不通，内线坏了 |
分辨率1920x1080变成1024x768 |
主板温度138度，风扇4500转 |
坐标 30.2741, 120.1551，充电站 |
身份证后四位 1234 |
IP是192.168.100.254，ping不通 |
version 10.0.19045.3570 |
order 4415550166 not here yet |
extension 4417 is dead |
we paid 2125550 yen |
from 2019-2023 it was fine |
error 0800-1234 on screen |
counter stands at 1234567 pages |
the meter says 00012345 kWh |
batch 2023 0415 0098 |
built 12/04/2021, serviced 03/11/2023 |
电话号码一八六，七七零零，四个三 | 18677003333
手机 166 6 0 0 9 1 2 3 4 | 16660091234
联系我138-8877-6655或座机021-55667788 | 13888776655; 02155667788
我的号是13712340987，您打这个 | 13712340987
报修人电话：一五九零零一二三三二一 | 15900123321
電話 2882 3344，搵陳生 | 28823344
手機0988123456，打這支 | 0988123456
138开头，0013，8000 | 13800138000
13677889900这个是我手机 | 13677889900
号码不是13699990000，是13699991111 | 13699991111
电话19988776655，哎不对，尾号是6656 | 19988776656
打物业66778899转3 | 66778899
我电话幺三三幺幺二二三三四四 | 13311223344
(0)20 7946 0958 is our desk line | 02079460958
phone zero seven nine double one, one two three, four five six | 07911123456
Mob: 0412 345 678 | 0412345678
call Jean on 01632 960 983 | 01632960983
+33 6 12 34 56 78 works best | +33612345678
ring the site office, 555 0123 | 5550123
please call 1-312-555-0199 x44 | 13125550199
my cell's six four six five five five oh one three one | 6465550131
number is 07700900555, correction, 07700900565 | 07700900565
not 555-0147, it's 555-0174 | 5550174
text me: 202.555.0143 | 2025550143
+971 50 123 4567 | +971501234567
phone 0086-13800138000 | 13800138000
landline 0161 496 0000 after six, mobile 07700 900222 | 01614960000; 07700900222
订单1380013800012到了吗 |
卡号6222 0212 3456 7890 |
流水号 20240311001122 |
累计发电1234567度 |
设备IP 172.16.254.1 |
2024年3月18日14点30 |
体重秤读数 88888888 |
打印了1380000张 |
我工号10086 |
serial 4155550199 on the plate |
GPS 51.5072 0.1276 |
part 800-555-12 |
cost 1,380,013 rupees |
3000 2000 1000 rpm steps |
from 08:00-17:30 someone is here |
""",
    "error_code": """
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
