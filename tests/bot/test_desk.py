"""The ticket's page: the brief, canned answers, mentions, who looks, what excludes the warranty; and search."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from storage import desk, queue
from storage import tickets as stored_tickets
from tests.bot.office import ON_SQLITE, Customer, Office, clock, house, office  # noqa: F401 - fixtures


def brief_of(page: str) -> str:
    found = re.search(r'<section class="brief">(.*?)</section>', page, re.S)
    assert found, "there is no brief"
    return html.unescape(found[1])


def sources(brief: str) -> dict[str, str | None]:
    """Label -> the message that said it."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", brief, re.S)
    return {label: (m[1] if (m := re.search(r'href="#m(\d+)"', value)) else None) for label, value in found}


@ON_SQLITE
def test_the_brief_says_what_is_known_from_which_message_and_what_is_missing(office: Office) -> None:
    customer = office.customer("你好", "水箱漏水，故障码E05", "我叫王芳，电话13912345678", "转人工")
    sue = office.person("sue")
    page = sue.page(customer.conversation)
    brief, known = brief_of(page), sources(brief_of(page))
    ids = dict(zip(["你好", "水箱漏水，故障码E05", "我叫王芳，电话13912345678", "转人工"],
                   re.findall(r'<li class="in customer" id="m(\d+)"', page), strict=True))  # fmt: skip
    assert known["Problem"] == ids["水箱漏水，故障码E05"]
    assert known["Contact"] == known["Phone"] == ids["我叫王芳，电话13912345678"]
    assert known["Error code"] == ids["水箱漏水，故障码E05"] and "E05" in brief
    assert "asked for a person" in brief and f'href="#m{ids["转人工"]}"' in brief
    missing = re.findall(r'class="chip">([^<]+)<', brief)
    assert "Address" in missing and "Device" in missing and "Phone" not in missing


