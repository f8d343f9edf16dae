// A file of trained weights that others have published: its names, its address, and the hashes by which it is known.

namespace Hvae.Pretrained;

/// <summary>Weights that a metric needs and that are no part of this program.</summary>
/// <param name="Title">For people: which network's weights.</param>
/// <param name="FileNames">Names under which the file is looked for, the published one first. What it holds is seen from its content, not from its name.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="OfficialSha256">
/// SHA-256 of the published file, in lower-case hex. A file with another hash is used too, and called unofficial: that it was
/// converted from the published one cannot be seen.
/// </param>
public sealed record PublishedWeights(string Title, IReadOnlyList<string> FileNames, string Address, string OfficialSha256);
