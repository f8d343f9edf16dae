// Training holds as many tensors after a thousand steps as after ten.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Memory;

public class LeakTests
{
    [Fact]
    public void A_thousand_training_steps_leave_no_tensor_behind()
    {
        using var model = new SmallVae();
        using var optimizer = optim.Adam(model.parameters());
        using var data = rand(4, 1, 8, 8);
        long afterTen = 0, countAfterTen = 0;
        for (var step = 1; step <= 1000; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(data);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 10);
            optimizer.step();
            Assert.True(float.IsFinite(loss.item<float>()));
            if (step == 10)
            {
                // What earlier tests left to the collector must not be freed while this one counts.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                (afterTen, countAfterTen) = (TorchExtensions.live_tensors, Tensor.TotalCount);
            }
        }

        // The tensors of step 10 were alive when it counted; now those of step 1,000 are disposed.
        Assert.True(TorchExtensions.live_tensors < afterTen, $"{TorchExtensions.live_tensors} native tensors after 1,000 steps, {afterTen} in the tenth");
        Assert.True(Tensor.TotalCount < countAfterTen);
        Assert.True(Tensor.PeakCount >= countAfterTen);
    }

    [Fact]
    public void Live_tensors_count_what_is_made_and_freed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = TorchExtensions.live_tensors;
        var x = ones(2);
        var parts = x.chunk(2);
        Assert.Equal(before + 3, TorchExtensions.live_tensors);
        foreach (var tensor in parts.Append(x))
            tensor.Dispose();
        Assert.Equal(before, TorchExtensions.live_tensors);
    }

    private sealed class SmallVae : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential encoder = nn.Sequential(nn.Conv2d(1, 4, 3, stride: 2, padding: 1), nn.ReLU(), nn.Flatten());
        private readonly Linear mean = nn.Linear(64, 2);
        private readonly Linear logvar = nn.Linear(64, 2);
        private readonly Sequential decoder = nn.Sequential(nn.Linear(2, 64), nn.Softplus());
        private readonly ConvTranspose2d up = nn.ConvTranspose2d(4, 1, 4, stride: 2, padding: 1);

        public SmallVae()
            : base(nameof(SmallVae)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var features = encoder.call(input);
            var (mu, lv) = (mean.call(features), logvar.call(features));
            var z = mu + (0.5 * lv).exp() * randn_like(mu);
            var logits = up.call(decoder.call(z).view(-1, 4, 4, 4));
            var rate = -0.5 * (1 + lv - mu.square() - lv.exp()).sum();
            return nn.functional.binary_cross_entropy_with_logits(logits, input, reduction: nn.Reduction.Sum) + rate;
        }
    }
}
