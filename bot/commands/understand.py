"""``baoxiu parse`` and ``baoxiu when``: understanding by itself, line by line, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

MAX_LINE = 2_000_000  # bytes; what is longer is refused
Jsonl = Annotated[bool, typer.Option("--jsonl", help="one JSON object a line in, one a line out")]


def parse(
    text: Annotated[str | None, typer.Argument(help="a single message instead of lines")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Understand messages or transcripts: intent, severity with evidence, entities, exclusions."""
    if text is not None:
        typer.echo(json.dumps(_parse_line({"text": text}), ensure_ascii=False, indent=2))
        return
    _lines(_parse_line, jsonl)


def when(
    text: Annotated[str | None, typer.Argument(help="a single expression instead of lines")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Turn time expressions into intervals: start, end, grain."""
    if text is not None:
        typer.echo(json.dumps(_when_line({"text": text}), ensure_ascii=False))
        return
    _lines(_when_line, jsonl)


def _lines(work: Callable[[dict[str, Any]], dict[str, Any]], jsonl: bool) -> None:
    """A bad line gets an error in its place; the others are worked on.  Exit code 1 if there was one."""
    if not jsonl and sys.stdin.isatty():
        raise typer.BadParameter("give a text, or lines of JSON on standard input with --jsonl")
    bad = 0
    for number, raw in _read():
        given: Any = None
        try:
            if len(raw) > MAX_LINE:
                raise ValueError(f"the line has {len(raw)} bytes; at most {MAX_LINE} are allowed")
            given = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_json)
            if not isinstance(given, dict):
                raise ValueError("a line must be a JSON object")
            shown = _line(work(given))
        except (ValueError, TypeError, RecursionError) as error:
            bad += 1
            out = {"error": f"line {number}: {_explain(error)}"}
            if isinstance(given, dict) and isinstance(given.get("id"), str | int):
                out = {"id": given["id"], **out}
            shown = _line(out)
        sys.stdout.buffer.write(shown)
        sys.stdout.buffer.flush()
    if bad:
        raise typer.Exit(1)


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _line(out: dict[str, Any]) -> bytes:
    """A line of JSON in UTF-8, whatever the surroundings' encoding; halves of characters stay escaped."""
    try:
        return json.dumps(out, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(out, allow_nan=False).encode("utf-8") + b"\n"


def _explain(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not valid UTF-8 at byte {error.start + 1}"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at character {error.pos + 1}: {error.msg}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def _read() -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if raw.strip():
            yield number, raw


def _text(given: dict[str, Any]) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise ValueError('"text" must be a string')
    return text


def _lang(given: dict[str, Any]) -> str | None:
    lang = given.get("lang")
    if lang is not None and not isinstance(lang, str):
        raise ValueError('"lang" must be a string, such as zh or en')
    return lang


def _parse_line(given: dict[str, Any]) -> dict[str, Any]:
    from nlu.parse import parse as understand

    lang = _lang(given)
    if lang not in (None, "zh", "en", "zh-Hant", "mixed"):
        lang = None
    out: dict[str, Any] = {"id": given["id"]} if "id" in given else {}
    if "turns" in given:
        from nlu.calls import understand_call
        from nlu.transcripts import from_turns

        found = understand_call(from_turns(given["turns"]), lambda t: understand(t))
        return {**out, **found.json()}
    u = understand(_text(given), "en" if lang == "en" else "zh" if lang else None)
    return {**out, **as_json(u)}


def as_json(u: Any) -> dict[str, Any]:
    """An understanding in the form that other programs are built on."""
    return {
        "intent": {"name": u.intent.name, "confidence": u.intent.confidence},
        "severity": None
        if u.severity is None
        else {
            "level": u.severity.level,
            "confidence": u.severity.confidence,
            "evidence": [
                {"text": e.text, "start": e.start, "end": e.end, "reason": e.reason} for e in u.severity.evidence
            ],
        },
        "entities": [
            {
                "entity": e.entity, "value": e.value, "text": e.text, "start": e.start, "end": e.end,
                **({"line": e.line} if e.line is not None else {}),
            }
            for e in u.entities
        ],
        "exclusions": [{"name": x.name, "text": x.text, "start": x.start, "end": x.end} for x in u.exclusions],
    }  # fmt: skip


def _when_line(given: dict[str, Any]) -> dict[str, Any]:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from nlu.language import detect
    from nlu.when import interval

    text = _text(given)
    zone = ZoneInfo("Asia/Shanghai")
    raw = given.get("now")
    try:
        now = datetime.now(zone) if raw is None else datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(
            f'"now" must be a time as in ISO 8601, such as 2026-11-24T09:00:00+08:00, not {raw!r}'
        ) from None
    aware = now if now.tzinfo is not None else now.replace(tzinfo=zone)
    try:
        found = interval(text[:2000], _lang(given) or detect(text), aware)
    except OverflowError:
        raise ValueError("the time lies outside of the calendar (years 1 to 9999)") from None
    out: dict[str, Any] = {"id": given["id"]} if "id" in given else {}
    if found is None:
        return {**out, "start": None, "end": None, "grain": None}

    def shown(at: datetime | None) -> str | None:
        if at is None:
            return None
        return (at if now.tzinfo is not None else at.replace(tzinfo=None)).isoformat()

    result = {**out, "start": shown(found.start), "end": shown(found.end), "grain": found.grain}
    if found.readings:
        result["readings"] = [{"start": shown(a), "end": shown(b)} for a, b in found.readings]
    return result
