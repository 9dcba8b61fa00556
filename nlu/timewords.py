"""The words that tell time, found in a text: days, weeks, clocks, parts of a day, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from nlu.beginnings import begins, kind_of
from nlu.numerals import value
from nlu.patterns import alternatives, regex
from nlu.scans import hint

_N = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,3}|半)"
WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i): i - 1 for i in range(1, 8)}
EN_DAYS = {d: i for i, d in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_EN = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY_EN = r"(?:mon(?:day|dya)?|tue(?:s(?:day|dya)?|sady|day)?|wed(?:s|nesday|nsday|enesday|nesdy|esday)?|wensday|wendsday|thu(?:rs?(?:day|dya)?|rday)?|thersday|thrusday|fri(?:day|dya)?|sat(?:urday|erday|urdya)?|sun(?:day|dya)?)"
_HOUR_EN = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_EN_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an|three quarters of an|(?:a )?quarter of an|a couple of|couple of)"

_TH = r"(?:st|nd|rd|th)"
_FEAST_EN = (
    r"(?:new year'?s (?:day|eve)|(?=[cln])(?:(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=and )|(?<=before the )|(?<=after the ))(?:chinese |lunar )?new year(?!'?s\b)|(?:christmas|xmas)(?: day| eve)?|boxing day|epiphany|good friday|easter(?: sunday| monday)?"
    r"|(?:chinese|lunar) new year(?:'?s eve)?|spring festival|dragon boat festival|mid-autumn festival|national day|thanksgiving|valentine'?s(?: day)?|hallowe'?en|hogmanay|mid-autumn|cny|(?:the )?bank holiday (?:monday|weekend)|shrove tuesday|pancake (?:tuesday|day)|ash wednesday|palm sunday|whit monday|(?:holy|maundy) thursday|canadian thanksgiving|bonfire night|guy fawkes(?: night)?|remembrance day|all saints'? day|australia day|anzac day|canada day|juneteenth|(?:mlk|martin luther king) day|presidents'? day|columbus day|st\.? stephen'?s day|veterans day|(?:st\.? )?(?:patrick|paddy)'?s day|labor day|memorial day|black friday|independence day|(?:the )?(?:fourth|4th) of july|(?:the )?(?:early may|may day|late may|spring|august|summer|late august) bank holiday)\b"
)
_FEAST_ZH = r"(?:元旦(?:节)?|圣诞(?:节)?|平安夜|国庆(?:节)?|五一(?:节|劳动节)?(?![\d零一二三四五六七八九])|劳动节|春节|除夕|大年三十|元宵(?:节)?|清明(?:节)?|端午(?:节)?|中秋(?:节)?|情人节|双十[节一二]|双1[12](?!\d)|(?<![二三四五六七八九零十\d])十一(?=假期|长假|放假|黄金周|期间|过?[以之]?[前后](?![一-龥]?[天年台]))|六一儿童节|儿童节|六一节|教师节|感恩节|万圣节|复活节|腊八(?:节)?|小年(?=[前后那夜上下早晚来]|[以之]|$)|拆礼物日|节礼日|(?:大年|年|正月)初(?:十|[一二三四五六七八九])|正月(?:十[一二三四五]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?)|(?:农历|阴历)(?:正|十二)月(?:初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)|腊月(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?))(?![东南西北中]?[路街村]|大道|广场|小区|新村|花园)"
#: Days by their date, inside of longer expressions.
_DATE_EN = rf"(?:(?:the )?\d{{1,2}}{_TH}?(?: of)? {_MONTH_EN}\b|{_MONTH_EN}\.? (?:the )?\d{{1,2}}{_TH}?\b|(?:the )?\d{{1,2}}{_TH}\b|20\d\d-\d\d?-\d\d?|\d\d?/\d\d?|{_FEAST_EN})"
_NUM_ZH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE_ZH = rf"(?:{_NUM_ZH}月{_NUM_ZH}[号日]?|{_NUM_ZH}[号日]|{_FEAST_ZH})"
_WEEK_ZH = r"(?:周|星期|礼拜)"
_JOIN_EN = r" ?(?:-|–|to|till|until|through|thru)(?: and including)? ?"

#: (kind, pattern); the first that matches at a place wins, so the longer and the more special come first.
_TOKENS = (
    ("bydate", rf"\b(?P<vc>a couple of|{_EN_NUM}) (?P<vu>day|week)s? (?P<vw3>before|after|from) (?P<ve4>{_DATE_EN}|tomorrow\b)|\b(?:the )?(?:(?P<vn>first|second|last) )?(?P<vd>{_DAY_EN}|(?:working |business )?day|weekday|weekend|week) (?:just |right |straight )?(?P<vw>before|after|following) (?P<ve>{_DATE_EN})|(?P<ve3>{_DATE_ZH})(?:当天)?的?(?:第二天|次日|隔天|隔日|翌日|转天)|(?P<ve2>{_DATE_ZH})(?:假期|放假)?(?:之|以)?(?P<vw2>前|后)的?(?:(?P<vn2>第一|头一|第二|最后一)个?|那个?|一个?)?(?P<vd2>{_WEEK_ZH}[一二三四五六日天末]?|天|工作日)(?![内后])"),
    ("workdays", rf"\b(?:the )?(?P<jn>next) (?:working|business|week) ?day\b|\b(?P<jw>in|within) (?P<jc>{_EN_NUM}) (?:working|business) days?\b|\b(?P<jc2>{_EN_NUM}) (?:working|business) days? from (?:now|today)\b|(?P<jn2>下一?个)工作日|(?P<jc3>{_N})个?工作日(?:(?P<jw2>[之以]?内)|[之以]?后)"),
    ("dates", rf"\b(?:(?P<xb>between )|from )?(?:{_DAY_EN},? )?(?:the )?(?P<xd>\d{{1,2}}){_TH}?(?:{_JOIN_EN}|(?(xb) (?:and|&) |(?!)))(?:{_DAY_EN},? )?(?:the )?(?P<xe>\d{{1,2}}){_TH}?(?: of)? (?P<xm>{_MONTH_EN})\b(?! \d{{1,2}}{_TH}?\b)"
        rf"|\b(?:(?P<xb2>between )|from )?(?P<xm2>{_MONTH_EN})\.? (?:the )?(?P<xd2>\d{{1,2}}){_TH}?(?:{_JOIN_EN}|(?(xb2) (?:and|&) |(?!)))(?:the )?(?P<xe2>\d{{1,2}}){_TH}?\b(?![:.]\d| ?(?:[ap]\.?m\b|o[' ]?clock)| (?:of )?{_MONTH_EN}\b)"
        rf"|\b(?:(?P<xb3>between )|from )?(?:{_DAY_EN},? )?(?:the )?(?P<xd3>\d{{1,2}}){_TH}(?:{_JOIN_EN}|(?(xb3) (?:and|&) |(?!)))(?:{_DAY_EN},? )?(?:the )?(?P<xe3>\d{{1,2}}){_TH}\b(?! floors?\b)"
        rf"|(?<![\w/.\-])(?P<y1>\d{{1,2}})/(?P<y2>\d{{1,2}})(?:到|至| ?[-–—~] ?| to )(?P<y3>\d{{1,2}})/(?P<y4>\d{{1,2}})(?![\d/])"
        rf"|(?<![\d月第])(?:(?P<xm4>{_NUM_ZH})月)?(?P<xd4>{_NUM_ZH})[号日]?(?:到|至|~|-|–|—|、)(?:(?P<xn4>{_NUM_ZH})月)?(?P<xe4>{_NUM_ZH})[号日](?!线|楼|机|院|店|厅|门|库|井|炉|车|泵|柜|位|教|厂|仓|电|码|点|梯|房|铺|桌|台|床)"),
    ("weekof", rf"\b(?:the )?(?:week (?:of|commencing|beginning|starting|containing|from|with)|w/?c|w/?b)(?: on)? (?:{_DAY_EN},? )?(?P<kd>{_DATE_EN}|the \d{{1,2}}\b)(?:{_JOIN_EN}(?:the )?\d{{1,2}}{_TH}?)?|\b(?:the )?(?:week ending|w/?e)(?: on)? (?:{_DAY_EN},? )?(?P<kd3>{_DATE_EN})|\b(?P<kd4>christmas|easter|thanksgiving) week\b|(?P<kd2>{_DATE_ZH})(?:所在)?的?(?:那|这|当)一?个?{_WEEK_ZH}(?![一二三四五六日天末])"),
    ("weekendof", rf"\b(?:the )?weekend (?:of|nearest) (?:the )?(?:\d{{1,2}}{_TH}? ?(?:-|–|/|&|and|to) ?(?:the )?)?(?P<zd>{_DATE_EN})|\b(?P<zd2>christmas|xmas|easter|thanksgiving) weekend\b|(?P<zd3>{_DATE_ZH})(?:所在)?的?(?:那|这|当)一?个?{_WEEK_ZH}末"),
    ("feast", rf"{_FEAST_ZH}(?P<fl>(?:小?长假|连假|假期|放假|放完假|黄金周|期间)+)?|(?<![\d去前今明后多每几两半新])(?:过完|过了|过)?年(?=[以之]?[前后](?![一-龥]{{0,3}}过))|过完年|过了年|过年(?=期间|时)|\b{_FEAST_EN}"),
    ("nth", rf"\b(?:the )?(?P<on>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|second[ -](?:to[ -])?last|penultimate|last but one|last)(?: (?P<od>day|weekend|(?:working|business) day|weekday|{_DAY_EN}))? (?:of|in) (?P<om>the (?:following )?month|next month|this month|the (?:new |next )?year|this year|next year|{_MONTH_EN})\b|(?P<om2>{_NUM_ZH}月份?|下个?月|这个?月|本月)(?:的|里|份)?(?P<on2>头一|第[一二三四五1-5]|最后一|倒数第一)个?(?P<od2>天|工作日|{_WEEK_ZH}[一二三四五六日天末]?)"),
    ("apart", r"\b(?P<aw>" + _EN_NUM + r" (?:weeks?|fortnight)|fortnight)(?: on| from)? (?P<ad>today|tonight|tomorrow|" + _DAY_EN + r")\b|\b(?P<ad2>" + _DAY_EN + r") (?P<aw2>fortnight)\b|\b(?P<ad3>tomorrow|today) (?P<aw3>week|fortnight)\b|下下?(?:个)?(?:周|星期|礼拜)的?(?:今天|明天)"),
    ("third", rf"(?P<tm>{_NUM_ZH}月份?|下个?月|这个?月|本月)?的?(?P<tp>月初|月头|月中(?!旬)|月底|月末|月尾|上中旬|中下旬|[上中下]旬|[上下]半个?月|[前后]半个?月(?![以之]?[前后])|(?<=月)份?[初底末尾](?![一二三四五六七八九十]))(?![一-龥]?过)|(?P<ty>今年年?|本年|(?<![\d一二三四五六七八九十去前每多几两半])年)[底末尾](?![一-龥]?过)|\b(?:the )?(?P<tq>first|second|third|fourth|last|1st|2nd|3rd|4th) (?:full )?(?:week|(?P<tf>fortnight|half)) (?:of |in |(?=next month|this month))(?P<te>{_MONTH_EN}|next month|this month|the month|the (?:new )?year|this year|next year)\b"
        rf"|\b(?:the )?(?:very )?(?P<tw>(?:early|late)(?: in)?|mid(?:dle)?(?: part)?(?: of)?|beginning of|start of|end(?: of)?)[ -](?P<te2>{_MONTH_EN}|next month|this month|the month|month|the year)\b|\b(?P<te3>{_MONTH_EN}) (?P<tq2>first|second|third|fourth|last|1st|2nd|3rd|4th) week\b|\b(?P<tw2>month|year)[ -]end\b"),
    ("past", r"昨[天日晚]|前[天日晚]|大前天|上(?:个)?(?:周|星期|礼拜|月)[一二三四五六日天末]?|去年|刚才|刚刚|早前|\byesterday\b|\blast (?:night|week|month|year|weekend|" + _DAY_EN + r")\b|\b(?:days?|weeks?|hours?|minutes?|months?) ago\b"),
    ("since", r"从|自从|自打|\bsince\b|\bever since\b"),
    ("rel", rf"(?<![\d零一二两三四五六七八九十])(?P<rn>{_N})(?:个)?(?P<rh>半)?(?P<ru>分钟|刻钟|小时|钟头|钟|天|日|周|星期|礼拜|月)(?:半)?(?:以后|之后|后|(?:之内|以内|内)(?!.{{0,8}}(?:坏|出|报|发生|重启|死|掉|停|断|修|换|过)))|(?:再过|(?<![停坏断修用换休歇])过)(?P<rn2>{_N})(?:个)?(?P<ru2>分钟|小时|钟头|天|周|星期|礼拜)|(?:未来|接下来|往后|今后)的?(?P<rn4>{_N})个?(?P<ru4>天|周|星期|礼拜|月)(?:[之以]?内)?|(?P<ra>点把钟|个把(?:小时|钟头?)|(?<![一二两三四五六七八九十几\d])个半(?:小时|钟头?))(?:[以之]?后)|(?<![点點\d])(?P<rn3>[一二两三四五六七八九十])个字(?:之后|以后|后)"),
    ("relen", rf"\b(?P<ein>in|within)(?: about| around| roughly)? (?P<en>{_EN_NUM}|the(?= hour))(?P<eh2> and a half)? ?(?P<eu>minute|min|hour|hr|day|week|month|fortnight)s?(?P<eh> and a half)?\b(?:'?s? time)?|\b(?P<en2>{_EN_NUM}) (?P<eu2>minute|hour|day|week|fortnight|month)s?(?P<eh3> and a half)? from (?:now|today)\b|\b(?P<enext>(?:in|within|over|during) the (?:next|coming)|next) (?P<en3>(?!an?\b){_EN_NUM}|(?=hour\b)) ?(?P<eu3>minute|hour|day|week)s?\b"),
    ("iso", r"(?P<iy>20\d\d)[-/.年](?P<im>\d{1,2})[-/.月](?P<id>\d{1,2})[日号]?"),
    ("md", r"(?<!\d)(?<!\d年)(?P<mm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<md>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"),
    ("mden", rf"\b(?P<em>{_MONTH_EN})\.? (?:the )?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<ey>20\d\d))?|\b(?:the )?(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<em2>{_MONTH_EN})\b(?:(?:,? |-)(?P<ey2>20\d\d))?"),
    ("month", rf"\b(?:(?<=in )|(?<=during )|(?<=before )|(?<=after )|(?<=by )|(?<=until )|(?<=from )|(?<=till )|(?<=time )|^(?!may|mar))(?P<mo>{_MONTH_EN})(?:,? (?P<moy>20\d\d))?\b(?! ?\d)|\b(?P<mo2>next month|this month|the month after next|the following month|(?<=within )the month)\b|(?<![\d年个一二三四五六七八九十])(?P<mo3>(?P<mon>明年)?{_NUM_ZH})月份?(?![\d一二三四五六七八九十\-/])(?:[之以]?内|里)?|(?P<mo4>下下个?月|下个?月|这个?月|本月|当月)份?(?![初中底末上下\d一二三四五六七八九十廿])(?:[之以]?内|里)?|(?P<mo5>今年|本年|(?<![\d一二三四五六七八九十去前每多几两半])年)[之以]?内"),
    ("dom", r"(?:(?P<nm>下个?月|本月|这个月))?(?P<dd>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])[号日](?!线|楼|机|院|店|厅|门|库|井|炉|车|泵|柜|位|教|厂|仓|电|码|点|梯)|(?:\bthe |(?<=\bon )|(?<=\bby )|(?<=\bor )|(?<=\band )|(?<=th, )|(?<=st, )|(?<=nd, )|(?<=rd, )|(?<=day )|(?<=\bmon )|(?<=\btue )|(?<=tues )|(?<=\bwed )|(?<=\bthu )|(?<=thurs )|(?<=\bfri )|(?<=\bsat )|(?<=\bsun )|^)(?P<dden>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|st\b|street|ave|road|rd\b|lane|block|building|time|unit|graders?|generation|gen|gear|one)\b)"),
    ("slash", r"(?<![\w/.\-])(?P<sm4>\d{1,2})(?P<sep>[/.\-])(?P<sd4>\d{1,2})(?P=sep)(?P<sy4>20\d\d)(?!\d)|(?<![\w/.\-])(?P<sm>\d{1,2})/(?P<sd>\d{1,2})(?![\d/])[号日]?|(?<![\w/.\-])(?P<sm2>\d{1,2})[.\-](?P<sd2>\d{1,2})[号日]|(?<![\w/.\-])(?P<sm3>1[0-2]|0?[1-9])-(?P<sd3>3[01]|[12]\d|0?[1-9])(?=(?:的)?(?:上午|下午|早|晚|中午|下昼|上昼))"),
    ("wk", r"(?P<wp>下下个?|下个?|这个?|本|今个?)?(?:周|星期|礼拜|(?<!礼)拜)(?P<wd>[一二三四五六日天]|[1-7](?![\d月个]))(?P<wl>(?<=[一二三四五六])[二三四五六日天]{1,5}(?![零一二三四五六七八九十点时个月号楼层]))?"),
    ("wkend", r"(?P<we>下下个?|下个?|这个?|本)?(?:(?:周|星期|礼拜)末|双休日?)|\b(?P<ween>next|this|the|at the|coming)? ?weekends?\b(?P<weaf> after next\b)?"),
    ("week", r"(?P<ww>下下个?|下个?|这个?|本)(?:周|星期|礼拜)|\b(?:(?:the )?(?:end|start|beginning|middle|rest) of )?(?P<wwen>next|this|(?<=of )the) week\b(?! ?(?:on )?" + _DAY_EN + r")|\b(?:the )?(?P<wwan>week after next)\b|(?:(?<=next week, )|(?<=next week but )|(?<=next week or )|(?<=next week, but ))(?P<wwl>the week after)(?! \w)|\b(?P<wwf>the following week)\b"),
    ("day", r"大后[天日儿]|后[天日儿]|明仔日?|明(?:天|日|儿|早|晚|朝)|明后[天日]?(?:两天)?|(?:今明|这)两[天日]|听(?:日|晚|朝)|[明后今](?:儿个?|个儿)|今(?:天|日|晚|儿|早|朝)|翌日|次日|隔[天日]|\b(?:the )?day aft(?:er)? (?:tomorrow|tmrw?|tmw)\b|(?<=tomorrow or )the day after(?! \w)|(?<=tomorrow, )(?:but )?the day after(?! \w)|(?<=tomorrow but )the day after(?! \w)|\b(?:tomorrow|tmrw|tmr|tmw|2moro|2morrow|tomoz|2moz|the morn|today|2day|tonight|tonite|2nite|overmorrow)\b"),
    ("wken", rf"\b(?P<wenp>a week on |next week on |next week |next |this coming |this |coming |the following |following |on )?(?P<wend>{_DAY_EN})(?:(?<=day)s)?\b(?:,? (?P<wenq>next week|week|next(?=$|[,.;!?])|after next|(?:but |not (?:the |this )(?:coming|next)(?: one)?,? (?:but )?|not this one,? (?:but )?)?the (?:one after|following one|next one)|not this(?: one| week)?,? (?:but )?the next))?"),
    ("range", r"(?<=[一二两三四五六七八九十])(?:到|至|-|~)(?=(?:十[一二]?|[一二两三四五六七八九])点)|(?<=[点时刻分半\d])\s{0,3}(?:到|至|~|—|–|-|--)\s{0,3}(?=[上下早中晚\d零一二两三四五六七八九十])|\bbetween\b(?! now\b)|\band\b(?= (?:\d|noon|midday|half |(?:a )?quarter |"+_HOUR_EN+r"\b))|(?:(?<=[\dmnek.]) ?|(?<=\d ))(?:to|until|till|-|–) ?(?=\d|noon|midday|half (?!an?\b)|(?:a )?quarter |"+_HOUR_EN+r"\b)|\bfrom\b(?= \d)"),
    ("short", r"差(?P<sq>一刻|[五十]|\d{1,2}|[一二三四五六七八九十]{1,3})分?钟?(?:到|就)?(?P<sh>\d{1,2}|十[一二]?|[一二两三四五六七八九])点钟?"),
    ("clock", r"(?P<cv>一(?=[两二])|[两二](?=三)|三(?=四)|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九))?(?P<ch>\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]|[零一二两三四五六七八九十])(?:点钟|点整|点|时(?!候|间|差)|(?<=[\d一二两三四五六七八九十])(?=(?:到|至|[-~—–])(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])点))(?:(?P<cq>半|一刻|三刻)|(?P<cz>[一二两三四五六七八九十]{1,2})个字|[搭踏](?:(?P<cx>[一二两三四五六七八九十]{1,2})|正)|过?(?P<cm>\d{1,2}|[零一二三四五六七八九十]{1,3})分?(?![天个点]))?"),
    ("wordy", rf"\b(?:(?P<wq>half past|half|(?:a )?quarter past|(?:a )?quarter to|(?:five|ten|twenty|twenty[- ]five) (?:past|to)|(?:5|10|20|25) past|(?:20|25) to|(?:a )?quarter of) (?P<wh>1[0-2]|[1-9]|{_HOUR_EN})|(?P<wo>{_HOUR_EN})(?P<wt> thirty| fifteen| forty[- ]five)? ?(?P<wap>o[' ]?clock|a\.?m\b\.?|p\.?m\b\.?)|(?:(?<=at )|(?<=after )|(?<=before )|(?<=by )|(?<=around )|(?<=about )|(?<=between )|(?<=from )|(?<=and )|(?<=or )|(?<=past )|(?<=post )|(?<=gone )|(?<=to ))(?P<wb>{_HOUR_EN})(?:-?ish)?(?P<wbt> thirty| fifteen| forty[- ]five)?(?= (?:on|tomorrow|today|tonight|in|please|this|next|or|and|to|for|possible|suits|works|would|will|sharp|thursday|friday|monday|tuesday|wednesday|saturday|sunday)\b|[,.?!]|$))(?!\w)(?P<wam> ?(?:a\.?m\b\.?|p\.?m\b\.?))?|\b(?P<wc>{_HOUR_EN})(?:-?ish\b|(?= sharp\b)|(?<!\bone)(?= (?:tomorrow|this|(?:on )?[a-z]{{3,6}}day) (?:morning|afternoon|evening|night)\b)|(?P<wct>[ -]thirty|[ -]fifteen| forty[- ]five)(?= (?:on|tomorrow|today|tonight|in the|please|this|mon|tues?|wed|thu|fri|sat|sun)\b|[,.?!]|$)|(?= in the (?:morning|afternoon|evening)\b))"),
    ("military", r"(?:(?<=at )|(?<=by )|(?<=after )|(?<=before )|(?<=from ))(?P<fh>[01]\d|2[0-3])(?P<fm>[0-5]\d)\b|\b(?P<fh2>[01]\d|2[0-3])(?P<fm2>[0-5]\d)(?= ?(?:hrs?|hours|h)\b| (?:on|tomorrow|today|mon|tue|wed|thu|fri|sat|sun))"),
    ("hm", r"(?<![\d:])(?<!\bon )(?P<hh>[01]?\d|2[0-4])[:.](?P<hmm>[0-5]\d)(?!\d|\.\d|\. at\b)\s?(?P<hap>a\.?m\b\.?|p\.?m\b\.?)?"),
    ("ampm", r"(?<![\d:])(?P<ah>1[0-2]|0?[1-9])\s?(?P<ap>a\.?m\b\.?|p\.?m\b\.?|o[' ]?clock)"),
    ("part", r"(?:下班|收工|放工|天黑)[之以]?前|(?:吃[过完]?)?[午中晚]饭[之以]?[前后]|擦黑|傍黑|\bafter (?:dinner|supper)\b|\b(?:by|before) (?:(?:the )?end of (?:the )?(?:working |business )?day|(?:the )?close of (?:business|play)|eod|cob|dark|nightfall|sunset|sundown|supper|dinner(?: ?time)?)\b|\b(?:eod|cob|(?:the )?end of (?:the )?(?:working |business )?day|close of (?:business|play))\b|[上下前后]半[天日]|凌晨|清晨|朝早|朝头早|(?<=[天日])一早|一大早|大清早|清早|早上|早晨|上午|上昼|早间|中午|正午|晌午|午后|下午|下昼|晏昼|后半晌|前半晌|[上下前后头过]晌|傍晚|晚上|夜里|夜间|晚间|夜晚|今晚|(?<=[日天一二三四五六号])早|(?<=[日天一二三四五六号])晚(?![些点]|一[些点](?!钟|整|半))|(?:^|(?<=[,。 ]))[早晚](?=(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])点)|\bfirst thing\b|\bearly\b(?= morning)|\b(?:in the |this )?(?:early |late )?(?:morning|afternoon|evening|arvo|mornin)\b|(?<=day )(?<!weekday )(?:mornings|afternoons|evenings)\b|\bnight\b|\bnite\b|\b(?:12 )?(?:noon|midday)\b|\blunch ?time\b|\b(?:over|at|during|around) lunch\b|\bforenoon\b|\bbreakfast(?: ?time)?\b|\bearly\b(?= (?:tomorrow\b|(?:on )?[a-z]{3,6}day\b))|(?<=tomorrow )early\b|(?<=tomorrow, )early\b|\b(?:before|till|until|by|up to) lunch\b|\bafter lunch\b|\bmidnight\b|(?:(?<=day )|(?<=row )|(?<=mon )|(?<=tues )|(?<=wed )|(?<=weds )|(?<=thurs )|(?<=thu )|(?<=fri )|(?<=sat )|(?<=sun )|(?<=tmr )|(?<=tmw )|(?<=mrw ))(?:[ap]\.?m|morn|aft|eve)\b"),
    ("bare", r"(?:(?<![\w:/.\-])(?=(?:1[0-2]|[1-9]) ?(?:-|–|to|until|till) ?(?:noon|midday)\b)|(?<![\w:/.\-])(?=(?:1[0-2]|[1-9]) (?:onwards|or (?:later|after))\b)|(?:(?<=morning )|(?<=evening )|(?<=afternoon )|(?<=tonight )|(?<=morning, )|(?<=evening, )|(?<=afternoon, )|(?<=tonight, ))(?=\d{1,2}(?:-?ish\b| sharp\b| please\b| or \d|$|[,.?!]))|(?<![\w:/.\-])(?=(?:1[0-2]|[1-9])(?:-?ish\b| (?:tomorrow|tonight|this (?:morning|afternoon|evening)|in the (?:morning|afternoon|evening))\b))|(?<![\w:/.\-])(?=(?:1[0-2]|[1-9]) ?(?:-|–|to|until|till) ?(?:1[0-2]|[1-9])(?::[0-5]\d)? ?(?:[ap]\.?m\b|$|[,.?!]|(?:on|in|tomorrow|today|this|next|would|is|please|works)\b|(?:mon|tue|wed|thu|fri|sat|sun)))|(?<=\D\d-)|(?<=\D[12]\d-)|(?<=\d–)|(?<=tomorrow )(?=\d{1,2}(?:$|[,.?! ]))|(?<=day )(?=\d{1,2}(?:$|[,.?!]| ?-))|(?<=at )|(?<=after )|(?<=before )|(?<=by )|(?<=around )|(?<=about )|(?<=from )|(?<=between )|(?<=and )|(?<=to )|(?<=than )|(?<=past )|(?<=post )|(?<=gone )|(?<=till )|(?<=until ))(?P<bh>1[0-2]|[1-9])(?:[:.](?P<bm>[0-5]\d))?(?:-?ish\b)?(?!,\d|\.\d| ?(?:%|am\b|pm\b)|\d|:|st|nd|rd|th| (?:min|hour|day|week|unit|machine|room|street|road|floor))"),
    ("after", r"\b(?:not|no) (?:before|earlier than|sooner than|until|till)\b|\b(?:starting|beginning)(?: from| on)?(?= (?:the |next |this )?(?:"+_DAY_EN+r"|\d|tomorrow|"+_MONTH_EN+r")\b)|\bon or after\b|\b(?:past|post|gone)\b(?= (?:\d|"+_HOUR_EN+r"\b))|\bas of\b|\bat the (?:very )?earliest\b|\bor (?:later|after)\b(?! \w)|\band (?:after|later)\b(?! \w)|最早(?!的)|最快(?=下|周|星期|礼拜|[明后]|\d)|不早于"),
    ("before", r"以前|之前|(?<!提)前(?![天年台后面门轮盖挡几两所端排期灯置级半])|\bbefore\b|\bby(?: latest)?\b|\b(?:no|not) later than\b|\b(?:between now and|(?:from )?now (?:un)?till?|(?:from )?now to)\b|\buntil\b|\btill\b|\bthis side of\b|\blatest(?: by)?\b|\bup (?:to|until|till)\b|\bon or before\b|\bat the (?:very )?latest\b|最[晚迟](?!的)|不[晚迟]于"),
    ("later", r"以后|之后|过后|后(?=$|[^\w\u4e00-\u9fff]|[来到上过都可再能方有先得在吧哪])|\bafter\b(?! *(?:$|[.,;!?]))|\bfrom\b|\bany ?time after\b|\bonwards\b"),
    ("or", r"或者|或是|或|还是|\bor\b"),
)  # fmt: skip
#: A syllable of Chinese in Latin letters, as names of places are written: Gulou, Xinjiekou.
PINYIN = (
    r"(?![gkhf]i)(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|eng|ing|i?ong|uang|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo)"
    r"|(?:[zcs]h|[bpmfdtnlgkhzcsyw])?a|(?:[zcs]h|[mdtnlgkhrzcsy])?e|(?:[zcs]h|[bpmdtnljqxrzcsy])i|[bpmfwy]o|(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])u)"
)
#: English words that could be read as such syllables.
NO_PINYIN = r"(?!(?:change|date|june|time|due|see|here|there|since|late|same|sure|make|made|take|like|these|line|name|machine|give|use|engineers?)\b)"
#: What the number of a house stands after, and not that of a day: 东山镇3号, Gulou 12号.
_HOUSE = regex(
    rf"(?:[镇乡村屯庄街路巷弄县楼]|(?<!社)区|大道|胡同)\s?$|(?<![a-z]){NO_PINYIN}(?:{PINYIN}){{2,5}} ?$"
)
_SAID = r"(?:\d|a qu|ha|qu|noon|mid|one|tw|th|fo|fi|si|se|ei|ni|te|el)"
#: What an English token can begin with.
_GATE_EN = (
    rf"a(?:\.?m|f|ll s|nzac|s[h ]|us|n? [cdfhmqw]|nd {_SAID}|ny ?t|pr|rv|t (?:lun|the (?:e|w|l|v))|ug)|b(?:ank h|ef|reak|eg|et|onf|oxi|ut the day|y)|c(?:an|h[ir]|lose|ny|o[blmu])|d(?:a|ec|rag|u)|e(?:a|i|l|n|o|pi|ve)|f(?:eb|i|o|r[io])|g(?:o|uy)|h(?:al|o)|in|j[au]|l[au]"
    rf"|m[aiol]|n[aeio]|o[cnrv]|p(?:\.?m|a|en|ost|r)|qu|s[aehiptu]|t(?:e|h(?:[airu]|e(?:r| (?:\d|ba|be|cl|da|en|fi|fo|la|mid|mo|ne|se|st|th|ve|we|y)))|ill|m|o(?: ?{_SAID}|[dmn])|u|w)|u[np]|va|w(?:[bc/]|e|i|hit)|xm|ye[as]"
)
#: What a token can begin with: most places of a text are passed over by looking at a few characters.
_GATE = (
    r"(?=[\d零一二两三四五六七八九十廿卅差半昨前大上去刚早从自中再过本这下今个周星礼拜后明听翌元圣平国凌清朝中正晌午晏傍晚夜以之或还月春端未腊农阴拆双]|[到至~—–\-年]|当月|次日|隔[天日]|点把|个把|天黑|收工|放工|双休|小年|儿童|复活|感恩|教师|万圣|擦黑|傍黑|吃[过完]?[午中晚]饭|个半|头晌|劳动|除夕|情人|节礼|接下|往后|最[早晚快迟]|不[早晚迟]于|\s{1,3}[到至~—–\-]|"
    rf" (?:to|until|till) ?{_SAID}|t(?:o|ill) ?{_SAID}|until ?{_SAID}|"
    + "|".join(rf"{said[0]}(?<!\w.){said[1:]}" for said in alternatives(_GATE_EN))
    + ")"
)
_GATED = regex(_GATE, re.ASCII)


@cache
def _parts() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The tokens in their alternatives, and what each can begin with."""
    return tuple(
        (token, part, begins(part, re.ASCII)) for token, pattern in _TOKENS for part in alternatives(pattern)
    )


