"""The stand-ins for TensorFlow and the like: named as often as you like, used never."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from bot import stand_ins


@pytest.fixture
def tensorflow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stand-in; all of it is gone afterwards."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    before = set(sys.modules)
    stand_ins.install()
    yield importlib.import_module("tensorflow")
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_it_says_the_version_that_rasa_asks_for(tensorflow: Any) -> None:
    assert tensorflow.__version__ == "2.12.0"


def test_any_part_of_it_can_be_imported(tensorflow: Any) -> None:
    for name in ("tensorflow.keras.layers", "tensorflow_hub", "tensorflow_addons.layers", "keras.utils"):
        assert isinstance(importlib.import_module(name), ModuleType)
    assert importlib.import_module("tensorflow.keras") is tensorflow.keras


def test_any_name_in_it_can_be_named(tensorflow: Any) -> None:
    assert isinstance(tensorflow.keras.layers.Dense, type)
    assert tensorflow.keras.backend.floatx.anything
    assert tensorflow.RaggedTensor[int] is not None


def test_functions_may_be_decorated_with_it(tensorflow: Any) -> None:
    def twice(number: int) -> int:
        return 2 * number

    assert tensorflow.function(twice)(3) == 6


def test_a_class_made_from_it_can_be_defined_but_not_used(tensorflow: Any) -> None:
    class Layer(tensorflow.keras.layers.Layer, dynamic=True):  # type: ignore[misc, call-arg]
        pass

    with pytest.raises(RuntimeError, match=r"Layer needs a package that is left out here; docs/bot.md"):
        Layer()


def test_what_does_not_exist_still_does_not(tensorflow: Any) -> None:
    assert importlib.util.find_spec("tensorflow_of_somebody_else") is None
    with pytest.raises(AttributeError):
        tensorflow.__wrapped__  # noqa: B018


def test_serving_names_what_is_installed_and_not_used_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    stand_ins.install_for_serving()
    for name in stand_ins.WHILE_SERVING:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert "_Finder" in type(found.loader).__name__
