"""What every channel keeps: each story runs over all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import app as app_module
from bot.app import create_app
from bot.loops import Loop
from bot.sender import Channel
from handlers import sending
from handlers.events import MAX_TEXT
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.texts.catalog import say
from handlers.words import clean
from nlu.parse import parse
from storage import conversations, media, messages, queue
from storage.engine import Store
from storage.models import Conversation, Message, Ticket
from storage.shelf import Shelf
from tests.bot.channel_adapters import ADAPTERS, Adapter, ChatwootAdapter, Heard, WecomAdapter, away
from tests.bot.conftest import EdgeSettings
from tests.messengers import ChatwootPeer, running
from tests.process import ROOT
from tests.world import together

CHANNELS = ROOT / "docs/CHANNELS.md"
EMOJI = "👩‍🔧🔧 水箱漏水 😭🇨🇳 ❤️"
RIGHT_TO_LEFT = "سخان الماء يسرب \u202eabc\u202c שלום 水箱漏水"


@dataclass
class Line:
    """A channel with everything behind it; ``life`` is the process that serves it."""

    adapter: Adapter
    store: Store
    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    house: House = field(init=False)

    def __post_init__(self) -> None:
        self.house = House(self.store, load_plans(), parse, "p3", now=lambda: self.now)
        self.adapter.now = self.now

    @contextmanager
    def life(self) -> Iterator[None]:
        made = create_app(self.house, EdgeSettings(), self.adapter.channels())
        with self.adapter.serving(made) as self.adapter.http:
            yield

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.adapter.now = self.now
        self.store.signals.wake({"outbox"})

    def send(self, text: str, key: int) -> None:
        self.later(seconds=5)
        assert self.adapter.send(text, key) == 200

    def rows(self, direction: str) -> list[Any]:
        wanted = (
            select(Message.__table__)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Conversation.channel == self.adapter.name, Message.direction == direction)
            .order_by(Message.id)
        )
        return list(self.store.read(lambda tx: tx.sql.execute(wanted).all()))

    def tickets(self) -> int:
        return len(self.store.read(lambda tx: tx.sql.execute(select(Ticket.id)).all()))

    def waits(self) -> list[Any]:
        return [m for m in self.rows("out") if m.status == "pending"]

    def settled(self) -> list[Heard]:
        """What has arrived when nothing is left to send.  Where it does not come to an end the clock goes on: an attempt
        that failed just after a test had moved the clock is made again later than the time that it was moved to."""
        if self.adapter.pushes:
            for _ in range(3):
                if came_to_pass(lambda: not self.waits(), seconds=5):
                    break
                self.later(minutes=1)
            else:
                until(lambda: not self.waits())
        return self.adapter.replies()

    def everything_arrived_once(self) -> list[Heard]:
        heard = self.settled()
        written = [m.text for m in self.rows("out") if m.status == "sent"]
        assert texts(heard) == written
        return heard

    def owner(self) -> str:
        row = self.store.read(lambda tx: conversations.find(tx, self.adapter.name, self.adapter.address()))
        assert row is not None
        return str(row.owner)

    def person(self, text: str) -> None:
        """One of ours takes the conversation and writes."""

        def work(tx: Any) -> None:
            row = conversations.find(tx, self.adapter.name, self.adapter.address())
            assert row is not None
            epoch = conversations.set_owner(tx, row.id, "user:1", self.now)
            messages.add(tx, [{
                "conversation_id": row.id, "direction": "out", "author": "user:1", "channel": row.channel, "text": text,
                "status": "pending", "epoch": epoch, "next_at": self.now, "created_at": self.now,
            }])  # fmt: skip

        self.store.write(work)


@contextmanager
def served(adapter: Adapter, url: str) -> Iterator[Line]:
    """A channel that a process serves, with the database at ``url``."""
    store = Store(url)
    made = Line(adapter, store)
    with made.life():
        yield made
    store.close()


def texts(heard: list[Heard]) -> list[str]:
    return [h.text for h in heard]


def came_to_pass(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def until(done: Callable[[], bool], seconds: float = 15) -> None:
    assert came_to_pass(done, seconds), "it does not come to an end"


#: One translator serves both Telegram frameworks: the second one goes through all of this in `make long`.
SHORT = {name: a for name, a in ADAPTERS.items() if name != "telegram-ptb"}
NAMES = [*SHORT, pytest.param("telegram-ptb", marks=pytest.mark.long)]


@pytest.fixture(params=NAMES)
def adapter(request: pytest.FixtureRequest) -> Iterator[Adapter]:
    made = ADAPTERS[request.param]()
    with made.peer():
        yield made


@pytest.fixture
def resting(adapter: Adapter, sqlite_url: str) -> Iterator[Line]:
    """No process serves the channel yet."""
    store = Store(sqlite_url)
    yield Line(adapter, store)
    store.close()


@pytest.fixture
def line(resting: Line) -> Iterator[Line]:
    with resting.life():
        yield resting


def test_an_event_that_comes_again_is_answered_once(line: Line) -> None:
    for _ in range(3):
        line.send("水箱漏水", 1)
    assert len(line.rows("in")) == 1 and line.tickets() == 1
    assert line.everything_arrived_once()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_the_same_on_postgresql(adapter: Adapter, store: Store) -> None:
    line = Line(adapter, store)
    with line.life():
        test_an_event_that_comes_again_is_answered_once(line)


def test_the_same_event_many_times_at_once_is_answered_once(line: Line) -> None:
    """A messenger that grows impatient sends it again while we still think."""
    line.send("你好", 1)
    assert set(together(6, lambda _: line.adapter.send("水箱漏水", 2))) == {200}
    assert len(line.rows("in")) == 2 and line.tickets() == 1
    line.everything_arrived_once()


def test_what_could_not_be_committed_is_not_acknowledged(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.send("你好", 1)
    line.settled()

    def broken(*_: Any, **__: Any) -> Any:
        raise OperationalError("select", {}, Exception("the disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("handlers.turn.messages.accept", broken)
        assert line.adapter.send("水箱漏水", 2) == 503
    assert len(line.rows("in")) == 1 and not line.tickets()
    line.send("水箱漏水", 2)
    assert len(line.rows("in")) == 2 and line.tickets() == 1
    line.everything_arrived_once()


def test_an_old_event_after_newer_ones_changes_nothing(line: Line) -> None:
    line.send("水箱漏水", 1)
    line.send("王建国 13800138000", 2)
    before = [(m.id, m.text) for m in line.rows("out")]
    line.send("水箱漏水", 1)
    assert [(m.id, m.text) for m in line.rows("out")] == before
    assert len(line.rows("in")) == 2 and line.tickets() == 1
    line.everything_arrived_once()


def test_events_out_of_order_are_all_heard(line: Line) -> None:
    line.send("王建国 13800138000", 3)
    line.send("水箱漏水", 1)
    line.send("杭州市西湖区文三路12号", 2)
    assert len(line.rows("in")) == 3 and line.tickets() == 1
    line.everything_arrived_once()


def test_a_long_text_is_taken_and_one_character_more_breaks_nothing(line: Line) -> None:
    most = "水箱漏水。" + "好" * (MAX_TEXT - 5)
    line.send(most, 1)
    assert line.rows("in")[0].text == most
    status = line.adapter.send(most + "好", 2)
    if line.adapter.refuses_long:
        assert status == 422 and len(line.rows("in")) == 1
    else:
        assert status == 200
        cut = line.rows("in")[1]
        assert cut.text == most and int(cut.data["cut"]) == MAX_TEXT + 1
    line.send("王建国 13800138000", 3)
    assert line.settled()


def test_a_long_answer_arrives_whole_and_is_cut_between_words(line: Line) -> None:
    line.send("水箱漏水", 1)
    before = len(line.settled())
    words = [f"{n}{'漏' * (n % 9)}👍🏽" for n in range(1_500)]
    said = "\n\n".join(" ".join(words[n : n + 150]) for n in range(0, len(words), 150))
    assert len(said) < MAX_TEXT
    line.person(said)
    parts = texts(line.settled())[before:]
    assert all(len(part) <= line.adapter.longest for part in parts)
    assert " ".join(parts).split() == words
    assert (len(parts) > 1) is (len(said) > line.adapter.longest)


@pytest.mark.parametrize("adapter", [name for name, a in SHORT.items() if a.corrects], indirect=True)
def test_a_correction_is_heard_once_and_replaces_what_was_said(line: Line) -> None:
    line.send("水箱漏水", 1)
    line.send("王建国 13800138000", 2)
    for _ in range(2):
        line.later(seconds=5)
        assert line.adapter.correct(2, "王建国 13900139000", 3) == 200
    said = line.rows("in")
    assert [m.text for m in said] == ["水箱漏水", "王建国 13800138000", "王建国 13900139000"]
    assert [bool(m.data.get("edited")) for m in said] == [False, False, True]
    (ticket,) = line.store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all())
    assert ticket.phone == "13900139000"
    line.everything_arrived_once()


def test_the_page_of_channels_tells_where_nothing_can_be_corrected() -> None:
    page = CHANNELS.read_text().lower()
    can, _, cannot = (
        page.partition("**corrected where one can.**")[2].partition("\n- **")[0].partition("elsewhere")
    )
    assert {a.name for a in ADAPTERS.values() if a.name in can} == {
        a.name for a in ADAPTERS.values() if a.corrects
    }
    assert all(a.name in cannot for a in ADAPTERS.values() if not a.corrects)


@pytest.mark.parametrize("said", [EMOJI, RIGHT_TO_LEFT])
def test_emoji_and_right_to_left_go_in_and_come_out(line: Line, said: str) -> None:
    line.send(said, 1)
    assert [m.text for m in line.rows("in")] == [clean(said)]
    assert line.tickets() == 1
    line.settled()
    line.person(said)
    assert line.settled()[-1].text == said


def test_a_button_does_what_is_on_it(line: Line) -> None:
    line.send("你好", 1)
    pressed = [p for heard in line.settled() for _, p in heard.buttons]
    assert "/report" in pressed
    line.later(seconds=5)
    assert line.adapter.press("/report", 2) == 200
    row = line.store.read(lambda tx: conversations.find(tx, line.adapter.name, line.adapter.address()))
    assert row is not None and row.tracker["flow"]
    assert line.adapter.press("/report", 2) == 200  # the same press again
    assert len(line.rows("in")) == 2
    line.everything_arrived_once()


def test_after_a_handover_the_bot_is_silent_and_buttons_do_nothing(line: Line) -> None:
    line.send("你好", 1)
    line.settled()
    line.send("人工", 2)
    assert line.owner() == "queue"
    line.settled()
    before = len(line.rows("out"))
    line.later(seconds=5)
    assert line.adapter.press("/report", 3) == 200
    line.send("你好", 4)
    line.settled()
    assert {m.author for m in line.rows("out")[before:]} <= {"notice"}
    assert len(line.rows("in")) == 4 and line.owner() == "queue"
    line.person("我是工程师")
    line.send("你好", 5)
    assert line.settled()[-1].text == "我是工程师"
    line.everything_arrived_once()


@pytest.mark.parametrize("adapter", [name for name, a in SHORT.items() if a.pushes], indirect=True)
def test_what_the_bot_had_not_sent_yet_is_never_sent_after_a_handover(line: Line) -> None:
    with away(line.adapter):
        line.send("你好", 1)
        until(lambda: any(m.error for m in line.rows("out")))
        line.person("我是工程师")
    line.later(minutes=2)
    assert texts(line.settled()) == ["我是工程师"]


def test_a_crash_between_commit_and_sending_loses_and_doubles_nothing(
    resting: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sender(house: House, channels: dict[str, Channel], figures: Any) -> Loop:
        async def step() -> float:
            return 60.0

        return Loop("sender", step, house.store.signals.listen, ("outbox",), figures)

    with monkeypatch.context() as patched:
        patched.setattr(app_module, "sender", no_sender)
        with resting.life():
            resting.send("水箱漏水", 1)
            if resting.adapter.pushes:
                assert resting.waits() and not resting.adapter.replies()
    with resting.life():
        resting.send("水箱漏水", 1)  # the peer may not have heard the answer either
        assert len(resting.rows("in")) == 1 and resting.tickets() == 1
        assert resting.everything_arrived_once()


def test_a_channel_that_is_away_for_an_hour_gets_everything_then_once_and_in_order(line: Line) -> None:
    """A person of ours goes on writing meanwhile."""
    line.send("水箱漏水", 1)
    line.settled()
    with away(line.adapter):
        if line.adapter.pushes:
            line.send("王建国 13800138000", 2)
        line.person("我是工程师")
        for _ in range(80):
            line.later(seconds=60)
            if line.adapter.pushes:
                until(
                    lambda: (
                        (due := sending.next_due(line.house, {line.adapter.name})) is None or due > line.now
                    )
                )
        line.person("还在吗？")
        if line.adapter.pushes:
            assert line.waits()
    line.later(minutes=20)  # the longest pause between two attempts, and a quarter of it
    heard = line.everything_arrived_once()
    assert texts(heard)[-2:] == ["我是工程师", "还在吗？"]
    assert "dead" not in {m.status for m in line.rows("out")}


def test_what_cannot_be_read_is_refused_and_leaves_nothing(line: Line) -> None:
    line.adapter.now = line.now
    statuses = list(line.adapter.broken())
    assert len(statuses) >= 5 and set(statuses) <= {400, 403, 415, 422}, statuses
    assert not line.rows("in") and not line.tickets()
    line.send("水箱漏水", 1)
    assert line.everything_arrived_once()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@pytest.mark.parametrize("adapter", ["wecom", "chatwoot"], indirect=True)
def test_files_are_fetched_looked_at_and_kept_with_the_message(
    resting: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the messenger says of them; what is too large, is not there or comes too late is named to the customer."""
    line, adapter = resting, resting.adapter
    assert isinstance(adapter, WecomAdapter | ChatwootAdapter)
    line.house = replace(line.house, shelf=Shelf(tmp_path / "media", 5_000))
    adapter.server.files = {
        "plate": PNG,
        "huge": b"\xff\xd8\xff" + bytes(9_000),
        "page": b"<html><script>1</script>",
    }
    monkeypatch.setattr("bot.channels.attachments.SECONDS", 0.5)
    with line.life():
        line.send("你好", 9)
        line.settled()
        if isinstance(adapter, WecomAdapter):
            adapter.server.expire()  # the token that sending has used
        for key, name in enumerate(("plate", "huge", "page", "gone"), 1):
            line.later(seconds=5)
            assert adapter.send_file(name, key) == 200
        adapter.server.slow = 1.0
        line.later(seconds=5)
        assert adapter.send_file("plate", 5) == 200
        adapter.server.slow = 0.0
        assert adapter.send_file("plate", 1) == 200
        rows = line.rows("in")[1:]
        assert [m.data["kind"] for m in rows] == ["media"] * 5, "all of them are heard"
        kept = line.store.read(lambda tx: media.of_messages(tx, [m.id for m in rows]))
        assert [(f.kind, f.type, f.size) for f in kept[rows[0].id]] == [("image", "image/png", len(PNG))]
        assert set(kept) == {rows[0].id}
        refused = [[f["why"] for f in m.data.get("not_kept", ())] for m in rows]
        assert refused == [[], ["size"], ["kind"], ["room"], ["room"]]
        assert line.everything_arrived_once()


