using System.Globalization;

namespace Restaurant.Actors.Aggregates;

/// <summary>Times are UTC in whole microseconds: what both databases and every reader can hold without rounding.</summary>
public static class Timestamps
{
    /// <summary>Of a time as it is stored, in characters.</summary>
    public const int Length = 27;

    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Cuts off what is finer than a microsecond, and turns the offset to UTC.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>The time of the next event of an aggregate: now, but always after the event before.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset? last)
    {
        var present = ToMicroseconds(now);
        return last is { } before && present <= before ? before.AddMicroseconds(1) : present;
    }

    /// <summary>As it is stored and answered: <c>2026-11-25T02:36:50.123456Z</c>.</summary>
    public static string Format(DateTimeOffset time)
    {
        // The framework's own form, which it writes without taking a pattern apart, has one digit more.
        Span<char> text = stackalloc char[Length + 1];
        time.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = 'Z';
        return new string(text[..Length]);
    }

    /// <summary>Reads the form that <see cref="Format"/> writes.</summary>
    /// <exception cref="FormatException">The text is in another form.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
