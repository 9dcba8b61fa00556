"""Understanding a whole call with two speakers.

Each fact is linked to its turn.  The caller's last word on a field counts; the agent's read-back counts unless
the caller denies it; an agent's question admits nothing, but a caller's yes to it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from nlu import danger, spoken, when
from nlu.dictation import ASKS, FIELDS, NO, YES, asked, dictated
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.recounts import settled
from nlu.transcripts import Turn
from nlu.understanding import Entity, Evidence, Exclusion, Intent, Understanding

SINGLE = (
    "serial_number", "model", "phone", "error_code", "contact_name", "address", "visit_time", "duration", "affected_count",
)  # fmt: skip
CALLERS = (
    "contact_name",
    "duration",
    "affected_count",
    "error_code",
)  # what the agent says of these is not about the case
TELLS = 0.3  # a turn at least this likely to report a fault tells of the fault
NEEDED = ("serial_number", "contact_name", "phone", "address")
Parse = Callable[[str], Understanding]
_PLAIN_NAME = regex(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，\s]*(?:叫)?|姓|叫我?|是|it's |it is |this is )?\s*(?P<n>[\u4e00-\u9fff]{1,4}?(?=$|就行|就好|吧|得啦|啦)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?:就行|就好|吧|得啦|啦)?[。.，,！!]?\s*$"
)
_NO_NAME = regex(
    r"(?:me$|我|你|您|好|嗯|对|是|不|那|这|就|可以|没|哦|啊|稍等|请|等|什么|sure|yes|ok|no|well|hi)", re.I
)
_PIECE = regex(r"(?:[^,，。、.]|\.(?=\S)|(?<=\b[MD]r)\.|(?<=\bM[rs]s)\.)+")
_ZH_PIECE = regex(r"[^,，。、\s]+")
_NO_ADDRESS = regex(
    r"^\s*(?:不|没|错|no\b|nope|not\b|wrong|唔系)|知道|登记过|同上|一样的|\bsame\b", re.IGNORECASE
)
_BEFORE_ADDRESS = regex(
    r"^(?:(?:对的?|是的?|嗯+|啊|哦|好的?|那个|就?在|就是|地址是?|我家(?:在|是)?|我们(?:在|是)?|it'?s(?: at)?|we'?re at|yes|yeah|sure|um+|uh+|okay)[ ,，]*)+",
    re.IGNORECASE,
)
_AFTER_ADDRESS = regex(
    r"[ ,，。]+(?:快点?|麻烦|谢谢|你们?|我|请|尽快|赶紧|好吧|就|一楼|二楼|thanks|thank you|please|ok|it'?s|the )[^,]*$",
    re.IGNORECASE,
)
_TALK = regex(r"等一下|什么|吗$|\\?|[?？]|怎么|\b(?:hang on|wait|what|why|how)\b", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class CallUnderstanding:
    understanding: Understanding
    facts: tuple[Fact, ...]
    contradictions: tuple[Contradiction, ...]
    missing: tuple[str, ...]
    turns: tuple[Turn, ...]
    evidence_lines: tuple[int, ...] = ()  # line of each severity evidence

    def json(self) -> dict[str, Any]:
        """The same form as for a message, with lines."""
        u = self.understanding
        evidence = [] if u.severity is None else [
            {"text": e.text, "start": e.start, "end": e.end, "reason": e.reason, "line": line}
            for e, line in zip(u.severity.evidence, self.evidence_lines, strict=True)
        ]  # fmt: skip
        return {
            "intent": {"name": u.intent.name, "confidence": u.intent.confidence},
            "severity": None if u.severity is None else {
                "level": u.severity.level, "confidence": u.severity.confidence, "evidence": evidence,
            },
            "entities": [
                {"entity": e.entity, "value": e.value, "text": e.text, "start": e.start, "end": e.end, "line": e.line}
                for e in u.entities
            ],
            "exclusions": [{"name": x.name, "text": x.text, "start": x.start, "end": x.end} for x in u.exclusions],
            "contradictions": [
                {"field": c.field, "said": [{"value": f.value, "speaker": f.speaker, "line": f.line} for f in c.said]}
                for c in self.contradictions
            ],
            "missing": list(self.missing),
        }  # fmt: skip


#: What the agent asks about how the device stands; the answer tells as much of the fault as what came before it.
_HOW_IT_STANDS = regex(
    r"正常|能用|还能|能不能|影响|耽误|还?在?(?:转|跑|运行|工作)[吗着]|其[他它余]|别的|另外?[一几两]|全部|都(?:不|坏|停)|严重|停了?吗|怎么样|什么(?:情况|现象|症状)|会不会|有没有(?!空|人在)"
    r"|\b(?:still|usable|working|works?|running|affect\w*|others?|rest|all of|both|any of|does it|do they|can (?:you|they|people) (?:still )?(?:use|open|run|print)|completely|at all|how bad|what (?:happens|does it do)|smoke|smell|hurt|anyone)\b"
)


def understand_call(turns: Sequence[Turn], parse: Parse) -> CallUnderstanding:
    """What a call means as a whole.  No text is parsed twice."""
    turns, parse = tuple(turns), cache(parse)
    said = [(i, _statement(turns, i)) for i in range(len(turns))]
    caller = [(i, text) for i, text in said if text]
    whole, starts = _join(caller)
    u = parse(whole) if whole else Understanding("", "zh", Intent("out_of_scope", 0.0))
    per_turn = [parse(t.text) for t in turns]
    facts, contradictions = _facts(turns, per_turn)
    entities = _entities(turns, per_turn, facts)
    told, told_starts = _told(caller, turns, parse)
    if told is None or told.severity is None:
        told, told_starts = u, starts
    severity = None
    evidence, lines = _placed(turns, told, told_starts)
    if u.intent.name == "report_fault" and told.severity is not None:
        severity = replace(told.severity, evidence=evidence)
    exclusions = tuple(_exclusion(x, turns, starts) for x in u.exclusions)
    have = {f.field for f in facts}
    missing = (
        tuple(f for f in NEEDED if f not in have) if u.intent.name != "out_of_scope" or facts else NEEDED
    )
    made = replace(u, severity=severity, entities=entities, exclusions=exclusions, danger=told.danger)
    return CallUnderstanding(made, facts, contradictions, missing, turns, lines)


def _told(
    caller: Sequence[tuple[int, str]], turns: Sequence[Turn], parse: Parse
) -> tuple[Understanding | None, list[tuple[int, int, int]]]:
    """What the turns that tell of the fault amount to: names, numbers and small talk would drown it."""
    telling: list[tuple[int, str]] = []
    for i, text in caller:
        heard = parse(text)
        fault = next((x.confidence for x in heard.ranking if x.name == "report_fault"), 0.0)
        if _is_answer(turns, i) and not _names_a_fault(heard) and not danger.find(text):
            continue  # 芷是草字头下面一个止: a name that is spelled tells of no fault
        asked_of_it = (
            i > 0
            and turns[i - 1].speaker == "agent"
            and _HOW_IT_STANDS.search(normalise(turns[i - 1].text).text)
        )
        if heard.danger or fault >= TELLS or (telling and asked_of_it):
            telling.append((i, text))
    whole, starts = _join(telling)
    return (parse(whole) if telling else None), starts


def _names_a_fault(heard: Understanding) -> bool:
    """Whether a rule knows the words that tell of the fault."""
    return heard.severity is not None and any(
        e.reason != "learned" for e in heard.severity.evidence if "danger" not in e.reason
    )


def _is_answer(turns: Sequence[Turn], i: int) -> bool:
    """Whether a turn answers a question for a name, a number, a place or a time."""
    before = turns[i - 1] if i else None
    return before is not None and before.speaker == "agent" and asked(normalise(before.text).text) is not None


def _statement(turns: Sequence[Turn], i: int) -> str:
    """What a turn states about the caller's case: the caller's words, or a question that the caller said yes to."""
    turn = turns[i]
    if turn.speaker != "agent":
        return turn.text
    answer = turns[i + 1] if i + 1 < len(turns) else None
    asks = re.search(r"[?？]|吗|有没有|是不是|是否", turn.text)
    if asks and answer is not None and answer.speaker != "agent" and YES.match(normalise(answer.text).text):
        last = re.split(r"[。.!！]\s*", turn.text.rstrip("?？。. "))[-1]
        return _affirmed(last)[:200] if _states(last) else ""
    return ""


def _affirmed(question: str) -> str:
    """What is stated by saying yes: "is there any smoke" becomes "there is smoke"."""
    stated = re.sub(r"有没有", "有", re.sub(r"是不是|是否", "是", re.sub(r"[吗么]$", "", question)))
    stated = re.sub(r"\b(is|are) there (?:any |some )?", r"there \1 ", stated, flags=re.IGNORECASE)
    return re.sub(
        r"\b(?:do|can|could) you (see|smell|hear|feel|have|notice) (?:any |some )?",
        r"I \1 ",
        stated,
        flags=re.IGNORECASE,
    )


def _states(text: str) -> bool:
    """Only danger and damage are taken over from a question; names and numbers come as read-backs."""
    return bool(danger.find(re.sub(r"有没有", "有", re.sub(r"是不是|是否", "是", text)).rstrip("吗?？")))


def _join(parts: Sequence[tuple[int, str]]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text, and (offset, turn, length) of each part."""
    at, starts, out = 0, [], []
    for i, text in parts:
        starts.append((at, i, len(text)))
        out.append(text)
        at += len(text) + 1
    return "\n".join(out), starts


