"""Short answers: yes and no, a choice from a list, "I don't know", and the words that work everywhere."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.scene import Scene
from handlers.wording import regex
from nlu.normalise import normalise

_EDGE = regex(r"^[\s\W_]+|[\s\W_]+$")
_YES = frozenset(
    ["是", "是的", "对", "对的", "好", "好的", "好吧", "好啊", "嗯", "嗯嗯", "恩", "行", "行的", "行吧", "可以", "可以的", "没问题", "没错", "同意", "我同意", "确认", "确定", "正确", "要", "要的", "需要", "ok", "okay", "可以啊", "同意的", "是啊", "是呀", "对啊", "对呀", "没错的", "就这样", "就这个", "接受", "办吧", "成", "中", "得", "得嘅", "好呀", "系", "系啊", "系呀", "系嘅", "係", "係呀", "係啊", "係嘅", "冇问题", "yes", "y", "yep", "yeah", "yup", "sure", "right", "correct", "agreed", "agree", "confirm", "confirmed", "fine", "alright", "please"]
) | {"yes please", "that's right", "that is right", "go ahead", "i agree", "sounds good", "all right", "ok good",
     "of course", "i accept", "yes i agree", "yes that's right", "好的谢谢", "好谢谢", "yes thanks", "ok thanks"}  # fmt: skip
_NO = frozenset(
    ["不", "不是", "不对", "不行", "不要", "不用", "不同意", "不可以", "不需要", "不必", "不必了", "不用了", "不了", "没有", "不确认", "错了", "否", "不接受", "唔系", "唔使", "唔好", "唔得", "no", "n", "nope", "nah", "wrong", "incorrect", "cancel", "disagree"]
) | {"not really", "no thanks", "no thank you", "i do not agree", "i don't agree", "not correct", "that's wrong",
     "不想", "算了", "都不行", "都不可以", "都不合适", "没好", "还没好", "没修好", "还没", "还没有", "没呢", "没有好", "not yet", "not fixed", "none of them", "none", "neither"}  # fmt: skip
_CALMS = regex(
    r"(?:没关系|放心|就这些|好|嗯|我们?|这个|也|都|倒|其实|的|了|哈|啊|呢|就行|行|不(?:太|是很|怎么|用|算|用那么)?(?:着?急|赶|紧急)|没(?:有)?人受伤|没(?:什么)?大?(?:事|碍)|没(?:有)?危险|慢慢来|有空再来)+"
    r"|(?:(?:that's all|it's|its|it is|there's|there is|this is|ok|oh|well|so|but|don't worry|whenever you can|and|no) )*(?:not (?:that |so |very |really )?urgent|no (?:rush|hurry|problem|danger|worries)|not (?:a )?(?:problem|emergency|dangerous)|(?:nobody|no one) (?:is|was|got) (?:hurt|injured)|take your time)(?: (?:at all|though|really|here|yet))?"
)
_CALM = regex(r"急|赶|受伤|没.{0,3}[事碍险]|慢慢|有空|\b(?:not|no|nobody|take)\b")
#: Said beside a yes or a no and part of neither.
_COURTESY = regex(
    r"(?:(?:非常|太|先|那)?(?:谢谢|多谢|感谢|唔[该該]|辛苦|麻烦|拜托)(?:了|你们|您们|您|你|啦|哈|啊|师傅|嗮|晒)*)+$|(?: (?:thanks?|thank you|thx|cheers|please|very much|a lot|so much))+$"
)
#: "Right?" is a question, whatever it asks to be said.
_ASKS_FOR_IT = regex(r"[?？]\s*$|^(?:这样|都|全)?(?:是|对|没错|正确|没问题)(?:的)?(?:吧|吗|么|不|嘛)$")
_MARK = regex(
    r"[,，.。;；!！\n]\s*(?:但是?|不过|but )?|\s+(?=and (?:please |don'?t |do not |also |can |send )|but )",
    re.IGNORECASE,
)
_GIVES_UP = regex(
    r"^(?:哦|噢|那|哎呀?|不好意思|对不起|抱歉)*(?:打错(?:电话|号码)?了?|点错了|发错(?:人|地方)?了|当我没说(?:过)?|唔使(?:喇|啦|了|嘞)|不麻烦(?:你们|您|你)?了|(?:我)?不想?(?:修|弄|报|要)了(?:要?(?:买|换)(?:个)?新的?了?)?)(?:谢谢|吧|啊|哈|不好意思|抱歉)*$|(?:换|找)(?:了)?(?:别家|别人|另一家)(?:修)?了|(?:我)?自己(?:能|会|来)?(?:修|弄|搞)(?:好|定|了|吧)|(?:邻居|朋友|家里人|儿子|老公|物业)[^,，。]{0,4}(?:修好|弄好|搞定)了|(?:已经)?(?:买|换)了(?:台|个|一台|一个)?新的|自己(?:找|请|叫)(?:个)?(?:人|师傅)(?:修|来)|(?:找|请|叫)(?:别人|别家|别的)(?:修|来)?了?$|\b(?:find|get|call) (?:someone|somebody) else\b|^(?:那|那我|我|太贵了?|算了)?(?:先|暂时)?(?:不要了|不修了|不弄了|不报了|不用修了?|别来了|别修了)(?:吧|啊|太贵了?|算了)? ?(?:谢谢)?$"
    r"|\b(?:forget (?:it|about it)|not worth (?:it|repairing)|i(?:'ll| will| can|'m going to| am going to| could) (?:just )?(?:fix|repair|do|mend|sort) (?:it|this) (?:my|our)sel(?:f|ves)|(?:i|we) (?:don't|do not|no longer) need (?:it|this|you|that|anybody|anyone|a (?:repair|visit|technician))(?: any ?more| now)?$|(?:bought|got|ordered|buying) (?:a |an )?new one|(?:neighbou?r|friend|son|husband|wife|brother|uncle|someone else|somebody else) (?:has |already |just )*(?:fixed|repaired|sorted) it|^(?:sorry )?wrong number(?: sorry)?$|^never ?mind\b|(?:delete|withdraw|remove|drop) (?:this|the|my) (?:report|ticket|case|request)|don't bother|do not bother|i don't want it (?:fixed|repaired)(?: any ?more)?|leave it)\b"
)
_NAMED = regex(r"/(?P<name>[A-Za-z_]\w*)\s*(?:\{.*\})?", re.DOTALL)
_UNKNOWN = regex(
    r"不知道|不清楚|不晓得|找不到|没找到|看不清|看不到|没有(?:序列号|编号|号码|铭牌)|不记得|忘了|记不得|没带|没在身边|不在(?:家|身边|现场)|唔知|搵唔到"
    r"|没(?:有)?(?:空|时间|功夫)(?:去|再)?(?:找|看|翻|弄|查|拍)|懒得(?:找|看|翻)|不想(?:找|翻|爬)|\bno time to (?:look|find|check|search)\b|\bcan't be bothered\b"
    r"|\b(?:sticker|label|plate|tag) (?:is|has|was|came|fell|got) (?:\w+ )?(?:gone|missing|off|worn|faded|torn|illegible|lost)\b|看不见|没看见|没(?:有)?(?:号|牌|标签)|没写|没处(?:找|看)|太高|够不(?:着|到)|哪有|lost (?:it|the)|nowhere|not there"
    r"|磨(?:掉|没|花)|(?:掉|撕)了|don'?t (?:know|have|remember)|do not (?:know|have)|not sure|no idea|can'?t (?:find|read|see)|cannot (?:find|read|see)"
    r"|\bidk\b|\bdunno\b|\bno clue\b|unreadable|no (?:serial|label|plate|numbers?\b(?! ?\d))|unknown|skip|跳过|没有$|^无$|^没$"
)
_FILLERS = regex(
    r"[我的也了啊吧呢他她它你还真都就这那个呀,，。 ]|现在|名字|姓名|姓|叫|什么|电话|手机|号码?|\b(?:i|it|its|the|an?|my|his|her|sorry|that|this|now|really|we|do|is|am|name|phone|number)\b"
)
_SOONEST = regex(
    r"越(?:快|早)|尽(?:快|早)|最(?:快|早)|等不(?:了|及|起)|不能(?:再)?等|马上|立刻|^现在(?:就)?$|随便|都(?:行|可以)|哪个都|你们(?:定|安排|看)|"
    r"^now$|\bright now\b|\bimmediately\b|\basap\b|\bas soon as\b|\bsoonest\b|\bearliest\b|\bany ?(?:time|of them)?\b|\bwhichever\b|\bwhenever\b|\b(?:you|your) (?:choose|pick|decide|choice|call)\b|\bup to you\b|\b(?:don't|do not) mind (?:when|which)\b|\ball (?:fine|the same)\b|\bright away\b|\bthe sooner\b|\bcan(?:no|')t wait\b"
)
_OVER = regex(
    r"好了|修好|正常|能用|可以用|恢复|解决|搞定|取消|撤|不(?:用|必|需要|要|想)|算了|别(?:来|派)|\b(?:works?|working|fixed|solved|resolved|ok|fine|okay"
    r"|running|back|again|cancel|withdraw|no need|no longer|not need|don't need|not necessary|don't come|call off)\b"
)
_NOT_OVER = regex(
    r"(?:插|关|说|定|约|填|写|记|准备|收拾|放|审批|批|商量|谈|问|想|考虑|选|找|拍|付|交|签)(?:都|也)?好了|好了好了|好了?一半|没事了吧|知道了|\b(?:came|come|comes) back\b.{0,20}\b(?:and|but) (?:broke|stopped|fail\w*|went)\b.*|\bpush\w* (?:it )?back\b|(?:修|弄|搞)?好了?[^，。]{0,4}(?:又|还是|仍)(?:漏|坏|不|没|停|响|跳|出|开始).*|\b(?:fixed|worked|works|working)\b.{0,20}\b(?:but|and|then)\b.{0,20}\b(?:again|leak\w*|broke\w*|stopped)\b.*|没(?:有)?(?:完全)?(?:解决|修好|弄好|搞定|恢复|好)|不(?:能用|可以用|正常)|\b(?:not|n't|never) (?:\w+ )?(?:work\w*|fixed|solved|resolved|ok|fine|running|back)\b"
    r"|\b(?:c[ao]m(?:e|es|ing)|be|go(?:es|ing)?|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)) back\b(?! (?:up|on|online|to normal))"
)
_WORKS = regex(
    r"好了|修好|正常|能用|可以用|恢复|解决|搞定|\b(?:works?|working|fixed|solved|resolved|running|again|back)\b"
)
_ASKS = regex(
    r"^(?:这|那|你|您|啥|请问)?.{0,4}(?:什么|啥|咋|哪(?:里|儿|个|块|有)?|怎么(?:看|找|弄|填|写|说)?|为什么|为啥|干嘛|干什么|做什么).{0,8}$"
    r"|^(?!what if\b)(?:what|which|where|why|how)\b.{0,40}$|^(?:sorry|pardon|eh|huh|hm+|啊|嗯|哈)$"
)
#: The customer's own customers: they hurry us, and complain of somebody else.
_OTHERS_COMPLAIN = regex(
    r"(?:客户|顾客|学生|家长|用户|病人|住户|客人|老师|领导)们?(?:都|已经|在|又|要|也|天天)*(?:投诉|抱怨)(?!你)(?:我们?)?"
    r"|\b(?:customers?|clients?|users?|guests?|tenants?|parents?|patients?|students?|teachers?)(?: (?:are|is|have|has|keep|already|all|been|now|start(?:ed)?)){0,3} complain\w*(?! (?:about|of) you)"
)
_ANGRY = regex(
    r"\b(?:you(?:'re| are| guys are| people are)|this (?:bot|service|company)(?: is|'s)|your (?:service|company) is) (?:\w+ )?(?:useless|rubbish|garbage|terrible|hopeless|incompetent|pathetic|awful|horrible|a joke|the worst|idiots?|stupid)\b|(?:有没有|到底有|还有)(?:没有)?人管|骗子|骗人|骗钱|坑人|坑钱|黑心|修(?:了|过)(?:[两二三四五六七八九几好多\d]+)(?:次|回|遍|趟)了?.{0,4}(?:还|又|仍|都|没|不)|投诉|(?<![a-z\d])123[14]5(?!\d)|曝光|律师|起诉|法院|赔(?:偿|钱|我)|(?:找|叫|让)(?:你们)?(?:的)?(?:经理|领导|老板)|你们(?:的)?(?:领导|经理|老板|主管|负责人)"
    r"|\bwant (?:my|the) (?:money|\S{0,3}\d+(?: \w+)?) back\b|\bscam|\b(?:third|fourth|fifth|3rd|4th|5th) time (?:i(?:'m| am| have|'ve)? (?:call|tell|ask|report|writ)\w*|you|he|they|your|somebody|someone|it (?:was|has been) (?:fixed|repaired))\b|\b(?:repaired|fixed) (?:it )?(?:twice|(?:two|three|four) times) (?:and|but|already)\b"
    r"|\bcomplain|\blawyer|\bsue\b|\bcompensat|\byour (?:manager|supervisor|boss)\b"
    r"|\b(?:speak|talk|get|want|give|fetch|call|see|where)\b[^.,;!?]{0,16} (?:the|a) (?:manager|supervisor|boss)\b"
)
_EARLIER = regex(
    r"早(?:一?点|些)|提前|提早|快(?:一?点|些)|太(?:晚|迟|久)|\b(?:earlier|sooner|too late|that late|that long)\b"
)
_RETHINKS = regex(
    r"还是(?:修|来|派|做|换|要)|(?:那就?|就)(?:修|来|派|换)|修吧|来吧|派人吧|同意|接受|(?:付|给|出)(?:钱|费).{0,3}(?:行|可以|吧)"
    r"|\bi(?:'ll| will)? (?:agree|pay)\b|\bgo ahead\b|\bdo it\b|\bafter all\b|\bchanged my mind\b"
)
_REPORTS = regex(
    r"^(?:你好|您好|喂|请问|那就?|好吧|那好吧?|那还是|就)*(?:我|我们|我家|帮我|麻烦)?(?:想|要|需要|想要|得|来)?(?:报(?:个|一下)?修|报(?:个|一下)?故障|维修|修理|修(?:个|一下)?(?:东西|机器|设备|家电)?)(?:一下)?(?:啊|呀|吧|了|的)?$"
    r"|^(?:hi |hello )?(?:i |we )?(?:would like to |want to |need to |need (?:a )?|want (?:a )?|'d like to )?(?:please )?(?:report(?:(?: a| an| my)? (?:fault|problem|issue|defect)| (?:it|something|this))?|(?:a )?repair)(?: please)?$"
)
_CANCEL = frozenset(
    ["取消", "算了", "不报了", "不报修了", "取消报修", "撤销", "撤回", "不弄了", "不修了", "cancel", "stop", "quit", "abort"]
) | {"never mind", "nevermind", "forget it", "cancel it", "cancel the report", "cancel report", "取消吧", "还是算了", "算了吧", "算了不报了"}  # fmt: skip
_RESTART = frozenset(["重来", "重新开始", "从头来", "重新来", "从头开始", "重填", "restart", "reset"]) | {
    "start over", "start again", "begin again", "from the beginning"
}  # fmt: skip
_HUMAN = frozenset(
    ["人工", "转人工", "人工客服", "人工服务", "找人工", "真人", "客服", "接线员", "话务员", "转接人工", "转客服", "活人", "找客服", "human", "agent", "person", "operator", "representative"]
) | {"talk to a human", "real person", "human please", "a human", "a person", "speak to a person", "speak to an agent",
     "talk to a person", "customer service", "live agent"}  # fmt: skip
_NO_MACHINE = regex(
    r"(?:不(?:要|想|愿意?|喜欢)|别让我)(?:再)?(?:跟|和|同|对着)(?:你们?这?个?|这个|一个)?(?:机器人|机器|ai|人工智能)|不要机器人|\b(?:don't|do not|won't|not) (?:want to |wanna |like to )?(?:talk|speak|chat|talking|speaking)(?:ing)? (?:to|with) (?:a |an |the |some |this )?(?:ro)?(?:bots?|machine|computer|ai)\b|\bno (?:ro)?bots?\b|\bis (?:there )?(?:anybody|anyone|somebody|someone) real\b|\bany real (?:people|person|humans?)\b"
)
KNOWN = _YES | _NO | _CANCEL | _RESTART | _HUMAN  # words that are an answer and nobody's name
BINDING = frozenset(["同意", "我同意", "不同意", "我不同意", "接受", "不接受", "确认", "确定", "agree", "agreed", "i agree", "i do not agree", "i don't agree", "disagree", "confirm", "confirmed", "i accept"])  # fmt: skip
_LEAD_IN = regex(r"^(?:那好吧|那好|那就|那|好吧|好的|好|行|嗯|哦|噢|ok|okay|well|all ?right|fine|oh)\s*")
_STILL_WORKS = regex(
    r"(?:现在)?(?:还是?)?能(?:用|使)的?|(?:(?:no|nope|yes|yeah|well) )?(?:it |it's |it is )?(?:still )?(?:works|runs|working|running)(?: (?:fine|ok))?|(?:i|we) can still use it"
)
_WORKS_ON = regex(
    r"^(?:only|just) (?:the|one|on|in|at|when|sometimes|with)\b|^(?:就|只)(?:有|是)?(?:[一那这左右上下]|有时|偶尔)|^(?:也|倒|又)?(?:不是|没)(?:有)?坏|\b(?:it's |it is |its )?not (?:broken|dead)\b|^(?:嗯|哦|现在|目前)?(?:还|暂时|勉强)?能(?:用|使|转|跑|开|动)|^(?:(?:no|nope|yes|yeah|well|ok) )?(?:it |it's |we |we're |they |they're )?(?:is |are )?still (?:works?|runs?|running|working|using|usable|going)\b"
)
_BEGINS = regex(
    r"(?:我们?)?(?:家)?(?:住在?|住址|地址|在|电话|手机|名字|姓名|我叫|我姓|我是|序列号|编号)(?:是|就是|:|：)?|(?:i live|my (?:name|number|phone|address)|the (?:serial|address)(?: number)?)(?: (?:in|at|is))?"
)
_QUESTION = regex(
    r"[?？]\s*$|[吗呢不没]\s*[?？。]?$|^(?:为什么|怎么|谁|what|which|where|why|how|who|when|will|do|does|can|could|is|are)\b"
)
_OR_NOT = regex(
    r"会不会|能不能|有没有|是不是|要不要|可不可以|行不行|用不用|多久|多少"
)  # questions without a mark
_WITHOUT = regex(
    r"^[无無冇](?:电话|手机)|聋|听不见|听力|(?:打|接)不了电话|不能(?:打|接)电话|(?:别|不要)(?:给我)?打电话(?:$|给我)|\bdeaf\b|\bhard of hearing\b|\b(?:can'?t|cannot) (?:hear|phone|talk on the phone|take calls)\b|^(?:please )?(?:do not|don'?t) (?:call|phone|ring)(?: me)?(?:$| i'?m)|^(?:[我俺咱])?(?:也|真的?|确实)?没(?:有)?(?:电话|手机|座机|号码|名字)|不(?:方便|想|愿意?)(?:说|留|给|告诉)|^(?:我?(?:就是|偏)?)?不(?:告诉|给)(?:你们?|您)?$|^(?:我)?(?:就)?(?:不|没法)(?:留|给|填|写)(?:我的?)?(?:电话|手机|号码|名字|姓名|联系方式)(?:了|吧|啊)?$|^(?:电话|手机|号码|名字|姓名)(?:就)?不(?:留|给|填|写)(?:了|吧|啊)?$|保密|\bno (?:phone|number|mobile|telephone)\b|\b(?:have|got) no (?:phone|mobile)\b|\brather not\b|\bwon't (?:say|tell)\b"
)
_CHANGES = regex(
    r"^(?:我)?(?:要|想|需要|得)?(?:修改|改)(?:一下|一个|下)?$|^(?:i want to |please )?(?:change|edit|modify|correct)(?: (?:it|that|something))?$"
)
#: What says yes to a summary, and to a price or a question about the device might mean anything ("好了", "perfect", "no changes").
_APPROVES = regex(
    r"(?:(?:嗯|好的?|行|对的?|可以|ok|那就|就|都|全部?|我看|看了|看过了|信息|内容|以上|上面)*)(?:(?:好了|对了?|对的|没错|没问题|妥了?|妥当|妥妥的|完全正确|正确|准确|无误|没毛病|不错|很好|非常好|完美|行了|可以了|就这么定|就这么办|定了|约吧|约了吧?|就约|定吧|确认|应该没错|(?:没有?(?:什么|啥)?|不(?:用|需要|必|要)|无需|别)(?:再)?要?(?:修?改|更正|改动)的?(?:了|地方)?|办了?|搞定)(?:吧|啊|呢|哈|啦|的|了)?){1,2}(?:谢谢|多谢|辛苦了?)?"
    r"|(?:yes |yep |yeah |ok |okay |all |that's |thats |that is |it's |it is |this is |looks? |everything(?: is|'s)? |sounds )*(?:correct|perfect|great|good|fine|right|excellent|lovely|brilliant|wonderful|spot on|exactly|super|cool|done|all good|looks good|do it|book it|go for it|no changes?(?: needed| necessary)?|nothing (?:else )?to change|no corrections?|nothing else|no need to change(?: anything)?|don't change anything|as is|should be (?:fine|ok|okay|right|correct))(?: to me| then| now| like (?:that|this))?(?: please)?(?: (?:thanks?|thank you|cheers|ta))?"
)
_HAGGLES = regex(
    r"能谈|谈谈|商量|便宜|优惠|打(?:个)?折|折扣|少(?:收|点|一点|算)|贵|免了|不值|抹(?:个)?零|抢钱|坑人|低保|上次(?:来)?(?:只|才)?收了?|cheap|discount|rip.?off|expensive|too much|that much|robbery|daylight robbery|last time it was|on benefits|pensioner|lower|waive|better price|\bcan you do\b"
)
_DISPUTES = regex(
    r"过保|在保|保修|质保|三包|包修|合同|凭什么(?:要)?(?:收|付|给|让我)|(?:应该|本来|说好)(?:是)?(?:免费|不(?:用|要)?(?:钱|收费|花钱))|(?<!开)(?<!开张)(?<!开具)发票|凭证|收据|(?:去年|今年|上个?月|才|刚)买|没到期|warranty|guarantee\b|contract|covered|invoice|receipt|proof|bought it|last year"
)
_SENDS = regex(
    r"派人|派个|来人|上门|(?:师傅|工程师|人)(?:过)?来|\bsend (?:somebody|someone|an? \w+)\b|\bcome (?:over|out|round|here)\b"
)
_REVOKES = regex(
    r"不同意|先不(?:修|同意|要)|反悔|不修了|\b(?:do not|don't|no longer|not) agree|\bchanged my mind\b|\btake (?:it|that) back\b"
)
_HOW_LONG = regex(
    r"^(?:status|progress|any (?:news|update)|updates?)$|没人(?:来|理|回)|还没(?:人|来)|\b(?:nobody|no one|no-one) (?:comes?|came|is coming|answers?|is answering|replies|is here)\b|"
    r"派不派|来不来|到底(?:怎么回事|什么情况|来)|快(?:一?点儿?|些)(?:快点|来|派|啊|吧)|\bwhat(?:'s| is) (?:going on|happening)\b|多久|还要等|什么时候|几时|啥时候|几点|有人吗|在吗|\bhow (?:long|fast|soon|quick(?:ly)?)\b|\bwhen\b|\beta\b|\banybody\b|\banyone\b"
)
SAME = regex(r"^(?:是|就是|还是)?(?:那|这)?(?:同一|一样|原来|上次|之前)|^(?:it'?s )?(?:the )?same\b")
_KNOWN_PLACE = regex(
    r"(?:跟|和|同)?(?:上次|上回|以前|之前|原来)的?(?:一样|一样的|地址|地方|那里|那儿|那个)|老地方|地址(?:没(?:有)?变|不变|没换|照旧)|没搬家?|(?:地址)?你们?(?:那里|那儿|系统里?)?(?:都|应该|不是)?(?:有|知道|清楚|记着)(?:的|地址|了)*(?:吧|吗|啊)?"
    r"|\bsame (?:address|place|as (?:before|last time))\b|\byou (?:already |should )?(?:have|know) (?:it|my address|the address|where)\b|\bon file\b|\bwhere you (?:came|were) last\b"
)
ANOTHER = regex(
    r"新的|新故障|另(?:外)?(?:一|的)|不是同一|不同|别的|\bnew\b|\banother\b|\bdifferent\b|\bnot the same\b"
)
_TWICE = regex(r"^(.+?)(?:\s*\1)+$")
_NEGATIVE = regex(r"没|不|未|别|唔|\bno\b|\bnot\b|n't\b|\bstill\b|还")


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Folded for comparison: simplified, half-width, lower case, no marks around it."""
    folded = re.sub(r"\s+", " ", normalise(text[:200]).text).casefold().replace("’", "'")
    previous = None
    while folded != previous:
        previous, folded = folded, _EDGE.sub("", folded)
    return re.sub(r"\s*[,，。!！.]\s*", " " if folded.isascii() else "", folded)


