"""Whom to ask for, as a call tells it: a name that is explained sign by sign, told in pieces, given up for another, read back.

The last name that somebody tells or confirms counts, in the fullest form in which it was said.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlu import ordinary
from nlu.asking import ASKS, YES, asked, refuses
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.people import like_a_name
from nlu.spelling import runs
from nlu.told_names import (
    CAP,
    DOTTED,
    FILLERS,
    HEARD,
    NICK,
    NONE,
    SEQUENCE,
    SPELT_BETWEEN,
    asked_for,
    at_home,
    explained,
    explains,
    fuller,
    in_full,
    is_none,
    of_place,
    put_down,
    spelled,
    untitled,
    untitled_in_full,
    with_parts,
)
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding

_PLAIN = regex(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，\s]*(?:叫)?|姓|叫我?|找|是|it's |it is |this is |me, )?\s*(?:I'm |I am |[Nn]ame's |[Nn]ame is )?(?P<n>[\u4e00-\u9fff]{1,4}?(?=$|就行|就好|吧|得啦|啦)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?:就行|就好|吧|得啦|啦)?[。.，,！!]?\s*$"
)
_PIECE = regex(r"(?:[^,，。、.]|\.(?=\S)|(?<=\b[MD]r)\.|(?<=\bM[rs]s)\.)+")
_ZH_PIECE = regex(r"[^,，。、\s]+")
#: 姓覃，西早覃，我们广西念秦，覃建国: what begins like the family name, later in the turn, is the whole name.
_IN_FULL = regex(
    r"姓(?P<f>[\u4e00-\u9fff]{1,2})(?=[,，、。 ])[^。!！?？]{0,40}?[,，、。 ](?:我?叫)?(?P<n>(?P=f)[\u4e00-\u9fff]{1,2})(?=[,，、。!！ ]|$|先生|女士|医生|醫生|小姐)"
    r"|(?<![\u4e00-\u9fff])(?:中文名|写|叫|我)?(?P<f2>[\u4e00-\u9fff]{1,2})[,，](?P<why>[\u4e00-\u9fff]{1,4}[的嘅](?P=f2)[,，])?(?P<n2>(?P=f2)[\u4e00-\u9fff]{1,2})(?=[,，、。!！ ]|$)"
)
_READ_ZH = regex(
    r"(?:^|[,，。好])(?P<n>[\u4e00-\u9fff]{2,4}?)(?:先生|女士|小姐|医生|醫生|师傅|经理)(?=[,，。?？!！]|$)"
)
#: 那登记蒯明。 联系人写您漆勇。
_WRITES_ZH = regex(
    r"(?:登记|联系人?|写|记|找)(?:的?是|写|您|改成|为)*(?P<n>[\u4e00-\u9fff]{2,3})(?=[,，。?？!！]|$)"
)
_ADDRESSED = regex(rf"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r)\.? (?P<n>{CAP})")
_OF_A_NAME = regex(
    r"找|联系|聯絡|联络|搵|叫|姓|写(?!明|的|着)|名|我是|\b(?:ask|contact|call|name|put|ring|speak|me|my|i'm|he's|she's|it's|this is)\b"
)
#: Said of whom to ask for, whatever the agent has asked.
_NAMES_ONE = regex(
    r"找|联系|聯絡|搵|写我|姓|我[叫是]|[他她]叫|收(?=[,，。]|$)|先生|女士|\b(?:ask for|contact is|speak to|put|name)\b"
)
_ARE_YOU = regex(r"您是|是不是您|您就是|本人|\b(?:am i speaking|is (?:this|that)|are you)\b")
_SAID_LIKE = regex(r"\b(?:like|as in) $|\b[A-Za-z],? for $")
_HELLO = regex(
    rf"(?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Mm]orning|[Aa]fternoon|[Ee]vening|[Gg]ood \w+|[Aa]ye|[Yy]es|[Yy]eah|[Oo]h|[Gg]'day)[ ,.!]+)?(?P<agent>{CAP})[,.!]? (?:[Hh]i,? |[Hh]ello,? )?(?:[Ii]t's |[Tt]his is )?(?P<n>{CAP} {CAP})(?= (?:here|out|from|at|calling|with|again|over|up|down)\b|[,.]|$)"
)
_STOP = regex(r"(?<=[a-z]{3})\. ")
_LAST_NAME_OF = regex(rf"\b(?:[Ll]ast|[Ff]amily|[Ss]econd) name,? (?P<n>{CAP})\?")
_ON_PAPERS = regex(rf"\b(?P<n>{CAP}) on (?:the|my) (?:bill|account|invoice|contract|papers?|paperwork)\b")
_INTRODUCES = regex(r"\b(?:I'm|I am|this is|name|ask for|call me|it's|put|me)\b[^.!?]{0,30}$", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as a turn tells it, and where."""

    value: str
    text: str
    turn: int


