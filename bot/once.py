"""Files that are made once, however many processes would make them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_once(path: Path, text: str) -> None:
    """Write the file whole or not at all, and never over one that another process was faster to write."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
