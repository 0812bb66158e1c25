"""The pencil that draws the parts of one lattice on one page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon

from hamiltonians import Lattice
from spinnet.circuits import SingletCovering
from spinnet.plots import style
from spinnet.plots.lattice_layout import LatticeLayout, Link
from spinnet.plots.torus_cell import HOME, cell_outline, nearest_shifts

DISC = 0.21
"""Radius of a site's disc, in nearest-neighbour distances."""
_LIMITS = (0.25, 0.5, 0.75)
_KIND_COLOURS = (style.SLATE, style.BLUE, style.VERMILION, style.GREEN, style.PURPLE)
_AMBER = "#f4c95d"


class Pencil:
    """Draws the parts of one lattice on one page; sizes scale with the spacing of its sites."""

    def __init__(
        self,
        lattice: Lattice,
        layout: LatticeLayout,
        *,
        beside: float,
        covering: SingletCovering | None,
    ) -> None:
        self.lattice, self.layout = lattice, layout
        self.spacing = layout.spacing
        points = np.array(
            [layout.point((site, HOME)) for site in range(lattice.n_sites)]
            + [layout.point(ghost) for ghost in layout.ghosts]
        )
        pad = 0.45 * self.spacing
        low, high = points.min(axis=0) - pad, points.max(axis=0) + pad
        longest = max(float(high[0] - low[0]), float(high[1] - low[1])) / self.spacing
        self.inches = min(0.78, max(7.5 / longest, 0.36)) / self.spacing
        self.kinds = _kinds(lattice)
        n_rows = (len(self.kinds) > 1 and beside == 0) + (covering is not None)
        self.figure, self.axes = style.plane(
            (low[0], low[1], high[0], high[1]),
            self.inches,
            lattice.name,
            _subtitle(lattice),
            below=0.28 * n_rows,
            beside=beside,
        )
        self.handles: list[Any] = []

    def points(self, length: float) -> float:
        """Return a length in spacings as points on the page."""
        return length * self.spacing * self.inches * style.POINTS_PER_INCH

    def draw_cell(self) -> None:
        """Draw the outline of the torus cell."""
        if len(self.layout.period):
            corners = cell_outline(self.layout.period) + self.layout.centre
            outline = Polygon(
                corners, closed=True, fill=False, edgecolor=style.MUTED,
                linewidth=0.8, linestyle=(0, (4, 4)), zorder=0.5,
            )  # fmt: skip
            self.axes.add_patch(outline)

    def draw_triangles(self) -> None:
        """Shade the triangles lightly, "down" ones a little darker."""
        patches, colours = [], []
        for link in self.layout.triangles:
            corners = [self.layout.point(place) for place in link.places]
            patches.append(Polygon(corners, closed=True))
            down = self.lattice.triangles[link.number].kind == "down"
            shade = "#e3eaf1" if down else "#eff3f7"
            colours.append(shade if link.is_home else style.faded(shade, 0.5))
        if patches:
            self.axes.add_collection(
                PatchCollection(patches, facecolors=colours, edgecolors="none", zorder=0)
            )

    def draw_covering(self, covering: SingletCovering) -> None:
        """Draw each singlet as a capsule around its two sites, copies across the torus faded."""
        for number, pair in enumerate(covering.pairs):
            for link in self._pair_links(number, pair):
                line = self._polyline(link, avoid=True)
                for extra, colour in ((0.0, "#c79a24"), (-2.2, _AMBER)):
                    colour = colour if link.is_home else style.faded(colour, 0.6)
                    self.axes.plot(
                        line[:, 0], line[:, 1], color=colour, zorder=1 if link.is_home else 0.9,
                        linewidth=self.points(2.75 * DISC) + extra, solid_joinstyle="round",
                        gid=f"singlet-{number}",
                    )  # fmt: skip
        self.handles.append(
            Line2D([], [], color=_AMBER, linewidth=7, label="singlet of the start state")
        )

    def _pair_links(self, number: int, pair: tuple[int, int]) -> list[Link]:
        first, second = pair
        ends = self.layout.positions[first], self.layout.positions[second]
        (shift,) = nearest_shifts(*ends, self.layout.period, 1)
        if shift == HOME:
            return [Link(number, ((first, HOME), (second, HOME)))]
        back = (-shift[0], -shift[1])
        return [
            Link(number, ((first, HOME), (second, shift))),
            Link(number, ((first, back), (second, HOME))),
        ]

    def draw_kinds(self) -> None:
        """Draw the bonds coloured by kind; bonds without coupling are dotted."""
        names = list(self.kinds)
        for kind, colour in zip(names, _cycle(_KIND_COLOURS, len(names)), strict=True):
            numbers = [n for n, bond in enumerate(self.lattice.bonds) if bond.kind == kind]
            active = any(self.lattice.bonds[n].coupling != 0 for n in numbers)
            width = self.points(0.045)
            self._draw_links(
                dict.fromkeys(numbers, colour), dict.fromkeys(numbers, width), dotted=not active
            )
            if len(names) > 1:
                self.handles.append(
                    Line2D([], [], color=colour, linewidth=2, label=self.kinds[kind],
                           linestyle="solid" if active else (0, (1, 2)))
                )  # fmt: skip

    def draw_correlations(self, values: np.ndarray) -> None:
        """Draw the bonds coloured and weighted by their correlation, with a colour bar."""
        largest = float(np.abs(values).max(initial=0.0))
        limit = next((step for step in _LIMITS if largest <= step), _LIMITS[-1])
        scale = Normalize(-limit, limit)
        colours = {n: to_hex(style.CORRELATION_MAP(scale(v))) for n, v in enumerate(values)}
        widths = {n: self.points(0.03 + 0.09 * abs(v) / limit) for n, v in enumerate(values)}
        self._draw_links(colours, widths)
        _draw_colour_bar(self.figure, self.axes, scale)

    def _draw_links(
        self, colours: dict[int, str], widths: dict[int, float], *, dotted: bool = False
    ) -> None:
        """Draw the copies of the chosen bonds: whole ones, those leaving, those outside."""
        for home in (False, True):
            links = [k for k in self.layout.bonds if k.number in colours and k.is_home == home]
            fade = {k: 0.0 if home else (0.5 if k.touches_home else 0.75) for k in links}
            self.axes.add_collection(
                LineCollection(
                    [self._polyline(link, avoid=True) for link in links],
                    colors=[style.faded(colours[link.number], fade[link]) for link in links],
                    linewidths=[widths[link.number] for link in links],
                    linestyles=(0, (1, 1.6)) if dotted else "solid",
                    capstyle="round",
                    zorder=3 if home else 2,
                    gid="bonds" if home else "bond-copies",
                )
            )

    def _polyline(self, link: Link, *, avoid: bool) -> np.ndarray:
        """Return the line ``(n, 2)`` of a link, bent where it would run through another site."""
        start, end = (self.layout.point(place) for place in link.places)
        along = end - start
        length = float(np.linalg.norm(along))
        normal = np.array([-along[1], along[0]]) / length
        sites = [self.layout.point((site, HOME)) for site in range(self.lattice.n_sites)]
        bend = 0.0
        for site in np.array(sites):
            part = float((site - start) @ along) / length**2
            height = float((site - start) @ normal)
            needed = 1.55 * DISC * self.spacing - abs(height)
            if avoid and 0.05 < part < 0.95 and needed > 0:
                candidate = -math.copysign(needed, height or 1.0) * 0.25 / (part * (1 - part))
                bend = max(bend, candidate, key=abs)
        if not bend:
            return np.array([start, end])
        t = np.linspace(0, 1, 25)[:, None]
        return start + t * along + 4 * t * (1 - t) * bend * normal

    def draw_sites(self, labels: bool, singles: Sequence[int]) -> None:
        """Draw the sites as discs with their numbers, copies smaller and faded."""
        for place in (*self.layout.ghosts, *((s, HOME) for s in range(self.lattice.n_sites))):
            site, is_home = place[0], place[1] == HOME
            x, y = self.layout.point(place)
            single = site in singles
            edge = style.INK if is_home else "#b7c0ca"
            disc = Circle(
                (x, y), (DISC if is_home else 0.8 * DISC) * self.spacing,
                facecolor=(_AMBER if is_home else "#fbeac4") if single else style.PAPER,
                edgecolor=edge, linewidth=self.points(0.025), zorder=4 + is_home,
                gid=f"site-{site}" if is_home else f"copy-of-{site}",
            )  # fmt: skip
            self.axes.add_patch(disc)
            if labels:
                digits = 0.92 if len(str(site)) == 1 else 0.78
                size = self.points(DISC) * 1.25 * digits * (1 if is_home else 0.8)
                colour = style.INK if is_home else "#a3adb8"
                self.axes.text(
                    x, y, str(site), fontsize=size, color=colour, ha="center",
                    va="center_baseline", zorder=6,
                )  # fmt: skip

    def draw_legend(self, covering: SingletCovering | None) -> None:
        """Draw the legend below the picture."""
        if covering is not None and covering.singles:
            self.handles.append(
                Line2D([], [], marker="o", linestyle="", markersize=8, label="spin up",
                       markerfacecolor=_AMBER, markeredgecolor=style.INK)
            )  # fmt: skip
        if self.handles:
            self.figure.legend(
                handles=self.handles, loc="lower left", ncols=2,
                bbox_to_anchor=(0.1 / self.figure.get_figwidth(), 0.0),
            )  # fmt: skip


