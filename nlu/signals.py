"""Evidence for a severity, clause by clause: what fails, how much of it, what is at stake, and whether one can live with it."""

from __future__ import annotations

import re

from nlu import redundancy
from nlu.clauses import Clause, negated
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.reading import Reading
from nlu.scans import Bilingual, live, scan
from nlu.understanding import Evidence

MAX = 8_000
_WORDS = {
    "data_loss": r"数据.{0,8}(?:丢|没了|不见|损坏|全没|清空|被删|消失|找不到|打不开)|(?:丢|损坏|清空|误删|丢失)了?.{0,6}(?:数据|资料|文件|记录|备份|账目|病历|成绩)|(?:备份|账目|文件|记录|资料|病历|成绩|数据库|照片|硬盘里的东西).{0,6}(?:全没|没了|丢了|不见了|消失|损坏|坏了|打不开)|勒索|\b(?:data|files?|records?|backups?|database|documents)\b.{0,24}\b(?:lost|gone|missing|corrupt(?:ed)?|deleted|wiped|vanished|disappeared|erased|unreadable)\b|\b(?:lost|losing|wiped|deleted|corrupted)\b.{0,20}\b(?:data|files?|records?|backups?|database)\b|\bransomware\b",
    "service_interrupted": r"瘫痪|瘫了|业务.{0,4}(?:中断|停|断)|系统.{0,6}(?:崩|宕|全停|停了|停摆|挂了|挂掉|进不去|打不开|登不上|断了|中断)|宕机|服务.{0,4}(?:中断|停了|停止|不可用)|(?<!完)(?<!安)全(?:部|都|线|厂|校|楼|院|网|公司)?.{0,6}(?:断网|停产|停工|停线|上不了网|断了|停了|停机|用不了|打不开|瘫|黑屏|没网|没信号)|整(?:个|条|栋|套|座|间|层|片|台).{0,10}(?:停|断|瘫|没电|没网|用不了|不能用|没反应|没水|黑|不动|不转|不工作|罢工)|停产|停线|停工|断网|网.{0,2}断了|(?:收费|收银|挂号|门禁|生产|订单|支付|结算|报警|监控|呼叫|广播|考试|售票).{0,4}系统.{0,12}(?:断|停|崩|瘫|坏|用不了|不能用|打不开|进不去|没反应|死机|挂)|开不了工|干不了活|没法(?:上课|营业|生产|开工|做生意|收钱|收款|工作)|无法(?:上课|营业|生产|收款|工作|使用)|\b(?:whole|entire|all(?: of)?(?: our| the)?|everything|every)\b.{0,24}\b(?:down|stopped|offline|dead|out|dark|frozen|standing still|crashed|stuck|halted|not working|no power|unavailable)\b|\b(?:system|service|server|network|line|production|storage|plant|site|website|database|cluster|internet|payments?|tills?)\b(?: \w+){0,2}? (?:is|are|was|were|went|goes|gone|has been|have been|completely|totally|all|again|keeps going)(?: \w+){0,2}? (?:down|offline|crashed|dead|halted|stopped|not running|at a standstill|unavailable|unreachable)\b|\b(?:pacs|ris|emr|ehr|erp|mes|wms|crm|lis|scada) (?:is|are|was|went|has gone)(?: \w+)? (?:down|offline|dead|frozen|unavailable|unreachable|out)\b|(?:pacs|ris|emr|his|erp|mes|wms|lis)(?:系统)?(?:也|都|又|全|已经|现在)*(?:断|停|崩|瘫|挂|宕|打不开|用不了|进不去|登不上)|(?<!\bno )(?<!without )(?<!without a )\b(?:system|server|network|internet|website|production)s? (?:down|outage)\b|(?<!\bno )(?<!without )(?<!without an )(?<!not an )(?<!n't an )\boutage\b|\bstandstill\b|\bparalys|\bcan(?:'?t|not) (?:serve|take|process|work|operate|teach|open|trade|sell|produce|bill)\b|\bout of service\b|\bproduction (?:has )?stopped\b|\bline (?:has )?stopped\b|\bnobody can (?:work|log ?in|access|use)\b|\bno one can (?:work|log ?in|access|use)\b",
    "whole_down": r"\b(?:heater|water|shower|radiators?|heating|taps?|boiler) (?:is|are|stays?|runs?|comes out|was|keeps)(?: \w+){0,2} cold\b|(?:热水|电|网|画面|声音|信号|图像|冷气|暖气|水|影)(?:都|也|全)?没(?:了|有了|得)|(?:完全|彻底|一点都?|根本|压根|全)(?:都)?(?:不|没|用不|开不|打不|坏|死)|没反应|无反应|没(?:有)?(?:任何|一点)?(?:反应|动静|动力|画面|图像|信号|声音|热水|热气|冷气|暖气|制冷|压力|显示|电了?(?=$|[,，。!！了])|水(?=出来|了|$))|不(?:出|来)(?:热)?水|出不来|不(?:加热|制冷|制热|工作|启动|运行|运转|通电|亮(?!的)|开机|转(?!账)|动(?:了|弹)?(?=$|[,，。!！了啊])|热(?:了|$)|响应|点火|出纸|出票|打印|吸|抽|喷|充电|显示|排水|进水|脱水)|(?:开|启|发|发動|打)(?:不了|不起|不开|动不了|动唔到|动不到|不着|唔到)(?!电话|字)(?:机|动|来)?|开不了机|开唔到|启动不了|发动不了|打不着(?:火)?|点不着|动不了|用不了|用唔到|不能用|没法用|无法(?:启动|开机|使用|工作|运行|加热|制冷|通电|运转|打印|开门|关门)|不能(?:启动|开机|工作|运行|加热|制冷|通电|运转|打印)|黑屏|蓝屏|死机|罢工|趴窝|歇菜|挂了|报废|废了|坏了(?!一)|坏掉|坏咗|停机|停转|熄火|断电|没电|冇电|跳闸|罢机|打不开|关不上|合不上|锁死|卡死|卡住|抱死|趴下|歇了|嗝屁|没热水|不热|冰凉|全是冷水|\b(?:won'?t|will not|doesn'?t|does not|can'?t|cannot|didn'?t|isn'?t|not|refuses to|fails? to|unable to|stopped|no longer|never)\b (?!(?:the|an?|my|our) )(?:\w+ )?(?:turn(?:ing)? on|start(?:ing)?(?: up)?|power(?:ing)? (?:on|up)|boot(?:ing)?|work(?:ing|s)?|run(?:ning)?|open(?:ing)?|close|closing|heat(?:ing)?|cool(?:ing)?|mov(?:e|ing)|respond(?:ing)?|print(?:ing)?|charg(?:e|ing)|spin(?:ning)?|ignite|fire up|light|function(?:ing)?|connect(?:ing)?|grip|dispens(?:e|ing)|drain(?:ing)?)|\b(?:completely|totally|entirely|stone|just)? ?dead\b(?! ?line)|\bis dead\b|\bdead as\b|\bstopped (?:completely|altogether|entirely|dead)\b|\b(?:completely|entirely) stopped\b|\bno (?:power|picture|image|hot water|heat|heating|cooling|signal|response|display|sound|water|ignition|life|lights?)\b|\b(?:screen|display|projector|monitor|board)\b.{0,12}\b(?:black|blank|dark)\b|\bblack screen\b|\bblank screen\b|\bbroke(?:n)?(?: down)?\b(?! (?:link|button|knob|handle|sticker))|\bout of order\b|\bbricked\b|\bkaput\b|\bconked out\b|\bunusable\b|\bcrashed\b|\bfroze[n]?\b|\bgave up\b|\bpacked up\b|\bdied\b|\bseized\b|\bice cold\b|\bonly cold water\b|\bjammed (?:solid|shut)\b|\bstuck (?:closed|open|shut)\b",
    "part_down": r"(?:其中|有|里|里面|中)(?:的)?(?:一|两|二|三|几|1|2|3)(?:台|个|间|路|块|只|盏|支|根|条|套|部|组|扇)?.{0,12}(?:不|没|坏|黑|掉|断|停|死|失灵|罢工)|(?:一|两|几)(?:台|个|间|路|块|只|盏|支|根|条|套|部)(?:教室|电脑|灯|机器|喷头|端口|通道|屏|白板|投影|风扇|盘|喇叭|音箱)?.{0,6}(?:坏了|不亮|不转|没反应|不工作|黑屏|掉线|没信号|没声)|只有.{0,14}(?:坏|不行|不亮|黑|不能|没|失灵|不动|用不了)|别的都(?:好|正常|能)|其他(?:的)?都?(?:正常|好的|能用|没事)|其余.{0,3}(?:正常|能用|没事)|其它.{0,3}(?:正常|能用|没事)|\bone of (?:the|our|my|its)\b|\b(?:two|three|four|some|a few|several|half) of (?:the|our|my|its)\b|\b(?:one|two|three) out of\b|\b(?:the )?(?:others?|rest) (?:are|is|work|works|seem|all)\b|\ball the others\b|\bonly (?:the )?(?:left|right(?! *$)|port|channel|room|unit)\b|(?<!the )\bonly one (?:of|works?|is|side|unit|channel|port|lane|burner)\b|\b(?:one|single|second|third|left|right|rear|front|upper|lower|middle) (?:unit|channel|port|burner|zone|door|speaker|lamp|fan|screen|camera|printer|till|terminal|classroom|room|nozzle|jaw|drive|disk)\b.{0,14}\b(?:dead|out|down|not|won'?t|doesn'?t|failed|stopped|dark|broken)",
    "redundancy_lost": r"双(?:控|电源|机|路|控制器).{0,8}(?:掉|坏|只剩|少|失效|一)|(?:冗余|备用|备份).{0,6}(?:电源|控制器|链路|风扇|盘|系统).{0,6}(?:坏|掉|失效|没|断|报警|不)|(?:掉|坏)了?一(?:块|个|路)(?:盘|硬盘|电源|控制器|风扇|链路)|一(?:块|个|路)(?:盘|硬盘|电源|控制器|风扇|链路).{0,5}(?:坏|掉|红灯|失效|报警|离线|故障)|降级|热备.{0,6}(?:没|用|顶上)|阵列.{0,6}(?:降级|报警)|只剩(?:一|1)(?:个|块|路|台)|没有(?:冗余|备用)|\bredundan\w+\b.{0,16}\b(?:lost|gone|failed|down|missing)|\b(?:lost|losing|no) redundancy\b|\bdegraded (?:array|raid|mode|state)\b|\b(?:array|raid|pool|cluster) (?:is |went |shows? )?degraded\b|\bone of (?:the )?(?:two|both|dual) \w+|\b(?:running|left|down to|only) (?:on )?(?:one|a single) (?:power supply|psu|controller|fan|link|node|path|pump)\b|\bfail(?:ed)?.?over\b|\bhot spare\b|\bone (?:disk|drive|psu|power supply|controller|fan|node)\b.{0,14}\b(?:failed|dead|out|died|red|offline)",
    "spreading": r"越来越|一天比一天|(?:比|跟)(?:昨天|前天|上周|早上|之前|以前|刚才).{0,6}(?:更|快|大|严重|厉害|多)|逐渐|慢慢(?:变|扩|多|大)|扩大|加重|蔓延|恶化|快(?:要)?不行|快(?:要)?坏|撑不(?:了|住)|要坏|滴水|\bdrips?\b|漏水|渗水|漏油|渗油|漏液|漏气(?!味)|鼓包|裂(?:了|缝|开|纹)|温度.{0,6}(?:升|涨|往上|高)|异响.{0,6}(?:大|响)|泡了|泡坏|泡起|心里没底|\bgetting (?:worse|bigger|louder|hotter|slower)\b|\bworse (?:every|each|by the)\b|\bspread(?:ing|s)?\b|\bmore and more\b|\bincreasing(?:ly)?\b|\bclimbing\b|\bgrow(?:s|ing|n)\b|\bleak(?:s|ing|ed)?\b|\bdripping\b|\bseep(?:s|ing|age)?\b|\bcrack(?:s|ed|ing)?\b|\bbulg(?:e|ing)\b|\babout to (?:fail|die|break|give)\b|\bwon'?t last\b|\bon its last legs\b|\bany (?:day|minute|moment)\b|\bfaster than (?:yesterday|before)\b",
    "recurring": r"反复|频繁|经常|老(?:是|重启|死机|掉|跳|断)|总(?:是|重启|死机|掉|跳|断)|时不时|动不动(?:就)?|隔一会|每隔|自动(?:重启|关机|断开)|自己(?:重启|关机|停)|一会(?:儿)?(?:好|开|行|亮).{0,4}一会|来回(?:重启|跳)|不停(?:地)?(?:重启|报警|跳|断|响|闪)|一直(?:重启|报警|跳闸|闪|断|响)|连续.{0,4}(?:重启|报警|死机)|又(?:坏|停|断|死机|漏|跳|报警|出问题)|掉线|跳闸|间歇|时好时坏|断断续续|三天两头|重启(?:了)?(?:好几|几|两|三|四|五|\d)|\b(?:keeps?|kept) (?:\w+ )?(?:restarting|rebooting|crashing|tripping|dropping|stopping|shutting|turning|beeping|disconnecting|failing|freezing|cutting|resetting|switching|losing)\b|\breboots?\b|\brestarts? (?:by itself|itself|every|randomly|on its own)\b|\bintermittent(?:ly)?\b|\bon and off\b|\bevery (?:few|couple of|\d+|ten|five|two|hour|other)\b|\brandomly\b|\bover and over\b|\brepeatedly\b|\bagain and again\b|\btrips?\b(?: the breaker| out)?|\bonce in a while it (?:stops|dies)",
    "overheating": r"过热|发烫|烫手|很烫|温度(?:太|过|很|偏)高|高温报警|烧得慌|热得(?:厉害|烫)|\boverheat(?:s|ing|ed)?\b|\b(?:too|very|extremely|burning|really) hot\b|\bhot to (?:the )?touch\b|\btemp(?:erature|s)?\b.{0,12}\b(?:high|alarm|climbing|rising|warning)",
    "partial": r"一半|部分|有时候?(?:能|不|没|会)|偶尔(?:不|没|断|死|卡|失灵)|不(?:太|怎么|够|大)(?:热|冷|凉|亮|转|灵|好|稳|制冷|出水)|水(?:压|量)?(?:太|很)?小|变(?:小|弱|慢|暗|少)|没(?:力|劲|以前)|无力|降(?:速|频|到|了一半)|半速|速度.{0,4}(?:慢|降|减)|效果(?:差|不好)|失灵|不灵(?:敏)?|不准|偏差|误差|漂移|丢(?:帧|包)|卡顿|卡(?:得|的)|延迟|花屏|偏色|模糊|闪烁|闪屏|闪红灯|红灯|报警|报错|异响|噪音|响声|震动|抖|打滑|掉(?:件|料)|吸不(?:住|牢)|夹不(?:紧|住|牢)|漏(?!电|水|气|油)|少了|读不(?:出|到)|扫不(?:出|上)|连不上|识别不|一直响|不能(?!用|开机|启动|工作|运行)|\bhalf (?:speed|power|the|capacity)\b|\bpartly\b|\bpartially\b|\b(?:barely|hardly|only just|sometimes)\b|\bweak(?:er)?\b|\blow pressure\b|\blukewarm\b|\bnot (?:very|really|that|too) (?:hot|cold|cool|warm|bright|strong|accurate|stable)\b|\bnot (?:very |so |as )?(?:hot|cold|cool|warm|bright|strong|accurate|stable) (?:enough|as)?|\bslow(?:er|ed|ly|s)?(?: down)?\b|\bflicker(?:s|ing)?\b|\bblurr?(?:y|ed)\b|\bunstable\b|\berrors?\b|\balarm\b|\bnois(?:e|y)\b|\bgrinding\b|\brattl\w+|\bvibrat\w+|\bslip(?:s|ping)\b|\binaccurate\b|\bmisread\w*|\blag(?:s|ging|gy)?\b|\bpacket loss\b|\bmiss(?:es|ing) (?:some|every|a)\b|\breduced\b|\blimited\b|\bdrops? (?:about |parts?|one|packets|frames)|\b(?:touch|sensor|scanner|function|feature|mode|wifi|bluetooth|audio|sound|heating|cooling)\b.{0,12}\b(?:not working|doesn'?t work|won'?t work|failed|off|gone|missing)",
    "degraded": r"有点(?:慢|卡|响|吵|暗|松|偏|不准|小问题|怪|不顺)|稍微|略(?:微|有)|轻微|小(?:毛病|问题|故障)|还(?:能|可以|勉强)?(?:用|凑合|行|转|工作|开)|不影响|能用|能将就|凑合|勉强|影响不大|不(?:着)?急|不碍事|不严重|慢(?:一点|了点|半拍)|\b(?:a (?:bit|little)|slightly|somewhat|minor|small (?:issue|problem|thing)|tiny)\b|\bstill (?:works?|working|usable|running|runs|prints?|heats?|cools?|fine|ok)\b|\bnot urgent\b|\bno (?:rush|hurry)\b|\bwhen (?:you|someone) (?:have|has|get|gets) (?:a )?(?:time|chance|moment)\b|\botherwise (?:fine|ok|works)\b|\bworks (?:fine|ok)\b|\bcan live with\b|\bnot a big (?:deal|problem)\b|\bdoesn'?t (?:affect|bother|stop)\b",
    "cosmetic": r"掉漆|划痕|刮花|划了|贴纸|标签|外壳.{0,4}(?:裂|黄|松|花)|变色|发黄|生锈|锈(?:了|斑|迹)|脏|污渍|字(?:迹)?(?:磨|看不清|掉)|不好看|难看|外观|凹(?:了|陷|坑)|翘边|褪色|\bscratch(?:es|ed)?\b|\bdent(?:s|ed)?\b|\bcosmetic\b|\bpaint\b|\bsticker\b|\blabel\b.{0,12}\b(?:peel|fad|came|off|worn)|\bdiscolou?r\w*|\bfaded?\b|\brust(?:y|ed)?\b|\bstain(?:s|ed)?\b|\bugly\b|\blooks? (?:bad|ugly|shabby)\b|\bpeel(?:s|ing|ed)?\b|\byellow(?:ed|ing)\b",
    "inconvenience": r"不方便|麻烦(?!您|你|帮|师傅|派|安排|来)|费劲|费力|有点烦|不顺手|按键.{0,4}(?:硬|松|紧)|声音(?:有点|稍)?(?:大|小)|时间不(?:对|准)|显示时间|\binconvenient\b|\bannoying\b|\bawkward\b|\bsqueak(?:s|y|ing)?\b|\bstiff\b|\bbeep(?:s|ing)?\b|\bclock (?:is )?wrong\b|\bwrong time\b",
    "workaround": r"(?:先|暂时|目前|现在)用(?:别的|备用|手动|另|其他|其它)|手动(?:能|可以|还)|换(?:了)?(?:个|一个|台|另)?.{0,6}(?:能用|先用|顶着|就行|可以)|备用(?:的)?(?:顶|先|在用|能用)|顶着|绕(?:过|开)|临时(?:用|办法|解决)|凑合着|可以(?:先)?用(?:手机|另|别|其)|重启(?:一下)?(?:就|能|又)(?:好|行|可以|能)|\bwork(?:ing)? ?around\b|\bmanually\b|\bin the meantime\b|\bfor now we\b|\bwe (?:can |just )?use (?:the )?(?:other|another|backup|spare)\b|\bbackup (?:is )?(?:working|running|in use)\b|\blive with it\b|\bget(?:ting)? by\b|\busing (?:the |a |our )?(?:spare|backup|other|second|old)\b|\b(?:after|until) (?:a |we )?restart\b.{0,12}\b(?:works|fine|ok)|\brestarting (?:helps|fixes|it helps)",
}  # fmt: skip
_PATTERNS = {name: Bilingual(words) for name, words in _WORDS.items()}
_SELF_NEGATING = {
    "whole_down",
    "part_down",
    "degraded",
    "service_interrupted",
    "partial",
    "workaround",
    "data_loss",
    "redundancy_lost",
}
_PAST = regex(r"修好|好了|恢复|解决|正常了|fixed|resolved|back to normal|works? again|recovered")
_BROKEN_PART = regex(
    r"按键|按钮|遥控器|贴|漆|灯(?!都)|把手|外壳|标签|盖|旋钮|\b(?:button|knob|handle|sticker|label|cover|lamp|light|remote|key)\b"
)
_ONE_OF = regex(
    r"[两二三四五六七八九十几多\d]{1,8}(?:个|台|间|套|块|部|路|支|根)(?:教室|机器|设备|会议室|门店|收银|终端|通道|车间)?(?:里|中|当中|里面)|one of|out of (?:\w+)|of (?:the|our) (?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
)
_INTERRUPTED = scan(r"断|停|瘫|中断|不能|没|坏|down|out|stopp|offline|interrupt|without|dead")


