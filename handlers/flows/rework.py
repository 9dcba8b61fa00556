"""What we repaired or built, and what is wrong with it again, from somebody of whom we have no report open."""

from __future__ import annotations

from dataclasses import replace

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex
from nlu.understanding import Intent

SURE = 0.75  # how sure it is a report
#: What we did before, and what is wrong with it again.
_REWORK = regex(
    r"(?:上次|上回|之前|上个?月|前[几两]天|去年|今年|刚)[^。;!！？?]{0,10}(?:修|补|装|换|做|弄|贴|刷)[^。;!！？?]{0,10}?(?P<zh>(?:又|再次|还是|还)(?:在)?(?:漏|坏|掉|裂|堵|响|渗|松|翘|鼓|不|没|停|跳)[^。;!！？?]*)"
    r"|\b(?:repair|repaired|fixed|fix|work|job|replaced|installed|mended|sealed|patched)\b[^.;!?]{0,40}?(?P<en>\b(?:is|has|it'?s|and|but|keeps?)\b[^.;!?]{0,20}\b(?:leak\w*|broke\w*|fail\w*|drip\w*|loose|cracked|not work\w*|stopped)[^.;!?]{0,16}\bagain\b)"
)


def came_back(scene: Scene) -> bool:
    """Whether something that we did before has the same trouble again; it is rated by what is wrong now."""
    found = _REWORK.search(answers.plain(scene.text))
    if (
        found is None
        or scene.event.kind != "text"
        or answers.is_question(scene.text)
        or answers.complains(scene.text)
    ):
        return False
    if scene.intent != "report_fault":
        words = found["zh"] or "it " + found["en"].removeprefix("it ")
        now = scene.house.parse_here(words, scene.lang)
        scene.heard = replace(scene.heard, intent=Intent("report_fault", SURE), severity=now.severity)
    return True
