"""The JSON Schema for editors: it takes every plan that we ship and underlines what is wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from handlers.plans.editors import schema
from handlers.plans.load import SHIPPED
from tests.process import ROOT, baoxiu, surroundings

SCHEMA = schema()
TYPES: dict[str, Any] = {
    "string": (str, date, time),
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def wrong(value: Any, shape: dict[str, Any], at: str = "") -> Iterator[str]:
    """What a validator of draft 7 says, for the words of it that our schema uses."""
    if "$ref" in shape:
        yield from wrong(value, SCHEMA["definitions"][shape["$ref"].rpartition("/")[2]], at)
        return
    for part in shape.get("allOf", ()):
        yield from wrong(value, part, at)
    if "anyOf" in shape and all(any(True for _ in wrong(value, p, at)) for p in shape["anyOf"]):
        yield f"{at}: none of"
    if "type" in shape and not isinstance(value, TYPES[shape["type"]]):
        yield f"{at}: type"
        return
    if "enum" in shape and value not in shape["enum"]:
        yield f"{at}: enum"
    if "const" in shape and value != shape["const"]:
        yield f"{at}: const"
    if "pattern" in shape and not re.search(shape["pattern"], value):
        yield f"{at}: pattern"
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from wrong(item, shape.get("items", {}), f"{at}.{n}")
    if isinstance(value, dict):
        yield from (f"{at}.{key}: missing" for key in shape.get("required", ()) if key not in value)
        for key, item in value.items():
            below = shape.get("properties", {}).get(key, shape.get("additionalProperties", True))
            if below is False:
                yield f"{at}.{key}: unknown"
            elif isinstance(below, dict):
                yield from wrong(item, below, f"{at}.{key}")


def plan(name: str) -> str:
    return (ROOT / "handlers" / "plans" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_plan_is_as_the_schema_says(name: str) -> None:
    assert list(wrong(tomllib.loads(plan(name)), SCHEMA)) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('within = "24h"', 'within = "soon"', "clocks.0.targets.0.within: pattern"),
        ('warn = "4h"', 'warn = "1wd"', "clocks.0.warn: pattern"),
        ('stop = ["visit.arrived"]', 'stop = ["visit.arived"]', "clocks.0.stop.0: enum"),
        ("\nzone = ", "\nzonk = ", ".zonk: unknown"),
        ("hotline = ", "# ", ".hotline: missing"),
        ('"projector repair" }, low = 20000', '"projector repair" }, low = "200 yuan"', "low: type"),
        ('extends = "base"', 'extends = "basis"', "extends: const"),
        ('to = "supervisor"', 'to = "supervizor"', "to: enum"),
    ],
)
def test_what_is_wrong_is_underlined(old: str, new: str, told: str) -> None:
    assert old in plan("p1")
    assert any(told in line for line in wrong(tomllib.loads(plan("p1").replace(old, new, 1)), SCHEMA))


def test_keys_are_explained_and_defaults_are_written_as_in_a_file() -> None:
    lead = SCHEMA["definitions"]["Visits"]["properties"]["lead"]
    assert lead["default"] == "1h" and lead["description"] and lead["type"] == "string"
    low = SCHEMA["definitions"]["PriceItem"]["properties"]["low"]
    assert "smallest unit" in low["description"]
    unexplained = [
        f"{name}.{key}"
        for name, shape in SCHEMA["definitions"].items()
        for key, value in shape.get("properties", {}).items()
        if "description" not in value and name not in ("Text", "Shift", "Span")
    ]
    assert not unexplained
    assert "null" not in json.dumps(SCHEMA)


def test_the_command_prints_it(tmp_path: Any) -> None:
    done = baoxiu("plan", "schema", env=surroundings(tmp_path))
    assert done.returncode == 0 and json.loads(done.stdout) == json.loads(json.dumps(SCHEMA))
