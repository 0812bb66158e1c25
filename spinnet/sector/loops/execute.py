"""Runs instructions: the one function that is compiled for states of a kind.

States are ``(n_states, n_planes, dimension)`` and entries ``(n_planes, n_operations, n_entries)``.
"""

from __future__ import annotations

import numpy as np

from spinnet.sector.loops.compiled import compiled
from spinnet.sector.loops.instructions import (
    ADD,
    APPLY,
    CLEAR,
    COPY,
    OVERLAP,
    PRODUCT,
    TURN,
    UNDO,
)
from spinnet.sector.loops.overlaps import overlaps
from spinnet.sector.loops.products import CHUNK, multiply


@compiled
def execute(instructions, states, entries, received, plan):
    """Run instructions on states in place.

    Args:
        instructions: ``(n, 4)``, see ``instructions.py``.
        states: ``(n_states, n_planes, dimension)``.
        entries: The entries of every operation.
        received: Written: what the entries take, of the shape of ``entries``; or empty.
        plan: The operations.

    Returns:
        The sum of all products.
    """
    n_planes, dimension = states.shape[1:]
    elements = np.zeros((n_planes, plan.most_elements), states.dtype)
    inverse = np.zeros((n_planes, plan.most_elements), states.dtype)
    taken = np.zeros((n_planes, plan.most_elements), np.float64)
    buffer = np.zeros((4, plan.largest, CHUNK), states.dtype)
    plane = np.zeros(dimension, states.dtype)
    filled, total = -1, 0.0
    for line in range(len(instructions)):
        what, number, a, b = instructions[line]
        if what == APPLY or what == UNDO or what == OVERLAP:
            window, table = plan.window[number], plan.table[number]
            n_elements = plan.n_elements[window]
            rows = plan.rows[plan.first_row[window] : plan.first_row[window + 1]]
            used = n_planes if plan.is_gate[number] else 1
            if what == OVERLAP:
                overlaps(taken, states[a], states[b], rows, plan.long, plan.single, buffer)
                _collect(received[:, number], taken, plan, table, n_elements)
                continue
            if filled != number:
                _fill_elements(elements[:used], entries[:, number], plan, table, n_elements)
                _fill_inverse(inverse[:used], elements, plan, table, n_elements)
                filled = number
            matrices = elements[:used] if what == APPLY else inverse[:used]
            multiply(states[a], matrices, rows, plan.long, plan.single, buffer)
        elif what == TURN:
            _turn(states[a], plan.turns[number], plane)
        elif what == PRODUCT:
            total += _product(states[a], states[b])
        else:
            _combine(what, states[a], states[b])
    return total


@compiled
def _combine(what, out, source):
    for plane in range(len(out)):
        x, y = out[plane], source[plane]
        if what == COPY:
            for place in range(len(x)):
                x[place] = y[place]
        elif what == ADD:
            for place in range(len(x)):
                x[place] += y[place]
        elif what == CLEAR:
            for place in range(len(x)):
                x[place] = 0


@compiled
def _turn(state, places, plane):
    for one in range(len(state)):
        source = state[one]
        for place in range(len(places)):
            plane[place] = source[places[place]]
        for place in range(len(places)):
            source[place] = plane[place]


@compiled
def _product(left, right):
    """Return the real part of the product of two states, in double precision."""
    total = 0.0
    for plane in range(len(left)):
        x, y = left[plane], right[plane]
        for place in range(len(x)):
            total += x[place] * y[place]
    return total


@compiled
def _fill_elements(elements, values, plan, table, n_elements):
    """Write the matrices of an operation from its entries."""
    stride = plan.stride[table]
    factors = plan.factors[plan.first_factor[table] : plan.first_factor[table + 1]]
    for plane in range(len(elements)):
        out = elements[plane, :n_elements]
        for place in range(len(out)):
            out[place] = 0
        if len(factors):
            _add_factors(out, values[plane], factors, plan.frames, plan.largest)
            continue
        for entry in range(plan.n_entries[table]):
            value = values[plane, entry]
            if value != 0:
                first = plan.first[table] + entry * stride
                source = plan.coefficients[first : first + n_elements]
                for place in range(len(source)):
                    out[place] += value * source[place]


@compiled
def _add_factors(out, values, factors, frames, largest):
    """Add ``left.T @ block @ right`` to the matrix of every class and total spin."""
    between = np.zeros(largest, out.dtype)
    for row in range(len(factors)):
        e, m, size, entry, left, right = factors[row]
        if e >= len(out):
            continue
        for a in range(size):
            middle = between[:m]
            for j in range(m):
                middle[j] = 0
            for b in range(size):
                value = values[entry + a * size + b]
                source = frames[right + b * m : right + (b + 1) * m]
                for j in range(len(source)):
                    middle[j] += value * source[j]
            for i in range(m):
                factor = frames[left + a * m + i]
                target = out[e + i * m : e + (i + 1) * m]
                for j in range(len(target)):
                    target[j] += factor * middle[j]


@compiled
def _collect_factors(received, taken, factors, frames, largest):
    """Add ``left @ taken @ right.T`` of every class and total spin to what entries receive."""
    between = np.zeros(largest)
    for row in range(len(factors)):
        e, m, size, entry, left, right = factors[row]
        if e >= len(taken):
            continue
        for a in range(size):
            middle = between[:m]
            for j in range(m):
                middle[j] = 0
            for i in range(m):
                factor = frames[left + a * m + i]
                source = taken[e + i * m : e + (i + 1) * m]
                for j in range(len(source)):
                    middle[j] += factor * source[j]
            for b in range(size):
                source = frames[right + b * m : right + (b + 1) * m]
                total = 0.0
                for j in range(len(source)):
                    total += middle[j] * source[j]
                received[entry + a * size + b] += total


@compiled
def _fill_inverse(inverse, elements, plan, table, n_elements):
    """Write the adjoint matrices."""
    turned = plan.turned[plan.first_turned[table] : plan.first_turned[table] + n_elements]
    for plane in range(len(inverse)):
        sign = 1.0 if plane == 0 else -1.0
        for place in range(len(turned)):
            inverse[plane, place] = sign * elements[plane, turned[place]]


@compiled
def _collect(received, taken, plan, table, n_elements):
    """Write what entries receive from what elements take."""
    factors = plan.factors[plan.first_factor[table] : plan.first_factor[table + 1]]
    for plane in range(len(taken)):
        if len(factors):
            used = taken[plane, :n_elements]
            _collect_factors(received[plane], used, factors, plan.frames, plan.largest)
            continue
        for entry in range(plan.n_entries[table]):
            first = plan.first[table] + entry * plan.stride[table]
            source = plan.coefficients[first : first + n_elements]
            total = 0.0
            for place in range(len(source)):
                total += source[place] * taken[plane, place]
            received[plane, entry] = total
