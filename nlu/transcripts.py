"""Hotline transcripts: plain text with speakers, JSON, and what recorders write (:mod:`nlu.recordings`)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nlu import language, recordings
from nlu.patterns import regex

MAX_BYTES = 2_000_000
MAX_TURNS = 4_000
MAX_TURN = 8_000  # characters
MAX_LINES = 40_000

_JSON = regex(r"\s*+(?:\{|\[\s*+(?:[{\[\]\"]|$))")  # and not "[00:01] Caller: ..."
_LABEL = regex(
    r"^\s*+(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\]?\s*+(?:[-–]\s*+)?)?[\[【(（<]?(?P<who>[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff ._\-]{0,24}?\d{0,6})(?:\s?[(（][^()（）\n]{1,24}[)）])?[\]】)）>]?\s*(?:\(?\d{1,2}:\d{2}(?::\d{2})?\)?\s*)?[:：]\s*(?P<text>.*)$"
)
_AGENT = regex(
    r"客服|坐席|座席|工程师|接线|话务|热线|服务台|售后|专员|技术支持|值班|agent|operator|support|engineer|clerk|rep|advisor|hotline|service|assistant|desk|staff|technician",
    re.IGNORECASE,
)
_CALLER = regex(
    r"客户|用户|来电|顾客|业主|机主|主叫|报修人|老师|先生|女士|caller|customer|client|user|guest|patient|tenant|owner|teacher|manager|mr\b|mrs\b|ms\b",
    re.IGNORECASE,
)
_CALL_ID = regex(
    r"^\s*+#?\s*+(?:通话编号|通话id|呼叫编号|录音编号|会话id|call[ _-]?id|recording|通话)\s*[:：=]\s*(?P<id>[\w\-.]{1,100})\s*$",
    re.IGNORECASE,
)
_META = regex(
    r"^\s*+(?:#|//|---|===|(?:时间|日期|通话时长|来电号码|坐席工号|date|time|duration)\s*[:：=])",
    re.IGNORECASE,
)


_NEVER = regex(r"[\0\ud800-\udfff]")  # what no database keeps: zeros and halves of characters


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
    plan: str | None = None  # as the file names it
    at: datetime | None = None  # when it was, where the file tells

    @property
    def key(self) -> str:
        """What makes the call the same call: its id, or a hash of what was said."""
        if self.call_id:
            return f"id:{self.call_id}"
        said = "\n".join(f"{t.speaker}\t{t.text}" for t in self.turns)
        return "sha256:" + hashlib.sha256(said.encode()).hexdigest()


def read(data: str | bytes, name: str = "transcript") -> Call:
    """A transcript from plain text with speaker labels, JSON (``{"call_id", "plan", "turns": [...]}``, a list, or Whisper's
    ``{"segments": [...]}``), WebVTT, SRT or CSV; ``name`` tells the file in errors.  Raises :class:`TranscriptError`."""
    if len(data) > MAX_BYTES:
        raise TranscriptError(f"{name}: has {len(data)} bytes; at most {MAX_BYTES} are allowed")
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise TranscriptError(f"{name}: line {line}: not valid UTF-8") from None
    text = data.lstrip("\ufeff").replace("\0", "\ufffd")
    if _JSON.match(text):
        return _read_json(text, name)
    try:
        if recordings.is_vtt(text) or recordings.is_srt(text):
            return _recorded(None, recordings.subtitles(text), name)
        if recordings.is_csv(text, name):
            return _recorded(*recordings.table(text), name)
    except recordings.Broken as error:
        raise TranscriptError(f"{name}: {error}") from None
    return _read_text(text, name)


def _read_json(text: str, name: str) -> Call:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise TranscriptError(f"{name}: line {line}: not valid JSON: {error}") from None
    turns = data.get("turns") if isinstance(data, dict) else data
    call_id = data.get("call_id") or data.get("id") if isinstance(data, dict) else None
    if call_id is not None and not _is_call_id(call_id):
        raise TranscriptError(f"{name}: call_id must be 1 to 100 characters that can be written")
    segments = data.get("segments") if isinstance(data, dict) and "turns" not in data else None
    try:
        if segments is not None:
            call = _recorded(
                str(call_id) if call_id is not None else None, recordings.segments(segments), name
            )
            return replace(call, at=_at(data.get("at"), name), plan=_plan(data, name))
        made = [replace(turn, text=turn.text.strip()) for turn in from_turns(turns)]
    except recordings.Broken as error:
        raise TranscriptError(f"{name}: {error}") from None
    except TranscriptError as error:
        raise error if str(error).startswith(f"{name}: ") else TranscriptError(f"{name}: {error}") from None
    at = _at(data.get("at") if isinstance(data, dict) else None, name)
    made_call = _call(str(call_id) if call_id is not None else None, made, name)
    return replace(made_call, plan=_plan(data, name), at=at)


def _plan(data: Any, name: str) -> str | None:
    plan = data.get("plan") if isinstance(data, dict) else None
    if plan is not None and not isinstance(plan, str):
        raise TranscriptError(f"{name}: plan must be the name of one")
    return plan or None


def _at(given: Any, name: str) -> datetime | None:
    """When the call was, with an offset."""
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise TranscriptError(f"{name}: at must be a time with an offset, such as 2026-11-23T10:00:00+08:00")
    return at


def _recorded(call_id: str | None, said: Sequence[recordings.Said], name: str) -> Call:
    """A call from lines with labels."""
    if call_id is not None and not _is_call_id(call_id):
        raise TranscriptError(f"{name}: call_id must be 1 to 100 characters that can be written")
    if len(said) > MAX_TURNS:
        raise TranscriptError(f"{name}: line {said[MAX_TURNS][2]}: more than {MAX_TURNS} turns")
    who = recordings.speakers(said, _speaker)
    turns = (Turn(who[label], _NEVER.sub("\ufffd", text)[:MAX_TURN], number) for label, text, number in said)
    return _call(call_id, [t for t in turns if t.text.strip()], name)


def _is_call_id(given: Any) -> bool:
    if isinstance(given, bool) or not isinstance(given, str | int):
        return False
    return 1 <= len(str(given)) <= 100 and not _NEVER.search(str(given))


def from_turns(turns: Any) -> tuple[Turn, ...]:
    """Turns from ``[{"speaker", "text"}]``, character for character: positions in them are those of what was given."""
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
            made.append(Turn(_speaker(who), _NEVER.sub("\ufffd", turn["text"])[:MAX_TURN], number))
    return tuple(made)


def _read_text(text: str, name: str) -> Call:
    turns: list[Turn] = []
    numbered: list[
        recordings.Said
    ] = []  # label, text, and the place in turns, of speakers that are only numbered
    call_id: str | None = None
    for number, whole in enumerate(text.splitlines(), 1):
        if number > MAX_LINES:
            raise TranscriptError(f"{name}: more than {MAX_LINES} lines")
        line = whole.strip()[: MAX_TURN + 200]  # with what may stand before the text
        found = _CALL_ID.match(line)
        if found and call_id is None and not turns:
            call_id = found["id"]
            continue
        if not line.strip() or (_META.match(line) and not turns):
            continue
        label = _LABEL.match(line)
        if label and recordings.numbered(label["who"]):
            numbered.append((label["who"].strip(), label["text"], len(turns)))
        if label and (_speaker(label["who"]) != "unknown" or not turns or recordings.numbered(label["who"])):
            if label["text"].strip():
                turns.append(Turn(_speaker(label["who"]), label["text"].strip()[:MAX_TURN], number))
            else:
                turns.append(Turn(_speaker(label["who"]), "", number))
        elif turns:
            last = turns[-1]
            if len(last.text) >= MAX_TURN:
                continue
            turns[-1] = replace(last, text=f"{last.text} {line.strip()}".strip()[:MAX_TURN])
        else:
            raise TranscriptError(
                f"{name}: line {number}: no speaker (write for example '客户：…' or 'Caller: …')"
            )
        if len(turns) > MAX_TURNS:
            raise TranscriptError(f"{name}: line {number}: more than {MAX_TURNS} turns")
    who = recordings.speakers(numbered, _speaker)
    for tag, _, place in numbered:
        turns[place] = replace(turns[place], speaker=who[tag])
    return _call(call_id, [t for t in turns if t.text], name)


def _call(call_id: str | None, turns: Iterable[Turn], name: str) -> Call:
    made = tuple(turns)
    if not made:
        raise TranscriptError(f"{name}: nothing is said in it")
    return Call(call_id, made, language.detect(" ".join(t.text for t in made)))


def _speaker(label: str) -> str:
    label = label[:100]
    if _AGENT.search(label):
        return "agent"
    if _CALLER.search(label) or label.strip().lower() in ("c", "a方", "用"):
        return "caller"
    return {"b": "caller", "a": "agent", "坐": "agent", "客": "caller"}.get(label.strip().lower(), "unknown")
