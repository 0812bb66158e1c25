r"""Gates in windows: constant tables, one for each entry of their blocks.

A gate on k spins is a sum over its block entries times *matrix units* :math:`E^J_{ab}` of the
algebra that the swaps of its spins generate, ``T(s) E_ab = sum_c D_ca(s) E_cb``, with D Young's
orthogonal form on paths. One unit on the diagonal is a product of projectors: of a path, each step
t = 1, 2, ... fixes the eigenvalue of the Jucys-Murphy element ``X_t``, the sum of all swaps of spin
t with those before it. The others come from it by swaps. Derived in
docs/explanation/sector-engine.md.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits import block_sizes
from spinnet.sector.window import Positions, adjacent_swap_table, permutation_table, window_classes


@lru_cache(maxsize=1024)
def gate_table(width: int, max_height: int, wires: Positions, after: Positions) -> np.ndarray:
    """Return how each block entry of a gate acts in a window, followed by a permutation.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        wires: The window position of each wire of the gate.
        after: The permutation that follows, as in `permutation_table`.

    Returns:
        An array ``(n_entries, n_classes, M, M)``; entries run over total spins ascending, rows,
        then columns of the blocks in paths of the left-to-right tree.
    """
    # Bring the wires to the first positions, act there, and bring them back.
    brought = bringing_table(width, max_height, wires)
    moved = permutation_table(width, max_height, after)
    left = moved @ np.swapaxes(brought, 1, 2)
    return left @ matrix_units(width, max_height, len(wires)) @ brought


def bringing_table(width: int, max_height: int, wires: Positions) -> np.ndarray:
    """Return the permutation that brings wires to the first positions, ``(n_classes, M, M)``.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        wires: The window position of each wire.
    """
    others = [position for position in range(width) if position not in wires]
    place_of = {position: place for place, position in enumerate((*wires, *others))}
    return permutation_table(width, max_height, tuple(place_of[n] for n in range(width)))


@lru_cache(maxsize=64)
def matrix_units(width: int, max_height: int, n_spins: int) -> np.ndarray:
    """Return how each block entry of a gate acts on the first spins of a window.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        n_spins: Spins of the gate.

    Returns:
        An array ``(n_entries, n_classes, M, M)``, entries as in `gate_table`.
    """
    parts = []
    for two_total, size in block_sizes(n_spins):
        column = _column(width, max_height, n_spins, two_total)
        units = column[:, None] @ np.swapaxes(column, 2, 3)[None]  # E_ab = E_a0 E_0b
        parts.append(units.reshape(size * size, *column.shape[1:]))
    return np.concatenate(parts)


def _column(width: int, max_height: int, n_spins: int, two_total: int) -> np.ndarray:
    """Return the units ``E_a0`` of all paths a of one total spin ``(m_J, n_classes, M, M)``."""
    swaps = [adjacent_swap_table(width, max_height, left) for left in range(n_spins - 1)]
    own, patterns = _young(n_spins, two_total)
    found = {0: _unit_of_path(width, max_height, n_spins, patterns[0])}
    waiting = [0]
    for b in waiting:  # grows on the way
        for matrix, swap in zip(own, swaps, strict=True):
            others = np.flatnonzero(matrix[:, b])
            for c in others[others != b].tolist():  # one at most
                if c not in found:
                    found[c] = (swap @ found[b] - matrix[b, b] * found[b]) / matrix[c, b]
                    waiting.append(c)
    return np.stack([found[a] for a in range(len(patterns))])


def _young(n_spins: int, two_total: int) -> tuple[list[np.ndarray], tuple[int, ...]]:
    """Return the swaps of neighbours on the paths of a total spin, and the paths."""
    classes = window_classes(n_spins, 0)
    place = classes.members.index((0, two_total))
    patterns = classes.patterns[place]
    tables = [adjacent_swap_table(n_spins, 0, left)[place] for left in range(n_spins - 1)]
    return [one[: len(patterns), : len(patterns)] for one in tables], patterns


def _unit_of_path(width: int, max_height: int, n_spins: int, pattern: int) -> np.ndarray:
    """Return the unit of a path on the diagonal, ``(n_classes, M, M)``.

    With steps counted from 1, ``X_t`` is ``(t + h) / 2 - 1`` where step t goes up to the height h,
    and ``(t - h) / 2 - 2`` where it goes down to it: the content, column minus row, of the box that
    is put into the first or the second row of a Young diagram.
    """
    unit = permutation_table(width, max_height, tuple(range(width)))
    murphy, height = np.zeros_like(unit), 0
    for step in range(n_spins):
        if step:
            swap = adjacent_swap_table(width, max_height, step - 1)
            murphy = swap @ murphy @ swap + swap
        up, down = (step + height) / 2, (step - height) / 2 - 1
        is_up = pattern >> (n_spins - 1 - step) & 1
        if height:  # from height 0 the only way is up
            own, other = (up, down) if is_up else (down, up)
            unit = unit @ (murphy - other * np.eye(unit.shape[-1])) / (own - other)
        height += 1 if is_up else -1
    return unit
