"""Pictures of lattices: what is on them, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import same_color, to_hex

from hamiltonians import named_lattice
from spinnet.circuits import SingletCovering, singlet_covering
from spinnet.plots import plot_lattice
from spinnet.plots.style import CORRELATION_MAP


def parts(figure, start):
    return [item for item in figure.axes[0].get_children() if str(item.get_gid()).startswith(start)]


def texts(figure):
    return [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]


@pytest.mark.parametrize("name", ["kagome-12", "kagome-open-20", "triangular-36", "ring-16"])
def test_every_site_is_drawn_once_and_labelled(name):
    lattice = named_lattice(name)
    figure = plot_lattice(lattice)
    assert len(parts(figure, "site-")) == lattice.n_sites
    assert {str(site) for site in range(lattice.n_sites)} <= set(texts(figure))
    assert name in texts(figure)


def test_labels_can_be_left_out():
    assert len(plot_lattice(named_lattice("ring-16"), labels=False).axes[0].texts) == 0


def test_the_plane_has_equal_aspect():
    figure = plot_lattice(named_lattice("kagome-18-sheared"))
    axes = figure.axes[0]
    box, (width, height) = axes.get_position(), figure.get_size_inches()
    horizontal = box.width * width / np.ptp(axes.get_xlim())
    vertical = box.height * height / np.ptp(axes.get_ylim())
    assert horizontal == pytest.approx(vertical)


def test_a_singlet_across_the_torus_is_drawn_on_both_sides():
    lattice = named_lattice("square-16")
    covering = singlet_covering(lattice)
    figure = plot_lattice(lattice, covering=covering)
    drawn = {line.get_gid() for line in parts(figure, "singlet-")}
    assert drawn == {f"singlet-{number}" for number in range(len(covering.pairs))}
    assert "singlet of the start state" in [t.get_text() for t in figure.legends[0].texts]


def test_single_spins_are_named_in_the_legend():
    lattice = named_lattice("chain-8")
    figure = plot_lattice(lattice, covering=singlet_covering(lattice, two_total=2))
    assert "spin up" in [text.get_text() for text in figure.legends[0].texts]


def test_kinds_of_bonds_are_named_with_their_couplings():
    figure = plot_lattice(named_lattice("triangular-chain-12:j2=0.5"))
    labels = [text.get_text() for text in figure.legends[0].texts]
    assert labels == ["first bonds, J = 1", "second bonds, J = 0.5"]


def test_correlations_colour_the_bonds_and_add_a_scale():
    lattice = named_lattice("kagome-open-20")
    values = np.linspace(-0.75, 0.25, len(lattice.bonds))
    figure = plot_lattice(lattice, correlations=values)
    (bonds,) = [item for item in parts(figure, "bonds") if len(item.get_segments())]
    assert same_color(bonds.get_colors()[0], to_hex(CORRELATION_MAP(0.0)))
    assert bonds.get_linewidths()[0] > bonds.get_linewidths()[len(values) * 3 // 4]
    assert len(figure.axes) == 2
    assert figure.axes[1].get_ylim() == pytest.approx((-0.75, 0.25))


def test_zero_correlation_is_in_the_middle_of_the_map():
    lattice = named_lattice("chain-8")
    figure = plot_lattice(lattice, correlations=np.zeros(7))
    (bonds,) = [item for item in parts(figure, "bonds") if len(item.get_segments())]
    assert same_color(bonds.get_colors()[0], to_hex(CORRELATION_MAP(0.5)))


def test_a_covering_of_another_lattice_is_refused():
    covering = SingletCovering(2, ((0, 1),))
    with pytest.raises(ValueError, match=r"covering must be for the 12 sites.*got one for 2"):
        plot_lattice(named_lattice("kagome-12"), covering=covering)


def test_correlations_must_be_one_a_bond():
    with pytest.raises(ValueError, match=r"each of the 24 bonds.*got shape"):
        plot_lattice(named_lattice("kagome-12"), correlations=[-0.2] * 23)


@pytest.mark.parametrize("value", [-0.8, 0.3, float("nan")])
def test_correlations_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match="between -3/4 and 1/4; bond 5 has"):
        plot_lattice(named_lattice("ring-8"), correlations=[-0.2] * 5 + [value] + [-0.2] * 2)
