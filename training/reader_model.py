"""The network of the reader: the lower layers of a Hugging Face encoder, a layer over words, one over the text, a repairer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from mtcheck.core.span import Span
from mtcheck.segment.tokens import tokenize
from mtcheck.signals.reader import shape_of
from training.reader_corrupt import FAULTS, INSERT, REPLACE, UNKNOWN
from training.reader_data import HEADS, REGIMES, Sample

ORIGINS = ("machine", "spun")
OPERATIONS = 4
COLUMNS = len(HEADS) + len(FAULTS) + OPERATIONS
SHAPES = 3  # lower case or no letter, capitalised, all capitals: the tokenizer folds case


class Repairer(nn.Module):
    """Turn hidden values into a word to be put (row 0) or inserted (row 1), scored against the encoder's own embeddings."""

    def __init__(self, width: int, words: int) -> None:
        super().__init__()
        self.queries = nn.ModuleList(nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width)) for _ in range(2))
        self.bias = nn.Parameter(torch.zeros(words))

    def forward(self, hidden: torch.Tensor, table: torch.Tensor, which: int) -> torch.Tensor:
        query: torch.Tensor = self.queries[which](hidden)
        return query @ table.t() + self.bias


class ReaderNet(nn.Module):
    """Return logits per sub-word (heads, classes of fault, operations), per text and origin, and the last hidden states.

    ``layers`` keeps the lower layers of the encoder: the upper ones of a sentence encoder have forgotten the single words.
    """

    def __init__(self, base: str, layers: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager", add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0
        width = self.encoder.config.hidden_size
        self.shape = nn.Embedding(SHAPES, width)
        self.words = nn.Linear(width, COLUMNS)
        self.whole = nn.Linear(width, len(ORIGINS))
        self.repair = Repairer(width, self.table.shape[0])
        self.regime = nn.Embedding(len(REGIMES), 1)  # training only: how often a campaign's raters mark anything
        nn.init.zeros_(self.regime.weight)
        nn.init.zeros_(self.shape.weight)
        with torch.no_grad():
            self.words.bias[: len(HEADS)] = -1.5
        self.drop = nn.Dropout(0.1)

    @property
    def table(self) -> torch.Tensor:
        """The embeddings of the encoder's word pieces."""
        found: torch.Tensor = self.encoder.embeddings.word_embeddings.weight
        return found

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, shapes: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        logits = self.words(self.drop(hidden))
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * weight).sum(1) / weight.sum(1)
        return logits, self.whole(pooled), hidden


@dataclass
class Item:
    """Hold one encoded sample: sub-words, the word of each (-1: none), labels per word (NaN or UNKNOWN: not trained)."""

    ids: list[int]
    shapes: list[int]
    owner: np.ndarray
    spans: list[Span]
    labels: np.ndarray
    faults: np.ndarray
    ops: np.ndarray
    wants: np.ndarray
    weight: float
    origin: tuple[float, float]
    regime: int


class Encoder:
    """Turn samples into items with the encoder's own tokenizer; words are the tokens of mtcheck."""

    def __init__(self, base: str, max_length: int) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(base, use_fast=True)
        self.max_length = max_length
        self.pad = self.tokenizer.pad_token_id or 0
        self.pieces: dict[str, int] = self.tokenizer.get_vocab()

    def items(self, samples: list[Sample]) -> list[Item]:
        """Encode samples; what does not fit into the maximum length is cut off."""
        got = self.tokenizer(
            [s.text for s in samples], truncation=True, max_length=self.max_length, return_offsets_mapping=True
        )
        return [self._item(s, got["input_ids"][k], got["offset_mapping"][k]) for k, s in enumerate(samples)]

    def _item(self, sample: Sample, ids: list[int], offsets: list[tuple[int, int]]) -> Item:
        text = sample.text
        spans = [tok.span for tok in tokenize(text, Span(0, len(text)))]
        starts = np.array([span.start for span in spans])
        at = np.array(offsets)
        owner = np.where(at[:, 1] > at[:, 0], np.searchsorted(starts, at[:, 0], side="right") - 1, -1)
        labels = np.full((len(spans), len(HEADS)), np.nan, np.float32)
        for k, head in enumerate(HEADS):
            marks = sample.labels.get(head)
            if marks is not None:
                labels[:, k] = [marks[span.start : span.end].max() for span in spans]
        faults, ops, wants = (np.full(len(spans), UNKNOWN, np.int64) for _ in range(3))
        if sample.repairs is not None:
            faults, ops = sample.repairs.faults[starts], sample.repairs.ops[starts]
            for k, span in enumerate(spans):
                word = sample.repairs.wants.get(span.start)
                if word is not None and ops[k] in (REPLACE, INSERT):
                    wants[k] = self.pieces.get(word, UNKNOWN)
        origin = tuple(np.nan if value is None else value for value in (sample.machine, sample.spun))
        shapes = [shape_of(text[a:b]) for a, b in offsets]
        return Item(ids, shapes, owner, spans, labels, faults, ops, wants, sample.weight, origin, sample.regime)  # type: ignore[arg-type]


