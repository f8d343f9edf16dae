// Which convolutions libtorch hands to oneDNN: float32 batches on the CPU.
#pragma once

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>

inline bool onednn_serves(const at::Tensor& input, const at::Tensor& weight) {
    auto plain = [](const at::Tensor& tensor) {
        return tensor.dim() == 4 && tensor.device().is_cpu() && tensor.layout() == at::kStrided &&
               tensor.scalar_type() == at::kFloat;
    };
    return at::Context::hasMKLDNN() && at::globalContext().userEnabledMkldnn() && plain(input) && plain(weight) &&
           input.numel() > 0;
}
