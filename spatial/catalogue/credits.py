"""Whom the geometry of a feature is owed to: what a plan says is a fact, the line or outline it is drawn with has an owner."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from spatial.catalogue.entries import sidecar
from spatial.settings import Settings

# geometry_basis of a feature → the sidecars of the data its geometry was made of; everything else stands on points of the gazetteer
_MADE_OF: Final = {"counties": ("boundaries", "gazetteer"), "water": ("water",), "network": ("road_geometry", "rail_geometry")}
_POINTS: Final = ("gazetteer",)


def credited(frame: gpd.GeoDataFrame, settings: Settings, source: str, licence: str) -> gpd.GeoDataFrame:
    """Return a copy of a frame with columns `source` and `licence` that name, feature by feature, where its geometry is from."""
    said = {basis: _credit(settings, basis, source, licence) for basis in frame["geometry_basis"].unique()}
    return frame.assign(
        source=[said[basis][0] for basis in frame["geometry_basis"]], licence=[said[basis][1] for basis in frame["geometry_basis"]]
    )


def drawn_from(settings: Settings, names: tuple[str, ...], field: str) -> str:
    """Return a field (`source` or `licence`) of the given sidecars of the base layers, joined, each once."""
    return "；".join(dict.fromkeys(text for name in names if (text := sidecar(settings.base_dir / f"{name}.toml").get(field, ""))))


def _credit(settings: Settings, basis: str, source: str, licence: str) -> tuple[str, str]:
    """Return source and licence of the features of one basis."""
    if basis == "none":
        return source, licence
    names = _MADE_OF.get(basis, _POINTS)
    return f"{source}；几何：{drawn_from(settings, names, 'source')}", f"{licence}；几何：{drawn_from(settings, names, 'licence')}"
