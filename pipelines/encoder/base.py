"""Turn a jar that holds a BERT as a graph of ONNX, and its tokenizer, into a folder of the Hugging Face library.

base.py JAR OUT

Weights of matrix products have lost their names in such a graph: each is found by the bias that is added next, and
stands transposed.
"""

import re
import shutil
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

HEADS = 12  # of attention; the graph does not tell


def weights(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """Return the weights of a graph by their names in the library."""
    arrays = {array.name: numpy_helper.to_array(array) for array in graph.initializer}
    named = {
        name: torch.tensor(array)
        for name, array in arrays.items()
        if name.startswith(("embeddings.", "encoder."))
    }
    added = {name: node for node in graph.node if node.op_type == "Add" for name in node.input}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in arrays and node.output[0] in added:
            [bias] = [name for name in added[node.output[0]].input if name in arrays]
            named[bias.replace(".bias", ".weight")] = torch.tensor(arrays[node.input[1]].T.copy())
    return named


def main() -> None:
    """Write the folder."""
    jar, out = ZipFile(sys.argv[1]), Path(sys.argv[2])
    [model] = [name for name in jar.namelist() if name.endswith(".onnx")]
    [tokenizer] = [name for name in jar.namelist() if name.endswith("tokenizer.json")]
    state = weights(onnx.load(BytesIO(jar.read(model))).graph)
    vocabulary, width = state["embeddings.word_embeddings.weight"].shape
    layers = 1 + max(int(match[1]) for name in state if (match := re.search(r"layer\.(\d+)\.", name)))
    inner = len(state["encoder.layer.0.intermediate.dense.weight"])
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=width, num_hidden_layers=layers, num_attention_heads=HEADS, intermediate_size=inner
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False)
    missing = bert.load_state_dict(state, strict=False).missing_keys
    if missing:
        sys.exit(f"{model} lacks {', '.join(missing[:5])}")
    bert.save_pretrained(out)
    with jar.open(tokenizer) as source, (out / "tokenizer.json").open("wb") as target:
        shutil.copyfileobj(source, target)
    print(f"{layers} layers of {width}, {vocabulary} word pieces")


if __name__ == "__main__":
    main()
