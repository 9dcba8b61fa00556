"""Numbers in Chinese and English words."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "○": 0, "洞": 0, "一": 1, "幺": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "俩": 2, "三": 3, "仨": 3, "叁": 3,
          "四": 4, "肆": 4, "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "拐": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "勾": 9, "玖": 9}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "万": 10000}
WORDS = {w: i for i, w in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
                                      "a": 1, "an": 1, "couple": 2, "dozen": 12, "half": 0}  # fmt: skip
#: English ones and tens, for expressions.
ONES = "one|two|three|four|five|six|seven|eight|nine"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
SPOKEN = {
    w: str(i)
    for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
} | {
    "oh": "0",
    "o": "0",
}
ZH = "零〇一二两三四五六七八九十百千俩仨"
NUMBER = rf"(?:\d{{1,6}}(?:\.\d{{1,3}})?|[{ZH}]{{1,8}}半?|半)"


def value(text: str) -> float | None:
    """``12``, ``十二``, ``二百三``, ``半``, ``twelve``, ``twenty-five``: the number, or None."""
    text = text.strip().lower()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    if text == "半":
        return 0.5
    if re.fullmatch(r"[a-z -]+", text):
        parts = [WORDS.get(p) for p in re.split(r"[ -]+", text)]
        return float(sum(p for p in parts if p is not None)) if parts and None not in parts else None
    text = text.replace("廿", "二十").replace("卅", "三十")
    half = 0.5 if text.endswith("半") else 0.0
    text = text.removesuffix("半")
    if text and all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text)) + half
    total, current, last = 0, 0, 1
    for c in text:
        if c in DIGITS:
            current = DIGITS[c]
        elif c in UNITS:
            last = UNITS[c]
            total += (current or 1) * last
            current = 0
        else:
            return None
    if current and last >= 100 and "零" not in text and "〇" not in text:
        current *= last // 10  # 二百三 is 230
    return total + current + half


def spoken_digits(text: str) -> str:
    """Digits out of digits, Chinese digits and English digit words; everything else is dropped."""
    out: list[str] = []
    double = 1
    for token in re.findall(r"[a-z]+|\d|[^\W\d]", text.lower()):
        if token in ("double", "triple"):
            double = 2 if token == "double" else 3
            continue
        digit = token if token.isdigit() else str(DIGITS[token]) if token in DIGITS else SPOKEN.get(token)
        if digit is not None:
            out.append(digit * double)
        double = 1
    return "".join(out)
