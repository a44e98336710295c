"""Find whom a capitalised run may mean: a shortlist by consonants, a weighted distance, then a score from the context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.distance import likeness
from mtcheck.detectors.names.index import Index, Key, is_word
from mtcheck.detectors.names.people import KOREA, Person
from mtcheck.detectors.names.shapes import is_pinyin, pinyin_syllables, shape_countries
from mtcheck.lang.sounds import classes, letters, plain, sounds

SURE = 1.0
FLAG = 0.90
FLAG_ONE_WORD = 0.97
_SHORT_KEY, _SHORT_PENALTY, _SHORT_FLOOR = 7, 0.04, 0.89
_SHORTLIST, _CLASS_FLOOR = 40, 0.55
_LIKE_FLOOR = 0.78
_PEOPLE_KEPT = 8
_SURNAME_FLOOR = 0.80
_GIVEN_FLOOR = 0.72
_TURNED_FLOOR = 0.95
_FOREIGN_FLOOR = 0.95
_BORNE_OUT_FLOOR = 0.88
_COMPATRIOT_FLOOR = 0.97
_LONG_KEY, _LONG_KEY_EXACT = 7, 6
_SHORT_SURNAME, _SHORT_SURNAME_FLOOR = 4, 0.9
# The countries whose name shapes a reading along this route takes on.
_SHAPES = {
    "pinyin": frozenset({"CN", "TW"}),
    "sino-korean": frozenset({"KR", "KP"}), "hangul": frozenset({"KR", "KP"}), "sino-vietnamese": frozenset({"VN"}),
    "on-reading": frozenset({"JP"}), "kanji-reading": frozenset({"JP"}), "katakana": frozenset({"JP"}),
}  # fmt: skip
_CHUNK = 64
_RUN_ON = re.compile(r"-[a-z]+$")
_ARTICLE = re.compile(r"\b(?:al|el|ul)[- ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """Hold one reading of a run: the key, the likeness of sounds, the score and the parts that it is the sum of."""

    key: Key
    likeness: float
    score: float
    needed: float
    parts: tuple[tuple[str, float], ...]
    title: str = ""


class Matcher:
    """Match runs against the index; what does not hang on the context is kept from one document to the next."""

    def __init__(self, index: Index, bodies: frozenset[str]) -> None:
        self.index = index
        self.bodies = bodies
        self._kept: dict[str, tuple[tuple[Key, float], ...]] = {}

    def prepare(self, runs: Sequence[Run]) -> None:
        """Make the shortlists of all runs that are not known yet."""
        if len(self._kept) > 50_000:
            self._kept.clear()
        fresh = [text for text in dict.fromkeys(run.text for run in runs) if text not in self._kept]
        opened = {run.text for run in runs if run.opened}
        wanted = [text for text in fresh if self._is_candidate(text) and not (text in opened and self._right_after(text))]
        self._kept.update(dict.fromkeys(fresh, ()))
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            strings = [classes(sounds(text)) for text in chunk]
            table = cdist(
                strings,
                self.index.class_strings,
                scorer=Levenshtein.normalized_similarity,
                score_cutoff=_CLASS_FLOOR,
                dtype=np.float32,
            )
            for text, line in zip(chunk, table, strict=True):
                self._kept[text] = self._nearest(text, line)

    def _is_candidate(self, text: str) -> bool:
        """Tell whether the run may be garbled at all: not an accepted form, not an ordinary word or name standing alone."""
        form = letters(text)
        if (
            form in self.index.accepted
            or form in self.index.by_surname
            or letters(_ARTICLE.sub("", text)) in self.index.accepted
        ):
            return False
        words = text.split()
        if any(word.lower() in self.bodies for word in words):
            return False
        if _RUN_ON.search(text) and letters(_RUN_ON.sub("", text)) in self.index.accepted:
            return False
        if is_word(self.index.lexicon_words.get(letters(words[0]), "")) and self._right_after(text):
            return False
        if len(words) > 1:
            return letters(words[0] + words[-1]) not in self.index.accepted and not self._holds_known(words)
        parts = words[0].split("-")
        return (
            form not in self.index.known
            and not is_word(self.index.lexicon_words.get(form, ""))
            and not (len(parts) > 1 and letters(parts[0]) in self.index.known)
            and not text.isupper()
        )

    def _right_after(self, text: str) -> bool:
        """Tell whether what follows the opening word of a sentence is a right name by itself."""
        rest = letters(text.partition(" ")[2])
        return rest in self.index.accepted or rest in self.index.by_surname

    def _holds_known(self, words: Sequence[str]) -> bool:
        """Tell whether a part of the run is an accepted name, and what stands before it a word that names may have."""
        folded = [letters(word) for word in words]
        size = len(folded)
        for start in range(size):
            for stop in range(start + 2, size + 1 if start else size):
                people = self.index.accepted.get("".join(folded[start:stop]), ())
                given = any(letters(person.given.partition(" ")[0]) in folded[start:stop] for person in people)
                if given or (people and (stop < size or any(word in self.index.known for word in folded[:start]))):
                    return True
        return False

    def _nearest(self, text: str, line: np.ndarray[tuple[int], np.dtype[np.float32]]) -> tuple[tuple[Key, float], ...]:
        folded = sounds(text)
        near = np.flatnonzero(line)
        if not len(near) or not folded:
            return ()
        order = near[np.argsort(-line[near], kind="stable")][:_SHORTLIST]
        one_word = len(re.split(r"[\s-]+", text.strip())) == 1
        best: dict[tuple[str, bool], tuple[Key, float]] = {}
        places = np.array([place for group in order for place in self.index.by_class[group]], dtype=np.int64)
        for place, alike in zip(places.tolist(), self.index.lexicon.likeness(folded, places).tolist(), strict=True):
            if alike < _LIKE_FLOOR:
                continue
            for key in self.index.keys(self.index.names[place]):
                slot = (key.person.key, key.route == "spelling")
                before = best.get(slot)
                if (before is None or _rank(alike, key) > _rank(before[1], before[0])) and self._possible(
                    text, key, alike, one_word
                ):
                    best[slot] = (key, alike)
        ordered = sorted(best.values(), key=lambda pair: (-pair[1], pair[0].person.key, pair[0].route))
        return tuple(ordered[:_PEOPLE_KEPT])

    def _possible(self, text: str, key: Key, alike: float, one_word: bool) -> bool:
        """Tell whether the precision rules leave this reading standing, whatever the context."""
        person, words = key.person, text.split()
        if key.kind == "s" and len(words) > 1 and not (person.native and len(words) <= 3 and len(text) <= 12):
            # Read as Chinese, a long surname may look like a whole Chinese name: Lighthizer, Lai Haizhe.
            return key.route == "pinyin" and alike >= _COMPATRIOT_FLOOR and "CN" in shape_countries(text)
        if key.kind != "s" and one_word and len(words) == 1 and key.given and "-" not in text and len(sounds(text)) < 6:
            return False
        if key.kind == "r" and person.country != "JP" and alike < _TURNED_FLOOR:
            return False
        if not person.native or (person.country not in KOREA | {"CN", "TW", "HK", "VN", "JP", "SG"}):
            return not person.is_spelt(text) and self._western(words, key)
        if key.route == "spelling" and person.country in KOREA | {"CN"} and self._other_surname(words, person):
            return False
        own = letters(person.given)
        ordinary = len(words) > 1 and all(letters(word) in self.index.known for word in words)
        western = ordinary or (alike < _BORNE_OUT_FLOOR and letters(words[0]) in self.index.known)
        if western and key.route in ("palladius", "kontsevich") and alike < _COMPATRIOT_FLOOR:
            return False
        return not (key.route == "spelling" and ordinary and person.country == "JP" and own not in map(letters, words))

    def _other_surname(self, words: Sequence[str], person: Person) -> bool:
        """Tell whether a name begins with a surname of other people, as that of a compatriot does."""
        first = letters(words[0])
        return first != letters(person.surname) and person.surname_first and first in self.index.by_surname

    def _western(self, words: Sequence[str], key: Key) -> bool:
        """Tell whether a Western name may be garbled: the surname must sound like it, and a relative is no misreading."""
        if key.kind == "s":
            return True
        if len(words) < 2:
            return True
        count = len(key.surname.split())
        last = " ".join(words[-count:]) if len(words) > count else words[-1]
        surname_like = likeness(sounds(last), sounds(key.surname))
        floor = _SHORT_SURNAME_FLOOR if len(sounds(last)) < _SHORT_SURNAME else _SURNAME_FLOOR
        if key.route != "pinyin" and surname_like < floor:
            return False
        ordinary = [letters(word) in self.index.known for word in words]
        if all(ordinary) and (key.route != "pinyin" or not shape_countries(" ".join(words)) & _SHAPES["pinyin"]):
            return False
        if key.route == "pinyin" and any(ordinary):
            pinyin = all(is_pinyin(word) for word, is_name in zip(words, ordinary, strict=True) if is_name)
            if not pinyin or likeness(sounds(" ".join(words)), sounds(f"{key.given} {key.surname}")) < _FOREIGN_FLOOR:
                return False
        surnames = {letters(key.person.surname), *(letters(form.split()[-1]) for form in key.person.forms)}
        if letters(last) not in surnames and letters(last) in self.index.by_surname:
            return False
        given = " ".join(words[:-count])
        if key.route != "pinyin" and key.given and likeness(sounds(given), sounds(key.given)) < _GIVEN_FLOOR:
            return False
        return letters(last) not in surnames or not all(ordinary[:-count])

    def nearest(self, text: str) -> tuple[tuple[Key, float], ...]:
        """Return the likely keys of a name of which no text is known, whatever kind of word it is."""
        line = cdist(
            [classes(sounds(text))],
            self.index.class_strings,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_CLASS_FLOOR,
            dtype=np.float32,
        )[0]
        return self._nearest(text, line)

    def candidates(self, text: str) -> tuple[tuple[Key, float], ...]:
        """Return the likely keys of a prepared run with their likeness, best first, at most two for each person."""
        return self._kept.get(text, ())


def _rank(alike: float, key: Key) -> tuple[float, bool, str]:
    return (round(alike, 6), key.route != "spelling", key.route)


def judge(run: Run, candidates: Sequence[tuple[Key, float]], around: Surroundings, named: frozenset[str]) -> Match | None:
    """Return the best match that the context bears out, or None; ``named`` holds the keys of people named rightly."""
    best: Match | None = None
    for key, alike in candidates:
        match = score(run, key, alike, around, named)
        if match is not None and (best is None or match.score > best.score):
            best = match
    return best if best is not None and best.score >= best.needed else None


def score(run: Run, key: Key, alike: float, around: Surroundings, named: frozenset[str]) -> Match | None:
    """Add up likeness and context; None where the context rules the reading out."""
    person = key.person
    if key.kind == "s" and around.follows_article(run):
        return None
    here, article = around.countries(run.sent), around.article_countries
    homes = _homes(person)
    shaped = shape_countries(run.text)
    own = bool(shaped & _shape_homes(person))
    short = len(sounds(key.written)) < _SHORT_KEY
    if short and alike < _SHORT_FLOOR:
        return None
    title = around.title(run, person.role_nouns)
    if key.kind == "s" and title.lower() in around.lists.words["office"] - person.role_nouns:
        title = ""
    role = bool(person.role_nouns & around.office_words(run.sent))
    in_sentence, in_article = bool(homes & here), bool(homes & article)
    long = len(sounds(key.written)) >= (_LONG_KEY_EXACT if alike == 1.0 else _LONG_KEY)
    borne_out = bool(title) and role and in_sentence and long
    if key.route != "spelling" and own and not _may_misread_compatriot(key, alike, borne_out=borne_out):
        return None
    office = around.office_country(run)
    if office and office not in homes and office in shaped:
        return None
    if alike < (_BORNE_OUT_FLOOR if borne_out and not shaped else _FOREIGN_FLOOR) and not _fits_shape(key, shaped):
        return None
    one_name_east = key.route == "spelling" and person.country in KOREA | {"CN", "TW", "VN"} and " " in run.text
    if one_name_east and alike < _FOREIGN_FLOOR and _syllables_apart(run.text, key) > 1:
        return None
    if not title and key.route in ("on-reading", "sino-vietnamese", "palladius") and alike < _TURNED_FLOOR:
        return None
    parts = [("sound match", alike)]
    if title:
        parts.append(("title", 0.05))
    parts.append(("country", 0.05 if in_sentence else 0.025 if in_article else -0.06 if article else -0.03))
    if role and in_sentence:
        parts.append(("office and country", 0.04))
    if person.key in named:
        parts.append(("named elsewhere", 0.02))
    if not title and not role:
        parts.append(("no title", -0.05))
    if key.route == "spelling":
        parts.append(("spelling", -0.03))
    if own and key.route == "spelling" and not _half_exact(run.text, key):
        if len(_cut(person, run.text)) not in {len(_cut(person, form)) for form in person.forms}:
            return None
        parts.append(("well-formed compatriot", -0.09 * _syllables_apart(run.text, key)))
    if office and office not in homes:
        parts.append(("office of another country", -0.06))
    foreign = shaped - homes
    if foreign & here:
        parts.append(("well-formed elsewhere", -0.06 if in_sentence else -0.08))
    needed = FLAG_ONE_WORD if key.kind == "s" or " " not in run.text else FLAG
    if short and not (in_sentence and alike == 1.0):
        needed += _SHORT_PENALTY
    if run.opened:
        needed += _SHORT_PENALTY
    return Match(key, alike, sum(value for _, value in parts), needed, tuple(parts), title)


def _fits_shape(key: Key, shaped: frozenset[str]) -> bool:
    """Tell whether a near match may pass: a form well-formed elsewhere than the route goes, or an exact route, must "
    "match fully."""
    if key.route == "spelling":
        return True
    if key.route == "pinyin":
        return not key.person.native
    if key.route in ("sino-korean", "sino-vietnamese", "on-reading", "kanji-reading") and not shaped & _SHAPES[key.route]:
        return False
    return not shaped or bool(shaped & _SHAPES.get(key.route, shaped))


