"""Statistics as one web page that needs nothing else: no script, no font, no image."""

import hashlib
import re
from base64 import b64encode
from html import escape
from pathlib import Path

from pfocr_rdf.messages import count_of
from pfocr_rdf.rdf.namespaces import SITE
from pfocr_rdf.rdf.vocabulary import LICENSES
from pfocr_rdf.stats.charts import Charts
from pfocr_rdf.stats.display import compact, share, visible, web_address
from pfocr_rdf.stats.sections import Form, Row, Section, heading, key_numbers, sections
from pfocr_rdf.stats.statistics import About, Statistics

_CHART = re.compile(rb"<svg.*?</svg>", re.DOTALL)
_STYLE = Path(__file__).parents[1] / "data" / "stats.css"


def page(
    statistics: Statistics,
    about: About | None = None,
    charts: Charts | None = None,
    *,
    top: int = 10,
) -> bytes:
    """The page, in UTF-8: a chart for each section, with a table of its numbers.

    ``top`` is the largest number of rows of a chart; tables have all rows. The same
    statistics always give the same bytes. Raises MissingExtraError without the library that draws.
    """
    about = about or About()
    charts = charts or Charts()
    style = _STYLE.read_text(encoding="utf-8")
    title, *more = heading(about)
    detail = ", ".join(more) or "statistics"
    numbers = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{count:,}</dd></div>"
        for name, count in key_numbers(statistics, about)
    )
    body = "".join(_figure(section, charts, top) for section in sections(statistics))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(", ".join([title, *more]))}: statistics</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<p>{escape(detail[0].upper() + detail[1:])}</p>
<dl>{numbers}</dl>
</header>
<main>
{body}</main>
<footer>
<p>The records of <a href="{SITE}">PFOCR</a> are in the public domain
(<a href="{LICENSES["CC0"]}">CC0</a>). A figure counts once for each thing that it mentions; a
mention is a word of a figure and what it was matched to.</p>
</footer>
</body>
</html>
""".encode(errors="backslashreplace")


def release_page(counts: object, about: About) -> bytes:
    """The page ``stats.html`` of a release: ``counts`` are what its ``statistics.json`` holds.

    ``pfocr-rdf stats RELEASE --html FILE`` writes the same bytes.
    """
    statistics = Statistics.from_json(counts, "statistics.json")
    return page(statistics, about)


def without_charts(page: bytes) -> bytes:
    """A page's text: other versions of the library draw slightly different charts."""
    return _CHART.sub(b"", page)


def release_text(counts: object, about: About) -> bytes:
    """What :func:`release_page` gives, without its charts; needs no library."""
    statistics = Statistics.from_json(counts, "statistics.json")
    charts = Charts(lambda spec, **more: "<svg></svg>")
    return without_charts(page(statistics, about, charts))


def _policy(style: str) -> str:
    """What the page may load: nothing but its own style sheet."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _figure(section: Section, charts: Charts, top: int) -> str:
    shown = section.rows[:top] if section.form is Form.RANKING else section.rows
    title = section.title
    unit = ""
    if section.form is Form.YEARS:
        drawn = (
            f'<div class="wide">{charts.years(title, shown, section.unit, 1080, 220)}</div>'
            f'<div class="narrow">{charts.years(title, shown, section.unit, 340, 180)}</div>'
        )
    else:
        drawn = charts.ranking(title, shown, section.unit, section.total)
        unit = f"<span>{escape(section.unit)}</span>"
    note = f"<p>{escape(section.note)}</p>" if section.note else ""
    return (
        f'<figure id="{section.key}" class="{section.form.value}">\n'
        f"<figcaption><h2>{escape(title)}</h2>{unit}{note}</figcaption>\n"
        f"{drawn}\n{_table(section)}</figure>\n"
    )


def _table(section: Section) -> str:
    things = any(row.iri for row in section.rows)
    heads = [section.thing.capitalize(), section.unit.capitalize()]
    if things:
        heads.insert(1, "Identifier")
    if section.form is Form.SHARES:
        heads.append("Share")
    summary = f"Table of {count_of(len(section.rows), 'row')}"
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{_cells(row, section, things)}</tr>\n" for row in section.rows)
    return (
        f"<details><summary>{summary}</summary>\n<table>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></details>\n"
    )


def _cells(row: Row, section: Section, things: bool) -> str:
    cells = f'<th scope="row">{escape(row.label)}</th>'
    if things:
        identifier = escape(visible(compact(row.iri)))
        address = web_address(row.iri)
        if address is not None:
            identifier = f'<a href="{escape(address)}">{identifier}</a>'
        cells += f"<td>{identifier}</td>"
    cells += f'<td class="number">{row.count:,}</td>'
    if section.form is Form.SHARES:
        cells += f'<td class="number">{escape(share(row.count, section.total))}</td>'
    return cells
