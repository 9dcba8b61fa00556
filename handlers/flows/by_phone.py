"""Advice on the telephone that is all somebody wants: nobody is to come for it, whatever the plan begins with."""

from __future__ import annotations

from handlers import answers
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 60  # characters; in a longer message the words may mean anything
_ADVICE = regex(
    r"(?:不用|不需要|不必|先别|无需)(?:上门|派人|来人)[^。;!！？?]{0,8}(?:电话|指导|告诉|远程|教|说一下)|(?:电话|远程)(?:里)?(?:指导|解决|教)[^。;!！？?]{0,6}(?:就行|就好|即可|行吗|可以吗|行不行)"
    r"|\bno (?:visit|need (?:to come|for a visit|for anyone to come))\b.{0,20}\b(?:tell|which|what|how|phone|call|advi[cs]e|remote\w*)\b"
)


def wanted(scene: Scene) -> bool:
    """Whether nobody needs to come and a word on the telephone will do."""
    short = scene.event.kind == "text" and len(scene.text) <= LONGEST
    return short and _ADVICE.search(answers.plain(scene.text)) is not None
