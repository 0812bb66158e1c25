"""Ansätze from any lattice graph: supports, gates, layers and sharing put together.

The paper's own circuits, gate for gate, are in ``paper.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from hamiltonians import Lattice
from spinnet.circuits.circuit import Circuit
from spinnet.circuits.gate_families import exchange_gate, general_gate, real_gate
from spinnet.circuits.initial_state import SingletCovering, singlet_covering
from spinnet.circuits.parameters import place_gates
from spinnet.circuits.supports import Support, coloured, supports_of
from spinnet.circuits.vertex_gate import VertexGate

GATE_FAMILIES: dict[str, Callable[[int], VertexGate]] = {
    "real": real_gate,
    "complex": general_gate,
    "exchange": exchange_gate,
}
Permutation = tuple[int, ...]


def ansatz(
    lattice: Lattice,
    supports: str | Sequence[Support],
    *,
    layers: int,
    gates: str = "real",
    sharing: str = "none",
    group: Sequence[Permutation] = (),
    two_total: int | None = None,
    initial: SingletCovering | None = None,
) -> Circuit:
    """Return a layered circuit with gates on chosen supports of a lattice.

    In each layer every support carries one gate. The kinds follow each other in the order given;
    supports of one kind are coloured into rounds of disjoint gates, but for triples, which follow
    each other along the chain.

    Args:
        lattice: The graph.
        supports: Kinds joined by ``+`` ("bonds", "triangles", "paths", "triples", "bow-ties",
            "hexagons"), or tuples of sites, which are used in the order given.
        layers: Number of repetitions, at least 1.
        gates: "real" (k >= 3), "complex" (every angle that symmetry allows) or "exchange" (one
            angle).
        sharing: "none"; "layer" (one set of angles per layer and kind of gate); "orbit" (gates
            that ``group`` maps on each other share, within a layer).
        group: Site permutations for ``sharing="orbit"``, such as ``translations(lattice)``.
        two_total: Twice the total spin; None is the lowest.
        initial: The start state; None is `singlet_covering` of the lattice.

    Raises:
        ValueError: If a name is unknown, ``layers`` is below 1, or ``group`` is missing.

    Example:
        >>> from hamiltonians import named_lattice
        >>> circuit = ansatz(named_lattice("kagome-12"), "triangles", layers=2)
        >>> circuit.n_gates, circuit.n_params
        (16, 16)
    """
    if layers < 1:
        raise ValueError(f"layers must be at least 1; got {layers}.")
    if gates not in GATE_FAMILIES:
        raise ValueError(f"gates must be one of {', '.join(GATE_FAMILIES)}; got {gates!r}.")
    start = initial or singlet_covering(lattice, two_total=two_total)
    one_layer = _one_layer(lattice, supports)
    oriented, orbit_labels = _labelled(one_layer, sharing, group)
    placed = [
        (GATE_FAMILIES[gates](len(support)), support, layer)
        for layer in range(layers)
        for support in oriented
    ]
    labels = [(layer, label) for layer in range(layers) for label in orbit_labels]
    placements, n_params = place_gates(placed, labels)
    return Circuit(lattice.n_sites, start, placements, n_params)


def triangle_ansatz(lattice: Lattice, *, layers: int, **options) -> Circuit:
    """Return `ansatz` with gates on the triangles; ``options`` are those of `ansatz`."""
    return ansatz(lattice, "triangles", layers=layers, **options)


def path_ansatz(lattice: Lattice, *, layers: int, **options) -> Circuit:
    """Return `ansatz` with gates on the open two-bond paths; ``options`` are those of `ansatz`."""
    return ansatz(lattice, "paths", layers=layers, **options)


def bond_ansatz(lattice: Lattice, *, layers: int, **options) -> Circuit:
    """Return `ansatz` with one-angle gates on the bonds; ``options`` are those of `ansatz`."""
    return ansatz(lattice, "bonds", layers=layers, **({"gates": "complex"} | options))


def _one_layer(lattice: Lattice, supports: str | Sequence[Support]) -> tuple[Support, ...]:
    if not isinstance(supports, str):
        return tuple(tuple(support) for support in supports)
    return tuple(
        support
        for name, kind in zip(supports.split("+"), supports_of(lattice, supports), strict=True)
        for group in ([kind] if name == "triples" else coloured(kind))
        for support in group
    )


def _labelled(
    supports: tuple[Support, ...], sharing: str, group: Sequence[Permutation]
) -> tuple[tuple[Support, ...], tuple[Hashable, ...]]:
    """Return the supports, oriented alike within an orbit, and a sharing label for each."""
    if sharing == "none":
        return supports, tuple(range(len(supports)))
    if sharing == "layer":
        return supports, ("shared",) * len(supports)
    if sharing == "orbit":
        if not group:
            raise ValueError(
                "sharing='orbit' needs a group of site permutations; got none. Pass "
                "group=translations(lattice) or group=automorphisms(lattice)."
            )
        return _orbit_oriented(supports, group)
    raise ValueError(f"sharing must be 'none', 'layer' or 'orbit'; got {sharing!r}.")


def _orbit_oriented(
    supports: tuple[Support, ...], group: Sequence[Permutation]
) -> tuple[tuple[Support, ...], tuple[Hashable, ...]]:
    """Orient each support as the image of its orbit's first member: angles mean the same.

    A support that is listed in one order only takes the order of the image; where several orders
    of the same sites are listed, each is a support of its own and keeps it.
    """
    orders: dict[frozenset[int], set[Support]] = {}
    for support in supports:
        orders.setdefault(frozenset(support), set()).add(support)
    images: dict[Support, tuple[Support, int]] = {}
    for label, support in enumerate(supports):
        if support in images:
            continue
        images[support] = (support, label)
        for permutation in group:
            image = tuple(permutation[site] for site in support)
            listed = orders.get(frozenset(image), set())
            reached = listed if len(listed) == 1 else listed & {image}
            for other in reached:
                images.setdefault(other, (image, label))
    oriented = [images[support] for support in supports]
    return tuple(image for image, _ in oriented), tuple(label for _, label in oriented)
