// The stand-in of MNIST, made once for all tests.

using Hvae.Data;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

internal static class StandInDigits
{
    private static readonly Lazy<DataSet> Opened = new(Open);

    public static DataSet Data => Opened.Value;

    /// <summary>A subset of the training images, binarised.</summary>
    public static ImageBatches Train(int count) => new(Data.Train, count, Data.IsBinarised, CPU);

    /// <summary>A subset of the test images, binarised.</summary>
    public static ImageBatches Test(int count) => new(Data.Test, count, Data.IsBinarised, CPU);

    private static DataSet Open()
    {
        var folder = new TemporaryFolder();
        var data = new DataCatalog(new() { Folder = folder["data"], CacheFolder = folder["cache"], Offline = true }).Open("mnist-standin");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            data.Dispose();
            folder.Dispose();
        };
        return data;
    }
}
