"""Places, people, parts and times of a visit in many trades and manners of speaking: what is quoted, and what is not.

One line a message; after the bar what must be quoted of the kind and nothing else, divided by semicolons.
"""

from __future__ import annotations

import pytest

from tests.nlu.tables import cases, quotes, wrong

ADDRESSES = """
苏州市吴中区木渎镇金枫路216号东创科技园C1幢，电梯关人了 | 苏州市吴中区木渎镇金枫路216号东创科技园C1幢
师傅到青年路小学北门就行，充电桩在门卫旁边 | 青年路小学北门
地址：重庆渝北区龙溪街道松牌路57号附12号，收银机打不出小票 | 重庆渝北区龙溪街道松牌路57号附12号
我这边是翠湖花园二期6栋1单元1102，烤箱门关不严 | 翠湖花园二期6栋1单元1102
我们在第三人民医院住院部9楼骨科，护理床升不起来 | 第三人民医院住院部9楼骨科
上门地址换一下，换到解放西路88号银河大厦2005室 | 解放西路88号银河大厦2005室
寄到合肥市蜀山区望江西路800号创新产业园D8栋，收件人韩梅 | 合肥市蜀山区望江西路800号创新产业园D8栋
台北市內湖區瑞光路513巷26號3樓，POS機開不了 | 台北市內湖區瑞光路513巷26號3樓
新北市板橋區文化路一段188巷5弄12號，洗衣機漏水 | 新北市板橋區文化路一段188巷5弄12號
高雄市左營區博愛二路777號，電動車充不了電 | 高雄市左營區博愛二路777號
觀塘開源道55號開聯工業中心A座8樓，部升降機壞咗 | 觀塘開源道55號開聯工業中心A座8樓
我住沙田第一城5座12樓C室，冷氣滴水 | 沙田第一城5座12樓C室
旺角西洋菜南街2號地下，收銀機死機 | 旺角西洋菜南街2號地下
师傅直接来学校行政楼一楼大厅 | 学校行政楼一楼大厅
二号厂房西侧的机器人停了 | 二号厂房西侧
您好我是万科金域华府3期12号楼2单元1803的业主，门锁打不开 | 万科金域华府3期12号楼2单元1803
送货到佛山顺德区北滘镇工业大道15号B仓 | 佛山顺德区北滘镇工业大道15号B仓
客服：请问地址？客户：人民东路十八号三楼 | 人民东路十八号三楼
位置在城北污水处理厂，门口报我名字 | 城北污水处理厂
这里是四川省绵阳市涪城区跃进路北段二十六号 | 四川省绵阳市涪城区跃进路北段二十六号
我在王家湾村五组，拖拉机打不着火 | 王家湾村五组
住址：长沙市岳麓区麓谷街道尖山印象7-1-602 | 长沙市岳麓区麓谷街道尖山印象7-1-602
麻烦来图书馆四楼东自习室，空调不制冷 | 图书馆四楼东自习室
B栋1204的门禁刷不开 | B栋1204
门店在西单大悦城5层，收款机没网了 | 西单大悦城5层
上门到锦绣江南小区18幢甲单元301，电话打不通就按门铃 | 锦绣江南小区18幢甲单元301
机房在科技楼负一层，UPS一直叫 | 科技楼负一层
地址: 上海市闵行区莘庄镇七莘路1855号2号楼6楼，联系人小周 | 上海市闵行区莘庄镇七莘路1855号2号楼6楼
我哋喺荃灣沙咀道362號全發商業大廈17樓 | 荃灣沙咀道362號全發商業大廈17樓
桃園市中壢區中大路300號工程二館，離心機異音 | 桃園市中壢區中大路300號工程二館
不是3栋，是5栋1单元602，赶紧来 | 5栋1单元602
江苏省昆山市玉山镇，叉车趴窝了 | 江苏省昆山市玉山镇
我们店在南山区海岸城，冰淇淋机不出料 | 南山区海岸城
地址我发你：福州市仓山区金山大道618号桔园洲工业园56号楼，麻烦尽快 | 福州市仓山区金山大道618号桔园洲工业园56号楼
快来第二中学体育馆，灯架要掉下来了 | 第二中学体育馆
We're at 77 Ayer Rajah Crescent, #04-12, Singapore 139954 | 77 Ayer Rajah Crescent, #04-12, Singapore 139954
Blk 523 Bedok North Street 1 #08-214, aircon leaking lah | Blk 523 Bedok North Street 1 #08-214
address is Plot No 14, Sector 18, Gurgaon 122015 | Plot No 14, Sector 18, Gurgaon 122015
Flat 4B, Shanti Apartments, MG Road, Pune 411001, geyser not heating | Flat 4B, Shanti Apartments, MG Road, Pune 411001
Kindly visit Shop 12, Ground Floor, Phoenix Mall, Kurla West, Mumbai | Shop 12, Ground Floor, Phoenix Mall, Kurla West, Mumbai
pls send someone to #23, 4th Cross, Indiranagar, Bangalore 560038 | #23, 4th Cross, Indiranagar, Bangalore 560038
Unit 7, Trent Lane Industrial Estate, Castle Donington - line is down | Unit 7, Trent Lane Industrial Estate, Castle Donington
Ship it to 1420 Maple Avenue, Suite 210, Springfield, IL 62704 please | 1420 Maple Avenue, Suite 210, Springfield, IL 62704
New address: 5 Orchard Close, Didcot OX11 7RB | 5 Orchard Close, Didcot OX11 7RB
my address is 18 kingfisher drive, reading | 18 kingfisher drive, reading
The charger at 240 Willow Park Road trips every night | 240 Willow Park Road
the engineer should come to the loading bay at 9 Foundry Lane, Sheffield | 9 Foundry Lane, Sheffield
come to Ward 5B, Mercy Hospital, third bed on the left | Ward 5B, Mercy Hospital
We are in Suite 1402, Tower 3, Lippo Centre, Admiralty | Suite 1402, Tower 3, Lippo Centre, Admiralty
I'm at 31/F, Two Exchange Square, Central | 31/F, Two Exchange Square, Central
Our farm is at Lower Meadow Farm, Station Road, Melton | Lower Meadow Farm, Station Road, Melton
its flat 9 beech court | flat 9 beech court
Level 3, 200 George Street, Sydney NSW 2000 | Level 3, 200 George Street, Sydney NSW 2000
address change: 44a Station Parade, not 44 | 44a Station Parade
We're St Mary's School, 12 Chapel Hill, boiler out | St Mary's School, 12 Chapel Hill
site is Dock 4, Northfield Warehouse | Dock 4, Northfield Warehouse
地址 Unit 1203, 12/F, Wing On Plaza，尖沙咀 | Unit 1203, 12/F, Wing On Plaza
office 在 静安区南京西路1266号恒隆广场38楼, printer 卡纸 | 静安区南京西路1266号恒隆广场38楼
Agent: where are you? Caller: 6 Harbour View, Cobh, the blue door | 6 Harbour View, Cobh
三号电梯停在二楼不动 |
一号机和二号机都报警 |
左边那台烤箱不热 |
靠窗户的那台机器 |
3号线贴标机停了 |
你们公司在上海吗 |
你们总部地址是多少 |
机器昨天从青岛运过来的 |
上次在你们南京路门店买的 |
电梯到五楼就不走了 |
楼上漏水漏到我们店里 |
地址我待会儿发 |
地址填错了能改吗 |
出门在外，回家再说 |
在家，随时可以 |
第三道门关不上 |
这条路上信号不好 |
三楼会议室的投影仪暗 |
服务器A区第二排机柜掉电 |
我是华联超市的，冷柜坏了 |
中国银行的取款机吞卡了 |
水箱在楼顶 |
小区停电三次了 |
我们村的收割机都是你家的 |
医院里的监护仪全黑了 |
快递说到南昌了 |
走路都带电 |
两个车间里的空压机都不转 |
刀库在3号位卡住 |
二区的传感器没信号 |
The lift stops between floors 3 and 4 |
unit 3 of 5 is dead |
the one on the left by the window |
gate 2 won't open |
Line 4 is down again |
I bought it at your store on Oxford Street |
Your depot in Leeds has the part |
Zone 2 sensor dead |
door of building is fine |
it's in the back room |
the hall light flickers |
Error on channel 12, drive 3 |
We have 4 units on the road today |
I was on my way home |
Acme Park Services Ltd, we run 12 drives |
Is your address still the same? |
Rack 4 in the server room is hot |
What's the address of your service centre? |
the block heater of the tractor |
Room temperature is 24 degrees |
龙华区民治街道梅龙路1009号星河盛世8栋B座2704，洗碗机漏水，赶紧的 | 龙华区民治街道梅龙路1009号星河盛世8栋B座2704
师傅麻烦到东方红小学三年级办公室看看打印机 | 东方红小学三年级办公室
我们食堂在老校区南门进来右手边第二栋 | 老校区南门进来右手边第二栋
厂子在张家港市锦丰镇沙洲大道，门口有个红牌子 | 张家港市锦丰镇沙洲大道
大棚在刘集镇赵庄村北边，卷帘机停了 | 刘集镇赵庄村
地址:成都高新区天府三街218号峰汇中心2栋19楼 电话18908001122 | 成都高新区天府三街218号峰汇中心2栋19楼
我家住绿洲家园9号楼一单元502 | 绿洲家园9号楼一单元502
派个人来妇幼保健院二楼产房，暖箱报警 | 妇幼保健院二楼产房
客服：麻烦报一下地址。客户：建设路，建设路五十二号，农行旁边 | 建设路五十二号
请送至：宁波市鄞州区天童南路588号宁波商会国贸中心A座33层 | 宁波市鄞州区天童南路588号宁波商会国贸中心A座33层
在滨江万达三楼，炸炉坏了 | 滨江万达三楼
地址 台中市西屯區台灣大道三段99號文心樓5樓 | 台中市西屯區台灣大道三段99號文心樓5樓
住淡水區中正東路二段27號之3，鐵捲門卡住 | 淡水區中正東路二段27號之3
新界元朗青山公路99號地舖，部焗爐唔熱 | 新界元朗青山公路99號地舖
我係將軍澳新都城二期6座23樓F室，門鎖壞咗 | 將軍澳新都城二期6座23樓F室
教学楼A306的投影没信号 | 教学楼A306
12号楼负二层充电桩全黑 | 12号楼负二层
2栋3单元门禁坏了 | 2栋3单元
发顺丰到厦门集美区杏林湾路478号，谢谢 | 厦门集美区杏林湾路478号
货放郑州航空港区新港大道与舜英路交叉口就行 | 郑州航空港区新港大道与舜英路交叉口
hi, 3rd floor, Marina House, 68 Shau Kei Wan Road, the chiller is out | 3rd floor, Marina House, 68 Shau Kei Wan Road
10 Anson Road #26-04 International Plaza, copier jammed | 10 Anson Road #26-04 International Plaza
Lorong 8 Toa Payoh, blk 229, lift B not moving | Lorong 8 Toa Payoh, blk 229
No. 45, 2nd Main Road, Koramangala 5th Block, Bengaluru 560095 | No. 45, 2nd Main Road, Koramangala 5th Block, Bengaluru 560095
Our clinic: C-204, Green Park Extension, New Delhi 110016 | C-204, Green Park Extension, New Delhi 110016
Deliver the toner to Room 3.14, Newton Building, University Way, Hull | Room 3.14, Newton Building, University Way, Hull
we moved, it's now 27 Cedar Grove, Galway | 27 Cedar Grove, Galway
Please come to The Old Bakery, 3 Mill Lane, Frome BA11 1AA | The Old Bakery, 3 Mill Lane, Frome BA11 1AA
1250 West Fulton Street, 4th floor, Chicago. Freight elevator stuck. | 1250 West Fulton Street, 4th floor, Chicago
you want 16 hawthorn road, not 60 | 16 hawthorn road
im at 22b queens parade near the station | 22b queens parade
It's the Shell station on Pasir Ris Drive 3 | Pasir Ris Drive 3
Address for the visit: Hangar 7, Gatwick Airport | Hangar 7, Gatwick Airport
flat 12, 88 kings road, brighton | flat 12, 88 kings road, brighton
Building C, Floor 2, ICU | Building C, Floor 2, ICU
五号泵站二号泵停了 |
二楼和三楼的空调都不冷 |
你们在武汉有没有网点 |
靠门那台跑步机 |
我在路上，晚点说 |
医院的CT坏了 |
地址不用改 |
我在开会 |
学校放假了再来 |
到货地址能不能换 |
走廊尽头那台 |
从一楼到八楼都没电 |
路由器在二楼，信号传不到三楼 |
我老家的热水器也是你家的 |
Machine 4 on line 2 stopped |
The lift goes from floor 1 to 5 without stopping |
Is the office on Park Street open? |
Door 3, second hinge from the top |
We have 12 machines in the hall |
room is too hot |
the road sign printer |
at home all day |
Main Street Dental here, chair 2 is dead |
客户：你好，我这边是江北观音桥步行街的奶茶店。客服：具体门牌？客户：建新北路24号负一楼 | 建新北路24号负一楼
我在龙岗坂田华为基地E区食堂，咖啡机不出水 | 龙岗坂田华为基地E区食堂
送海淀区学院路37号北航新主楼G座 | 海淀区学院路37号北航新主楼G座
屋企喺屯門市廣場2座15樓A，部洗衣機漏水 | 屯門市廣場2座15樓A
店在永康街13巷6號一樓 | 永康街13巷6號一樓
我们厂在广西柳州鱼峰区阳和工业园阳惠路8号 | 广西柳州鱼峰区阳和工业园阳惠路8号
骨科病房12床的呼叫器不响 |
我家17楼水压小 |
Our shop: 301 Upper Thomson Road, #01-17, S574408 | 301 Upper Thomson Road, #01-17, S574408
We're in Whitefield, Bangalore - ITPL Main Road, Tower B, 5th floor | ITPL Main Road, Tower B, 5th floor
send him to 7 The Crescent, Wicklow after lunch | 7 The Crescent, Wicklow
Please attend at Oak Lodge Care Home, 52 Birch Road, Leeds LS8 2QH. Lift out. | Oak Lodge Care Home, 52 Birch Road, Leeds LS8 2QH
it is 400 main st apt 6c | 400 main st apt 6c
地址还是上次那个，光谷软件园F3栋9楼 | 光谷软件园F3栋9楼
Gate 4 camera is offline |
the printer on 3rd floor jams |
two tills at our Leeds branch are dead |
"""

