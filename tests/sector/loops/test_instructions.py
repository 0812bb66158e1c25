"""Instructions are rows of four numbers, with turns where they are needed."""

from __future__ import annotations

from spinnet.sector.loops.instructions import (
    ADJOINT,
    APPLY,
    STATE,
    TURN,
    Writer,
    instruction_array,
)
from spinnet.sector.loops.runs import LEFT, RIGHT


def test_states_are_turned_when_the_order_changes():
    writer = Writer(LEFT)
    writer.turn(LEFT, [STATE])
    writer.write(APPLY, 7, STATE)
    writer.turn(RIGHT, [STATE, ADJOINT])
    writer.turn(RIGHT, [STATE, ADJOINT])
    writer.write(APPLY, 8, ADJOINT)
    assert writer.order == RIGHT
    assert writer.written == [
        (APPLY, 7, STATE, 0),
        (TURN, LEFT, STATE, 0),
        (TURN, LEFT, ADJOINT, 0),
        (APPLY, 8, ADJOINT, 0),
    ]


def test_no_instructions_are_no_rows():
    assert instruction_array([]).shape == (0, 4)
    assert instruction_array([(APPLY, 1, 2, 3)]).tolist() == [[APPLY, 1, 2, 3]]
