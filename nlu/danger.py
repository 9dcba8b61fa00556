"""Danger to people or property, found by words alone.

This must work when everything else is broken: no learned model, nothing heavy to import, bounded time on any
text.  What is denied, over, supposed or told of others is no danger; a hedge lowers nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from nlu import people_hurt
from nlu.clauses import Clause, negated, split
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.scans import Bilingual, live
from nlu.understanding import Evidence

MAX = 20_000  # characters that are looked at

_LEANING = r"(?:水箱|储水罐|集热器|太阳能|热水器|外机)(?:现在|好像|看着|明显|都|也){0,2}(?:有点|有些|有一点|稍微)?(?:往[^,，]{1,3})?(?:歪|斜|倾斜)"
_WORDS = {
    "danger.fire": r"地(?:砖|板|面)[^,。;!？?]{0,6}(?:烫脚|发烫)|踩(?:着|上去)?烫脚|着火|起火|失火|烧起来|火苗|明火|火光|火焰(?!调|大小|颜色|不稳)|冒火|自燃|烧着|火灾|喷火|打火花|冒火花|火花|电弧|烧焦|烧糊|烧了一个洞|燃烧起来|(?:插头|插座|插板|插排|排插|电线|线皮|接线柱|充电口)(?!上的).{0,6}(?:发黑|变黑|烧黑|熏黑|又黑|烧化|化了|融|熔|软了|又软)|爆炸|(?<![管子])炸了(?!管)|炸开|爆燃|\b(?:on|caught|catch(?:es|ing)?|caught on) fire\b|\bflames?\b|\bburning up\b|\bburst into\b|\bin flames\b|\bsparks?\b|\bsparking\b|\barcing\b|\bexplo(?:ded|sion|ding|de)\b|\bblew up\b|\bscorch(?:ed|ing)\b|\bcharred\b|\bfire\b(?! ?(?:wall|wire|fox|stick|d\b|door|alarm (?:test|battery)|extinguisher (?:expired|check)|stick))|\bablaze\b|\bcharring\b|\bmelt(?:ed|ing)\b",
    "danger.smoke": r"冒烟|冒.{0,3}烟|冒白烟|冒黑烟|浓烟|有烟|出烟|烟味|糊味|焦味|焦糊|焦臭|烧焦味|烧(?:胶|塑料|东西|电线)(?:的)?味|燶味|有烧.{0,4}味|胶皮味|塑料味|煳味|一股烟|烟雾(?!报警|感应|探测|传感|机|器)|烟感.{0,3}(?:响|叫)|\bsmok(?:e|ing|y)\b(?! detector| alarm batter)|\bburn(?:ing|t|ed)? (?:smell|odou?r|plastic|rubber|wire|electrical)|\bsmell(?:s|ed|ing)? (?:of |like |something |a )*(?:\w+ )?(?:burn|smoke|melt)|\bfumes\b|\b(?:burning|burnt|acrid|hot plastic) smell\b",
    "danger.shock": r"漏电(?!保护器(?!.{0,4}(?:跳|断))|开关(?!.{0,4}跳))|触电|麻手|电麻|麻了一下|被电|电到|电了(?:一下|我|人|他|她)|电人|手麻|带电(?!脑)|有电流感|发麻|过电|電親|电亲|跳闸.{0,6}麻|火线裸露|电线裸露|裸露的?电线|裸线|\belectric(?:al)? shocks?\b|\bgot (?:a )?(?:shock(?:ed)?|zapped)\b|\bshock(?:s|ed)? (?:me|us|him|her|them|people|my|someone|anyone|one)\b|\bget(?:s|ting)? (?:a |an )?(?:electric )?shocks?\b|\bsmall shocks?\b|\bzap(?:s|ped|ping)?\b|\belectrocut|\btingl(?:e|es|ing|y)\b|\blive wires?\b|\bexposed wir(?:e|es|ing)\b|\bbare wires?\b|\bcopper (?:is |was |core )?(?:visible|showing|exposed|sticking out)\b|\b(?:cable|cord|lead|flex)s?\b[^,.;!?]{0,12}\b(?:frayed|worn|chewed|stripped)\b[^.;!?]{0,12}\b(?:to the|copper|bare|wires?)\b|(?:露|漏|看见|看到)(?:出|着|了)?(?:里面的?|里头的?)?铜(?:丝|线|芯)?|铜(?:丝|线|芯)[^,，。;!！？?]{0,3}(?:露|裸)|(?:电线|电缆|电源线|线皮)[^,，。;!！？?]{0,4}(?:裸露|露出来|破皮)|\b(?:casing|housing|case|frame|handle|tap) is live\b|\bshocking\b(?= (?:me|us|people))|\bg(?:ave|ives|iving) (?:me|us|him|her|people|someone) an? (?:\w+ )?(?:shock|jolt)|(?:水(?![器泵表机阀管箱])|漏|滴|淋|溅|渗|泼|洒)[^,，。;!！？?]{0,6}(?:插座|插排|插板|插线板|接线板|配电箱|配电柜|电箱|电闸|电表箱|空气开关|空开|电源线|充电器)|(?:插座|插排|排插|插线板|接线板|插板|插头|配电箱|电箱|电闸|充电器)[^,，。;!！？?]{0,5}(?:泡(?!沫)|浸|淹|进水|淋湿|湿透|都湿)|\b(?:water|drip(?:s|ping|ped)?|leak(?:s|ing|ed)?|pour(?:s|ing|ed)?)\b[^,.;!?]{0,30}\b(?:on|onto|on to|into|in|inside|over|above|near|down) (?:the |my |our |an? |that )?(?:\w+ )?(?:sockets?|power outlets?|fuse ?box|breakers?|breaker box|switchboard|power strip|extension (?:lead|cord)|consumer unit|electrics|electrical panel|plugs?)\b|\b(?:sockets?|power strip|extension (?:lead|cord)|fuse ?box|consumer unit|plugs?)\b[^,.;!?]{0,16}\b(?:under ?water|in (?:the |a )?(?:water|puddle)|soaked|soaking|wet)\b",
    "danger.gas": r"煤气味|燃气味|瓦斯|天然气味|漏气(?=.{0,6}(?:煤|燃|天然|臭))|(?:煤气|燃气|天然气|瓦斯|液化气|氨气|制冷剂|氟利昂).{0,6}(?:漏|泄|味)|闻到.{0,4}(?:煤气|燃气|天然气|瓦斯|臭鸡蛋)|臭鸡蛋|一氧化碳|煤气中毒|中毒|泄漏.{0,4}(?:煤气|燃气|天然气)|\bgas (?:leak|smell|odou?r|escap)|\bsmell(?:s|ing)? (?:of |like |some )*gas\b|\bleaking gas\b|\bcarbon monoxide\b|\bco alarm\b|\brotten eggs?\b|\bsmell gas\b|\bgas is (?:leaking|escaping|coming)|\bammonia (?:leak|smell)|汽油[^,，。;!！？?]{0,4}(?:漏|洒|流|泄|淌)|漏汽油|(?:漏|洒|淌)[^,，。;!！？?]{0,4}汽油|\b(?:gasoline|petrol)\b[^,.;!?]{0,16}\b(?:all over|on the (?:floor|ground)|spill(?:ed|t)?|spilt|leak(?:s|ing|ed)?|pouring|dripping|everywhere|puddle)\b|\b(?:leak(?:s|ing)|spill(?:s|ed|ing)?|spilt|dripping|pool of|puddle of) (?:of )?(?:gasoline|petrol)\b",
    "danger.flood": r"水淹|被淹|淹(?:了|到|水|没)|泡水|泡在水里|积水|水漫|漫(?:出来|到|了一地)|发大水|喷水|水柱|(?:水管|管子|管道|软管|水龙头|阀门|接头)[^,，。;!！？?]{0,4}(?:爆|冻裂|崩|断)了?[^。;!！？?]{0,4}(?:喷|呲|滋|冲|射)|哗哗(?:地)?(?:流|漏|往|的)|爆管|水管爆|爆裂.{0,4}水|漏到(?:楼下|电|插座|配电)|(?:水(?![器泵表机阀])|漏).{0,6}(?:插座|配电箱|电箱|电闸|电表|带电)|满屋(?:子)?(?:都)?是水|屋里都是水|一屋子水|水涌|止不住.{0,4}水|水.{0,6}止不住|\bflood(?:ed|ing|s)?\b|\bwater (?:is )?(?:pouring|gushing|spraying|everywhere|all over)|\bburst (?:pipe|hose|tank)|\bpipe (?:has )?burst\b|\bgushing\b|\bankle.deep\b|\bwater (?:is |has )?(?:up to|rising|risen|above|over) (?:\w+ ){0,2}(?:shelf|shelves|stairs?|step|knees?|ankles?|skirting|sockets?|racks?)\b|\bunder ?water\b(?! pump)|\bwater.{0,40}(?:socket|outlet|fuse box|breaker|electric(?:al|s)|electrics|power strip|wiring)",
    "danger.injury": r"受伤|中暑|(?:摔|跌|滑)(?:了|咗|过|倒)?(?:一|咗)?[跤交](?!易|付|通)|(?:有人|老人|阿婆|阿伯|奶奶|爷爷|大爷|大妈|孩子|小孩|病人|学生|客人)[^,，。;!！？?]{0,6}(?:滑倒|摔倒|跌倒|绊倒)|伤(?:了|到|着|人)|砸(?:到|伤|了人|中)|夹(?:到|住|伤)(?:了)?(?:手|人|脚|手指|胳膊|小孩|孩子|工人|老人|腿)|(?:手|人|脚|手指|胳膊|小孩|孩子|工人|老人).{0,4}(?:被|给|让)?(?:夹|卡|卷|压|割|砸)(?:到|住|伤|进|破|了|断)|割伤|割破|(?:磕|摔|碰|擦|刮|划|扎|撞)破(?:了)?(?:头|手|脚|腿|脸|膝|皮|相|脚趾|手指)|流血|出血|骨折|昏迷|晕倒|困在|被困|困住|卷进|压到|压住|送医院|叫救护车|救护车|划伤|\binjur(?:y|ed|ies)\b|\bhurt (?:someone|somebody|himself|herself|his|her|my|a|one|people|me|us)|\b(?:got|is|was|been|are|were) hurt\b|\bbleed(?:s|ing)?\b|\b(?:trapped|stuck) (?:in(?:side)?|between|under)\b(?=.{0,30}(?:lift|elevator|car|cabin|machine|gripper|it|door))|\b(?:people|person|someone|somebody|man|woman|child|kid|guests?|passengers?|patients?|worker|operator|colleague|hand|fingers?|arm)s? (?:is |are |was |were |got |has been |have been |been )?(?:trapped|stuck|caught|crushed|pinched|cut|(?:locked|shut|closed) in(?:side)?)\b|\b(?:won't|can't|cannot|does ?n[o']t|will not) (?:be )?open(?:ed)?\b[^.;!?]{0,30}\b(?:people|person|someone|somebody|man|woman|child|kid|guest|passenger|patient|worker|operator|colleague|nurse|cleaner|girl|boy|mum|dad|wife|husband|son|daughter|lad)s? (?:is |are )?(?:still |now )?(?:in there|inside|in it)\b|\bcrushed\b|\bambulance\b|\bunconscious\b|\bfainted\b|\bpassed out\b|\bhospital(?:ised|ized)\b|\b(?:cut|pinched|nipped|trapped|jammed|sliced|squashed|caught|smashed) (?:his|her|my|their|a|someone's|somebody's) (?:\w+ )?(?:hand|fingers?|finger ?tip|thumb|arm|foot|toes?|leg)\b",
    "danger.falling": r"(?:要|快|快要|马上|随时|可能|会|像要)(?:会)?.{0,3}(?:掉|倒|塌|砸|坠|垮|脱落|倒塌)(?!线|电|盘|包|速|帧|色|漆|下来的?数据)|掉下来(?!的)|摔下来|砸下来|倒下来|塌(?:下来|了|陷)|坠落|坠下|摇摇欲坠|悬(?:空|着)|松动.{0,8}(?:掉|倒)|晃得厉害|歪(?:得|了).{0,6}(?:倒|掉)|滑下来|从(?:屋顶|楼上|房顶|墙上|天花板|高处).{0,4}掉|吊.{0,4}(?:要掉|掉了|脱)|\b(?:about to|going to|might|may|could|will|is|starting to|ready to) (?:fall|collapse|tip|topple|come (?:down|off|loose))(?! (?:over|back) to)\b|\bfalling (?:off|down|over|apart|from|out of the (?:wall|ceiling))|\b(?:splinters|shards|chunks|slates?|bricks?|plaster|glass)\b.{0,24}\b(?:dropping|falling|raining|coming down)\b|\bfell (?:off|down|from|over|onto|on)\b|\bcollaps(?:e|ed|ing)\b|\bhanging (?:by|loose|off|down|from one)|\bcame (?:down|off) the (?:wall|ceiling|roof)|\btoppl|\btipping over\b|\bdangling\b|\bfree.?fall\b|\bdropp(?:ed|ing) (?:suddenly|several floors)|\bcoming off the (?:wall|ceiling|roof)|\bon the verge of (?:falling|collapse)|(?:水箱|储水罐|热水器|集热器|太阳能|栏杆|护栏|吊柜|吊灯|吊扇|招牌|广告牌|灯箱|外机)[^,，。;!！？?]{0,4}(?:晃来晃去|来回晃|摇来摇去|摇摇晃晃|直晃|就晃|在晃|晃得|晃荡|往(?:外|下|一边)(?:斜|歪|倒|坠)|(?:歪|斜)(?:了|着))|(?:水箱|储水罐|热水器|集热器|太阳能)[^,，。;!！？?]{0,6}晃(?:$|[着了呢啊])|" + _LEANING + r"(?:$|[,，。;；!！ 了着])|(?:^|水箱|热水器|太阳能|外机|空调|楼顶|屋顶|房顶)的?支架[^,，。;!！？?]{0,3}(?:歪|斜|断|塌|松脱|开焊|锈断|晃)|(?:工件|零件|砂轮|刀片|叶片|铁片|碎片|锯片|螺栓)[^,，。;!！？?]{0,3}(?:飞出|崩出|崩飞|甩出|飞过)|\b(?:railing|banister|balustrade|guard ?rail|balcony rail)s? (?:\w+ )?(?:wobbl(?:es|ing|y)|is loose|loose|shak(?:es|ing|y)|gives way|moves when)|\b(?:tank|bracket|water heater|collector)s? (?:on the roof )?(?:is |are |keeps? |was )?(?:sway(?:s|ing)|rocks|rocking|swinging|leaning|tilting|tilted|wobbl(?:es|ing))\b|\b(?:glass|panel|tile|tube)s? (?:fell|came down|dropped|crashed)\b|\bdropp(?:ed|ing) [^,.;!?]{0,24}\b(?:next to|near|beside|onto|right by|at the feet of|in front of) (?:an? |the |our |my |one of (?:the|our) )?(?:\w+ )?(?:operator|worker|colleague|person|people|man|woman|child|kid|foot|feet|somebody|someone)|\b(?:flew|flies|flying|shot) (?:out|off|across|past)\b[^,.;!?]{0,20}\b(?:operator|worker|room|workshop|hall|head|him|her|me|us)\b",
    "danger.burn": r"烫伤|烫到|烫着|烫了(?:一下|手|脚|一片|个泡|一个泡)|(?:被|给)(?:热水|开水|蒸汽|热气|它|水|机器)?烫(?:了|得|红|起泡)|(?:手|脚|胳膊|腿|脸|人|小孩|孩子|宝宝|工人|老人|背)[^,，。;!！？?]{0,4}(?:烫|灼)(?:到|伤|了|红|破|起泡)|烫(?:得)?起(?:了)?(?:水)?泡|烧伤|\bburn(?:ed|t) (?:his|her|my|himself|herself|myself|their|a (?:hand|child)|someone|somebody)|\bscald(?:ed|s|ing)?\b(?! (?:hot|milk))|\b(?:has|got|have) (?:a )?(?:bad )?(?:burns?|blisters?) on (?:his|her|my|their|the) (?:hand|arm|leg|face|back|foot|skin)",
    "danger.battery": r"(?:电池|电瓶|蓄电池|充电宝|锂电)[^,，。;!！？?]{0,6}(?:鼓(?!励|楼)|胀|膨|变形)|(?:鼓包|鼓胀|胀气|膨胀)[^,，。;!！？?]{0,3}的?(?:电池|电瓶)|\bbatter(?:y|ies)\b[^,.;!?]{0,24}\b(?:swoll?en|swell(?:s|ed|ing|ed up)?|bulg(?:es|ed|ing)|bloat(?:ed|ing)|puff(?:ed|y)|balloon(?:ed|ing))|\b(?:swollen|bulging|bloated|puffy)\b[^,.;!?]{0,12}\bbatter(?:y|ies)\b",
    "danger.pressure": r"(?:高压锅|压力锅|锅炉|储气罐|压力罐|压力容器|泄压阀|安全阀|膨胀罐|灭菌锅|灭菌器)[^,，。;!！？?]{0,8}(?:喷|呲|憋|超压|拱起|鼓起|要炸|泄不了压|不泄压|排不了气)|压力[^,，。;!！？?]{0,4}(?:爆表|到顶|超红线|进红区|冲到红)|\b(?:pressure cooker|pressure vessel|boiler|autoclave|relief valve|safety valve)\b[^,.;!?]{0,24}\b(?:spray(?:s|ing)?|spit(?:s|ting)|bulg(?:es|ing)|jet(?:s|ting) of|shoot(?:s|ing)|over.?pressure|in the red|won't (?:vent|release|let go))",
    "danger.unsafe": r"(?:急停|紧急停止|光幕|光栅|安全门|安全锁|安全继电器|双手按钮|防护门|联锁)(?:(?!灯|帽|复位|松开|拔|旋|解除|后|起|[,，。;!！？?]).){0,6}(?:没反应|没用|没有用|没作用|没有任何反应|没效果|不起作用|不管用|失灵|失效|不灵|不好使|不停|停不|不响应|不动作|坏了|按不动|被短接|短接了|也没停|拦不住|挡不住)|(?:按|拍)(?:了|下)?急停[^。;!！？?]{0,6}(?:没反应|没用|不停|停不|还在(?:动|转|跑|走)|照样)|急停[^。;!！？?]{0,8}(?:还在|照样|照常|仍然|还)(?:动|转|跑|走)|(?<!脚轮)(?<!轮子)(?<!推车)(?<!婴儿车)刹车(?:踏板|片|线)?(?:突然|完全|全|根本|都|一点都?|有点|好像|现在|也){0,2}(?:不灵|失灵|没用|没反应|没有?了|踩不住|踩到底|刹不住|不管用|失效|软绵绵|变软|不好使|断了|坏了)|刹不住车?|踩刹车[^。;!！？?]{0,4}(?:没反应|不停|没用|刹不)|制动(?:失灵|失效)|(?:方向盘?|转向)(?:突然|完全|全|根本|都|也){0,2}(?:失灵|失控|打不动|转不动|卡死|没反应|失效|不灵|断了)|\b(?:e-?stops?|emergency[- ]stops?|light curtains?|safety (?:gates?|doors?|scanners?|interlocks?|relays?|curtains?|fence)|interlocks?)(?: (?:button|switch|circuit)s?)?(?: (?:on|at) the \w+)?(?: (?:just|now|also|still|is|are|was|has|completely))* (?:does nothing|do nothing|did nothing|(?:has|had|have) no effect|no effect|do(?:es)?(?: not|n't) (?:work|stop|respond|trip|react)|did(?: not|n't) (?:work|stop|respond|trip|react)|not working|(?:is|are)n't working|no longer (?:works?|stops?|responds?|trips?|reacts?)|fail(?:s|ed)?(?! to reset)|ignored|bypassed|dead|broken|won't (?:stop|trip|work|respond))|\b(?:doesn't|does not|didn't|did not|won't) (?:stop|react|respond) (?:when|even when|after|even after)[^,.;!?]{0,24}\b(?:e-?stop|emergency stop|light curtain)(?! (?:is |was )?reset|'s reset)|(?<!press )(?<!no )\bbrakes?(?: (?:pedals?|levers?))?(?: (?:has|have|just|suddenly|completely|totally|is|are|now))* (?:fail(?:ed|s|ing)?|(?:goes|go|went|sinks?|sank) (?:\w+ ){0,3}to the floor|do(?:es)?(?: not|n't) (?:work|hold|stop|respond)|won't (?:hold|work|stop)|not working|gone|dead|useless|spongy|gave out)\b|\bno brakes?\b(?! (?:pads?|fluid|light|noise|problem|issue|squeal))|\blost (?:the |its |my |all )?(?:brakes?|steering)\b|\bsteering(?: wheel)?(?: (?:has|just|suddenly|completely|is))* (?:failed|fails|gone|locked|locks up|jammed|broke|do(?:es)?(?: not|n't) (?:work|respond)|not working|not responding)\b",
}  # fmt: skip
_PATTERNS = {name: Bilingual(words) for name, words in _WORDS.items()}
_ANY = Bilingual("|".join(_WORDS.values()))
#: Words that hardly say anything else.
CERTAIN = ("danger.unsafe", "danger.battery")
_LEANS = regex(_LEANING + "[了着]?")
#: Words that look like danger and are not.
_HARMLESS = regex(
    r"防火|消防(?:验收|检查|演练|培训)|灭火器|烟雾报警器(?!.{0,4}响)|烟感(?!.{0,4}响)|抽油烟机|油烟机|烟机|吸烟|抽烟|香烟|火狐|防火墙|火墙|点火(?:器|失败|不|困难)|打(?:不着|不|没)火|不打火|火力|大火力|小火|开火|火候|火爆|火气|发火|恼火|上火|着急上火|火车|漏电保护(?:器|开关)(?=.{0,4}(?:型号|多少钱|价格|怎么))"
    r"|掉(?:线|电|盘|包|速|帧|漆|色|链子)|倒闭|倒霉|倒是|会掉线|网速|跌倒检测|伤心|伤脑筋|受不了|气死|炸毛|水浒|(?:麦子|小麦|稻子|水稻|玉米|庄稼|高粱|油菜|苗|谷子)[^,，。;!！？?]{0,3}要?(?:快|都)?倒(?:了|伏)?|(?:(?<![器工把将让])人|客户|老板|领导|家长|学生|业主|顾客|客人|群里|微信群|脑袋|脑子|肺都?|心态|老婆)(?:们)?(?:都|快|就|全|已经|气得?|急得?|真的?|直接)*(?:要|快要)?(?:气|急)?炸了?|(?:发动机|柴油机|排气管?|排气筒|引擎|尾气|(?:拖拉机|收割机|插秧机|旋耕机|农用车)(?=[^,，。;!！？?]{0,4}冒.烟(?:没劲|没力|无力|费油|烧机油)))[^,，。;!！？?舱盖线室里]{0,7}冒(?:点|出|着|大|浓|一股)?(?:黑|白|蓝|青)烟|\b(?:engine|exhaust|diesel|tractor)\b[^,.;!?]{0,20}\b(?:black|white|blue) smoke\b(?![^,.;!?]{0,30}\b(?:bonnet|hood|bay|wir\w+|cab|under|inside))|\b(?:black|white|blue) smoke (?:from|out of) (?:the |its )?exhaust\b|\b(?:wheat|corn|crop|crops|rice|barley|grain|harvest|maize|oats|soy)s?\b[^,.;!?]{0,24}\b(?:fall(?:ing)?|fell|collaps(?:e|ing)|go(?:ing)? down|lodg(?:e|ed|ing))\b(?: over| down)?|\b(?:i'm|i am|we're|we are|you're|team is|sales are|phones? (?:is|are)|line is|inbox is) (?:absolutely |really |just )?on fire (?:today|tonight|this (?:week|morning|month)|lately|with)\b|\b(?:boss|customers?|wife|husband|head|phones?|inbox)\b[^,.;!?]{0,16}\b(?:explod(?:e|ing)|blow(?:ing)? up|melt(?:ing)?)\b(?= (?:at|with|on me|if|about|over))|fire (?:panel|doors?|extinguishers?|drill|curtain|shutter|warden)(?! (?:is|are) on fire)|fire ?wall|firefox|fire ?stick|smoke ?test|no.?smoking|fire (?:them|him|her|you|someone|your)|flood of|dead in the water|price fell|fell behind|fall back|shocked (?:by|at|to|that|how)|(?:i'm|i am|we are|was|were) shocked|shocking (?:service|price|behaviou?r)"
)
_IRREALIS = regex(
    r"不然|否则|要不|会不会(?!是)(?!.{0,6}(?:啊|了))|会(?=.{0,6}[吗么?？])|怕(?=会|将来|以后)|担心(?:以后|将来|会)|\bwould\b|\bcould it\b|\bcan it\b|\bmight it\b|\bdoes it ever\b|\bwill it\b|\bafraid it (?:will|might|could) one day\b"
)
_NOW = regex(
    r"已经|正在|在(?:冒|漏|烧|着)|现在|刚才|刚刚|突然|\bright now\b|\balready\b|\bjust\b|\bis (?:smoking|burning|leaking)\b|是不是|好像|似乎|有点|\bmaybe\b|\bseems?\b|\bmight be\b|\bi think\b|\bslight"
)
_QUESTION = regex(
    r"怎么办理|如何防|怎么防|要注意|有(?:没有)?危险吗|安全吗|\bis (?:it|this) (?:safe|dangerous)\b|会有.{0,6}危险"
)
_DENIED_AFTER = regex(r"^.{0,3}(?:都)?(?:没有|没(?:有)?出现|不存在|是没有的)|^\s*(?:at all|whatsoever)")
_CLEAR = regex(
    r"没(?:有)?(?:人)?$|无$|未$|不是$|并?没(?:有)?(?:发现|看到|闻到|出现|任何|见|什么)?.{0,4}$|从来没.{0,4}$|不(?:会|再|曾|可能)?.{0,2}$|\bno (?:sign of |visible |signs of |one (?:is |was |got )?|body |\w+ or |\w+, (?:no )?)?$|\bnot (?:\w+ ){0,2}$|n't (?:\w+ ){0,3}$|\bwithout (?:any )?$|\bnever (?:\w+ )?$|\bnobody (?:is |was |got |has been )?$|\bno one (?:is |was |got |has been )?$|\bnor (?:any )?$|\bneither (?:\w+ nor )?$|\bno longer $|\bfree of $|也没(?:有)?.{0,3}$|也不.{0,2}$"
)
_NOT_CLEAR = regex(
    r"是不是|有没有|不知(?:道)?(?:是不是)?|不确定|会不会是|不停|不断|不住|差点没|没(?:站稳|站住|扶住|拿稳|抓住|留神|注意|防备|躲开|来得及)|要不是|\bnot sure (?:if|whether)|\bdon't know (?:if|whether)|\bnot only\b|\bnot to mention\b|止不住|控制不住|关不(?:掉|上|住)|停不(?:下来|了)|没法|没办法|can't (?:stop|turn)|cannot (?:stop|turn)|won't stop|doesn't stop|没人管|没人来|没想到|\bno wonder\b"
)


def find(text: str) -> tuple[Evidence, ...]:
    """The danger in a text, each with the customer's own words.  Never raises on any text."""
    n = normalise(text[:MAX])
    return find_in(n, split(n.text)) if has_words(n) else ()


