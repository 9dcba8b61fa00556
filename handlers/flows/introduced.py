"""A name that comes with what the person is: "this is her husband Dan", "he is Bill Hay", 联系人是IT的周工."""

from __future__ import annotations

from handlers.wording import regex
from nlu import lexicon, places
from nlu.people import known_names

_KIN = r"(?:husband|wife|son|daughter|mother|mum|mom|father|dad|brother|sister|neighbou?r|colleague|assistant|boss|manager|tenant|landlord|caretaker|partner)"
_EN_NAME = r"(?P<n>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){0,2})"
_ENGLISH = regex(
    rf"(?:\b(?:[Hh]e|[Ss]he|[Tt]his|[Ii]t|[Cc]ontact|[Pp]erson)(?: is|'s)|\b(?:I am|I'm)|\b(?:ask for|contact)) (?:(?:my|her|his|our|the|their|your) {_KIN},? (?:named |called )?)?{_EN_NAME}(?=$|[ ,.;!])"
    rf"|\b(?:[Mm]y|[Hh]er|[Hh]is|[Oo]ur|[Tt]he) {_KIN},? (?:is |named |called )?(?P<k>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?)(?=$|[ ,.;!])"
)
_CHINESE = regex(
    r"(?<!不是)(?:联系人|对接人|负责人)(?:是|叫|找|写|填|为|:|：)(?P<n>(?:[A-Za-z\u4e00-\u9fff]{1,6}的)?[\u4e00-\u9fff]{2,4})(?=$|[\s,，。;；、\d])"
)
_TITLED = regex(r"[\u4e00-\u9fff](?:工|总|经理|主任|老师|师傅|先生|女士|小姐|阿姨|叔叔|大爷|大妈)")
LONGEST = 120  # characters; in a longer message the words may mean anything


def name(text: str) -> str | None:
    """Whom a message introduces to us by name."""
    if len(text) > LONGEST:
        return None
    found = _CHINESE.search(text)
    if found is not None:
        whom = found["n"].rpartition("的")[2]
        return found["n"] if places.like_a_name(whom) or _TITLED.fullmatch(whom) else None
    found = _ENGLISH.search(text)
    if found is None:
        return None
    whom = found["n"] or found["k"]
    words = whom.casefold().split()
    return whom if not known_names().isdisjoint(words) or len(words) > 1 else None


def a_thing(text: str) -> bool:
    """Whether a word is a device or a part and nothing else ("heater")."""
    said = text.casefold()
    found = lexicon.find(said) if text.isascii() else []
    return bool(found) and found[0].start == 0 and found[-1].end == len(said) and said not in known_names()