@dataclass
class Batch:
    """Hold a padded batch; ``owner`` numbers the words of the whole batch, the last number meaning none."""

    ids: torch.Tensor
    mask: torch.Tensor
    shapes: torch.Tensor
    owner: torch.Tensor
    words: int
    labels: torch.Tensor
    faults: torch.Tensor
    ops: torch.Tensor
    wants: torch.Tensor
    weight: torch.Tensor
    origin: torch.Tensor
    regime: torch.Tensor
    item_of_word: torch.Tensor


def collate(items: list[Item], pad: int) -> Batch:
    """Pad items and number their words through."""
    longest = max(len(item.ids) for item in items)
    total = sum(len(item.spans) for item in items)
    ids = np.full((len(items), longest), pad, np.int64)
    mask, shapes = np.zeros((2, len(items), longest), np.int64)
    owner = np.full((len(items), longest), total, np.int64)
    base = 0
    for k, item in enumerate(items):
        n = len(item.ids)
        ids[k, :n], mask[k, :n], shapes[k, :n] = item.ids, 1, item.shapes
        owner[k, :n] = np.where(item.owner >= 0, item.owner + base, total)
        base += len(item.spans)
    words_of = np.repeat(np.arange(len(items)), [len(item.spans) for item in items])
    names = ("labels", "faults", "ops", "wants")
    joined = [torch.from_numpy(np.concatenate([getattr(item, name) for item in items])) for name in names]
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(shapes),
        torch.from_numpy(owner),
        total,
        *joined,
        torch.tensor([item.weight for item in items], dtype=torch.float32),
        torch.tensor([item.origin for item in items], dtype=torch.float32),
        torch.tensor([item.regime for item in items]),
        torch.from_numpy(words_of),
    )


def word_logits(logits: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Average the logits of each word's sub-words; also say which words have any."""
    flat, owner = logits.float().reshape(-1, logits.shape[-1]), batch.owner.reshape(-1)
    total = torch.zeros(batch.words + 1, flat.shape[1]).index_add_(0, owner, flat)[:-1]
    count = torch.zeros(batch.words + 1).index_add_(0, owner, torch.ones(len(owner)))[:-1]
    return total / count.clamp(min=1).unsqueeze(1), count > 0


def first_places(batch: Batch) -> torch.Tensor:
    """Return the place of each word's first sub-word in the flattened batch (0 where a word has none)."""
    owner = batch.owner.reshape(-1)
    places = torch.zeros(batch.words + 1, dtype=torch.long)
    order = torch.arange(len(owner) - 1, -1, -1)
    places[owner[order]] = order
    return places[:-1]


def by_length(items: Iterable[Item], tokens: int) -> Iterator[list[Item]]:
    """Cut items, sorted by length, into batches of at most ``tokens`` padded sub-words."""
    group: list[Item] = []
    for item in sorted(items, key=lambda item: len(item.ids)):
        if group and (len(group) + 1) * len(item.ids) > tokens:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


@torch.inference_mode()
def predict(net: ReaderNet, encoder: Encoder, texts: list[str]) -> list[tuple[list[Span], np.ndarray, float]]:
    """Return per text its word spans, probabilities per word and head (NaN: cut off), and P(machine)."""
    net.eval()
    items = encoder.items([Sample(text) for text in texts])
    place = {id(item): k for k, item in enumerate(items)}
    out: list[Any] = [None] * len(items)
    for group in by_length(items, 3000):
        batch = collate(group, encoder.pad)
        logits, whole, _ = net(batch.ids, batch.mask, batch.shapes)
        values, have = word_logits(logits[..., : len(HEADS)], batch)
        probs = torch.sigmoid(values).numpy()
        probs[~have.numpy()] = np.nan
        parts = np.split(probs, np.cumsum([len(item.spans) for item in group])[:-1])
        for item, part, machine in zip(group, parts, torch.sigmoid(whole[:, 0].float()).tolist(), strict=True):
            out[place[id(item)]] = (item.spans, part, machine)
    return out
