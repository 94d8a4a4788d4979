"""Run the command line: `python -m spatial`."""

from __future__ import annotations

from spatial.cli import main

if __name__ == "__main__":
    main()
