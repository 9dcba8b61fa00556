"""Personal data are sealed in the database: who has only the database reads none; keys change while people work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from handlers import erasure, search
from storage import conversations, identity, incidents, keys, registers, resealing, schema, sealing
from storage.engine import Store, Tx
from storage.models import Customer, Message, Model, Ticket
from storage.sealing import Ring, Unreadable
from storage.types import PhoneKey, Sealed, SealedJson
from tests.world import World

OLD, NEW = (sealing.read_keys(sealing.new_key())[0] for _ in range(2))
PHONE, ADDRESS, NAME = "13912345678", "杭州市西湖区文三路398号", "李小敏"
SAID = (f"太阳能不出热水了，电话{PHONE}，地址{ADDRESS}", "DEMO-P3-0001", f"{NAME} {PHONE}", ADDRESS, "对")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@given(st.text(), st.booleans())
def test_what_is_sealed_opens_again_and_says_nothing(said: str, same: bool) -> None:
    ring = sealing.ring((OLD,))
    sealed = (ring.seal_same if same else ring.seal)(said) or ""
    assert ring.open(sealed) == said
    assert not said or (sealed != said and sealed.startswith("bx1:") and ring.is_current(sealed))
    assert not said or (ring.seal(said) != ring.seal(said) and ring.seal_same(said) == ring.seal_same(said))
    assert sealing.ring((NEW, OLD)).open(sealed) == said, "an older key still opens"
    assert sealing.CLEAR.open(sealing.CLEAR.seal(said)) == said


def test_another_key_or_a_changed_byte_opens_nothing() -> None:
    sealed = sealing.ring((OLD,)).seal(PHONE) or ""
    with pytest.raises(Unreadable, match="not there"):
        sealing.ring((NEW,)).open(sealed)
    for broken in (sealed[:-6] + "AAAAA=", sealed[:20], "bx1:"):
        with pytest.raises(Unreadable):
            sealing.ring((OLD,)).open(broken)


def test_text_that_looks_sealed_is_text_where_there_is_no_key() -> None:
    for said in ("bx1:0000:xx", "bx0:", "bx", "bx0:bx1:"):
        assert sealing.CLEAR.open(sealing.CLEAR.seal(said)) == said


@pytest.mark.parametrize(("one", "other", "same"), [
    ("139 1234-5678", "+8613912345678", True), ("008613912345678", "13912345678", True),
    ("8613912345678", "139.1234.5678", True), ("(0571) 8888-6666", "057188886666", True),
    ("+1 391 234 5678", "13912345678", False), ("13912345678", "13912345679", False),
])  # fmt: skip
def test_numbers_are_the_same_however_they_are_written(one: str, other: str, same: bool) -> None:
    assert (sealing.fold(one) == sealing.fold(other)) is same


@pytest.fixture
def sealed(store_url: str) -> Iterator[Store]:
    opened = Store(store_url, ring=sealing.ring((OLD,)))
    yield opened
    opened.close()


def story(store: Store) -> World:
    world = World(store).settle()
    for said in SAID:
        world.say(said, plan="p3")
    return world


def everything(store: Store) -> str:
    """All that stands in the database, read without a key."""
    with store.engine.connect() as sql:
        tables = [f'SELECT * FROM "{name}"' for name in Model.metadata.tables]
        return "\n".join(str(tuple(row)) for query in tables for row in sql.exec_driver_sql(query))


def test_a_stolen_database_has_no_number_and_no_address_of_the_story(sealed: Store) -> None:
    world = story(sealed)
    ticket = sealed.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).one())
    assert (ticket.phone, ticket.contact_name) == (PHONE, NAME) and "文三路398号" in ticket.address, (
        "or it shows nothing"
    )
    assert world.house.store is sealed
    stolen = everything(sealed)
    if sealed.sqlite:
        file = Path(str(sealed.url.database))
        stolen += "".join(
            p.read_bytes().decode("utf-8", "replace") for p in file.parent.glob(f"{file.name}*")
        )
    assert "DEMO-P3-0001" in stolen
    for word in (
        PHONE,
        ADDRESS,
        "文三路",
        NAME,
        "不出热水",
        *(w.encode("unicode_escape").decode() for w in (ADDRESS, NAME)),
    ):
        assert word not in stolen
    assert sealing.fold(PHONE) not in stolen and PHONE[-8:] not in stolen


def test_the_same_person_is_found_by_the_number_however_it_is_written(sealed: Store) -> None:
    world = story(sealed)
    world.owner("DEMO-P3-0002", phone="+86 139 1234 5678")
    sue = world.user("sue")
    for typed in (PHONE, "139 1234 5678", "5678", "李小敏", "398号", "不出热水"):
        assert [t.phone for t in search.find(world.house, sue, typed).tickets] == [PHONE], typed
    assert not search.find(world.house, sue, "13912345679").tickets
    assert len(sealed.read(lambda tx: identity.with_phone(tx, "+8613912345678"))) == 1
    assert len(sealed.read(lambda tx: registers.customers_beginning(tx, phone="13912"))) == 1


def test_everybody_with_a_number_can_be_found_by_it(sealed: Store) -> None:
    """Whichever way a row is written."""
    now = NOW
    story(sealed)

    def write(tx: Tx) -> None:
        for _ in range(2):
            tx.sql.execute(insert(Customer).values(phone=PHONE, lang="zh", created_at=now))
            tx.sql.execute(
                insert(Customer),
                [
                    {"phone": PHONE, "lang": "zh", "created_at": now},
                    {"phone": None, "lang": "zh", "created_at": now},
                ],
            )
        incidents.attach(tx, ticket_id=1, conversation_id=1, phone=PHONE, said="x", at=now)
        conversations.save_customer(tx, conversations.new_customer(tx, now, phone="1"), phone=PHONE)

    sealed.write(write)
    key = sealed.ring.blind(PHONE)
    with sealed.engine.connect() as sql:
        for table, many in (("customers", 5), ("reporters", 1), ("tickets", 1)):
            found = (
                sql.execute(text(f"SELECT phone_key FROM {table} WHERE phone IS NOT NULL")).scalars().all()
            )
            assert found == [key] * many, table


def test_erasing_finds_what_is_sealed(sealed: Store) -> None:
    world = story(sealed)
    sealed.write(lambda tx: tx.sql.execute(update(Ticket).values(status="withdrawn", closed_at=NOW)))
    sealed.write(lambda tx: tx.sql.execute(text("UPDATE queue_items SET status = 'closed'")))
    assert erasure.on_request(world.house, PHONE, "asked for it").tickets
    rows = sealed.read(
        lambda tx: tx.sql.execute(select(Ticket.phone, Ticket.phone_key, Ticket.address)).all()
    )
    assert {tuple(row) for row in rows} == {(None, None, None)}
    assert all(
        not row for row in sealed.read(lambda tx: tx.sql.execute(select(Message.text)).scalars().all())
    )


def test_a_new_key_seals_everything_and_may_be_interrupted(
    sealed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    world = story(sealed)
    both = Store(sealed.url, ring=sealing.ring((NEW, OLD)))
    walk = resealing.reseal(both, NOW)
    for step in walk:
        if step.table == "messages":
            break
    del walk  # whoever did it was stopped
    again = World(both, now=world.now)
    assert [t.phone for t in search.find(again.house, again.user("sue"), PHONE).tickets] == [PHONE], (
        "half way"
    )
    again.say("还是不行", plan="p3")
    steps = list(resealing.reseal(both, NOW))
    assert steps[0].table == "messages", "it goes on where it was"
    assert keys.far(both) == (both.ring.newest, keys.DONE, 0)
    assert sum(step.sealed for step in resealing.reseal(both, NOW)) == 0
    both.close()
    alone = Store(sealed.url, ring=sealing.ring((NEW,)))
    last = World(alone, now=again.now)
    assert last.say("好的", plan="p3").replies, "the old key is needed no more"
    assert [t.phone for t in search.find(last.house, last.user("sue"), PHONE).tickets] == [PHONE]
    assert f"bx1:{sealed.ring.newest}:" not in everything(alone)
    alone.close()


def test_a_database_in_clear_is_sealed_later(store_url: str) -> None:
    clear = Store(store_url, ring=sealing.CLEAR)
    world = story(clear)
    assert PHONE in everything(clear)
    clear.close()
    store = Store(store_url, ring=sealing.ring((NEW,)))
    found = World(store, now=world.now)
    assert [t.phone for t in search.find(found.house, found.user("sue"), PHONE).tickets] == [PHONE]
    assert sum(step.sealed for step in resealing.reseal(store, NOW)) > 0
    stolen = everything(store)
    assert PHONE not in stolen and "文三路" not in stolen
    assert [t.phone for t in search.find(found.house, found.user("sue"), PHONE).tickets] == [PHONE]
    store.close()


def test_the_place_of_an_incident_is_unique_although_it_is_sealed(sealed: Store) -> None:
    values: dict[str, Any] = {"plan": "p3", "scope": f"address:{ADDRESS}", "since": NOW, "opened_at": NOW}
    assert sealed.write(lambda tx: incidents.open_one(tx, **values)) is not None
    assert sealed.write(lambda tx: incidents.open_one(tx, **values)) is None
    assert sealed.read(lambda tx: incidents.open_of(tx, "p3", values["scope"])).scope == values["scope"]
    assert ADDRESS not in everything(sealed)


@pytest.mark.parametrize("ring", [sealing.ring((OLD,)), sealing.CLEAR], ids=["sealed", "clear"])
def test_upgrading_seals_what_is_there(bare_url: str, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(bare_url, ring=ring)
    schema.upgrade(store, "0024")
    row = "INSERT INTO customers (name, phone, address, lang, created_at) VALUES ('王', '139 1234 5678', :a, 'zh', :n)"
    with store.engine.begin() as sql:
        for _ in range(3):
            sql.execute(text(row), {"a": ADDRESS, "n": "2026-11-26 12:00:00"})
        sql.execute(text("INSERT INTO conversations (channel, address, lang, owner, owner_epoch, tracker, created_at, last_at) VALUES"
                         " ('web', 'x', 'zh', 'bot', 0, '{\"a\": \"13912345678\"}', :n, :n)"), {"n": "2026-11-26 12:00:00"})  # fmt: skip
    schema.upgrade(store)
    assert schema.differences(store) == []
    found = store.read(lambda tx: tx.sql.execute(select(Customer.phone, Customer.address)).all())
    assert {tuple(r) for r in found} == {("139 1234 5678", ADDRESS)}
    assert len(store.read(lambda tx: identity.with_phone(tx, PHONE))) == 3
    assert (ADDRESS in everything(store)) is (ring is sealing.CLEAR)
    assert (PHONE in everything(store)) is (ring is sealing.CLEAR)
    store.close()


def test_every_column_of_a_person_is_sealed() -> None:
    """Whoever adds a telephone number, an address or words of a customer to a table decides about it here."""
    clear = {
        "campaign_points.address",  # ours
        "conversations.address",  # the channel's name for somebody: what messages are found and sent by
        "customers.name", "technicians.name", "users.name",  # by which they are looked for
        "dealers.phone", "technicians.phone",  # people of ours
    }  # fmt: skip
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if column.name in ("phone", "address", "contact_name", "said", "words", "note"):
                where = f"{table.name}.{column.name}"
                assert isinstance(column.type, Sealed | SealedJson) or where in clear, where
        assert [c.name for c in table.primary_key] == ["id"] or not resealing.sealed_columns(table), (
            table.name
        )
        keyed = any(isinstance(c.type, PhoneKey) for c in table.columns)
        assert keyed == ("phone" in table.c and isinstance(table.c.phone.type, Sealed)), table.name
