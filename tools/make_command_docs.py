"""Write docs/commands.md from the program's help: ``python tools/make_command_docs.py``.

``--check`` writes nothing and fails if the page is not current.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from pfocr_rdf.cli.commands import app

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"

HEAD = """# Commands

`python tools/make_command_docs.py` makes this page from the program's help; a test fails if it is
not current.

Exit codes: **0** success, **1** the data has faults or the output could not be written, **2** wrong
usage, **130** interrupted. Faults and summaries go to standard error, data to standard output.
"""


def render() -> str:
    """The page: a section for each command, a row for each option."""
    root: Any = typer.main.get_command(app)
    parts = [HEAD]
    for name, command in _commands(root, ""):
        parts.append(f"\n## pfocr-rdf {name}\n")
        parts.append(f"\n{_text(command.help)}\n")
        arguments = " ".join(
            p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument"
        )
        parts.append(f"\n    pfocr-rdf {name} [OPTIONS] {arguments}".rstrip() + "\n")
        rows = [row for row in map(_row, command.params) if row]
        if rows:
            parts.append("\n| option | meaning | default |\n|---|---|---|\n")
            parts.extend(rows)
        if command.epilog:
            parts.append(f"\n{_text(command.epilog)}\n")
    return "".join(parts)


def _commands(group: Any, before: str) -> list[tuple[str, Any]]:
    found = []
    for name in sorted(group.commands):
        command = group.commands[name]
        if hasattr(command, "commands"):
            if getattr(command, "invoke_without_command", False):
                found.append((before + name, command))
            found += _commands(command, f"{before}{name} ")
        else:
            found.append((before + name, command))
    return found


def _text(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").strip().splitlines())


def _row(parameter: Any) -> str:
    if parameter.name == "help":
        return ""
    if parameter.param_type_name == "argument":
        names = f"`{parameter.metavar or parameter.name.upper()}`"
    else:
        names = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts))
        if not parameter.is_flag and parameter.metavar:
            names += f" {parameter.metavar}"
    choices = getattr(parameter.type, "choices", ())
    if choices:
        names += f" {', '.join(choices)}"
    shown = parameter.show_default
    default = shown if isinstance(shown, str) else parameter.default
    if not isinstance(shown, str) and (not shown or default in (None, "", ()) or callable(default)):
        default = ""
    if isinstance(default, bool):
        default = "yes" if default else ""
    cell = _text(parameter.help).replace("\n", " ").replace("|", "\\|")
    return f"| {names} | {cell} | {default} |\n"


if __name__ == "__main__":
    page = render()
    if "--check" in sys.argv:
        sys.exit(
            0 if PAGE.read_text(encoding="utf-8") == page else "docs/commands.md is not current"
        )
    PAGE.write_text(page, encoding="utf-8")
