"""Whom to ask for, as a call tells it: a name that is explained sign by sign, told in pieces, given up for another, read back.

The last name that somebody tells or confirms counts, in the fullest form in which it was said.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlu.asking import ASKS, YES, asked, refuses
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.people import like_a_name
from nlu.spelling import runs
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding

_PLAIN = regex(
    r"^(?:免贵|我)?(?:姓[\u4e00-\u9fff][,，\s]*(?:叫)?|姓|叫我?|是|it's |it is |this is |me, )?\s*(?:I'm |I am |[Nn]ame's |[Nn]ame is )?(?P<n>[\u4e00-\u9fff]{1,4}?(?=$|就行|就好|吧|得啦|啦)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?:就行|就好|吧|得啦|啦)?[。.，,！!]?\s*$"
)
_NONE = regex(
    r"(?:(?:[夜白早晚]班|值班)?(?:复姓.*|領班|领班|班长|主任|主管|店长|老板娘?|会计|前台|保安|物业|租客|房东|业主|司机|护士长?|园长)$|me$|我|你|您|好|嗯|对|是|不|那|这|就|可以|没|哦|啊|稍等|请|等|什么|明白|知道|谢|sure|yes|ok|no|well|hi|hang on|wait|hold on|just)",
    re.I,
)
_PIECE = regex(r"(?:[^,，。、.]|\.(?=\S)|(?<=\b[MD]r)\.|(?<=\bM[rs]s)\.)+")
_ZH_PIECE = regex(r"[^,，。、\s]+")
#: 姓覃，西早覃，我们广西念秦，覃建国: what begins like the family name, later in the turn, is the whole name.
_IN_FULL = regex(
    r"姓(?P<f>[\u4e00-\u9fff]{1,2})(?=[,，、。 ])[^。!！?？]{0,40}?[,，、。 ](?:我?叫)?(?P<n>(?P=f)[\u4e00-\u9fff]{1,2})(?=[,，、。!！ ]|$|先生|女士|医生|醫生|小姐)"
    r"|(?<![\u4e00-\u9fff])(?:中文名|写|叫|我)?(?P<f2>[\u4e00-\u9fff]{1,2})[,，](?P<why>[\u4e00-\u9fff]{1,4}[的嘅](?P=f2)[,，])?(?P<n2>(?P=f2)[\u4e00-\u9fff]{1,2})(?=[,，、。!！ ]|$)"
)
_NICK = regex(r"[老小阿](?P<f>[\u4e00-\u9fff])")
#: 战斗的战, 西早覃: it tells how a name is written.
_EXPLAINS = regex(r"[\u4e00-\u9fff]{1,4}[的嘅][\u4e00-\u9fff]|[A-Za-z] [\u4e00-\u9fff]{1,3}")
_TITLES = r"(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Mm]ister|[Mm]dm|[Mm]adam|[Dd]r|[Pp]rof|[Pp]rofessor|[Cc]apt|[Cc]aptain|[Cc]ommander|[Ss]ister|[Nn]urse|[Ff]ather|[Rr]ev|[Pp]astor|[Cc]hef|[Ss]ir|[Mm]atron|[Rr]everend|[Cc]oach|[Ss]ergeant|[Ss]gt|[Oo]fficer|[Cc]hief|[Ee]ngr|[Ee]ncik|[Pp]uan|[Cc]ik|[Hh]err|[Ff]rau|[Mm]adame|[Mm]onsieur|[Ss]e[nñ]ora?|[Ss]ignora?|[Hh]aji|[Aa]lhaji|[Mm]ajor|[Bb]rother|[Aa]unty?)"
_TITLE = regex(
    rf"^(?:{_TITLES}\.? )+(?=\S)|(?<=[\u4e00-\u9fff])(?:先生|女士|小姐|医生|醫生|经理|經理|师傅|師傅|阿姨|大爷|老师|老師)$"
)
_CAP = r"[A-ZÀ-ÞŁŚŠŻŽČĐ][\w'’-]*[\w](?<!['’]s)"
_LINK = r"(?:bin|binti|binte|van|von|der|den|de|da|dos|del|al|el|ap|ter|ten|zu|y)"
_SEQUENCE = regex(
    rf"(?:(?:(?:[MD]rs?|Ms)\. |{_TITLES} )(?:{_LINK} ){{0,2}})?{_CAP}(?: (?:{_LINK} ){{0,2}}{_CAP}){{0,3}}"
)
_READ_ZH = regex(
    r"(?:^|[,，。好])(?P<n>[\u4e00-\u9fff]{2,4}?)(?:先生|女士|小姐|医生|醫生|师傅|经理)(?=[,，。?？!！]|$)"
)
_FAMILY = regex(r"\b(?:[Ss]urname|[Ll]ast name|[Ff]amily name)(?:'s| is)?,? (?P<n>" + _CAP + ")")
_GIVEN = regex(r"\b(?:[Ff]irst name|[Gg]iven name|[Cc]hristian name)(?:'s| is)?,? (?P<n>" + _CAP + ")")
_ADDRESSED = regex(rf"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r)\.? (?P<n>{_CAP})")
_OF_A_NAME = regex(
    r"找|联系|聯絡|联络|搵|叫|姓|写(?!明|的|着)|名|我是|\b(?:ask|contact|call|name|put|ring|speak|me|my|i'm|he's|she's|it's|this is)\b"
)
#: Said of whom to ask for, whatever the agent has asked.
_NAMES_ONE = regex(
    r"找|联系|聯絡|搵|写我|姓|我[叫是]|[他她]叫|收(?=[,，。]|$)|先生|女士|\b(?:ask for|contact is|speak to|put|name)\b"
)
_ARE_YOU = regex(r"您是|是不是您|您就是|本人|\b(?:am i speaking|is (?:this|that)|are you)\b")
_SAID_LIKE = regex(r"\b(?:like|as in) $|\b[A-Za-z],? for $")
_FILLERS = frozenset(
    "i'm it's is yes no my the ask call tell surname me and this not sorry yeah yep okay ok right correct thanks hello well oh that so just hang wait sure morning get contact speak ring try use put it'll he's she's his her name say here hi mum dad".split()
)
_HELLO = regex(
    rf"(?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Mm]orning|[Aa]fternoon|[Ee]vening|[Gg]ood \w+|[Aa]ye|[Yy]es|[Yy]eah|[Oo]h|[Gg]'day)[ ,.!]+)?(?P<agent>{_CAP})[,.!]? (?:[Hh]i,? |[Hh]ello,? )?(?:[Ii]t's |[Tt]his is )?(?P<n>{_CAP} {_CAP})(?= (?:here|out|from|at|calling|with|again|over|up|down)\b|[,.]|$)"
)
_INTRODUCES = regex(r"\b(?:I'm|I am|this is|name|ask for|call me|it's|put|me)\b[^.!?]{0,30}$", re.I)


_NAME_PIECE = regex(
    r"(?:^|(?<=[,，。、；;：:！!？?…\s]))(?:我|他|她|就|你|您|名字|中文名字?|是|叫|姓|写|找|记|联系|收件人|联系人|全名)*(?P<n>[\u4e00-\u9fff]{2,4}?)(?:就行|就好|得啦|吧)?(?=[,，。、；;！!？?…\s]|$)"
)
_ASK_FOR_ZH = regex(
    r"(?:找|联系|叫|写|记|名字是|联系人是?|收件人是?|我是)(?:我|他|她|你|您|一下|我们|我同事|我老婆|我老公|我爱人|我儿子|我女儿|我媳妇)*(?:的)?(?P<n>[\u4e00-\u9fff]{2,4}?)(?:就行|就好|得啦|吧|好了)?(?=[,，。、；;！!？?…\s]|$)"
)
#: "Ibrahima, I-B-R-A-H-I-M-A, Diallo"; 艾尼瓦尔·图尔逊.
_SPELT_BETWEEN = regex(rf"(?P<g>{_CAP}), (?:[A-Z][- ,]{{1,2}}){{3,16}}[A-Z], (?P<f>{_CAP})(?=[.,?!]|$)")
_DOTTED = regex(r"[\u4e00-\u9fff]{2,8}[·•][\u4e00-\u9fff]{2,8}")
#: Whom to write down, in so many words.
_PUT = regex(
    rf"\b(?:[Pp]ut(?: down| me down as| it (?:under|in)| on)?|[Aa]sk (?:for|after)|[Ww]rite(?: down)?|[Ss]peak to|[Cc]ontact is|[Cc]ontact's)(?: it's| for| to| our (?:[a-z]+ ){{1,3}}[a-z]+,| my (?:[a-z]+ ){{0,2}}[a-z]+,)? (?P<n>(?:{_TITLES}\.? )?{_CAP}(?: (?:{_LINK} ){{0,2}}{_CAP}){{0,3}})"
)
_LETTERS = regex(r"[A-Z](?:[ -][A-Z])*")
_NUMERALS = regex(r"[零〇一二三四五六七八九十幺两\d]+")
#: Behind what is a ward, a team, a road and no person.
_UNIT = regex(
    r"(?:'s)? (?:unit|ward|desk|team|reception|office|department|line|main road|road|rd|street|st|avenue|lane|drive|mall|hospital|school|building|tower|house|park|clinic|plaza|centre|center)\b",
    re.I,
)
HEARD = 400  # characters of a turn in which a name is read back


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


def contact(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> list[Named]:
    """Every name of the one to ask for in the order in which the call tells them; the last one stands."""
    state = _State()
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
    if not state.named:
        return []
    last = _fullest(state.named)
    return [*state.named, Named(untitled_in_full(last.value), last.text, last.turn)]


def _introduced(turns: Sequence[Turn], i: int) -> str | None:
    """Who says hello to the agent by name and then who they are: "Morning Sue, Graham Potts from the parish hall"."""
    if i != 1 or turns[0].speaker != "agent" or turns[1].speaker == "agent":
        return None
    hello = _HELLO.match(turns[1].text)
    if hello is None or hello["agent"] not in re.findall(_CAP, turns[0].text):
        return None
    return hello["n"]


# -- the caller --------------------------------------------------------------------------------------------


def _caller(turns: Sequence[Turn], i: int, found: Sequence[Entity], state: _State) -> None:
    text = turns[i].text
    names = [e.text for e in found if e.entity == "contact_name" and _counts(turns, i, e, found, state)]
    whole = (
        [n for n in names if " " in untitled(n)] if names and " " not in names[-1] and not state.asked else []
    )
    names = whole[:1] or names[-1:]
    if state.asked:
        state.pieces += [w for w in re.findall(_CAP, text) if w not in state.pieces]
    answer = _answered(turns, i)
    if answer is not None and (not names or names[0] in answer):
        names = [answer]
    full = _IN_FULL.search(text)
    if full is not None and (full["n"] or full["why"] or like_a_name(full["n2"])):
        names = [full["n"] or full["n2"]]
    placed = any(x.entity == "address" for x in found)
    if (told := _explained(text) or (None if placed else _told_zh(text))) is not None and (
        not names or len(names[0]) <= len(told)
    ):
        names = [told]
    if (
        names
        and (nick := _NICK.fullmatch(names[0]))
        and (full := re.search(rf"(?<![\u4e00-\u9fff]){nick['f']}[\u4e00-\u9fff]{{1,2}}(?=[,，。]|$)", text))
    ):
        names = [full[0]]
    spelled = max(_spelled(text), key=len, default=None)
    names = [spelled] if spelled and not any(spelled in name for name in names) else names
    put = _puts(text)
    names = [put] if put is not None and not any(untitled(put) in untitled(name) for name in names) else names
    names = [n for n in names if not _no_name(n, text, state.named)]
    if put is None and not state.asked and state.named and " " in untitled(state.named[-1].value):
        names = [n for n in names if " " in untitled(n) or not n.isascii()]
    if (spelt := _SPELT_BETWEEN.search(text)) is not None and spelt["g"].lower() not in _FILLERS:
        names = [f"{spelt['g']} {spelt['f']}"]
    if (dotted := _DOTTED.search(text)) is not None:
        names = [dotted[0]]
    for name in names:
        state.named.append(Named(name, name, i))
    known = state.named[-1] if state.named else None
    if known is None or (not known.value.isascii() and re.search(r"[\u4e00-\u9fff]", known.value)):
        return
    fuller = _with_parts(text, untitled(known.value)) or next(_fuller(text, known.value), None)
    if fuller is not None:
        state.named.append(Named(fuller, fuller if fuller in text else known.text, i))


def _explained(text: str) -> str | None:
    """A Chinese name of which the caller explains a sign: 劳思敏，劳动的劳；马尚德，高尚的尚."""
    text = text[:HEARD]
    best: tuple[tuple[bool, bool, int, int], str] | None = None
    family = re.search(r"姓([\u4e00-\u9fff])", text)
    for m in _NAME_PIECE.finditer(text):
        signs = sum(
            bool(re.search(rf"[\u4e00-\u9fff]{{1,6}}[的嘅]那?个?{c}(?![\u4e00-\u9fff])", text))
            for c in m["n"]
        )
        rank = (bool(family and m["n"].startswith(family[1])), like_a_name(m["n"]), signs, len(m["n"]))
        if signs and not explains(m["n"]) and not _NONE.match(m["n"]) and (best is None or rank >= best[0]):
            best = (rank, m["n"])
    return best[1] if best else None


def _told_zh(text: str) -> str | None:
    """A Chinese name behind a word that tells whom to ask for: 找马尚德, 记我同事佘晓敏."""
    found = [
        m["n"] for m in _ASK_FOR_ZH.finditer(text[:HEARD]) if like_a_name(m["n"]) and not _NONE.match(m["n"])
    ]
    return found[-1] if found else None


def _puts(text: str) -> str | None:
    """Whom the caller wants written down: "put down Sinéad, she's duty manager. Sinéad Ní Chonaill"."""
    told = None
    for m in _PUT.finditer(text):
        if not _UNIT.match(text, m.end()) and m["n"].lower() not in _FILLERS:
            told = next(_fuller(text, untitled(m["n"])), m["n"])
    return told


def _no_name(name: str, text: str, named: Sequence[Named]) -> bool:
    """Whether what looks like a name is none: letters, numerals, a ward or a road, a family name where the whole one is known."""
    if _LETTERS.fullmatch(name) or _NUMERALS.fullmatch(name):
        return True
    known = named[-1].value if named else ""
    if len(name) == 1 and len(known) >= 2:
        return True
    at = text.find(name)
    return at >= 0 and bool(_UNIT.match(text, at + len(name)))


def _spelled(text: str) -> Iterator[str]:
    """Names whose last word is spelled behind it: "Verl Hostetler. H O S T E T L E R"."""
    spelled = [r for r in runs(text.lower(), least=3) if len(text.lower()) == len(text)]
    letters = {r.value.replace("0", "O").replace("-", "").lower() for r in spelled if r.pieces >= 3}
    for said in _sequences(text):
        if letters & set(untitled(said).split()):
            yield said


def _with_parts(text: str, known: str) -> str | None:
    """The first and the last name that are told apart: "Thevarajah. First name Suren"."""
    family, given = _FAMILY.search(text), _GIVEN.search(text)
    if family and given:
        return f"{given['n']} {family['n']}"
    if family and (known == family["n"].lower() or family["n"].lower() in known):
        before = [
            w
            for w in re.findall(_CAP, text[: family.start()])
            if w.lower() not in _FILLERS and not _LETTERS.fullmatch(w)
        ]
        return f"{before[-1]} {family['n']}" if before else None
    if family and " " not in known and known != family["n"].lower():
        return f"{_written(text, known)} {family['n']}"
    if given:
        before = re.findall(_CAP, text[: given.start()])
        name = before[-1] if before and " " not in known and known == given["n"].lower() else known
        return f"{given['n']} {_written(text, name)}" if name.lower() != given["n"].lower() else None
    return None


def _written(text: str, name: str) -> str:
    at = text.lower().find(name.lower())
    return text[at : at + len(name)] if at >= 0 else name.title()


def _fuller(text: str, known: str) -> Iterator[str]:
    """Whole names in a turn that have the known one in them: "I'm Mrs Pickersgill. Edna Pickersgill"."""
    bare = untitled(known).split()
    for said in _sequences(text):
        words = untitled(said).split()
        if len(words) > len(bare) and all(w in words for w in bare):
            yield said


def _sequences(text: str) -> Iterator[str]:
    """Words with capitals in a row, without what a sentence begins with: "Ask Tom Reid"."""
    for m in _SEQUENCE.finditer(text):
        words = m[0].split()
        while len(words) > 1 and words[0].lower() in _FILLERS:
            words = words[1:]
        if words[0].lower() not in _FILLERS:
            yield " ".join(words)


def _counts(turns: Sequence[Turn], i: int, e: Entity, found: Sequence[Entity], state: _State) -> bool:
    """Whether a name in a turn is one of the case: not how a name or a letter is said, nor one more that nobody asked for
    or announces."""
    text = turns[i].text
    if explains(e.text) or _SAID_LIKE.search(text[: e.start]):
        return False
    before = next((t.text for t in reversed(turns[:i]) if t.speaker == "agent"), "")
    wanted = asked(normalise(before).text)
    of_a_name = bool(ASKS["contact_name"].search(normalise(before).text))
    placed = any(x.entity == "address" for x in found) and not _INTRODUCES.search(text[: e.start])
    if not of_a_name and (wanted == "address" or (placed and text.isascii())):
        return bool(_NAMES_ONE.search(normalise(text).text))
    return not state.named or of_a_name or bool(_OF_A_NAME.search(normalise(text).text))


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
    named = [n for n in pieces if not _NONE.match(n) and not explains(n) and n.lower() not in _FILLERS]
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
    read = _read_back(text, " ".join(t.text for t in turns[max(0, i - 4) : i]))
    if read is not None and any(e.entity == "address" and read in e.text for e in found):
        return
    told = next((t.text for t in reversed(turns[:i]) if t.speaker != "agent"), "")
    introduced = (
        read is not None
        and read in told
        and not (state.named and " " in state.named[-1].value)
        and _INTRODUCES.search(told[: told.find(read)])
    )
    if read is not None and _no_name(read, text, state.named):
        return
    if read is not None and (state.asked or introduced or _shares(read, state.named)):
        state.named.append(Named(read, read, i))
        return
    called = _ADDRESSED.search(text)
    if called and state.asked and called["n"] in state.pieces and len(state.pieces) >= 2:
        _called_by_family(called["n"], i, said, state)


def _called_by_family(family: str, i: int, said: Sequence[str], state: _State) -> None:
    """Of two names in pieces the agent calls by one: "Ramkissoon. Darlene." — "Miss Ramkissoon"."""
    turn = next((s for s in said if family in s), "")
    alone = [m[0] for m in re.finditer(rf"(?:(?<=[.!?] )|^){_CAP}(?=[.!?,])", turn)]
    given = next((w for w in alone if w != family and w.lower() not in _FILLERS), None)
    known = state.named[-1].value if state.named else ""
    if given is None and known and " " not in known and known != family:
        given = known
    if given is not None:
        state.named.append(Named(f"{given} {family}", family, i))


def _read_back(text: str, said: str) -> str | None:
    """A whole name that an agent says after the caller has said each of its words."""
    text, said = text[:HEARD], said[-4 * HEARD :]
    words = {w.lower() for w in re.findall(r"[\w'’-]+", said)}
    for m in _SEQUENCE.finditer(text):
        name = untitled(m[0]).split()
        starts = (
            m.start() == 0 or text[: m.start()].rstrip()[-1:] in ".!?,…" or text[: m.start()].endswith("So ")
        )
        if len(name) >= 2 and starts and name[0] not in _FILLERS and all(_heard(w, words) for w in name):
            return m[0]
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


def explains(name: str) -> bool:
    """Whether what looks like a name only tells how one is written."""
    return bool(_EXPLAINS.fullmatch(name))


def untitled(name: str) -> str:
    """A name without what one is called by, for comparing: "Dr. Chebet"."""
    return (
        _TITLE.sub("", name.strip()).lower()
        if name.isascii() or not re.search(r"[\u4e00-\u9fff]", name)
        else _TITLE.sub("", name)
    )


def untitled_in_full(name: str) -> str:
    """A whole name without its title: "Dr. Zubair Qureshi", 歐陽詠詩醫生; "Mr Tan" and 王女士 stay as they are."""
    bare = _TITLE.sub("", name.strip())
    if re.search(r"[\u4e00-\u9fff]", bare):
        return bare if len(bare) >= 3 or (len(bare) == 2 and len(name) == 4) else name
    return bare if " " in bare else name


__all__ = ["Named", "contact", "explains", "untitled"]