@pytest.mark.parametrize("adapter", ["chatwoot"], indirect=True)
def test_a_file_that_is_not_in_chatwoot_is_asked_of_nobody(resting: Line, tmp_path: Path) -> None:
    line, adapter = resting, resting.adapter
    assert isinstance(adapter, ChatwootAdapter)
    line.house = replace(line.house, shelf=Shelf(tmp_path / "media", 5_000))
    other = ChatwootPeer(files={"plate": PNG})
    with running(other), line.life():
        hook = adapter.server.hook(1, attachments=[{"file_type": "image", "data_url": f"{other.url}/rails/active_storage/disk/plate"}])  # fmt: skip
        assert adapter.post(hook) == 200
        assert not other.calls and line.rows("in")[0].data["media"] == "photo"


@pytest.mark.parametrize(
    "adapter", [n for n, a in SHORT.items() if a.unreadable is not Adapter.unreadable], indirect=True
)
def test_what_the_messenger_brings_and_nobody_can_read_is_for_people(line: Line) -> None:
    line.adapter.now = line.now
    for _ in range(2):
        statuses = list(line.adapter.unreadable())
        assert statuses and set(statuses) == {200}, statuses
    kept = line.rows("in")
    assert len(kept) == len(statuses) and all(m.text for m in kept) and not line.tickets()
    talk = line.store.read(lambda tx: conversations.find(tx, line.adapter.name, line.adapter.address()))
    assert talk is not None and talk.owner == "bot"
    task = line.store.read(lambda tx: queue.open_task(tx, talk.id, "unread"))
    assert task is not None and "水箱漏水" in task.note and task.due_at is not None
    nobody = line.store.read(lambda tx: conversations.find(tx, line.adapter.name, "unknown"))
    assert nobody is not None and line.store.read(lambda tx: queue.open_task(tx, nobody.id, "unread"))
    words = [say("unread-received", "zh")] * sum(m.conversation_id == talk.id for m in kept)
    assert texts(line.settled()) == words
    line.send("水箱漏水", 1)
    assert line.tickets() == 1
