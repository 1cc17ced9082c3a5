using System.Text;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>A journal that was damaged while the node ran: what cannot be told any more is never told wrongly.</summary>
public sealed class DamagedHistoryTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Theory]
    [InlineData("update journal set message = @damaged where persistence_id = 'order-{order}' and sequence_number = 2")]
    [InlineData("update journal set manifest = 'itemAddedToOrder:99' where persistence_id = 'order-{order}' and sequence_number = 2")]
    [InlineData("update journal set message = (select message from journal where persistence_id = 'order-{order}' and sequence_number = 1) where persistence_id = 'order-{order}' and sequence_number = 2")]
    [InlineData("delete from journal where persistence_id = 'order-{order}' and sequence_number = 2")]
    public async Task What_lies_behind_the_damage_is_not_served_and_what_lies_before_it_is(string damage)
    {
        var (order, _, _) = await node.FillOrderAsync();
        using var placing = await node.SendAsync("POST", $"/orders/{order}/place", null, ("Idempotency-Key", order));
        var token = placing.Header("Consistency-Token");
        await node.ReadAsync($"/orders/{order}", token);
        var logged = node.ErrorLog.Lines.Count;

        node.Database.Execute(damage.Replace("{order}", order, StringComparison.Ordinal), new { damaged = new byte[1] });

        await node.SendAsync("GET", $"/orders/{order}/history").ProblemAsync(503, "UNAVAILABLE");
        await node.SendAsync("GET", $"/orders/{order}?asOf=3").ProblemAsync(503, "UNAVAILABLE");
        await node.SendAsync("GET", $"/orders/{order}?asOf=9999-12-31T23:59:59Z").ProblemAsync(503, "UNAVAILABLE");
        await node.SendAsync("POST", $"/orders/{order}/place", null, ("Idempotency-Key", order)).ProblemAsync(503, "UNAVAILABLE");
        Assert.Equal(1, (int)(await node.DoAsync("GET", $"/orders/{order}?asOf=1"))["version"]!);
        var lines = node.ErrorLog.Lines.Skip(logged).ToList();
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.Contains($"ersion 2 of order-{order}", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_that_do_not_follow_on_each_other_are_no_history_of_a_state()
    {
        var order = await node.OpenOrderAsync();
        await node.ReadAsync($"/orders/{order}", $"order-{order}@1");
        var logged = node.ErrorLog.Lines.Count;

        // A journal that begins with the removal of a line.
        var damaged = node.Database.Scalar<string>($"select {node.Database.Event} from journal where persistence_id = 'order-{order}'")
            .Replace("\"data\":{", "\"data\":{\"orderId\":\"x\",\"orderItemId\":\"x\",\"menuItemId\":\"x\",\"quantity\":1,", StringComparison.Ordinal);
        node.Database.Execute(
            $"update journal set manifest = 'itemRemovedFromOrder:1', message = @damaged where persistence_id = 'order-{order}'",
            new { damaged = Encoding.UTF8.GetBytes(damaged) });

        await node.SendAsync("GET", $"/orders/{order}?asOf=1").ProblemAsync(503, "UNAVAILABLE");
        Assert.Contains("do not follow", Assert.Single(node.ErrorLog.Lines.Skip(logged)), StringComparison.Ordinal);
    }
}
