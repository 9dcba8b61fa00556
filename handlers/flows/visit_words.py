"""The words by which customers speak of a visit that is booked (:mod:`handlers.flows.meanwhile`)."""

from __future__ import annotations

from handlers.wording import regex

_MAN = r"(?:师傅|师父|工程师|技术员|技师|维修工|维修员|维修人员|他|人家)"
_EN_MAN = r"(?:technician|engineer|repair ?man|guy|man|he|she|they|your (?:people|man|guy))"
AHEAD = regex(
    r"(?:来|到|上门|出发|出门|过来)(?:之前|以前|前|的时候|时).{0,6}(?:打|来个|电话|联系|说一声|通知)|提前(?:给我|先)?(?:打|来个?|通知|联系|说)"
    r"|\b(?:call|ring|phone|text|let me know)\b.{0,12}\b(?:before|ahead|when (?:you|he|they)|on (?:the|your|his) way|first)\b.{0,20}\b(?:come|coming|arriv\w*|leav\w*|set|way|set off|ahead)\b"
    r"|\b(?:call|ring|phone|text) (?:me )?ahead\b"
)
_WHO = (
    rf"^(?:请问)?(?:是)?谁(?:来|上门|过来)|(?:哪个|哪位|什么){_MAN}|{_MAN}.{{0,3}}(?:姓|叫什么|叫啥|是谁)|谁来(?:修|做|弄)"
    rf"|^which (?:engineer|technician|guy|man)\b.{{0,12}}$|\bwho(?:'s| is| will(?: be)?|'ll)? (?:com|going|your (?:technician|engineer))\w*|\b{_EN_MAN}(?:'s)? name\b"
)
WHO_COMES = regex(_WHO)  # before anybody is known
WHO = regex(
    _WHO
    + rf"|{_MAN}.{{0,3}}(?:电话|手机|号码|联系)|(?<!你们)(?<!客服)(?<!公司)(?<!人工)(?<!商)电话(?:号码?)?(?:是)?(?:多少|给我|发我)|\b{_EN_MAN}(?:'s)? (?:number|phone|contact)\b"
)
SAME_PERSON = regex(
    rf"(?:上次|之前|以前|原来|同一|同样)(?:来)?的?(?:那)?(?:个|位|一个)?{_MAN}|{_MAN}.{{0,4}}(?:还是|跟)上次|\b(?:same|last|previous) (?:technician|engineer|guy|man|person)\b"
)
HERE = regex(
    rf"^{_MAN}?(?:已经|刚刚?|都)?(?:到了|来了|到啦|来啦|上门了)|^{_MAN}(?:已经|刚刚?)(?:到|来)$|^(?:人|{_MAN})(?:已经|刚刚?)?(?:到|在)(?:我)?(?:这儿?|这里|家|现场|门口|楼下)?了$"
    rf"|^(?:the |your )?{_EN_MAN}(?:'s| is| are| has| have)? (?:just |already |now )?(?:here|arrived|at the door|turned up|shown up)\b"
)
CANNOT = regex(
    rf"{_MAN}.{{0,12}}(?:来不了|不来了|过不来|来不到|不能来|没法来|取消了|推了)|\b{_EN_MAN}\b.{{0,25}}\b(?:can'?t|cannot|won'?t|not able to|unable to) (?:come|make it)\b"
)
PAY = regex(
    rf"{_MAN}.{{0,10}}(?:收|要(?!是)|加|额外|另外|让我(?:付|给|转)).{{0,8}}(?:钱|费|元|块|\d{{2,}})|(?:现场|上门)(?:又|还)?(?:要|加|收).{{0,6}}(?:钱|费)"
    rf"|\b{_EN_MAN}\b.{{0,20}}\b(?:wants?|asks?|asked|asking|charg\w+|demand\w*)\b.{{0,25}}(?:money|cash|pay|fee|extra|charge|[$¥€]|\d{{2,}})"
)
SOONER_OR_LATER = regex(
    r"(?:能|可以|可不可以|能不能)(?:不能)?(?:再)?(?:早|晚|迟|提前|推迟)(?:一?点|些)?|\b(?:come|be here|make it|do it|visit|have it|get here|be) (?:\w+ )?(?:earlier|later|sooner)\b"
)
AWAY = regex(
    r"(?<!如果)不在(?:家|公司|店里|单位|这)?|没(?:有)?(?:空|时间|人在家)|家里没人|(?:被|在|要)?(?:隔离|住院|封控)(?!柜|开关|栏)|有事|要?(?:上班|开会|出差|出门|加班)|走不开|唔得闲|唔喺度|冇时间"
    r"|\b(?:not|won'?t be|am not|will not be|isn'?t) (?:at )?(?:home|in|there|here|available|around)\b|\b(?:can'?t|cannot) (?:make|do) (?:it|that|then)\b"
    r"|\b(?:nobody|no one) (?:is |will be |'s )?(?:at )?(?:home|in|there|available)\b|\bout of town\b|\bquarantine\w*\b|\bin (?:the )?hospital\b|\b(?:i'?m|i am|i'?ll be|will be) (?:busy|away|in a meeting|at work|out)\b"
)
#: Somebody else opens the door.
LET_IN = regex(
    r"(?:邻居|隔壁|物业|门卫|保安|前台|房东|租客|同事|我?(?:妈|爸|爱人|老公|老婆|太太|先生|儿子|女儿|孩子|婆婆|公公|奶奶|爷爷|姐|弟|哥|妹))[^,，。]{0,4}(?:在家|在(?=$|[,，。])|有钥匙|拿钥匙|开门|等(?:你们|师傅|着))|钥匙(?:在|放)"
    r"|\b(?:neighbou?r|wife|husband|son|daughter|mother|mum|mom|father|dad|reception|caretaker|porter|landlord|tenant|colleague|security|guard)s?(?: \w+){0,2} (?:has|have|got) (?:the|a) keys?\b"
    r"|\b(?:neighbou?r|wife|husband|son|daughter|mother|mum|mom|father|dad|caretaker|porter|landlord|tenant|colleague|guard) (?:will be|is|'ll be|can|will) (?:in|there|home|at home|let|open)\b|\bkeys?(?: is| are|'s)? (?:with|under|at) (?:the|my|our|a)\b"
)
NAME_WRONG = regex(
    r"(?:名字|姓名|姓)[^,，。]{0,4}(?:错|不对|打错|改)|\b(?:my |the )?name (?:is|was) (?:wrong|misspel\w+|spel\w+|not)\b|\b(?:misspel\w+|spel\w+|wrong) (?:my |the )?name\b|\bchange (?:the|my) name\b"
)
NOT_THERE = regex(r"不在|没(?:有)?(?:空|人)|\bwon'?t be\b|\bnot (?:at )?home\b|\bnobody\b")
THAT_DAY = regex(r"那天|当天|改天|整天|\b(?:that|all|the whole) day\b|\bsome other day\b")
ALTERNATIVE = regex(
    r"[改换](?!天)|行不行|可不可以|可以吗|行吗|得唔得|\b(?:instead|rather|move|change|reschedule|how about|what about)\b"
)
NOBODY = regex(
    rf"(?<!家里)(?<!家)没(?:有)?人|没(?:有)?(?:人来|见人|来|到)|没见到?(?:人|{_MAN})|人呢|不见人|{_MAN}(?:呢|人呢)|\b(?:nobody|no one|no-?body|noone)\b(?!(?:'s| is| will be) (?:home|in|at|there|available)| home)|\bnot (?:here|come|arrived|shown)\b"
    rf"|\b(?:has|have|did)(?:n'?t| not) (?:come|arrived?|shown?|turned? up)\b|\bno[- ]show\b|\bwhere(?:'s| is| are) (?:the |your |my )?{_EN_MAN}\b|^(?:is (?:he|she) |are they |you )?running late$"
)
COMING = regex(
    r"(?:能|会|可以|还)(?:按时|准时)?(?:到|来|过来)(?:的)?[吗么]|\b(?:will|can|is|are) (?:he|she|they|you|somebody|someone|the \w+) (?:still )?(?:be )?(?:come|coming|here|there|make it|on time)\b|\bstill coming\b"
)
RIGHT = regex(r"[是对](?:吧|吗|不|么)$|没错吧$|\b(?:right|correct|isn'?t it|still)$")
AS_IT_WAS = regex(r"\bas (?:it was|planned|before)\b|\boriginal\b|照旧|原来|原定|原先")
MOVES = regex(
    r"\bcome (?:a (?:bit|little) |any |(?:half )?an hour |[a-z0-9]+ (?:hours?|minutes?) )?(?:earlier|sooner|later)\b|(?:换|改)(?:一?个|一下)?(?:时间|日子|日期|天)|\b(?:another|a different|some other|a new) (?:time|day|date|slot|appointment)\b"
)
PRACTICAL = regex(
    r"工作证|证件|身份证明|晚到|迟到|门禁|门铃|密码|后门|侧门|停车|车位|有狗|养狗|钥匙|梯子|[没有]电梯|走楼梯|鞋套|门卫|保安|物业登记|就走了?$|[要得]走$|敲门"
    r"|\b(?:gate|door|access|entry) code\b|\b(?:the|a|our|my) dogs?\b|\bladder\b|\bpark(?:ing)? (?:at|in|is|on|behind|outside)\b|\b(?:side|back|rear) (?:door|gate|entrance)\b"
    r"|\bparking\b|\b(?:tell|ask) (?:the )?(?:guard|concierge|reception|porter|doorman)\b|\bkeys? (?:is|are)\b|\b(?:ring|door) ?bell\b|\bno (?:lift|elevator)\b|\bhave to (?:leave|go)\b|\bid card\b|\bbadge\b|\bshow (?:his |her |their |an )?id\b"
)
INVOICE = regex(r"发票|抬头|税号|专票|普票|\binvoice\b|\bvat\b")
CALLS_OFF = regex(r"^(?:那|算了|还是)?(?:我们?)?(?:先)?不(?:用)?(?:做|保养|装|约|来|检查)了(?:吧|啊|谢谢)?$")
PART = regex(
    r"(?:配件|零件|备件|件|货)(?:呢|到了?[吗没]|到货|来了?[吗没]|什么时候|几时|啥时候|怎么样)|\b(?:parts?|spares?)\b.{0,20}\b(?:arriv\w*|here|come|in|yet|when)\b|\bwhere(?:'s| is| are) (?:the|my) (?:parts?|spares?)\b"
)
NEW_NUMBER = regex(
    r"(?:手机|电话|号码?).{0,4}(?:改|换|变|更新)|新(?:手机|电话|号码)|\b(?:new|changed?|different) (?:phone|number|mobile)\b|\bnumber (?:has )?changed\b"
)
NO_NAME = regex(r"电话|手机|号码|联系|打[他她]|\d")
UNTIL = regex(
    r"(?:才|以后|之后)(?:有人|有空|在家|回来|能)|\b(?:until|till|before)\b"
)  # a time from which on it suits
CANCELS = regex(
    r"取消(?:了|掉)?(?:吧|好了|算了|啦)$|\b(?:just |please )?cancel (?:it|the visit|that|the appointment)(?: please| then| altogether)?$"
)
CAME = regex(
    rf"{_MAN}(?:已经|刚刚?|都)?(?:来了|来过|走了|刚走|来修过|修过|来看过)|(?:来|上门)(?:修|看)过了?|\b{_EN_MAN}(?: \w+)? (?:came|has been|was here|left|just left)\b"
)
