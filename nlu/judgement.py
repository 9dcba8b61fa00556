"""What a reading amounts to: danger, intent, severity, exclusions.  The learned models and the rules decide together.

Errors cost differently, so the likeliest answer is not always the one to give: a danger is believed long before it
is likely, and a level is only called mild when the graver ones are unlikely.  The limits below were set on training
messages that a model had not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlu import danger, features, forces, heads, signals
from nlu.clauses import Clause
from nlu.reading import Reading
from nlu.understanding import INTENTS, Evidence, Exclusion, Intent, Severity

DANGER = 0.25  # a learned danger at least this likely counts
DANGER_NAMED = 0.04  # a danger named in so many words counts, unless the whole makes it less likely than this
DANGER_DENIED = (
    0.85  # danger words that the rules read as denied, over or supposed: the whole must be this sure
)
CRITICAL = 0.35  # level 1 at least this likely is level 1
CRITICAL_NAMED = 0.2  # the same where a rule names it too
CRITICAL_BESIDE = 0.55  # the same where the rules name nothing worse than level 2
CRITICAL_OF_MANY = 0.7  # the same where one of several, or one of a redundant pair, is named
MAJOR = 0.7  # levels 1 and 2 together at least this likely are level 2
NOT_MINOR = 0.2  # a level 1 at least this likely is never called 3
ADMITTED = 0.6  # an exclusion at least this likely is admitted
WINDOW = 3  # clauses that are looked at together in a long text
USUAL = {
    "data_loss": 1, "service_interrupted": 1, "whole_down": 1, "long_interruption": 1, "part_down": 2, "partial": 2, "spreading": 2,
    "redundancy_lost": 2, "recurring": 2, "overheating": 2, "degraded": 3, "cosmetic": 3, "inconvenience": 3, "workaround": 3,
    "past_resolved": 3,
}  # fmt: skip
#: What a message may be taken for that tells of a fault in plain words: a few of them, or sarcasm, or anger.
BESIDE_FAULTS = ("affirm", "deny", "greet", "thanks", "goodbye", "feedback", "complaint")
FEW = (
    "affirm",
    "deny",
    "greet",
    "thanks",
    "goodbye",
)  # the same, where a rule names any fault and nothing is sure
NAMED = 0.6  # how sure a report is at least, where rules name the fault and nothing else is likelier
STRANGE = 0.55  # of the features of a few words are known at most where they are no words that one could know
SHORT = 20  # features of a few words
VAGUE = 6  # words (or half as many again Chinese characters) in which a fault that no rule knows is not told clearly
PLAIN = 0.6  # a level 1 at least this likely is plain even in few words
UNCLEAR = 0.5  # how sure a level is then at most: below what is asked back about


@dataclass(frozen=True)
class Judge:
    """One reading before the models; everything that they need of it is looked up once."""

    r: Reading

    @cached_property
    def parts(self) -> list[list[int]]:
        """The known features of each clause."""
        family = heads.clauses()
        return [family.known(names) for names in self.r.parts()]

    def stretch(self, clauses: range) -> list[int]:
        return list({at for i in clauses for at in self.parts[i]})

    @property
    def everything(self) -> range:
        return range(len(self.parts))

    def windows(self) -> Iterator[range]:
        """The whole, and the stretches of a long text, in which a word would drown."""
        yield self.everything
        if len(self.parts) > WINDOW + 1:
            for at in range(len(self.parts) - WINDOW + 1):
                yield range(at, at + WINDOW)

    def weightiest(self, head: str, index: int, clauses: Sequence[int]) -> int:
        """The clause that speaks most for a class."""
        model = heads.clauses()[head]
        return max(clauses, key=lambda i: model.leaning(self.parts[i], index))

    def quote(self, clause: int, reason: str) -> Evidence:
        start, end = self._span(clause)
        return Evidence(self.r.n.raw[start:end], start, end, reason)

    def _span(self, clause: int) -> tuple[int, int]:
        c = self.r.clauses[clause]
        text = self.r.n.text[c.start : c.end]
        return self.r.n.original(c.start + len(text) - len(text.lstrip()), c.start + len(text.rstrip()))

    @cached_property
    def danger(self) -> tuple[Evidence, ...]:
        """The danger in a message, named or learned, in the customer's words."""
        head = heads.clauses()["danger"]
        likely, where = max(
            ((head.shares(self.stretch(w))[1], w) for w in self.windows()), key=lambda found: found[0]
        )
        words = danger.has_words(self.r.n)
        named = danger.find_in(self.r.n, self.r.told) if words else ()
        if named and likely >= DANGER_NAMED:
            return named
        denied = words and not named and danger.mentions(self.r.n)
        if likely < (DANGER_DENIED if denied else DANGER) or not where:
            return ()
        at = self.weightiest("danger", 1, where)
        kinds = heads.clauses()["kind"]
        shares = kinds.shares(self.parts[at])
        return (self.quote(at, "danger." + kinds.classes[shares.index(max(shares))]),)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the rules find for a severity, without danger."""
        return signals.find(self.r)

    @property
    def _named_critical(self) -> bool:
        return any(USUAL.get(e.reason) == 1 for e in self.evidence) and not any(
            c.resolved for c in self.r.clauses
        )

    def intents(self) -> tuple[Intent, ...]:
        """All intents, the one to act on first.  Danger comes before everything."""
        family, names = heads.whole(), self.r.whole()
        known = family.known(names)
        shares = family["intent"].shares(known)
        fault = INTENTS.index("report_fault")
        strange = len(names) <= SHORT and len(known) <= STRANGE * len(names) and max(shares) < NAMED
        if self.danger:
            shares = _at_least(shares, fault, 0.95)
        elif strange and not self.evidence:
            shares = _at_least(shares, INTENTS.index("out_of_scope"), NAMED)
        elif self._is_named(INTENTS[shares.index(max(shares))], max(shares)):
            shares = _at_least(shares, fault, NAMED)
        order = sorted(range(len(shares)), key=lambda i: -shares[i])
        return tuple(Intent(INTENTS[i], round(shares[i], 4)) for i in order)

    def _is_named(self, likeliest: str, share: float) -> bool:
        """Whether the words tell of a fault in spite of what the whole is likeliest taken for."""
        if likeliest in BESIDE_FAULTS and self._named_critical:
            return True
        unsure = share < NAMED and likeliest in (*FEW, "report_fault")
        return unsure and any(USUAL.get(e.reason, 1) <= 2 for e in self.evidence)

    def severity(self) -> Severity:
        """The level of a fault report with its confidence and the words that speak for it."""
        if self.danger:
            return Severity(1, 0.97, (*self.danger, *self.evidence))
        one, two, three = heads.clauses()["severity"].shares(self.stretch(self.everything))
        if one >= self._critical():
            level, sure = 1, one
        elif one + two >= MAJOR or one >= NOT_MINOR:
            level, sure = 2, two
        else:
            level, sure = 3, three
        if (level > 1 or sure < PLAIN) and not self.evidence and self._vague():
            sure = min(sure, UNCLEAR)
        return Severity(level, round(sure, 4), self._evidence(level))

    def _critical(self) -> float:
        """How likely level 1 must be, after what the rules found."""
        if self._named_critical:
            return CRITICAL_NAMED
        named = {e.reason for e in self.evidence}
        if min((USUAL.get(name, 1) for name in named), default=3) != 2:
            return CRITICAL
        return CRITICAL_OF_MANY if named & {"part_down", "redundancy_lost"} else CRITICAL_BESIDE

    def _vague(self) -> bool:
        words = [w for c in self.r.clauses for w in features.tokens(c.text) if not w.startswith("<")]
        return sum(1 if len(w) > 1 else 2 / 3 for w in words) <= VAGUE

    def _evidence(self, level: int) -> tuple[Evidence, ...]:
        """What the rules found, without what the whole does not bear out; where they are silent, the clause that weighs most."""
        kept = [e for e in self.evidence if USUAL.get(e.reason, 1) >= level]
        if not any(USUAL.get(e.reason, 1) == level for e in kept) and self.parts:
            telling = [i for i, c in enumerate(self.r.clauses) if _tells(c)] or list(self.everything)
            live = [i for i in telling if self.r.clauses[i].counts] or telling
            kept.insert(0, self.quote(self.weightiest("severity", level - 1, live), "learned"))
        return tuple(kept)

    def exclusions(self) -> tuple[Exclusion, ...]:
        """What the sender admits to that ends the warranty, each once."""
        head = heads.clauses()["exclusion"]
        found: dict[str, tuple[float, int]] = {}
        for at in self.everything:
            for clauses in (range(at, at + 1), range(at, min(at + 2, len(self.parts)))):
                shares = head.shares(self.stretch(clauses))
                best = max(range(1, len(shares)), key=shares.__getitem__)
                if shares[best] >= ADMITTED and shares[best] > found.get(head.classes[best], (0.0, 0))[0]:
                    found[head.classes[best]] = (shares[best], self.weightiest("exclusion", best, clauses))
        force = forces.find(self.r.told)
        if force is not None:
            found.setdefault("force_majeure", (1.0, force))
        admitted = []
        for name, (_, at) in found.items():
            start, end = self._span(at)
            admitted.append(Exclusion(name, self.r.n.raw[start:end], start, end))
        return tuple(admitted)


def _at_least(shares: list[float], index: int, least: float) -> list[float]:
    """The same probabilities with one of them raised."""
    sure, rest = max(shares[index], least), max(1 - shares[index], 1e-9)
    return [sure if i == index else s * (1 - sure) / rest for i, s in enumerate(shares)]


def _tells(c: Clause) -> bool:
    """Whether a clause says more than a name, a number or a time."""
    return any(not w.startswith("<") and w.isalpha() for w in features.tokens(c.text))
