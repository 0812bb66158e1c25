"""Search the ground state of kagome-30 with gates on bow ties and on rings of six sites.

A bow tie is two triangles that share a corner: five sites, on which a real vertex gate has sixteen
angles; on the six sites of a ring it has 56. The circuit grows from 2 layers to 8. Run it from the
root of the repository on a machine with a GPU:

    python -m benchmarks.kagome_30 [FOLDER [SECONDS]]

The search runs in single precision, the last energy in double. The same command on the same folder
goes on where it stopped, or was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.growing import grow
from hamiltonians import named_lattice

LATTICE = "kagome-30"
STAGES = ((2, 80), (4, 160), (8, 5000))


def main(folder: str = f"runs/{LATTICE}", seconds: str = "570") -> None:
    lattice = named_lattice(LATTICE)
    grow(lattice, "bow-ties+hexagons", STAGES, Path(folder), float(seconds), shown=20)


if __name__ == "__main__":
    main(*sys.argv[1:])
