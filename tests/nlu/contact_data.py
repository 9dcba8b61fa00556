"""Messages as people leave them: a fault and then who they are, where and when, in many countries' manners.

``{n Goh Wei Ming}`` is somebody's name, ``{a 8 Hill Street}`` an address, ``{t Friday}`` a time for a visit; nothing else is one.
"""

from __future__ import annotations

ENGLISH = """
The slicer guard is loose, someone will lose a finger. {n Bartholomew Higgs}, deli counter, 01632 960 771
aircon in the server room stopped at {a 80 Robinson Road #15-02}, very hot already
Blast chiller shows HACCP alarm. {n Sunita Rao}, {a Taj Bakery, 14 Brigade Road, Bengaluru 560001}
{n Gwen Pritchard}, {a 3 Heol Fawr, Cardiff CF14 2AB}, tumble dryer squeals
wheelchair battery flat after a mile. {n Owen Llewellyn}
Our dispenser drips. {n Chinedu Nwosu} +234 803 555 0188
Lift at {a 19 Ballsbridge Terrace, Dublin 4} is stuck with the doors open
please come {t Tuesday after 4}, {n Noor Azlina}, {a 27 Jalan SS2/55, Petaling Jaya}
X-ray tube warms up forever, {n Sister Bernadette}, {a St Luke's Clinic, 77 Main Road, Durban}
gate motor burnt out, {n Thandiwe Nkosi}, estate manager, {a 4 Jacaranda Lane, Pretoria}
Rebook for {t Friday 10am} please. {n Mei Fong}
would {t Saturday the 5th} do? {n Stephane Dubois}
Freezer drawer cracked. {a Apartment 6, The Maltings, 40 Brewery Lane, Leeds LS10 1NE}
Hi it's {n Parveen Akhtar} from {a 112 Stockport Road, Manchester M12 6AL}, the boiler again
Payment terminal offline, {n Jerome Baptiste}, 868 555 0134
Mower blade bent. {a RR 2, 4410 Concession Road, Guelph, ON N1H 6H8}, {n Walter Schmidt}
Toaster line down. {n Nguyen Thi Lan}, shift leader
need someone {t tonight}, {a Shop 3, 15 Queen Street, Auckland 1010}
Plotter is out of alignment, {n Fr. Dominic Savio}, {a Holy Cross College, Trichy Main Road, Salem}
The press brake does not stop when the curtain is broken! {n Vikram Chatterjee}, works manager
{n Liam O'Connell} here, is my pump ready
Sunbed timer wrong, {n Katarzyna Zielińska}, {a 5a Castle Street, Inverness}
{a 350 Fifth Avenue, 21st Floor, New York, NY 10118} - badge readers offline
door won't lock. {n Sven}. 0400 555 012
I can do {t Wednesday between 1 and 3}, {n Ritu Malhotra}
bread slicer jam; {n Emeka}; {a 33 Awolowo Road, Ikoyi}
Ice on the coil. {n Jacques Botha}. {a Farm 12, Paarl}
The clinic printer, {a 1st Floor, Medical Centre, 12 Harley Street, London W1G 9PG}, {n Dr Simon Ashworth}, offline
crane limit switch off, {n Juan dela Cruz}, {a Warehouse 4, 88 Mabini Street, Makati}
Baler twine snapped. {n Magnus Eriksen}, {a Nordby Farm, Mill Road, Kirkwall}
Ward call bells silent. Charge nurse {n Blessing Eze}
Escalator step broken, {a Level 3, Sunway Pyramid, 3 Jalan PJS 11/15, Petaling Jaya}
scanner jams every tenth sheet, {n Oluwaseun Bankole}, {a 16 Allen Avenue, Ikeja}
Our lift: stuck. {a The Granary, 4 Kiln Lane, Norwich NR1 3DT}
{n Rupert Fairweather}, {a Fairweather Dairy, Long Lane Farm, Shaftesbury SP7 8AA}: milk tank warm
monitor flickers in theatre 2, ask {n Sister Joan}
dead pixel line, {a 4th Floor, 77 Sir John Rogerson's Quay, Dublin 2}
send him {t first thing Monday}, {n Bukola Ogunleye}
{t Early next week} would be fine. {n Henrike Vogel}
Could you come {t later this week}? {a 18 Nguyen Hue Street, District 1, Ho Chi Minh City}
can you do {t Sat 10am}? {n Hui Ling}
{t Thursday before 9} or {t Friday after 5}, {n Declan}
Dryer hums. {a 1234 Elm St NW, Apt 5, Washington, DC 20009}, {n Keisha Robinson}
heater off, {a 22 Rue Sainte-Catherine, Montreal, QC H2X 1K4}
{n Tama Ngata}, {a 8 Karangahape Road, Auckland}, +64 21 555 018
Dispenser leaks, {a House 45, Sector 22-B, Chandigarh 160022}. {n Harpreet Kaur}
{a Flat No. 12, Sai Krupa Society, LBS Marg, Ghatkopar West, Mumbai 400086}, ro purifier not working
UPS trips. {n Akinyi Odhiambo}, {a Westlands Business Park, Waiyaki Way, Nairobi}
Pump is loud, {a Erf 221, Voortrekker Street, Bellville 7530}
aircon leaking, {a 5 Lorong Chuan, #03-11}, {n Mdm Salmah}
{a Level 8, 120 Collins Street, Melbourne VIC 3000} - printer offline. {n Lachlan Burke}
gate won't shut, {a 31 Kurrajong Crescent, Toowoomba QLD 4350}
Copier toner light. {n Wilhelmina Potts} (school secretary), 01632 960 233
Cheers, {n Dave Pickering}
{n Esi Amponsah}, shop owner, {a 12 Oxford Street, Osu, Accra}: freezer not freezing
The x-ray plate is broken. {n Dr. Tamsin Hale}, {a Hillside Vets, 3 Church Road, Ludlow}
wheel came off trolley, {a Gate 3, Tuas South Avenue 2}
I'm in {t all day Tuesday}. {n Margit Olsen}
Need it fixed {t before Friday}, {a 2/45 Beach Road, Takapuna}
pls come {t Mon} or {t Tue}, {n Siew Lan}
change my slot to {t 3.30pm} please
can he come at {t 7pm tonight}? {n Yaw}
not {t Tuesday}, {t Wednesday at noon}
{t 12 Dec between 9 and 11}, {n Ottilie Brandt}
Anyone free {t this afternoon}? {a 3B Castle Mews, Durham}
reach me {n Tan Ah Kow} 98765432, {a Blk 12 Toa Payoh Lor 8 #10-220}
water heater, {a 88 Jalan Sultan Ismail, 50250 Kuala Lumpur}, {n Lee Chong Beng}
no display. {n Nkechi}, front desk
Speaker cracks. Yours, {n Sir Geoffrey Blythe}
Fridge alarm going mad, milk is warm. {n Tan Siew Hoon}, {a Blk 412 Clementi Ave 1 #09-233}, 9233 4410
Two tills frozen since lunch. {n Marek Dvorak}, 07700 900412
the pump trips after ten minutes. {n Chukwuemeka Obi}
Boiler pressure drops every night. {n Siobhan Ni Dhonnchadha}, {a 14 Claddagh Quay, Galway}
Our copier eats paper, serial KX20011923. {n Ganesh Subramaniam}, facilities
{n Ingrid Solberg} here from the hotel, dishwasher throws E15
This is urgent, the lift doors keep hitting people. {n Nomvula Dlamini}, building manager, {a 22 Loop Street, Cape Town}
Door closer ripped off. {a Shop 14, Level 1, Westfield Mall, 1 Anderson Street, Chatswood NSW 2067}. {n Bruce Hargreaves} 0412 555 019
One washer of eight leaks. {a 118 Kilburn High Road, London NW6 4HY}
compressor hums but no cooling, {a No. 17, Jalan Kenari 5, Bandar Puchong Jaya, Selangor}, {n Nurul Huda binti Ismail}
Kindly do the needful, geyser tripping. {n Venkatesh Iyer}, {a Flat 302, Lotus Towers, Baner Road, Pune 411045}
UPS beeping non stop. {a Plot 8, Electronic City Phase 1, Bengaluru}. Contact {n Lakshmi Narayanan}, 98450 11223
cash drawer stuck, {n Rosalind Achebe} at the front desk knows more
Please call {n Mrs Okonkwo} on 0803 555 0142, the generator will not take load
Need the annual check. {a 9 Admiralty Way, Lekki Phase 1, Lagos}
Vending machine swallowed my money again! {n Pieter van der Merwe}
MRI chiller alarm. {n Dr Anjali Deshpande}, radiology, {t tomorrow morning} is possible
Router dead after the storm, {a 45 Bloor Street West, Suite 1100, Toronto, ON M4W 1A4}, {n Jean-Luc Tremblay}
can someone come {t Thursday afternoon}? {n Aoife Brennan}, {a 3 Shop Street, Drogheda}
{t Monday} or {t Tuesday morning} would suit. {n Kwabena Mensah}, +233 24 555 0199
move it to {t next Wed} pls, {n Farah}
{t Not before 11 tomorrow} please, shop opens late
We are free {t Friday from 2 to 4}. {a Unit 12, Riverside Industrial Estate, Barking IG11 0DS}
{n Hiroshi Tanaka}, +81 90 5555 0144, robot arm lost its zero point
scooter will not charge - {n Lucía Fernández}
Ice machine slow. Regards, {n Mohammed Al-Rashid}, {a 7 Corniche Road, Doha}
Camera 3 is blurry, the rest are fine. {n Zainab Yusuf}, head of security
charger 4 of 6 offline. {a 1600 Amphitheatre Parkway, Mountain View, CA 94043}
My mum's stairlift stopped halfway. She is {n Doreen Whitcombe}, {a 8 Primrose Terrace, Exeter EX4 6PL}
treadmill error LS1, {n Wong Kar Fai}, {a 12/F, Kwun Tong Plaza, 68 Hoi Yuen Road, Kwun Tong}
forklift mast slow, {n S. Ramanathan}, 9444 012 345
Send the spare key to {n Grace Wanjiru}, {a Moi Avenue 24, Nairobi}
Screen goes black at noon. {n Eilidh MacGregor}, school office, {a Balmoral Primary School, 4 Castle Wynd, Stirling}
the ATM at {a 233 Orchard Road} rejects all cards
Autoclave needs its yearly validation, {a Mercy Clinic, 31 Adelaide Road, Dublin 2}, {t any day next week}
sewing machine jams. {n Fatoumata Diallo} 06 55 50 14 22
Projector lamp hours reached. {n Rahul s/o Krishnan}, {a 50 Nanyang Avenue, Block N4, Singapore 639798}
Please cancel. {n Hannah Lindqvist}
Please cancel {t Monday}, {n Hannah Lindqvist}
Could it be {t Wednesday the 9th at 3pm}? {n Yetunde}
The hoist is stuck, {n Tomás Ó Briain}, {a Unit 3, Ballybrit Business Park, Galway}
tractor hitch will not lift. {n Wayne Kowalski}, {a 2210 County Road 9, Ames, Iowa}
heat pump noise, {n Te Rangi Walker}, {a 61 Marine Parade, Napier}
I am {n Bongani Khumalo}, site {a 5 Rivonia Road, Sandton}, scanner down
aiyah same error again, {n Ah Seng}, {a Blk 88 Whampoa Drive #01-902}
{n Ms. Petrova}, {a room 214, Hotel Astoria, 16 Baker Street}, minibar warm
Is it still under warranty? {n Miguel Santos}
Drive it to our warehouse please: {a Lot 22, Industrial Park 3, Shah Alam}
{n Cheng Mei Ling}: can you come {t this Saturday}?
name {n Edward Nkrumah}, phone 020 7946 0777, drum squeaks
Contact on site: {n Arjun}, 99001 12233
Our matron is {n Philippa Gray}, come {t after 2pm}
Best wishes, {n Kofi}
Let me know if {t the 14th} works. {n Dana Levi}
{t sat morning} cannot, make it {t sunday evening} can?
We close for prayers, come {t after 2 pm on Friday}. {n Imran Qureshi}, {a Shop 5, Liberty Market, Gulbarg, Lahore}
Fix needed, {a Flat 3, 27 Montpelier Road, Brighton}, buzzer is broken
{a Kestrel House, 9 Wharf Lane, Bristol}: door 2 sticks
two more days and the food is gone. {n Abdullahi Musa}, {a Plot 1021, Ahmadu Bello Way, Kaduna}
Washer dead. {n Ólafur Jónsson}, {a 21 Harbour View}
engineer said {t Thursday}, can he make it {t Wednesday morning} instead? {n Cathal}
new address is {a 6 Glenmore Avenue, Kingsgrove NSW 2208}
hello, {n Jasmine Teo} from {a 30 Raffles Place #12-01}, printer again
dishwasher not draining, {a 501 Lakeshore Drive, Apt 4D, Chicago, IL 60611}, {n Terrell Washington}, (312) 555-0172
The oven in the canteen is cold. {n Priya}, 8123 0099
Lights flicker. Ask for {n Old Tom} at the gate
can come {t tmr afternoon} anot? {n Lim Ah Beng}
Come {t any time after 10 on Tuesday}, key is with the porter
I'd like {t Friday morning} if possible. {n Ewa Wojcik}
{t Tomorrow 9-11} is best for {n Mr Gupta}
Ring {n Anneliese} when you reach the gate, the glasswasher floods
Text {n Oluwaseun} once the part is in
The scale stands at zero. Ask {n Lupe} in the kitchen
Get hold of {n Fergus} if the gate is locked
Reach out to {n Mehmet Yıldız} for the keys
Send him to {n Hye-jin Park} at the back door
Reply to {n Marie-Claire Dubois} please
suction lines to be flushed, {n Dr Petrović}
Rattle in lift two, talk to {n Siobhan O'Dea}, she lets you in
Invoice in the name of {n Helga Brandt} please
The hoist hangs. Shift lead is {n Zsófia}, she has a radio
The till froze. {n Raimund}
{n Mrs Petrosyan} will let him in
my name is {n ingrid solheim} and the dryer smells
name: {n chidinma okeke}
"""

