// One whole step of Adam or AdamW: each parameter is read and written once, instead of a dozen times by as many
// operators. Compiled without contraction (CMakeLists.txt): every product and sum is rounded as it is written, on every
// CPU.

#include "handles.h"

#include <ATen/Functions.h>
#include <cmath>

struct AdamSettings {
    double learning_rate, beta1, beta2, eps, weight_decay, sign; // sign: -1 maximises
    double decoupled_decay;                                      // AdamW's; weight_decay is Adam's own
};

namespace {

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

template <typename T> struct Factors {
    T beta1, beta2, rest1, rest2, eps, weight_decay, sign, root, rate, keep;

    Factors(const AdamSettings& s, int64_t step)
        : beta1(s.beta1), beta2(s.beta2), rest1(1 - s.beta1), rest2(1 - s.beta2), eps(s.eps),
          weight_decay(s.weight_decay), sign(s.sign), root(std::sqrt(1 - std::pow(s.beta2, step))),
          rate(s.learning_rate / (1 - std::pow(s.beta1, step))), keep(1 - s.learning_rate * s.decoupled_decay) {}
};

// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← (1−lr·decay)θ − lr/(1−β₁ᵗ) · m/(√v/√(1−β₂ᵗ) + ε), in PyTorch's order.
template <typename T>
inline __attribute__((always_inline)) void advance(const Factors<T> f, int64_t count, T* __restrict parameter,
                                                   const T* __restrict gradient, T* __restrict mean,
                                                   T* __restrict square) {
    for (int64_t i = 0; i < count; i++) {
        T g = f.sign * gradient[i];
        if (f.weight_decay != 0)
            g += f.weight_decay * parameter[i];
        T m = mean[i] * f.beta1 + f.rest1 * g;
        T v = square[i] * f.beta2 + f.rest2 * g * g;
        mean[i] = m;
        square[i] = v;
        parameter[i] = parameter[i] * f.keep - f.rate * m / (std::sqrt(v) / f.root + f.eps);
    }
}

FOR_EACH_CPU void advance_floats(const Factors<float>& f, int64_t count, float* parameter, const float* gradient,
                                 float* mean, float* square) {
    advance(f, count, parameter, gradient, mean, square);
}

FOR_EACH_CPU void advance_doubles(const Factors<double>& f, int64_t count, double* parameter, const double* gradient,
                                  double* mean, double* square) {
    advance(f, count, parameter, gradient, mean, square);
}

// Whether all are plain numbers on the CPU that lie in memory in the same order.
bool is_served(const at::Tensor& parameter, const at::Tensor& mean, const at::Tensor& square) {
    auto fits = [&](const at::Tensor& state) {
        return state.device().is_cpu() && state.scalar_type() == parameter.scalar_type() &&
               state.strides() == parameter.strides();
    };
    return parameter.device().is_cpu() && parameter.layout() == at::kStrided && !parameter.grad().is_sparse() &&
           (parameter.scalar_type() == at::kFloat || parameter.scalar_type() == at::kDouble) &&
           parameter.is_non_overlapping_and_dense() && fits(mean) && fits(square);
}

at::Tensor in_order_of(const at::Tensor& parameter, const at::Tensor& gradient) {
    return gradient.strides() == parameter.strides() && gradient.scalar_type() == parameter.scalar_type()
               ? gradient
               : at::empty_like(parameter).copy_(gradient);
}

} // namespace

// For every parameter that has a gradient `steps` is raised by one. Returns 0, with nothing touched, when one of them
// is not served.
DOOR int32_t adam_step(void** parameters, void** means, void** squares, int64_t* steps, int32_t count,
                       const AdamSettings* settings, char** error) {
    return guarded(error, [&]() -> int32_t {
        at::NoGradGuard no_gradient;
        for (int32_t i = 0; i < count; i++) {
            auto parameter = borrow(parameters[i]);
            if (parameter.grad().defined() && !is_served(parameter, borrow(means[i]), borrow(squares[i])))
                return 0;
        }
        for (int32_t i = 0; i < count; i++) {
            auto parameter = borrow(parameters[i]);
            if (!parameter.grad().defined())
                continue;
            auto gradient = in_order_of(parameter, parameter.grad());
            auto mean = borrow(means[i]), square = borrow(squares[i]);
            steps[i]++;
            if (parameter.scalar_type() == at::kFloat)
                advance_floats({*settings, steps[i]}, parameter.numel(), parameter.data_ptr<float>(),
                               gradient.data_ptr<float>(), mean.data_ptr<float>(), square.data_ptr<float>());
            else
                advance_doubles({*settings, steps[i]}, parameter.numel(), parameter.data_ptr<double>(),
                                gradient.data_ptr<double>(), mean.data_ptr<double>(), square.data_ptr<double>());
            parameter.unsafeGetTensorImpl()->bump_version();
        }
        return 1;
    });
}
