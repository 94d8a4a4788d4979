"""Speeds per class and terminal times per mode: the one place to change how fast the model travels.

Every speed is a mean over a trip in the dry season without congestion, not a limit. None is an observation in Jilin; each row says where
it comes from and the range worth testing. Rail values are fitted on half of the running times of the timetable of 2016-03-10
(`benchmarks/validate_times.py` repeats the fit and reports the error on the other half).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from spatial.errors import InvalidInputError

MODES: Final = ("road", "rail", "road+rail")
MODE_TITLES: Final = {"road": "公路", "rail": "铁路", "road+rail": "公路＋铁路"}
SPEED_BAND: Final = 0.15


@dataclass(frozen=True)
class Speed:
    """Hold one mean speed in km/h, the range worth testing and the reason."""

    kph: float
    low: float
    high: float
    reason: str


@dataclass(frozen=True)
class RailSpeed:
    """Hold the running speed of one kind of line in km/h and what one stop costs in minutes."""

    kph: float
    stop_minutes: float
    dwell_minutes: float
    reason: str


@dataclass(frozen=True)
class Terminal:
    """Hold the minutes spent at a station of one rank, outside the train."""

    arrive_early: float
    wait: float
    leave: float


# key: (edge class, lowest design speed in km/h the row holds for)
ROAD_SPEEDS: Final[Mapping[tuple[str, int], Speed]] = MappingProxyType(
    {
        ("expressway", 110): Speed(
            105, 90, 110, "0.88 of the design speed 120; OSRM 90, openrouteservice 100, the press over 94 with both ends for 双辽—洮南"
        ),
        ("expressway", 90): Speed(97, 85, 105, "between 0.9 of the design speed 100 and the 105 the press states for 长白山—延吉"),
        ("expressway", 0): Speed(
            90, 75, 100, "between 0.94 of the design speed 80 and the 96 with both ends the press states for 长春—珲春"
        ),
        ("ramp", 0): Speed(40, 30, 50, "loop ramps of 40 to 60 and the toll gate"),
        ("national", 80): Speed(70, 60, 80, "first class, 80 to 100 by design: villages, signals"),
        ("national", 0): Speed(55, 50, 65, "second class, 60 to 80 by design; legal limit 70"),
        ("provincial", 80): Speed(65, 55, 75, "first class"),
        ("provincial", 0): Speed(50, 45, 60, "second class"),
        ("county", 60): Speed(53, 45, 60, "second class by design; the press states 53 to 56 for 珲春—防川"),
        ("county", 0): Speed(35, 30, 40, "third class, 30 to 40 by design"),
        ("urban", 60): Speed(60, 50, 70, "urban expressway, 80 by design"),
        ("urban", 0): Speed(30, 20, 40, "urban arterial with signals"),
        ("background", 0): Speed(50, 40, 60, "main road of unknown class: taken as second class"),
        ("local", 0): Speed(30, 20, 40, "fourth class and streets"),
        ("border", 0): Speed(30, 20, 40, "border and forest road"),
    }
)
ROAD_CLASSES: Final = tuple(dict.fromkeys(edge_class for edge_class, _ in ROAD_SPEEDS))
CLOSED_ACCESS_CLASSES: Final = ("expressway", "ramp")
BUILT_UP_KPH: Final = Speed(
    40,
    25,
    45,
    "streets without congestion: about 25 at peak, times a peak index of 1.5 to 1.9; expressways keep their speed",
)

# key: (edge class, lowest design speed in km/h the row holds for)
RAIL_SPEEDS: Final[Mapping[tuple[str, int], RailSpeed]] = MappingProxyType(
    {
        ("hsr", 300): RailSpeed(267.6, 3.4, 4.2, "哈大 G trains run at 300: fitted on half of the 2016 timetable"),
        ("hsr", 200): RailSpeed(231.4, 3.4, 4.2, "run at 250: 哈大 D trains, fitted on half of the 2016 timetable"),
        ("hsr", 0): RailSpeed(141.8, 3.4, 4.2, "links between lines and through stations, fitted"),
        ("intercity", 0): RailSpeed(187.5, 3.4, 4.2, "250 lines run at 200: 长吉 and 吉图珲, fitted on half of the 2016 timetable"),
        ("conventional", 150): RailSpeed(140, 3.0, 2.0, "electrified double track with EMU: 长白 2017, one press time"),
        ("conventional", 120): RailSpeed(105, 2.5, 4.0, "trunk line, assumed"),
        ("conventional", 100): RailSpeed(90, 2.5, 4.0, "single diesel line in the plain, one press time"),
        ("conventional", 0): RailSpeed(60, 2.0, 4.0, "single diesel line in hills, one press time"),
    }
)
RAIL_CLASSES: Final = tuple(dict.fromkeys(edge_class for edge_class, _ in RAIL_SPEEDS))
WINTER_CAP: Final = RailSpeed(187.5, 3.4, 4.2, "哈大 ran at 200 in winter from 2012-12 to April 2015")
WINTER_CAP_UNTIL: Final = date(2015, 4, 30)
WINTER_MONTHS: Final = (12, 1, 2, 3, 4)

# how likely a fast train stops at a station it could pass: fitted with the speeds
STOP_SHARE: Final[Mapping[str, float]] = MappingProxyType({"hub": 0.43, "seat": 0.18, "other": 0.16, "conventional": 0.6})

TERMINALS: Final[Mapping[str, Terminal]] = MappingProxyType(
    {
        "hub": Terminal(25, 5, 8),
        "seat": Terminal(20, 15, 8),
        "other": Terminal(15, 30, 5),
    }
)
PARKING_MINUTES: Final = 5.0


@dataclass(frozen=True)
class OffNetwork:
    """Hold how the ground between modelled roads is crossed: km/h, detour factor and the farthest straight distance in metres."""

    kph: float = 30.0
    detour: float = 1.3
    max_m: float = 8000.0
    low_kph: float = 20.0
    high_kph: float = 40.0
    reason: str = "village and county roads that the model does not hold: third and fourth class, 20 to 40 by design; 1.3 for their bends"

    @property
    def minutes_per_m(self) -> float:
        """Return the minutes one metre of straight line costs."""
        return 60.0 * self.detour / (self.kph * 1000.0)


FAR_TIMES: Final = 4.0  # how many times the farthest distance across the ground a place or station without any road near may go


@dataclass(frozen=True)
class StationAccess:
    """Hold how far in a straight line, in kilometres, the stations lie that serve a place in the mode rail; the way there is by road."""

    max_km: float = 20.0
    reason: str = "takes in the high-speed stations outside their towns (公主岭南, 德惠西, 扶余北) and leaves out those of the next county"


@dataclass(frozen=True)
class Speeds:
    """Hold every assumption about speed and access of one computation."""

    off_network: OffNetwork = OffNetwork()
    station_access: StationAccess = StationAccess()
    road: Mapping[tuple[str, int], Speed] = field(default_factory=lambda: ROAD_SPEEDS, hash=False)
    rail: Mapping[tuple[str, int], RailSpeed] = field(default_factory=lambda: RAIL_SPEEDS, hash=False)
    built_up_kph: float = BUILT_UP_KPH.kph

    def __post_init__(self) -> None:
        """Refuse speeds and distances that are not above zero, or endless."""
        for name, value in (
            ("off_network.kph", self.off_network.kph),
            ("off_network.detour", self.off_network.detour),
            ("off_network.max_m", self.off_network.max_m),
            ("station_access.max_km", self.station_access.max_km),
            ("built_up_kph", self.built_up_kph),
        ):
            if not 0 < value < math.inf:
                msg = f"速度参数 {name}={value!r} 必须是大于零的有限数。"
                raise InvalidInputError(msg)


DEFAULT_SPEEDS: Final = Speeds()


def check_mode(mode: str) -> str:
    """Return the mode, or raise InvalidInputError naming the choices."""
    if mode not in MODES:
        msg = f"没有出行方式 {mode!r}；可选：{'、'.join(MODES)}。"
        raise InvalidInputError(msg)
    return mode


def _threshold(table: Mapping[tuple[str, int], object], edge_class: str, design_kph: float) -> int | None:
    """Return the highest design speed of a class that is not above the given one; an unknown design speed is the lowest."""
    design = 0.0 if math.isnan(design_kph) else design_kph
    return max((low for name, low in table if name == edge_class and low <= design), default=None)


def road_speed(edge_class: str, design_kph: float = math.nan, speeds: Speeds = DEFAULT_SPEEDS) -> Speed:
    """Return the mean speed of a road class at a design speed in km/h (NaN: unknown).

    Raises InvalidInputError for a class that has no row.
    """
    low = _threshold(speeds.road, edge_class, design_kph)
    if low is None:
        msg = f"道路等级 {edge_class!r} 没有速度；已知等级：{'、'.join(ROAD_CLASSES)}。"
        raise InvalidInputError(msg)
    return speeds.road[edge_class, low]


def rail_speed(edge_class: str, design_kph: float = math.nan, on: date | None = None, speeds: Speeds = DEFAULT_SPEEDS) -> RailSpeed:
    """Return the running speed of a line class at a design speed in km/h (NaN: unknown) on a date.

    Lines of 300 km/h and more ran slower in the winters before May 2015. Raises InvalidInputError for a class that has no row.
    """
    low = _threshold(speeds.rail, edge_class, design_kph)
    if low is None:
        msg = f"铁路等级 {edge_class!r} 没有速度；已知等级：{'、'.join(RAIL_CLASSES)}。"
        raise InvalidInputError(msg)
    if edge_class == "hsr" and low >= 300 and on is not None and on <= WINTER_CAP_UNTIL and on.month in WINTER_MONTHS:
        return WINTER_CAP
    return speeds.rail[edge_class, low]
