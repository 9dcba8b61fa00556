"""WeCom: its cryptography, its callbacks, and its API with everything that it may answer."""

from __future__ import annotations

import asyncio
import base64
import builtins
import logging
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import pushed
from bot.channels.wecom import CARD_BUTTONS, TEXT_BYTES, Wecom, inbound, rendered, split
from bot.channels.wecom_crypto import Crypt, MissingPackage, Refused, read_xml
from bot.sender import Dead, Retry
from bot.settings import BadSetting, Settings
from handlers import unread
from handlers.events import Button, Outgoing
from storage.engine import Store
from tests.bot.channel_adapters import WecomAdapter, wecom_settings
from tests.bot.test_channel_contract import Line, served, until
from tests.messengers import WecomPeer, push, running
from tests.process import serving
from tests.servers import migrate

# the example of WeCom's documentation
TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUk"
    "SUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZi"
    "qATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Nc"
    "x4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


@pytest.fixture
def adapter() -> Iterator[WecomAdapter]:
    made = WecomAdapter()
    with made.peer():
        yield made


@pytest.fixture
def line(adapter: WecomAdapter, sqlite_url: str) -> Iterator[Line]:
    with served(adapter, sqlite_url) as made:
        yield made


@pytest.fixture
def peer() -> Iterator[WecomPeer]:
    made = WecomPeer()
    with running(made):
        yield made


# -- cryptography ------------------------------------------------------------------------------------


