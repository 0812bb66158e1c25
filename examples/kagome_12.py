"""The pictures of README.md and of the first tutorial: the ground state of the kagome-12 torus.

Run it from the root of the repository; it takes about a minute on two cores. Seed 0.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from spinnet.cli import main

PICTURES = Path(__file__).parents[1] / "docs" / "images"


def draw() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if main(["vqe", "kagome-12", "--seed", "0", "--out", folder]) != 0:
            raise SystemExit(1)
        for name in ("history", "lattice"):
            for ending in (".png", ".svg"):
                picture = f"ground-state-kagome-12-{name}{ending}"
                shutil.copy(Path(folder, name + ending), PICTURES / picture)


if __name__ == "__main__":
    draw()