def find(r: Reading) -> tuple[Evidence, ...]:
    """Severity evidence without danger.  Offsets are those of the original text."""
    n = r.n
    clauses = [c for c in r.told if c.start < MAX]
    found: list[Evidence] = []
    alive = live(n.text)
    within = [(name, pattern.within(n.text, alive)) for name, pattern in _PATTERNS.items()]
    possible = [(name, search) for name, search in within if search is not None]
    for clause in clauses:
        if clause.supposed or clause.other:
            continue
        if clause.past:
            _add_past(n, clause, found)
            continue
        for name, search in possible:
            m = search(clause.text)
            if m is None or (name not in _SELF_NEGATING and negated(clause.text, m.start(), 4)):
                continue
            if name == "whole_down" and _still_fine(clause, m):
                continue
            found.append(_evidence(n, clause.start + m.start(), clause.start + m.end(), name))
    found += _long(r, clauses)
    down = [_evidence(n, *place, "redundancy_exceeded") for place in redundancy.beyond(n.text[:MAX], clauses)]
    if down:  # that is no part of many, nor a spare one
        found = [e for e in found if e.reason not in ("part_down", "redundancy_lost")]
    return (*_settle(found, n.text[:MAX]), *down)


def _still_fine(clause: Clause, m: re.Match[str]) -> bool:
    """ "It is not that it does not start", "no problem starting"."""
    return bool(
        re.search(
            r"不是(?:完全)?(?:不|没)|没有(?:说)?(?:不|坏)|\bnot that it\b|\bno problem\b",
            clause.text[max(0, m.start() - 6) : m.end()],
        )
    )


