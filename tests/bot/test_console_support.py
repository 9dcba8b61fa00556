"""The panels of the console about how a fault is worked on, and their buttons."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

from typing import Any

import pytest

from handlers.texts.catalog import LANGUAGES
from tests.bot.office import ON_SQLITE, Customer, Office, Person, clock, cookie, house, listening, office  # noqa: F401 - fixtures


class Elsewhere(Customer):
    """A customer on the page of another plan."""

    plan = "p6"

    def send(self, key: str, text: str = "", **more: Any) -> list[Any]:
        return super().send(key, text, **{**more, "plan": self.plan})


def customer_of(office: Office, plan: str, *texts: str) -> Elsewhere:
    customer = Elsewhere(office.place)
    customer.plan = plan
    for text in texts:
        customer.say(text)
    return customer


def fields(person: Person, conversation: int) -> dict[str, str]:
    return {"ticket": person.first(r'name="ticket" value="(\d+)"', f"/console?view=all&c={conversation}")}


@ON_SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_guidance_and_the_decision_between_hardware_and_software(office: Office, lang: str) -> None:
    customer = customer_of(
        office, "p6", "存储里两个风扇坏了一个，DEMO-P6-0001", "王工 13800138000 上海张江路88号"
    )
    ann = office.person("ann", lang)
    page = ann.page(customer.conversation)
    assert ("Way of support" if lang == "en" else "支持方式") in page and "P6.5" in page
    assert ("fan alarm" if lang == "en" else "风扇告警") in page
    done = ann.do(
        "nature", **fields(ann, customer.conversation), nature="hardware", where="remote", why="dead"
    )
    assert done.status_code == 303
    assert "RMA-BX" in ann.page(customer.conversation)
    assert ann.do("nature-step", **fields(ann, customer.conversation), step="received").status_code == 303
    assert ann.do("nature-step", **fields(ann, customer.conversation), step="repaired").status_code == 303
    assert ("repaired" if lang == "en" else "已修好") in ann.page(customer.conversation)


@ON_SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_steps_are_sent_and_answered(office: Office, lang: str) -> None:
    customer = customer_of(office, "p1", "教室要安装一台新的电子白板")
    ann = office.person("ann", lang)
    assert ("installation" if lang == "en" else "安装") in ann.page(customer.conversation)
    done = ann.do("step-send", **fields(ann, customer.conversation), step="requirements", note="带梯子")
    assert done.status_code == 303
    news = customer.news()
    assert news[-1][0] == "notice" and "带梯子" in news[-1][1]
    assert ("waits for the customer" if lang == "en" else "等客户确认") in ann.page(customer.conversation)
    customer.say("确认")
    done = ann.do("step-done", **fields(ann, customer.conversation), step="target", note="电话确认")
    assert done.status_code == 303 and "电话确认" in ann.page(customer.conversation)


@ON_SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cause_and_what_follows(office: Office, lang: str) -> None:
    customer = customer_of(office, "p2", "客厅墙面开裂了", "赵敏 13800138000 杭州市文三路12号")
    ann, sue = office.person("ann", lang), office.person("sue", lang)
    assert ("Not found yet" if lang == "en" else "还没有查明") in ann.page(customer.conversation)
    form = {
        **fields(ann, customer.conversation),
        "cause": "workmanship",
        "component": "",
        "why": "plaster too thin",
    }
    assert ann.do("cause", **form).status_code == 303
    page = ann.page(customer.conversation)
    assert ("Repair service sheet" if lang == "en" else "维修服务单") in page
    assert ann.do("approve-cause", **fields(ann, customer.conversation)).status_code == 409
    assert sue.do("approve-cause", **fields(sue, customer.conversation)).status_code == 409  # no sheet yet
    assert sue.do("cause", **{**form, "cause": "supplier"}).status_code == 303
    assert "plaster too thin" in sue.page(customer.conversation)
    assert sue.do("cause", **{**form, "cause": "customer"}).status_code == 303
    assert ("waits for the customer" if lang == "en" else "在等客户答复") in sue.page(customer.conversation)


@ON_SQLITE
def test_a_clerk_may_not_state_a_cause(office: Office) -> None:
    customer = customer_of(office, "p2", "客厅墙面开裂了", "赵敏 13800138000 杭州市文三路12号")
    kim = office.person("kim")
    form = {**fields(kim, customer.conversation), "cause": "workmanship", "component": "", "why": "x"}
    assert kim.do("cause", **form).status_code == 403
