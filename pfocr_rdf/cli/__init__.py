"""The command line: arguments, what is printed, exit codes. One module a command.

Exit codes: 0 all well; 1 the data has faults (or the output could not be written); 2 the request
makes no sense; 130 interrupted.
"""

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line; every failure is one line on standard error and an exit code.

    An interruption while it is imported is kept until then: an import may print and lose it.
    """
    came: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, frame: came.append(number))
    from pfocr_rdf.cli.commands import run

    run(came)
