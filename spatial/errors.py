"""One error class per mistake a person can make; every message names the value and what to do."""

from __future__ import annotations

import errno
from typing import Final

_OS_REASONS: Final = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOENT: "没有这个路径",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EBUSY: "正被别的程序使用",
    errno.EINVAL: "名称不合格",
    errno.ELOOP: "链接绕成了圈",
}


def os_reason(error: Exception) -> str:
    """Return in Chinese why the system refused a file."""
    return _OS_REASONS.get(getattr(error, "errno", None) or errno.EINVAL, "系统拒绝了这次读写")


class SpatialError(Exception):
    """Base of every error this library raises on purpose."""


class PlaceNotFoundError(SpatialError, LookupError):
    """Raised when no place answers to a name; the message offers the nearest names."""


class AmbiguousPlaceError(SpatialError, LookupError):
    """Raised when a name means several places and one was needed; the message lists them."""


class PlaceWithoutPointError(SpatialError, ValueError):
    """Raised when a place is known but has no coordinates to work from."""


class PlanNotFoundError(SpatialError, LookupError):
    """Raised when a plan, structure, project or layer id does not exist."""


class InvalidInputError(SpatialError, ValueError):
    """Raised when an argument or an uploaded file cannot be used as given."""


class DataFileError(SpatialError, ValueError):
    """Raised when a data file of the product breaks its column contract."""


class NetworkError(SpatialError, ValueError):
    """Raised when a network table cannot be made into a graph."""


class OutsideNetworkError(NetworkError):
    """Raised when a point lies beyond the network; `name` is what the point is called."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class ScenarioError(SpatialError, ValueError):
    """Raised when a scenario names unknown places, links or impossible years."""


class AssetMissingError(SpatialError, RuntimeError):
    """Raised when a map asset is not among the installed packages."""
