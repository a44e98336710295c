"""Make small random language models, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEXT = "The minister said on Monday that Geun-pyeong “agreed”. He then went home, and the talks went on for 3 hours."
TRAINING = [TEXT, "They agreed on the talks at home.", "On Monday the minister went on."] * 20


def tokenizer_of(folder: Path, *, bos: bool, masked: bool) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<unk>", "<s>", "</s>", "<pad>", "<mask>"]
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(TRAINING, trainer)
    names: dict[str, Any] = {"unk_token": "<unk>", "pad_token": "<pad>", "model_max_length": 64}
    if bos:
        names["bos_token"] = "<s>"
    if masked:
        names.update(cls_token="<s>", sep_token="</s>", mask_token="<mask>")
    import transformers

    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)
    fast.save_pretrained(folder)
    return fast


def tiny_causal(folder: Path) -> Path:
    """Write a random causal model with its tokenizer into a folder."""
    import torch
    import transformers

    tokenizer = tokenizer_of(folder, bos=True, masked=False)
    torch.manual_seed(1)
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=64, n_embd=32, n_layer=2, n_head=2, bos_token_id=1, initializer_range=0.5
    )
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


def tiny_gguf(folder: Path) -> Path:
    """Write a random causal model of the Llama architecture, with a byte-level tokenizer, as one GGUF file."""
    import gguf
    import numpy as np
    from tokenizers import pre_tokenizers

    tokens = ["<unk>", "<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet()), "th"]
    width, inner, layers, heads = 32, 64, 2, 2
    path = folder / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(64)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(width // heads)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(tokens)
    writer.add_token_types([3, 3, 3, *[1] * (len(tokens) - 3)])
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    random = np.random.default_rng(1)
    shapes = {"token_embd.weight": (len(tokens), width), "output.weight": (len(tokens), width), "output_norm.weight": (width,)}
    for n in range(layers):
        shapes |= {f"blk.{n}.attn_{part}.weight": (width, width) for part in ("q", "k", "v", "output")}
        shapes |= {f"blk.{n}.ffn_{part}.weight": (inner, width) for part in ("gate", "up")}
        shapes |= {f"blk.{n}.ffn_down.weight": (width, inner)}
        shapes |= {f"blk.{n}.{part}_norm.weight": (width,) for part in ("attn", "ffn")}
    for name, shape in shapes.items():
        values = random.normal(0.0, 0.5, shape) if len(shape) == 2 else np.ones(shape)
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
