"""The rules of the house: who may import whom, how long a file or a function may be, what a page may hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LEVELS = {
    "errors": 0, "settings": 0, "messages": 0.5,
    "schema": 1, "crs": 1, "modes": 1,
    "boundaries": 1.5,
    "gazetteer": 2,
    "plans": 3,
    "geoparse": 4, "network": 4,
    "reach": 5, "accessibility": 5, "connectivity": 5, "criticality": 5, "outcomes": 5,
    "structures": 6, "claims": 6, "compare": 6, "scenario": 6,
    "catalogue": 7,
    "maps": 8, "charts": 8, "print_map": 8, "export": 8, "report": 8,
    "cli": 9, "__main__": 10,
}  # fmt: skip

NETWORKX_LEVELS = {4, 5, 6}


def library_files() -> list[Path]:
    return sorted((ROOT / "spatial").rglob("*.py"))


def screen_files() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def room(path: Path) -> str:
    """The module or package of `spatial` a file belongs to; the package's own __init__ is no room."""
    relative = path.relative_to(ROOT / "spatial").with_suffix("")
    return relative.parts[0]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def rooms_imported(path: Path) -> set[str]:
    parts = [name.split(".") for name in imported(path)]
    return {part[1] for part in parts if part[0] == "spatial" and len(part) > 1 and part[1] in LEVELS}


@pytest.mark.parametrize("path", library_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_up_the_levels(path: Path) -> None:
    own = room(path)
    if own == "__init__":
        assert not rooms_imported(path)
        return
    assert own in LEVELS, f"{own} has no level: give it one in this test and in the design"
    wrong = {other for other in rooms_imported(path) - {own} if LEVELS[other] >= LEVELS[own]}
    assert not wrong, f"{path.name} (level {LEVELS[own]}) imports {wrong}"


@pytest.mark.parametrize("path", library_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"streamlit", "streamlit_folium"}, "the library does not know the screen"
    if room(path) != "maps":
        assert "folium" not in roots, "folium belongs in spatial/maps"
    if "networkx" in roots:
        assert LEVELS[room(path)] in NETWORKX_LEVELS, "networkx belongs in levels 4 to 6"


@pytest.mark.parametrize("path", [*library_files(), *screen_files()], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 320, "a noun is hiding in this file: make it a package"
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: lines for f in functions if (lines := (f.end_lineno or f.lineno) - f.lineno + 1) > 55}
    assert not long, f"functions above 55 lines: {long}"


def test_most_functions_are_at_most_twenty_lines() -> None:
    sizes = []
    for path in [*library_files(), *screen_files()]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                has_doc = ast.get_docstring(node) is not None
                start = node.body[1].lineno if has_doc and len(node.body) > 1 else node.body[0].lineno
                sizes.append((node.end_lineno or start) - start + 1)
    assert sum(size <= 20 for size in sizes) / len(sizes) >= 0.8


def test_layers_hold_data_only() -> None:
    assert not list((ROOT / "layers").rglob("*.py"))


def test_every_base_layer_has_a_sidecar() -> None:
    data = [path for path in (ROOT / "layers" / "base").iterdir() if path.suffix != ".toml"]
    missing = [path.name for path in data if not path.with_suffix(".toml").exists()]
    assert not missing, f"without a sidecar: {missing}"
