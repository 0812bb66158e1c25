"""Where the edges of a spin network are drawn, and their arrows and labels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spinnet.networks import Edge, SpinNetwork
from spinnet.plots.network_vertices import Points

_OPEN_LENGTH = 0.75
_FROM_THE_MIDDLE = (20, 17, 23, 14, 26, 11, 29)


def edge_curves(network: SpinNetwork, points: Points) -> dict[str, np.ndarray]:
    """Return a line ``(n, 2)`` for each edge, along its direction.

    Edges between the same two vertices are bent apart, edges from a vertex to itself are loops,
    open edges stick out where there is most room.

    Args:
        network: The spin network.
        points: Where the vertices are.
    """
    curves: dict[str, np.ndarray] = {}
    between: dict[frozenset[str], list[Edge]] = {}
    for edge in network.edges:
        if edge.source is not None and edge.target is not None:
            between.setdefault(frozenset((edge.source, edge.target)), []).append(edge)
    for ends, edges in between.items():
        for number, edge in enumerate(edges):
            if len(ends) == 1:
                away = free_directions(network, points, edge.source or "", len(edges))[number]
                curves[edge.name] = _loop(points[edge.source or ""], away)
            else:
                curves[edge.name] = _arc(edge, points, ends, number - (len(edges) - 1) / 2)
    for vertex in network.vertices:
        loose = [e for e in network.edges if e.is_open and vertex.name in (e.source, e.target)]
        directions = free_directions(network, points, vertex.name, len(loose))
        for edge, away in zip(loose, directions, strict=True):
            line = points[vertex.name] + np.outer((0, 0.5, 1), _OPEN_LENGTH * away)
            curves[edge.name] = line if edge.source == vertex.name else line[::-1]
    return curves


@dataclass(frozen=True)
class Mark:
    """What is drawn on an edge.

    Args:
        arrow: The point of its arrowhead.
        along: The direction of the arrowhead.
        label: The point of its label.
    """

    arrow: np.ndarray
    along: np.ndarray
    label: np.ndarray


def edge_marks(
    curves: Mapping[str, np.ndarray], points: Points, texts: Mapping[str, str], character: float
) -> dict[str, Mark]:
    """Return where arrows and labels go: near the middle of an edge, but clear of other edges.

    Args:
        curves: The lines of the edges.
        points: Where the vertices are.
        texts: The label of each edge; longer ones are put further off.
        character: Width of a character.
    """
    dense = {name: _resampled(curve, 41) for name, curve in curves.items()}
    corners = np.array(list(points.values()))
    marks: dict[str, Mark] = {}
    for name, curve in dense.items():
        others = [line for other, line in dense.items() if other != name]
        obstacles = np.concatenate([corners, *others])
        spread = np.linalg.norm(obstacles[:, None] - curve, axis=-1).min(axis=0)
        index = _clearest(spread)
        along = curve[index + 1] - curve[index - 1]
        normal = np.array([-along[1], along[0]]) / (np.linalg.norm(along) or 1.0)
        offset = 0.15 + 0.5 * character * len(texts[name]) * abs(normal[0])
        sides = [curve[index] + sign * offset * normal for sign in (1, -1)]
        labels = [mark.label for mark in marks.values()]
        taken = np.concatenate([obstacles, labels]) if labels else obstacles
        label = max(sides, key=lambda side: float(np.linalg.norm(taken - side, axis=1).min()))
        marks[name] = Mark(curve[index], along, label)
    return marks


def _clearest(spread: np.ndarray) -> int:
    """Return where on an edge of 41 points there is room, as near to the middle as possible."""
    return max(_FROM_THE_MIDDLE, key=lambda n: min(float(spread[n]), 0.3) - 0.001 * abs(n - 20))


def _arc(edge: Edge, points: Points, ends: frozenset[str], offset: float) -> np.ndarray:
    """Return an arc from source to target; ``offset`` counts from the middle of the parallels."""
    first, second = sorted(ends)
    step = points[second] - points[first]
    normal = np.array([-step[1], step[0]])
    t = np.linspace(0, 1, 31)[:, None]
    curve = points[first] + t * step + 4 * t * (1 - t) * offset * 0.36 * normal
    return curve if edge.source == first else curve[::-1]


def _loop(point: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Return a round line from a point to itself on the side ``away``."""
    angles = np.linspace(0, 2 * np.pi, 49) + math.atan2(-away[1], -away[0])
    return point + 0.5 * away + 0.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def free_directions(
    network: SpinNetwork, points: Points, name: str, count: int
) -> list[np.ndarray]:
    """Return directions at a vertex, spread over the widest gap between its neighbours.

    Args:
        network: The spin network.
        points: Where the vertices are.
        name: The vertex.
        count: How many directions are wanted.
    """
    here = points[name]
    angles = sorted(
        math.atan2(*(points[other] - here)[::-1])
        for edge in network.edges
        for other in (edge.source, edge.target)
        if name in (edge.source, edge.target) and other in points and other != name
    )
    if not angles:
        return [
            np.array([math.cos(angle), math.sin(angle)])
            for angle in (2 * math.pi * n / max(count, 1) for n in range(count))
        ]
    gaps = [
        ((angles[(n + 1) % len(angles)] - angle) % (2 * math.pi) or 2 * math.pi, angle)
        for n, angle in enumerate(angles)
    ]
    width, start = max(gaps)
    chosen = [start + width * (n + 1) / (count + 1) for n in range(count)]
    return [np.array([math.cos(angle), math.sin(angle)]) for angle in chosen]


def _resampled(curve: np.ndarray, count: int) -> np.ndarray:
    """Return points at equal steps along a line."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, length[-1], count)
    return np.stack([np.interp(wanted, length, curve[:, axis]) for axis in (0, 1)], axis=1)
