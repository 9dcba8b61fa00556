"""Serial numbers in many trades, written and read out, and numbers that are none."""

from __future__ import annotations

from tests.nlu.tables import cases, values, wrong

CASES = r"""
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
序列号:\nYT-88-20417 | YT-88-20417
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
你好，血透机报警，机器SN 5VK-22-00817，型号5008S | 5VK-22-00817
商用洗衣机，编码20880031447，不脱水 | 20880031447
我这台的机号是八八零二三一七 | 8802317
铭牌拍糊了，能认出来的是 SN:KT?? 和后面的 22091 |
打印服务器 序列号CN12B4K09P，一直离线 | CN12B4K09P
资产编号：ICU-0077-03，监护仪 | ICU-0077-03
SN是T R 5 5，横杠，零零九八 | TR55-0098
设备号 DT-300112 的道闸杆断了 | DT-300112
先前报的序列号写错，应为 HQ88120933 | HQ88120933
序列号HQ88120938最后一位应该是3不是8 | HQ88120933
梯控主板 s/n 00A7-1193-5E | 00A7-1193-5E
产品序列号：\n1. MV20231001\n2. MV20231002 | MV20231001; MV20231002
序列号：MV20231001、MV20231002、MV20231007 | MV20231001; MV20231002; MV20231007
the serial number of the chiller is CH-90-33127 | CH-90-33127
serial number (back plate): 4402-B-7719 | 4402-B-7719
S.N. 88KD-20177 | 88KD-20177
SERIAL NO: GT-0091822-A | GT-0091822-A
serials: LK20011, LK20012 and LK20019 | LK20011; LK20012; LK20019
Serial uniform zero zero four four tango nine | U0044T9
the serial ends in 4471, whole thing is 22-AK-4471 | 22-AK-4471
machine no 7781-C won't cut | 7781-C
s/n 71O0993-X, that's a letter O | 71O0993-X
sn 4 7 7 1 0 0 9 3 | 47710093
serial number AB00912 no sorry AB00921 | AB00921
not AB00912 but AB00921 is my serial number | AB00921
device ID EVC-4471-002 shows red | EVC-4471-002
工单号WX20240322017，什么时候来 |
保单号 P10-2023-88817 |
温湿度23.5/61，正常 |
电表读数0045127 |
充电订单202403221530027没结算 |
房卡打不开1806房 |
小区名叫A88公馆 |
航班CA1837到了我再联系 |
尺寸1200x600x450 |
the meter reads 0045127 |
reference 20240322-17 |
ISO13485 certificate please |
flight BA2490 |
IP 10.0.0.17 mac 00:1A:2B:3C:4D:5E |
invoice no. 77120-B |
扫地机SN在主刷下面，写着R9-20231180234 | R9-20231180234
设备编号这块磨花了，只看到 7730 后面没了 |
您好电梯困人，设备注册码 31104401002020 0087 | 311044010020200087
序列号：E4B7-90C1-22D8（主机） | E4B7-90C1-22D8
机身号是五五零幺杠九九三 | 5501-993
SN號碼 KX3301288，唔該快啲 | KX3301288
这台序列号GT90217的和GT90233的一样毛病 | GT90217; GT90233
编码 AA 00 12 77 B | AA001277B
序列号不是GT90217，应该是GT90271 | GT90271
POS序列号N3-0088-1921X交易失败 | N3-0088-1921X
our dialysis unit, S/N DX-55-0091, alarms | DX-55-0091
Serial no: 0091-55/A leaking | 0091-55A
Serial number is six six one, dash, alpha four | 661-A4
it's SN 20417-C on the robot controller | 20417-C
serial - 77BX0912 | 77BX0912
My charger (EV-2023-117-08) won't start | EV-2023-117-08
asset no. 004471 tripped | 004471
serial #: HX-001-23-9 | HX-001-23-9
serial is 33190, wait no, 33910 | 33910
PO number 88-3312 for the parts |
the quote QT-2024-0031 is too high |
预约码 A33190 |
质保卡在A柜第3格 |
车间温度38.5，湿度60 |
电话13812349999找我 |
旧机器序列号是FD-2201-77，新机器是FD-2309-12，都是同一个毛病 | FD-2201-77; FD-2309-12
型号UV-3200，序列号UV3200-19-00417，灯管不亮 | UV3200-19-00417
我不确定是不是序列号，背面有一串 88-KJ-70012 | 88-KJ-70012
发票20231107045，机器SN：KM4500912 | KM4500912
打客服0755-26883321说要序列号，我的是TT90021 | TT90021
model PX-40, serial PX40-2207-118, no heat | PX40-2207-118
the barcode under the battery reads 0 4412 77801 9 | 04412778019
SN ending 0417 |
Is QJ-5500-X the model or the serial number? |
Replaced under RMA 0044-21, new serial is BZ77120-4 | BZ77120-4
"""


def test_values() -> None:
    assert wrong(cases(CASES), lambda text: values("serial_number", text)) == {}
