"""The application, the one boundary where exceptions become a line, and what commands share."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, NoReturn, Protocol

import typer

from pfocr_rdf import __version__
from pfocr_rdf.errors import OutputError, PfocrError, UsageError

__all__ = ["DATA_FAULT", "app", "main", "progress", "say"]

DATA_FAULT = 1
USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="pfocr-rdf",
    help="PFOCR, the database of published pathway figures, as RDF.",
    epilog="`pfocr-rdf COMMAND --help` explains a command and shows examples.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(text: str) -> None:
    """Print a line for the person at the terminal; data goes to standard output, this does not."""
    print(text, file=sys.stderr)


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
    pass


class Update(Protocol):
    """Takes the numbers done and in all, and what is counted, where that has changed."""

    def __call__(self, done: int, total: int, stage: str = "", /) -> None: ...


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Update]:
    """Show a progress bar with rate and remaining time, on a terminal only.

    Gives the function to tell it.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, stage="": None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task(what, total=None, rate="")
        task = bar.tasks[0]
        shown = 0

        def update(done: int, total: int, stage: str = "", /) -> None:
            nonlocal shown
            if stage and stage != task.description:
                bar.reset(number, total=total, description=stage, rate="")
                shown = 0
            if done == total or done - shown >= min(50, max(1, total // 100)):
                shown = done
                rate = f"{task.speed:,.0f}/s" if task.speed else ""
                bar.update(number, completed=done, total=total, rate=rate)

        yield update


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; every failure is one line on standard error and an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    if isinstance(sys.stdout, io.TextIOWrapper):  # file names may be no text
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except UsageError as error:
        say(f"pfocr-rdf: {error}")
        sys.exit(USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DATA_FAULT)
    except (OutputError, PfocrError) as error:
        say(f"pfocr-rdf: {error}")
        sys.exit(DATA_FAULT)
    except OSError as error:
        say(f"pfocr-rdf: {error.filename or 'output'}: {error.strerror or error}")
        sys.exit(DATA_FAULT)
    except MemoryError:
        say("pfocr-rdf: not enough memory")
        sys.exit(DATA_FAULT)
    except KeyboardInterrupt:
        _say_interrupted()
        sys.exit(INTERRUPTED)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:  # what Typer makes of a KeyboardInterrupt
            _say_interrupted()
        raise


def _say_interrupted() -> None:
    say("pfocr-rdf: interrupted; nothing was left half written")
