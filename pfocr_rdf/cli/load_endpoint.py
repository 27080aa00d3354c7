"""The part of ``pfocr-rdf load`` that loads into a triple store over HTTP: ``--endpoint``."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer

from pfocr_rdf.cli.app import DATA_FAULT, progress, say
from pfocr_rdf.cli.endpoint_options import EndpointOptions
from pfocr_rdf.errors import UsageError

if TYPE_CHECKING:
    from pfocr_rdf.errors import Fault
    from pfocr_rdf.store.http import Connection, Login, Report, Target


def load_endpoint(paths: list[str], given: EndpointOptions) -> None:
    """Load files or records into a store over HTTP, and say how it went."""
    from pfocr_rdf.store import http as remote

    if given.timeout <= 0 or given.retries < 0:
        raise UsageError("--timeout must be more than 0, --retries at least 0")

    def note(text: str) -> None:
        if not given.quiet:
            say(f"pfocr-rdf: {text}")

    def on_fault(fault: Fault) -> None:
        say(str(fault))

    with remote.Connection(
        login=_login(given),
        ca_file=given.ca_file,
        timeout=given.timeout,
        retries=given.retries,
        note=note,
    ) as connection:
        target = remote.find_target(
            connection,
            given.endpoint,
            kind=given.kind,
            graphs=given.gsp_url,
            query=given.query_url,
            update=given.update_url,
        )
        connection.log_in(target.kind.auth)
        _warn(target, connection)
        with ExitStack() as bars:
            reading = bars.enter_context(progress("Reading", quiet=given.quiet))
            update = None

            def sending(done: int, total: int) -> None:
                nonlocal update
                if update is None:
                    bars.close()
                    update = bars.enter_context(progress("Triples", quiet=given.quiet))
                update(done, total)

            options = remote.Options(
                graph=given.graph,
                replace=given.replace,
                skolemize=given.skolemize,
                max_body=None if given.max_body is None else int(given.max_body * 10**6),
                gzip=not _is_near(target.update) if given.gzip is None else given.gzip,
                state=given.state,
                restart=given.restart,
                on_fault=on_fault,
                note=note,
                reading=reading,
                sending=sending,
            )
            try:
                report = remote.load(paths, target, connection, options)
            except KeyboardInterrupt:
                say("pfocr-rdf: interrupted; the same command goes on from here")
                raise typer.Exit(130) from None
    if not given.quiet:
        _summarize(report)
    if report.faults:
        raise typer.Exit(DATA_FAULT)


def _login(given: EndpointOptions) -> Login | None:
    from pfocr_rdf.store import http as remote

    secret = remote.read_secret(variable=given.secret_env, file=given.secret_file)
    if secret is None:
        if given.auth or given.user:
            raise UsageError("a login needs a secret: --secret-env VAR or --secret-file FILE")
        return None
    return remote.Login(secret, given.user, given.auth)


def _is_near(url: str) -> bool:
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _warn(target: Target, connection: Connection) -> None:
    if connection.login and target.update.startswith("http://") and not _is_near(target.update):
        say("pfocr-rdf: the login goes over http, which others can read: use https")


def _summarize(report: Report) -> None:
    graphs = report.graphs
    name = graphs[0].graph or "the default graph"
    more = report.there - report.sent
    sending = max(report.seconds - report.preparing, 1e-3)
    repeated = f" ({report.repeated:,} repeated)" if report.repeated else ""
    fresh = report.triples - report.resumed
    rows = [
        ("graphs", f"{len(graphs):,}" if len(graphs) > 1 else name),
        ("triples of the input", f"{report.sent:,}"),
        ("triples in the store", f"{report.there:,}{' (others among them)' if more > 0 else ''}"),
        ("requests", f"{report.requests:,}{repeated}"),
        ("time", f"{report.seconds:.1f} s ({fresh / sending:,.0f} triples/s sent)"),
    ]
    if report.resumed:
        rows.insert(3, ("sent by an earlier run", f"{report.resumed:,}"))
    if report.faults:
        rows.append(("faults", f"{report.faults:,}"))
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        say(f"{label:<{width}}  {value}")
