// Finds operators in libtorch's dispatcher and calls them boxed, autograd included.

#include "handles.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

namespace {

template <typename T> c10::List<T> list_of(const Value& value) {
    c10::List<T> list;
    list.reserve(value.length);
    auto items = static_cast<const T*>(value.pointer);
    for (int32_t i = 0; i < value.length; i++)
        list.push_back(items[i]);
    return list;
}

c10::IValue tensors_of(const Value& value) {
    c10::List<at::Tensor> list;
    list.reserve(value.length);
    auto handles = static_cast<void**>(value.pointer);
    for (int32_t i = 0; i < value.length; i++)
        list.push_back(borrow_or_undefined(handles[i]));
    return list;
}

c10::IValue optional_tensors_of(const Value& value) {
    c10::impl::GenericList list(c10::OptionalType::ofTensor());
    list.reserve(value.length);
    auto handles = static_cast<void**>(value.pointer);
    for (int32_t i = 0; i < value.length; i++)
        list.push_back(handles[i] ? c10::IValue(borrow(handles[i])) : c10::IValue());
    return list;
}

c10::IValue to_ivalue(const Value& value) {
    switch (value.tag) {
    case TagNone:
        return {};
    case TagTensor:
        return borrow(value.pointer);
    case TagInt:
        return value.integer;
    case TagDouble:
        return value.real;
    case TagBool:
        return value.integer != 0;
    case TagIntList:
        return list_of<int64_t>(value);
    case TagDoubleList:
        return list_of<double>(value);
    case TagBoolList:
        return list_of<bool>(value);
    case TagTensorList:
        return tensors_of(value);
    case TagOptionalTensorList:
        return optional_tensors_of(value);
    case TagString:
        return std::string(static_cast<const char*>(value.pointer), value.length);
    case TagGenerator:
        return *static_cast<at::Generator*>(value.pointer);
    case TagDevice:
        return c10::Device(static_cast<c10::DeviceType>(value.integer >> 32),
                           static_cast<c10::DeviceIndex>(static_cast<int32_t>(value.integer)));
    default:
        TORCH_CHECK(false, "unknown argument tag ", value.tag);
    }
}

// Everything that has to be converted out of the stack first, so that nothing is half handed over when it throws.
Value to_value(c10::IValue&& result) {
    Value value{TagNone, 0, {0}};
    if (result.isTensor()) {
        auto tensor = std::move(result).toTensor();
        if (tensor.defined()) {
            value.tag = TagTensor;
            value.pointer = give(std::move(tensor));
        }
    } else if (result.isTensorList()) {
        auto tensors = std::move(result).toTensorVector();
        auto handles = static_cast<void**>(std::malloc(sizeof(void*) * (tensors.size() + 1)));
        for (size_t i = 0; i < tensors.size(); i++)
            handles[i] = give(std::move(tensors[i]));
        value.tag = TagTensorList;
        value.length = static_cast<int32_t>(tensors.size());
        value.pointer = handles;
    } else if (result.isInt()) {
        value.tag = TagInt;
        value.integer = result.toInt();
    } else if (result.isDouble()) {
        value.tag = TagDouble;
        value.real = result.toDouble();
    } else if (result.isBool()) {
        value.tag = TagBool;
        value.integer = result.toBool();
    } else if (!result.isNone()) {
        TORCH_CHECK(false, "the door has no result of kind ", result.tagKind());
    }
    return value;
}

} // namespace

DOOR void* operator_find(const char* name, const char* overload, char** error) {
    return guarded(error, [&]() -> void* {
        return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
    });
}

// Arguments that are not given take the schema's defaults. Returns how many results the operator has; those beyond
// `capacity` are dropped.
DOOR int32_t operator_call(void* handle, const Value* arguments, int32_t count, Value* results, int32_t capacity,
                           char** error) {
    return guarded(error, [&]() -> int32_t {
        auto& op = *static_cast<c10::OperatorHandle*>(handle);
        torch::jit::Stack stack;
        auto& expected = op.schema().arguments();
        stack.reserve(expected.size());
        for (int32_t i = 0; i < count; i++)
            stack.push_back(to_ivalue(arguments[i]));
        for (size_t i = count; i < expected.size(); i++) {
            TORCH_CHECK(expected[i].default_value().has_value(), "argument '", expected[i].name(), "' is missing");
            stack.push_back(*expected[i].default_value());
        }
        op.callBoxed(stack);
        auto produced = static_cast<int32_t>(stack.size());
        for (int32_t i = 0; i < produced && i < capacity; i++)
            results[i] = to_value(std::move(stack[i]));
        return produced;
    });
}

DOOR void list_free(void* items) {
    std::free(items);
}

DOOR void message_free(char* message) {
    std::free(message);
}
