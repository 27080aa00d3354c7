"""What describes a release: void.ttl, dataset.jsonld, service.ttl, README.md."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from helpers import servers
from helpers.counted import Made, counted, figures_of, made
from helpers.jena import riot
from helpers.manifests import DIGEST, guard_json, manifest_of
from helpers.running import ROOT, Run
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SDO, SKOS, VOID

from pfocr_rdf import queries
from pfocr_rdf.counts.void_numbers import manifest_counts
from pfocr_rdf.errors import UsageError
from pfocr_rdf.queries import sib_examples as sib
from pfocr_rdf.rdf.linksets import LINKSETS, links
from pfocr_rdf.rdf.namespaces import adms, dcat, pav, pfocr, schema, sd, spdx, void, void_ext
from pfocr_rdf.rdf.terms import flatten
from pfocr_rdf.rdf.vocabulary import DATASET
from pfocr_rdf.release.describe.dataset import dataset_description
from pfocr_rdf.release.describe.readme import readme
from pfocr_rdf.release.describe.service import service_description
from pfocr_rdf.release.describe.void import void_description
from pfocr_rdf.release.manifest import Manifest

PLACE = "https://example.org/pfocr/2026-11/"
ENDPOINT = "https://example.org/sparql"
RELEASE = "https://pfocr.wikipathways.org/dataset/2026-11"


@pytest.fixture(scope="module")
def release() -> Made:
    return made(figures_of(ROOT / "examples"))


@pytest.fixture(scope="module")
def store(release: Made) -> ox.Store:
    return release.store()


def file(path: str, role: str, media_type: str, size: int = 1234, **more: Any) -> dict[str, Any]:
    compression = "gzip" if path.endswith(".gz") else None
    given = {"path": path, "role": role, "media_type": media_type, "compression": compression}
    return {**given, "bytes": size, "sha256": DIGEST, **more}


def manifest(release: Made, **more: Any) -> Manifest:
    first = release.records[0][0]
    files = [
        file("data/figures-00000.nq.gz", "figures", "application/n-quads", first=first),
        file("data/shared-00.nq.gz", "shared", "application/n-quads"),
        file("linksets/linksets-00.nt.gz", "linksets", "application/n-triples"),
        file("ontology.ttl", "ontology", "text/turtle"),
        file("index/figures-00000.jsonl.gz", "index", "application/jsonl"),
        *more.pop("more_files", ()),
    ]
    given = {
        "joined": {"bytes": 2468, "sha256": DIGEST[::-1]},
        "counts": manifest_counts(release.tally()),
        "files": files,
    }
    return manifest_of(**{**given, **more})


def graph_of(turtle: bytes, document: str = "void.ttl") -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle, format="turtle", publicID=PLACE + document)


@pytest.fixture(scope="module")
def described(release: Made) -> rdflib.Graph:
    return graph_of(void_description(manifest(release), release.tally()))


# ---- void.ttl: numbers ---------------------------------------------------------------------------

VOID_NUMBERS = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
SELECT ?c ?p ?d ?t ?n { ?set void:classPartition ?cp . ?cp void:class ?c .
  ?cp void:propertyPartition ?pp . ?pp void:property ?p
  { ?pp void:triples ?n } UNION
  { ?pp void:classPartition ?e . ?e void:class ?d ; void:triples ?n } UNION
  { ?pp ext:datatypePartition ?e . ?e ext:datatype ?t ; void:triples ?n } }"""


@pytest.mark.parametrize(
    ("name", "graph"), [("", "all"), ("#figures", "own"), ("#shared", "shared")]
)
def test_the_numbers_are_what_sparql_counts(
    name: str, graph: str, described: rdflib.Graph, store: ox.Store
) -> None:
    wanted = counted(store, graph)
    node = rdflib.URIRef(RELEASE + name)

    def value(subject: Any, predicate: str) -> int:
        return int(str(described.value(subject, rdflib.URIRef(predicate))))

    def pairs(link: str, key: str, number: str) -> dict[str, int]:
        parts = described.objects(node, rdflib.URIRef(link))
        return {
            str(described.value(p, rdflib.URIRef(key))): value(p, number)
            for p in parts
        }  # fmt: skip

    assert value(node, void.triples) == wanted["triples"]
    assert value(node, void.distinctSubjects) == wanted["subjects"]
    assert value(node, void.entities) == wanted["typed"]
    assert value(node, void.properties) == len(wanted["properties"])
    assert value(node, void.classes) == len(wanted["entities"])
    assert pairs(void.classPartition, void.class_, void.entities) == wanted["entities"]
    assert pairs(void.propertyPartition, void.property, void.triples) == wanted["properties"]
    rows = described.query(VOID_NUMBERS, initBindings={"set": node})
    found: dict[str, dict[Any, int]] = {"by_property": {}, "classes": {}, "datatypes": {}}
    for row in rows:
        c, p, d, t, n = (None if term is None else str(term) for term in row)  # type: ignore[union-attr]
        kind = "classes" if d else "datatypes" if t else "by_property"
        key = (c, p) if not d and not t else (c, p, d or t)
        assert key not in found[kind]
        found[kind][key] = int(n or 0)
    assert found == {kind: wanted[kind] for kind in found}


