"""Yes and no to a price: only what is said in so many words binds, and nothing else may be said beside it that changes it.

"OK then, remote help please" has an "ok" in it and agrees to nothing; "no rush" refuses nothing.  So a message counts as a
yes only when words of agreement and what is said around them are all there is of it, or when it begins so and adds only
what leaves the price as it is ("agree, and don't send the same man again").  It counts as a no only when it has words that
refuse the work or its price, without a condition and without an agreement before them."""

from __future__ import annotations

from handlers import answers
from handlers.flows.thinking import WHO_DECIDES
from handlers.wording import regex

LONGEST = 80  # characters; in a longer message the words may mean anything

_YES_ZH = regex(
    r"(?:不同意|不接受|不行|不修)(?:也|都|还不?)(?:是)?得?(?:同意|接受|行|修)|(?:没|冇)(?:有)?(?:问题|意见|所谓)|(?:多少|再多|多)(?:钱)?(?:都|也)(?:要|得)?(?:修|换|做|行|可以|同意|付|认|给)"
    r"|同意|接受|认可|认了|可以|(?<!不)行|(?<![修弄搞做换你您们傅位人])好(?!了|不|像|贵|多|急|快|早|人)|(?<![觉记值懂])(?:得[啦喇咯嘞]|得$|要得)|okay|ok|(?:要|想)?(?:修|换|做)(?!好)"
)
_AROUND_ZH = regex(
    rf"只能|只好|那就|那么|还是|没办法|没法子?|无奈|无所谓|尽快|赶紧|马上|快点?|这个|价格|价钱|费用|{WHO_DECIDES}(?:也|都|已经)?说?|[他她]们?(?:也|都)?说|大家|(?:商量|谈|问|审批|批)(?:好|过|完|下来)了?|批(?:准)?了|师傅|你们|他们?|她|我们|按照?|(?:但是?|不过)(?=[^,，]{{0,4}}(?:必须|一定|务必))|必须|一定要?|务必|一下|谢谢|麻烦|就是|派人|安排|上门|过来|办|先"
    r"|[那就吧啊呀的了呗嘛哈啦咯哦嗯我你您也都给帮请这个人钱付出照下过去来哎唉急]"
)
_YES_EN = regex(
    r"no (?:that'?s|it'?s|thats|its) (?:fine|ok|okay|all right|alright|good)|no (?:problem|objections?|questions?|worries)|(?:i have|i've got|have|there is|there's) no (?:choice|other choice|alternative)"
    r"|(?:the )?(?:price|cost|amount|fee|that|this|it)(?:'?s| is| sounds| looks) (?:ok|okay|fine|good|all right|alright|acceptable|reasonable|fair)|(?:that|this|it) works(?: for (?:me|us))?|works for (?:me|us)"
    r"|never mind (?:the )?(?:price|cost|money)|(?:i )?(?:guess|suppose|think) so|if (?:i|we) (?:must|have to|really must)|why not|do(?:es)?n'?t matter|don'?t mind"
    r"|yes|yeah|yep|yup|ok|okay|okey|kk?\b|sure|agreed?|accept(?:ed)?|fine|alright|all right|deal|approved|confirm(?:ed)?|go ahead|go for it|proceed|please do|(?:just )?do it|of course|certainly|absolutely|definitely"
    r"|sounds (?:good|fine|ok|okay|fair)|(?:repair|fix|replace) (?:it|them|that|this)"
)
_AROUND_EN = regex(
    r"\b(?:i|i'?ll|we|we'?ll|will|would|can|do|to|the|this|that|it|with|price|cost|amount|fee|please|then|thanks|thank you|just|well|so|and|let'?s|for|me|us|by|my|our|your|boss|wife|husband|manager|landlord|son|daughter|mother|father|mum|mom|dad|partner|all|has|have|actually"
    r"|says?|said|he|she|they|quickly|soon|asap|urgent(?:ly)?|hurry|up|now|oh|ah|hm+|right|over|here|you|pls|too|very|much|really|anyway|go|come|send|him|her|them|somebody|someone|an?|engineer|technician|guy|man)\b|[\s']"
)
_NO_ZH = regex(
    r"(?<!没说)(?<!没有说)(?<!不是)(?<!才)不(?:太)?(?:同意|接受|认可)(?!也|都|还)|不(?:想|要|打算|准备|愿意?|用|必)?(?:再)?(?:修|换|做|弄|搞|付|出钱|给钱|交钱|派人|来人)(?:了|吧|啊|$)(?!不行)|别(?:派|来|修|上门)|算了|(?<!就)不要了|放弃|取消|拒绝|免谈"
)
_NO_EN = regex(
    r"\b(?:do not|don'?t|won'?t|will not|would not|wouldn'?t|not going to|not|never|cannot|can'?t) (?:agree|accept|pay|paying|afford)\b|\b(?:disagree|refuse|decline|forget it|no way|no deal|not interested|rather not|not worth it)\b"
    r"|\b(?:don'?t|do not|won'?t) (?:want (?:it|this|that|the repair|a visit|to pay|anyone|anybody|you to come)|repair|fix it|bother|send|come|do it)\b|\bleave it\b|\bnot (?:at|for) (?:this|that) (?:price|money)\b|\bcancel\b"
)
_NO_AND_WHY = regex(
    r"(?:(?:no|nope|nah|sorry|thanks|thank you|never|please|(?:that'?s|it'?s|that is|it is|this is|much|way|far)? ?(?:too|very) (?:much|expensive|dear|high|costly)|at that price)\s*)+"
)
_WHY_NOT = regex(r"why not\b")
_LEAST_NO = regex(r"^(?:(?:sorry|thanks) )?(?:no|nope|nah|never)\b")
#: A condition is neither: "if it's more than 100 leave it", "ok but only if today".
_CONDITION = regex(
    r"如果|要是|万一|假如|前提|超过|超出|的话|除非|\b(?:if|unless|provided|only when|more than|over \d)\b"
)
#: Of agreement in so many words: said of a price, and of nothing else.
_OUTRIGHT = regex(
    r"(?:好的?|那|嗯|行|可以)?我?(?:同意|接受)(?:的|了|这个价格|这个价)?|(?:yes |ok |okay |fine )?(?:i )?(?:do )?(?:agree|agreed|accept)(?: (?:to|with) (?:it|this|that|(?:the|this|that) price))?"
)
_REFUSED = regex(
    r"我?不(?:同意|接受)|disagree|i disagree|i (?:do not|don'?t) (?:agree|accept)",
)
#: What takes an agreement back that stands before it, or makes it depend on something.
_TAKES_BACK = regex(
    r"不|没|但|如果|要是|前提|只(?:要|付|出)|先(?!生)|吗|多少|便宜|优惠|[?？]|\d|\b(?:no|not|but|if|only|unless|provided|when|first|cheap\w*|discount|less|maximum|max)\b|n't\b"
)
#: A wish about who comes and how, in words of a no: nothing of it is about the price.
_WISHES_NOT = regex(
    r"(?:不要|别)(?:再)?(?:派|叫|让|找)(?:上次|上回|那个|之前|同一)[^,，。]{0,6}|(?:不要|别)(?:迟到|忘了?|太晚|太早|打电话|周[一二三四五六日末]来)|\b(?:do not|don'?t|not) (?:send|get me|want) (?:me )?(?:the same|that (?:guy|man|one|technician|person)|him|her|the one|the last)\b[^,.;]{0,24}|\b(?:do not|don'?t) (?:be late|forget|call|ring|phone|come (?:before|after|on|late|too|at|early))\b[^,.;]{0,24}|\bnot (?:before|after|the same \w+)\b[^,.;]{0,16}"
)
_ONLY_HEARD = regex(
    r"^(?:好的?|嗯|哦)?(?:知道|明白|了解|收到)(?:了|啦)?$|(?:没|未|谁|不是)(?:有|说)?(?:说)?(?:过)?不?同意|同意不了|^(?:ok |okay |i )?(?:noted|understood|understand|got it|i see)$|\bdid(?:n'?t| not) (?:say|agree)\b"
)
_INVOICE = regex(r"发票|抬头|税号|开票|报销|\b(?:invoice|receipt)\b")


