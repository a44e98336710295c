"""Load everything the family needs once, and keep it for the run."""

from __future__ import annotations

from dataclasses import dataclass

from mtcheck.core.rule import Tables
from mtcheck.detectors.names.bodies import Literals, load_bodies
from mtcheck.detectors.names.composed import Composed, load_composed
from mtcheck.detectors.names.context import Lists, load_lists
from mtcheck.detectors.names.index import Index, load_index
from mtcheck.detectors.names.match import Matcher
from mtcheck.detectors.names.months import load_months
from mtcheck.detectors.names.organisations import Organisations, load_organisations
from mtcheck.detectors.names.places import Places, load_places
from mtcheck.detectors.names.spun import SpunNames, load_spun
from mtcheck.detectors.names.structural import Compounds, Title, glossed_by_word, load_compounds, load_glosses, load_titles


@dataclass(frozen=True)
class Engine:
    """Hold the loaded tables and what was made of them."""

    lists: Lists
    index: Index
    matcher: Matcher
    organisations: Organisations
    composed: Composed
    places: Places
    compounds: Compounds
    glosses: dict[str, frozenset[str]]
    glossed: dict[str, tuple[str, ...]]
    titles: dict[str, Title]
    spun: SpunNames
    months: dict[str, str]
    bodies: Literals


_ENGINES: dict[Tables, Engine] = {}


def engine_of(table: Tables) -> Engine:
    """Return the engine over these tables; it is made at first use."""
    if table not in _ENGINES:
        lists, index, glosses = load_lists(table), load_index(table), load_glosses(table)
        _ENGINES[table] = Engine(
            lists,
            index,
            Matcher(index, lists.words["body"]),
            load_organisations(table),
            load_composed(table),
            load_places(table),
            load_compounds(table),
            glosses,
            glossed_by_word(glosses),
            load_titles(table),
            load_spun(table),
            load_months(table),
            load_bodies(table),
        )
    return _ENGINES[table]
