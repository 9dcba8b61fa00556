"""The JSON Schema of a plan file, for editors: keys, values and what they mean while one writes.

Made from the same models and meanings as the reference in ``docs/PLANS.md``.  A plan that says ``extends = "base"``
need not repeat what base says, so that such keys are not required here; ``baoxiu plan check`` has the last word.
"""

from __future__ import annotations

from typing import Any

from handlers.areas import areas
from handlers.plans.check import KINDS, ROLES
from handlers.plans.load import base
from handlers.plans.reference import SECTIONS, meanings
from handlers.rules.parts import Span, span_text
from handlers.rules.policy import Plan
from handlers.rules.timing import HOUSE_KINDS, LOG_EVENTS
from nlu.understanding import SIGNALS

Json = dict[str, Any]
DIALECT = "http://json-schema.org/draft-07/schema#"


def schema() -> Json:
    """A schema of draft 7, which the language servers for TOML understand."""
    made = Plan.model_json_schema(ref_template="#/definitions/{model}")
    shapes: Json = made.pop("$defs")
    top = {"extends": {"const": "base", "description": meanings()["Plan"]["extends"]}}
    made["properties"] = {**top, **made["properties"]}
    shapes["Plan"] = made
    for name, shape in shapes.items():
        _explain(name, shape)
    for _, model, at in SECTIONS:
        if model.__name__ in shapes:
            _not_required_twice(shapes[model.__name__], at)
    for model_name, key, words in _vocabularies():
        _only(shapes[model_name]["properties"][key], words)
    whole: Json = _written(shapes.pop("Plan"))
    return {
        "$schema": DIALECT,
        **whole,
        "title": "A service plan of baoxiu",
        "definitions": {name: _written(shape) for name, shape in sorted(shapes.items())},
    }


def _explain(name: str, shape: Json) -> None:
    """What a key means, in the words of the reference; docstrings are for programmers."""
    told = meanings().get(name, {})
    shape.pop("description", None)
    shape.pop("title", None)
    if "about" in told and "about" not in shape.get("properties", {}):
        shape["description"] = told["about"]
    for key, value in shape.get("properties", {}).items():
        value.pop("title", None)
        if key in told:
            value["description"] = told[key]


def _not_required_twice(shape: Json, at: tuple[str, ...]) -> None:
    given: Any = base()
    for part in at:
        given = given.get(part, {}) if isinstance(given, dict) else {}
    if isinstance(given, dict) and "required" in shape:
        shape["required"] = [key for key in shape["required"] if key not in given]


def _vocabularies() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    signals = (*SIGNALS, "danger.*")
    regions = tuple(area.id for area in areas())
    return (
        ("Clock", "start", LOG_EVENTS),
        ("Clock", "stop", LOG_EVENTS),
        ("Clock", "kinds", (*KINDS, *HOUSE_KINDS)),
        ("Pause", "start", LOG_EVENTS),
        ("Pause", "end", LOG_EVENTS),
        ("Escalation", "to", ROLES),
        ("SeverityRule", "signal", signals),
        ("Route", "regions", regions),
        ("Route", "kinds", KINDS),
        ("Team", "regions", regions),
        ("DutyLine", "role", ROLES),
        ("CampaignReport", "to", ROLES),
    )


def _only(place: Json, words: tuple[str, ...]) -> None:
    """Only these words, in a list or as one."""
    target = place["items"] if place.get("type") == "array" else place
    target["enum"] = list(words)


def _written(value: Any) -> Any:
    """Defaults as a plan file has them, and a reference alone, as draft 7 wants it."""
    if isinstance(value, list):
        return [_written(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {
        key: {name: _written(shape) for name, shape in item.items()}
        if key == "properties"
        else _written(item)
        for key, item in value.items()
    }  # a property may be named like a word of the schema
    if isinstance(found.get("anyOf"), list) and {"type": "null"} in found["anyOf"]:  # TOML has no null
        rest = [item for item in found.pop("anyOf") if item != {"type": "null"}]
        found = {**(rest[0] if len(rest) == 1 else {"anyOf": rest}), **found}
    default = found.get("default")
    if isinstance(default, dict) and set(default) == {"seconds", "workdays"}:
        found["default"] = span_text(Span(**default))
    if found.get("default", 0) in (None, [], {}, "") or isinstance(found.get("default"), dict):
        found.pop("default")
    if "$ref" in found and len(found) > 1:
        found["allOf"] = [{"$ref": found.pop("$ref")}]
    return found