def read(text: str) -> bool | None:
    """Whether a message without its times, names and numbers agrees to a price or refuses it; None where it does neither."""
    said = answers.plain(text)
    if not said or len(said) > LONGEST or (answers.is_question(text) and not _WHY_NOT.match(said)):
        return None
    if _agrees(said) or _agrees_and_adds(text):
        return True
    if answers.asks(text) or _CONDITION.search(said) or leans(text):
        return None
    return False if refuses(text) else None


def agrees(text: str) -> bool:
    """Whether a message is an explicit word of agreement, which is said of a price and of nothing else, or begins with
    one and adds nothing that takes it back ("agree, it's urgent"): it may be heard whatever was asked last."""
    if _OUTRIGHT.fullmatch(answers.plain(text)):
        return True
    first, rest = answers.split(text)
    return bool(rest and _OUTRIGHT.fullmatch(answers.plain(first))) and _agrees_and_adds(text)


def disagrees(text: str) -> bool:
    """The same of a word of refusal."""
    return bool(_REFUSED.fullmatch(answers.plain(text)))


def only_heard(text: str) -> bool:
    """Whether a price was only heard, or its agreement denied: 知道了, "noted", 谁同意了."""
    return bool(_ONLY_HEARD.search(answers.plain(text)))


def leans(text: str) -> bool:
    """Whether a message begins with an agreement, whatever follows ("yes but not now", "I agree, but cheaper")."""
    first, rest = answers.split(text)
    return bool(rest) and _agrees(answers.plain(first))


def _agrees_and_adds(text: str) -> bool:
    """Whether an agreement is followed by what leaves it as it is: anything harmless after "I agree", and the invoice
    after a mere "fine"."""
    first, rest = answers.split(text)
    said, more = answers.plain(first), answers.plain(rest)
    if not more or len(text) > LONGEST or (answers.clear(rest) and not _agrees(more)):
        return False
    if _OUTRIGHT.fullmatch(said):
        left = _WISHES_NOT.sub(" ", more)
        return not _TAKES_BACK.search(left)
    return _agrees(said) and bool(_INVOICE.search(more)) and not _TAKES_BACK.search(more)


def _agrees(said: str) -> bool:
    """Whether words of agreement, and what is said around them, are all that there is."""
    core, around = (_YES_EN, _AROUND_EN) if said.isascii() else (_YES_ZH, _AROUND_ZH)
    said = said if said.isascii() else said.replace(" ", "")
    at, found = 0, False
    while at < len(said):
        word = core.match(said, at)
        if word is not None and not (said.isascii() and _inside_a_word(said, word.end())):
            at, found = word.end(), True
            continue
        filler = around.match(said, at)
        if filler is None or filler.end() == at:
            return False
        at = filler.end()
    return found


def _inside_a_word(said: str, at: int) -> bool:
    return at < len(said) and said[at].isalpha()


def refuses(text: str) -> bool:
    """Whether there are words of a refusal, and not only that it is dear or that there is no hurry."""
    said = answers.plain(text)
    if len(said) > LONGEST:
        return False
    if _LEAST_NO.match(said) and _NO_AND_WHY.fullmatch(said):
        return True
    return bool((_NO_EN if said.isascii() else _NO_ZH).search(_WISHES_NOT.sub(" ", said)))