ENGLISH_NOTHING = """
Mrs Kowalczyk fell because the lift stopped a hand too high
Uncle Rolf filed the jets wider
Dr Patel's husband took the pedal apart
Your Mr Fitch forgot his torch
Our cat Mr Biscuit pushed it off the shelf
Printer called Gandalf prints nothing
You sent a flyer and no parts. Disgraceful.
Do you stock lids? Mow-Mate
Error on Main Board, Fan Two
I bought it from John Lewis on Oxford Street
The Wong Kei kitchen is fine, the oven is not
My Sony Bravia, two years old, no picture
It reads Door Ajar, Lid Open
Program stuck at Rinse Hold
Updated to Windows Eleven, now no printing
Ordered via Amazon Prime, arrived broken
The Old Building has no heating. Disgraceful
Blue Screen, Memory Management
Please Advise
It only does it in Quiet Mode, Eco Mode
Great service. Five Stars
She was very rude. Not Acceptable
on the third floor by the stairs it rattles
we have a concert on Saturday night and the mixer is dead
It has rained since Thursday, the sensor is wet
Warranty until June 2027, right?
Fridge is dead. Very Angry Customer
Boiler off. Please Help
Error on the Daikin. Thank You
It is a Bosch Serie 6, bought at John Lewis
Printer jams. HP LaserJet Pro
We use Microsoft Teams, Google Meet, Zoom
The Main Hall projector is dim. Thanks
Not happy. One Star
I work at Green Valley Foods, the mixer is broken
Two Ovens, One Fryer, all dead
Happy New Year
Signed for by reception, Black Box
Model: Samsung Galaxy Tab, screen cracked
Serial no. AB20211934, Power Supply Unit failed
Error says Paper Jam, Tray Two
Pump stopped. Low Pressure Alarm
It keeps saying Door Open, Check Filter
Still waiting. Unbelievable
Coffee machine shows Descale Now
Shown on the panel: Service Required
We have 12 Main Pumps and 3 Spare Pumps
Fault: Motor Overload, 30 units affected
No hot water. Dental Practice
I got the email from Customer Service, nothing since
It broke on Boxing Day
Dishwasher program Eco Wash never ends
It was installed by Acme Lifts
Kitchen is flooded. Hurry Up
The Big One in the corner, Red Light on
Camera Two, Car Park, offline
"""

