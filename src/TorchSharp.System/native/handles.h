// Tensors as handles, and exceptions as messages: the only places where the door's two rules are implemented.
#pragma once

#include "door.h"

#include <ATen/core/Tensor.h>
#include <atomic>
#include <cstring>
#include <exception>
#include <string>

// Handles given out and not yet freed; leak tests read it.
extern std::atomic<int64_t> live_handles;

inline void* give(at::Tensor tensor) {
    live_handles.fetch_add(1, std::memory_order_relaxed);
    return tensor.unsafeReleaseTensorImpl();
}

inline void* give_or_null(at::Tensor tensor) {
    return tensor.defined() ? give(std::move(tensor)) : nullptr;
}

// A second reference to the caller's tensor; the caller's own stays as it is.
inline at::Tensor borrow(void* handle) {
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
        static_cast<c10::TensorImpl*>(handle)));
}

inline at::Tensor borrow_or_undefined(void* handle) {
    return handle ? borrow(handle) : at::Tensor();
}

inline std::vector<at::Tensor> borrow_all(void** handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++)
        tensors.push_back(borrow_or_undefined(handles[i]));
    return tensors;
}

// Runs the body; what it throws, of whatever kind, becomes a message that the caller owns.
template <typename Body> auto guarded(char** error, Body body) -> decltype(body()) {
    using Result = decltype(body());
    std::string message;
    try {
        return body();
    } catch (const c10::Error& e) {
        message = e.what_without_backtrace();
    } catch (const std::bad_alloc&) {
        message = "out of memory (std::bad_alloc)";
    } catch (const std::exception& e) {
        message = e.what();
    } catch (...) {
        message = "a C++ exception that is not a std::exception";
    }
    *error = strdup(message.c_str());
    if constexpr (!std::is_void_v<Result>)
        return Result{};
}
