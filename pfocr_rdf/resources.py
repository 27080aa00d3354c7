"""The shapes and queries that come with the package, installed or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder ``shapes`` or ``queries``: inside an installed package, or at a checkout's top.

    >>> folder("queries").is_dir()
    True
    """
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
