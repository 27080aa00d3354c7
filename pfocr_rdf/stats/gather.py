"""Where statistics come from: the file in a release, or records that are counted now."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from pfocr_rdf.convert.figures import Figids, read_entries
from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.counts.tally import Tally
from pfocr_rdf.errors import Fault, InputError, UsageError
from pfocr_rdf.files.folders import Folder
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.rdf.ntriples import lines
from pfocr_rdf.sources import records

STATISTICS = "statistics.json"


def of_figures(
    paths: list[str],
    *,
    top: int = 50,
    on_fault: Callable[[Fault], None] = lambda fault: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Count the records under ``paths``, in the form of ``statistics.json``.

    Faults go to ``on_fault`` and all valid data is counted. Raises UsageError where there are no
    records.
    """
    faults = 0

    def fault(found: Fault) -> None:
        nonlocal faults
        faults += 1
        on_fault(found)

    found = records(paths, fault)
    if not len(found) and not faults:
        raise UsageError(f"{', '.join(paths)}: no records found (files that end in .md)")
    tally = Tally()
    all_shared: set[bytes] = set()
    stream = read_entries(found, Figids(last_only=True))
    for done, (figure, record_faults, _, _) in enumerate(stream, 1):
        for one in record_faults:
            fault(one)
        if figure is not None:
            own, shared, _ = Mapper().map(figure)
            described = lines(shared)
            all_shared.update(described.splitlines(keepends=True))
            tally.add_record(lines(own), described)
        progress(done, len(found))
    for _ in tally.add_shared(sorted(all_shared)):
        pass
    return statistics(tally, top)


def of_release(folder: Folder, sha256: str | None) -> Any:
    """The content of a release's file, which its manifest lists with this SHA-256 (if it does).

    Raises InputError where the file is missing, is not JSON, or is not the manifest's.
    """
    name = f"{folder.url}/{STATISTICS}"
    try:
        data = folder.read(STATISTICS)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    if sha256 not in (None, hashlib.sha256(data).hexdigest()):
        raise InputError(f"{name}: not the file that the manifest describes")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(f"{name}: not JSON") from None
