"""The facts of a call: what it says about each field, by whom and in which line, as it stands at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu import spoken, when
from nlu.asking import ASKS, FIELDS, NO, YES, asked
from nlu.dictation import dictated
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.recounts import settled
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding
from nlu.whereabouts import places

SINGLE = (
    "serial_number", "model", "phone", "error_code", "contact_name", "address", "visit_time", "duration", "affected_count",
)  # fmt: skip
CALLERS = (
    "contact_name",
    "duration",
    "affected_count",
    "error_code",
)  # what the agent says of these is not about the case
_PLAIN_NAME = regex(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，\s]*(?:叫)?|姓|叫我?|是|it's |it is |this is )?\s*(?P<n>[\u4e00-\u9fff]{1,4}?(?=$|就行|就好|吧|得啦|啦)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?:就行|就好|吧|得啦|啦)?[。.，,！!]?\s*$"
)
_NO_NAME = regex(
    r"(?:me$|我|你|您|好|嗯|对|是|不|那|这|就|可以|没|哦|啊|稍等|请|等|什么|sure|yes|ok|no|well|hi)", re.I
)
_PIECE = regex(r"(?:[^,，。、.]|\.(?=\S)|(?<=\b[MD]r)\.|(?<=\bM[rs]s)\.)+")
_ZH_PIECE = regex(r"[^,，。、\s]+")
_OPENING_HOURS = regex(r"下班|上班|营业|几点关|\bopen\b|\bclose\b|\bfinish\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """What the call says about one field, by whom and in which line of the transcript."""

    field: str
    value: str
    text: str
    speaker: str
    line: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    field: str
    said: tuple[Fact, ...]


def stated(
    turns: Sequence[Turn], parsed: Sequence[Understanding]
) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
    """What stands of each field, and what was said of it that differs."""
    heard: dict[str, list[Fact]] = {}
    for i, (turn, u) in enumerate(zip(turns, parsed, strict=True)):
        agent = turn.speaker == "agent"
        if agent and i + 1 < len(turns) and NO.match(normalise(turns[i + 1].text).text):
            continue
        found: dict[str, Entity] = {}
        for e in u.entities:
            if e.entity in SINGLE and e.entity not in FIELDS and _stands(e, turn.text):
                again = e.entity in found or (e.entity in heard and not agent)
                if e.entity == "affected_count" and (again or _number_asked(turns, i)):
                    continue  # the first number counts, unless the caller puts it right
                found[e.entity] = e
        if agent:
            name = found.get("contact_name") if _is_asked_for(turns, i) else None
            found = {field: e for field, e in found.items() if field not in CALLERS}
            found |= {"contact_name": _untitled(name)} if name else {}
            if i and _OPENING_HOURS.search(turns[i - 1].text):
                found.pop("visit_time", None)
        else:
            found |= {
                field: e for field, e in _answered(turns, i).items()
                if field not in found or found[field].value in e.value
            }  # fmt: skip
            found |= _settled(turns, i, heard, found)
            found |= spoken.told_in_full(turn.text)
        found = {f: e for f, e in found.items() if f != "address" and _counts(turns, i, e, heard)}
        for field, e in found.items():
            heard.setdefault(field, []).append(Fact(field, e.value, e.text, turn.speaker, turn.line))
    for h in dictated(turns, parsed):
        turn = turns[h.turn]
        said = turn.text[h.start : h.end] or turn.text
        heard.setdefault(h.field, []).append(Fact(h.field, h.value, said, turn.speaker, turn.line))
    heard |= _places(turns, parsed)
    facts = tuple(_fullest(field, f) for field, f in heard.items())
    contradictions = tuple(
        Contradiction(field, tuple(f)) for field, f in heard.items() if len({_folded(x.value) for x in f}) > 1
    )
    return facts, contradictions


def _places(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> dict[str, list[Fact]]:
    """What the call tells of the place; what says more of the same takes the place of what it adds to."""
    said: list[Fact] = []
    for w in places(turns, parsed):
        turn = turns[w.turn]
        said = said[:-1] if w.grown else said
        said.append(Fact("address", w.value, turn.text[w.start : w.end], turn.speaker, turn.line))
    return {"address": said} if said else {}


_OF_A_NAME = regex(
    r"找|联系|聯絡|联络|搵|叫|姓|写|名|我是|\b(?:ask|contact|call|name|put|ring|speak|me|my|i'm|he's|she's|it's|this is)\b"
)


def _counts(turns: Sequence[Turn], i: int, e: Entity, heard: dict[str, list[Fact]]) -> bool:
    """Whether a name or an address in a turn is one of the case: not how a name is written, nor one more that nobody
    asked for or announces."""
    if e.entity != "contact_name":
        return True
    before = next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")
    of_a_name = bool(ASKS["contact_name"].search(normalise(before).text))
    if spoken.explains(e.text):
        return False
    return "contact_name" not in heard or of_a_name or bool(_OF_A_NAME.search(normalise(turns[i].text).text))


def _fullest(field: str, said: Sequence[Fact]) -> Fact:
    """The last word on a field; of a name or an address what says more of the same: "Mrs Adjei", "Abena Adjei"."""
    last = said[-1]
    if field != "contact_name":
        return last
    bare = _folded(spoken.untitled(last.value))
    fuller = [
        f
        for f in said
        if bare
        and bare in _folded(f.value)
        and len(spoken.untitled(f.value)) > len(spoken.untitled(last.value))
    ]
    return max(fuller, key=lambda f: len(f.value), default=last)


#: "请问您是戚蕴女士本人？", "Am I speaking with Mr Pugh?"
_ARE_YOU = regex(r"您是|是不是您|您就是|本人|\b(?:am i speaking|is (?:this|that)|are you)\b")


def _is_asked_for(turns: Sequence[Turn], i: int) -> bool:
    """Whether an agent asks whether it is somebody, and the caller says yes."""
    answer = turns[i + 1] if i + 1 < len(turns) else None
    return (
        answer is not None
        and answer.speaker != "agent"
        and bool(_ARE_YOU.search(normalise(turns[i].text).text) and YES.match(normalise(answer.text).text))
    )


def _untitled(name: Entity) -> Entity:
    """A whole name without what an agent adds to it: 戚蕴女士."""
    bare = re.sub(r"(?<=..)(?:先生|女士|小姐)$", "", name.text)
    return replace(name, value=bare, text=bare, end=name.start + len(bare))


def _settled(
    turns: Sequence[Turn], i: int, heard: dict[str, list[Fact]], found: dict[str, Entity]
) -> dict[str, Entity]:
    """A number or a length of time that is asked for, or put right."""
    before = next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")
    if _number_asked(turns, i):
        return {}
    known = heard["affected_count"][-1] if "affected_count" in heard else found.get("affected_count")
    return settled(before, turns[i].text, known=known is not None)


def _number_asked(turns: Sequence[Turn], i: int) -> bool:
    """Whether a turn answers a question for a number: its "nineteen" counts nothing."""
    before = next((t for t in reversed(turns[:i]) if t.speaker == "agent"), None)
    return before is not None and asked(normalise(before.text).text) in FIELDS


def _stands(e: Entity, text: str) -> bool:
    """Of several times in one turn only those count that the turn leaves standing."""
    if e.entity != "visit_time":
        return True
    return any(a < e.end and e.start < b for a, b in when.standing(text))


def _folded(value: str) -> str:
    return re.sub(r"\W", "", value).casefold()


def _answered(turns: Sequence[Turn], i: int) -> dict[str, Entity]:
    """A short answer to the agent's question for a name or an address."""
    before = next((t for t in reversed(turns[:i]) if t.speaker == "agent"), None)
    if before is None:
        return {}
    wanted, text = asked(normalise(before.text).text), turns[i].text.strip()
    pattern = _ZH_PIECE if not text.isascii() else _PIECE
    if wanted == "contact_name" or ASKS["contact_name"].search(before.text):
        pieces = [(m, p.start()) for p in pattern.finditer(text) if (m := _PLAIN_NAME.match(p[0].strip()))]
        named = [(m, at) for m, at in pieces if not _NO_NAME.match(m["n"])]
        if named:
            name = named[0][0]["n"]
            longer = [m["n"] for m, _ in named[1:] if name in m["n"]]  # "姓陈，陈建国"
            name = max([name, *longer], key=len)
            at = turns[i].text.find(name)
            return {"contact_name": Entity("contact_name", name, name, at, at + len(name))}
    if wanted == "visit_time" and (times := when.standing(turns[i].text)):
        a, b = times[-1]
        said = turns[i].text[a:b]
        return {"visit_time": Entity("visit_time", said, said, a, b)}
    return {}
