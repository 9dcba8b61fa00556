"""Understanding a whole call with two speakers.

Each fact is linked to its turn.  The caller's last word on a field counts; the agent's read-back counts unless
the caller denies it; an agent's question admits nothing, but a caller's yes to it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlu import danger, when
from nlu.normalise import normalise
from nlu.numerals import spoken_digits
from nlu.patterns import regex
from nlu.transcripts import Turn
from nlu.understanding import Entity, Evidence, Exclusion, Intent, Severity, Understanding

SINGLE = (
    "serial_number", "model", "phone", "contact_name", "address", "visit_time", "duration", "affected_count",
)  # fmt: skip
CALLERS = ("contact_name", "duration", "affected_count")  # what the agent says of these is not about the case
NEEDED = ("serial_number", "contact_name", "phone", "address")
Parse = Callable[[str], Understanding]
_NO = regex(r"^\s*(?:不|没|错|no\b|nope|not\b|wrong|唔系)", re.IGNORECASE)
_YES = regex(
    r"^\s*(?:有|是|对|嗯|恩|好像(?:有|是)|可能有|有点|yes|yeah|yep|right|correct|i think so|it does|there is|a bit|a little)",
    re.IGNORECASE,
)
_NAME_ASKED = regex(
    r"贵姓|怎么称呼|姓名|您叫|尊姓|联系人|your (?:full )?name|who am i speaking|may i have (?:a|the) name|contact (?:name|person)",
    re.IGNORECASE,
)
_ADDRESS_ASKED = regex(
    r"地址|住哪|在哪(?:里|儿)?|什么位置|哪个(?:小区|校区|单位)|your address|where (?:are you|is it|should)|the address|which (?:site|building)",
    re.IGNORECASE,
)
_PLAIN_NAME = regex(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，]\s*(?:叫)?|姓|叫|是)?\s*(?P<n>[\u4e00-\u9fff]{1,4}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})[。.，,！!]?\s*$"
)
_NO_NAME = regex(
    r"(?:我|你|您|好|嗯|对|是|不|那|这|就|可以|没|哦|啊|稍等|请|等|sure|yes|ok|no|well|hi)", re.I
)
_TAIL = regex(
    r"(?:最后|末尾|后面|尾号|末)(?:那?[一二两三四五六\d]?[位个]?(?:数字?|号)?)?(?:应该|不)?(?:是|为)(?P<n>[\d零一幺二两三四五六七拐八九]{1,6})(?![\d零一幺二两三四五六七拐八九])"
    r"|\b(?:last|final) (?:\w+ )?(?:digits? |ones? |numbers? )?(?:is|are|should be) (?P<n2>(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|[ \-])+)"
    r"|\bends? (?:in|with) (?P<n3>(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|[ \-])+)"
)


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


def understand_call(turns: Sequence[Turn], parse: Parse) -> CallUnderstanding:
    """What a call means as a whole."""
    turns = tuple(turns)
    said = [(i, _statement(turns, i)) for i in range(len(turns))]
    caller = [(i, text) for i, text in said if text]
    whole, starts = _join(caller)
    u = parse(whole) if whole else Understanding("", "zh", Intent("out_of_scope", 0.0))
    per_turn = [parse(t.text) for t in turns]
    facts, contradictions = _facts(turns, per_turn)
    entities = _entities(turns, per_turn, facts)
    evidence, lines = _placed(turns, u, starts)
    severity = Severity(u.severity.level, u.severity.confidence, evidence) if u.severity is not None else None
    exclusions = tuple(_exclusion(x, turns, starts) for x in u.exclusions)
    have = {f.field for f in facts}
    missing = (
        tuple(f for f in NEEDED if f not in have) if u.intent.name != "out_of_scope" or facts else NEEDED
    )
    made = replace(u, severity=severity, entities=entities, exclusions=exclusions)
    return CallUnderstanding(made, facts, contradictions, missing, turns, lines)


def _statement(turns: Sequence[Turn], i: int) -> str:
    """What a turn states about the caller's case: the caller's words, or a question that the caller said yes to."""
    turn = turns[i]
    if turn.speaker != "agent":
        return turn.text
    answer = turns[i + 1] if i + 1 < len(turns) else None
    asks = re.search(r"[?？]|吗|有没有|是不是|是否", turn.text)
    if asks and answer is not None and answer.speaker != "agent" and _YES.match(answer.text):
        last = re.split(r"[。.!！]\s*", turn.text.rstrip("?？。. "))[-1]
        return (
            re.sub(r"有没有", "有", re.sub(r"是不是|是否", "是", re.sub(r"[吗么][?？]?$", "", last)))[:200]
            if _states(last)
            else ""
        )
    return ""


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
        denied = turn.speaker == "agent" and i + 1 < len(turns) and bool(_NO.match(turns[i + 1].text))
        if denied:
            continue
        found = {e.entity: e for e in u.entities if e.entity in SINGLE and _stands(e, turn.text)}
        if turn.speaker == "agent":
            found = {field: e for field, e in found.items() if field not in CALLERS}
        else:
            answered = {
                field: e for field, e in _answered(turns, i).items()
                if field not in found or found[field].value in e.value
            }  # fmt: skip
            found = {**found, **answered, **_tail(turn.text, found, parsed[i - 1] if i else None)}
        for field, e in found.items():
            heard.setdefault(field, []).append(Fact(field, e.value, e.text, turn.speaker, turn.line))
    facts = tuple(f[-1] for f in heard.values())
    contradictions = tuple(
        Contradiction(field, tuple(f)) for field, f in heard.items() if len({_folded(x.value) for x in f}) > 1
    )
    return facts, contradictions


def _stands(e: Entity, text: str) -> bool:
    """Of several times in one turn only those count that the turn leaves standing."""
    if e.entity != "visit_time":
        return True
    return any(a < e.end and e.start < b for a, b in when.standing(text))


def _tail(text: str, found: Mapping[str, Entity], before: Understanding | None) -> dict[str, Entity]:
    """ "No, the last three are 779": the number read back before, with another end."""
    said = _TAIL.search(normalise(text).text)
    digits = spoken_digits(said["n"] or said["n2"] or said["n3"] or "") if said else ""
    if said is None or before is None or not 1 <= len(digits) <= 6:
        return {}
    for field in ("serial_number", "phone"):
        old = before.last(field)
        if old is not None and field not in found and len(old.value) > len(digits):
            return {field: Entity(field, old.value[: -len(digits)] + digits, text, 0, len(text))}
    return {}


def _folded(value: str) -> str:
    return re.sub(r"\W", "", value).casefold()


def _answered(turns: Sequence[Turn], i: int) -> dict[str, Entity]:
    """A short answer to the agent's question for a name or an address."""
    if i == 0 or turns[i - 1].speaker != "agent":
        return {}
    asked, text = turns[i - 1].text, turns[i].text.strip()
    if _NAME_ASKED.search(asked):
        pieces = [(m, p.start()) for p in re.finditer(r"[^,，。]+", text) if (m := _PLAIN_NAME.match(p[0]))]
        named = [(m, at) for m, at in pieces if not _NO_NAME.match(m["n"])]
        if named:
            m, at = max(named, key=lambda found: len(found[0]["n"]))
            return {
                "contact_name": Entity("contact_name", m["n"], m["n"], at + m.start("n"), at + m.end("n"))
            }
    if _ADDRESS_ASKED.search(asked) and 4 <= len(text) <= 80 and not _NO.match(text):
        plain = text.strip("。.，, ")
        return {"address": Entity("address", plain, plain, 0, len(plain))}
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
