"""The command line: arguments, what is printed, exit codes. One module a command.

Open :mod:`~pfocr_rdf.cli.app` first, then :mod:`~pfocr_rdf.cli.options`: what commands share. Exit
codes: 0 success; 1 faults in the data, or no output; 2 wrong usage; 130 interrupted.
"""

import os

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from pfocr_rdf.cli.commands import run  # slow to import, and only the program needs it

    os.environ["PYTHONSAFEPATH"] = "1"  # its processes import nothing from the current folder
    run()
