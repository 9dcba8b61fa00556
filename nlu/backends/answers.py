"""A language model's answer, held against the text that it is about: what is no quotation does not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nlu.backends import merging
from nlu.backends.masking import Masked
from nlu.backends.schema import Answer
from nlu.judgement import USUAL
from nlu.understanding import DANGERS, Entity, Evidence, Exclusion, Intent, Severity, Understanding

AGREED, ALONE = 0.95, 0.75  # how sure a model can make us that says the same as we, or something else
TOP = 5
LEAST_BYTES = 3  # of evidence: a Chinese character, or three letters


def read(answer: Answer, sent: Masked, built: Understanding) -> Understanding:
    """The understanding that an answer about ``sent`` amounts to, beside the built-in one."""
    evidence = tuple(_evidence(answer, sent, built))
    agreed = answer.intent == built.intent.name
    most = max(AGREED, built.intent.confidence) if agreed else ALONE
    intent = Intent(answer.intent, min(answer.confidence, most))
    if agreed:
        intent = replace(intent, confidence=max(intent.confidence, built.intent.confidence))
    fault = intent.name == "report_fault"
    return replace(
        built,
        intent=intent,
        ranking=(intent, *(i for i in built.ranking if i.name != intent.name))[:TOP],
        severity=_severity(answer, evidence, built) if fault else None,
        entities=merging.merged(built.entities, _entities(answer, sent, built)),
        exclusions=(*built.exclusions, *_exclusions(answer, sent, built)),
        danger=tuple(e for e in evidence if e.reason in DANGERS) if fault else (),
    )


def _severity(answer: Answer, evidence: tuple[Evidence, ...], built: Understanding) -> Severity:
    """The model's level where its quotations bear it out, and none of them speaks for a graver one; else ours."""
    ours = merging.severity(built)
    levels = {_usual(e) for e in evidence}
    if answer.severity is None or min(levels, default=None) != answer.severity:
        return ours
    if answer.severity == ours.level:
        return replace(
            ours, confidence=max(ours.confidence, ALONE), evidence=_beside(ours.evidence, evidence)
        )
    kept = tuple(e for e in ours.evidence if _usual(e) >= answer.severity)
    return Severity(answer.severity, ALONE, _beside(evidence, kept))


def _usual(e: Evidence) -> int:
    return USUAL.get(e.reason, 1)  # every danger is 1


def _beside(first: tuple[Evidence, ...], second: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Both, without what says the same of the same words."""
    said = {(e.reason, at) for e in first for at in range(e.start, e.end)}
    return (*first, *(e for e in second if not any((e.reason, at) in said for at in range(e.start, e.end))))


def _evidence(answer: Answer, sent: Masked, built: Understanding) -> Iterator[Evidence]:
    taken: set[tuple[int, int, str]] = set()
    for quote in answer.evidence:
        words = quote.text.strip()
        if len(words.encode("utf-8", "replace")) < LEAST_BYTES:
            continue
        for start, end in sent.places(words):
            if (start, end, quote.reason) in taken:
                continue
            taken.add((start, end, quote.reason))
            text = built.text[start:end]
            minutes = _minutes(built, start, end) if quote.reason == "long_interruption" else None
            yield Evidence(text, start, end, quote.reason, minutes)
            break


def _minutes(built: Understanding, start: int, end: int) -> int | None:
    """How long an interruption lasts, as the built-in pipeline reads the words."""
    found = merging.entity("duration", start, end, built.text, built.lang)
    return int(found.value) if found is not None and found.value.isdigit() else None


def _entities(answer: Answer, sent: Masked, built: Understanding) -> Iterator[Entity]:
    taken: set[tuple[int, int]] = set()
    for quote in answer.entities:
        for place in sent.places(quote.text.strip()):
            if place in taken:
                continue
            taken.add(place)
            found = merging.entity(quote.entity, *place, built.text, built.lang)
            if found is not None:
                yield found
            break


def _exclusions(answer: Answer, sent: Masked, built: Understanding) -> Iterator[Exclusion]:
    known = {x.name for x in built.exclusions}
    for quote in answer.exclusions:
        place = next(sent.places(quote.text.strip()), None)
        if place is not None and quote.name not in known:
            known.add(quote.name)
            yield Exclusion(quote.name, built.text[slice(*place)], *place)
