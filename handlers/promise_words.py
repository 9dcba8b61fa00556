"""Whether somebody of ours has promised something with a time, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from handlers.wording import regex
from nlu import language, when

MOST_TEXT = 300  # characters of a promise
FAR = timedelta(days=366)
_COMMITS = regex(
    r"(?:师傅|工程师|技术员|维修员|同事)[^，。,？?]{0,14}(?:上门|到|来|过去|联系)|(?:给|向|跟|帮|为|替)(?:您|你|贵)|(?:我们?|师傅|工程师|技术员|同事|这边)(?:.{0,6})(?:会|将|就|到|来)|一定|保证|回(?:电|复|话)|答复|联系您"
    r"|\b(?:we|i)(?:'ll| will| shall| promise)\b|\bwill (?:be|call|come|arrive|send|have|get|fix|ring|contact|bring)\b|\bget back to you\b"
)
_DEADLINE = regex(r"前|内|\b(?:before|by|within|no later than|in)\b|点|[:：]\d\d|\d ?[ap]m\b")
_HEDGES = regex(
    r"不会|不能|没法|无法|保证不了|尽量|争取|可能|应该|估计|如果|要是|请您|您可以|您能|麻烦您|方便"
    r"|\b(?:should|might|may|maybe|perhaps|try|hope|can't|cannot|won't|unable|if|you can|could you|please)\b"
)
_ASKS = regex(
    r"[?？]|[吗么呢][。.]?$|^(?:what|which|when|where|why|how|who|do|does|is|are|was|were|can|could)\b"
)
_CALLS = regex(r"电话|回电|致电|\b(?:call|ring|phone)\b")
_COMES = regex(
    r"上门|到(?:您|现场|场|家)|师傅.{0,8}(?:到|来)|\b(?:come|arrive|visit|on site|be there|be with you)\b"
)
_OPENS = regex(
    r"^(?:(?:好的?|您好|你好|嗯|行|可以|没问题|明白了?|收到|不好意思|ok|okay|hello|hi|sure|yes|all right|sorry|i see)\s*[,，.。!！:：、]\s*)+",
    re.IGNORECASE,
)
_END = regex(r"[。！!；;\n]|[?？]|\.\s")


@dataclass(frozen=True, slots=True)
class Promised:
    """``sure``: said without "if" and "perhaps", with a time of the clock; else a person decides whether it counts."""

    text: str
    due: datetime
    kind: str  # call, visit, word
    sure: bool


def due(text: str, now: datetime, lang: str | None = None) -> datetime | None:
    """The time until which something is promised (``now`` is local): "14:00", "明天上午", "2026-11-24T15:00"; None
    when there is none in the coming year."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        found = when.interval(text, lang or language.detect(text), now)
        if found is None:
            return None
        read = found.end or found.start
        if found.end is not None and found.grain != "minute" and read.time() == read.min.time():
            read -= timedelta(minutes=1)  # all of Friday is until 23:59 of it
    else:
        read = read if read.tzinfo is not None else read.replace(tzinfo=now.tzinfo)
    return read if now < read <= now + FAR else None


def promised(text: str, now: datetime) -> Promised | None:
    """What a reply promises, the first of several; None when it promises nothing with a time."""
    lang = language.detect(text)
    for said in _sentences(text[:4000]):
        folded = said.casefold()
        if _ASKS.search(folded) or not _COMMITS.search(folded):
            continue
        until = due(said, now, lang)
        if until is not None:
            kind = "call" if _CALLS.search(folded) else "visit" if _COMES.search(folded) else "word"
            sure = bool(_DEADLINE.search(folded)) and not _HEDGES.search(folded)
            return Promised(_OPENS.sub("", said)[:MOST_TEXT] or said[:MOST_TEXT], until, kind, sure)
    return None


def _sentences(text: str) -> list[str]:
    """With the mark that ends them, which tells a question."""
    edges = [0, *(m.end() for m in _END.finditer(text)), len(text)]
    return [part for a, b in pairwise(edges) if (part := text[a:b].strip())]
