"""The one way a function is compiled to machine code: kept in a cache file, free of the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def jit(function: Function) -> Function:
    """Return the function compiled by numba at its first call."""
    return cast("Function", njit(cache=True, nogil=True)(function))
