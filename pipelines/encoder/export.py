"""Write the trained reader as graphs of ONNX that `kg.extract.encoder` runs.

export.py ENCODER WEIGHTS.pt OUT [--half]

With --half, weights stand in 16 bits, word pieces in 8 with a scale for each; everything is computed in 32 bits.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from train import reader

from kg.extract.encoder_inputs import BETWEEN, FEATURES

LEAST = 4096  # elements of an array that is worth fewer bits


class Encoder(torch.nn.Module):
    """From word pieces to vectors and tags."""

    def __init__(self, whole: torch.nn.Module) -> None:
        super().__init__()
        self.encoder, self.tag = whole.encoder, whole.tag

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the vectors (1, pieces, width) and the scores of tags (1, pieces, tags)."""
        vectors = self.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        return vectors, self.tag(vectors)


def smaller(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph with large arrays in 16 bits, and the table of word pieces in 8; each is turned back before use."""
    graph = model.graph
    tables = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    kept, nodes = [], []
    for array in list(graph.initializer):
        values = numpy_helper.to_array(array)
        if array.data_type != TensorProto.FLOAT or values.size < LEAST:
            kept.append(array)
            continue
        if array.name in tables and values.ndim == 2 and len(values) > 1000:
            scale = (np.abs(values).max(axis=1) / 127).astype(np.float32)
            scale[scale == 0] = 1.0
            rounded = np.rint(values / scale[:, None]).astype(np.int8)
            kept += [
                numpy_helper.from_array(rounded, f"{array.name}.8"),
                numpy_helper.from_array(scale, f"{array.name}.scale"),
                numpy_helper.from_array(np.zeros(len(scale), np.int8), f"{array.name}.zero"),
            ]
            nodes.append(
                helper.make_node(
                    "DequantizeLinear",
                    [f"{array.name}.8", f"{array.name}.scale", f"{array.name}.zero"],
                    [array.name],
                    axis=0,
                )
            )
        else:
            kept.append(numpy_helper.from_array(values.astype(np.float16), f"{array.name}.16"))
            nodes.append(helper.make_node("Cast", [f"{array.name}.16"], [array.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    own = [*nodes, *graph.node]
    del graph.node[:]
    graph.node.extend(own)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Write the graphs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("encoder", "weights", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--half", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    whole = reader(args.encoder)
    whole.load_state_dict(torch.load(args.weights)["model"])
    whole.eval()
    width = whole.encoder.config.hidden_size
    long = lambda *form: torch.zeros(form, dtype=torch.long)  # noqa: E731
    some = {
        "vectors": torch.zeros(9, width), "first": long(3), "last": long(3), "members": long(2, 2), "label": long(2),
        "pair": long(2, 4), "pair_bucket": long(2), "between": long(2, BETWEEN), "number": long(2, 2), "slot": long(4, 3),
        "slot_bucket": long(4), "slot_features": torch.zeros(4, FEATURES),
    }  # fmt: skip
    axes = {
        "vectors": {0: "pieces"}, "first": {0: "mentions"}, "last": {0: "mentions"}, "members": {0: "concepts", 1: "most"},
        "label": {0: "concepts"}, "pair": {0: "pairs"}, "pair_bucket": {0: "pairs"}, "between": {0: "pairs"},
        "number": {0: "numbers"}, "slot": {0: "slots"}, "slot_bucket": {0: "slots"}, "slot_features": {0: "slots"},
    }  # fmt: skip
    shared = ("vectors", "first", "last")
    same = {
        **{name: some[name] for name in (*shared, "members")},
        "pair": long(2, 2),
        "features": torch.zeros(2, FEATURES),
    }
    same_axes = {
        **{name: axes[name] for name in shared},
        "members": {0: "groups", 1: "most"},
        "pair": {0: "pairs"},
        "features": {0: "pairs"},
    }
    graphs = {
        "encoder": (Encoder(whole), {"ids": long(1, 9)}, {"ids": {1: "pieces"}}, ["hidden", "tags"]),
        "concepts": (whole.concepts, some, axes, ["role", "relation", "kind", "slots", "empty"]),
        "coreference": (whole.coreference, same, same_axes, ["same"]),
    }
    for name, (part, inputs, dynamic, outputs) in graphs.items():
        path = args.out / f"{name}.onnx"
        torch.onnx.export(
            part, tuple(inputs.values()), path, input_names=list(inputs), output_names=outputs, dynamic_axes=dynamic,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if args.half:
            onnx.save(smaller(onnx.load(path)), path)
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    pieces = json.loads((args.encoder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    (args.out / "vocabulary.txt").write_text(
        "\n".join(sorted(pieces, key=pieces.get)) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