def _place(starts: Sequence[tuple[int, int, int]], at: int) -> tuple[int, int]:
    """(turn, offset in it) of an offset in the joined text."""
    found = (0, at)
    for start, turn, _ in starts:
        if start <= at:
            found = (turn, at - start)
    return found


def _placed(
    turns: Sequence[Turn], u: Understanding, starts: Sequence[tuple[int, int, int]]
) -> tuple[tuple[Evidence, ...], tuple[int, ...]]:
    found, lines = [], []
    for e in u.severity.evidence if u.severity is not None else ():
        turn, offset = _place(starts, e.start)
        at = turns[turn].text.find(e.text)
        start = offset if turns[turn].text[offset : offset + len(e.text)] == e.text else max(at, 0)
        text = e.text if at >= 0 else turns[turn].text[:80]
        found.append(Evidence(text, start, start + len(text), e.reason, e.minutes))
        lines.append(turns[turn].line)
    return tuple(found), tuple(lines)


def _exclusion(x: Exclusion, turns: Sequence[Turn], starts: Sequence[tuple[int, int, int]]) -> Exclusion:
    _, offset = _place(starts, x.start)
    return replace(x, start=offset, end=offset + len(x.text))


def _facts(
    turns: Sequence[Turn], parsed: Sequence[Understanding]
) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
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
            if (where := found.get("address")) is not None:
                found["address"] = spoken.whole_address(turn.text, where)
        found = {field: e for field, e in found.items() if _counts(turns, i, e, heard)}
        for field, e in found.items():
            heard.setdefault(field, []).append(Fact(field, e.value, e.text, turn.speaker, turn.line))
    for h in dictated(turns, parsed):
        turn = turns[h.turn]
        said = turn.text[h.start : h.end] or turn.text
        heard.setdefault(h.field, []).append(Fact(h.field, h.value, said, turn.speaker, turn.line))
    facts = tuple(_fullest(field, f) for field, f in heard.items())
    contradictions = tuple(
        Contradiction(field, tuple(f)) for field, f in heard.items() if len({_folded(x.value) for x in f}) > 1
    )
    return facts, contradictions


