"""Lattices known by name.

Some names stand for one cluster (``"kagome-12"``), some for a family with any number of sites up to
256 (``"ring-10"``). A name says which cluster is meant, because clusters of one size differ:
``kagome-18`` and ``kagome-18-sheared`` are not isomorphic and have different energies (see
:mod:`hamiltonians.references`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from hamiltonians.chains import chain, triangular_chain
from hamiltonians.clusters import build_cluster, kagome
from hamiltonians.lattice import Lattice
from hamiltonians.tori import Cell, Matrix
from hamiltonians.unit_cells import HONEYCOMB, KAGOME, SQUARE, TRIANGULAR, UnitCell

# Closing vectors in primitive vectors; (columns, rows) where the torus is not sheared. Kagome 24
# and 30 are the tori without a loop shorter than sqrt(7) cells: the 4x2 and 5x2 tori have loops
# of 2 cells, and the 4x2 one is the square-kagome lattice in disguise.
_TORI: dict[str, tuple[UnitCell, Matrix | Cell]] = {
    "triangular-12": (TRIANGULAR, ((2, 2), (-2, 4))),
    "triangular-16": (TRIANGULAR, (4, 4)),
    "triangular-27": (TRIANGULAR, ((3, 3), (-3, 6))),
    "triangular-36": (TRIANGULAR, (6, 6)),
    "triangular-48": (TRIANGULAR, ((4, 4), (-4, 8))),
    "kagome-12": (KAGOME, (2, 2)),
    "kagome-18": (KAGOME, (3, 2)),
    "kagome-18-sheared": (KAGOME, ((3, 0), (-1, 2))),
    "kagome-24": (KAGOME, ((3, -2), (1, 2))),
    "kagome-27": (KAGOME, (3, 3)),
    "kagome-30": (KAGOME, ((4, -2), (1, 2))),
    "kagome-36": (KAGOME, ((2, 2), (-2, 4))),
    "kagome-48": (KAGOME, (4, 4)),
    "square-16": (SQUARE, (4, 4)),
    "square-18": (SQUARE, ((3, 3), (-3, 3))),
    "square-20": (SQUARE, ((4, 2), (-2, 4))),
    "square-32": (SQUARE, ((4, 4), (-4, 4))),
    "square-36": (SQUARE, (6, 6)),
    "honeycomb-18": (HONEYCOMB, (3, 3)),
    "honeycomb-24": (HONEYCOMB, ((2, 2), (-2, 4))),
    "honeycomb-32": (HONEYCOMB, (4, 4)),
}
_FAMILIES: dict[str, Callable[[int], Lattice]] = {
    "chain": chain,
    "ring": lambda n_sites: chain(n_sites, periodic=True),
    "triangular-chain": triangular_chain,
}
_LARGEST_MEMBER = 256  # sites of a family's member; names are for what can be computed with
_LISTED_SIZES = (12, 16, 18, 20, 24, 30, 36)  # of the families, by lattice_names()


def lattice_names() -> tuple[str, ...]:
    """Return the names that :func:`named_lattice` knows.

    Returns:
        Every single cluster, and of the families ``chain-N``, ``ring-N`` and
        ``triangular-chain-N``, which exist for any N up to 256, some usual sizes.
    """
    families = (f"{family}-{size}" for family in _FAMILIES for size in _LISTED_SIZES)
    return (*families, *_TORI, *_PATCHES)


def named_lattice(name: str) -> Lattice:
    """Return the lattice of a name.

    Args:
        name: A name of :func:`lattice_names`, or ``chain-N`` (open), ``ring-N``,
            ``triangular-chain-N`` or ``triangular-chain-N:j2=VALUE`` for any number of sites N up
            to 256; VALUE is the coupling of second neighbours, else 0.

    Returns:
        The lattice, with this name.

    Raises:
        ValueError: If no lattice has this name, or no member of the family has this size.

    Example:
        >>> print(named_lattice("triangular-chain-20:j2=0.44"))
        triangular-chain-20:j2=0.44: 20 sites, 40 bonds, 20 triangles
    """
    if name in _PATCHES:
        return _PATCHES[name](name)
    if name in _TORI:
        unit_cell, torus = _TORI[name]
        return build_cluster(unit_cell, torus, name=name)
    member = re.fullmatch(r"(chain|ring|triangular-chain)-(\d+)", name)
    if member:
        return _FAMILIES[member[1]](_checked_size(name, member[2]))
    with_j2 = re.fullmatch(r"triangular-chain-(\d+):j2=([-+.\deE]+)", name)
    if with_j2 and _is_number(with_j2[2]):
        return triangular_chain(_checked_size(name, with_j2[1]), float(with_j2[2]))
    raise ValueError(_unknown(name))


def _checked_size(name: str, digits: str) -> int:
    """Return the number of sites in a name, unless it is too large to be meant."""
    if len(digits.lstrip("0")) > 9 or int(digits) > _LARGEST_MEMBER:
        raise ValueError(
            f"named lattices have at most {_LARGEST_MEMBER} sites, got {name!r}; chain() and "
            "triangular_chain() build longer ones."
        )
    return int(digits)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(str(name), lattice_names(), n=3, cutoff=0.5)
    nearest = f"the nearest names are {', '.join(near)}; " if near else ""
    return (
        f"no lattice is called {name!r}; {nearest}lattice_names() lists all; chain-N, ring-N and "
        f"triangular-chain-N exist for any N up to {_LARGEST_MEMBER}."
    )


def _kagome_star(name: str) -> Lattice:
    """Return one hexagon of the kagome lattice with its six triangles."""
    patch = kagome((3, 3), periodic=False)
    x0, y0 = 4.5, 1.5 * 3**0.5  # the centre of a hexagon; its sites are at distances 1, sqrt 3
    distances = [(x - x0) ** 2 + (y - y0) ** 2 for x, y in patch.positions]
    return patch.restricted_to((s for s in range(27) if distances[s] < 3.5), name)


def _kagome_open_20(name: str) -> Lattice:
    """Return two by two unit cells with the sites on their far edges, less the last corner."""
    patch = kagome((3, 3), periodic=False)
    kept = []
    for site, (x, y) in enumerate(patch.positions):
        row = y / 3**0.5  # along the second primitive vector, which is (1, sqrt 3)
        column = (x - row) / 2  # along the first, which is (2, 0)
        if column < 2.1 and row < 2.1 and column + row < 3.9:
            kept.append(site)
    return patch.restricted_to(kept, name)


_PATCHES: dict[str, Callable[[str], Lattice]] = {
    "kagome-star-12": _kagome_star,
    "kagome-open-20": _kagome_open_20,
}
