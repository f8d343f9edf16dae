// Gradients: what requires them, computing them, and the modes that switch their recording.

#include "handles.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

DOOR int32_t tensor_requires_grad(void* handle) {
    return borrow(handle).requires_grad();
}

DOOR void tensor_set_requires_grad(void* handle, int32_t requires_grad, char** error) {
    guarded(error, [&] { borrow(handle).set_requires_grad(requires_grad != 0); });
}

DOOR int32_t tensor_is_leaf(void* handle) {
    return borrow(handle).is_leaf();
}

DOOR void tensor_retain_grad(void* handle, char** error) {
    guarded(error, [&] { borrow(handle).retain_grad(); });
}

DOOR void* tensor_grad(void* handle, char** error) {
    return guarded(error, [&]() -> void* { return give_or_null(borrow(handle).grad()); });
}

DOOR void tensor_set_grad(void* handle, void* grad, char** error) {
    guarded(error, [&] { borrow(handle).mutable_grad() = borrow_or_undefined(grad); });
}

// `grads` may be null where each tensor is a scalar; `inputs` restricts the leaves, none means all of them.
DOOR void autograd_backward(void** tensors, int32_t count, void** grads, int32_t retain_graph, int32_t create_graph,
                            void** inputs, int32_t input_count, char** error) {
    guarded(error, [&] {
        torch::autograd::backward(borrow_all(tensors, count),
                                  grads ? borrow_all(grads, count) : std::vector<at::Tensor>(), retain_graph != 0,
                                  create_graph != 0, borrow_all(inputs, input_count));
    });
}

DOOR void autograd_grad(void** outputs, int32_t output_count, void** inputs, int32_t input_count, void** grad_outputs,
                        int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results,
                        char** error) {
    guarded(error, [&] {
        auto grads =
            torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
                                  grad_outputs ? borrow_all(grad_outputs, output_count) : std::vector<at::Tensor>(),
                                  retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (int32_t i = 0; i < input_count; i++)
            results[i] = give_or_null(std::move(grads[i]));
    });
}

DOOR int32_t grad_mode_get() {
    return c10::GradMode::is_enabled();
}

DOOR void grad_mode_set(int32_t enabled) {
    c10::GradMode::set_enabled(enabled != 0);
}

DOOR int32_t inference_mode_get() {
    return c10::InferenceMode::is_enabled();
}

// The mode lasts until inference_mode_leave, on the same thread.
DOOR void* inference_mode_enter(int32_t enabled) {
    return new c10::InferenceMode(enabled != 0);
}

DOOR void inference_mode_leave(void* mode) {
    delete static_cast<c10::InferenceMode*>(mode);
}