@dataclass(slots=True)
class _State:
    named: list[Named] = field(default_factory=list)
    pieces: list[str] = field(
        default_factory=list
    )  # words that were said in answer to the question for the name
    asked: bool = False
    place: str = ""


def contact(turns: Sequence[Turn], parsed: Sequence[Understanding], place: str = "") -> list[Named]:
    """Every name of the one to ask for in the order in which the call tells them; the last one stands.  ``place``: where it
    is, of which no part is anybody's name."""
    state = _State(place=place)
    for i, turn in enumerate(turns):
        if (caller := _introduced(turns, i)) is not None:
            state.named.append(Named(caller, caller, i))
        if turn.speaker == "agent":
            _agent(turns, i, parsed[i].entities, state)
            state.asked = bool(ASKS["contact_name"].search(normalise(turn.text).text)) or (
                state.asked and asked(normalise(turn.text).text) is None
            )
        else:
            _caller(turns, i, parsed[i].entities, state)
    state.named = [n for n in state.named if n.value.isascii() or not of_place(n.value, place)]
    if not state.named:
        return []
    last = _fullest(state.named)
    return [*state.named, Named(untitled_in_full(last.value), last.text, last.turn)]


def _known(state: _State) -> str:
    return state.named[-1].value if state.named else ""


def _introduced(turns: Sequence[Turn], i: int) -> str | None:
    """Who says hello to the agent by name and then who they are: "Morning Sue, Graham Potts from the parish hall"."""
    if i != 1 or turns[0].speaker != "agent" or turns[1].speaker == "agent":
        return None
    hello = _HELLO.match(turns[1].text)
    if hello is None or hello["agent"] not in re.findall(CAP, turns[0].text):
        return None
    return hello["n"]


# -- the caller --------------------------------------------------------------------------------------------


def _caller(turns: Sequence[Turn], i: int, found: Sequence[Entity], state: _State) -> None:
    text = turns[i].text
    names = [
        _once(e.text) for e in found if e.entity == "contact_name" and _counts(turns, i, e, found, state)
    ]
    whole = (
        [n for n in names if " " in untitled(n)] if names and " " not in names[-1] and not state.asked else []
    )
    names = whole[:1] or names[-1:]
    if state.asked:
        state.pieces += [w for w in re.findall(CAP, text) if w not in state.pieces]
    answer = _answered(turns, i) or in_full(_before(turns, i), text)
    if answer is not None and (not names or names[0] in answer):
        names = [answer]
    full = _IN_FULL.search(text)
    if full is not None and (full["n"] or full["why"] or like_a_name(full["n2"])):
        names = [full["n"] or full["n2"]]
    placed = any(x.entity == "address" for x in found)
    tells = (explained(text), asked_for(text, inside=placed), at_home(text))
    told = next((n for n in tells if n is not None and not of_place(n, state.place)), None)
    if told is not None and (not names or len(names[0]) <= len(told) or of_place(names[0], state.place)):
        names = [told]
    if (
        names
        and (nick := NICK.fullmatch(names[0]))
        and (full := re.search(rf"(?<![\u4e00-\u9fff]){nick['f']}[\u4e00-\u9fff]{{1,2}}(?=[,，。]|$)", text))
    ):
        names = [full[0]]
    spelt_out = max(spelled(text), key=len, default=None)
    names = [spelt_out] if spelt_out and not any(spelt_out in name for name in names) else names
    put = put_down(text)
    names = [put] if put is not None and not any(untitled(put) in untitled(name) for name in names) else names
    names = [n for n in names if not is_none(n, text, _known(state))]
    if put is None and not state.asked and state.named and " " in untitled(state.named[-1].value):
        names = [n for n in names if " " in untitled(n) or not n.isascii()]
    if (spelt := _spelt_between(text)) is not None:
        names = [spelt]
    if len(names) == 1 and " " not in names[0] and (given := _given(turns, i)) is not None:
        names = [f"{given} {names[0]}"]
    if (dotted := DOTTED.search(text)) is not None:
        names = [dotted[0]]
    for name in names:
        state.named.append(Named(name, name, i))
    known = state.named[-1] if state.named else None
    if known is None or (not known.value.isascii() and re.search(r"[\u4e00-\u9fff]", known.value)):
        return
    more = with_parts(text, untitled(known.value)) or next(fuller(text, known.value), None)
    if more is not None:
        state.named.append(Named(more, more if more in text else known.text, i))


