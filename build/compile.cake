// Build, Clean and Format: from sources to the command line `hvae-repro`, and back.

using System.Security.Cryptography;

const string Program = "experiments/bin/Release/net10.0/hvae-repro.dll";
const string Stamp = "experiments/obj/build.stamp";

Task("Build")
    .Description("Builds the command line hvae-repro")
    .Does(() =>
    {
        // Spares the seconds in which MSBuild finds that nothing is to be done. Sources are read before the build: one saved during it counts next time.
        var sources = SourcesHash();
        if (System.IO.File.Exists(Stamp) && System.IO.File.ReadAllText(Stamp) == $"{sources} {BuiltHash()}") return;
        Compile("experiments/Experiments.csproj");
        System.IO.File.WriteAllText(Stamp, $"{sources} {BuiltHash()}");
    });

Task("Clean")
    .Description("Deletes what was built; with --artifacts also all trained models and results of jobs")
    .Does(() =>
    {
        string[] folders = [.. ProjectFolders().SelectMany(folder => new[] { IOPath.Combine(folder, "bin"), IOPath.Combine(folder, "obj") })];
        foreach (var folder in folders.Append("tools/cache").Concat(HasArgument("artifacts") ? ["artifacts"] : []))
            if (System.IO.Directory.Exists(folder)) System.IO.Directory.Delete(folder, recursive: true);
    });

Task("Format")
    .Description("Checks the format of the sources; with --fix corrects it")
    .Does(() =>
    {
        // Code style is checked by every build. The whole of `dotnet format` does not understand the source generator's references.
        var fix = HasArgument("fix");
        var code = Call("dotnet", ["format", "whitespace", "HvaeRepro.sln", .. fix ? [] : new[] { "--verify-no-changes" }]);
        if (code != 0) Stop(Failed, "The format differs. To mend it: dotnet cake --target=Format --fix");
    });

void Compile(string project)
{
    Console.WriteLine($"Building {project} …");
    if (Call("dotnet", "build", project, "-c", "Release", "-v", "quiet", "--nologo") != 0) Stop(Failed, $"{project} does not build; the reasons stand above.");
}

/// <summary>The folders of all projects.</summary>
IEnumerable<string> ProjectFolders() => GetFiles("{src,experiments,tests}/**/*.csproj").Select(file => file.GetDirectory().FullPath);

/// <summary>Changes with the content of any source, and with the settings that the build reads from outside.</summary>
string SourcesHash()
{
    return Hash(
    [
        .. Sources().Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)))}"),
        $"TorchDevice={EnvironmentVariable("TorchDevice")} {RuntimeInformation.FrameworkDescription} {RuntimeInformation.OSDescription}",
    ]);
}

/// <summary>Changes when anybody else builds, cleans or touches what was built.</summary>
string BuiltHash()
{
    var folder = System.IO.Directory.CreateDirectory(IOPath.GetDirectoryName(Program));
    var files = folder.EnumerateFiles("*", System.IO.SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal);
    return Hash(files.Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
}

string Hash(IEnumerable<string> lines) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

IEnumerable<string> Sources() =>
    new[] { "src", "experiments" }
        .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*", System.IO.SearchOption.AllDirectories))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
        .Concat(System.IO.Directory.EnumerateFiles(".", "Directory.*")).Concat(["global.json", ".editorconfig"]);
