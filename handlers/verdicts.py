"""Verdicts as they are stored with a ticket: JSON, both languages, reasons included."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.rules.facts import (
    Admission,
    DeviceFacts,
    FeeQuote,
    Reason,
    SeverityVerdict,
    Sign,
    WarrantyVerdict,
)
from handlers.wording import regex
from nlu import lexicon
from nlu.normalise import normalise
from nlu.understanding import Evidence, Understanding


def reasons(found: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [
        {"code": r.code, "text": {"zh": r.text.zh, "en": r.text.en}, "clause": r.clause, "quote": r.quote}
        for r in found
    ]


def severity(verdict: SeverityVerdict, by: str = "bot") -> dict[str, Any]:
    return {
        "level": verdict.level,
        "confidence": round(verdict.confidence, 3),
        "reasons": reasons(verdict.reasons),
        "danger": verdict.danger,
        "sure": verdict.sure,
        "by": by,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def warranty(verdict: WarrantyVerdict, on: date, by: str = "bot") -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "component": verdict.component,
        "start": _day(verdict.start),
        "until": _day(verdict.until),
        "start_rule": verdict.start_rule,
        "reasons": reasons(verdict.reasons),
        "missing": list(verdict.missing),
        "on": on.isoformat(),
        "by": by,
    }


def fee(quote: FeeQuote) -> dict[str, Any]:
    return {
        "free": quote.free,
        "currency": quote.currency,
        "low": quote.low,
        "high": quote.high,
        "lines": [
            {
                "id": line.id,
                "name": {"zh": line.name.zh, "en": line.name.en},
                "low": line.low,
                "high": line.high,
                "basis": line.basis,
                **({"contract": line.contract} if line.contract is not None else {}),
            }
            for line in quote.lines
        ],
        "price_list": quote.price_list,
        "needs_consent": quote.needs_consent,
        "reasons": reasons(quote.reasons),
    }


def device_facts(device: Any) -> DeviceFacts:
    """From a row of the registry."""
    return DeviceFacts(
        serial_number=device.serial_number,
        dates={rule: date.fromisoformat(day) for rule, day in device.dates.items() if day},
        extension_months=device.extension_months,
        registered_on=device.registered_on,
        sold_on=device.sold_on,
        recognised=device.recognised,
    )


def sign(evidence: Evidence) -> dict[str, Any]:
    return {
        "signal": evidence.reason,
        "text": evidence.text,
        "start": evidence.start,
        "end": evidence.end,
        "minutes": evidence.minutes,
    }


def signs(stored: list[dict[str, Any]]) -> list[Sign]:
    return [Sign(**s) for s in stored]


def admissions(facts: dict[str, Any], registered: bool) -> list[Admission]:
    """What the customer admits to.  Whether a whole device is one of ours is for the register to say, and not for
    words about another one or about where it was bought; a part in it that is not ours is told by the customer alone."""
    decided = facts.get("exclusions_by", {})
    return [
        Admission(name=a["name"], quote=a["quote"])
        for a in facts.get("exclusions", [])
        if a["name"] != "not_our_product"
        or not registered
        or "not_our_product" in decided
        or _of_a_part(a["quote"])
    ]


_FOREIGN = regex(
    r"杂牌|副厂|第三方|兼容|通用|代用|仿|配的|[换装插接用焊]|\b(?:aftermarket|generic|no-?name|third.party|compatible|pattern|knock-?off|fitted|imitation|universal|using|swapped)\b"
)


def _of_a_part(quote: str) -> bool:
    """Whether words speak of something that was put into a device."""
    said = normalise(quote).text.casefold()
    parts = any(found.kind in ("part", "either") for found in lexicon.find(said))
    return parts or _FOREIGN.search(said) is not None


def stored_understanding(u: Understanding) -> dict[str, Any]:
    """What is kept of an understanding beside the message: enough to explain and to learn from."""
    kept: dict[str, Any] = {
        "intent": u.intent.name,
        "confidence": round(u.intent.confidence, 3),
        "lang": u.lang,
    }
    if u.severity is not None:
        kept["severity"] = {
            "level": u.severity.level,
            "confidence": round(u.severity.confidence, 3),
            "evidence": [sign(e) for e in u.severity.evidence],
        }
    if u.entities:
        kept["entities"] = [
            {"entity": e.entity, "value": e.value, "text": e.text, "start": e.start, "end": e.end}
            for e in u.entities
        ]
    if u.exclusions:
        kept["exclusions"] = [{"name": x.name, "text": x.text} for x in u.exclusions]
    return kept