def _once(name: str) -> str:
    """A name that is said twice over the end of a sentence, in its fullest form: "Lakshmi. Lakshmi Narayanan"."""
    pieces = [p for p in _STOP.split(name) if p]
    whole = max(pieces, key=len, default=name)
    words = set(whole.lower().replace(".", "").split())
    return whole if all(set(p.lower().split()) <= words for p in pieces) else name


def _spelt_between(text: str) -> str | None:
    """A first name that is spelled before the last: "Aroha. A R O H A. Pirihi, P I R I H I."."""
    m = SPELT_BETWEEN.search(text)
    if m is None or m["g"].lower() in FILLERS or re.search(rf"{CAP} $", text[: m.start()]):
        return None
    other = m["dot"] and (m["f"].lower() in FILLERS or m["f"].casefold() in ordinary.words())
    return None if other else f"{m['g']} {m['f']}"


def _given(turns: Sequence[Turn], i: int) -> str | None:
    """The first name by which an agent calls whom it asks for the last: "Last name, Walt?" — "Szymanski. Walter on the bill."."""
    asks = _LAST_NAME_OF.search(turns[i - 1].text) if i and turns[i - 1].speaker == "agent" else None
    if asks is None:
        return None
    papers = _ON_PAPERS.search(turns[i].text)
    return papers["n"] if papers and papers["n"][:3] == asks["n"][:3] else asks["n"]


def _counts(turns: Sequence[Turn], i: int, e: Entity, found: Sequence[Entity], state: _State) -> bool:
    """Whether a name in a turn is one of the case: not how a name or a letter is said, nor one more that nobody asked for
    or announces."""
    text = turns[i].text
    if explains(e.text) or _SAID_LIKE.search(text[: e.start]):
        return False
    before = _before(turns, i)
    wanted = asked(normalise(before).text)
    of_a_name = bool(ASKS["contact_name"].search(normalise(before).text))
    placed = any(x.entity == "address" for x in found) and not _INTRODUCES.search(text[: e.start])
    if not of_a_name and (wanted == "address" or (placed and text.isascii())):
        return bool(_NAMES_ONE.search(normalise(text).text))
    return not state.named or of_a_name or bool(_OF_A_NAME.search(normalise(text).text))


def _before(turns: Sequence[Turn], i: int) -> str:
    return next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")


def _answered(turns: Sequence[Turn], i: int) -> str | None:
    """A short answer to the agent's question for a name."""
    before = next((t for t in reversed(turns[:i]) if t.speaker == "agent"), None)
    if before is None:
        return None
    wanted, text = asked(normalise(before.text).text), turns[i].text.strip()
    if wanted != "contact_name" and not ASKS["contact_name"].search(before.text):
        return None
    pattern = _ZH_PIECE if not text.isascii() and re.search(r"[\u4e00-\u9fff]", text) else _PIECE
    pieces = [m["n"] for p in pattern.finditer(text) if (m := _PLAIN.match(p[0].strip()))]
    named = [n for n in pieces if not NONE.match(n) and not explains(n) and n.lower() not in FILLERS]
    if not named:
        return None
    return max([named[0], *(n for n in named[1:] if named[0] in n)], key=len)  # "姓陈，陈建国"


# -- the agent ---------------------------------------------------------------------------------------------


