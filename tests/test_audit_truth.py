"""A few files of what `benchmarks/audit_truth.py` asks of all: the audit says what torch does."""

from __future__ import annotations

import pytest

from benchmarks.audit_asked import LEFT
from benchmarks.audit_truth import answers_of

from .labelled_samples import FOLDER, read

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    "name",
    [
        "module_list_not_registered/while_loop_discriminator",  # a list that grows in a loop
        "layer_in_property/cached_property_layer",  # no assignment at all
        "parameter_lost_in_arithmetic/product_with_mask",
        "parameter_created_in_forward/scale_in_forward",
        "layer_built_on_first_forward/hasattr_guard",
        "tensor_without_device_in_forward/noise_without_device",
        "tensor_without_device_in_forward/moved_later",
        "container_misuse/modulelist_with_forward",
    ],
)
def test_the_audit_says_what_torch_does(name: str) -> None:
    sample = read(FOLDER / f"{name}.py")
    found = answers_of(sample)
    assert found
    assert [(a.stopped, a.different, a.wrong_lines) for a in found] == [(None, [], [])] * len(found)


def test_the_truth_can_disagree() -> None:
    """The two are found independently: without the audit's word for it, they differ."""
    [answers] = answers_of(read(FOLDER / "tensor_without_device_in_forward/arange_positions.py"))
    assert answers.truth[LEFT] == {"yes"}
    answers.audit[LEFT] = set()
    assert answers.different == [f"{LEFT}: torch ['yes'], audit []"]
