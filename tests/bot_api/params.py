"""The parameters of one call: from the query, a form (urlencoded or multipart) or JSON, where the same value is a
string, a number or an object."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.bot_api.errors import bad


@dataclass(frozen=True)
class Upload:
    name: str
    type: str
    content: bytes


@dataclass
class Params:
    given: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str, default: str | None = None) -> str | None:
        value = self.given.get(name)
        return default if value is None else str(value)

    def int(self, name: str, default: int | None = None) -> int | None:
        value = self.given.get(name)
        if value in (None, ""):
            return default
        try:
            return int(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise bad(f"parameter {name} must be an integer") from None

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in ("true", "1", "yes")

    def object(self, name: str, default: Any = None) -> Any:
        """A JSON-serialized object or array, or one that came in JSON already."""
        value = self.given.get(name)
        if value in (None, ""):
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def file(self, name: str) -> Upload | str | None:
        """An upload (also one that ``attach://...`` points to), or a file_id."""
        value = self.given.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.given.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload | str) else None


async def read(request: web.Request) -> Params:
    given: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            try:
                body = await request.json()
            except ValueError:
                raise bad("can't parse JSON object") from None
            given.update(body)
        elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            for name, value in (await request.post()).items():
                given[name] = _upload(value) if isinstance(value, FileField) else value
    return Params(given)


def _upload(value: FileField) -> Upload:
    return Upload(value.filename, value.content_type, value.file.read())
