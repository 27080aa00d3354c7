"""The YAML front matter of a record as text: every scalar to the character, whoever reads it.

Two ways lead to the same values: a fast one for what PyYAML writes
(:mod:`~pfocr_rdf.records.yaml_fast`), and an exact one for everything, which also knows lines,
repeated keys and depths (:mod:`~pfocr_rdf.records.yaml_exact`).
"""

import re
from collections.abc import Container

from pfocr_rdf.records import yaml_fast
from pfocr_rdf.records.yaml_exact import FrontMatterError, Value, load_exact

_END = re.compile(rb"\n(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)")


def split(data: bytes) -> bytes:
    r"""The text between the two ``---`` lines of a file, without a byte order mark.

    What follows the second line is the page's body and not looked at.

    >>> split(b"---\nfigid: a\n---\n")
    b'figid: a\n'
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if not data.strip():
        raise FrontMatterError("the file is empty", 0)
    first, newline, _ = data.partition(b"\n") if len(data) < 16 else data[:16].partition(b"\n")
    if not newline or first.rstrip() != b"---":
        raise FrontMatterError("there is no front matter: the first line is not '---'", 1)
    start = len(first) + 1
    if data[start : start + 4].rstrip() in (b"---", b"...") and data[start:].strip():
        end = _END.search(data, start - 1)
    else:
        end = _END.search(data, start)
    if end is None:
        raise FrontMatterError("the front matter never ends: no second line of '---'", 1)
    return data[start : end.start() + 1]


def load(data: bytes, tabular: Container[str] = ()) -> Value:
    r"""The front matter's values, every scalar the text that stands in the file.

    ``data`` is what :func:`split` gives. Under the keys in ``tabular``, a list of mappings may
    come as :class:`~pfocr_rdf.records.yaml_fast.AlikeMappings`. Raises FrontMatterError.

    >>> load(b"word: 1e3\nother: NO\n")
    {'word': '1e3', 'other': 'NO'}
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 2
        message = f"not UTF-8: byte 0x{data[error.start]:02X}"
        raise FrontMatterError(message, line) from None
    value = yaml_fast.read(text, data, tabular)
    return load_exact(text, places=False).value if value is None else value
