// Lets the tests put small files in the place of the official ones, and the benchmarks images that are none.

using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Hvae.Tests")]
[assembly: InternalsVisibleTo("Benchmarks")]
[assembly: InternalsVisibleTo("Faults")]