CHINESE = """
电箱冒火星了，{a 襄阳市樊城区长虹路55号}，{n 习志远}，13607271122
饮水机漏电，{n 敖翔}，{a 赣州市章贡区红旗大道86号}
空调出水，{a 银泰城5幢1203}，{n 甘露}
{n 官文斌}，18650001234，投影仪花屏
{a 晋江市陈埭镇江头工业区12号}，缝纫机断线，{n 丁水木}
热泵结霜，{n 郎建华}，后勤
电动门夹人，{a 万达广场3号门}
洗衣机漏水 {n 仇丽君} 13712345670 {a 明珠花园22栋503}
{t 礼拜六}来行吗，{n 翁美琪}，{a 鼓楼区五四路158号环球广场18层}
电话改成13500001111，{n 冼伟业}
收割机割台不升，{a 五常市民乐乡红光村}，{n 朴哲洙}
门禁换电池，{a 浙大紫金港校区东一教学楼}
净水器响，{a 宝安区西乡街道宝源路188号F518创意园12栋}，{n 麦先生}
我这里是{a 漓江路28号中软现代城1801室}，网络断了
{n 舒畅}，行政部，打印机缺粉
冷氣漏水，{a 台中市北屯區文心路四段955號8樓之2}，{n 詹雅雯}
電梯壞咗，{a 觀塘鴻圖道57號南洋廣場9樓}，{n 鄧先生}
{a 屏東縣潮州鎮中山路12號}，{n 潘金花}，抽水機不動
{t 下禮拜二早上}，{n 游家瑋}，{a 嘉義市西區民族路519號}
POS terminal 坏了，{a 天河北路233号中信广场32楼}，{n Vivian Lau}
不是{n 李工}，是{n 黎工}
联系{n 司马光明}，{a 北辰东路8号院1号楼}
灯不亮，{a 和平里七区14号楼4单元201}，{n 钮老师}
请{t 周四上午十点}到{a 张江高科技园区郭守敬路498号8号楼}
按摩椅不动，{n 关之琳}，{a 星海广场B3区}
{a 云南省大理市下关镇泰安路11号}，{n 段誉}，无人机炸机
烘干机不热，{a 海棠湾路3号}，{n 符永贞}
{n 乌兰}，{a 呼和浩特市新城区成吉思汗大街5号}，挤奶机停了
体检中心，{n 幸主任}，彩超黑屏
热水器，{a 锦绣华庭2-3-1102}，{n 房东海}
扫地机器人迷路了，{n 詹姆斯}，18900001111
电饭煲不通电，{n 郦文娟}，{a 宁波市海曙区柳汀街12号}
机器人小车丢线，{a 东莞市长安镇振安中路366号A栋}，{n 贺一鸣}，13612348888
{a 济南历下区解放东路99号}空调不冷，{n 孔令辉}
取票机黑屏，{a 虹桥站2号口}
冷柜异响，{n 雍正林}，139 0000 1111
洗地机不吸水，{a 五角场万达广场B1}，{n 秦姐}
{a 长宁路1123号来福士3层}，收银屏不亮，{n 陶然}
投影灯泡报警，{a 明德小学四年级三班}，{n 林老师}
抽油烟机没吸力，{a 望江路12号-3}，{n 付晓娜}
{n 章子墨}：电梯又停了，{a 金色家园3幢}
吊机异响，{a 太仓港三期码头}，{n 滕师傅}，13900002222
离心机不转，{a 生科院3号楼B402}，{n 伏明霞老师}
电子秤不准，{a 城南农贸市场32号摊}，{n 阿贵}
胃镜花屏，{a 县医院内镜室}，{n 晏医生}
{a 乌镇大道88号互联网医院门诊楼2楼}，自助机没反应
{a 珠海市香洲区吉大路1号}，{n 容祖国}
{n 王二小}，13300001111
空压机高温，请找{n 倪工}，{a 二期厂房}
除湿機不動，{a 新北市中和區景平路240巷5號2樓}，{n 呂佩珊}
部雪櫃唔凍，{a 深水埗福華街88號3樓B室}，{n 黃太}
門鎖冇電，{a 大埔太和邨愛和樓1205室}，{n 馮先生}
{a 基隆市仁愛區愛三路21號}，{n 高美惠}，飲水機漏水
{a 台北市信義區松高路11號5樓}，POS機死機，{n 連先生}
冰柜不制冷，雪糕全化了，{a 南昌市红谷滩区丰和中大道912号}，{n 龚晓燕}，13807911234
{n 裴志刚}，{a 石家庄市桥西区中华南大街380号}，空调滴水
收银机死机，{n 鲍国栋} 15988887766
道闸抬不起来，{a 江宁区双龙大道1688号}，{n 戚美华}
咖啡机漏水。{n 瞿伟}
打印机卡纸，请联系{n 蔺兰兰}，83551234
热水器打不着火，{a 昆明市五华区人民西路126弄8号}，{t 明天下午}在家
{a 兰州市城关区天水南路222号}，{n 柴卫东}，13609312222，显微镜没图像
电梯困人两次了，{n 管雪梅}，{a 富春花园7幢2单元501}
我姓{n 逄}，{a 青岛市黄岛区长江中路230号}，充电桩报警
净水机换滤芯，{t 周三上午}，{a 沈河区青年大街167号}，{n 佟丽}
洗碗机不排水，{n 田小雨}，{t 后天晚上}方便
门锁没电了进不去，{a 观山湖区林城西路9号}
养殖场的风机停了，{a 寿光市稻田镇崔岭西村}，{n 崔德福}，13563612345
拖拉机打不着，{a 农安县合隆镇陈家店村3组}，{n 付永贵}
{a 合肥经开区翡翠路33号3号厂房}，焊接机器人报碰撞
机床主轴响，{a 苏州工业园区金鸡湖大道1355号}，联系人{n 宗建平}
麻烦派人到{a 吴江区松陵镇鲈乡南路1500号吾悦广场2楼}，冰淇淋机不出料，{n 许多多}
投影没信号，{n 庄老师}，{a 实验中学综合楼305}
我是{n 焦文静}，跑步机皮带断了
电话15133334444，{n 邢台生}
电话15133334444，{n 单雪}
{n 尹红霞}，15233334444，门禁刷不开
冷库温度上去了，{a 洛阳市涧西区西苑路18号冷链物流园B3库}
服务器连不上，{a 滨江区网商路599号4号楼12层}，{n 卓铭远}，{t 今晚八点后}可以重启
烤箱不热，{a 虹桥路1号港汇恒隆广场B1层}
CT扫不了，{a 省人民医院放射科}
病床摇不起来，{a 住院部12楼}，护士{n 向雨桐}
复印件有黑线，{n 缪主任}，{t 下周一上午}来
要改时间，{t 周四}不行，{t 周五下午两点}，{n 蒙恬}
我不在家，找我爱人{n 项春兰}，{a 望江花园16栋3单元902室}
发票寄{a 天津市和平区南京路189号津汇广场2座1505}，收件人{n 臧文博}
{a 望京东路8号B座2208}，空调不冷
{a 朝阳区酒仙桥路10号恒通商务园B12}，门禁坏了，{n 常立伟}
炸炉报E6，{a 长乐坊小吃街23号铺}，{n 阿芳}
水泵不上水，{a 石桥村东头}，{n 牛师傅}
售货机吞钱，{a 地铁三号线珠江新城站A口}
{n 史密斯先生}，{a 陆家嘴环路1000号45楼}，复印机坏了
缝纫机跳针，{a 绍兴柯桥区笛扬路1188号}，{n 茹国芬} 13735312345
我们单位{a 科学大道88号A区}，UPS电池鼓包，{n 祝工}
冷氣不冷，{a 台北市大安區和平東路二段106號11樓}，{n 簡淑芬}，0912-333-444
熱水爐壞咗，{a 九龍旺角彌敦道688號旺角中心2樓}，{n 何太}
洗衣機不轉，{n 許雅婷} 0922 111 333
POS機當機，{a 台南市東區中華東路三段336號B1}，{n 郭家豪}
部升降機成日停，{a 灣仔軒尼詩道302號15樓}，搵{n 梁生}
{a 新竹市光復路二段101號}，機械手臂異音，{n 彭俊傑}
我是住戶{n 曾麗華}，{a 沙田大圍美田路1號3座20樓F室}，門鎖壞咗
電梯卡住，{a 桃園區中正路1071號}，管理員{n 江先生}
聯絡人：{n 葉先生}，地址：{a 新北市三重區重新路五段609巷12號3樓}
{t 星期三下午}可以，{n 邱怡君}，0955 123 456
printer 卡纸，{a 徐汇区漕河泾开发区田林路487号20号楼}，{n Kevin Zhao}
coffee machine 坏了，找{n Alice}，{a 静安嘉里中心3楼}
{n 刘主管}说电梯要检查
桥架掉下来了，{n 宋江河}，仓库主管，{a 佛山市南海区狮山镇科技北路15号}
割草机启动不了，{a 华师大闵行校区东川路500号}，{n 闵敏}
没有别的事，{n 丁敏}
{n 丁一}，{a 汉口路266号}
麻烦{t 明早}来，{a 后海大道2388号怡海广场西座}，{n 温岚}
机器不转，{a 城关镇西大街}，{n 老孟}
{a 玉林市北流市陵城街道二环西路189号}
{a 内蒙古赤峰市红山区钢铁街31号}，{n 巴特尔}，13847612345
{a 新疆乌鲁木齐市天山区新华北路165号}，{n 阿依古丽}，13999123456
咨询一下保修，{n 欧阳小雪}
上次{n 程师傅}修得很好，还请他来{a 文二西路698号}
加湿器不出雾，{a 浦东大道2123号 3楼}，{n 路晓}
"""

CHINESE_NOTHING = """
灯管，灯座都换过
钱包，手机都没丢
夏天，冬天都一样
水温，水压都正常
安静，好用，推荐
白板，粉笔，投影都不行
任务，丢了
万一，着火怎么办
余额，不够
江河，湖泊
老机器，新机器
牛奶，结块
云盘，连不上
车门，车窗
项目，延期
高温，高压，全部报警
左边，右边，中间都不亮
时间，地点都没说
水管，龙头，全漏
金属外壳，带电
白天，晚上都响
温度高，湿度大
方便面机，不出面
任何人，都打不开
安全绳，断了
石头卡住，13号机停了
江西，湖南都没货
黄灯，13801380138
钱退了，没到账
孔太小，插不进
马达响，皮带松
不行，13801380138
路由器，交换机，全断网
别人，家里的都没事
常年，不断电
程序乱了，13912345678
金额不对，18812345678
3号机，金色的，不转
5楼，高区，没水
上海，南京，都发货吗
严重，13912345678
连不上，18812345678
查一下，15912345678
急急急，15912345678
"""

MARKS = {"n": "contact_name", "a": "address", "t": "visit_time"}
