"""How much of a text may be looked at before something is said about it.

The steps are counted and not timed, so that one text always comes out the same.
"""


class ExhaustedError(Exception):
    """There is more to look at than anybody writes."""


class Effort:
    """The steps that are left, each of them of a few microseconds at most."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        """Take steps off; raise ExhaustedError if there are not so many."""
        self.steps -= steps
        if self.steps < 0:
            raise ExhaustedError
