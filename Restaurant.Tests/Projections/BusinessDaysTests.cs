using System.Globalization;
using Restaurant.Projections.Sales;

namespace Restaurant.Tests.Projections;

/// <summary>Business days are those of the restaurant's clocks, also where these are changed.</summary>
public sealed class BusinessDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-11-25T00:00:00Z", "2026-11-25")]
    [InlineData("UTC", "2026-11-24T23:59:59.999999Z", "2026-11-24")]
    [InlineData("UTC", "2026-11-25T00:30:00+01:00", "2026-11-24")]
    // One hour ahead in winter.
    [InlineData("Europe/Berlin", "2026-11-25T22:59:59.999999Z", "2026-11-25")]
    [InlineData("Europe/Berlin", "2026-11-25T23:00:00Z", "2026-11-26")]
    // A day of 23 hours: at 2 it is 3.
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59.999999Z", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59.999999Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30")]
    // A day of 25 hours: half past 2 comes twice.
    [InlineData("Europe/Berlin", "2026-10-24T21:59:59.999999Z", "2026-10-24")]
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59.999999Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26")]
    // Here it is midnight that is left out in spring, and comes twice in autumn.
    [InlineData("America/Havana", "2026-03-08T04:59:59.999999Z", "2026-03-07")]
    [InlineData("America/Havana", "2026-03-08T05:00:00Z", "2026-03-08")]
    [InlineData("America/Havana", "2026-11-01T03:59:59.999999Z", "2026-10-31")]
    [InlineData("America/Havana", "2026-11-01T04:00:00Z", "2026-11-01")]
    [InlineData("America/Havana", "2026-11-01T05:00:00Z", "2026-11-01")]
    [InlineData("Asia/Kolkata", "2026-11-25T18:29:59Z", "2026-11-25")]
    [InlineData("Asia/Kolkata", "2026-11-25T18:30:00Z", "2026-11-26")]
    [InlineData("Pacific/Kiritimati", "0001-01-01T00:00:00Z", "0001-01-01")]
    [InlineData("Pacific/Kiritimati", "9999-12-31T23:59:59Z", "9999-12-31")]
    [InlineData("Pacific/Pago_Pago", "0001-01-01T00:00:00Z", "0001-01-01")]
    public void A_time_lies_in_the_day_that_the_clocks_show(string zone, string time, string day) =>
        Assert.Equal(day, BusinessDays.Format(In(zone).Of(Time(time))));

    [Theory]
    [InlineData("UTC", "2026-11-25T00:00:00Z", "2026-11-25", "2026-11-24")]
    [InlineData("UTC", "2026-11-25T00:00:00.0000001Z", "2026-11-25", "2026-11-25")]
    [InlineData("UTC", "2026-11-25T23:59:59Z", "2026-11-25", "2026-11-25")]
    [InlineData("Europe/Berlin", "2026-11-26T00:00:00+01:00", "2026-11-26", "2026-11-25")]
    [InlineData("Europe/Berlin", "2026-11-26T00:00:00Z", "2026-11-26", "2026-11-26")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26", "2026-10-25")]
    [InlineData("UTC", "0001-01-01T00:00:00Z", "0001-01-01", "0001-01-01")]
    [InlineData("UTC", "0001-01-01T00:00:00-14:00", "0001-01-01", "0001-01-01")]
    public void A_range_begins_with_the_day_that_holds_the_time_and_ends_with_the_day_that_holds_the_moment_before_it(string zone, string time, string first, string last)
    {
        var (days, bound) = (In(zone), new DayOrTime.Time(Time(time)));

        Assert.Equal((first, last), (BusinessDays.Format(days.First(bound)!.Value), BusinessDays.Format(days.Last(bound)!.Value)));
    }

    [Fact]
    public void A_range_holds_the_days_that_are_named_and_need_not_begin_or_end()
    {
        var (days, day) = (In("Europe/Berlin"), new DateOnly(2026, 11, 25));

        Assert.Equal((day, day), (days.First(new DayOrTime.Day(day)), days.Last(new DayOrTime.Day(day))));
        Assert.Equal((null, null), (days.First(null), days.Last(null)));
    }

    [Theory]
    [InlineData("2026-11-25", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-11-5", false)]
    [InlineData("20261125", false)]
    [InlineData("2026-11-25 ", false)]
    [InlineData("0000-01-01", false)]
    [InlineData("\u0662026-11-25", false)]
    [InlineData("", false)]
    public void A_day_has_one_form(string text, bool isDay) => Assert.Equal(isDay, BusinessDays.TryRead(text, out _));

    private static BusinessDays In(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
