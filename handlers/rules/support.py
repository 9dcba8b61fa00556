"""How a fault is worked on: by telephone or on site, with which guidance, as hardware or as software.

Pure decisions about a ticket; each has its reason and the clause of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from handlers.rules.facts import Reason
from handlers.rules.parts import Part, Text

Mode = Literal["telephone", "on_site"]
Nature = Literal["hardware", "software"]


class Support(Part):
    """Telephone first, or somebody comes.  ``at_once``: severities for which nobody is asked to try anything."""

    telephone_first: bool = False
    at_once: tuple[Literal[1, 2, 3], ...] = (1,)
    customer_decides: bool = True  # a visit as soon as the customer thinks it important (P6.3)
    both_agree: bool = False  # a visit is agreed on by both sides once the telephone has not solved it (P4.9)
    clause: str = ""


class Guide(Part):
    """Steps that a customer can take alone.  It fits when each list that is not empty has something of the report."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")
    name: Text
    clause: str
    components: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # error codes; one of ``words`` and ``codes`` will do
    steps: tuple[Text, ...] = Field(min_length=1, max_length=6)


class RequestedService(Part):
    """On-site support at the time that the customer asks for: moving, an upgrade, a cut-over."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")
    name: Text
    clause: str
    words: tuple[str, ...] = Field(min_length=1)
    kind: Literal["install_request", "maintenance_request"] = "install_request"


class Diagnosis(Part):
    """Hardware goes back under a number, software is adjusted (P6.5)."""

    clause: str
    software: tuple[str, ...] = ()  # components that are software; every other one is hardware
    prefix: str = Field(default="RMA", pattern=r"^[A-Z]{1,8}$")


@dataclass(frozen=True, slots=True)
class ModeChoice:
    mode: Mode
    reason: Reason


@dataclass(frozen=True, slots=True)
class NatureChoice:
    """``nature`` is None while nothing tells."""

    nature: Nature | None
    reason: Reason


_WHY = {
    "plan": Text(zh="本方案直接上门", en="this plan sends somebody at once"),
    "danger": Text(zh="有危险，不作电话指导", en="there is danger, so no guidance by telephone"),
    "severity": Text(zh="故障等级高，直接上门", en="too severe to try things by telephone"),
    "customer": Text(zh="客户认为重要，要求上门", en="the customer thinks it important and wants a visit"),
    "unsolved": Text(zh="电话指导没有解决", en="the telephone has not solved it"),
    "solved": Text(zh="电话指导已解决", en="solved by telephone"),
    "no_guide": Text(zh="这种故障没有可以自己试的步骤", en="nothing that a customer can try fits this fault"),
    "first": Text(zh="先电话支持", en="the telephone comes first"),
}


def mode(
    policy: Support, severity: int | None, *, danger: bool = False, important: bool = False,
    result: Literal["solved", "unsolved", "skipped"] | None = None,
) -> ModeChoice:  # fmt: skip
    """Telephone or on site.  ``important``: the customer says so, or asks for a visit; ``result`` of guidance."""

    def choice(mode: Mode, code: str) -> ModeChoice:
        return ModeChoice(mode, Reason(code, _WHY[code], policy.clause))

    if danger:
        return choice("on_site", "danger")
    if result == "solved":
        return choice("telephone", "solved")
    if not policy.telephone_first:
        return choice("on_site", "plan")
    if severity is not None and severity in policy.at_once:
        return choice("on_site", "severity")
    if result == "unsolved":
        return choice("on_site", "unsolved")
    if result == "skipped":
        return choice("on_site", "customer")
    if important and policy.customer_decides:
        return choice("on_site", "customer")
    return choice("telephone", "first")


def guide_for(
    guides: Sequence[Guide], text: str, component: str | None, signals: Collection[str], codes: Collection[str]
) -> Guide | None:  # fmt: skip
    """The first guide that fits a report.  ``text`` is what the customer said, folded to lower case."""
    return next((g for g in guides if _fits(g, text, component, signals, codes)), None)


def _fits(
    guide: Guide, text: str, component: str | None, signals: Collection[str], codes: Collection[str]
) -> bool:
    if guide.components and component not in guide.components:
        return False
    if guide.signals and not set(guide.signals) & set(signals):
        return False
    if not (guide.words or guide.codes):
        return bool(guide.components or guide.signals)
    known = {c.casefold() for c in guide.codes}
    return any(said(word, text) for word in guide.words) or any(c.casefold() in known for c in codes)


def said(word: str, text: str) -> bool:
    """Whether a text has a word; a Latin one stands by itself ("fan" is not in "fantastic")."""
    word = word.casefold()
    if not word.isascii():
        return word in text
    return word in text and re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def requested(services: Sequence[RequestedService], text: str) -> RequestedService | None:
    """The planned service that a request names, by its longest word."""
    found = [(len(word), -i, s) for i, s in enumerate(services) for word in s.words if said(word, text)]
    return max(found, key=lambda x: x[:2])[2] if found else None


#: Steps of the work that follows from the decision, by kind: step -> the states it comes after.
WORK: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "rma": {"received": ("opened",), "repaired": ("received",), "replaced": ("opened", "received")},
    "adjustment": {"adjusted": ("opened",)},
}


def next_steps(work: Mapping[str, Any] | None) -> list[str]:
    """What may happen next to a return or an adjustment."""
    steps = WORK.get(work["kind"], {}) if work else {}
    return [step for step, after in steps.items() if work and work["state"] in after]


def nature(policy: Diagnosis, component: str | None, name: Text | None = None) -> NatureChoice:
    """A proposal by the component; a person decides."""
    if component is None:
        text = Text(zh="还不知道是哪个部件", en="it is not known yet which part it is")
        return NatureChoice(None, Reason("unknown", text, policy.clause))
    found: Nature = "software" if component in policy.software else "hardware"
    what = name or Text(zh=component, en=component)
    if found == "software":
        text = Text(
            zh=f"{what.zh}属于软件：远程或现场调整", en=f"{what.en} is software: adjusted remotely or on site"
        )
    else:
        text = Text(
            zh=f"{what.zh}属于硬件：走返修流程", en=f"{what.en} is hardware: it goes back under a number"
        )
    return NatureChoice(found, Reason("component", text, policy.clause))
