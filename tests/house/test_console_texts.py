"""Everything that the console shows by name has its words in both languages."""

from __future__ import annotations

import pytest

from handlers.people import ROLES
from handlers.rules.timing import LOG_EVENTS
from handlers.texts.catalog import LANGUAGES, names
from nlu.understanding import INTENTS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_events_roles_and_actors_have_words(lang: str) -> None:
    wanted = {f"log-{e.replace('.', '-')}" for e in LOG_EVENTS} | {f"role-{r}" for r in (*ROLES, "manager")}
    wanted |= {f"author-{a}" for a in ("customer", "bot", "clerk", "clockwork", "notice")}
    wanted |= {f"intent-{name}" for name in INTENTS}
    assert not wanted - names(lang)
