"""How severe a report is: the plan's rules over the evidence, and what the model has learned, together.

The rules name the clause and quote the customer.  Danger decides alone.  In doubt between two levels the
more severe one holds; the learned level may raise what the rules found, and lowers it only by saying
nothing worse when all evidence is mild.  It stands on the usual scale: where a plan reads the evidence
otherwise, the plan has the word.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.facts import Reason, SeverityVerdict, Sign
from handlers.rules.parts import Text
from handlers.rules.policy import SeverityPolicy, SeverityRule

HARD = (
    "danger.",
    "data_loss",
    "service_interrupted",
    "whole_down",
    "redundancy_exceeded",
    "long_interruption",
)
GRAVE = (*HARD, "spreading", "redundancy_lost", "recurring", "overheating")  # no small words make these small
#: What the signals mean usually; every danger is 1.
USUAL = {
    "data_loss": 1, "service_interrupted": 1, "whole_down": 1, "long_interruption": 1, "redundancy_exceeded": 1,
    "part_down": 2, "partial": 2, "spreading": 2,
    "redundancy_lost": 2, "recurring": 2, "overheating": 2, "degraded": 3, "cosmetic": 3, "inconvenience": 3, "workaround": 3,
    "past_resolved": 3,
}  # fmt: skip
SURE = 0.6  # of a model that may call small what a rule calls partly lost
UNCLEAR = 0.5  # a model that is no surer than this calls nothing small
USUALLY_LONG = 600  # seconds of interruption
LEARNED = Text(
    zh="整体描述与这一级别的报修相符", en="the description as a whole reads like reports of this level"
)
CAUTION = Text(
    zh="没有更多信息时，按较严重的处理", en="as long as nothing else is known we take the more severe view"
)


#: The rules that name a signal; holds the policy, so that its id stays its own.
_KNOWN: dict[tuple[int, str], tuple[SeverityPolicy, tuple[SeverityRule, ...]]] = {}


def rate(signs: Sequence[Sign], learned: tuple[int, float] | None, policy: SeverityPolicy) -> SeverityVerdict:
    """``learned`` is (level, confidence) of the model, None when it could not be asked."""
    if any(_reads_otherwise(sign, policy) for sign in signs):
        learned = None
    hits = [(rule, sign) for sign in signs if (rule := _rule(sign, policy)) is not None]
    if learned is not None and not hits and learned[0] == 3 and learned[1] <= UNCLEAR:
        learned = None  # called small by a model that does not know, with no words that say so
    danger = next((s.signal for _, s in hits if s.signal.startswith("danger.")), None)
    by_rules = min((rule.level for rule, _ in hits), default=None)
    mild = any(rule.level == 3 for rule, _ in hits) and not any(
        s.signal.startswith(GRAVE) for r, s in hits if r.level <= 2
    )
    level = _level(by_rules, learned, mild)
    reasons = tuple(
        Reason(s.signal, r.because, r.clause or policy.clause, s.text)
        for r, s in sorted(hits, key=lambda h: h[0].level)
        if r.level <= level or s.signal == "workaround"
    )
    if not any(r.level == level for r, _ in hits):
        reasons = (_unnamed(level, signs, learned, policy), *reasons)
    confidence = _confidence(level, by_rules, learned, danger)
    hard = any(s.signal.startswith(HARD) for r, s in hits if r.level == level)
    sure = hard or confidence >= policy.ask_below
    return SeverityVerdict(level, _unique(reasons), confidence, danger, sure)


def _unnamed(
    level: int, signs: Sequence[Sign], learned: tuple[int, float] | None, policy: SeverityPolicy
) -> Reason:
    """Why, where no rule says it: the words that weighed most with the model, or caution."""
    clause = next((s.clause for s in policy.levels if s.level == level), "") or policy.clause
    if learned is None:
        return Reason("caution", CAUTION, clause)
    words = next((s.text for s in reversed(signs) if s.signal == "learned"), "")
    return Reason("learned", LEARNED, clause, words)


def _rule(sign: Sign, policy: SeverityPolicy) -> SeverityRule | None:
    """The most severe rule that the sign fulfils."""
    fits = [r for r in _naming(policy, sign.signal) if _fits(r, sign)]
    return min(fits, key=lambda r: r.level, default=None)


def _reads_otherwise(sign: Sign, policy: SeverityPolicy) -> bool:
    """Whether the plan has a level of its own for the sign, or wants an interruption to last longer."""
    rule = _rule(sign, policy)
    if rule is not None:
        return rule.level != USUAL.get(sign.signal, 1)
    if sign.minutes is None:
        return False
    named = _naming(policy, sign.signal)
    return any(r.at_least is not None and r.at_least.seconds > USUALLY_LONG for r in named)


def _naming(policy: SeverityPolicy, signal: str) -> tuple[SeverityRule, ...]:
    """The rules that name a signal."""
    known = _KNOWN.get((id(policy), signal))
    if known is not None and known[0] is policy:
        return known[1]
    if len(_KNOWN) >= 1024:
        _KNOWN.clear()
    found = tuple(rule for rule in policy.rules if _names(rule, signal))
    _KNOWN[id(policy), signal] = (policy, found)
    return found


def _names(rule: SeverityRule, signal: str) -> bool:
    wanted = rule.signal
    return signal == wanted or (wanted.endswith("*") and signal.startswith(wanted[:-1]))


def _fits(rule: SeverityRule, sign: Sign) -> bool:
    if rule.at_least is None:
        return True
    return sign.minutes is not None and sign.minutes * 60 >= rule.at_least.seconds


def _level(by_rules: int | None, learned: tuple[int, float] | None, mild: bool) -> int:
    if by_rules is None or learned is None:
        return by_rules or (learned[0] if learned else 2)
    if mild and by_rules == 2 and learned[1] >= SURE:
        return learned[0]  # partly lost, but said to be small: the description as a whole decides
    return min(by_rules, learned[0])


def _confidence(
    level: int, by_rules: int | None, learned: tuple[int, float] | None, danger: str | None
) -> float:
    if danger is not None:
        return 1.0
    if learned is None:
        return 0.75 if by_rules is not None else 0.4
    if learned[0] == level:
        return min(0.99, max(learned[1], 0.8 if by_rules == level else 0.0))
    return 0.55 if by_rules == level else learned[1]


def _unique(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    seen: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        seen.setdefault((reason.code, reason.quote), reason)
    return tuple(seen.values())
