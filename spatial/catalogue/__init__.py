"""Every layer there is, read or computed: one register, one way to get a layer."""

from __future__ import annotations

from spatial.catalogue.around import around
from spatial.catalogue.entries import THEMES, Layer, Query
from spatial.catalogue.register import get_layer, layer, layer_rows, list_layers

__all__ = ["THEMES", "Layer", "Query", "around", "get_layer", "layer", "layer_rows", "list_layers"]
