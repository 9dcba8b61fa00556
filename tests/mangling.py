"""Files and payloads that are nearly right: what a good one becomes when somebody, or a bad line, has been at it."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

NASTY = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud83d", b"\r\n", b"\n\n", b"[" * 300, b"{" * 300, b'"', b"'" * 3, b"<", b"&#xD83D;", b"]]>",
    b"1e999", b"-1", b"9" * 400, b"NaN", b"99999-99-99", b"9999-12-31", b"0001-01-01", b"24:61:61,999", b"--> ", b"=cmd|' /C calc'!A0",
    "\u202e".encode(), "\u2028".encode(), "：".encode(), "客户".encode(), b"true", b"null", b"{}", b"[]", b"${jndi:x}", b"{{7*7}}", b"%s%n", b"../" * 9,
)  # fmt: skip
_CUT = st.tuples(st.floats(0, 1), st.floats(0, 0.3))


@st.composite
def mangled(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds with up to six changes: pieces cut out, doubled, moved, or put in."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        at, long = draw(_CUT)
        start = int(at * len(data))
        end = min(len(data), start + max(1, int(long * min(len(data), 400))))
        match draw(st.integers(0, 4)):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + data[start:]
            case 2:
                data = data[:start] + draw(st.sampled_from(NASTY)) + data[start:]
            case 3:
                data = data[:start] + draw(st.sampled_from(NASTY)) + data[end:]
            case _:
                data = data[:start] + draw(st.binary(max_size=8)) + data[end:]
    return data


#: Values that stand in the place of others in JSON.
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from([n.decode("utf-8", "replace") for n in NASTY]),
    st.just([]), st.just({}), st.just([[[[]]]]), st.lists(st.text(max_size=3), max_size=3), st.text(min_size=300, max_size=300),
)  # fmt: skip


@st.composite
def twisted(draw: st.DrawFn, seed: Any, path: int = 0) -> Any:
    """JSON like the seed, in which some values are something else, missing or more than they should be."""
    if path and draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    if isinstance(seed, dict):
        made = {k: draw(twisted(v, path + 1)) for k, v in seed.items() if draw(st.integers(0, 19)) > 0}
        return made | (
            draw(st.dictionaries(st.text(max_size=5), ANYTHING, max_size=1))
            if draw(st.integers(0, 9)) == 0
            else {}
        )
    if isinstance(seed, list):
        return [draw(twisted(v, path + 1)) for v in seed] * draw(st.sampled_from((0, 1, 1, 1, 1, 2)))
    return seed


def repacked(archive: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """A ZIP file (of XLSX, say) in which one member is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == member else data)
    return out.getvalue()


def tries(examples: int) -> settings:
    """So many attempts, other ones in each run; a failure prints what it takes to repeat it."""
    return settings(
        max_examples=examples, deadline=None, database=None, print_blob=True, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@contextmanager
def bounded(seconds: float, megabytes: float | None = None) -> Iterator[None]:
    """What is done inside takes no longer and (if it is asked: this is slow) no more memory."""
    if megabytes is not None:
        tracemalloc.start()
    began = time.process_time()
    try:
        yield
        took = time.process_time() - began
        assert took < seconds, f"{took:.1f} s of processor time"
        if megabytes is not None:
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            assert peak < megabytes, f"{peak:.0f} MB"
    finally:
        if megabytes is not None:
            tracemalloc.stop()
