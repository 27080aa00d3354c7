"""The manifest: its classes, its JSON Schema, and what is said of a wrong one."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from helpers.manifests import DIGEST, guard_json, manifest_json, manifest_of
from helpers.running import ROOT

from pfocr_rdf import resources
from pfocr_rdf.errors import InputError
from pfocr_rdf.files.compression import COMPRESSIONS
from pfocr_rdf.release import layout
from pfocr_rdf.release.build import build
from pfocr_rdf.release.manifest import Thresholds, dump, load
from pfocr_rdf.release.options import ReleaseOptions


@cache
def schema() -> dict[str, Any]:
    path = Path(resources.__file__).parent / "data" / "release-manifest.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The manifest of a release that was made."""
    folder = tmp_path_factory.mktemp("release") / "2026-11"
    build([ROOT / "examples"], folder, ReleaseOptions(shard_size=5))
    return (folder / layout.MANIFEST).read_bytes()


@pytest.fixture
def whole() -> dict[str, Any]:
    """A manifest with all that one can have, and two files."""
    return manifest_json(
        issued="2026-11-01",
        base="https://example.org/",
        endpoint="https://example.org/sparql",
        previous={"version": "2026-10", "manifest": DIGEST},
        joined={"bytes": 0, "sha256": DIGEST},
        guard=guard_json(
            findings=[{"rule": "a", "message": "b", "declared": "c", "covered": ["d"]}],
            removed=["PMC1__f1"],
            declared={"a": "c"},
        ),
        files=[
            {
                "path": "data/figures-00000.nq.gz",
                "role": "figures",
                "media_type": "application/n-quads",
                "compression": "gzip",
                "bytes": 9,
                "sha256": DIGEST,
                "content_bytes": 9,
                "triples": 9,
                "records": 9,
                "first": "PMC1__f1",
                "last": None,
            },
            {
                "path": "README.md",
                "role": "readme",
                "media_type": "text/markdown",
                "compression": None,
                "bytes": 9,
                "sha256": DIGEST,
            },
        ],
    )


def test_a_manifest_that_is_read_and_written_again_has_the_same_bytes(made: bytes) -> None:
    assert dump(load(made)) == made


def test_optional_fields_can_be_absent() -> None:
    found = manifest_of()
    assert (found.base, found.endpoint, found.joined) == (None, None, None)
    assert found.guard.removed == ()


def test_the_schema_is_one_and_manifests_are_as_it_demands(
    made: bytes, whole: dict[str, Any]
) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for manifest in (json.loads(made), whole, manifest_json()):
        jsonschema.validate(manifest, schema(), jsonschema.Draft202012Validator)


def test_the_schema_describes_every_property() -> None:
    def undescribed(schema: dict[str, Any]) -> list[str]:
        found = []
        for name, inner in schema.get("properties", {}).items():
            found += [] if inner.get("description") else [name]
            found += undescribed(inner)
        for inner in (schema.get("items"), *schema.get("$defs", {}).values()):
            found += undescribed(inner) if inner else []
        return found

    assert undescribed(schema()) == []


def test_the_schema_names_every_compression_and_role() -> None:
    file = schema()["$defs"]["file"]["properties"]
    assert schema()["properties"]["compression"]["enum"] == [*COMPRESSIONS]
    assert file["compression"]["enum"] == [None, *COMPRESSIONS]
    assert file["role"]["enum"] == list(dict.fromkeys(role.name for role in layout.ROLES))


LENIENT: list[tuple[tuple[Any, ...], Any]] = [
    (("schema",), True),
    (("guard", "findings", 0, "declared"), None),
    *((("files", 0, name), None) for name in ("content_bytes", "triples", "records")),
    (("guard", "thresholds"), {}),
    *((("guard", "thresholds", name), "remove") for name in asdict(Thresholds())),
]
"""What is read though no release has it: true is 1, findings are made without a reason, and
thresholds and counts of files have defaults.
"""


@pytest.mark.damage
def test_what_can_be_read_is_what_the_schema_allows(whole: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    values: tuple[Any, ...] = (
        None,
        True,
        0,
        -1,
        1,
        1.5,
        "",
        "x",
        "0" * 64,
        "2026-11-01",
        [],
        {},
        ["x"],
    )
    tried = 0
    for path in places(whole):
        for value in (*values, "remove", "add"):
            other = deepcopy(whole)
            target = other
            for step in path[:-1]:
                target = target[step]
            if value == "remove":
                del target[path[-1]]
            elif value == "add" and isinstance(target[path[-1]], dict):
                target[path[-1]]["unknown"] = -1
            else:
                target[path[-1]] = value
            if (path, value) in LENIENT:
                continue
            assert is_loaded(other) == validator.is_valid(other), (path, value)
            tried += 1
    assert tried > 700
    for value in values:
        assert not is_loaded(value)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    found = [path] if path else []
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


def is_loaded(manifest: Any) -> bool:
    try:
        load(json.dumps(manifest).encode())
    except InputError:
        return False
    return True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": ""}, "version: '' is not a version"),
        ({"title": 5}, "title: 5 is not text"),
        ({"issued": "today"}, "issued: 'today' is not a date"),
        ({"shard_size": 0}, "shard_size: 0 is not a number of records"),
        ({"shard_size": 1.5}, "shard_size: 1.5 is not a whole number"),
        ({"recipe": None}, "recipe: null is not text"),
        ({"program": {"name": "x"}}, "program.version: is missing"),
        ({"joined": {"bytes": 1, "sha256": "x"}}, "joined.sha256: 'x' is not a SHA-256"),
        ({"faults": []}, "faults: [] is not an object"),
        ({"files": {}}, "files: {} is not a list"),
        ({"files": ["x"]}, 'files[0]: "x" is not an object'),
        ({"more": 1}, "more: is not a known field"),
        ({"schema": 2}, "of a version that this program does not know"),
        ({"type": "x"}, "not the manifest of a release"),
        (
            {"guard": guard_json(thresholds={"down": float("inf")})},
            "guard.thresholds: the threshold 'down' cannot be inf",
        ),
    ],
)
def test_a_wrong_manifest_is_refused_with_its_field(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        load(json.dumps(manifest_json(**change)).encode())
    assert str(error.value) == message


@pytest.mark.parametrize("data", [b"{", b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^not JSON: "):
        load(data)
