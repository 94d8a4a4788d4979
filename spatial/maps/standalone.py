"""One HTML file with the map and everything it needs inside: it opens from a memory stick, without internet."""

from __future__ import annotations

from typing import Final

from spatial.maps.assets import SCRIPTS, STYLE_SHEETS, read_asset
from spatial.maps.safe import safe_text

_OPTIONS: Final = "{zoomControl:false,attributionControl:false,zoomSnap:0.25,zoomDelta:0.5,minZoom:4,maxZoom:17}"
_CLOSING: Final = "<\\/script"


def _script(text: str) -> str:
    """Return a script element; a closing tag inside the text cannot end it early."""
    return "<script>" + text.replace("</script", _CLOSING) + "</script>"


def standalone_html(ground: str, overlay: str, title: str) -> str:
    """Return one HTML page with the map and every script and style inside; both payloads are safe JSON."""
    styles = "\n".join(read_asset(place, file) for _, place, file in STYLE_SHEETS)
    scripts = "\n".join(_script(read_asset(place, file)) for _, place, file in SCRIPTS)
    start = f'var map_div=L.map("map_div",{_OPTIONS});spatialMap.open(map_div,{ground});spatialMap.show(map_div,{overlay});'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{safe_text(title)}</title>\n'
        f"<style>{styles}\nhtml,body,#map_div{{height:100%;margin:0}}</style></head>\n"
        f'<body><div id="map_div" class="folium-map"></div>\n{scripts}\n{_script(start)}\n</body></html>\n'
    )