def test_assistants_that_write_sparql_find_what_links_to_what(described: rdflib.Graph) -> None:
    rows = described.query("""PREFIX void: <http://rdfs.org/ns/void#>
        PREFIX void-ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
          { ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
            ?pp void:property ?prop .
            OPTIONAL {
              { ?pp void:classPartition [ void:class ?objectClass ] } UNION
              { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] } } }
          UNION { ?linkset void:subjectsTarget [ void:class ?subjectClass ] ;
            void:linkPredicate ?prop ; void:objectsTarget [ void:class ?objectClass ] } }""")
    found = {tuple(None if term is None else str(term) for term in row) for row in rows}  # type: ignore[union-attr]
    string = "http://www.w3.org/2001/XMLSchema#string"
    assert (pfocr.PathwayFigure, schema.mentions, schema.Gene, None) in found
    assert (pfocr.GeneMention, pfocr.word, None, string) in found
    assert len(found) > 100


def test_linksets_have_the_number_of_links_that_are_written(
    described: rdflib.Graph, store: ox.Store
) -> None:
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    written = [str(o) for _, _, o in flatten(links(sorted(subjects)))]
    sets = list(described.subjects(RDF.type, VOID.Linkset))
    assert len(sets) == len(LINKSETS)
    for linkset in sets:
        target = described.value(linkset, VOID.objectsTarget)
        space = str(described.value(target, VOID.uriSpace))
        triples = int(str(described.value(linkset, VOID.triples)))
        assert triples == sum(iri.startswith(space) for iri in written), space
        assert described.value(linkset, VOID.linkPredicate) == SKOS.exactMatch
        dump = described.value(linkset, VOID.dataDump)
        assert str(dump) == PLACE + "linksets/linksets-00.nt.gz"
        from_ = described.value(linkset, VOID.subjectsTarget)
        assert (rdflib.URIRef(RELEASE), VOID.subset, from_) in described


# ---- void.ttl: form ------------------------------------------------------------------------------


def test_every_reader_resolves_files_against_the_document(release: Made) -> None:
    turtle = void_description(manifest(release), release.tally())
    graph = graph_of(turtle)
    dumps = {str(o) for o in graph.objects(rdflib.URIRef(RELEASE), VOID.dataDump)}
    assert dumps == {PLACE + "data/figures-00000.nq.gz", PLACE + "data/shared-00.nq.gz"}
    assert {str(o) for o in graph.objects(None, DCAT.accessURL)} == {PLACE}
    assert (rdflib.URIRef(PLACE + "void.ttl"), RDF.type, VOID.DatasetDescription) in graph
    found = list(ox.parse(turtle, ox.RdfFormat.TURTLE, base_iri=PLACE + "void.ttl"))
    assert len(found) == len(graph)
    (links_,) = graph.objects(rdflib.URIRef(RELEASE + "#linkset-0"), VOID.dataDump)
    values = {quad.object for quad in found if quad.predicate.value == void.dataDump}
    assert values == {ox.NamedNode(iri) for iri in (*dumps, str(links_))}


@pytest.mark.parsers
def test_other_programs_resolve_files_against_the_document(release: Made, tmp_path: Path) -> None:
    turtle = void_description(manifest(release), release.tally())
    graph = graph_of(turtle)
    path = tmp_path / "void.ttl"
    path.write_bytes(turtle)
    rapper = servers.program("rapper", "apt-get install raptor2-utils")
    for command in (
        [rapper, "-q", "-i", "turtle", "-o", "ntriples", str(path), PLACE + "void.ttl"],
        [*riot(), "--base", PLACE + "void.ttl", "--output", "nt", str(path)],
    ):
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout.count(b"\n") == len(graph)
        assert b"<" + PLACE.encode() + b"data/shared-00.nq.gz>" in done.stdout
        assert done.stderr == b""


