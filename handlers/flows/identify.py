"""Somebody says who they are: proven by a one-time code, or they stay whom they were."""

from __future__ import annotations

import re
import unicodedata

from handlers import answers, identity
from handlers.flows import status
from handlers.identity import NOT_ME, Claim
from handlers.rules.identity import DIGITS
from handlers.scene import Scene
from handlers.wording import regex
from nlu.entities import ticket_numbers

NAME = "identify"
PAYLOAD = "/prove"
_WANTS = regex(
    r"验证(?:我的?|一下)?身份|身份验证|(?:绑定|关联)(?:我的|一下)?(?:账号|帐号|账户|客户|手机|微信|号码|档案)|我是(?:你们的?)?老(?:客户|用户|顾客)|我在你们(?:那|这)里?(?:登记|买)过"
    r"|\b(?:verify|prove) (?:me\b|my identity|who i am|that i am|it's me)|\b(?:link|connect) (?:me\b|my (?:account|number|phone|profile))"
    r"|\bi(?:'m| am) (?:already )?(?:an? )?(?:existing|registered|old) customer\b",
    re.IGNORECASE,
)
_NO_NUMBER = regex(
    r"没有?(?:单|报修)?号|(?:单|报修)号.{0,4}(?:没|不|忘|找)|不(?:知道|记得)|忘了|\bno number\b|\b(?:don't|do not|dont) (?:have|know|remember)\b|\blost (?:it|the number)\b"
)  # somebody of whom no report was found
_ASKS_OWN = regex(
    r"(?:我(?:家|们)?(?:的|登记的?|留的?|之前的?|以前的?){1,3}(?:地址|电话|手机号?|号码|名字|姓名|资料|信息)|(?:登记|留)的(?:地址|电话|手机号?|号码|资料|信息)).{0,6}(?:什么|多少|哪|是啥|告诉|查|念)"
    r"|(?:查|告诉我|看看|念).{0,6}我(?:家|们)?(?:的|登记的?|留的?)(?:地址|电话|手机号?|号码|资料|信息)"
    r"|我(?:家|们)?(?:的|那个|这个)?(?:地址|电话|号码|名字).{0,4}(?:记|写|填|留)的?(?:是|成)?.{0,4}(?:几|什么|哪|多少|啥)"
    r"|\b(?:what(?:'s| is| was)|tell me|show me|read me|which)\b.{0,30}\b(?:my|our)\b.{0,20}\b(?:address|phone|number on file|name on file|details|data)\b"
    r"|\b(?:address|phone|details|data) (?:do )?you have (?:for|on|of) (?:me|us)\b",
    re.IGNORECASE,
)


def at_any_time(scene: Scene) -> bool:
    """A code that is typed, and "that was not me", are heard whoever leads the conversation."""
    if scene.text.startswith(f"{NOT_ME}:"):
        _not_me(scene)
        return True
    code = _code(scene.text) if scene.event.kind == "text" else None
    if code is None:
        return False
    found = identity.type_code(scene.tx, scene.house, scene.conversation, code, scene.now)
    if found.verdict == "none":
        if scene.tracker.flow == NAME and scene.conversation.owner == "bot":
            scene.tracker.ask("claim")
            scene.notice("identity-none")
            return True
        return False
    if found.verdict == "wrong":
        scene.notice("identity-wrong", left=str(found.left))
        return True
    if scene.tracker.flow == NAME:
        scene.tracker.end()
    scene.notice("identity-linked" if found.verdict == "linked" else "identity-over")
    return True


def _code(text: str) -> str | None:
    """Six digits, however they are written, and nothing else."""
    plain = re.sub(r"[\s\-.·]", "", unicodedata.normalize("NFKC", text))
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdecimal() else None


def _not_me(scene: Scene) -> None:
    number = scene.text.removeprefix(f"{NOT_ME}:")
    good = number.isascii() and number.isdecimal() and len(number) <= 9
    done = good and identity.not_me(scene.tx, scene.house, scene.conversation, int(number), scene.now)
    scene.notice("identity-undone-there-done" if done else "stale-button")


def wanted(scene: Scene) -> bool:
    """Whether somebody wants to be known as a customer, or asks what is on file."""
    if scene.event.kind != "text":
        return False
    lost = scene.tracker.told.get("no-report") and _NO_NUMBER.search(answers.plain(scene.text))
    return bool(lost or _WANTS.search(scene.text) or _ASKS_OWN.search(scene.text))


def aside(scene: Scene) -> bool:
    """The same in the middle of a task, which goes on: the code is heard at any time.  False: it was not wanted."""
    claim = _claim(scene) if scene.event.kind == "text" and _WANTS.search(scene.text) else None
    if claim is None:
        return False
    asked = identity.ask(scene.tx, scene.house, scene.conversation, claim, scene.now)
    scene.say("identity-sent" if asked else "identity-too-often")
    return True


def begin(scene: Scene) -> None:
    """Who they say they are, in this message or the next one; somebody known hears what is on file."""
    counting = next(iter(status.counting(scene)), None)
    if counting is not None and _ASKS_OWN.search(scene.text):  # told in this very conversation
        nothing = scene.t("identity-nothing")
        scene.say("identity-on-file", name=counting.contact_name or nothing, phone=counting.phone or nothing,
                  address=counting.address or nothing)  # fmt: skip
        return
    customer = scene.customer
    if customer is not None and _ASKS_OWN.search(scene.text):
        nothing = scene.t("identity-nothing")
        scene.say("identity-on-file", name=customer.name or nothing, phone=customer.phone or nothing,
                  address=customer.address or nothing)  # fmt: skip
        return
    scene.tracker.begin(NAME)
    claim = _claim(scene)
    if claim is not None:
        _ask(scene, claim)
        return
    scene.tracker.ask("claim")
    scene.say("identity-ask", ("button-human", "/human"))


def hear(scene: Scene) -> bool:
    """The number that was asked for, or another one; codes are heard by :func:`at_any_time`."""
    claim = _claim(scene)
    if claim is not None:
        _ask(scene, claim)
        return True
    if answers.yes_or_no(scene) is False or answers.unknown(scene.text):
        scene.tracker.end()
        scene.say("identity-later", ("button-report", "/report"), ("button-human", "/human"))
        return True
    return False


def _claim(scene: Scene) -> Claim | None:
    from handlers.flows import device  # which reads whose devices they are

    numbers = ticket_numbers(scene.text)
    phone, serial = scene.entity("phone"), device.candidate(scene)
    if phone is None and serial is None and not numbers:
        return None
    return Claim(phone.value if phone is not None else None, serial, numbers[0] if numbers else None)


def _ask(scene: Scene, claim: Claim) -> None:
    if any(row.number == claim.number for row in status.own(scene)) and claim.phone is None:
        scene.tracker.end()
        status.tell(scene)
        return
    if not identity.ask(scene.tx, scene.house, scene.conversation, claim, scene.now):
        scene.tracker.end()
        scene.say("identity-too-often", ("button-human", "/human"))
        return
    scene.tracker.ask("code")
    scene.say("identity-sent", ("button-human", "/human"))
