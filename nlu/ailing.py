"""The plainest words for a fault: that there is something the matter with something, or that it does less than it should."""

from __future__ import annotations

from nlu.patterns import regex

LONGEST = 16  # characters of such a message
_SAYS_SO = regex(
    r"(?<![没不无未人])(?:出|有|闹)(?:了|点|个|些|什么){0,2}(?:毛病|故障)(?!吗|没|怎么)|(?<![没不无人我们])(?:有|出)(?:了|点|些){0,2}问题了?$|(?<!我)不(?:好使|对劲)了?$|^(?:又|都|全|全都|也)?(?:灭|黑|断|停|坏|漏)了$|\b(?:acting|playing) up\b|\bon the blink\b|\bhas (?:a|some) (?:problem|fault)\b"
)


def says_so(text: str) -> bool:
    """Whether a normal text says that and no more."""
    return len(text) <= LONGEST and bool(_SAYS_SO.search(text))


BRIEF = 90  # characters of a message that is hardly more than what fails
#: In what state something is that is out of order, as one types it in a hurry.
_STANDS = regex(
    r"\b(?:out|down|off)(?= ?(?:$|[.,;:!]|again\b|since\b|now\b))|\b(?:dead|ded|kaput|knackered|bust(?:ed)?|stuck|jammed|frozen)\b(?! ?(?:line|end|lock|bolt|stock))"
    r"|\bno (?:start|power|go|heat|heating|hot water|cooling|up|down|display|picture|image|signal|draught|ice|steam|yield)\b|\b(?:won'?t|wont|not?|cannot|can'?t) (?:start|satrt|run|work(?:ing)?|turn on|boot|open|close|heat|cool|move)\b"
    r"|坏了|壞了|死机|死機|不动了|不動了|没反应|沒反應|停机|停機|趴窝|打不着|开不了|開不了|不转了|停脱"
)


def stands(text: str) -> bool:
    """Whether few words say that something is out of order."""
    return len(text) <= BRIEF and "?" not in text and bool(_STANDS.search(text))


_LESS = regex(r"不(?:太|怎么|够|大)|not (?:very|really|that|too)\b|drips?\b")


def only_less(said: str) -> bool:
    """Whether the words that a rule found say that something does what it is for, and not as well ("not very hot")."""
    return _LESS.match(said.casefold()) is not None
