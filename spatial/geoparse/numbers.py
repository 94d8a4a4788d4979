"""Read the numbers of a plan, in digits and in Chinese numerals up to ninety-nine."""

from __future__ import annotations

import re

NUMERALS = {char: float(value) for value, char in enumerate("零一二三四五六七八九")} | {"两": 2.0, "双": 2.0, "半": 0.5}
NUMBER = r"(?:[0-9]{1,12}(?:\.[0-9]{1,12})?|[一二三四五六七八九十两半百]{1,4})"
TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
HALF = re.compile(r"([0-9一二两三])个?半")


def amount(text: str) -> float | None:
    """Return a number written in digits or Chinese numerals up to 99, None for anything else."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    if text in NUMERALS:
        return NUMERALS[text]
    half = HALF.fullmatch(text)
    if half:
        return (amount(half.group(1)) or 0.0) + 0.5
    match = TENS.fullmatch(text)
    return NUMERALS.get(match.group(1), 1.0) * 10 + NUMERALS.get(match.group(2), 0.0) if match else None
