"""Error codes: what a display shows, by a word that says so, by their shape, or spoken."""

from __future__ import annotations

import re

from nlu import displays
from nlu.displays import TELLS_EN, TELLS_ZH
from nlu.normalise import Normal
from nlu.numerals import spoken_digits
from nlu.numerals import value as number
from nlu.patterns import regex
from nlu.scans import scan
from nlu.spelling import Run, runs

#: (value, start, end)
Code = tuple[str, int, int]


_CUE = scan(
    r"(?:报错误|报故障|告警|预警|错误|故障|报错|报警|警报|报|出现|出错|显示|异常|代码|代号|提示|(?:屏|屏幕|面板|仪表|显示器|液晶)(?:上|写|:)|停在|"
    + TELLS_ZH
    + r"|跳出?|蹦(?:出|个)?|弹出?|闪|出|\b(?:error|err|fault|alarm|dtc|code|message|showing|shows?|display(?:s|ing)?|reads?|say(?:s|ing)|threw|throw(?:s|n|ing)?|trips?(?: (?:out|off))?(?: on| with)|tripped with|halt(?:s|ed)(?: on| with)|faults? out(?: on| with)|alternates?|alternating|logs?|logged|logging|flag(?:s|ged|ging)|lock(?:s|ed)? ?out(?: on)?|throwing|up comes|gett?ing|gets?(?= an? \d{3}\b)|got|gives?|with|tripped on|off on|stuck (?:on|at)|stops on|flash(?:es|ing)|beeps|blinks|went(?: in)?(?: ?to)?|warning"
    rf"|event|status|reason|entry|bits|popup|pop-up|banner|diag(?:nostics?)?|{TELLS_EN}))"
    r"(?:代码|代号|编号|码|号|信息|内容|的?什么|来|了|出(?!现)|出?现|显示|着|住|紧|为|是|叫|一?个|有|一串|上|屏上?|写着|一直|都|俩?两?个?字母?|数字|的是|好像|应该|:|#|(?<![a-z])-(?!\d{4})|\bcodes?|\bme\b|\bon it|'s|\bbits?|\bnumbers?|\bno\.?|\bnr\.?|\bis|\bwas|\bsays|\breads|\b(?:just|only|up|out|out with|like|device|system|id)\b|\ban?(?=\s)|\s){0,5}\s{0,2}[\"'“「(]?",
    re.ASCII,
)
_NOT_AFTER = r"(?!车位| (?:小时|分钟|天|次|台|个|秒|下|层|楼)|[\d:点个台次下声位长短天小分年月日块元度℃页秒人号米瓦伏层区座栋楼路部条遍回种寸格万千]|\.\d|\s*(?:%|[\-~]\s?\d|(?:[a-z]+s|inch|mm|cm|km|kmh|kph|mph|m|g|l|w|kw|kwh|mah|hz|ghz|mhz|db|kg|bar|psi|volt|v|amp|rpm|hz|people|percent|floor|am|pm|o'clock|left)\b)|/)"
_CODE = regex(
    r"(?<![a-z])(?:0x[0-9a-f]{1,16}|(?=[a-z\d\-./#]{0,15}[a-z])(?=[a-z\-./#]{0,15}\d)(?!\d{1,2}-(?:inch|year|hour|minute|day|port|pin|way|ton|bar|bit|zone|man|person|step))[a-z\d]{1,6}(?:[\-.#][a-z\d]{1,6}){1,3}|[a-f]\d{1,2}\.\d{2}|[a-z]{1,3}\d{1,3}[a-z]{1,2}\d{0,3}|\d{1,2}[de]\d{0,2}|\d{1,2} [a-f](?=[,.;!?]|$| now\b| again\b)|\d[abcf]\d{0,2}(?! ?(?:floor|shop|unit))|er ff|[a-z]{1,8}(?:_[a-z0-9]{1,12}){1,4}|\d{1,2}#[0-9a-f]{2,8}|(?<=[ :#])-\d{1,11}(?![\d.])|\d{1,4}(?:-\d{1,4}){1,2}(?![\d\-]| ?(?:times|days|hours|minutes|次|天|分|个|小时))|spn \d{1,6} fmi \d{1,2}|(?!(?:for|on|at|in|of|the|and|or|is|no|by|to|up|a|i|from|was|now|just|all|loop|zone|than|over|only|step|page|me|us|it|my|has|have|had|are|were|but|so|as|if|our|its|any|with|when|then|like|some|last|past|next|both|took|been|be|not|we|you|they|he|she|that|this|out|off|down|one|two) )(?!a[3-6] ?(?:纸|paper|size))(?!(?:s7-\d|sn|room|bx|usb|hdmi|lan|port|line|unit|gate|ver|ios|win|bay)[ \-]?\d)[a-z]{1,4}[\- ]?\d{1,5}(?:-\d{1,4})?[a-z]?"
    rf"|(?:er|err|al|alm|flt|[ef]): ?\d{{1,4}}|(?:er|err|al|e|f)\.\d{{1,3}}|[a-f]\d[a-f]\d|[pubc]\d[a-f]-?\d{{2}}|\d{{1,2}}[a-f]\d{{2}}|\d{{1,8}}{_NOT_AFTER})(?![a-z0-9\-]|\.\d|层|区|座|栋|楼|车位|出口|房)"
)
#: Cues after which a bare number is no code ("shows 12 visitors", "with 3 people").
_WEAK_CUE = regex(
    r"(?:with|on|lock(?:s|ed) out|gett?ing|gets?|got|gives?|say(?:s|ing)|reads?|shows?|showing|(?<!警)报|弹出?|闪|跳出?|出|上|停在|现|log(?:s|ged)?|went|alternates?|at"
    rf"|{TELLS_EN}|{TELLS_ZH})(?:\s|me|just|only|up|out|an?|id|:|的是|是)*$"
)
#: ... and after which even letters want the shape of a code ("with iOS 17", 跳P2).
_WEAKEST_CUE = regex(
    r"(?:(?<!trips )(?<!tripped )(?<!halts )(?<!halted )(?<!out )with|(?<!trips )(?<!halts )(?<!halted )on|went|(?<!弹)(?<!跳)(?<!蹦)出|say(?:s|ing)|gett?ing|got|gives?)(?: an?)?\s*$"
)
_WORD = scan(
    r"\b(?P<w>(?:err|alm)(?:(?=:):)?|alarm|fault|error|warning) ?(?P<n>0x[0-9a-f]{1,8}|\d{1,2}[a-f]\d{0,2}|\d{1,5}(?:-\d{1,2}|-[a-z])?)(?![a-z0-9%\-]|:\d|\.\d| \d| (?:times?|hours?|minutes?|days?|units?|of)\b)",
    re.ASCII,
)
_WORDS = ("error", "fault", "alarm", "warning")
#: "error eight", "fault code twelve".
_WORDED = scan(
    r"\b(?:error|fault|alarm|code)(?: (?:code|number|no\.?|is|was|reads|says))* (?P<n>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five|six|seven|eight|nine)|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?=$|[,.;!?)]| (?:and|again|but|on (?:the|its|every)|when|every|whenever|then|comes?|keeps|now|after)\b)",
    re.ASCII,
)
#: "Two codes on the forklift, 47 and 52".
_APART = scan(
    r"\b(?:codes|errors|faults|alarms)\b[^.;!?\d]{0,24}?[,:(] ?(?P<n>\d{2,5})(?=$|[,;!?)]|\.(?!\d)| (?:and|then) \d{2,5}(?![\d.:%]| [a-z]+s\b))(?:(?:,| and| then|, then) (?P<m>\d{2,5})(?![\d.:%]| [a-z]+s\b))?"
)
#: 老跳2.210和3.1两个码: with a point, where codes are told of.
_POINTED = scan(
    r"(?:[跳报闪弹]|故障码?|错误码?|代码)(?:了|出|着|的?是|:)?(?P<n>\d{1,2}\.\d{1,3})(?:[和、](?P<m>\d{1,2}\.\d{1,3}))?(?=两?个?(?:故障)?码|(?:这个|的)?(?:故障|报警|错误))"
)
_SPOKEN = scan(
    r"(?:(?:错误|故障|报错|报警|警报|报|出错|显示|异常|代号|屏上|面板上?)(?:代码|码|号|了|跳|闪|读[作做]|出|着|为|的?是|:|\s)*|(?<![号条密编电])码(?=是|为|:)|代码|(?<=[又还]是)(?=[efhlpu][零一二三四五六七八九])|(?<![a-z])(?=[a-z]{1,2}[零一二三四五六七八九十]{2,4}(?:这个|的)?(?:故障|错误|报警)?代?码))(?:应该|好像|就|的|是|为|:|\s|(?:念|报|读|发)(?:给)?(?:你|您)(?:听)?|念一下)*"
    r"(?P<n>[a-z]{1,3}[\- 杠]{0,3}[零〇洞一幺二两三四五六七八九拐勾十壹贰叁肆伍陆柒捌玖]{1,4}|(?<=[码号是为:误作做])[零一幺二两三四五六七八九拐勾十百]{2,5})(?![点个台次天小分年月日块元遍回种条])"
)
_RUN_CUE = regex(
    r"(?:\b(?:error|fault|alarm|err)?[ ]?(?:code|error|fault|alarm|err|alm|lock ?out)|\b(?:panel|display|screen|it|it's|error|code)(?= (?:says|reads|shows))|错误|报错|报警|故障|代码)(?:代码|码|号|是|为|:| is| reads| says| saying| shows| number|\s)*$",
    re.ASCII,
)
_NAMED = regex(r"码|code|dtc")
_PARTED = regex(r"-\d+|\d+(?:-\d+)+")  # "-1073741819", "41-03": as often a temperature or a telephone
_FAULT = regex(
    r"错|故障|[报告预]警|警报|代[码号]|异常|返回|\b(?:err|error|fault|alarm|code|flag|warning|dtc|message|event|return)"
)
_NUMBERED = regex(r"\b(?:alarm|error|fault)s? (?:no\b|number|nr\b)")
#: 温度显示85: what is measured.
_MEASURED = regex(
    r"(?:温度|室温|水温|油温|压力|重量|电量|余额|时间|读数|水位|湿度|转速|电压|电流|音量|里程|进度)(?:上|一直|就|只|都)?$"
)
_ENDED = regex(r"(?=$|[,，。.;；!！])")
_DEGREES = regex(r"\d{2,3}[cf]")
#: 老跳10, 一直报22: nobody would count that.
_AGAIN = regex(r"(?:一直|老是?|总是?|光|净)(?:跳|报|闪|弹)$")
#: What gives one thing: letters and digits in one piece need not have the shape of a code then.
_GIVES = regex(rf"(?:say(?:s|ing)|gives?|got|{TELLS_EN})(?: (?:me|us|just|only|out|up))*\s*$")
_COMPACT = regex(
    r"(?!usb|hdmi|wifi|ios|win|ip|mp[34]|[235]g|v\d|ver|a[3-6]$)(?:[a-z]{1,4}-?\d{2,5}[a-z]?|[a-z]{1,5}\d{0,3}(?:-[a-z0-9]{1,5}){1,3})"
)
_NO_RANGE = regex(r"0\d{1,2}-\d{2,4}|\d{3}-\d{3,4}")
_THREE_PARTS = regex(r"\d{1,2}-\d{1,2}-\d{1,2}")
_SAYS = regex(r"(?:say(?:s|ing)|显示[^,]{0,2}|[闪跳报]|出)\s*$")
_CAPITALS = regex(r"[A-Z]{1,4}[- ]?\d{1,4}[A-Z]?|\d[A-F]\d{0,2}")
_PAPER = regex(r"a[3-6] ?(?:纸|paper|size)")
_RUN_END = regex(_NOT_AFTER)
_PLACE = regex(r"[a-z0-9]|层|区|座|栋|楼|车位|出口|房|室")
_STOP = regex(r"[,;\n]|\. ")
_ALOUD = regex(r"(?!and|then)[a-z]{3}|[零〇洞一幺二两三四五六七八九拐勾]|^[a-z\d](?:[ ,]{1,2}[a-z\d])+$")
_LIST = regex(r"(?:[ ,]{0,2}(?:and|then|和|与|跟|又|后报) ?|、)(?=[a-z]{1,4}-?\d)")
_LIST_NUMBERS = regex(
    r" ?(?:and|和|与|跟|、) ?(?=\d{2,5}(?![\d.:%]| ?[个次天小分年月台度层楼号]|[a-z]| [a-z]+s\b))"
)
#: Codes that open doors or pay, or are post codes.
_OTHER_CODE = regex(
    r"(?:\b(?:gate|door|access|pin|zip|post|area|promo|voucher|discount|dial(?:l?ing)?|country|qr|bar|verification) ?|门禁|开门|验证|优惠|邮政|取件|提货|动态|二维)(?:code|代码|码|密码)?\W{0,3}$",
    re.ASCII,
)
_AFTER = scan(
    r"(?<![\w.\-:/])(?P<n>(?<=[\"“「])[a-z]{1,2} ?\d{1,2}(?=[\"”」])|(?<=\bhttp )[45]\d\d|(?<=\bevent )\d{4}|(?!(?:room|floor|unit|line|pump|gate|bay|lift|zone) )[a-z]{1,4}(?:[ .-]\d{1,5}|\d{3,5})(?= (?:came up|lit up|popped up|appeared|comes up)\b| ?(?:报警|故障|错误|保护|错码)| (?:was |is |were )?(?:shown|displayed|logged)\b| on the (?:display|panel|screen|readout|pendant|keypad|controller|log|board)\b)|[a-z]{1,3}\d{1,2}(?= again\b| lit up| came up| (?:fault|error|alarm|warning)\b| (?:is |are )?(?:blink|flash)(?:ing|es|s)\b| (?:came|pops|popped|comes|keeps coming|shows|showed) (?:up|back)\b| on the (?:display|panel|screen|readout|pendant|keypad|controller|log|board)\b)|[a-z]{1,3}-?\d{1,4}(?=(?:一直|在|老|总)?(?:闪|保护|报错)|(?:这个|的)?(?:故障|错误)?(?:代)?码)|\d{1,5}(?= ?号(?:错误|报错|报警|故障|代码)|(?<=\d{3}) (?:error|fault|alarm)s?\b|(?<=\d\d) (?:service |system |critical )?(?:error|fault)\b|(?<=\d{3})(?:错误|报错|报警|故障码)))",
    re.ASCII,
)
_SHAPE = regex(
    r"(?<![a-z0-9\-_])(?:[aef]\d{1,2}\.\d{2}|[aef]\d{3,4}\.\d{1,2}|err?\. ?[a-z]{0,2}\d{1,4}|[ef]\d{1,2}-\d{2,3}|[ef]\d[ef]\d{1,2}|16#[0-9a-f]{3,8}|[ef]\.\d{1,2}\.\d{1,2}|[ef][\-:]?\d{1,4}|e \d{2,3}|[hlpuw]-?\d{2,4}|[cdefhlpu]0\d|a0\d(?=[,.;!]|$)|[efhu] ?- ?\d{1,3}|[ef]\. ?\d{1,3}|[ef]\d-\d{1,3}|[fe] \d{1,2}(?! \d)|(?:oh|oc|ov|le|ue|uc)\d{1,2}|ch ?0\d|svc-\d|(?:err|alm|al|er)[\- ]?\d{1,4}[a-z]?|(?:err|alm|al|flt|sys|wrn|warn|fault|error|alarm|svc)_[a-z0-9]+(?:_[a-z0-9]+)*|sc ?\d{3}|f[037]\d{4}|spn \d{1,6} fmi \d{1,2}|(?:srvo|svo|ksd?s?|flt|alm)[\- ]?\d{2,5}|(?:motn|syst|intp|host|prio|macr|mctl)-\d{3}|(?:os|ol|ls|dr|pr|he|ae|te|pe|fe)\d(?!\d)|4\d\.\d[a-f]\d\d|\d\d\.\d{2}[a-f]{2}|[pubc][023][0-9a-f]-?[0-9a-f]{2}|[pubc]1(?=[0-9a-f]{0,2}[a-f])[0-9a-f]{3}|0x[0-9a-f]{2,16})(?![a-z0-9\-%层区座栋楼]|车位|出口)"
)
#: What bears such a name and is no fault: keys, bulbs, buses, engines; three digits that end in a nought are a size.
_NO_CODE_AFTER = regex(
    r" ?(?:的?灯|灯泡|灯头|键|小巴|路|公交|车|空调|keys?|bulbs?|lamps?|socket|bus|route|engine|holder|grade)"
)
_NO_CODE_BEFORE = regex(
    r"(?:\b(?:bus|route|my|our|press|key|road|the new)|按|能效|[坐乘]|[我你他]的?(?:个|台|部|家)?|[这那]台) ?$"
)
_SIZE = regex(r"[a-z]-?[1-9]\d{1,2}0")
_SPOT = regex(
    r"\b(?:seat|row|gate|bay|aisle|platform|stand|table|plot|pitch|room|ward|exit|page|size|junction) $"
)
_AND = regex(r" and ")
_READ_OUT = regex(r"[EFHPU]-?\d{2,3}")
_SAID = regex(
    r"[零〇洞幺一二三四五六七八九拐勾]|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)
_TEENTH = scan(
    r"(?<![a-z0-9\-])[a-z](?:加|和|跟|,?然后|,?再)(?:是|来)?一?个\d{1,2}(?![\d.])"
    r"|(?<![a-z0-9])[efhpu](?:杠)?(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九](?=又|[,。.]))(?![台个位条支只路张块层楼点分秒次天年月号栋])"
    r"|[零〇一幺二三四五六七八九]{2,5}(?=号(?:故障|错误|报警|报错|代码))"
)
#: A clause of its own, or asked about.
_ALONE = scan(
    r"(?:(?<=[,.;:!?、\n] )|(?<=[,.;:!?、\n])|^)(?:[cdefhlu]\d{1,2}|p\d\d|[a-f]-\d{2,3})(?=[,.;!?、]|$)|(?:(?<=[,.;:!?、\n] )|(?<=[,.;:!?、\n])|^)[a-z]0\d(?=[,.;!?、]|$)"
    r"|(?<=不是)[a-z]{1,3}-?\d{1,4}(?=,(?:而|应该)?是[a-z]{1,3}-?\d)|(?<=does )[a-z]{1,3}-?\d{1,4}(?= mean)|(?<=what's )[a-z]{1,3}-?\d{1,4}(?= mean)|(?<=what is )[a-z]{1,3}-?\d{1,4}(?=\?)|(?:(?<=[,.;:!?、\n] )|(?<=[,.;:!?、\n])|^)e-[a-z]{3,5}\d{1,2}(?=[,.;!?、]|$)|(?<![a-z0-9\-])[a-z]{1,2}\d{1,3}(?=(?:是什么|是什|是啥|是咩|啥|什么)(?:意思|来|毛病)|要不要紧)"
    r"|(?<=[消清]掉)[a-z]{1,2}\d{1,3}(?![a-z0-9])|(?<=清)[a-z]{1,2}\d{1,2}(?![a-z0-9])|(?<=\bgot )[cdefhlpu]\d{1,2}(?![a-z0-9])"
    r"|(?<![a-z0-9])[cdefhlpu]\d{1,2}(?=(?:又来了|又跳|又出来|又报))"
)
_OWNER = regex(r" ?的(?!故障|错误|报警|代码)")
#: "PWR-118", "NET-07": like a model, but told like a code.
_LIKE = scan(r"(?<![a-z0-9\-])(?P<w>[a-z]{1,4}\d?)-(?P<d>\d{1,5})(?![a-z0-9\-])")
#: One letter and a small number that is not round: a code, unless somebody owns it or a machine is called so.
_SMALL = regex(r"0\d{1,3}|\d{1,2}[1-9]")
_OWNED = regex(
    r"(?:\b(?:the|an?|my|our|your|this|that|these|type|size|model|series|for|on|of|to|in|no\.?|number|key|seat|row|bay|plot|block|unit|room|machine|line|gate|printer|mower|truck|tractor|van|car|bus|road|route|from)|型号|机型|[台部款辆架套]|编号|[在到去我你他]|[号栋座区库场楼层院园城])[ :]*$"
)
_FAMILIES = frozenset(["pwr", "net", "sys", "srv", "com", "comm", "rpl", "flt", "err", "alm", "al", "er", "wrn", "warn", "io", "mem", "hdd", "psu", "tmp", "svo", "svc", "drv", "crc", "bat", "srvo"])  # fmt: skip
_TOLD = regex(
    r"(?:停在|[(]|\bsay|报的|冒个?|[蹦来]个|一(?:开机?|启动|按|通电|上电)就|亮着|告警码?|状态码|代码|故障码?|错误码?|报警|保护|卡在|跳成|日志(?:里|上)?(?:全|都)?(?:是|写着?|有|报)|历史(?:记录)?里有|app上?(?:推送|提示|说|报)"
    r"|\b(?:blames|(?:moan|grumble|nag)(?:s|ed|ing)? about|(?:spit|throw)s? (?:out|up)|comes? up(?: as| with)?|came up(?: as| with)?|crash(?:es|ed)? (?:to|with|on)|(?:drop|cut)s? out (?:on|with)|text (?:is|says)|tells (?:me|us)|reports?|notification|status|diagnostic"
    r"|(?:error|fault|alarm|message|warning),?|trip(?:s|ped)?|trip(?:s|ped)? (?:out )?on|fault(?:s|ed)(?: out)?(?: on)?|shows up as|logged as|keeps? (?:giving|saying|reporting)|abort(?:s|ed) (?:on|with)"
    r"|with|threw|throws|at|code|says|shows|throwing(?: an?)?|flag(?:s|ged|ging)|logging|complain(?:s|ing|ed) (?:about|of)|lock(?:s|ed)? ?out(?: on)?|see(?:ing)?|up comes|(?:screen|panel|display|readout) has an?(?: [a-z]+)?)|报|出|跳|闪|亮|响,|(?:屏|面板|显示器|弹窗|红字|红灯)[^,。]{0,4}?(?:写的?[是着]?|有个|一串|是|:|就)?|写的?[是着])\s*$",
    re.ASCII,
)
_FAULTS = regex(r"\b(?:alarms?|faults?|errors?)\b[^.;!?]*$|(?:故障|报警|警报|错误)[^。；!！?？]*$")
_THEN_TOLD_ZH = regex(
    r"(?:一直|老|总)?(?:亮着|在闪|在亮|[消清复]不[掉了])|又(?:来|出来|跳出来|冒出来|亮)了|(?:是)?(?:什么|啥|咩)(?:意思|毛病|故障)"
)
#: "I get TK-15 on every card", 又是TK-15: said of a model as well, if it goes on otherwise.
_MAYBE_TOLD = regex(
    r"\b(?:i|we|you|they|keep) (?:get|got|getting) $|\b(?:it's|it is|it was|goes|went|cleared|reset|stops,|stopped,) $|(?:又是?|还是|变成|看到|查到|说是|提醒|读出)$"
)
_CLOSED = regex(
    r" (?:when(?:ever)?|on every|every (?:time|card|day|morning|hour)|each time|after|again|as soon as|and (?:stops?|dies|quits|goes)|twice|\w+ times)\b|[.;]|$|, (?!the )|(?:了|啦)?(?=[,，。;；!！]|$)|了"
)
_THEN_TOLD = regex(
    r",? (?:keeps (?:popping|coming|appearing|flashing|returning)|is what (?:it|the)|means? what|serious\?|won't (?:clear|go away|reset)|can't be (?:cleared|reset)|lit\b|again[,.;!]|in (?:red|the log)|in (?:the|one) corner of the (?:screen|display|panel)|lit up|c[ao]mes? (?:up|on)|pop(?:s|ped) up(?! [a-z]{0,3}-?\d)|appear(?:s|ed)|(?:is |was )?(?:flash|blink)(?:es|s|ing|ed)|(?:on|in) (?:the|its|our|a little|that) (?:screen|panel|display|readout|window))\b"
)


def told(n: Normal, spelled: list[Run]) -> list[Code]:
    """Codes that a word beside them tells of."""
    text = n.text
    cues = {cue.end(): cue for cue in _CUE.finditer(text)}
    aloud, written = list[Code](), list[Code]()
    for run in spelled:
        if _STOP.search(text, run.start, run.end):
            continue
        if (
            joined := _AND.search(text, run.start, run.end)
        ) is not None:  # "F three one and one zone stays off"
            run = next(iter(runs(text, run.start, joined.start())), run)
        if 2 <= len(run.value) <= 7 and run.digits and _is_run(text, run, cues.get(run.start)):
            said = aloud if _ALOUD.search(text[run.start : run.end]) else written
            said.append((run.value, run.start, run.end))
    found = aloud + [(_word_value(m), *m.span("n" if m["w"] in _WORDS else 0)) for m in _WORD.finditer(text)]
    for cue in cues.values():
        code = _CODE.match(text, cue.end())
        if code is None and (letters := _lettered(n, cue)) is not None:
            found.append(letters)
        if code is not None and (_is_code(text, cue, code) or _is_capital(n, cue, code)):
            found.append((code_value(code[0]), *code.span()))
            list_of = _LIST_NUMBERS if code[0].isdigit() and _FAULT.search(cue[0]) else _LIST
            while (more := list_of.match(text, code.end())) and (code := _CODE.match(text, more.end())):
                found.append((code_value(code[0]), *code.span()))
    found += written
    if n.back is None:
        found += [(code_value(said), a, b) for said, a, b in displays.written(n.raw)]
    found += [(_spoken_value(m["n"]), *m.span("n")) for m in _SPOKEN.finditer(text)]
    found += [(str(round(number(m["n"]) or 0)), *m.span("n")) for m in _WORDED.finditer(text)]
    for m in (*_APART.finditer(text), *_POINTED.finditer(text)):
        found += [(m[name], *m.span(name)) for name in ("n", "m") if m[name]]
    found += [(code_value(m["n"]), *m.span("n")) for m in _AFTER.finditer(text)]
    return found


def _lettered(n: Normal, cue: re.Match[str]) -> Code | None:
    """A code without a digit, "LE" or "dE", where a word tells of one."""
    if cue.end() == len(n.text) or (_WEAKEST_CUE.search(cue[0]) and not _SAYS.search(cue[0])):
        return None
    written = displays.letters_at(n.raw, n.original(cue.end(), cue.end() + 1)[0])
    return None if written is None else (code_value(written), cue.end(), cue.end() + len(written))


def _is_capital(n: Normal, cue: re.Match[str], code: re.Match[str]) -> bool:
    """ "it says PO5": written with capitals after a word that tells of all kinds of things."""
    a, b = n.original(*code.span())
    return bool(_SAYS.search(cue[0]) and _CAPITALS.fullmatch(n.raw[a:b]))


def _is_run(text: str, run: Run, cue: re.Match[str] | None) -> bool:
    before, said = max(0, run.start - 24), run.value.lower()
    shown = cue is not None and (not _WEAKEST_CUE.search(cue[0]) or is_shaped(said)) and said[0].isalpha()
    short = len(said) < 3 and text[run.start : run.end].isdigit()  # "the display says 37"
    shown = shown or (
        cue is not None and said[0] == "0" and len(said) < 5 and bool(_SAID.search(text, run.start, run.end))
    )
    return bool(
        (shown or (not short and _RUN_CUE.search(text, before, run.start)))
        and not _PLACE.match(text, run.end)
        and (said[0].isalpha() or _RUN_END.match(text, run.end))
        and not _PAPER.match(text, run.start)
        and not _DEGREES.fullmatch(said)
        and not _OTHER_CODE.search(text, before, run.start)
    )


def _is_code(text: str, cue: re.Match[str], code: re.Match[str]) -> bool:
    if _PARTED.fullmatch(code[0]):
        strong = (
            bool(_FAULT.search(cue[0]))
            or (code[0][0] == "-" and len(code[0]) > 6)
            or bool(_THREE_PARTS.fullmatch(code[0]) and not cue[0].isascii())
            or bool(_NO_RANGE.fullmatch(code[0]) and _GIVES.search(cue[0]) and _ENDED.match(text, code.end()))
        )
    elif len(code[0]) > 5 and code[0].isdigit():
        strong = bool(_NAMED.search(cue[0]) or _NUMBERED.search(cue[0]))
    elif code[0].isdigit():
        strong = not _MEASURED.search(text, max(0, cue.start() - 6), cue.start()) and (
            not _WEAK_CUE.search(cue[0])
            or bool(_AGAIN.search(text, max(0, cue.start() - 3), cue.end()))
            or bool(len(code[0]) <= 3 and cue[0].strip() == "闪" and _ENDED.match(text, code.end()))
            or displays.is_read_off(text, cue, code)
        )
    else:
        strong = (
            not _WEAKEST_CUE.search(cue[0])
            or is_shaped(code[0])
            or bool(_GIVES.search(cue[0]) and _COMPACT.fullmatch(code[0]))
        )
    return strong and not _OTHER_CODE.search(text, max(0, cue.start() - 14), cue.end())


def is_shaped(said: str) -> bool:
    said = said.replace(" ", "")
    like = _LIKE.fullmatch(said)
    return bool(_SHAPE.fullmatch(said) or (like and (1 < len(like["d"]) < 5 or like["w"] in _FAMILIES)))


def shaped(text: str) -> list[Code]:
    """Codes that stand alone: by their shape, or by how they are told."""
    found = [
        (code_value(m[0]), *m.span())
        for p in (_SHAPE, _ALONE)
        for m in p.finditer(text)
        if not (
            _SPOT.search(text, max(0, m.start() - 10), m.start())
            or _NO_CODE_BEFORE.search(text, max(0, m.start() - 10), m.start())
            or _NO_CODE_AFTER.match(text, m.end())
            or _SIZE.fullmatch(m[0])
        )
    ]
    for m in _LIKE.finditer(text):
        if not _OWNER.match(text, m.end()) and (
            m["w"] in _FAMILIES
            or (
                len(m["w"]) == 1
                and _SMALL.fullmatch(m["d"])
                and not _OWNED.search(text, max(0, m.start() - 24), m.start())
            )
            or (len(m["w"]) == 1 and _FAULTS.search(text, max(0, m.start() - 30), m.start()))
            or _TOLD.search(text, max(0, m.start() - 24), m.start())
            or _THEN_TOLD.match(text, m.end())
            or _THEN_TOLD_ZH.match(text, m.end())
            or (_MAYBE_TOLD.search(text, max(0, m.start() - 16), m.start()) and _CLOSED.match(text, m.end()))
        ):
            found.append((m[0].upper(), *m.span()))
    return found


def read_out(text: str, spelled: list[Run]) -> list[Code]:
    """Codes of the commonest letters that are read out without a word before them: "E one six", F十一."""
    return [
        (run.value, run.start, run.end)
        for run in spelled
        if _READ_OUT.fullmatch(run.value)
        and _SAID.search(text, run.start, run.end)
        and not _SPOT.search(text, max(0, run.start - 10), run.start)
    ] + [(_spoken_value(m[0]), *m.span()) for m in _TEENTH.finditer(text)]


def at(text: str, start: int, spelled: list[Run]) -> Code | None:
    """The code that begins here, whatever stands before it."""
    code = _CODE.match(text, start)
    if code is not None:
        return code_value(code[0]), *code.span()
    run = next((r for r in spelled if r.start == start and len(r.value) <= 7), None)
    return None if run is None else (run.value, run.start, run.end)


def code_value(said: str) -> str:
    """Upper case, without spaces, colons, commas and dots; dashes as written."""
    return re.sub(r"[ :.,]", "", said).upper()


def _word_value(m: re.Match[str]) -> str:
    alone = m["w"] in _WORDS or m["n"].startswith("0x")
    head = m["w"].removesuffix(":")
    return (m["n"] if alone else head + m["n"]).upper()


def _spoken_value(text: str) -> str:
    """ "e幺七": E17, "三十七": 37."""
    text = re.sub(r"[,加和跟是来再]|然后|一?个(?=\d)", "", text)
    letters = re.match(r"[a-z]*[\- ]*", text)
    head = letters[0] if letters else ""
    said = text[len(head) :].lstrip("杠 -")
    digits = str(int(number(said) or 0)) if "十" in said or "百" in said else spoken_digits(said)
    return (head.replace(" ", "") + ("-" if "杠" in text else "") + digits).upper()
