// Runs a property on random cases, silently while it holds.

using FsCheck;

namespace Repro.Tests;

internal static class PropertyChecks
{
    public static void Holds(this Property property, int cases = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true));
}
