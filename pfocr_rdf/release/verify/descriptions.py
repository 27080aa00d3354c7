"""Checking what a release says of itself: VoID's numbers, checksums, statistics."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pfocr_rdf.counts.statistics_file import statistics
from pfocr_rdf.counts.void_numbers import GraphNumbers, Numbers, manifest_counts, numbers
from pfocr_rdf.errors import InputError
from pfocr_rdf.rdf.namespaces import dcat, schema, spdx, void, void_ext
from pfocr_rdf.rdf.vocabulary import release_iri
from pfocr_rdf.release.describe.about import FOLDER

if TYPE_CHECKING:
    import pyoxigraph as ox

    from pfocr_rdf.counts.tally import Tally
    from pfocr_rdf.release.manifest import Manifest

__all__ = ["check_counts", "check_dataset", "check_statistics", "check_void"]

_DESCRIBED = ("figures", "shared", "linksets")


def check_counts(manifest: Manifest, tally: Tally) -> Iterator[str]:
    """Where the manifest's counts are not those of the data."""
    yield from _differences("counts", asdict(manifest.counts), manifest_counts(tally))


def check_statistics(data: bytes, tally: Tally) -> Iterator[str]:
    """Where ``statistics.json`` is not what was counted; lists are compared as far as they go."""
    said = _json(data)
    yield from _differences("statistics", said, json.loads(json.dumps(statistics(tally))))


# ---- void.ttl ------------------------------------------------------------------------------------


def check_void(data: bytes, manifest: Manifest, tally: Tally | None) -> Iterator[str]:
    """Where ``void.ttl`` does not say what the manifest and the data do.

    Without a tally its numbers are not looked at. Raises InputError where it is no Turtle.
    """
    graph = _Graph(data)
    version = graph.values(release_iri(manifest.version), dcat.version)
    yield from _differences("version", version, [manifest.version])
    program = graph.values(release_iri(manifest.version) + "#program", schema.softwareVersion)
    yield from _differences("version of the program", program, [manifest.program.version])
    yield from _checksums(graph, manifest)
    if tally is None:
        return
    dataset = release_iri(manifest.version)
    found: Numbers = numbers(tally)
    for name, iri, expected in (
        ("the release", dataset, found.all),
        ("the figures", f"{dataset}#figures", found.own),
        ("the shared part", f"{dataset}#shared", found.shared),
    ):
        yield from _differences(name, graph.numbers(iri), _numbers(expected))
    yield from _links(graph, dataset, manifest, tally)


def _links(graph: _Graph, dataset: str, manifest: Manifest, tally: Tally) -> Iterator[str]:
    """The subsets that linksets start from, and the linksets."""
    linked = 0
    for node in graph.values(dataset, void.subset):
        if node in (f"{dataset}#figures", f"{dataset}#shared"):
            continue
        entities = graph.number(node, void.entities)
        if entities is not None:
            base = (graph.text(node, void.uriSpace) or "").encode()
            found = sum(iri.startswith(base) for iri in tally.types)
            yield from _differences(f"the things below {base.decode()}", entities, found)
        target = graph.text(node, void.subjectsTarget)
        if target is not None:
            triples = graph.number(node, void.triples)
            yield from _differences(
                f"the links from {target}", triples, graph.number(target, void.entities)
            )
            linked += triples or 0
    found = sum(file.triples or 0 for file in manifest.files if file.role == "linksets")
    yield from _differences("all links", linked, found)


def _checksums(graph: _Graph, manifest: Manifest) -> Iterator[str]:
    files = {file.path: file for file in manifest.files}
    seen = set()
    for node in graph.with_property(spdx.checksum):
        urls = [graph.text(node, name) for name in (dcat.accessURL, dcat.downloadURL)]
        folder, url = (text or "" for text in urls)
        path = url.removeprefix(folder)
        file = files.get(path)
        if node == f"{release_iri(manifest.version)}#distribution":
            joined = None if manifest.joined is None else manifest.joined.sha256
            told = graph.text(node, spdx.checksum) or ""
            if graph.text(told, spdx.checksumValue) != joined:
                yield "has another SHA-256 of all data than the manifest"
            continue
        if file is None:
            yield f"describes {url or node}, which the manifest does not have"
            continue
        seen.add(path)
        checksum = graph.text(node, spdx.checksum)
        if graph.text(checksum or "", spdx.checksumValue) != file.sha256:
            yield f"has another SHA-256 of {path} than the manifest"
        if graph.text(node, dcat.byteSize) != str(file.bytes):
            yield f"has another size of {path} than the manifest"
    for path, file in files.items():
        if file.role in _DESCRIBED and path not in seen:
            yield f"does not describe {path}"


