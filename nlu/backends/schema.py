"""What a language model must answer, as a schema that it is given and that its answer is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from nlu.understanding import ENTITIES, EXCLUSIONS, INTENTS, SIGNALS

MOST = 50  # quotations of a kind


def _known(names: Sequence[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in names:
            raise ValueError("unknown name")
        return name

    return AfterValidator(check)


def _enum(names: Sequence[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(names)})


IntentName = Annotated[str, _known(INTENTS), _enum(INTENTS)]
Signal = Annotated[str, _known(SIGNALS), _enum(SIGNALS)]
EntityName = Annotated[str, _known(ENTITIES), _enum(ENTITIES)]
ExclusionName = Annotated[str, _known(EXCLUSIONS), _enum(EXCLUSIONS)]


def _few(quotes: list[Any]) -> list[Any]:
    if len(quotes) > MOST:
        raise ValueError("too many")
    return quotes


class _Strict(BaseModel):
    """All keys, no others, no conversions: what servers call a strict schema."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EvidenceQuote(_Strict):
    reason: Signal
    text: str


class EntityQuote(_Strict):
    entity: EntityName
    text: str


class ExclusionQuote(_Strict):
    name: ExclusionName
    text: str


class Answer(_Strict):
    """``severity`` is null unless the intent is ``report_fault``."""

    intent: IntentName
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), WithJsonSchema({"type": "number"})]
    severity: Annotated[
        Literal[1, 2, 3] | None,
        WithJsonSchema({"anyOf": [{"type": "integer", "enum": [1, 2, 3]}, {"type": "null"}]}),
    ]
    evidence: Annotated[list[EvidenceQuote], AfterValidator(_few)]
    entities: Annotated[list[EntityQuote], AfterValidator(_few)]
    exclusions: Annotated[list[ExclusionQuote], AfterValidator(_few)]
