// Convolution with channels last in memory, the order in which oneDNN computes without rearranging images before and
// after. The result is laid out so too, and what follows it inherits the order.

#include "onednn.h"

#include <ATen/Functions.h>
#include <torch/library.h>

namespace {

// The weight alone decides: libtorch brings the input into its order. A copy, because of one channel nobody can tell
// whether it is last.
at::Tensor conv2d(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias,
                  at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
    auto ordered = onednn_serves(input, weight) ? weight.clone(at::MemoryFormat::ChannelsLast) : weight;
    return at::conv2d(input, ordered, bias, stride, padding, dilation, groups);
}

} // namespace

TORCH_LIBRARY_FRAGMENT(torchsharp, library) {
    library.def("conv2d(Tensor input, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, int[2] dilation, "
                "int groups) -> Tensor",
                conv2d);
}
