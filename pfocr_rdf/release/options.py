"""What is asked for when a release is made."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pfocr_rdf.errors import Fault, UsageError
from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.files.location import Location
from pfocr_rdf.mapping.organisms import Source
from pfocr_rdf.queries.sib_examples import check_endpoint
from pfocr_rdf.release.manifest import Thresholds
from pfocr_rdf.release.shard_validator import organisms_of
from pfocr_rdf.stats.charts import Charts

SHARD_SIZE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """How to make a release.

    ``version`` is by default the name of the folder. ``previous`` is an earlier release: what did
    not change is reused, and the guards compare with it. ``declared`` has, by rule of
    a guard, the reason why what it finds is meant. ``base`` is the URL under which the release's
    folder will be published, ``endpoint`` that of a SPARQL service which has it. ``issued`` is a
    date (YYYY-MM-DD). ``shard_size`` is in records. ``progress`` is told the stage, how much of it
    is done, and how much there is.
    """

    version: str | None = None
    previous: str | Path | None = None
    jobs: int = 1
    scheduler: str | None = None
    shard_size: int = SHARD_SIZE
    compression: str = "gzip"
    organisms: Source = "bundled"
    thresholds: Thresholds = field(default_factory=Thresholds)
    declared: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    endpoint: str | None = None
    issued: str | None = None
    html: bool = False
    on_fault: Callable[[Fault], None] = lambda fault: None
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None


def check_options(options: ReleaseOptions) -> None:
    """Raise UsageError for options that make no sense, before anything is touched."""
    find_compression(options.compression)
    organisms_of(options.organisms)
    if options.endpoint is not None:
        check_endpoint(options.endpoint)
    if options.base is not None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", options.base):
            raise UsageError(f"{options.base!r} is not a URL of the web")
        if re.search("[?#]", options.base):
            raise UsageError(f"{options.base!r} is not the URL of a folder: it has '?' or '#'")
    if options.endpoint is not None and "#" in options.endpoint:
        raise UsageError(f"{options.endpoint!r} is not the URL of a SPARQL endpoint: it has '#'")
    if options.shard_size < 1:
        raise UsageError("a shard must have at least one record")
    if options.issued is not None:
        try:
            known = date.fromisoformat(options.issued).isoformat() == options.issued
        except ValueError:
            known = False
        if not known:
            raise UsageError(f"{options.issued!r} is not a date such as 2026-11-01")
    if options.html:
        Charts()


def version_of(options: ReleaseOptions, output: str | Path, place: Folder) -> str:
    """The version: what is asked for, or the last part of the folder's path.

    Raises UsageError where that is no version.
    """
    if options.version:
        if not re.fullmatch(r"[\w.+ -]*\w[\w.+ -]*", options.version):
            wanted = "use letters, digits, '.', '-', '_' and '+'"
            raise UsageError(f"{options.version!r} is not a version: {wanted}")
        return options.version
    url = place.url
    local = Location.parse(output).path
    path = url if local is None else str(local.resolve())
    version = path.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[\w.-]*\w[\w.-]*", version):
        raise UsageError(f"{url}: its name is not a version: name one with --version")
    return version