def length(said: str) -> int:
    """How much a folded text says: its words, or in Chinese its characters."""
    return len(said.split()) if said.isascii() else len(said)


def yes_or_no(scene: Scene) -> bool | None:
    """True, False, or None when it is neither: said in so many words, or made out."""
    said = spoken(scene)
    if said is not None or scene.event.kind == "button" or asks_for_it(scene.text):
        return said
    text = plain(scene.text)
    if scene.heard.intent.confidence >= 0.5 and len(text) <= 40:
        answer = {"affirm": True, "deny": False}.get(scene.intent)
        return None if answer and _NEGATIVE.search(text) else answer
    return None


def spoken(scene: Scene) -> bool | None:
    """The same, only as far as it is said in so many words or pressed."""
    text = scene.text
    if text in ("/yes", "/no"):
        return text == "/yes"
    return None if scene.event.kind == "button" else says(text)


@lru_cache(maxsize=256)
def says(text: str) -> bool | None:
    """What a text says in so many words; thanks beside it say nothing, and a question says neither."""
    if asks_for_it(text):
        return None
    said = plain(text)
    close = said if said.isascii() else said.replace(" ", "")  # "好的 谢谢"
    bare = _COURTESY.sub("", close).strip()
    for words in (said, close, _once(close), _once(_LEAD_IN.sub("", close)), bare, _once(bare)):
        if words in _YES:
            return True
        if words in _NO:
            return False
    return None


