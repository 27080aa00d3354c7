"""The options of ``pfocr-rdf load --endpoint``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

_PANEL = "Triple store over HTTP"

Endpoint = Annotated[
    str | None,
    typer.Option(
        help="URL of a triple store: Oxigraph's or Virtuoso's server, a dataset of Fuseki, a "
        "repository of GraphDB or RDF4J.",
        metavar="URL",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        help="What store it is: oxigraph, virtuoso, fuseki, graphdb, rdf4j, neptune, blazegraph, "
        "qlever or sparql.",
        metavar="NAME",
        show_default="as the server says",
        rich_help_panel=_PANEL,
    ),
]
GraphsUrl = Annotated[
    str | None,
    typer.Option(
        "--gsp-url",
        help="URL of its Graph Store Protocol, if not where its kind has it.",
        metavar="URL",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
QueryUrl = Annotated[
    str | None,
    typer.Option(
        help="URL of its queries.", metavar="URL", show_default=False, rich_help_panel=_PANEL
    ),
]
UpdateUrl = Annotated[
    str | None,
    typer.Option(
        help="URL of its updates.", metavar="URL", show_default=False, rich_help_panel=_PANEL
    ),
]
Graph = Annotated[
    str | None,
    typer.Option(
        help="Graph to load everything into.",
        metavar="IRI",
        show_default="the graphs of the input",
        rich_help_panel=_PANEL,
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Let the graphs hold what is loaded, and nothing else.",
        rich_help_panel=_PANEL,
    ),
]
Auth = Annotated[
    str,
    typer.Option(
        help="Way to log in: basic, digest or bearer.",
        metavar="METHOD",
        show_default="the store's usual one",
        rich_help_panel=_PANEL,
    ),
]
User = Annotated[
    str,
    typer.Option(help="User's name.", metavar="NAME", show_default=False, rich_help_panel=_PANEL),
]
SecretEnv = Annotated[
    str | None,
    typer.Option(
        help="Environment variable that holds the password or token.",
        metavar="VAR",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        help="File whose first line is the password or token.",
        metavar="FILE",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
CaFile = Annotated[
    Path | None,
    typer.Option(
        help="Certificates to trust, in PEM, instead of the usual ones.",
        metavar="FILE",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
MaxBody = Annotated[
    float | None,
    typer.Option(
        help="Largest body of a request, in megabytes.",
        metavar="MB",
        show_default="8",
        rich_help_panel=_PANEL,
    ),
]
Timeout = Annotated[
    float,
    typer.Option(help="Seconds to wait for an answer.", metavar="SECONDS", rich_help_panel=_PANEL),
]
Retries = Annotated[
    int,
    typer.Option(
        help="How often a request that failed is repeated.",
        metavar="N",
        rich_help_panel=_PANEL,
    ),
]
Gzip = Annotated[
    bool | None,
    typer.Option(
        "--gzip/--no-gzip",
        help="Compress bodies, where the store unpacks them.",
        show_default="unless the store is on this machine",
        rich_help_panel=_PANEL,
    ),
]
StateFile = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="File that remembers what is done, to go on after a stop.",
        metavar="FILE",
        show_default="a hidden file beside the input",
        rich_help_panel=_PANEL,
    ),
]
Restart = Annotated[
    bool,
    typer.Option("--restart", help="Forget what an earlier run had done.", rich_help_panel=_PANEL),
]
Skolemize = Annotated[
    str | None,
    typer.Option(
        help="Beginning of IRIs to put in the place of blank nodes.",
        metavar="IRI",
        show_default="blank nodes are refused",
        rich_help_panel=_PANEL,
    ),
]


@dataclass(slots=True, kw_only=True)
class EndpointOptions:
    """The options above, as the command was given them."""

    endpoint: str | None
    kind: str | None = None
    gsp_url: str | None = None
    query_url: str | None = None
    update_url: str | None = None
    graph: str | None = None
    replace: bool = False
    auth: str = ""
    user: str = ""
    secret_env: str | None = None
    secret_file: Path | None = None
    ca_file: Path | None = None
    max_body: float | None = None
    timeout: float = 300
    retries: int = 6
    gzip: bool | None = None
    state: Path | None = None
    restart: bool = False
    skolemize: str | None = None
    quiet: bool = False

    @property
    def wanted(self) -> bool:
        """Whether a store over HTTP is named at all."""
        return bool(self.endpoint or self.query_url or self.update_url or self.gsp_url)
