// Adam's step over all parameters of a group in one native call, where the group is of plain numbers on the CPU.

using TorchSharp.Interop;

namespace TorchSharp.Modules;

public partial class Adam
{
    /// <returns>Whether the step is done; if not, nothing has been touched.</returns>
    private unsafe bool StepNatively(ParamGroup group)
    {
        var options = group.Options;
        if (options.amsgrad!.Value)
            return false;
        var all = group.Parameters.Select(parameter => (State)states[parameter]).ToArray();
        var parameters = group.Parameters.Select(parameter => parameter.Handle).ToArray();
        var means = Array.ConvertAll(all, state => state.exp_avg.Handle);
        var squares = Array.ConvertAll(all, state => state.exp_avg_sq.Handle);
        var steps = Array.ConvertAll(all, state => state.step);
        var settings = new AdamSettings
        {
            LearningRate = options.LearningRate!.Value,
            Beta1 = options.beta1!.Value,
            Beta2 = options.beta2!.Value,
            Eps = options.eps!.Value,
            WeightDecay = options.weight_decay!.Value,
            Sign = options.maximize!.Value ? -1 : 1,
        };
        int served;
        IntPtr error;
        fixed (IntPtr* parameter = parameters, mean = means, square = squares)
        fixed (long* step = steps)
            served = Native.adam_step(parameter, mean, square, step, all.Length, &settings, out error);
        Errors.Check(error, nameof(Adam));
        if (served == 0)
            return false;
        for (var i = 0; i < all.Length; i++)
            all[i].step = steps[i];
        return true;
    }
}
