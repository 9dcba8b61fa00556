"""Which numbers of a message tell how many units fail, are wanted or are to be looked after: all that may count things
are weighed with what stands around them, and what the rules (``nlu.counts``) say of them is one voice among others."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from nlu import counts_en, lexicon, tagging
from nlu.clauses import Clause, split
from nlu.normalise import Normal
from nlu.numerals import value
from nlu.patterns import regex
from nlu.scans import scan
from nlu.tables import Table
from nlu.understanding import Entity

MODEL = "model/counts.json.gz"
NAME = "affected_count"
#: What it weighs that the rules found a number.  It is not learned: the rules were mended on what there is to learn
#: from, so that they look better there than they are.
RULES = 3.0
AROUND = 0.3  # what a word of a clause that is not a neighbour counts beside what stands next to the number
FAR = ("a:", "b:", "n:", "v:")  # how such features begin
MOST = (
    30  # numbers that are weighed; a text that has more is a list, of which the rules alone tell what counts
)
MAX_CLAUSE = 40  # tokens of a clause that are looked at on each side
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen"
_NUMBER = scan(
    r"(?<![\d.:/\w-])\d{1,4}(?![\d.:/%]|[a-z]|-\d)|(?<=[一-龥])\d{1,4}(?![\d.:/%a-z]|-\d)|[一二两三四五六七八九十百千廿卅]{1,6}[来多几]*|好?几十?|俩|仨|大?半数?|全部|所有|整排"
    rf"|\b(?:(?:roughly |half )?(?:an? )?(?:{_WORDS})(?:[ -](?:and )?(?:{_WORDS}|odd))*|an? (?:couple|few|pair|handful)|several|both|half|most|dozens|two[ -]thirds|three[ -]quarters|a third|a quarter|every (?:other|second|third|fourth|fifth|tenth|twelfth))\b"
)
#: What is counted and no unit of anything that fails or is wanted.
_NO_UNIT = regex(
    r" (?:options?|reasons?|questions?|ideas?|suggestions?|messages?|texts?|emails?|calls?|people (?:standing|around|waiting|queu\w+|here)|hours?'?|drops?)\b"
    r"|条(?:短信|消息|微信|信息|建议|留言)|[个点](?:建议|问题|原因|疑问|人都?(?:搬|抬|推|拉|围|等|排))"
)
#: How many there are, of which another number fails: 两路电源模块灭了一路.
_OF_WHICH = regex(
    r"(?P<u>[个台路块只条根盏张部间扇套])[^,，。;；!！?？\d]{1,8}(?:坏|灭|停|掉|断|黑|漏|死|挂)了?(?:[一两二三四五]|\d{1,2})(?P=u)"
)
_UNIT = regex(r" ?(?:of )?(?:the |our |my |these )?([a-z\-]+|[一-龥])")
_OF = regex(r" (?:[a-z]+ )?(?:out )?of (?:the |our |my )?(?:[a-z]+|\d+)\b")
_OF_BEFORE = regex(r"\bof (?:the |our |my |these )?$")
_PLURAL = regex(r" (?:[a-z-]+ ){0,2}[a-z]{3,}s\b")
_FAILS = regex(
    r"[坏烧破崩闪不没停掉灭黑裂报死挂断卡瘫漏瞎冇唔]|蓝屏|跳闸|\b(?:won't|don't|doesn't|not|can't|dead|down|out|broken|stuck|stopped|fail\w*|gone|dark|blank|jam\w*|leak\w*|trip\w*|crack\w*|missing|off|lost|no)\b"
)
_GOOD = regex(r"正常|没事|没问题|好的|好好|照[用常样]|能用|\b(?:fine|ok|okay|good|works?|working|normal)\b")
_MONEY = regex(r"多少钱|[价费]|\bhow much\b|price|cost|quot|charge|\bfee")
_WANTED = regex(r"[寄发订买要补]|配件|备件|order|spare|\bneed|\bsend|replacement|\bpost\b|\bbuy|\bsupply")
_SIZES = (2, 5, 20, 100)


class Number(NamedTuple):
    """A number of a normal text, how many it says, and whether the rules found it."""

    start: int
    end: int
    many: int | None
    found: bool


class Weights(NamedTuple):
    bias: float
    of: Table[float]


@lru_cache(maxsize=1)
def _weights() -> Weights:
    stored = json.loads(gzip.decompress(files("nlu").joinpath(MODEL).read_bytes()))
    unit = stored["unit"]
    known = {name: weight * unit for name, weight in stored["weights"].items()}
    return Weights(stored["bias"], Table(known, 0.0))


def choose(n: Normal, known: Sequence[Entity]) -> list[Entity]:
    """The counts of a message, of which rules found ``known``."""
    numbers = candidates(n, known)
    if not numbers or len(numbers) > MOST:
        return [e for e in known if e.entity == NAME]
    bias, of = _weights()
    weighed = [
        (bias + RULES * number.found + sum([of[x] for x in said]), number)
        for number, said in zip(numbers, features(n.text, numbers, known), strict=True)
    ]
    taken: list[Number] = []
    for weight, number in sorted(weighed, key=lambda w: (-w[0], w[1].start)):
        if weight < 0 or _NO_UNIT.match(n.text, number.end) or _OF_WHICH.match(n.text, number.end):
            continue
        if all(number.end <= t.start or t.end <= number.start for t in taken):
            taken.append(number)
    said_by_rules = {tagging.place(n, e.start, e.end): e for e in known if e.entity == NAME}
    return [said_by_rules.get((t.start, t.end)) or _entity(n, t) for t in sorted(taken)]


def _entity(n: Normal, t: Number) -> Entity:
    a, b = n.original(t.start, t.end)
    return Entity(NAME, n.text[t.start : t.end] if t.many is None else str(t.many), n.raw[a:b], a, b)


def candidates(n: Normal, known: Sequence[Entity]) -> list[Number]:
    """All numbers of a text that are not of a time, an address or the like."""
    spans = [(*tagging.place(n, e.start, e.end), e.entity) for e in known]
    found = {(a, b) for a, b, name in spans if name == NAME}
    others = [(a, b) for a, b, name in spans if name != NAME]
    every = found | {
        m.span() for m in _NUMBER.finditer(n.text) if all(m.end() <= a or b <= m.start() for a, b in others)
    }
    return [Number(a, b, how_many(n.text[a:b]), (a, b) in found) for a, b in sorted(every)]


def how_many(said: str) -> int | None:
    """What a number says, in Chinese, in English or in figures."""
    made = counts_en.NUMBERS.get(said) or value(said.replace("俩", "两").replace("仨", "三"))
    return int(made) if made else None


class _Text(NamedTuple):
    """A text as its numbers are looked at."""

    text: str
    words: list[str]
    starts: list[int]
    clauses: list[Clause]
    names: Sequence[lexicon.Name]
    of_all: list[str]  # features that all of its numbers have


def features(text: str, numbers: Sequence[Number], known: Sequence[Entity]) -> list[list[str]]:
    """What is looked at of each number."""
    at = tagging.tokens(text)
    of_all = ["L" + ("en" if text.isascii() else "zh"), f"n{min(5, len(numbers))}"]
    of_all += sorted({"has:" + e.entity for e in known if e.entity != NAME})
    of_all += [name for name, said in (("money", _MONEY), ("want", _WANTED)) if said.search(text)]
    t = _Text(
        text,
        ["#" if text[a].isdigit() else text[a:b] for a, b in at],
        [a for a, _ in at],
        split(text),
        lexicon.find(text),
        of_all,
    )
    units = [unit[1] if (unit := _UNIT.match(text, number.end)) else "" for number in numbers]
    return [
        [*_near(t, number, units[k]), *_others(text, numbers, units, k), *_clause(t, number), *of_all]
        for k, number in enumerate(numbers)
    ]


def _near(t: _Text, number: Number, unit: str) -> Iterator[str]:
    """What a number is and what stands next to it."""
    text, (start, end, many, _) = t.text, number
    i, j = bisect_left(t.starts, start), bisect_left(t.starts, end)
    third, second, before = (["^", "^", "^"] + t.words[max(0, i - 3) : i])[-3:]
    after, next_one, last = (t.words[j : j + 3] + ["$", "$", "$"])[:3]
    size = "?" if many is None else str(many) if many < 3 else f"<{bisect_left(_SIZES, many)}"
    yield from (
        "v" + size,
        "u=" + unit,
        f"u={unit}{size}",
        "x=" + text[start:end],
        f"x+{text[start:end]}{after}",
    )
    yield from ("-1" + before, "-2" + second, f"-12{second}|{before}", f"-123{third}|{second}|{before}")
    yield from ("+1" + after, "+2" + next_one, "+3" + last, f"+12{after}|{next_one}", f"+23{next_one}|{last}")
    yield from (f"+123{after}|{next_one}|{last}", f"-+{before}|{after}")
    reach = end + (14 if text.isascii() else 5)
    kind = next((name.kind for name in t.names if end <= name.start <= reach), "-")
    yield from ("k" + kind, f"k{kind}u{unit}")
    kind = next((name.kind for name in t.names if start - 3 <= name.end <= start), "-")
    yield "-k" + kind
    for name, said in (("of", _OF.match(text, end)), ("units", _PLURAL.match(text, end))):
        if said:
            yield name
    if _OF_BEFORE.search(text, max(0, start - 12), start):
        yield "-of"


def _others(text: str, numbers: Sequence[Number], units: Sequence[str], k: int) -> Iterator[str]:
    """The other numbers: whether there are smaller or larger ones, of the same unit too, and what stands between."""
    own = numbers[k]
    yield f"{min(k, 4)}/{min(5, len(numbers))}"
    for where, some in (("e", range(k)), ("l", range(k + 1, len(numbers)))):
        if own.many is not None:
            told = [(numbers[i].many, units[i] == units[k]) for i in some]
            yield where + _compared(own.many, [many for many, _ in told if many is not None])
            yield (
                where + "u" + _compared(own.many, [many for many, same in told if same and many is not None])
            )
    if k:
        yield "e:" + text[numbers[k - 1].end : own.start][:14].strip()
    if k + 1 < len(numbers):
        yield "l:" + text[own.end : numbers[k + 1].start][:14].strip()


def _compared(own: int, others: Sequence[int]) -> str:
    smaller, larger, same = any(o < own for o in others), any(o > own for o in others), own in others
    return "S" * smaller + "B" * larger + "=" * same


def _clause(t: _Text, number: Number) -> Iterator[str]:
    """How its clause stands, the words in it, and those of the clauses around it."""
    at = next((i for i, c in enumerate(t.clauses) if c.start <= number.start < c.end), None)
    if at is None:
        return
    c = t.clauses[at]
    yield "is:" + ("p" * c.past or "h" * c.supposed or "o" * c.other) + "q" * c.question
    yield f"c{min(at, 3)}/{min(len(t.clauses), 4)}"
    before, after = t.text[c.start : number.start], t.text[number.end : c.end]
    said = (("b", _FAILS, before), ("a", _FAILS, after), ("w", _GOOD, after), ("W", _GOOD, before))
    yield "F" + "".join(name for name, pattern, where in said if pattern.search(where))
    if _WANTED.search(before):
        yield "want-"
    yield from {"b:" + word for word in _words(t, c.start, number.start)[-MAX_CLAUSE:]}
    yield from {"a:" + word for word in _words(t, number.end, c.end)[:MAX_CLAUSE]}
    if at + 1 < len(t.clauses):
        after_it = t.clauses[at + 1]
        yield from {"n:" + word for word in _words(t, after_it.start, after_it.end)[:MAX_CLAUSE]}
    if at:
        before_it = t.clauses[at - 1]
        yield from {"v:" + word for word in _words(t, before_it.start, before_it.end)[-MAX_CLAUSE:]}


def _words(t: _Text, start: int, end: int) -> list[str]:
    return t.words[bisect_left(t.starts, start) : bisect_left(t.starts, end)]
