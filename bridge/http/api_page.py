"""The generated page on the service: every address, parameter and answer, from its OpenAPI description.

The HTML is written here because the usual pages load their program from another site, and this service works
without a network.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

CSS = """
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.25rem;
       color: #1f2a37; font: 16px/1.55 system-ui, sans-serif }
h1 { margin-bottom: .25rem } h2 { margin-top: 2.25rem } code { background: #f3f4f6; padding: .1rem .35rem }
table { border-collapse: collapse; width: 100% } .verb { color: #047857; font-weight: 600 }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e5e7eb; vertical-align: top }
th, .muted { color: #6b7280 }
"""


def render(description: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description."""
    info = description["info"]
    parts = [
        f"<h1>{escape(info['title'])}</h1>",
        f'<p class="muted">version {escape(info["version"])}, <a href="openapi.json">openapi.json</a></p>',
        f"<p>{escape(info.get('description', ''))}</p>",
    ]
    for path, verbs in description["paths"].items():
        for verb, operation in verbs.items():
            parts.append(_operation(path, verb, operation))
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(info['title'])}</title><style>{CSS}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _operation(path: str, verb: str, operation: Mapping[str, Any]) -> str:
    text = (
        f'<h2><span class="verb">{verb.upper()}</span> <a href="{escape(path[1:])}">{escape(path)}</a></h2>'
    )
    text += "".join(f"<p>{escape(part)}</p>" for part in operation.get("description", "").split("\n\n"))
    if parameters := operation.get("parameters"):
        rows = "".join(map(_parameter, parameters))
        text += (
            f"<table><tr><th>parameter</th><th>value</th><th>default</th><th>meaning</th></tr>{rows}</table>"
        )
    answers = ", ".join(
        f"{code}: {escape(answer['description'])}" for code, answer in operation["responses"].items()
    )
    return text + f'<p class="muted">answers {answers}</p>'


def _parameter(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    # A value that may be left out is described as "this or null".
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kind = kinds[0]
    value = " | ".join(kind["enum"]) if "enum" in kind else str(kind.get("const", kind.get("type", "")))
    if "minimum" in kind and "maximum" in kind:
        value += f", {kind['minimum']} to {kind['maximum']}"
    default = schema.get("default")
    shown = "required" if parameter.get("required") else "" if default is None else str(default)
    meaning = str(parameter.get("description") or schema.get("description") or "")
    cells = "".join(f"<td>{escape(text)}</td>" for text in (value, shown, meaning))
    return f"<tr><td><code>{escape(parameter['name'])}</code></td>{cells}</tr>"
