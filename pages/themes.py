"""Structures of the plans as map layers and table rows, cached by kind, plans and language."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import words
from pages.common import translate as _
from spatial import maps


@st.cache_resource(show_spinner=False)
def all_features() -> Any:
    """Return every feature of every structure, styled; shared, never changed."""
    from spatial.structures import structures_frame

    return maps.structures_styled(structures_frame())


def features(plans: tuple[str, ...], kinds: tuple[str, ...]) -> Any:
    """Return the exact features of some kinds in some plans."""
    frame = all_features()
    return frame[frame["plan"].isin(plans) & frame["kind"].isin(kinds)]


@st.cache_data(max_entries=512, show_spinner=False)
def kind_layer(lang: str, kind: str, plans: tuple[str, ...]) -> maps.MapLayer:
    """Return one kind of structure in some plans as a layer; `lang` is the language of the words in it."""
    del lang  # part of the cache's key: the words below are those of the session's language
    frame = features(plans, (kind,))
    shown = frame.assign(
        plan_label=frame["plan"].map(words.plan_label),
        basis_label=[
            words.drawn_how(basis, approximate) for basis, approximate in zip(frame["geometry_basis"], frame["approximate"], strict=True)
        ],
    )
    return maps.layer_from_frame(
        shown,
        layer_id=kind,
        title=words.kind_title(kind),
        group=words.theme_title(words.kinds()[kind].theme),
        rows=[(_("章节"), "section"), (_("成员"), "members"), (_("期限"), "horizon"), (_("画法"), "basis_label"), (_("未上图"), "missing")],
        plan_column="plan_label",
    )


@st.cache_data(max_entries=128, show_spinner=False)
def table(lang: str, plans: tuple[str, ...], kinds: tuple[str, ...]) -> Any:
    """Return one row per structure: name, kind, plan, section, members, how it is drawn; the index is the id."""
    del lang
    frame = features(plans, kinds).drop_duplicates("id").set_index("id")
    return frame.assign(
        **{
            _("名称"): frame["name"],
            _("类型"): frame["kind"].map(words.kind_title),
            _("规划"): frame["plan"].map(words.plan_label),
            _("章节"): frame["section"],
            _("成员"): frame["members"],
            _("画法"): frame["geometry_basis"].map(lambda basis: words.drawn_how(basis, approximate=False)),
        }
    )[[_("名称"), _("类型"), _("规划"), _("章节"), _("成员"), _("画法")]]


def bounds_of(selected: str) -> maps.Bounds | None:
    """Return the bounds of a structure, or a few kilometres around a place (`place:<id>`); None when it has no location."""
    if selected.startswith("place:"):
        from spatial.gazetteer import load_gazetteer

        place = load_gazetteer().get(selected.removeprefix("place:"))
        return None if place.lon is None or place.lat is None else (place.lon - 0.12, place.lat - 0.09, place.lon + 0.12, place.lat + 0.09)
    frame = all_features()
    return maps.bounds_of(frame[frame["id"] == selected])


def marked(selected: str) -> tuple[str, str] | None:
    """Return (layer, feature) of a selected structure for the map to mark."""
    frame = all_features()
    kinds = frame.loc[frame["id"] == selected, "kind"]
    return None if kinds.empty else (str(kinds.iloc[0]), selected)


def geojson(frame: Any) -> str:
    """Return exact features as RFC 7946 GeoJSON."""
    return str(frame.drop(columns="style").to_json(ensure_ascii=False, drop_id=True))