def _begun_by(kind: str) -> str:
    """The tokens that can begin with such a character."""
    found: dict[str, list[str]] = {}
    for token, part, firsts in _parts():
        if kind in firsts:
            found.setdefault(token, []).append(part)
    return "|".join(f"(?P<k_{token}>{'|'.join(parts)})" for token, parts in found.items())


class _Beginnings(dict[str, re.Pattern[str]]):
    """The pattern for each kind of character that a token begins with, made when it is first needed."""

    def __missing__(self, kind: str) -> re.Pattern[str]:
        self[kind] = found = re.compile(_begun_by(kind), re.ASCII)
        return found


_BEGINNINGS = _Beginnings()
#: All tokens but stretches of days: for a message that moves a visit from one day to the other.
_APART = regex("|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in _TOKENS if kind != "dates"), re.ASCII)
_MOVED = regex(r"\b(?:mov|chang|switch|shift|push|bring|resched|put |postpon|rearrang|swap)[^.;!?]{0,40}$")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    start: int
    end: int
    match: re.Match[str]
    month: int = 0  # of a day that is told without it, beside one that has it: "the 8th or 9th of February"
    beside: Token | None = None  # the weekday whose week is meant as well: "Thursday or Friday next week"

    def __getitem__(self, name: str) -> str | None:
        if name not in self.match.re.groupindex:
            return None
        found: str | None = self.match[name]
        return found

    @property
    def text(self) -> str:
        return self.match[0].strip()


def _token(m: re.Match[str]) -> Token:
    return Token((m.lastgroup or "k_")[2:].replace("later", "after"), m.start(), m.end(), m)


def _match(text: str, at: int) -> re.Match[str] | None:
    """The token that begins at a place."""
    return _BEGINNINGS[kind_of(text[at])].match(text, at)


def _matches(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for gate in _GATED.finditer(text):
        at = gate.start()
        if at < end:
            continue
        m = _match(text, at)
        if m is not None:
            end = m.end()
            yield m


def tokens(text: str) -> list[Token]:
    text = text[:4000]
    found: list[Token] = []
    for m in _matches(text):
        if m.lastgroup == "k_dates" and _MOVED.search(text, max(0, m.start() - 48), m.start()):
            # "from 8 to 12 February": the eight is no hour
            begin = m.start("xe") if _token(m)["xe"] else m.start()
            found += [_token(two) for two in _APART.finditer(text, begin, m.end())]
        else:
            found.append(_token(m))
    kept: list[Token] = []
    for token in found:
        if not token.text:
            continue
        if token.kind == "dom" and _HOUSE.search(text, max(0, token.start - 24), token.start):
            continue
        if token.text == "一点" and _a_little(text, token, kept[-1] if kept else None):
            continue
        kept.append(token)
    return _with_weeks(_with_months(kept, text), text)


#: What stands between days of one month: "the 8th or 9th of February", 2月8号或9号.
_SHARED = regex(r"\s*(?:,|、|/|&|和|跟|及|或者?|还是|到|至|-|–|~|\b(?:and|or|to|till|until|through)\b)+\s*")


def _with_months(found: list[Token], text: str) -> list[Token]:
    """A day without a month has that of the one beside it."""
    at = [i for i, t in enumerate(found) if t.kind in ("dom", "md", "mden")]
    for i, j in [*pairwise(at), *((j, i) for i, j in reversed([*pairwise(at)]))]:
        told, bare = found[i], found[j]
        month, last = _month_and_day(told)
        day = int(value(bare["dd"] or bare["dden"] or "") or 0) if bare.kind == "dom" else 0
        if not month or not day or bare["nm"] or bare.month:
            continue
        forward = i < j
        between = text[told.end : bare.start] if forward else text[bare.end : told.start]
        if (day > last if forward else day < last and told.text[:1] in "0123456789t") and _SHARED.fullmatch(
            between
        ):
            found[j] = replace(bare, month=month)
    return found


#: What stands between weekdays of one week: 下周二上午或周三, "Thursday or Friday next week".
_LISTED = regex(r"(?!.*(?:[不别改没到至→]|n't|\bnot\b|\bto\b))[^.。;；!?！？]{0,16}")
_WEEK_TOLD = ("next", "this", "next week", "after next")


def _with_weeks(found: list[Token], text: str) -> list[Token]:
    """A weekday without a week is in that of the one beside it."""
    at = [i for i, t in enumerate(found) if t.kind in ("wk", "wken")]
    for i, j in pairwise(at):
        one, other = found[i], found[j]
        if one.kind != other.kind or not _LISTED.fullmatch(text, one.end, other.start):
            continue
        if other["wenq"] == "next week" and not _week_told(one):
            found[i] = replace(one, beside=other)
        elif _week_told(one) and not _week_told(other) and _nth_day(other) > _nth_day(one):
            found[j] = replace(other, beside=one.beside or one)
    return found


def _week_told(token: Token) -> bool:
    told = (token["wp"], (token["wenp"] or "").strip(), token["wenq"])
    return token.beside is not None or bool(token["wp"]) or any(t in _WEEK_TOLD for t in told)


def _nth_day(token: Token) -> int:
    return WEEKDAYS[token["wd"] or "一"] if token.kind == "wk" else EN_DAYS.get((token["wend"] or "")[:3], 0)


def _month_and_day(token: Token) -> tuple[int, int]:
    if token.kind == "dom":
        return token.month, int(value(token["dd"] or token["dden"] or "") or 0)
    if token.kind == "md":
        return int(value(token["mm"] or "") or 0), int(value(token["md"] or "") or 0)
    return MONTHS[(token["em"] or token["em2"] or "jan")[:3]], int(token["ed"] or token["ed2"] or 0)


#: What an hour is told after; after any other word 一点 is a little: 慢一点, 便宜一点.
_AT = regex(r"(?:^|[^一-龥]|[约到至是在说于从就改成为])$")


def _a_little(text: str, token: Token, last: Token | None) -> bool:
    """Whether 一点 is no hour of its own: 快一点, 一点点, and not 下午一点."""
    if text.startswith("点", token.end):
        return True
    after_time = last is not None and last.end == token.start and last.kind not in ("before", "after", "or")
    return not after_time and not _AT.search(text, max(0, token.start - 1), token.start)


def may_name_one(text: str) -> bool:
    """Whether there may be words in a text that name a time by themselves; where there are not, no other counts."""
    return bool(_ANCHORED.may_be_in(text))


def begins_with(text: str) -> bool:
    """Whether a text begins with such a word."""
    m = _match(text, 0) if text and _GATED.match(text) else None
    return m is not None and bool(m[0].strip())


#: Tokens that name a time by themselves.
ANCHORS = {
    "rel",
    "relen",
    "iso",
    "third",
    "nth",
    "apart",
    "weekof",
    "weekendof",
    "bydate",
    "dates",
    "workdays",
    "month",
    "md",
    "mden",
    "dom",
    "slash",
    "wk",
    "wkend",
    "week",
    "day",
    "wken",
    "clock",
    "short",
    "hm",
    "ampm",
    "part",
    "bare",
    "wordy",
    "military",
    "feast",
}
_RELATIVE_EN = r"min|hour|[ aeonrtxyf]hr|day|week|month|fortnight"  # "within an hr", but for those in figures
_ANCHORED = hint(
    "|".join([_RELATIVE_EN, *(p for kind, p in _TOKENS if kind in ANCHORS - {"relen"})]), re.ASCII
)
#: What may stand between the words of one time.
_GLUE = regex(
    r"(?:[\s,，的]|at|on|in|the|around|about|大概|大约|左右|钟|那天|这个|就|of|sharp|any ?time|sometime|say|maybe|perhaps|like|please|吧|可能|最好|差不多|某个?|某一个|任何一个|随便哪个|任意|、|\.|\([一二三四五六日]\)|\()*"
)


def groups(text: str) -> list[list[Token]]:
    """Tokens that stand together."""
    return [list(group) for group in _groups(text)]


@lru_cache(maxsize=32)  # what reads a message and what answers it ask for the same few texts
def _groups(text: str) -> list[list[Token]]:
    groups: list[list[Token]] = []
    for token in tokens(text):
        if groups and _GLUE.fullmatch(text, groups[-1][-1].end, token.start):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def split(group: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in group:
        if token.kind == "or":
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p]
