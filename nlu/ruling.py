"""What does not count as a part or is not of its name, whoever found it: docs/UNDERSTANDING.md, "What counts as a part"."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.patterns import regex

Stretch = tuple[int, int]  # of a normal text

#: Sides, colours, states and what a thing is made of, before its name: "left speaker", "blown fuse".
_HOW = regex(
    r"(?:(?:left|right|left-hand|right-hand|other|new|old|broken|blown|burnt|worn|torn|bent|cracked|loose|missing|faulty|rusty|stuck"
    r"|metal|plastic|wooden|black|white|grey|gray|brown|blue|yellow) )+(?=[a-z]{3})"
)
_DISPLAY = regex(
    r".*(?:屏|屏幕|萤幕|荧幕|显示器?|面板|仪表盘?|表盘|数码管|(?:^|\b)(?:screen|display|panel|dash|dashboard|keypad))"
)
#: What a display does that works: 屏幕上写着E32, "panel just says F28".
_SHOWS = regex(
    r" ?(?:上面?|里面?)?(?:只|就|一直|老是?|总是?|现在|又|还|会)*(?:显示|写|报|跳|闪|弹|有|提示|出现)(?:出来?|的?是|着|了|个|错误|代码|故障|码|只有|:)* ?"
    r"|(?: (?:just|only|now|always|keeps?|is|was|has|says?|saying|shows?|showing|showed|reads?|reading|flash(?:es|ed|ing)?|displays|displaying|came up with|error|fault|code|an?|the))+[ :'\"]*"
)


def bare(text: str, start: int, end: int) -> Stretch:
    """A part without the words before its name that only say how or which it is."""
    m = _HOW.match(text, start, end)
    return (m.end(), end) if m else (start, end)


def only_shows(text: str, part: Stretch, codes: Sequence[Stretch]) -> bool:
    """Whether a part is a display that does what it is for: it shows a code."""
    start, end = part
    return bool(_DISPLAY.fullmatch(text, start, end)) and any(
        _SHOWS.fullmatch(text, end, code) for code, _ in codes if end < code <= end + 40
    )