def split(text: str) -> tuple[str, str]:
    """The words before the first mark, "and" or "but" of a message, and what is said after it."""
    first, *more = _MARK.split(text.strip(), maxsplit=1)
    return first, more[0] if more else ""


def only_asks_for_it(text: str) -> bool:
    """Whether "is it right?" is all that is asked."""
    said = text.strip().rstrip("?？ ")
    return asks_for_it(text) and (says(said) is True or approves(said) or asks_for_it(said))


def calms(text: str) -> bool:
    """Whether a text only says that there is no hurry, or that nobody is hurt."""
    said = plain(text)
    return bool(_CALM.search(said) and _CALMS.fullmatch(said))


@lru_cache(maxsize=256)
def asks_for_it(text: str) -> bool:
    """Whether words that could be a yes ask for one: "right?", 对吧."""
    return bool(_ASKS_FOR_IT.search(text.strip()) or _ASKS_FOR_IT.search(plain(text)))


def _once(said: str) -> str:
    """A word that is said twice or more ("对对对", "yes yes"), once."""
    return _TWICE.sub(r"\1", said) if said[:1] in said[1:] else said


def has_words(words: re.Pattern[str], text: str, longest: int) -> bool:
    """Whether a text of at most so many characters has such words in it; in a longer one they may mean anything."""
    return len(text) <= longest and bool(words.search(plain(text)))


