"""Places of the user's own: a table in the user's folder, in the columns of the gazetteer, read together with it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from spatial.errors import DataFileError, InvalidInputError
from spatial.gazetteer.tables import place_of, rows_of
from spatial.schema import GAZETTEER_COLUMNS, PLACE_KINDS, Place
from spatial.settings import Settings

OWN_FILE: Final = "gazetteer.csv"
OWN_ID: Final = "own-"
LONGEST_TITLE: Final = 60
CLICK_PRECISION_M: Final = 1000.0
FORMULA: Final = ("=", "+", "-", "@")


def own_path(settings: Settings) -> Path:
    """Return where the user's own places are kept."""
    return settings.user_dir / OWN_FILE


def own_stamp(settings: Settings) -> tuple[int, int] | None:
    """Return what changes when the user's table does: time and size of the file; None as long as there is none."""
    try:
        found = own_path(settings).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def read_own(settings: Settings, known: Mapping[str, Place]) -> tuple[Place, ...]:
    """Return the user's own places, none as long as there is no table.

    Raises DataFileError where a row breaks the contract, has an id that does not begin with `own-` or stands twice, or an unknown parent.
    """
    path = own_path(settings)
    if own_stamp(settings) is None:
        return ()
    found: dict[str, Place] = {}
    for line, row in rows_of(path, GAZETTEER_COLUMNS):
        place = place_of(path, line, row)
        if not place.id.startswith(OWN_ID) or place.id in found:
            raise DataFileError(f"{path} 第 {line} 行的 id “{place.id}”应以 {OWN_ID} 开头且不重复。")
        if place.parent_id is not None and place.parent_id not in known:
            raise DataFileError(f"{path} 第 {line} 行的 parent_id “{place.parent_id}”不存在。")
        found[place.id] = place
    return tuple(found.values())


def add_place(title: str, kind: str, lon: float, lat: float, *, settings: Settings, known: Mapping[str, Place]) -> Place:
    """Add a place to the user's own table and return it; the same title at the same point is added once.

    `lon`, `lat` in degrees, WGS 84; `precision_m` is that of a click on the map, 1 km. Raises InvalidInputError for an empty or too long
    title, an unknown kind or a point that is none; DataFileError where the table there is cannot be read.
    """
    name = " ".join(title.split())
    if not name or len(name) > LONGEST_TITLE or name.startswith(FORMULA):
        raise InvalidInputError(f"地名“{name[:LONGEST_TITLE]}”不合格：应有 1 至 {LONGEST_TITLE} 个字，不以 = + - @ 开头。")
    if kind not in PLACE_KINDS:
        raise InvalidInputError(f"没有地名类型“{kind}”；可用的是：{'、'.join(PLACE_KINDS)}。")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InvalidInputError(f"“{lon},{lat}”不是经纬度：应先写经度（-180～180）再写纬度（-90～90）。")
    place_id = OWN_ID + hashlib.sha256(f"{name}|{lon:.4f}|{lat:.4f}".encode()).hexdigest()[:10]
    before = {place.id: place for place in read_own(settings, known)}
    if place_id not in before:
        row = {
            "id": place_id, "title": name, "title_source": "用户补录", "kind": kind, "lon": f"{lon:.5f}", "lat": f"{lat:.5f}",
            "precision_m": f"{CLICK_PRECISION_M:.0f}", "located": "own", "geo_source": f"用户在地图上补录（{date.today().isoformat()}）",  # noqa: DTZ011
        }  # fmt: skip
        _append(own_path(settings), row)
    return next(place for place in read_own(settings, known) if place.id == place_id)


def _append(path: Path, row: Mapping[str, str]) -> None:
    """Write the table with one more row, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [old for _line, old in rows_of(path, GAZETTEER_COLUMNS)] if path.exists() else []
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, GAZETTEER_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, row])
    part.replace(path)
