"""The look: spins as line weights, colours, and settings that do not leak."""

from __future__ import annotations

import matplotlib
import pytest

from spinnet.plots import plot_history, style


def test_larger_spins_have_heavier_lines_up_to_a_limit():
    widths = [style.spin_width(two_j) for two_j in range(13)]
    assert widths == sorted(widths)
    assert widths[1] < widths[2] < widths[3]
    assert style.spin_width(1000) == 9.0


def test_only_spin_zero_is_dotted():
    assert style.spin_dashes(0) != "solid"
    assert all(style.spin_dashes(two_j) == "solid" for two_j in (1, 2, 7))


def test_fading_goes_from_the_colour_to_the_paper():
    assert style.faded(style.BLUE, 0.0) == style.BLUE
    assert style.faded(style.BLUE, 1.0) == style.PAPER


def test_the_settings_of_the_user_survive_a_picture_and_do_not_change_it():
    with matplotlib.rc_context({"font.size": 31.0, "axes.grid": True}):
        figure = plot_history([[1.0, 0.5]])
        assert matplotlib.rcParams["font.size"] == 31.0
        assert matplotlib.rcParams["axes.grid"]
    assert figure.axes[0].yaxis.label.get_fontsize() == pytest.approx(9.0)


def test_a_plane_keeps_its_scale():
    figure, axes = style.plane((0.0, 0.0, 4.0, 2.0), 1.5, "title")
    box = axes.get_position()
    width, height = figure.get_size_inches()
    assert box.width * width == pytest.approx(6.0)
    assert box.height * height == pytest.approx(3.0)
