"""Corrections: a number that is taken back for another, wholly or in one place.

"AZ1099273 — no wait, AZ1099237", 13500067890，不对，是13500067980, "no, 4 not 5", 最后一位是1.
"""

from __future__ import annotations

import re

from nlu.patterns import regex
from nlu.spelling import runs

MENDS = regex(r"不对|错了|哦不|啊不|不是|sorry|\bno\b|\bwait\b|\bi mean\b|\bcorrection\b|\bactually\b")
TAIL = regex(
    r"最后|末尾|后面|尾号|末[一二两三四五六]?位|\b(?:last|final)\b|\bends? (?:in|with)\b|\bat the end\b"
)
_NOT = regex(r"不是|\bnot\b")
REFUSED = regex(r"(?:不是|不系|\bnot) ?$")
_ONE = r"(?:[a-z]|\d|[零〇洞一幺二两三四五六七八九拐勾]|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_END = r"(?![a-z\d零一幺二三四五六七八九])"
_PAIR = regex(
    rf"(?:不是|不系|not)[ ,]*(?:an? )?(?P<old>{_ONE}){_END}[ ,，]*(?:它)?(?:是|系|应该是|but|it'?s|its)?[ ,，]*(?:an? )?(?P<new>{_ONE}){_END}"
    rf"|(?<![a-z\d])(?P<new2>{_ONE}){_END}[ ,，]*(?:and )?(?:不是|不系|not|instead of|rather than) ?(?:an? )?(?P<old2>{_ONE}){_END}"
)
_MARK = r"(?:(?:啊|哦|噢|呃|嗯|哎|我|刚才|uh|oh|um) ?)?(?:[说写打念看弄搞讲抄]?错了?|[看念读讲抄说写报记听](?:倒|反|串|岔|走眼)了?|不对|不是(?=[ ,])|更正|应该是|应为|不(?=[,，。])|(?:no(?!\. ?[a-z]{0,4}\d)|wait|sorry|correction|i mean|actually|make that|scra(?:tch|p) that|my mistake)(?![a-z]))"
_GAP = r"[\s,，。.;；:：…、!！()（）—–\-]{0,8}"
#: Between what is taken back and what replaces it.
INSTEAD = regex(
    rf"{_GAP}(?:{_MARK}{_GAP})+(?:(?:是|就是|为|这是|it'?s|it is|that'?s|should be|the) ?)?{_GAP}", re.ASCII
)
#: Marks that nothing but a correction has ("X no power, Y no light" has none).
_PLAIN = regex(r"[对错反]|wait|sorry|mean|correction|mistake|that")
_REFUTED = regex(rf"{_GAP}(?:(?:而|应该)?是|but(?: it'?s)?|it'?s)[\s,，]{{0,4}}", re.ASCII)


def pair(text: str, start: int = 0, end: int | None = None) -> tuple[str, str] | None:
    """The character that is wrong and the one in its place: "not 5 but 4", "4 not 5"."""
    m = _PAIR.search(text, start, len(text) if end is None else end)
    return None if m is None else (single(m["old"] or m["old2"]), single(m["new"] or m["new2"]))


def single(said: str) -> str:
    made = runs(said, least=1)
    return made[0].value if made else said.upper()


def taken_back(text: str, start: int, end: int, after: int, *, alike: bool = False) -> bool:
    """Whether ``text[start:end]`` is taken back for what begins at ``after``; between two that look alike a few words
    may say why ("no wait, I misread")."""
    if after - end > 40 or refused(text, after):
        return False
    if (
        alike
        and not refused(text, after)
        and (refused(text, start) or ((mark := INSTEAD.match(text, end)) and _PLAIN.search(mark[0])))
    ):
        return True
    if refused(text, start) and _REFUTED.fullmatch(text, end, after):
        return True
    return bool(INSTEAD.fullmatch(text, end, after))


def replaces(text: str, end: int, after: int, *, plainly: bool) -> bool:
    """Whether nothing but a correction stands between; ``plainly``: one that cannot mean "number" ("CX-10 no. 4711")."""
    mark = INSTEAD.fullmatch(text, end, after)
    return mark is not None and (not plainly or bool(_PLAIN.search(mark[0])))


def refused(text: str, start: int) -> bool:
    """Whether what begins here is said not to be it: "not E6", 不是E6."""
    return bool(REFUSED.search(text, max(0, start - 6), start))


def instead(text: str, start: int, end: int) -> re.Match[str] | None:
    """What stands between ``text[start:end]`` and that which replaces it."""
    refuted = _REFUTED.match(text, end) if refused(text, start) else None
    return refuted or INSTEAD.match(text, end)


def mended(text: str, end: int, value: str) -> str:
    """The value that ends at ``end``, with the one place put right that is corrected just behind it."""
    mark = INSTEAD.match(text, end)
    upto = min(len(text), end + 48)
    found = pair(text, end, upto)
    if found is not None and found[0] != found[1] and (at := value.rfind(found[0])) >= 0:
        return value[:at] + found[1] + value[at + 1 :]
    tail = TAIL.search(text, end, upto) if mark is not None or _NOT.search(text, end, upto) else None
    if tail is not None:
        for run in runs(text, tail.end(), upto, least=1):
            if run.start - tail.end() <= 12 and len(run.bare) < len(value) and not refused(text, run.start):
                return aligned(value, run.bare, tail=True)
    return value


def aligned(base: str, piece: str, *, tail: bool) -> str:
    """``base`` with ``piece`` in the place that it differs from least (its end where all are alike)."""
    bare = base.replace("-", "")
    if len(piece) >= len(bare):
        return piece
    last = len(bare) - len(piece)
    places = [last] if tail else range(last + 1)
    cost = {k: sum(x != y for x, y in zip(bare[k:], piece, strict=False)) for k in places}
    at = min(cost, key=lambda k: (cost[k] or 99, -k))
    if cost[at] * 2 > len(piece):
        at = last
    mended = iter(bare[:at] + piece + bare[at + len(piece) :])
    return "".join("-" if c == "-" else next(mended) for c in base)
