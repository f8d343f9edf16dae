// The step that Adam and AdamW share: over all parameters of a group in one native call, where the group is of plain numbers on
// the CPU; else by operators. One of the two weight decays is 0.

using TorchSharp.Interop;

namespace TorchSharp.Modules;

/// <summary>What both remember of a parameter.</summary>
internal interface IAdamState
{
    long Steps { get; set; }

    torch.Tensor Mean { get; }

    torch.Tensor Square { get; }

    /// <summary>Only with amsgrad.</summary>
    torch.Tensor? LargestSquare { get; }
}

internal static class AdamStep
{
    /// <exception cref="ArgumentException">When a setting is out of range.</exception>
    public static void Check(double lr, double beta1, double beta2, double eps, double weight_decay)
    {
        if (lr < 0)
            throw new ArgumentException($"Invalid learning rate: {lr}", nameof(lr));
        if (beta1 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta1 value: {beta1}", nameof(beta1));
        if (beta2 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta2 value: {beta2}", nameof(beta2));
        if (eps < 0)
            throw new ArgumentException($"Invalid eps value: {eps}", nameof(eps));
        if (weight_decay < 0)
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}", nameof(weight_decay));
    }

    public static AdamSettings Settings(double? rate, double? beta1, double? beta2, double? eps, bool? maximize) => new()
    {
        LearningRate = rate!.Value,
        Beta1 = beta1!.Value,
        Beta2 = beta2!.Value,
        Eps = eps!.Value,
        Sign = maximize!.Value ? -1 : 1,
    };

    /// <param name="optimizer">Its name, for errors.</param>
    /// <param name="parameters">Of one group.</param>
    /// <param name="states">Of each parameter.</param>
    /// <param name="settings">Of the group.</param>
    /// <param name="amsgrad">Whether the largest second moment so far counts instead of the present one.</param>
    public static void Run(string optimizer, IEnumerable<Parameter> parameters, IReadOnlyList<IAdamState> states, AdamSettings settings, bool amsgrad)
    {
        if (!amsgrad && RunNatively(optimizer, parameters, states, settings))
            return;
        foreach (var (parameter, state) in parameters.Zip(states))
        {
            if (parameter.grad is { } grad)
                RunByOperators(parameter, grad, state, settings, amsgrad);
        }
    }

    /// <returns>Whether the step is done; if not, nothing has been touched.</returns>
    private static unsafe bool RunNatively(string optimizer, IEnumerable<Parameter> parameters, IReadOnlyList<IAdamState> states, AdamSettings settings)
    {
        var steps = states.Select(state => state.Steps).ToArray();
        int served;
        IntPtr error;
        fixed (IntPtr* parameter = Handles(parameters), mean = Handles(states.Select(state => state.Mean)), square = Handles(states.Select(state => state.Square)))
        fixed (long* step = steps)
            served = Native.adam_step(parameter, mean, square, step, steps.Length, &settings, out error);
        Errors.Check(error, optimizer);
        if (served == 0)
            return false;
        for (var i = 0; i < steps.Length; i++)
            states[i].Steps = steps[i];
        return true;
    }

    private static void RunByOperators(Parameter parameter, torch.Tensor grad, IAdamState state, AdamSettings settings, bool amsgrad)
    {
        state.Steps++;
        if (settings.DecoupledDecay != 0)
            parameter.mul_(1 - (settings.LearningRate * settings.DecoupledDecay));
        if (settings.Sign < 0)
            grad = -grad;
        if (settings.WeightDecay != 0)
            grad = grad.add(parameter, settings.WeightDecay);
        state.Mean.mul_(settings.Beta1).add_(grad, 1 - settings.Beta1);
        state.Square.mul_(settings.Beta2).addcmul_(grad, grad, 1 - settings.Beta2);
        var second = state.Square;
        if (amsgrad)
        {
            using var larger = torch.maximum(state.LargestSquare!, state.Square);
            second = state.LargestSquare!.copy_(larger);
        }

        var correction1 = 1 - Math.Pow(settings.Beta1, state.Steps);
        var correction2 = 1 - Math.Pow(settings.Beta2, state.Steps);
        using var denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(settings.Eps);
        parameter.addcdiv_(state.Mean, denominator, -settings.LearningRate / correction1);
    }

    private static IntPtr[] Handles(IEnumerable<torch.Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];
}
