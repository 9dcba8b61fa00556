"""The words by which customers take a price, refuse it, dispute it, or want the repair after all (:mod:`handlers.flows.cost`)."""

from __future__ import annotations

import re
from typing import Any

from handlers import answers
from handlers.flows import price_answers
from handlers.scene import Scene
from nlu.patterns import regex

LONGEST = 60  # characters; in a longer message the words may mean anything
_NUMBER = regex(r"[1-3]|[一二三]")
_AGREES = frozenset(["同意", "我同意", "同意的", "那我同意", "我同意了", "同意了", "好同意", "接受", "我接受", "同意这个价格", "agree", "agreed", "i agree", "i accept", "yes i agree", "ok i agree", "i do agree"])  # fmt: skip
_DISAGREES = frozenset(["不同意", "我不同意", "不接受", "我不接受", "disagree", "i disagree", "i do not agree", "i don't agree", "i do not accept", "i don't accept"])  # fmt: skip
_MARK = regex(r"[,，.。;；!！]\s*")
_TAKES_BACK = regex(
    r"不|没|但|如果|要是|前提|只(?:要|付|出)|先|吗|多少|便宜|优惠|[?？]|\d|\b(?:no|not|but|if|only|unless|provided|when|first|cheap\w*|discount|less|maximum|max)\b|n't\b"
)
_INVOICE = regex(
    r"(?:发票|抬头|税号|收据)[^?？吗]{0,20}(?:写|开|给|寄|发|填|是|用|要)|(?:开|要|寄|给|写)[^?？吗]{0,6}(?:发票|抬头|收据)|^(?:抬头|税号)"
    r"|\b(?:send|make out|address|write|issue|need|want|put|give)\b.{0,24}\b(?:invoice|receipt)\b|\b(?:invoice|receipt)\b.{0,12}\b(?:to|for|in the name|on)\b"
)
_TAKES = regex(
    r"(?:那|那就|就|还是)?(?:行|好|可以|ok)(?:吧|啊|的|了)?\s*(?:那|就|那就|你们|给我|帮我|还是)*(?:修|换|做|来)(?:吧|了|啊)?|(?:那|那就|就|还是)(?:修|换|做)(?:吧|了)|修吧|换吧"
    r"|(?:actually |ok(?:ay)? |fine |well )*(?:yes|yeah|yep|ok(?:ay)?|fine|all right)(?: please| then)?(?: (?:please )?(?:do )?(?:come|do it|repair it|fix it|go ahead|send (?:him|somebody|someone)))(?: please| then)?"
)
_AFTER_ALL = regex(
    r"又(?:想|要)(?:修|来|换|做)|(?:我|就)(?:都|已经)?(?:说|讲|要|想)(?:过|了)?(?:要)?(?:修|换)|还想(?:修|换)|^(?:我)?(?:要|想)?修(?:的|了|啊)?$"
    r"|\bactually (?:yes|do|please|come)\b|\bdo (?:come|it|send)\b|\b(?:repair|fix) it (?:then|please|anyway)\b|\bi(?:'ve| have)? said (?:yes|repair|fix|come)\b"
)


def only_a_number(scene: Scene, text_id: str) -> bool:
    """Whether "1" comes where a yes binds: it may belong to the list before, so the word is asked for."""
    if scene.event.kind != "text" or not _NUMBER.fullmatch(answers.plain(scene.text)):
        return False
    scene.say(text_id)
    return True


def agrees(text: str) -> bool:
    """Whether a message is an explicit word of agreement, which is said of a price and of nothing else, or begins with
    one and adds nothing that takes it back ("agree, it's urgent")."""
    if answers.plain(text) in _AGREES:
        return True
    first, *more = _MARK.split(text, maxsplit=1)
    rest = more[0] if more else ""
    return bool(more) and answers.plain(first) in _AGREES and len(text) <= LONGEST and not _TAKES_BACK.search(
        answers.plain(rest)
    )  # fmt: skip


def beside_an_invoice(text: str) -> bool:
    """Whether a yes to the price has nothing beside it but to whom the invoice goes ("同意。发票抬头写宏达公司")."""
    pieces = [p for p in _MARK.split(text) if p.strip()]
    rest = [p for p in pieces if not _INVOICE.search(answers.plain(p))]
    return (
        len(text) <= 2 * LONGEST and 0 < len(rest) < len(pieces)
        and all(price_answers.read(p) is True for p in rest)
    )  # fmt: skip


def disagrees(text: str) -> bool:
    """The same of a word of refusal."""
    return answers.plain(text) in _DISAGREES


def takes(text: str) -> bool:
    """Whether "do you agree?" is answered by "ok then, repair it"."""
    return bool(_TAKES.fullmatch(answers.plain(text)))


def after_all(text: str) -> bool:
    """Whether somebody who had said no, or who is asked for the price, wants it repaired."""
    said = answers.plain(text)
    if len(text) > LONGEST or said.startswith(("不", "no ", "not ")) or answers.is_question(text):
        return False
    return bool(_AFTER_ALL.search(said)) or takes(text) or answers.rethinks(text)


def line_asked(fee: dict[str, Any] | None, text: str) -> dict[str, Any] | None:
    """The one line of the price that a question names ("and the labour?", 那人工呢), if it names just one."""
    said = answers.plain(text)
    named = [
        line for line in (fee or {}).get("lines", ()) if any(_names(n, said) for n in line["name"].values())
    ]
    return named[0] if len(named) == 1 else None


def _names(name: str, said: str) -> bool:
    """Whether words of a name are said: two characters of it side by side in Chinese, or a word of some length."""
    if name.isascii():
        return any(len(w) > 3 and re.search(rf"\b{re.escape(w)}\b", said) for w in name.casefold().split())
    return any(name[i : i + 2] in said for i in range(len(name) - 1))
