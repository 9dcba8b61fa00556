"""Links that stand on a device, as a QR code: who follows one need not type the serial number.

The token is signed and has the number in it, so that it can be printed before the device is in any register.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

MAC_BYTES = 9
MOST_SERIAL_BYTES = 39  # with them a token has 64 characters, which is what a deep link of Telegram may have


class TooLong(ValueError):
    """The serial number does not fit into a link."""


def _mac(secret: str, serial: bytes) -> bytes:
    return hmac.new(secret.encode(), b"device link\0" + serial, sha256).digest()[:MAC_BYTES]


def token(secret: str, serial: str) -> str:
    """At most 64 characters of ``A-Za-z0-9_-``.  Raises :class:`TooLong`."""
    said = serial.encode()
    if not 0 < len(said) <= MOST_SERIAL_BYTES:
        raise TooLong(
            f"a serial number in a link has 1 to {MOST_SERIAL_BYTES} bytes, this one has {len(said)}"
        )
    return urlsafe_b64encode(_mac(secret, said) + said).decode().rstrip("=")


def serial(secret: str, token: str) -> str | None:
    """The serial number of a token of ours; None for any other text."""
    if not token or len(token) > 64:
        return None
    try:
        found = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, said = found[:MAC_BYTES], found[MAC_BYTES:]
        return said.decode() if said and hmac.compare_digest(mac, _mac(secret, said)) else None
    except ValueError:
        return None
