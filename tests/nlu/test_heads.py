"""The vocabulary of the learned models, looked up in its file."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import heads, train
from nlu.corpus import Example
from nlu.judgement import Judge
from nlu.reading import read
from nlu.train_numbers import Names, numbered, together

NAMES = [f"{a}_{b}" for a in "水没漏 abc" for b in ("停", "is", "''", "#")] + [f"w{i}" for i in range(3000)]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, heads.Family]:
    """Two families that have half of their features in common, written and opened again."""
    learned = {"whole": _learned(NAMES[:2000]), "clauses": _learned(NAMES[1000:])}
    train.store(learned, tmp_path / "heads.bin")
    return heads.opened(tmp_path / "heads.bin")


def _learned(names: list[str]) -> train.Learned:
    """Each weight tells which feature it is of."""
    weights = np.array([[len(name), sum(name.encode()) % 256] for name in names], np.uint8)
    return train.Learned(names, {"kind": train.Packed(("a", "b"), weights, 0.5, (0.0, 1.0))})


def test_every_feature_is_found_again_with_its_weights(opened: dict[str, heads.Family]) -> None:
    for family, names in (("whole", NAMES[:2000]), ("clauses", NAMES[1000:])):
        for name in names:
            found = opened[family].weigh([name])
            assert found.sums == (len(name), sum(name.encode()) % 256, 1) and found.size == 1
        assert opened[family].weigh(NAMES).size == len(names)


def test_a_feature_of_the_other_family_only_is_none(opened: dict[str, heads.Family]) -> None:
    assert opened["whole"].weigh(NAMES[2000:]).size == 0
    assert opened["clauses"].weigh(NAMES[:1000]).size == 0


def test_more_names_than_are_kept(opened: dict[str, heads.Family], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "KEPT", 10)
    family = opened["whole"]
    before = family.weigh(NAMES)
    assert family.weigh(NAMES[::-1]).sums == before.sums
    assert len(family.rows) <= 10


def test_a_long_message_is_added_up_in_parts(opened: dict[str, heads.Family]) -> None:
    names = NAMES[: 3 * heads.AT_ONCE]
    alone = [opened["whole"].weigh([name]).sums for name in names]
    assert opened["whole"].weigh(names).sums == tuple(map(sum, zip(*alone, strict=True)))


@pytest.mark.parametrize(
    "text",
    ["水漏了，水漏了，没水。别的还好，水漏了", "it leaks, it leaks and it hums, no smoke. It leaks, see"],
)
def test_what_several_clauses_say_counts_once(text: str) -> None:
    judge = Judge(read(text))
    for clauses in (judge.everything, range(1, 3), range(3)):
        said = set().union(*judge.parts[clauses.start : clauses.stop])
        assert judge.stretch(clauses) == heads.clauses().weigh(said)
    apart = sum(judge.stretch(range(i, i + 1)).size for i in judge.everything)
    assert judge.stretch(judge.everything).size < apart


def test_what_is_learned_from_is_the_same_whoever_reads_the_examples() -> None:
    """Each reader numbers features as they come up; the heads have them in the order of their names."""
    known = [Example(f"no water {i}", "report_fault", severity=1) for i in range(12)]
    said = [["water", "no", f"only{i}", *(["late"] if i > 7 else ["early"])] for i in range(12)]
    tables = []
    for readers in ([Names()], [Names(), Names(), Names()]):
        parts = [
            (i % len(readers), numbered(said[at : at + 2], readers[i % len(readers)]))
            for i, at in enumerate(range(0, 12, 2))
        ]
        vocabulary, rows = train._table("whole", known, together(parts))
        assert vocabulary == ["early", "late", "no", "water"]
        tables.append((rows.indices.tolist(), rows.indptr.tolist(), rows.data.tolist()))
    assert tables[0] == tables[1]


@settings(max_examples=30)
@given(st.text(st.characters()))
def test_no_word_is_too_strange_to_be_looked_up(word: str) -> None:
    assert heads.is_known(word) in (True, False)


def test_what_no_feature_is_called_is_not_known() -> None:
    assert heads.is_known("water") and not heads.is_known("waterqzx") and not heads.is_known("\ud800")


def test_rows_are_read_one_by_one_and_stay_out_of_memory_until_they_are_wanted() -> None:
    """What is mapped of the file is at most the table of the vocabulary, however many features were looked for."""
    about = Path("/proc/self/smaps")
    if not about.exists():
        pytest.skip("no /proc/self/smaps here")
    asked = """
import sys
from pathlib import Path
from nlu import heads
rows = heads.whole().rows
names = max(part.last for part in rows.parts)
for number in range(1, names + 1, 9):
    rows[rows._named(number).decode()]
mapped = Path("/proc/self/smaps").read_text().split("heads.bin\\n", 1)[1].split("Rss:", 1)[1]
print(len(rows), int(mapped.split()[0]) * 1024 - rows.ends)
"""
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    kept, above = map(int, told.split())
    assert kept > 20_000 and above < 200_000  # the whole file is ten million bytes above


def test_a_file_is_closed_with_its_rows(opened: dict[str, heads.Family]) -> None:
    file = opened["whole"].rows.file
    os.fstat(file)
    opened.clear()
    gc.collect()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(file)
