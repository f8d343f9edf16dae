// A record names the machine and the code of a run, and leaves out what cannot be found.

using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Repro.Environments;
using Repro.Execution;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Environments;

public sealed class EnvironmentRecordTests : FolderTest
{
    [Fact]
    public void Machine_runtime_and_choices_are_recorded_beside_the_callers_facts()
    {
        var options = new RunnerOptions
        {
            ArtifactsRoot = "",
            ResultsFolder = "",
            Workers = 3,
            Threads = 2,
            Facts = new Dictionary<string, string> { ["libtorch"] = "1.13.1" }
        };

        var record = EnvironmentRecord.Gather(options.RecordedFacts, new FakeTimeProvider(Toys.Then));

        Assert.All((string[])["os", "kernel", "cpu", "cores", "memory", "dotnet", "host"], fact => Assert.NotEmpty(record[fact]));
        Assert.Equal(["2026-11-20 13:40:00 UTC", "local", "3", "2", "1.13.1"],
            ((string[])["started", "executor", "workers", "threads", "libtorch"]).Select(fact => record[fact]));
        Assert.Equal("", record["no such fact"]);
    }

    [Fact]
    public void The_header_has_a_few_lines_for_people()
    {
        var record = new EnvironmentRecord([
            new("os", "Debian 12"), new("cpu", "Abacus"), new("cores", "2"), new("memory", "23.5 GiB"),
            new("gpu", "H200, 550.1, 143771 MiB"),
            new("dotnet", "10.0.0"), new("executor", "local"), new("workers", "2"), new("threads", "1"), new("commit", "0123456789abcdef"),
            new("dirty", "true"), new("diff_sha256", "fedcba9876543210"), new("started", "2026-11-20 13:40:00 UTC"),
        ]);

        Assert.Equal(
            """
            Debian 12, Abacus, 2 cores, 23.5 GiB, H200, 550.1, 143771 MiB
            .NET 10.0.0, local executor, 2 workers of 1 thread
            commit 0123456789ab with local changes (diff fedcba987654)
            started 2026-11-20 13:40:00 UTC
            """, record.Header);
    }

    [Theory]
    [InlineData("cpu", "Commit 0123456789ab; 2 × Abacus.")]
    [InlineData("cuda", "Commit 0123456789ab; 2 × Abacus with a GPU (cuda).")]
    public void Captions_say_whether_a_GPU_computed_the_results(string device, string expected)
    {
        KeyValuePair<string, string>[] facts =
            [new("commit", "0123456789abcdef"), new("dirty", "false"), new("cpu", "Abacus"), new("cores", "2"), new("device", device)];

        Assert.Equal(expected, new EnvironmentRecord(facts).Provenance);
        Assert.Equal(expected, EnvironmentRecord.ProvenanceOf([new Dictionary<string, string>(facts)]));
    }

    [Fact]
    public void Of_many_commits_captions_name_those_with_local_changes_first()
    {
        var results = "aaaabbbccd".Select(commit => new Dictionary<string, string>
        {
            ["commit"] = $"{commit}",
            ["dirty"] = commit == 'd' ? "true" : "false",
            ["diff_sha256"] = "f",
            ["cpu"] = "Abacus",
            ["cores"] = "2",
        });

        Assert.Equal(
            "Commit d with local changes (diff f) (1 result), commit a (4 results), commit b (3 results) and 1 more; 2 × Abacus.",
            EnvironmentRecord.ProvenanceOf(results));
    }

    [Fact]
    public void A_clean_checkout_is_clean_and_each_change_has_a_hash_of_its_own()
    {
        Commit();

        var clean = GitState.Of(folder.Path);
        File.WriteAllText(folder["code.cs"], "two");
        var changed = GitState.Of(folder.Path);
        File.WriteAllText(folder["code.cs"], "three");
        var changedAgain = GitState.Of(folder.Path);

        Assert.Matches("^[0-9a-f]{40}$", clean.Commit);
        Assert.Equal((false, ""), (clean.IsDirty, clean.DiffSha256));
        Assert.True(changed.IsDirty);
        Assert.Equal(3, new[] { clean.DiffSha256, changed.DiffSha256, changedAgain.DiffSha256 }.Distinct().Count());
        Assert.Equal(clean.Commit, changed.Commit);
    }

    [Fact]
    public void Outside_a_checkout_nothing_is_said_of_a_commit()
    {
        Assert.Equal(new GitState(""), GitState.Of(folder.Path));
        Assert.Empty(GitState.Of(folder.Path).Facts);
        Assert.Contains("commit unknown", new EnvironmentRecord([]).Header);
    }

    [Fact]
    public void A_copy_of_the_program_inside_of_another_repository_has_no_commit()
    {
        Commit();
        Directory.CreateDirectory(folder["copy/bin"]);
        File.WriteAllText(folder["copy/Copy.sln"], "");

        Assert.Equal("", GitState.Of(folder["copy/bin"]).Commit);
        File.Delete(folder["copy/Copy.sln"]);
        Assert.Equal("", GitState.Of(folder["copy/bin"]).Commit);
        File.WriteAllText(folder["Whole.sln"], "");
        Assert.NotEqual("", GitState.Of(folder["copy/bin"]).Commit);
    }

    [Fact]
    public void Variables_that_name_another_repository_are_not_handed_to_git()
    {
        Commit();
        var own = GitState.Of(folder.Path);
        Assert.NotEqual("", own.Commit);
        try
        {
            foreach (var name in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE" })
                Environment.SetEnvironmentVariable(name, folder["elsewhere"]);
            Assert.Equal(own, GitState.Of(folder.Path));
        }
        finally
        {
            foreach (var name in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE" }) Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Where_git_fails_it_is_unknown_whether_the_checkout_is_dirty()
    {
        Commit();
        File.WriteAllText(folder[".git/index"], "damaged");

        var state = GitState.Of(folder.Path);

        Assert.Matches("^[0-9a-f]{40}$", state.Commit);
        Assert.Contains(state.Facts, fact => fact is { Key: "dirty", Value: "unknown" });
        Assert.Contains("git did not say", new EnvironmentRecord([.. state.Facts]).Header);
    }

    [Fact]
    public void A_checkout_of_another_user_is_named_with_gits_remedy()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a folder to another user.");
        Commit();
        Assert.NotNull(Command.Output("chown", ["-R", "65534:65534", folder.Path]));

        var header = new EnvironmentRecord([.. GitState.Of(folder.Path).Facts]).Header;

        Assert.Contains("git refuses this checkout", header);
        Assert.Contains($"git config --global --add safe.directory {folder.Path}", header);
    }

    [Theory]
    [InlineData("0123", null, "")]
    [InlineData("0123", false, "")]
    [InlineData("0123", true, "abcd")]
    [InlineData("", null, "")]
    public void A_worker_reads_the_state_that_its_command_was_given(string commit, bool? isDirty, string difference)
    {
        var state = new GitState(commit, isDirty, difference);

        Assert.Equal(state, GitState.Parse(state.ToString()));
    }

    [Fact]
    public void A_program_that_is_missing_or_fails_gives_no_fact()
    {
        Assert.Null(Command.Output("no-such-program", []));
        Assert.Null(Command.Output("false", []));
        Assert.Equal("here\n", Command.Output("echo", ["here"]));
    }

    private void Commit()
    {
        Git("init", "-q");
        File.WriteAllText(folder["code.cs"], "one");
        Git("add", ".");
        Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start("git", ["-C", folder.Path, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
