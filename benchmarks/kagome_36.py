"""Search the ground state of kagome-36 with gates on bow ties, in the sector of 4.8e8 singlets.

Run it from the root of the repository on a machine with a GPU:

    python -m benchmarks.kagome_36 [FOLDER [SECONDS]]

The circuit grows from 1 layer to 4. The search runs in single precision, the last energy in double.
It prints a line for each evaluation. The same command on the same folder goes on where it stopped,
or was killed; at most the evaluation under way is lost. The exact energy is looked up.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.growing import grow
from hamiltonians import named_lattice

LATTICE = "kagome-36"
STAGES = ((1, 30), (2, 100), (4, 5000))


def main(folder: str = f"runs/{LATTICE}", seconds: str = "600") -> None:
    grow(named_lattice(LATTICE), "bow-ties", STAGES, Path(folder), float(seconds), shown=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
