using System.Diagnostics.CodeAnalysis;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.ReadModel;

/// <summary>Times that may be missing, as the read tables have them: <c>2026-11-25T02:36:50.123456Z</c> or null.</summary>
internal static class Time
{
    [return: NotNullIfNotNull(nameof(time))]
    public static string? Format(DateTimeOffset? time) => time is { } known ? Timestamps.Format(known) : null;

    /// <summary>
    /// A bound for times that are stored in whole microseconds, from below (not before it) or from above (before it): a finer one is
    /// rounded up, so that what lies before it does so still.
    /// </summary>
    public static string? Bound(DateTimeOffset? time) =>
        time is not { } known || Timestamps.ToMicroseconds(known) is var cut && (cut == known || known > DateTimeOffset.MaxValue.AddMicroseconds(-1))
            ? Format(time)
            : Format(cut.AddMicroseconds(1));

    public static DateTimeOffset? Parse(string? text) => text is null ? null : Timestamps.Parse(text);
}
