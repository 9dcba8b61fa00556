"""Everything that the console shows by name has its words in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from handlers import audit
from handlers.people import ROLES
from handlers.rules.timing import LOG_EVENTS
from handlers.texts.catalog import LANGUAGES, names
from nlu.understanding import INTENTS
from tests.process import ROOT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_events_roles_and_actors_have_words(lang: str) -> None:
    wanted = {f"log-{e.replace('.', '-')}" for e in LOG_EVENTS} | {f"role-{r}" for r in (*ROLES, "manager")}
    wanted |= {f"author-{a}" for a in ("customer", "bot", "clerk", "clockwork", "notice")}
    wanted |= {f"intent-{name}" for name in INTENTS}
    wanted |= {f"audit-fact-{f}" for f in audit.FACTS} | {f"audit-by-{b}" for b in audit.BY}
    assert not wanted - names(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_stands_in_two_catalogs(lang: str) -> None:
    """The catalogs of a language are one bundle: of two texts with one name only one is ever said."""
    folder = ROOT / "handlers" / "texts" / lang
    found = Counter(
        line.split(" =")[0]
        for file in sorted(folder.glob("*.ftl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.match(r"[a-zA-Z][\w-]* =", line)
    )
    assert [name for name, count in found.items() if count > 1] == []