def unknown(text: str) -> bool:
    """Whether somebody says that they do not know or have it."""
    return text in ("/noserial", "/unknown") or (has_words(_UNKNOWN, text, 60))


def knows_nothing(text: str) -> bool:
    """Whether somebody says that they do not know what is asked, and names nothing else that cannot be found."""
    return unknown(text) and not _FILLERS.sub("", _UNKNOWN.sub("", plain(text)))


def as_an_end(text: str) -> str:
    """A folded text without what only looks like "it works again" ("the plugs are all in", 好了好了知道了)."""
    return _NOT_OVER.sub(" ", plain(text))


def over(text: str) -> bool:
    """Whether there are words for "it works again" or "do not come"; guessing that would end a report."""
    return bool(_OVER.search(as_an_end(text)))


def works(text: str) -> bool:
    """Whether there are words for "it works again", and not only for "do not come"."""
    return bool(_WORKS.search(as_an_end(text)))


def means_a_known_place(text: str) -> bool:
    """Whether somebody points to an address that we should have ("same as last time", "老地方")."""
    return has_words(_KNOWN_PLACE, text, 30) and not re.search(r"\d", text)


def gives_up(text: str) -> bool:
    """Whether somebody in the middle of a report does not want it any more ("不要了太贵")."""
    return has_words(_GIVES_UP, text, 40)


