// The C ABI of the door to libtorch: what C# calls, and the two rules that every function keeps.
//
// 1. A tensor's handle is its TensorImpl with one reference owned by the caller, given back by tensor_free.
// 2. No exception leaves the door: a function that can fail takes a `char** error`, and the caller frees the message
//    by message_free.
#pragma once

#include <cstdint>

#define DOOR extern "C" __attribute__((visibility("default")))

// How an argument or a result of an operator is to be read.
enum Tag : int32_t {
    TagNone = 0,
    TagTensor = 1,
    TagInt = 2,
    TagDouble = 3,
    TagBool = 4,
    TagIntList = 5,
    TagDoubleList = 6,
    TagBoolList = 7,
    TagTensorList = 8,
    TagOptionalTensorList = 9,
    TagString = 10,
    TagGenerator = 11,
    TagDevice = 12, // device type in the upper 32 bits, index in the lower
};

struct Value {
    int32_t tag;
    int32_t length; // of a list or a string
    union {
        int64_t integer;
        double real;
        void* pointer; // tensor handle, generator handle, or first element of a list
    };
};

struct TensorFacts {
    int64_t dimensions;
    int64_t elements;
    int64_t element_size;
    int64_t storage_offset;
    int32_t scalar_type;
    int32_t device_type;
    int32_t device_index;
    int32_t is_contiguous;
};
