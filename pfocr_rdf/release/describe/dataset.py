"""The file ``dataset.jsonld``: a release for search engines.

A schema.org ``Dataset`` to the Bioschemas profile 1.0 and to what Google's dataset search reads
(https://developers.google.com/search/docs/appearance/structured-data/dataset). It states what
``void.ttl`` does, and can stand in a page's ``<script type="application/ld+json">`` as it is.
"""

import json
from typing import Any

from pfocr_rdf.rdf.jsonld import script_safe
from pfocr_rdf.rdf.namespaces import SITE, dcat, dcterms, prov, schema, xsd
from pfocr_rdf.rdf.terms import IRI
from pfocr_rdf.rdf.vocabulary import CITATION, CREATORS, DATASET, KINDS, LICENSES, PAPER, PROFILES
from pfocr_rdf.release.describe.release import FOLDER, KEYWORDS, DescribedRelease, media_types
from pfocr_rdf.release.manifest import Counts, FileEntry, Manifest

NAME = "dataset.jsonld"

_LINKS = ("contentUrl", "license", "url")
_CONTEXT = {
    "@vocab": schema.NS,
    "conformsTo": {"@id": dcterms.conformsTo, "@type": "@id"},
    **{key: {"@type": "@id"} for key in _LINKS},
    **{key: {"@type": xsd.date} for key in ("dateModified", "datePublished")},
    "previousVersion": {"@id": dcat.previousVersion, "@type": "@id"},
    "wasGeneratedBy": {"@id": prov.wasGeneratedBy},
    "wasAssociatedWith": {"@id": prov.wasAssociatedWith},
}
"""schema.org has no words for the version before and for the program that made a dataset."""


def dataset_description(manifest: Manifest) -> bytes:
    """The file of a release, from its manifest.

    Where its URL is not known the files' addresses are relative to this file's own.
    """
    release = DescribedRelease(manifest)
    creators = [
        {"@type": "Organization", "@id": iri, "name": name, "url": iri}
        for name, iri in CREATORS.items()
    ]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": release.iri(),
        "@type": "Dataset",
        "conformsTo": PROFILES[0],
        "name": manifest.title,
        "alternateName": "PFOCR RDF",
        "description": release.description,
        "identifier": release.iri(),
        "url": release.base or SITE,
        "version": manifest.version,
        "keywords": list(KEYWORDS),
        "license": LICENSES["CC0"],
        "isAccessibleForFree": True,
        "creator": creators,
        "publisher": creators,
        "citation": {
            "@type": "ScholarlyArticle",
            "@id": PAPER,
            "name": CITATION,
            "url": PAPER,
        },
        "includedInDataCatalog": {"@type": "DataCatalog", **_named(SITE, "PFOCR")},
        "isBasedOn": _input(release),
        "measurementTechnique": ["optical character recognition", "named entity recognition"],
        "variableMeasured": _measured(manifest.counts),
        "isPartOf": {"@type": "Dataset", **_named(DATASET, "PFOCR")},
        "wasGeneratedBy": {
            "@type": prov.Activity,
            "@id": release.iri("making"),
            "wasAssociatedWith": {
                "@type": "SoftwareApplication",
                "@id": release.iri("program"),
                "name": manifest.program.name,
                "softwareVersion": manifest.program.version,
            },
        },
        "distribution": [_download(file, release) for file in release.files if file.is_loaded],
    }
    if release.previous is not None:
        document["previousVersion"] = release.previous
    if manifest.issued is not None:
        document["datePublished"] = document["dateModified"] = manifest.issued
    return script_safe(json.dumps(document, ensure_ascii=False, indent=2)).encode() + b"\n"


def _named(iri: IRI, name: str) -> dict[str, str]:
    return {"@id": iri, "name": name, "url": SITE}


def _input(release: DescribedRelease) -> dict[str, Any]:
    revision = release.manifest.input.revision
    return {
        "@type": "Dataset",
        "@id": release.iri("input"),
        "name": release.input_title,
        "description": "The records of PFOCR's website, from which the release was made.",
        "identifier": release.manifest.input.digest,
        "url": SITE,
        "license": LICENSES["CC0"],
        **({} if revision is None else {"version": revision}),
    }


def _measured(counts: Counts) -> list[dict[str, Any]]:
    rows = {"pathway figures": counts.figures, "triples": counts.triples}
    rows |= {f"mentions of {KINDS[kind].plural}": n for kind, n in counts.mentions.items()}
    rows |= {KINDS[kind].plural: n for kind, n in counts.entities.items()}
    return [{"@type": "PropertyValue", "name": n, "value": number} for n, number in rows.items()]


def _download(file: FileEntry, release: DescribedRelease) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "@id": release.file(file),
        "name": file.path,
        "contentUrl": release.url(file.path).removeprefix(FOLDER),
        "encodingFormat": media_types(file),
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
        "license": LICENSES["CC0"],
    }
