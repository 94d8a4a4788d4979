"""Read who issued a document, under which title and number, from its opening and closing lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from spatial.geoparse.tidy import tidy

OPENING: Final = 1500
FIRST_LINES, LAST_LINES = 12, 6
LONGEST_TITLE: Final = 60
TAILS: Final = "规划纲要|规划|行动方案|实施方案|总体方案|方案|行动计划|计划|纲要|意见|批复|答复|通知|决定|办法"
YEARS: Final = r"(?:[（(][^（）()]{4,16}[）)])?"
TITLE: Final = re.compile(rf"[^。；！？《》:：]{{4,{LONGEST_TITLE}}}(?:{TAILS}){YEARS}")
QUOTED: Final = re.compile(rf"《([^《》\n]{{4,{LONGEST_TITLE}}}(?:{TAILS}){YEARS})》")
PASSES_ON: Final = re.compile("印发|转发|通知$|下发")
NUMBER: Final = re.compile(r"[一-鿿]{2,12}[〔\[［]\d{4}[〕\]］]\d{1,4}号")
BODIES: Final = (
    "人民政府办公厅|人民政府|发展和改革委员会|发展改革委员会|发展改革委|交通运输厅|自然资源厅|住房和城乡建设厅|水利厅"
    "|委员会|省委|市委|县委|政府|国务院"
)
BODY: Final = re.compile(rf"(?:中共)?[一-鿿]{{0,14}}?(?:{BODIES})(?:[、 　]+[一-鿿]{{2,14}}?(?:{BODIES}))?")
ISSUES: Final = re.compile(rf"((?:中共)?[一-鿿]{{0,14}}?(?:{BODIES})(?:[、 　]+[一-鿿]{{2,14}}?(?:{BODIES}))?)[ 　]*(?:关于|印发)")


@dataclass(frozen=True)
class Imprint:
    """Hold title, number and issuer of a document as its text gives them; "" for what it does not give."""

    title: str = ""
    number: str = ""
    issuer: str = ""


def imprint_of(text: str) -> Imprint:
    """Return title, number and issuer as far as the first and last lines of a text tell them."""
    plain = tidy(text[: 2 * OPENING]).text
    first = [line.strip() for line in plain.splitlines() if line.strip()][:FIRST_LINES]
    last = [line.strip() for line in text[-OPENING:].splitlines() if line.strip()][-LAST_LINES:]
    number = next((found for line in (*first, *last) if (found := NUMBER.search(line)) and len(line) < LONGEST_TITLE), None)
    return Imprint(title_of(first, plain[:OPENING]), number.group() if number else "", issuer_of(first, last))


def title_of(first: list[str], opening: str) -> str:
    """Return the line that is the title of a plan; else the plan that a notice passes on, by its quoted name; else ""."""
    alone = [line for line in first if TITLE.fullmatch(line)]
    own = next((line for line in alone if not PASSES_ON.search(line)), None)
    quoted = next((match.group(1) for match in QUOTED.finditer(opening) if not match.group(1).startswith("国务院")), None)
    passes_on = any(PASSES_ON.search(line) for line in first)
    return (own or quoted if passes_on else own) or next(iter(alone), "")


def issuer_of(first: list[str], last: list[str]) -> str:
    """Return the body that signs a document, or whose name begins its title."""
    signed = next((line for line in reversed(last) if BODY.fullmatch(line)), None) or next(
        (line for line in first if BODY.fullmatch(line)), None
    )
    found = next((match for line in first if (match := ISSUES.match(line))), None)
    issuer = found.group(1) if found else signed or ""
    return re.sub(r"[ 　、]+", "、", issuer)
