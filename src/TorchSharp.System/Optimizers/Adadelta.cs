// Adadelta (Zeiler, 2012) by PyTorch's formula: v ← ρv + (1−ρ)g², δ = g·√(u+ε)/√(v+ε), u ← ρu + (1−ρ)δ², θ ← θ − lr·δ.

using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public class Adadelta : OptimizerHelper
    {
        private readonly Options defaults;

        public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize)
        {
        }

        /// <exception cref="ArgumentException">When a setting is out of range.</exception>
        public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
        {
            if (lr < 0)
                throw new ArgumentException($"Invalid learning rate: {lr}", nameof(lr));
            if (rho is < 0 or > 1)
                throw new ArgumentException($"Invalid rho value: {rho}", nameof(rho));
            if (eps < 0)
                throw new ArgumentException($"Invalid eps value: {eps}", nameof(eps));
            if (weight_decay < 0)
                throw new ArgumentException($"Invalid weight_decay value: {weight_decay}", nameof(weight_decay));
            defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = param_group.Options as Options ?? new Options();
            options.LearningRate ??= defaults.LearningRate;
            if (options.InitialLearningRate == 0)
                options.InitialLearningRate = options.LearningRate!.Value;
            options.rho ??= defaults.rho;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.maximize ??= defaults.maximize;
            param_group.Options = options;
            Include(param_group, parameter => new State(parameter));
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure)!;

        private void Step(ParamGroup group)
        {
            var options = group.Options;
            var (rho, eps, lr) = (options.rho!.Value, options.eps!.Value, options.LearningRate!.Value);
            foreach (var parameter in group.Parameters)
            {
                var grad = parameter.grad;
                if (grad is null)
                    continue;
                var state = (State)states[parameter];
                state.step++;
                if (options.maximize!.Value)
                    grad = -grad;
                if (options.weight_decay!.Value != 0)
                    grad = grad.add(parameter, options.weight_decay.Value);
                state.square_avg.mul_(rho).addcmul_(grad, grad, 1 - rho);
                using var std = state.square_avg.add(eps).sqrt_();
                using var delta = state.acc_delta.add(eps).sqrt_().div_(std).mul_(grad);
                state.acc_delta.mul_(rho).addcmul_(delta, delta, 1 - rho);
                parameter.add_(delta, -lr);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? rho;
            public double? eps;
            public double? weight_decay;
            public bool? maximize;

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (rho, eps, weight_decay, maximize) = (other.rho, other.eps, other.weight_decay, other.maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
                : base(parameters, new Options
                {
                    LearningRate = lr,
                    rho = rho,
                    eps = eps,
                    weight_decay = weight_decay,
                    maximize = maximize,
                })
            {
            }
        }

        public class State : OptimizerState, IDisposable
        {
            public long step;

            /// <summary>Running mean of g².</summary>
            public Tensor square_avg = null!;

            /// <summary>Running mean of δ².</summary>
            public Tensor acc_delta = null!;

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                square_avg = Own(torch.zeros_like(parameter));
                acc_delta = Own(torch.zeros_like(parameter));
            }

            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                if (ReferenceEquals(other, this))
                    return;
                step = other.step;
                Replace(ref square_avg!, other.square_avg, parameter.device);
                Replace(ref acc_delta!, other.acc_delta, parameter.device);
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(square_avg, state.square_avg) && Close(acc_delta, state.acc_delta);

            public override void to(Device device)
            {
                Replace(ref square_avg!, square_avg, device);
                Replace(ref acc_delta!, acc_delta, device);
            }

            public void Dispose()
            {
                square_avg.Dispose();
                acc_delta.Dispose();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adadelta Adadelta(IEnumerable<Modules.Parameter> parameters, double lr = 1, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);

            public static Modules.Adadelta Adadelta(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 1, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), lr, rho, eps, weight_decay, maximize);

            public static Modules.Adadelta Adadelta(IEnumerable<Modules.Adadelta.ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}
