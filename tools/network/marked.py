"""Hold the ordinary network while it is made: a graph with marks on its edges and nodes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.network.facts import Section
from tools.network.graph import Graph

NODE_M = 250.0


@dataclass
class Ordinary:
    """Hold the graph with marks on its edges and nodes."""

    graph: Graph
    closed: set[int] = field(default_factory=set)  # edges only expressways use
    kept: set[int] = field(default_factory=set)  # traced by an expressway and kept as the only ordinary road
    trunk: dict[int, str] = field(default_factory=dict)  # edge -> section id
    chords: dict[str, str] = field(default_factory=dict)  # section id -> why it is a chord
    scaled: dict[str, float] = field(default_factory=dict)  # section id -> factor applied to the traced length
    ramps: dict[str, tuple[int, float]] = field(default_factory=dict)  # junction name -> node, gap in metres
    towns: dict[str, int] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)  # towns of the gazetteer put on the network -> how
    links: list[Section] = field(default_factory=list)  # assumed connecting roads of towns
    dropped_m: float = 0.0
    dropped: int = 0
    expressways: list[Section] = field(default_factory=list)  # cut at every interchange found

    def is_open(self, edge: int) -> bool:
        """Tell whether an edge belongs to the ordinary network."""
        return edge not in self.closed

    def split(self, edge: int, fraction: float) -> int:
        """Split an edge, carry its marks to the parts and return the node there."""
        kept, section = edge in self.kept, self.trunk.get(edge)
        node = self.graph.split(edge, fraction, NODE_M)
        if edge not in self.graph.edges:
            parts = set(self.graph.at[node])
            self.kept |= parts if kept else set()
            self.trunk |= dict.fromkeys(parts, section) if section else {}
        return node
