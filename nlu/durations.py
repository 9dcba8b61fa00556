"""How long an interruption has lasted: only a time that is told of something not working, not waits, ages or speeds."""

from __future__ import annotations

from nlu import lengths
from nlu.patterns import regex
from nlu.scans import scan

#: What follows a time that is yet to come, a limit, a rate or long past ...
_NOT_AFTER = regex(
    r"\s*(?:后(?!(?:又|才|就|自己|自动|再)?(?:恢复|好|来电|起来))|以后|之后|内|之内|以内|前(?!后|就|开始|起)|以前|之前|一次|一?回|能|可以|到(?!现在|目前)|再|钟(?!没|不|了)|比|先|才(?!恢复|好|来电|修|救|放|出来|开)|就[能会要来到]|大(?!家)|的(?:保|质|班|课|会|车|路)|[跳报停死掉卡断响闪来崩]?[一二两三四五六七八九十几\d]{1,4}[次回遍趟])"
)
#: ... and what leads to one.
_NOT_BEFORE = regex(
    r"(?:再过|(?:单子?|工单|流程|案子)[一-龥]{0,4}|(?<![断停掉黑])过|(?:泡|淹|吹|晒|晾|烧|骂|守|站|训|吵|讲|跑)了|等|[要得]停|提前|每|每隔|隔|第|保修|质保|延保|保|限|需要|要|晚|早|迟到|慢了?|快了|差|移|挪|推|提|只能\S{0,3}|能\S{0,2}|接一壶水得|得|飞|热|烘|歇|洗|充|续航|转圈转?|机龄|延时|延迟|定时|设[定置]|提早|(?<![不可停])(?:用|买(?:回来?)?|装|走|等|报修|投诉|报|催|[修换装]完|修|按住|按|充电|开门|聊|谈|打|排|退款|付款完|付款|开)(?:了|都|已经|有|快)*)(?:大概|大约|差不多|只有|将近)?\s*$"
)
_SINCE = regex(r"(?:到现在|至今|以后|之后|已经|反正已经|都|现在|有)(?:有|快|已经|都|足足|过了)*\s*$")
_WAITING = regex(
    r"等(?!着|等)|流程|每天|每回|连着|报修|没人|没来|没上门|退款|付款|付完|投诉|回电|催|修完|买|保修|质保|开了|客服|师傅|工单|派|零回复|人影|下文|守了|[送寄]过去|zero response|ticket|sla|大老爷"
)
#: Something does not work: what it does, what it does not do, what is not there any more.
_FAILS = (
    r"[一-龥]不(?:了|上|开(?!心)|动|出|起来?|来|亮|转|热|冷|通|响|着|进|成|返|郁|冻|喷|抬|吸|抽|印|烘|制|认|读|凉)|(?<!能)不(?:能|可用|工作|制冷|制热|通|亮|转|热|响|动|走|出|显示|供|运行|启动)|[没无]法"
    r"|[唔冇](?!人|嚟)[一-龥]|没(?:有|了)?[一-龥]{0,2}?(?:空调|电|网|水|气|热|冷|信号|声|图|画面|反应|恢复|数据|动静|光|灯|油|风|暖|输出|显示|响应|通)"
)
_FAILING = scan(
    rf"{_FAILS}|断|停(?!车)|坏|死机|当机|[卡冻定锁夹][住死着]|宕|瘫|哑|死|趴|困|黑屏|黑(?:了|着|到)|花屏|离线|掉线|下线|故障|中断|罢工|熄|堵|当[了掉]|冻了|掉[了过]?$|stop|就跳|跳闸|挂(?!号|靠|断|钩|失)|失灵|失联|失效|歇(?!业|一)|没了|全没|企[了住]|罢|空白|凉|塌|废|僵|半天|完全|啥都|放摆|排队|刷不|卡了|dead|stuck|drop|down|offline|crash|(?<![a-z])out(?![a-z])"
)
_BACK = regex(
    rf"(?:钟)?(?:左右|吧|多|不到|了|过去了?)*[ ,，]*(?:还是?|又|才|也|都|一直|仍然?|依然|根本|都还)?(?:{_FAILS}|没 ?(?!人|来|回|到|用|换|洗|清|开(?!张)|保养|修|问题|事|理|接|派|联|再|下|拆|退|发|装|寄|给|收|办|结|批)[一-龥a-z]|[唔冇](?!人|嚟)|一[滴单段件个张口杯粒捆][一-龥]{{0,3}}[没不都]|了?[一-龥]{{1,4}}?(?:还是|都|也|仍然?|就是|依然)[一-龥]?(?:没(?!人|来)|不(?!来)|[唔冇])|(?:就|才)?(?:恢复|好(?![像多几]))|自己(?:又|就)?(?:恢复|好)|自动恢复|用不)"
)
#: What comes and goes, and what has been mended, is no interruption that lasts.
_AGAIN = regex(
    r"计划|打算|预计|(?:每[次回天隔]?|动不动|时不时|偶尔|老是?|经常|一会|[断停卡黑掉]个)[^,，。]{0,8}$"
)
_OVER = regex(r"[^,，。]{0,2}(?:你们|师傅)?\s?(?:fix|修好|抢修)|就(?!恢复|好|没|自)")
#: 两三个礼拜都卡纸: so long has it failed again and again.
_ALL_THE_TIME = regex(
    r"(?:了|都|就|一直|老是?|总是?)+(?:在)?(?:卡|跳|掉|断|死机|重启|报错|报警|坏|(?:系|是)?(?:咁|这样|这么|一直这样))"
)
_HEDGED = regex(r"(?:足足|整整|差不多|大概|已经|到现在|至今|already|都|有|快|就|约|将近|成|了|\s)*")
_ALONE = regex(r"(?:有?多|左右|的样子|上下|光景)?(?:了|吧|啦|喇|呀|咧|咯| ?already)?(?=$|[,，。!！;；])")
_EN_NOT_AFTER = regex(
    r" (?:ago|earlier|before(?! (?:it|they|we|the)\b)|back(?! (?:on|up|to|in)\b)|from now|notice|later|old|warranty|guarantee|fast|slow|late|early|longer|sla|response|go\b|of video|battery|each|net|in july|job|walk|drive|away|cycle|window|service|contract|trial)| (?:at|on|during) (?:start|boot|power)|-(?:old|long|hand)"
)
_NEVER_EN = regex(
    r"(?:\b(?:times|once|twice|to|in|within|every|next|another|after|per|once an?|a|times an?|lasts|takes?|took|waiting|wait|waited|lags|fast|instead of|only warm for|(?<!been )warm for|like|\d(?:st|nd|rd|th)|records|giving|for(?= a week)|queued?|rated for|ran|at least once|runs?(?: maybe| for)?|stays?|have|charged me for|stayed for|work(?:s|ed)? for|(?<!stuck )(?<!jammed )(?<!wide )open for|(?:sat|stored|parked|kept) for|(?:rain|sun|snow|frost|outside|outdoors|garden)|on hold for|needs?)|\bevery (?:single )?)(?: about| roughly| maybe| like)? $"
)
_OUT_WORDS = r"down|downtime|out|(?<!i'm )(?<!i am )(?<!we're )off|offline|dead|standing|standstill|stood|idle|cold|shut|closed|jammed|stalled|crashed|unusable|hung|won'?t \w+|(?:can'?t|couldn'?t|cannot|could not) \w+|unable|blackout|brownout|stoppage|silent|silence|mute|dark|blank|black|broken|stuck|froze|frozen|interrupted|stop|stopped|dropped|drops|lost|(?:reject|declin|refus)(?:ed|es|s|ing)|unavailable|without|disappeared|vanished|hiccup(?:s|ed|ped)?|blipped|blacked|choppy|failed|quit|tripped|gave up|conked|unreachable|gone|went|hanging|no \w+|halted|cancelled|(?:has|have|had|did|does|do) not|hasn'?t|haven'?t|hadn'?t|not (?:\w+ing|\w+ed|been)|(?:nobody|no one) \w+|locked|nothing|nil|outages?|interruptions?|since"
_OUT_EN = regex(rf"\b(?:{_OUT_WORDS})\b[^.!?;]{{0,36}}$|\b(?:nobody|no one)\b[^.!?;]{{0,56}}$")
#: A length that is a sentence of its own, "55 minutes.", "been twenty five minutes, lads waiting", belongs to the failure beside it ...
_FAILS_EN = regex(rf"\b(?:{_OUT_WORDS}|zero|0 w|gave|broke|cut|none|not|never|fails?|error)\b|n't\b")
_OWN_BEFORE = regex(
    r"(?:^|[.,;:!?\n&]|\.\.\.|- )\s*(?:(?:so|now|already|been|it'?s been|that'?s|make that|that makes|makes it|for|well|this is|and) )*$"
)
_OWN_AFTER = regex(
    r"(?: (?:now|already|at least|or so|and counting|straight|running|solid))* ?(?=$|[.,;!?]|了)(?!,? (?:please|tops|max))"
)
#: ... and so does one that opens it: "Two hours of total darkness", "four days it's been dead", "half a day lost".
_OPENS_EN = regex(
    rf" (?:of (?:\w+ )?(?:downtime|outage|silence|nothing|darkness|ice|vibration)\b|of no \w+|(?:already )?(?:{_OUT_WORDS})\b|(?:it'?s|we'?ve|they'?ve|it has|we have|they have) (?:been|had no)\b|(?:the|our) (?:\w+ ){{1,3}}?(?:is|are|has been|have been) (?:{_OUT_WORDS})\b|and (?:the|it|still|nothing|no)\b)"
)
_STILL_EN = regex(
    r" ?: (?=(?:the |our |my )?[a-z])| (?:running(?! (?:low|out|late|fine|ok))|in a row|straight|and counting|so far|now\b|already|without|nothing|no \w+|and still|at ten|of (?:downtime|outage|silence|nothing)|outage|with (?:no|nothing))|[,]? (?:nothing|no one) "
)
_LEAD_EN = regex(
    r"(?:(?<=had it )like (?:this|that)|\bnow|\bbeen(?: like (?:this|that)| this way)?|\bso|\bnearly|\balmost|\b(?:for )?the (?:last|past)|\balready|\bcomplete(?:ly)?)(?: about| roughly| almost| nearly| over| at least| a good| for)? $"
)
_AGAIN_EN = regex(
    r"\b(?:drops|stops|goes|freezes|hangs|cuts|flickers|pauses|blanks|reboots|restarts|disconnects|every|each|sometimes|keeps \w+ing)\b[^.,;!?]{0,28}$"
)
_BACK_AGAIN = regex(
    r",? (?:and |then )*(?:comes?|returns?|starts?|drops?|recovers?) ?(?:back|again)?\b|,? then returns?"
)
#: "For about ten seconds around noon the till froze": the length first.
_FOR_FIRST = regex(
    r"(?:^|[.;:!?,\n] ?|\b(?:and|then|but|yesterday|today|morning|night) )for (?:about |roughly |maybe |around )?$"
)
_THEN_OUT = regex(
    r"[^.;!?]{0,40}?\b(?:froze|frozen|hung|died|went (?:dead|black|blank|dark|offline|silent)|blacked out|dropped out|cut out|stopped|locked up|was (?:dead|down|out|offline|frozen|blank)|did nothing|didn't \w+|wouldn't \w+)\b"
)
_HOLDING = regex(r"\b(?:hold music|on hold|in the queue|your (?:hot|help)?line)\b")
_OUTAGE = regex(r"[ -](?:outage|downtime|blackout|interruption|power cut|stoppage|standstill)\b")
_GONE_FOR = regex(r"\b(?:gone|down|out|off|offline|dead|unavailable|dark) for (?:about |roughly )?$")
_WITHOUT = regex(r" (?:without|of (?:downtime|outage|silence|darkness))\b")
_FAILED_IN = regex(r"\b(?:hasn'?t|haven'?t|not)\b[^.!?;]{0,30}\b(?:in|for) $")
_WAITING_EN = regex(
    r"\b(?:waiting|waited|wait|reported|callback|call back|hold|bought|old|warranty|guarantee|charged|training|oil change|(?:nobody|no one|no-one) (?:came|comes|called|showed|rang)|(?:ring|rang|call(?:ed)?|phone) back|one of you|heard|promised|refund|since i|bath|tray|battery|swim|row of)\b"
)
_AND_NOW = regex(r"\b(?:and|but) (?:today|now|then|since|yesterday|this morning|last night)\b")
#: "It took an hour and ten before it came back".
_UNTIL_BACK = regex(
    r" (?:before|until|till) (?:it|they|we|the \w+|everything|service|power)(?:'s| was| were| had| got)? (?:came|come|back|up|restored|worked|working|online|recovered|returned)\b"
)
#: Something in the text does not do what it should: enough where the length stands alone.
_NEGATED = scan(r"[不没](?!好意思|用|是|错|要|急|知|问题|事|人|来)[一-龥]|冇")
#: What "a day" and "a minute" follow when they are no rate, as in "a cup a day".
_RATE = regex(r"an? [a-z]+")
_ONE_OF = regex(
    rf"(?:^|[.,;:!?] ?|\b(?:for|about|in|been|this|that|way|already|now|lost|of|and|since|over|nearly|almost|so|wasted|by|on|to|{_OUT_WORDS}) )$"
)


