"""What a message says to "is it fixed?": yes, no, better, not looked yet, a question back, or yes but something else."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from sqlalchemy import Row

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex

SURE = 0.6
LONGEST = 60  # characters; in a longer message such words may mean anything


class Said(Enum):
    FIXED = "fixed"
    BROKEN = "broken"
    BETTER = "better"  # and whether it is well is open
    LATER = "later"  # nobody has looked, or somebody still works on it
    ASKS = "asks"  # "is it fixed?" asked back
    BUT = "but"  # fixed, and something else is wrong


_CLAUSES = regex(
    r"[,，.。;；!！\n]+|但是?|不过|可是|就是|只是|然而|现在|\b(?:but|however|except|though|although)\b",
    re.IGNORECASE,
)
_BUT = regex(r"但是?|不过|可是|只是|就是|\b(?:but|however|except|though|although)\b", re.IGNORECASE)
_HARMLESS = regex(
    r"\b(?:if|when|in case|should)\b.*$|(?:如果|要是|万一|以后).*$|不好意思|又.{1,2}又(?=.)|不错|\bnot (?:too )?bad\b|\bcan'?t complain\b|\bcould(?:n'?t| not) be (?:better|happier)\b"
)
_STILL_FINE = regex(
    r"\bstill (?:working|works?|good|fine|ok|okay|holding|dry|running|all right)\b|(?:还|仍然?|一直)(?:是)?(?:好的|正常|好好的|能用)"
)
_FINE = regex(
    r"没(?:有)?(?:什么|啥|任何)?(?:问题|毛病|再)|没(?:有)?(?:漏|滴|响|报警|卡|死机)|不(?:再)?(?:漏|滴|响|报警|卡|死机)了|一切正常"
    r"|^(?:都|全|挺|很|蛮|一切都?|目前都?)好(?:的|得很|着呢|了)?$|完美|搞掂|修得(?:很|真|挺|非常|又快)?又?好"
    r"|热了$|有(?:热水|画面|信号|声音|水|电|网)了|亮了|转了|能(?:用|开|关|转)了"
    r"|\ball (?:is )?(?:good|fine|ok|okay|well)\b|\bseems? (?:ok|okay|fine|good|all right|to work)\b|\bperfect(?:ly)?\b"
    r"|\bno (?:more )?(?:problems?|issues?|leaks?)\b|\bno longer\b|\b(?:not|n't) (?:\w+ ){1,2}(?:any ?more|since)\b"
)
_NOT_FIXED = regex(
    r"没(?:有)?(?:修|弄|搞|完全)?好|还(?:是)?(?:没|不|漏|坏|有|老样子)|又|不行|没(?:有)?(?:解决|恢复|用)|不(?:正常|能用|好|管用)|仍"
    r"|(?:要|得|等|缺|还差|没(?:有|带)?)(?:等|换|订|买)?(?:新的?)?(?:配件|零件|件)|(?:改天|下次|明天|后天|过几天|回头)(?:会)?再来"
    r"|\b(?:needs?|waiting for|has to order|ordered) (?:an?|the|another|some)?(?: new| spare)? ?parts?\b|\b(?:will|to|has to|must) (?:be|come) back\b"
    r"|[跟和]没修|没修一样|白修|更(?:严重|漏|差|糟|坏|响)|还严重|严重了"
    r"|\bstill\b|\bnot\b|n't\b|\bagain\b|\bworse\b|^no\b|\bsame as (?:before|ever)\b"
)
_BETTER = regex(
    r"^(?:i guess|i think so|i suppose|should be|probably)\b|^(?:应该|大概|可能|好像)(?:是|好了)?吧?$|^(?:还行|还可以|凑合)|好(?:多了|一?点儿?了?|些了?|转)(?:吧|呢|啊)?$|\b(?:a (?:bit|little) |much |somewhat )?(?:better|improved)\b"
)
_ASKS = regex(
    r"(?:修|弄|搞)?好了?[吗嘛没]|好没好|修完了?[吗嘛没]|\b(?:is|are|was) (?:it|that|this|everything) (?:\w+ )?(?:fixed|done|repaired|working|ok|okay)\b"
)
_LATER = regex(
    r"不(?:知道|清楚|晓得)|还没(?:有)?(?:走|离开|弄完|修完|做完|结束|看|试|用|回|来得及|到家|检查)|没(?:来得及|试|看呢|在家)|不在家"
    r"|(?:回去|回家|晚上|明天|待会儿?|一会儿?|等会儿?|等下|有空|下班|过(?:两|几)天|先|再).{0,4}(?:看|试|用|检查|观察)"
    r"|\b(?:not sure|don'?t know|no idea|too early|not home|not at home|let you know|later|tonight)\b"
    r"|\bhaven'?t (?:\w+ )?(?:tried|tested|checked|looked|seen|used|had)\b|\b(?:let me|i'?ll|i will|need to|going to) (?:try|test|check|look|see|watch)\b"
    r"|\bstill (?:here|there|working on|at it|busy)\b"
)
_TOO_EARLY = regex(r"才(?:能)?(?:知道|晓得|看得?出)|(?:明天|晚上|回头|过后|到时候?)(?:再)?告诉")
_QUESTION = regex(
    r"^(?:so |and |but )?(?:is|are|was|were|did|does|do|has|have|can|could|will) (?:it|he|she|they|this|that|the|you|your|i|we|somebody)\b"
    r"|^(?:so |and |but )?(?:when|what|who|how|why|where)\b"
)
_NEITHER = regex(r"^(?:不用|不需要|不必|没事|no thank|no need)")
_GONE = regex(
    r"不漏了|(?:自己|突然|现在|它)(?:又)?(?:就)?(?:好|恢复|正常)了|(?:又|都)(?:好|正常)了|^没事了(?!吧)|(?:是|刚才)我(?:自己)?(?:没(?:关|开|插)|忘|弄错|搞错)"
    r"|\b(?:it'?s|it is|problem is|fault is|leak is|noise is) gone(?: now| away)?\b|\b(?:hot water|the water|power|heating|picture|signal|everything) (?:is |has |just |has just |came |come )*back\b|\bit (?:just |has just )?(?:came|come) back (?:on|by itself|again by itself|to normal)\b|\bfixed itself\b|\bworks again\b|\bfalse alarm\b|\bit was (?:just |only |simply )?(?:muted|off|unplugged|switched off|turned off|not plugged in)\b"
)
_STAYS = regex(
    r"又(?:漏|坏|不|没)|(?:再|又)坏|\band (?:broke|stopped|failed)\b|还(?:是)?(?:漏|不|没)|但|不过|一会|\bbut\b|\bstill\b|\bnot\b|\bexcept\b"
)
_TOLD = ("learned", "past_resolved")  # evidence that is no sign of a fault that is there


def read(scene: Scene) -> Said | None:
    """What was said, or None when it is about something else."""
    said, intent = _folded(scene.text), scene.heard.intent
    broken, fine = _clauses(scene)
    if _NEITHER.search(said) or (intent.name == "thanks" and intent.confidence >= SURE and not fine):
        return None
    if len(scene.text) <= LONGEST and _TOO_EARLY.search(said):
        return Said.LATER
    if len(scene.text) <= LONGEST:
        for words, meaning in ((_ASKS, Said.ASKS), (_LATER, Said.LATER)):
            if words.search(said) and not (fine and meaning is Said.LATER):
                return meaning
    if _QUESTION.search(said):
        return None
    plain = answers.yes_or_no(scene)
    if broken or (plain is False and (not fine or answers.clear(scene.text))):
        return Said.BROKEN
    if fine or plain:
        return _fixed(scene)
    if _BETTER.search(said) and len(scene.text) <= LONGEST:
        return Said.BETTER
    return Said.BROKEN if intent.name == "report_fault" and intent.confidence >= SURE else None


def vanished(scene: Scene) -> bool:
    """Whether somebody in the middle of a report says that it has gone by itself, or was no fault."""
    if (
        scene.event.kind != "text"
        or len(scene.text) > LONGEST
        or scene.tracker.asked in ("severity", "problem")
    ):
        return False
    said = answers.plain(scene.text)
    return bool(_GONE.search(said)) and not _STAYS.search(said) and not answers.is_question(scene.text)


#: One of several devices of the same report.
_ONE = regex(
    r"第[一二三四五1-5]台|其中(?:的)?[一1](?:台|个)|(?:有|那|这)一台|另(?:外)?(?:的)?一台|^一台|\b(?:the |only |just )?(?:first|second|third|other) (?:one |device |\w+ )?(?:is|works|runs|was|came)\b|\b(?:only )?one of (?:them|the|our|my)\b"
)
_ALL = regex(r"都(?:已经|修|弄)*好了|全(?:都|部)?(?:修)?好了|\b(?:both|all) (?:of them |are |is |work|fixed)")
_SEVERAL = regex(
    r"[两二三四五几2-9]台|都(?:不|没|坏)|\b(?:two|three|four|both|several)\b|[,，;；]\s*(?:and )?(?:one|another)\b"
)


def one_of_them(scene: Scene, ticket: Row[Any] | None) -> bool:
    """Whether only one of the devices of a report is said to work again: that ends nothing."""
    if ticket is None or scene.event.kind != "text" or not _ONE.search(answers.plain(scene.text)):
        return False
    if _ALL.search(answers.plain(scene.text)):
        return False
    return bool(ticket.facts.get("more_devices") or _SEVERAL.search(answers.plain(ticket.problem)))


def _fixed(scene: Scene) -> Said:
    """Fixed, unless a "but" comes behind it: then it depends on what that is."""
    if not _something_else(scene.text):
        return Said.FIXED
    intent = scene.heard.intent
    return Said.BROKEN if intent.name == "report_fault" and intent.confidence >= SURE else Said.BUT


def _folded(text: str) -> str:
    """Without polite and other words that only look like a no."""
    return _HARMLESS.sub(" ", answers.plain(text)).strip()


def _clauses(scene: Scene) -> tuple[bool, bool]:
    """Whether some part of the message says that it is broken, and whether some part says that it is fixed."""
    if len(scene.text) > LONGEST:
        return _shows_a_fault(scene), False
    broken = fine = False
    for part in _CLAUSES.split(scene.text):
        said = _folded(part)
        good = bool(_FINE.search(said) or _STILL_FINE.search(said))
        bad = not good and bool(_NOT_FIXED.search(said))
        broken |= bad
        fine |= good or (not bad and answers.works(part) and not _BETTER.search(said))
    return broken or (fine and _shows_a_fault(scene)), fine


def _shows_a_fault(scene: Scene) -> bool:
    """Whether the message describes a fault that is there now."""
    intent, severity = scene.heard.intent, scene.heard.severity
    sure = intent.name == "report_fault" and intent.confidence >= SURE
    if _STILL_FINE.search(answers.plain(scene.text)):
        return False
    return sure and severity is not None and any(e.reason not in _TOLD for e in severity.evidence)


def _something_else(text: str) -> bool:
    """Whether there is a "but" with something behind it."""
    found = _BUT.search(text)
    return found is not None and len(answers.plain(text[found.end() :])) > 1
