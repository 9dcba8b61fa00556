"""Words around a product that say nothing of what is wrong with it: "热水器的事", "I have a problem with the heater"."""

from __future__ import annotations

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex
from nlu import lexicon

_AROUND = regex(
    r"^(?:你好|您好|就是|是|关于|说说|问一下|想问一?下?)(?=.{2})|的(?:事情?|问题)$|(?:有点?|有个|出了?点?)(?:问题|毛病|事情?)(?:了)?$"
    r"|^(?:hi |hello )?(?:(?:i|we) (?:have|got|have got|am having|are having) |there is |there's )?(?:a |an |some )?(?:problems?|issues?|trouble) with (?:the |my |our )?|^(?:it's |it is )?about (?:the |my |our )"
)
_SLIP = regex(
    r"^(?:哦|噢|啊|不好意思|对不起|抱歉|[,，。 ])*(?:打|说|写|发)错了|^(?:oh |sorry |oops )*(?:(?:that was |i meant|that's )?wrong\b|typo\b|i meant\b)"
)
_SERIAL = regex(r"序列号|编号|机号|铭牌|\b(?:serial|plate|label|sticker)\b")
MOST_WORDS = 5


def core(said: str) -> str:
    """A folded text without such words."""
    return _AROUND.sub("", said).strip()


def take_back(scene: Scene) -> None:
    """What was told before was a slip, says the message: it goes, but for a danger in it."""
    ticket = scene.ticket
    said = answers.plain(scene.text)
    if ticket is None or not _SLIP.search(said) or not lexicon.find(said) or scene.entity("serial_number"):
        return
    facts = {k: v for k, v in ticket.facts.items() if k != "learned"}
    facts["signs"] = [s for s in facts.get("signs", []) if s["signal"].startswith("danger.")]
    scene.change(problem="", facts=facts)


_NOT_BUT = regex(
    r"^(?:sorry |no )*(?:it'?s |it is )?not (?:the |a |my )?(?P<a>[a-z ]{3,30}?),? (?:but |it'?s |it is |i mean )?(?:the |a |my )?(?P<b>[a-z][a-z ]{2,40})$|^不是(?:要)?(?:修|换)?(?P<c>[\u4e00-\u9fff]{1,8}?)[,，]?\s?(?:而)?是(?:要)?(?:修|换)?(?P<d>[\u4e00-\u9fff]{2,12})$"
)


def instead(scene: Scene) -> str | None:
    """ "Not the light, the door intercom": what is to be repaired in place of what was told, in the words of the report."""
    ticket = scene.ticket
    if ticket is None or not ticket.problem or scene.event.kind != "text":
        return None
    said = _NOT_BUT.search(" ".join(scene.text.casefold().rstrip("。.!！ ").split()))
    if said is None:
        return None
    wrong, right = said["a"] or said["c"], said["b"] or said["d"]
    told = ticket.problem.casefold()
    return right if any(part in told for part in _parts(wrong)) else None


def _parts(words: str) -> list[str]:
    """What of a name may stand in a report: the whole of it, or its last part (修灯 is 灯)."""
    return [words, *([words[-1]] if not words.isascii() else [words.split()[-1]])]


def no_serial(scene: Scene) -> bool:
    """ "No serial" where it was asked whether the device works: no answer to that."""
    return answers.unknown(scene.text) and bool(_SERIAL.search(answers.plain(scene.text)))
