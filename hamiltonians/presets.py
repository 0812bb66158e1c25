"""Lattices known by name.

Some names stand for one cluster (``"kagome-12"``), some for a family with any number of sites
(``"ring-10"``). A name says which cluster is meant, because clusters of one size differ: their
energies are in :mod:`hamiltonians.references`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from hamiltonians.clusters import (
    chain,
    honeycomb,
    kagome,
    square,
    triangular,
    triangular_chain,
)
from hamiltonians.lattice import Lattice

_TWO_DIMENSIONAL = {"triangular": triangular, "kagome": kagome, "square": square, "honeycomb": honeycomb}

_TORI = {
    "triangular-12": ((2, 2), (-2, 4)),
    "triangular-16": (4, 4),
    "triangular-36": (6, 6),
    "kagome-12": (2, 2),
    "kagome-18": (3, 2),
    "kagome-18-sheared": ((3, 0), (-1, 2)),
    "kagome-24": ((3, -2), (1, 2)),
    "kagome-27": (3, 3),
    "kagome-30": ((4, -2), (1, 2)),
    "kagome-36": ((2, 2), (-2, 4)),
    "square-16": (4, 4),
    "square-36": (6, 6),
    "honeycomb-18": (3, 3),
    "honeycomb-24": ((2, 2), (-2, 4)),
    "honeycomb-32": (4, 4),
}


def _kagome_star() -> Lattice:
    """Return one hexagon of the kagome lattice with its six triangles."""
    patch = kagome((3, 3), periodic=False)
    centre = (4.5, 1.5 * 3**0.5)
    near = [
        site
        for site, (x, y) in enumerate(patch.positions)
        if (x - centre[0]) ** 2 + (y - centre[1]) ** 2 < 3.5
    ]
    return patch.restricted_to(near, "kagome-star-12")


def _kagome_open_20() -> Lattice:
    """Return two by two unit cells closed by the sites on their far edges, less one corner."""
    patch = kagome((3, 3), periodic=False)
    kept = []
    for site, (x, y) in enumerate(patch.positions):
        row = y / 3**0.5  # along the second primitive vector
        column = (x - row) / 2  # along the first
        if column < 2.1 and row < 2.1 and column + row < 3.9:
            kept.append(site)
    return patch.restricted_to(kept, "kagome-open-20")


_SINGLE: dict[str, Callable[[], Lattice]] = {
    "kagome-star-12": _kagome_star,
    "kagome-open-20": _kagome_open_20,
}

_FAMILIES: dict[str, Callable[[int], Lattice]] = {
    "ring": lambda n: chain(n, periodic=True),
    "chain": chain,
    "triangular-chain": triangular_chain,
}


def lattice_names() -> tuple[str, ...]:
    families = tuple(f"{f}-{n}" for f in _FAMILIES for n in (8, 12, 16, 18, 20, 24, 30, 36))
    return (*families, *_TORI, *_SINGLE)


def named_lattice(name: str) -> Lattice:
    if name in _SINGLE:
        return _SINGLE[name]()
    if name in _TORI:
        return _TWO_DIMENSIONAL[name.split("-")[0]](_TORI[name], name=name)
    match = re.fullmatch(r"([a-z-]+)-(\d+)(?::j2=(.+))?", name)
    if match and match[1] in _FAMILIES and (match[3] is None or match[1] == "triangular-chain"):
        if match[3]:
            return triangular_chain(int(match[2]), float(match[3]))
        return _FAMILIES[match[1]](int(match[2]))
    near = difflib.get_close_matches(name, lattice_names(), n=3, cutoff=0.4)
    raise ValueError(f"no lattice is called {name!r}; the nearest names are {', '.join(near)}.")
