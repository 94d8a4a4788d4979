"""Names as keys: one form for full width, tone marks, apostrophes and brackets, and the short forms of a title."""

from __future__ import annotations

import re
import unicodedata

ETHNIC = "(?:朝鲜族|满族|蒙古族|回族|锡伯族|达斡尔族)+"
ADMIN_TYPE = re.compile(
    rf"({ETHNIC}自治[州县]|维吾尔自治区|自治[区州县旗]|{ETHNIC}[镇乡]|街道办事处|街道|地区|省|市|州|盟|县|旗|区|镇|乡)$"
)
TOWN_TYPE = re.compile(rf"({ETHNIC}[镇乡]|街道办事处|街道|镇|乡)$")
PLACE_TYPE = re.compile(r"(国际机场|(?<!通用)机场|公路口岸|铁路口岸|口岸|站)$")
ENGLISH_TYPE = re.compile(r"(province|city|county|district|township|town|subdistrict|banner|prefecture|league|river|lake|reservoir)$")
PINYIN_TYPE = re.compile(r"(zizhizhou|zizhixian|zizhiqu|jiedao|sheng|shi|zhou|meng|xian|qi|qu|zhen|xiang)$")
SEPARATORS = re.compile(r"[—–―－\-~～、，,/·＋+]|至|和|与|及")
_BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
_TRAILING_UNIT = re.compile(r"^([^（(]{2,})[（(]([^（()）]{2,})[）)]$")
_MARKS = re.compile(r"[\s'’‘ʼ`\"“”《》]")
_RADICALS = str.maketrans({"⻄": "西", "⻓": "长", "⻰": "龙", "⻋": "车", "⻢": "马"})


def normalise(text: str) -> str:
    """Return the key of a name: NFKC, no spaces, apostrophes or tone marks, lower-case Latin."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_RADICALS)
    latin = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if latin.isascii():
        return re.sub(r"[^0-9a-z]", "", latin.lower())
    return unicodedata.normalize("NFC", text).lower()


def without_brackets(text: str) -> str:
    """Return the name without what stands in brackets: 延（吉）龙（井）图（们） → 延龙图."""
    return _BRACKETS.sub("", text)


def bracketed_unit(text: str) -> tuple[str, str] | None:
    """Return a name and the unit given after it in brackets: 五棵树镇（榆树） → 五棵树镇, 榆树."""
    match = _TRAILING_UNIT.match(text)
    return (match[1], match[2]) if match else None


def short_form(title: str, kind: str) -> str:
    """Return the title without its type word, or nothing when it has none or too little would remain."""
    pattern = ADMIN_TYPE if kind in {"province", "prefecture", "county", "district", "town"} else PLACE_TYPE
    if kind not in {"province", "prefecture", "county", "district", "town", "airport", "crossing", "station"}:
        return ""
    match = pattern.search(title)
    stem = title[: match.start()] if match else ""
    if kind == "station" and stem and not stem.endswith("站"):
        return ""
    return stem if len(stem) > 1 else ""


def is_typed(name: str) -> bool:
    """Tell whether a name carries the word for what it is (市, 镇, 山, 湖 …, County), so that it names one kind of place."""
    key = normalise(name)
    return bool(ADMIN_TYPE.search(name) or ENGLISH_TYPE.search(key) or re.search(r"[山湖江河泡口岸站港库园]$|机场$", name))
