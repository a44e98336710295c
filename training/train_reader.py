"""Train the reader from the lower layers of a Hugging Face encoder.

    python -m training.reader_lexicon --out build/lexicon.json
    python -m training.train_reader --base FOLDER --lexicon build/lexicon.json --out build/reader

The learning rate rises, stays, and falls over the last ``--decay`` tokens, so that a run can be taken up again from
``last.pt`` with another total (``--resume``). ``training/measure_reader.py`` measures a checkpoint on dev.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from training.reader_corrupt import FAULTS, INSERT, KEEP, REPLACE, UNKNOWN, Corruptor
from training.reader_data import HEADS, MIXTURE, CleanText, HumanSets, corpus_lines, mixture
from training.reader_model import OPERATIONS, Batch, Encoder, ReaderNet, by_length, collate, first_places, word_logits

HEAD_WEIGHTS = torch.tensor([1.0, 0.5, 1.2, 1.3, 1.5])
WHOLE_WEIGHT, FAULT_WEIGHT, OPERATION_WEIGHT, REPAIR_WEIGHT = 0.15, 0.15, 0.3, 0.4
MOST_REPAIRS = 192  # places of a batch at which a word is asked for
COPIES, COPY_WEIGHT = 48, 0.3  # kept words of a batch that are asked for themselves: so the layer learns where words lie
RECORDED = ("tokens", "decay", "batch", "max_length", "lr", "seed", "layers", "paragraphs", "mixture")


def loss_of(net: ReaderNet, batch: Batch) -> torch.Tensor:
    """Return the mean loss per word of a batch, over all heads trained on it."""
    logits, whole, hidden = net(batch.ids, batch.mask, batch.shapes)
    values, have = word_logits(logits, batch)
    item = batch.item_of_word
    weight = batch.weight[item] * have
    shift = net.regime(batch.regime[item])
    heads = len(HEADS)
    marked = HEADS.index("marked")
    odds = torch.cat([values[:, :marked], values[:, marked : marked + 1] + shift, values[:, marked + 1 : heads]], dim=1)
    known = ~torch.isnan(batch.labels)
    each = nn.functional.binary_cross_entropy_with_logits(odds, torch.nan_to_num(batch.labels), reduction="none")
    total = (each * known * HEAD_WEIGHTS * weight.unsqueeze(1)).sum()
    for low, high, labels, share in (
        (heads, heads + len(FAULTS), batch.faults, FAULT_WEIGHT),
        (heads + len(FAULTS), heads + len(FAULTS) + OPERATIONS, batch.ops, OPERATION_WEIGHT),
    ):
        losses = nn.functional.cross_entropy(values[:, low:high], labels, ignore_index=UNKNOWN, reduction="none")
        total = total + share * (losses * weight).sum()
    said = ~torch.isnan(batch.origin)
    texts = nn.functional.binary_cross_entropy_with_logits(whole.float(), torch.nan_to_num(batch.origin), reduction="none")
    loss = (total + REPAIR_WEIGHT * repair_loss(net, batch, hidden, have)) / max(1, batch.words)
    return loss + WHOLE_WEIGHT * (texts * said).sum() / max(1, len(said))


def repair_loss(net: ReaderNet, batch: Batch, hidden: torch.Tensor, have: torch.Tensor) -> torch.Tensor:
    """Return the summed loss of the words that should be put or inserted, at no more than MOST_REPAIRS places."""
    places = first_places(batch)
    flat = hidden.reshape(-1, hidden.shape[-1])
    total = torch.zeros(())
    for which, operation in enumerate((REPLACE, INSERT)):
        wanted = torch.nonzero((batch.ops == operation) & (batch.wants != UNKNOWN) & have).squeeze(1)
        chosen = wanted[torch.randperm(len(wanted))[:MOST_REPAIRS]]
        if len(chosen):
            scores = net.repair(flat[places[chosen]], net.table, which)
            losses = nn.functional.cross_entropy(scores, batch.wants[chosen], reduction="none")
            total = total + (losses * batch.weight[batch.item_of_word[chosen]]).sum() * (len(wanted) / len(chosen))
    kept = torch.nonzero((batch.ops == KEEP) & have).squeeze(1)
    chosen = places[kept[torch.randperm(len(kept))[:COPIES]]]
    if len(chosen):
        scores = net.repair(flat[chosen], net.table, 0)
        total = total + COPY_WEIGHT * nn.functional.cross_entropy(scores, batch.ids.reshape(-1)[chosen], reduction="sum")
    return total


def rate(tokens: int, total: int, decay: int, warmup: int = 50_000) -> float:
    """Return the share of the peak learning rate: up, level, down to nothing."""
    return min(1.0, tokens / warmup, max(0.02, (total - tokens) / decay))


def groups(net: ReaderNet, lr: float) -> list[dict[str, Any]]:
    """Split the parameters: encoder layers, heads, campaign shifts; the embeddings stay as they are."""
    for p in net.encoder.embeddings.parameters():
        p.requires_grad_(False)
    layers = [p for p in net.encoder.parameters() if p.requires_grad]
    heads = [p for part in (net.words, net.whole, net.shape) for p in part.parameters()]
    return [
        {"params": layers, "peak": lr, "weight_decay": 0.01},
        {"params": heads, "peak": lr * 6, "weight_decay": 0.0},
        {"params": net.repair.parameters(), "peak": lr * 16, "weight_decay": 0.0},
        {"params": net.regime.parameters(), "peak": 0.02, "weight_decay": 0.0},
    ]


def batches(source: Any, encoder: Encoder, size: int, rng: random.Random) -> Any:
    """Yield batches for ever: a pool of samples sorted by length, cut, and shuffled."""
    while True:
        pool = encoder.items([next(source) for _ in range(1500)])
        cut = list(by_length(pool, size))
        rng.shuffle(cut)
        for group in cut:
            yield collate(group, encoder.pad)


def save(path: Path, net: ReaderNet, optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Write a checkpoint, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), **state}, part)
    part.replace(path)


def source_of(args: argparse.Namespace, rng: random.Random) -> Any:
    """Load the train texts (kept in a cache beside the output) and return the stream of samples."""
    cache = args.cache or args.out / "texts.pickle"
    if not cache.exists():
        lines = corpus_lines(args.shared / "corpora", args.paragraphs, random.Random(args.seed))
        human = HumanSets(args.shared / "data" / "qe")
        with cache.open("wb") as handle:
            pickle.dump((lines, human), handle)
    with cache.open("rb") as handle:
        lines, human = pickle.load(handle)
    print("texts", len(lines), {k: len(v) for k, v in human.kinds.items()}, flush=True)
    return mixture(CleanText(lines, Corruptor(args.lexicon)), human, args.mixture, rng)


def train(args: argparse.Namespace) -> None:
    """Run the training."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    net, encoder = ReaderNet(args.base, args.layers), Encoder(args.base, args.max_length)
    optimizer = torch.optim.AdamW(groups(net, args.lr), lr=args.lr, betas=(0.9, 0.98))
    state: dict[str, Any] = {"tokens": 0, "steps": 0, "layers": args.layers}
    if args.resume and (args.out / "last.pt").exists():
        kept = torch.load(args.out / "last.pt", weights_only=False)
        net.load_state_dict(kept.pop("net"))
        optimizer.load_state_dict(kept.pop("optimizer"))
        state = kept
    state.setdefault("runs", []).append({"from": state["tokens"], **{k: getattr(args, k) for k in RECORDED}})
    rng = random.Random(args.seed + state["steps"])
    stream = batches(source_of(args, rng), encoder, args.batch, rng)
    begun, told, losses = time.time(), state["tokens"], []
    next_save = state["tokens"] + args.every
    while state["tokens"] < args.tokens:
        net.train()
        batch = next(stream)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(state["tokens"], args.tokens, args.decay)
        loss = loss_of(net, batch)
        loss.backward()
        nn.utils.clip_grad_norm_((p for p in net.parameters() if p.requires_grad), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        state["tokens"] += int(batch.mask.sum())
        state["steps"] += 1
        if state["steps"] % 20 == 0:
            speed = (state["tokens"] - told) / (time.time() - begun)
            print(f"step {state['steps']} tokens {state['tokens']} loss {np.mean(losses[-20:]):.4f} {speed:.0f}/s", flush=True)
        if state["tokens"] >= next_save or state["tokens"] >= args.tokens:
            next_save = state["tokens"] + args.every
            save(args.out / "last.pt", net, optimizer, state)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="folder or name of a Hugging Face encoder")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--lexicon", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=1_400_000, help="sub-words to train on")
    parser.add_argument("--decay", type=int, default=500_000, help="the last so many of them with a falling rate")
    parser.add_argument("--every", type=int, default=60_000, help="sub-words between checkpoints")
    parser.add_argument("--layers", type=int, default=6, help="lower layers of the encoder that are kept")
    parser.add_argument("--cache", type=Path, default=None, help="file for the texts that were read")
    parser.add_argument("--paragraphs", type=int, default=120_000)
    parser.add_argument("--batch", type=int, default=1024, help="sub-words in a batch")
    parser.add_argument("--max-length", type=int, default=192)
    parser.add_argument("--lr", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--mixture", type=json.loads, default=MIXTURE, help="shares of kinds, as JSON")
    args = parser.parse_args()
    train(args)


if __name__ == "__main__":
    main()
