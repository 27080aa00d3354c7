"""``pfocr-rdf load``: RDF files, or records, into a store."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from pfocr_rdf.cli.app import DATA_FAULT, INTERRUPTED, Faults, app, print_table, progress, say
from pfocr_rdf.cli.options import Quiet, option
from pfocr_rdf.errors import UsageError

if TYPE_CHECKING:
    from pfocr_rdf.store.http import HttpLoadReport

_EXAMPLES = """
Examples:

- `pfocr-rdf load pfocr-database/ --store pfocr.db`: records into a folder that 'query' reads
- `pfocr-rdf load pfocr.nq.gz --store pfocr.db`: a file into it
- `pfocr-rdf load pfocr.nq.gz --endpoint http://127.0.0.1:7878`: a file into Oxigraph's server
- `pfocr-rdf load pfocr.nt --endpoint http://127.0.0.1:8890 --graph https://pfocr.wikipathways.org/ --replace --user dba --secret-env DBA`: replace one graph of Virtuoso
- `pfocr-rdf load pfocr-database/ --endpoint http://127.0.0.1:7878`: records
"""  # noqa: E501

_EMBEDDED_OPTIONS = frozenset(("sources", "store", "optimize", "graph", "quiet"))

_embedded = partial(option, rich_help_panel="Embedded store")
_http = partial(option, rich_help_panel="Triple store over HTTP")


@app.command(epilog=_EXAMPLES)
def load(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            help="RDF files (plain, .gz or .zst), or records in any form that 'export' reads.",
            metavar="RDF-OR-FIGURES...",
        ),
    ],
    store: Annotated[
        Path | None,
        _embedded("Folder, created if missing. New versions of records replace old ones.", "DIR"),
    ] = None,
    optimize: Annotated[
        bool, _embedded("Sort the database after loading: queries become several times faster.")
    ] = True,
    endpoint: Annotated[
        str | None,
        _http(
            "URL of the triple store: a server of Oxigraph or Virtuoso, a dataset of "
            "Fuseki, a repository of GraphDB or RDF4J.",
            "URL",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        _http(
            "Kind of the store: oxigraph, virtuoso, fuseki, graphdb, rdf4j, neptune, "
            "blazegraph, qlever or sparql.",
            "NAME",
            show_default="what the server answers",
        ),
    ] = None,
    gsp_url: Annotated[
        str | None,
        _http("URL of its Graph Store Protocol.", "URL", show_default="as usual for its kind"),
    ] = None,
    query_url: Annotated[str | None, _http("URL of its SPARQL queries.", "URL")] = None,
    update_url: Annotated[str | None, _http("URL of its SPARQL updates.", "URL")] = None,
    graph: Annotated[
        str | None,
        _http("IRI of the graph to load into.", "IRI", show_default="the graphs of the input"),
    ] = None,
    replace: Annotated[
        bool, _http("Replace what the graphs hold, instead of adding to it.", None, "--replace")
    ] = False,
    auth: Annotated[
        str,
        _http("Login: basic, digest or bearer.", "METHOD", show_default="as usual for its kind"),
    ] = "",
    user: Annotated[str, _http("User name.", "NAME", show_default=False)] = "",
    secret_env: Annotated[
        str | None, _http("Environment variable that holds the password or token.", "VAR")
    ] = None,
    secret_file: Annotated[
        Path | None, _http("File whose first line is the password or token.", "FILE")
    ] = None,
    ca_file: Annotated[
        Path | None, _http("Certificates to trust (PEM), instead of the usual ones.", "FILE")
    ] = None,
    max_body: Annotated[float, _http("Size of the largest request, in megabytes.", "MB")] = 8,
    timeout: Annotated[float, _http("Seconds to wait for each answer.", "SECONDS")] = 300,
    retries: Annotated[int, _http("How often a failed request is repeated.", "N")] = 6,
    gzip: Annotated[
        bool | None,
        _http(
            "Compress requests, if possible.", show_default="unless the store is on this machine"
        ),
    ] = None,
    state: Annotated[
        Path | None,
        _http("Record of what was sent.", "FILE", show_default="a hidden file beside the input"),
    ] = None,
    restart: Annotated[
        bool, _http("Send everything again, whatever an earlier run has sent.", None, "--restart")
    ] = False,
    skolemize: Annotated[
        str | None,
        _http("Start of IRIs for blank nodes.", "IRI", show_default="blank nodes are an error"),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Load RDF, or records as RDF, into a triple store. Loading again changes nothing."""
    over_http = bool(endpoint or query_url or update_url or gsp_url)
    if store is not None:
        if over_http:
            raise UsageError("two stores given: use either --store or --endpoint")
        for name in context.params:
            source = context.get_parameter_source(name)
            used = source is not None and source.name == "COMMANDLINE"
            if used and name not in _EMBEDDED_OPTIONS:
                option = "--" + name.replace("_", "-")
                raise UsageError(f"{option}: not possible with --store, only with --endpoint")
        _load_embedded(sources, store, graph, optimize=optimize, quiet=quiet)
        return
    if not over_http:
        raise UsageError("no store given: use --store DIR or --endpoint URL")
    if timeout <= 0 or retries < 0:
        raise UsageError("--timeout must be more than 0, --retries at least 0")

    from pfocr_rdf.store import http as remote  # slow to import, as httpx is

    def note(text: str) -> None:
        if not quiet:
            say(f"pfocr-rdf: {text}")

    secret = remote.read_secret(variable=secret_env, file=secret_file)
    if secret is None and (auth or user):
        raise UsageError("a login needs a secret: use --secret-env VAR or --secret-file FILE")
    login = None if secret is None else remote.Login(secret, user, auth)
    with remote.Connection(
        login=login, ca_file=ca_file, timeout=timeout, retries=retries, note=note
    ) as connection:
        target = remote.find_target(
            connection, endpoint, kind=kind, graphs=gsp_url, query=query_url, update=update_url
        )
        connection.log_in(target.kind.auth)
        host = urlsplit(target.update).hostname or ""
        near = host in ("localhost", "::1") or host.startswith("127.")
        if connection.login and target.update.startswith("http://") and not near:
            say("pfocr-rdf: the login is sent unencrypted: use an https:// URL")
        with progress("Reading", quiet=quiet) as update:
            options = remote.HttpLoadOptions(
                graph=graph,
                replace=replace,
                skolemize=skolemize,
                max_body=int(max_body * 10**6),
                gzip=not near if gzip is None else gzip,
                state=state,
                restart=restart,
                on_fault=Faults(),
                note=note,
                reading=update,
                sending=lambda done, total: update(done, total, "Triples"),
            )
            try:
                report = remote.load(sources, target, connection, options)
            except KeyboardInterrupt:
                say("pfocr-rdf: interrupted; run the same command again to continue")
                raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        _summarize(report)
    if report.faults:
        raise typer.Exit(DATA_FAULT)


