// Text that is HTML already. What an interpolated string inserts is escaped unless it is HTML itself.

using System.Net;

namespace Repro.Report;

internal readonly record struct Html(string Text)
{
    /// <summary>Returns the text with every inserted value escaped; of a sequence of HTML the parts follow each other.</summary>
    public static Html Of(FormattableString text) => new(text.ToString(Escaping.Instance));

    /// <summary>Returns one piece of HTML for each item.</summary>
    public static IEnumerable<Html> Each<T>(IEnumerable<T> items, Func<T, FormattableString> text) => items.Select(item => Of(text(item)));

    /// <summary>Returns <paramref name="text"/> when there is something to show, else nothing.</summary>
    public static Html If(bool condition, FormattableString text) => condition ? Of(text) : default;

    public override string ToString() => Text ?? "";

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static Escaping Instance { get; } = new();

        public object GetFormat(Type? formatType) => this;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Html html => html.ToString(),
            IEnumerable<Html> parts => string.Concat(parts),
            IFormattable value => WebUtility.HtmlEncode(value.ToString(format, null)),
            _ => WebUtility.HtmlEncode(arg?.ToString() ?? ""),
        };
    }
}
