// The native libraries that decode images: apt packages which only the data sets of photographs need.

using System.Runtime.InteropServices;

namespace Hvae.Data.Images;

/// <summary>A native library that may be missing.</summary>
/// <param name="Images">What it decodes, for people.</param>
/// <param name="File">What the loader is asked for.</param>
/// <param name="Package">The Debian package that has it.</param>
public sealed record ImageLibrary(string Images, string File, string Package)
{
    internal const string JpegFile = "libturbojpeg.so.0";
    internal const string WebPFile = "libwebp.so.7";

    /// <summary>libjpeg-turbo (its TurboJPEG interface), for CelebA.</summary>
    public static ImageLibrary Jpeg { get; } = new("JPEG", JpegFile, "libturbojpeg0");

    /// <summary>libwebp, for LSUN.</summary>
    public static ImageLibrary WebP { get; } = new("WebP", WebPFile, "libwebp7");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ImageLibrary> All { get; } = [Jpeg, WebP];

    /// <summary>Whether it can be loaded; it stays loaded.</summary>
    public bool IsInstalled => NativeLibrary.TryLoad(File, typeof(ImageLibrary).Assembly, null, out _);

    /// <exception cref="ImageLibraryMissingException">It cannot be loaded.</exception>
    internal void Require()
    {
        if (!IsInstalled)
            throw new ImageLibraryMissingException(this);
    }
}

/// <summary>A library that decodes images is not installed.</summary>
/// <param name="library">Which one.</param>
public sealed class ImageLibraryMissingException(ImageLibrary library)
    : Exception($"{library.Images} images need {library.Package}, and {library.File} cannot be loaded. Install it: apt-get install {library.Package}, or dotnet cake --target=Setup.");