def _homes(person: Person) -> frozenset[str]:
    return frozenset({"CN", "TW"}) if person.country in ("CN", "TW") else frozenset(person.countries)


def _may_misread_compatriot(key: Key, alike: float, *, borne_out: bool) -> bool:
    """Tell whether a name well-formed in the person's own language may still be a misreading of it.

    Japanese characters have several readings in their own language; others need the very office beside the name. Either
    way it must sound the same.
    """
    return (key.person.country == "JP" or borne_out) and alike >= _COMPATRIOT_FLOOR and key.kind == "f"


def _shape_homes(person: Person) -> frozenset[str]:
    """Return the countries whose shapes of names the right name may have."""
    return frozenset({person.country}) if person.country == "CN" else _homes(person)


def _half_exact(text: str, key: Key) -> bool:
    """Tell whether one half of a Japanese name is spelt rightly and the other, a long one, in all but a letter."""
    words, person = [letters(word) for word in text.split()], key.person
    halves = {letters(person.surname), letters(person.given)}
    if person.country != "JP" or len(words) != 2 or not halves & set(words):
        return False
    (wrong,) = [word for word in words if word not in halves] or [""]
    (meant,) = halves - set(words) or {""}
    return len(wrong) == len(meant) > 5 and sum(map(str.__ne__, wrong, meant)) == 1


def _syllables(text: str) -> list[str]:
    return [piece for piece in re.split(r"[\s-]+", plain(text)) if piece]


def _cut(person: Person, text: str) -> list[str]:
    return pinyin_syllables(text) if person.country == "CN" else _syllables(text)


def _syllables_apart(text: str, key: Key) -> int:
    """Count the words or syllables in which a namesake differs from the accepted form nearest to it."""
    pieces = _cut(key.person, text)
    best = len(pieces)
    for form in key.person.forms:
        others = _cut(key.person, form)
        for order in (others, others[1:] + others[:1]):
            if len(order) == len(pieces):
                best = min(best, sum(sounds(left) != sounds(right) for left, right in zip(pieces, order, strict=True)))
    return max(1, best)
