// Random generators: made for a device, seeded, and their state taken and restored.

#include "handles.h"

#include <ATen/Context.h>
#include <ATen/CPUGeneratorImpl.h>
#include <mutex>

namespace {

at::Generator& generator_of(void* handle) {
    return *static_cast<at::Generator*>(handle);
}

c10::Device device_of(int32_t type, int32_t index) {
    return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

} // namespace

// A generator of its own. Other devices than the CPU have no public factory that a CPU libtorch also has, but a copy
// of the device's default generator is just that.
DOOR void* generator_create(int32_t device_type, int32_t device_index, uint64_t seed, char** error) {
    return guarded(error, [&]() -> void* {
        auto device = device_of(device_type, device_index);
        if (device.is_cpu())
            return new at::Generator(at::detail::createCPUGenerator(seed));
        auto generator = at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        return new at::Generator(generator);
    });
}

DOOR void* generator_default(int32_t device_type, int32_t device_index, char** error) {
    return guarded(error, [&]() -> void* {
        return new at::Generator(at::globalContext().defaultGenerator(device_of(device_type, device_index)));
    });
}

DOOR void generator_free(void* handle) {
    delete &generator_of(handle);
}

DOOR void generator_set_seed(void* handle, uint64_t seed, char** error) {
    guarded(error, [&] {
        auto& generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_current_seed(seed);
    });
}

DOOR uint64_t generator_seed(void* handle, char** error) {
    return guarded(error, [&]() -> uint64_t {
        auto& generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        return generator.seed();
    });
}

DOOR uint64_t generator_current_seed(void* handle, char** error) {
    return guarded(error, [&]() -> uint64_t { return generator_of(handle).current_seed(); });
}

DOOR void* generator_get_state(void* handle, char** error) {
    return guarded(error, [&]() -> void* {
        auto& generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        return give(generator.get_state());
    });
}

DOOR void generator_set_state(void* handle, void* state, char** error) {
    guarded(error, [&] {
        auto& generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_state(borrow(state));
    });
}

// Every default generator, of every device.
DOOR void manual_seed(uint64_t seed, char** error) {
    guarded(error, [&] { at::manual_seed(seed); });
}
