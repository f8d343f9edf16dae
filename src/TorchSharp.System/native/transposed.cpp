// Transposed convolution as the input gradient of an ordinary convolution, which libtorch hands to oneDNN; its own
// operator multiplies image by image and scatters the products.

#include "transposed.h"
#include "onednn.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// libtorch's own gradients of the ordinary convolution.
std::tuple<at::Tensor, at::Tensor, at::Tensor> gradients(const Geometry& g, const at::Tensor& grad_output,
                                                         const at::Tensor& input, const at::Tensor& weight,
                                                         std::array<bool, 3> mask) {
    return at::convolution_backward(grad_output, input, weight, c10::nullopt, g.stride, g.padding, g.dilation,
                                    /*transposed=*/false, /*output_padding=*/{0, 0}, g.groups, mask);
}

std::vector<int64_t> output_size(const at::Tensor& input, const at::Tensor& weight, const Geometry& g,
                                 at::IntArrayRef output_padding) {
    std::vector<int64_t> size{input.size(0), weight.size(1) * g.groups};
    for (int64_t d = 0; d < 2; d++)
        size.push_back((input.size(d + 2) - 1) * g.stride[d] - 2 * g.padding[d] +
                       g.dilation[d] * (weight.size(d + 2) - 1) + 1 + output_padding[d]);
    return size;
}

// Up to here a matrix product is faster than oneDNN, which pads channels to sixteen. Where channels come first in
// memory libtorch's own is as good as ours.
constexpr int64_t few = 4;

// Second derivatives come out of `backward`'s own operators.
class TransposedConvolution : public torch::autograd::Function<TransposedConvolution> {
  public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                              const c10::optional<at::Tensor>& bias, const Geometry& g,
                              at::IntArrayRef output_padding) {
        context->save_for_backward({input, weight});
        context->saved_data["stride"] = g.stride;
        context->saved_data["padding"] = g.padding;
        context->saved_data["dilation"] = g.dilation;
        context->saved_data["groups"] = g.groups;
        context->saved_data["bias"] = bias.has_value();
        auto size = output_size(input, weight, g, output_padding);
        if (size[1] <= few && g.groups == 1)
            return input.is_contiguous()
                       ? at::slow_conv_transpose2d(input, weight, {weight.size(2), weight.size(3)}, bias, g.stride,
                                                   g.padding, output_padding, g.dilation)
                       : transposed_to_few_channels(input, weight, bias, g, size);
        // Only the shape of the convolution's input matters for the gradient: no element is ever read.
        auto like = at::empty(size, input.options(), at::MemoryFormat::ChannelsLast);
        auto output = std::get<0>(gradients(g, input, like, weight, {true, false, false}));
        return bias ? output.add_(bias->view({1, -1, 1, 1})) : output;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        auto saved = context->get_saved_variables();
        auto &input = saved[0], &weight = saved[1], &grad = grads[0];
        auto& data = context->saved_data;
        Geometry g{data["stride"].toIntVector(), data["padding"].toIntVector(), data["dilation"].toIntVector(),
                   data["groups"].toInt()};
        variable_list results(5);
        if (!grad.defined())
            return results;
        auto ordered = weight.clone(at::MemoryFormat::ChannelsLast);
        if (context->needs_input_grad(0))
            results[0] = at::conv2d(grad, ordered, {}, g.stride, g.padding, g.dilation, g.groups);
        if (context->needs_input_grad(1))
            results[1] = std::get<1>(gradients(g, input, grad, ordered, {false, true, false}));
        if (data["bias"].toBool() && context->needs_input_grad(2))
            results[2] = grad.sum(at::IntArrayRef{0, 2, 3});
        return results;
    }
};

// Everything else, and every mistake, is libtorch's own affair.
bool serves(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias, int64_t groups) {
    return onednn_serves(input, weight) && input.size(1) == weight.size(0) &&
           (!bias || (bias->device().is_cpu() && bias->scalar_type() == at::kFloat && bias->dim() == 1 &&
                      bias->size(0) == weight.size(1) * groups));
}

std::vector<int64_t> both(at::IntArrayRef values) {
    return values.size() == 1 ? std::vector<int64_t>{values[0], values[0]} : values.vec();
}

at::Tensor conv_transpose2d(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias,
                            at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef output_padding,
                            int64_t groups, at::IntArrayRef dilation) {
    if (!serves(input, weight, bias, groups))
        return at::conv_transpose2d(input, weight, bias, stride, padding, output_padding, groups, dilation);
    return TransposedConvolution::apply(
        input, weight, bias, Geometry{both(stride), both(padding), both(dilation), groups}, both(output_padding));
}

} // namespace

TORCH_LIBRARY_FRAGMENT(torchsharp, library) {
    library.def("conv_transpose2d(Tensor input, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, "
                "int[2] output_padding, int groups, int[2] dilation) -> Tensor",
                conv_transpose2d);
}
