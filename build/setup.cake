// SetupTests: the Debian packages that some tests use. Targets need none, and without the packages these tests are skipped.

Task("SetupTests")
    .Does(() =>
    {
        // Only root can install packages and start a cluster; elsewhere these tests say why they are skipped.
        if (!IsOnPath("dpkg-query") || !Environment.IsPrivilegedProcess) return;
        string[] packages =
        [
            "slurm-wlm", "munge", // a cluster of one node for the tests of the Slurm executor
            "libsvm3",            // support vector machines with which ours are compared
            "liblmdb0",           // writes databases for the tests of the LMDB reader
            "sqlite3",            // asks the views of the records
            "chromium",           // opens the report
        ];
        var installed = Ask("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. packages]).Split('\n');
        var missing = packages.Where(package => !installed.Contains($"{package} installed")).ToList();
        if (missing.Count == 0) return;

        Apt("-qq", "update"); // A source that fails does no harm if the packages can be installed.
        if (Apt(["install", "-y", "--no-install-recommends", .. missing, "-o", "DPkg::Lock::Timeout=120"]) != 0)
            Console.Error.WriteLine($"apt-get could not install {string.Join(", ", missing)}. The tests that need them are skipped.");
    });

int Apt(params IEnumerable<string> arguments) => Call("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", .. arguments]);
