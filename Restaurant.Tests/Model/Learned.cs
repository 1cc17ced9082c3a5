using System.Globalization;
using System.Text.RegularExpressions;

namespace Restaurant.Tests.Model;

/// <summary>A text that only the node knows until it has said it once, such as an id that it mints. From then on it is that.</summary>
internal sealed partial class Learned(Func<string, bool> possible)
{
    // What the node's clock and ours may differ by: the node cuts to microseconds, and moves on where two would be alike.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    public string? Text { get; private set; }

    /// <summary>One that can be foretold.</summary>
    public static Learned Exactly(string text) => new(_ => false) { Text = text };

    public static Learned Uuid() => new(text => UuidForm().IsMatch(text));

    /// <summary>An order's number, for people.</summary>
    public static Learned Number() => new(text => NumberForm().IsMatch(text));

    /// <summary>A time from then on, but not later than when the node says it.</summary>
    public static Learned Moment(DateTimeOffset from) => new(text =>
        UtcForm().IsMatch(text) && TimeOf(text) >= from - Tolerance && TimeOf(text) <= TimeProvider.System.GetUtcNow() + Tolerance);

    public bool Is(string text)
    {
        if (Text is null && possible(text))
        {
            Text = text;
        }

        return Text == text;
    }

    /// <summary>The time so much later, in any number of decimals.</summary>
    public Func<string, bool> Later(TimeSpan by) => text => UtcForm().IsMatch(text) && (Text is null || TimeOf(text) == TimeOf(Text) + by);

    /// <summary>The time as the envelope writes it: cut to milliseconds.</summary>
    public Func<string, bool> InMilliseconds() => text =>
        MillisecondsForm().IsMatch(text) && (Text is null || text == TimeOf(Text).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture));

    public static DateTimeOffset TimeOf(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex UuidForm();

    [GeneratedRegex(@"\A[0-9A-HJKMNP-TV-Z]{6}\z")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\z")]
    private static partial Regex UtcForm();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000\z")]
    private static partial Regex MillisecondsForm();
}
