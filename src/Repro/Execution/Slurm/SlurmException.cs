// The one kind of error of the Slurm executor that a user can act on.

namespace Repro.Execution.Slurm;

/// <summary>Slurm cannot do what was asked; the message says what happened and what to do.</summary>
public sealed class SlurmException(string message, Exception? inner = null) : Exception(message, inner);
