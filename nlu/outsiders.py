"""Somebody who is not ours has had the device open: "opened by the local smith", "we had a mechanic take it apart".

What examples tell poorly is who did it when the device stands first: the doer is named after the word "by".
"""

from __future__ import annotations

from nlu import forces
from nlu.clauses import Clause, negated
from nlu.patterns import regex

_OPENED = r"(?:opened(?: up)?|taken apart|dismantled|disassembled|stripped(?: down)?|pulled apart)"
_TAKE = r"(?:open(?:ed)?(?: (?:it|this|that|her))?(?: up)?|(?:take|took|taken|pull|pulled) (?:it |this |that |her |the \w+ )?apart|dismantled?|disassembled?|strip(?:ped)?(?: it)? down)"
_PERSON = r"(?:black|lock)?smith|mechanic|electrician|plumber|welder|repair ?(?:man|shop)|handyman|neighbou?r|cousin|uncle|brother|nephew|son|father|dad|husband|friend|mate|boss|farmer|student|caretaker|janitor|colleague|guy|bloke|lad|garage|workshop|shop|fitter|somebody|someone|people"
_THEIRS = rf"(?!your\b)(?!an? authori[sz]ed\b)(?!one of you)(?:(?!your\b|you\b|authori[sz]ed\b|by\b)[\w'-]+ ){{0,4}}(?:{_PERSON})(?!'s? of yours)\b(?! (?:from|of) (?:you|yours)\b)"
_BY = regex(
    rf"(?<!door )(?<!gate )(?<!lid )\b(?:was|were|been|got|is|it|machine|unit|device) (?:\w+ )?{_OPENED}(?: \w+){{0,3}} by {_THEIRS}"
    rf"|\b(?:had|have|got|let) {_THEIRS} (?:to )?{_TAKE}\b"
)


def find(clauses: tuple[Clause, ...], _text: str = "") -> int | None:
    """The clause in which that is told; ``None``: nobody has."""
    for at, c in enumerate(clauses):
        m = _BY.search(c.text)
        if m is not None and not (c.supposed or c.question) and not negated(c.text, m.start(), 4):
            return at
    return None


#: What an exclusion is called, and the rule that finds it named.
RULES = (("force_majeure", forces.find), ("self_disassembly", find))
