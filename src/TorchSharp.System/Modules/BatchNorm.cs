// Normalisation over the batch, with running statistics for evaluation.

using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public abstract class NormBase : nn.Module<Tensor, Tensor>
    {
        private Parameter? ownWeight;
        private Parameter? ownBias;
        private Tensor? ownMean;
        private Tensor? ownVar;
        private Tensor? ownCount;

        private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
            : base(name)
        {
            (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
            (this.affine, this.track_running_stats) = (affine, track_running_stats);
            if (affine)
            {
                weight = new(ones(num_features, dtype, device));
                bias = new(zeros(num_features, dtype, device));
            }

            if (!track_running_stats)
                return;
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = tensor(0L, device: device);
        }

        public long num_features { get; }

        public double eps { get; set; }

        public double? momentum { get; set; }

        public bool affine { get; }

        public bool track_running_stats { get; }

        public Parameter weight
        {
            get => ownWeight!;
            set
            {
                ownWeight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public Parameter bias
        {
            get => ownBias!;
            set
            {
                ownBias = value;
                ConditionallyRegisterParameter(nameof(bias), value);
            }
        }

        public Tensor? running_mean
        {
            get => ownMean;
            set => ConditionallyRegisterBuffer(nameof(running_mean), ownMean = value);
        }

        public Tensor? running_var
        {
            get => ownVar;
            set => ConditionallyRegisterBuffer(nameof(running_var), ownVar = value);
        }

        public Tensor? num_batches_tracked
        {
            get => ownCount;
            set => ConditionallyRegisterBuffer(nameof(num_batches_tracked), ownCount = value);
        }

        public void reset_running_stats()
        {
            ownMean?.zero_();
            ownVar?.fill_(1);
            ownCount?.zero_();
        }

        public void reset_parameters()
        {
            reset_running_stats();
            if (!affine)
                return;
            nn.init.ones_(weight);
            nn.init.zeros_(bias);
        }

        protected abstract void ValidateInputDimensions(Tensor input);

        protected override void RegisterComponents()
        {
        }
    }

    public abstract class BatchNorm : NormBase
    {
        private protected BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            if (training && track_running_stats)
            {
                using var nothing = no_grad();
                num_batches_tracked!.add_(1);
            }

            return nn.functional.batch_norm(input, running_mean!, running_var!, weight, bias, training || !track_running_stats, momentum ?? 1.0 / num_batches_tracked!.ToInt64(), eps);
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.Dimensions != 4)
                throw new ArgumentException($"expected 4D input, but got {input.Dimensions}D input instead.", nameof(input));
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.Dimensions is not (2 or 3))
                throw new ArgumentException($"expected 2D or 3D input, but got {input.Dimensions}D input instead.", nameof(input));
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
