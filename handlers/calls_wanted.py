"""Whether somebody wants to be called, now, first or not at all."""

from __future__ import annotations

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex

_CALL_FIRST = regex(
    r"先(?:给我)?(?:打|来)(?:个)?电话|电话(?:里)?(?:先)?(?:指导|说|联系我|沟通)|给我(?:回|打|来)(?:一?个)?电话|打(?:个)?电话给我|打给我|\b(?:just |please )?(?:call|ring|phone) me\b(?: (?:first|back))?"
)
_PHONE_ME = regex(
    r"^.{0,6}(?:给我|跟我)(?:回|打)(?:一?个)?电话(?:吗|行吗|好吗|可以吗|行不行|就行|就好)$|\b(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|they|your \w+|a \w+) (?:please |just |maybe )?(?:phone|ring|call) me\b(?!.*\b(?:before|when|first|ahead|if)\b)"
)
_ADVICE = regex(
    r"咨询|请教|电话(?:指导|支持)|\badvice\b|\bconsult\w*|\b(?:phone|telephone) (?:support|advice|help)\b"
)
_NO_CALL = regex(
    r"(?:先|暂时|就|请)?(?:不用|不必|不需要|不要|别|甭)(?:再|先|急着?|给我|着急|跟我|和我){0,3}(?:打(?!印|开|扫)|来电|回电|电话|联系)|电话(?:就|先|暂时)?(?:不用|不必|别)打?"
    r"|\b(?:do not|don't|no need to|needn't|need not|(?:don't|do not) (?:have|need) to)(?: please)? (?:call|ring|phone)\b|(?:别|不要)(?:总|老|一直|再)+(?:给我)?打(?:电话)?|\bstop (?:calling|phoning|ringing)(?: me| us)?\b|\b(?:hold off on|call off|cancel) the (?:phone )?call\b"
)
_ENDS_IT = regex(
    r"好了|修好|恢复|解决|搞定|不修|取消|撤|不报|别(?:来|派)|\b(?:works?|working|fixed|solved|resolved|cancel|withdraw|forget it)\b"
)
#: Whoever cannot talk on the telephone, and when nobody answers it.
_NO_CALLS = regex(
    r"聋|哑(?:人|巴)|听不[见到清]|耳(?:朵)?(?:背|不好)|(?:打|接|听|讲)不了电话|(?:不能|没法)(?:打|接|听)电话|\bdeaf\b|\bhard of hearing\b|\bcan(?:'t|not) (?:hear|speak|talk|(?:use|answer|take|make) (?:a |the |any )?(?:phone|telephone|calls?))\b"
)
NOT_REACHED = regex(
    r"(?:不能|不方便|没法|没空|不会|不)接(?:听)?(?:电话)?|接不(?:了|到)|(?:只|先|请)?发?短信|不在服务区|\b(?:can'?t|cannot|won'?t|don'?t|not able to) (?:pick up|answer|take calls?|talk|be reached)\b|\btext (?:only|me|first)\b|\b(?:only|just) (?:by )?text\b"
)
MOST_SAID = 60  # characters of such an answer


def call_first(text: str) -> bool:
    """Whether somebody wants to be called instead of a visit at once."""
    return answers.has_words(_CALL_FIRST, text, 60) and not no_call(text)


def phone_me(text: str) -> bool:
    """Whether somebody asks for nothing but a call, and not for one before the visit."""
    return answers.has_words(_PHONE_ME, text, 60)


def asks_for_advice(text: str) -> bool:
    """Whether words are about advice by telephone, and not about work."""
    return answers.has_words(_ADVICE, text, 80)


def no_call(text: str) -> bool:
    """Whether somebody does not want to be called (now), and does not take the whole report back or say that it works."""
    said = answers.plain(text)
    rest, found = _NO_CALL.subn(" ", said)
    return bool(found) and len(text) <= 60 and not answers.is_question(text) and not _ENDS_IT.search(rest)


def none_for(scene: Scene) -> bool:
    """Whether somebody who is asked for a number cannot or will not be rung up, and gives none."""
    asked = scene.tracker.asked == "phone" and scene.event.kind == "text" and scene.entity("phone") is None
    said = answers.plain(scene.text)
    return asked and (no_call(scene.text) or bool(_NO_CALLS.search(said))) and len(said) <= MOST_SAID
