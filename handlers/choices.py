"""A choice among what the bot offers: by its place, among times also the earlier or the later one, or none of them."""

from __future__ import annotations

import re

from handlers import answers
from handlers.wording import regex

_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_ENGLISH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBERS = _CHINESE | {w: i for i, w in enumerate(_ENGLISH, 1)} | {"one": 1, "two": 2, "three": 3}
_LEAD = (
    r"(?:(?:那|就|我|要|选|想|用|约|定|请|还是|改成?|换成?|好的?|行|嗯|哦|头|ok(?:ay)?\b|well\b|please\b|then\b|take\b|choose\b|pick\b|make it\b|option\b|number\b|no\b|the\b|go (?:with|for)\b"
    r"|(?:i|we)(?:'d| would)? (?:like|prefer|take|choose|pick|want)\b|(?:i|we)(?:'ll| will) (?:take|have|choose|pick|go (?:with|for))\b|let(?:'s| us) (?:take|have|do|go (?:with|for))\b|#)\s*)*"
)
_TAIL = (
    r"(?:\s*(?:个|台|项|号|种|条|段|那|时间段?|时段|选项|吧|就?可以|就?行|就?好|比较|最|合适|方便|谢谢|lah\b|leh\b|lor\b|la\b|ah\b|啊|呀|了|的|one\b|(?:time )?slot\b|window\b|option\b|please\b|then\b|thanks\b|thank you\b"
    r"|(?:is|would be|sounds) (?:fine|good|best|better|great|perfect|ok(?:ay)?)\b|works?\b|would work\b|suits\b|(?:best|better|fine|well)\b|(?:for )?(?:me|us)\b))*"
)
_PLACE = regex(
    rf"{_LEAD}(?:(?P<last>last|最后面?(?:那|的)?一?[个台]?)|(?P<back>倒数第(?P<b>[1-3一二三])|(?P<before>second|third)(?: to|-| from the) last)"
    rf"|第?(?P<n>[1-9]|[一二三四五六七八九]|{'|'.join(_ENGLISH)}|one|two|three)(?:st|nd|rd|th)?){_TAIL}"
)
_THAT = r"(?:的?那?一?个|的| (?:one|slot|window|option|of (?:the|these|those) ?(?:two|three)?)\b)"
_TIME = regex(
    rf"{_LEAD}(?:(?P<early>最早|早(?:一?[点些])?|最?靠?前面?|earlier|earliest)|(?P<late>最晚|晚(?:一?[点些])?|靠?后面?|later|latest)"
    rf"|(?P<middle>中间|middle)){_THAT}{_TAIL}"
)
_SUITS = r"(?: (?:(?:will |would )?(?:works?|suits?|fits?)|(?:is|are) (?:good|possible|ok(?:ay)?))(?: (?:for )?(?:me|us))?)?"
_THESE = r"(?: of (?:them|these|those|the))?(?: (?:times|slots|windows))?"
_NONE = regex(
    r"(?:我们?|这|那|些|几个|以上|上面|两个|三个|一个|哪个|时间段?|时段|的)*都(?:不(?:太|大)?(?:行|可以|合适|方便|好|要|成|ok)|没(?:空|时间)|来不及|不在家?|要?上班|有事)[啊呀了的吧呢]*"
    r"|没有?一?个?合适的?(?:时间)?"
    rf"|(?:sorry )?(?:none{_THESE}{_SUITS}|neither{_THESE}{_SUITS}|not any{_THESE}|no good|(?:i|we) (?:can't|cannot|can not) (?:do|make|manage) (?:any|either){_THESE}"
    r"|(?:they|these|those)(?: times)? (?:don't|do not) (?:work|suit|fit)(?: (?:for )?(?:me|us))?)"
)


_OTHER = regex(
    r"(?:再|能|可以|帮我|给我|那)*换(?:一?个|一下|个?别的)(?:时间)?(?:吧|呗|呢|好吗|行吗|可以吗)?|(?:还)?有(?:没有)?(?:别的|其[他它])(?:时间)?(?:的)?(?:吗|么)?|别的(?:时间)?(?:呢|吧|吗)?"
    r"|(?:(?:an|any|some|is there (?:any|an))?other|another|a different|something else|anything else)(?: one| time| slot| day)?s?(?: please| then)?"
)
_NOT_IT = rf"(?:第?[1-9一二三]|{'|'.join(_ENGLISH[:3])}|one|two|three)(?:st|nd|rd|th)?(?: one\b|个)?"
_REFUSED = regex(
    rf"(?:不是|不要|别选?|不选|\bnot (?:the |number )?|\bno to (?:the )?){_NOT_IT}|第?[1-9一二三]个?(?:那个)?(?:不(?:行|可以|好|方便|合适|要)|没空)|\b(?:the )?{_NOT_IT} (?:is (?:no good|bad|out)|doesn'?t (?:work|suit|fit)|won'?t (?:work|do))"
)
_BUT = regex(r"^\s*(?:但是?|那|而是|可以?|but\b|and\b|so\b)*")
_EITHER = regex(r"\bor\b|或者?|或是|/")


def another(text: str) -> bool:
    """Whether somebody wants something else than what is offered, and says no more than that."""
    return len(text) <= 30 and _OTHER.fullmatch(answers.plain(text)) is not None


_FREE = regex(
    rf"(?:is|are|would) {_LEAD}{_NOT_IT}(?: still)? (?:free|available|open|possible|there|ok)|{_LEAD}{_NOT_IT}(?:那个)?(?:还)?(?:空|有|在|约得上|能约)着?(?:吗|么|不)"
)


def still_free(text: str, count: int) -> bool:
    """Whether somebody asks if one of what is offered can still be had."""
    return count > 0 and answers.is_question(text) and _FREE.fullmatch(answers.plain(text)) is not None


def _of_several(said: str) -> re.Match[str] | None:
    """The one that is left of "not the first, the third", the earlier of "1 or 2"."""
    left, refused = _REFUSED.subn(" ", said)
    found = _PLACE.fullmatch(_BUT.sub("", left).strip()) if refused else None
    if found is not None:
        return found
    parts = [_PLACE.fullmatch(part.strip()) for part in _EITHER.split(said)]
    return parts[0] if len(parts) > 1 and all(p is not None and p["n"] for p in parts) else None


def by_place(text: str, count: int) -> int | None:
    """The index that a short answer names ("2", "第二个吧", "the last one"; of "the second, no, the first" the last), if
    there is one."""
    if count == 0:
        return None
    said = answers.plain(text)
    if another(text):
        return None
    found = _PLACE.fullmatch(said)
    if found is None and not answers.is_question(text):
        found = _of_several(said) or _PLACE.fullmatch(
            re.split(r"还是|不对|不[,，]|不(?=第?[1-9一二三])|\bor\b|\bno\b", said)[-1].strip()
        )
    if not found:
        return None
    if found["last"]:
        return count - 1
    back = found["b"] or found["before"]
    number = count + 1 - _number(back) if back else _number(found["n"])
    return number - 1 if 1 <= number <= count else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def among_times(text: str, count: int) -> int | None:
    """The same, of times in their order: also "the earlier one", "晚一点的"."""
    index = by_place(text, count)
    found = _TIME.fullmatch(answers.plain(text)) if index is None and count else None
    if found is None:
        return index
    if found["middle"]:
        return count // 2 if count % 2 else None
    return 0 if found["early"] else count - 1


def none_suits(text: str) -> bool:
    """Whether somebody says that nothing of what is offered will do."""
    return len(text) <= 60 and _NONE.fullmatch(answers.plain(text)) is not None
