"""The command line: reads options, prints, and ends with a status. Everything else is below it."""

from __future__ import annotations

import errno
import gc
import os
import sys

OK, WRONG_INPUT, USAGE, OUT_OF_FACTS, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit statuses: fine; the input is wrong; the options are; the budget was spent; ours; Ctrl-C."""


class ReaderGone(Exception):  # noqa: N818 - no error: whoever read us has seen enough
    """The other end of the pipe was closed. Unlike BrokenPipeError, click does not touch it."""


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What the system says if a stream takes no more."""

_KEPT: list[object] = []


def keep(what: object) -> None:
    """Keep what a command made, so that it ends with the process and not before."""
    _KEPT[:] = [what]


def main() -> None:
    """Run the command that the arguments name, and end the process with its status."""
    _replace_closed_streams()
    # At its end Python would take apart, one by one, the million objects that a large plan is made
    # of, and complain of streams that nobody reads.
    os._exit(answer())


def answer() -> int:
    """Run the command that the arguments name, and return the status to exit with."""
    try:
        status = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ReaderGone, BrokenPipeError):
        return OK
    except Exception as problem:  # noqa: BLE001 - whatever it is, the user is owed a sentence
        return WRONG_INPUT if _is_full(problem) else _report_bug()
    return status


def _replace_closed_streams() -> None:
    """Let nobody read what would go to a stream that was closed before the start (`>&-`).

    Otherwise the next file that is opened would take its place, a plan that of stderr.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - the same


def _is_full(problem: Exception) -> bool:
    """Report that stdout takes no more, if that is the problem: then no file is named."""
    if not isinstance(problem, OSError) or problem.filename or problem.errno not in _FULL:
        return False
    sys.stderr.write(f"error: stdout cannot be written: {problem.strerror}\n")
    return True


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        # Answered before anything is imported: scripts ask for it often.
        from orun import __version__  # noqa: PLC0415 - see above

        sys.stdout.write(f"orun {__version__}\n")
        return OK
    # A run makes a million objects and throws none away before it ends: looking for garbage among
    # them again and again takes a third of its time.
    gc.disable()
    from orun.cli.app import run  # noqa: PLC0415 - see above

    return run()


def _report_bug() -> int:
    if os.environ.get("ORUN_DEBUG"):
        import traceback  # noqa: PLC0415 - nobody else needs it

        traceback.print_exc()
    kind = sys.exc_info()[0]
    name = kind.__name__ if kind is not None else "error"
    sys.stderr.write(
        f"orun stumbled over a mistake of its own ({name}). Nothing was written.\n"
        "Set ORUN_DEBUG=1 to see where, and please report it with the input that shows it.\n"
    )
    return BUG
