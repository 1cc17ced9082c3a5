using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Deadlines;

/// <summary>Nobody does anything, and it happens all the same: through the shipped program. How late it happens is measured while no other test runs.</summary>
[CollectionDefinition(nameof(DeadlineTests), DisableParallelization = true)]
[Collection(nameof(DeadlineTests))]
public sealed class DeadlineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Fired = """restaurant_deadlines_total{command="timeOutAcceptance",outcome="fired"}""";
    private const string Unavailable = """restaurant_deadlines_total{command="timeOutAcceptance",outcome="unavailable"}""";
    private const string Overdue = """restaurant_deadline_overdue_seconds{command="timeOutAcceptance"}""";

    private static readonly TimeSpan LateAtMost = TimeSpan.FromSeconds(1);

    private readonly RestaurantNode _node = RestaurantNode.On(TestDatabase.Create());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_placed_order_that_nobody_accepts_is_rejected_within_a_second_of_its_time()
    {
        await _node.StartAsync("--Restaurant:AcceptanceTimeout=00:00:03");
        var late = new List<TimeSpan>();
        for (var order = 0; order < 10; order++)
        {
            var closed = await ClosedAsync((string)(await PlaceAsync())["id"]!, "rejected");
            Assert.Equal(("acceptanceTimeout", 4, true, 0), ((string?)closed["closeReason"], (int)closed["version"]!, (bool)closed["placed"]!, closed["actions"]!.AsArray().Count));
            late.Add(Time(closed["closedAt"]) - Time(closed["acceptBy"]));
        }

        output.WriteLine($"Late by {string.Join(", ", late.Order().Select(each => $"{each.TotalMilliseconds:0}"))} ms");
        Assert.All(late, each => Assert.InRange(each, TimeSpan.Zero, LateAtMost));
        Assert.Equal(10, (await _node.FiguresAsync())[Fired]);
        Assert.Equal(0, (await _node.FiguresAsync())[Overdue]);
    }

    [Fact]
    public async Task It_is_the_system_that_rejects_once_however_long_the_order_is_looked_at()
    {
        await _node.StartAsync("--Restaurant:AcceptanceTimeout=00:00:01");
        var first = (string)(await PlaceAsync())["id"]!;
        await ClosedAsync(first, "rejected");
        // Time goes by.
        await ClosedAsync((string)(await PlaceAsync())["id"]!, "rejected");

        var history = await HistoryAsync(first);

        Assert.Equal(["orderOpened", "itemAddedToOrder", "orderPlaced", "orderRejected"], history.Select(happened => (string)happened!["type"]!));
        Assert.Equal(("system", (string?)null), ((string?)history[3]!["by"]!["kind"], (string?)history[3]!["by"]!["subject"]));
        Assert.Equal("acceptanceTimeout", (string?)history[3]!["data"]!["reason"]);
    }

    [Fact]
    public async Task An_open_order_that_nobody_changes_expires_and_one_that_is_changed_in_time_does_not()
    {
        await _node.StartAsync("--Restaurant:AbandonAfter=00:00:02");
        var (left, _, _) = await _node.FillOrderAsync();
        var kept = await _node.OpenOrderAsync();

        var changes = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                var changed = await _node.DoAsync("PUT", $"/orders/{kept}/note", $$"""{"note":"{{++changes}}"}""");
                Assert.Equal("open", (string?)changed["status"]);
                return (string?)(await FindAsync(left))?["status"] == "expired";
            },
            every: TimeSpan.FromMilliseconds(50));

        await ClosedAsync(kept, "expired");
        Assert.Equal("abandoned", (string?)(await FindAsync(left))!["closeReason"]);
        foreach (var order in new[] { left, kept })
        {
            var history = await HistoryAsync(order);
            Assert.Equal("orderExpired", (string?)history[^1]!["type"]);
            Assert.InRange(Time(history[^1]!["at"]) - Time(history[^2]!["at"]) - TimeSpan.FromSeconds(2), TimeSpan.Zero, LateAtMost);
        }
    }

    [Fact]
    public async Task An_order_that_is_accepted_or_canceled_in_time_is_left_alone()
    {
        await _node.StartAsync("--Restaurant:AcceptanceTimeout=00:00:03");
        var (accepted, canceled) = ((string)(await PlaceAsync())["id"]!, (string)(await PlaceAsync())["id"]!);
        await _node.DoAsync("POST", $"/orders/{accepted}/accept", RestaurantNode.Promise(minutes: 30));
        await _node.DoAsync("POST", $"/orders/{canceled}/cancel", """{"reason":"x"}""");

        // One that was placed after them has run out of time.
        await ClosedAsync((string)(await PlaceAsync())["id"]!, "rejected");

        Assert.Equal("orderAccepted", (string?)(await HistoryAsync(accepted))[^1]!["type"]);
        Assert.Equal("orderCanceled", (string?)(await HistoryAsync(canceled))[^1]!["type"]);
    }

    [Fact]
    public async Task Of_an_acceptance_and_the_end_of_its_time_one_wins()
    {
        await _node.StartAsync("--Restaurant:AcceptanceTimeout=00:00:02");
        var orders = new List<JsonObject>();
        for (var order = 0; order < 20; order++)
        {
            orders.Add(await PlaceAsync());
        }

        var ends = await Task.WhenAll(orders.Select(async (order, number) =>
        {
            // It is the moment that counts: from a little before the time on until a little after it.
            var left = Time(order["acceptBy"]) - TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds((number * 2) - 20);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            using var answer = await _node.SendAsync("POST", $"/orders/{order["id"]}/accept", RestaurantNode.Promise(minutes: 30));
            Assert.True((int)answer.StatusCode is 200 or 409, await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? "orderAccepted" : "orderRejected";
        }));

        output.WriteLine(string.Join(' ', ends));
        await ClosedAsync((string)(await PlaceAsync())["id"]!, "rejected");
        foreach (var (order, end) in orders.Zip(ends))
        {
            Assert.Equal(["orderOpened", "itemAddedToOrder", "orderPlaced", end], (await HistoryAsync((string)order["id"]!)).Select(happened => (string)happened!["type"]!));
        }
    }

    [Fact]
    public async Task A_time_that_has_run_out_while_the_node_was_stopped_has_its_effect_when_it_starts()
    {
        const string Timeout = "--Restaurant:AcceptanceTimeout=00:00:02";
        await _node.StartAsync(Timeout);
        var placed = await PlaceAsync();
        await _node.StopAsync();
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() > Time(placed["acceptBy"]).AddSeconds(1));
        Assert.Equal(0, _node.Database.Scalar<long>("select count(*) from journal where manifest = 'orderRejected:1'"));

        await _node.StartAsync(Timeout);
        var ready = TimeProvider.System.GetUtcNow();
        var closed = await ClosedAsync((string)placed["id"]!, "rejected");

        output.WriteLine($"{(Time(closed["closedAt"]) - ready).TotalMilliseconds:0} ms after the node was ready");
        Assert.True(Time(closed["closedAt"]) < ready + LateAtMost);
    }

    [Fact]
    public async Task Another_time_to_abandon_holds_for_orders_that_are_open_already()
    {
        await _node.StartAsync("--Restaurant:AbandonAfter=1.00:00:00");
        var open = await _node.OpenOrderAsync();
        await _node.StopAsync();

        await _node.StartAsync("--Restaurant:AbandonAfter=00:00:01");

        Assert.Equal("abandoned", (string?)(await ClosedAsync(open, "expired"))["closeReason"]);
    }

    [Fact]
    public async Task While_the_rows_cannot_be_read_nothing_happens_and_it_goes_on_by_itself()
    {
        await _node.StartAsync("--Restaurant:AcceptanceTimeout=00:00:02");
        var placed = await PlaceAsync();
        await _node.ReadAsync($"/orders/{placed["id"]}", $"order-{placed["id"]}@3");
        _node.Database.Execute("alter table deadlines rename to gone");
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() > Time(placed["acceptBy"]) + LateAtMost);
        Assert.Null((await _node.FiguresAsync())[Overdue]);

        _node.Database.Execute("alter table gone rename to deadlines");

        await ClosedAsync((string)placed["id"]!, "rejected");
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_tried_a_few_times_and_holds_up_no_other()
    {
        const string Timeout = "--Restaurant:AcceptanceTimeout=00:00:02";
        await _node.StartAsync(Timeout);
        var (damaged, sound) = ((string)(await PlaceAsync())["id"]!, (string)(await PlaceAsync())["id"]!);
        await _node.ReadAsync($"/orders/{sound}", $"order-{sound}@3");
        await _node.StopAsync();
        _node.Database.Execute($"update journal set message = @damaged where persistence_id = 'order-{damaged}'", new { damaged = new byte[1] });

        await _node.StartAsync(Timeout);
        await ClosedAsync(sound, "rejected");
        // Another one, placed since, fires in time; so the damaged one was looked at several times.
        var later = await ClosedAsync((string)(await PlaceAsync())["id"]!, "rejected");

        Assert.InRange(Time(later["closedAt"]) - Time(later["acceptBy"]), TimeSpan.Zero, LateAtMost);
        await Eventually.HoldsAsync(async () => (await _node.FiguresAsync())[Unavailable] is >= 1);
        Assert.InRange((await _node.FiguresAsync())[Unavailable]!.Value, 1, 3);
        // A line for each time that it was looked at.
        Assert.InRange(_node.ErrorLog.Lines.Count(line => line.Contains(damaged, StringComparison.Ordinal)), 1, 3);
    }

    private static DateTimeOffset Time(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);

    private async Task<JsonObject> PlaceAsync()
    {
        var (order, _, _) = await _node.FillOrderAsync();
        return await _node.DoAsync("POST", $"/orders/{order}/place");
    }

    private async Task<JsonObject> ClosedAsync(string order, string status)
    {
        var found = default(JsonObject);
        await Eventually.HoldsAsync(async () => (string?)(found = await FindAsync(order))?["status"] == status);
        return found!;
    }

    // Null as long as the rows do not have it.
    private async Task<JsonObject?> FindAsync(string order)
    {
        using var answer = await _node.SendAsync("GET", $"/orders/{order}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>() : null;
    }

    private async Task<JsonArray> HistoryAsync(string order)
    {
        using var answer = await _node.SendAsync("GET", $"/orders/{order}/history");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
    }
}