COMPONENTS = """
电梯门机皮带断了，只开一半 | 门机皮带
电梯轿厢里的扶手松了 | 扶手
自动扶梯的梳齿板缺了两根齿 | 梳齿板
中央空调风机盘管滴水 | 风机盘管
空调外机的压缩机嗡嗡响但不启动 | 压缩机
冷气的濾網髒到不行，拆不下來 | 濾網
部冷氣個風扇葉裂咗 | 風扇葉
POS机的读卡器读不了芯片卡 | 读卡器
刷卡机打印头糊了 | 打印头
充电桩的枪头拔不出来 | 枪头
充电枪卡住拔不出，屏幕也花了 | 充电枪 ; 屏幕
拖拉机液压泵漏油 | 液压泵
收割机割台升不起来 | 割台
插秧机的秧针断了三根 | 秧针
服务器一块硬盘亮黄灯 | 硬盘
交换机的电源模块烧了 | 电源模块
机械臂第三轴减速机异响 | 第三轴减速机
机器人示教器黑屏 | 示教器
AGV的激光雷达被撞歪了 | 激光雷达
监护仪血氧探头没读数 | 血氧探头
输液泵的门扣断了 | 门扣
呼吸机的流量传感器要换 | 流量传感器
牙椅的手机头不转，脚踏也失灵 | 手机头 ; 脚踏
烤箱的加热管只红一半 | 加热管
万能蒸烤箱的门封老化漏汽 | 门封
电动车刹车线断了 | 刹车线
电瓶车的转把没反应 | 转把
智能锁的指纹模块识别不了 | 指纹模块
门锁锁芯转不动 | 锁芯
洗衣机的排水泵堵了 | 排水泵
洗碗机喷淋臂不转 | 喷淋臂
热水器的点火针积碳 | 点火针
净水器的RO膜该换了 | RO膜
咖啡机磨豆盘磨平了，买一副多少钱 | 磨豆盘
冰箱的压缩机保修几年 | 压缩机
想订两个打印机硒鼓 | 硒鼓
叉车的货叉变形 | 货叉
无人机云台抖得厉害 | 云台
投影仪灯泡炸了 | 灯泡
道闸的栏杆被撞断了 | 栏杆
自动售货机的纸币器不收钱 | 纸币器
数控车床的卡盘夹不紧 | 卡盘
注塑机料筒温度上不去 | 料筒
跑步机跑带跑偏 | 跑带
按摩椅的气囊不充气 | 气囊
缝纫机旋梭卡线 | 旋梭
电视遥控器没反应，换电池也没用 | 遥控器 ; 电池
病床的护栏放不下来 | 护栏
喷码机喷头堵了 | 喷头
核磁的冷头报温度高 | 冷头
离心机转子放不平 | 转子
门禁的电磁锁吸不住 | 电磁锁
奶茶店封口机的加热盘不热 | 加热盘
洗地机吸水扒刮不干净 | 吸水扒
光伏逆变器的直流开关跳了 | 直流开关
挤奶机的脉动器不动作 | 脉动器
發電機的電瓶沒電 | 電瓶
吊車鋼絲繩起毛 | 鋼絲繩
升降機扶手電帶停咗 | 扶手電帶
影印機的進紙匣卡住 | 進紙匣
The lift's door operator belt snapped | door operator belt
Escalator handrail slips on the left | handrail
compressor on the rooftop unit keeps tripping | compressor
Fan coil in 3F drips water | Fan coil
The card reader on terminal 2 won't read chips | card reader
receipt printer's print head is worn out | print head
cable lock is jammed on the EV charger | cable lock
The tractor's PTO shaft wobbles | PTO shaft
combine header won't lift | header
disk 3 in the array shows amber | disk 3
One power supply in the switch is dead | power supply
The robot's second servo motor overheats | servo motor
The teach pendant has gone blank | teach pendant
infusion pump's door latch broke off | door latch
SpO2 probe on the monitor gives nothing | SpO2 probe
dental chair foot pedal does nothing | foot pedal
The oven's bottom heating element glows only half | heating element
door gasket on the combi oven leaks steam | door gasket
E-bike brake lever snapped | brake lever
the throttle on my scooter sticks | throttle
keypad of the smart lock is dead | keypad
how much for a new drain pump for my washing machine | drain pump
Is the compressor of the fridge still under warranty? | compressor
need 2 fuser units for the copier | fuser units
treadmill belt keeps slipping | belt
sewing machine bobbin case jams | bobbin case
Geyser thermostat is gone, only cold water coming | thermostat
The washing machine drum makes a grinding noise | drum
Milking machine pulsator stopped | pulsator
Aircon compressor cannot start lah, fan coil also dripping | compressor ; fan coil
Hydraulic hose on the excavator burst | Hydraulic hose
the barrier arm came off the car park barrier | barrier arm
vending machine's coin mech rejects everything | coin mech
the MRI's cooling fan is loud | cooling fan
MRI cold head is screaming | cold head
lathe chuck does not grip | chuck
The forklift's mast chain is loose | mast chain
projector lamp blew | projector lamp
water purifier RO membrane needs changing | RO membrane
The coffee machine's grinder is blocked | grinder
drone propeller cracked | propeller
conveyor roller seized | conveyor roller
fridge door handle came off | fridge door handle
UPS battery swollen | battery
3D printer extruder is clogged | extruder
电梯 door sensor 不灵，老是夹人 | door sensor
printer 的 toner 漏粉 | toner
server 的 fan 很吵 | fan
电梯停在三楼不动 |
空调不制冷 |
收银机死机了 |
机器人不动了 |
拖拉机打不着火 |
两台服务器都连不上 |
洗衣机漏水 |
烤箱不热了 |
充电桩充不进电 |
电动车骑着骑着没电了 |
大门口的电梯坏了 |
压缩机正常，就是不冷 |
换过电池了还是不亮 | 电池
不是电源的问题 |
屏幕没事，就是开不了机 |
主板和电源都查过，是好的 |
手机收不到验证码 |
开门的时候会响 |
到门口给我打电话 |
按了开关没反应 | 开关
按说明书操作了 |
怎么给净水器换滤芯 | 滤芯
保修卡找不到了 |
订单里没有发票 |
我要投诉你们的客服 |
关机重启三次 |
我把门锁上了 |
请在门卫处登记 |
轮到我了吗 |
重点是今天要用 |
电话线路不好 |
The robot stopped |
my fridge is warm |
Both lifts are out of service |
The washing machine won't start |
the ATM swallowed my card |
it's not the battery, I changed it |
The compressor runs fine but no cooling |
I cover the night shift |
please check and switch it on again |
we plug it in and nothing happens |
We can handle that ourselves |
the meeting was on screen |
leave the key with reception |
can you light a fire under your team |
the seal of approval |
next spring would be fine |
Your call handler was rude |
ring the bell at gate B |
I filter the water first |
the board of directors wants an answer |
by the door of the canteen |
医院的CT球管打火，扫到一半停 | 球管
DR平板探测器连不上 | 平板探测器
麻醉机蒸发罐漏气 | 蒸发罐
内窥镜的光源不亮 | 光源
高铁站闸机的扇门关不拢 | 扇门
加油机油枪跳枪 | 油枪
空压机皮带打滑，油分也堵了 | 皮带 ; 油分
发电机组的水温传感器坏了 | 水温传感器
割草机刀片打到石头卷了 | 刀片
打捆机打结器不打结 | 打结器
投影机的镜头盖卡住 | 镜头盖
会议一体机触摸框没反应 | 触摸框
复印机定影辊粘纸 | 定影辊
点钞机的吸钞轮磨损 | 吸钞轮
电子秤的称重传感器不准 | 称重传感器
面包机搅拌棒掉不下来 | 搅拌棒
制冰机的水泵不上水 | 水泵
冰淇淋机的刮刀断了 | 刮刀
燃气灶左边灶眼打不着 | 灶眼
马桶盖的喷嘴不出来 | 喷嘴
空气净化器滤网要换，多少钱一张 | 滤网
窗帘电机只响不动 | 窗帘电机
电动轮椅的控制器报警 | 控制器
平衡车电机异响 | 电机
滑板车前轮刹车失灵 | 刹车
卷帘门的弹簧断了 | 弹簧
监控的硬盘录像机硬盘坏了 | 硬盘
路由器天线断了一根 | 天线
UPS的电池鼓包 | 电池
光伏支架被风吹歪 | 支架
挖掘机左边履带脱了 | 履带
塔吊的回转电机过热 | 回转电机
纺织机的罗拉缠花 | 罗拉
喷涂机器人雾化器堵 | 雾化器
立体库堆垛机的货叉伸不出 | 货叉
洗車機的毛刷捲住了 | 毛刷
部抽濕機個水箱成日話滿 | 水箱
咖啡機蒸汽管堵住 | 蒸汽管
電鍋內鍋刮花了 | 內鍋
電動床的馬達聲音很大 | 馬達
The dialysis machine's blood pump stalls | blood pump
Ultrasound probe cable is frayed | probe cable
Hoist chain jumps on the sprocket | Hoist chain ; sprocket
stairlift footrest won't fold | footrest
Our ice machine water pump died | water pump
pizza oven conveyor belt stuck | conveyor belt
slicer blade guard is cracked | slicer blade guard
The mower's deck belt came off | deck belt
Sprayer boom left section has no flow, nozzles are fine | boom
baler knotter missing every second bale | knotter
gate photocell misaligned | photocell
till drawer won't open | drawer
Scanner glass scratched, can I order one | Scanner glass
robot vacuum side brush stopped | side brush
the kiosk's touchscreen is frozen | touchscreen
Server PSU fan rattles | PSU fan
switch SFP module not detected | SFP module
CNC coolant pump leaks | coolant pump
laser tube power dropping | laser tube
wheelchair joystick drifts left | joystick
hearing aid receiver crackles | receiver
parking brake of the pallet truck not holding | parking brake
EV charger contactor welded | contactor
connector on the charging cable melted | connector
RFID reader on gate 3 dead | RFID reader
motorised blind motor humming | motor
Yaar the geyser heating coil gone again | heating coil
AC remote not working | remote
gearbox oil leaking from tractor | gearbox
ATM card slot jammed | card slot
整机都没反应 |
我看不到画面 |
机器在门口，进来右转 |
先生您好，我想问问保修 |
系统登录不上 |
软件闪退 |
这台车开不动了 |
泵站停电 |
没有螺丝刀 |
把电话给老板 |
能不能开发票 |
线下门店能修吗 |
The whole system is frozen |
I'm on the board at school |
He will ring you back |
It tripped and the house is dark |
can you track the order |
the machine is under your service plan |
power is back on |
login page won't load |
自动扶梯的裙板变形了 | 裙板
高压清洗机的水枪不出水 | 水枪
电动叉车的电池充不进电 | 电池
化油器积碳，割灌机打不着 | 化油器
空调遥控器按键失灵 | 遥控器按键
服务器的raid卡报警 | raid卡
CT扫描床升不上去 | 扫描床
配电柜里的接触器吸不上 | 接触器
门店收银机的扫码枪不亮了 | 扫码枪
我要买个蒸箱的门把手 | 门把手
缝包机机头漏油 | 机头
血压计袖带漏气 | 袖带
电钢琴中间几个琴键没声 | 琴键
电梯呼梯按钮按了没反应 | 呼梯按钮
飲水機的冷水龍頭關不緊 | 冷水龍頭
部電單車個死氣喉爛咗 | 死氣喉
烘衣機皮帶斷了 | 皮帶
The escalator step chain is stretched | escalator step chain
blood gas analyser sample probe bent | sample probe
toilet float valve stuck | float valve
Forklift seat belt buckle broken | seat belt buckle
oven timer knob spins freely | timer knob
spare key blades for the safe lock please | key blades
water dispenser cold tap drips | cold tap
the mixer's bowl won't lock on | bowl
bike derailleur bent, brake pads worn | derailleur ; brake pads
solar inverter fan noisy, isolator tripped | fan ; isolator
Cannot lah the autogate motor, arm drop already | motor
scanner feeder picks two sheets | feeder
The compressor in the fridge hums | compressor
Need quote for replacing main PCB of AC | main PCB
"""