def certain(e: Evidence) -> bool:
    """Whether what a rule named is a danger however unlikely the whole looks: nobody calls a tank that leans one."""
    if people_hurt.said(e.text.casefold()):
        return True
    return e.reason in CERTAIN or bool(_LEANS.fullmatch(e.text.rstrip("，。！；, ;!")))


def has_words(normal: Normal) -> bool:
    """Whether there is a word in a text that danger is told with; most have none, and need not be looked at closely."""
    text = normal.text[:MAX]
    return _any(text, live(text)) or people_hurt.said(text)


def _any(text: str, alive: int) -> bool:
    """Whether a text has any of the words, which is a part of one that has these pieces: only those are looked for of which
    it may have one."""
    return _ANY.may(alive) and any(p.may(alive) and p.search(text, alive) for p in _PATTERNS.values())


def find_in(n: Normal, clauses: Iterable[Clause]) -> tuple[Evidence, ...]:
    """The same for a text that has been split into its clauses."""
    found: dict[str, Evidence] = {}
    alive = live(n.text)
    for clause in clauses:
        if not _any(clause.text, alive):
            continue
        if not _is_real(clause):
            continue
        harmless = [h.span() for h in _HARMLESS.finditer(clause.text)]
        for name, pattern in _PATTERNS.items():
            if name in found:
                continue
            m = next(
                (
                    m
                    for m in pattern.finditer(clause.text, alive)
                    if not _within(harmless, m) and not _denied(clause.text, m)
                ),
                None,
            )
            if m is not None:
                a, b = n.original(clause.start + m.start(), clause.start + m.end())
                found[name] = Evidence(n.raw[a:b], a, b, name)
    for name, start, end in people_hurt.find(n.text[:MAX].casefold()):
        a, b = n.original(start, end)
        rest = {reason: e for reason, e in found.items() if reason != name}
        found = {name: Evidence(n.raw[a:b], a, b, name), **rest}  # it is what has to be seen to first
    return tuple(found.values())


def mentions(normal: Normal) -> bool:
    """Whether a text that has such words has any that are not harmless ones, however they stand."""
    said = _HARMLESS.sub(" ", normal.text[:MAX])
    return _any(said, live(said))


def _is_real(clause: Clause) -> bool:
    """Whether what a clause tells is so now and here."""
    text = clause.text
    if clause.other or clause.past:
        return False
    unreal = clause.supposed or (clause.question and _IRREALIS.search(text)) or _QUESTION.search(text)
    return not unreal or bool(_NOW.search(text))


def _within(spans: list[tuple[int, int]], m: re.Match[str]) -> bool:
    """Whether a match touches one of ``spans``, which are in order and apart."""
    at = bisect_right(spans, m.start(), key=lambda span: span[1])
    return at < len(spans) and spans[at][0] < m.end()


def _denied(text: str, m: re.Match[str]) -> bool:
    before = _NOT_CLEAR.sub(lambda x: "#" * len(x[0]), text[max(0, m.start() - 24) : m.start()])
    tail = before if before.isascii() else before[-8:]
    if _CLEAR.search(tail):
        return True
    return bool(_DENIED_AFTER.match(text[m.end() : m.end() + 40])) and not negated(text, 0)
