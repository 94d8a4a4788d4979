"""Roads and rail as two tables, made into a graph for structure and into arrays for time.

`load_network` reads the tables, small steps (`steps`) take a Network and return a new one, `check_network` reports on its quality,
`to_graph` and `from_graph` are inverses of each other, and `compile_network` makes the arrays every travel time comes from.
"""

from __future__ import annotations

from spatial.network.compiled import Compiled, compile_network
from spatial.network.dates import edges_open_on
from spatial.network.read import load_network
from spatial.network.tables import BuiltUp, Network, make_network

__all__ = ["BuiltUp", "Compiled", "Network", "compile_network", "edges_open_on", "load_network", "make_network"]
