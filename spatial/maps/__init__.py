"""Maps for the browser: offline, safe, one look per kind. The only package that imports folium; it knows nothing of the screen."""

from __future__ import annotations

from spatial.maps.assets import SERVED_AS, folder, ground_script
from spatial.maps.document import DISCLAIMER, HOME, OSM_SOURCE, Tiles, View, ground_json, overlay_json, translated_title
from spatial.maps.folium_map import OfflineMap, Overlay
from spatial.maps.layers import Bounds, MapLayer, bounds_of, digest_of, layer_from_frame, merged_bounds
from spatial.maps.places import place_items, rank_of
from spatial.maps.safe import plain_text, safe_text, script_json
from spatial.maps.standalone import standalone_html
from spatial.maps.style import STYLES, Style, style
from spatial.maps.themes import PROJECT_STYLES, THEME_TITLES, project_style, structures_styled

__all__ = [
    "DISCLAIMER",
    "HOME",
    "OSM_SOURCE",
    "PROJECT_STYLES",
    "SERVED_AS",
    "STYLES",
    "THEME_TITLES",
    "Bounds",
    "MapLayer",
    "OfflineMap",
    "Overlay",
    "Style",
    "Tiles",
    "View",
    "bounds_of",
    "digest_of",
    "folder",
    "ground_json",
    "ground_script",
    "layer_from_frame",
    "merged_bounds",
    "overlay_json",
    "place_items",
    "plain_text",
    "project_style",
    "rank_of",
    "safe_text",
    "script_json",
    "standalone_html",
    "structures_styled",
    "style",
    "translated_title",
]
