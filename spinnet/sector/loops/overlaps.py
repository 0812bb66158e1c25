"""How much of each element a window operation takes from one state to another.

For every class and every pair (a, b) of its paths, ``sum over columns of conj(left[a]) right[b]``,
in double precision. States, rows and elements are as in ``products.py``.
"""

from __future__ import annotations

from spinnet.sector.loops.compiled import compiled
from spinnet.sector.loops.products import CHUNK, gather


@compiled
def overlaps(found, left, right, rows, long, single, buffer):
    """Write the overlaps of two states.

    Args:
        found: Filled: ``(n_planes, n_elements)``.
        left: The conjugated state ``(n_planes, dimension)``.
        right: The other.
        rows: Of the window's runs, as the next two.
        long: Long runs.
        single: Single amplitudes.
        buffer: Room, as for `multiply`.
    """
    for plane in range(len(found)):
        for place in range(found.shape[1]):
            found[plane, place] = 0
    n_planes = len(left)
    for one in range(n_planes):
        for other in range(n_planes):
            sign = -1.0 if one > other else 1.0
            target = found[0 if one == other else 1]
            _add_overlaps(target, left[one], right[other], sign, rows, long, single, buffer)


@compiled
def _add_overlaps(found, left, right, sign, rows, long, single, buffer):
    for number in range(rows.shape[0]):
        m, e, first_long, n_long, first_single, n_single = rows[number]
        block = found[e : e + m * m]
        runs = long[first_long : first_long + n_long * (m + 1)]
        places = single[first_single : first_single + n_single * m]
        if m == 1:
            _add_1(block, left, right, sign, runs, places)
        elif m == 2:
            _add_2(block, left, right, sign, runs, places)
        elif m == 3:
            _add_3(block, left, right, sign, runs, places)
        else:
            _add_many(block, left, right, sign, runs, places, m, buffer)


@compiled
def _add_1(block, left, right, sign, runs, places):
    total = 0.0
    for run in range(0, len(runs), 2):
        total += _dot(left, right, runs[run + 1], runs[run + 1], runs[run])
    for place in places:
        total += left[place] * right[place]
    block[0] += sign * total


@compiled
def _dot(left, right, i, j, length):
    x, y = left[i : i + length], right[j : j + length]
    total = 0.0
    for s in range(len(x)):
        total += x[s] * y[s]
    return total


@compiled
def _add_2(block, left, right, sign, runs, places):
    aa = ab = ba = bb = 0.0
    for run in range(0, len(runs), 3):
        length = runs[run]
        u = left[runs[run + 1] : runs[run + 1] + length]
        v = left[runs[run + 2] : runs[run + 2] + length]
        x = right[runs[run + 1] : runs[run + 1] + length]
        y = right[runs[run + 2] : runs[run + 2] + length]
        for s in range(len(u)):
            aa += u[s] * x[s]
            ab += u[s] * y[s]
            ba += v[s] * x[s]
            bb += v[s] * y[s]
    for column in range(0, len(places), 2):
        i, j = places[column], places[column + 1]
        aa += left[i] * right[i]
        ab += left[i] * right[j]
        ba += left[j] * right[i]
        bb += left[j] * right[j]
    block[0] += sign * aa
    block[1] += sign * ab
    block[2] += sign * ba
    block[3] += sign * bb


@compiled
def _add_3(block, left, right, sign, runs, places):
    aa = ab = ac = ba = bb = bc = ca = cb = cc = 0.0
    for run in range(0, len(runs), 4):
        length = runs[run]
        u = left[runs[run + 1] : runs[run + 1] + length]
        v = left[runs[run + 2] : runs[run + 2] + length]
        w = left[runs[run + 3] : runs[run + 3] + length]
        x = right[runs[run + 1] : runs[run + 1] + length]
        y = right[runs[run + 2] : runs[run + 2] + length]
        z = right[runs[run + 3] : runs[run + 3] + length]
        for s in range(len(u)):
            aa += u[s] * x[s]
            ab += u[s] * y[s]
            ac += u[s] * z[s]
            ba += v[s] * x[s]
            bb += v[s] * y[s]
            bc += v[s] * z[s]
            ca += w[s] * x[s]
            cb += w[s] * y[s]
            cc += w[s] * z[s]
    for column in range(0, len(places), 3):
        i, j, k = places[column], places[column + 1], places[column + 2]
        p, q, r = left[i], left[j], left[k]
        x_i, x_j, x_k = right[i], right[j], right[k]
        aa += p * x_i
        ab += p * x_j
        ac += p * x_k
        ba += q * x_i
        bb += q * x_j
        bc += q * x_k
        ca += r * x_i
        cb += r * x_j
        cc += r * x_k
    for place, total in enumerate((aa, ab, ac, ba, bb, bc, ca, cb, cc)):
        block[place] += sign * total


@compiled
def _add_many(block, left, right, sign, runs, places, m, buffer):
    for run in range(0, len(runs), m + 1):
        for a in range(m):
            for b in range(m):
                taken = _dot(left, right, runs[run + 1 + a], runs[run + 1 + b], runs[run])
                block[a * m + b] += sign * taken
    for done in range(0, len(places), m * CHUNK):
        chosen = places[done : done + m * CHUNK]
        gather(buffer[0], left, chosen, m)
        gather(buffer[1], right, chosen, m)
        width = len(chosen) // m
        for a in range(m):
            for b in range(m):
                x, y = buffer[0, a, :width], buffer[1, b, :width]
                total = 0.0
                for s in range(len(x)):
                    total += x[s] * y[s]
                block[a * m + b] += sign * total
