"""``pfocr-rdf load``: RDF files, or records, into a store."""

from __future__ import annotations

from typing import Annotated

import typer

from pfocr_rdf.cli import endpoint_options as http
from pfocr_rdf.cli import load_store as embedded
from pfocr_rdf.cli.app import app
from pfocr_rdf.cli.load_endpoint import load_endpoint
from pfocr_rdf.errors import UsageError

_EXAMPLES = """
Examples:

- `pfocr-rdf load pfocr-database/ --store pfocr.db`: records into a folder that 'query' asks
- `pfocr-rdf load pfocr.nq.gz --store pfocr.db`: a file into it
- `pfocr-rdf load pfocr.nq.gz --endpoint http://127.0.0.1:7878`: a file into Oxigraph's server
- `pfocr-rdf load pfocr.nt --endpoint http://127.0.0.1:8890 --graph https://pfocr.wikipathways.org/ --replace --user dba --secret-env DBA`: one graph of Virtuoso, anew
- `pfocr-rdf load pfocr-database/ --endpoint http://127.0.0.1:7878`: records
"""  # noqa: E501


_STORE_OPTIONS = frozenset(("sources", "store", "optimize", "graph", "quiet"))


@app.command(epilog=_EXAMPLES)
def load(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            help="RDF files (plain, .gz or .zst), or records as 'export' takes them.",
            metavar="RDF-OR-FIGURES...",
            show_default=False,
        ),
    ],
    store: embedded.Store = None,
    optimize: embedded.Optimize = True,
    endpoint: http.Endpoint = None,
    kind: http.Kind = None,
    gsp_url: http.GraphsUrl = None,
    query_url: http.QueryUrl = None,
    update_url: http.UpdateUrl = None,
    graph: http.Graph = None,
    replace: http.Replace = False,
    auth: http.Auth = "",
    user: http.User = "",
    secret_env: http.SecretEnv = None,
    secret_file: http.SecretFile = None,
    ca_file: http.CaFile = None,
    max_body: http.MaxBody = None,
    timeout: http.Timeout = 300,
    retries: http.Retries = 6,
    gzip: http.Gzip = None,
    state: http.StateFile = None,
    restart: http.Restart = False,
    skolemize: http.Skolemize = None,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Print faults only: no progress, no summary.")
    ] = False,
) -> None:
    """Load RDF, or records as RDF, into a triple store. Loading again changes nothing."""
    given = http.EndpointOptions(
        endpoint=endpoint,
        kind=kind,
        gsp_url=gsp_url,
        query_url=query_url,
        update_url=update_url,
        graph=graph,
        replace=replace,
        auth=auth,
        user=user,
        secret_env=secret_env,
        secret_file=secret_file,
        ca_file=ca_file,
        max_body=max_body,
        timeout=timeout,
        retries=retries,
        gzip=gzip,
        state=state,
        restart=restart,
        skolemize=skolemize,
        quiet=quiet,
    )
    if store is not None:
        if given.wanted:
            raise UsageError("one place at a time: give either --store or --endpoint")
        for name in context.params:
            source = context.get_parameter_source(name)
            if name not in _STORE_OPTIONS and source is not None and source.name == "COMMANDLINE":
                option = "--" + name.replace("_", "-")
                raise UsageError(f"{option} is for --endpoint; --store has no use for it")
        embedded.load_store(sources, store, graph=graph, optimize=optimize, quiet=quiet)
        return
    if not given.wanted:
        raise UsageError("where to? Give --store DIR or --endpoint URL")
    load_endpoint(sources, given)
