"""Measure how far the names family carries beyond its cases: garble people of the table at random, and look who is found.

usage: python -m training.garble_names [--each 150] [--seed 1] [--show 10]

Each route has its own way of reading a name and its own slips of spelling, none of them those that made the index: a
syllable misread, a Korean vowel written loosely, an Arabic vowel guessed. Each form stands in a sentence with office and
country, with the country alone, and with neither.
"""

from __future__ import annotations

import argparse
import collections
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mtcheck import tables
from mtcheck.core.rule import Context
from mtcheck.core.span import Span
from mtcheck.detectors.names import detector
from mtcheck.detectors.names.index import accepted_forms
from mtcheck.detectors.names.people import Person, person_of
from mtcheck.lang.readings import SURNAMES, kana_to_latin, palladius
from mtcheck.lang.sounds import letters, plain
from mtcheck.readers.plain import from_string
from training.build_names import rows

CONTEXT = Context(table=tables.load)
CARRIERS = {
    "office and country": "{adjective} {role} {name} said on Monday that the talks had been useful.",
    "country": "The delegation from {country} was led by {name}, and the talks were called useful.",
    "neither": "On Monday the talks were called useful by {name}, and nobody disagreed.",
}
COUNTRIES = {row.key: (row["name"], row["words"].split(";")[0].title()) for row in tables.load("names_countries")}
OFFICES = frozenset(tables.load("names_words").by_key["office"]["words"].split())
POSTS = ("President", "Prime Minister", "Foreign Minister", "Defense Minister", "General", "Ambassador", "Chairman")
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()


