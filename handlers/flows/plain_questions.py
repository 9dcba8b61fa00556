"""What anybody may ask of any bot, whatever is under way: who answers here, which number to call, how it goes."""

from __future__ import annotations

import re

from handlers import answers
from handlers.flows import fault, visit_words
from handlers.rules.policy import Plan
from handlers.rules.timing import WEEKDAYS
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 60  # characters of such a question; in a longer message the words may mean anything

#: Answered by people with the report that there is, as far as there is one.
OF_A_VISIT = (
    "plain-how",
    "plain-own-people",
    "plain-payment",
    "plain-invoice",
    "plain-no-invoice",
    "plain-old-device",
)
#: Left for people with the report under way; before that we say who answers.
FOR_PEOPLE = ("plain-payment", "plain-invoice", "plain-no-invoice", "plain-old-device")

#: Said and not asked, for the papers: nobody has to answer.
INVOICES = ("plain-invoice", "plain-no-invoice")

#: Text that answers, and what is asked.
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "plain-who",
        regex(
            r"^(?:请问)?(?:你|您)(?:叫|是)(?:什么(?:名字)?|谁|哪位|啥)(?:名字)?(?:啊|呀|呢)?$|\bwhat(?:'s| is) your name\b|^(?:and )?who are you\b|(?:是|在跟|在和|跟|和)(?:不是)?(?:一?个)?(?:机器人|人工智能|智能客服|ai|机器|电脑|真人|活人)(?:在)?(?:说话|聊天?|回复?|讲话?)?(?:还是.{0,6})?(?:吗|吧|么|啊|呀|嘛)?$"
            r"|\b(?:are you|is this|is that|am i (?:talking|speaking|chatting|writing) (?:to|with)) (?:an? |some kind of )?"
            r"(?:(?:chat|ro)?bots?|machine|computer|ai|real (?:person|human)|human(?: being)?|actual (?:person|human))\b"
        ),
    ),
    (
        "plain-hotline",
        regex(
            r"热线(?:是|电话)?(?:多少|几号|什么)|\bcall cent(?:re|er)(?:'s)?(?: phone)? number\b|(?:打|拨|找)(?:哪个|什么|哪|啥|多少)(?:电话|号码?)|(?:热线|客服|服务|售后|你们|联系)的?(?:电话|热线|号码)(?:号码?)?(?:是|打)?(?:多少|几号|啥|什么|哪个)"
            r"|有(?:没有)?(?:客服|热线|售后|服务|联系)?电话(?:号码)?(?:吗|没有|么|可以打)$"
            r"|\b(?:which|what) (?:phone |telephone )?number\b.*\b(?:call|ring|dial|phone)\b|\bwhat(?:'s| is) (?:your|the) (?:hotline|(?:phone |telephone )?number)\b"
            r"|\b(?:who|where) (?:do|should|can|could|must) (?:i|we) (?:call|ring|phone|dial)\b|\bis there (?:a|any) (?:hotline|(?:phone )?number)\b"
        ),
    ),
    (
        "plain-own-fault",
        regex(
            r"(?:要是|如果|万一|假如|假设|若是?|那)[^，。]{0,8}(?:自己|我们?|人为|小孩|孩子|儿子|女儿|老人|员工|客人|别人)[^，。]{0,6}(?:摔|碰|砸|撞|弄|搞|用|损|原因|责任|进水|洒)[^，。]{0,6}(?:呢|怎么(?:办|算)|吗|咋(?:办|整))?$"
            r"|^(?:and |but |so |well )*(?:what )?if (?:it(?:'s| is| was| turns out)|we|i|my|somebody|someone|the)\b.{0,40}\b(?:my (?:own )?fault|our (?:own )?fault|dropped|spilled|knocked|broke it|misus|mistake|i did it)"
        ),
    ),
    (
        "plain-hours",
        regex(
            r"(?:几点|什么时候|啥时候|多晚|周末|周[六日天]|星期[六日天]|礼拜[六日天]|节假日|假期|国庆|过年|春节|晚上|夜里)(?:还|都|也|有没有)?(?:上|下|值)班(?:吗|么|呀|啊|呢|不)?$|(?:营业|上班|工作|服务|办公)时间(?:是|到)?(?:几点|什么|多少|啥|怎么)?|几点(?:开门|关门|营业|打烊)"
            r"|\b(?:opening|working|office|business|service) hours\b|\b(?:are|r) (?:you|u)(?: guys)? open\b|\bdo (?:you|u)(?: guys)? (?:work|open) (?:(?:on|at|over|during)\b|(?:\w+days|weekends|nights|holidays)$)|\bdo (?:you|u|they)(?: guys)? (?:come|visit|repair) (?:on |at |over )?(?:\w+days|weekends|the weekend|nights?|holidays)$|\b(?:when|what time) do you (?:open|close)\b"
        ),
    ),
    (
        "plain-own-people",
        regex(
            r"来的?(?:人|师傅)?(?:是|都是|是不是)你们(?:自己|公司|本公司|厂家)?的?(?:师傅|人|工程师|员工)?|是(?:不是)?(?:外包|外派|第三方)|你们(?:自己|厂家)的(?:师傅|人|工程师)(?:来|上门)?吗"
            r"|\b(?:your own|in-?house) (?:technicians?|people|engineers?|staff|guys?)\b|\b(?:outsourced?|subcontract\w*|third.party)\b"
        ),
    ),
    (
        "plain-payment",
        regex(
            r"(?:能|可以|可不可以|能不能|收|支持|怎么).{0,3}(?:付|用|刷|收|支付)?(?:现金|刷卡|微信|支付宝|信用卡|转账|付款|付钱|支付)|\b(?:pay|take|accept)\b.{0,12}\b(?:cash|card|cards|wechat|alipay|credit|transfer)\b|\bhow (?:do|can|should) i pay\b"
        ),
    ),
    (
        "plain-no-invoice",
        regex(
            r"^(?:我|我们|学校|公司|单位)?(?:就|也|都)?(?:不用|不要|不需要|无需|唔使|唔要)(?:再)?(?:开|给)?(?:一?张|个)?(?:发票|票|收据)(?:了|的)?$|^(?:i |we )?(?:(?:don'?t|do not) (?:need|want)|no need for|no|without)(?: an?| the)? (?:invoice|receipt)(?: needed| required| please| thanks)?$"
        ),
    ),
    (
        "plain-invoice",
        regex(
            r"^(?!.*(?:保修|在保|免费|买的|不用|不要|同意))(?:[^,，]{0,10}?[,，]?)?(?:我|我们|麻烦|请)?(?:要|开|想要|需要|得要)(?:开)?(?:一?张|个)?(?:增值税)?(?:专用?|普通?)?发?票(?:$|[的吧啊,，])|^(?:我们?|学校|公司|单位)?(?:给我)?(?:增值税|专用?|普通?)*发票(?:就行|吧)?$|^(?!.*(?:保修|在保|免费|同意|不)).{0,12}报销(?:的|用)?$|^(?!.*\bwarranty\b)(?:i |we |please )?(?:\w+ )?(?:need|want|require|send (?:me|us)|would like)(?: an?| the)? (?:vat |tax )?(?:invoice|receipt)\b|(?:能|可以|会|给|有)(?:不能|没有)?(?:开|出|给)?(?:个|张)?(?:增值税)?(?:专用?|普通?)?发?票(?:吗|么|没有|不)|\b(?:do|can|will|could) (?:you|i|we)\b.{0,12}\b(?:invoice|receipt)\b"
        ),
    ),
    (
        "plain-cancel-fee",
        regex(
            r"^(?!.*(?:帮我|给我|请|吧$))(?:如果|要是)?(?:我)?(?:取消|撤单|撤回)(?:预约|上门|报修|的话)?(?:会|要|需要|是)?(?:不会|不要)?(?:收费|收钱|要钱|花钱|扣钱|免费|违约金|手续费)(?:吗|么|不|的吗)?$|\bis it free to cancel\b|\b(?:(?:is|are) (?:there )?(?:a |any )?cancell?ation (?:fee|charge)s?|cost(?:s)? (?:anything )?to cancel|cancel for free)|^is cancell?ing free"
        ),
    ),
    (
        "plain-cancel",
        regex(
            r"^(?:那|请问)?(?:我)?(?:以后|之后|到时|还)?(?:要|该)?(?:怎么|如何|咋)(?:样)?(?:才能)?取消(?:预约|上门|报修)?(?:呢|啊)?$|^(?:那|请问)?(?:我)?(?:以后|之后|到时|随时)?(?:还)?(?:能|可以|可不可以|能不能)(?:不能)?(?:随时)?取消(?:预约|上门|报修)?(?:吗|么|不|的吗)$|^取消(?:不了|得了)(?:吗|么)$"
            r"|^(?:so |and |ok |but )?(?:how (?:do|can|would|could) (?:i|we)|can (?:i|we)(?: still| always)?|could (?:i|we)(?: still)?|is it possible to) cancel(?: it| this| that| the visit| later| any ?time| if needed)*$"
        ),
    ),
    (
        "plain-old-device",
        regex(
            r"旧的?(?:机器|设备|那台|热水器|空调|东西|件|机)?.{0,4}(?:拉走|带走|回收|搬走|收走|处理|怎么办)|回收旧|\b(?:take|haul|carry|remove|dispose of|collect|recycle)\b.{0,10}\bold (?:one|unit|device|machine|heater|part)\b"
        ),
    ),
    (
        "plain-fits",
        regex(
            r"^(?!.*(?:来|帮|给我|上门|派|今天|明天|后天|什么时候|几点|多少钱|费)).{0,16}(?:能(?:不能)?|可以|可不可以)(?:装|安装|放|接)(?:在|到|得|上)?.{0,12}(?:吗|么|不)?$|\bcan (?:it|this|they|one|your(?: \w+){1,3}) be (?:installed|mounted|fitted)\b"
        ),
    ),
    (
        "plain-speak-zh",
        regex(
            r"(?:能|可以|会|请|能不能|可不可以)(?:不能|用)?(?:说|讲|用|写)(?:中文|汉语|普通话|国语)|^(?:请)?(?:说|讲|用)?中文(?:吧|谢谢)?$|\b(?:speak|in|write|use) (?:chinese|mandarin)\b"
        ),
    ),
    (
        "plain-speak-en",
        regex(
            r"\b(?:speak|in|write|use|switch to|talk) english\b|\b(?:someone|somebody|anyone|anybody)(?: who speaks| in)? english\b|^english(?: please)?$|(?:说|讲|用)(?:英文|英语)"
        ),
    ),
    (
        "plain-ask",
        regex(
            r"^(?:不是[^，。]{1,4}[，,]?)?(?:我|我们)?(?:还没)?(?:先|就|只是|只|想|还想|要)*(?:问问|问一下|问(?:您|你)?(?:几|一|个|两)?个?(?:问题|事)|咨询一下|了解一下)(?:而已)?(?:可以吗|行吗|好吗|可以不|吧|啊|先)?$"
            r"|^(?:hi |hello |first )?(?:can|could|may) i (?:first |just )?ask (?:you )?(?:a|a few|some|a couple of|something)?(?: quick)? ?(?:questions?)?(?: first)?$|^i (?:just |only )?(?:have|want to ask|had) (?:a few|some|a|a couple of) questions?(?: first)?$"
        ),
    ),
    (
        "plain-how",
        regex(
            r"^(?:我?想?报修)?(?:要|需要)(?:我们?)?(?:提供|准备|给你们?|告诉你们?|说)(?:些|点)?(?:什么|啥|哪些)(?:信息|资料|材料|东西)?|^(?:怎么|如何|咋)(?:报修|报故障|用这个|在这里?报修)"
            r"|\bwhat (?:do you need|information do you need|details do you need|should i tell you)\b|\bhow does this work$|\bhow do i (?:report|use this)\b"
        ),
    ),
)


def visiting(plan: Plan) -> str:
    """When people of a plan are on site, as "08:00–20:00"; nothing where it is day and night, or not every day the same."""
    calendar = plan.calendars[plan.visits.calendar]
    days = {tuple(f"{s.start:%H:%M}–{s.end:%H:%M}" for s in calendar.shifts.get(day, ())) for day in WEEKDAYS}
    return ", ".join(days.pop()) if len(days) == 1 and not calendar.always else ""


def asked(scene: Scene) -> str | None:
    """The id of the text that answers, where the message is such a question and tells no fault beside it."""
    if scene.event.kind != "text" or len(scene.text) > LONGEST or fault.named_by_rules(scene):
        return None
    said = answers.plain(scene.text)
    if answers.wants_no_machine(scene.text):
        return None
    if scene.tracker.flow in ("intake", None) and visit_words.WHO_COMES.search(said):
        return "plain-who-comes"
    return next((text for text, words in _ASKED if words.search(said)), None)
