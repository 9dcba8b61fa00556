"""What WeCom (企业微信) wraps its callbacks in: a signature, AES and XML.

https://developer.work.weixin.qq.com/document/path/90968 describes it and has an example, which is in the tests.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from xml.parsers import expat

BLOCK = 32  # bytes to a multiple of which WeCom fills up
HEAD = 20  # 16 bytes of chance and the length
MOST_DEPTH, MOST_ELEMENTS = 8, 400
KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class Refused(ValueError):
    """Something that WeCom would not have sent; the message says what, and nothing of what was in it."""


class MissingPackage(Exception):
    """The package that decrypts is not installed; the message says what to do."""


class Crypt:
    """Signature and encryption of one application.  ``receiver`` is the corp id that every message must be for.
    Raises :class:`MissingPackage`, and ValueError for a key that is none."""

    def __init__(self, token: str, key: str, receiver: str) -> None:
        if not KEY.fullmatch(key):
            raise ValueError("the EncodingAESKey must have 43 characters of A-Z, a-z and 0-9")
        try:
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        except ImportError:
            raise MissingPackage(
                "WeCom needs the package cryptography: pip install 'baoxiu[wecom]'"
            ) from None
        self._token = token
        self._receiver = receiver.encode()
        raw = base64.b64decode(key + "=")
        self._cipher = Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        pieces = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(pieces.encode()).hexdigest()  # noqa: S324 - WeCom's choice

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> bytes:
        """The message.  Nothing is decrypted before its signature was found right.  Raises :class:`Refused`."""
        try:
            signed = hmac.compare_digest(
                self.signature(timestamp, nonce, encrypted).encode(), signature.encode()
            )
            raw = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, UnicodeEncodeError, ValueError):
            raise Refused("the message is not base64") from None
        if not signed:
            raise Refused("the signature is wrong")
        if not raw or len(raw) % 16:
            raise Refused("the message is not a whole number of blocks")
        decryptor = self._cipher.decryptor()
        return self._unwrapped(decryptor.update(raw) + decryptor.finalize())

    def _unwrapped(self, plain: bytes) -> bytes:
        filled = plain[-1]
        if not 1 <= filled <= BLOCK or not plain.endswith(bytes([filled]) * filled):
            raise Refused("the message is not filled up as it should be")
        plain = plain[:-filled]
        length = int.from_bytes(plain[16:HEAD], "big")
        if len(plain) < HEAD or length > len(plain) - HEAD:
            raise Refused("the message is shorter than it says")
        if not hmac.compare_digest(plain[HEAD + length :], self._receiver):
            raise Refused("the message is for another company")
        return plain[HEAD : HEAD + length]

    def seal(self, message: bytes) -> str:
        """Encrypt as WeCom does (for its peers in tests, and for answers in the response)."""
        plain = os.urandom(16) + len(message).to_bytes(4, "big") + message + self._receiver
        fill = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        raw = encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()
        return base64.b64encode(raw).decode()


def read_xml(data: bytes) -> dict[str, str]:
    """The texts of an XML document by their path below the root, such as ``SendLocationInfo/Label``; of several at the
    same path the last.  No DTD, no entities, bounded depth and number.  Raises :class:`Refused`."""
    found: dict[str, str] = {}
    path: list[str] = []
    texts: list[list[str]] = []
    count = 0

    def begin(name: str, _attributes: object) -> None:
        nonlocal count
        count += 1
        if len(path) >= MOST_DEPTH or count > MOST_ELEMENTS:
            raise Refused("the XML is nested too deep or has too many elements")
        path.append(name)
        texts.append([])

    def hear(text: str) -> None:
        if texts:
            texts[-1].append(text)

    def end(_name: str) -> None:
        found["/".join(path[1:])] = "".join(texts.pop())
        path.pop()

    def refuse(*_: object) -> int:
        raise Refused("the XML has a DTD or an entity")

    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"the XML is not UTF-8 at byte {error.start}") from None
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, hear
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(f"this is no XML: {expat.ErrorString(error.code)}") from None
    found.pop("", None)
    return found
