"""The one place where spinnet's order of bits meets Qiskit's.

Site s is always qubit s. In spinnet site 0 is the leftmost tensor factor; in Qiskit qubit 0 is the
rightmost one. Vectors and matrices therefore change the order of their tensor factors on the way,
and each map here is its own inverse. Sparse Pauli lists name qubits by number and need no change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def reverse_vector(amplitudes: ArrayLike) -> np.ndarray:
    """Return amplitudes with the order of their tensor factors reversed.

    Args:
        amplitudes: Array ``(2**n,)`` or ``(2**n, columns)``, in either order.

    Returns:
        Array of the same shape, in the other order.

    Raises:
        ValueError: If the length is no power of two.

    Example:
        >>> reverse_vector([0, 1, 0, 0]).tolist()
        [0, 0, 1, 0]
    """
    array = np.asarray(amplitudes)
    n_bits = _number_of_bits(array.shape[0])
    axes = (*reversed(range(n_bits)), *range(n_bits, n_bits + array.ndim - 1))
    tensor = array.reshape((2,) * n_bits + array.shape[1:])
    return np.ascontiguousarray(tensor.transpose(axes)).reshape(array.shape)


def reverse_matrix(matrix: ArrayLike) -> np.ndarray:
    """Return a square matrix with the order of tensor factors of rows and columns reversed.

    Args:
        matrix: Array ``(2**n, 2**n)``, in either order.

    Raises:
        ValueError: If the size is no power of two.
    """
    return reverse_vector(reverse_vector(matrix).T).T


def _number_of_bits(length: int) -> int:
    n_bits = max(length.bit_length() - 1, 0)
    if length != 2**n_bits:
        raise ValueError(f"the number of amplitudes must be a power of two; got {length}.")
    return n_bits
