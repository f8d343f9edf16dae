// What convolutions have in common: their geometry, and weights initialised as PyTorch does.

namespace TorchSharp.Modules;

public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private Parameter? ownWeight;
    private Parameter? ownBias;

    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, torch.Device? device = null, torch.ScalarType? dtype = null)
        : base(name)
    {
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation, this.output_padding) = (kernel_size, stride, dilation, output_padding);
        (this.padding, this.padding_type, this.padding_mode, this.transposed) = (padding, padding_type, padding_mode, transposed);
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{in_channels} and {out_channels} channels do not divide into {groups} groups.", nameof(groups));
        long[] shape = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = new(torch.empty(shape, dtype, device));
        if (bias)
            this.bias = new(torch.empty(out_channels, dtype, device));
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[]? padding { get; private set; }

    public Padding? padding_type { get; private set; }

    public long[] dilation { get; set; }

    public bool transposed { get; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public PaddingModes padding_mode { get; set; }

    /// <summary>Shape out × in/groups × kernel; transposed: in × out/groups × kernel.</summary>
    public Parameter weight
    {
        get => ownWeight!;
        set
        {
            ownWeight = value;
            ConditionallyRegisterParameter(nameof(weight), value);
        }
    }

    public Parameter? bias
    {
        get => ownBias;
        set
        {
            ownBias = value;
            ConditionallyRegisterParameter(nameof(bias), value);
        }
    }

    public void SetPadding(long[] padding) => (this.padding, padding_type) = (padding, null);

    public void SetPadding(Padding padding) => (this.padding, padding_type) = (null, padding);

    /// <summary>Weight and bias uniform within ±1/√fan_in.</summary>
    public void reset_parameters()
    {
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null)
            return;
        var (fan_in, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
        var bound = fan_in > 0 ? 1 / Math.Sqrt(fan_in) : 0;
        torch.nn.init.uniform_(bias, -bound, bound);
    }

    protected override void RegisterComponents()
    {
    }

    protected bool ValidateShape(torch.Tensor input, long dimensions)
    {
        var channels = input.Dimensions == dimensions + 2 ? input.shape[1] : input.Dimensions == dimensions + 1 ? input.shape[0] : -1;
        return channels == in_channels
            ? true
            : throw new ArgumentException($"Expected {dimensions + 2}D or {dimensions + 1}D input with {in_channels} channels to {GetName()}, but got [{string.Join(",", input.shape)}].", nameof(input));
    }
}
