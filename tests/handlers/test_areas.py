"""Service areas: six are shipped, an operator has others, and who lives in none is not held up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers import areas
from handlers.plans.load import BadPlan, load_plans
from storage.engine import Store
from storage.models import QueueItem, Ticket
from tests.world import World

OWN = """
[[area]]
id = "wuhan"
name = { zh = "武汉", en = "Wuhan" }
words = ["武汉", "武昌", "Wuhan"]
"""
SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    areas.use(None)


def test_an_operators_file_takes_the_place_of_the_shipped_cities(folder: Path) -> None:
    assert areas.region_of("武汉市武昌区中南路1号") is None
    (folder / areas.FILE).write_text(OWN, encoding="utf-8")
    assert set(load_plans(folder)) == set(load_plans(None))
    areas.use(folder)
    assert areas.region_of("武汉市武昌区中南路1号") == areas.region_of("1 Zhongnan Road, WUHAN") == "wuhan"
    assert areas.region_of("杭州市文三路1号") is None and areas.name("wuhan", "zh") == "武汉"
    areas.use(None)
    assert areas.region_of("杭州市文三路1号") == "hangzhou"


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("拉萨市北京中路12号", None),  # a road is called after a city that is far away
        ("南京市鼓楼区上海路5号", "nanjing"),
        ("武汉市南京路8号", None),
        ("上海市南京东路100号", "shanghai"),
        ("88 Nanjing West Road, Shanghai", "shanghai"),
        ("88 Nanjing Rd., Qingdao", None),
        ("广州大道中9号", None),  # asked: there is one in Guangzhou, and elsewhere
        ("广州市广州大道中9号", "guangzhou"),
        ("浦东新区世纪大道1号", "shanghai"),
        ("Hangzhou", "hangzhou"),
    ],
)
def test_a_road_is_no_city(address: str, region: str | None) -> None:
    assert areas.region_of(address) == region


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN + OWN, "there twice: wuhan"),
        (OWN.replace('"wuhan"', '"elsewhere"', 1), "area.0.id: 'elsewhere' is no id"),
        (OWN.replace("words", "word"), "area.0.words: Field required"),
        (OWN.replace('"武昌"', '"武"'), "area.0.words: a word has at least 2 characters"),
        ("[[area", "Expected"),
        ("", "area: Field required"),
    ],
)
def test_mistakes_in_it_are_named(folder: Path, text: str, said: str) -> None:
    (folder / areas.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(BadPlan, match=r"areas\.toml") as bad:
        load_plans(folder)
    assert said in str(bad.value)


@SQLITE
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_somebody_in_another_city_goes_on_and_people_see_who_can_come(store: Store, lang: str) -> None:
    world = World(store).settle()
    if lang == "zh":
        told = "拖拉机发动不了，序列号 DEMO-P8-0001，我叫李雷，电话13900139000，拉萨市北京中路12号"
    else:
        told = "The tractor won't start at all, serial DEMO-P8-0001, my name is Lily Brown, phone 13900139000, 12 Barkhor Street, Lhasa"
    turn = world.say(told, plan="p8")
    for _ in range(8):
        if any(b.payload == "/region:elsewhere" for line in turn.replies for b in line.buttons):
            break
        payloads = [b.payload for line in turn.replies for b in line.buttons]
        turn = world.say(
            next(
                (p for p in ("/skip", "/no", "/yes") if p in payloads),
                "不知道" if lang == "zh" else "I don't know",
            )
        )
    turn = world.say("/region:elsewhere")
    assert turn.replies and not [
        b for line in turn.replies for b in line.buttons if b.payload.startswith("/region:")
    ]
    (ticket,) = store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all())
    assert ticket.facts["no_region"] and ticket.region is None
    world.say("/yes")
    (ticket,) = store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all())
    assert ticket.status == "open"
    assert store.read(lambda tx: tx.sql.execute(select(QueueItem.id)).all()), "people have to look after it"
