"""Whether everybody was answered exactly once and in order: what was said and sent, beside what is in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Protocol

from tests.bot_api.state import Sent

LAST_WORDS = 0.5  # seconds after the end of a process in which the server still takes in what it had sent


class Row(Protocol):
    """A message in the database with its conversation's address."""

    id: int
    direction: str
    text: str
    status: str
    reply_to: int | None
    address: str


@dataclass
class Figures:
    """``twice``: replies that came twice, each explained by a cut answer or a kill; ``unexplained``: those that are
    not.  ``lost``: messages that were not taken in or not answered, and replies that did not arrive."""

    framework: str
    way: str
    updates: int
    answered_once: int = 0
    twice: int = 0
    unexplained: int = 0
    lost: int = 0
    out_of_order: int = 0
    tickets: int = 0
    tickets_doubled: int = 0
    kills: int = 0
    seconds: float = 0.0
    replies: int = 0
    cut: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        shown = {k: v for k, v in asdict(self).items() if k not in ("wrong", "faults")}
        told = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in shown.items())
        return f"{told}; faults: {', '.join(f'{n} {k}' for k, n in sorted(self.faults.items())) or 'none'}"


def judge(
    found: Figures, said: Mapping[int, Sequence[str]], rows: Sequence[Any], sent: Sequence[Sent],
    kills: Sequence[float],
) -> None:  # fmt: skip
    """``said`` by chat; ``kills`` are the times at which a killed process was gone."""
    replies, kept = defaultdict(list), defaultdict(list)
    for one in sent:
        if one.method == "sendMessage":
            replies[one.chat].append(one)
            found.replies += 1
            found.cut += one.cut
    for row in rows:
        kept[row.address].append(row)
    found.kills = len(kills)
    for chat, lines in said.items():
        _Chat(found, chat, kills).judge(lines, kept[str(chat)], replies[chat])


class _Chat:
    def __init__(self, found: Figures, chat: int, kills: Sequence[float]) -> None:
        self.found, self.chat, self.kills = found, chat, kills

    def _wrong(self, what: str) -> None:
        self.found.wrong.append(f"{self.chat}: {what}")

    def judge(self, said: Sequence[str], rows: Sequence[Row], sent: Sequence[Sent]) -> None:
        taken = [r for r in rows if r.direction == "in"]
        wanted = [r for r in rows if r.direction == "out" and r.status != "refused"]
        self._taken_in(list(said), [r.text for r in taken])
        answered = {r.reply_to for r in wanted if r.status == "sent"}
        for row in taken:
            if row.id not in answered:
                self.found.lost += 1
                self._wrong(f"no answer to {row.text!r}")
        turns = [r.reply_to for r in wanted if r.reply_to is not None]
        if turns != sorted(turns):
            self.found.out_of_order += 1
            self._wrong("answers are written out of order")
        doubled = self._replies(wanted, sent)
        self.found.answered_once += sum(1 for r in taken if r.id in answered and r.id not in doubled)

    def _taken_in(self, said: list[str], texts: list[str]) -> None:
        if texts == said:
            return
        self._wrong(f"said {said}, taken in {texts}")
        if sorted(texts) == sorted(said):
            self.found.out_of_order += sum(a != b for a, b in zip(texts, said, strict=True))
        elif len(texts) > len(said):
            self.found.unexplained += len(texts) - len(said)
        else:
            self.found.lost += max(len(said) - len(texts), 1)

    def _replies(self, wanted: Sequence[Row], sent: Sequence[Sent]) -> set[int | None]:
        """Compare what was to be sent with what arrived; gives the messages whose reply came twice."""
        doubled: set[int | None] = set()
        runs = [(text, list(rows)) for text, rows in groupby(wanted, key=lambda r: r.text.strip())]
        came = [(text, list(copies)) for text, copies in groupby(sent, key=lambda s: s.text)]
        if [text for text, _ in runs] != [text for text, _ in came]:
            self.found.out_of_order += 1
            self._wrong(f"written {[t for t, _ in runs]}, arrived {[t for t, _ in came]}")
            return doubled
        for (text, rows), (_, copies) in zip(runs, came, strict=True):
            extra = len(copies) - len(rows)
            if extra < 0:
                self.found.lost -= extra
                self._wrong(f"{text!r} arrived {len(copies)} times, not {len(rows)}")
            elif extra:
                explained = sum(self._explains(a, b) for a, b in zip(copies, copies[1:], strict=False))
                doubled |= {r.reply_to for r in rows[-extra:]}
                self.found.twice += min(extra, explained)
                self.found.unexplained += max(extra - explained, 0)
                if extra > explained:
                    times = [round(c.at, 2) for c in copies]
                    self._wrong(f"{text!r} came {extra} times too often, at {times}; kills at {self.kills}")
        return doubled

    def _explains(self, first: Sent, second: Sent) -> bool:
        return first.cut or any(first.at < kill + LAST_WORDS and kill < second.at for kill in self.kills)
