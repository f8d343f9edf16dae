// How the catalog finds, names, caches and shares data sets.

using Hvae.Data;
using Hvae.Data.Sources;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mnist", true)]
    [InlineData("mnist", false)]
    [InlineData(".", true)]
    [InlineData("MNIST/raw", false)]
    [InlineData("mnist/MNIST/raw", true)]
    public void Packed_and_plain_files_in_any_usual_folder_are_one_data_set(string place, bool packed)
    {
        SmallMnist.Write(folder["data", place], packed);
        using var data = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Equal(DataQuality.Official, data.Quality);
        Assert.Equal("mnist", data.Name);
        Assert.Equal(Fingerprint(), data.Fingerprint);
        Assert.True(data.IsBinarised);
        Assert.Equal(10, data.Classes);
        Assert.Empty(notices);
    }

    [Fact]
    public void The_dotted_file_names_are_known_too()
    {
        SmallMnist.Write(folder["data"], packed: false, name => name.Replace("-idx", ".idx", StringComparison.Ordinal));
        using var data = SmallMnist.Catalog(folder).Open("mnist");
        Assert.Equal(DataQuality.Official, data.Quality);
    }

    [Fact]
    public void Files_in_folders_of_their_own_names_as_Kaggle_has_them_are_found()
    {
        SmallMnist.Write(folder["inner"], packed: false);
        foreach (var name in SmallMnist.Files.Keys)
        {
            Directory.CreateDirectory(folder["data", "mnist", name]);
            File.Move(folder["inner", name], folder["data", "mnist", name, name]);
        }

        using var data = SmallMnist.Catalog(folder).Open("mnist");
        Assert.Equal(DataQuality.Official, data.Quality);
    }

    [Theory]
    [InlineData("missing", "is not there")]
    [InlineData("file", "is not a folder but a file")]
    public void A_folder_that_the_user_has_named_must_be_there(string name, string problem)
    {
        File.WriteAllText(folder["file"], "");
        var error = Assert.Throws<DataMissingException>(() => Catalog(isNamed: true).Open("mnist"));
        Assert.StartsWith($"The data folder {folder[name]} {problem}.", error.Message, StringComparison.Ordinal);
        Catalog(isNamed: true).Open("mnist-standin").Dispose();
        using var data = Catalog(isNamed: false).Open("mnist");
        Assert.Equal(DataQuality.StandIn, data.Quality);

        DataCatalog Catalog(bool isNamed) => TemporaryCatalog.Of(
            new MnistSource(SmallMnist.Official, TinyStandIn.Create()), folder,
            change: options => options with { Folder = folder[name], IsFolderNamed = isNamed });
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/mnist")]
    [InlineData("data/mnist/t10k-labels-idx1-ubyte")]
    public void What_this_user_may_not_read_is_named_and_no_stand_in_is_used(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Permissions are those of Linux.");
        if (!OperatingSystem.IsLinux())
            return;
        SmallMnist.Write(folder["data", "mnist"], packed: false);
        var (all, none) = (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, UnixFileMode.None);
        File.SetUnixFileMode(folder.Path, all | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(folder[path], none);

        // Root may read everything, so that this thread asks for files as nobody does.
        var isRoot = Environment.IsPrivilegedProcess;
        if (isRoot)
            AskForFilesAs(Nobody);
        try
        {
            var error = Assert.Throws<DataMissingException>(() => SmallMnist.Catalog(folder, notices).Open("mnist"));
            Assert.Contains("may not be read by this user", error.Message, StringComparison.Ordinal);
            Assert.Contains(folder[path], error.Message, StringComparison.Ordinal);
            Assert.Empty(notices);
        }
        finally
        {
            if (isRoot)
                AskForFilesAs(0);
            File.SetUnixFileMode(folder[path], all);
        }
    }

    [Fact]
    public void Stand_ins_that_are_asked_for_take_the_place_of_real_images()
    {
        SmallMnist.Write(folder["data"], packed: false);
        using var data = TemporaryCatalog.Of(
            new MnistSource(SmallMnist.Official, TinyStandIn.Create()), folder, notices,
            change: options => options with { StandIns = true }).Open("mnist");
        Assert.Equal(DataQuality.StandIn, data.Quality);
        Assert.Contains("because --stand-ins asks for it", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_named()
    {
        SmallMnist.Write(folder["data"], packed: false);
        File.Delete(folder["data", "t10k-labels-idx1-ubyte"]);
        File.CreateSymbolicLink(folder["data", "t10k-labels-idx1-ubyte"], folder["nowhere"]);
        var error = Assert.Throws<DataMissingException>(() => SmallMnist.Catalog(folder).Open("mnist"));
        Assert.Contains(folder["data", "t10k-labels-idx1-ubyte"], error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mnist", "mnist.npz")]
    [InlineData("mnist", "mnist/mnist_train.csv")]
    [InlineData("svhn", "SVHN/extra_32x32.mat")]
    [InlineData("celeba64", "celeba/celeba-dataset.zip")]
    [InlineData("lsun-bedroom64", "lsun/data0")]
    public void What_looks_like_the_data_set_and_is_not_read_is_named(string name, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder["data", path])!);
        File.WriteAllText(folder["data", path], "");
        File.WriteAllText(folder["data", ".DS_Store"], "");
        File.WriteAllText(folder["data", "fashion-mnist.csv"], "");
        IDataSource source = name switch
        {
            "mnist" => new MnistSource(SmallMnist.Official, TinyStandIn.Create()),
            "svhn" => new SvhnSource(SvhnFile.Train, SvhnFile.Test, TinyStandIn.Create()),
            "celeba64" => SmallCelebA.Source(),
            _ => new LsunBedroomSource(TinyStandIn.Create()),
        };
        TemporaryCatalog.Of(source, folder, notices).Open(name).Dispose();
        Assert.StartsWith($"{name}: {path} in {folder["data"]} cannot be read as it", notices[0], StringComparison.Ordinal);
        Assert.Contains("USING THE STAND-IN", notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_and_labels_are_those_of_the_files()
    {
        SmallMnist.Write(folder["data"], packed: true);
        using var data = SmallMnist.Catalog(folder).Open("mnist");
        var pixels = SmallMnist.Files["t10k-images-idx3-ubyte"].AsSpan(16);
        Assert.Equal((SmallMnist.TrainCount, SmallMnist.TestCount), (data.Train.Count, data.Test.Count));
        Assert.Equal(new ImageShape(1, 28, 28), data.Test.Shape);
        Assert.Equal(pixels.Length, data.Test.Tensor(data.Test.Count).numel());
        for (var i = 0; i < data.Test.Count; i++)
            Assert.True(data.Test.Image(i).AsSpan().SequenceEqual(pixels.Slice(i * 784, 784)));
        Assert.Equal(SmallMnist.Files["train-labels-idx1-ubyte"][8..], data.Train.Labels.ToArray());
    }

    [Fact]
    public void A_copy_with_another_checksum_is_unofficial_and_the_notice_says_what_differs()
    {
        SmallMnist.Write(folder["data"], packed: false);
        var changed = (byte[])SmallMnist.Files["train-images-idx3-ubyte"].Clone();
        changed[^1] ^= 1;
        File.WriteAllBytes(folder["data", "train-images-idx3-ubyte"], changed);
        File.WriteAllBytes(folder["data", "t10k-images-idx3-ubyte"], SmallMnist.Images(9, seed: 2));
        File.WriteAllBytes(folder["data", "t10k-labels-idx1-ubyte"], SmallMnist.Labels(9));
        using var data = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.NotEqual(Fingerprint(), data.Fingerprint);
        var notice = Assert.Single(notices);
        Assert.Contains("unofficial copy", notice, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte has MD5", notice, StringComparison.Ordinal);
        Assert.Contains("t10k-images-idx3-ubyte has 9 images instead of 10", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_must_be_digits_and_as_many_as_images()
    {
        SmallMnist.Write(folder["data"], packed: false);
        var labels = folder["data", "train-labels-idx1-ubyte"];
        File.WriteAllBytes(labels, SmallMnist.Labels(SmallMnist.TrainCount - 1));
        var counts = Assert.Throws<DataFormatException>(() => SmallMnist.Catalog(folder).Open("mnist"));
        Assert.Equal((labels, 4L, "19"), (counts.File, counts.Offset, counts.Found));

        var wrong = SmallMnist.Labels(SmallMnist.TrainCount);
        wrong[8 + 3] = 10;
        File.WriteAllBytes(labels, wrong);
        var label = Assert.Throws<DataFormatException>(() => SmallMnist.Catalog(folder).Open("mnist"));
        Assert.Equal((labels, 11L, "10"), (label.File, label.Offset, label.Found));
    }

    [Fact]
    public void An_unknown_name_gets_the_nearest_ones()
    {
        var error = Assert.Throws<UnknownDataSetException>(() => SmallMnist.Catalog(folder).Open("minst"));
        Assert.Equal(
            "There is no data set \"minst\". Did you mean mnist? Known data sets: mnist, svhn, cifar10, celeba64, lsun-bedroom64, "
                + "mnist-standin, textures32-standin, textures64-standin.",
            error.Message);
    }

    [Fact]
    public void Without_files_and_offline_the_stand_in_takes_the_place_and_says_so()
    {
        using var data = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Equal(("mnist-standin", DataQuality.StandIn, "generated"), (data.Name, data.Quality, data.Origin));
        var notice = Assert.Single(notices);
        Assert.Contains("USING THE STAND-IN mnist-standin", notice, StringComparison.Ordinal);
        Assert.Contains("run without --offline", notice, StringComparison.Ordinal);
        Assert.Contains(folder["data", "mnist"], notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stand_in_is_made_once_and_made_again_when_its_cache_file_is_damaged()
    {
        var made = 0;
        var catalog = TemporaryCatalog.Of(new MnistSource(SmallMnist.Official, TinyStandIn.Create(() => made++)), folder, notices);
        for (var time = 0; time < 3; time++)
        {
            using var data = catalog.Open("mnist-standin");
            Assert.Equal(1, made);
        }

        var file = Assert.Single(Directory.GetFiles(folder["cache"], "*.images"));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        using var again = catalog.Open("mnist-standin");
        Assert.Equal(2, made);
        Assert.Contains($"{file} is damaged", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void The_notice_names_the_missing_file()
    {
        SmallMnist.Write(folder["data"], packed: true);
        File.Delete(folder["data", "t10k-labels-idx1-ubyte.gz"]);
        using var data = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Contains($"t10k-labels-idx1-ubyte is not in {folder["data"]}", notices[0], StringComparison.Ordinal);
        Assert.Contains("put t10k-labels-idx1-ubyte.gz into", notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_open_what_the_parent_cached_without_the_files()
    {
        SmallMnist.Write(folder["data"], packed: true);
        using var parent = SmallMnist.Catalog(folder).Open("mnist");
        Directory.Delete(folder["data"], recursive: true);
        using var worker = SmallMnist.Catalog(folder).OpenCached("mnist", parent.Fingerprint);
        Assert.Equal((parent.Quality, parent.Origin, parent.Description), (worker.Quality, worker.Origin, worker.Description));
        Assert.Equal(parent.Train.Image(7), worker.Train.Image(7));
    }

    [Fact]
    public void Closed_data_is_not_read()
    {
        SmallMnist.Write(folder["data"], packed: true);
        var data = SmallMnist.Catalog(folder).Open("mnist");
        data.Dispose();
        data.Dispose();
        Assert.Throws<ObjectDisposedException>(() => data.Train.Tensor(1));
    }

    private const uint Nobody = 65_534;

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "setfsuid")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.System32)]
    private static extern int AskForFilesAs(uint user);

    private string Fingerprint()
    {
        using var other = new TemporaryFolder();
        SmallMnist.Write(other["data"], packed: false);
        using var data = SmallMnist.Catalog(other).Open("mnist");
        return data.Fingerprint;
    }
}
