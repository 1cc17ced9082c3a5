using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>The report of sales. Days are counted as it is on an island that is 14 hours ahead; another one is 11 hours behind, and never on the same day.</summary>
public sealed class ReportsTests : IAsyncLifetime
{
    private static readonly TimeZoneInfo Ahead = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati");
    private static readonly TimeZoneInfo Behind = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Pago_Pago");

    private readonly RestaurantNode _node = RestaurantNode.On(TestDatabase.Create());

    public Task InitializeAsync() => StartAsync(Ahead);

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Orders_are_reported_by_day_and_by_item_and_taken_back_when_they_are_canceled()
    {
        var (pie, bread) = (await _node.AddMenuItemAsync("Apple pie", 12.50m), await _node.AddMenuItemAsync("Bread", 0.10m));
        Assert.Empty(await SalesAsync("", $"menu-item-{bread}@1"));
        var (first, at) = await PlaceAsync((pie, 2), (bread, 3), (pie, 1));
        var (second, _) = await PlaceAsync((bread, 1));
        var day = DayOf(at, Ahead);

        var (byDay, byItem) = (await SalesAsync("", $"order-{second}@3"), await SalesAsync("?by=item", $"order-{second}@3"));

        Assert.Equal($$"""{"day":"{{day}}","orders":2,"units":7,"total":37.90,"currency":"USD"}""", Assert.Single(byDay));
        Assert.Equal(
            [
                $$"""{"menuItemId":"{{pie}}","description":"Apple pie","orders":1,"units":3,"total":37.50,"currency":"USD"}""",
                $$"""{"menuItemId":"{{bread}}","description":"Bread","orders":2,"units":4,"total":0.40,"currency":"USD"}""",
            ],
            byItem);

        await _node.DoAsync("POST", $"/orders/{first}/cancel", """{"reason":"x"}""");
        Assert.Equal($$"""{"day":"{{day}}","orders":1,"units":1,"total":0.10,"currency":"USD"}""", Assert.Single(await SalesAsync("?by=day", $"order-{first}@6")));
        Assert.Equal(bread, (string?)JsonNode.Parse(Assert.Single(await SalesAsync("?by=item", $"order-{first}@6")))!["menuItemId"]);
        await _node.DoAsync("POST", $"/orders/{second}/reject", """{"reason":"x"}""");
        Assert.Empty(await SalesAsync("?by=day", $"order-{second}@4"));
    }

    [Fact]
    public async Task A_range_is_given_by_business_days_or_by_times_in_them()
    {
        var item = await _node.AddMenuItemAsync();
        var (order, at) = await PlaceAsync((item, 1));
        var token = $"order-{order}@3";
        var day = DateOnly.ParseExact(DayOf(at, Ahead), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (today, yesterday, tomorrow) = (Text(day), Text(day.AddDays(-1)), Text(day.AddDays(1)));
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(14)).ToUniversalTime();

        foreach (var holds in (string[])[$"?from={today}", $"?to={today}", $"?from={today}&to={today}", $"?from={yesterday}&to={tomorrow}", $"?from={at}", $"?from={Time(midnight)}", $"?to={Time(midnight.AddTicks(1))}", $"?from={Time(midnight)}&to={Time(midnight.AddDays(1))}"])
        {
            Assert.Single(await SalesAsync(holds, token));
            Assert.Single(await SalesAsync($"{holds}&by=item", token));
        }

        foreach (var holdsNot in (string[])[$"?from={tomorrow}", $"?to={yesterday}", $"?to={Time(midnight)}", $"?from={Time(midnight.AddDays(1))}"])
        {
            Assert.Empty(await SalesAsync(holdsNot, token));
            Assert.Empty(await SalesAsync($"{holdsNot}&by=item", token));
        }

        static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("by=week", "The parameter 'by' is one of day, item.")]
    [InlineData("from=today", "The parameter 'from' is a business day such as 2026-11-25, or a time with an offset, such as 2026-11-25T18:00:00Z (a + is written %2B).")]
    [InlineData("from=2026-11-26&to=2026-11-25", "The parameter 'from' is not after 'to'; given are the days from 2026-11-26 to 2026-11-25.")]
    [InlineData("from=2026-11-25T10:00:00Z&to=2026-11-25T10:00:00Z", "The parameter 'from' is not after 'to'; given are the days from 2026-11-26 to 2026-11-25.")]
    public async Task What_is_wrong_with_a_parameter_is_said_with_what_is_allowed(string query, string detail) =>
        Assert.Equal(detail, (string?)(await _node.SendAsync("GET", $"/reports/sales?{query}").ProblemAsync(400, "PARAMETER_INVALID"))["detail"]);

    [Fact]
    public async Task With_another_time_zone_the_sales_are_counted_anew_and_all_other_tables_stay()
    {
        var (order, at) = await PlaceAsync((await _node.AddMenuItemAsync(), 1));
        Assert.Contains(DayOf(at, Ahead), Assert.Single(await SalesAsync("", $"order-{order}@3")), StringComparison.Ordinal);

        await _node.StopAsync();
        await StartAsync(Behind);

        await Eventually.HoldsAsync(async () => (int)(await _node.DoAsync("GET", "/admin/projections/sales"))["generation"]! == 2);
        Assert.Contains(DayOf(at, Behind), Assert.Single(await SalesAsync("", $"order-{order}@3")), StringComparison.Ordinal);
        Assert.Equal(1, (int)(await _node.DoAsync("GET", "/admin/projections/orders"))["generation"]!);
        Assert.Equal(0, (int)(await _node.DoAsync("POST", "/admin/projections/verify"))["differences"]!);
    }

    private Task StartAsync(TimeZoneInfo zone) => _node.StartAsync("--Restaurant:TimeZone", zone.Id);

    private async Task<(string Order, string PlacedAt)> PlaceAsync(params (string Item, int Quantity)[] lines)
    {
        var order = await _node.OpenOrderAsync();
        foreach (var (item, quantity) in lines)
        {
            await _node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":{{quantity}}}""");
        }

        return (order, (string)(await _node.DoAsync("POST", $"/orders/{order}/place"))["placedAt"]!);
    }

    private async Task<IReadOnlyList<string>> SalesAsync(string query, string token)
    {
        using var answer = await _node.SendAsync("GET", $"/reports/sales{query}", null, ("Consistency-Token", token), ("Prefer", "wait=10"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return [.. (await answer.Content.ReadFromJsonAsync<JsonArray>())!.Select(entry => entry!.ToJsonString())];
    }

    // As it is reckoned on an island that knows no summer time.
    private static string DayOf(string time, TimeZoneInfo zone) =>
        (DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcDateTime + zone.BaseUtcOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
