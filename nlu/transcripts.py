"""Hotline transcripts: reading them, and understanding a whole call with two speakers.

Each fact is linked to its turn.  The caller's last word on a field counts; the agent's read-back counts unless
the caller denies it; an agent's question admits nothing, but a caller's yes to it does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlu import language
from nlu.understanding import Entity, Evidence, Exclusion, Intent, Severity, Understanding

MAX_BYTES = 2_000_000
MAX_TURNS = 4_000
MAX_TURN = 8_000  # characters
SINGLE = ("serial_number", "model", "phone", "contact_name", "address")
NEEDED = ("serial_number", "contact_name", "phone", "address")
Parse = Callable[[str], Understanding]

_LABEL = re.compile(
    r"^\s*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\]?\s*[-–]?\s*)?[\[【(（<]?(?P<who>[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff ._\-]{0,24}?\d{0,6})[\]】)）>]?\s*(?:\(?\d{1,2}:\d{2}(?::\d{2})?\)?\s*)?[:：]\s*(?P<text>.*)$"
)
_AGENT = re.compile(
    r"客服|坐席|座席|工程师|接线|话务|热线|服务台|售后|专员|技术支持|值班|agent|operator|support|engineer|clerk|rep|advisor|hotline|service|assistant|desk|staff|technician",
    re.IGNORECASE,
)
_CALLER = re.compile(
    r"客户|用户|来电|顾客|业主|机主|主叫|报修人|老师|先生|女士|caller|customer|client|user|guest|patient|tenant|owner|teacher|manager|mr\b|mrs\b|ms\b",
    re.IGNORECASE,
)
_CALL_ID = re.compile(
    r"^\s*#?\s*(?:通话编号|通话id|呼叫编号|录音编号|会话id|call[ _-]?id|recording|通话)\s*[:：=]\s*(?P<id>[\w\-.]{1,100})\s*$",
    re.IGNORECASE,
)
_META = re.compile(
    r"^\s*(?:#|//|---|===|(?:时间|日期|通话时长|来电号码|坐席工号|date|time|duration)\s*[:：=])",
    re.IGNORECASE,
)
_NO = re.compile(r"^\s*(?:不|没|错|no\b|nope|not\b|wrong|唔系)", re.IGNORECASE)
_YES = re.compile(
    r"^\s*(?:有|是|对|嗯|恩|好像(?:有|是)|可能有|有点|yes|yeah|yep|right|correct|i think so|it does|there is|a bit|a little)",
    re.IGNORECASE,
)
_NAME_ASKED = re.compile(
    r"贵姓|怎么称呼|姓名|您叫|尊姓|联系人|your (?:full )?name|who am i speaking|may i have (?:a|the) name|contact (?:name|person)",
    re.IGNORECASE,
)
_ADDRESS_ASKED = re.compile(
    r"地址|住哪|在哪(?:里|儿)?|什么位置|哪个(?:小区|校区|单位)|your address|where (?:are you|is it|should)|the address|which (?:site|building)",
    re.IGNORECASE,
)
_PLAIN_NAME = re.compile(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，]\s*(?:叫)?|姓|叫|是)?\s*(?P<n>[\u4e00-\u9fff]{1,4}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})[。.，,！!]?\s*$"
)


class TranscriptError(ValueError):
    """A transcript that cannot be read; the message says what and in which line."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``speaker`` is agent, caller or unknown; ``line`` counts from 1 in the file (turns from 1 in JSON)."""

    speaker: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    call_id: str | None
    turns: tuple[Turn, ...]
    lang: str

    @property
    def key(self) -> str:
        """What makes the call the same call: its id, or a hash of what was said."""
        if self.call_id:
            return f"id:{self.call_id}"
        said = "\n".join(f"{t.speaker}\t{t.text}" for t in self.turns)
        return "sha256:" + hashlib.sha256(said.encode()).hexdigest()


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


