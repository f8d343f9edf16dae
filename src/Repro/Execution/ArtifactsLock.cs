// Keeps an artifacts folder to one invocation at a time, and names the one that holds it.

using Repro.Environments;
using Repro.Records;
using Shared;

namespace Repro.Execution;

/// <summary>A lock that a running invocation holds. The next invocation takes over the lock of a dead process.</summary>
public sealed class ArtifactsLock : IDisposable
{
    private const string OwnerFile = ".lock-owner.json";
    private const string LockFile = ".lock";
    private const int SignatureAttempts = 200;
    private static readonly TimeSpan SignatureWait = TimeSpan.FromSeconds(0.05);

    private readonly FileStream held;
    private readonly string owner;

    private ArtifactsLock(FileStream held, string owner)
    {
        this.held = held;
        this.owner = owner;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="root">Root folder of the artifacts; it is made when it is missing.</param>
    /// <param name="notice">Called with a sentence for people when the lock of a dead process is taken over.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArtifactsLockedException">Thrown when another invocation is at work.</exception>
    /// <exception cref="ArtifactsException">Thrown when the folder cannot be made or written.</exception>
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

    /// <summary>
    /// Returns the owner of a lock that is held. A process that has just taken the lock needs a moment to write its name, on a busy
    /// machine some seconds; until then the file may name a dead owner.
    /// </summary>
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

    /// <param name="Process">Id of the process.</param>
    /// <param name="Host">Name of the machine.</param>
    /// <param name="Birth">Text that tells the process from a later one with the same id; see <see cref="Platform.BirthOf"/>.</param>
    /// <param name="Since">When the lock was taken, in UTC.</param>
    internal sealed record Owner(int Process, string Host, string Birth, DateTimeOffset Since)
    {
        public static Owner This(TimeProvider time) => new(
            Environment.ProcessId, Environment.MachineName, Platform.Current.BirthOf(Environment.ProcessId) ?? "",
            time.GetUtcNow());

        public string Text => $"process {Process} on {Host} (since {Since:u})";

        /// <summary>
        /// Whether the process runs or ran on this machine. A container that is started again may have another host name, but the machine
        /// has not been started since.
        /// </summary>
        public bool IsHere => Host == Environment.MachineName
            || StartOfMachine(Birth) is { } start && start == StartOfMachine(Platform.Current.BirthOf(Environment.ProcessId));

        private static string? StartOfMachine(string? birth) => birth?.Split(' ') is [{ Length: > 0 } start, _] ? start : null;

        /// <summary>Whether the process lives; one on another machine counts as alive, because it cannot be asked.</summary>
        public bool IsAlive => !IsHere || Platform.Current.BirthOf(Process) == Birth;
    }
}

/// <summary>Thrown when the artifacts cannot be used; the message says why and what to do.</summary>
public class ArtifactsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Thrown when another invocation works with the artifacts; the message names it.</summary>
public sealed class ArtifactsLockedException(string message, Exception? inner = null) : ArtifactsException(message, inner);
