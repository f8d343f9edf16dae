// The library as a whole: version, threads, devices, determinism, and how memory is kept between steps.

#include "handles.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <malloc.h>
#include <torch/cuda.h>
#include <torch/version.h>

// A training step frees and asks for the same few hundred MB again and again. Kept in the heap they need no new
// pages; handed back to the kernel, each step pays for clearing them. One arena, because only the first one can grow
// beyond 64 MB.
__attribute__((constructor)) static void keep_memory() {
    constexpr int mebibyte = 1024 * 1024;
    mallopt(M_ARENA_MAX, 1);
    if (!mallopt(M_MMAP_THRESHOLD, 1024 * mebibyte))
        mallopt(M_MMAP_THRESHOLD, 32 * mebibyte);
    mallopt(M_TRIM_THRESHOLD, 2047 * mebibyte);
    mallopt(M_TOP_PAD, 64 * mebibyte);
}

DOOR const char* library_version() {
    return TORCH_VERSION;
}

DOOR const char* library_folder() {
    return TORCH_LIBRARY_FOLDER;
}

DOOR char* library_parallel_info() {
    return strdup(at::get_parallel_info().c_str());
}

DOOR int32_t threads_get() {
    return at::get_num_threads();
}

DOOR void threads_set(int32_t count, char** error) {
    guarded(error, [&] { at::set_num_threads(count); });
}

DOOR int32_t interop_threads_get() {
    return at::get_num_interop_threads();
}

DOOR void interop_threads_set(int32_t count, char** error) {
    guarded(error, [&] { at::set_num_interop_threads(count); });
}

DOOR int32_t cuda_compiled() {
    return at::hasCUDA();
}

DOOR int32_t cuda_device_count(char** error) {
    return guarded(error, [&]() -> int32_t { return static_cast<int32_t>(torch::cuda::device_count()); });
}

DOOR int32_t cuda_has_cudnn(char** error) {
    return guarded(error, [&]() -> int32_t { return torch::cuda::cudnn_is_available(); });
}

DOOR void cuda_synchronize(int64_t index, char** error) {
    guarded(error, [&] { torch::cuda::synchronize(index); });
}

DOOR void deterministic_set(int32_t enabled, int32_t warn_only, char** error) {
    guarded(error, [&] {
        auto& context = at::globalContext();
        context.setDeterministicAlgorithms(enabled != 0, warn_only != 0);
        context.setDeterministicCuDNN(enabled != 0);
        if (enabled)
            context.setBenchmarkCuDNN(false);
    });
}

DOOR int32_t deterministic_get() {
    return at::globalContext().deterministicAlgorithms();
}

DOOR int32_t deterministic_warn_only_get() {
    return at::globalContext().deterministicAlgorithmsWarnOnly();
}
