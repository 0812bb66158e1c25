"""Between a sector and the 2^N amplitudes of the product basis, for small N.

The state of highest magnetisation is meant: a sector state stands for total spin J with m = J. The
last spin is split off first, with the Clebsch-Gordan coefficients of j (x) 1/2.
"""

from __future__ import annotations

import numpy as np

from spinnet.sector.basis import SectorBasis, path_heights
from spinnet.sector.line_order import Order


def to_amplitudes(basis: SectorBasis, state: np.ndarray, order: Order) -> np.ndarray:
    """Return the 2^N amplitudes of a sector state.

    Args:
        basis: The sector.
        state: ``(dimension,)`` in the given line order.
        order: ``order[position]`` is the site there.

    Returns:
        ``(2**N,)``; site 0 is the highest bit, bit 0 is up.
    """
    # parts[h]: (n_prefixes with height h, 2m + h over m = +h/2 ... -h/2, amplitudes of the rest)
    parts = {basis.two_total: _highest(basis, np.asarray(state))}
    for t in range(basis.n_sites - 1, -1, -1):
        before, members = _prefixes(basis, t), _prefixes(basis, t + 1)
        rest = 2 ** (basis.n_sites - t - 1)
        fresh = {
            h: np.zeros((len(codes), h + 1, 2, rest), dtype=state.dtype)
            for h, codes in before.items()
        }
        for h, up, bit, source, target in _splittings(before, members):
            coefficient = _coefficients(h, up, bit)
            rows = parts[h + 2 * up - 1][source][:, _m_index(h, up, bit)]
            fresh[h][target, :, bit] += coefficient[None, :, None] * rows
        parts = {h: part.reshape(len(part), h + 1, 2 * rest) for h, part in fresh.items()}
    return _to_sites(parts[0].reshape((2,) * basis.n_sites), order).reshape(-1)


def from_amplitudes(basis: SectorBasis, amplitudes: np.ndarray, order: Order) -> np.ndarray:
    """Return the sector's part of a state of 2^N amplitudes, at highest magnetisation.

    Args:
        basis: The sector.
        amplitudes: ``(2**N,)``.
        order: The line order wanted.

    Returns:
        ``(dimension,)``: the overlaps with the basis states. Its norm is below that of the
        amplitudes if they are not all in the sector.
    """
    tensor = np.asarray(amplitudes).reshape((2,) * basis.n_sites).transpose(order)
    parts = {0: tensor.reshape(1, 1, -1)}
    for t in range(basis.n_sites):
        before, members = _prefixes(basis, t), _prefixes(basis, t + 1)
        rest = 2 ** (basis.n_sites - t - 1)
        fresh = {
            h: np.zeros((len(codes), h + 1, rest), dtype=tensor.dtype)
            for h, codes in members.items()
        }
        for h, up, bit, source, target in _splittings(before, members):
            coefficient = _coefficients(h, up, bit)
            part = parts[h].reshape(len(before[h]), h + 1, 2, rest)[target][:, :, bit]
            higher = h + 2 * up - 1
            index = _m_index(h, up, bit)
            kept = coefficient != 0
            fresh[higher][np.ix_(source, index[kept])] += (
                coefficient[None, kept, None] * part[:, kept]
            )
        parts = fresh
    return parts[basis.two_total][:, 0, 0]


def _highest(basis: SectorBasis, state: np.ndarray) -> np.ndarray:
    part = np.zeros((basis.dimension, basis.two_total + 1, 1), dtype=state.dtype)
    part[:, 0, 0] = state
    return part


def _prefixes(basis: SectorBasis, length: int) -> dict[int, np.ndarray]:
    """Return the codes of all path prefixes of a length by their height, each ascending."""
    codes = basis.prefix_codes(length)
    heights = path_heights(codes, length)[:, -1]
    return {int(h): codes[heights == h] for h in np.unique(heights)}


def _splittings(before: dict[int, np.ndarray], members: dict[int, np.ndarray]):
    """Yield ``(h, up, bit, rows of the longer prefixes, rows of the shorter ones)``."""
    for h, codes in before.items():
        for up in (0, 1):
            longer = members.get(h + 2 * up - 1)
            if longer is None:
                continue
            places = np.searchsorted(longer, 2 * codes + up)
            found = np.flatnonzero(longer[np.minimum(places, len(longer) - 1)] == 2 * codes + up)
            for bit in (0, 1):
                yield h, up, bit, places[found], found


def _m_index(h: int, up: int, bit: int) -> np.ndarray:
    """Return the index of m' = m ± 1/2 among ``+h'/2 ... -h'/2``, clipped where none exists."""
    higher = h + 2 * up - 1
    two_m = h - 2 * np.arange(h + 1)
    return np.clip((higher - (two_m + 1 - 2 * bit)) // 2, 0, higher)


def _coefficients(h: int, up: int, bit: int) -> np.ndarray:
    r"""Return :math:`\langle j\,m; \tfrac12 s | j'\, m+s\rangle` for all m, Condon-Shortley."""
    two_m = h - 2 * np.arange(h + 1)
    towards = two_m if bit == 0 else -two_m
    if up:
        return np.sqrt((h + towards + 2) / (2 * (h + 1)))
    sign = -1.0 if bit == 0 else 1.0
    return sign * np.sqrt(np.maximum(h - towards, 0) / (2 * (h + 1)))


def _to_sites(tensor: np.ndarray, order: Order) -> np.ndarray:
    return tensor.transpose(np.argsort(order))
