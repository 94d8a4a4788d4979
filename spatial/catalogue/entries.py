"""What a layer is, and what one is asked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd

from spatial.settings import Settings

Stamp = tuple[tuple[str, int, int], ...]
THEMES: Final = {
    "base": "底图", "places": "地名", "settlement": "城镇格局", "axes": "轴与带", "nodes": "节点与城镇", "cooperation": "协作区",
    "industry": "产业", "tourism": "旅游", "ecology": "生态", "border": "沿边开放", "transport": "交通枢纽", "water": "水利",
    "energy": "能源", "projects": "交通项目", "network": "路网",
}  # fmt: skip


@dataclass(frozen=True)
class Query:
    """Hold what a layer is asked with: the installation, a plan, a date, and by which mode lines shall follow the network."""

    settings: Settings
    plan: str | None = None
    on: date | None = None
    along: str | None = None


@dataclass(frozen=True)
class Layer:
    """Hold one layer of the catalogue; `by_plan` and `by_date` tell whether the plan and the date change what it holds."""

    id: str
    title: str
    title_en: str
    theme: str
    geometry: str
    source: str
    licence: str
    function: Callable[[Query], gpd.GeoDataFrame]
    by_plan: bool = False
    by_date: bool = False


def stamp_of(settings: Settings) -> Stamp:
    """Return the state of every file a layer is made of; a changed file makes a new answer."""
    folders = [settings.base_dir, settings.plans_dir, settings.user_dir / "plans"]
    files = [settings.gazetteer_csv, settings.user_dir / "gazetteer.csv", *(path for folder in folders for path in _files(folder))]
    states = [(path, path.stat()) for path in files if path.is_file()]
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder and of its folders, in order."""
    if not folder.is_dir():
        return []
    inner = [path for item in sorted(folder.iterdir()) if item.is_dir() for path in sorted(item.iterdir())]
    return [*sorted(path for path in folder.iterdir() if path.is_file()), *inner]


@cache
def sidecar(path: Path) -> dict[str, str]:
    """Return title, title_en, source and licence of a data file from its sidecar; empty texts where there is none."""
    import tomllib  # noqa: PLC0415

    if not path.is_file():
        return {}
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: str(content[key]) for key in ("title", "title_en", "source", "licence") if key in content}
