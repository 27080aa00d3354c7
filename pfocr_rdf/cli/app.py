"""The application, the one boundary where exceptions become a line, and what commands share."""

import io
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer

from pfocr_rdf.errors import Fault, PfocrError, UsageError
from pfocr_rdf.version import __version__

DATA_FAULT = 1
USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="pfocr-rdf",
    help="PFOCR, the database of published pathway figures, as RDF.",
    epilog="`pfocr-rdf COMMAND --help` describes a command, with examples.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(text: str) -> None:
    """Print a line on standard error; standard output is for data."""
    print(text, file=sys.stderr)


def print_table(rows: Iterable[tuple[str, str]]) -> None:
    """Print names and their values, in two columns, as :func:`say` does."""
    known = tuple(rows)
    width = max(len(name) for name, _ in known)
    for name, value in known:
        say(f"{name:<{width}}  {value}")


def _version(value: bool) -> None:
    if value:
        print(f"pfocr-rdf {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    return


class Faults:
    """Prints faults, and counts them and what was skipped for them."""

    count = 0
    skipped = 0

    def __call__(self, fault: Fault) -> None:
        """Print a fault."""
        self.count += 1
        self.skipped += fault.fatal
        say(str(fault))


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Callable[..., None]]:
    """Show a progress bar with rate and remaining time, on a terminal only.

    Yields the function that updates it: it takes the numbers done and in all, and what is counted,
    where that has changed.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, stage="": None
        return
    from rich import progress as rich  # slow to import
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[rate]}"),
        rich.TimeElapsedColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task(what, total=None, rate="")
        task = bar.tasks[0]
        shown = 0

        def update(done: int, total: int, stage: str = "") -> None:
            nonlocal shown
            if stage and stage != task.description:
                bar.reset(number, total=total, description=stage, rate="")
                shown = 0
            if done == total or done - shown >= min(50, max(1, total // 100)):
                shown = done
                rate = f"{task.speed:,.0f}/s" if task.speed else ""
                bar.update(number, completed=done, total=total, rate=rate)

        yield update


_interrupted = -math.inf
"""When that happened last, in seconds of the monotonic clock."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Interrupt, once in a second: the next signal must not tear what tidies up after the first."""
    global _interrupted
    now = time.monotonic()
    if now - _interrupted > 1:
        _interrupted = now
        raise KeyboardInterrupt


def run() -> None:
    """Run the command line; every failure is one line on standard error and an exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    if isinstance(sys.stdout, io.TextIOWrapper):  # file names may be no text
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except (KeyboardInterrupt, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code != INTERRUPTED:  # what typer makes of it
            raise
        say("pfocr-rdf: interrupted; nothing was left half written")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DATA_FAULT)
    except Exception as error:
        message = _message(error)
        if message is None:
            raise
        _drop_refused_output()
        say(f"pfocr-rdf: {message}")
        sys.exit(USAGE if isinstance(error, UsageError) else DATA_FAULT)


def _drop_refused_output() -> None:
    """Forget what a full disk refuses of standard output: Python would write it again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _message(error: Exception) -> str | None:
    if isinstance(error, PfocrError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}"
    return "not enough memory" if isinstance(error, MemoryError) else None
