"""Clauses and their status: what is said of now, and what is denied, over, supposed or told of others.

A hedge ("maybe", 好像) is no status: it lowers nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from nlu.patterns import regex
from nlu.scans import Bilingual, Search, live

#: Each alternative begins with a character of its own, so that all others are passed over at once.
_BREAK = regex(
    "|".join(",，。;；!！？\n、…")
    + r"|\?|\.(?=\s|$)|"
    + "|".join(rf"{space}-\s" for space in " \t\x85\u1680\u2028\u2029")
    + r"|b(?<!\w.)ut\b|h(?<!\w.)owever\b|t(?<!\w.)hough\b|a(?<!\w.)nd then\b|s(?<!\w.)o\b(?= )|n(?<!\w.)ow\b"
    r"|但是|但|不过|可是|然而|只是|就是(?=[^说])|所以|而且|现在"
)
_QUESTION_END = regex(r"[?？]|吗|么$|呢$|没有$")
_HYPOTHETICAL = Bilingual(
    r"如果(?!可以|方便|有空|行)|要是(?!方便|有空|可以)|假如|万一|假设|倘若|会不会(?=.*(?:以后|将来|冬天|夏天|保修|不保))|以后会不会|将来|的话(?!题)|冬天要是|\bif\b(?! (?:it is |it's |it isn't |that is |that's )?(?:possible|no trouble|not too|ok|okay|convenient|fine)| you (?:can|could|don't|have|would|please)| not)|\bwhat if\b|\bin case\b|\bsuppose\b|\bwould (?:it|that|there)\b|\bcould (?:it|this) (?:ever|someday)\b"
    r"|\bshould (?:it|there)\b|\bis it (?:possible|true|normal)\b|\bhow (?:do|can|to)\b.*\b(?:prevent|avoid)|怎么(?:预防|防止|避免)|预防|防止|避免|防范|为了安全|演习|培训|怕(?:以后|哪天|将来|到时候)|哪天(?=.{0,6}(?:着|漏|倒|塌|掉|炸|爆|淹))|\b(?:fire|evacuation|safety|emergency|practice|smoke) drills?\b|\b(?:just|only|was|during|for|after) (?:a|the|our) drill\b(?! (?:press|bit))|\btraining\b|\bprevent(?:ion|ive)?\b|\bavoid\b"
)
_PAST = Bilingual(
    r"上(?:个)?(?:月|周|星期|礼拜|次|回)|去年|前年|前[阵段]|以前|之前(?!一直)|曾经|那(?:时|次|回)|当时|早先|昨[天晚].*(?:修好|好了|恢复|解决)|\blast (?:month|week|year|time|winter|summer)\b|\bpreviously\b|\bearlier this\b|\bused to\b|\bonce\b(?! (?:it|the|i|we|you))|\ba (?:year|month|week|while) ago\b|\b\w+ (?:years?|months?|weeks?) ago\b|\bback then\b|\bback in (?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)\b|\blong (?:gone|over)\b|\bthat(?:'s| is) over\b|(?<![一二两三四五六七八九十几多半\d])年前|开始那(?:几|两|阵)|刚(?:买|装)(?:来|回来)?的时候|原来(?:一直|老|总)"
)
_STILL = Bilingual(
    r"一直到现在|至今|到现在|还在|还是|仍然|现在还|又|再次|持续|\bstill\b|\bagain\b|\bsince (?:then|last)\b|\bever since\b|开始|起就|\bkeeps?\b"
)
_RESOLVED = Bilingual(
    r"修好了|已经好了|好了(?!吗)|恢复了|恢复正常|正常了|解决了|处理好了|处理了|自己(?:又|就)?好|没事了|灭了|扑灭|排除了|不漏了|不冒了|不响了|(?:没有?再|再也?没有?)(?:漏|滴|渗|跳|掉|断|停|死机|黑|冒|报|坏|犯|发生|卡|堵|闪|抖).{0,2}过|没(?:这|那)?.{0,2}毛病了|找回来了|连回来了|虚惊|\bfixed\b(?!\?)|\bresolved\b|\bback to normal\b|\bback up\b(?! (?:through|the|out|from|into)\b)|\bworks? (?:fine )?(?:again|now)\b|\bworking again\b|\bwas repaired\b|\brecovered\b|\bput out\b|\ball good now\b|\bstopped by itself\b|\bcame (?:straight |right )?back (?:online|to life|by itself|on its own)\b|\b(?:reboot|restart|reset|power cycle)\w* (?:it |everything |they )(?:came|was|were) back\b|\bcame back after (?:a|the|another) (?:re|power)|\b(?:is|are|was|were|been|got|that's|all) (?:sorted|mended|cured|solved|cleared up|restored)\b|\b(?:fine|dry|great|smoothly|no trouble|no problems?|no issues?|not once) (?:ever )?since\b|(?:\bnot|n't) (?:done|happened|tripped|leaked|stopped|crashed) (?:it )?(?:again|since)\b|\b(?:runs?|running|ran) (?:fine|normally|again)\b|\bpicture is back\b|\bback to (?:life|work)\b"
)
_THIRD = Bilingual(
    r"(?:隔壁|邻居|朋友|同学|亲戚|别人|人家|另一家|其他(?:学校|公司|单位|厂)|网上|新闻|听说|据说|看到有人|同行|对门|楼上那家|同事(?:家|那台))|\bmy (?:neighbou?r|friend|cousin|brother|sister|colleague at another)\b|\bneighbou?rs?\b|\bi (?:heard|read|saw (?:on|in))\b|\bthe news\b|\bother people\b|\banother (?:company|school|customer)\b|\bsomeone else'?s\b"
)
_OURS = Bilingual(
    r"我[家们]?(?:也|的|家|这)|也(?:这样|一样)|轮到我|溅到|到我们|影响到我|\b(?:mine|ours|our|my) (?:too|also|as well)\b|\bsame (?:here|with (?:mine|ours))\b|\binto (?:our|my)\b"
)


_NOW = regex(r"\s*(?:but|however|now|现在|但|不过|可是|今天|刚才|刚刚|突然)")
_MEANWHILE = regex(r"现在|已经|正在|\bnow\b|\balready\b|我家|我们")
_SENDER = regex(r"我|\b(?:my|mine|our|ours|we|i)\b")
_RELAPSE = regex(
    r"\b(?:until|till)\b|直到|(?:\bnot|n't|\bnever) (?:been |yet |really )?(?:sorted|mended|cured|solved|cleared|restored|back)|\bfor (?:an?|one|two|ten|\d+) (?:minute|hour|day)s?\b|没(?:有)?修好|还没(?:有)?好|好了(?:没|几|一会|一阵|两天)|not (?:been )?(?:fixed|resolved)|n't (?:been )?(?:fixed|resolved)|never fixed|又(?!好|恢复|正常|行|能)"
)


class Clause(NamedTuple):
    """A stretch of the normal text.  ``past``: over; ``supposed``: hypothetical; ``other``: somebody else's device."""

    text: str
    start: int
    end: int
    question: bool = False
    past: bool = False
    supposed: bool = False
    other: bool = False
    resolved: bool = False
    ends: bool = False  # a full stop follows: the next clause is a sentence of its own

    @property
    def counts(self) -> bool:
        """Whether it tells of the sender's own device as it is now."""
        return not (self.past or self.supposed or self.other)


