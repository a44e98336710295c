"""Train the word tagger from any Hugging Face encoder.

    python training/tagger_lexicon.py --out build/lexicon.json
    python training/train_tagger.py --lexicon build/lexicon.json --out build/tagger --tokens 12000000

The learning rate rises, stays, and falls over the last ``--decay`` tokens, so that a run can be taken up again from
``last.pt`` with another total (``--resume``). ``best.pt`` is the checkpoint with the highest criterion on a part of dev:
the mean of the five MCC of mlqe-pe, the MQM average precisions over base (each divided by 6) and the spun words' average
precision over base (divided by 20).
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
import tagger_eval
import tagger_model
import torch
from tagger_corrupt import Corruptor
from tagger_data import MIXTURE, CleanText, HumanSets, corpus_lines, mixture
from tagger_model import Batch, Encoder, TaggerNet, by_length, collate, default_base, predict, word_logits
from tagger_start import take_up
from torch import nn

HEAD_WEIGHTS = torch.tensor([1.0, 0.5, 1.3, 1.3])
WHOLE_WEIGHT = 0.15
RECORDED = ("tokens", "decay", "batch", "max_length", "lr", "seed", "bf16", "paragraphs", "mixture")


def loss_of(net: TaggerNet, batch: Batch, *, bf16: bool) -> torch.Tensor:
    """Return the mean loss per word of a batch, over all heads trained on it."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        logits, whole, _ = net(batch.ids, batch.mask)
    values, have = word_logits(logits, batch)
    item = batch.item_of_word
    shift = net.regime(batch.regime[item]).squeeze(-1)
    values = torch.cat([values[:, :3], (values[:, 3] + shift).unsqueeze(1)], dim=1)
    known = ~torch.isnan(batch.labels) & have.unsqueeze(1)
    each = nn.functional.binary_cross_entropy_with_logits(values, torch.nan_to_num(batch.labels), reduction="none")
    words = (each * known * HEAD_WEIGHTS * batch.weight[item].unsqueeze(1)).sum() / max(1, batch.words)
    said = ~torch.isnan(batch.machine)
    texts = nn.functional.binary_cross_entropy_with_logits(whole.float(), torch.nan_to_num(batch.machine), reduction="none")
    return words + WHOLE_WEIGHT * (texts * said).sum() / max(1, len(said))


def rate(tokens: int, total: int, decay: int, warmup: int = 300_000) -> float:
    """Return the share of the peak learning rate: up, level, down to nothing."""
    return min(1.0, tokens / warmup, max(0.02, (total - tokens) / decay))


def criterion(figures: dict[str, float]) -> float:
    """Weigh the dev figures into the one number that chooses the checkpoint."""
    languages = [v for k, v in figures.items() if k.startswith("mlqe") and k.endswith("mcc")]
    ratios = [figures[f"{s} ap/base"] for s in ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt23qe-xx-en")]
    return float(np.mean(languages) + np.mean(ratios) / 6 + figures["spun words ap/base"] / 20)


def groups(net: TaggerNet, lr: float) -> list[dict[str, Any]]:
    """Split the parameters: encoder layers, heads, campaign shifts; the embeddings stay as they are."""
    for p in net.encoder.embeddings.parameters():
        p.requires_grad_(False)
    layers = [p for p in net.encoder.parameters() if p.requires_grad]
    heads = [*net.words.parameters(), *net.whole.parameters()]
    return [
        {"params": layers, "peak": lr, "weight_decay": 0.01},
        {"params": heads, "peak": lr * 8, "weight_decay": 0.0},
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


def save(path: Path, net: TaggerNet, optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Write a checkpoint, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), **state}, part)
    part.replace(path)


def source_of(args: argparse.Namespace, rng: random.Random) -> Any:
    """Load the train texts (kept in a cache beside the output) and return the stream of samples."""
    cache = args.out / "texts.pickle"
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
    net, encoder = TaggerNet(args.base), Encoder(args.base, args.max_length)
    if args.start is not None:
        take_up(net, args.start)
    optimizer = torch.optim.AdamW(groups(net, args.lr), lr=args.lr, betas=(0.9, 0.98))
    state: dict[str, Any] = {"tokens": 0, "steps": 0, "best": 0.0, "log": []}
    if args.resume and (args.out / "last.pt").exists():
        kept = torch.load(args.out / "last.pt", weights_only=False)
        net.load_state_dict(kept.pop("net"))
        optimizer.load_state_dict(kept.pop("optimizer"))
        state = kept
    state.setdefault("runs", []).append({"from": state["tokens"], **{k: getattr(args, k) for k in RECORDED}})
    rng = random.Random(args.seed + state["steps"])
    stream = batches(source_of(args, rng), encoder, args.batch, rng)
    begun, told, losses = time.time(), state["tokens"], []
    next_check = state["tokens"] + args.every
    while state["tokens"] < args.tokens:
        net.train()
        batch = next(stream)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(state["tokens"], args.tokens, args.decay)
        loss = loss_of(net, batch, bf16=args.bf16)
        loss.backward()
        nn.utils.clip_grad_norm_((p for p in net.parameters() if p.requires_grad), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        state["tokens"] += int(batch.mask.sum())
        state["steps"] += 1
        if state["steps"] % 50 == 0:
            speed = (state["tokens"] - told) / (time.time() - begun)
            print(f"step {state['steps']} tokens {state['tokens']} loss {np.mean(losses[-50:]):.4f} {speed:.0f}/s", flush=True)
        if state["steps"] % 200 == 0:
            save(args.out / "last.pt", net, optimizer, state)
        if state["tokens"] >= next_check or state["tokens"] >= args.tokens:
            next_check = state["tokens"] + args.every
            check(args, net, encoder, optimizer, state)


def check(args: argparse.Namespace, net: TaggerNet, encoder: Encoder, optimizer: Any, state: dict[str, Any]) -> None:
    """Measure a part of dev, log it, and keep the best checkpoint."""
    begun = time.time()
    figures = tagger_eval.everything(lambda texts: predict(net, encoder, texts), args.shared / "data", quick=True)
    value = criterion(figures)
    state["log"].append({"tokens": state["tokens"], "criterion": value, **figures})
    print(f"dev at {state['tokens']}: {value:.4f} ({time.time() - begun:.0f} s)", flush=True)
    print("  " + ", ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)
    if value > state["best"]:
        state["best"] = value
        torch.save({"net": net.state_dict(), **state}, args.out / "best.pt")
    save(args.out / "last.pt", net, optimizer, state)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default=None, help="folder or name of a Hugging Face encoder")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--lexicon", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=12_000_000, help="sub-words to train on")
    parser.add_argument("--decay", type=int, default=4_000_000, help="the last so many of them with a falling rate")
    parser.add_argument("--every", type=int, default=1_500_000, help="sub-words between checks on dev")
    parser.add_argument("--paragraphs", type=int, default=120_000)
    parser.add_argument("--batch", type=int, default=3072, help="sub-words in a batch")
    parser.add_argument("--max-length", type=int, default=192)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--start", type=Path, default=None, help="exported tagger whose weights are taken up")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--mixture", type=json.loads, default=MIXTURE, help="shares of kinds, as JSON")
    args = parser.parse_args()
    args.base = args.base or default_base()
    tagger_model.predict_bf16 = args.bf16
    train(args)


if __name__ == "__main__":
    main()
