"""Symmetries of a lattice: site permutations that leave its bonds as they are.

A permutation is a tuple p with p[i] the image of site i. Symmetries respect the kind, coupling
and multiplicity of each bond. What a group does to other things than sites is told by
:func:`orbits`; using symmetries to share parameters or to project states is done elsewhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from hamiltonians.bonds import Bond
from hamiltonians.lattice import Lattice
from hamiltonians.positions import Position

Permutation = tuple[int, ...]
Label = tuple[str, float, int]

_GRID = 1e-6  # positions closer than this, in torus vectors or radians, are the same


def translations(lattice: Lattice) -> tuple[Permutation, ...]:
    """Return the translations of a torus, or the rotations of a ring.

    A translation moves all sites by the same vector (on rings drawn as circles: by the same
    angle). Lattices with other open boundaries have the identity only.

    Args:
        lattice: The lattice; its positions and period say what a translation is.

    Returns:
        The group, ascending by the image of site 0, without repetition. A torus of n unit
        cells has n of them, a ring of n equal bonds too.

    Example:
        >>> from hamiltonians import named_lattice
        >>> translations(named_lattice("ring-3"))
        ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    """
    points = _torus_points(lattice) if lattice.period else _circle_points(lattice)
    site_at = {_rounded(point): site for site, point in enumerate(points)}
    if len(site_at) < lattice.n_sites:
        return (tuple(range(lattice.n_sites)),)
    found = []
    for target in points:
        shift = target[0] - points[0][0], target[1] - points[0][1]
        images = [site_at.get(_rounded((a + shift[0], b + shift[1]))) for a, b in points]
        permutation = tuple(image for image in images if image is not None)
        if len(permutation) == lattice.n_sites and _preserves_bonds(lattice, permutation):
            found.append(permutation)
    return tuple(sorted(found))


def automorphisms(lattice: Lattice, *, limit: int = 100_000) -> tuple[Permutation, ...]:
    """Return all permutations of the sites that leave the bonds as they are.

    Sites are mapped one by one, each next to a site already mapped, and a choice is dropped
    as soon as one bond has no equal image. The positions play no role, so small clusters may
    have more automorphisms than lattice symmetries.

    Args:
        lattice: The lattice.
        limit: Largest number of automorphisms that is waited for.

    Returns:
        The group, in lexicographic order; the identity is the first.

    Raises:
        ValueError: If there are more than ``limit`` automorphisms, as for a star of many
            equal leaves.

    Example:
        >>> from hamiltonians import named_lattice
        >>> len(automorphisms(named_lattice("ring-6")))
        12
    """
    found = list(itertools.islice(_mappings(lattice), limit + 1))
    if len(found) > limit:
        raise ValueError(
            f"{lattice.name} has more than {limit} automorphisms; use its translations, "
            "or give a larger limit."
        )
    return tuple(sorted(found))


def orbits(
    group: Iterable[Permutation],
    items: Sequence[int | tuple[int, ...]],
    *,
    ordered: bool = False,
) -> tuple[int, ...]:
    """Tell which sites, bonds, triangles or other tuples of sites a group maps to each other.

    Args:
        group: All elements of a group of site permutations (not only generators).
        items: Sites, or tuples of sites such as ``lattice.edges``.
        ordered: Whether (0, 1) and (1, 0) are different items. By default they are not.

    Returns:
        One number per item; items have the same number exactly when some element maps one to
        the other. Orbits are numbered 0, 1, ... in the order in which they first appear.

    Example:
        >>> from hamiltonians import named_lattice
        >>> chain = named_lattice("chain-4")
        >>> orbits(automorphisms(chain), range(4)), orbits(automorphisms(chain), chain.edges)
        ((0, 1, 1, 0), (0, 1, 0))
    """
    elements = tuple(group)
    number: dict[tuple[int, ...], int] = {}
    result = []
    for item in items:
        sites = (item,) if isinstance(item, int) else tuple(item)
        if _key(sites, ordered) not in number:
            new = len(set(number.values()))
            for element in elements:
                number[_key([element[site] for site in sites], ordered)] = new
        result.append(number[_key(sites, ordered)])
    return tuple(result)


def _key(sites: Sequence[int], ordered: bool) -> tuple[int, ...]:
    return tuple(sites) if ordered else tuple(sorted(sites))


def _torus_points(lattice: Lattice) -> list[Position]:
    """Return the positions in torus vectors, in which a full turn is 1."""
    (ax, ay), (bx, by) = lattice.period
    area = ax * by - ay * bx
    return [((x * by - y * bx) / area, (y * ax - x * ay) / area) for x, y in lattice.positions]


def _circle_points(lattice: Lattice) -> list[Position]:
    """Return (angle / full turn, 0) for sites on one circle about their centre, else no use."""
    n_sites = lattice.n_sites
    x0 = sum(x for x, _ in lattice.positions) / n_sites
    y0 = sum(y for _, y in lattice.positions) / n_sites
    radii = [math.hypot(x - x0, y - y0) for x, y in lattice.positions]
    if n_sites < 3 or max(radii) - min(radii) > _GRID * max(radii):
        return [(0.0, 0.0)] * n_sites
    return [(math.atan2(y - y0, x - x0) / math.tau, 0.0) for x, y in lattice.positions]


def _rounded(point: Position) -> tuple[int, int]:
    turns = round(1 / _GRID)
    return round(point[0] * turns) % turns, round(point[1] * turns) % turns


def _label(bond: Bond) -> Label:
    return bond.kind, bond.coupling, bond.multiplicity


def _preserves_bonds(lattice: Lattice, permutation: Permutation) -> bool:
    label = {bond.sites: _label(bond) for bond in lattice.bonds}
    label |= {(second, first): same for (first, second), same in label.items()}
    return all(
        label.get((permutation[bond.first], permutation[bond.second])) == _label(bond)
        for bond in lattice.bonds
    )


def _mappings(lattice: Lattice) -> Iterator[Permutation]:
    """Yield the automorphisms by depth-first search, in no particular order."""
    labels = _neighbour_labels(lattice)
    colour = _colours(labels)
    order = _search_order(lattice)
    image: dict[int, int] = {}

    def candidates(site: int) -> Iterator[int]:
        """Yield the sites to which one more may go, given the choices so far."""
        mapped = [(image[near], label) for near, label in labels[site].items() if near in image]
        taken = set(image.values())
        for target in labels[mapped[0][0]] if mapped else range(lattice.n_sites):
            if target not in taken and colour[target] == colour[site]:
                if all(labels[target].get(other) == label for other, label in mapped):
                    yield target

    choices = [candidates(order[0])]
    while choices:
        site = order[len(choices) - 1]
        image.pop(site, None)
        target = next(choices[-1], None)
        if target is None:
            choices.pop()
            continue
        image[site] = target
        if len(choices) < lattice.n_sites:
            choices.append(candidates(order[len(choices)]))
        else:
            yield tuple(image[site] for site in range(lattice.n_sites))


def _neighbour_labels(lattice: Lattice) -> list[dict[int, Label]]:
    labels: list[dict[int, Label]] = [{} for _ in range(lattice.n_sites)]
    for bond in lattice.bonds:
        labels[bond.first][bond.second] = labels[bond.second][bond.first] = _label(bond)
    return labels


def _colours(labels: list[dict[int, Label]]) -> list[int]:
    """Tell sites apart by their bonds, then by the colours of their neighbours, and so on.

    Source: colour refinement (the one-dimensional Weisfeiler-Leman test).
    """
    colours = [0] * len(labels)
    while True:
        seen = [
            (colours[site], sorted((label, colours[other]) for other, label in near.items()))
            for site, near in enumerate(labels)
        ]
        distinct = sorted({(own, tuple(near)) for own, near in seen})
        number = {surroundings: count for count, surroundings in enumerate(distinct)}
        refined = [number[own, tuple(near)] for own, near in seen]
        if len(distinct) == len(set(colours)):
            return refined
        colours = refined


def _search_order(lattice: Lattice) -> list[int]:
    """Return the sites so that each has as many earlier neighbours as can be had."""
    neighbours = [set(lattice.neighbours(site)) for site in range(lattice.n_sites)]
    order: list[int] = []
    while len(order) < lattice.n_sites:
        left = [site for site in range(lattice.n_sites) if site not in order]
        order.append(max(left, key=lambda site: len(neighbours[site].intersection(order))))
    return order
