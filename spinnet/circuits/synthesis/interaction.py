r"""The interaction :math:`\exp i(\alpha XX + \beta YY + \gamma ZZ)` as operations.

The middle of every two-qubit circuit: three CX in general (Vatan and Williams 2004, figure 6),
two when one of the angles is zero, or one RZZ for each angle that is not zero.
"""

from __future__ import annotations

from math import pi

from spinnet.circuits.synthesis.operation import Angle, Operation


def three_cx_interaction(alpha: Angle, beta: Angle, gamma: Angle) -> tuple[Operation, ...]:
    r"""Return operations on wires 0 and 1 for the general interaction, with three CX.

    The product of the operations is :math:`e^{-i\pi/4}` times the interaction, so the caller
    adds the global phase pi/4.

    Args:
        alpha: Angle of XX.
        beta: Angle of YY.
        gamma: Angle of ZZ.

    Source: F. Vatan and C. Williams, Phys. Rev. A 69, 032315 (2004), figure 6.
    """
    return (
        Operation("rz", (1,), Angle(-pi / 2)),
        Operation("cx", (1, 0)),
        Operation("rz", (0,), Angle(pi / 2) + gamma.scaled(-2)),
        Operation("ry", (1,), Angle(-pi / 2) + alpha.scaled(2)),
        Operation("cx", (0, 1)),
        Operation("ry", (1,), Angle(pi / 2) + beta.scaled(-2)),
        Operation("cx", (1, 0)),
        Operation("rz", (0,), Angle(pi / 2)),
    )


def two_cx_interaction(alpha: Angle, gamma: Angle) -> tuple[Operation, ...]:
    r"""Return operations for :math:`\exp i(\alpha XX + \gamma ZZ)`, with two CX.

    CX maps XX to X on its control and ZZ to Z on its target, so two rotations between two CX
    are enough. There is no extra global phase.

    Args:
        alpha: Angle of XX.
        gamma: Angle of ZZ.
    """
    return (
        Operation("cx", (0, 1)),
        Operation("rx", (0,), alpha.scaled(-2)),
        Operation("rz", (1,), gamma.scaled(-2)),
        Operation("cx", (0, 1)),
    )


def rzz_interaction(
    alpha: Angle | None, beta: Angle | None, gamma: Angle | None
) -> tuple[Operation, ...]:
    """Return operations with one RZZ for each angle that is not None; no extra phase.

    Args:
        alpha: Angle of XX, None when it is always zero.
        beta: Angle of YY, None when it is always zero.
        gamma: Angle of ZZ, None when it is always zero.
    """
    operations: list[Operation] = []
    if alpha is not None:
        turn = tuple(Operation("h", (wire,)) for wire in (0, 1))
        operations += [*turn, Operation("rzz", (0, 1), alpha.scaled(-2)), *turn]
    if beta is not None:
        there = tuple(Operation("rx", (wire,), Angle(pi / 2)) for wire in (0, 1))
        back = tuple(operation.inverse() for operation in there)
        operations += [*there, Operation("rzz", (0, 1), beta.scaled(-2)), *back]
    if gamma is not None:
        operations.append(Operation("rzz", (0, 1), gamma.scaled(-2)))
    return tuple(operations)


def euler_operations(
    wire: int, first: Angle, middle: Angle, last: Angle
) -> tuple[Operation, Operation, Operation]:
    """Return RZ(first), RY(middle), RZ(last) in time order on one wire."""
    return (
        Operation("rz", (wire,), first),
        Operation("ry", (wire,), middle),
        Operation("rz", (wire,), last),
    )