def _options(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``sign:spelling/spelling``; a spelling that stands twice is drawn twice as often."""
    return {sign: tuple(spellings.split("/")) for sign, _, spellings in (part.partition(":") for part in text.split())}


_LOOSE = _options("eo:eo/o/u/eu yeo:yeo/yo/yu/you eu:eu/u u:u/oo/woo ae:ae/e/ai g:g/k d:d/t b:b/p j:j/ch i:i/ee r:r/l s:s/s/sh")
_CYRILLIC = _options(
    "а:a б:b в:v/w г:g/h д:d е:e/e/ye ё:yo/e/io ж:zh/j з:z и:i й:y/i/j к:k л:l м:m н:n о:o п:p р:r с:s/s/ss т:t у:u/u/ou ф:f "
    "х:kh/h ц:ts/tz/c ч:ch/tch ш:sh/sch щ:shch ы:y/i э:e ю:yu/iu/u я:ya/ia/ja ъ: ь://'"
)
_ARABIC = _options(
    "ا:a أ:a/u إ:i/e آ:a ب:b/b/p پ:p ت:t ة:a/ah ث:th/s ج:j/g/dj چ:ch ح:h خ:kh/h د:d ذ:dh/z ر:r ز:z ژ:zh/j س:s ش:sh/ch ص:s "
    "ض:d/z ط:t ظ:z ع:/a غ:gh/g ف:f/f/v ق:q/k ك:k ک:k گ:g ل:l م:m ن:n ه:h و:u/o/ou/w ي:i/ee/y/e ی:i/y/e ى:a ئ:e ؤ:o ء:"
)
_NATIVE = frozenset("EG SA IQ IR SY LB PS DZ TN LY QA YE JO MA AF PK SD".split())
_CLUSTER = re.compile("(?<=[bdfghjklmnpqrstvz])(?=[bdfgjklmnpqrstvz])")
_KUNREI = {"shi": "si", "chi": "ti", "tsu": "tu", "fu": "hu", "ji": "zi", "sha": "sya", "sho": "syo", "shu": "syu"}
_SLIPS = ("zh:z", "ch:c", "sh:s", "ng:n", "x:s", "q:ch", "z:ts", "ei:e", "ao:au", "iu:iou", "r:l", "l:r", "ui:ei")
Chars = Mapping[str, Mapping[str, str]]
Garbler = Callable[[Person, Chars, random.Random], str]


def title(text: str) -> str:
    """Capitalise each word of a name."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split())


def join(surname: str, given: list[str], draw: random.Random) -> str:
    """Write a surname and the syllables of a given name in one of the usual ways."""
    mark = draw.choice(("-", "-", " ", ""))
    return title(f"{surname} {mark.join(given) if mark != ' ' else ' '.join(given)}")


def korean_syllable(syllable: str, draw: random.Random, *, misread: bool) -> str:
    """Romanise a syllable loosely; a misread one has one letter of another syllable."""
    code = ord(syllable) - 0xAC00
    parts = [code // 588, code % 588 // 28, code % 28]
    if misread:
        place = draw.choice((0, 1, 2, 2))
        near = {0: (0, 11, 9, 18, 12), 1: (0, 4, 8, 13, 18, 20), 2: (0, 1, 4, 16, 21)}[place]
        parts[place] = draw.choice(near)
    spelled = (_INITIALS[parts[0]], _MEDIALS[parts[1]], _FINALS[parts[2]])
    return "".join(draw.choice(_LOOSE.get(part, (part,))) if draw.random() < 0.4 else part for part in spelled if part != "-")


def korean(hangul: str, split: int, draw: random.Random, *, misread: bool) -> str:
    wrong = draw.randrange(len(hangul)) if misread else -1
    out = [korean_syllable(char, draw, misread=place == wrong) for place, char in enumerate(hangul)]
    surname = "".join(out[:split])
    if wrong >= split and hangul[:split] in SURNAMES and draw.random() < 0.6:
        surname = draw.choice(SURNAMES[hangul[:split]])
    return join(surname, out[split:], draw)


def reading(person: Person, chars: Chars, column: str, draw: random.Random) -> list[str]:
    """Return one reading of each character, seldom the second one; empty where one has none."""
    out = []
    for char in person.characters:
        choices = chars[char][column].split() if char in chars else []
        if not choices:
            return []
        out.append(choices[1] if len(choices) > 1 and draw.random() < 0.15 else choices[0])
    return out


def slip(text: str, draw: random.Random) -> str:
    """Make one slip of spelling where one is possible."""
    pairs = [pair.split(":") for pair in _SLIPS if pair.split(":")[0] in text]
    if pairs and draw.random() < 0.3:
        old, new = draw.choice(pairs)
        return text.replace(old, new, 1)
    return text


def sino_korean(person: Person, chars: Chars, draw: random.Random) -> str:
    read = reading(person, chars, "hangul", draw) if person.country in ("CN", "TW", "JP", "VN") else []
    return korean("".join(read), person.split or 1, draw, misread=draw.random() < 0.5) if read else ""


def pinyin(person: Person, chars: Chars, draw: random.Random) -> str:
    read = reading(person, chars, "mandarin", draw) if person.country in ("KR", "KP", "JP", "VN") else []
    read = [slip(plain(part), draw) for part in read]
    return title(f"{''.join(read[: person.split])} {''.join(read[person.split :])}") if read else ""


def on_reading(person: Person, chars: Chars, draw: random.Random) -> str:
    read = reading(person, chars, "on", draw) if person.country in ("CN", "TW", "KR", "KP") else []
    short = [re.sub("ou|oo", lambda found: draw.choice(("o", "o", "ou", "oh")), part.lower()) for part in read]
    return title(f"{''.join(short[: person.split])} {''.join(short[person.split :])}") if read else ""


def vietnamese(person: Person, chars: Chars, draw: random.Random) -> str:
    read = reading(person, chars, "vietnamese", draw) if person.country == "CN" else []
    return title(" ".join(plain(part) if draw.random() < 0.8 else part for part in read))


def russian_chinese(person: Person, chars: Chars, draw: random.Random) -> str:
    read = reading(person, chars, "mandarin", draw) if person.country == "CN" else []
    made = []
    for part in map(palladius, map(plain, read)):
        old, new, share = draw.choice((("tsz", "dz", 0.6), ("zh", "j", 0.2)))
        made.append(part.replace(old, new) if draw.random() < share else part)
    return title(f"{''.join(made[: person.split])} {''.join(made[person.split :])}") if made else ""


def by_letters(table: Mapping[str, tuple[str, ...]], text: str, draw: random.Random) -> str:
    return "".join(draw.choice(table.get(char, (char,))) for char in text.lower())


def spelled(person: Person, column: str) -> str:
    return next((text for name, text in person.spelled if name == column), "")


def some(parts: list[str], draw: random.Random) -> str:
    """Return the whole name or, one time in three, the surname alone."""
    return title(" ".join(parts[-1:] if draw.random() < 0.33 else parts))


def russian(person: Person, chars: Chars, draw: random.Random) -> str:
    text = spelled(person, "ru") if person.country not in ("RU", "BY", "KZ") else ""
    return some([by_letters(_CYRILLIC, word, draw) for word in text.split()], draw)


def semitic(column: str) -> Garbler:
    def garble(person: Person, chars: Chars, draw: random.Random) -> str:
        words = [] if person.country in _NATIVE else spelled(person, column).replace("\u200c", " ").split()
        out = []
        for word in words:
            latin = by_letters(_ARABIC, word, draw)
            latin = _CLUSTER.sub(lambda _: draw.choice(("", "", "", "e", "i", "a")), latin)
            out.append(f"e{latin}" if column == "fa" and latin[:2] in ("st", "sp", "sk") else latin)
        return some(out, draw)

    return garble


def katakana(person: Person, chars: Chars, draw: random.Random) -> str:
    parts = [part for part in re.split("[・＝ ]", spelled(person, "ja")) if part]
    made = []
    for part in parts:
        latin = kana_to_latin(part)
        for old, new in _KUNREI.items():
            latin = latin.replace(old, new) if draw.random() < 0.1 else latin
        latin = latin.replace("r", "l") if draw.random() < 0.15 else latin
        made.append(latin[:-1] if latin.endswith(("u", "o")) and len(latin) > 4 and draw.random() < 0.3 else latin)
    return some(made, draw)


def hangul(person: Person, chars: Chars, draw: random.Random) -> str:
    words = (re.sub("[^가-힣]", "", word) for word in spelled(person, "ko").split())
    return some(["".join(korean_syllable(char, draw, misread=False) for char in word) for word in words], draw)


def chinese(person: Person, chars: Chars, draw: random.Random) -> str:
    words = [word for word in re.split("[·\\-]", spelled(person, "zh")) if word]
    if any(char not in chars for word in words for char in word):
        return ""
    return some([slip("".join(plain(chars[char]["mandarin"].split()[0]) for char in word), draw) for word in words], draw)


def misspelt(person: Person, chars: Chars, draw: random.Random) -> str:
    """Change one letter of the name as a sound-alike spelling does."""
    pairs = "c:k k:c i:y y:i e:a o:u u:o s:z z:s v:w w:v f:v t:d d:t b:p p:b g:k m:n n:m ch:sh ph:f th:t".split()
    form = person.en
    places = [(found.start(), pair) for pair in pairs for found in re.finditer(pair.split(":")[0], form) if found.start()]
    if not places or len(form) < 7:
        return ""
    place, pair = draw.choice(places)
    old, new = pair.split(":")
    return form[:place] + new + form[place + len(old) :]


GARBLERS: dict[str, Garbler] = {
    "sino-korean": sino_korean, "pinyin": pinyin, "on-reading": on_reading, "sino-vietnamese": vietnamese,
    "palladius": russian_chinese, "russian": russian, "arabic": semitic("ar"), "persian": semitic("fa"),
    "katakana": katakana, "hangul": hangul, "chinese": chinese, "misspelt": misspelt,
}  # fmt: skip


def office(person: Person) -> str:
    """Return an office of the person, capitalised where news write a title so."""
    role = person.roles[0] if person.roles else "official"
    return title(role) if role.split()[-1] in OFFICES else role


def _last_words(person: Person) -> set[str]:
    return {letters(form.split()[-1].split("-")[-1]) for form in person.forms}


def garbled(route: str, people: list[Person], chars: Chars, each: int, draw: random.Random) -> Iterator[tuple[Person, str]]:
    """Yield people with a garbled form of the name, drawn without repeating anybody until all have had a turn."""
    garble, given = GARBLERS[route], 0
    for _ in range(3):
        for person in draw.sample(people, len(people)):
            form = garble(person, chars, draw)
            right = {*accepted_forms(person), letters(person.surname), *map(letters, person.forms)}
            if len(letters(form)) >= 4 and letters(form) not in right and letters(form) not in _last_words(person):
                yield person, form
                given += 1
                if given == each:
                    return


def judged(text: str, form: str, person: Person) -> tuple[bool, list[str]]:
    """Tell whether a flag on the form points at the person, and give the messages of all flags on it."""
    doc = from_string(text[0].upper() + text[1:])
    start = doc.text.index(form)
    flags = [flag for flag in detector.detect(doc, CONTEXT) if flag.span.overlaps(Span(start, start + len(form)))]
    hits = (edit.replacement in person.en or person.surname in edit.replacement for flag in flags for edit in flag.edits)
    return any(hits), [flag.message for flag in flags]


def measure(people: list[Person], each: int, seed: int, show: int) -> None:
    """Print by route and surroundings the share found with the right person, and the share taken for somebody else."""
    chars = {row.key: row.cells for row in tables.load("names_characters")}
    totals: collections.Counter[str] = collections.Counter()
    for route in GARBLERS:
        draw = random.Random(f"{seed}/{route}")
        counts: collections.Counter[str] = collections.Counter()
        missed = []
        for person, form in garbled(route, people, chars, each, draw):
            country, adjective = COUNTRIES[person.country]
            counts["forms"] += 1
            for name, carrier in CARRIERS.items():
                text = carrier.format(adjective=adjective, country=country, role=office(person), name=form)
                hit, messages = judged(text, form, person)
                counts[f"{name}: found"] += hit
                counts[f"{name}: wrong"] += bool(messages) and not hit
                if name == "office and country" and not hit:
                    missed.append(f"{form} = {person.en} {messages}")
        totals.update(counts)
        print(f"{route:16}", *(f"{name} {count / counts['forms']:.3f}" for name, count in counts.items() if ":" in name))
        print(*(f"      {line}\n" for line in missed[:show]), sep="", end="")
    print({name: round(count / totals["forms"], 3) for name, count in totals.items()})


def strangers(people: list[Person], names: Path, each: int, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, country, name) of people who are not in the table, each in the right English spelling of the own country."""
    known = {form for person in people for form in accepted_forms(person)}
    drawn: dict[str, list[tuple[str, str]]] = {}
    for kind, country, file in (("Chinese", "CN", "people_cedict.tsv"), ("Japanese", "JP", "people_jmnedict.tsv")):
        glosses = (re.match(r"(?:\(h\) )?([A-Z]\w+ [A-Z]\w+) \(", row[-1]) for row in rows(names / file))
        drawn[f"{kind} of a dictionary"] = [(country, found[1]) for found in glosses if found]
    for kind, codes in (("Chinese", "CN"), ("Korean", "KR KP"), ("Japanese", "JP"), ("Russian", "RU UA")):
        group = [person for person in people if person.country in codes.split() and person.given]
        pairs = [draw.sample(group, 2) for _ in range(each)]
        drawn[f"mixed {kind}"] = [(one.country, one.en.replace(one.given, other.given)) for one, other in pairs]
    for kind, found in drawn.items():
        for country, name in draw.sample(found, min(each, len(found))):
            if letters(name) not in known:
                yield kind, country, name


def measure_strangers(people: list[Person], names: Path, each: int, seed: int, show: int) -> None:
    """Print how often the right name of somebody whom the table does not know is flagged beside office and country."""
    flagged: dict[str, list[list[str]]] = collections.defaultdict(list)
    for kind, country, name in strangers(people, names, each, random.Random(seed)):
        role = random.Random(name).choice(POSTS)
        doc = from_string(CARRIERS["office and country"].format(adjective=COUNTRIES[country][1], role=role, name=name))
        flagged[kind].append([flag.message for flag in detector.detect(doc, CONTEXT) if flag.score >= 0.5])
    for kind, found in flagged.items():
        wrong = [message for messages in found for message in messages]
        print(f"{kind:26} {len(found):5} names, flagged {len(wrong) / len(found):.4f}")
        print(*(f"      {message}\n" for message in wrong[:show]), sep="", end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, help="the folder of raw tables; measures right names of strangers as well")
    parser.add_argument("--each", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    people = [person_of(row.cells) for row in tables.load("names_people")]
    people = [person for person in people if person.country in COUNTRIES]
    measure(people, arguments.each, arguments.seed, arguments.show)
    if arguments.names:
        measure_strangers(people, arguments.names, arguments.each * 10, arguments.seed, arguments.show)


if __name__ == "__main__":
    main()