def _kinds(lattice: Lattice) -> dict[str, str]:
    """Return the kinds of bonds, in order, each with its text in the legend."""
    couplings: dict[str, set[float]] = {}
    for bond in lattice.bonds:
        couplings.setdefault(bond.kind, set()).add(bond.coupling)
    return {
        kind: f"{kind} bonds, J = {next(iter(js)):g}" if len(js) == 1 else f"{kind} bonds, J varies"
        for kind, js in couplings.items()
    }


def _subtitle(lattice: Lattice) -> str:
    counts = {
        "site": lattice.n_sites,
        "bond": len(lattice.bonds),
        "triangle": len(lattice.triangles),
    }
    return ", ".join(f"{n} {what}{'s' * (n != 1)}" for what, n in counts.items() if n)


def _cycle(colours: Sequence[str], count: int) -> list[str]:
    return [colours[number % len(colours)] for number in range(count)]


def _draw_colour_bar(figure: Figure, axes: Axes, scale: Normalize) -> None:
    """Draw the scale of correlations, cut off at 1/4, which no pair of spins exceeds."""
    width, height = figure.get_size_inches()
    box = axes.get_position()
    bar_height = min(box.height, 2.6 / height)
    place = (1 - 0.95 / width, box.y0 + (box.height - bar_height) / 2, 0.14 / width, bar_height)
    bar = figure.add_axes(place)
    top = min(float(scale.vmax or 0), 0.25)
    levels = np.linspace(float(scale.vmin or 0), top, 256)
    bar.imshow(
        levels[:, None], aspect="auto", origin="lower", cmap=style.CORRELATION_MAP, norm=scale,
        extent=(0, 1, float(scale.vmin or 0), top),
    )  # fmt: skip
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.spines[:].set_visible(False)
    bar.tick_params(length=2, labelsize=8)
    bar.set_title(r"$\langle \mathbf{S}_i \cdot \mathbf{S}_j \rangle$", fontsize=9, pad=7)
