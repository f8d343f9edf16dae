// The convolutional parts of SqueezeNet 1.1, AlexNet and VGG-16 as torchvision builds them, with the layers that LPIPS compares.

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Perceptual;

internal static class ClassifierStacks
{
    /// <summary>Depths of VGG-16 (Simonyan and Zisserman, 2015, configuration D); 0 stands for pooling. The last pooling is left out.</summary>
    private static readonly int[] VggChannels = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512];

    /// <summary>SqueezeNet 1.1 (Iandola et al., 2016, and the authors' later variant): 722,496 parameters.</summary>
    public static FeatureStack SqueezeNet() => new(
        [
            Conv2d(3, 64, 3, stride: 2), ReLU(inplace: true), Pool(true), new Fire(64, 16, 64), new Fire(128, 16, 64),
            Pool(true), new Fire(128, 32, 128), new Fire(256, 32, 128),
            Pool(true), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256),
        ],
        1, 4, 7, 9, 10, 11, 12);

    /// <summary>AlexNet with one tower (Krizhevsky, 2014): 2,469,696 parameters.</summary>
    public static FeatureStack AlexNet() => new(
        [
            Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(inplace: true), Pool(false),
            Conv2d(64, 192, 5, padding: 2), ReLU(inplace: true), Pool(false),
            Conv2d(192, 384, 3, padding: 1), ReLU(inplace: true),
            Conv2d(384, 256, 3, padding: 1), ReLU(inplace: true),
            Conv2d(256, 256, 3, padding: 1), ReLU(inplace: true),
        ],
        1, 4, 7, 9, 11);

    /// <summary>VGG-16: 14,714,688 parameters.</summary>
    public static FeatureStack Vgg16() => new(VggLayers(), 3, 8, 15, 22, 29);

    private static IEnumerable<Module<Tensor, Tensor>> VggLayers()
    {
        var from = 3;
        foreach (var channels in VggChannels)
        {
            if (channels == 0)
            {
                yield return MaxPool2d(2, stride: 2);
                continue;
            }

            yield return Conv2d(from, channels, 3, padding: 1);
            yield return ReLU(inplace: true);
            from = channels;
        }
    }

    /// <summary>Where 3×3 windows at every second place do not fit, SqueezeNet adds one that reaches over the edge.</summary>
    private static Module<Tensor, Tensor> Pool(bool beyondEdge) => MaxPool2d(3, stride: 2, ceil_mode: beyondEdge);
}
