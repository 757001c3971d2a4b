"""The one list of rules."""

from __future__ import annotations

from .rule import Rule
from .rules import (
    activation_called_on_tensor,
    class_default_shadows_layer,
    class_level_layer,
    compile_result_unused,
    compiled_state_dict_prefix,
    counter_recompiles,
    direct_forward_call,
    discarded_tensor_op,
    dropout_ignores_eval,
    forward_returns_nothing,
    freeze_has_no_effect,
    graph_cut_in_forward,
    layer_class_not_called,
    layer_created_in_forward,
    layer_in_closure,
    load_state_dict_assigned,
    loss_class_called,
    missing_backward,
    missing_call_parens,
    missing_step,
    missing_super_init,
    missing_zero_grad,
    module_list_not_registered,
    optimizer_bad_argument,
    parameter_created_in_forward,
    parameter_list_not_registered,
    parameter_lost_in_arithmetic,
    parameter_lost_in_conversion,
    shared_layer_by_multiplication,
    softmax_before_cross_entropy,
    tensor_not_buffer,
    tensor_without_device_in_forward,
    trailing_comma_layer,
    trainable_tensor_not_parameter,
    unused_suppression,
    zero_grad_after_backward,
)

RULES: tuple[Rule, ...] = (
    missing_super_init.RULE,
    module_list_not_registered.RULE,
    parameter_list_not_registered.RULE,
    parameter_lost_in_arithmetic.RULE,
    parameter_lost_in_conversion.RULE,
    trainable_tensor_not_parameter.RULE,
    tensor_not_buffer.RULE,
    layer_created_in_forward.RULE,
    parameter_created_in_forward.RULE,
    class_level_layer.RULE,
    class_default_shadows_layer.RULE,
    layer_in_closure.RULE,
    shared_layer_by_multiplication.RULE,
    layer_class_not_called.RULE,
    optimizer_bad_argument.RULE,
    missing_zero_grad.RULE,
    zero_grad_after_backward.RULE,
    missing_step.RULE,
    missing_backward.RULE,
    activation_called_on_tensor.RULE,
    trailing_comma_layer.RULE,
    missing_call_parens.RULE,
    loss_class_called.RULE,
    softmax_before_cross_entropy.RULE,
    dropout_ignores_eval.RULE,
    graph_cut_in_forward.RULE,
    tensor_without_device_in_forward.RULE,
    compile_result_unused.RULE,
    counter_recompiles.RULE,
    compiled_state_dict_prefix.RULE,
    direct_forward_call.RULE,
    discarded_tensor_op.RULE,
    freeze_has_no_effect.RULE,
    forward_returns_nothing.RULE,
    load_state_dict_assigned.RULE,
    unused_suppression.RULE,
)

_BY_ID = {rule.id: rule for rule in RULES}


def rule_by_id(rule_id: str) -> Rule | None:
    """The rule of that name, or None."""
    return _BY_ID.get(rule_id)
