"""The words on screen: the message id is the Chinese text itself, English comes from the catalogue under `locale/`."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from typing import Final

from spatial.errors import DataFileError, InvalidInputError
from spatial.settings import Settings, default_settings

LANGUAGES: Final = {"zh": "中文", "en": "English"}
DOMAIN: Final = "messages"

Translate = Callable[[str], str]


def mark(text: str) -> str:
    """Return the text unchanged; it marks a message that is translated later, where it is shown."""
    return text


def translator(language: str, settings: Settings | None = None) -> Translate:
    """Return the function that gives a message in `zh` (as it stands) or `en`.

    Raises InvalidInputError for another language and DataFileError when the compiled catalogue is missing.
    """
    if language not in LANGUAGES:
        msg = f"没有语言 {language!r}；可用：{'、'.join(LANGUAGES)}。"
        raise InvalidInputError(msg)
    return mark if language == "zh" else _catalogue(language, settings or default_settings())


@cache
def _catalogue(language: str, settings: Settings) -> Translate:
    """Return the gettext function of one compiled catalogue."""
    try:
        return gettext.translation(DOMAIN, settings.locale_dir, [language]).gettext
    except (OSError, UnicodeDecodeError) as error:
        msg = f"缺少 {language} 的消息目录；请运行 python tools/messages.py compile。"
        raise DataFileError(msg) from error
