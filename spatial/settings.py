"""Where the data of the product lives, in one frozen value that is passed along."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NEWEST_YEAR = 2026


@dataclass(frozen=True)
class Settings:
    """Name the folders and files of one installation."""

    root: Path
    user_dir: Path

    @property
    def gazetteer_csv(self) -> Path:
        """Return the one source of coordinates for names."""
        return self.root / "gazetteer.csv"

    @property
    def base_dir(self) -> Path:
        """Return the folder of the base layers."""
        return self.root / "layers" / "base"

    @property
    def plans_dir(self) -> Path:
        """Return the folder that holds one folder per plan."""
        return self.root / "layers" / "plans"

    @property
    def locale_dir(self) -> Path:
        """Return the folder of the message catalogues."""
        return self.root / "locale"


@cache
def default_settings() -> Settings:
    """Return the settings of this checkout; SPATIAL_HOME moves the folder of the user's own data."""
    root = Path(__file__).resolve().parent.parent
    user_dir = Path(os.environ.get("SPATIAL_HOME", root / "user"))
    return Settings(root=root, user_dir=user_dir)