_OF_A_NAME = regex(
    r"找|联系|聯絡|联络|搵|叫|姓|写|名|我是|\b(?:ask|contact|call|name|put|ring|speak|me|my|i'm|he's|she's|it's|this is)\b"
)


def _counts(turns: Sequence[Turn], i: int, e: Entity, heard: dict[str, list[Fact]]) -> bool:
    """Whether a name or an address in a turn is one of the case: not how a name is written, nor one more that nobody
    asked for or announces."""
    if e.entity not in ("contact_name", "address"):
        return True
    before = next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")
    of_a_name = bool(ASKS["contact_name"].search(normalise(before).text))
    if e.entity == "address":
        return not of_a_name or any(c.isdigit() for c in e.value) or not e.text.isascii()
    if spoken.explains(e.text):
        return False
    return "contact_name" not in heard or of_a_name or bool(_OF_A_NAME.search(normalise(turns[i].text).text))


def _fullest(field: str, said: Sequence[Fact]) -> Fact:
    """The last word on a field; of a name or an address what says more of the same: "Mrs Adjei", "Abena Adjei"."""
    last = said[-1]
    if field not in ("contact_name", "address"):
        return last
    bare = _folded(spoken.untitled(last.value)) if field == "contact_name" else _folded(last.value)
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
    if wanted == "address" and 4 <= len(text) <= 80 and not _NO_ADDRESS.search(text):
        plain = _AFTER_ADDRESS.sub("", _BEFORE_ADDRESS.sub("", text)).strip("。.，, ")
        if len(plain) >= 4 and not _TALK.search(plain):
            at = turns[i].text.find(plain)
            return {"address": Entity("address", plain, plain, at, at + len(plain))}
    return {}


def _entities(
    turns: Sequence[Turn], parsed: Sequence[Understanding], facts: Sequence[Fact]
) -> tuple[Entity, ...]:
    """The fields as they stand at the end of the call, and everything else that the caller named."""
    lines = {t.line: i for i, t in enumerate(turns)}
    found: list[Entity] = []
    for f in facts:
        i = lines[f.line]
        at = max(turns[i].text.find(f.text), 0)
        found.append(Entity(f.field, f.value, f.text, at, at + len(f.text), f.line))
    seen: set[tuple[str, str]] = set()
    for turn, u in zip(turns, parsed, strict=True):
        for e in u.entities:
            if e.entity in SINGLE or turn.speaker == "agent" or (e.entity, e.value) in seen:
                continue
            seen.add((e.entity, e.value))
            found.append(replace(e, line=turn.line))
    return tuple(found)
