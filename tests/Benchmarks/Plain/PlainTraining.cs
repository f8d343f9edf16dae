// The training loop that a user of TorchSharp would write.

using Benchmarks.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Benchmarks.Plain;

/// <summary>A model and its loss.</summary>
internal abstract class PlainModel(string name) : nn.Module(name)
{
    /// <summary>Returns the loss and its terms, each a scalar.</summary>
    /// <param name="images">Images of shape (N, C, H, W) in [0, 1].</param>
    public abstract Tensor[] Loss(Tensor images);
}

/// <summary>Trains with Adam on random images, in one dispose scope for each step.</summary>
internal sealed class PlainTraining : ISteps
{
    private readonly PlainModel model;
    private readonly Adam adam;
    private readonly Tensor pixels;
    private readonly long batchSize;
    private Tensor order = zeros(0);
    private long next;

    /// <param name="bench">The model to train.</param>
    public PlainTraining(BenchModel bench)
    {
        set_num_threads(1);
        manual_seed(1);
        model = bench.MakePlain();
        batchSize = bench.BatchSize;
        pixels = randint(0, 256, [BenchModel.Images, bench.Image.Channels, bench.Image.Height, bench.Image.Width], dtype: ScalarType.Byte);
        adam = optim.Adam(model.parameters(), 3e-4);
    }

    /// <inheritdoc/>
    public Action? AfterStep { get; set; }

    /// <inheritdoc/>
    public void Steps(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            if (next + batchSize > order.numel()) (order, next) = (randperm(pixels.shape[0]).DetachFromDisposeScope(), 0);
            var images = pixels.index_select(0, order.narrow(0, next, batchSize)).to(ScalarType.Float32) / 255;
            next += batchSize;
            var terms = model.Loss(images);
            adam.zero_grad();
            terms[0].backward();
            adam.step();
            foreach (var term in terms) term.item<float>();
            AfterStep?.Invoke();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        adam.Dispose();
        model.Dispose();
    }
}
