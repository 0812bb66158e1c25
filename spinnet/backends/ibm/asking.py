"""Asking the service again when the connection breaks, with longer and longer pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from spinnet.backends.ibm.job_faults import is_connection

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Patience:
    """How long a question is asked, and how often the end of a job is looked for.

    Args:
        tries: How often a question is asked before giving up.
        pause: Seconds before the second try; each later pause is twice as long.
        poll: Seconds between two looks at a job; slowly growing to ``longest_poll``.
        longest_poll: Seconds between two looks at a job that has waited for long.
        grace: Seconds after which a job that was sent must show up in the service's list.
        sleep: Waits that many seconds.
    """

    tries: int = 6
    pause: float = 1.0
    poll: float = 0.5
    longest_poll: float = 10.0
    grace: float = 15.0
    sleep: Callable[[float], None] = time.sleep

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return the answer to a question that may be asked more than once.

        Args:
            question: Asks the service and changes nothing there.

        Raises:
            Exception: What the last try raised, or at once what does not come from the network.
        """
        for attempt in range(self.tries - 1):
            try:
                return question()
            except Exception as error:
                if not is_connection(error):
                    raise
            self.sleep(self.pause * 2**attempt)
        return question()