def split(text: str) -> list[Clause]:
    """The clauses of a normal text with their status.  A later "it is fixed" closes what was told before it;
    a clause that says nothing of its own time goes on with that of the one before."""
    found: list[Clause] = []
    at, alive = 0, live(text)
    said = _Said(*(pattern.within(text, alive) for pattern in _STATUSES))
    for m in [*_BREAK.finditer(text), None]:
        end = m.start() if m else len(text)
        piece = text[at:end]
        if piece.strip():
            mark = m[0] if m else ""
            found.append(_clause(piece, at, end, mark, found, said))
        opens = (
            m is not None and m[0].strip().isalpha()
        )  # "but", 现在: the word belongs to the clause it opens
        at = m.start() if m is not None and opens else m.end() if m is not None else end
    return _close_resolved(found)


_STATUSES = (_RESOLVED, _STILL, _PAST, _HYPOTHETICAL, _THIRD, _OURS)


class _Said(NamedTuple):
    """What a text may have of each of these; None: nothing."""

    resolved: Search | None
    still: Search | None
    past: Search | None
    supposed: Search | None
    other: Search | None
    ours: Search | None


def _clause(piece: str, start: int, end: int, mark: str, before: list[Clause], said: _Said) -> Clause:
    resolved = said.resolved is not None and said.resolved(piece) is not None
    ends = mark.strip() in (".", "。", "!", "！", "?", "？", "") and bool(mark)
    question = mark in ("?", "？") or bool(_QUESTION_END.search(piece[-2:]))
    still = said.still is not None and said.still(piece) is not None
    past = said.past is not None and said.past(piece) is not None and not still
    supposed = said.supposed is not None and said.supposed(piece) is not None
    other = (
        said.other is not None
        and said.other(piece) is not None
        and not (said.ours is not None and said.ours(piece))
    )
    last = before[-1] if before else None
    if last is not None and (last.past or last.supposed or last.other) and not _NOW.match(piece):
        joined = start - last.end <= 2 and not last.ends
        past = past or (last.past and joined and not still and resolved)
        supposed = supposed or (last.supposed and joined and not _MEANWHILE.search(piece))
        other = other or (last.other and joined and not _SENDER.search(piece))
    return Clause(
        piece,
        start,
        end,
        question,
        past,
        supposed,
        other,
        resolved and not question,
        ends,
    )


def _close_resolved(clauses: list[Clause]) -> list[Clause]:
    """What was told before "fixed", "back to normal" is over, unless something new follows "but" or "again"."""
    last = max((i for i, c in enumerate(clauses) if c.resolved and not _RELAPSE.search(c.text)), default=-1)
    if last < 0:
        return clauses
    return [c._replace(past=True) if i <= last else c for i, c in enumerate(clauses)]


_NEGATION = regex(
    r"没有?|无(?!法)|不(?!停|断|住|得了|知道|清楚|行|了[,，])|未|别|并非|\bno\b|\bnot\b|n't\b|\bnever\b|\bwithout\b|\bneither\b|\bnor\b|\bnone\b"
)
_NOT_NEGATED = regex(
    r"没(?:有)?(?:办法|法|人)|不(?:停|断)|不是(?:很|太)?确定|not sure|no idea|don't know|不知道|是不是|有没有|不会是"
)


def negated(clause: str, start: int, reach: int = 8) -> bool:
    """Whether the words at ``start`` of the clause are denied by what stands shortly before them."""
    words = clause[:start]
    window = words[-reach:] if not words.isascii() else " ".join(words.split()[-4:])
    window = _NOT_NEGATED.sub(lambda m: " " * len(m[0]), window)
    return bool(_NEGATION.search(window))
