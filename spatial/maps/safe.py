"""The one place where text becomes part of a page: JSON for scripts, text without control characters for names.

Nothing in this package ever builds HTML from data. Values travel as JSON and the browser shows them with `textContent`. What remains to
be guarded is the JSON itself: folium pastes it into a script, and a template literal or a closing tag inside a string would run there.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from spatial.errors import InvalidInputError

_ESCAPES: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "'": "\\u0027",
    "`": "\\u0060",
    "$": "\\u0024",
    "_": "\\u005f",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_TRANSLATION: Final = str.maketrans(_ESCAPES)
# In JSON an opening brace is followed by a quote or a closing brace; before these three it stands in a string, and would open a template.
_TEMPLATE_OPENING: Final = re.compile(r"\{(?=[{%#])")
_HTML_EXTRA: Final = str.maketrans({"$": "&#36;", "`": "&#96;", "{": "&#123;", "}": "&#125;", "\u2028": " ", "\u2029": " "})
_UNSEEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def safe_text(value: object) -> str:
    """Return one value as text that cannot act in HTML, in a template literal or in a script; None becomes an empty text.

    Control and direction-changing characters are dropped; everything else is kept as character references.
    """
    if value is None:
        return ""
    return html.escape(str(value).translate(_UNSEEN), quote=True).translate(_HTML_EXTRA)


def plain_text(value: object) -> str:
    """Return one value as text without control or direction-changing characters, for `textContent` only; None becomes empty."""
    return "" if value is None else str(value).translate(_UNSEEN)


def _plain(value: object) -> object:
    """Return a JSON type for a numpy scalar; raise TypeError for anything else JSON does not know."""
    if isinstance(value, np.generic):
        return value.item()
    msg = f"{type(value).__name__} is not a JSON type"
    raise TypeError(msg)


def script_json(value: Mapping[str, object] | Sequence[object] | str | float | bool | None) -> str:
    r"""Return JSON that stands safely inside a script, a template literal and an HTML attribute.

    The characters that could end any of them (`< > & ' $`, backtick, U+2028, U+2029) occur in JSON only within strings, so replacing them
    by `\uXXXX` keeps the value. So does the underscore: streamlit-folium drops every `_word` before it compares two maps, and would keep
    showing the old one when only `_2030` became `_2035`. And folium renders its scripts once more as a Jinja template on the server: no
    brace in a text may open an expression there. Raises InvalidInputError for NaN, infinities and what JSON does not know.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    except (TypeError, ValueError) as error:
        msg = f"数值无法写入地图：{error}。请检查图层中的空值或无穷大。"
        raise InvalidInputError(msg) from error
    return _TEMPLATE_OPENING.sub("\\\\u007b", text.translate(_TRANSLATION))
