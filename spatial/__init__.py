"""Spatial-planning GIS for the plans of Jilin Province."""

from __future__ import annotations

__version__ = "0.1.0"