def test_the_documented_example() -> None:
    crypt = Crypt(TOKEN, KEY, CORP)
    assert (
        crypt.open("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)
        == b"1616140317555161061"
    )
    opened = crypt.open("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", MESSAGE)
    assert read_xml(opened) == {
        "ToUserName": CORP, "FromUserName": "mycreate", "CreateTime": "1409659813", "MsgType": "text",
        "Content": "hello", "MsgId": "4561255354251345929", "AgentID": "218",
    }  # fmt: skip


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_what_was_sealed_opens_and_nothing_else(message: bytes) -> None:
    crypt = Crypt(TOKEN, KEY, CORP)
    sealed = crypt.seal(message)
    signature = crypt.signature("1", "2", sealed)
    assert crypt.open(signature, "1", "2", sealed) == message
    assert len(base64.b64decode(sealed)) % 32 == 0
    for wrong in ("", signature[:-1], signature.upper(), "0" * 40, "é" * 40):
        with pytest.raises(Refused, match="signature"):
            crypt.open(wrong, "1", "2", sealed)
    with pytest.raises(Refused, match="signature"):
        crypt.open(signature, "1", "3", sealed)


def test_a_message_for_another_company_or_damaged_is_refused_even_when_signed() -> None:
    ours = Crypt(TOKEN, KEY, CORP)
    for sealed, why in (
        (Crypt(TOKEN, KEY, "wwother").seal(b"<xml/>"), "another company"),
        (ours.seal(b"x")[:-4], "base64|blocks|filled"),
        (base64.b64encode(b"\0" * 32).decode(), "filled|shorter"),
        ("", "blocks"),
        ("=?", "base64"),
    ):
        with pytest.raises(Refused, match=why):
            ours.open(ours.signature("1", "2", sealed), "1", "2", sealed)


@pytest.mark.parametrize("key", ["", "short", KEY + "=", "!" * 43])
def test_a_key_that_is_none_is_told(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        Crypt(TOKEN, key, CORP)


def test_without_the_package_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_cryptography(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_cryptography)
    with pytest.raises(MissingPackage, match=r"pip install 'baoxiu\[wecom\]'"):
        Crypt(TOKEN, KEY, CORP)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><C>&b;</C></xml>'


@pytest.mark.parametrize(
    "bad",
    [BOMB, '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>', "<xml>&b;</xml>", "<xml>&#xD83D;</xml>", "<xml>&#0;</xml>",
     "<a>" * 9 + "</a>" * 9, "<xml>" + "<a/>" * 500 + "</xml>", "", "<xml>", "<xml></xml><xml/>", b"<xml>\xff</xml>",
     b'<?xml version="1.0" encoding="utf-16"?><xml>\xff</xml>', '{"json": 1}'],
    ids=lambda bad: repr(bad[:20]),
)  # fmt: skip
def test_xml_that_nobody_should_read(bad: str | bytes) -> None:
    with pytest.raises(Refused):
        read_xml(bad.encode() if isinstance(bad, str) else bad)


# -- callbacks ---------------------------------------------------------------------------------------


def test_the_address_is_verified(line: Line, adapter: WecomAdapter) -> None:
    crypt = Crypt(adapter.server.token, adapter.server.key, adapter.server.corp)
    echo, stamp = crypt.seal(b"1616140317555161061"), str(int(line.now.timestamp()))
    query = {
        "msg_signature": crypt.signature(stamp, "n", echo),
        "timestamp": stamp,
        "nonce": "n",
        "echostr": echo,
    }
    answer = adapter.http.get("/channels/wecom", params=query)
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    for wrong in (
        {"msg_signature": "0" * 40},
        {"echostr": echo[:-4] + "AAA="},
        {"nonce": "m"},
        {"timestamp": "1"},
    ):
        assert adapter.http.get("/channels/wecom", params={**query, **wrong}).status_code == 403
    assert adapter.http.get("/channels/wecom").status_code == 403


def test_forged_old_and_foreign_callbacks_are_refused(line: Line, adapter: WecomAdapter) -> None:
    server = adapter.server
    xml = server.message("text", Content="水箱漏水", MsgId="1")

    def post(query: dict[str, str], body: bytes) -> int:
        return adapter.http.post("/channels/wecom", params=query, content=body).status_code

    now = line.now.timestamp()
    query, body = server.callback(xml, now)
    assert post({**query, "msg_signature": "0" * 40}, body) == 403
    assert post({k: v for k, v in query.items() if k != "msg_signature"}, body) == 403
    assert post({**query, "timestamp": str(int(now) - 1)}, body) == 403  # the time is signed
    assert post(
        query, body.replace(b"A", b"B", 1) if b"A" in body[60:90] else body[:90] + b"A" + body[91:]
    ) in (400, 403)
    for old in (now - 301, now + 301, 0.0):
        assert post(*server.callback(xml, old)) == 403
    assert post(*server.callback(xml.replace(str(server.agent), "7"), now)) == 403
    assert post(*server.callback("<xml><MsgType>text</MsgType></xml>", now)) == 400
    assert post(query, b"<xml>" + b"x" * (256 * 1024)) == 413
    assert not line.rows("in")
    assert post(query, body) == 200
    for _ in range(3):  # replayed while it is fresh
        assert post(query, body) == 200
    assert len(line.rows("in")) == 1
    assert (
        post(*server.callback(BOMB, now)) == 200
    )  # WeCom has signed it: people may look at it, nobody unfolds it
    assert line.rows("in")[1].text == unread.readable(BOMB) and line.tickets() == 1


def test_what_members_send(line: Line, adapter: WecomAdapter) -> None:
    server = adapter.server

    def post(kind: str, number: int, **fields: str) -> int:
        line.later(seconds=3)
        return adapter._post(server.message(kind, "zhangsan", 1348831860, MsgId=str(number), **fields))

    assert post("text", 1, Content="水箱漏水") == 200
    assert post("image", 2, PicUrl="https://x.example/p", MediaId="media-2") == 200
    assert post("voice", 3, MediaId="media-3", Format="amr") == 200
    assert post("voice", 4, MediaId="media-4", Recognition="还在漏水") == 200
    assert (
        post(
            "location", 5, Location_X="30.27", Location_Y="120.15", Scale="15", Label="杭州市西湖区文三路12号"
        )
        == 200
    )
    assert post("file", 6, MediaId="media-6") == 200
    assert post("video", 7, MediaId="media-7") == 200
    assert post("link", 8, Title="我的水箱", Description="照片", Url="https://x.example/1") == 200
    said = line.rows("in")
    assert [m.data["kind"] for m in said] == [
        "text",
        "media",
        "media",
        "text",
        "text",
        "media",
        "media",
        "text",
    ]
    assert [m.data.get("media_id") for m in said] == [
        None,
        "media-2",
        "media-3",
        None,
        None,
        "media-6",
        "media-7",
        None,
    ]
    assert said[3].text == "还在漏水" and said[4].text == "杭州市西湖区文三路12号"
    assert said[4].data["place"] == {"lat": "30.27", "lon": "120.15"}
    assert "https://x.example/1" in said[7].text
    assert line.tickets() == 1
    line.everything_arrived_once()


def test_events(line: Line, adapter: WecomAdapter) -> None:
    server = adapter.server
    for created in range(3):
        assert (
            adapter._post(server.message("event", created=created, Event="enter_agent", EventKey="")) == 200
        )
    assert adapter._post(server.message("event", Event="subscribe")) == 200
    assert len(line.rows("in")) == 1, "one greeting, however often somebody looks in"
    for event in ("view", "LOCATION", "unsubscribe", "click"):
        assert adapter._post(server.message("event", Event=event, EventKey="")) == 200
    assert len(line.rows("in")) == 1
    assert adapter._post(server.message("event", created=7, Event="click", EventKey="/status")) == 200
    assert adapter._post(server.message("event", created=8, Event="click", EventKey="我要报修")) == 200
    assert [m.data["kind"] for m in line.rows("in")] == ["start", "button", "text"]
    line.everything_arrived_once()


def test_two_buttons_in_the_same_second_are_two_events() -> None:
    peer = WecomPeer()
    first, second, again = (
        inbound(
            read_xml(peer.message("event", Event="template_card_event", EventKey=k, TaskId="t").encode()),
            None,
        )
        for k in ("/pick:1", "/pick:2", "/pick:1")
    )
    assert first.event_id != second.event_id and first.event_id == again.event_id


def test_the_buttons_of_a_card_that_was_pressed_are_taken_away(line: Line, adapter: WecomAdapter) -> None:
    server = adapter.server
    line.send("你好", 1)
    line.settled()

    def press(created: int) -> int:
        event = {
            "Event": "template_card_event",
            "EventKey": "/status",
            "TaskId": "t",
            "ResponseCode": f"code-{created}",
        }
        return adapter._post(server.message("event", "zhangsan", created, **event))

    assert press(1) == 200
    until(lambda: bool(server.used))
    assert server.used[0]["response_code"] == "code-1" and server.used[0]["userids"] == ["zhangsan"]
    line.settled()
    server.down = True  # then they stay; the press counts all the same
    assert press(2) == 200 and len(line.rows("in")) == 3
    until(
        lambda: any(m.error for m in line.waits())
    )  # an attempt under way would be put off from the later time
    server.down = False
    line.later(minutes=1)
    line.everything_arrived_once()


# -- what goes out -----------------------------------------------------------------------------------


@given(
    st.text(alphabet=st.sampled_from("水箱漏 \n。a👩‍🔧🇨🇳é\u0301\u200d❤️"), max_size=900), st.integers(60, 200)
)
@settings(max_examples=150, deadline=None)
def test_long_texts_are_cut_and_nothing_of_them_is_lost(text: str, most: int) -> None:
    pieces = list(split(text, most))
    assert all(0 < len(p.encode()) <= most for p in pieces if p) or not text.strip()
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_texts_are_cut_between_lines_and_not_within_a_character() -> None:
    lines = "\n".join(f"第{n}步：先关电源，再看水箱有没有水。" for n in range(80))
    pieces = list(split(lines))
    assert len(pieces) > 1 and all(len(p.encode()) <= TEXT_BYTES for p in pieces)
    assert "\n".join(pieces) == lines
    family = "👨‍👩‍👧‍👦" * 300
    assert all(set(p.split("👨‍👩‍👧‍👦")) == {""} for p in split(family))


def buttons(*titles: str) -> tuple[Button, ...]:
    return tuple(Button(t, f"/pick:{n}") for n, t in enumerate(titles))


def test_buttons_are_a_card_where_they_fit_and_else_numbered() -> None:
    (card,) = rendered(Outgoing(7, "严重吗？", "bot", buttons("轻", "重")), "t-7")
    assert card["template_card"]["button_list"][1] == {"text": "重", "style": 1, "key": "/pick:1"}
    assert card["template_card"]["task_id"] == "t-7"
    text, card = rendered(Outgoing(7, "说" * 400, "bot", buttons("轻")), "t-7")
    assert text["text"]["content"] == "说" * 400 and card["template_card"]["sub_title_text"] == "请选择："
    for many in (
        buttons(*"abcdefg"),
        buttons("11月24日 周二 09:00-11:00 王师傅"),
        (Button("长", "/" + "x" * 1025),),
    ):
        (plain,) = rendered(Outgoing(7, "选一个", "bot", many), "t-7")
        assert plain["text"]["content"].startswith("选一个\n\n1. ")
    (plain,) = rendered(Outgoing(7, "选一个", "bot", buttons("轻", "重")), "t-7", cards=False)
    assert plain["text"]["content"] == "选一个\n\n1. 轻\n2. 重"
    assert CARD_BUTTONS == 6


def test_a_typed_title_or_number_presses_the_button_where_there_is_no_card(
    adapter: WecomAdapter, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(sqlite_url)
    line = Line(adapter, store)
    monkeypatch.setattr(
        adapter,
        "channels",
        lambda: {"wecom": Wecom(wecom_settings(adapter.server, wecom_cards=False, wecom_plan=None))},
    )
    with line.life():
        line.send("你好", 1)
        shown = line.settled()[-1].text
        titles = [row.split(". ", 1)[1] for row in shown.splitlines() if row[:2] in ("1.", "2.", "3.", "4.")]
        assert len(titles) == 4
        line.send(titles[0], 2)  # "I want to report a fault"
        line.send("不知道怎么说", 3)
        assert line.settled()[-1].text.endswith("\n\n1. 完全不能用\n2. 还能用")
        line.send("2", 4)
        assert "主要故障" in line.settled()[-2].text, "it still works"
    store.close()


def channel(peer: WecomPeer, **more: Any) -> Wecom:
    return Wecom(wecom_settings(peer, **more))


def say(number: int = 1, text: str = "您好", *titles: str) -> Outgoing:
    return Outgoing(number, text, "bot", buttons(*titles))


async def test_one_token_for_many_and_a_new_one_when_it_is_over(peer: WecomPeer) -> None:
    made = channel(peer)
    await asyncio.gather(*(push(made, "zhangsan", say(n)) for n in range(8)))
    assert peer.tokens == 1 and len(peer.taken) == 8
    peer.expire()
    await asyncio.gather(*(push(made, "lisi", say(n)) for n in range(8)))
    assert peer.tokens <= 3 and len(peer.taken) == 16
    peer.fates = [40014]
    await push(made, "zhangsan", say(99))
    assert len(peer.taken) == 17
    await made.close()


@pytest.mark.parametrize(
    ("fate", "error", "after"),
    [(45009, Retry, 60.0), (45033, Retry, 5.0), (-1, Retry, 10.0), (99999, Retry, None), (81013, Dead, None), (60111, Dead, None),
     (45002, Dead, None), ((503, {}), Retry, None), ((200, {}), Retry, None), ("drop", Retry, None)],
)  # fmt: skip
async def test_what_wecom_may_answer(
    peer: WecomPeer, fate: Any, error: type[Exception], after: float | None
) -> None:
    made = channel(peer)
    await push(made, "zhangsan", say(1))
    peer.fates = [fate]
    with pytest.raises(error) as raised:
        await push(made, "zhangsan", say(2))
    assert getattr(raised.value, "after", None) == after
    assert peer.secret not in str(raised.value) and "token-" not in str(raised.value)
    await push(made, "zhangsan", say(2))
    assert len(peer.taken) == 2
    await made.close()


async def test_a_stranger_is_dead_and_a_wrong_secret_waits(peer: WecomPeer) -> None:
    made = channel(peer)
    with pytest.raises(Dead):
        await push(made, "wangwu", say())
    await made.close()
    wrong = channel(peer, wecom_secret="another")
    with pytest.raises(Retry, match="40001") as raised:
        await push(wrong, "zhangsan", say())
    assert raised.value.after == 60.0
    await wrong.close()


async def test_a_card_that_was_taken_before_is_not_shown_twice(peer: WecomPeer) -> None:
    """The connection broke after WeCom had it."""
    made = channel(peer)
    await push(made, "zhangsan", say(1))
    peer.fates = ["drop after"]
    with pytest.raises(Retry):
        await push(made, "zhangsan", say(2, "严重吗？", "轻", "重"))
    await push(made, "zhangsan", say(2, "严重吗？", "轻", "重"))
    assert len(peer.taken) == 2
    await made.close()


async def test_of_a_long_message_only_what_is_missing_is_sent_again(peer: WecomPeer) -> None:
    made = channel(peer)
    long = "\n".join(f"{n} " + "说" * 300 for n in range(6))
    kept: list[int] = []
    peer.fates = ["", "", "", 45009]  # the token and two parts come through
    with pytest.raises(Retry):
        await push(made, "zhangsan", say(5, long), kept)
    await made.close()
    assert len(peer.taken) == 2 and kept == [1, 2]
    made = channel(peer)  # another process
    await push(made, "zhangsan", replace(say(5, long), arrived=kept[-1]))
    assert "\n".join(b["text"]["content"] for b in peer.taken) == long
    await made.close()


async def test_secrets_are_in_no_log(peer: WecomPeer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    made = channel(peer)
    await push(made, "zhangsan", say())
    await made.close()
    assert peer.secret not in caplog.text and "token-1" not in caplog.text
    assert urllib.parse.quote_plus(peer.secret) not in caplog.text


# -- settings and the whole process --------------------------------------------------------------------


def test_settings_that_are_missing_or_wrong_are_named(peer: WecomPeer) -> None:
    given = {"wecom_corp": "ww1", "wecom_agent": 1, "wecom_secret": "s", "wecom_token": "t", "wecom_key": KEY}
    for missing in ("agent", "secret", "token", "key"):
        rest = {k: v for k, v in given.items() if k != f"wecom_{missing}"}
        with pytest.raises(BadSetting, match=f"BAOXIU_WECOM_{missing.upper()}"):
            pushed.opened(Settings(**rest), ["p3"])
    with pytest.raises(BadSetting, match="BAOXIU_WECOM_KEY"):
        pushed.opened(Settings(**{**given, "wecom_key": "short"}), ["p3"])
    with pytest.raises(BadSetting, match="BAOXIU_WECOM_PLAN"):
        pushed.opened(Settings(**given, wecom_plan="p99"), ["p3"])
    assert list(pushed.opened(Settings(**given, wecom_plan="p3"), ["p3"])) == ["wecom"]
    assert pushed.opened(Settings()) == {}


@pytest.mark.slow
def test_a_process_that_is_killed_after_the_commit_sends_when_it_lives_again(
    tmp_path: Any, peer: WecomPeer
) -> None:
    """kill -9 while WeCom cannot be reached: the answer was committed, and is sent once by the next process."""
    migrate(f"sqlite:///{tmp_path / 'baoxiu.sqlite'}")
    given = {
        "wecom_corp": peer.corp, "wecom_agent": str(peer.agent), "wecom_secret": peer.secret, "wecom_token": peer.token,
        "wecom_key": peer.key, "wecom_api": peer.url, "wecom_plan": "p3",
    }  # fmt: skip
    query, body = peer.callback(peer.message("text", Content="水箱漏水", MsgId="1"))

    def post(url: str) -> int:
        request = urllib.request.Request(f"{url}/channels/wecom?{urllib.parse.urlencode(query)}", body)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)

    store = Store(f"sqlite:///{tmp_path / 'baoxiu.sqlite'}")
    peer.down = True
    with serving(tmp_path, **given) as first:
        assert post(first.url) == 200
        line = Line(WecomAdapter(), store)
        until(lambda: any(m.error for m in line.rows("out")))
        first.process.kill()
        first.process.wait()
        assert peer.secret not in first.said()
    peer.down = False
    assert not peer.taken
    began = time.monotonic()
    with serving(tmp_path, **given) as second:
        assert post(second.url) == 200  # WeCom repeats what was not answered
        line.adapter.server = peer  # type: ignore[attr-defined]
        until(lambda: not line.waits() and bool(peer.taken), 30)
        line.everything_arrived_once()
        assert len(line.rows("in")) == 1 and line.tickets() == 1
    store.close()
    assert time.monotonic() - began < 60
