from kg.evidence.codec import extraction_from_json, extraction_to_json
from tests.foonet import extraction


def test_codec_round_trip():
    assert extraction_from_json(extraction_to_json(extraction())) == extraction()