NAMES = """
我叫吴晓梅，电梯坏了 | 吴晓梅
您好，我姓彭，门店的收银机死机 | 彭
联系人：赖建明 13900139000 | 赖建明
到了找门卫老孙 | 老孙
我是三号线的班长何勇 | 何勇
你好，敝姓歐陽 | 歐陽
我係陳太，部雪櫃唔凍 | 陳太
搵黃生就得 | 黃生
小弟姓蕭，電話0912345678 | 蕭
打给护士长刘芳，她在科室 | 刘芳
收件人林小姐 | 林小姐
联系电话13800138000 找周师傅 | 周师傅
客服：您贵姓？客户：免贵姓严 | 严
我老婆叫孟佳，她在家 | 孟佳
叫我阿强就行 | 阿强
负责人是尹主任 | 尹主任
对接人：罗工 | 罗工
登记在丁海涛名下 | 丁海涛
姓名 曾庆林 电话 13712345678 | 曾庆林
联系我同事高洁吧 | 高洁
My name is Wei Ling Tan | Wei Ling Tan
This is Rajesh from Sunrise Textiles | Rajesh
Please ask for Mrs O'Brien at reception | Mrs O'Brien
contact person is Siti Nurhaliza, 91234567 | Siti Nurhaliza
it's Dave, the night porter | Dave
name: Ananya Iyer | Ananya Iyer
Regards, Henry Adeyemi | Henry Adeyemi
Call Mr Lim on 6123 4567 | Mr Lim
Hi, I'm Chloe Martin, the dryer stopped | Chloe Martin
Speak to Sanjay at the warehouse | Sanjay
you can reach my wife Laura on 07700 900333 | Laura
the site manager, Ken Osei, will let you in | Ken Osei
Agent: your name please? Caller: Fiona Walsh | Fiona Walsh
my name is deepak sharma | deepak sharma
contact 李雷 at the gate | 李雷
Thanks, Priscilla | Priscilla
叫你们经理来 |
我要找主管 |
让师傅快点 |
工程师来过了 |
上次来的那个人不行 |
我们老板很生气 |
客服一直不接 |
安全门关不上 |
高压泵漏水 |
方向机沉 |
金属外壳带电 |
马达不转 |
白屏了 |
江边那台坏了 |
温度太高 |
I want to speak to a manager |
your technician never came |
Is this a person? |
This is Broken again |
I'm Sorry but no |
Call me tomorrow |
It's Monday already |
Contact us asap |
The Siemens one is fine |
Ask for the manager |
我是物业的小唐，三号梯又停了 | 小唐
签收人写洪志远 | 洪志远
你好我叫赖秀英，洗衣机的事 | 赖秀英
麻烦转告梁经理，配件到了 | 梁经理
我爸叫郭大山，他不会打字 | 郭大山
到了联系店长邓小姐 | 邓小姐
敝姓廖，住高雄 | 廖
聯絡人係鄺先生 | 鄺先生
我姓Chan，係租客 | Chan
电话里说找刘工，他在车间 | 刘工
联系人 朱琳 15011112222 | 朱琳
客户：我叫蒋文。客服：好的蒋先生 | 蒋文 ; 蒋先生
我是Jenny，办公室printer坏了 | Jenny
Contact: Muhammad Faizal (facilities), 98765432 | Muhammad Faizal
Myself Ramesh Kumar calling from Pune | Ramesh Kumar
You can ask for Aunty Mei at the counter | Aunty Mei
hello this is Gráinne from the nursing home | Gráinne
- Best regards, Tomasz Nowak | Tomasz Nowak
Speak with Ms. Lopez please | Ms. Lopez
name's Ollie, number 07700 900111 | Ollie
my colleague Hannah will be there | Hannah
if I'm out, call Dr Patel | Dr Patel
i am suresh from electrical dept | suresh
Agent: who am I speaking with? Caller: Bernard Quinn. | Bernard Quinn
谁来都行 |
师傅贵姓 |
那个小伙子修得不错 |
安装师傅没来 |
高温报警 |
方向盘锁死 |
白色那台 |
金牌会员 |
钱还没退 |
Hi There, anyone? |
Your engineer was great |
I'm Waiting |
Tell them to hurry |
Made by Bosch |
This is Urgent |
我这边联系人郝工，手机137 | 郝工
上门前联系一下卢阿姨 | 卢阿姨
你就说找前台小丽 | 小丽
Speaking to you is Mohd Hafiz, store supervisor | Mohd Hafiz
contact our nurse in charge, Sister Agnes | Sister Agnes
name Kenneth Goh hp 9123 4567 | Kenneth Goh
叫个师傅来 |
请转人工 |
Hello Baoxiu team |
"""

