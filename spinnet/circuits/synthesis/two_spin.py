r"""Two-spin gates and the preparation of singlet pairs.

:math:`e^{i a P}` with the singlet projector :math:`P = (1 - XX - YY - ZZ)/4` is an equal
interaction of XX, YY and ZZ at angle -a/4, so three CX and angles affine in a.
"""

from __future__ import annotations

from math import pi

from spinnet.circuits.synthesis.interaction import rzz_interaction, three_cx_interaction
from spinnet.circuits.synthesis.operation import Angle, Operation, slot
from spinnet.circuits.synthesis.structure import LINE, GateStructure


def two_spin_structure() -> GateStructure:
    """Return exp(i a P_singlet) with 3 CX, affine; parameter (a,)."""
    return _two_spin("2-spin gate", 1.0, native_rzz=False)


def two_spin_rzz_structure() -> GateStructure:
    """Return exp(i a P_singlet) with 3 RZZ(a/2), affine; parameter (a,).

    Fold the result with ``fold_rzz`` for targets whose RZZ angle must lie in [0, pi/2].
    """
    return _two_spin("2-spin gate, RZZ", 1.0, native_rzz=True)


def two_spin_exchange_structure(*, native_rzz: bool = False) -> GateStructure:
    """Return exp(i a) exp(-i a P12) with the swap P12, with 3 CX, affine; parameter (a,).

    It is the identity on the triplet and exp(2 i a) on the singlet.

    Args:
        native_rzz: Whether to use 3 RZZ(a) instead, as ``two_spin_rzz_structure`` does.
    """
    return _two_spin("exchange gate on 2 spins", 2.0, native_rzz=native_rzz)


def _two_spin(name: str, coefficient: float, *, native_rzz: bool) -> GateStructure:
    """Return exp(i coefficient a P_singlet)."""
    angle = slot(0, -coefficient / 4)
    if native_rzz:
        operations, offset = rzz_interaction(angle, angle, angle), 0.0
    else:
        operations, offset = three_cx_interaction(angle, angle, angle), pi / 4
    phase = slot(0, coefficient / 4, offset)
    return GateStructure(name, 2, operations, 1, 1, phase, LINE)


def singlet_structure() -> GateStructure:
    """Return the preparation of the singlet from two wires in state 0: one CX.

    The state is (|01> - |10>)/sqrt 2 exactly, with its sign; no parameters.
    """
    operations = (
        Operation("x", (0,)),
        Operation("h", (0,)),
        Operation("x", (1,)),
        Operation("cx", (0, 1)),
    )
    return GateStructure("singlet pair", 2, operations, 0, 0, Angle(), LINE)
