// Ends the code on which a job's numbers depend.

namespace Shared;

/// <summary>
/// Excludes a type from the code of a job because something else in the job's key identifies what it does. A comment says what.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CodeBoundaryAttribute : Attribute;