def _add_past(n: Normal, clause: Clause, found: list[Evidence]) -> None:
    m = _PAST.search(clause.text)
    if m is not None:
        found.append(_evidence(n, clause.start + m.start(), clause.start + m.end(), "past_resolved"))


def _evidence(n: Normal, start: int, end: int, reason: str, minutes: int | None = None) -> Evidence:
    a, b = n.original(start, end)
    return Evidence(n.raw[a:b], a, b, reason, minutes)


def _long(r: Reading, clauses: list[Clause]) -> list[Evidence]:
    """How long it has been interrupted."""
    if not _INTERRUPTED.search(r.n.text):
        return []
    counting = [r.n.original(c.start, c.end) for c in clauses if c.counts]
    return [
        Evidence(e.text, e.start, e.end, "long_interruption", int(e.value))
        for e in r.entities
        if e.entity == "duration" and any(a <= e.start < b for a, b in counting)
    ]


def _settle(found: list[Evidence], text: str) -> list[Evidence]:
    """What one reading excludes of another: one of many is not the whole; a button is not the machine; a long
    time only counts for an interruption."""
    names = {e.reason for e in found}
    drop: set[str] = set()
    if "part_down" in names or _ONE_OF.search(text):
        if "whole_down" in names and "part_down" not in names:
            found = [
                Evidence(e.text, e.start, e.end, "part_down") if e.reason == "whole_down" else e
                for e in found
            ]
        drop |= {"whole_down"}
    if "redundancy_lost" in names:
        drop |= {"whole_down", "part_down"}
    if not names & {"service_interrupted"}:
        drop |= {"long_interruption"}
    if "cosmetic" in names:
        drop |= {"whole_down"} if not names & {"service_interrupted"} and _BROKEN_PART.search(text) else set()
    return [e for e in found if e.reason not in drop]
