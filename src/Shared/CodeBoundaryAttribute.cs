// Ends the code on which a job's numbers depend.

namespace Shared;

/// <summary>
/// What the type does is no part of the code of a job, because something else in the job's key identifies it; the comment says what.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CodeBoundaryAttribute : Attribute;
