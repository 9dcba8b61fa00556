"""The catalogue of events in ``docs/channels/events.md``, written from the models by ``python -m handlers.rules.integration_reference``.

Refuses to write when a field of the catalogue that is there has gone or changed and the type's version is the same.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from handlers.rules import integration
from handlers.rules.integration_data import PERSONAL

PAGE = Path(__file__).resolve().parents[2] / "docs" / "channels" / "events.md"
BEGIN = "<!-- catalogue: written by `python -m handlers.rules.integration_reference` -->"
END = "<!-- end of the catalogue -->"
_ROW = re.compile(r"^\| `([\w.]+)` (\d+) \| [^|]* \| (.*) \|$", re.MULTILINE)


class Broken(Exception):
    """The catalogue would break its word to those who read events; the message says how to mend it."""


def catalogue() -> str:
    """The table, with its marks."""
    made = integration.schema()
    rows = ["| type and version | when | data |", "|---|---|---|"]
    for event in made["oneOf"]:
        version = event["properties"]["version"]["const"]
        model = made["$defs"][event["properties"]["data"]["$ref"].rpartition("/")[2]]
        fields = "; ".join(_field(name, field) for name, field in model.get("properties", {}).items())
        rows.append(f"| `{event['title']}` {version} | {event['description']} | {fields or '–'} |")
    return "\n".join([BEGIN, "", *rows, "", END])


def _field(name: str, field: dict[str, Any]) -> str:
    told = f"`{name}` {_type(field)}"
    told += " *personal*" if field.get(PERSONAL) else ""
    return told + (f" ({field['description']})" if "description" in field else "")


def _type(field: dict[str, Any]) -> str:
    some = next((f for f in field.get("anyOf", [field]) if f.get("type") != "null"), field)
    if some.get("type") == "array":
        return f"list of {_type(some['items'])}"
    return "time" if some.get("format") == "date-time" else str(some.get("type"))


def promises(page: str) -> dict[tuple[str, int], set[str]]:
    """What a page says of each type and version: its fields with their types."""
    return {
        (name, int(version)): {re.sub(r" \(.*", "", f) for f in data.split("; ") if f != "–"}
        for name, version, data in _ROW.findall(page)
    }


def kept(page: str, new: str) -> None:
    """Raises :class:`Broken` when ``new`` takes back what ``page`` promises."""
    now = promises(new)
    for (name, version), fields in promises(page).items():
        there = now.get((name, version))
        if there is None:
            if not any(n == name and v > version for n, v in now):
                raise Broken(f"{name} is gone; keep it, or raise its version")
        elif missing := fields - there:
            raise Broken(
                f"{name} {version}: {', '.join(sorted(missing))} has gone or changed; raise the version"
            )


def write() -> None:
    page = PAGE.read_text(encoding="utf-8")
    new = catalogue()
    kept(page, new)
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(before + new + after, encoding="utf-8")


if __name__ == "__main__":
    write()