def soonest(text: str) -> bool:
    """Whether any time will do, the earlier the better."""
    return has_words(_SOONEST, text, 40)


def complains(text: str) -> bool:
    """Whether there are words of a complaint, whatever else is said."""
    said = _OTHERS_COMPLAIN.sub(" ", normalise(text[:4000]).text.casefold())
    return bool(_ANGRY.search(said)) and not said.strip().isdecimal()  # 12345, and nothing to say what it is


def rethinks(text: str) -> bool:
    """Whether somebody who had said no to the price wants it done after all."""
    said = plain(text)
    return len(said) <= 60 and bool(_RETHINKS.search(said)) and not said.startswith(("不", "no ", "not "))


@lru_cache(maxsize=256)
def is_question(text: str) -> bool:
    """Whether a text asks something, and so is nobody's name or address."""
    return asks_back(text) or bool(_QUESTION.search(plain(text)) or text.rstrip().endswith(("?", "？")))


def asks(text: str) -> bool:
    """Whether somebody asks something, with a mark of it or without ("要不要我们准备什么")."""
    return is_question(text) or bool(_OR_NOT.search(plain(text)))


def haggles(text: str) -> bool:
    """Whether somebody talks about the price without a yes or no."""
    return has_words(_HAGGLES, text, 120)


