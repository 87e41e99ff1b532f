"""`datapackage.json`: what the tables are, for people and for tools (Frictionless Data Package)."""

from pathlib import Path
from typing import Any

from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import write_json
from reportminer.export.tables import Column, Table, tables

_DESCRIPTION = (
    "Partners, challenges, lessons and recommendations found in reports by reportminer, every row tied "
    "to its words. Offsets count Unicode code points of texts/<report_id>.txt; pages count from 1 in "
    "file order. An apostrophe stands before a cell that a spreadsheet would run as a formula."
)


def write_datapackage(out: Path) -> None:
    """Write `datapackage.json` for the tables in OUT. It holds no times, paths or hashes."""
    names = {str(row["theme_id"]): str(row["name"]) for row in read_typed(out, "themes")}
    resources = [_resource(table, columns_of(out, table.name), names) for table in tables().values()]
    package = {
        "profile": "tabular-data-package",
        "name": "reportminer-output",
        "title": "Partnership reports: findings, partners and themes",
        "description": _DESCRIPTION,
        "resources": resources,
    }
    write_json(out / "datapackage.json", package)


def _resource(table: Table, columns: tuple[Column, ...], themes: dict[str, str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.file_name,
        "profile": "tabular-data-resource",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"},
        "schema": _schema(table, columns, themes),
    }


def _schema(table: Table, columns: tuple[Column, ...], themes: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(table, column, themes) for column in columns]}
    schema["missingValues"] = [""]
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        # The standard writes the empty name where a table points at itself.
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {
                    "resource": "" if key.table == table.name else key.table,
                    "fields": list(key.to),
                },
            }
            for key in table.foreign_keys
        ]
    return schema


def _field(table: Table, column: Column, themes: dict[str, str]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column not in table.columns:
        field["description"] = (
            f"Findings of the report with the theme: {themes.get(column.name, column.name)}."
        )
    limits: dict[str, Any] = {}
    if column.name in table.primary_key and not column.empty:
        limits["required"] = True
    if column.values:
        limits["enum"] = list(column.values)
    if limits:
        field["constraints"] = limits
    return field
