// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): θ ← (1 − lr·decay)θ, and then Adam's step of the gradient alone.

using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public class AdamW : OptimizerHelper, optim.IBetas
    {
        private readonly Options defaults;

        public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        /// <exception cref="ArgumentException">When a setting is out of range.</exception>
        public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            AdamStep.Check(lr, beta1, beta2, eps, weight_decay);
            defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        /// <summary>Of the first group; setting changes every group.</summary>
        public (double, double) Betas
        {
            get => groups.Count == 0 ? (defaults.beta1!.Value, defaults.beta2!.Value) : ((ParamGroup)groups[0]).Betas;
            set
            {
                foreach (var group in groups)
                    ((ParamGroup)group).Betas = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = param_group.Options as Options ?? new Options();
            options.LearningRate ??= defaults.LearningRate;
            if (options.InitialLearningRate == 0)
                options.InitialLearningRate = options.LearningRate!.Value;
            options.beta1 ??= defaults.beta1;
            options.beta2 ??= defaults.beta2;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.amsgrad ??= defaults.amsgrad;
            options.maximize ??= defaults.maximize;
            param_group.Options = options;
            Include(param_group, parameter => new State(parameter));
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure)!;

        private void Step(ParamGroup group)
        {
            var options = group.Options;
            var settings = AdamStep.Settings(options.LearningRate, options.beta1, options.beta2, options.eps, options.maximize) with { DecoupledDecay = options.weight_decay!.Value };
            AdamStep.Run(nameof(AdamW), group.Parameters, [.. group.Parameters.Select(parameter => (State)states[parameter])], settings, options.amsgrad!.Value);
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? weight_decay;
            public double? eps;
            public bool? amsgrad;
            public bool? maximize;

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (beta1, beta2, weight_decay) = (other.beta1, other.beta2, other.weight_decay);
                (eps, amsgrad, maximize) = (other.eps, other.amsgrad, other.maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>, optim.IBetas
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                })
            {
            }

            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        public class State : OptimizerState, IDisposable, IAdamState
        {
            public long step;
            public Tensor exp_avg = null!;
            public Tensor exp_avg_sq = null!;
            public Tensor? max_exp_avg_sq;

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            long IAdamState.Steps
            {
                get => step;
                set => step = value;
            }

            Tensor IAdamState.Mean => exp_avg;

            Tensor IAdamState.Square => exp_avg_sq;

            Tensor? IAdamState.LargestSquare => max_exp_avg_sq;

            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                exp_avg = Own(torch.zeros_like(parameter));
                exp_avg_sq = Own(torch.zeros_like(parameter));
                max_exp_avg_sq = ((Options)options).amsgrad == true ? Own(torch.zeros_like(parameter)) : null;
            }

            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                if (ReferenceEquals(other, this))
                    return;
                step = other.step;
                Replace(ref exp_avg!, other.exp_avg, parameter.device);
                Replace(ref exp_avg_sq!, other.exp_avg_sq, parameter.device);
                Replace(ref max_exp_avg_sq, other.max_exp_avg_sq, parameter.device);
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq)
                && Close(max_exp_avg_sq, state.max_exp_avg_sq);

            public override void to(Device device)
            {
                Replace(ref exp_avg!, exp_avg, device);
                Replace(ref exp_avg_sq!, exp_avg_sq, device);
                Replace(ref max_exp_avg_sq, max_exp_avg_sq, device);
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
                max_exp_avg_sq?.Dispose();
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
            public static Modules.AdamW AdamW(IEnumerable<Modules.Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.AdamW AdamW(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.AdamW AdamW(IEnumerable<Modules.AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