def disputes(text: str) -> bool:
    """Whether somebody says that the warranty should still hold."""
    return has_words(_DISPUTES, text, 200)


def sends(text: str) -> bool:
    """Whether somebody just says that a person is to come."""
    return has_words(_SENDS, text, 30) and not is_question(text) and not _NEGATIVE.search(plain(text))


def how_long(text: str) -> bool:
    """Whether somebody who waits asks whether and when somebody comes."""
    return has_words(_HOW_LONG, text, 60)


def revokes(text: str) -> bool:
    """Whether somebody takes a yes to the price back."""
    return has_words(_REVOKES, text, 60)


def wants_no_machine(text: str) -> bool:
    """Whether somebody does not want to talk to a bot."""
    return has_words(_NO_MACHINE, text, 60)


def known(text: str) -> bool:
    """Whether a text is one of the words that answer or command, and so nobody's name."""
    return _once(plain(text)) in KNOWN


def clear(text: str) -> bool:
    """Whether a yes or no is said in so many words, and not only made out."""
    return says(text) is not None


def will_not_say(text: str) -> bool:
    """Whether a question about the customer is refused ("no", "不用了"), and not a price or a summary."""
    said = plain(text)
    return (said in _NO and said not in BINDING) or (len(said) <= 30 and bool(_WITHOUT.search(said)))


