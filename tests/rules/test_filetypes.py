"""What a file is, by its content alone; and serial numbers in what codes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.filetypes import recognise
from handlers.rules.platecodes import said


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\xff\xd8\xff\xe0" + b"x" * 20, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 20, "image/png"),
        (b"GIF89a" + b"x" * 20, "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"OggS\0\x02" + b"\0" * 22 + b"OpusHead", "audio/ogg"),
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + b"\0" * 20, "audio/mpeg"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/mp4"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "video/quicktime"),
        (b"%PDF-1.7\n", "application/pdf"),
        ("水箱漏水 err E05\n".encode(), "text/plain"),
        ("水箱漏水".encode("gb18030"), "text/plain"),
        ("漏水".encode("utf-16"), "text/plain"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_kept_is_known_by_its_content(content: bytes, mime: str) -> None:
    found = recognise(content)
    assert found is not None and found.mime == mime


@pytest.mark.parametrize(
    "content",
    [
        b"", b"MZ\x90\0\x03", b"\x7fELF\x02\x01", b"PK\x03\x04zip", b"\x1f\x8b\x08gz", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07",
        b"#!/bin/sh\nrm -r x\n", b"<!DOCTYPE html><p>hi", b"  <HTML><script>x</script>", b"<svg xmlns='x' onload='y'/>",
        b"<?xml version='1.0'?><svg/>", b"<?php echo 1;", b"hello\n<iframe src=x>", "<script>".encode("utf-16"),
        b"\xef\xbb\xbf<html>", b"a\0b", b"\xff\xf1\x50\x80", b"\0asm\x01\0\0\0", b"\xca\xfe\xba\xbe\0\0\0\x34", b"{\\rtf1\x00}",
    ],
    ids=repr,
)  # fmt: skip
def test_what_could_be_carried_out_is_refused(content: bytes) -> None:
    assert recognise(content) is None


@given(st.binary(max_size=200))
def test_no_content_breaks_it(content: bytes) -> None:
    found = recognise(content)
    assert found is None or found.mime.count("/") == 1


@pytest.mark.parametrize(
    ("text", "form", "named", "guessed"),
    [
        ("DEMO-P3-0001", "Code128", (), ("DEMO-P3-0001",)),
        ("6901234567892", "EAN13", (), ()),
        ("SN: AB12-3456", "QRCode", ("AB12-3456",), ()),
        ("Model X100; S/N AB123456; Made in CN", "QRCode", ("AB123456",), ()),
        ("序列号：AB123456\n型号：X100", "QRCode", ("AB123456",), ()),
        ("(01)06901234567892(21)ABC12345", "DataMatrix", ("ABC12345",), ()),
        ('{"sn":"AB123456","model":"X100"}', "QRCode", ("AB123456",), ()),
        ("https://t.me/some_bot?start=DEMO-P3-0001", "QRCode", ("DEMO-P3-0001",), ()),
        ("https://service.example/d/DEMO-P3-0001", "QRCode", (), ("DEMO-P3-0001",)),
        ("https://service.example/device?sn=DEMO-P3-0001&lang=zh", "QRCode", ("DEMO-P3-0001",), ()),
        ("hello world", "QRCode", (), ()),
        ("WIFI:S:home;T:WPA;P:secret;;", "QRCode", (), ()),
    ],
)  # fmt: skip
def test_serial_numbers_in_what_a_code_says(text, form, named, guessed) -> None:
    first, second = said(text, form)
    assert first == named
    assert set(guessed) <= set(second) if guessed else not second


@given(st.text(max_size=300), st.sampled_from(["QRCode", "EAN13"]))
def test_any_text_of_a_code_is_taken(text: str, form: str) -> None:
    assert all(5 <= len(number) <= 40 for numbers in said(text, form) for number in numbers)
