"""The plainest words for a fault: that there is something the matter with something, and nothing else."""

from __future__ import annotations

from nlu.patterns import regex

LONGEST = 16  # characters of such a message
_SAYS_SO = regex(
    r"(?<![没不无未人])(?:出|有|闹)(?:了|点|个|些|什么){0,2}(?:毛病|故障)(?!吗|没|怎么)|(?<![没不无人我们])(?:有|出)(?:了|点|些){0,2}问题了?$|(?<!我)不(?:好使|对劲)了?$|\b(?:acting|playing) up\b|\bon the blink\b|\bhas (?:a|some) (?:problem|fault)\b"
)


def says_so(text: str) -> bool:
    """Whether a normal text says that and no more."""
    return len(text) <= LONGEST and bool(_SAYS_SO.search(text))
