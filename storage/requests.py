"""Keys under which programs have sent something, so that the same key is never two things."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.engine import Tx
from storage.identity_tables import ApiRequest
from storage.prepared import Prepared, unless_there

_NEW = Prepared(unless_there(ApiRequest))
KEPT = timedelta(days=30)


def claim(tx: Tx, sender: str, key: str, digest: str, now: datetime) -> bool:
    """Whether the key is new or was used for the same.  Who comes at the same time waits for the first one's commit."""
    if _NEW.first(tx, sender=sender, key=key, digest=digest, at=now) is not None:
        tx.sql.execute(delete(ApiRequest).where(ApiRequest.at < now - KEPT))
        return True
    wanted = select(ApiRequest.digest).where(ApiRequest.sender == sender, ApiRequest.key == key)
    return bool(tx.sql.execute(wanted).scalar() == digest)
