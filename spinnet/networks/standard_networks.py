"""Well-known networks: theta, tetrahedron (6j) and the 9j prism, with their closed forms.

Each is drawn from vertices that split one line into two or join two into one, scaled by
1/sqrt(2j + 1) of the single line, so that the vertex is a 3j symbol up to phase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from spinnet.networks.intertwiners import Number, coupling_vertex
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex
from spinnet.su2 import SignedRoot, Spin, doubled


def theta_network(two_a: int | Spin, two_b: int | Spin, two_c: int | Spin) -> SpinNetwork:
    """Return two vertices joined by three lines; its value is 1.

    Args:
        two_a: Twice the first spin.
        two_b: Twice the second spin.
        two_c: Twice the third spin.

    Returns:
        The closed network, vertices ``split`` and ``join``.

    Raises:
        ValueError: If the spins break the triangle rule; the vertex is named.
    """
    spins = {"a": two_a, "b": two_b, "c": two_c}
    return _trivalent_network(spins, [("split", "c", "ab"), ("join", "ab", "c")])


def tetrahedron_network(
    two_j1: int | Spin,
    two_j2: int | Spin,
    two_j3: int | Spin,
    two_j4: int | Spin,
    two_j5: int | Spin,
    two_j6: int | Spin,
) -> SpinNetwork:
    """Return the tetrahedron whose value is the 6j symbol {j1 j2 j3; j4 j5 j6}.

    Args:
        two_j1: Twice the first spin of the upper row.
        two_j2: Twice the second spin of the upper row.
        two_j3: Twice the third spin of the upper row.
        two_j4: Twice the spin below j1.
        two_j5: Twice the spin below j2.
        two_j6: Twice the spin below j3.

    Returns:
        The closed network: line 5 splits into 3 and 4, line 3 into 1 and 2; then 2 and 4 join to
        6, and 1 and 6 to 5. The last vertex carries the sign of the F coefficient.

    Raises:
        ValueError: If the spins break the triangle rule; the vertex is named.
    """
    values = (two_j1, two_j2, two_j3, two_j4, two_j5, two_j6)
    spins = {str(number): doubled(two_j) for number, two_j in enumerate(values, start=1)}
    sign = -1 if ((spins["1"] + spins["2"] + spins["4"] + spins["5"]) // 2) % 2 else 1
    wiring = [("A", "5", "34"), ("B", "3", "12"), ("C", "24", "6"), ("D", "16", "5")]
    return _trivalent_network(spins, wiring, signs={"D": sign})


def nine_j_network(rows: Sequence[Sequence[int | Spin]]) -> SpinNetwork:
    """Return the network whose value is the 9j symbol of three rows of three spins.

    Args:
        rows: ``((a, b, c), (d, e, f), (g, h, i))``, each twice a spin.

    Returns:
        The closed network: i splits into c and f, these into a, b and d, e; then a, d join to g,
        b, e to h, and g, h to i.

    Raises:
        ValueError: If there are not three rows of three spins, or a row or column breaks the
            triangle rule.
    """
    if len(rows) != 3 or any(len(row) != 3 for row in rows):
        raise ValueError(f"a 9j network must have three rows of three spins; got {rows}.")
    spins = dict(zip("abcdefghi", (spin for row in rows for spin in row), strict=True))
    wiring = [("A", "i", "cf"), ("B", "c", "ab"), ("C", "f", "de")]
    wiring += [("D", "ad", "g"), ("E", "be", "h"), ("F", "gh", "i")]
    return _trivalent_network(spins, wiring)


def _trivalent_network(
    spins: Mapping[str, int | Spin],
    wiring: Sequence[tuple[str, str, str]],
    signs: Mapping[str, int] | None = None,
) -> SpinNetwork:
    """Wire vertices (name, incoming letters, outgoing letters) along lettered edges."""
    source = {letter: name for name, _, outgoing in wiring for letter in outgoing}
    target = {letter: name for name, incoming, _ in wiring for letter in incoming}
    edges = tuple(
        Edge(letter, doubled(two_j), source[letter], target[letter])
        for letter, two_j in spins.items()
    )
    vertices = []
    for name, incoming, outgoing in wiring:
        single = min(incoming, outgoing, key=len)
        sign = (signs or {}).get(name, 1)
        scale: Number = SignedRoot(sign, Fraction(1, doubled(spins[single]) + 1))
        out_spins, in_spins = ([spins[letter] for letter in side] for side in (outgoing, incoming))
        try:
            vertex = coupling_vertex(out_spins, in_spins, scale)
        except ValueError as error:
            raise ValueError(f"vertex {name!r}: {error}") from None
        vertices.append(Vertex(name, tuple(incoming), tuple(outgoing), vertex))
    return SpinNetwork(edges, tuple(vertices))