@pytest.mark.parsers
def test_riot_finds_no_fault(release: Made, tmp_path: Path) -> None:
    for name, content in {
        "void.ttl": void_description(manifest(release), release.tally()),
        "service.ttl": service_description(manifest(release), ENDPOINT),
    }.items():
        (tmp_path / name).write_bytes(content)
        command = [*riot(), "--validate", "--base", PLACE + name, str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("base", [PLACE, PLACE.rstrip("/")])
def test_with_a_base_the_addresses_are_whole(release: Made, base: str) -> None:
    published = manifest(release, base=base)
    turtle = void_description(published, release.tally())
    elsewhere = rdflib.Graph().parse(data=turtle, format="turtle", publicID="https://else.org/x")
    assert set(elsewhere) - set(graph_of(turtle)) == set()
    assert {str(o) for o in elsewhere.objects(None, DCAT.accessURL)} == {PLACE}
    document = json.loads(dataset_description(published))
    assert document["url"] == PLACE
    assert document["distribution"][0]["contentUrl"] == PLACE + "data/figures-00000.nq.gz"


def test_nothing_is_a_blank_node_and_everything_named_is_described(
    described: rdflib.Graph,
) -> None:
    assert not [t for t in described for term in t if isinstance(term, rdflib.BNode)]
    own = {str(o) for o in described.objects() if str(o).startswith(RELEASE)}
    assert own <= {str(s) for s in described.subjects()}


def test_the_same_release_is_described_by_the_same_bytes(release: Made) -> None:
    for _ in range(4):
        again = Made(release.records[::-1])
        assert void_description(manifest(release), again.tally()) == void_description(
            manifest(release), release.tally()
        )
        assert service_description(manifest(release), ENDPOINT) == service_description(
            manifest(release), ENDPOINT
        )


def test_every_term_of_the_descriptions_is_published(release: Made) -> None:
    own = (adms, dcat, pav, sd, spdx, void_ext)
    declared = {v for c in own for k, v in vars(c).items() if k[0] != "_" and k != "NS"}
    full = manifest(
        release,
        issued="2026-11-02",
        previous={"version": "2026-10", "manifest": DIGEST},
        faults={"faults": 1, "left_out": 1},
    )
    described = graph_of(void_description(full, release.tally()))
    described += graph_of(service_description(full, ENDPOINT), "service.ttl")
    terms = {str(p) for p in described.predicates()}
    terms |= {str(o) for o in described.objects(None, RDF.type)}
    closed = (DCTERMS, FOAF, PROV, RDF, RDFS, SDO, VOID)
    for term in sorted(terms):
        names = [n for n in closed if term.startswith(str(n))]
        if names:
            known = {"class", *names[0].__annotations__}  # a keyword cannot be annotated
            assert term.removeprefix(str(names[0])) in known, term
        else:
            assert term in declared, term


# ---- void.ttl: what is said ----------------------------------------------------------------------


def test_files_have_size_type_and_sum(described: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(RELEASE)
    by_url = {
        str(described.value(d, DCAT.downloadURL)): d
        for d in described.objects(dataset, DCAT.distribution)
    }
    one = by_url[PLACE + "data/figures-00000.nq.gz"]
    assert int(str(described.value(one, DCAT.byteSize))) == 1234
    types = "https://www.iana.org/assignments/media-types/application/"
    assert str(described.value(one, DCAT.mediaType)) == types + "n-quads"
    assert str(described.value(one, DCAT.compressFormat)) == types + "gzip"
    checksum = described.value(one, rdflib.URIRef(spdx.checksum))
    value = described.value(checksum, rdflib.URIRef(spdx.checksumValue))
    assert isinstance(value, rdflib.Literal)
    assert (str(value), str(value.datatype).rpartition("#")[2]) == (DIGEST, "hexBinary")
    whole = by_url["None"]
    assert int(str(described.value(whole, DCAT.byteSize))) == 2468
    checksum = described.value(whole, rdflib.URIRef(spdx.checksum))
    assert str(described.value(checksum, rdflib.URIRef(spdx.checksumValue))) == DIGEST[::-1]
    assert len(list(described.objects(whole, DCTERMS.hasPart))) == 2
    assert not any("index" in url for url in by_url)


def test_versions_dates_and_origin_are_told(release: Made) -> None:
    dataset = rdflib.URIRef(RELEASE)
    given = manifest(
        release,
        issued="2026-11-02",
        previous={"version": "2026-10", "manifest": DIGEST},
        input={"records": 14, "digest": DIGEST, "revision": "abc123"},
        faults={"faults": 9, "left_out": 2},
        guard=guard_json(
            findings=[
                {"rule": "a", "message": "genes fell", "declared": "a new lexicon"},
                {"rule": "down:figures", "message": "fewer figures", "declared": "fewer papers"},
            ],
            declared={"a": "a new lexicon", "b": "in vain", "down:*": "fewer papers"},
        ),
    )
    found = graph_of(void_description(given, release.tally()))
    previous = rdflib.URIRef("https://pfocr.wikipathways.org/dataset/2026-10")
    for predicate in (dcat.previousVersion, pav.previousVersion, str(PROV.wasRevisionOf)):
        assert found.value(dataset, rdflib.URIRef(predicate)) == previous
    assert str(found.value(dataset, DCTERMS.issued)) == "2026-11-02"
    notes = {str(o) for o in found.objects(dataset, rdflib.URIRef(adms.versionNotes))}
    assert notes == {
        "genes fell (declared: a new lexicon)",
        "fewer figures (declared: fewer papers)",
        "b: nothing was found (declared: in vain)",
        "2 of 14 records were left out; faults.jsonl tells why.",
    }
    making = found.value(dataset, PROV.wasGeneratedBy)
    assert str(found.value(found.value(making, PROV.used), rdflib.URIRef(pav.version))) == "abc123"
    program = found.value(making, PROV.wasAssociatedWith)
    assert str(found.value(program, rdflib.URIRef(schema.softwareVersion))) == "0.1.0"


def test_files_that_nobody_loads_are_parts_of_the_release(described: rdflib.Graph) -> None:
    parts = {str(o) for o in described.objects(rdflib.URIRef(RELEASE), DCTERMS.hasPart)}
    names = ("ontology.ttl", "dataset.jsonld", "README.md", "manifest.json", "SHA256SUMS")
    assert parts == {PLACE + name for name in names}


def test_an_endpoint_that_has_the_release_is_told(release: Made) -> None:
    found = graph_of(void_description(manifest(release, endpoint=ENDPOINT), release.tally()))
    endpoint = found.value(rdflib.URIRef(RELEASE), VOID.sparqlEndpoint)
    assert endpoint == rdflib.URIRef(ENDPOINT)


def test_a_release_without_previous_date_and_revision_says_nothing_of_them(
    described: rdflib.Graph,
) -> None:
    dataset = rdflib.URIRef(RELEASE)
    for predicate in (dcat.previousVersion, str(DCTERMS.issued), adms.versionNotes):
        assert described.value(dataset, rdflib.URIRef(predicate)) is None
    assert described.value(rdflib.URIRef(RELEASE + "#input"), rdflib.URIRef(pav.version)) is None


def test_texts_are_written_whole_whatever_is_in_them(release: Made) -> None:
    title = 'A "title" with \\ , ; . and\nlines\t<b> é'
    turtle = void_description(manifest(release, title=title), release.tally())
    assert str(graph_of(turtle).value(rdflib.URIRef(RELEASE), DCTERMS.title)) == title
    document = dataset_description(manifest(release, title=title + "</script>"))
    assert json.loads(document)["name"] == title + "</script>"
    assert not re.search(b"[<>&]", document)


@pytest.mark.parametrize("version", ["2026-11", "v 1/ü#2"])
def test_any_version_makes_iris(release: Made, version: str) -> None:
    turtle = void_description(manifest(release, version=version), release.tally())
    found = graph_of(turtle)
    (dataset,) = found.subjects(RDF.type, DCAT.Dataset)
    assert str(found.value(dataset, rdflib.URIRef(dcat.version))) == version


def test_a_release_without_records_can_be_described(release: Made) -> None:
    nothing = Made([])
    given = manifest(release, counts=manifest_counts(nothing.tally()), files=[])
    found = graph_of(void_description(given, nothing.tally()))
    assert str(found.value(rdflib.URIRef(RELEASE), VOID.triples)) == "0"
    assert readme(given)
    assert dataset_description(given)


# ---- dataset.jsonld ------------------------------------------------------------------------------

MINIMUM = {"description", "identifier", "keywords", "license", "name", "url"}
RECOMMENDED = {
    "alternateName", "citation", "creator", "distribution", "includedInDataCatalog", "isBasedOn",
    "measurementTechnique", "publisher", "variableMeasured", "version",
}  # fmt: skip


def test_the_dataset_has_what_bioschemas_asks_for(release: Made) -> None:
    document = json.loads(dataset_description(manifest(release, issued="2026-11-02")))
    assert document["@type"] == "Dataset"
    assert document["conformsTo"] == "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"
    assert MINIMUM | RECOMMENDED | {"dateModified", "datePublished"} <= document.keys()
    assert 50 <= len(document["description"]) <= 5000
    measured = {row["name"]: row["value"] for row in document["variableMeasured"]}
    assert measured["genes"] == manifest(release).counts.entities["gene"]
    assert measured["pathway figures"] == 12
    for download in document["distribution"]:
        assert download["@type"] == "DataDownload"
        assert {"contentUrl", "encodingFormat", "contentSize", "sha256"} <= download.keys()


def test_the_dataset_says_what_void_says(release: Made, described: rdflib.Graph) -> None:
    text = dataset_description(manifest(release)).decode()
    quads = list(ox.parse(text, ox.RdfFormat.JSON_LD, base_iri=PLACE + "dataset.jsonld"))
    lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    found = rdflib.Graph().parse(data=lines, format="nt")
    dataset = rdflib.URIRef(RELEASE)
    for ours, theirs in (
        (SDO.name, DCTERMS.title),
        (SDO.description, DCTERMS.description),
        (SDO.identifier, DCTERMS.identifier),
        (SDO.keywords, DCAT.keyword),
        (SDO.license, DCTERMS.license),
        (SDO.creator, DCTERMS.creator),
        (SDO.publisher, DCTERMS.publisher),
        (SDO.version, rdflib.URIRef(dcat.version)),
        (SDO.citation, SDO.citation),
    ):
        mine = set(found.objects(dataset, rdflib.URIRef(schema.NS + str(ours).rsplit("/", 1)[1])))
        assert mine == set(described.objects(dataset, theirs)), ours
    urls = set(found.objects(None, rdflib.URIRef(schema.contentUrl)))
    assert urls == set(described.objects(None, VOID.dataDump))
    making = found.value(dataset, PROV.wasGeneratedBy)
    program = found.value(making, PROV.wasAssociatedWith)
    for predicate in (PROV.wasGeneratedBy, PROV.wasAssociatedWith):
        assert set(found.subject_objects(predicate)) == set(described.subject_objects(predicate))
    version = rdflib.URIRef(schema.softwareVersion)
    assert found.value(program, version) == described.value(program, version)


def test_the_dataset_names_the_version_before_and_dates_that_are_dates(release: Made) -> None:
    given = manifest(
        release, issued="2026-11-02", previous={"version": "2026-10", "manifest": DIGEST}
    )
    text = dataset_description(given)
    quads = list(ox.parse(text, ox.RdfFormat.JSON_LD, base_iri=PLACE + "dataset.jsonld"))
    found = {(q.predicate.value, q.object) for q in quads if q.subject == ox.NamedNode(RELEASE)}
    previous = ox.NamedNode("https://pfocr.wikipathways.org/dataset/2026-10")
    assert (dcat.previousVersion, previous) in found
    date = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    for predicate in ("dateModified", "datePublished"):
        assert (schema.NS + predicate, ox.Literal("2026-11-02", datatype=date)) in found


# ---- service.ttl ---------------------------------------------------------------------------------


def test_the_service_is_described_and_leads_to_the_rest(release: Made) -> None:
    found = graph_of(service_description(manifest(release), ENDPOINT), "service.ttl")
    (service,) = found.subjects(RDF.type, rdflib.URIRef(sd.Service))
    assert str(found.value(service, rdflib.URIRef(sd.endpoint))) == ENDPOINT
    language = found.value(service, rdflib.URIRef(sd.supportedLanguage))
    assert str(language) == sd.SPARQL11Query
    assert str(found.value(service, RDFS.seeAlso)) == PLACE + "void.ttl"
    dataset = found.value(service, rdflib.URIRef(sd.defaultDataset))
    graph = found.value(dataset, rdflib.URIRef(sd.namedGraph))
    name = found.value(graph, rdflib.URIRef(sd.name))
    assert str(name) == "https://pfocr.wikipathways.org/dataset"
    assert not [t for t in found for term in t if isinstance(term, rdflib.BNode)]


@pytest.mark.parametrize("endpoint", ["", "sparql", "https://a> <b", "ftp://a/b", "https://a b"])
def test_what_is_no_endpoint_is_refused(release: Made, endpoint: str) -> None:
    with pytest.raises(UsageError, match="SPARQL endpoint"):
        service_description(manifest(release), endpoint)


def test_queries_without_an_endpoint_have_no_target() -> None:
    bundled = list(queries.bundled().values())
    without = rdflib.Graph().parse(data=sib.examples(bundled, None), format="turtle")
    with_ = rdflib.Graph().parse(data=sib.examples(bundled, ENDPOINT), format="turtle")
    target = rdflib.URIRef(schema.NS + "target")
    assert not list(without.objects(None, target))
    assert len(list(with_.objects(None, target))) == len(bundled)
    assert len(with_) - len(without) == len(bundled)


# ---- README.md -----------------------------------------------------------------------------------


def test_the_readme_tells_how_to_check_join_and_load(release: Made) -> None:
    page = readme(manifest(release)).decode()
    for text in (
        "sha256sum -c SHA256SUMS",
        "pfocr-rdf verify .",
        f"Its SHA-256 is `{DIGEST[::-1]}`.",
        "cat data/*.nq.gz > pfocr.nq.gz",
        "pfocr-rdf load data/*.nq.gz --store pfocr.db",
        "creativecommons.org/publicdomain/zero/1.0",
        "10.1186/s13059-020-02181-2",
        f"| `data/shared-00.nq.gz` | 1,234 | `{DIGEST}` |",
        "| figures | 12 |",
    ):
        assert text in page
    assert "stats.html" not in page
    assert "To know" not in page
    zstd = readme(manifest(release, compression="zstd")).decode()
    assert "cat data/*.nq.zst > pfocr.nq.zst" in zstd


def test_the_readme_links_the_charts_that_are_there(release: Made) -> None:
    page = file("stats.html", "statistics", "text/html")
    given = manifest(release, more_files=[page])
    assert "[stats.html](stats.html)" in readme(given).decode()


def test_the_readme_tells_what_is_unusual_and_takes_no_text_as_markup(release: Made) -> None:
    given = manifest(
        release,
        faults={"faults": 3, "left_out": 2},
        guard=guard_json(declared={"removed": "a | b\n# <script> [x](y)"}),
    )
    page = readme(given).decode()
    assert "2 of 14 records were left out" in page
    assert "a \\| b \\# \\<script\\> \\[x\\](y)" in page


def test_the_readme_of_many_files_stays_short(release: Made) -> None:
    files = [
        file(f"data/figures-{number:05d}.nq.gz", "figures", "application/n-quads", 10**6)
        for number in range(1000)
    ]
    page = readme(manifest(release, files=files)).decode()
    assert "| 1,000 | 1.0 GB |" in page
    assert len(page.splitlines()) < 80


def test_the_commands_of_the_readme_work(release: Made, tmp_path: Path, cli: Run) -> None:
    """With the data of a release that was made by hand."""
    (tmp_path / "data").mkdir()
    quads = list(release.store())
    for name, records in (("figures-00000", True), ("shared-00", False)):
        some = [q for q in quads if (q.graph_name != ox.NamedNode(DATASET)) == records]
        data = ox.serialize(some, format=ox.RdfFormat.N_QUADS)
        assert data is not None
        (tmp_path / f"data/{name}.nq.gz").write_bytes(gzip.compress(data))
    page = readme(manifest(release)).decode()
    commands = re.findall("^    pfocr-rdf (.*)$", page, re.MULTILINE)
    _, load, query, _ = (command.split(" ") for command in commands)
    paths = [path for word in load for path in sorted(tmp_path.glob(word)) or [word]]
    assert cli(*paths, "-q").code == 0
    ran = cli(*query, "-f", "csv")
    assert (ran.code, ran.err) == (0, "")
    assert b"figures,12" in ran.out
