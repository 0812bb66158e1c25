"""One window operation on a state: the matrix of each class times the runs that it mixes.

States are real arrays ``(n_planes, dimension)``: one plane for real amplitudes; real and imaginary
parts for complex ones. Elements are those of ``runs.py``, ``(1, n_elements)`` if real and
``(2, n_elements)`` if complex. Classes of one, two and three paths are written out; larger ones go
through a buffer of `CHUNK` columns.

A slice is taken before every loop over a run: only then does the compiler know that no index is
negative, and uses vector instructions.
"""

from __future__ import annotations

import numpy as np

from spinnet.sector.loops.compiled import compiled

CHUNK = 64
"""Columns of a large class that are multiplied at a time."""


def new_buffer(size: int, dtype: np.dtype) -> np.ndarray:
    """Return room for a chunk of columns and their products.

    Args:
        size: Most paths in a class.
        dtype: Of the amplitudes.
    """
    return np.zeros((4, size, CHUNK), dtype=dtype)


@compiled
def multiply(state, elements, rows, long, single, buffer):
    """Apply a window operation to a state in place.

    Args:
        state: ``(n_planes, dimension)``.
        elements: ``(1, n_elements)`` or ``(2, n_elements)``; two for states of two planes alone.
        rows: Of the window's runs, as the next two.
        long: Long runs.
        single: Single amplitudes.
        buffer: Room, from `new_buffer`.
    """
    if elements.shape[0] == 1:
        for plane in range(state.shape[0]):
            multiply_real(state[plane], elements[0], rows, long, single, buffer)
    else:
        multiply_complex(state[0], state[1], elements[0], elements[1], rows, long, single, buffer)


@compiled
def multiply_real(plane, elements, rows, long, single, buffer):
    """Apply a real window operation to one plane of a state in place."""
    for number in range(rows.shape[0]):
        m, e, first_long, n_long, first_single, n_single = rows[number]
        block = elements[e : e + m * m]
        if m == 1 and block[0] == 1:
            continue
        runs = long[first_long : first_long + n_long * (m + 1)]
        places = single[first_single : first_single + n_single * m]
        if m == 1:
            _real_1(plane, block, runs, places)
        elif m == 2:
            _real_2(plane, block, runs, places)
        elif m == 3:
            _real_3(plane, block, runs, places)
        else:
            _real_many(plane, block, runs, places, m, buffer)


@compiled
def multiply_complex(re, im, e_re, e_im, rows, long, single, buffer):
    """Apply a complex window operation to the two planes of a state in place."""
    for number in range(rows.shape[0]):
        m, e, first_long, n_long, first_single, n_single = rows[number]
        a, b = e_re[e : e + m * m], e_im[e : e + m * m]
        if m == 1 and a[0] == 1 and b[0] == 0:
            continue
        runs = long[first_long : first_long + n_long * (m + 1)]
        places = single[first_single : first_single + n_single * m]
        if m == 1:
            _complex_1(re, im, a, b, runs, places)
        elif m == 2:
            _complex_2(re, im, a, b, runs, places)
        elif m == 3:
            _complex_3(re, im, a, b, runs, places)
        else:
            _complex_many(re, im, a, b, runs, places, m, buffer)


@compiled
def _real_1(plane, block, runs, places):
    factor = block[0]
    for run in range(0, len(runs), 2):
        part = plane[runs[run + 1] : runs[run + 1] + runs[run]]
        for s in range(len(part)):
            part[s] = factor * part[s]
    for place in places:
        plane[place] = factor * plane[place]


@compiled
def _real_2(plane, block, runs, places):
    a, b, c, d = block[0], block[1], block[2], block[3]
    for run in range(0, len(runs), 3):
        length = runs[run]
        first = plane[runs[run + 1] : runs[run + 1] + length]
        second = plane[runs[run + 2] : runs[run + 2] + length]
        for s in range(len(first)):
            x, y = first[s], second[s]
            first[s] = a * x + b * y
            second[s] = c * x + d * y
    for column in range(0, len(places), 2):
        i, j = places[column], places[column + 1]
        x, y = plane[i], plane[j]
        plane[i] = a * x + b * y
        plane[j] = c * x + d * y


