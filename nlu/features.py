"""What the learned models look at: characters of Chinese, words of English, their neighbours, and how a clause stands.

A word in a clause that is past, supposed, told of others or asked carries a mark (``p:``, ``h:``, ``o:``), a word
after a negation another (``!``): that is how "no smoke" and "smoke" are different things to a sum of weights.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain

from nlu.clauses import Clause
from nlu.patterns import regex
from nlu.understanding import Entity

_NUMBER = regex(r"\d+")
_WORD = regex(r"[a-z']+|<\w+>|#+|[\u3400-\u9fff]|[?!]")
_DENYING = frozenset(
    "no not never without neither nor none nothing nobody cannot can't won't don't doesn't didn't isn't aren't wasn't"
    " haven't hasn't couldn't wouldn't".split()
) | frozenset("没无未非别不")
_NOT_BU = frozenset("停断住得知清了是够")  # 不停, 不断, 不住 ... deny nothing
REACH_EN, REACH_ZH = 5, 8
_LENGTHS = (1, 2, 4, 7, 12, 25, 60)  # words
MAX = 600  # characters of a message that decide; more say the same again


def tokens(text: str) -> list[str]:
    return _WORD.findall(_NUMBER.sub("#", text))


def grams(words: Sequence[str]) -> list[str]:
    """Words, pairs and (in Chinese) triples, beginnings of long words."""
    after_one, after_two = ["^", *words], ["^", "^", *words]
    found = [f"{before}_{word}" for before, word in zip(after_one, [*words, "$"], strict=True)]
    found += words
    for last, before, word in zip(after_two, after_one, words, strict=False):
        if len(word) == 1:
            found.append(last + before + word)
            continue
        if len(word) > 5:
            found += (word[:5] + "*", f"{before}_{word[:5]}*")
        if last != "^":
            found.append(f"{last}-{word}")
    return found


def message(
    clauses: Sequence[Clause], said: Sequence[Sequence[str]], entities: Iterable[Entity] = ()
) -> set[str]:
    """Features of the whole message for its intent: what is said, in any status, and which status there is.
    ``said``: the words of each clause."""
    if sum(len(c.text) for c in clauses) + len(clauses) - 1 <= MAX:
        words = list(chain.from_iterable(said))
    else:
        text = " ".join(c.text for c in clauses)
        words = tokens(text[: MAX // 2] + " " + text[-MAX // 2 :])
    found = set(grams(words))
    found.add(f"len{bisect_left(_LENGTHS, len(words))}")
    for c in clauses:
        found.update(_marks(c))
    if clauses:
        found.update(["first:" + w for w in said[0][:2]], ["end:" + w for w in said[-1][-2:]])
        if clauses[-1].question:
            found.add("?end")
    found.update(["has:" + e.entity for e in entities])
    return found


def _marks(c: Clause) -> list[str]:
    if not (c.past or c.supposed or c.other or c.question or c.resolved):
        return []
    marks = (c.past, "past"), (c.supposed, "supposed"), (c.other, "other"), (c.question, "question")
    return ["is:" + name for stands, name in (*marks, (c.resolved, "resolved")) if stands]


def clause(c: Clause, words: Sequence[str]) -> set[str]:
    """Features of one clause and its words, marked by how it stands."""
    found = grams(words if _DENYING.isdisjoint(words) else _denied(words))
    mark = "p:" if c.past else "h:" if c.supposed else "o:" if c.other else ""
    made = {mark + g for g in found} if mark else set(found)
    if c.question:
        made.update(["q:" + w for w in words])
    made.update(_marks(c))
    return made


def _denied(words: Sequence[str]) -> list[str]:
    """The words, those after a negation with a mark."""
    denied_until = -1
    pieces: list[str] = []
    for at, word in enumerate(words):
        pieces.append("!" + word if at <= denied_until else word)
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _DENYING and (word != "不" or following not in _NOT_BU):
            denied_until = at + (REACH_EN if len(word) > 1 else REACH_ZH)
    return pieces
