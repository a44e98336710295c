"""Find what another writing system or another language left in English text, and characters that were damaged."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Finding, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.detectors._foreign_words import untranslated
from mtcheck.detectors._mojibake import mojibake
from mtcheck.detectors._on_purpose import LOOK_AHEAD, LOOK_BEHIND, Givers, is_language_menu, is_on_purpose
from mtcheck.tables import Table

CJK_RESIDUE = Rule(
    id="script.cjk-residue",
    title="Chinese characters, kana or Hangul left standing",
    category="accuracy/untranslated",
    severity="major",
    why="The translator skipped a name or a word, so the reader meets signs that say nothing to him.",
    known_problems="A native name set without brackets or introduction in an English text is reported too. A sentence "
    "in quotation marks that is foreign from end to end counts as given on purpose.",
    bad=("The chairman wrote to ⟦習⟧ about the summit.", "According to ⟦塔央行⟧ the rate fell to 9 percent."),
    good=("She sings pansori (판소리), a kind of musical storytelling.", "The festival is known in Chinese as 春节."),
    since="0.1",
)
FOREIGN_SCRIPT = Rule(
    id="script.foreign-script",
    title="Words in another script left standing",
    category="accuracy/untranslated",
    severity="major",
    why="A word in Cyrillic, Arabic, Hebrew, Greek or another script inside an English sentence was not translated.",
    known_problems="Greek is reported only for whole words, since single letters are signs of science. "
    "Native forms without brackets or introduction are reported.",
    bad=("The mayor of ⟦Киев⟧ spoke to reporters.", "They met the ⟦وزير⟧ on Monday."),
    good=("Kyiv (Київ) is the capital.", "The angle α and the product of β-carotene were measured in μm."),
    since="0.1",
)
HOMOGLYPH = Rule(
    id="script.homoglyph",
    title="Look-alike letter of another alphabet inside a Latin word",
    category="linguistic/encoding",
    severity="minor",
    why="A Cyrillic, Greek or full-width letter that looks like a Latin one comes from a keyboard or a text of the source "
    "language; searching and reading aloud fail on it.",
    known_problems="Letters without a Latin twin are reported with no edit; Greek small letters are left to science.",
    bad=("He bought a ⟦сar⟧ last year.", "It was +22 °⟦С⟧ in the capital."),
    good=("He bought a car last year.", "The α-helix and the ΔH of the reaction were measured."),
    since="0.1",
)
STRAY_MARK = Rule(
    id="script.stray-mark",
    title="Stray diacritic, invisible or unreadable character",
    category="linguistic/encoding",
    severity="minor",
    why="Lone combining marks, zero-width and direction controls, soft hyphens, replacement and private-use characters are "
    "debris of copying, of a web translation service or of a wrong font.",
    known_problems="Content management systems leave some invisible characters in human text as well; beyond eight of one "
    "kind only the first is reported, with the count.",
    bad=("The cultural values ⟦\u200b\u200b⟧of the park are known.", "The caf⟦\ufffd⟧ was closed."),
    good=(
        "The café was closed; a decomposed cafe\u0301 is no fault.",
        "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 smiles.",
    ),
    since="0.1",
)
TOKENIZER_RESIDUE = Rule(
    id="script.tokenizer-residue",
    title="Debris of a translation system's own word splitting",
    category="linguistic/encoding",
    severity="major",
    why="<unk>, ⁇, ▁ and @@ are signs with which a translation system marks unknown or split words, not meant for readers.",
    known_problems="Articles about such systems quote the signs; in quotation marks they are left alone.",
    bad=("He wrote in my writing⟦<unk>⟧ yesterday.", "The pro⟦@@⟧ posal was taken."),
    good=("Unknown words are replaced by the sign “<unk>” in such systems.", "Write to me @ home."),
    since="0.1",
)
MOJIBAKE = Rule(
    id="script.mojibake",
    title="Text read in the wrong encoding",
    category="linguistic/encoding",
    severity="major",
    why="UTF-8 that was read as Latin-1 or Windows-1252 turns apostrophes and accents into runs such as â€™ or Ã©.",
    known_problems="Only what ftfy can repair is found; a quoted example of mojibake is reported too.",
    bad=("It⟦â€™⟧s a long way to the sea.", "The caf⟦Ã©⟧ was closed."),
    good=("It’s a long way to the sea.", "SÃO PAULO and the château in Ångström are fine."),
    since="0.1",
    status="preview",
)
UNTRANSLATED_WORD = Rule(
    id="script.untranslated-word",
    title="Word of another language left in lower case",
    category="accuracy/untranslated",
    severity="major",
    why="English does not know the word and another language uses it often: the translator passed it through.",
    known_problems="A rare loan word, or a slip of spelling that is a word elsewhere, is reported; words that English also has "
    "are missed.",
    bad=("Officials of the ⟦sjávarútvegur⟧ ministry declined to comment.", "The ⟦gospodarka⟧ of the region grew last year."),
    good=("A wine called gospodarka is sold there.", "The bolero is a dance, and in vitro tests were made."),
    since="0.1",
)

_CJK = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}"
_LETTER = r"[\p{L}--\p{Latin}--\p{Common}--\p{Inherited}]"
_GAP = r"[\s\p{N}\p{M}・、。，！？：；%.,!?:;'’\-–ー]"
_RUN = regex.compile(rf"(?:[０-９Ａ-Ｚａ-ｚ]{{1,20}}(?={_LETTER}))?{_LETTER}+(?:{_GAP}{{0,3}}{_LETTER}+)*", regex.VERSION1)
_IS_CJK = regex.compile(rf"[{_CJK}]")
_GREEK_WORD = regex.compile(r"(?<!\p{Greek})(?=\p{Greek}*\p{Ll})\p{Greek}{3,}|\p{Greek}{5,}")
_PIECE = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\u212a]+")
_LOOKALIKE_SCRIPT = regex.compile(r"[\p{Cyrillic}\p{Greek}\u212a]")
_FOREIGN_RUN = regex.compile(r"[\p{Cyrillic}\p{Greek}]+")
_WORD = 3  # letters in a row that are a word of their own where not all of them look like Latin ones
_WIDE = regex.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_LATIN = regex.compile(r"\p{Latin}")
_INVISIBLE = regex.compile(
    r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u200e\u200f]+|(?<=\p{Latin})[\u200c\u200d\u00ad]+(?=\p{Latin})"
    r"|\ufffd+|[\p{Co}]+|(?<![\p{L}\p{M}\p{So}\p{Sk}\p{N}*#\u200d\ufe0f◌])[\p{Mn}--[\ufe00-\ufe0f\u20d0-\u20ff]]+"
    r"|(?<=\p{Latin})\p{Mn}{3,}|(?<=\p{Ll})[¨ˆ˜](?=\p{Ll})",
    regex.VERSION1,
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}]")
_BREAKS = regex.compile(r"[\p{Pd}/\\\\.…_@&=?#:]")  # signs at which an address or a joined word may break
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f") | set(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_TOKENIZER = regex.compile(r"<unk>|\[UNK\]|\u2047+|\u2581|(?<=\p{L})@@(?=\s|$)|￭")
_MANY = 8
_PASSAGE_SHARE, _PASSAGE_LENGTH = 0.7, 20


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold the sets of the table that the judgements look things up in."""

    lookalikes: dict[str, Any]
    scripts: dict[str, str]
    givers: Givers
    terms: frozenset[str]
    units: frozenset[str]
    letters: dict[str, str]
    english: Mapping[str, str]


