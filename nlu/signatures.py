"""Names that no word introduces: a piece between commas, beside a phone number or an address, or the end of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import combining, normalize

from nlu import heads, lexicon, ordinary
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.people import FAMILIES, NO_PERSON, NOT_ALONE, in_full, known_names, like_a_name
from nlu.timewords import begins_with
from nlu.understanding import Entity

_H = r"[\u4e00-\u9fff]"
_MARKS = r",，、;；。!！?？\n|:：()（）\[\]"
#: All that one begins with comes first, so that all else is passed over at once.
_BETWEEN = regex(
    rf"[{_MARKS}\s\-–—.](?:(?<=[{_MARKS}])[{_MARKS}]*\s*|(?<=\s)(?<!\s\s)\s{{0,7}}[-–—/]+\s+|(?<=^[-–—])\s*|(?<={_H}\s)\s*|(?<=\s)(?<!\s\s)\s{{0,7}}(?={_H})"
    r"|(?<=\.)(?<![A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bFr\.)(?<!\bProf\.)(?<!\bRevd\.)(?<!\bMrs\.)(?<!\bMdm\.)(?<!\bRev\.)(?<!\bSt\.)\.*(?=\s|$)\s*)"
)
_ENDS = regex(r"[.。!！?？\n\-–—;；]")
_LEADS = regex(
    r"(?:(?:kind |best |warm )?regards|thanks(?: and regards)?|many thanks|thank you|cheers|ta|contact(?: person| on site| name)?|attn|attention|name|from|signed|sent by|(?:write |send |deliver )?to|ask for|call|ring|hello|hi|hey|it's|it is|this is|i am|i'm|my name is|she is|he is|(?:her|his) name is|best wishes"
    r"|(?:our |the |my |your |a |we are |i am )?(?:(?:staff|charge|head|senior|chief|duty|ward|site|shift|night|day|school|store|shop|property|building|facility|facilities|office|general|plant|works|deputy|assistant|practice|estate|warehouse|kitchen|it|front|house|security) )*"
    r"(?:nurse|matron|manager|supervisor|engineer|technician|chef|caretaker|janitor|warden|porter|guard|foreman|secretary|receptionist|owner|landlord|tenant|leader|officer|clerk|teacher|principal|headteacher|director|operator|administrator|coordinator|sergeant|bursar|sacristan|desk)(?: is)?)[:,]? +",
    re.IGNORECASE,
)
_TRAILS = regex(
    r" +(?:here|speaking|calling|again|from|at|of|on|with|in|phone|tel|mobile|mob|cell|hp|ph|and)\b.*$"
)
_ROLE = regex(
    r"(?:the |our )?(?:[a-z&/]+ ){0,2}(?:supervisor|manager|secretary|caretaker|janitor|nurse|warden|owner|receptionist|reception|foreman|assistant|technician|matron|engineer|clerk|leader|lead|head|officer|chef|director|teacher|principal|desk|counter|facilities|office|department|dept|security|admin|it|maintenance|housekeeping|radiology|logistics|accounts|porter|landlord|tenant)(?: of [a-z ]{2,20})?",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "dela bin binti bt bte van der den de la del della da dos di du von zu al el ibn ap ni s/o d/o a/l a/p y e le ter ten mac".split()
)
_TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor Mdm Madam Sister Father Fr Rev Captain Herr Frau Aunty Auntie Uncle Encik Puan Shri Smt Kak Pak Bu Sir Col Maj Capt Lt Brig Sgt Canon Pastor Cllr Lady Revd".split()
)
_WORD = regex(r"[^\W\d_a-zà-ÿ](?:[^\W\d_]|['’-](?=[^\W\d_]))*\.?")
#: "HP", "LaserJet": capitals where names have none.
_ODD = regex(r"[^\W\d_a-z]{2,}|(?!Mac|Mc|De|Di|Du|La|Le|Van|Al|Fitz)[A-Z][a-z]+[A-Z]\w*")
_NUMBERED = regex(r"\d")
#: What may be a name that nobody knows, and is no exclamation: not "Disgraceful", "Unbelievable", "Seriously".
_LONE_NAME = regex(
    r"(?!\w*(?:ful|less|ing|ed|[ai]ble|ous|ly|ness|[st]ion|ive|ment|ism|ics|les|ware|ity|ary|ish)\.?$)[^\W\d_]{3,}\.?"
)
#: Words that names of places, firms and days are made of.
_NO_NAME = frozenset(
    """street road avenue lane drive court place square terrace close crescent park grove row hill quay wharf gardens house tower towers plaza centre center
