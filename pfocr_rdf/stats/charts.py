"""Charts as SVG, drawn by Vega-Lite (https://vega.github.io/vega-lite/) without a browser.

The colours are those of the light theme; the page's style sheet replaces them by class. Nothing is
placed by the width of a text, so that the fonts of a machine make no difference.
"""

import re
from collections.abc import Callable
from html import escape
from importlib import import_module
from typing import Any, TypeAlias
from unicodedata import east_asian_width

from pfocr_rdf.errors import MissingExtraError
from pfocr_rdf.stats.display import share, web_address
from pfocr_rdf.stats.sections import Row

Spec: TypeAlias = "dict[str, Any]"

VEGA_LITE = "6.1"
WIDTH = 340
_STEP = 34
_FONT_SIZE = 13
_NARROW = frozenset(" !'()*,-./:;I[]fijlrt|“”")
_BAR, _TRACK, _INK, _FAINT = "#2f6690", "#eceff2", "#1d2730", "#5c6873"


class Charts:
    """Draws charts as ``draw`` does, or by the library; made once for a page.

    Raises MissingExtraError where the library is not installed.
    """

    def __init__(self, draw: Callable[..., str] | None = None) -> None:
        if draw is None:
            try:
                draw = import_module("vl_convert").vegalite_to_svg
            except ImportError:
                raise MissingExtraError("stats", "a page with charts") from None
        self._draw = draw

    def ranking(self, name: str, rows: tuple[Row, ...], unit: str, total: int = 0) -> str:
        """Bars from the left, each below its label, which is a link where the row has an IRI.

        With a ``total``, counts are shown as shares of it.
        """
        largest = total or max(1, *(row.count for row in rows))
        values = [
            {
                "place": place,
                "label": _fitting(row.label, WIDTH - 16 - _text_width(_shown(row.count, total))),
                "said": _said(row, unit),
                "count": row.count,
                "all": largest,
                "shown": _shown(row.count, total),
                "href": web_address(row.iri),
            }
            for place, row in enumerate(rows)
        ]
        text = {"type": "text", "dy": -5, "fontSize": _FONT_SIZE, "baseline": "middle"}
        link = {"test": "isValid(datum.href)", **_nominal("href")}
        spec: Spec = {
            "height": {"step": _STEP},
            "encoding": {"y": {"field": "place", "type": "ordinal", "axis": None}},
            "layer": [
                _bars("track", "all", largest, _TRACK),
                _bars("bars", "count", largest, _BAR),
                {
                    "name": "labels",
                    "mark": {**text, "align": "left", "color": _INK},
                    "encoding": {
                        "x": {"value": 0},
                        "text": _nominal("label"),
                        "href": {"condition": link, "value": None},
                        "description": _nominal("said"),
                    },
                },
                {
                    "name": "numbers",
                    "mark": {**text, "align": "right", "color": _FAINT, "aria": False},
                    "encoding": {"x": {"value": WIDTH}, "text": _nominal("shown")},
                },
            ],
        }
        return self._svg(name, values, WIDTH, spec)

    def years(self, name: str, rows: tuple[Row, ...], unit: str, width: int, height: int) -> str:
        """A bar for each year, from the left to the right."""
        largest = max(1, *(row.count for row in rows))
        values = [{"year": row.label, "count": row.count, "said": _said(row, unit)} for row in rows]
        left = 12 + 8 * len(f"{largest:,}")
        axis = {"title": None, "labelFontSize": 12, "labelColor": _FAINT, "labelPadding": 6}
        count_axis = {
            **axis,
            "tickCount": min(4, largest),
            "tickMinStep": 1,
            "format": ",d",
            "domain": False,
            "ticks": False,
            "gridColor": _TRACK,
        }
        year_axis = {
            **axis,
            "values": _marked([row.label for row in rows], (width - left) // 44),
            "labelAngle": 0,
            "labelOverlap": False,
            "domainColor": _FAINT,
            "tickColor": _FAINT,
        }
        spec: Spec = {
            "height": height,
            "padding": {"left": left, "right": 14, "top": 10, "bottom": 28},
            "name": "bars",
            "mark": {"type": "bar", "color": _BAR},
            "encoding": {
                "x": {
                    "field": "year",
                    "type": "ordinal",
                    "sort": None,
                    "axis": year_axis,
                    "scale": {"paddingInner": 0.22, "paddingOuter": 0.2},
                },
                "y": {
                    "field": "count",
                    "type": "quantitative",
                    "axis": count_axis,
                    "scale": {"domain": [0, largest], "nice": min(4, largest)},
                },
                "description": _nominal("said"),
            },
        }
        return _titled(self._svg(name, values, width - left - 14, spec))

    def _svg(self, name: str, values: list[Spec], width: int, spec: Spec) -> str:
        svg = self._draw(
            {
                "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
                "data": {"values": values, "format": {"type": "json", "parse": None}},
                "width": width,
                "padding": 0,
                "autosize": "none",
                "background": None,
                "config": {"view": {"stroke": None}},
                **spec,
            },
            vl_version=VEGA_LITE,
            allowed_base_urls=[],
        )
        start = f'<svg role="group" aria-label="{escape(name)}" '
        return svg.replace("<svg ", start, 1)


def _said(row: Row, unit: str) -> str:
    return f"{row.label}: {row.count:,} {unit.removesuffix('s') if row.count == 1 else unit}"


def _shown(count: int, total: int) -> str:
    return f"{count:,} · {share(count, total)}" if total else f"{count:,}"


def _text_width(text: str) -> float:
    """About as wide as a text is, in a wide font: none is asked, so that all machines agree."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> float:
    if character in _NARROW:
        return 0.4 * _FONT_SIZE
    if east_asian_width(character) in "WF":
        return float(_FONT_SIZE)
    wide = character.isupper() or character in "mw@%"
    return (0.76 if wide else 0.62) * _FONT_SIZE


def _fitting(text: str, room: float) -> str:
    """As much of a text as has room; an ellipsis stands for the rest."""
    if _text_width(text) <= room:
        return text
    left = room - _FONT_SIZE
    for position, character in enumerate(text):
        left -= _character_width(character)
        if left < 0:
            return text[:position].rstrip() + "…"
    return text


def _nominal(field: str) -> Spec:
    return {"field": field, "type": "nominal"}


def _bars(name: str, field: str, largest: int, colour: str) -> Spec:
    bar = {"type": "bar", "height": 7, "yOffset": 9, "color": colour, "aria": False}
    scale = {"domain": [0, largest], "nice": False}
    x = {"field": field, "type": "quantitative", "axis": None, "scale": scale}
    return {"name": name, "mark": bar, "encoding": {"x": x}}


def _marked(years: list[str], most: int) -> list[str]:
    """The years that are written below the bars: at most ``most``, round ones."""
    for step in (1, 2, 5, 10, 20, 50, 100):
        found = [year for year in years if int(year) % step == 0]
        if len(found) <= most:
            return found
    return found[:: -(-len(found) // most)]


def _titled(svg: str) -> str:
    """Give each bar a title, which browsers show when the pointer rests on it."""
    return re.sub(r'<path (aria-label="([^"]*)"[^>]*)/>', r"<path \1><title>\2</title></path>", svg)
