"""Which danger it is that was learned and that no rule names: by what the message speaks of, where that says it better."""

from __future__ import annotations

from nlu.scans import Bilingual

#: What a message speaks of, and the danger it is then; the first that fits.
_SPEAKS = (
    (
        "burn",
        Bilingual(
            r"烫(?!手|烫的)|灼伤|起(?:了)?水?泡.{0,6}(?:手|脚|胳膊|腿|脸|皮)|(?:手|脚|胳膊|腿|脸|皮).{0,8}起(?:了)?水?泡|\bscald|\bblister"
        ),
        ("injury",),
    ),
    (
        "pressure",
        Bilingual(r"高压锅|压力锅|锅炉|储气罐|压力罐|灭菌锅|\bpressure cooker\b|\bautoclave\b|\bboiler pressure\b"),
        ("gas", "flood", "falling", "injury"),
    ),
    (
        "battery",
        Bilingual(
            r"(?:电池|电瓶|充电宝).{0,10}(?:鼓|胀|膨)|(?:鼓|胀|膨).{0,10}(?:电池|电瓶|充电宝)|\bbatter(?:y|ies)\b.{0,30}\b(?:swoll?en|bulg|bloat|puff)|\b(?:swollen|bulging|bloated|puffy)\b.{0,30}\bbatter"
        ),
        ("fire", "smoke", "gas", "falling", "injury"),
    ),
    (
        "shock",
        Bilingual(
            r"插座|插线板|插排|排插|接线板|配电箱|电箱|电闸|\bfuse ?box\b|\bpower strip\b|\bextension (?:lead|cord)\b|\bconsumer unit\b"
        ),
        ("flood",),
    ),
    (
        "falling",
        Bilingual(
            r"(?:水箱|支架|热水器|集热器|栏杆|吊柜|外机|架子).{0,6}(?:晃|歪|斜|倒|断)|玻璃.{0,4}(?:掉|落|砸)|\bglass (?:fell|came down|dropped)|\b(?:tank|bracket|frame|railing)\b.{0,20}\b(?:lean|sway|tilt|rock|wobbl)"
        ),
        ("flood", "gas", "shock", "fire"),
    ),
)  # fmt: skip


def refine(text: str, learned: str) -> str:
    """The danger that a text speaks of, where it is told apart badly from the one that was ``learned``."""
    return next((kind for kind, said, of in _SPEAKS if learned in of and said.search(text)), learned)