class _Graph:
    """A description, to look things up in."""

    def __init__(self, data: bytes) -> None:
        import pyoxigraph as ox

        self._values: dict[tuple[str, str], list[str]] = {}
        try:
            for triple in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=FOLDER + "void.ttl"):
                self._add(triple.subject, triple.predicate, triple.object)
        except (SyntaxError, ValueError) as error:
            raise InputError(f"cannot be read as Turtle: {error}") from None

    def _add(self, subject: Any, predicate: ox.NamedNode, value: Any) -> None:
        key = (str(getattr(subject, "value", "")), predicate.value)
        self._values.setdefault(key, []).append(str(getattr(value, "value", "")))

    def with_property(self, predicate: str) -> list[str]:
        return [subject for subject, known in self._values if known == predicate]

    def values(self, subject: str, predicate: str) -> list[str]:
        return self._values.get((subject, predicate), [])

    def text(self, subject: str, predicate: str) -> str | None:
        found = self.values(subject, predicate)
        return found[0] if len(found) == 1 else None

    def number(self, subject: str, predicate: str) -> int | None:
        text = self.text(subject, predicate)
        return int(text) if text is not None and text.isdecimal() else None

    def numbers(self, dataset: str) -> dict[str, Any]:
        """What is said of a dataset, in the form of ``_numbers``."""
        found: dict[str, Any] = {
            "triples": self.number(dataset, void.triples),
            "subjects": self.number(dataset, void.distinctSubjects),
            "entities": self.number(dataset, void.entities),
            "classes": self.number(dataset, void.classes),
            "properties": self.number(dataset, void.properties),
        }
        for part in self.values(dataset, void.propertyPartition):
            found[f"property {self.text(part, void.property)}"] = self.number(part, void.triples)
        for part in self.values(dataset, void.classPartition):
            name = f"class {self.text(part, void.class_)}"
            found[f"{name} entities"] = self.number(part, void.entities)
            found[f"{name} triples"] = self.number(part, void.triples)
            for inner in self.values(part, void.propertyPartition):
                of = f"{name} property {self.text(inner, void.property)}"
                found[of] = self.number(inner, void.triples)
                for end in self.values(inner, void.classPartition):
                    found[f"{of} class {self.text(end, void.class_)}"] = self.number(
                        end, void.triples
                    )
                for end in self.values(inner, void_ext.datatypePartition):
                    found[f"{of} datatype {self.text(end, void_ext.datatype)}"] = self.number(
                        end, void.triples
                    )
        return found


def _numbers(numbers: GraphNumbers) -> dict[str, Any]:
    """Name → number, of all that VoID has."""
    found: dict[str, Any] = {
        "triples": numbers.triples,
        "subjects": numbers.subjects,
        "entities": numbers.entities,
        "classes": sum(bool(of.entities) for of in numbers.classes.values()),
        "properties": len(numbers.properties),
    }
    for property_, triples in numbers.properties.items():
        found[f"property {property_}"] = triples
    for class_, of in numbers.classes.items():
        if not of.entities:
            continue
        name = f"class {class_}"
        found[f"{name} entities"] = of.entities
        found[f"{name} triples"] = of.triples
        for property_, inner in of.properties.items():
            found[f"{name} property {property_}"] = inner.triples
            for iri, triples in inner.classes.items():
                found[f"{name} property {property_} class {iri}"] = triples
            for iri, triples in inner.datatypes.items():
                found[f"{name} property {property_} datatype {iri}"] = triples
    return found


# ---- dataset.jsonld ------------------------------------------------------------------------------


def check_dataset(data: bytes, manifest: Manifest) -> Iterator[str]:
    """Where ``dataset.jsonld`` names another version, or other sums, than the manifest."""
    said = _json(data)
    if not isinstance(said, dict):
        yield "is no object"
        return
    yield from _differences("version", said.get("version"), manifest.version)
    sums: dict[str, list[str]] = {}
    for file in manifest.files:
        sums.setdefault(file.sha256, []).append(file.path)
    sizes = {file.path: f"{file.bytes} B" for file in manifest.files}
    told = {node.get("sha256") for node in _nodes(said) if isinstance(node.get("sha256"), str)}
    for file in manifest.files:
        if file.role in ("figures", "shared") and file.sha256 not in told:
            yield f"does not describe {file.path}"
    for node in _nodes(said):
        value = node.get("sha256")
        if isinstance(value, str) and value not in sums:
            yield f"has a SHA-256 of {node.get('name') or node.get('contentUrl')} that no file has"
    for node in _nodes(said):
        url, value = node.get("contentUrl"), node.get("sha256")
        paths = sums.get(value, []) if isinstance(value, str) else []
        if not paths:
            continue
        if isinstance(url, str) and not any(f"/{url}".endswith(f"/{path}") for path in paths):
            yield f"has the SHA-256 of {paths[0]} for {url}"
        yield from _differences(f"size of {paths[0]}", node.get("contentSize"), sizes[paths[0]])


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


# ---- comparing -----------------------------------------------------------------------------------


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise InputError(f"cannot be read as JSON: {error}") from None


def _differences(name: str, said: Any, found: Any) -> Iterator[str]:
    """Where two values, of objects and lists, differ."""
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for key in dict.fromkeys((*said, *found)):
            yield from _differences(f"{name}, {key}", said.get(key), found.get(key))
    elif said != found:
        yield f"{name}: {_short(said)} is told, {_short(found)} counted"


def _short(value: Any) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return text if len(text) < 60 else f"{text[:57]}..."
