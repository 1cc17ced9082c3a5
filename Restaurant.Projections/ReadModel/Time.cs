using System.Diagnostics.CodeAnalysis;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.ReadModel;

/// <summary>Times that may be missing, as the read tables have them: <c>2026-11-25T02:36:50.123456Z</c> or null.</summary>
internal static class Time
{
    [return: NotNullIfNotNull(nameof(time))]
    public static string? Format(DateTimeOffset? time) => time is { } known ? Timestamps.Format(known) : null;

    public static DateTimeOffset? Parse(string? text) => text is null ? null : Timestamps.Parse(text);
}
