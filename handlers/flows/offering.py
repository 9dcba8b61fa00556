"""How windows are put to a customer: by number, and what has to be said about promise and wish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers import visits
from handlers.flows.times_told import Wanted
from handlers.rules.facts import Window
from handlers.scene import Scene
from handlers.texts.shapes import moment

SAID = "wish_said"  # slot: that a time cannot be had was said with the list that is shown once more
NEAR = timedelta(hours=1)  # from the hour that was asked for


def promise(scene: Scene, offered: visits.Offered) -> str:
    """Until when somebody is promised to be there; nothing where that is not."""
    return moment(scene.local(offered.promise), scene.lang, scene.now) if offered.promise else ""


def listing(
    scene: Scene, offered: visits.Offered, windows: Sequence[visits.Held], titles: Sequence[str]
) -> str:
    """The windows by number; among such as keep the promise those that do not are marked."""
    mixed = offered.kept and any(h.window.keeps_promise for h in windows)
    lines = [
        f"{i}. {title}" + (scene.t("window-after-promise") if mixed and not h.window.keeps_promise else "")
        for i, (title, h) in enumerate(zip(titles, windows, strict=True), 1)
    ]
    return "\n".join(lines)


def say_promise(
    scene: Scene, offered: visits.Offered, windows: Sequence[visits.Held], wish: Wanted | None
) -> str:
    """Say what has to be said about promise and wish; returns the text that lists the windows.  That nobody is free
    in time is said once."""
    until, due = promise(scene, offered), offered.promise.isoformat() if offered.promise else ""
    fits = wish is not None and any(_fits(h.window, wish) for h in windows)
    if wish is not None and not fits and not scene.tracker.slots.pop(SAID, False):
        scene.say("window-wish-impossible")
    if until and not offered.kept and scene.tracker.told.get("late") != due:
        scene.tracker.told["late"] = due
        scene.say("window-late", promise=until)
    own_wish = wish is not None and offered.kept and not any(h.window.keeps_promise for h in windows)
    if until and own_wish and scene.tracker.told.get("own_wish") != due:
        scene.tracker.told["own_wish"] = due
        scene.say("window-own-wish", promise=until)
    if fits and not scene.tracker.slots.get("any_other"):
        return "ask-window-wish"
    return "ask-window-promise" if until and offered.kept and wish is None else "ask-window"


def _fits(offered: Window, wish: Wanted) -> bool:
    start, end = wish
    return abs(offered.start - start) < NEAR if end is None else start <= offered.start < end
