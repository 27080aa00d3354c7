"""The command line: arguments, what is printed, exit codes. One module a command.

Exit codes: 0 all well; 1 the data has faults (or the output could not be written); 2 the request
makes no sense; 130 interrupted.
"""

import os

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from pfocr_rdf.cli.commands import run  # slow to import, and only the program needs it

    os.environ["PYTHONSAFEPATH"] = "1"  # its processes import nothing from the current folder
    run()
