"""A serial number that cannot be read as it is asked for: on a roof, painted over, refused, or told in pieces."""

from __future__ import annotations

from handlers import answers, guessing
from handlers.rules import serials
from handlers.scene import Scene
from handlers.wording import regex

PIECES = "serial_pieces"  # slot: what has been told of a number so far
LONGEST = 60
MOST_PIECES = 8
_HIGH = regex(
    r"(?:房顶|屋顶|楼顶|屋面|天台|高处|顶上|墙上|柜顶)(?!.{0,6}(?:漏|坏|响))|(?<![水气电])上不去|下不去|爬不(?:上|了|动)|不敢(?:爬|上)|\b(?:on|up on) (?:the |my )?roof\b|\b(?:can't|cannot|can not|won't|not able to|too old to) (?:climb|get up|go up|reach)\b|\btoo high\b|\bup (?:there|high)\b"
)
_ILLEGIBLE = regex(
    r"(?:牌|标签|号|字)[^,，。]{0,6}(?:磨|掉漆|糊|模糊|生锈|锈|烂|盖|遮|挡|刷|涂|漆)|(?:被)?(?:漆|油漆|涂料|水泥)(?:盖|刷|涂|糊)|\b(?:plate|label|sticker|number|it)\b.{0,12}\b(?:painted|rusted|rusty|worn|rubbed|scratched|covered|blurred|faded|burnt|behind)\b"
)
_REFUSED = regex(
    r"(?:不给|不说|不想(?:给|说)|不方便)(?:[,，]|$|你)|你们(?:自己)?(?:去)?查|自己查|(?:用|按|凭|拿)(?:我的?)?(?:电话|手机|号码|名字|姓名|地址)(?:号码?)?(?:去|来)?查|\b(?:look|check|find) it up (?:yourself|yourselves|by|with)\b|\byou (?:should |must )?(?:have|know) (?:it|that)(?: already| on file)?\b|\b(?:look|search|find|check) (?:me |it )?(?:up )?(?:by|with|under) (?:my|the) (?:phone|number|name|address)\b|\bnot giving\b|\bwon't (?:give|tell)\b"
)
_INTRO = regex(
    r"^(?:it |the plate |number |serial |and |then |ok |next |rest |is |says? |reads? |上面|写着|是|然后|后面|再|还有)+"
)
_SPOKEN = {
    **dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True)),
    "oh": "0", "dash": "-", "hyphen": "-", "minus": "-", "杠": "-", "横杠": "-",
}  # fmt: skip
_PIECE = regex(r"[a-z0-9-]{1,12}")


def out_of_reach(scene: Scene) -> str | None:
    """The text that lets somebody off the number: nobody climbs a roof for it, and nobody has to give it."""
    if scene.tracker.asked != "serial" or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return None
    said = answers.plain(scene.text)
    if _HIGH.search(said):
        return "serial-out-of-reach"
    return "serial-skipped" if _ILLEGIBLE.search(said) or _REFUSED.search(said) else None


def hear_piece(scene: Scene) -> str | None:
    """The whole number once its last piece is told ("DEMO", "P3", "0001"); an empty text while more is to come."""
    if scene.tracker.asked != "serial" or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return None
    if answers.known(scene.text):
        return None
    piece = _spelled(answers.plain(scene.text), shouted=scene.text.strip(" -.").isupper())
    told = scene.tracker.slots.get(PIECES, [])
    if piece is None or len(told) >= MOST_PIECES:
        return None
    if not told and piece.isdecimal():
        return None  # a number of its own
    if not told and len(piece) <= 3 and scene.entity("error_code") is not None:
        return None  # "E5": what the display shows
    told = [*told, piece]
    whole = "".join(told)
    scene.tracker.slots[PIECES] = told
    if len(told) > 1 and any(c.isdigit() for c in whole) and _complete(scene, whole):
        scene.tracker.slots.pop(PIECES)
        return whole
    return ""


def _complete(scene: Scene, whole: str) -> bool:
    return len(serials.fold(whole)) >= 8 and guessing.find_device(scene, whole) is not None


def _spelled(said: str, *, shouted: bool) -> str | None:
    """A piece of a number: a few letters and digits, or each of them spoken ("d e m o dash p three")."""
    words = _INTRO.sub("", said).replace("-", " - ").split()
    spoken = [_SPOKEN.get(w, w) for w in words]
    if not words or not all(_PIECE.fullmatch(w) for w in spoken):
        return None
    if len(words) == 1:
        bare = spoken[0]
        return bare if len(bare) <= 5 and (shouted or any(c.isdigit() for c in bare)) else None
    single = all(len(w) == 1 or (len(w) <= 5 and any(c.isdigit() for c in w)) for w in spoken)
    return "".join(spoken) if single else None
