"""All commands: importing this registers them with the application."""

from pfocr_rdf.cli import (
    diff,
    export,
    load,
    ontology,
    query,
    release,
    shapes,
    stats,
    validate,
    verify,
)
from pfocr_rdf.cli.app import app, run

COMMANDS = (diff, export, load, ontology, query, release, shapes, stats, validate, verify)

__all__ = ["COMMANDS", "app", "run"]
