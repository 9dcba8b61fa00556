"""Whether a fault is covered: by component, from the date that counts, less what the customer admits to."""

from __future__ import annotations

import calendar as days
import re
from collections.abc import Sequence
from datetime import date, timedelta

from handlers.rules.facts import Admission, DeviceFacts, Reason, WarrantyVerdict
from handlers.rules.parts import Text
from handlers.rules.policy import Exclusion, Term, Warranty

RULE_NAMES = {
    "acceptance": Text(zh="验收", en="acceptance"),
    "warranty_card": Text(zh="保修卡登记", en="the warranty card"),
    "completion": Text(zh="完工", en="completion"),
    "delivery": Text(zh="交付", en="delivery"),
}
UNKNOWN_DEVICE = Text(
    zh="还没有核对到设备的序列号", en="the device's serial number has not been verified yet"
)


def add_months(start: date, months: int) -> date:
    """The same day that many months later, or the last day of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, days.monthrange(year, month + 1)[1]))


def term_of(component: str | None, policy: Warranty) -> Term:
    """The term of the component, else the general one."""
    own = next((t for t in policy.terms if component is not None and component in t.components), None)
    return own or next(t for t in policy.terms if not t.components)


def until(start: date, months: int) -> date:
    """The last day covered by a term that begins on ``start``: the day before the same day of its last month, and
    where that month has no such day its last one (a year from 29 February ends on 28 February)."""
    end = add_months(start, months)
    return end if end.day < start.day else end - timedelta(days=1)


def check(
    device: DeviceFacts | None,
    component: str | None,
    admissions: Sequence[Admission],
    on: date,
    policy: Warranty,
    problem: str = "",
) -> WarrantyVerdict:
    """The verdict for a fault on day ``on``.  The same question gets the same answer whenever it is asked.
    ``problem``, in the customer's words, tells whether the part is one that is replaced free of charge."""
    if device is None:
        return WarrantyVerdict(
            "undecided", component, None, None, None,
            (Reason("no_device", UNKNOWN_DEVICE, policy.clause), *_excluded(admissions, policy)), ("serial_number",),
        )  # fmt: skip
    if not device.recognised:
        why = Text(
            zh="这台设备不在我们认可的供货范围内", en="this device is not one of the products we recognise"
        )
        ours = next((e for e in policy.exclusions if e.name == "not_our_product"), None)
        clause = (ours.clause if ours is not None else "") or policy.clause
        return _no(component, None, None, None, Reason("not_recognised", why, clause))
    late, awaited = _unregistered(device, on, policy)
    start_rule = next((r for r in policy.start if r in device.dates), None)
    if start_rule is None and late:
        return _no(component, None, None, None, *late)
    if start_rule is None:
        why = Text(
            zh="登记里没有起算日期，需要凭证", en="the registry has no starting date; a proof is needed"
        )
        return WarrantyVerdict(
            "undecided", component, None, None, None,
            (*(awaited or [Reason("no_date", why, policy.clause)]), *_excluded(admissions, policy)), tuple(policy.start),
        )  # fmt: skip
    start = device.dates[start_rule]
    term = term_of(component, policy)
    end = until(start, term.months + device.extension_months)
    against = [
        *late,
        *_outside(start, end, on, term, start_rule),
        *_excluded(admissions, policy),
    ]
    if against:
        return _no(component, start, end, start_rule, *against)
    if awaited:
        return WarrantyVerdict(
            "undecided", component, start, end, start_rule, tuple(awaited), ("warranty_card",)
        )
    name = RULE_NAMES[start_rule]
    why = Text(
        zh=f"自{name.zh}日{start.isoformat()}起{term.months + device.extension_months}个月，保到{end.isoformat()}",
        en=f"{term.months + device.extension_months} months from {name.en} on {start.isoformat()}, until {end.isoformat()}",
    )
    reasons = (Reason("in_term", why, term.clause), *_replaced_free(component, problem, policy))
    return WarrantyVerdict("covered", component, start, end, start_rule, reasons)


def _no(
    component: str | None, start: date | None, end: date | None, rule: str | None, *reasons: Reason
) -> WarrantyVerdict:
    return WarrantyVerdict("not_covered", component, start, end, rule, tuple(reasons))


def _outside(start: date, end: date, on: date, term: Term, rule: str) -> list[Reason]:
    if on > end:
        why = Text(zh=f"保修已于{end.isoformat()}到期", en=f"the warranty ended on {end.isoformat()}")
        return [Reason("expired", why, term.clause)]
    if on < start:
        why = Text(
            zh=f"保修从{start.isoformat()}才开始", en=f"the warranty only begins on {start.isoformat()}"
        )
        return [Reason("not_begun", why, term.clause)]
    return []


def _excluded(admissions: Sequence[Admission], policy: Warranty) -> list[Reason]:
    rules: dict[str, Exclusion] = {e.name: e for e in policy.exclusions}
    return [
        Reason(a.name, rules[a.name].because, rules[a.name].clause, a.quote)
        for a in admissions
        if a.name in rules
    ]


REPLACED_FREE = "replaced_free"
CARD_AWAITED = "card_awaited"
_DENIED = re.compile(r"(?:没有?|不|未|无|\bno\b|\bnot\b|n't\b|\bnever\b|\bwithout\b)[^,.;!?，。；！？]{0,6}$")


def _replaced_free(component: str | None, problem: str, policy: Warranty) -> list[Reason]:
    """That the part is replaced free of charge, where the plan says so of this fault."""
    text = problem.casefold()
    for rule in policy.replaced_free:
        if rule.component != component:
            continue
        word = next((w for w in rule.words if _said(w.casefold(), text)), None)
        if word is not None or (not rule.words and text):
            why = Text(zh="属于免费更换的故障", en="a fault for which the part is replaced free of charge")
            return [Reason(REPLACED_FREE, why, rule.clause, word or "")]
    return []


def _said(word: str, text: str) -> bool:
    """Whether the word is there and not denied ("the tank does not leak")."""
    at = text.find(word)
    while at >= 0:
        if not _DENIED.search(text[max(0, at - 16) : at]):
            return True
        at = text.find(word, at + 1)
    return False


def _unregistered(device: DeviceFacts, on: date, policy: Warranty) -> tuple[list[Reason], list[Reason]]:
    """What follows from a sale without its card: that it is too late, or that the card may still come (P8.3)."""
    limit = policy.register_within
    if limit is None or device.sold_on is None:
        return [], []
    last = device.sold_on + timedelta(seconds=limit.seconds)
    clause = policy.register_clause or policy.clause
    if device.registered_on is not None and device.registered_on <= last:
        return [], []
    if device.registered_on is None and on <= last:
        why = Text(
            zh=f"还在等三包卡，{last.isoformat()}前登记即可",
            en=f"the card is awaited; it may come until {last.isoformat()}",
        )
        return [], [Reason(CARD_AWAITED, why, clause)]
    why = Text(
        zh=f"三包卡没有在{last.isoformat()}前登记", en=f"the sale was not registered by {last.isoformat()}"
    )
    return [Reason("not_registered", why, clause)], []
