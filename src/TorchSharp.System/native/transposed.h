// What the parts of the transposed convolution know of one another.
#pragma once

#include <ATen/core/Tensor.h>
#include <vector>

// The ordinary convolution whose input gradient is wanted: its input is our output, its output our input.
struct Geometry {
    std::vector<int64_t> stride, padding, dilation;
    int64_t groups;
};

// Transposed convolution to few channels, as a matrix product whose columns are added where they belong.
// input N×C×h×w, weight C×few×k×k, float32 on the CPU, one group; returns N×few×H×W for size {N, few, H, W}.
at::Tensor transposed_to_few_channels(const at::Tensor& input, const at::Tensor& weight,
                                      const c10::optional<at::Tensor>& bias, const Geometry& geometry,
                                      at::IntArrayRef size);
