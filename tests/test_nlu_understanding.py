"""What was understood, as it leaves the folder."""

import json

from nlu.understanding import Concern, PrincipleTag, Understanding


def test_it_becomes_the_json_that_the_command_prints() -> None:
    tag = PrincipleTag("equality", "working", 0.87654, ((5, 11), (20, 22)))
    understood = Understanding((tag,), "working", ("staff",), None)
    assert json.loads(json.dumps(understood.as_json())) == {
        "principles": [
            {"key": "equality", "stance": "working", "confidence": 0.877, "evidence": [[5, 11], [20, 22]]}
        ],
        "stance": "working",
        "topics": ["staff"],
        "concern": None,
    }


def test_a_concern_is_written_out_in_full() -> None:
    concern = Concern("neglect", "soon", 0.5, ((0, 4),))
    assert Understanding((), "neutral", (), concern).as_json()["concern"] == {
        "category": "neglect",
        "urgency": "soon",
        "confidence": 0.5,
        "evidence": [[0, 4]],
    }
