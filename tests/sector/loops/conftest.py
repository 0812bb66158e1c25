"""Windows read off path codes, for the tests of loops."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spinnet.sector.loops.runs import element_places
from spinnet.sector.window import window_classes


def word(code, n_sites):
    return format(code, f"0{n_sites}b") if n_sites else ""


def sorted_codes(basis, order):
    """The codes of all paths, compared from the left or from the right."""
    words = [word(code, basis.n_sites) for code in basis.codes]
    return sorted(words) if order == 0 else sorted(words, key=lambda one: one[::-1])


def mixed_places(basis, width, start, order):
    """For each class, by its first element, the places of paths that differ in the window alone."""
    places = {one: place for place, one in enumerate(sorted_codes(basis, order))}
    found: dict[tuple[str, str], list[str]] = {}
    for one in sorted(places):
        found.setdefault((one[:start], one[start + width :]), []).append(one)
    classes = window_classes(width, basis.max_height)
    firsts = dict(zip(classes.members, element_places(classes)[:-1].tolist(), strict=True))
    groups: dict[int, list[tuple[int, ...]]] = {}
    for (before, after), words in found.items():
        h_in = 2 * before.count("1") - len(before)
        h_out = basis.two_total - 2 * after.count("1") + len(after)
        groups.setdefault(firsts[h_in, h_out], []).append(tuple(places[one] for one in words))
    return {first: np.array(sorted(groups[first])) for first in sorted(groups)}


@pytest.fixture(scope="session")
def places_of():
    """The function `mixed_places`."""
    return mixed_places


@pytest.fixture(scope="session")
def codes_of():
    """The function `sorted_codes`."""
    return sorted_codes


@pytest.fixture(scope="session")
def product_of():
    """Elements times a state ``(dimension,)``, class by class."""

    def product(groups, elements, state):
        out = np.zeros(len(state), dtype=np.result_type(elements, state))
        for first, places in groups.items():
            size = places.shape[1]
            block = elements[first : first + size**2].reshape(size, size)
            out[places] = state[places] @ block.T
        return out

    return product


@pytest.fixture(scope="session")
def planes_of():
    """Numbers as planes ``(1, n)`` or ``(2, n)`` of real and imaginary parts."""

    def planes(values, dtype=np.float64):
        parts = [values.real, values.imag] if np.iscomplexobj(values) else [values]
        return np.array(parts, dtype=dtype)

    return planes


@pytest.fixture(scope="session")
def windows_of():
    """Every window of some widths on a line, in both orders of paths."""

    def windows(n_sites, widths):
        for width, order in itertools.product(widths, (0, 1)):
            for start in range(n_sites - width + 1):
                yield width, start, order

    return windows
