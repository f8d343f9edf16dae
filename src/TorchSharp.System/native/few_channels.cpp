// Transposed convolution to an image's one or three channels: oneDNN fills them up to sixteen and computes them all.

#include "transposed.h"

#include <ATen/Functions.h>
#include <cstring>

namespace {

// Images whose columns lie in the cache together.
int64_t images_per_block(int64_t column_bytes) {
    return std::max<int64_t>(1, (512 << 10) / column_bytes);
}

struct Plane {
    int64_t height, width;
};

// Adds each pixel's patch to an image with a margin of the padding. Channels are last in both, so that a patch's row
// is one run of numbers where there is no dilation.
template <int64_t kRun>
void add_patches(const float* patches, float* image, Plane from, Plane padded, Plane kernel, int64_t channels,
                 const Geometry& g) {
    const int64_t runs = g.dilation[1] == 1 ? 1 : kernel.width;
    const int64_t run = kRun ? kRun : kernel.width / runs * channels;
    const int64_t line = kernel.height * kernel.width * channels;
    // Patches side by side overlap, and a sum that is read back at once stalls: so by turns those that do not.
    const int64_t turns = (g.dilation[1] * (kernel.width - 1)) / g.stride[1] + 1;
    for (int64_t row = 0; row < from.height; row++, patches += from.width * line)
        for (int64_t y = 0; y < kernel.height; y++)
            for (int64_t turn = 0; turn < turns; turn++)
                for (int64_t column = turn; column < from.width; column += turns)
                    for (int64_t x = 0; x < runs; x++) {
                        const float* __restrict patch = patches + column * line + (y * runs + x) * run;
                        float* __restrict place = image + ((row * g.stride[0] + y * g.dilation[0]) * padded.width +
                                                           column * g.stride[1] + x * g.dilation[1]) *
                                                              channels;
                        for (int64_t i = 0; i < run; i++)
                            place[i] += patch[i];
                    }
}

auto patches_adder(Plane kernel, int64_t channels, const Geometry& g) {
    auto run = g.dilation[1] == 1 ? kernel.width * channels : 0;
    return run == 4 ? add_patches<4> : run == 12 ? add_patches<12> : add_patches<0>;
}

// An image with a margin that shows the bias and nothing else: what every image starts from.
std::vector<float> blank(Plane plane, int64_t channels, const c10::optional<at::Tensor>& bias) {
    std::vector<float> image(plane.height * plane.width * channels);
    if (bias) {
        auto values = bias->contiguous();
        for (size_t i = 0; i < image.size(); i++)
            image[i] = values.data_ptr<float>()[i % channels];
    }
    return image;
}

void copy_without_margin(const float* image, float* output, Plane padded, Plane to, int64_t channels,
                         const Geometry& g) {
    auto line = to.width * channels;
    for (int64_t row = 0; row < to.height; row++)
        std::memcpy(output + row * line, image + ((row + g.padding[0]) * padded.width + g.padding[1]) * channels,
                    line * sizeof(float));
}

// Room for all patches and for the whole output.
Plane with_margin(Plane from, Plane to, Plane kernel, const Geometry& g) {
    auto side = [&](int d, int64_t from, int64_t to, int64_t kernel) {
        return std::max(to + 2 * g.padding[d], (from - 1) * g.stride[d] + g.dilation[d] * (kernel - 1) + 1);
    };
    return {side(0, from.height, to.height, kernel.height), side(1, from.width, to.width, kernel.width)};
}

} // namespace

at::Tensor transposed_to_few_channels(const at::Tensor& input, const at::Tensor& weight,
                                      const c10::optional<at::Tensor>& bias, const Geometry& g, at::IntArrayRef size) {
    auto channels = size[1];
    Plane from{input.size(2), input.size(3)}, to{size[2], size[3]}, kernel{weight.size(2), weight.size(3)};
    auto padded = with_margin(from, to, kernel, g);
    auto pixels = from.height * from.width, patch = channels * kernel.height * kernel.width;
    auto matrix = weight.permute({0, 2, 3, 1}).reshape({weight.size(0), patch});
    auto add = patches_adder(kernel, channels, g);

    auto output = at::empty(size, input.options(), at::MemoryFormat::ChannelsLast);
    auto block = std::min(input.size(0), images_per_block(pixels * patch * sizeof(float)));
    auto columns = at::empty({block * pixels, patch}, input.options());
    auto start = blank(padded, channels, bias), image = start;
    for (int64_t first = 0; first < input.size(0); first += block) {
        auto count = std::min(block, input.size(0) - first);
        auto part = columns.narrow(0, 0, count * pixels);
        at::mm_out(part, input.narrow(0, first, count).permute({0, 2, 3, 1}).reshape({count * pixels, -1}), matrix);
        for (int64_t i = 0; i < count; i++) {
            image = start;
            add(part.data_ptr<float>() + i * pixels * patch, image.data(), from, padded, kernel, channels, g);
            copy_without_margin(image.data(), output.data_ptr<float>() + (first + i) * channels * to.height * to.width,
                                padded, to, channels, g);
        }
    }
    return output;
}
