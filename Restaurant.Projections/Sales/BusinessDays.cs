using System.Globalization;

namespace Restaurant.Projections.Sales;

/// <summary>The days of the restaurant, from midnight to midnight by the clocks of its time zone: one has 23 or 25 hours where these are changed.</summary>
public sealed record BusinessDays(TimeZoneInfo TimeZone)
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>The day that holds a time.</summary>
    public DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, TimeZone).DateTime);

    /// <summary>The first day of a range that begins so; null where it has no beginning.</summary>
    public DateOnly? First(DayOrTime? from) => from switch
    {
        null => null,
        DayOrTime.Day(var day) => day,
        DayOrTime.Time(var time) => Of(time),
        _ => throw new InvalidOperationException($"No range begins at a {from.GetType().Name}."),
    };

    /// <summary>The last day of a range that ends so, before the time or with the day; null where it has no end.</summary>
    public DateOnly? Last(DayOrTime? to) => to switch
    {
        null => null,
        DayOrTime.Day(var day) => day,
        // The day that holds the last moment before it.
        DayOrTime.Time(var time) => Of(new DateTimeOffset(Math.Max(0, time.UtcTicks - 1), TimeSpan.Zero)),
        _ => throw new InvalidOperationException($"No range ends at a {to.GetType().Name}."),
    };

    /// <summary>As it is stored and answered: <c>2026-11-25</c>.</summary>
    public static string Format(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads the form that <see cref="Format"/> writes.</summary>
    public static bool TryRead(string text, out DateOnly day) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

/// <summary>Where a range of business days begins or ends: a day, which belongs to it, or a time.</summary>
public abstract record DayOrTime
{
    private DayOrTime()
    {
    }

    public sealed record Day(DateOnly Date) : DayOrTime;

    public sealed record Time(DateTimeOffset At) : DayOrTime;
}
