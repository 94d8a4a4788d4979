"""Maps for paper: PNG, PDF or SVG with scale bar, north arrow, legend and source line."""

from __future__ import annotations

from spatial.print_map.fonts import chinese_font
from spatial.print_map.sheet import FORMS, PAPERS, Look, Sheet, convergence_deg, draw_map

__all__ = ["FORMS", "PAPERS", "Look", "Sheet", "chinese_font", "convergence_deg", "draw_map"]
