"""What the learned models look at: characters of Chinese, words of English, their neighbours, and how a clause stands.

A word in a clause that is past, supposed, told of others or asked carries a mark (``p:``, ``h:``, ``o:``), a word
after a negation another (``!``): that is how "no smoke" and "smoke" are different things to a sum of weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from nlu.clauses import Clause
from nlu.patterns import regex
from nlu.understanding import Entity

_NUMBER = regex(r"\d+")
_WORD = regex(r"[a-z']+|<\w+>|#+|[\u3400-\u9fff]|[?!]")
_NEGATION = frozenset(
    "no not never without neither nor none nothing nobody cannot can't won't don't doesn't didn't isn't aren't wasn't"
    " haven't hasn't couldn't wouldn't".split()
) | frozenset("没无未非别")
_NOT_BU = frozenset("停断住得知清了是够")  # 不停, 不断, 不住 ... deny nothing
REACH_EN, REACH_ZH = 5, 8
MAX = 600  # characters of a message that decide; more say the same again


def tokens(text: str) -> list[str]:
    return _WORD.findall(_NUMBER.sub("#", text))


def grams(words: Sequence[str]) -> list[str]:
    """Words, pairs and (in Chinese) triples, beginnings of long words."""
    found = []
    before, last = "^", "^"
    for word in words:
        found.append(word)
        found.append(before + "_" + word)
        if len(word) == 1:
            found.append(last + before + word)
        elif len(word) > 5:
            found.append(word[:5] + "*")
            found.append(before + "_" + word[:5] + "*")
        if len(word) > 1 and last != "^":
            found.append(last + "-" + word)
        last, before = before, word
    found.append(before + "_$")
    return found


def message(
    clauses: Sequence[Clause], said: Sequence[Sequence[str]], entities: Iterable[Entity] = ()
) -> list[str]:
    """Features of the whole message for its intent: what is said, in any status, and which status there is.
    ``said``: the words of each clause."""
    text = " ".join(c.text for c in clauses)
    if len(text) <= MAX:
        words = list(chain.from_iterable(said))
    else:
        words = tokens(text[: MAX // 2] + " " + text[-MAX // 2 :])
    found = set(grams(words))
    size = len(words)
    found.add("len" + str(next((i for i, most in enumerate((1, 2, 4, 7, 12, 25, 60)) if size <= most), 7)))
    for c in clauses:
        found.update(name for name in _marks(c) if name)
    if clauses:
        found.update("first:" + w for w in said[0][:2])
        found.update("end:" + g for g in said[-1][-2:])
        if clauses[-1].question:
            found.add("?end")
    found.update("has:" + e.entity for e in entities)
    return list(found)


def _marks(c: Clause) -> tuple[str, ...]:
    return (
        "is:past" if c.past else "",
        "is:supposed" if c.supposed else "",
        "is:other" if c.other else "",
        "is:question" if c.question else "",
        "is:resolved" if c.resolved else "",
    )


def clause(c: Clause, words: Sequence[str]) -> list[str]:
    """Features of one clause and its words, marked by how it stands."""
    mark = "p:" if c.past else "h:" if c.supposed else "o:" if c.other else ""
    at, denied_until = 0, -1
    pieces: list[str] = []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        pieces.append("!" + word if at <= denied_until else word)
        if word in _NEGATION or (word == "不" and following not in _NOT_BU):
            denied_until = at + (REACH_EN if len(word) > 1 else REACH_ZH)
    found = [mark + g for g in grams(pieces)]
    if c.question:
        found += ["q:" + g for g in words]
    found += [name for name in _marks(c) if name]
    return list(set(found))
