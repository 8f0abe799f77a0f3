"""Cut a BERT encoder down to the word pieces of the corpora and to its first layers.

cut.py ENCODER DATA OUT --layers N --least COUNT

Keeps the word pieces that the corpora use at least so often, and all of one sign: what is cut is written with shorter ones.
"""

import argparse
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import torch
from corpora import texts
from tokenizers import Tokenizer
from transformers import AutoModel


def main() -> None:
    """Write the smaller encoder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("encoder", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--least", type=int, required=True)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    counts: Counter[int] = Counter()
    known = texts(args.data)
    while batch := list(islice(known, 2000)):
        for encoding in tokenizer.encode_batch(batch):
            counts.update(encoding.ids)
    described = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = described["model"]["vocab"]
    kept = [
        (piece, i)
        for piece, i in sorted(vocabulary.items(), key=lambda item: item[1])
        if counts[i] >= args.least
        or len(piece.removeprefix("##")) == 1
        or (piece[0] == "[" and "unused" not in piece and piece[-1] == "]")
    ]
    described["model"]["vocab"] = {piece: new for new, (piece, _) in enumerate(kept)}
    new_id = described["model"]["vocab"]
    for token in described["added_tokens"]:
        token["id"] = new_id[token["content"]]
    if described["post_processor"] and "special_tokens" in described["post_processor"]:
        for token in described["post_processor"]["special_tokens"].values():
            token["ids"] = [new_id[name] for name in token["tokens"]]
    model = AutoModel.from_pretrained(args.encoder, add_pooling_layer=False)
    rows = torch.tensor([i for _, i in kept])
    table = model.embeddings.word_embeddings.weight.data[rows].clone()
    model.resize_token_embeddings(len(kept))
    model.embeddings.word_embeddings.weight.data = table
    model.encoder.layer = model.encoder.layer[: args.layers]
    model.config.num_hidden_layers = args.layers
    model.config.vocab_size = len(kept)
    model.config.pad_token_id = new_id["[PAD]"]
    model.save_pretrained(args.out)
    (args.out / "tokenizer.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    total = sum(counts.values())
    print(
        f"{len(kept)} of {len(vocabulary)} pieces, {sum(counts[i] for _, i in kept) / total:.5f} of the text; {args.layers} layers"
    )


if __name__ == "__main__":
    main()
