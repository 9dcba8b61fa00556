"""From a text to an :class:`Understanding`: what is read by rules and what is learned, put together."""

from __future__ import annotations

from nlu import pleas
from nlu.judgement import Judge
from nlu.patterns import regex
from nlu.reading import Reading, read
from nlu.understanding import Intent, Understanding

TOP = 5
#: What introduces a number, an address or a name.
_INTRODUCING = regex(
    r"\b(?:this is|my name is|i am|i'm|it's|it is|the|my|our|serial|number|no|sn|phone|tel|mobile|address|is|at|and|on|in|contact|name|call me|here)\b"
    r"|我(?:的|叫|姓|是)?|序列号|机号|编号|电话|手机号?|号码|地址|联系人|姓名|型号|是|在|住|叫|的"
)
_FACTS = ("phone", "serial_number", "address", "contact_name", "model", "error_code")


def parse(text: str, lang: str | None = None) -> Understanding:
    """What a message means.  Any text is accepted; the same text always means the same."""
    r = read(text, lang)
    if not r.clauses:
        return Understanding(text, r.lang, Intent("out_of_scope", 0.0))
    judge = Judge(r)
    ranking = judge.intents(TOP + 1)
    plea = pleas.bare(r.n.text)
    if plea is not None or (not judge.danger and _only_facts(r)):
        # A bare number or address asks for nothing; a form takes it in.
        plain = plea or "out_of_scope"
        ranking = (Intent(plain, 0.9), *(i for i in ranking if i.name != plain))
    return Understanding(
        text,
        r.lang,
        ranking[0],
        judge.severity() if ranking[0].name == "report_fault" else None,
        r.entities,
        judge.exclusions(),
        () if plea else judge.danger,
        ranking[:TOP],
        judge.remark,
        judge.calm() if judge.danger and ranking[0].name == "report_fault" else None,
        r.named,
    )


def _only_facts(r: Reading) -> bool:
    """Whether a text is nothing but a number, an address or a name."""
    facts = [e for e in r.entities if e.entity in _FACTS]
    if not facts:
        return False
    rest = list(r.n.raw)
    for e in facts:
        rest[e.start : e.end] = " " * (e.end - e.start)
    return sum(c.isalnum() for c in _INTRODUCING.sub("", "".join(rest).lower())) <= 1
