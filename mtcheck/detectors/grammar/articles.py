"""Judge articles and determiners: no noun, two articles, the wrong sound, the wrong number."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.detectors.grammar.rules import ARTICLE_SOUND, ARTICLE_TWICE, DETERMINER_NUMBER, MISSING_NOUN, ONE_OF
from mtcheck.detectors.grammar.view import View

GRAMMAR = "English grammar"
ARTICLES = frozenset({"a", "an", "the"})
POSSESSIVES = frozenset({"its", "our", "their", "your"})
# What cannot stand between a determiner and its noun: "the of", "a from". Left out: at, by, in, on, over, under, up ...
_NOT_AFTER = frozenset("of from with into for to upon among is are was were would could because which who whose".split())
# Nouns for words and what is built of them: "the for loop" names the word, and lacks no noun.
_NAMED_BY = frozenset(
    f"{noun}{plural}"
    for noun in "statement keyword operator clause loop block command option word preposition conjunction verb".split()
    for plural in ("", "s")
)
# After "a," these show that no parenthesis was opened: the noun is simply missing.
_NOT_PARENTHESIS = frozenset("will would can could has have had is are was were and but which who while where in of".split())
_ASKING = frozenset({"who", "which", "whose"})  # "the who, where and when of a call" names the questions
_SECOND = frozenset({"a", "an", "the", "this", "these", "those", "its", "our", "their", "your"})
_LATIN = frozenset({"priori", "posteriori", "cappella", "la", "fortiori", "go"})


def missing_noun(view: View, index: int) -> Iterator[Finding]:
    """Judge a determiner that something other than a noun phrase follows."""
    after, words = view.word(index + 1), view.words
    if words[index] not in ARTICLES | POSSESSIVES or view.upper(index + 1) or not view.together(index, index + 1):
        return
    if view.upper(index) and index != view.sentence(index).start:
        return
    tight = view.doc.tokens[index].span.end == view.doc.tokens[index + 1].span.start
    if after == "," and tight and index and words[index] != "the":
        if not (view.only(index - 1, "ic") and view.word(index + 2) in _NOT_PARENTHESIS):
            return
    elif after not in _NOT_AFTER or (
        words[index] == "a" and index and view.word(index - 1) in ("vitamin", "plan", "hepatitis")
    ):
        return
    if view.word(index + 2) in _NAMED_BY or (after in _ASKING and view.word(index + 2) in (",", "and", "or", "of", "behind")):
        return
    if after == "to" or (after == "for" and words[index] == "a") or (words[index] in POSSESSIVES and after in ("is", "are")):
        return
    lost = after == ","  # "for a, will": the noun is gone, also where somebody is quoted; speech breaks off in other ways
    span = view.span(index - 1, index) if lost else view.span(index, index + 1)
    quoted = view.quoted(span)
    if lost or not quoted:
        yield Finding(
            MISSING_NOUN.id,
            span,
            score=0.6 if quoted else 0.85,
            message=f"{view.doc.forms[index]!r} has no noun: {after!r} follows at once",
            evidence=(TableHit("lexicon", words[index], GRAMMAR),),
        )


def article_twice(view: View, index: int) -> Iterator[Finding]:
    """Judge two articles, or a possessive and an article, in a row."""
    one, two = view.words[index], view.word(index + 1)
    if two not in _SECOND or one == two or view.doc.forms[index + 1] != two or view.doc.forms[index] == "A" != one:
        return
    if (two in ("a", "an", "the") and view.word(index + 2) in _LATIN) or not view.together(index, index + 1):
        return
    if (one in POSSESSIVES and two not in ARTICLES) or (view.ends_phrase(index + 2) and two != "the"):
        return
    if len(view.word(index - 1)) == 1 and view.word(index - 1).isalpha():
        return  # "Leeds (a k a the Whites)"
    span = view.span(index, index + 1)
    if one == "its" and not view.has(index - 1, "i"):
        yield _its(view, index)
        return
    yield Finding(
        ARTICLE_TWICE.id,
        span,
        score=0.9,
        message=f"{view.doc.of(span)!r}: two determiners stand where one belongs",
        evidence=(TableHit("lexicon", one, GRAMMAR), TableHit("lexicon", two, GRAMMAR)),
        edits=tuple(Edit(span, form, "review") for form in (view.doc.forms[index + 1], view.doc.forms[index])),
    )


def _its(view: View, index: int) -> Finding:
    """Report *its a shame*, where the possessive stands for *it is*."""
    span, form = view.span(index, index + 1), view.doc.forms[index]
    right = f"{form[:-1]}'{form[-1]}"
    return Finding(
        ARTICLE_TWICE.id,
        span,
        score=0.9,
        message=f"{form!r} is a possessive, which no article can follow; {right!r} is probably meant",
        evidence=(TableHit("lexicon", "its", GRAMMAR), TableHit("lexicon", view.words[index + 1], GRAMMAR)),
        edits=(Edit(view.doc.tokens[index].span, right, "review"),),
    )


def article_sound(view: View, index: int) -> Iterator[Finding]:
    """Judge *a* before a vowel sound and *an* before a consonant sound, where the sound is certain."""
    form, after = view.doc.forms[index], index + 1
    if form not in ("a", "an", "A", "An") or after >= len(view.words) or not view.together(index, after):
        return
    if form[0] == "A" and index != view.sentence(index).start:
        return
    if (
        index
        and view.doc.tokens[index - 1].span.end == view.doc.tokens[index].span.start
        and view.words[index - 1] not in '(“‘"—–'
    ):
        return  # Xi'an with its apostrophe torn off
    if index and view.doc.tokens[index - 1].kind == "word" and (len(view.words[index - 1]) == 1 or not view.tags[index - 1]):
        return  # "a k a", or words of another language
    vowel = _begins_with_vowel(view, after)
    if vowel is None or vowel == (form.lower() == "an"):
        return
    right = ("An" if form[0] == "A" else "an") if vowel else form[0]
    yield Finding(
        ARTICLE_SOUND.id,
        view.span(index, after),  # the word is the suspect as often as the article: a synonym was put in its place
        score=0.9,
        message=f"{form!r} before {view.doc.forms[after]!r}, which begins with a {'vowel' if vowel else 'consonant'} sound",
        evidence=(TableHit("lexicon", view.words[after], GRAMMAR),),
        edits=(Edit(view.doc.tokens[index].span, right, "safe"),),
    )


def _begins_with_vowel(view: View, index: int) -> bool | None:
    """Tell whether the token begins with a vowel sound; None where that is not certain."""
    word, form = view.words[index], view.doc.forms[index]
    listed = view.listed("sound").get(form) or view.listed("sound").get(word)
    if listed is not None:
        return {"vowel": True, "consonant": False}.get(listed["value"])
    if view.doc.tokens[index].kind == "number":
        if word[0] == "8":
            return True
        return False if word[0] in "2345679" else None
    stem = word.split("-")[0]
    if form.isupper() and 2 <= len(form) <= 5 and form.isalpha():
        return True if form[0] in "AEIO" and form not in ("ONE", "EUR") else None
    if len(stem) < 3 or form[0].isupper() or not stem.isascii() or view.has(index, "tspobwmxicnu") or not view.tags[index]:
        return None
    if word.startswith(tuple(view.listed("sound-prefix-consonant"))):
        return False
    if stem[0] in "aeio":
        return True
    if stem.startswith(tuple(view.listed("sound-prefix-vowel"))):
        return True
    return False if stem[0] in "bcdfgjklmnpqrstvwz" and any(char in "aeiouy" for char in stem[1:]) else None


def determiner_number(view: View, index: int) -> Iterator[Finding]:
    """Judge *a countries* and *these country*: the number of determiner and noun differ, and nothing else can follow."""
    noun, word = index + 1, view.words[index]
    if view.upper(index) and index != view.sentence(index).start:
        return  # vitamin A deposits
    if noun >= len(view.words) or view.upper(noun) or not view.together(index, noun) or "-" in view.words[noun]:
        return
    singular = word in ("a", "an", "another", "each", "every", "this")
    if not (view.only(noun, "S") if word in ("this", "each", "another") else view.noun(noun, "S" if singular else "N")):
        return
    if not view.ends_phrase(noun + 1) or view.words[noun] in view.listed("number-ok"):
        return
    if view.word(noun + 1) in (",", "and", "or", "’", "”", '"', "per") or (not singular and view.word(noun + 1) in ("of", ":")):
        return
    if view.upper(index) and view.upper(noun + 1):
        return
    if not singular and view.word(index - 1) in ("for", "to") and view.word(noun + 1) in ("is", "was", "has"):
        return  # "for many heroin is a way out": the determiner stands alone
    span = view.span(index, noun)
    if view.quoted(span) and not singular:
        return
    number = "plural" if singular else "singular"
    other = view.inflected.singular(view.words[noun]) if singular else view.inflected.plural(view.words[noun])
    yield Finding(
        DETERMINER_NUMBER.id,
        span,
        score=0.75,
        message=f"{view.words[noun]!r} is {number}, and {view.doc.forms[index]!r} goes with the other number",
        evidence=(TableHit("lexicon", word, GRAMMAR), TableHit("lexicon", view.words[noun], GRAMMAR)),
        edits=(Edit(view.doc.tokens[noun].span, other),) if other else (),
    )


def one_of(view: View, index: int) -> Iterator[Finding]:
    """Judge *one of the most important reason*: after a superlative the noun must be plural."""
    if view.word(index + 1) != "of" or view.word(index + 2) not in ("the", "its", "our", "their", "his", "her", "my", "these"):
        return
    at, superlative = index + 3, False
    while at < index + 8 and (view.word(at) in ("most", "main", "key", "major", "top", "few") or view.only(at, "JXRK")):
        superlative = superlative or view.word(at) in ("most", "main", "key", "major") or view.has(at, "X")
        at += 1
    if not superlative or not view.noun(at, "N") or view.upper(at) or view.word(at) in view.listed("number-ok"):
        return
    if not view.ends_phrase(at + 1) or view.word(at + 1) in (",", "and", "or", "’", "”", '"') or not view.together(index, at):
        return
    span = view.span(index, at)
    yield Finding(
        ONE_OF.id,
        span,
        score=0.8,
        message=f"'one of' needs a plural; {view.words[at]!r} is singular",
        evidence=(TableHit("lexicon", view.words[at], GRAMMAR),),
        edits=(Edit(view.doc.tokens[at].span, plural),) if (plural := view.inflected.plural(view.words[at])) else (),
    )