def _agent(turns: Sequence[Turn], i: int, found: Sequence[Entity], state: _State) -> None:
    answer = turns[i + 1] if i + 1 < len(turns) else None
    if answer is not None and answer.speaker != "agent" and refuses(answer.text):
        return
    text = turns[i].text
    if _is_asked_for(text, answer) and (name := next((e for e in found if e.entity == "contact_name"), None)):
        state.named.append(Named(re.sub(r"(?<=..)(?:先生|女士|小姐)$", "", name.text), name.text, i))
        return
    said = [t.text for t in turns[max(0, i - 4) : i] if t.speaker != "agent"]
    named = [n.value for n in state.named] + [r.value for s in said for r in runs(normalise(s).text, least=3)]
    read = _read_back(text, " ".join([*named, *(t.text for t in turns[max(0, i - 4) : i])]))
    if read is not None and any(e.entity == "address" and read in e.text for e in found):
        return
    told = next((t.text for t in reversed(turns[:i]) if t.speaker != "agent"), "")
    introduced = (
        read is not None
        and read in told
        and not (state.named and " " in state.named[-1].value)
        and _INTRODUCES.search(told[: told.find(read)])
    )
    if read is not None and is_none(read, text, _known(state)):
        return
    written = read is not None and any(m["n"] == read for m in _WRITES_ZH.finditer(text[:HEARD]))
    if read is not None and (state.asked or written or introduced or _shares(read, state.named)):
        state.named.append(Named(read, read, i))
        return
    called = _ADDRESSED.search(text)
    if called and state.asked and called["n"] in state.pieces and len(state.pieces) >= 2:
        _called_by_family(called["n"], i, said, state)


def _called_by_family(family: str, i: int, said: Sequence[str], state: _State) -> None:
    """Of two names in pieces the agent calls by one: "Ramkissoon. Darlene." — "Miss Ramkissoon"."""
    turn = next((s for s in said if family in s), "")
    alone = [m[0] for m in re.finditer(rf"(?:(?<=[.!?] )|^){CAP}(?=[.!?,])", turn)]
    given = next((w for w in alone if w != family and w.lower() not in FILLERS), None)
    known = state.named[-1].value if state.named else ""
    if given is None and known and " " not in known and known != family:
        given = known
    if given is not None:
        state.named.append(Named(f"{given} {family}", family, i))


def _read_back(text: str, said: str) -> str | None:
    """A whole name that an agent says after the caller has said each of its words."""
    text, said = text[:HEARD], said[-4 * HEARD :]
    words = {w.lower() for w in re.findall(r"[\w'’-]+", said)}
    for m in SEQUENCE.finditer(text):
        name = untitled(m[0]).split()
        starts = (
            m.start() == 0 or text[: m.start()].rstrip()[-1:] in ".!?,…" or text[: m.start()].endswith("So ")
        )
        if len(name) >= 2 and starts and name[0] not in FILLERS and all(_heard(w, words) for w in name):
            return m[0]
    for m in _WRITES_ZH.finditer(text):
        if m["n"] in said and not NONE.match(m["n"]):
            return m["n"]
    for m in _READ_ZH.finditer(text):
        if len(m["n"]) >= 2 and all(c in said for c in m["n"]) and like_a_name(m["n"]):
            return m["n"]
    return None


def _heard(word: str, words: set[str]) -> bool:
    return (
        word in words
        or word in ("bin", "binti", "de", "van")
        or bool(difflib.get_close_matches(word, words, 1, 0.8))
    )


def _shares(name: str, named: Sequence[Named]) -> bool:
    known = set(untitled(named[-1].value).split()) if named else set()
    return bool(known & set(untitled(name).split())) or bool(named and named[-1].value in name)


def _is_asked_for(text: str, answer: Turn | None) -> bool:
    """Whether an agent asks whether it is somebody, and the caller says yes: "请问您是戚蕴女士本人？"."""
    if answer is None or answer.speaker == "agent":
        return False
    return bool(_ARE_YOU.search(normalise(text).text) and YES.match(normalise(answer.text).text))


# -- names -------------------------------------------------------------------------------------------------


def _fullest(said: Sequence[Named]) -> Named:
    """The last name in the fullest form: "Mrs Adjei", "Abena Adjei"."""
    last = said[-1]
    bare = _folded(untitled(last.value))
    fuller = [
        n
        for n in said
        if bare and bare in _folded(n.value) and len(untitled(n.value)) > len(untitled(last.value))
    ]
    return max(fuller, key=lambda n: len(n.value), default=last)


def _folded(value: str) -> str:
    return re.sub(r"\W", "", value).casefold()


__all__ = ["Named", "contact", "explains", "untitled"]
