"""A Rasa 3.6 server as backend: intent and entities are its, severity, danger and exclusions are ours.

``POST /model/parse`` (Rasa's HTTP API) answers ``{"text", "intent": {"name", "confidence"}, "intent_ranking",
"entities": [{"entity", "start", "end", "value", ...}]}``, with offsets in characters.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from nlu.backends.protocol import Unusable
from nlu.understanding import INTENTS, Entity, Intent, Understanding

if TYPE_CHECKING:
    import httpx2

TOP = 5
MOST_ENTITIES = 200
_SYNONYM = "EntitySynonymMapper"  # the one part of Rasa that puts another value in the place of what was said

Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Offset = Annotated[int, Field(ge=0, strict=True)]


class _Intent(BaseModel):
    name: str | None = None
    confidence: Confidence = 0.0


class _Entity(BaseModel):
    entity: str
    start: Offset
    end: Offset
    value: Any = None
    processors: list[str] = []


class _Answer(BaseModel):
    text: str
    intent: _Intent
    intent_ranking: list[_Intent] = []
    entities: list[_Entity] = Field(default=[], max_length=MOST_ENTITIES)


class Rasa:
    """``url`` is the server's address without a path; ``token`` is what it was started with (``--auth-token``)."""

    def __init__(self, url: str, token: str | None, seconds: float) -> None:
        self._url = url.rstrip("/") + "/model/parse"
        self._params = {"token": token} if token else {}
        self._seconds = seconds
        self._client: httpx2.Client | None = None
        self._lock = threading.Lock()

    def __call__(self, built: Understanding) -> Understanding:
        """Rasa's understanding put together with ``built``.  Raises :class:`Unusable`."""
        answer = self._answer(built.text)
        if answer.text != built.text:
            raise Unusable("schema", "another text")  # offsets would point anywhere
        return read(answer, built)

    def _answer(self, text: str) -> _Answer:
        import httpx2

        from nlu.backends import http

        try:
            response = self._connected().post(self._url, params=self._params, json={"text": text})
        except (httpx2.HTTPError, Unusable) as error:
            raise http.cause(error) from None
        if response.status_code != 200:
            raise http.refused(response.status_code)
        try:
            return _Answer.model_validate_json(response.content)
        except ValidationError as error:
            broken = any(e["type"] == "json_invalid" for e in error.errors(include_input=False))
            raise Unusable("garbage" if broken else "schema") from None

    def _connected(self) -> httpx2.Client:
        from nlu.backends import http

        with self._lock:
            if self._client is None:
                self._client = http.client(self._seconds)
            return self._client


def read(answer: _Answer, built: Understanding) -> Understanding:
    """An answer about the text of ``built``, without what we do not know."""
    from nlu.backends import merging

    entities = merging.merged(built.entities, _entities(answer, built))
    if answer.intent.name not in INTENTS:
        return replace(built, entities=entities)
    intent = Intent(answer.intent.name, answer.intent.confidence)
    others = (Intent(i.name, i.confidence) for i in answer.intent_ranking if i.name in INTENTS)
    return replace(
        built,
        intent=intent,
        ranking=(intent, *(i for i in others if i.name != intent.name))[:TOP],
        severity=merging.severity(built) if intent.name == "report_fault" else None,
        entities=entities,
    )


def _entities(answer: _Answer, built: Understanding) -> Iterator[Entity]:
    """Those whose offsets quote the text: literally, unless Rasa says that it put a synonym in its place."""
    from nlu.backends import merging

    for e in answer.entities:
        if not e.start < e.end <= len(built.text):
            continue
        if built.text[e.start : e.end] != e.value and _SYNONYM not in e.processors:
            continue
        found = merging.entity(e.entity, e.start, e.end, built.text, built.lang)
        if found is not None:
            yield found
