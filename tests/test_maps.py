"""Maps: safe JSON, assets from this machine only, one look per kind, short features."""

from __future__ import annotations

import ast
import json
import math
import re
from pathlib import Path

import geopandas as gpd
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, Polygon

from spatial import maps
from spatial.errors import AssetMissingError, InvalidInputError
from spatial.maps import assets, folium_map, safe
from spatial.maps.places import RANKS, rank_of
from spatial.maps.style import STYLES, style
from spatial.maps.themes import structure_style
from spatial.schema import Place

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = st.text(st.sampled_from("<>\"'&${}`\\%#_/\u2028\u2029\n\tscript中a0"), max_size=40)


def identity(text: str) -> str:
    return text


# --- safe text


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_script_json_keeps_the_value_and_closes_every_door(text: str) -> None:
    made = safe.script_json({text: [text, {"n": {"m": {}}}]})
    assert json.loads(made) == {text: [text, {"n": {"m": {}}}]}
    assert not set(made) & set("<>&'`$_\u2028\u2029")
    assert not re.search(r"\{[{%#]", made)
    # folium renders its scripts as a template once more: the text must come through unchanged
    assert jinja2.Template(made, keep_trailing_newline=True).render() == made


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_safe_text_holds_no_character_that_acts(text: str) -> None:
    made = safe.safe_text(text)
    assert not set(made) & set("<>\"'$`{}\u2028\u2029")
    assert re.fullmatch(r"(?:[^&]|&(?:#\d+|#x27|\w+);)*", made)


def test_texts_lose_characters_that_cannot_be_seen() -> None:
    assert safe.plain_text("长\u202e春\x00") == "长春"
    assert safe.safe_text(None) == ""


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="空值或无穷大"):
        safe.script_json({"x": math.nan})
    with pytest.raises(InvalidInputError):
        safe.script_json({"x": object()})  # type: ignore[dict-item]


def test_names_that_differ_only_behind_an_underscore_stay_different_for_streamlit_folium() -> None:
    stripped = [re.sub(r"(_[a-z0-9]+)", "", safe.script_json(name)) for name in ("scenario_2030", "scenario_2035")]
    assert stripped[0] != stripped[1]


# --- no raw strings to folium, no HTML from data

FORBIDDEN_CALLS = {"Popup", "Tooltip", "GeoJsonTooltip", "GeoJsonPopup", "Marker", "CircleMarker", "DivIcon", "Html", "IFrame", "TileLayer"}


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            found.append((name, node))
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "spatial" / "maps").glob("*.py")), ids=lambda path: path.name)
def test_no_string_goes_into_folium_but_the_two_payloads(path: Path) -> None:
    names = {name for name, _ in calls(path)}
    assert not names & FORBIDDEN_CALLS
    if path.name != "folium_map.py":
        assert "import folium" not in path.read_text(encoding="utf-8")


def test_folium_templates_hold_only_names_and_payloads() -> None:
    text = (ROOT / "spatial" / "maps" / "folium_map.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\{\{(.*?)\}\}", text)) == {
        " this._parent.get_name() ",
        " this.payload ",
        " this.get_name() ",
        " this.ground_name ",
    }


