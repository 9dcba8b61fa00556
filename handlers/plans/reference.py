"""The reference of keys in ``docs/PLANS.md``, written from the schema.

    python -m handlers.plans.reference

writes it anew between its two marks; a test compares.  Keys, values and defaults come from the schema; what a key
means is said here, and a key without a meaning stops the writing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from handlers.areas import areas
from handlers.plans.check import KINDS, ROLES
from handlers.plans.load import base
from handlers.rules import (
    aftercare,
    causes,
    dealers,
    form_parts,
    gatherings,
    incidents,
    notices,
    parts,
    planned,
    policy,
    procedures,
    promises,
    retention,
    supply,
    support,
    teams,
    timing,
)
from handlers.rules.parts import Span, span_text
from handlers.rules.timing import LOG_EVENTS
from nlu.understanding import SIGNALS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "PLANS.md"
BEGIN = "<!-- reference: written by `make reference` -->"
END = "<!-- end of the reference -->"


@cache
def meanings() -> dict[str, dict[str, str]]:
    """What keys and words mean: section -> key -> sentence (``meanings.toml``)."""
    return tomllib.loads(files(__package__).joinpath("meanings.toml").read_text(encoding="utf-8"))


NOT_THERE = ("",)
#: header in the file, model, the table of ``base.toml`` that it is in
SECTIONS: tuple[tuple[str, type[parts.Part], tuple[str, ...]], ...] = (
    ("the top of the file", policy.Plan, ()),
    ("`[severity]`", policy.SeverityPolicy, ("severity",)),
    ("`[[severity.levels]]`", policy.Severity, ("severity", "levels")),
    ("`[[severity.rules]]`", policy.SeverityRule, ("severity", "rules")),
    ("`[calendars.NAME]`", timing.Calendar, NOT_THERE),
    ("`[[clocks]]`", timing.Clock, ("clocks",)),
    ("each of a clock's `targets`", timing.Target, NOT_THERE),
    ("each of a clock's `escalate`", timing.Escalation, NOT_THERE),
    ("each of a clock's `pauses`", timing.Pause, NOT_THERE),
    ("`[[components]]`", policy.Component, ("components",)),
    ("`[warranty]`", policy.Warranty, ("warranty",)),
    ("each of `warranty.terms`", policy.Term, NOT_THERE),
    ("each of `warranty.exclusions`", policy.Exclusion, NOT_THERE),
    ("each of `warranty.replaced_free`", policy.ReplacedFree, NOT_THERE),
    ("`[fees]`", policy.Fees, ("fees",)),
    ("`[[fees.lists]]`", policy.PriceList, ("fees", "lists")),
    ("each of a price list's `items`", policy.PriceItem, NOT_THERE),
    ("`[parts]`", supply.SparePolicy, NOT_THERE),
    ("`parts.supply`", supply.Supply, NOT_THERE),
    ("`parts.old`", supply.OldParts, NOT_THERE),
    ("`parts.exchange`", supply.Successor, NOT_THERE),
    ("`[routing]`", policy.Routing, ("routing",)),
    ("each of `routing.routes`", policy.Route, NOT_THERE),
    ("`[visits]`", policy.Visits, ("visits",)),
    ("`[handoff]`", policy.Handoff, ("handoff",)),
    ("`[safety]`", policy.Safety, ("safety",)),
    ("`[[forms]]`", form_parts.Form, ("forms",)),
    ("each of a form's `fields`", form_parts.FormField, NOT_THERE),
    ("each of a field's `choices`", form_parts.FormChoice, NOT_THERE),
    ("each of a field's `columns`", form_parts.FormColumn, NOT_THERE),
    ("`[promises]`", promises.Promises, ("promises",)),
    ("`[confirmation]`", aftercare.Confirmation, ("confirmation",)),
    ("`[reopening]`", aftercare.Reopening, ("reopening",)),
    ("`[[follow_ups]]`", aftercare.FollowUp, ("follow_ups",)),
    ("`[retention]`", retention.Retention, NOT_THERE),
    ("`[own_team]`", teams.OwnTeam, NOT_THERE),
    ("`[[own_team.teams]]`", teams.Team, NOT_THERE),
    ("`[duty_line]`", teams.DutyLine, NOT_THERE),
    ("`[[planned]]`", planned.Planned, NOT_THERE),
    ("each of planned work's `fields`", planned.ResultField, NOT_THERE),
    ("each of planned work's `questions`", planned.Question, NOT_THERE),
    ("`[operation]`", planned.Operation, NOT_THERE),
    ("`[support]`", support.Support, ("support",)),
    ("`[[guidance]]`", support.Guide, NOT_THERE),
    ("`[[services]]`", support.RequestedService, NOT_THERE),
    ("`[diagnosis]`", support.Diagnosis, NOT_THERE),
    ("`[[procedures]]`", procedures.Procedure, NOT_THERE),
    ("each of a procedure's `steps`", procedures.Step, NOT_THERE),
    ("`[[causes]]`", causes.Cause, NOT_THERE),
    ("`[campaigns]`", gatherings.Campaigns, NOT_THERE),
    ("each of `campaigns.kinds`", gatherings.EntryKind, NOT_THERE),
    ("`campaigns.report`", gatherings.CampaignReport, NOT_THERE),
    ("`[incidents]`", incidents.Incidents, NOT_THERE),
    ("`[notices]`", notices.Notices, NOT_THERE),
    ("`[dealers]`", dealers.Dealers, NOT_THERE),
    ("each of `dealers.routes`", dealers.DealerRoute, NOT_THERE),
    ("each of `dealers.hand_backs`", dealers.HandBack, NOT_THERE),
    ("`[dealers.urgent]`", dealers.Urgent, NOT_THERE),
    ("`[dealers.cards]`", dealers.Cards, NOT_THERE),
    ("`[dealers.reimbursement]`", dealers.Reimbursement, NOT_THERE),
    ("each of `dealers.reimbursement.steps`", dealers.ReimbursementStep, NOT_THERE),
    ("`[dealers.returns]`", dealers.GoodsReturns, NOT_THERE),
    ("each of `dealers.returns.rules`", dealers.FreightRule, NOT_THERE),
    ("`[dealers.stock]`", dealers.SeasonStock, NOT_THERE),
    ("each of `dealers.stock.seasons`", dealers.Season, NOT_THERE),
)
#: models that are written as one value, not as a table with keys of its own
VALUES: dict[type, str] = {
    parts.Text: '`{ zh = "…", en = "…" }`',
    timing.Shift: '`"08:30-12:00"`',
    Span: "duration",
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true`, `false`",
    date: "date",
    time: "time",
}


_MANY = {"table": "tables", "text": "texts", "date": "dates"}


def reference() -> str:
    """The reference as Markdown."""
    return "\n".join([*_sections(), *_vocabularies()]).strip() + "\n"


def _sections() -> Iterator[str]:
    for title, model, at in SECTIONS:
        yield from ("", f"#### {title[0].upper()}{title[1:]}", "")
        told = meanings()[model.__name__]
        if "about" in told and "about" not in model.model_fields:
            yield from (told["about"], "")
        yield from ("| key | value | default | meaning |", "|---|---|---|---|")
        if model is policy.Plan:
            yield f'| `extends` | `"base"` | nothing | {told["extends"]} |'
        hints = get_type_hints(model, include_extras=True)
        for name, field in model.model_fields.items():
            value = _value(hints[name]) + _limits(field)
            yield f"| `{name}` | {value} | {_default(field, (*at, name))} | {told[name]} |"


def _vocabularies() -> Iterator[str]:
    regions = {area.id: area.name.en for area in areas()}
    for title, known in (
        ("Signals", SIGNALS),
        ("Events", LOG_EVENTS),
        ("Sources", form_parts.SOURCES),
        ("Kinds", (*KINDS, *timing.HOUSE_KINDS)),
        ("Roles", ROLES),
        ("Regions", tuple(regions)),
    ):
        told = regions if title == "Regions" else meanings()[title]
        yield from ("", f"#### {title}", "", meanings()["Words"][title], "")
        if title in ("Roles", "Regions"):
            yield (
                ", ".join(f"`{word}`" + (f" ({told[word]})" if word in told else "") for word in known) + "."
            )
            continue
        yield from ("| word | meaning |", "|---|---|")
        yield from (f"| `{word}` | {told[word]} |" for word in known)


def _value(hint: Any) -> str:
    """How a value of this type is written."""
    if hint in VALUES:
        return VALUES[hint]
    if hint == planned.Interval:
        return '`"1mo"`, `"2/y"`, `"15d"`'
    if hint == parts.Elapsed:
        return "duration, no `wd`"
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _value(inside[0])
    if origin in (Union, UnionType):
        return _value(next(x for x in inside if x is not NoneType))
    if origin is Literal:
        return ", ".join(f"`{x}`" if isinstance(x, int) else f'`"{x}"`' for x in inside)
    if origin is tuple:
        item = _value(inside[0])
        return f"list of {_MANY.get(item, item)}"
    if origin is dict:
        return (
            "tables by name" if _is_table(inside[1]) else f"table: {_value(inside[0])} = {_value(inside[1])}"
        )
    return "table" if _is_table(hint) else str(hint)


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel) and hint not in VALUES


def _limits(field: FieldInfo) -> str:
    limits = {name: getattr(m, name) for m in field.metadata for name in ("ge", "le") if hasattr(m, name)}
    if "le" in limits:
        return f", {limits['ge']} to {limits['le']}"
    return f", {limits['ge']} or more" if "ge" in limits else ""


def _default(field: FieldInfo, at: tuple[str, ...]) -> str:
    if _in_base(field, at):
        return "as in base"
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None or value in ((), {}, ""):
        return "none"
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, BaseModel) and not isinstance(value, Span):
        return "see there"
    return f"`{json.dumps(span_text(value) if isinstance(value, Span) else value)}`"


def _in_base(field: FieldInfo, at: tuple[str, ...]) -> bool:
    """Whether ``base.toml`` has it, and the whole of it."""
    found: Any = base()
    for part in at:
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    if isinstance(field.annotation, type) and issubclass(field.annotation, parts.Part):
        try:
            field.annotation.model_validate(found)
        except ValidationError:
            return field.annotation is Span
    return True


def write(page: Path = PAGE) -> None:
    """Write the reference into the page."""
    page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")


def renewed(text: str) -> str:
    """The page with the reference as it has to be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


if __name__ == "__main__":
    write()