@compiled
def _real_3(plane, block, runs, places):
    a, b, c = block[0], block[1], block[2]
    d, e, f = block[3], block[4], block[5]
    g, h, k = block[6], block[7], block[8]
    for run in range(0, len(runs), 4):
        length = runs[run]
        first = plane[runs[run + 1] : runs[run + 1] + length]
        second = plane[runs[run + 2] : runs[run + 2] + length]
        third = plane[runs[run + 3] : runs[run + 3] + length]
        for s in range(len(first)):
            x, y, z = first[s], second[s], third[s]
            first[s] = a * x + b * y + c * z
            second[s] = d * x + e * y + f * z
            third[s] = g * x + h * y + k * z
    for column in range(0, len(places), 3):
        i, j, l = places[column], places[column + 1], places[column + 2]  # noqa: E741
        x, y, z = plane[i], plane[j], plane[l]
        plane[i] = a * x + b * y + c * z
        plane[j] = d * x + e * y + f * z
        plane[l] = g * x + h * y + k * z


@compiled
def _real_many(plane, block, runs, places, m, buffer):
    for run in range(0, len(runs), m + 1):
        firsts = runs[run + 1 : run + 1 + m]
        for done in range(0, runs[run], CHUNK):
            width = min(CHUNK, runs[run] - done)
            _load(buffer[0], plane, firsts, done, width)
            _chunk_product(buffer[2], block, 1.0, buffer[0], m, False)
            _store(plane, buffer[2], firsts, done, width)
    for done in range(0, len(places), m * CHUNK):
        chosen = places[done : done + m * CHUNK]
        gather(buffer[0], plane, chosen, m)
        _chunk_product(buffer[2], block, 1.0, buffer[0], m, False)
        _scatter(plane, buffer[2], chosen, m)


@compiled
def _complex_1(re, im, a, b, runs, places):
    p, q = a[0], b[0]
    for run in range(0, len(runs), 2):
        x_re = re[runs[run + 1] : runs[run + 1] + runs[run]]
        x_im = im[runs[run + 1] : runs[run + 1] + runs[run]]
        for s in range(len(x_re)):
            x_re[s], x_im[s] = p * x_re[s] - q * x_im[s], p * x_im[s] + q * x_re[s]
    for i in places:
        re[i], im[i] = p * re[i] - q * im[i], p * im[i] + q * re[i]


@compiled
def _row_of_2(a0, b0, a1, b1, x_re, x_im, y_re, y_im):
    return (
        a0 * x_re - b0 * x_im + a1 * y_re - b1 * y_im,
        a0 * x_im + b0 * x_re + a1 * y_im + b1 * y_re,
    )


@compiled
def _complex_2(re, im, a, b, runs, places):
    a0, a1, a2, a3 = a[0], a[1], a[2], a[3]
    b0, b1, b2, b3 = b[0], b[1], b[2], b[3]
    for run in range(0, len(runs), 3):
        length = runs[run]
        x_re = re[runs[run + 1] : runs[run + 1] + length]
        x_im = im[runs[run + 1] : runs[run + 1] + length]
        y_re = re[runs[run + 2] : runs[run + 2] + length]
        y_im = im[runs[run + 2] : runs[run + 2] + length]
        for s in range(len(x_re)):
            p, q, r, t = x_re[s], x_im[s], y_re[s], y_im[s]
            x_re[s], x_im[s] = _row_of_2(a0, b0, a1, b1, p, q, r, t)
            y_re[s], y_im[s] = _row_of_2(a2, b2, a3, b3, p, q, r, t)
    for column in range(0, len(places), 2):
        i, j = places[column], places[column + 1]
        p, q, r, t = re[i], im[i], re[j], im[j]
        re[i], im[i] = _row_of_2(a0, b0, a1, b1, p, q, r, t)
        re[j], im[j] = _row_of_2(a2, b2, a3, b3, p, q, r, t)


@compiled
def _row_of_3(a0, b0, a1, b1, a2, b2, x_re, x_im, y_re, y_im, z_re, z_im):
    return (
        a0 * x_re - b0 * x_im + a1 * y_re - b1 * y_im + a2 * z_re - b2 * z_im,
        a0 * x_im + b0 * x_re + a1 * y_im + b1 * y_re + a2 * z_im + b2 * z_re,
    )


