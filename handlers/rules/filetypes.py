"""What a file is, found from its content: what its sender calls it decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT_HEAD = 4096  # bytes of a text that are looked at for marks of something that runs


@dataclass(frozen=True, slots=True)
class FileType:
    """``kind``: image, audio, video or document; ``ending`` of a file's name, without the dot."""

    kind: str
    mime: str
    ending: str


JPEG = FileType("image", "image/jpeg", "jpg")
PNG = FileType("image", "image/png", "png")
GIF = FileType("image", "image/gif", "gif")
WEBP = FileType("image", "image/webp", "webp")
HEIC = FileType("image", "image/heic", "heic")
OGG = FileType("audio", "audio/ogg", "ogg")
MP3 = FileType("audio", "audio/mpeg", "mp3")
M4A = FileType("audio", "audio/mp4", "m4a")
WAV = FileType("audio", "audio/wav", "wav")
AMR = FileType("audio", "audio/amr", "amr")
MP4 = FileType("video", "video/mp4", "mp4")
MOV = FileType("video", "video/quicktime", "mov")
PDF = FileType("document", "application/pdf", "pdf")
TXT = FileType("document", "text/plain", "txt")
ALL = (JPEG, PNG, GIF, WEBP, HEIC, OGG, MP3, M4A, WAV, AMR, MP4, MOV, PDF, TXT)

_BEGINS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"#!AMR", AMR),
    (b"%PDF-", PDF),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"), HEIC),
    **dict.fromkeys((b"M4A ", b"M4B "), M4A),
    b"qt  ": MOV,
    **dict.fromkeys((b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"3gp4", b"3gp5", b"3gp6", b"3g2a"), MP4),
}  # fmt: skip
#: What a browser or a shell would take for something to carry out.
_RUNS = re.compile(
    r"^\s*(?:#!|<\?)|<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|xml)\b", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def recognise(content: bytes) -> FileType | None:
    """What it is, if it is something that is kept."""
    for begin, found in _BEGINS:
        if content.startswith(begin):
            return found
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12])
    if _mp3_frame(content):
        return MP3
    return TXT if _plain_text(content) else None


def _mp3_frame(content: bytes) -> bool:
    """The head of an MPEG audio frame: eleven bits set, a layer III, a bit rate and a sampling rate that exist."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE6 != 0xE2:
        return False
    return content[1] & 0x18 != 0x08 and content[2] >> 4 not in (0, 15) and content[2] & 0x0C != 0x0C


def _plain_text(content: bytes) -> bool:
    if not content or content.startswith((b"MZ", b"PK", b"\x7fELF")):
        return False
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text) and not _RUNS.search(text[:TEXT_HEAD])
    return False
