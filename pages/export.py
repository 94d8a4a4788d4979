"""导出 Take away: what, in which format and CRS; a look at the first rows; one archive with everything."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import streamlit as st

from pages import common, themes, words
from pages.common import translate as _
from spatial.catalogue import Layer, get_layer, layer, layer_rows
from spatial.export import WRITERS, Entry, export_bytes, provenance_of, to_archive
from spatial.messages import mark
from spatial.plans import load_plans

PAGE: Final = "export"
PREVIEW_ROWS: Final = 20
CRS_TITLES: Final = {
    4326: mark("WGS 84 经纬度"),
    4490: mark("CGCS2000 经纬度"),
    4549: mark("CGCS2000 三度带 120°"),
    4550: mark("CGCS2000 三度带 123°（白城、双辽、四平）"),
    4551: mark("CGCS2000 三度带 126°（长春、吉林、辽源、松原、通化、白山）"),
    4552: mark("CGCS2000 三度带 129°（敦化、延吉、珲春）"),
    4553: mark("CGCS2000 三度带 132°"),
}


FORM_TITLES: Final = {
    "geojson": mark("GeoJSON（RFC 7946）"),
    "csv": mark("CSV 表（Excel 可直接打开）"),
    "xlsx": mark("Excel 工作簿"),
    "shapefile": mark("Shapefile（GBK，压缩包）"),
}


@st.cache_data(show_spinner=False)
def rows() -> list[dict[str, Any]]:
    """Return the catalogue's layers with their counts."""
    return [dict(row) for row in layer_rows()]


def controls() -> tuple[str, str, str | None, int, date | None]:
    """Show the choices on the left; return layer, format, plan, EPSG code, date."""
    ids = [row["id"] for row in rows()]
    titles = {row["id"]: label_of(row) for row in rows()}
    with st.sidebar:
        wanted = common.asked(PAGE, "layer", "structure-axis", ids)
        layer_id = st.selectbox(_("哪个图层"), ids, ids.index(wanted), format_func=titles.__getitem__, key=f"{PAGE}-layer")
        forms = list(WRITERS)
        form = st.radio(
            _("格式"), forms, forms.index(common.asked(PAGE, "format", "geojson", forms)), format_func=form_title, key=f"{PAGE}-format"
        )
        codes = [str(code) for code in WRITERS[form].epsg]
        crs = common.asked(PAGE, "crs", "4326", codes)
        epsg = int(st.selectbox(_("坐标系"), codes, codes.index(crs), format_func=crs_title, key=f"{PAGE}-crs"))
        entry = get_layer(layer_id)
        plan = plan_choice() if entry.by_plan else None
        on = date_choice() if entry.by_date else None
    return layer_id, form, plan, epsg, on


def label_of(row: dict[str, Any]) -> str:
    """Return the title of a layer with its theme and count."""
    theme = themes.theme_title(row["theme"]) if row["theme"] in {"projects", "network"} else words.theme_title(row["theme"])
    title = row["title"] if common.language() == "zh" else row["title_en"][:1].upper() + row["title_en"][1:]
    return _("{title}（{count}）").format(title=f"{theme} · {title}" if theme != row["theme"] else title, count=row["count"])


def form_title(form: str) -> str:
    """Return the title of a format."""
    return _(FORM_TITLES.get(form, WRITERS[form].title))


def crs_title(code: str) -> str:
    """Return the title of a CRS."""
    return f"EPSG:{code} {_(CRS_TITLES[int(code)])}" if int(code) in CRS_TITLES else f"EPSG:{code}"


def plan_choice() -> str | None:
    """Offer one plan or all."""
    ids = ["", *(plan.id for plan in load_plans())]
    wanted = common.asked(PAGE, "plan", "", ids)
    chosen = st.selectbox(
        _("哪份规划"), ids, ids.index(wanted), format_func=lambda plan: words.plan_label(plan) if plan else _("全部"), key=f"{PAGE}-plan"
    )
    return chosen or None


def date_choice() -> date | None:
    """Offer the year whose state is wanted."""
    years = [str(year) for year in range(2012, themes.NEWEST + 1)]
    year = int(common.asked(PAGE, "year", str(themes.NEWEST), years))
    return date(st.slider(_("年份（该年年底的状态）"), 2012, themes.NEWEST, year, key=f"{PAGE}-year"), 12, 31)


@st.cache_data(max_entries=16, show_spinner=False)
def file_of(layer_id: str, form: str, plan: str | None, epsg: int, on: date | None) -> bytes:
    """Return one layer as a file."""
    return export_bytes(layer(layer_id, plan=plan, on=on), form, provenance_of(layer_id), epsg)


def archive(form: str, plan: str | None) -> bytes:
    """Return every layer that has something in it, with the manifest, as one archive."""
    entries = [Entry(row["id"], form, plan if get_layer(row["id"]).by_plan else None) for row in rows() if row["drawn"]]
    return to_archive(entries)


def preview(entry: Layer, plan: str | None, on: date | None) -> None:
    """Show the first rows of the file and where the data comes from."""
    frame = layer(entry.id, plan=plan, on=on)
    drawn = int(frame.geometry.notna().sum())
    st.markdown(f"##### {_('预览：前 {count} 行').format(count=min(PREVIEW_ROWS, len(frame)))}")
    st.caption(_("共 {rows} 行，{drawn} 行有图形；没有位置的行也写入文件，几何为空。").format(rows=len(frame), drawn=drawn))
    if frame.empty:
        st.info(_("这个规划在此图层中没有内容。"))
        return
    shown = frame.head(PREVIEW_ROWS)
    st.dataframe(
        shown.drop(columns="geometry").assign(geometry=shown.geometry.to_wkt(rounding_precision=4).str.slice(0, 60)),
        hide_index=True,
        placeholder="—",
    )
    st.caption(_("来源：") + f"{entry.source}　" + _("许可：") + entry.licence)


def main() -> None:
    """Show the page."""
    common.title(_("导出"), _("把图层带走：用 QGIS、Excel 或旧系统打开，每个文件都写明来源。"))
    layer_id, form, plan, epsg, on = controls()
    entry = get_layer(layer_id)
    name = "_".join(part for part in (layer_id, plan or "", str(on.year) if on else "", "" if epsg == 4326 else str(epsg)) if part)
    with st.container(horizontal=True):
        common.download(
            _("下载 {name}").format(name=name + WRITERS[form].suffix),
            lambda: file_of(layer_id, form, plan, epsg, on),
            name + WRITERS[form].suffix,
            WRITERS[form].media_type,
        )
        common.download(
            _("下载全部图层（一个压缩包，含清单）"), lambda: archive(form, plan), f"jilin-spatial-{form}.zip", "application/zip"
        )
    preview(entry, plan, on)
    given = {"layer": layer_id, "format": form, "crs": str(epsg), "plan": plan or "", "year": str(on.year) if on else ""}
    defaults = {"crs": "4326", "year": str(themes.NEWEST)}
    common.keep(PAGE, **{key: value for key, value in given.items() if value and defaults.get(key) != value})


with common.guard():
    main()
