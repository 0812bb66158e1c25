r"""Choosing the frames of 3-spin gates so that neighbouring frames cancel.

Every 3-spin gate is :math:`F^\dagger B F`, and either F may read the three sites in any order: the
difference is a permutation of the sites, which the block absorbs. The inverse frame of one gate
ends with a CX on its two block places and the frame of the next begins with one, so two gates
that share two sites, with nothing on them in between, cancel two CX. A gate whose first two
sites are an untouched singlet becomes a state preparation, which saves six, and one on four
sites that two untouched singlets cover is a preparation of its own.

A gate that permutes its sites leaves them on other wires; the final wires are in the result. The
exchange gate cannot permute for free, nor the real gate other than cyclically. All-to-all
connectivity only: on a line the permuted sites would not stay neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spinnet.circuits.synthesis.assembly import PlacedStructure, StructuredCircuit, assemble
from spinnet.circuits.synthesis.block import EXCHANGE_BLOCKS, BlockFamily
from spinnet.circuits.synthesis.covered_start import covered_start_structure
from spinnet.circuits.synthesis.start import singlet_start_structure
from spinnet.circuits.synthesis.structure import LINE, GateStructure
from spinnet.circuits.synthesis.three_spin import (
    exchange_structure,
    framed_structure,
    line_places,
)
from spinnet.circuits.synthesis.two_spin import singlet_structure

Sites = tuple[int, ...]
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Frames:
    """A gate's structure and the sites at the places of its first and its last frame."""

    structure: GateStructure
    head: Sites
    tail: Sites
    turned: bool = False

    @property
    def is_line(self) -> bool:
        """Whether the frames are those for a line."""
        return self.structure.connectivity == LINE


@dataclass(frozen=True)
class _Link:
    """Sites a gate shares with the gate before it (``previous``) and the one after it."""

    previous: int | None = None
    shared_before: frozenset[int] = frozenset()
    shared_after: frozenset[int] = frozenset()


def choose_frames(
    placed: Sequence[PlacedStructure],
    n_wires: int,
    *,
    singlets: Sequence[tuple[int, int]] = (),
    relabel: bool = True,
) -> StructuredCircuit:
    """Return the circuit with frames chosen for the fewest two-qubit gates.

    A gate has at most one neighbour in time on either side with which it shares two sites, so
    the choices do not compete, except where a gate cannot permute its sites: the earlier
    neighbour then wins.

    Args:
        placed: Gates in time order, on sites; singlet preparations are not among them.
        n_wires: Number of sites.
        singlets: Ordered pairs of sites that start as singlets while all other sites start in
            state 0. Without any, the circuit starts from an unknown state.
        relabel: Whether sites may end on other wires. If not, no gate permutes its sites and
            fewer frames cancel.

    Returns:
        The circuit, singlet preparations included, with ``wire_of_site`` at its end.
    """
    starts, covered = _starting_pairs(placed, singlets)
    links = _links(placed)
    wires = list(range(n_wires))
    absorbed = {*starts.values(), *(pair for pairs in covered.values() for pair in pairs)}
    parts = [
        PlacedStructure(singlet_structure(), tuple(pair))
        for pair in singlets
        if tuple(pair) not in absorbed
    ]
    framed: list[_Frames] = []
    for index, gate in enumerate(placed):
        link = links[index]
        previous = None if link.previous is None else framed[link.previous]
        build = _line_frames if gate.structure.connectivity == LINE else _free_frames
        if index in covered:
            frames = _covered_frames(gate, covered[index])
        else:
            frames = build(gate, link, previous, starts.get(index), relabel)
        framed.append(frames)
        here = tuple(wires[site] for site in gate.wires)
        parts.append(PlacedStructure(frames.structure, here, gate.parameters))
        before = [wires[site] for site in frames.head]
        for site, wire in zip(frames.tail, before, strict=True):
            wires[site] = wire
    return assemble(parts, n_wires, wire_of_site=wires)


def _starting_pairs(
    placed: Sequence[PlacedStructure], singlets: Sequence[tuple[int, int]]
) -> tuple[dict[int, tuple[int, int]], dict[int, Pairs]]:
    """Return for each gate that may prepare singlets of its own which pairs these are.

    Returns:
        The pair of each 3-spin gate with one, and the pairs of each gate of 4 spins whose
        sites they cover.
    """
    untouched = {frozenset(pair): (pair[0], pair[1]) for pair in singlets}
    starts: dict[int, tuple[int, int]] = {}
    covered: dict[int, Pairs] = {}
    for index, gate in enumerate(placed):
        touched = [pair for pair in untouched if pair & set(gate.wires)]
        ordered = tuple(untouched.pop(pair) for pair in touched)
        if gate.structure.family is not None:
            fitting = [pair for pair in ordered if frozenset(pair) in _possible_pairs(gate)]
            if fitting:  # three sites hold one pair at most
                starts[index] = fitting[0]
        elif len(gate.wires) == 4 and {*gate.wires} == {*frozenset().union(*touched)}:
            covered[index] = ordered
    return starts, covered


def _covered_frames(gate: PlacedStructure, pairs: Pairs) -> _Frames:
    """Return a gate whose sites are singlets as the preparation of its state."""
    local = tuple((gate.wires.index(first), gate.wires.index(second)) for first, second in pairs)
    structure = covered_start_structure(gate.structure, local)
    return _Frames(structure, gate.wires, gate.wires)