def read(data: str | bytes, name: str = "transcript") -> Call:
    """A transcript from plain text with speaker labels, or JSON (``{"call_id", "turns": [...]}`` or a list)."""
    if len(data) > MAX_BYTES:
        raise TranscriptError(f"{name}: has {len(data)} bytes; at most {MAX_BYTES} are allowed")
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise TranscriptError(f"{name}: line {line}: not valid UTF-8") from None
    text = data.lstrip("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text, name)
    return _read_text(text, name)


def _read_json(text: str, name: str) -> Call:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise TranscriptError(f"{name}: line {line}: not valid JSON: {error}") from None
    turns = data.get("turns") if isinstance(data, dict) else data
    call_id = data.get("call_id") or data.get("id") if isinstance(data, dict) else None
    if call_id is not None and not (isinstance(call_id, str | int) and 1 <= len(str(call_id)) <= 100):
        raise TranscriptError(f"{name}: call_id must have 1 to 100 characters")
    try:
        made = from_turns(turns)
    except TranscriptError as error:
        raise TranscriptError(f"{name}: {error}") from None
    return _call(str(call_id) if call_id is not None else None, made, name)


def from_turns(turns: Any) -> tuple[Turn, ...]:
    """Turns from ``[{"speaker", "text"}]``."""
    if not isinstance(turns, list):
        raise TranscriptError('"turns" must be a list of {"speaker", "text"}')
    if len(turns) > MAX_TURNS:
        raise TranscriptError(f"has {len(turns)} turns; at most {MAX_TURNS} are allowed")
    made = []
    for number, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            raise TranscriptError(f'turn {number}: must be {{"speaker", "text"}} with a text')
        who = turn.get("speaker", turn.get("role", ""))
        if not isinstance(who, str):
            raise TranscriptError(f"turn {number}: speaker must be a string")
        if turn["text"].strip():
            made.append(Turn(_speaker(who), turn["text"].strip()[:MAX_TURN], number))
    return tuple(made)


def _read_text(text: str, name: str) -> Call:
    turns: list[Turn] = []
    call_id: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        found = _CALL_ID.match(line)
        if found and call_id is None and not turns:
            call_id = found["id"]
            continue
        if not line.strip() or (_META.match(line) and not turns):
            continue
        label = _LABEL.match(line)
        if label and (_speaker(label["who"]) != "unknown" or not turns):
            if label["text"].strip():
                turns.append(Turn(_speaker(label["who"]), label["text"].strip()[:MAX_TURN], number))
            else:
                turns.append(Turn(_speaker(label["who"]), "", number))
        elif turns:
            last = turns[-1]
            turns[-1] = replace(last, text=f"{last.text} {line.strip()}".strip()[:MAX_TURN])
        else:
            raise TranscriptError(
                f"{name}: line {number}: no speaker (write for example '客户：…' or 'Caller: …')"
            )
        if len(turns) > MAX_TURNS:
            raise TranscriptError(f"{name}: line {number}: more than {MAX_TURNS} turns")
    return _call(call_id, [t for t in turns if t.text], name)


def _call(call_id: str | None, turns: Iterable[Turn], name: str) -> Call:
    made = tuple(turns)
    if not made:
        raise TranscriptError(f"{name}: nothing is said in it")
    return Call(call_id, made, language.detect(" ".join(t.text for t in made)))


def _speaker(label: str) -> str:
    if _AGENT.search(label):
        return "agent"
    if _CALLER.search(label) or label.strip().lower() in ("c", "a方", "用"):
        return "caller"
    return {"b": "caller", "a": "agent", "坐": "agent", "客": "caller"}.get(label.strip().lower(), "unknown")


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
    from nlu import danger

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
        found = {e.entity: e for e in u.entities if e.entity in SINGLE}
        if turn.speaker == "agent":
            found.pop("contact_name", None)  # the agent's own name, as a rule
        else:
            found = {**_answered(turns, i), **found}
        for field, e in found.items():
            heard.setdefault(field, []).append(Fact(field, e.value, e.text, turn.speaker, turn.line))
    facts = tuple(f[-1] for f in heard.values())
    contradictions = tuple(
        Contradiction(field, tuple(f)) for field, f in heard.items() if len({_folded(x.value) for x in f}) > 1
    )
    return facts, contradictions


def _folded(value: str) -> str:
    return re.sub(r"\W", "", value).casefold()


def _answered(turns: Sequence[Turn], i: int) -> dict[str, Entity]:
    """A short answer to the agent's question for a name or an address."""
    if i == 0 or turns[i - 1].speaker != "agent":
        return {}
    asked, text = turns[i - 1].text, turns[i].text.strip()
    if _NAME_ASKED.search(asked) and (m := _PLAIN_NAME.match(text)):
        return {"contact_name": Entity("contact_name", m["n"], m["n"], *m.span("n"))}
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
