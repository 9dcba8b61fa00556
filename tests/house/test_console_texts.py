"""Everything that the console shows by name has its words in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Message

from handlers import audit
from handlers.people import ROLES
from handlers.rules.timing import LOG_EVENTS
from handlers.texts.catalog import LANGUAGES, bundle, names
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_message_read_by_itself_is_what_its_catalog_says(lang: str) -> None:
    whole = FluentBundle([lang], use_isolating=False)
    resource = FluentResource((ROOT / "handlers/texts" / lang / "console.ftl").read_text(encoding="utf-8"))
    whole.add_resource(resource)
    told = [e.id.name for e in resource.body if isinstance(e, Message)]
    assert len(told) > 100

    def said(of: FluentBundle, name: str) -> object:
        pattern = of.get_message(name).value
        assert pattern is not None
        return of.format_pattern(pattern, {})[0]

    assert [said(bundle(lang, name), name) for name in told] == [said(whole, name) for name in told]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_in_a_catalog_can_be_read(lang: str) -> None:
    for file in sorted((ROOT / "handlers" / "texts" / lang).glob("*.ftl")):
        begun = re.findall(r"^(?!#)\S.*$", file.read_text(encoding="utf-8"), re.MULTILINE)
        odd = [line for line in begun if not re.match(r"[a-zA-Z][\w-]* *=|[}]", line)]
        assert odd == [], f"{file.name}: neither the beginning of a message nor indented"