def _read(table: Table, english: Mapping[str, str], titles: frozenset[str], bodies: frozenset[str]) -> _Words:
    rows = table.rows
    places = frozenset(row["value"] for row in rows if row["kind"] == "place")
    givers = Givers(
        frozenset(row.key.lower() for row in rows if row["kind"] == "introducer"),
        tuple(row["value"] for row in rows if row["kind"] == "gloss"),
        tuple(f".{row['value']}" for row in rows if row["kind"] == "domain"),
        titles,
        places,
        bodies - places,
        tuple(sorted((row["value"] for row in rows if row["kind"] == "endonym"), key=lambda name: (-len(name), name))),
        english,
    )
    return _Words(
        {row.key: row for row in rows if row["kind"] == "lookalike"},
        {row.key: row["value"] for row in rows if row["kind"] == "script"},
        givers,
        frozenset(row["value"] for row in rows if row["kind"] == "term"),
        frozenset(row["value"] for row in rows if row["kind"] == "unit"),
        {row.key[-1]: row["value"] for row in rows if row["kind"] == "letter"},
        english,
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'UNNAMED')}"


def _characters(text: str) -> Derivation:
    """Name up to six distinct characters of a run."""
    return Derivation(
        tuple(("character", f"{char} {_name(char)}") for char in list(dict.fromkeys(text))[:6] if not char.isspace())
    )


