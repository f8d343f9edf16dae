// Lets the tests put small files in the place of the official ones.

using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Hvae.Tests")]