#: 停了俩小时就修好了: so long it was out, whoever mended it.
_WENT = regex(r"(?:停|断|瘫|宕|挂|黑|死|坏)[了着掉]?(?:有|整整|足足|快)?$")
_BEGAN = regex(r"前(?:就|开始|起)")
#: Somebody sits in it: 电梯困人，25分钟了还没人来.
_STUCK = regex(r"困[^,，。]{0,3}$|关着人|卡住了?$|停[了着]$|断了$|瘫了$")
#: 大概四十分钟: 大概 is no part of a length; 快半小时, "about an hour" and "a good hour" are.
_ABOUT = regex(r"(?:大概|大约)\s*")


_ALONE_ZH = regex(r"[了喇啦呀咯吧]*(?=$|[,，。!！;；]| [一-龥])")
#: 快二十天, 小一个礼拜, 一个来月: said of what goes on, not of what was agreed.
_HEDGE_ZH = regex(r"快|小|大半|多半|[^,，。]{0,3}[来把几多]")
#: "…，11天了": a clause of nothing but a length is one of what the message tells, unless it is about something else.
_OWN_ZH = regex(r"(?:都|已经|已|整整|足足|快|大概|大约|前后|到现在|有|\s)*")
#: So it has been: 这样半个来月了, 闹了十天, 都个把月喇.
_LASTS = regex(
    r"(?=.*[样腾闹搞弄拖复有都咁续])(?:这样|咁样|咁|这毛病|毛病|这个样子|一直|老是?|得有|有|都|已经|快|[闹搞弄拖折]腾?|持续|反复|[了咗])+"
)
_TROUBLE = regex(r"(?:毛病|故障|现象|症状)(?:都|已经|持续|出现)?了?(?:有|快|差不多)?$")
_NOT_OUT = regex(
    r"等(?!着用)|报修|没人来|没来|上门|退款|付款|投诉|回[电复]|催|修完|买|保修|质保|师傅|工单|订|寄|发货|到货|单子|单号|进度|[吗呢?？]|怎么|多少"
)


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, minutes) of each interruption told in a normal text."""
    han = not text.isascii()
    chinese, english = lengths.chinese(text) if han else [], lengths.english(text)
    if not (chinese or english):
        return []
    failing = han and bool(_FAILING.search(text) or _NEGATED.search(text))
    failing_en = failing or bool(_FAILS_EN.search(text))
    found = [x for x in chinese if _told(text, x.start, x.end, failing=failing)]
    found += [
        x
        for x in english
        if not any(f.start < x.end and x.start < f.end for f in found)
        and (
            _told_english(text, x.start, x.end, half=x.said.startswith("half a"), failing=failing_en)
            or (han and not _EN_NOT_AFTER.match(text, x.end) and _told(text, x.start, x.end, failing=failing))
        )
    ]
    return [(_bare(text, x.start), x.end, str(x.minutes)) for x in found if not _goes_round(text, x)]


#: 转五分钟停两分钟, 喷几秒歇一分钟: how it goes round, and not for how long it has.
_ROUND = regex(
    r"(?:分钟?|秒钟?|小时|钟头)(?:停|歇|断|死)[一二两三四五六七八九十几\d]{1,3}个?(?:分钟?|秒钟?|小时|钟头)"
)


def _goes_round(text: str, x: lengths.Length) -> bool:
    return any(
        m.start() < x.end and x.start < m.end()
        for m in _ROUND.finditer(text, max(0, x.start - 12), x.end + 12)
    )


def _bare(text: str, start: int) -> int:
    about = _ABOUT.match(text, start)
    return about.end() if about else start


def _lasts(text: str, clause: str, start: int, end: int) -> bool:
    """Whether a clause says nothing but for how long it has been so."""
    clause = clause[clause.rfind(" ") + 1 :] if " " in clause and not clause.isascii() else clause
    lasts = bool(_LASTS.fullmatch(clause))
    if not (lasts or not clause) or not _ALONE_ZH.match(text, end) or _NOT_OUT.search(text):
        return False
    return lasts or bool(_HEDGE_ZH.match(text, start, end))


def _told(text: str, start: int, end: int, *, failing: bool) -> bool:
    """Whether Chinese words beside a length of time say that something was out for so long."""
    before = text[max(0, start - 16) : start]
    clause = before[max((before.rfind(c) for c in ",，。;；!！?？\n"), default=-1) + 1 :]
    after = text[end : end + 16].lstrip()
    mended = _OVER.match(after) and not _WENT.search(clause)
    if _NOT_AFTER.match(after) or _AGAIN.search(clause) or mended or _NOT_BEFORE.search(clause):
        return False
    if failing and _BEGAN.match(after):
        return True
    if _FAILING.search(clause) or _BACK.match(after) or _ALL_THE_TIME.match(after):
        return True
    before_it = before[: len(before) - len(clause)].rstrip(",，。 ")
    if _HEDGED.fullmatch(clause) and after.startswith("了") and _STUCK.search(before_it[-6:]):
        return True
    alone = bool((after.startswith("了") or _HEDGED.fullmatch(clause)) and _ALONE.match(after)) or bool(
        after.startswith(("了", "咧", "喇")) and _HEDGED.fullmatch(clause)
    )
    if (
        _OWN_ZH.fullmatch(clause)
        and after.startswith("了")
        and _ALONE.match(after)
        and not _NOT_OUT.search(text)
    ):
        return True
    if _lasts(text, clause, start, end):
        return True
    if after.startswith("了") and _TROUBLE.search(clause):
        return True
    if not failing or _WAITING.search(text, max(0, start - 14), end + 12):
        return False
    return bool(_SINCE.search(clause)) or alone


def _told_english(text: str, start: int, end: int, *, half: bool, failing: bool) -> bool:
    """The same for English words."""
    before, after = text[max(0, start - 64) : start], text[end : end + 40]
    if _OUTAGE.match(after) and not before.endswith(("every ", "each ")):
        return True
    if _FOR_FIRST.search(before) and _THEN_OUT.match(text, end):
        return True
    if _HOLDING.search(before):
        return False
    after = after.removeprefix(" each time") if _GONE_FOR.search(before) else after
    never = _NEVER_EN.search(before) and not (_FAILED_IN.search(before) or (half and _LEAD_EN.search(before)))
    never = never and not _WITHOUT.match(after)
    never = never and not (before.endswith("took ") and _UNTIL_BACK.match(after))
    rate = _RATE.fullmatch(text, start, end) and not _ONE_OF.search(before)
    if rate or never or _EN_NOT_AFTER.match(after) or _AGAIN_EN.search(before) or _BACK_AGAIN.match(after):
        return False
    opens = _OWN_BEFORE.search(before) and (
        _OPENS_EN.match(after) or (failing and _OWN_AFTER.match(after) and not text.startswith("all ", start))
    )
    told = (
        _UNTIL_BACK.match(after)
        or opens
        or _OUT_EN.search(before)
        or _STILL_EN.match(after)
        or _LEAD_EN.search(before)
    )
    clause = max((before.rfind(c) for c in ",.;!?\n"), default=-1) + 1
    own = _OUT_EN.search(before, clause)  # "reported it yesterday, it has been shut for 20 hours"
    if not told or (text.startswith("all ", start) and not (own or _STILL_EN.match(after))):
        return False
    if _UNTIL_BACK.match(after) and before.endswith("took "):
        return True
    near = max(clause, max((m.end() for m in _AND_NOW.finditer(before)), default=0))
    begin = max(0, start - len(before) + near) if own or opens else max(0, start - 60)
    return not _WAITING_EN.search(text, begin, end + (60 if opens and not own else 16))


def waiting(text: str, start: int, end: int) -> bool:
    """Whether somebody waited, or had something, for so long."""
    return any(
        told.search(text, max(0, start - 14), end + more)
        for told, more in ((_WAITING, 12), (_WAITING_EN, 40))
    )