campus library estate hospital school church college university clinic mall lodge station airport warehouse factory academy hall building complex market
ltd dairy vets foods society practice gym salon motors textiles mart laundry limited inc llc plc gmbh pte bhd co company group services service bank dental bakery cafe restaurant pharmacy team department support customer sons county
city town bay beach heights north south east west upper lower new port central district province monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
hotel kedai backhaus patisserie metzgerei boulangerie trattoria pizzeria ristorante osteria gasthaus gasthof apotheke restoran warung taqueria panaderia farmacia st saint
the a an i we you he she it they my your our their no yes not please thanks thank hello hi dear sorry urgent asap whatsapp call ring text phone tel mobile error fault alarm serial model warranty""".split()
) - {"april", "june"}  # fmt: skip
_MOST = 6  # words
_LONGEST_HAN = 16  # characters of a Chinese piece: what somebody is, and the name

_ROLE_ZH = regex(
    rf"{_H}{{0,6}}(?:部|处|科|主管|经理|主任|店长|厂长|站长|负责人|后勤|前台|物业|保安|门卫|护士|管理员|工程师|老师|秘书|助理|校长|院长|老板|班长|组长)"
)
#: Chinese pieces: a name with what somebody is before it.
_LED = regex(
    rf"(?:{_H}{{0,8}}(?:[科部室处组队店厂站院校]|公司|中心|护士长?|主管|经理|老师|班长|管理员|住户|业主|用户|客户|联[系络]人?|[找搵洽]|我是|我系|是|叫|收件人|爱人|老婆|老公|负责人"
    rf"|采购|财务|总务|后勤|资讯|会计|文员|接待|前台|门卫|门房|保安|司机|组长|课长|支书|村长|庙祝|仓库|现场|店里|家里|药师|技师|助理|行政|干事|[院系厂区]办|收[件货]|老板娘?|房东|租客|实习生|总干事|管委会|管理处|区|[打寄交发](?:给|俾|畀))|(?:请|直接)?[打给俾畀])(?P<n>{_H}{{2,4}})"
)
#: 助理佩君: what somebody is, in two characters that no name begins with.
_AIDE = regex(rf"(?:助理|药师|技师|收件|收货|行政|院办|值班)(?P<n>{_H}{{2,3}})")
#: A piece that begins with somebody's name and then tells what they do there: 老郑在, 何太开门, 小夏盯着, or signs: 方姐上.
_DOES = regex(
    rf"(?P<n>{_H}{{2,4}}?)(?:在(?:家|场|现场|店里?|呢|等.{{0,4}})?|开门|盯着|接(?:待|应)?|收|签收|等(?:着|你们?)|敬?上|留|找|知道(?:情况)?|有钥匙|有锁匙|带路|负责|那天(?:才)?(?:有空|在))"
)
_HAN_NAME = regex(rf"{_H}{{1,4}}")
_HAN_TITLE = regex(
    r"(?:先生|女士|小姐|太太|师傅|老师|经理|主任|主委|课长|组长|会计|老板|工程师|阿[姨伯]|站长|店长|院长|校长|队长|护士|医生|工|总|太|生|姐|哥|叔|婶|姨|伯|嫂|妈|桑)$"
)
_NEVER = frozenset(
    "的了吗不好没有坏到在呢吧啊修要这那个点么就都也还以便能会可们请来去被给把让跟与或但而是很太再又才已将着过得地收"
)


#: Family names that begin the names of things as well.
_THINGS = frozenset("车门水电石钱金黄高安任万连向常云江时温方白左边路单全和马包毛管汤冷明程雷项余")


_THINGS_END = frozenset(
    "箱机器柜门板盘阀管泵灯屏线口字码罩盖架轮轴杆网车件钮锁桶池炉锅表刀棒枪头卡片仪带绳链"
)


class _Piece(NamedTuple):
    kind: str  # "text" or what has been recognised
    start: int
    end: int
    opens: bool  # whether a sentence begins with it


def unsaid(n: Normal, found: list[Entity]) -> list[Entity]:
    """The names among the pieces of a message, given what else has been found in it."""
    raw = n.raw[:5000]
    if any(e.entity == "contact_name" for e in found):
        return []
    if raw.islower() and raw.isascii():
        return [Entity("contact_name", raw[a:b], raw[a:b], a, b) for a, b in _small(raw)]
    pieces = list(_pieces(raw, found))
    if len(pieces) < 2 or not any(p.kind == "text" for p in pieces):
        return []
    spans = (_name(raw, pieces, i) for i, p in enumerate(pieces) if p.kind == "text")
    return [Entity("contact_name", raw[a:b], raw[a:b], a, b) for a, b in filter(None, spans)][:2]


def _pieces(raw: str, found: list[Entity]) -> Iterator[_Piece]:
    at, opens = 0, True
    for e in [*sorted(found, key=lambda e: e.start), None]:
        until = e.start if e else len(raw)
        for start, end, begins in _divided(raw, at, max(at, until)):
            opens = begins if begins is not None else opens
            if start < end:
                yield _Piece("text", start, end, opens)
                opens = False
        if e is not None:
            yield _Piece(e.entity, e.start, e.end, opens)
            at, opens = max(at, e.end), False


def _divided(raw: str, start: int, end: int) -> Iterator[tuple[int, int, bool | None]]:
    """The stretches of a text between commas and full stops, and whether one begins a sentence."""
    begins: bool | None = None
    at = start
    for m in _BETWEEN.finditer(raw, start, end):
        yield *_stripped(raw, at, m.start()), begins
        at, begins = m.end(), bool(_ENDS.search(m[0]))
    yield *_stripped(raw, at, end), begins


def _stripped(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not raw[start].isalnum():
        start += 1
    while end > start and not (raw[end - 1].isalnum() or raw[end - 1] == "."):
        end -= 1
    return start, end


def _name(raw: str, pieces: list[_Piece], i: int) -> tuple[int, int] | None:
    p = pieces[i]
    if p.end - p.start > 60:
        return None
    near = {q.kind for q in (*pieces[max(0, i - 1) : i], *pieces[i + 1 : i + 2])}
    last = i == len(pieces) - 1
    said = raw[p.start : p.end]
    following = raw[pieces[i + 1].start : pieces[i + 1].end] if not last else ""
    if _HAN_NAME.search(said):
        if len(said) > _LONGEST_HAN:
            return None
        beside, placed = "phone" in near, 2 if "address" in near or (i == 0 and _opens(said)) else int(last)
        if (placed < 1 and not beside) or (placed < 2 and p.end - p.start == 2):
            role = (
                raw[p.end : p.end + 1] in (":", "：")
                or bool(_ROLE_ZH.fullmatch(normalise(following).text))
                or _begins_with_time(following)
            )
            placed = 2 if role else placed
        return _han(raw, p, beside, placed)
    if said.islower():
        return None
    role = bool(_ROLE.fullmatch(following)) and pieces[i + 1].kind == "text"
    beside = "phone" in near or role
    after_address = i > 0 and pieces[i - 1].kind == "address" and not p.opens
    near_address = "address" in near
    placed = last or i == 0 or near_address or _begins_with_time(following)
    alone = last and p.opens and i > 0 and not _NUMBERED.search(raw, p.end)
    return _latin(
        raw, p, beside, placed, unsure=after_address and not beside, listed=near_address, alone=alone
    )


def _begins_with_time(text: str) -> bool:
    return begins_with(text[:24].lower())


# -- in Latin letters ------------------------------------------------------------------------------------------


def _latin(
    raw: str, p: _Piece, beside: bool, placed: bool, *, unsure: bool, listed: bool, alone: bool
) -> tuple[int, int] | None:
    """``beside`` a phone number or a role; ``placed`` at the end or beside an address; ``unsure``: it may be a town;
    ``alone``: it is the last sentence."""
    start, end = p.start, p.end
    first = start == 0 and not listed
    while (lead := _LEADS.match(raw, start, end)) is not None:
        start, placed, first = lead.end(), True, False
    trail = _TRAILS.search(raw, start, end)
    if trail is not None:
        opens = p.opens and trail[0].split()[0] in ("here", "speaking", "calling", "from")
        if not (opens or beside or placed):
            return None
        end, placed, first = trail.start(), True, first and not opens
    if not (beside or placed or _all_known(raw[start:end].split())):
        return None
    words = raw[start:end].split()
    if not 1 <= len(words) <= _MOST or not _written_as_name(words):
        return None
    sure = _sure(words)
    if sure is None or (not sure and (first or (unsure and len(words) < 3))):
        return None
    signed = alone and (start, end) == (p.start, p.end) and bool(_LONE_NAME.fullmatch(words[0]))
    if len(words) == 1 and ((not sure and not signed) or (first and not beside)):
        return None
    end -= raw[start:end].endswith(".") and len(words[-1]) > 2
    return start, end


def _all_known(words: list[str]) -> bool:
    """Whether it is nothing but one or two names that are known: "…, Khadija, about the thing at 14 Mirpur Rd"."""
    return 1 <= len(words) <= 2 and all(w.casefold() in known_names() and w.istitle() for w in words)


def _written_as_name(words: list[str]) -> bool:
    """Whether each has a capital, but for a "bin" or "van der" between them, and few are nothing but capitals."""
    full = [w for w in words if _WORD.fullmatch(w)]
    if not full or not _WORD.fullmatch(words[0]) or words[-1].casefold() in _PARTICLES:
        return False
    if any(w.endswith(("'s", "’s")) for w in words) or any(
        w not in full and w.casefold() not in _PARTICLES for w in words
    ):
        return False
    return 1 <= len(full) <= 4 and not any(_ODD.fullmatch(w) for w in full)


def may_be_name(said: str) -> bool:
    """Whether Latin letters may be a name: written as one, and no word of it says something else; in small letters only
    what is known to be one."""
    words = said.split()
    sure = _sure(words)
    if said.islower():
        return bool(sure)
    return sure is not None and _written_as_name(words) and (sure or len(words) > 1)


def _sure(words: list[str]) -> bool | None:
    """Whether one of the words is known to be a name; None where they say something else."""
    sure = False
    for word in words:
        bare = word.rstrip(".")
        low = bare.casefold().replace("’", "'")
        if bare in _TITLES or low in known_names() or (not low.isascii() and _plain(low) in _plain_names()):
            sure = True
        elif low in _NO_NAME or (len(bare) > 2 and low not in _PARTICLES and ordinary.says_something(low)):
            return None
    if sure:
        low_words = [w.rstrip(".").casefold() for w in words]
        return None if all(ordinary.says_something(w) for w in low_words) and len(words) == 1 else True
    return False


def _plain(word: str) -> str:
    """A word without its accents."""
    return "".join(c for c in normalize("NFD", word) if not combining(c))


@lru_cache(maxsize=1)
def _plain_names() -> frozenset[str]:
    return frozenset(map(_plain, known_names()))


_SMALL = regex(
    r"(?:\b(?:ring|phone|text|call|contact|ask(?: for)?|(?:speak|talk|reply|quote) to|attn|fao|cheers|thanks|thank you|thx|regards|wishes|sincerely|yours|(?:hi )?it'?s(?= \w+ (?:from|here|again|at)\b)|signed|(?:hi|hello|hey)(?= \w+ (?:\w+ )?(?:here|speaking|from)\b))[,:]? |[,.!?] (?=[a-z]+(?: [a-z]+)?[.!]?$)|^(?=\w+ (?:\w+ )?(?:here|speaking)\b))"
    r"(?P<n>[a-z]{2,}(?:-[a-z]+)?(?: [a-z]+(?:-[a-z]+)?)?)(?![\w'])"
)


def _small(raw: str) -> Iterator[tuple[int, int]]:
    """Names in small letters, which are known to be names: before "here", at the end, after a verb or a greeting."""
    for m in _SMALL.finditer(raw):
        words = m["n"].split()
        if words[0] not in known_names() or ordinary.says_something(words[0]):
            continue
        both = len(words) > 1 and (words[1] in known_names() or m.end() == len(raw)) and not _said(words[1])
        yield m.start("n"), m.end("n") if both else m.start("n") + len(words[0])
        return


def _said(word: str) -> bool:
    return word in _NO_NAME or ordinary.says_something(word)


# -- in Chinese ------------------------------------------------------------------------------------------------


def _han(raw: str, p: _Piece, beside: bool, placed: int) -> tuple[int, int] | None:
    """A whole piece that is a name, or what somebody is and then the name; ``placed``: 1 at the end, 2 in a list."""
    said = normalise(raw[p.start : p.end]).text
    if len(said) != p.end - p.start or not (beside or placed):
        return None
    if len(said) == 2 and not beside and placed < 2 and said[0] in _THINGS and not in_full(said):
        return None
    aide = _AIDE.fullmatch(said)
    if aide is not None and _like_han(aide["n"], beside=beside, apart=True):
        return p.end - len(aide["n"]), p.end
    if _HAN_NAME.fullmatch(said) and _like_han(
        said, beside=beside, apart=not raw[p.end : p.end + 1].isalnum()
    ):
        return p.start, p.end
    led = _LED.fullmatch(said)
    if led is not None and _short(led["n"]) and _like_han(led["n"], beside=False, apart=True):
        return p.end - len(led["n"]), p.end
    does = _DOES.fullmatch(said)
    if does is not None and _short(does["n"]) and _like_han(does["n"], beside=False, apart=True):
        return p.start, p.start + len(does["n"])
    return None


def _opens(said: str) -> bool:
    """Whether a message that begins with these characters alone begins with somebody's whole name: 季如海，我那个…"""
    n = normalise(said).text
    if len(n) != 3 or n[0] not in FAMILIES or n[0] in _THINGS or n[0] in NOT_ALONE or not in_full(n):
        return False
    return (
        n[2] not in _THINGS_END
        and not lexicon.find(n)
        and not any(heads.is_known(f"{a}_{b}") for a, b in pairwise(n))
    )


def _short(said: str) -> bool:
    return len(said) <= 3 or bool(_HAN_TITLE.search(said))


def _like_han(said: str, *, beside: bool, apart: bool) -> bool:
    if len(said) == 1:
        return beside and like_a_name(said) and said not in NOT_ALONE
    title = _HAN_TITLE.search(said)
    if (
        NO_PERSON.match(said)
        or _NEVER & set(said[1 : title.start() if title else None])
        or said[0] in "的了不没请这那我你他她它"
        or _common_han(said)
    ):
        return False
    if like_a_name(said):
        return (
            len(said) <= 3
            or bool(title)
            or (beside and said[0] == "阿")
            or said[:2] in ("欧阳", "司马", "上官", "诸葛")
        )
    return beside and apart and len(said) >= 3


def _common_han(said: str) -> bool:
    """Whether characters stand together that often do, in what people tell of something else."""
    if _HAN_TITLE.search(said) and like_a_name(said):
        return False
    pairs = [heads.is_known(f"{a}_{b}") for a, b in zip(said, said[1:], strict=False)]
    return pairs[0] if len(said) == 2 else all(pairs) or sum(pairs) > 1


__all__ = ["unsaid"]
