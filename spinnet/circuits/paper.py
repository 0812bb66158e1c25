"""The circuits of arXiv 2309.07250, gate for gate.

Chain blocks and kagome blocks with the paper's gates, orders and start states; everything else is
in ``ansatz.py``.
"""

from __future__ import annotations

from hamiltonians import Lattice
from spinnet.circuits.circuit import Circuit
from spinnet.circuits.gate_families import paper_gate
from spinnet.circuits.initial_state import SingletCovering, singlet_covering
from spinnet.circuits.parameters import place_gates
from spinnet.circuits.supports import Support, triples


def chain_circuit(lattice: Lattice, *, blocks: int, gate_spins: int = 3) -> Circuit:
    """Return the paper's circuit for the triangular chain (J1-J2 ring).

    A 3-spin block has gates on (i, i+1, i+2) for i = 0 ... N-1 in order: N gates. A 2-spin block
    has gates on the even neighbour pairs, the odd neighbour pairs, then all next-neighbour pairs:
    2N gates. The start is the product of singlets on (0, 1), (2, 3), ...

    Args:
        lattice: A ring of an even number of sites, at least 6, numbered around.
        blocks: Number of blocks, at least 1.
        gate_spins: 2 or 3.

    Raises:
        ValueError: If the lattice is no such ring, or a number is out of range.
    """
    n_sites = lattice.n_sites
    if n_sites % 2 or n_sites < 6 or len(triples(lattice)) != n_sites:
        raise ValueError(
            f"the paper's chain circuit needs a ring of at least 6 sites, an even number; lattice "
            f"{lattice.name!r} is none."
        )
    if gate_spins not in (2, 3):
        raise ValueError(f"gate_spins must be 2 or 3; got {gate_spins}.")
    block = triples(lattice) if gate_spins == 3 else _pair_block(n_sites)
    pairs = tuple((i, i + 1) for i in range(0, n_sites, 2))
    return _blocks(n_sites, block, blocks, SingletCovering(n_sites, pairs))


def kagome_circuit(lattice: Lattice, *, blocks: int) -> Circuit:
    """Return the paper's circuit for a kagome torus: all up triangles, then all down triangles.

    The paper starts from a product of singlets; here they sit on a matching of the lattice's bonds.

    Args:
        lattice: A lattice with triangles of kind "up" and "down".
        blocks: Number of blocks, at least 1.

    Raises:
        ValueError: If there are no such triangles, or ``blocks`` is below 1.
    """
    by_kind = _triangles_by_kind(lattice)
    if not _is_kagome(by_kind):
        raise ValueError(
            f"the paper's kagome circuit needs up and down triangles that meet at corners only; "
            f"lattice {lattice.name!r} has {len(by_kind['up'])} and {len(by_kind['down'])}, which "
            "do not."
        )
    block = by_kind["up"] + by_kind["down"]
    return _blocks(lattice.n_sites, block, blocks, singlet_covering(lattice))


def paper_circuit(lattice: Lattice, *, blocks: int, gate_spins: int = 3) -> Circuit:
    """Return the paper's circuit for a kagome lattice or a ring, whichever the lattice is.

    Args:
        lattice: A kagome torus or patch, or a ring numbered around.
        blocks: Number of blocks, at least 1.
        gate_spins: 2 or 3; on kagome the paper has 3 only.

    Raises:
        ValueError: If the paper has no circuit for this lattice.
    """
    if _is_kagome(_triangles_by_kind(lattice)) and gate_spins == 3:
        return kagome_circuit(lattice, blocks=blocks)
    return chain_circuit(lattice, blocks=blocks, gate_spins=gate_spins)


def _triangles_by_kind(lattice: Lattice) -> dict[str, tuple[Support, ...]]:
    return {
        kind: tuple(triangle.sites for triangle in lattice.triangles if triangle.kind == kind)
        for kind in ("up", "down")
    }


def _is_kagome(by_kind: dict[str, tuple[Support, ...]]) -> bool:
    """Whether there are triangles of both kinds, and those of one kind share no site."""
    sites = {kind: [site for one in found for site in one] for kind, found in by_kind.items()}
    return all(found and len(found) == len(set(found)) for found in sites.values())


def _pair_block(n_sites: int) -> tuple[Support, ...]:
    nearest = [(i, (i + 1) % n_sites) for start in (0, 1) for i in range(start, n_sites, 2)]
    return tuple(nearest + [(i, (i + 2) % n_sites) for i in range(n_sites)])


def _blocks(
    n_sites: int, block: tuple[Support, ...], blocks: int, initial: SingletCovering
) -> Circuit:
    if blocks < 1:
        raise ValueError(f"blocks must be at least 1; got {blocks}.")
    gates = [
        (paper_gate(len(support)), support, layer) for layer in range(blocks) for support in block
    ]
    placements, n_params = place_gates(gates, range(len(gates)))
    return Circuit(n_sites, initial, placements, n_params)
