"""The look of all pictures: colours, type, page layout. Everything else asks here.

Pictures are built on `matplotlib.figure.Figure` alone; no global plotting state is touched.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure

INK = "#1d2a36"
SLATE = "#54657a"
MUTED = "#7c8896"
FAINT = "#dde2e8"
PAPER = "#ffffff"
BLUE = "#0072b2"
ORANGE = "#e69f00"
GREEN = "#009e73"
VERMILION = "#d55e00"
PURPLE = "#a8558b"
SKY = "#56b4e9"
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY)
"""Colours of Okabe and Ito (purple darkened), which colour-blind readers can tell apart."""

CORRELATION_MAP = LinearSegmentedColormap.from_list(
    "spinnet-correlation",
    ("#062f5b", "#1b64a5", "#6aa6d3", "#d8d8d6", "#eda06a", "#c9560f", "#6e2503"),
)
"""Diverging map: blue for antiparallel spins, grey for uncorrelated, orange for parallel."""

SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": SLATE,
    "ytick.color": SLATE,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "spinnet",
    "svg.fonttype": "path",
}
"""Matplotlib settings that hold while a picture is made and while it is written."""

MARGIN = 0.25
TITLE_BAND = 0.62
POINTS_PER_INCH = 72.0

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def styled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Make a function run under `SETTINGS` alone; afterwards the user's settings are back.

    Args:
        function: Any function that draws or writes.

    Returns:
        The function with the same signature.
    """

    @functools.wraps(function)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(SETTINGS)  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return wrapper


def faded(colour: str, amount: float = 0.65) -> str:
    """Return a colour mixed with the paper.

    Args:
        colour: Any Matplotlib colour.
        amount: 0 leaves the colour, 1 gives the paper.

    Returns:
        The mixture as ``#rrggbb``. Unlike transparency it does not add up where lines overlap.
    """
    red, green, blue = (
        amount * paper + (1 - amount) * part
        for paper, part in zip(to_rgb(PAPER), to_rgb(colour), strict=True)
    )
    return to_hex((red, green, blue))


def page(width: float, height: float, title: str, subtitle: str = "") -> Figure:
    """Return an empty page with a title in its upper left corner.

    Args:
        width: Width in inches.
        height: Height in inches, the band of the title included.
        title: Shown in bold; may be empty.
        subtitle: Shown below it, lighter.

    Returns:
        The figure.
    """
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    left, line = MARGIN / width, 1 / height
    figure.text(left, 1 - 0.30 * line, title, fontsize=12, weight="bold", va="center")
    figure.text(left, 1 - 0.53 * line, subtitle, fontsize=8.5, color=MUTED, va="center")
    return figure


def plane(
    box: tuple[float, float, float, float],
    unit: float,
    title: str,
    subtitle: str = "",
    *,
    below: float = 0.0,
    beside: float = 0.0,
    least_width: float = 3.6,
) -> tuple[Figure, Axes]:
    """Return a page with one bare drawing plane of known scale, so that sizes never surprise.

    Args:
        box: Least x, least y, largest x, largest y to be shown.
        unit: Inches per unit of length, the same in both directions.
        title: Title of the page.
        subtitle: Second line.
        below: Inches kept free under the drawing, for a legend.
        beside: Inches kept free to its right, for a colour bar.
        least_width: Inches the page is wide at least; a narrower drawing is centred.

    Returns:
        The figure and the axes, which have no frame.
    """
    x_min, y_min, x_max, y_max = box
    inner_width, inner_height = (x_max - x_min) * unit, (y_max - y_min) * unit
    width = max(inner_width + 2 * MARGIN + beside, least_width)
    height = inner_height + 2 * MARGIN + TITLE_BAND + below - 0.1
    figure = page(width, height, title, subtitle)
    left = (width - beside - inner_width) / 2
    axes = figure.add_axes(
        (left / width, (MARGIN + below) / height, inner_width / width, inner_height / height)
    )
    axes.set_xlim(x_min, x_max)
    axes.set_ylim(y_min, y_max)
    axes.set_axis_off()
    return figure, axes


def spin_width(two_j: int) -> float:
    """Return the width in points of a line that carries spin j: the larger, the heavier.

    Args:
        two_j: Twice the spin.
    """
    return 1.0 if two_j == 0 else min(1.5 * two_j**0.8, 9.0)


def spin_dashes(two_j: int) -> Any:
    """Return the line style of spin j: dotted for spin 0, which carries nothing, else solid.

    Args:
        two_j: Twice the spin.
    """
    return (0, (1.0, 2.2)) if two_j == 0 else "solid"


def draw_arrow(
    axes: Axes, point: tuple[float, float], direction: tuple[float, float], colour: str, size: float
) -> None:
    """Draw an arrowhead on a line.

    Args:
        axes: Where to draw.
        point: Its middle.
        direction: Where it points; the length does not matter.
        colour: Its colour.
        size: Its size in points.
    """
    turn = math.degrees(math.atan2(direction[1], direction[0])) - 90
    axes.plot(
        *point, marker=(3, 0, turn), markersize=size, color=colour, markeredgewidth=0, zorder=3,
        gid="arrow",
    )  # fmt: skip
