"""Apache Jena's command line, from Debian's package."""

from __future__ import annotations

import os
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pytest

__all__ = ["riot"]


def riot() -> list[str]:
    """The command that runs riot; skips the test where Jena is not installed."""
    classes = class_path()
    if not classes:
        pytest.skip("Apache Jena (libapache-jena-java) is not installed")
    return ["java", "-cp", classes, "riotcmd.riot"]


@cache
def class_path() -> str:
    """The class path of Debian's Jena, whose RDF/XML parser wants its Xerces under another name."""
    java = Path("/usr/share/java")
    names = [
        "jena-arq",
        "jena-base",
        "jena-cmds",
        "jena-core",
        "jena-iri",
        "jena-rdfconnection",
        "jena-shacl",
        "jena-tdb",
        "jena-tdb2",
        "jena-dboe-base",
        "jena-dboe-index",
        "jena-dboe-storage",
        "jena-dboe-trans-data",
        "jena-dboe-transaction",
        "commons-cli",
        "commons-codec",
        "commons-compress",
        "commons-csv",
        "commons-io",
        "commons-lang3",
        "gson",
        "httpclient",
        "httpcore",
        "slf4j-api",
        "slf4j-nop",
        "thrift",
        "protobuf",
        "titanium-json-ld",
        "jsonld-java",
        "guava",
        "failureaccess",
    ]
    overlay = Path("/tmp/pfocr-test-cache/jena")
    core = java / "jena-core.jar"
    if not core.exists() or shutil.which("java") is None:
        return ""
    if not overlay.is_dir():
        part = overlay.with_name(f"jena.{os.getpid()}")
        prefix = "org/apache/jena/ext/"
        with zipfile.ZipFile(core) as jar:
            for name in jar.namelist():
                if name.startswith(f"{prefix}xerces/") and not name.endswith("/"):
                    target = part / name.removeprefix(prefix)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(jar.read(name))
        try:
            part.rename(overlay)
        except OSError:  # another worker was faster
            shutil.rmtree(part)
    jars = [str(java / f"{name}.jar") for name in names if (java / f"{name}.jar").exists()]
    return ":".join([str(overlay), *jars])