def approves(text: str) -> bool:
    """Whether a message says that the summary is right and nothing else, in words that elsewhere may mean more."""
    return len(text) <= 40 and not asks_for_it(text) and bool(_APPROVES.fullmatch(plain(text)))


def changes(text: str) -> bool:
    """Whether somebody wants to change what the summary says, without saying what."""
    return text == "/change" or bool(_CHANGES.search(plain(text)))


def reports(text: str) -> bool:
    """Whether somebody just says that they want to report something: "我要报修", "I need a repair"."""
    return has_words(_REPORTS, text, 60)


def wants_it_earlier(text: str) -> bool:
    """Whether a time is too late for somebody: "can it be earlier?", 太晚了."""
    return has_words(_EARLIER, text, 40)


def still_works(text: str) -> bool:
    """Whether a message says that the device can be used, and nothing else."""
    return bool(_STILL_WORKS.fullmatch(plain(text)))


def works_on(text: str) -> bool:
    """Whether a short answer says that the device can be used, and how: "still running with the spare"."""
    return has_words(_WORKS_ON, text, 60) and not _NOT_OVER.search(plain(text))


def only_begins(text: str) -> bool:
    """Whether a message is only the beginning of an answer, of somebody who writes a few words at a time: "住在"."""
    return bool(_BEGINS.fullmatch(plain(text)))


