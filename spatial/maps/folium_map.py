"""The folium side: a map that needs Leaflet and this package's scripts only, all served from this machine."""

from __future__ import annotations

from typing import Final

import folium
from branca.element import MacroElement
from folium.template import Template

from spatial.errors import AssetMissingError
from spatial.maps.assets import ground_link, script_links, style_links

CENTER: Final = (43.6, 126.4)


class Ground(MacroElement):  # type: ignore[misc]
    """Open the map with the ground of a name that a served script has put in place (`ground_script`)."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            spatialMap.open({{ this._parent.get_name() }}, spatialMap.grounds["{{ this.ground_name }}"]);
        {% endmacro %}
        """
    )

    def __init__(self, ground_name: str) -> None:
        super().__init__()
        self._name = "Ground"
        self.ground_name = ground_name


class Overlay(folium.FeatureGroup):  # type: ignore[misc]
    """Show a document of layers on an open map; the payload is safe JSON (`document.overlay_json`)."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = spatialMap.show({{ this._parent.get_name() }}, {{ this.payload }});
        {% endmacro %}
        """
    )

    def __init__(self, payload: str) -> None:
        super().__init__(name="overlay", control=False)
        self.payload = payload


class OfflineMap(folium.Map):  # type: ignore[misc]
    """A folium map whose assets are the installed Leaflet, this package's own scripts and one ground, and nothing else."""

    def __init__(self, ground_name: str) -> None:
        super().__init__(
            location=CENTER,
            zoom_start=7,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=90,
            min_zoom=4,
            max_zoom=17,
        )
        # folium keeps its list of scripts on the class; an instance attribute leaves other maps alone.
        self.default_js = [*script_links(), ground_link(ground_name)]
        self.default_css = style_links()
        self.options["maxZoom"] = 17
        self.options["minZoom"] = 4
        self.add_child(Ground(ground_name))
        refuse_outside_assets(self)


def refuse_outside_assets(element: MacroElement) -> None:
    """Raise AssetMissingError when any part of a map would load a script or a style from outside."""
    links = [*getattr(element, "default_js", []), *getattr(element, "default_css", [])]
    outside = [address for _, address in links if "//" in address]
    if outside:
        msg = f"地图部件 {type(element).__name__} 要从外部网址 {outside[0]} 读取文件；请在 spatial/maps/assets.py 中为它提供本地文件。"
        raise AssetMissingError(msg)
    for child in element._children.values():  # noqa: SLF001  (branca offers no public way)
        refuse_outside_assets(child)
