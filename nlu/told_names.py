"""Names as one turn of a call tells them: titles, names that are spelled or explained sign by sign, whom to write down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.patterns import regex
from nlu.people import like_a_name
from nlu.place_figures import fold
from nlu.spelling import runs

HEARD = 400  # characters of a turn in which a name is read back
_TITLES = r"(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Mm]ister|[Mm]dm|[Mm]adam|[Dd]r|[Pp]rof|[Pp]rofessor|[Cc]apt|[Cc]aptain|[Cc]ommander|[Ss]ister|[Nn]urse|[Ff]ather|[Rr]ev|[Pp]astor|[Cc]hef|[Ss]ir|[Mm]atron|[Rr]everend|[Cc]oach|[Ss]ergeant|[Ss]gt|[Oo]fficer|[Cc]hief|[Ee]ngr|[Ee]ncik|[Pp]uan|[Cc]ik|[Hh]err|[Ff]rau|[Mm]adame|[Mm]onsieur|[Ss]e[nñ]ora?|[Ss]ignora?|[Hh]aji|[Aa]lhaji|[Mm]ajor|[Bb]rother|[Aa]unty?)"
_TITLE = regex(
    rf"^(?:{_TITLES}\.? )+(?=\S)|(?<=[\u4e00-\u9fff])(?:先生|女士|小姐|医生|醫生|经理|經理|师傅|師傅|阿姨|大爷|老师|老師)$"
)
CAP = r"[A-ZÀ-ÞŁŚŠŻŽČĐ][\w'’-]*[\w](?<!['’]s)"
_LINK = r"(?:bin|binti|binte|van|von|der|den|de|da|dos|del|al|el|ap|ter|ten|zu|y)"
SEQUENCE = regex(
    rf"(?:(?:(?:[MD]rs?|Ms)\. |{_TITLES} )(?:{_LINK} ){{0,2}})?{CAP}(?: (?:{_LINK} ){{0,2}}{CAP}){{0,3}}"
)
_FAMILY = regex(r"\b(?:[Ss]urname|[Ll]ast name|[Ff]amily name)(?:'s| is)?,? (?P<n>" + CAP + ")")
_GIVEN = regex(r"\b(?:[Ff]irst name|[Gg]iven name|[Cc]hristian name)(?:'s| is)?,? (?P<n>" + CAP + ")")
#: 战斗的战, 西早覃: it tells how a name is written.
_EXPLAINS = regex(r"[\u4e00-\u9fff]{1,4}[的嘅][\u4e00-\u9fff]|[A-Za-z] [\u4e00-\u9fff]{1,3}")
NONE = regex(
    r"(?:(?:[夜白早晚]班|值班)?(?:复姓.*|領班|领班|班长|主任|主管|店长|老板娘?|会计|前台|保安|物业|租客|房东|业主|司机|护士长?|园长)$|me$|我|你|您|好|嗯|对|是|不|那|这|就|可以|没|哦|啊|稍等|请|等|什么|明白|知道|谢|sure|yes|ok|no|well|hi|hang on|wait|hold on|just)",
    re.I,
)
NICK = regex(r"[老小阿](?P<f>[\u4e00-\u9fff])")
FILLERS = frozenset(
    "i'm it's is yes no my the ask call tell surname me and this not sorry yeah yep okay ok right correct thanks hello well oh that so just hang wait sure morning get contact speak ring try use put it'll he's she's his her name say here hi mum dad".split()
)
_NAME_PIECE = regex(
    r"(?:^|(?<=[,，。、；;：:！!？?…\s]))(?:我|他|她|就|你|您|名字|中文名字?|是|叫|姓|写|找|记|联系|收件人|联系人|全名)*(?P<n>[\u4e00-\u9fff]{2,4}?)(?:就行|就好|得啦|吧)?(?=[,，。、；;！!？?…\s]|$)"
)
_ASK_FOR_ZH = regex(
    r"(?:找|问|喊|联系|叫|写|记|名字是|联系人是?|收件人是?|我是)(?:我|他|她|你|您|一下|我们|我同事|我老婆|我老公|我爱人|我儿子|我女儿|我媳妇)*(?:的)?(?P<n>[\u4e00-\u9fff]{2,4}?)(?:就行|就好|得啦|吧|好了|的|屋里|屋头|家)?(?=[,，。、；;！!？?…\s]|$)"
)
#: "Ibrahima, I-B-R-A-H-I-M-A, Diallo"; 艾尼瓦尔·图尔逊.
SPELT_BETWEEN = regex(
    rf"(?<![A-Z]\w )(?P<g>{CAP})[,.] (?:(?:that's|it's|spelled) )?(?:[A-Z][- ,]{{1,2}}){{3,16}}[A-Z](?:,|(?P<dot>\.)) (?P<f>{CAP})(?=[.,?!]|$)"
)
DOTTED = regex(r"[\u4e00-\u9fff]{2,8}[·•][\u4e00-\u9fff]{2,8}")
#: Whom to write down, in so many words.
_PUT = regex(
    rf"\b(?:[Pp]ut(?: down| me down as| it (?:under|in)| on)?|[Aa]sk (?:for|after)|[Ww]rite(?: down)?|[Ss]peak to|[Cc]ontact is|[Cc]ontact's)(?: it's| for| to| our (?:[a-z]+ ){{1,3}}[a-z]+,| my (?:[a-z]+ ){{0,2}}[a-z]+,)? (?P<n>(?:{_TITLES}\.? )?{CAP}(?: (?:{_LINK} ){{0,2}}{CAP}){{0,3}})"
)
_LETTERS = regex(r"[A-Z](?:[ -][A-Z])*")
_ROAD = regex(r" (?:Road|Avenue|Crescent|Terrace|Drive|Estate|Mews|Gardens)$")
_FOR_A_LETTER = regex(r"([A-Z])[.,]? \1[a-z]+")  # "Q. Queen."
_LIKE = regex(r"\b(?:like|as in) $", re.I)
_NUMERALS = regex(r"[零〇一二三四五六七八九十幺两\d]+")
#: Behind what is a ward, a team, a road and no person.
_UNIT = regex(
    r"(?:'s)? (?:unit|ward|desk|team|reception|office|department|line|main road|road|rd|street|st|avenue|lane|drive|mall|hospital|school|building|tower|house|park|clinic|plaza|centre|center)\b",
    re.I,
)


def explained(text: str) -> str | None:
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
        if (
            signs
            and not _NO_NAME.search(m["n"])
            and not explains(m["n"])
            and not NONE.match(m["n"])
            and (best is None or rank >= best[0])
        ):
            best = (rank, m["n"])
    return best[1] if best else None


def asked_for(text: str, *, inside: bool = False) -> str | None:
    """A Chinese name behind a word that tells whom to ask for: 找马尚德, 记我同事佘晓敏; ``inside`` of what tells where it is
    only whom one asks: 你问申爱民屋里."""
    found = [
        m["n"]
        for m in _ASK_FOR_ZH.finditer(text[:HEARD])
        if (like_a_name(m["n"]) or _TIBETAN.fullmatch(m["n"]))
        and not NONE.match(m["n"])
        and (not inside or m[0][0] in "问找")
    ]
    return found[-1] if found else None


_NO_NAME = regex(r"的|.姓")
_TIBETAN = regex(
    r"(?:次仁|扎西|卓玛|达瓦|尼玛|多吉|洛桑|格桑|白玛|丹增|平措|旺姆|旺堆|拉姆|顿珠|强巴|索朗|德吉|央金|仁青|才让|桑吉|措姆|边巴|普布|巴桑|贡布){1,2}"
)
_WAY = regex(r"[第往边旁那这]|[上下里外前后]面")
_AT_HOME = regex(r"(?<=[号组户室楼队])[,，](?P<n>[\u4e00-\u9fff]{2,8})家(?=[,，。]|$)")
_TITLED = regex(r"(?P<f>[\u4e00-\u9fff])(?:先生|女士|小姐|师傅|老板|经理)(?:本人|是)?(?:吗|吧)?[?？]")
_PLACES = regex(
    r"[\u4e00-\u9fff]{2,}[路街巷镇乡村区县市场厂店楼站校]|[附甲乙丙丁之]?[零一二三四五六七八九十百两]+(?:[甲乙丙丁]?|[号號楼樓栋棟層层].*)"
)


def at_home(text: str) -> str | None:
    """Whose home it is, behind the number of a house: 三组二十一号，吐尔逊买买提家."""
    m = _AT_HOME.search(text[:HEARD])
    if m is None or NONE.match(m["n"]) or _WAY.search(m["n"]) or not (like_a_name(m["n"]) or len(m["n"]) > 4):
        return None
    return m["n"]


def in_full(question: str, text: str) -> str | None:
    """The whole name of whom an agent calls by the family name: 您是席女士？ 席敏，对."""
    asked = _TITLED.search(question[-HEARD:])
    if asked is None:
        return None
    m = re.search(
        rf"(?:^|[,，。])(?:我?是|我?叫)?(?P<n>{asked['f']}[\u4e00-\u9fff]{{1,2}})(?=[,，。]|$)", text[:HEARD]
    )
    return m["n"] if m is not None and not _TITLE.search(m["n"]) else None


def of_place(name: str, place: str) -> bool:
    """Whether what looks like a name is one of a place: 沅江路, 杨柳 of 杨柳村."""
    if len(name) == 1:
        return bool(re.search(name + "[家庄村屯]", place))
    return bool(_PLACES.fullmatch(name)) or fold(name) in fold(place)


def put_down(text: str) -> str | None:
    """Whom the caller wants written down: "put down Sinéad, she's duty manager. Sinéad Ní Chonaill"."""
    told, text = None, text[:HEARD]
    for m in _PUT.finditer(text):
        if not _UNIT.match(text, m.end()) and m["n"].lower() not in FILLERS:
            told = next(fuller(text, untitled(m["n"])), m["n"])
    return told


def is_none(name: str, text: str, known: str) -> bool:
    """Whether what looks like a name is none: letters, numerals, a ward or a road, a family name where the whole one is known."""
    if _LETTERS.fullmatch(name.rstrip(".,")) or _FOR_A_LETTER.fullmatch(name) or _NUMERALS.fullmatch(name):
        return True
    if _ROAD.search(name):
        return True
    if len(name) == 1 and len(known) >= 2:
        return True
    at = text.find(name)
    if name.lower().startswith("like ") or (at > 0 and _LIKE.search(text, max(0, at - 8), at)):
        return True
    return at >= 0 and bool(_UNIT.match(text, at + len(name)))


def spelled(text: str) -> Iterator[str]:
    """Names whose last word is spelled behind it: "Verl Hostetler. H O S T E T L E R"."""
    signs = [r for r in runs(text.lower(), least=3) if len(text.lower()) == len(text)]
    letters = {r.value.replace("0", "O").replace("-", "").lower() for r in signs if r.pieces >= 3}
    for said in sequences(text):
        if letters & set(untitled(said).split()):
            yield said


def with_parts(text: str, known: str) -> str | None:
    """The first and the last name that are told apart: "Thevarajah. First name Suren"."""
    family, given = _FAMILY.search(text), _GIVEN.search(text)
    if family and given:
        return f"{given['n']} {family['n']}"
    if family and (known == family["n"].lower() or family["n"].lower() in known):
        before = [
            w
            for w in re.findall(CAP, text[: family.start()])
            if w.lower() not in FILLERS and not _LETTERS.fullmatch(w)
        ]
        return f"{before[-1]} {family['n']}" if before else None
    if family and " " not in known and known != family["n"].lower():
        return f"{_written(text, known)} {family['n']}"
    if given:
        before = re.findall(CAP, text[: given.start()])
        name = before[-1] if before and " " not in known and known == given["n"].lower() else known
        return f"{given['n']} {_written(text, name)}" if name.lower() != given["n"].lower() else None
    return None


def _written(text: str, name: str) -> str:
    at = text.lower().find(name.lower())
    return text[at : at + len(name)] if at >= 0 else name.title()


def fuller(text: str, known: str) -> Iterator[str]:
    """Whole names in a turn that have the known one in them: "I'm Mrs Pickersgill. Edna Pickersgill"."""
    bare = untitled(known).split()
    for said in sequences(text):
        words = untitled(said).split()
        if len(words) > len(bare) and all(w in words for w in bare):
            yield said


def sequences(text: str) -> Iterator[str]:
    """Words with capitals in a row, without what a sentence begins with: "Ask Tom Reid"."""
    for m in SEQUENCE.finditer(text):
        words = m[0].split()
        while len(words) > 1 and words[0].lower() in FILLERS:
            words = words[1:]
        if words[0].lower() not in FILLERS:
            yield " ".join(words)


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