TIMES = """
明天上午十点能来吗 | 明天上午十点
下周三下午都有空 | 下周三下午
这周六可以上门吗 | 这周六
周四或者周五来都行 | 周四或者周五
后天早上九点半派人来 | 后天早上九点半
今晚八点前能到吗 | 今晚八点前
12月3号上午方便 | 12月3号上午
師傅聽日朝早嚟得唔得 | 聽日朝早
禮拜五下晝有人喺度 | 禮拜五下晝
改到下礼拜一吧 | 下礼拜一
原来约的周二，改周四下午三点 | 周二 ; 周四下午三点
周日别来，周一来 | 周日 ; 周一
三点到五点之间来 | 三点到五点之间
尽快，最好今天下午 | 今天下午
月底之前帮我们做次保养 | 月底之前
Can someone come on Wednesday morning? | Wednesday morning
Friday after 2pm works for us | Friday after 2pm
Please reschedule to 5 December at 9am | 5 December at 9am
tomorrow between 10 and 12 is fine | tomorrow between 10 and 12
Any day next week except Tuesday | Any day next week except Tuesday
Tonight would be great, can you come? | Tonight
kindly send engineer by tomorrow evening | tomorrow evening
move it from Monday to Thursday | Monday ; Thursday
Saturday morning or Sunday afternoon | Saturday morning ; Sunday afternoon
could you do next Friday at half past three | next Friday at half past three
电梯昨天下午开始就不动了 |
从周一到现在一直漏水 |
上周三修过一次 |
我们营业时间是早上九点到晚上十点 |
今天早上突然黑屏 |
每天晚上八点重启 |
明天有考试，投影坏了 |
周五要验收，机器人停了 |
昨晚打雷之后就坏了 |
三点钟的时候报过警 |
去年十月买的 |
周末也开门 |
今天第三次了 |
下午开会用不了，急 |
保修到明年三月 |
since Monday the lift is dead |
It broke yesterday at 3 pm |
We open at 9 and close at 6 |
last Thursday your man was here |
every morning the boiler trips |
I bought it on 3 May |
It stopped this morning |
Warranty ends on Friday |
The exam is tomorrow and the projector is dead |
reported it on Tuesday, no answer |
leaks every evening after 8 |
We have guests on Saturday and the oven is dead |
delivery was promised for last week |
Dead since 7 this morning |
师傅后天中午前能到不 | 后天中午前
礼拜天我在家，过来吧 | 礼拜天
约明早八点半 | 明早八点半
11月30号下午两点以后都可以 | 11月30号下午两点以后
下个月初来做年检行吗 | 下个月初
今天能修吗，最晚明天 | 今天 ; 最晚明天
我改时间，周五不行，周六上午 | 周五 ; 周六上午
過兩日先得閒，星期四晏晝啦 | 星期四晏晝
这周内安排一下 | 这周内
半小时后能到吗 | 半小时后
Could we have someone next Monday at 8? | next Monday at 8
I'm home after 4 pm today | after 4 pm today
Book me in for the 12th please | the 12th
weekend only please | weekend
this Thursday or next, either works | this Thursday or next
Pls come by 11am tomorrow, shop opens at 12 | 11am tomorrow
cancel tomorrow's visit | tomorrow's
earliest slot on Wednesday? | Wednesday
In the morning is better for us | In the morning
within two hours please | within two hours
打印机昨天下午三点卡纸到现在 |
上个月装的 |
从早上八点就这样 |
十点开会要用投影，现在没图 |
十二月过保 |
周一到周五都在跑，没停过 |
前天报的修 |
每周三都死机 |
晚上噪音特别大 |
八点钟断电的 |
stopped at 10:30 this morning |
bought last December |
happens on Mondays mostly |
We close at six |
the event starts on Saturday and nothing works |
it was fine until yesterday |
I called on Tuesday and Wednesday |
good morning, my oven is cold |
warranty till next March |
noise at night |
周三之前能弄好吗 | 周三之前
下午4点到6点家里有人 | 下午4点到6点
明天早上我有手术，后天再来 | 明天早上 ; 后天
engineer can come any time Friday | any time Friday
We'd prefer the afternoon of the 3rd | the afternoon of the 3rd
昨晚十一点断的电，今早八点恢复 |
they were here at 10 and left at noon |
"""


@pytest.mark.parametrize(
    ("name", "table"),
    [("address", ADDRESSES), ("contact_name", NAMES), ("visit_time", TIMES)],
)
def test_what_is_quoted(name: str, table: str) -> None:
    rows = cases(table, " ; ")
    missed = wrong(rows, lambda text: quotes(name, text))
    assert len(missed) <= 0.02 * len(rows), missed


def test_most_parts() -> None:
    """A learned tagger tells them; these are the hard ones."""
    rows = cases(COMPONENTS, " ; ")
    missed = wrong(rows, lambda text: quotes("component", text))
    assert len(missed) <= 0.15 * len(rows), missed
