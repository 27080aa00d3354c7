"""The file ``dataset.jsonld``: a release for search engines.

A schema.org ``Dataset`` to the Bioschemas profile 1.0 and to what Google's dataset search reads
(https://developers.google.com/search/docs/appearance/structured-data/dataset). It says what
``void.ttl`` says, and can stand in a page's ``<script type="application/ld+json">`` as it is.
"""

from __future__ import annotations

import json
from typing import Any

from pfocr_rdf.files.compression import find_compression
from pfocr_rdf.rdf.jsonld import script_safe
from pfocr_rdf.rdf.namespaces import SITE, dcat, dcterms, prov, schema, xsd
from pfocr_rdf.rdf.vocabulary import CREATORS, DATASET, KINDS, LICENSES, PAPER, PROFILES
from pfocr_rdf.release.describe.about import FOLDER, KEYWORDS, About
from pfocr_rdf.release.manifest import FileEntry, Manifest

__all__ = ["NAME", "dataset_description"]

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


def dataset_description(manifest: Manifest, base: str | None = None) -> bytes:
    """The file of a release, from its manifest.

    ``base`` is the URL of the folder that the release is published in; without it, the files'
    addresses are relative to this file's own.
    """
    about = About.of(manifest, base)
    creators = [
        {"@type": "Organization", "@id": iri, "name": name, "url": iri}
        for name, iri in CREATORS.items()
    ]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": about.iri,
        "@type": "Dataset",
        "conformsTo": PROFILES[0],
        "name": about.title,
        "alternateName": "PFOCR RDF",
        "description": about.description,
        "identifier": about.iri,
        "url": about.base or SITE,
        "version": about.version,
        "keywords": list(KEYWORDS),
        "license": LICENSES["CC0"],
        "isAccessibleForFree": True,
        "creator": creators,
        "publisher": creators,
        "citation": {
            "@type": "ScholarlyArticle",
            "@id": PAPER.iri,
            "name": PAPER.citation,
            "url": PAPER.iri,
        },
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": SITE,
            "name": "PFOCR",
            "url": SITE,
        },
        "isBasedOn": _input(about),
        "measurementTechnique": ["optical character recognition", "named entity recognition"],
        "variableMeasured": _measured(manifest, about),
        "isPartOf": {"@type": "Dataset", "@id": DATASET, "name": "PFOCR", "url": SITE},
        "wasGeneratedBy": {
            "@type": prov.Activity,
            "@id": f"{about.iri}#making",
            "wasAssociatedWith": {
                "@type": "SoftwareApplication",
                "@id": f"{about.iri}#program",
                "name": about.program,
                "softwareVersion": about.program_version,
            },
        },
        "distribution": [_download(file, about) for file in about.files if file.is_loaded],
    }
    if about.previous is not None:
        document["previousVersion"] = about.previous
    if about.issued is not None:
        document["datePublished"] = document["dateModified"] = about.issued
    return script_safe(json.dumps(document, ensure_ascii=False, indent=2)).encode() + b"\n"


def _input(about: About) -> dict[str, Any]:
    found = {
        "@type": "Dataset",
        "@id": f"{about.iri}#input",
        "name": f"{about.records:,} records of PFOCR",
        "description": "The records of PFOCR's website, from which the release was made.",
        "identifier": about.digest,
        "url": SITE,
        "license": LICENSES["CC0"],
    }
    if about.revision is not None:
        found["version"] = about.revision
    return found


def _measured(manifest: Manifest, about: About) -> list[dict[str, Any]]:
    rows = [("pathway figures", about.figures), ("triples", about.triples)]
    for kind, number in manifest.counts.mentions.items():
        rows.append((f"mentions of {KINDS[kind].plural}", number))
    for kind, number in manifest.counts.entities.items():
        rows.append((KINDS[kind].plural, number))
    return [{"@type": "PropertyValue", "name": name, "value": number} for name, number in rows]


def _download(file: FileEntry, about: About) -> dict[str, Any]:
    formats = [file.media_type]
    if file.compression is not None:
        formats.append(find_compression(file.compression).media_type)
    return {
        "@type": "DataDownload",
        "@id": about.file(file.path),
        "name": file.path,
        "contentUrl": about.url(file.path).removeprefix(FOLDER),
        "encodingFormat": formats,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
        "license": LICENSES["CC0"],
    }
