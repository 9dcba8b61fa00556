"""Chatwoot: webhooks in, its API out, and who leads a conversation, in both directions."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels import pushed
from bot.channels.chatwoot import Chatwoot
from bot.sender import Dead, Retry
from bot.settings import BadSetting, Settings
from handlers.events import Button, Outgoing
from storage.engine import Store
from tests.bot.channel_adapters import PATH, ChatwootAdapter, chatwoot_settings
from tests.bot.test_channel_contract import Line, served
from tests.messengers import ChatwootPeer, push, running


@pytest.fixture
def adapter() -> Iterator[ChatwootAdapter]:
    made = ChatwootAdapter()
    with made.peer():
        yield made


@pytest.fixture
def line(adapter: ChatwootAdapter, sqlite_url: str) -> Iterator[Line]:
    with served(adapter, sqlite_url) as made:
        yield made


@pytest.fixture
def peer() -> Iterator[ChatwootPeer]:
    made = ChatwootPeer()
    with running(made):
        yield made


# -- who is let in -----------------------------------------------------------------------------------


def test_secret_address_and_signature(
    line: Line, adapter: ChatwootAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(adapter.server.hook(1, content="水箱漏水")).encode()
    now = line.now.timestamp()
    good = adapter.server.signed(body, now)

    def post(changed: dict[str, str] | None = None, path: str = PATH, sent: bytes = body) -> int:
        head = {**good, **(changed or {})}
        return adapter.http.post(f"/channels/chatwoot/{path}", content=sent, headers=head).status_code

    assert post(path="wrong-end-of-the-address") == 404
    assert post(sent=body.replace(b"\\u6f0f", b"\\u6f0e")) == 403
    for wrong in (
        "sha256=" + "0" * 64,
        "",
        good["x-chatwoot-signature"].upper(),
        good["x-chatwoot-signature"][:-1],
    ):
        assert post({"x-chatwoot-signature": wrong}) == 403
    assert post({"x-chatwoot-timestamp": str(int(now) - 5)}) == 403
    for old in (now - 400, now + 400):
        assert post(adapter.server.signed(body, old)) == 403
    assert not line.rows("in")
    assert post() == 200 and post() == 200
    assert len(line.rows("in")) == 1
    adapter.server.secret, ours = "another webhook's", adapter.server.secret
    assert post(adapter.server.signed(body, now)) == 403, "a secret that we were not told"
    adapter.server.secret = ours
    other = json.dumps(adapter.server.hook(1, content="水箱漏水", account={"id": 99})).encode()
    assert adapter.post(other) == 403
    assert PATH not in caplog.text


def test_without_a_secret_for_signatures_the_address_protects(adapter: ChatwootAdapter, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    store = Store(sqlite_url)
    line = Line(adapter, store)
    monkeypatch.setattr(
        adapter,
        "channels",
        lambda: {"chatwoot": Chatwoot(chatwoot_settings(adapter.server, chatwoot_secret=""))},
    )
    with line.life():
        hook = adapter.server.hook(1, content="水箱漏水")
        assert adapter.http.post(f"/channels/chatwoot/{PATH}x", json=hook).status_code == 404
        assert adapter.http.post(f"/channels/chatwoot/{PATH}", json=hook).status_code == 200
        assert len(line.rows("in")) == 1
    store.close()


# -- what is heard -----------------------------------------------------------------------------------


def test_what_is_no_word_of_the_customer_is_not_answered(line: Line, adapter: ChatwootAdapter) -> None:
    hook = adapter.server.hook
    line.send("水箱漏水", 1)
    before = len(line.rows("out"))
    unheard: list[dict[str, Any]] = [
            {"message_type": "outgoing", "sender": {"type": "agent_bot", "name": "baoxiu"}, "content": "您好"},
            {"message_type": "outgoing", "private": True, "sender": {"type": "user", "name": "Li"}, "content": "内部备注"},
            {"message_type": "activity", "content": "Conversation was marked open"},
            {"message_type": "template", "content": "请评价"},
            {"content": None},
            {"event": "message_updated", "content": "水箱漏水", "content_attributes": {"deleted": True}},
            {"event": "message_updated", "content": "水箱漏水"},
            {"event": "webwidget_triggered"},
            {"event": "something_new"},
    ]  # fmt: skip
    for number, more in enumerate(unheard):
        assert adapter.post(hook(3000 + number, **more)) == 200, more
    assert len(line.rows("in")) == 1 and len(line.rows("out")) == before
    assert line.owner() == "bot"


def test_buttons_are_chosen_from_a_list_or_typed(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("你好", 1)
    line.settled()
    menu = [b for b in adapter.server.taken if b.get("content_type") == "input_select"]
    items = menu[0]["content_attributes"]["items"]
    assert {"title", "value"} == set(items[0]) and items[0]["value"].startswith("/")
    line.send(items[0]["title"], 2)  # as WhatsApp and Telegram send it
    row = line.rows("in")[-1]
    assert row.text == items[0]["title"] and len(line.settled()) > 1
    assert line.adapter.press("/status", 3) == 200 and line.adapter.press("/status", 3) == 200
    assert [m.data["kind"] for m in line.rows("in")] == ["text", "text", "button"]


def test_attachments_are_noted(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    photo = [{"id": 1, "file_type": "image", "data_url": "https://x.example/a.png"}]
    line.later(seconds=5)
    assert adapter.post(adapter.server.hook(1002, content=None, attachments=photo)) == 200
    assert adapter.post(adapter.server.hook(1003, content="这里", attachments=photo * 2)) == 200
    assert [m.data.get("media") for m in line.rows("in")] == [None, "photo", "photo"]
    assert [m.data["kind"] for m in line.rows("in")] == ["text", "media", "text"]


# -- who leads ---------------------------------------------------------------------------------------


def test_what_we_hand_over_is_opened_there_first(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    line.settled()
    assert adapter.server.toggled == []
    line.send("人工", 2)
    line.settled()
    assert adapter.server.talks[41] == "open" and adapter.server.toggled[0] == (41, "open")
    said = [b for b in adapter.server.taken if b["status_then"] == "open"]
    assert said and all(b["status_then"] == "open" for b in adapter.server.taken[-len(said) :])


def persons(adapter: ChatwootAdapter, number: int, text: str) -> int:
    return adapter.post(
        adapter.server.hook(
            number, message_type="outgoing", content=text, sender={"id": 9, "type": "user", "name": "李娜"}
        )
    )


def test_from_handover_to_the_bot_again(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    line.send("人工", 2)
    line.settled()
    assert line.owner() == "queue"
    line.later(minutes=1)
    assert (
        persons(adapter, 5001, "我是李娜，马上看") == 200
        and persons(adapter, 5001, "我是李娜，马上看") == 200
    )
    assert line.owner() == "elsewhere"
    spoken = [m for m in line.rows("out") if m.author == "clerk"]
    assert [m.text for m in spoken] == ["我是李娜，马上看"] and spoken[0].data["name"] == "李娜"
    quiet = len(line.rows("out"))
    line.send("王建国 13800138000", 3)
    line.send("你好", 4)
    assert len(line.rows("out")) == quiet, "nothing is said while they lead"
    line.later(minutes=5)
    assert adapter.post(adapter.server.status_hook("resolved", event="conversation_resolved")) == 200
    assert line.owner() == "bot"
    adapter.server.talks[41] = "pending"  # Chatwoot does that when the customer writes again
    line.send("师傅几点到", 5)
    assert [m.author for m in line.rows("out")[quiet:]] == ["bot"]
    assert all(b["content"] != "我是李娜，马上看" for b in adapter.server.taken), "it was theirs already"


def test_whoever_opens_it_there_silences_the_bot(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    line.settled()
    before = len(line.rows("out"))
    assert adapter.post(adapter.server.status_hook("open")) == 200
    assert line.owner() == "elsewhere"
    line.send("你好", 2)
    assert len(line.rows("out")) == before
    assert adapter.post(adapter.server.status_hook("pending", updated_at=line.now.timestamp())) == 200
    assert line.owner() == "bot"
    line.send("你好", 3)
    assert len(line.rows("out")) > before


def test_without_status_events_the_status_of_the_messages_is_believed(
    line: Line, adapter: ChatwootAdapter
) -> None:
    """An agent bot of older versions gets no conversation_status_changed."""
    adapter.server.talks[41] = "open"
    line.send("水箱漏水", 1)  # people had it before we ever heard of it
    assert line.owner() == "elsewhere"
    assert {m.author for m in line.rows("out")} <= {"notice"}
    adapter.server.talks[41] = "pending"
    line.send("你好", 2)
    assert line.owner() == "bot"
    assert "bot" in {m.author for m in line.rows("out")}


def test_a_message_that_was_written_before_the_handover_reached_chatwoot_takes_nothing_back(line: Line, adapter: ChatwootAdapter) -> None:  # fmt: skip
    line.send("水箱漏水", 1)
    line.settled()
    adapter.server.down = True
    line.send("人工", 2)
    line.send("在吗", 3)  # its conversation is still pending there
    assert line.owner() == "queue"
    adapter.server.down = False
    line.later(minutes=1)
    line.settled()
    assert adapter.server.talks[41] == "open"


def test_an_old_word_about_the_status_takes_nothing_back(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    old = line.now - timedelta(seconds=30)
    line.send("人工", 2)
    for given in (old.timestamp(), old.isoformat(), old.strftime("%Y-%m-%d %H:%M:%S UTC")):
        assert adapter.post(adapter.server.status_hook("pending", updated_at=given)) == 200
        assert line.owner() == "queue"
    line.later(seconds=60)
    assert adapter.post(adapter.server.status_hook("pending", updated_at=line.now.timestamp())) == 200
    assert line.owner() == "bot"


def test_danger_is_heard_also_while_they_lead(line: Line, adapter: ChatwootAdapter) -> None:
    line.send("水箱漏水", 1)
    adapter.server.talks[41] = "open"
    line.send("你好", 2)
    line.send("热水器冒烟起火了", 3)
    alarms = line.store.read(lambda tx: tx.sql.exec_driver_sql("select text_id from alarms").all())
    assert ("alarm-danger",) in [tuple(a) for a in alarms]


# -- what goes out -----------------------------------------------------------------------------------


def message(number: int = 1, owner: str = "bot", *titles: str) -> Outgoing:
    return Outgoing(
        number, "您好", "bot", tuple(Button(t, f"/pick:{n}") for n, t in enumerate(titles)), owner
    )


@pytest.mark.parametrize(
    ("fate", "error", "after"),
    [((429, {"retry-after": "7"}), Retry, 7.0), ((429, {}), Retry, None), ((503, {}), Retry, None), ((500, {}), Retry, None),
     ((401, {}), Retry, 60.0), ((404, {}), Dead, None), ((422, {}), Dead, None), ((302, {"location": "http://x.example/"}), Retry, None),
     ("drop", Retry, None)],
)  # fmt: skip
async def test_what_chatwoot_may_answer(
    peer: ChatwootPeer, fate: Any, error: type[Exception], after: float | None
) -> None:
    made = Chatwoot(chatwoot_settings(peer))
    peer.fates = [fate]
    with pytest.raises(error) as raised:
        await push(made, "3/41", message())
    assert getattr(raised.value, "after", None) == after
    assert peer.bot_token not in str(raised.value)
    await push(made, "3/41", message(2, "bot", "轻", "重"))
    assert peer.taken[-1]["content_attributes"] == {
        "items": [{"title": "轻", "value": "/pick:0"}, {"title": "重", "value": "/pick:1"}]
    }
    await made.close()


async def test_a_conversation_that_is_gone_is_dead_and_no_secret_is_in_a_log(peer: ChatwootPeer, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    made = Chatwoot(chatwoot_settings(peer))
    for owner in ("bot", "queue"):
        with pytest.raises(Dead):
            await push(made, "3/42", message(1, owner))
    await made.close()
    assert peer.bot_token not in caplog.text


async def test_opening_again_after_a_broken_connection_says_it_once(peer: ChatwootPeer) -> None:
    made = Chatwoot(chatwoot_settings(peer))
    peer.fates = ["drop after"]  # opened, and we did not hear it
    with pytest.raises(Retry):
        await push(made, "3/41", message(1, "queue"))
    await push(made, "3/41", message(1, "queue"))
    assert len(peer.taken) == 1 and peer.toggled == [(41, "open")] * 2
    await made.close()


def test_settings_that_are_missing_or_wrong_are_named() -> None:
    given = {"chatwoot_url": "https://chat.example", "chatwoot_bot_token": "t", "chatwoot_path": "x" * 16}
    for missing in ("bot_token", "path"):
        rest = {k: v for k, v in given.items() if k != f"chatwoot_{missing}"}
        with pytest.raises(BadSetting, match=f"BAOXIU_CHATWOOT_{missing.upper()}"):
            pushed.opened(Settings(**rest), ["p3"])
    assert list(pushed.opened(Settings(**given), ["p3"])) == ["chatwoot"]
    for wrong in ({"chatwoot_path": "short"}, {"chatwoot_url": "chat.example"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Settings(**{**given, **wrong})