@pytest.mark.parametrize("path", sorted((ROOT / "spatial" / "maps" / "static").glob("*.js")), ids=lambda path: path.name)
def test_scripts_build_the_page_without_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:", "https:", "fetch("):
        assert word not in text.replace("http://www.w3.org/2000/svg", ""), word
    assert len(text.splitlines()) <= 320


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_pages_never_allow_html_but_for_constant_text(path: Path) -> None:
    for name, call in calls(path):
        allowed = any(word.arg == "unsafe_allow_html" for word in call.keywords)
        assert not allowed or (call.args and isinstance(call.args[0], ast.Constant)), f"{name} at line {call.lineno}"


# --- assets


def test_every_asset_is_installed_and_leaflet_is_the_version_folium_expects() -> None:
    for _name, place, file in (*assets.SCRIPTS, *assets.STYLE_SHEETS):
        assert assets.read_asset(place, file)
    assert f"Leaflet {assets.LEAFLET_VERSION}" in assets.read_asset("leaflet", "leaflet.js")[:200]
    import folium.folium

    assert any(f"leaflet@{assets.LEAFLET_VERSION}" in url for _name, url in folium.folium._default_js)


def test_a_missing_asset_is_one_clear_sentence() -> None:
    with pytest.raises(AssetMissingError, match=r"nothing\.js"):
        assets.read_asset("spatial", "nothing.js")


def test_a_part_that_would_load_from_outside_is_refused() -> None:
    import folium.plugins

    made = maps.OfflineMap("ground-0")
    folium.plugins.MousePosition().add_to(made)
    with pytest.raises(AssetMissingError, match="MousePosition"):
        folium_map.refuse_outside_assets(made)


def test_addresses_are_relative_and_carry_a_digest() -> None:
    for _name, address in (*assets.script_links(), *assets.style_links()):
        assert re.fullmatch(r"\.\./pages\.mapping\.(leaflet|spatial)/[a-z]+\.(js|css)\?v=[0-9a-f]{12}", address)


def test_a_ground_is_named_by_its_content() -> None:
    name, script = maps.ground_script(ground([]))
    assert re.fullmatch(r"ground-[0-9a-f]{16}", name)
    assert script.startswith(f'spatialMap.grounds["{name}"]={{')
    assert assets.ground_link(name)[1] == f"../pages.mapping.ground/{name}.js"


def test_other_folium_maps_are_left_alone() -> None:
    import folium

    before = list(folium.Map.default_js)
    maps.OfflineMap("ground-0")
    assert folium.Map.default_js == before


# --- layers


def frame(**columns: object) -> gpd.GeoDataFrame:
    made = {"id": ["a"], "name": ["甲"], "geometry": [Point(125.123456, 43.987654)], **columns}
    return gpd.GeoDataFrame(made, geometry="geometry", crs=4326)


def ground(layers: list[maps.MapLayer]) -> str:
    return maps.ground_json(name="test", layers=layers, places=[], translate=identity)


def features(layer: maps.MapLayer) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(layer.features_json)
    return found


def test_only_the_listed_properties_travel() -> None:
    made = maps.layer_from_frame(
        frame(secret=["x"], note=["说明"], plan=["p"]), layer_id="l", title="t", group="g", style_key="key_town", rows=[("备注", "note")]
    )
    (feature,) = features(made)
    assert feature["properties"] == {"id": "a", "name": "甲", "style": "key_town", "plan": "", "rows": [["备注", "说明"]]}
    assert feature["geometry"] == {"type": "Point", "coordinates": [125.1235, 43.9877]}


def test_rows_without_a_place_are_counted_not_drawn() -> None:
    made = maps.layer_from_frame(frame(geometry=[None]), layer_id="l", title="t", group="g", style_key="key_town")
    assert (made.count, made.unplaced, made.bounds, features(made)) == (0, 1, None, [])


def test_many_points_and_collections_are_drawn_one_by_one() -> None:
    both = GeometryCollection([MultiPoint([(1, 2), (3, 4)]), LineString([(0, 0), (1, 1)])])
    made = maps.layer_from_frame(frame(geometry=[both]), layer_id="l", title="t", group="g", style_key="axis")
    assert [item["geometry"]["type"] for item in features(made)] == ["Point", "Point", "LineString"]  # type: ignore[index]
    assert made.count == 1


def test_simplifying_moves_nothing_farther_than_it_says() -> None:
    wavy = LineString([(125 + i / 1000, 43 + (0.0003 if i % 2 else 0)) for i in range(200)])
    made = maps.layer_from_frame(frame(geometry=[wavy]), layer_id="l", title="t", group="g", style_key="axis", tolerance_m=100)
    thin = LineString(features(made)[0]["geometry"]["coordinates"])  # type: ignore[index]
    assert len(thin.coords) < 10
    assert wavy.hausdorff_distance(thin) * 111_320 < 110
    exact = maps.layer_from_frame(frame(geometry=[wavy]), layer_id="l", title="t", group="g", style_key="axis", tolerance_m=0)
    assert len(features(exact)[0]["geometry"]["coordinates"]) == 200  # type: ignore[index]


def test_a_changed_number_changes_the_digest() -> None:
    digests = {
        maps.layer_from_frame(frame(name=[name]), layer_id="l", title="t", group="g", style_key="axis").digest for name in ("2030", "2035")
    }
    assert len(digests) == 2


def test_missing_columns_and_unknown_styles_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="style"):
        maps.layer_from_frame(frame(), layer_id="l", title="t", group="g")
    with pytest.raises(InvalidInputError, match="没有名为"):
        maps.layer_from_frame(frame(), layer_id="l", title="t", group="g", style_key="nonsense")


def test_documents_hold_only_the_styles_in_use_and_translate_them() -> None:
    made = maps.layer_from_frame(frame(style=["key_town.host"]), layer_id="l", title="t", group="g")
    document = json.loads(maps.overlay_json([made], lambda text: f"<{text}>", view=maps.View("k", (1, 2, 3, 4))))
    assert list(document["styles"]) == ["key_town.host"]
    assert document["styles"]["key_town.host"]["title"] == "<重点镇><（借用所在地点位）>"
    assert document["view"]["bounds"] == [1, 2, 3, 4]


