using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

public class TimestampsTests
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 11, 25, 2, 36, 50, TimeSpan.Zero).AddTicks(1_234_567);

    [Fact]
    public void What_is_finer_than_a_microsecond_is_cut_off_and_not_rounded() =>
        Assert.Equal("2026-11-25T02:36:50.123456Z", Timestamps.Format(Timestamps.ToMicroseconds(Moment)));

    [Fact]
    public void A_time_is_kept_in_utc()
    {
        var cut = Timestamps.ToMicroseconds(Moment.ToOffset(TimeSpan.FromHours(5.5)));

        Assert.Equal(TimeSpan.Zero, cut.Offset);
        Assert.Equal("2026-11-25T02:36:50.123456Z", Timestamps.Format(cut));
    }

    [Fact]
    public void The_first_event_has_the_present_time() => Assert.Equal(Timestamps.ToMicroseconds(Moment), Timestamps.Next(Moment, last: null));

    [Fact]
    public void A_later_event_has_the_present_time() =>
        Assert.Equal(Timestamps.ToMicroseconds(Moment), Timestamps.Next(Moment, last: Moment.AddSeconds(-1)));

    [Fact]
    public void Times_rise_strictly_when_the_clock_stands_still_or_goes_back()
    {
        var first = Timestamps.Next(Moment, last: null);
        var second = Timestamps.Next(Moment, first);
        var third = Timestamps.Next(Moment.AddHours(-1), second);

        Assert.Equal(first.AddMicroseconds(1), second);
        Assert.Equal(first.AddMicroseconds(2), third);
    }

    [Fact]
    public void What_was_written_is_read() =>
        Assert.Equal(Timestamps.ToMicroseconds(Moment), Timestamps.Parse(Timestamps.Format(Moment)));

    [Theory]
    [InlineData("2026-11-25T02:36:50.123Z")]
    [InlineData("2026-11-25T02:36:50.123456+00:00")]
    [InlineData("2026-11-25 02:36:50.123456Z")]
    [InlineData("")]
    public void Another_form_is_a_fault(string text) => Assert.Throws<FormatException>(() => Timestamps.Parse(text));
}
