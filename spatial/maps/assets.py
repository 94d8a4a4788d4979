"""Every script and style sheet a map needs, from installed packages and this one; nothing is fetched from outside.

The application serves each folder of `FOLDERS` under `/component/<served name>/`. A map lives in a frame at
`/component/<another name>/index.html`, so the relative address `../<served name>/<file>` stays right behind any base path.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from spatial.errors import AssetMissingError

LEAFLET_PACKAGE: Final = "XStatic-Leaflet"
LEAFLET_VERSION: Final = "1.9.3"
SERVED_AS: Final = {"leaflet": "pages.mapping.leaflet", "spatial": "pages.mapping.spatial", "ground": "pages.mapping.ground"}

# (name, folder, file): the order is the order of loading.
SCRIPTS: Final = (
    ("spatial_latest", "spatial", "latest.js"),
    ("leaflet", "leaflet", "leaflet.js"),
    ("spatial_layers", "spatial", "layers.js"),
    ("spatial_labels", "spatial", "labels.js"),
    ("spatial_controls", "spatial", "controls.js"),
    ("spatial_map", "spatial", "map.js"),
)
STYLE_SHEETS: Final = (
    ("leaflet_css", "leaflet", "leaflet.css"),
    ("spatial_css", "spatial", "map.css"),
)


@cache
def folder(name: str) -> Path:
    """Return the folder that holds one set of assets; raise AssetMissingError when its package is not installed."""
    if name == "spatial":
        return Path(__file__).resolve().parent / "static"
    try:
        distribution = metadata.distribution(LEAFLET_PACKAGE)
    except metadata.PackageNotFoundError as error:
        msg = f"缺少地图组件：软件包 {LEAFLET_PACKAGE} 未安装。请运行 pip install -r requirements.txt。"
        raise AssetMissingError(msg) from error
    return Path(str(distribution.locate_file("xstatic/pkg/leaflet/data"))).resolve()


@cache
def read_asset(name: str, file: str) -> str:
    """Return the text of one asset; raise AssetMissingError when the file is not there."""
    path = folder(name) / file
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"缺少地图组件文件 {file}（应在 {path.parent}）。请重新安装：pip install -r requirements.txt。"
        raise AssetMissingError(msg) from error


@cache
def asset_url(name: str, file: str) -> str:
    """Return the relative address of one asset, with a digest so that an upgrade is never hidden by a browser's cache."""
    digest = hashlib.sha256(read_asset(name, file).encode()).hexdigest()[:12]
    return f"../{SERVED_AS[name]}/{file}?v={digest}"


def script_links() -> list[tuple[str, str]]:
    """Return (name, relative address) of every script, in loading order."""
    return [(name, asset_url(place, file)) for name, place, file in SCRIPTS]


def style_links() -> list[tuple[str, str]]:
    """Return (name, relative address) of every style sheet."""
    return [(name, asset_url(place, file)) for name, place, file in STYLE_SHEETS]


def ground_script(payload: str) -> tuple[str, str]:
    """Return (name, script) of a ground: safe JSON as a script the browser keeps, named by its content."""
    name = f"ground-{hashlib.sha256(payload.encode()).hexdigest()[:16]}"
    return name, f'spatialMap.grounds["{name}"]={payload};'


def ground_link(name: str) -> tuple[str, str]:
    """Return (name, relative address) of the script of a ground."""
    return "ground", f"../{SERVED_AS['ground']}/{name}.js"
