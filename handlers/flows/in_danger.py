"""What people say while they wait in danger: what to do, that it grows, that they need help now, that they are out, and
whether they may use it or go back in."""

from __future__ import annotations

from handlers import answers
from nlu.patterns import regex

SHORT = 60  # characters of a message that is about one thing
_WHAT_TO_DO = regex(
    r"怎么办|咋办|怎么弄|怎么处理|要怎么做|该怎么|做什么|\bwhat (?:should|shall|do|can|must) (?:i|we) (?:do|put)\b|\bwhat now\b|\bwhat to do\b"
)
_WORSE = regex(
    r"越来越|更(?:大|多|浓|厉害|严重|糟)|(?:烟|火|水|味|声音?|气)(?:变|又)?(?:大|浓|多|重)了|(?:扩散|蔓延|加重|恶化)|\b(?:worse|worsening|spreading|growing|bigger|more and more|rising|thicker)\b"
)
#: Somebody cries for help, or cannot do what was advised, or reaches nobody.
_HELPLESS = regex(
    r"救命|救救|快点?来人|晕了|昏了|没(?:有)?(?:意识|呼吸|知觉)|流血|出血|(?:打不开|开不了|推不开)[^,，。]{0,3}(?:窗|门)|(?:窗|门)(?:户)?(?:打不开|开不了)|(?:找不到|关不了|关不上|拧不动)[^,，。]{0,4}(?:阀|闸|开关)|(?:阀|闸|开关)[^,，。]{0,3}(?:找不到|关不了|关不上|拧不动|拉不下)|没人接|打不通|不要转接|别转接"
    r"|^(?:please )?help(?: me| us)?(?: please| now)*$|\b(?:bleeding|unconscious|fainted|not breathing|can'?t breathe)\b|\b(?:cannot|can'?t) (?:find|reach|turn off|close|open) (?:the |any )?(?:valve|breaker|switch|window|door|tap)s?\b|\b(?:breaker|valve|switch|window|door)s? (?:is |are )?(?:stuck|jammed)\b|\b(?:nobody|no one) (?:answers|picks up|is answering)\b"
)
_OUTSIDE = regex(
    r"(?:在|到|跑到|出来?到|撤到)(?:了)?(?:外面|外边|屋外|楼下|院子|安全的?地方)|^(?:我们?|人|大家)?(?:都|已经)*(?:出来|撤出来|跑出来)了|(?:已经)?把?人都?(?:撤|清)(?:了|走|离|空|出)|\b(?:i'm|we're|i am|we are|everybody is|everyone is|all) (?:now |already )?(?:out|outside|safe|downstairs)\b|\b(?:we|i)(?: have|'ve)? (?:already )?cleared the (?:room|area|building|hall)\b"
)
_MAY = regex(
    r"(?:能不能|可不可以|能|可以|还能)(?:先|再|继续|照常)?(?:用|洗|开|进去?|回去?|碰|上楼)[^,，。]{0,6}(?:吗|么|不|嘛)?$|\b(?:can|may|could|should) (?:i|we)(?: still| now| already)? (?:use|go (?:back )?in|go back|enter|come back|turn it|switch it|touch|take a shower|shower)\b"
)


def what_to_do(text: str) -> bool:
    """Whether somebody asks what to do until a person comes."""
    return _WHAT_TO_DO.search(answers.plain(text)) is not None


def worse(text: str) -> bool:
    """Whether it grows, or somebody needs help at once and hears nothing."""
    said = answers.plain(text)
    return _WORSE.search(said) is not None or _HELPLESS.search(said) is not None


def outside(text: str) -> bool:
    """Whether somebody says that they have got away."""
    said = answers.plain(text)
    away = len(text) <= SHORT and _OUTSIDE.search(said) is not None
    return away and "不" not in said and "not" not in said


def may_i(text: str) -> bool:
    """Whether somebody asks if they may use it, or go back in."""
    return len(text) <= SHORT and answers.asks(text) and _MAY.search(answers.plain(text)) is not None
