"""A font that holds Chinese, found once."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Final

from spatial.errors import AssetMissingError

FAMILIES: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Noto Sans CJK TC", "Arial Unicode MS",
)  # fmt: skip
PACKAGED: Final = ("cvttf_NotoSansCJK_Regular", "NotoSansCJKtc-Regular.otf")


@cache
def chinese_font() -> Any:
    """Return a matplotlib font that holds Chinese: one of the system, else the one of the package cvttf-notosanscjk-regular.

    Raises AssetMissingError, saying what to install, when there is neither.
    """
    from matplotlib import font_manager  # noqa: PLC0415

    installed = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}
    for family in FAMILIES:
        if family in installed:
            return font_manager.FontProperties(fname=installed[family])
    packaged = _packaged()
    if packaged is not None:
        return font_manager.FontProperties(fname=str(packaged))
    msg = (
        "没有可用的中文字体，打印图上的字会成方框；请安装 Noto Sans CJK（Debian：fonts-noto-cjk）或 pip install cvttf-notosanscjk-regular。"
    )
    raise AssetMissingError(msg)


def _packaged() -> Path | None:
    """Return the font file of the package, None when it is not installed."""
    spec = importlib.util.find_spec(PACKAGED[0])
    path = Path(spec.origin).parent / PACKAGED[1] if spec is not None and spec.origin else None
    return path if path is not None and path.is_file() else None
