"""The names of people, as they are said: with a cue, a title, a signature, or right before a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from nlu import lexicon
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.scans import scan
from nlu.understanding import Entity

_COMMON = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
_RARE = "常容朴钮幸习官高于任向温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景荀党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝演萧赖洪郁茅闻储禹贝邰阙蔺鄢郗谌晁阚隗亓逄嵇郦宓忻扈庹笪戈晋练揭敬薄冼尉蓬厉牧鞠巴弓乌屠鲜洛劳伏匡"
#: Family names of one character.
FAMILIES = frozenset(_COMMON + _RARE)
_FAMILY = rf"(?:欧阳|司马|上官|诸葛|东方|慕容|呼延|令狐|皇甫|尉迟|公孙|长孙|宇文|司徒|司空|夏侯|轩辕|端木|百里|南宫|独孤|张简|[{_COMMON}{_RARE}])"
_TITLE = r"(?:先生|女士|小姐|太太|师傅|老师|经理|主任|工(?![程作厂地具业人])|总(?!是|共|算|部)|阿姨|大爷|大姐|大哥|大叔|同学|医生|护士长?|院长|校长|队长|科长|处长|店长|站长|老板|婶|叔|嫂|姐|哥|生(?=得|$|[^\u4e00-\u9fff]))"
_AFTER = r"(?=$|[^\u4e00-\u9fff]|得啦|得了|啦|就行|就好|电话|手机|住|的|地址|就|吧|在|是|联系|来|报|家|问|和|想|要|这|他|我|说|给|您|你|那|打|别|特别|技术|冒|讲|已|没|不|吧|名下|呢|签收|收|找(?=$|[^\u4e00-\u9fff])|上(?=$|[^\u4e00-\u9fff])|听(?=$|[^\u4e00-\u9fff])|过[来嚟去]|开门|留)"
_ROLE_ZH = r"(?:护理?士|护理长|医生|财务|会计|文员|总务|总干事|老伴儿?|表[弟妹哥姐]|司机|学徒|实习生|老板娘|挡车工|店里|门卫|门房|保安|前台|值班员|值班的|班长|组长|厂长|店长|护士长|站长|队长|主管|同事|老婆|老公|爱人|太太|儿子|女儿|妈妈|爸爸|父亲|母亲|房东|租客|管家|管理员|物业|业主|驾驶员|操作工|机手|负责人|院长|校长|店员|徒弟|助理|秘书|客户|[我他她](?:爸|妈|爷爷|奶奶|哥|弟弟?|姐|妹妹?)|(?:签收|经办|报修|申请|联络|收货|接待)人写?)"
_CUED = scan(
    rf"(?:{_ROLE_ZH}(?:叫|是|姓|名叫|:)?(?=[\u4e00-\u9fff]{{2,3}}(?:$|[^\u4e00-\u9fff]|吧|[,，。在]))|(?:登记|写|挂)在(?=[\u4e00-\u9fff]{{2,4}}名下)|\b(?:contact|call|ask for|find|reach|name is|name:|attn:?)(?= ?[\u4e00-\u9fff])|"
    r"[我俺她他](?:的名字)?叫做?|^这[里]?是|(?<=[,，。!！?？])这是|(?<=[,，。!！?？ ])我系|^我系|报修人|联络|打(?:给|俾|畀)|寄(?:给|俾|畀)|(?:单子|报修单|单号|订单|登记|名字)[上]?(?:写|留)的?是?|打(?=[\u4e00-\u9fff]{2,3}(?:的?手机|电话))|我的名字是|名字叫|名字是|(?:对接|负责)人[是:]?|联系人[\u4e00-\u9fff]{2,3}[科处部]|姓名[是:]?|联[系络]人[是叫:]?(?:换成|改成|改为)?|收[件货]人?[是:写]?|机主|登记人?[:是]?|(?<=客户)|(?<=老公)|(?<=老婆)|(?<=房东)|(?<=工程师)(?!傅)|转告|(?<![谢感多折转])让|帮(?=[\u4e00-\u9fff]姐)|跟(?=[\u4e00-\u9fff]{1,3}(?:讲|说))|(?<=[,，。])叫|^叫|你们(?=小)|联系(?!人|我|你|电|方|不)|(?:免贵|[我他她](?:妈|爸|爷爷?|奶奶?|老公|老婆|哥|姐|弟|妹|儿子|女儿)?|就|敝|师傅|小弟|小妹|本人|鄙人|在下|(?<![\u4e00-\u9fff]))姓|叫我|联系一下|找(?:一下)?|喊|客服|谢谢|表扬的是|我是(?=[\u4e00-\u9fff]{2,4}(?:$|[,，。!！ ]))|我是[\u4e00-\u9fff\d]{2,12}的(?=[\u4e00-\u9fff]{2,4}(?:$|[,，。!！ ])))\s*"
    rf"(?P<n>(?!谢[谢啦]|老[是板]|小[时孩区]|全程|关心|商家|齐了)(?:{_FAMILY}|[阿小老](?=[\u4e00-\u9fff]))[\u4e00-\u9fff]{{0,3}}?{_TITLE}?){_AFTER}"
)
#: "我姓王，王建国": the family name first, then all of it
_WHOLE = scan(
    rf"姓(?P<f>{_FAMILY})[\s,，、。]*(?:我?(?:名字)?叫)?(?P<n>(?P=f)[\u4e00-\u9fff]{{1,2}})(?=$|[^\u4e00-\u9fff])"
)
#: Family names that begin other words after "I": 我高兴, 我全家, 我常去.
_NO_FAMILY = frozenset(
    "小老阿师时和于解向应成全单车连高安明关常温平党官习从台满费路水米封晋练敬包任尚苗温万方白范石"
)
#: Whoever says what they are called may be called anything: 俺叫铁柱.
_CALLED = scan(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[,，。]))[我俺咱](?:的?名字)?(?:叫做?|名叫)(?P<n>(?!你|他|她|我|人|师|客|工|车|什|啥|不|了|过|来)[\u4e00-\u9fff]{2,4})(?=$|[^\u4e00-\u9fff])"
)
#: Somebody of a department, and who reports: 找信息科龙伟, 李桂香报的.
_AT_WORK = scan(
    rf"(?:找|洽|搵|联系|叫|打给)[\u4e00-\u9fff]{{1,4}}(?:[科处部室组办]|财务|前台|后勤|总务|物业)的?(?P<n>{_FAMILY}[\u4e00-\u9fff]{{0,2}}?{_TITLE}?)(?=$|[^\u4e00-\u9fff]|老师)"
    rf"|(?:(?<![\u4e00-\u9fff])|(?<=工))(?P<n2>{_FAMILY}[\u4e00-\u9fff]{{1,2}})报[的修]"
    rf"|^(?P<n8>{_FAMILY}[\u4e00-\u9fff]{{1,2}})(?=问一?下|问问|咨询|代报)"
    rf"|(?:前台|店里|食堂|[后厨]厨|厨房|仓库|仓务|库房|收银台?|值班室?|传达室|管理处|办公室|机房|车间|门岗|门卫|护士站|老板娘|[\u4e00-\u9fff]科)(?P<n4>[小老阿][\u4e00-\u9fff]头?|[\u4e00-\u9fff]{{1,2}}(?:姐|哥|叔|姨|嫂|伯)|[A-Za-z]{{2,8}}[哥姐]|{_FAMILY}(?:太太|阿姨|大爷|主管|会计|老师))"
    r"(?=$|[^\u4e00-\u9fff]|[在说盯报接有签收开等他她嘅]|知道|那[儿里]|联系|手机|电话|了解|负责)"
    rf"|(?<!谁)跟(?P<n5>[小老阿][\u4e00-\u9fff]头?|{_FAMILY}[\u4e00-\u9fff]{{0,2}}?{_TITLE}|{_FAMILY}[\u4e00-\u9fff]{{1,2}}?)(?=联系|联络|对接|说一?声|打个?招呼|约时间)"
    rf"|(?:(?<![\u4e00-\u9fff])|(?<=找)|(?<=是))[我俺](?P<n6>(?![{''.join(sorted(_NO_FAMILY))}]){_FAMILY}[\u4e00-\u9fff]{{2}})(?=$|[啊呀,，。!！]|就行|就好|要投诉|记住)"
    rf"|叫(?P<n7>(?![你他她我人师傅客工车])[\u4e00-\u9fff]{{2,4}})(?=接[,，。]|来接|开门|下来|带路|签收)"
    rf"|(?<![\u4e00-\u9fff])(?P<n3>[{_COMMON}](?:太|嫂|姨|婶|伯|姐|哥))(?=$|[^\u4e00-\u9fff]|[在要好嬲说话])"
)
#: Who stands before a mobile number, and the names that anybody may have: 张三 13612345678.
_BEFORE_MOBILE = scan(
    rf"(?:^|[,，。;； ])(?P<n>{_FAMILY}[\u4e00-\u9fff]{{1,2}})[ ,，:]{{0,2}}(?=(?:电话|手机)?:?1[3-9]\d{{9}}(?!\d))"
)
#: Whoever reports or is to be asked for, as people are called: 我小尹, 水产摊马大姐, 供应室杜姐内线6120, 值守老阮, 搵萍姐.
_NICK = scan(
    rf"(?:(?<![\u4e00-\u9fff])[我俺]?|(?<=[找搵洽])|[我俺](?:系|係|是)?|(?:[室科部摊档铺舖站队組组班岗库房厅店场厂院校]|值守|值班|门卫|看门|前台|仓管|办公室|物业)的?)"
    rf"(?P<n>[小老阿][{_COMMON}{_RARE}]|(?:{_FAMILY}|(?<=[找搵洽,，。 ])[\u4e00-\u9fff])(?:大[姐哥爷妈叔]|师傅|老师|[姐嫂婶姨叔伯哥]))"
    r"(?=(?:的?(?:内线|短号|分机|手机|电话|座机|微信))|[:： ]{0,2}(?:\d|\+)|$|[,，。;；!！?？])"
)
_ANYBODY = frozenset(("张三", "李四", "王五", "赵六"))
#: The engineer who was here is nobody to ask for: 上次黄师傅走后, 王师傅不光修好了, 给王工点赞.
_ENGINEER = regex(r"[^,，。]{1,3}(?:师傅|工)$")
_WAS_HERE = regex(r"(?:上[次回]的?|昨天|昨儿|[那这]|谢谢|多谢|你们的?|给|单)$")
_DOES_HIS_WORK = regex(
    r"(?:不[光仅但]|说|讲|修[得好的]|走后|走了|手艺|技术|点赞|态度|服务|人(?:很|真|好)|收[了咗]|来过|已经?来|做事|干活|[一二三十半]+分钟|辛苦|真)"
)
_SAYS_SO = regex(r"说(?!一?声)|觉得|反映|反馈说")
_TITLED = scan(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[谢找是给的叫喊请让那位跟])|(?<=上次)|(?<=[厂店院校]里))(?!谢谢)(?:{_FAMILY}[\u4e00-\u9fff]{{0,2}}?|阿[\u4e00-\u9fff])(?:先生|女士|小姐|太太|师傅|经理|主任|主管|站长|店长|院长|老师|厂长|轮机长|船长|护士长|村长|书记|园长|馆长|所长|场长|班长|课长|科长|处长|部长|会计|电工|教练|掌柜|厨师长|药师|技师|技术员|秘书|干事|司机|姑娘|大姐|大哥|大叔|大妈|老板(?!娘)|校长|队长)(?!们|傅)"
    rf"|(?:(?<![\u4e00-\u9fff])|(?<=[谢找是给叫喊跟师]))[{_COMMON}]工(?![程作厂地具业人况])"
)
_ALONE = regex(rf"\s*(?P<n>[{_COMMON}][\u4e00-\u9fff]{{1,2}})\s*[。.]?\s*")
_GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华玉萍红鹏飞燕辉梅鑫波斌莉玲宇浩凯健俊帆雪琳晶婷玮雷"
)
_NOT_GIVEN = frozenset(
    "的了吗不好上下天是来时候没有坏到在呢吧啊修要这那个点么就都也还以便能会可五一二三六日末期屏灯灰色水电话装"
)
#: Family names that are other words when they stand alone, and what is no name for all that it begins like one.
NOT_ALONE = frozenset("小老阿师时和于解向应成全单车连高安明关")
NO_PERSON = regex(
    r"(?:房东(?=$|[^\u4e00-\u9fff])|明儿|车间|敬启|仲[^\u4e00-\u9fff]|仲.紧|戴[手口]|周[一二三四五六日天末]|麻烦|谢谢|全部|项目|辛苦|谢啦|啊|师傅|老师|客服|经理|小孩|小区|小时|老是|老旧|老人|老板|小伙|小姑|老公|老婆|老师傅|成功|时候|安装|方便|高工|全部|和你|关系|明天|于是|.[人职员]工|单号|应该|解决)"
)

#: Letters of Europe: "Yıldız", "Petrović", "Øvergaard"; the second half of "Jean-Luc" has a capital of its own.
_UP, _LOW = r"A-ZÀ-ÖØ-ÞČĆĐŁŚŠŻŹŽİŞ", r"a-zß-öø-ÿ\u0100-\u017f"
_CAP = rf"(?:[OD]['’])?[{_UP}][{_LOW}'’-]*[{_LOW}](?:-?[{_UP}][{_LOW}]+)?"
_OF = r"(?:(?:van|von|de|der|den|du|da|dos|di|la|bin|binti|al|ter|ten|zu|y) ){0,2}"  # "van der Berg"
_FULL = rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Father|Sister|Captain|Rev|Professor)\.?\s+{_OF}|[A-Z]\. ?)?{_CAP}(?:\s+(?:[A-Z]\. )?{_OF}{_CAP}){{0,2}}"
_CUED_EN = regex(
    r"(?i:(?<![a-z])(?:my name is|my name's|name is|name's|name:|name(?= [A-Z])|this is|i am|i'm|contact is|contact:|contact|contact person(?: is|:)|ask(?:ing)? for|speak(?:ing)? to|call for|contact name is|contact name:|ring me,|call me,|its|it's|under(?: the name of?)?|hand over to|handed over to|deliver to|done by|last done by|myself|(?:ring|page|buzz|phone|text|ask|message|whatsapp|meet|get hold of|reach out to|talk to|arrange with|fao|c/o|(?:quote|invoice|certificate|reply|report|send (?:him|her|them)) to|in the name of|name of|name on the (?:order|warranty|invoice|receipt|account)(?: is| was)?|sign(?:ed)?(?: by)?|asking as)(?= [a-z])|your colleague|my (?:wife|husband|partner|colleague|son|daughter|boss|mum|mother|mom|father|dad|neighbour|neighbor|assistant|manager|brother|sister|tenant|landlord)|reach|the (?:caretaker|janitor|foreman|receptionist|porter|guard|manager|supervisor|nurse|owner)|attention(?: of)?:?|attn:?|tell|called|named|appreciation for|give me|thing about|thanks to|(?<!made )(?<!powered )by|is it(?= \w+ coming)|it's me|from(?= (?:Mr|Mrs|Ms|Dr|Mdm)\b)|(?:any )?questions (?:go )?to|contact there(?: is)?|shipped to|to ask for(?: on site| at the gate)? is|the one to ask is|written? to|grumpy|failing (?:him|her)|my grandson|her grandson|grandson|granddaughter|我[是係系叫]|姓|[聯联][絡络系繫]人?|[打寄交](?:給|给|俾|畀)|前[台檯]|接待|工程部|[請请]?洽|(?:[kK]eys?|parcel|package) to(?= [A-Z])|找|搵)\s*)"
    rf"(?P<n>阿?{_FULL}(?:[哥姐]| ?[\u4e00-\u9fff](?![\u4e00-\u9fff]))?)"
)
_ANSWERED = scan(rf"(?:[Cc]aller|[Cc]ustomer|[Uu]ser): ?(?P<n>{_CAP} {_CAP})\s*\.?(?=\n|$)")
_ROLE_AFTER = scan(
    rf"(?P<n>{_CAP} {_CAP}), (?:the |our )?(?:[a-z]+ )?(?:supervisor|manager|secretary|caretaker|janitor|nurse|warden|owner|receptionist|foreman|assistant|technician|matron|engineer|clerk)\b"
)
_SPEAKING = scan(
    rf"(?:^|[.,!;] ?|[Hh](?:i|ello),? )(?P<n>{_FULL}),? (?:here\b|speaking\b|calling\b|this side\b)"
)
#: Whoever says, asks, knows: a name that is known to be one begins the clause.
_SUBJECT = scan(
    rf"(?:^|[.!?,;:—-] )(?P<n>{_CAP}(?: {_CAP})?) (?:says|reports|reporting|asking|asks|again|wants to know|knows|drives|can show|has (?:the )?keys?|will (?:be|show|let|meet|open|wait)|isn't in|is (?:on site|there|in charge|at the))\b"
)
_GREETED = regex(
    rf"(?:^|[.!] )(?:Hi|Hello|Good (?:morning|afternoon|evening)|Hey),? (?P<n>{_CAP} {_CAP}(?: {_CAP})?)(?=,| here| from)"
)
_SIGNED = regex(
    rf"(?i:(?:regards|rgds|wishes|thanks|thanx|thx|thank you|cheers|ta|best|sincerely|faithfully|yours(?: truly)?|signed)[,.]?\s+)(?P<n>{_CAP}(?: {_CAP})?)\s*[.!]?\s*$"
)
_ROLE = scan(
    rf"(?i:\b(?:manager|secretary|caretaker|janitor|nurse|supervisor|warden|teacher|owner|receptionist|foreman|matron|pharmacist|operator|groom|(?:duty|site|night) engineer|(?:shift|team|line) lead(?:er)?)(?:,|:| is)?) (?P<n>{_CAP}(?: {_CAP})?)(?=,|\.|$| \+?\d| (?:has|is|knows|will|can)\b)"
)
_TITLED_EN = regex(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sister|Mdm|Madam|Aunty|Auntie|Uncle|Encik|Puan|Shri|Smt|Col|Maj|Capt|Lt|Brig|Sgt|Canon|Pastor|Cllr|Revd)\.?\s+"
    rf"{_CAP}(?:\s+{_CAP}){{0,2}}"
)
#: Somebody with a title of whom a story is told is nobody to ask for: "Mrs Dunne fell", "Dr Patel's husband", "your Mr Fitch".
_TOLD_OF = regex(
    r"(?:['’]s)? (?:fell|sat|was|went|got|had|put|took|said|told|thought|left|broke|kept|noticed|quoted?|find|found|is (?:on|in|stuck)|[a-z]{2,}ed)\b|,? (?:in|at|from|across|next door|upstairs|downstairs|opposite)\b[^.,;!?]{0,24}? (?:has(?:n't)?|had|was|were|thought|couldn't|can't|cannot|won't|isn't|said|heard|saw|rang|told)\b"
)
_OF_MINE = regex(r"\bmy [a-z]+\s*$", re.IGNORECASE)
_NOT_OURS = regex(r"\b(?:your|[Oo]ur (?:cat|dog)|old|did|does|another|a) $", re.IGNORECASE)
_NEAR_PHONE = scan(
    rf"(?:^|[,.;:] |\b(?:me|is|contact|call|ring) )(?P<n>{_FULL})(?=,? (?:on )?\+?\(?\d[\d \-()]{{6,}})"
)
_WHOLE_EN = regex(rf"\s*(?P<n>{_CAP} {_CAP})\s*[.]?\s*")
_SPOKEN = scan(
    r"(?:\b(?:my|contact) name(?:'s| is)|\bcontact person is|\b(?:contact )?name:|\bi(?:'m| am)(?= (?!\w+(?:ing|ed)\b|not\b|at\b|from\b|back\b|away\b|home\b|far\b|here\b|out\b|new\b|only\b)[a-z]+ (?:from|calling)\b)|\bthis is(?= [a-z]+ [a-z]+ (?:at|from|calling|speaking)\b)) (?P<n>(?!the |an? |your |our |my |not )[a-z]{2,14}(?: (?!(?:that|and|from|at|i|it|the|my|here|on|in|calling|speaking|is|we|so|but|your|our|with|phone|number|tel)\b)[a-z]{2,14})?)(?![a-z'])"
)
_NOT_NAMES = frozenset("""The A An It Not Our Your Very Really Still Just Having Calling Writing Sure Sorry Afraid Monday Tuesday Wednesday Thursday Friday Saturday Sunday
In At From Urgent Trying Looking January February March April May June July August September October November December Thanks Please Hello Hi Good Happy New Dear
Unit Building Block Room Flat Gate Dock Ward Serial Model Error Code Phone Tel Mobile Address Order Ticket Warranty Service Customer Support Street Road Lane
Steaming Nobody Someone Everything Nothing This That Is Are Was Can Could Would Great Well Also And But So If When Where What Why How Which Yes No Ok Okay
Dentist Vet Farmer Caretaker Manager Nurse Doctor Chef Plumber Electrician Teacher Janitor Butcher Baker Optician's Hospital Reception School Hotel Office Facilities Warehouse Kitchen Maintenance Security Nursery Restaurant Clinic Bakery
Case Ref Job Pharmacy Library Tenant Landlord Housekeeping Engineering You're I'm We're It's Any All Both One Two Three My We You They He She I Water Power Fault Call Ring Text Tel Fax Cafe Café Bar Logo Wifi Alarm Emergency Line Broken Dead Ridiculous Unacceptable Terrible Useless Faulty Again Who Whoever Pump Fan Lift Elevator Machine Christmas""".split())  # fmt: skip
_TRADES = frozenset(["Chef", "Nurse", "Doctor", "Coach", "Sister", "Captain"])  # said as part of a name
_TITLES_EN = frozenset(["Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Herr", "Frau"])
#: In front of a number or an address, in small letters: "mrs hall, 138 0013 8000".
_LED = regex(r"\s*(?P<n>(?:mr|mrs|ms|miss|mdm|dr)\.? [a-z][a-z'’-]{1,14})(?=,? \+?\(?\d)")
_DOING = regex(r"(?!Fleming|Sterling|Manning|Harding|Browning|Keating|Golding|Fielding)[A-Z][a-z]{3,}ing")
_CAPITAL = regex(r"[A-Z][a-z]")
_CAPITALISED = regex(rf"[{_UP}][\w'’-]*")
_LIKE_A_NAME = regex(rf"(?:{_FAMILY}|[阿小老])[\u4e00-\u9fff·]{{0,3}}?{_TITLE}?")


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Given names of many countries in Latin letters, and family names that stand first or alone."""
    lines = (files("nlu") / "data" / "given_names.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def like_a_name(text: str) -> bool:
    """Whether a short Chinese text may be somebody's name: it begins with a family name."""
    return bool(_LIKE_A_NAME.fullmatch(normalise(text[:20]).text))


def names(n: Normal) -> list[Entity]:
    """People, as they introduce themselves; else whoever has a title, signs, or stands before a phone number."""
    text, raw = n.text[:5000], n.raw[:5000]
    found: list[Entity] = []
    if _CAPITAL.search(raw):
        found = _english(raw)
    if not text.isascii():
        found += [e for e in _chinese(n, text) if not any(x.start < e.end and e.start < x.end for x in found)]
    elif raw.islower() and (m := _SPOKEN.search(raw)) is not None:
        found.append(Entity("contact_name", m["n"], m["n"], *m.span("n")))
    if not found and (m := _LED.match(raw)) is not None:
        found.append(Entity("contact_name", m["n"], m["n"], *m.span("n")))
    return found


def _chinese(n: Normal, text: str) -> list[Entity]:
    spans = [
        m.span("n")
        for m in _CUED.finditer(text)
        if (m["n"] not in NOT_ALONE or text[m.start("n") - 1] == "姓") and not (NO_PERSON.match(m["n"]))
    ]
    whole = [m.span("n") for m in _WHOLE.finditer(text)]
    spans = [
        s for s in spans if not any(text[w[0] : w[1]].startswith(text[s[0] : s[1]]) for w in whole)
    ] + whole
    more = [m.span(m.lastgroup or 0) for p in (_CALLED, _AT_WORK, _TITLED) for m in p.finditer(text)]
    for a, b in more:
        if not any(x < b and a < y for x, y in spans) and not NO_PERSON.match(text, a):
            spans.append((a, b))
    spans += [s for s in _nicknames(text) if not any(x < s[1] and s[0] < y for x, y in spans)]
    for m in _BEFORE_MOBILE.finditer(text):
        a, b = m.span("n")
        if not any(x < b and a < y for x, y in spans) and (in_full(m["n"]) or m["n"] in _ANYBODY):
            spans.append((a, b))
    spans = [s for s in spans if not _is_engineer(text, *s)]
    asked_for = [s for s in spans if not _SAYS_SO.match(text, s[1])]  # 王主任说…, 您联系邓一鸣
    spans = asked_for or spans
    if not spans and (alone := _ALONE.fullmatch(text)) and in_full(alone["n"]) and "谢" not in alone["n"][1:]:
        spans = [alone.span("n")]
    return [_entity(n, a, b) for a, b in sorted(spans) if "谢谢" not in text[max(0, a - 1) : a + 2]]


def _nicknames(text: str) -> Iterator[tuple[int, int]]:
    """What people are called, with nothing but a number or the end of the clause after it."""
    if (m := _SIGNED_ZH.search(text)) is not None and m["n"] not in NOT_ALONE:
        yield m.span("n")
    for m in _NICK.finditer(text):
        a, b = m.span("n")
        if (
            not NO_PERSON.match(m["n"])
            and m["n"][1:] not in ("时", "和", "于", "应", "全", "单", "车", "连")
            and not _THANKED.search(text, max(0, a - 4), a)
        ):
            yield a, b


#: One character after the last sentence: 还来吗？阮
_SIGNED_ZH = regex(rf"[。！？!?~～\n] ?(?P<n>[{_COMMON}{_RARE}])\s*$")
_THANKED = regex(r"(?:谢谢?|辛苦|多谢|麻烦|你们的?|[这那]个?|上次|表扬|[是叫]你)$")


def _is_engineer(text: str, start: int, end: int) -> bool:
    return bool(_ENGINEER.fullmatch(text, start, end)) and bool(
        _WAS_HERE.search(text, max(0, start - 4), start) or _DOES_HIS_WORK.match(text, end)
    )


def in_full(said: str) -> bool:
    """Whether a family name and what follows it are a whole name, though nothing says that they are one."""
    return (
        (len(said) == 3 or said[1] in _GIVEN) and not set(said[1:]) & _NOT_GIVEN and not NO_PERSON.match(said)
    )


def _english(raw: str) -> list[Entity]:
    spans: list[tuple[int, int]] = []
    may = "阿" in raw or not _NOT_NAMES.issuperset(_CAPITALISED.findall(raw))
    patterns = [
        _CUED_EN,
        _ANSWERED,
        _ROLE_AFTER,
        _SPEAKING,
        _SUBJECT,
        _GREETED,
        _ROLE,
        _SIGNED,
        _TITLED_EN,
        _NEAR_PHONE,
    ]
    for pattern in patterns if may else ():
        for m in pattern.finditer(raw):
            a, b = m.span("n") if "n" in m.re.groupindex else m.span()
            words = re.findall(r"[A-Za-z][\w'’-]*", raw[a:b])
            if (
                words
                and (words[0] not in _NOT_NAMES or raw[a] == "阿" or _a_trade_before_a_name(words))
                and (len(words) == 1 or words[0] in _TITLES_EN or _no_thing(words))
                and not _DOING.fullmatch(words[0])
                and words[-1] not in _TITLES_EN
                and not (pattern is _SUBJECT and words[0].casefold() not in known_names())
                and not any(x < b and a < y for x, y in spans)
                and not (pattern is _TITLED_EN and in_a_story(raw, a, b))
                and not (pattern is _CUED_EN and _OF_MINE.search(raw, m.start(), a) and in_a_story(raw, a, b))
                and not (pattern is _CUED_EN and _a_thing_called(raw[max(0, m.start() - 24) : a]))
            ):
                while len(words) > 1 and words[-1] in _NOT_NAMES:
                    b = raw.rindex(words.pop(), a, b)
                    b = a + len(raw[a:b].rstrip())
                spans.append((a, b))
    alone = _WHOLE_EN.fullmatch(raw) if not spans else None
    if alone and not set(alone["n"].split()) & _NOT_NAMES:
        spans.append(alone.span("n"))
    if not spans and (said := _SPOKEN.search(raw)) is not None:
        spans.append(said.span("n"))
    return [Entity("contact_name", raw[a:b], raw[a:b], a, b) for a, b in spans]


def _a_trade_before_a_name(words: list[str]) -> bool:
    """ "Chef Raj", "Nurse Okafor": the word of the trade is said with the name; alone it is none."""
    return words[0] in _TRADES and len(words) > 1 and words[1] not in _NOT_NAMES


def _no_thing(words: list[str]) -> bool:
    return words[0].casefold() in known_names() or lexicon.kind(words[-1].casefold()) is None


def _a_thing_called(before: str) -> bool:
    """Whether it is a device that is called something: "printer named Gandalf"."""
    words = before.casefold().split()
    return len(words) > 1 and words[-1] in ("called", "named") and lexicon.kind(words[-2]) is not None


def in_a_story(raw: str, start: int, end: int) -> bool:
    possessive = raw[start:end].endswith(("'s", "’s")) or raw.startswith(("'s", "’s"), end)
    return possessive or bool(_TOLD_OF.match(raw, end) or _NOT_OURS.search(raw, max(0, start - 12), start))


def _entity(n: Normal, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity("contact_name", n.raw[a:b], n.raw[a:b], a, b)
