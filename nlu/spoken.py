"""Names and addresses as they are said in a call: a name that is explained sign by sign, an address in pieces."""

from __future__ import annotations

from dataclasses import replace

from nlu.normalise import normalise
from nlu.numerals import value
from nlu.patterns import regex
from nlu.understanding import Entity

#: 姓覃，西早覃，我们广西念秦，覃建国: what begins like the family name, later in the turn, is the whole name.
_IN_FULL = regex(
    r"姓(?P<f>[\u4e00-\u9fff]{1,2})(?=[,，、。 ])[^。!！?？]{0,30}?[,，、。 ](?:我?叫)?(?P<n>(?P=f)[\u4e00-\u9fff]{1,2})(?=[,，、。!！ ]|$|先生|女士|医生|醫生|小姐)"
)
#: 战斗的战, 西早覃: it tells how a name is written.
_EXPLAINS = regex(r"[\u4e00-\u9fff]{1,4}[的嘅][\u4e00-\u9fff]|[A-Za-z] [\u4e00-\u9fff]{1,3}")
_TITLE = regex(
    r"^(?:mr|mrs|ms|miss|mdm|madam|dr|prof|capt)\.? (?=\S)|(?<=[\u4e00-\u9fff])(?:先生|女士|小姐|医生|醫生|经理|經理|师傅|師傅|阿姨|大爷|老师|老師)$"
)
_PIECE = regex(r"[^,，、。;；!！?？\s]+")
#: A piece of an address on either side of one that is known: no verb, nobody who speaks.
_PLACE_BEFORE = regex(
    r"(?:[^\u4e00-\u9fff]*(?:地址|在|我们是|我们在|住|家住|家在|就是|就在|是)+)?(?P<n>(?!.*[我你您他她是的了吗嘛对對嗯啊喂好冇唔没不来等])[\u4e00-\u9fff]{2,7})$"
)
_PLACE_AFTER = regex(
    r"(?!.*[我你您他她的了吗嘛对對嗯啊喂好冇唔没不来等])(?:[\u4e00-\u9fff\dA-Za-z]{0,6}(?:[\d零〇一幺二两三四五六七八九十百]+(?:号|號|栋|棟|幢|座|楼|樓|层|層|门|門|单元|單元|室|户|弄|组|铺|舖|鋪|院|舱|间)?|[A-Za-z]座)[楼樓]?|[\u4e00-\u9fff]{2,8}(?:中心|大厦|大廈|会所|會所|小区|花园|花園|广场|廣場|工业区|厂|学校|医院|商场|商場))$"
)
_NUMERAL = regex(
    r"[零〇一幺二两三四五六七八九十百]{2,6}(?=号|號|栋|棟|幢|座|楼|樓|层|層|门|門|单元|單元|室|户|弄|$|[,，])"
)


def told_in_full(text: str) -> dict[str, Entity]:
    """The whole name of somebody who has told and explained the family name before it."""
    m = _IN_FULL.search(text)
    if m is None:
        return {}
    return {"contact_name": Entity("contact_name", m["n"], m["n"], *m.span("n"))}


def explains(name: str) -> bool:
    """Whether what looks like a name only tells how one is written."""
    return bool(_EXPLAINS.fullmatch(name))


def untitled(name: str) -> str:
    """A name without what one is called by: "Dr. Chebet"."""
    return _TITLE.sub("", name.strip().lower() if name.isascii() else name)


def whole_address(text: str, e: Entity) -> Entity:
    """A Chinese address with the pieces beside it that belong to it, and with house numbers in figures."""
    if e.text.isascii():
        return e
    pieces = list(_PIECE.finditer(text))
    inside = [i for i, p in enumerate(pieces) if p.start() < e.end and e.start < p.end()]
    if not inside:
        return e
    start, end = e.start, e.end
    for p in reversed(pieces[: inside[0]]):
        before = _PLACE_BEFORE.match(p[0])
        if before is None or text[p.end() : start].strip(",，、"):
            break
        start = p.start() + before.start("n")
        if before.start("n"):
            break
    for p in pieces[inside[-1] + 1 :]:
        if not _PLACE_AFTER.match(p[0]) or text[end : p.start()].strip(",，、"):
            break
        end = p.end()
    said = text[start:end]
    plain = _NUMERAL.sub(
        lambda m: _figures(m[0]), "".join(_PIECE.findall(said)) if said.count(" ") == 0 else said
    )
    return replace(e, value=plain, text=said, start=start, end=end)


def _figures(said: str) -> str:
    """House numbers of three signs and more in figures; 十二 and 一 stay as they are."""
    if "幺" in said and "百" in said:
        return said
    if len(said) < 3 and not ("百" in said or "零" in said or "幺" in said):
        return said
    number = value(normalise(said).text)
    return said if number is None else str(int(number))
