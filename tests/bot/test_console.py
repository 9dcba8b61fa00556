"""The console over HTTP: the queue, the work on a conversation, and its page in both languages."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.console import pages
from handlers import tickets, watch
from handlers.texts.catalog import bundle, names, say
from storage.models import LogEntry
from tests.bot.office import ON_SQLITE, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures
from tests.world import together

# -- the queue ------------------------------------------------------------------------------------


@ON_SQLITE
def test_the_queue_goes_by_severity_and_then_by_what_is_due_first(office: Office) -> None:
    minor = office.customer("水温稍微有点低，不影响用", "转人工")
    office.clock.now += timedelta(minutes=1)
    major = office.customer("水箱漏水", "转人工")
    office.clock.now += timedelta(minutes=1)
    major_later = office.customer("水箱漏水", "转人工")
    office.clock.now += timedelta(minutes=1)
    danger = office.customer("热水器着火了")
    ann = office.person("ann")
    shown = re.findall(r'class="card s(\d)" href="[^"]*c=(\d+)&amp;item=\d+"', ann.get("/console").text)
    order = [danger.conversation, major.conversation, major_later.conversation, minor.conversation]
    assert shown == [(str(level), str(c)) for level, c in zip((1, 2, 2, 3), order, strict=True)]


def test_of_two_who_claim_one_gets_it_and_the_other_is_told(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    item = customer.item
    ann, bob = office.person("ann"), office.person("bob")
    back, people = f"/console?view=mine&c={customer.conversation}", {"Ann": ann, "Bob": bob}
    assert ann.csrf != bob.csrf
    answers = together(2, lambda n: (ann, bob)[n].do("claim", item=item, back=back))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, won.headers["location"]) == (303, back)
    assert lost.status_code == 409 and "Somebody else has taken this one." in lost.text
    name = "Ann" if answers[0] is won else "Bob"
    winner, loser = people.pop(name), people.popitem()[1]
    by_script = office.place.http.post(
        "/console/do/claim", data={"csrf": loser.csrf, "item": item}, headers=loser.headers(x_fragment="1")
    )
    assert (by_script.status_code, by_script.text) == (409, "Somebody else has taken this one.")
    assert winner.queue("mine") and not loser.queue("mine") and not loser.queue("queue")
    assert customer.news() == [("notice", f"{name}已接入，接下来由人工为您服务。")]


def test_a_reply_reaches_the_customer_once_and_the_bot_keeps_silent(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    customer.news()
    for _ in range(2):
        ann.do("reply", conversation=customer.conversation, text="您好，我在看。", key="k1")
    assert customer.news() == [("person", "您好，我在看。")]
    assert customer.say("还在滴水") == [], "the bot spoke over a person"
    assert "还在滴水" in ann.page(customer.conversation)


@ON_SQLITE
def test_replies_without_a_key_are_all_sent(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    customer.news()
    for text in ("one", "two"):
        assert ann.do("reply", conversation=customer.conversation, text=text).status_code == 303
    assert customer.news() == [("person", "one"), ("person", "two")]


@ON_SQLITE
def test_a_note_is_seen_by_colleagues_and_never_by_the_customer(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, bob = office.person("ann"), office.person("bob")
    ann.do("claim", item=customer.item)
    customer.news()
    assert ann.do("note", conversation=customer.conversation, text="客户很生气", key="n1").status_code == 303
    assert "客户很生气" in bob.page(customer.conversation)
    assert customer.news() == []
    customer.last = 0
    assert "客户很生气" not in str(customer.news()), "a reloaded page shows the note"


def test_a_transfer_to_a_colleague_stays_with_the_holder_until_it_is_accepted(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    item, ann, bob = customer.item, office.person("ann"), office.person("bob")
    ann.do("claim", item=item)
    customer.news()
    to = f"user:{office.user('bob')}"
    assert ann.do("transfer", item=item, to=to, why="").status_code == 409
    assert ann.do("transfer", item=item, to=to, why="tanks are yours").status_code == 303
    assert bob.do("accept", item=999).status_code == 404
    offered = bob.page(customer.conversation)
    assert "Offered to you" in offered and "“tanks are yours”" in offered
    assert bob.do("refuse", item=item, why="on holiday").status_code == 303
    assert ann.do("reply", conversation=customer.conversation, text="still mine", key="1").status_code == 303
    ann.do("transfer", item=item, to=to, why="please")
    assert bob.do("accept", item=item).status_code == 303
    assert customer.news() == [("person", "still mine"), ("notice", "Bob已接入，接下来由人工为您服务。")]
    assert ann.do("reply", conversation=customer.conversation, text="x", key="2").status_code == 409
    assert ann.do("accept", item=item).status_code == 409, "what was offered once is accepted twice"


@ON_SQLITE
def test_a_transfer_to_a_queue_lets_anybody_claim_it(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    item, ann, bob = customer.item, office.person("ann"), office.person("bob")
    ann.do("claim", item=item)
    queue = re.search(r'<option value="(queue:[^"]+)">', ann.page(customer.conversation))
    assert queue and ann.do("transfer", item=item, to=queue[1], why="lunch").status_code == 303
    assert len(bob.queue("queue")) == 1 and not ann.queue("mine")
    customer.news()
    assert customer.say("知道了") == ["收到。同事接手后会看到，请稍等。"]
    assert customer.say("喂") == [], "the house acknowledges once, and the bot is silent"
    (place,) = customer.say("有人吗")
    assert "第 1 位" in place, "who asks is told"
    assert bob.do("claim", item=item).status_code == 303


def test_a_transfer_to_nobody_is_refused_and_the_holder_keeps_it(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    for to in ("", "user:", "user:0", "user:999", "user:-1", "user:²", "user:99999999999999999999", "bob", "queue:",
               "queue:nowhere", f"user:{office.user('ann')}"):  # fmt: skip
        answer = ann.do("transfer", item=customer.item, to=to, why="away with it")
        assert (answer.status_code, "Choose a colleague to transfer to." in answer.text) == (409, True), to
    assert len(ann.queue("mine")) == 1


@ON_SQLITE
def test_given_back_the_bot_speaks_again(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, item = office.person("ann"), customer.item
    ann.do("claim", item=item)
    customer.news()
    assert customer.say("你好") == []
    assert ann.do("return", item=item, agreed="换水箱").status_code == 303
    assert customer.news() == [("notice", "同事已处理完，接下来由我继续为您服务。")]
    assert customer.say("水箱漏水") != []
    assert ann.do("reply", conversation=customer.conversation, text=" ", key="1").status_code == 409
    assert ann.do("return", item=item, agreed="").status_code == 409, "what is closed is given back again"


def test_a_resolved_case_is_closed_with_its_cause_and_the_customer_is_told(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, item = office.person("ann"), customer.item
    ann.do("claim", item=item)
    customer.news()
    number = ann.queue("mine")[0]
    blank = ann.do("resolve", item=item, cause="  ")
    assert blank.status_code == 409 and "Please say what the cause was." in blank.text
    assert ann.do("resolve", item=item, cause="seal replaced").status_code == 303
    told = [
        ("notice", f"{number} 已解决。如果还有问题，直接回复就行。"),
        ("notice", f"{number} 现在都正常了吗？"),
    ]
    assert customer.news() == told
    page = ann.page(customer.conversation)
    assert "fault · resolved" in page and "resolved <small>Ann</small>" in page
    assert not ann.queue("all") and ann.do("resolve", item=item, cause="again").status_code == 409
    found = ann.get(f"/console?q={number.lower()}").text
    assert f"<h2>{number}" in found, "a closed ticket is not found by its number"
    events = office.place.house.store.read(
        lambda tx: [(r.event, r.data) for r in tx.sql.execute(select(LogEntry.event, LogEntry.data))]
    )
    assert any(e == "ticket.resolved" and "seal replaced" in str(data) for e, data in events)


# -- the page of a conversation ------------------------------------------------------------------

STORY = (
    "热水器水箱一直滴水，比昨天快",
    "DEMO-P3-0001",
    "王建国 13800138000 杭州市西湖区文三路12号",
    "1",
    "确认",
    "转人工",
)


@ON_SQLITE
def test_the_page_of_a_conversation_shows_what_was_decided_and_why(office: Office) -> None:
    customer = office.customer(*STORY)
    ann = office.person("ann")
    page, marked = ann.page(customer.conversation), ann.get(f"/console?c={customer.conversation}").text
    assert '<p class="big s2"><b class="level">major</b>' in page
    assert "<mark>滴水</mark> there are signs that the fault may spread" in marked, "no quoted reason"
    assert re.search(r'<div class="bubble">[^<]*<mark>滴水</mark>', marked), (
        "the words are not marked where said"
    )
    for promise in ("an engineer on site", "the fault removed", "a person answers"):
        assert f"<span>{promise}</span>" in page, f"no clock {promise!r}"
    assert page.count('<time class="due" data-due="2026-11-23T') >= 3
    assert '<p class="big covered">Covered <small>until 2029-05-06</small></p>' in page
    assert "36 months from the warranty card on 2026-05-07" in page and "free of charge" in page
    visit = re.search(r"<h3>Visit</h3>\s*<p><b>([^<]+)–([^<]+)</b><br>(师傅solar\d)", page)
    assert visit and visit[1].endswith(("10:00", "10:30", "11:00")), page
    assert "<dd>P3-100</dd>" in page and "<dd>water tank</dd>" in page
    assert re.search(r"<dd>(?:<a [^>]+>)?DEMO-P3-0001(?:</a>)?</dd>", page)
    for fact in ("王建国", "13800138000", "杭州市西湖区文三路12号"):
        assert f"<dd>{fact}</dd>" in page


def test_a_person_overrules_with_a_reason_and_the_queue_follows(office: Office) -> None:
    first, second = office.customer("水箱漏水", "转人工"), office.customer("水箱漏水", "转人工")
    ann, bob = office.person("ann"), office.person("bob")
    before = ann.queue()
    ticket = ann.first(r'name="ticket" value="(\d+)"', f"/console?c={second.conversation}")
    for level, why in ((0, "x"), (4, "x"), (1, " ")):
        assert ann.do("severity", ticket=ticket, level=level, why=why).status_code == 409
    assert ann.queue() == before
    assert ann.do("severity", ticket=ticket, level=1, why="gas nearby").status_code == 303
    assert ann.queue() == before[::-1]
    page = bob.page(second.conversation)
    assert "critical</b> <small>Ann</small>" in page and "Ann overruled: gas nearby" in page
    assert ann.do("warranty", ticket=ticket, verdict="covered", why="goodwill").status_code == 303
    assert '<p class="big covered">Covered' in bob.page(second.conversation)
    assert first.conversation != second.conversation


def test_a_visit_is_offered_booked_and_cancelled_from_the_page(office: Office) -> None:
    customer = office.customer(*STORY[:3])
    ann = office.person("ann")
    ticket = ann.first(r'name="ticket" value="(\d+)"', f"/console?c={customer.conversation}")
    assert ann.do("cancel-visit", ticket=ticket, why="x").status_code == 409
    assert ann.do("offer", ticket=ticket).status_code == 303
    windows = re.findall(r'name="visit" value="(\d+)"><button>Book ', ann.page(customer.conversation))
    assert len(windows) == 3
    assert ann.do("confirm-visit", ticket=ticket, visit=windows[0]).status_code == 303
    assert ann.do("confirm-visit", ticket=ticket, visit=windows[1]).status_code == 409, "was given back"
    assert "Cancel the visit" in ann.page(customer.conversation)
    assert ann.do("cancel-visit", ticket=ticket, why="console").status_code == 303
    assert "None booked" in ann.page(customer.conversation)


@ON_SQLITE
def test_a_case_goes_to_a_queue_that_only_people_name(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    office.user("bob", queues=["night-shift"])
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    assert ann.do("transfer", item=customer.item, to="queue:nowhere", why="?").status_code == 409
    assert ann.do("transfer", item=customer.item, to="queue:night-shift", why="late").status_code == 303


@ON_SQLITE
def test_what_somebody_wrote_who_has_left_is_still_shown(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, bob = office.person("ann"), office.person("bob")
    ann.do("claim", item=customer.item)
    ann.do("reply", conversation=customer.conversation, text="我来处理", key="1")
    office.user("ann", active=False)
    page = bob.page(customer.conversation)
    assert (
        "我来处理" in page and '<p class="by">Ann ' in page and '<span class="owner user">Ann</span>' in page
    )


# -- languages -----------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_console_speaks_the_language_of_its_reader(office: Office, lang: str) -> None:
    customers = [office.customer(*STORY), office.customer("热水器着火了"), office.customer("你好"),
                 office.customer("水箱漏水", "DEMO-P3-0002", "我要投诉")]  # fmt: skip
    sue = office.person("sue", lang)
    sue.do("claim", item=customers[0].item)
    sue.do("transfer", item=customers[0].item, to=f"user:{office.user('ann')}", why="?")
    office.clock.now += timedelta(hours=30)
    watch.fire(office.place.house, office.clock.now)
    sue = office.person("sue", lang)
    paths = ["/console/login?lang=" + lang, "/console/wall", "/console?view=queue", "/console?view=mine",
             "/console?view=all", "/console?c=999999"]  # fmt: skip
    paths += [f"/console?c={c.conversation}" for c in customers]
    paths += [f"/console/fragments/case/{c.conversation}" for c in customers] + ["/console/fragments/list"]
    other = "en" if lang == "zh" else "zh"
    foreign = {say(f"console-{n}", other) for n in ("severity", "clocks", "claim", "logout", "enter", "list")}
    for path in paths:
        answer = sue.get(path)
        assert answer.status_code == (404 if "999999" in path else 200), (path, answer.text)
        text = re.sub(r'<ol class="said".*?</ol>|<[^>]*>', "\n", answer.text, flags=re.DOTALL)
        words = {line.strip() for line in text.splitlines()}
        assert not foreign & words, f"{path} speaks {other}"
        assert not re.search(r"\b(console|reason|kind|status|clock|alarm|author|message)-[a-z]", text), path
        if "fragments" not in path:
            assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text, path


@ON_SQLITE
@pytest.mark.parametrize(("lang", "shown"), [("zh", "总服务台"), ("en", "Service desk")])
def test_a_case_of_an_unknown_product_is_shown_as_such(office: Office, lang: str, shown: str) -> None:
    office.customer().send("m1", "人工", plan=None)
    office.user("bob", queues=["it-duty"])
    assert shown in office.person("bob", lang).get("/console").text


def test_every_text_that_a_template_names_is_in_both_catalogs() -> None:
    found: set[str] = set()
    for name in pages._templates().list_templates(["html"]):
        source = (pages.STATIC.parent / "templates" / name).read_text(encoding="utf-8")
        found |= set(re.findall(r"\bt\('([a-z-]+[a-z])'[,)]", source))
    assert len(found) > 60
    reasons = "asked danger complaint not_understood failure call_back contact_due silent_report fee_declined arrange_visit taken address_changed"
    found |= {f"reason-{reason}" for reason in reasons.split()} | {f"status-{s}" for s in tickets.ENDED}
    for lang in ("zh", "en"):
        for text_id in sorted(found):
            assert text_id in names(lang), text_id
            assert bundle(lang, text_id).get_message(text_id).value, text_id
