// Build, Clean and Format.

using System.Security.Cryptography;

const string Program = "experiments/bin/Release/net10.0/hvae-repro.dll";
const string Stamp = "experiments/obj/build.stamp";

Task("Build")
    .Description("Builds the command line hvae-repro")
    .Does(() =>
    {
        // MSBuild takes seconds to find that nothing is to be done. Sources are read before the build, so that one saved during it counts
        // next time.
        var sources = SourcesHash();
        if (System.IO.File.Exists(Stamp) && System.IO.File.ReadAllText(Stamp) == $"{sources} {BuiltHash()}") return;
        Compile("experiments/Experiments.csproj");
        System.IO.File.WriteAllText(Stamp, $"{sources} {BuiltHash()}");
    });

var clean = Task("Clean")
    .Description("Deletes what was built; with --artifacts[=DIR] or another option of `hvae-repro clean` runs that command instead")
    .Does(() =>
    {
        if (Options().Any())
        {
            var code = Call("dotnet", [Program, "clean", .. Options().Where(option => option != "--artifacts")]);
            if (code != 0) Stop(code);
            return;
        }

        var built = ProjectFolders().SelectMany(folder => new[] { IOPath.Combine(folder, "bin"), IOPath.Combine(folder, "obj") });
        foreach (var folder in built.Append("tools/cache").ToList())
        {
            if (!System.IO.Directory.Exists(folder)) continue;
            Console.WriteLine($"Deleting {folder}");
            System.IO.Directory.Delete(folder, recursive: true);
        }
    });
// The program knows what artifacts are, and whether a run works with them.
if (Options().Any()) clean.IsDependentOn("Build");

Task("Format")
    .Description("Corrects white space, which every build checks")
    .Does(() =>
    {
        var code = Call("dotnet", "format", "whitespace", "HvaeRepro.sln");
        if (code != 0) Stop(code);
    });

void Compile(string project)
{
    Console.WriteLine($"Building {project} …");
    if (Call("dotnet", "build", project, "-c", "Release", "-v", "quiet", "--nologo") == 0) return;
    var remedy = EnvironmentVariable("TorchDevice") is not { Length: > 0 } device ? ""
        : $" TorchDevice={device} needs a package feed that serves its TorchSharp (docs/libtorch.md); without it the build is for the CPU.";
    Stop(Failed, $"{project} does not build; the reasons are above.{remedy}");
}

/// <summary>The folders of all projects.</summary>
IEnumerable<string> ProjectFolders() => GetFiles("{src,experiments,tests}/**/*.csproj").Select(file => file.GetDirectory().FullPath);

/// <summary>Returns a hash that changes with the content of any source and with the settings that the build reads.</summary>
string SourcesHash()
{
    return Hash(
    [
        .. Sources().Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(ReadBytes(file)))}"),
        $"TorchDevice={EnvironmentVariable("TorchDevice")} {RuntimeInformation.FrameworkDescription} {RuntimeInformation.OSDescription}",
    ]);
}

/// <summary>Returns a hash that changes when anything else builds, cleans or touches what was built.</summary>
string BuiltHash()
{
    var folder = System.IO.Directory.CreateDirectory(IOPath.GetDirectoryName(Program));
    var files = folder.EnumerateFiles("*", System.IO.SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal);
    return Hash(files.Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
}

byte[] ReadBytes(string file) => System.IO.File.ReadAllBytes(file);

string Hash(IEnumerable<string> lines) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

IEnumerable<string> Sources() =>
    new[] { "src", "experiments" }
        .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*", System.IO.SearchOption.AllDirectories))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
        .Concat(System.IO.Directory.EnumerateFiles(".", "Directory.*")).Concat(["global.json", ".editorconfig"]);
