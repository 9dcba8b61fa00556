"""What is said to the times that are offered and chooses none of them: "will it be done by noon?", "now", "the day after"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, choices
from handlers.flows import asked_times
from handlers.flows.times_told import SHORT
from handlers.scene import Scene
from handlers.wording import regex
from nlu import when

_DAY_AFTER = regex(
    r"(?:(?:再|往后|推)*(?:晚|迟)一?天|(?:往后|推迟?|再后|后|下)一天|隔一?天|第二天|次日)(?:吧|呢|行吗|可以吗|好吗)?|(?:and |or |maybe |better )?(?:the |a |one )?(?:day after|next day|following day|day later)(?: that)?(?: please| then| instead| ok)?"
)
NOW = timedelta(hours=3)  # what "now" can mean of a visit
_NOW = regex(
    r"(?:那|就|我要|能|可以|请|你们?)*(?:现在|马上|立刻|立即|这会儿?|此刻)(?:就|能|可以)*(?:来|要|修|派人|上门|过来)?(?:吧|行吗|可以吗|吗|呢)?|(?:(?:can you |please )*(?:come|do it) )?(?:right |just )?(?:now|away|immediately|at once)(?: please| ok)?"
)


def others_wanted(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """Other times than those that are offered, or whether one of them can still be had."""
    if choices.still_free(scene.text, len(windows)):
        scene.say("window-still-free")
        scene.tracker.asked = None
        return True
    if scene.text == "/other" or choices.another(scene.text):
        asked_times.later(scene, windows)
        return True
    return _day_after(scene, windows)


def _day_after(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """ "The day after": the one that follows upon those that are offered."""
    if not windows or not _DAY_AFTER.fullmatch(answers.plain(scene.text)):
        return False
    last = scene.local(max(v.start for v in windows))
    start = last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    scene.tracker.slots["wanted"] = [start.isoformat(), (start + timedelta(days=1)).isoformat()]
    scene.tracker.asked = None
    return True


def when_done(scene: Scene) -> bool:
    """When the work is over nobody knows before; times before the hour that was named are offered."""
    before_limit(scene)
    assert scene.plan is not None
    scene.say("visit-lasts", minutes=str(scene.plan.visits.minutes))
    scene.tracker.asked = None
    return True


def before_limit(scene: Scene) -> None:
    """Only times before the hour by which somebody wants it done, while times are offered."""
    limit = when.interval(scene.heard.text, scene.lang, scene.local(scene.now))
    if limit is not None and scene.tracker.asked == "window":
        end = max(limit.end or limit.start, scene.now + NOW)
        scene.tracker.slots["wanted"] = [scene.now.isoformat(), end.isoformat()]


def now_or_over(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """ "Now", or a time that is over, where nobody can come so soon: that is said, and the nearest times are offered."""
    text, now = scene.text, scene.local(scene.now)
    soon = bool(windows) and windows[0].start <= scene.now + NOW
    if scene.event.kind != "text" or len(text) > SHORT or soon:
        return False
    if not (_NOW.fullmatch(answers.plain(text)) or when.over(scene.heard.text, scene.lang, now)):
        return False
    scene.tracker.slots["wanted"] = [scene.now.isoformat(), (scene.now + NOW).isoformat()]
    scene.tracker.asked = None
    return True
