"""What closing one link or junction changes: exact and without running everything again."""

from __future__ import annotations

from spatial.network.closures.arcs import Arcs, arcs_from
from spatial.network.closures.kernel import closures_from, tree_from
from spatial.network.closures.losses import closure_losses, minutes_between, recomputed_losses

__all__ = ["Arcs", "arcs_from", "closure_losses", "closures_from", "minutes_between", "recomputed_losses", "tree_from"]
