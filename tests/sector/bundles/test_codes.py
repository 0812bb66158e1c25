"""Which code bundles share."""

from __future__ import annotations

import pytest

from spinnet.sector.bundles.codes import ROOMS, room_of


def test_sizes_share_the_least_room_that_they_fit():
    rooms = [room_of(n, is_closed=False, rooms=(4, 10)) for n in range(1, 12)]
    assert rooms == [("lanes", 4)] * 4 + [("lanes", 10)] * 6 + [("tiles", 16)]


@pytest.mark.parametrize(("n_paths", "rows"), [(1, 16), (16, 16), (17, 32), (70, 128)])
def test_without_room_in_lanes_all_are_tiles(n_paths, rows):
    assert room_of(n_paths, is_closed=False, rooms=()) == ("tiles", rows)


def test_closed_blocks_of_all_sizes_share_one_code():
    found = {room_of(n, is_closed=True, rooms=ROOMS) for n in (2, 3, 6)}
    assert len(found) == 1 and next(iter(found)).way == "closed"
