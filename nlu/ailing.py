"""The plainest words for a fault: that there is something the matter with something, or that it does less than it should."""

from __future__ import annotations

from nlu.patterns import regex

LONGEST = 16  # characters of such a message
_SAYS_SO = regex(
    r"(?<![没不无未人])(?:出|有|闹)(?:了|点|个|些|什么){0,2}(?:毛病|故障)(?!吗|没|怎么)|(?<![没不无人我们])(?:有|出)(?:了|点|些){0,2}问题了?$|(?<!我)不(?:好使|对劲)了?$|\b(?:acting|playing) up\b|\bon the blink\b|\bhas (?:a|some) (?:problem|fault)\b"
)


def says_so(text: str) -> bool:
    """Whether a normal text says that and no more."""
    return len(text) <= LONGEST and bool(_SAYS_SO.search(text))


_LESS = regex(r"不(?:太|怎么|够|大)|not (?:very|really|that|too)\b|drips?\b")


def only_less(said: str) -> bool:
    """Whether the words that a rule found say that something does what it is for, and not as well ("not very hot")."""
    return _LESS.match(said.casefold()) is not None
