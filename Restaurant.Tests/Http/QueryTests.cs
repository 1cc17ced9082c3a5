using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Restaurant.Actors.Orders;
using Restaurant.Api.Http;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Sales;

namespace Restaurant.Tests.Http;

/// <summary>What the parameters mean. Values that are not allowed are tried against the node.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("", 50)]
    [InlineData("limit=1", 1)]
    [InlineData("limit=200", 200)]
    [InlineData("limit=7&unknown=1&unknown=2", 7)]
    public void A_page_has_50_entries_or_as_many_as_are_asked_for(string text, int limit)
    {
        var query = Of(text);

        Assert.Equal(limit, query.Limit());
        Assert.Null(query.Problem);
    }

    [Fact]
    public void Names_may_be_repeated() =>
        Assert.Equal([OrderStatus.Open, OrderStatus.OutForDelivery], Of("status=open&status=outForDelivery").Names<OrderStatus>("status"));

    [Theory]
    [InlineData("", MenuSort.Description, false)]
    [InlineData("sort=price", MenuSort.Price, false)]
    [InlineData("sort=-popularity", MenuSort.Popularity, true)]
    public void A_sort_may_be_turned_round(string text, MenuSort by, bool descending) =>
        Assert.Equal((by, descending), Of(text).Sort("sort", MenuSort.Description));

    [Theory]
    [InlineData("from=2026-11-25T18:00:00Z", "2026-11-25T18:00:00Z")]
    [InlineData("from=2026-11-25T18:00Z", "2026-11-25T18:00:00Z")]
    [InlineData("from=2026-11-25T18:00:00.123456%2B02:00", "2026-11-25T16:00:00.123456Z")]
    [InlineData("from=2026-11-25T18:00:00.123456789-00:30", "2026-11-25T18:30:00.1234568Z")]
    public void A_time_may_have_any_offset(string text, string time)
    {
        var query = Of(text);

        Assert.Equal(DateTimeOffset.Parse(time, null), query.Time("from"));
        Assert.Null(query.Problem);
    }

    [Theory]
    [InlineData("by=price", MenuSort.Price)]
    [InlineData("", MenuSort.Popularity)]
    public void Of_some_names_one_may_be_given(string text, MenuSort name) => Assert.Equal(name, Of(text).Name("by", MenuSort.Popularity));

    [Fact]
    public void A_range_of_days_is_bounded_by_days_or_by_times()
    {
        var query = Of("from=2026-11-25&to=2026-11-25T18:00%2B02:00");

        Assert.Equal(new DayOrTime.Day(new DateOnly(2026, 11, 25)), query.DayOrTime("from"));
        Assert.Equal(new DayOrTime.Time(DateTimeOffset.Parse("2026-11-25T16:00Z", null)), query.DayOrTime("to"));
        Assert.Null(query.DayOrTime("other"));
        Assert.Null(query.Problem);
    }

    [Fact]
    public void A_number_may_be_written_small() => Assert.Equal("7K2Q9F", Of("number=7k2q9f").Number("number"));

    [Fact]
    public void An_empty_text_is_none() => Assert.Null(Of("q=%20").Text("q"));

    private static Query Of(string text) => new(new QueryCollection(QueryHelpers.ParseQuery(text)));
}
