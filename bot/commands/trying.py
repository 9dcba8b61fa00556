"""``baoxiu plan try``: what a conversation would lead to under a plan, without touching any data."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.commands.failing import Failure

if TYPE_CHECKING:
    from handlers.rules.policy import Plan

Json = dict[str, Any]


def plan_named(name: str) -> tuple[Plan, dict[str, Plan]]:
    """The plan of that id or of that file, and all plans with it among them."""
    from bot.settings import Settings
    from handlers.plans.load import load, load_plans

    plans = dict(load_plans(Settings().plan_folder))
    if name in plans:
        return plans[name], plans
    if not name.endswith(".toml"):
        raise Failure(
            f"there is no plan {name!r}; known are {', '.join(plans)}; a plan file ends with .toml", 2
        )
    plan = load(Path(name))
    return plan, {**plans, plan.id: plan}


def try_(
    plan_name: Annotated[str, typer.Argument(metavar="PLAN", help="id of a plan, or a plan file (.toml)")],
    conversation: Annotated[
        str,
        typer.Argument(
            help="file: YAML as in tests/conversations, or one line for each message; - reads it from here"
        ),
    ],
    now: Annotated[str | None, typer.Option(help="when it begins, such as 2026-11-23T09:00")] = None,
    devices: Annotated[
        Path | None, typer.Option(help="CSV or XLSX of devices; without it there are demo devices")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="everything as JSON")] = False,
) -> None:
    """What a conversation would lead to: ticket, verdicts with reasons, fee, clocks, route, visits.  Nothing is kept."""
    import structlog

    from bot import logs
    from bot.commands.showing import json_text
    from handlers import trial
    from handlers.house import utc_now
    from handlers.scripts import BadScript, scripts
    from handlers.tables import BadFile
    from nlu.parse import parse

    if not structlog.is_configured():
        logs.set_up("warning")
    plan, plans = plan_named(plan_name)
    asked = _time(now)
    text = sys.stdin.read() if conversation == "-" else _read(Path(conversation))
    try:
        told = [
            trial.run(plan, plans, parse, script, trial.beginning(plan, script, asked, utc_now()), devices)
            for script in scripts(text, "standard input" if conversation == "-" else Path(conversation).name)
        ]
    except (BadScript, BadFile) as error:
        raise Failure(str(error), 2) from None
    if as_json:
        typer.echo(json_text(told, 2))
        return
    typer.echo("\n\n".join("\n".join(lines(one, plans)) for one in told))


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Failure(f"--now {text!r} is no time such as 2026-11-23T09:00", 2) from None


def _read(path: Path) -> str:
    from handlers.scripts import MOST_BYTES

    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"{path}: is not UTF-8", 2) from None


def lines(told: Json, plans: dict[str, Plan]) -> Iterator[str]:
    """The outcome of one conversation, for people."""
    zone = ZoneInfo(plans[told["plan"]].zone)
    yield f"{told['conversation']}  (plan {told['plan']}, from {_at(told['began'], zone)}, {zone.key})"
    passing = False
    for line in told["said"]:
        passing = line["who"] == "time" or (passing and line["who"] in ("bot", "notice"))
        yield from _said(line, _at(line["at"], zone) if passing and line["who"] != "time" else "")
    yield ""
    if not told["tickets"]:
        yield "no ticket"
    for ticket in told["tickets"]:
        yield from _ticket(ticket, ZoneInfo(plans[ticket["plan"]].zone))
    yield f"now speaks   {told['owner'] or 'nobody'}"
    for item in told["waiting"]:
        due = f", due {_at(item['due'], zone)}" if item["due"] else ""
        yield f"in a queue   {item['queue']}: {item['kind']}, {item['reason']}, severity {item['severity']}{due}"
    for alarm in told["alarms"]:
        clock = f" {alarm['clock']}" if alarm["clock"] else ""
        yield f"alarm        {_at(alarm['at'], zone)} to {alarm['to']}: {alarm['text']}{clock}"


def _said(line: Json, at: str) -> Iterator[str]:
    """``at``: when it was said, where it came by itself while time passed."""
    if line["who"] == "time":
        yield f"  … {line['text']}"
    elif line["who"] in ("engineer", "dealer", "refused"):
        yield f"  [{line['who']}] {line['text']}"
    elif line["who"] == "customer":
        yield f"> {line['text']}"
    else:
        yield from (f"  {part}" for part in f"{at}  {line['text']}".strip().splitlines())
        if line["buttons"]:
            yield f"  [{' | '.join(line['buttons'])}]"


def _ticket(ticket: Json, zone: ZoneInfo) -> Iterator[str]:
    from bot.commands.showing import about_lines
    from handlers.plans.describe import cited

    yield from about_lines(ticket, zone)
    route = ticket["route"]
    skills = f", skills {', '.join(route['skills'])}" if route["skills"] else ""
    yield f"route     {route['queue']}{skills}: {route['because']['zh']} · {route['because']['en']}{cited(route['clause'])}"
    for window in ticket["windows"]:
        late = "" if window["keeps_promise"] else ", later than promised"
        yield f"offered   {_at(window['start'], zone)} to {_at(window['end'], zone)}, {window['technician']}{late}"
    for clock in ticket["clocks"]:
        due = f", due {_at(clock['due'], zone)}" if clock["due"] else ""
        met = f", met {_at(clock['met'], zone)}" if clock["met"] else ""
        yield (
            f"clock     {clock['name']} ({clock['label']['zh']} · {clock['label']['en']}{cited(clock['clause'])}): {clock['state']}, "
            f"started {_at(clock['started'], zone)}{due}{met}, calendar {clock['calendar']}"
        )
    for name, part in ticket["work"].items():
        for number, line in enumerate(_plain(part, zone)):
            yield f"work      {name}: {line}" if number == 0 else f"          {line}"


def _plain(value: Any, zone: ZoneInfo) -> Iterator[str]:
    """What is worked on as lines: one for each thing, with what belongs to it indented below."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _plain(item, zone)
    elif text := _word(value, zone):
        yield text
    elif isinstance(value, dict):
        flat = {k: text for k, v in value.items() if (text := _word(v, zone))}
        if flat:
            yield ", ".join(f"{k} {text}" for k, text in flat.items())
        for key, item in value.items():
            if key not in flat and item and isinstance(item, dict | list | tuple):
                yield from (f"  {key}: {line}" for line in _plain(item, zone))


def _word(value: Any, zone: ZoneInfo) -> str:
    """A value in a word, nothing for what has parts or is empty."""
    if isinstance(value, dict):
        return f"{value['zh']} · {value['en']}" if set(value) == {"zh", "en"} else ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        plain = all(isinstance(item, str | int) for item in value)
        return " ".join(str(item) for item in value) if plain else ""
    if isinstance(value, datetime):
        return _at(value.isoformat(), zone)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", value):
        return _at(value, zone)
    return "" if value is None else str(value)


def _at(moment: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"
