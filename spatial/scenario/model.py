"""What a scenario is: a year, projects to add or leave out, drawn links, speed changes, closures. All of it data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

FIRST_YEAR: Final = 2000
LINK_CLASSES: Final = {
    "road": ("expressway", "national", "provincial", "county", "urban"),
    "rail": ("hsr", "intercity", "conventional"),
}  # fmt: skip

LinkMode = Literal["road", "rail"]


@dataclass(frozen=True)
class DrawnLink:
    """Hold one link drawn by the user between two ends; an end is a place id, a name, or "lon,lat" in degrees of EPSG:4326.

    `length_km` None means the geodesic distance times the circuity of its class; `speed_kph` None means the speed of its class.
    """

    start: str
    end: str
    mode: LinkMode = "road"
    edge_class: str = "expressway"
    name: str = ""
    length_km: float | None = None
    speed_kph: float | None = None


@dataclass(frozen=True)
class SpeedChange:
    """Hold one change of speed for a class or for named edges: either a factor or a new speed in km/h."""

    edge_class: str = ""
    edges: tuple[str, ...] = ()
    factor: float | None = None
    speed_kph: float | None = None


@dataclass(frozen=True)
class Scenario:
    """Hold one scenario; the network it stands for is the network of 31 December of `year` with the changes made."""

    year: int
    title: str = ""
    note: str = ""
    add: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    links: tuple[DrawnLink, ...] = ()
    speeds: tuple[SpeedChange, ...] = ()
    closures: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Tell whether the scenario is nothing but a year."""
        return not (self.add or self.leave_out or self.links or self.speeds or self.closures)

    @property
    def label(self) -> str:
        """Return the words to show for it."""
        return self.title or f"{self.year} 年路网"
