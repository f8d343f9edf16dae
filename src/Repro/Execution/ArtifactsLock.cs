// Keeps an artifacts folder to one invocation at a time, and names the one that holds it.

using Repro.Environments;
using Repro.Records;
using Shared;

namespace Repro.Execution;

/// <summary>Held by a running invocation. The lock of a dead process is taken over.</summary>
public sealed class ArtifactsLock : IDisposable
{
    private const string OwnerFile = ".lock-owner.json";
    private const string LockFile = ".lock";
    private const int SignatureAttempts = 20;
    private static readonly TimeSpan SignatureWait = TimeSpan.FromSeconds(0.05);

    private readonly FileStream held;
    private readonly string owner;

    private ArtifactsLock(FileStream held, string owner)
    {
        this.held = held;
        this.owner = owner;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="root">The artifacts' root folder; made when missing.</param>
    /// <param name="notice">Takes a sentence when the lock of a dead process is taken over.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArtifactsLockedException">Another invocation is at work.</exception>
    /// <exception cref="ArtifactsException">The folder cannot be made or written.</exception>
    public static ArtifactsLock Take(string root, Action<string> notice, TimeProvider time)
    {
        try
        {
            Directory.CreateDirectory(root);
            return Hold(root, notice, time);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactsException(
                $"The artifacts {root} cannot be written: {problem.Message} Make room or grant access there, "
                + "or give another folder by --artifacts DIR.", problem);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(owner);
        held.Dispose();
    }

    private static ArtifactsLock Hold(string root, Action<string> notice, TimeProvider time)
    {
        var ownerPath = Path.Combine(root, OwnerFile);
        FileStream taken;
        try
        {
            taken = new(Path.Combine(root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (Platform.IsLocked(problem))
        {
            throw Locked(root, OwnerOfHeldLock(ownerPath), problem);
        }

        try
        {
            if (ReadOwner(ownerPath) is { } before) TakeOver(root, before, notice);
            AtomicFile.WriteText(ownerPath, RecordJson.Line(Owner.This(time)));
            return new(taken, ownerPath);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whoever has just taken the lock needs a moment to sign; until then a dead owner may stand there.</summary>
    private static Owner? OwnerOfHeldLock(string path)
    {
        for (var attempt = 1; attempt < SignatureAttempts; attempt++)
        {
            if (ReadOwner(path) is { IsAlive: true } owner) return owner;
            Thread.Sleep(SignatureWait);
        }

        return ReadOwner(path);
    }

    private static void TakeOver(string root, Owner before, Action<string> notice)
    {
        if (before.IsAlive) throw Locked(root, before, null);
        notice($"The artifacts {root} were held by {before.Text}, which has ended without releasing them. They are taken over.");
    }

    private static ArtifactsLockedException Locked(string root, Owner? owner, Exception? inner) => new(
        $"The artifacts {root} are in use by {owner?.Text ?? "another process"}. Wait for it to end or stop it"
        + (owner is { IsHere: false } ? $"; if it is no longer running there, remove the lock: rm '{Path.Combine(root, OwnerFile)}'."
            : ", or give another folder by --artifacts DIR."),
        inner);

    private static Owner? ReadOwner(string path) => RecordJson.TryReadFile<Owner>(path);

    /// <param name="Process">Process id.</param>
    /// <param name="Host">Machine.</param>
    /// <param name="Birth">What tells the process from a later one with the same id.</param>
    /// <param name="Since">When the lock was taken, UTC.</param>
    internal sealed record Owner(int Process, string Host, string Birth, DateTimeOffset Since)
    {
        public static Owner This(TimeProvider time) => new(
            Environment.ProcessId, Environment.MachineName, Platform.Current.BirthOf(Environment.ProcessId) ?? "",
            time.GetUtcNow());

        public string Text => $"process {Process} on {Host} (since {Since:u})";

        public bool IsHere => Host == Environment.MachineName;

        /// <summary>A process on another machine is taken to live, for it cannot be asked.</summary>
        public bool IsAlive => !IsHere || Platform.Current.BirthOf(Process) == Birth;
    }
}

/// <summary>The artifacts cannot be used; the message says why and what to do.</summary>
public class ArtifactsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another invocation works with the artifacts; the message names it.</summary>
public sealed class ArtifactsLockedException(string message, Exception? inner = null) : ArtifactsException(message, inner);
