"""Scenario files: TOML in and out. Whatever a file holds is checked here; a mistake is one clear sentence."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import tomli_w

from spatial.errors import ScenarioError
from spatial.scenario.model import FIRST_YEAR, LINK_CLASSES, DrawnLink, LinkMode, Scenario, SpeedChange
from spatial.settings import NEWEST_YEAR

MAX_BYTES: Final = 200_000
MAX_ITEMS: Final = 500
MAX_TEXT: Final = 300
# Markup, template and control characters, and the marks that turn the direction of writing.
HOSTILE: Final = re.compile("[<>`{}\\\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
TOP_KEYS: Final = ("title", "note", "year", "projects", "links", "speeds", "closures")


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file (TOML, UTF-8). Raises ScenarioError with one sentence for anything it should not hold."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ScenarioError(f"情景文件 {path.name} 超过 {MAX_BYTES // 1000} kB；请只保留项目、连线、速度和封闭的清单。")
        return parse_scenario(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ScenarioError(f"找不到情景文件 {path.name}；请给出年份（如 2020）或一个 .toml 文件。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"情景文件 {path.name} 读不出来；请存为 UTF-8 的 TOML 文本。") from error


def parse_scenario(text: str) -> Scenario:
    """Return the scenario a TOML text describes; its shape is checked, its places and projects are not yet looked up."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ScenarioError(f"情景文本超过 {MAX_BYTES // 1000} kB；请只保留项目、连线、速度和封闭的清单。")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a TOMLDecodeError is a ValueError, and so is a number of thousands of digits
        raise ScenarioError(f"情景文件不是合格的 TOML：{_safe(str(error))}。") from error
    _known_keys(data, TOP_KEYS, "情景文件")
    projects = _table(data.get("projects", {}), "projects")
    _known_keys(projects, ("add", "leave_out"), "projects")
    return Scenario(
        year=_year(data.get("year")),
        title=_text(data.get("title", ""), "title"),
        note=_text(data.get("note", ""), "note"),
        add=_ids(projects.get("add", []), "projects.add"),
        leave_out=_ids(projects.get("leave_out", []), "projects.leave_out"),
        links=tuple(_link(item, number) for number, item in enumerate(_list(data.get("links", []), "links"), 1)),
        speeds=tuple(_speed(item, number) for number, item in enumerate(_list(data.get("speeds", []), "speeds"), 1)),
        closures=_ids(data.get("closures", []), "closures"),
    )


def dump_scenario(scenario: Scenario) -> str:
    """Return the scenario as TOML text; reading it again gives the same scenario."""
    data: dict[str, Any] = {"title": scenario.title, "note": scenario.note, "year": scenario.year}
    data["projects"] = {"add": list(scenario.add), "leave_out": list(scenario.leave_out)}
    data["closures"] = list(scenario.closures)
    names = {"start": "from", "end": "to"}
    for key, items in (("links", scenario.links), ("speeds", scenario.speeds)):
        rows = [{names.get(k, k): list(v) if isinstance(v, tuple) else v for k, v in vars(item).items()} for item in items]
        data[key] = [{k: v for k, v in row.items() if v not in (None, "", [])} for row in rows]
    return tomli_w.dumps(data)


def save_scenario(scenario: Scenario, path: Path) -> None:
    """Write the scenario as a TOML file (UTF-8, line feeds); what could not be read again is refused."""
    text = dump_scenario(scenario)
    parse_scenario(text)
    path.write_text(text, encoding="utf-8", newline="\n")


def scenario_from(spec: str) -> Scenario:
    """Return the scenario of a SPEC: a year, or the path of a scenario file."""
    if re.fullmatch(r"\d{1,6}", spec.strip()):
        return Scenario(year=_year(int(spec)))
    if not spec.strip():
        raise ScenarioError("没有写情景；请给出年份（如 2020）或一个 .toml 文件。")
    return load_scenario(Path(spec))


def _safe(value: object) -> str:
    """Return a short form of a value that is safe to show."""
    return HOSTILE.sub("·", str(value))[:60]


def _known_keys(data: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
    """Refuse keys nobody reads, which are mostly slips of the pen."""
    for key in data:
        if key not in allowed:
            raise ScenarioError(f"{where} 里有不认识的项“{_safe(key)}”；可用：{'、'.join(allowed)}。")


def _table(value: object, where: str) -> Mapping[str, object]:
    """Return the value as a table."""
    if not isinstance(value, dict):
        raise ScenarioError(f"{where} 应是一张表，得到的是“{_safe(value)}”。")
    return value


def _list(value: object, where: str) -> list[object]:
    """Return the value as a list that is not too long."""
    if not isinstance(value, list):
        raise ScenarioError(f"{where} 应是一个清单，得到的是“{_safe(value)}”。")
    if len(value) > MAX_ITEMS:
        raise ScenarioError(f"{where} 有 {len(value)} 项，超过 {MAX_ITEMS} 项。")
    return value


def _text(value: object, where: str) -> str:
    """Return the value as plain text: no markup, no control characters, not too long."""
    if not isinstance(value, str):
        raise ScenarioError(f"{where} 应是文字，得到的是“{_safe(value)}”。")
    found = HOSTILE.search(value)
    if found:
        raise ScenarioError(f"{where} 里有不允许的字符 U+{ord(found[0]):04X}（“{_safe(value)}”）；请只用普通文字。")
    if len(value) > MAX_TEXT:
        raise ScenarioError(f"{where} 有 {len(value)} 个字，超过 {MAX_TEXT} 个。")
    return value.strip()


def _ids(value: object, where: str) -> tuple[str, ...]:
    """Return the value as a tuple of names, each once."""
    return tuple(dict.fromkeys(_text(item, where) for item in _list(value, where)))


def _year(value: object) -> int:
    """Return a year the network knows."""
    if value is None:
        raise ScenarioError(f"情景文件没有写年份；请加一行 year = {NEWEST_YEAR}。")
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= NEWEST_YEAR:
        raise ScenarioError(f"年份 {_safe(value)} 不可用；请用 {FIRST_YEAR}–{NEWEST_YEAR} 之间的整数（远期用最新年份加规划项目）。")
    return value


def _number(value: object, where: str, low: float, high: float) -> float | None:
    """Return a number within bounds, or None where it is left out."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
        raise ScenarioError(f"{where} 是“{_safe(value)}”；应是 {low:g} 到 {high:g} 之间的数。")
    return float(value)


def _link(item: object, number: int) -> DrawnLink:
    """Return one drawn link."""
    where = f"links 第 {number} 条"
    data = _table(item, where)
    _known_keys(data, ("from", "to", "mode", "edge_class", "name", "length_km", "speed_kph"), where)
    mode = _text(data.get("mode", "road"), f"{where} 的 mode")
    if mode not in LINK_CLASSES:
        raise ScenarioError(f"{where} 的 mode 是“{_safe(mode)}”；可用：road、rail。")
    edge_class = _text(data.get("edge_class", LINK_CLASSES[mode][0]), f"{where} 的 edge_class")
    if edge_class not in LINK_CLASSES[mode]:
        raise ScenarioError(f"{where} 的 edge_class 是“{_safe(edge_class)}”；可用：{'、'.join(LINK_CLASSES[mode])}。")
    ends = [_text(data.get(key, ""), f"{where} 的 {key}") for key in ("from", "to")]
    if not all(ends) or ends[0] == ends[1]:
        raise ScenarioError(f"{where} 要有不同的 from 和 to（地名、地名编号或“经度,纬度”）。")
    return DrawnLink(
        start=ends[0],
        end=ends[1],
        mode=cast("LinkMode", mode),
        edge_class=edge_class,
        name=_text(data.get("name", ""), f"{where} 的 name"),
        length_km=_number(data.get("length_km"), f"{where} 的 length_km", 0.1, 2000),
        speed_kph=_number(data.get("speed_kph"), f"{where} 的 speed_kph", 5, 400),
    )


def _speed(item: object, number: int) -> SpeedChange:
    """Return one speed change."""
    where = f"speeds 第 {number} 条"
    data = _table(item, where)
    _known_keys(data, ("edge_class", "edges", "factor", "speed_kph"), where)
    edge_class = _text(data.get("edge_class", ""), f"{where} 的 edge_class")
    edges = _ids(data.get("edges", []), f"{where} 的 edges")
    factor = _number(data.get("factor"), f"{where} 的 factor", 0.1, 5)
    speed_kph = _number(data.get("speed_kph"), f"{where} 的 speed_kph", 5, 400)
    if bool(edge_class) == bool(edges) or (factor is None) == (speed_kph is None):
        raise ScenarioError(f"{where} 要么写 edge_class 要么写 edges，要么写 factor 要么写 speed_kph，各取其一。")
    every = {name for names in LINK_CLASSES.values() for name in names} | {"ramp"}
    if edge_class and edge_class not in every:
        raise ScenarioError(f"{where} 的 edge_class 是“{_safe(edge_class)}”；可用：{'、'.join(sorted(every))}。")
    return SpeedChange(edge_class=edge_class, edges=edges, factor=factor, speed_kph=speed_kph)
