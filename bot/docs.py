"""The API's reference at ``/docs``: the OpenAPI description of the application, shown by the house itself
(nothing is fetched from anywhere else, and no script runs)."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

router = APIRouter(include_in_schema=False)
METHODS = ("get", "post", "put", "patch", "delete")
CSP = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@router.get("/docs")
async def docs(request: Request) -> Response:
    spec = request.app.openapi()
    pages = Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined)
    html = pages.get_template("docs.html").render(
        title=spec["info"]["title"],
        about=spec["info"].get("description", ""),
        groups=operations(spec),
        schemas=[
            (name, _json(schema))
            for name, schema in sorted(spec.get("components", {}).get("schemas", {}).items())
        ],
    )
    return Response(html, media_type="text/html", headers={"content-security-policy": CSP})


def operations(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations of an OpenAPI description by tag, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, item in spec.get("paths", {}).items():
        for method in METHODS:
            if method not in item:
                continue
            what = item[method]
            tag = (what.get("tags") or ["other"])[0]
            found.setdefault(tag, []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": what.get("summary", ""),
                    "description": what.get("description", ""),
                    "locked": bool(what.get("security")),
                    "parameters": [
                        (p["name"], p["in"], p.get("required", False), _type(p.get("schema", {})))
                        for p in what.get("parameters", ())
                    ],
                    "bodies": [
                        (kind, _json(content.get("schema", {})))
                        for kind, content in what.get("requestBody", {}).get("content", {}).items()
                    ],
                    "answers": [
                        (code, a.get("description", ""), _named(a))
                        for code, a in what.get("responses", {}).items()
                    ],
                }
            )
    return found


def _named(answer: dict[str, Any]) -> str:
    """The schema of an answer, of which there is one below; of those that refuse, the content type."""
    for kind, content in answer.get("content", {}).items():
        name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
        return name or ("" if kind == "application/json" else kind)
    return ""


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(s) for s in schema["anyOf"] if s.get("type") != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = str(schema.get("format") or schema.get("type") or "value")
    bounds = [f"{sign}{schema[key]}" for key, sign in (("minimum", "≥ "), ("maximum", "≤ ")) if key in schema]
    return " ".join((kind, *bounds))


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
