// Setup: the Debian packages that decode images.

/// <summary>A package, what it is for, and the program that may as well come from elsewhere.</summary>
record Need(string Package, string Purpose, string Program = null);

IEnumerable<Need> Needs()
{
    yield return new("libturbojpeg0", "decodes the images of CelebA");
    yield return new("libwebp7", "decodes the images of LSUN");
}

Task("Setup")
    .Description("Installs the apt packages that are missing")
    .Does(() =>
    {
        if (IsOnPath("dpkg-query")) InstallMissing(Needs());
        else CheckWithoutApt();
    });

Task("SetupTests")
    .IsDependentOn("Setup")
    .Does(() =>
    {
        // Only root can start a cluster; elsewhere its tests are skipped and say why.
        if (IsOnPath("dpkg-query") && Environment.IsPrivilegedProcess) InstallMissing(NeedsOfTests(), isOptional: true);
    });

/// <summary>What tests use and users do not: without these they are skipped.</summary>
IEnumerable<Need> NeedsOfTests()
{
    yield return new("slurm-wlm", "a cluster of one node for the tests of the Slurm executor");
    yield return new("munge", "Slurm's authentication", "munged");
    yield return new("libsvm3", "support vector machines, with which ours are compared");
    yield return new("liblmdb0", "writes databases for the tests of the LMDB reader");
}

void InstallMissing(IEnumerable<Need> all, bool isOptional = false)
{
    var needs = all.Where(need => need.Program is null || !IsOnPath(need.Program)).ToList();
    var states = Ask("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. needs.Select(need => need.Package)]).Split('\n');
    var missing = needs.Where(need => !states.Contains($"{need.Package} installed")).ToList();
    if (missing.Count == 0) return;

    Console.WriteLine("Missing:");
    foreach (var need in missing) Console.WriteLine($"  {need.Package,-20} {need.Purpose}");
    string[] install = ["apt-get", "install", "-y", "--no-install-recommends", .. missing.Select(need => need.Package)];
    var line = $"sudo apt-get update && sudo {string.Join(' ', install)}";

    string[] asRoot = Environment.IsPrivilegedProcess ? ["env"] : ["sudo", "-n", "env"];
    if (!Environment.IsPrivilegedProcess && !(IsOnPath("sudo") && Call("sudo", "-n", "true") == 0))
        Stop(SomethingMissing, $"Installing them needs root. Type\n\n  {line}\n\nand then the same target again.");

    bool Succeeds(params IEnumerable<string> command) =>
        Call(asRoot[0], [.. asRoot[1..], "DEBIAN_FRONTEND=noninteractive", .. command]) == 0;
    Succeeds("apt-get", "-qq", "update"); // A foreign source that fails is no hindrance; what matters is whether the packages can be had.
    if (Succeeds([.. install, "-o", "DPkg::Lock::Timeout=120"])) return;
    if (isOptional) Console.Error.WriteLine("apt-get could not install them; the tests that need them are skipped.");
    else
        Stop(SomethingMissing, $"apt-get could not install all of them. See its message above, mend it, and type\n\n  {line}\n");
}

void CheckWithoutApt()
{
    var missing = Needs().Where(need => need.Program is not null && !IsOnPath(need.Program)).ToList();
    foreach (var need in missing) Console.Error.WriteLine($"Please install {need.Program} by this system's own means: it {need.Purpose}.");
    if (missing.Count > 0) Stop(SomethingMissing);
}