def asks_back(text: str) -> bool:
    """Whether somebody asks what we mean: "什么号？", "where is that?"."""
    return has_words(_ASKS, text, 60)


#: Intents that have a payload of ours, and what front ends made for Rasa send when they are opened.
_INTENTS = {
    "get_started": "/start", "session_start": "/start", "greet": "/start", "report_fault": "/report",
    "ticket_status": "/status", "warranty_query": "/warranty", "book_visit": "/book", "request_human": "/human",
    "affirm": "/yes", "deny": "/no",
}  # fmt: skip


def named(text: str) -> str | None:
    """The name in ``/name`` and ``/name{"entity": "value"}``, as Rasa's front ends say what they mean."""
    found = _NAMED.fullmatch(text.strip())
    return found["name"] if found is not None else None


def payload(text: str) -> str:
    """A typed or pressed payload as the flows know it."""
    name = named(text)
    return text if name is None else _INTENTS.get(name, f"/{name}")


def command(scene: Scene) -> str | None:
    """``cancel``, ``restart`` or ``human``: words that work everywhere."""
    if scene.text in ("/cancel", "/restart", "/human"):
        return scene.text[1:]
    if scene.event.kind == "button":
        return None
    said = plain(scene.text)
    if said in _HUMAN or wants_no_machine(scene.text):
        return "human"
    if said in _RESTART:
        return "restart"
    return "cancel" if said in _CANCEL else None
