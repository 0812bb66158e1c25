"""One window operation on a state: the matrix of each class times the runs that it mixes.

States are real arrays ``(n_planes, dimension)``: one plane for real amplitudes; real and imaginary
parts for complex ones. Elements are those of ``runs.py``, ``(1, n_elements)`` if real and
``(2, n_elements)`` if complex. Classes of one, two and three paths are written out; larger ones go
through a buffer of `CHUNK` columns.

A slice is taken before every loop over a run: only then does the compiler know that no index is
negative, and uses vector instructions.
"""

from __future__ import annotations

from spinnet.sector.loops.compiled import compiled

CHUNK = 64
"""Columns of a large class that are multiplied at a time."""


@compiled
def multiply(state, elements, rows, long, single, buffer):
    """Apply a window operation to a state in place.

    Args:
        state: ``(n_planes, dimension)``.
        elements: ``(1, n_elements)`` or ``(2, n_elements)``; two for states of two planes alone.
        rows: Of the window's runs, as the next two.
        long: Long runs.
        single: Single amplitudes.
        buffer: Room for a chunk of columns and their products, ``(4, largest m, CHUNK)``.
    """
    # Each kernel is called in one place: the compiler copies it to wherever it is called.
    for number in range(len(rows)):
        m, e, first_long, n_long, first_single, n_single = rows[number]
        runs = long[first_long : first_long + n_long * (m + 1)]
        places = single[first_single : first_single + n_single * m]
        if m > 3:
            _many(state, elements, e, runs, places, m, buffer)
        elif len(elements) == 1:
            block = elements[0, e : e + m * m]
            if m > 1 or block[0] != 1:
                for plane in range(len(state)):
                    _few_real(state[plane], block, runs, places, m)
        else:
            a, b = elements[0, e : e + m * m], elements[1, e : e + m * m]
            _few_complex(state[0], state[1], a, b, runs, places, m)


@compiled
def _few_real(plane, block, runs, places, m):
    if m == 1:
        _real_1(plane, block, runs, places)
    elif m == 2:
        _real_2(plane, block, runs, places)
    else:
        _real_3(plane, block, runs, places)


@compiled
def _few_complex(re, im, a, b, runs, places, m):
    if m == 1:
        if a[0] != 1 or b[0] != 0:
            _complex_1(re, im, a, b, runs, places)
    elif m == 2:
        _complex_2(re, im, a, b, runs, places)
    else:
        _complex_3(re, im, a, b, runs, places)


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
def _many(state, elements, e, runs, places, m, buffer):
    """Multiply a class of many paths, a chunk of columns at a time."""
    for run in range(0, len(runs), m + 1):
        firsts = runs[run + 1 : run + 1 + m]
        for done in range(0, runs[run], CHUNK):
            width = min(CHUNK, runs[run] - done)
            for plane in range(len(state)):
                _load(buffer[plane], state[plane], firsts, done, width)
            _chunk_products(buffer, elements, e, m, len(state))
            for plane in range(len(state)):
                _store(state[plane], buffer[2 + plane], firsts, done, width)
    for done in range(0, len(places), m * CHUNK):
        chosen = places[done : done + m * CHUNK]
        for plane in range(len(state)):
            gather(buffer[plane], state[plane], chosen, m)
        _chunk_products(buffer, elements, e, m, len(state))
        for plane in range(len(state)):
            _scatter(state[plane], buffer[2 + plane], chosen, m)


@compiled
def _chunk_products(buffer, elements, e, m, n_planes):
    """Multiply the planes of a chunk by a real or complex matrix."""
    for target in range(n_planes):
        for part in range(len(elements)):
            source = target if part == 0 else 1 - target
            sign = -1.0 if part == 1 and target == 0 else 1.0
            block = elements[part, e : e + m * m]
            _chunk_product(buffer[2 + target], block, sign, buffer[source], m, part == 1)


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
