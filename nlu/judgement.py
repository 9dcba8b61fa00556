"""What a reading amounts to: danger, intent, severity, exclusions.  The learned models and the rules decide together.

Errors cost differently, so the likeliest answer is not always the one to give: a danger is believed long before it
is likely, and a level is only called mild when the graver ones are unlikely.  The limits below were set on training
messages that a model had not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import add

from nlu import ailing, danger, everyday, heads, kinds, lexicon, outsiders, signals
from nlu.reading import Reading
from nlu.understanding import INTENTS, Evidence, Exclusion, Intent, Severity

DANGER = 0.16  # a learned danger at least this likely counts
DANGER_SHORT = 0.35  # the same in few words, where one word more or less changes everything
FEW_FEATURES = 22
DANGER_NAMED = 0.045  # a danger named in so many words counts, unless the whole is less sure than this
DANGER_ALONE = 0.7  # ... unless the clause that names it is this sure
DANGER_DENIED = (
    0.7  # words of danger that the rules read as denied, over or supposed: so sure the whole must be
)
CRITICAL = 0.32  # level 1 at least this likely is level 1
CRITICAL_NAMED = 0.25  # the same where a rule names it too
CRITICAL_BESIDE = 0.55  # the same where the rules name nothing worse than level 2
CRITICAL_A_LITTLE = 0.9  # the same where it does what it is for, and not as well ("not very hot")
CRITICAL_OF_MANY = 0.7  # the same where one of several, or one of a redundant pair, is named
MAJOR = 0.55  # levels 1 and 2 together at least this likely are level 2
MAJOR_NAMED = 0.5  # the same where the rules name a level 2
MINOR_OF_MANY = 0.6  # a level 3 at least this likely is one although one of several is named: a scratch
NOT_MINOR = 0.28  # a level 1 at least this likely is never called 3
ADMITTED = 0.25  # an exclusion at least this likely, all and its own clauses together, is admitted
NO_FOURTH = 1.2  # what is so much below another score is less likely than one in four
#: How sure a danger is: of what the head takes for certain, and less for what it doubts.
SUREST, DOUBT = 0.97, 0.35
WINDOW = 3  # clauses that are looked at together in a long text
USUAL = {
    "data_loss": 1, "service_interrupted": 1, "whole_down": 1, "long_interruption": 1, "redundancy_exceeded": 1,
    "part_down": 2, "partial": 2, "spreading": 2,
    "redundancy_lost": 2, "recurring": 2, "overheating": 2, "degraded": 3, "cosmetic": 3, "inconvenience": 3, "workaround": 3,
    "past_resolved": 3,
}  # fmt: skip
#: What a message may be taken for that tells of a fault in plain words: a few of them, or sarcasm, or anger, or a time.
BESIDE_FAULTS = ("affirm", "deny", "greet", "thanks", "goodbye", "feedback", "complaint", "book_visit")
#: The same, where a rule names any fault and nothing is sure.
FEW = ("affirm", "deny", "greet", "thanks", "goodbye")
AILS = 0.75  # the same, where it says no more than that something is the matter
NAMED = 0.6  # how sure a report is at least, where rules name the fault and nothing else is likelier
STRANGE = 0.5  # of the features of a few words are known at most where they are no words that one could know
SHORT = 45  # features of a few words
IN_SPITE = 0.9  # strange words have a meaning that is this likely all the same
ODD = 0.7  # of the features of a few words are known at most where a level is unclear and a learned danger must be surer
DANGER_ODD = 0.95  # ... that is, at least this likely
TOLD_IN = 3  # letters at least of a danger that no rule knows: 王 answers who they are
VAGUE = 6  # words (or half as many again Chinese characters) in which a fault that no rule knows is not told clearly
PLAIN = 0.6  # a level 1 at least this likely is plain even in few words
STANDING_STILL = 0.9  # how likely level 1 must be by the clause alone in which work stands still, to count against the rest
DOUBTFUL = 0.6  # how sure that level is: the rest spoke against it
_MANNERS = frozenset(
    "great ok okay hi hello hey thanks thankyou please well yes yeah no sorry lol right wow oh 你好 您好 谢谢 好 好的 哎 唉 喂 麻烦 请问".split()
)
UNCLEAR = 0.5  # how sure a level is then at most: below what is asked back about


@dataclass(frozen=True)
class Judge:
    """One reading before the models; everything that they need of it is looked up once."""

    r: Reading
    _stretches: dict[range, heads.Weighed] = field(default_factory=dict, init=False)
    _scored: dict[str, list[float]] = field(default_factory=dict, init=False)

    @cached_property
    def parts(self) -> list[set[str]]:
        """The features of each clause."""
        return self.r.parts()

    @cached_property
    def _said(self) -> set[str]:
        return self.r.whole()

    @cached_property
    def whole(self) -> heads.Weighed:
        """What the message as a whole amounts to."""
        return heads.whole().weigh(self._said)

    def stretch(self, clauses: range) -> heads.Weighed:
        """What some clauses amount to, each feature counted once."""
        if clauses not in self._stretches:
            self._stretches[clauses] = self._weighed(clauses)
        return self._stretches[clauses]

    @cached_property
    def _totals(self) -> list[int]:
        """What the features of each clause amount to."""
        family = heads.clauses()
        return [family.total(names) if len(names) <= heads.AT_ONCE else 0 for names in self.parts]

    def _weighed(self, clauses: range) -> heads.Weighed:
        family = heads.clauses()
        names, total = set[str](), 0
        for i in clauses:
            both = names & self.parts[i]  # which are not counted again
            total += self._totals[i] - family.total(both) if both else self._totals[i]
            names |= self.parts[i]
        return family.weighed(total) if len(names) <= heads.AT_ONCE else family.weigh(names)

    def shares(self, head: str, clauses: range) -> list[float]:
        """Probabilities of the classes of a head, by some clauses as they stand and, but for danger, by the whole as
        it is worded: there every word of a danger counts, however long the rest is."""
        stand = self.stretch(clauses).scores(head)
        if head not in heads.whole().heads:
            return heads.softmax(stand)
        return heads.softmax([a + b for a, b in zip(stand, self._whole_scores(head), strict=True)])

    def _whole_scores(self, head: str) -> list[float]:
        if head not in self._scored:
            self._scored[head] = self.whole.scores(head)
        return self._scored[head]

    @cached_property
    def everything(self) -> range:
        return range(len(self.parts))

    def windows(self, whole: range) -> Iterator[range]:
        """The whole, and the stretches of a long text, in which a word would drown."""
        yield whole
        if len(whole) > WINDOW + 1:
            for at in whole[: len(whole) - WINDOW + 1]:
                yield range(at, at + WINDOW)

    def weightiest(self, head: str, index: int, clauses: Sequence[int]) -> int:
        """The clause that speaks most for a class."""
        return max(clauses, key=lambda i: self.stretch(range(i, i + 1)).leaning(head, index))

    def quote(self, clause: int, reason: str) -> Evidence:
        start, end = self._span(clause)
        return Evidence(self.r.n.raw[start:end], start, end, reason)

    def _span(self, clause: int) -> tuple[int, int]:
        c = self.r.clauses[clause]
        text = self.r.n.text[c.start : c.end]
        return self.r.n.original(c.start + len(text) - len(text.lstrip()), c.start + len(text.rstrip()))

    @cached_property
    def _peril(self) -> tuple[float, range]:
        """How likely there is danger, and in which stretch; what is everyday does not count where that may decide."""
        found = self._likeliest([self.everything])
        if found[0] >= DANGER and self._everyday:
            found = self._likeliest(everyday.between(self._everyday, len(self.parts)))
        return found

    def _likeliest(self, stretches: Iterable[range]) -> tuple[float, range]:
        windows = (window for whole in stretches for window in self.windows(whole))
        peril = ((self.shares("danger", w)[1], w) for w in windows)
        return max(peril, key=lambda found: found[0], default=(0.0, range(0)))

    @cached_property
    def _everyday(self) -> dict[int, int | None]:
        return everyday.find(self.r.n, self.r.told)

    @cached_property
    def _everyday_level(self) -> int | None:
        """The level of a message that tells nothing but everyday things."""
        mild = self._at(e for e in self.evidence if e.reason == "degraded")
        noted = self._at(e for e in self.evidence if e.reason != "degraded")
        return everyday.level(self._everyday, self._telling, mild - noted, noted)

    def _at(self, found: Iterable[Evidence]) -> set[int]:
        return {at.start for at in self._clauses_of(tuple(found))}

    @property
    def _telling(self) -> list[int]:
        return [i for i, words in enumerate(self.r.words) if _tells(words)]

    @cached_property
    def danger(self) -> tuple[Evidence, ...]:
        """The danger in a message, named or learned, in the customer's words."""
        likely, where = self._peril
        words = self._has_danger_words
        named = danger.find_in(self.r.n, self.r.told) if words else ()
        certain = any(map(danger.certain, named))
        if named and (certain or likely >= DANGER_NAMED or self._by_itself(named) >= DANGER_ALONE):
            return named
        denied = words and not named and danger.mentions(self.r.n)
        if likely < self._alarming(denied, where) or not where:
            return ()
        at = self.weightiest("danger", 1, where)
        scores = self.stretch(range(at, at + 1)).scores("kind")
        learned = heads.clauses().heads["kind"].classes[scores.index(max(scores))]
        if learned == "shock" and everyday.a_touch(self.r.n.text):
            return ()
        return (self.quote(at, "danger." + kinds.refine(self.r.n.text, learned)),)

    @cached_property
    def _has_danger_words(self) -> bool:
        return danger.has_words(self.r.n)

    def _alarming(self, denied: bool, where: range) -> float:
        """How likely a danger that no rule names must be."""
        if denied:
            return DANGER_DENIED
        if not self._has_danger_words and sum(map(str.isalpha, self.r.n.text)) < TOLD_IN:
            return DANGER_ODD
        if self._familiar <= ODD:
            return DANGER_ODD
        return DANGER_SHORT if self.stretch(where).size < FEW_FEATURES else DANGER

    def _by_itself(self, named: tuple[Evidence, ...]) -> float:
        """How likely a danger is by the clause alone in which it is named."""
        return max((self.shares("danger", at)[1] for at in self._clauses_of(named)), default=0.0)

    def _clauses_of(self, named: Sequence[Evidence]) -> list[range]:
        """The clauses in which something is named."""
        spans = [self._span(i) for i in self.everything]
        return [
            range(i, i + 1) for i, (a, b) in enumerate(spans) if any(a < e.end and e.start < b for e in named)
        ]

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the rules find for a severity, without danger."""
        return signals.find(self.r)

    @property
    def _named_critical(self) -> bool:
        return any(USUAL.get(e.reason) == 1 for e in self.evidence) and not any(
            c.resolved for c in self.r.clauses
        )

    @cached_property
    def _said_to(self) -> list[float]:
        """How likely each intent is by the head alone, and at the end a remark."""
        return heads.softmax(self.whole.scores("intent"))

    @property
    def _intents(self) -> list[float]:
        *shares, remark = self._said_to
        shares[INTENTS.index("out_of_scope")] += remark
        return shares

    @property
    def remark(self) -> float:
        """How likely it is told to whoever comes: nothing to act on, and not without a meaning either."""
        return round(self._said_to[-1], 4)

    def intents(self, most: int | None = None) -> tuple[Intent, ...]:
        """All intents, or the likeliest, the one to act on first.  Danger comes before everything."""
        shares = self._intents
        fault = INTENTS.index("report_fault")
        if self.danger:
            shares = _at_least(shares, fault, 0.95)
        elif self._fails_in_brief(shares):
            shares = _at_least(shares, fault, NAMED)
        elif self._familiar <= STRANGE and max(shares) < IN_SPITE:
            shares = _at_least(shares, INTENTS.index("out_of_scope"), min(SUREST, NAMED + self._said_to[-1]))
        elif self._is_named(INTENTS[shares.index(max(shares))], max(shares)):
            shares = _at_least(shares, fault, NAMED)
        order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
        return tuple(Intent(INTENTS[i], round(shares[i], 4)) for i in order[:most])

    def _fails_in_brief(self, shares: Sequence[float]) -> bool:
        """Whether it tells in few words of a device that is out of order or shows a code, and is not likelier to be anything else."""
        likeliest = INTENTS[shares.index(max(shares))]
        if likeliest not in ("report_fault", "out_of_scope", *FEW) or self._said_to[-1] >= NAMED:
            return False
        if any(c.past or c.supposed or c.other or c.question for c in self.r.clauses):
            return False
        told = {e.entity for e in self.r.entities}
        if likeliest in ("report_fault", "out_of_scope") and "error_code" in told:
            return True
        text = self.r.n.text
        return ailing.stands(text) and bool(
            told & {"serial_number", "model", "error_code"} or lexicon.find(text)
        )

    @cached_property
    def _familiar(self) -> float:
        """The share of the features that were learned from, of few words none of which a rule knows; else all."""
        said = len(self._said)
        known_by_rules = said > SHORT or self.evidence or self._has_danger_words
        return 1.0 if known_by_rules else self.whole.size / max(1, said)

    def _is_named(self, likeliest: str, share: float) -> bool:
        """Whether the words tell of a fault in spite of what the whole is likeliest taken for."""
        if self._exceeded and likeliest in (*BESIDE_FAULTS, "out_of_scope", "parts_request"):
            return True
        if self._named_critical and (
            likeliest in BESIDE_FAULTS or (likeliest == "out_of_scope" and share < NAMED)
        ):
            return True
        if share < AILS and ailing.says_so(self.r.n.text):
            return True
        unsure = share < NAMED and likeliest in (*FEW, "report_fault")
        return unsure and any(USUAL.get(e.reason, 1) <= 2 for e in self.evidence)

    def severity(self) -> Severity:
        """The level of a fault report with its confidence and the words that speak for it."""
        if self.danger:
            sure = SUREST - (1 - self._peril[0]) * DOUBT
            return Severity(1, round(sure, 4), (*self.danger, *self.evidence))
        return self.calm()

    def calm(self) -> Severity:
        """The level without what is dangerous."""
        one, two, three = self.shares("severity", self.everything)
        if one >= self._critical():
            level, sure = 1, one
        elif (
            one + two >= (MAJOR_NAMED if self._worst == 2 else MAJOR)
            or one >= NOT_MINOR
            or (self._of_many and three < MINOR_OF_MANY)
        ):
            level, sure = 2, two
        else:
            level, sure = 3, three
        if level > 1 and (standing := self._standing_still) is not None:
            level, sure = 1, standing
        if level > 1 and self._exceeded:
            level, sure = 1, DOUBTFUL
        if self._everyday and self._everyday_level is not None:
            return Severity(self._everyday_level, PLAIN, self._evidence(self._everyday_level))
        vague = (level > 1 or sure < PLAIN) and not self.evidence and self._vague()
        if vague or self._familiar <= ODD:
            sure = min(sure, UNCLEAR)
        return Severity(level, round(sure, 4), self._evidence(level))

    @cached_property
    def _standing_still(self) -> float | None:
        """How likely level 1 is by the one clause that says that work has stopped, whatever else is told around it
        ("drops a part now and then, E-103, the line is stopped"); nothing where one of several is out."""
        if not self._named_critical or self._of_many:
            return None
        said = [e for e in self.evidence if e.reason == "service_interrupted"]
        likely = max((self.shares("severity", at)[0] for at in self._clauses_of(said)), default=0.0)
        return DOUBTFUL if likely >= STANDING_STILL else None

    def _critical(self) -> float:
        """How likely level 1 must be, after what the rules found."""
        if self._named_critical:
            return CRITICAL_NAMED
        if self._worst != 2:
            return CRITICAL
        if any(ailing.only_less(e.text) for e in self.evidence):
            return CRITICAL_A_LITTLE
        return CRITICAL_OF_MANY if self._of_many else CRITICAL_BESIDE

    @property
    def _of_many(self) -> bool:
        """Whether the rules name one of several, or one of a redundant pair, that is out: hardly ever a minor fault."""
        return any(e.reason in ("part_down", "redundancy_lost") for e in self.evidence)

    @property
    def _exceeded(self) -> bool:
        """Whether more has failed than the system can bear: a matter of counting, which no head has learned."""
        return any(e.reason == "redundancy_exceeded" for e in self.evidence)

    @property
    def _worst(self) -> int:
        """The gravest level that the rules name."""
        return min((USUAL.get(e.reason, 1) for e in self.evidence), default=3)

    def _vague(self) -> bool:
        words = [w for said in self.r.words for w in said if not w.startswith("<")]
        return sum(1 if len(w) > 1 else 2 / 3 for w in words) <= VAGUE

    def _evidence(self, level: int) -> tuple[Evidence, ...]:
        """What the rules found, without what the whole does not bear out; where they are silent, the clause that weighs most."""
        kept = [e for e in self.evidence if USUAL.get(e.reason, 1) >= level]
        if not any(USUAL.get(e.reason, 1) == level for e in kept) and self.parts:
            telling = self._telling or list(self.everything)
            live = [i for i in telling if self.r.clauses[i].counts] or telling
            kept.insert(0, self.quote(self.weightiest("severity", level - 1, live), "learned"))
        return tuple(kept)

    def _spots(self) -> Iterator[range]:
        """Where something may be admitted: all together, and each clause of several."""
        yield self.everything
        if len(self.parts) > 1:
            yield from (range(at, at + 1) for at in self.everything)

    def _admits_nothing(self, clauses: range) -> bool:
        """Whether an exclusion is so unlikely by some clauses, at most a fourth, that nobody need reckon how unlikely."""
        stand = self.stretch(clauses).scores("exclusion")
        nothing, *others = map(add, stand, self._whole_scores("exclusion"))
        return bool(nothing - max(others) > NO_FOURTH)

    def exclusions(self) -> tuple[Exclusion, ...]:
        """What the sender admits to that ends the warranty, each once."""
        classes = heads.clauses().heads["exclusion"].classes
        overall = self.shares("exclusion", self.everything)
        found: dict[str, tuple[float, int]] = {}
        likeliest = max(overall[1:])
        for clauses in self._spots():
            if likeliest < ADMITTED and self._admits_nothing(clauses):
                continue
            shares = overall if clauses is self.everything else self.shares("exclusion", clauses)
            best = max(range(1, len(shares)), key=shares.__getitem__)
            sure = (shares[best] + overall[best]) / 2
            if sure >= ADMITTED and sure > found.get(classes[best], (0.0, 0))[0]:
                found[classes[best]] = (sure, self.weightiest("exclusion", best, clauses))
        for name, rule in outsiders.RULES:
            if (at := rule(self.r.told, self.r.n.text)) is not None:
                found.setdefault(name, (1.0, at))
        admitted = []
        for name, (_, at) in found.items():
            start, end = self._span(at)
            admitted.append(Exclusion(name, self.r.n.raw[start:end], start, end))
        return tuple(admitted)


def likely_danger(severity: Severity) -> float:
    """How likely the danger is that a level was given for."""
    return 1 - (SUREST - severity.confidence) / DOUBT


def _at_least(shares: list[float], index: int, least: float) -> list[float]:
    """The same probabilities with one of them raised."""
    sure, rest = max(shares[index], least), max(1 - shares[index], 1e-9)
    return [sure if i == index else s * (1 - sure) / rest for i, s in enumerate(shares)]


def _tells(words: Sequence[str]) -> bool:
    """Whether a clause says more than a name, a number, a time, or what one says to be polite."""
    said = [w for w in words if not w.startswith("<") and w.isalpha()]
    return bool(said) and "".join(said) not in _MANNERS
