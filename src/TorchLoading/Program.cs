// TorchLoading SOURCE TARGET: the step of the build that writes a copy of TorchSharp's library where the machine cannot load the original.

using TorchLoading;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("TorchLoading : error HVAE0001: Usage: TorchLoading SOURCE TARGET");
    return 1;
}

try
{
    TorchSharpLibrary.MakeCopy(source, target, StandardLibrary.OfThisProcess());
    return 0;
}
catch (Exception error) when (error is UnknownLibraryException or IOException or UnauthorizedAccessException)
{
    // MSBuild shows a line of this form as an error.
    Console.Error.WriteLine($"TorchLoading : error HVAE0001: {error.Message}");
    return 1;
}
