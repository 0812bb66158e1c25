"""Pictures of measured energies: what is drawn where, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain
from spinnet.plots import plot_bond_energies, plot_mitigation

ESTIMATES = {"raw": (-3.0, 0.1), "post-selected": (-3.4, 0.05)}


def test_every_method_is_a_row_and_known_energies_are_lines():
    figure = plot_mitigation(
        ESTIMATES, exact_energy=-3.5, trained_energy=-3.45, recommended="post-selected", title="run"
    )
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(ESTIMATES)
    rows = {box.lines[0].get_gid() or i: box.lines[0] for i, box in enumerate(axes.containers)}
    assert [float(line.get_xdata()[0]) for line in rows.values()] == [-3.0, -3.4]
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert texts == ["exact, −3.5", "without noise, −3.45"]
    assert "run" in [text.get_text() for text in figure.texts]


def test_without_known_energies_there_is_no_legend():
    assert plot_mitigation(ESTIMATES).axes[0].get_legend() is None


@pytest.mark.parametrize("estimates", [{}, {"raw": (np.nan, 0.1)}])
def test_nothing_to_draw_is_refused(estimates):
    with pytest.raises(ValueError, match="at least one method with finite energy"):
        plot_mitigation(estimates)


def test_every_bond_has_its_energy():
    lattice, energies, errors = chain(5), np.array([-0.5, -0.2, -0.3, -0.4]), np.full(4, 0.01)
    figure = plot_bond_energies(lattice, energies, errors, raw=(energies + 0.1, errors))
    axes = figure.axes[0]
    drawn = [container.lines[0].get_ydata() for container in axes.containers]
    np.testing.assert_allclose(drawn, [energies, energies + 0.1])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0 1", "1 2", "2 3", "3 4"]
    assert plot_bond_energies(lattice, energies, errors).legends == []
    with pytest.raises(ValueError, match="each of the 4 bonds of 'chain-5'"):
        plot_bond_energies(lattice, energies[:3], errors)
