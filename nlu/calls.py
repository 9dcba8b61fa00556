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

from nlu import danger
from nlu.asking import YES
from nlu.call_facts import SINGLE, Contradiction, Fact, stated
from nlu.call_levels import believed, dictates, is_answer
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.transcripts import Turn
from nlu.understanding import Entity, Evidence, Exclusion, Intent, Understanding

OPENING, BEGUN = 0.75, 0.6  # how sure the whole of a call must be, or else what it begins with
_MANNERS = ("greet", "affirm", "deny", "thanks", "goodbye", "out_of_scope")
TELLS = 0.3  # a turn at least this likely to report a fault tells of the fault
NEEDED = ("serial_number", "contact_name", "phone", "address")
Parse = Callable[[str], Understanding]


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


_SENTENCE = regex(r"[^.。!！?？]+[.。!！?？]?")
_ASKS = regex(r"[?？]$|有没有|是不是|[吗嘛]\s*[,，。]?$")
#: What an agent takes for the cause, or will do about a part.
_DIAGNOSES = regex(
    r"问题|的事$|的事[,，。]|坏|缺|老化|磨损|多半|应该是|估计|可能是|换|寄|带(?:一|个|上)|备件|等[着紧緊]|到[货貨]|訂|订"
    r"|\b(?:that'?s the|it'?s (?:the|your|probably|usually|nearly|almost|most likely|always)|sounds like|likely|usually|nearly always|probably|swap|replace|change|ship|send|bring|fit|order|new|faulty|worn|gone)\b",
    re.IGNORECASE,
)


#: What an agent says of a part without meaning that it fails: what to do with it, where a plate is, that it is all right.
_INSTRUCTS = regex(
    r"按|打开|关[掉上]|拔|插|拉|推|拧|看[一下看]|别|不要|先|请|麻烦|帮|铭牌|编号|序列号|型号|贴|[背侧正底里上下]面|旁边|位置|上有|正常|能用|没事|好的"
    r"|\b(?:press|hold|open|close|turn|switch|pull|push|unplug|plug|look|lift|shut|keep|don't|do not|please|you|your|on the|under|behind|inside|number|serial|plate|sticker|label|fine|working|okay|only)\b",
    re.IGNORECASE,
)


def understand_call(turns: Sequence[Turn], parse: Parse) -> CallUnderstanding:
    """What a call means as a whole.  No text is parsed twice."""
    turns, parse = tuple(turns), cache(parse)
    said = [(i, _statement(turns, i)) for i in range(len(turns))]
    caller = [(i, text) for i, text in said if text]
    whole, starts = _join(caller)
    u = parse(whole) if whole else Understanding("", "zh", Intent("out_of_scope", 0.0))
    u = _as_opened(u, caller, parse)
    per_turn = [parse(t.text) for t in turns]
    facts, contradictions = stated(turns, per_turn)
    entities = _entities(turns, per_turn, facts)
    told, told_starts = _told(caller, turns, parse)
    if told is None or told.severity is None:
        told, told_starts = u, starts
    told = believed(told, turns, [(start, turn) for start, turn, _ in told_starts], parse)
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


def _as_opened(u: Understanding, caller: Sequence[tuple[int, str]], parse: Parse) -> Understanding:
    """A call of which the whole is not sure is about what the caller begins with, after the greetings; never where there is
    danger."""
    if u.intent.confidence >= OPENING or u.danger:
        return u
    openings = (parse(text) for _, text in caller[:3] if len(text) >= 8)
    said = next((o for o in openings if o.intent.name not in _MANNERS), None)
    if said is None or said.intent.confidence < BEGUN or said.intent.name == u.intent.name:
        return u
    return replace(u, intent=said.intent, ranking=said.ranking, severity=said.severity or u.severity)


def _told(
    caller: Sequence[tuple[int, str]], turns: Sequence[Turn], parse: Parse
) -> tuple[Understanding | None, list[tuple[int, int, int]]]:
    """What the turns that tell of the fault amount to: names, numbers and small talk would drown it."""
    telling: list[tuple[int, str]] = []
    for i, text in caller:
        heard = parse(text)
        fault = next((x.confidence for x in heard.ranking if x.name == "report_fault"), 0.0)
        beside = is_answer(turns, i) or (telling and dictates(text))
        if beside and (dictates(text) or not _names_a_fault(heard)) and not danger.find(text):
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


def _found_by_agent(text: str, e: Entity) -> bool:
    """Whether an agent says of a part that it is the cause, or that it will be changed or sent: "that's the drive, I'm afraid"."""
    sentence = next((m for m in _SENTENCE.finditer(text) if m.start() <= e.start < m.end()), None)
    if sentence is None or _ASKS.search(sentence[0]):
        return False
    return bool(_DIAGNOSES.search(sentence[0])) or not _INSTRUCTS.search(sentence[0])


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
            if e.entity in SINGLE or (e.entity, e.value) in seen:
                continue
            if turn.speaker == "agent" and not (e.entity == "component" and _found_by_agent(turn.text, e)):
                continue
            seen.add((e.entity, e.value))
            found.append(replace(e, line=turn.line))
    return tuple(found)


__all__ = ["NEEDED", "CallUnderstanding", "Contradiction", "Fact", "understand_call"]
