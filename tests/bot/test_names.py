"""People read names: what a plan calls its queues, skills and calendars, in their language."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import re
from html import unescape

import pytest

from handlers.naming import called
from handlers.plans.load import load_plans
from tests.bot.office import ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_reports import takes_out

PAGES = (
    "/console/retention",
    "/console/reports",
    "/console/plans/p5",
    "/console/dispatch",
    "/console/dispatch/week",
)
INTERNAL = re.compile(r"\b(?:solar|school|agri|gripper|it|renovation|community)-[a-z-]+\b|\bcn-[a-z]+\b")


def shown(text: str) -> str:
    """What is read on a page; what stands small beside a name is for whoever writes it into a file."""
    text = re.sub(r"<(script|style|small)\b.*?</\1>", " ", text, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", text))


@ON_SQLITE
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_shows_what_a_plan_has_a_name_for_as_the_file_writes_it(
    office: Office, path: str, lang: str
) -> None:
    page = office.person("tom", lang).get(path)
    assert page.status_code == 200
    assert INTERNAL.findall(shown(page.text)) == []


@ON_SQLITE
def test_names_are_in_the_readers_language_and_what_an_operator_made_up_is_shown_as_it_is(
    office: Office,
) -> None:
    office.user("ann", queues=["solar-nanjing", "my-own-queue"], skills=["solar"])
    english, chinese = (office.person("tom", lang).get("/console/users").text for lang in ("en", "zh"))
    assert "solar, Nanjing, my-own-queue" in shown(english.replace("small", "b"))
    assert "太阳能南京组" in chinese and "my-own-queue" in chinese


@ON_SQLITE
@pytest.mark.parametrize(("lang", "name"), [("zh", "太阳能"), ("en", "solar")])
def test_files_that_are_taken_out_name_queues_as_pages_do(office: Office, lang: str, name: str) -> None:
    office.customer("太阳能热水器漏水了", "转人工")
    tom = office.person("tom", lang)
    listed = takes_out(tom, what="tickets", figure="handoff", outcome="person", format="csv", period="7").text
    grouped = takes_out(tom, what="handoff", by="queue", format="csv", period="7").text
    for text in (listed, grouped):
        assert name in text and INTERNAL.findall(text) == [], text


def test_every_queue_skill_and_calendar_of_the_shipped_plans_has_a_name() -> None:
    plans = load_plans().values()
    used = {
        name for plan in plans for name in (plan.routing.default, *(r.queue for r in plan.routing.routes))
    }
    used |= {name for plan in plans for name in (*plan.calendars, *plan.visits.skills)}
    assert used - set(called(plans)) == set()
