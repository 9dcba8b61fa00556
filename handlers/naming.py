"""What people of ours read for the names that plans give to queues, skills and calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers.rules.parts import Text
from handlers.rules.policy import Plan
from handlers.texts.catalog import LANGUAGES, names, say


def called(plans: Iterable[Plan]) -> dict[str, Text]:
    """By name; where several plans call the same thing, as the first of them does."""
    found: dict[str, Text] = {}
    for plan in plans:
        teams = {team.queue: team.name for team in plan.own_team.teams} if plan.own_team else {}
        found = {**teams, **plan.names, **found}
    return found


def name(known: Mapping[str, Text], thing: str, lang: str) -> str:
    """A queue, skill or calendar as it is called; what has no name of its own is shown as it is written."""
    if thing in known:
        return known[thing].of(lang)
    return say(f"queue-{thing}", lang) if f"queue-{thing}" in names(lang) else thing


def listed(plans: Iterable[Plan], things: Iterable[str]) -> Text:
    """Several of them, in both languages."""
    known, all_of_them = called(plans), tuple(things)
    said = {lang: [name(known, thing, lang) for thing in all_of_them] for lang in LANGUAGES}
    return Text(zh="、".join(said["zh"]) or "–", en=", ".join(said["en"]) or "–")


def role(plans: Iterable[Plan], who: str, queues: Iterable[str]) -> Text:
    """A role with the queues that somebody serves."""
    theirs = listed(plans, queues)
    return Text(zh=f"{say(f'role-{who}', 'zh')}：{theirs.zh}", en=f"{say(f'role-{who}', 'en')}: {theirs.en}")
