"""Campaigns, incidents and notices as rules: tables of worked examples, and laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plans.load import BadPlan, load_plans, parse
from handlers.rules.gatherings import Stop, ends_at, kind_of, open_now, state
from handlers.rules.incidents import Incidents, Report, judge, scope, site
from handlers.rules.notices import Notices, Reach, errands
from tests.process import ROOT

P9 = load_plans()["p9"]
FIRST, LAST = date(2026, 11, 20), date(2026, 11, 30)
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed", "today", "wanted"),
    [
        (False, date(2026, 11, 19), "ahead"),
        (False, FIRST, "running"),
        (False, LAST, "running"),
        (False, date(2026, 12, 1), "over"),
        (True, FIRST, "over"),
    ],
)
def test_a_campaign_runs_on_its_days(closed: bool, today: date, wanted: str) -> None:  # P9.1
    assert state(FIRST, LAST, closed, today) == wanted


def test_the_report_is_due_from_the_midnight_after_the_last_day() -> None:  # P9.3
    assert ends_at(LAST, "Asia/Shanghai") == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_which_places_are_open() -> None:  # P9.1
    point = Stop("GARDEN", FIRST, LAST, time(9), time(17))
    market = Stop("WULIN", date(2026, 11, 28), date(2026, 11, 28), time(8), time(12))
    at = datetime(2026, 11, 28, 8, 30, tzinfo=ZONE)
    assert open_now((point, market), at) == (market,)
    assert open_now((point, market), at.replace(hour=10)) == (point, market)
    assert open_now((point, market), at.replace(day=27, hour=10)) == (point,)
    assert open_now((point, market), at.replace(hour=18)) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("建议多装几个充电桩", "suggestion"),
        ("我觉得服务不错", "opinion"),
        ("I SUGGEST a bench", "suggestion"),
        ("I think it would be nice to have shade", "suggestion"),
        ("水管漏水", None),
    ],
)
def test_opinions_and_suggestions_by_the_words_of_the_plan(text: str, wanted: str | None) -> None:  # P9.1
    assert P9.campaigns is not None
    found = kind_of(text, P9.campaigns.kinds)
    assert (found.name if found is not None else None) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州市西湖区文三路1号 301室", "杭州市西湖区文三路1号"),
        ("杭州市西湖区文三路1号201", "杭州市西湖区文三路1号"),
        ("杭州市西湖区文三路１号3楼", "杭州市西湖区文三路1号"),
        ("1 Century Avenue, Shanghai, Room 12", "1 century avenue shanghai"),
        ("1 Century Avenue, Shanghai, Floor 3, Room 12", "1 Century Avenue, Shanghai"),
    ],
)
def test_rooms_of_a_building_are_one_site(one: str, other: str) -> None:
    assert site(one) == site(other)


@pytest.mark.parametrize(
    "other", ["杭州市西湖区文三路11号", "杭州市西湖区文三路2号", "杭州市西湖区文二路1号"]
)
def test_other_houses_are_other_sites(other: str) -> None:
    assert site("杭州市西湖区文三路1号") != site(other)


def test_what_an_incident_is_of() -> None:
    region, address = Incidents(by="region"), Incidents(by="address")
    assert scope("hangzhou", None, region) == "region:hangzhou"
    assert scope(None, "文三路1号", region) is None
    assert scope("hangzhou", "文三路1号 2室", address) == "address:文三路1号"
    assert scope("hangzhou", "", address) is None


POLICY = Incidents.model_validate({"reports": 3, "within": "30m", "by": "region"})


@pytest.mark.parametrize(
    ("minutes", "members"),
    [
        ((0, 10), ()),
        ((0, 10, 20), (2, 1, 0)),
        ((0, 10, 31), ()),
        ((0, 30, 30), (1, 2, 0)),
        ((0, 1, 2, 3), (3, 2, 1, 0)),
    ],
)
def test_three_within_half_an_hour(minutes: tuple[int, ...], members: tuple[int, ...]) -> None:
    reports = [Report(i, NOON - timedelta(minutes=m)) for i, m in enumerate(minutes)]
    assert judge(reports, NOON, POLICY).members == members


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(-40, 40)), max_size=12))
def test_an_incident_has_enough_reports_all_of_them_recent(rows: list[tuple[int, int]]) -> None:
    reports = [Report(ticket, NOON + timedelta(minutes=m)) for ticket, m in rows]
    found = judge(reports, NOON, POLICY)
    recent = {t for t, m in rows if -30 <= m <= 0}
    assert set(found.members) == (recent if len(recent) >= POLICY.reports else set())
    assert found == judge(list(reversed(reports)), NOON, POLICY), (
        "the order in which they are read decides nothing"
    )


def test_every_customer_in_every_way() -> None:  # P4.10
    policy = Notices(clock="notice")
    made = errands([Reach(1, talk=7, address="a", phone="p"), Reach(2)], policy)
    assert [(e.customer, e.way, e.to) for e in made] == [
        (1, "chat", "7"), (1, "mail", "a"), (1, "fax", None), (1, "telephone", "p"),
        (2, "mail", None), (2, "fax", None), (2, "telephone", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "old", "new", "told"),
    [
        (
            "p9",
            'clock = "campaign_report"',
            'clock = "campagn_report"',
            "campaigns.report.clock: unknown clock",
        ),
        ("p9", '{ name = "suggestion"', '{ name = "opinion"', "'opinion' is there twice"),
        ("p4", 'clock = "notice"', 'clock = "notices"', "notices.clock: unknown clock"),
        ("p4", 'by = "address"', 'by = "town"', "incidents.by"),
    ],
)
def test_mistakes_are_named(plan: str, old: str, new: str, told: str) -> None:
    text = (ROOT / "handlers" / "plans" / f"{plan}.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(BadPlan) as bad:
        parse(text.replace(old, new, 1), f"{plan}.toml")
    assert told in str(bad.value)


def test_work_of_the_house_has_only_the_clocks_that_name_it() -> None:
    p4 = load_plans()["p4"]
    assert [c.name for c in p4.clocks if c.times("notice")] == ["notice"]
    assert [c.name for c in P9.clocks if c.times("campaign")] == ["campaign_report"]
    assert not any(c.times("report_fault") for c in p4.clocks if c.name == "notice")