class ScriptDetector:
    """Find residue of other scripts and languages, and damaged characters."""

    family = "script"
    rules = (CJK_RESIDUE, FOREIGN_SCRIPT, HOMOGLYPH, STRAY_MARK, TOKENIZER_RESIDUE, MOJIBAKE, UNTRANSLATED_WORD)

    def __init__(self) -> None:
        self._read: tuple[Table, _Words] | None = None

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings, rule by rule."""
        table: Table = ctx.table("script")
        if self._read is None or self._read[0] is not table:
            offices = ctx.table("names_words").by_key
            titles, bodies = (
                frozenset(word for key in keys for word in offices[key]["words"].split())
                for keys in (("title", "office", "cut"), ("body",))
            )
            self._read = table, _read(table, ctx.table("lexicon"), titles, bodies)
        words = self._read[1]
        blocks = [block for block in doc.blocks if block.kind not in ("code", "chrome")]
        odd = [block for block in blocks if not doc.of(block).isascii()]
        mixed = [finding for block in odd for finding in _homoglyphs(doc, block, words)]
        yield from mixed
        yield from _residue(doc, odd, words, {offset for found in mixed for offset in range(found.span.start, found.span.end)})
        yield from _stray_marks(doc, odd)
        for block in odd:
            yield from mojibake(doc, block, MOJIBAKE.id)
        for block in blocks:
            yield from _tokenizer_residue(doc, block)
        yield from untranslated(doc, ctx, UNTRANSLATED_WORD.id, words.terms, words.letters)


def _homoglyphs(doc: Document, block: Block, words: _Words) -> Iterator[Finding]:
    start, end = block.span.start, block.span.end
    if _LOOKALIKE_SCRIPT.search(doc.text, start, end):
        for match in _PIECE.finditer(doc.text, start, end):
            if not match[0].isascii() and _LOOKALIKE_SCRIPT.search(match[0]):
                yield from _mixed_word(doc, Span(*match.span()), words)
    for match in _WIDE.finditer(doc.text, start, end):
        around = doc.text[max(start, match.start() - 2) : match.start()] + doc.text[match.end() : min(end, match.end() + 2)]
        if not _IS_CJK.search(around):
            plain = unicodedata.normalize("NFKC", match[0])
            yield Finding(
                HOMOGLYPH.id,
                Span(*match.span()),
                score=0.9,
                message=f"‘{match[0]}’ is set in full-width characters; plain ‘{plain}’ is meant",
                evidence=(Derivation((("as written", match[0]), ("NFKC", plain))),),
                edits=(Edit(Span(*match.span()), plain, "safe"),),
            )


def _mixed_word(doc: Document, span: Span, words: _Words) -> Iterator[Finding]:
    form = doc.of(span)
    odd = [char for char in form if _LOOKALIKE_SCRIPT.match(char)]
    latin = len(form) - len(odd)
    greek = all("GREEK" in unicodedata.name(char, "") for char in odd)
    twins = {char: words.lookalikes[char]["value"] for char in odd if char in words.lookalikes}
    if any(len(run) >= _WORD and not twins.keys() >= set(run) for run in _FOREIGN_RUN.findall(form)):
        return  # a word of each alphabet without a blank between them: a list of languages, not a look-alike
    if greek and (latin < 3 or len(twins) < len(set(odd)) or form[0] in odd):
        return  # µm, ΔH, λmax
    if latin == 0 and not (len(form) == 1 and form in twins and _stands_for_latin(doc, span, twins[form])):
        return
    repaired = "".join(twins.get(char, char) for char in form)
    steps = [("as written", form), *((_name(char), twins.get(char, "no Latin twin")) for char in dict.fromkeys(odd))]
    evidence: tuple[Evidence, ...] = tuple(TableHit("script", char, words.lookalikes[char].source) for char in twins)
    sure = len(twins) == len(set(odd)) and _is_known(repaired, words)
    yield Finding(
        HOMOGLYPH.id,
        span,
        score=1.0 if sure else 0.7,
        message=f"‘{form}’ holds {', '.join(map(_name, dict.fromkeys(odd)))}"
        + (f"; Latin ‘{repaired}’ is meant" if sure else ", a letter of another alphabet inside a Latin word"),
        evidence=(Derivation((*steps, ("repaired", repaired))), *evidence),
        edits=(Edit(span, repaired, "safe"),) if sure else (),
    )


def _is_known(repaired: str, words: _Words) -> bool:
    """Tell whether the Latin spelling can be meant: an English word, a unit, one letter, a name."""
    return len(repaired) == 1 or repaired[0].isupper() or repaired in words.units or repaired.lower() in words.english


def _stands_for_latin(doc: Document, span: Span, twin: str) -> bool:
    """Tell whether a lone look-alike stands where Latin is due: beside a figure or sign, or as the word a or I."""
    before, after = doc.text[max(0, span.start - 2) : span.start], doc.text[span.end : span.end + 2]
    if twin in "aAI" and before[-1:] in ("", " ") and after[:1] == " " and _LATIN.match(after[1:]):
        return True
    return before.rstrip()[-1:] in tuple("°º0123456789") or after.lstrip()[:1] in ("=", "<", "°")


def _residue(doc: Document, blocks: list[Block], words: _Words, taken: set[int]) -> Iterator[Finding]:
    meant: Counter[bool] = Counter()
    left: list[tuple[bool, Span]] = []
    in_passage = False
    for block in blocks:
        found = _RUN.finditer(doc.text, block.span.start, block.span.end)
        runs = [match for match in found if not is_language_menu(match[0], words.givers.endonyms)]
        if sum(len(match[0]) for match in runs) >= _PASSAGE_SHARE * len(block.span) and len(block.span) >= _PASSAGE_LENGTH:
            if not in_passage:  # paragraphs of another language in a row are one omission
                left.append((_IS_CJK.search(runs[0][0]) is not None, block.span))
            in_passage = True
            continue
        in_passage = False
        for match in runs:
            if match.start() in taken or match.end() - 1 in taken:
                continue
            cjk = _IS_CJK.search(match[0]) is not None
            if "GREEK" in unicodedata.name(match[0][0], "") and not _GREEK_WORD.search(match[0]):
                continue
            if is_on_purpose(doc, block, match.start(), match.end(), words.givers):
                meant[cjk] += 1
            else:
                left.append((cjk, Span(*match.span())))
    for cjk, span in left:
        # A text that gives most of its foreign words beside their English is about them: the rest is no oversight either.
        if meant[cjk] < 3 or meant[cjk] < sum(kind == cjk for kind, _ in left):
            yield _residue_finding(doc, span, CJK_RESIDUE if cjk else FOREIGN_SCRIPT, words)


def _residue_finding(doc: Document, span: Span, rule: Rule, words: _Words) -> Finding:
    form = doc.of(span)
    script = words.scripts.get(unicodedata.name(form[0], "?").split()[0], "letters of another script")
    shown = form if len(form) <= 40 else form[:40] + "…"
    return Finding(
        rule.id,
        span,
        score=0.9 if doc.is_quoted(span) else 1.0,
        message=f"‘{shown}’ was left in {script}",
        evidence=(_characters(form), TableHit("script", unicodedata.name(form[0], "?").split()[0], "Unicode character names"))
        if unicodedata.name(form[0], "?").split()[0] in words.scripts
        else (_characters(form),),
    )


def _stray_marks(doc: Document, blocks: list[Block]) -> Iterator[Finding]:
    found: list[tuple[str, Span]] = []
    for block in blocks:
        for match in _INVISIBLE.finditer(doc.text, block.span.start, block.span.end):
            if match.start() == 0 and not match[0].strip("\ufeff"):
                continue  # the byte-order mark of a file
            if match[0][0] in _UNSEEN and not _matters(doc, block, match.start(), match.end()):
                continue
            found.append((match[0][0], Span(*match.span())))
    counts = Counter(char for char, _ in found)
    seen: set[str] = set()
    for char, span in found:
        if counts[char] > _MANY and char in seen:
            continue
        seen.add(char)
        yield _stray_finding(doc, span, counts[char])


def _matters(doc: Document, block: Block, start: int, end: int) -> bool:
    """Tell whether an invisible character is debris: in or beside words, not in emoji or right-to-left text.

    Typesetters join with U+2060, and allow a line to break with U+200B, beside dashes, slashes and dots: that is no damage.
    """
    around = doc.text[max(block.span.start, start - 1) : start] + doc.text[end : min(block.span.end, end + 1)]
    near = doc.text[max(block.span.start, start - LOOK_BEHIND) : min(block.span.end, end + LOOK_AHEAD)]
    kinds = set(doc.text[start:end])
    if kinds == {"\u2060"}:
        return len(around) == 2 and all(map(_LATIN.match, around))
    if kinds == {"\u200b"} and _BREAKS.search(around):
        return False
    return (around.strip() == "" or _LATIN.search(around) is not None) and not _RIGHT_TO_LEFT.search(near)


def _stray_finding(doc: Document, span: Span, count: int) -> Finding:
    form = doc.of(span)
    unseen = form[0] in _UNSEEN
    many = f"; {count} in the text" if count > _MANY else ""
    what = "an invisible character stands here" if unseen else "a character that nobody can read stands here"
    if unicodedata.category(form[0]) in ("Mn", "Sk"):
        what = "a diacritic stands on no letter here"
    return Finding(
        STRAY_MARK.id,
        span,
        score=0.9 if unseen else 1.0,
        message=f"{what}: {', '.join(map(_name, dict.fromkeys(form[:8])))}{many}",
        evidence=(_characters(form),),
        edits=(Edit(span, "", "safe"),) if unseen else (),
    )


def _tokenizer_residue(doc: Document, block: Block) -> Iterator[Finding]:
    for match in _TOKENIZER.finditer(doc.text, block.span.start, block.span.end):
        span = Span(*match.span())
        if doc.text[span.start - 1 : span.start] in tuple("“\"‘'`") or (
            match[0] == "@@" and doc.text[span.end : span.end + 1] == ""
        ):
            continue
        yield Finding(
            TOKENIZER_RESIDUE.id,
            span,
            score=1.0,
            message=f"‘{match[0]}’ is a sign of a translation system for an unknown or split word",
            evidence=(_characters(match[0]),),
            edits=(),
        )


detector = ScriptDetector()
