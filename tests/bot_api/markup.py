"""What parse_mode does to a text: plain text, or the error for marks that do not fit together."""

from __future__ import annotations

import html
import re

from tests.bot_api.errors import bad

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "code", "pre",
        "blockquote", "tg-emoji"}  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z-]*)([^<>]*)>?")
RESERVED = set("_*[]()~`>#+-=|{}.!")
PAIRED = ("__", "||", "*", "_", "~")


def units(text: str) -> int:
    """UTF-16 code units, by which the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def plain(text: str, mode: str | None) -> str:
    """The text without its marks; raises 400 "can't parse entities"."""
    kind = (mode or "").lower()
    if kind == "html":
        return _html(text)
    if kind == "markdownv2":
        return _markdown(text)
    if kind == "markdown":
        return _old_markdown(text)
    if kind:
        raise bad("unsupported parse_mode")
    return text


def _html(text: str) -> str:
    open_tags: list[str] = []
    for found in TAG.finditer(text):
        end, name, _ = found.groups()
        at = len(text[: found.start()].encode())
        if name.lower() not in TAGS or not found[0].endswith(">"):
            raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        if not end:
            open_tags.append(name.lower())
        elif not open_tags or open_tags.pop() != name.lower():
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {at}")
    if open_tags:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    return html.unescape(TAG.sub("", text))


def _markdown(text: str) -> str:
    out: list[str] = []
    open_marks: list[str] = []
    at, code = 0, ""
    while at < len(text):
        sign = text[at]
        if sign == "\\" and at + 1 < len(text) and ord(text[at + 1]) < 127:
            out.append(text[at + 1])
            at += 2
            continue
        if code or sign == "`":
            mark = code or ("```" if text.startswith("```", at) else "`")
            if text.startswith(mark, at):
                code = "" if code else mark
                at += len(mark)
            else:
                out.append(sign)
                at += 1
            continue
        link = (
            re.compile(r"\]\((?:\\.|[^)\\])*\)").match(text, at)
            if sign == "]" and "[" in open_marks
            else None
        )
        pair = next((m for m in PAIRED if text.startswith(m, at)), None)
        if link:
            open_marks.remove("[")
            at = link.end()
        elif sign == "[":
            open_marks.append(sign)
            at += 1
        elif pair:
            (open_marks.remove if pair in open_marks else open_marks.append)(pair)
            at += len(pair)
        elif sign == ">" and (at == 0 or text[at - 1] == "\n"):
            at += 1
        elif sign in RESERVED:
            raise bad(
                f"can't parse entities: Character '{sign}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            out.append(sign)
            at += 1
    if open_marks or code:
        raise bad(
            f"can't parse entities: Can't find end of the entity starting with {code or open_marks[-1]}"
        )
    return "".join(out)


def _old_markdown(text: str) -> str:
    bare = re.sub(r"\\([_*`\[])", "", text)
    for mark in ("*", "_", "`"):
        if bare.count(mark) % 2:
            at = len(text[: text.rfind(mark)].encode())
            raise bad(f"can't parse entities: Can't find end of the entity starting at byte offset {at}")
    return re.sub(r"\\([_*`\[])|[*_`]", lambda m: m[1] or "", text)