def _load_embedded(
    sources: list[str], store: Path, graph: str | None, *, optimize: bool, quiet: bool
) -> None:
    from pfocr_rdf.store.embedded import load  # slow to import, as pyoxigraph is

    faults = Faults()
    started = time.perf_counter()
    with progress("Figures", quiet=quiet) as update:
        report = load(
            sources, store, graph=graph, optimize=optimize, on_fault=faults, progress=update
        )
    if not quiet:
        fresh = report.triples - report.triples_before
        records = f"{report.records:,} ({report.added:,} new, {report.replaced:,} replaced)"
        print_table(
            [
                ("figures", records),
                ("triples", f"{report.triples:,} ({fresh:+,})"),
                ("time", f"{time.perf_counter() - started:.1f} s"),
            ]
        )
    if faults.count:
        raise typer.Exit(DATA_FAULT)


def _summarize(report: HttpLoadReport) -> None:
    graphs = report.graphs
    name = graphs[0].graph or "the default graph"
    other = " (with other ones)" if report.there > report.sent else ""
    seconds = max(report.seconds - report.preparing, 1e-3)
    repeated = f" ({report.repeated:,} repeated)" if report.repeated else ""
    rate = (report.triples - report.resumed) / seconds
    rows = [
        ("graphs", f"{len(graphs):,}" if len(graphs) > 1 else name),
        ("triples of the input", f"{report.sent:,}"),
        ("triples in the store", f"{report.there:,}{other}"),
        ("requests", f"{report.requests:,}{repeated}"),
        ("time", f"{report.seconds:.1f} s ({rate:,.0f} triples/s sent)"),
    ]
    if report.resumed:
        rows.insert(3, ("sent by an earlier run", f"{report.resumed:,}"))
    if report.faults:
        rows.append(("faults", f"{report.faults:,}"))
    print_table(rows)
