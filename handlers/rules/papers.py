"""Which papers of a repair are there, told from the ticket's log alone: the signed record, the old part identified."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.facts import Happening


def proofs(log: Sequence[Happening], record_form: str) -> frozenset[str]:
    """``signed_record`` and ``identified_part``, as far as they are there."""
    there = {"signed_record": signed(log, record_form), "identified_part": identified(log)}
    return frozenset(name for name, holds in there.items() if holds)


def signed(log: Sequence[Happening], form: str) -> bool:
    """Whether the newest version of some form of this kind is signed and has not been made void."""
    newest: dict[str, tuple[int, str]] = {}
    for entry in log:
        if entry.event not in ("form.issued", "form.signed", "form.voided") or entry.data.get("kind") != form:
            continue
        number, version = str(entry.data.get("number")), _whole(entry.data.get("version"))
        before, state = newest.get(number, (0, ""))
        if version > before or (version == before and state != "form.voided"):
            newest[number] = (version, entry.event)
    return any(state == "form.signed" for _, state in newest.values())


def identified(log: Sequence[Happening]) -> bool:
    """Whether every replaced part has come back and been identified; or it is on record that none was replaced."""
    replaced = [entry.data for entry in log if entry.event == "part.replaced"]
    done = {entry.data.get("old_part") for entry in log if entry.event == "part.identified"}
    return bool(replaced) and all(not data.get("part") or data.get("old_part") in done for data in replaced)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 1
