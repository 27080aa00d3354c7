"""Where records come from: files, folders, checkouts, archives, URLs and standard input.

All of them give entries, small values that any process can load, in one order, that of the
records' names, however the file system or the archive lists them. Figures of one paper stand
together in it. Only names are held in memory, never contents. Open
:mod:`~pfocr_rdf.sources.listing` first: the rule by which records and tables are found.
"""

import sys
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.errors import UsageError
from pfocr_rdf.files.location import Location
from pfocr_rdf.sources.archives import archive, is_archive
from pfocr_rdf.sources.entries import Entry, RecordFolder, Report, Stdin
from pfocr_rdf.sources.folders import LocalFiles
from pfocr_rdf.sources.listing import by_name, find, single_files
from pfocr_rdf.sources.remote import remote

__all__ = ["Entry", "records"]


def records(
    paths: list[str] | list[Path], report: Report, stdin: BinaryIO | None = None
) -> list[Entry]:
    """The records under ``paths``: files, folders, archives, URLs, or ``-`` for standard input.

    A folder is read with all folders below it. One that holds a folder ``_figures`` is a checkout
    of the database, and of what is in it only ``_figures`` is read. What cannot be read goes to
    ``report`` as a fault and is passed over. An entry stays loadable as long as this process holds
    it (or the values it made it from): what is unpacked of an archive is in a temporary file.

    Raises UsageError for a path that does not exist or an archive that is none, InputError for a
    URL that does not answer.
    """
    found: list[list[Entry]] = []
    single: dict[Path, list[str]] = {}
    for text in map(str, paths):
        location = Location.parse(text)
        if text == "-":
            found.append([Entry(None, RecordFolder(Stdin(stdin or sys.stdin.buffer)), b"")])
            continue
        path = location.path
        if path is None:
            found.append(remote(location, report))
            continue
        if not path.exists():
            raise UsageError(f"{text}: no such file or folder")
        if path.is_dir():
            files = LocalFiles(path)
            found.append(find(files, files, report))
        elif is_archive(path.name):
            found.append(archive(path, str(path), report))
        else:
            single.setdefault(path.parent, []).append(path.name)
    for folder, names in single.items():
        found.append(single_files(LocalFiles(folder), sorted(set(names))))
    # of one name, the first path's comes first, and within a path the first folder's
    return found[0] if len(found) == 1 else sorted(chain(*found), key=by_name)
