"""The words by which customers ask about a price, or want the repair after all; what agrees to one is in :mod:`handlers.flows.price_answers`."""

from __future__ import annotations

import re
from typing import Any

from handlers import answers
from handlers.flows import price_answers
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 60  # characters; in a longer message the words may mean anything
_NUMBER = regex(r"[1-3]|[一二三]")
ABOUT_MONEY = regex(
    r"多少钱|什么价|啥价|价钱|多少费|收(?:不收)?费|要(?:不要)?钱|不要钱|花钱|免费|白修|(?<!不用)付钱|\bhow much\b|\bprice\b|\bcosts?\b|\bfree\b|\bcharged?\b|\bfees?\b|\bpay\b|\bsurcharge\b|\b(?:extra|more)\b.{0,12}\b(?:holidays?|weekends?|sundays?|saturdays?|nights?|evenings?)\b|[¥￥$]"
)
_AROUND_MONEY = regex(
    r"好像|应该|是不是|会不会|不会|这个|这次|这|那|还是|都|也|要|用|收|花|钱|费|是|的|了|吧|吗|么|啊|呢|不|\b(?:is|it|this|that|will|be|really|so|then|the|a|i|for|you|do|does|all|not|or|and|to|have|should)\b|\W"
)
_WORK = regex(r"[修换做来]|\b(?:come|do it|repair|fix|go ahead|send)\b")
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


def only_of_money(text: str) -> bool:
    """Whether a message is about money and about nothing else (好像不要钱吧)."""
    said = answers.plain(text)
    return bool(ABOUT_MONEY.search(said)) and not _AROUND_MONEY.sub("", ABOUT_MONEY.sub(" ", said))


def takes(text: str) -> bool:
    """Whether "do you agree?" is answered by "ok then, repair it"."""
    return bool(_WORK.search(answers.plain(text))) and price_answers.read(text) is True


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