def test_the_standalone_page_needs_nothing_from_outside() -> None:
    made = maps.layer_from_frame(frame(name=["</script>"]), layer_id="l", title="t", group="g", style_key="key_town")
    page = maps.standalone_html(ground([made]), maps.overlay_json([made], identity), "<标题>")
    assert "&lt;标题&gt;" in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert page.count("</script>") == len(assets.SCRIPTS) + 1


# --- looks


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_are_six_digits_and_titles_are_there() -> None:
    for key, look in STYLES.items():
        assert look.title, key
        for stroke in look.strokes:
            assert re.fullmatch(r"#[0-9A-Fa-f]{6}", stroke.color), key
        assert not look.fill or re.fullmatch(r"#[0-9A-Fa-f]{6}", look.fill), key


def test_project_states_differ_without_colour() -> None:
    looks = [STYLES[f"project_{state}"].strokes[-1].dash for state in ("in_service", "under_construction", "planned", "unknown")]
    assert len(set(looks)) == 4


def test_declared_schematic_and_measured_look_different() -> None:
    axis, thin = style("axis"), style("axis.schematic")
    assert thin.strokes[-1].dash
    assert not axis.strokes[-1].dash
    assert thin.strokes[-1].width < axis.strokes[-1].width
    assert style("circle_declared").strokes[0].dash
    assert not style("circle_1").strokes[0].dash


def test_computed_circles_get_paler_outwards() -> None:
    opacities = [style(f"circle_{band}").fill_opacity for band in (1, 2, 3, 4)]
    assert opacities == sorted(opacities, reverse=True)


def test_labels_are_readable_on_the_paper() -> None:
    css = assets.read_asset("spatial", "map.css")
    paper = luminance(STYLES["land"].fill)
    for tone in ("place", "minor", "water", "nature", "structure"):
        (color,) = re.findall(rf"\.spatial-label-{tone} {{ color: (#[0-9a-f]{{6}})", css)
        assert (paper + 0.05) / (luminance(color) + 0.05) > 4.5, tone


def place(kind: str, adcode: str | None = "220200", located: str = "own") -> Place:
    return Place("x", "某地", kind, adcode, None, 126.0, 43.0, 10.0, located, "test")  # type: ignore[arg-type]


def test_rank_follows_from_the_kind_and_where_it_lies() -> None:
    assert rank_of(place("prefecture", "220100")) is RANKS["capital"]
    assert rank_of(place("prefecture")) is RANKS["prefecture"]
    assert rank_of(place("county"), inside=False) is None
    assert rank_of(place("prefecture"), inside=False) is RANKS["outside"]
    assert rank_of(place("region")) is None


def test_a_borrowed_point_is_hollow_and_says_so() -> None:
    (item,) = maps.place_items([place("zone", located="host")], identity, lambda each: each.title)
    assert item["hollow"] is True
    assert item["fill"] == "#FFFFFF"
    assert item["kind"].endswith("（借用所在地点位）")


def test_members_of_a_drawn_structure_are_members_and_others_are_themselves() -> None:
    common = {"basis": "points", "located": "own"}
    assert structure_style("axis", "axes", "MultiPoint", only_points=False, **common) == "member"
    assert structure_style("key_town_list", "nodes", "MultiPoint", only_points=True, **common) == "key_town"
    assert structure_style("axis", "axes", "LineString", basis="schematic", located="own", only_points=False) == "axis.schematic"
    assert structure_style("axis", "axes", "LineString", basis="network", located="own", only_points=False) == "axis"
    assert structure_style("city_cluster", "settlement", "Polygon", basis="counties", located="own", only_points=False) == "cluster"


def test_every_kind_of_structure_has_a_known_style_for_every_shape() -> None:
    from spatial.plans import load_kinds

    for kind in load_kinds():
        for shape in ("Polygon", "MultiLineString", "MultiPoint"):
            for only_points in (True, False):
                key = structure_style(kind.id, kind.theme, shape, basis="schematic", located="host", only_points=only_points)
                assert style(key).title


def test_the_ground_is_small_and_shares_its_borders() -> None:
    from spatial.maps.base import base_layers

    layers = base_layers(identity)
    assert [layer.id for layer in layers][:2] == ["neighbours", "land"]
    assert sum(len(layer.features_json) for layer in layers) < 800_000
    assert not any(layer.interactive for layer in layers)
    outline = Polygon(json.loads(layers[1].features_json)[0]["geometry"]["coordinates"][0])
    assert outline.contains(Point(125.32, 43.88))