def _links(placed: Sequence[PlacedStructure]) -> list[_Link]:
    """Return for each gate which framed gates next to it in time share two or three sites."""
    last: dict[int, int] = {}
    links = [_Link() for _ in placed]
    for index, gate in enumerate(placed):
        before = [last.get(site) for site in gate.wires]
        for site in gate.wires:
            last[site] = index
        previous = max(
            (item for item in before if item is not None), key=before.count, default=None
        )
        if previous is None or before.count(previous) < 2:
            continue
        if gate.structure.family is None or placed[previous].structure.family is None:
            continue
        shared = frozenset(
            site for site, item in zip(gate.wires, before, strict=True) if item == previous
        )
        links[index] = _Link(previous, shared, links[index].shared_after)
        links[previous] = _Link(links[previous].previous, links[previous].shared_before, shared)
    return links


def _possible_pairs(gate: PlacedStructure) -> tuple[frozenset[int], ...]:
    """Return the pairs of sites that can be on the block places."""
    first, middle, last = gate.wires
    pairs = (frozenset((first, middle)), frozenset((middle, last)))
    if gate.structure.connectivity == LINE:
        return pairs
    return (*pairs, frozenset((first, last)))


def _free_frames(
    gate: PlacedStructure,
    link: _Link,
    previous: _Frames | None,
    start: tuple[int, int] | None,
    relabel: bool,
) -> _Frames:
    """Return the frames of a gate whose wires are all connected."""
    family = gate.structure.family
    if family is None:
        return _Frames(gate.structure, gate.wires, gate.wires)
    fixed_tail = not relabel or (family == EXCHANGE_BLOCKS and start is None)
    if start is not None:
        head = _ordered(gate.wires, start)
    else:
        head = _head(gate.wires, link, previous, prefer_next=fixed_tail)
    tail = head if fixed_tail else _tail(head, link, family, free=start is not None)
    local_head = tuple(gate.wires.index(site) for site in head)
    local_tail = tuple(gate.wires.index(site) for site in tail)
    if start is not None:
        structure = singlet_start_structure(family, local_head, local_tail)
    elif family == EXCHANGE_BLOCKS:
        structure = exchange_structure(head=local_head)
    else:
        structure = framed_structure(family, head=local_head, tail=local_tail)
    return _Frames(structure, head, tail)


def _line_frames(
    gate: PlacedStructure,
    link: _Link,
    previous: _Frames | None,
    start: tuple[int, int] | None,
    relabel: bool,
) -> _Frames:
    """Return the frames of a gate on a line, which read its sites from either end."""
    family = gate.structure.family
    if family is None:
        return _Frames(gate.structure, gate.wires, gate.wires)
    heads = {frozenset((order[0], order[1])): line_places(order) for order in _both_ways(gate)}
    head, turned = line_places(gate.wires), False
    if start is not None:
        head = heads[frozenset(start)]
    elif previous is not None and previous.is_line and _block_pair(previous) in heads:
        head = heads[_block_pair(previous)]
        turned = previous.turned ^ (head[1:] != previous.tail[1:])
    elif link.shared_after in heads:
        head = heads[link.shared_after]
    local = tuple(gate.wires.index(site) for site in head)
    if start is not None:
        reverse = tuple(start) != head[1:]
        structure = singlet_start_structure(family, local, connectivity=LINE, reverse_pair=reverse)
    elif family == EXCHANGE_BLOCKS:
        structure = exchange_structure(LINE, head=local, turned=turned)
    else:
        structure = framed_structure(family, LINE, head=local, turned=turned)
    return _Frames(structure, head, head, turned)


def _both_ways(gate: PlacedStructure) -> tuple[Sites, Sites]:
    """Return the sites of a gate from left to right and from right to left."""
    return gate.wires, gate.wires[::-1]


def _block_pair(frames: _Frames) -> frozenset[int]:
    """Return the sites on the block places of a last frame."""
    return frozenset(frames.tail[1:])


def _ordered(sites: Sites, pair: tuple[int, ...]) -> Sites:
    """Return the sites with the given pair on the block places."""
    spectator = next(site for site in sites if site not in pair)
    return (spectator, *pair)


def _head(sites: Sites, link: _Link, previous: _Frames | None, *, prefer_next: bool) -> Sites:
    """Return the sites at the places of the first frame."""
    if previous is not None and not previous.is_line:
        tail = previous.tail
        if set(tail) == set(sites):
            return tail
        if set(tail[1:]) == set(link.shared_before):
            return _ordered(sites, tail[1:])
    if prefer_next and len(link.shared_after) == 2:
        return _ordered(sites, tuple(sorted(link.shared_after)))
    return sites


def _tail(head: Sites, link: _Link, family: BlockFamily, *, free: bool) -> Sites:
    """Return the sites at the places of the last frame, given those of the first."""
    if len(link.shared_after) != 2:
        return head
    place = next(place for place in range(3) if head[place] not in link.shared_after)
    if family.is_rotation and not free:
        return head[place:] + head[:place]
    return _ordered(head, tuple(sorted(link.shared_after)))