@compiled
def _complex_3(re, im, a, b, runs, places):
    a0, a1, a2, a3, a4, a5, a6, a7, a8 = a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
    b0, b1, b2, b3, b4, b5, b6, b7, b8 = b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8]
    for run in range(0, len(runs), 4):
        length = runs[run]
        x_re = re[runs[run + 1] : runs[run + 1] + length]
        x_im = im[runs[run + 1] : runs[run + 1] + length]
        y_re = re[runs[run + 2] : runs[run + 2] + length]
        y_im = im[runs[run + 2] : runs[run + 2] + length]
        z_re = re[runs[run + 3] : runs[run + 3] + length]
        z_im = im[runs[run + 3] : runs[run + 3] + length]
        for s in range(len(x_re)):
            p, q, r, t, u, v = x_re[s], x_im[s], y_re[s], y_im[s], z_re[s], z_im[s]
            x_re[s], x_im[s] = _row_of_3(a0, b0, a1, b1, a2, b2, p, q, r, t, u, v)
            y_re[s], y_im[s] = _row_of_3(a3, b3, a4, b4, a5, b5, p, q, r, t, u, v)
            z_re[s], z_im[s] = _row_of_3(a6, b6, a7, b7, a8, b8, p, q, r, t, u, v)
    for column in range(0, len(places), 3):
        i, j, k = places[column], places[column + 1], places[column + 2]
        p, q, r, t, u, v = re[i], im[i], re[j], im[j], re[k], im[k]
        re[i], im[i] = _row_of_3(a0, b0, a1, b1, a2, b2, p, q, r, t, u, v)
        re[j], im[j] = _row_of_3(a3, b3, a4, b4, a5, b5, p, q, r, t, u, v)
        re[k], im[k] = _row_of_3(a6, b6, a7, b7, a8, b8, p, q, r, t, u, v)


@compiled
def _complex_many(re, im, a, b, runs, places, m, buffer):
    for run in range(0, len(runs), m + 1):
        firsts = runs[run + 1 : run + 1 + m]
        for done in range(0, runs[run], CHUNK):
            width = min(CHUNK, runs[run] - done)
            _load(buffer[0], re, firsts, done, width)
            _load(buffer[1], im, firsts, done, width)
            _complex_chunk_product(buffer, a, b, m)
            _store(re, buffer[2], firsts, done, width)
            _store(im, buffer[3], firsts, done, width)
    for done in range(0, len(places), m * CHUNK):
        chosen = places[done : done + m * CHUNK]
        gather(buffer[0], re, chosen, m)
        gather(buffer[1], im, chosen, m)
        _complex_chunk_product(buffer, a, b, m)
        _scatter(re, buffer[2], chosen, m)
        _scatter(im, buffer[3], chosen, m)


@compiled
def _complex_chunk_product(buffer, a, b, m):
    _chunk_product(buffer[2], a, 1.0, buffer[0], m, False)
    _chunk_product(buffer[2], b, -1.0, buffer[1], m, True)
    _chunk_product(buffer[3], a, 1.0, buffer[1], m, False)
    _chunk_product(buffer[3], b, 1.0, buffer[0], m, True)


@compiled
def _chunk_product(product, block, sign, columns, m, is_added):
    """Multiply a chunk of columns by a matrix, two columns of the matrix at a time."""
    for a in range(m):
        out = product[a]
        if not is_added:
            for s in range(CHUNK):
                out[s] = 0
        for d in range(0, m, 2):
            # a last column without a partner is taken twice, with factor zero
            has_partner = d + 1 < m
            e = d + 1 if has_partner else d
            p, q = sign * block[a * m + d], sign * block[a * m + e] * has_partner
            first, second = columns[d], columns[e]
            for s in range(CHUNK):
                out[s] += p * first[s] + q * second[s]


@compiled
def _load(columns, plane, firsts, done, width):
    """Copy a part of every run into columns."""
    for a in range(len(firsts)):
        source = plane[firsts[a] + done : firsts[a] + done + width]
        out = columns[a]
        for s in range(len(source)):
            out[s] = source[s]


@compiled
def _store(plane, columns, firsts, done, width):
    for a in range(len(firsts)):
        out = plane[firsts[a] + done : firsts[a] + done + width]
        source = columns[a]
        for s in range(len(out)):
            out[s] = source[s]


@compiled
def gather(columns, plane, places, m):
    """Copy single amplitudes ``(n, m)`` of a plane into columns ``(m, n)``."""
    for s in range(len(places) // m):
        for a in range(m):
            columns[a, s] = plane[places[s * m + a]]


@compiled
def _scatter(plane, columns, places, m):
    for s in range(len(places) // m):
        for a in range(m):
            plane[places[s * m + a]] = columns[a, s]
