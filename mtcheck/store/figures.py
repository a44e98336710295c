"""Keep what was measured of language models on clean text: ``calibration.json`` beside the installed models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtcheck.core.errors import ModelError
from mtcheck.output import write_text
from mtcheck.store.folder import made_folder, models_folder

FILE = "calibration.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold a model's quantiles of bits per word, and the digest of the texts on which they were measured."""

    lm: str
    texts: str
    quantiles: tuple[float, ...]


def stored_figures() -> dict[str, Figures]:
    """Return all figures by the key they were kept under; ModelError where the file is damaged."""
    file = models_folder() / FILE
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        return {
            key: Figures(str(row["lm"]), str(row["texts"]), _rising(row["quantiles"])) for key, row in data["figures"].items()
        }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ModelError(f"{file}: the calibration cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{file}: the calibration is damaged; delete it, and run `mtcheck calibrate` again") from error


def _rising(values: object) -> tuple[float, ...]:
    quantiles = tuple(float(value) for value in values) if isinstance(values, list) else ()
    if not quantiles or list(quantiles) != sorted(quantiles):
        raise ValueError("no quantiles")
    return quantiles


def keep_figures(key: str, found: Figures) -> Path:
    """Add figures to those that are kept, or put them in place of older ones; return the file. It is written whole."""
    file = models_folder() / FILE
    _write(stored_figures() | {key: found})
    return file


def drop_figures(lm: str) -> None:
    """Forget what was measured of a model."""
    kept = stored_figures()
    left = {key: row for key, row in kept.items() if row.lm != lm}
    if left != kept:
        _write(left)


def _write(rows: Mapping[str, Figures]) -> None:
    made_folder()
    entries = {key: {"lm": row.lm, "texts": row.texts, "quantiles": list(row.quantiles)} for key, row in sorted(rows.items())}
    write_text(models_folder() / FILE, json.dumps({"format": FORMAT, "figures": entries}, indent=1, ensure_ascii=True) + "\n")
