"""The total spin of a ground state where a theorem tells it, without any diagonalisation."""

from __future__ import annotations

from hamiltonians.heisenberg import HeisenbergModel


def marshall_spin(model: HeisenbergModel) -> int | None:
    """Return twice the total spin of the ground state, by the theorem of Marshall, Lieb and Mattis.

    If the sites fall into two groups with antiferromagnetic couplings only between them and
    ferromagnetic ones only within, and the couplings connect all sites, then the ground state is a
    single multiplet, of spin half the difference of the groups' sizes. That covers bipartite
    antiferromagnets and all ferromagnets.

    Args:
        model: The model.

    Returns:
        Twice the total spin; None where the model is frustrated or falls apart, and the theorem
        says nothing.

    Example:
        >>> from hamiltonians import heisenberg, named_lattice
        >>> marshall_spin(heisenberg(named_lattice("ring-6")))
        0
        >>> marshall_spin(heisenberg(named_lattice("ring-6"), -1.0))
        6
        >>> marshall_spin(heisenberg(named_lattice("kagome-12"))) is None
        True

    Source: E. Lieb and D. Mattis, J. Math. Phys. 3, 749 (1962).
    """
    signs = _signs(model)
    frustrated = any(
        coupling * signs[i] * signs[j] > 0
        for i, j, coupling in model.terms
        if i in signs and j in signs
    )
    if frustrated or len(signs) < model.n_sites:
        return None
    return abs(sum(signs.values()))


def _signs(model: HeisenbergModel) -> dict[int, int]:
    """Return +1 or -1 for each site that couplings connect to site 0, as the couplings would."""
    neighbours: dict[int, list[tuple[int, int]]] = {site: [] for site in range(model.n_sites)}
    for i, j, coupling in model.terms:
        turn = -1 if coupling > 0 else 1
        neighbours[i].append((j, turn))
        neighbours[j].append((i, turn))
    signs, waiting = {0: 1}, [0]
    while waiting:
        site = waiting.pop()
        for other, turn in neighbours[site]:
            if other not in signs:
                signs[other] = turn * signs[site]
                waiting.append(other)
    return signs