@ON_SQLITE
def test_what_was_promised_stands_in_the_brief_with_the_reply_that_did_it(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    ann.do("reply", conversation=customer.conversation, text="我们今天16点前给您回电话", key="1")
    page = ann.page(customer.conversation)
    reply = re.findall(r'<li class="out person" id="m(\d+)"', page)[-1]
    assert "Promised" in brief_of(page) and f'href="#m{reply}"' in brief_of(page)


@ON_SQLITE
def test_of_two_works_about_one_case_each_can_be_taken_by_somebody_else(office: Office) -> None:
    """The page showed the conversation only: the call that was due as well had no button, for nobody."""
    customer = office.customer("水箱漏水", "转人工")
    store, ann, bob = office.place.house.store, office.person("ann"), office.person("bob")
    first = store.read(lambda tx: queue.get(tx, customer.item))
    assert first is not None
    call = store.write(
        lambda tx: queue.add(tx, office.clock.now, queue=first.queue, kind="task", reason="check_arrangement",
                             conversation_id=customer.conversation, ticket_id=first.ticket_id, severity_level=2)
    )  # fmt: skip
    ann.do("claim", item=customer.item)
    page = bob.get(f"/console?view=all&c={customer.conversation}").text
    other = f"/console?view=all&amp;c={customer.conversation}&amp;item={call}"
    assert f'href="{other}">check: is it arranged?</a>' in page, "it does not say what else is open"
    assert f'name="item" value="{call}"' in bob.get(html.unescape(other)).text
    assert bob.do("claim", item=call).status_code == 303
    assert "/console/do/called" in bob.page(customer.conversation), "what one holds oneself comes first"
    assert "/console/do/return" in ann.page(customer.conversation)


# -- canned answers ------------------------------------------------------------------------------------


@ON_SQLITE
def test_canned_answers_are_filled_and_what_the_case_does_not_tell_is_not_sent(office: Office) -> None:
    customer = office.customer("水箱漏水", "我叫王芳", "转人工")
    sue, ann = office.person("sue"), office.person("ann")
    texts = {
        "zh": "{name}您好，{visit}上门，我是{engineer}。",
        "en": "Hello {name}, {visit}. I am {engineer}.",
    }
    assert ann.do("answer-save", name="Visit", **texts).status_code == 403
    for wrong in (
        {"zh": "{namen}", "en": "{namen}"},
        {"zh": "{name}", "en": "hello"},
        {"zh": "", "en": "hello"},
    ):
        assert sue.do("answer-save", name="Visit", **wrong).status_code == 409, wrong
    assert sue.do("answer-save", name="Visit", **texts).status_code == 303
    assert sue.do("answer-save", name="Visit", **texts, plan="nope").status_code == 409
    ann.do("claim", item=customer.item)
    page = ann.page(customer.conversation)
    answer = re.search(r'data-answer="(\d+)">Visit<', page)
    assert answer
    at = f"/console/fragments/answer/{answer[1]}?c={customer.conversation}"
    assert ann.get(at).text == "王芳您好，{visit}上门，我是Ann。"
    refused = ann.do("reply", conversation=customer.conversation, text=ann.get(at).text, key="1")
    assert (refused.status_code, "{visit}" in html.unescape(refused.text)) == (409, True)
    assert (
        ann.do("reply", conversation=customer.conversation, text="{不是占位符}", key="2").status_code == 303
    )
    assert ann.get("/console/fragments/answer/99?c=1").status_code == 404
    sue.do("answer-drop", answer=answer[1])
    assert "data-answer" not in ann.page(customer.conversation)


# -- mentions ------------------------------------------------------------------------------------------


@ON_SQLITE
def test_who_is_named_in_a_note_is_called_until_he_has_looked(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, bob = office.person("ann"), office.person("bob")
    ann.do("claim", item=customer.item)
    for key in ("1", "1"):  # sent again: once
        ann.do(
            "note",
            conversation=customer.conversation,
            key=key,
            text="@bob 看一下，@bob @ann @nobody mail@bob",
        )
    listed = bob.get("/console?view=queue").text
    assert "You are mentioned" in listed and listed.count("看一下") == 1
    assert "You are mentioned" not in ann.get().text, "nobody calls himself"
    assert bob.do("look", conversation=customer.conversation, typing="no").status_code == 303
    assert "You are mentioned" not in bob.get().text


# -- who looks -----------------------------------------------------------------------------------------


@ON_SQLITE
def test_colleagues_and_the_writing_customer_are_seen_for_a_while(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, sue, at = office.person("ann"), office.person("sue"), customer.conversation
    assert 'class="lookers" aria-live="polite"></p>' in ann.page(at)
    sue.do("look", conversation=at, typing="no")
    assert "Sue is looking" in ann.page(at) and "is looking" not in sue.page(at)
    sue.do("look", conversation=at, typing="yes")
    assert "Sue is writing" in ann.page(at)
    typing = office.place.http.post("/chat/typing", headers={"authorization": f"Bearer {customer.token}"})
    assert typing.status_code == 204 and "The customer is writing" in ann.page(at)
    assert office.place.http.post("/chat/typing").status_code == 401
    office.clock.now += timedelta(seconds=46)
    assert 'class="lookers" aria-live="polite"></p>' in ann.page(at)
    events = office.place.house.store.read(lambda tx: desk.lookers(tx, at, office.clock.now))
    assert not events


# -- what excludes the warranty ------------------------------------------------------------------------


@ON_SQLITE
def test_a_person_decides_what_excludes_the_warranty_and_the_verdict_follows(office: Office) -> None:
    customer = office.customer("序列号 SN-P8-1，自己拆开修过，现在打不着火", "转人工")
    ann = office.person("ann")

    def ticket() -> object:
        return office.place.house.store.read(
            lambda tx: stored_tickets.of_conversation(tx, customer.conversation)[0]
        )

    first = ticket()
    said = [x["name"] for x in first.facts.get("exclusions", [])]  # type: ignore[attr-defined]
    assert said == ["self_disassembly"]
    assert (
        ann.do("exclusion", ticket=1, exclusion="self_disassembly", admitted="no", why="").status_code == 409
    )
    assert ann.do("exclusion", ticket=1, exclusion="bad luck", admitted="no", why="x").status_code == 409
    assert (
        office.person("kim")
        .do("exclusion", ticket=1, exclusion="misuse", admitted="yes", why="x")
        .status_code
        == 403
    )
    done = ann.do("exclusion", ticket=1, exclusion="self_disassembly", admitted="no", why="经销商拆的")
    assert done.status_code == 303
    after = ticket()
    assert after.facts["exclusions"] == []  # type: ignore[attr-defined]
    customer.say("对，是自己拆开修过")
    assert ticket().facts["exclusions"] == [], "the bot does not change it back"  # type: ignore[attr-defined]
    ann.do("exclusion", ticket=1, exclusion="force_majeure", admitted="yes", why="雷击")
    page = ann.page(customer.conversation)
    assert "force majeure" in page and "decided by a person" in page


# -- search --------------------------------------------------------------------------------------------


@ON_SQLITE
def test_tickets_are_found_by_what_people_have_in_hand(office: Office) -> None:
    customer = Customer(office.place)
    for text in ("水箱漏水", "我叫王芳，电话13912345678", "转人工"):
        customer.say(text)
    ann = office.person("ann")

    def hits(q: str) -> int:
        answer = ann.get(f"/console/search?q={q}")
        assert answer.status_code == 200, (q, answer.status_code)
        return len(re.findall(r"view=all&amp;c=\d+", answer.text))

    number = office.place.house.store.read(
        lambda tx: stored_tickets.of_conversation(tx, customer.conversation)[0]
    ).number
    if number:
        assert ann.get(f"/console/search?q={number.lower()}").status_code == 303
    for q in ("13912345678", "139 1234 5678", "5678", "王芳", "漏水"):
        assert hits(q) == 1, q
    for q in ("13912345679", "李四", "%25", "_", "", "x" * 200):
        assert hits(q) == 0, q
    office.user("bob", role="technician")
    assert office.person("bob").get("/console/search?q=5678").status_code == 403


@pytest.mark.parametrize(
    ("note", "called"),
    [
        ("@ann 看", ["ann"]),
        ("请@ann.b- 和 @Ann", ["ann.b", "ann"]),
        ("a@ann.com", []),
        ("@", []),
        ("@@ann", []),
    ],
)
def test_logins_in_notes(note: str, called: list[str]) -> None:
    from handlers.mentions import named

    assert named(note) == called
