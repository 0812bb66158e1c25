"""What 2-, 3- and 4-spin gates can and cannot reach on a ring of six sites.

Prints a table; about ten seconds on one core. Nothing here is random.
"""

from __future__ import annotations

from spinnet.circuits import VertexGate, exchange_gate, gate_reach, general_gate, real_gate
from spinnet.networks import Reach

N_SITES = 6
GATES = (
    ("2 spins, all angles", general_gate(2)),
    ("3 spins, real", real_gate(3)),
    ("3 spins, exchange", exchange_gate(3)),
    ("3 spins, all angles", general_gate(3)),
    ("4 spins, real", real_gate(4)),
    ("4 spins, all angles", general_gate(4)),
    ("6 spins, all angles", general_gate(6)),
)


def ring_reach(gate: VertexGate) -> Reach:
    """Return the reach of one gate on every run of neighbouring sites of the ring."""
    starts = range(N_SITES if gate.n_spins < N_SITES else 1)
    runs = [tuple((start + wire) % N_SITES for wire in range(gate.n_spins)) for start in starts]
    return gate_reach([(gate, run) for run in runs], N_SITES)


def row(name: str, found: Reach) -> str:
    """Return one line of the table."""
    sectors = "  ".join(f"{sector.dimension:>5}" for sector in found.sectors)
    missing = len(found.phase_constraints)
    return f"{name:<20} {sectors}  {found.dimension:>5}  {missing:>14}"


def main() -> None:
    """Print the table."""
    whole = ring_reach(GATES[-1][1])
    heads = "  ".join(f"J = {sector.two_total // 2}" for sector in whole.sectors)
    print(f"{'dimension at':<20} {heads}    all  phases missing")
    for name, gate in GATES:
        print(row(name, ring_reach(gate)))
    everything = "  ".join(f"{sector.n_paths**2:>5}" for sector in whole.sectors)
    print(f"{'symmetry allows':<20} {everything}  {whole.full_dimension:>5}  {0:>14}")


if __name__ == "__main__":
    main()
