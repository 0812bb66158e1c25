"""Counting what a circuit of structures costs, as plain data.

Durations and error rates belong to a device and are left to the backends; routing is too:
a structure placed on wires that are not neighbours is counted as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from spinnet.circuits.synthesis.operation import Operation

LEAST_ERROR = 1e-12


@dataclass(frozen=True)
class CircuitCost:
    """The cost of a list of operations.

    Args:
        two_qubit_gates: Number of two-qubit gates.
        two_qubit_depth: Longest chain of two-qubit gates, one-qubit gates being free.
        one_qubit_gates: Number of one-qubit gates after joining runs on one wire into one each.
        connectivity: What the count assumes: ``"all-to-all"`` or ``"line"``.
    """

    two_qubit_gates: int
    two_qubit_depth: int
    one_qubit_gates: int
    connectivity: str

    def two_qubit_gates_per_digit(self, relative_error: float) -> float | None:
        """Return `gates_per_digit` of the two-qubit gates.

        Args:
            relative_error: Relative error of the energy that the circuit reached.
        """
        return gates_per_digit(self.two_qubit_gates, relative_error)

    def __str__(self) -> str:
        """Return one line for people."""
        return (
            f"{self.two_qubit_gates} two-qubit gates (depth {self.two_qubit_depth}), "
            f"{self.one_qubit_gates} one-qubit gates, {self.connectivity}"
        )


def circuit_cost(operations: Sequence[Operation], connectivity: str = "all-to-all") -> CircuitCost:
    """Return the cost of operations in time order.

    Args:
        operations: For example ``assemble(...).operations``.
        connectivity: The connectivity the structures were built for, for the record.

    Example:
        >>> from spinnet.circuits.synthesis import three_spin_structure
        >>> str(circuit_cost(three_spin_structure().operations))
        '9 two-qubit gates (depth 9), 11 one-qubit gates, all-to-all'
    """
    depth: dict[int, int] = {}
    in_run: set[int] = set()
    two_qubit, one_qubit = 0, 0
    for operation in operations:
        if operation.is_two_qubit:
            two_qubit += 1
            level = 1 + max(depth.get(wire, 0) for wire in operation.wires)
            depth.update(dict.fromkeys(operation.wires, level))
            in_run -= set(operation.wires)
        elif operation.wires[0] not in in_run:
            one_qubit += 1
            in_run.add(operation.wires[0])
    return CircuitCost(two_qubit, max(depth.values(), default=0), one_qubit, connectivity)


def gates_per_digit(gates: int, relative_error: float) -> float | None:
    """Return gates per decimal digit of the energy, to compare circuits at equal hardware cost.

    Args:
        gates: Number of gates.
        relative_error: Relative error of the energy; errors below 1e-12 are rounding and count as
            that.

    Returns:
        ``gates / -log10(error)``, None where no digit is known to be right.

    Example:
        >>> gates_per_digit(120, 1e-3)
        40.0
    """
    error = abs(relative_error)
    return None if error >= 1 else gates / -log10(max(error, LEAST_ERROR))


def shots_for_precision(variance: float, precision: float) -> int:
    """Return the shots that bring the standard error of a mean down to a precision.

    Args:
        variance: Variance of one shot of the estimator, in units of energy squared. For
            observables measured in groups g with shots in proportion to their standard
            deviations s_g, this is ``(sum of s_g) ** 2``.
        precision: Target standard error, in units of energy.

    Returns:
        ``ceil(variance / precision**2)``, at least 1.

    Raises:
        ValueError: If the variance is negative or the precision not positive.

    Example:
        >>> shots_for_precision(2.0, 0.5)
        8
    """
    if variance < 0 or precision <= 0:
        raise ValueError(
            "variance must be at least 0 and precision above 0, "
            f"got variance = {variance} and precision = {precision}."
        )
    return max(1, ceil(variance / precision**2))
