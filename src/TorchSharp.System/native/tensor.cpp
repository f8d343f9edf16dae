// What a tensor is (shape, type, place, memory), views over foreign memory, and giving handles back.

#include "handles.h"

#include <ATen/ops/from_blob.h>

std::atomic<int64_t> live_handles{0};

DOOR int64_t tensor_live() {
    return live_handles.load(std::memory_order_relaxed);
}

DOOR void tensor_free(void* handle) {
    live_handles.fetch_sub(1, std::memory_order_relaxed);
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(handle));
}

// A second handle to the same tensor.
DOOR void* tensor_alias(void* handle) {
    return give(borrow(handle));
}

DOOR int32_t tensor_scalar_type(void* handle) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(static_cast<c10::TensorImpl*>(handle)->dtype()));
}

DOOR int64_t tensor_dimensions(void* handle) {
    return static_cast<c10::TensorImpl*>(handle)->dim();
}

DOOR int64_t tensor_elements(void* handle) {
    return static_cast<c10::TensorImpl*>(handle)->numel();
}

// The first `capacity` sizes and strides; either pointer may be null. Returns the number of dimensions.
DOOR int32_t tensor_shape(void* handle, int64_t* sizes, int64_t* strides, int32_t capacity, char** error) {
    return guarded(error, [&]() -> int32_t {
        auto tensor = borrow(handle);
        auto dimensions = static_cast<int32_t>(tensor.dim());
        for (int32_t i = 0; i < dimensions && i < capacity; i++) {
            if (sizes)
                sizes[i] = tensor.size(i);
            if (strides)
                strides[i] = tensor.stride(i);
        }
        return dimensions;
    });
}

DOOR void tensor_facts(void* handle, TensorFacts* facts, char** error) {
    guarded(error, [&] {
        auto tensor = borrow(handle);
        auto device = tensor.device();
        facts->dimensions = tensor.dim();
        facts->elements = tensor.numel();
        facts->element_size = static_cast<int64_t>(tensor.element_size());
        facts->storage_offset = tensor.storage_offset();
        facts->scalar_type = static_cast<int32_t>(tensor.scalar_type());
        facts->device_type = static_cast<int32_t>(device.type());
        facts->device_index = device.index();
        facts->is_contiguous = tensor.is_contiguous();
    });
}

DOOR void* tensor_data(void* handle, char** error) {
    return guarded(error, [&]() -> void* { return borrow(handle).data_ptr(); });
}

// A tensor over memory that the caller owns; `release(owner)` is called when the last view of it is gone.
DOOR void* tensor_from_memory(void* memory, const int64_t* sizes, int32_t dimensions, int32_t scalar_type,
                              void (*release)(void*), void* owner, char** error) {
    return guarded(error, [&]() -> void* {
        return give(at::from_blob(
            memory, at::IntArrayRef(sizes, dimensions), [release, owner](void*) { release(owner); },
            at::TensorOptions().dtype(static_cast<at::ScalarType>(scalar_type))));
    });
}
