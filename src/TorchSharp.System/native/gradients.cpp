// Whole passes over many tensors in one call: the norm of all gradients, their scaling, and the moving average of
// weights. Compiled without contraction, like Adam's step.

#include "handles.h"

#include <ATen/Functions.h>

namespace {

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

// Sums in double precision, in so many lanes, so that the result is the same on every CPU.
constexpr int64_t Lanes = 16;

template <typename T> inline __attribute__((always_inline)) double sum_of_squares(int64_t count, const T* values) {
    double lanes[Lanes] = {};
    int64_t whole = count - count % Lanes;
    for (int64_t i = 0; i < whole; i += Lanes)
        for (int64_t lane = 0; lane < Lanes; lane++) {
            double value = values[i + lane];
            lanes[lane] += value * value;
        }
    double sum = 0;
    for (double lane : lanes)
        sum += lane;
    for (int64_t i = whole; i < count; i++)
        sum += static_cast<double>(values[i]) * values[i];
    return sum;
}

FOR_EACH_CPU double square_of_floats(int64_t count, const float* values) {
    return sum_of_squares(count, values);
}

FOR_EACH_CPU double square_of_doubles(int64_t count, const double* values) {
    return sum_of_squares(count, values);
}

template <typename T>
inline __attribute__((always_inline)) void average(int64_t count, T* __restrict averages, const T* __restrict values,
                                                   T decay, T rest) {
    for (int64_t i = 0; i < count; i++)
        averages[i] = averages[i] * decay + values[i] * rest;
}

FOR_EACH_CPU void average_floats(int64_t count, float* averages, const float* values, double decay) {
    average<float>(count, averages, values, decay, 1 - decay);
}

FOR_EACH_CPU void average_doubles(int64_t count, double* averages, const double* values, double decay) {
    average<double>(count, averages, values, decay, 1 - decay);
}

// Whether it is of plain numbers on the CPU without holes in memory.
bool is_served(const at::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.layout() == at::kStrided && tensor.is_non_overlapping_and_dense() &&
           (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble);
}

bool is_pair(const at::Tensor& average, const at::Tensor& value) {
    return is_served(average) && is_served(value) && average.scalar_type() == value.scalar_type() &&
           average.strides() == value.strides() && average.sizes() == value.sizes();
}

} // namespace

// Of the parameters that have gradients. Returns 0 when one of these is not served.
DOOR int32_t gradients_square(void** parameters, int32_t count, double* square, char** error) {
    return guarded(error, [&]() -> int32_t {
        double sum = 0;
        for (int32_t i = 0; i < count; i++) {
            auto gradient = borrow(parameters[i]).grad();
            if (!gradient.defined())
                continue;
            if (!is_served(gradient))
                return 0;
            sum += gradient.scalar_type() == at::kFloat
                       ? square_of_floats(gradient.numel(), gradient.data_ptr<float>())
                       : square_of_doubles(gradient.numel(), gradient.data_ptr<double>());
        }
        *square = sum;
        return 1;
    });
}

DOOR void gradients_scale(void** parameters, int32_t count, double factor, char** error) {
    guarded(error, [&] {
        at::NoGradGuard no_gradient;
        for (int32_t i = 0; i < count; i++) {
            auto gradient = borrow(parameters[i]).grad();
            if (gradient.defined())
                gradient.mul_(factor);
        }
    });
}

// Returns 0, with nothing touched, when a pair is not served.
DOOR int32_t average_step(void** averages, void** values, int32_t count, double decay, char** error) {
    return guarded(error, [&]() -> int32_t {
        for (int32_t i = 0; i < count; i++)
            if (!is_pair(borrow(averages[i]), borrow(values[i])))
                return 0;
        for (int32_t i = 0; i < count; i++) {
            auto average = borrow(averages[i]), value = borrow(values[i]);
            if (average.scalar_type() == at::kFloat)
                average_floats(average.numel(), average.data_ptr<float>(), value.data_ptr<float>(), decay);
            else
                average_doubles(average.numel(), average.data_ptr<double>(), value.data_ptr<double>(), decay);
            average.unsafeGetTensorImpl()->bump_version();
        }
        return 1;
    });
}
