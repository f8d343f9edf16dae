// The command line `hvae-repro`: parses the arguments, runs a command, and prints each error that a user can cause with its remedy.

using System.CommandLine;
using Experiments.CommandLine;
using Hvae.Data;
using Hvae.Pretrained;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;

using var interruption = new Interruption();
try
{
    Output.TolerateClosed();
    var root = Commands.Root();
    var parsed = root.Parse(args);
    if (!IsAskedByShell(args) && (parsed.Errors.Count > 0 || Mistyped.Option(parsed) is not null))
    {
        foreach (var message in Mistyped.Option(parsed) is { } option ? [option] : parsed.Errors.Select(error => error.Message))
            Console.Error.WriteLine(message);
        Console.Error.WriteLine("`hvae-repro --help` shows commands and options.");
        return ExitCode.WrongUsage;
    }

    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
        interruption.TokenFor(parsed));
}
catch (Exception error) when (error is UnknownTargetException or PresetException or PlanException or UnknownDataSetException
    or UnknownNameException or QueryException)
{
    Console.Error.WriteLine(error.Message);
    return ExitCode.WrongUsage;
}
catch (Exception error) when (error is DataMissingException or DataFormatException or DataCacheException or WeightsMissingException
    or MissingDeviceException or MissingLibtorchException or WorkerStartException or SlurmException or RecordsException
    or ArtifactsException or CommittedResultsException)
{
    Console.Error.WriteLine(error.Message);
    return ExitCode.SomethingMissing;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(
        $"{error.Message} Check that the folder exists, can be written and has room, "
        + "or name another one by --artifacts, --results or --data.");
    return ExitCode.SomethingMissing;
}
catch (OperationCanceledException)
{
    return Interruption.Ended();
}
catch (Exception error)
{
    Console.Error.WriteLine($"Internal error: {error.Message} Please report it with the text below.\n{error}");
    return ExitCode.InternalError;
}

// A shell asks what may come next in a line that is not finished, so it need not make sense yet.
static bool IsAskedByShell(string[] arguments) => arguments is [['[', 's', 'u', 'g', 'g', 'e', 's', 't', ..], ..];
