using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Support.RestaurantNode;

namespace Restaurant.Tests.Http;

/// <summary>The kitchen's board.</summary>
public sealed class KitchenTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task The_board_holds_what_is_placed_until_it_is_handed_over_by_the_time_that_is_promised_or_until_then_to_accept()
    {
        var (late, unanswered, early) = (await PlaceAsync(), await PlaceAsync(), await PlaceAsync());
        var (open, _, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{late}/accept", Promise(120));
        await node.DoAsync("POST", $"/orders/{early}/accept", Promise(5));
        Assert.Equal([early, unanswered, late], await ShownAsync([late, unanswered, early, open], $"order-{early}@4"));

        foreach (var step in (string[])["prepare", "ready"])
        {
            await node.DoAsync("POST", $"/orders/{early}/{step}");
        }

        Assert.Equal([early, unanswered, late], await ShownAsync([late, unanswered, early, open], $"order-{early}@6"));
        await node.DoAsync("POST", $"/orders/{early}/complete");
        await node.DoAsync("POST", $"/orders/{late}/cancel", """{"reason":"x"}""");
        Assert.Equal([unanswered], await ShownAsync([late, unanswered, early, open], $"order-{early}@7", $"order-{late}@5"));
        await node.DoAsync("POST", $"/orders/{unanswered}/reject", """{"reason":"x"}""");
        Assert.Empty(await ShownAsync([late, unanswered, early, open], $"order-{unanswered}@4"));
    }

    [Fact]
    public async Task An_order_on_the_board_is_the_order_as_far_as_the_kitchen_needs_it()
    {
        var (order, _) = await node.FillForDeliveryAsync();
        await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"Ring twice"}""");
        await node.DoAsync("POST", $"/orders/{order}/place");
        await node.DoAsync("POST", $"/orders/{order}/accept", Promise(30));
        await node.DoAsync("POST", $"/orders/{order}/prepare");
        await node.DoAsync("POST", $"/orders/{order}/ready");
        var whole = await node.DoAsync("POST", $"/orders/{order}/dispatch", """{"courier":"Carla"}""");

        var shown = Assert.Single(await BoardAsync($"order-{order}@{whole["version"]}"), entry => (string?)entry["id"] == order);

        string[] members = ["id", "number", "status", "fulfilment", "address", "items", "note", "courier", "placedAt", "acceptBy", "acceptedAt", "promisedAt", "preparingAt", "readyAt", "dispatchedAt", "version", "actions"];
        Assert.Equal(members, shown.Select(member => member.Key));
        Assert.All(members.Except(["items"]), member => Assert.Equal(whole[member]?.ToJsonString(), shown[member]?.ToJsonString()));
        Assert.Equal(("outForDelivery", "Carla", "Ring twice"), ((string?)shown["status"], (string?)shown["courier"], (string?)shown["note"]));
        var (line, of) = (shown["items"]![0]!.AsObject(), whole["items"]![0]!);
        Assert.Equal(["id", "menuItemId", "description", "quantity"], line.Select(member => member.Key));
        Assert.All(line, member => Assert.Equal(of[member.Key]!.ToJsonString(), member.Value!.ToJsonString()));
    }

    [Fact]
    public async Task A_line_shows_what_has_become_of_its_item()
    {
        var (order, _, item) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/place");
        Assert.Null(await FlagAsync($"order-{order}@3"));

        await node.DoAsync("PUT", $"/menu/items/{item}/availability", """{"available":false}""");
        Assert.Equal("unavailable", await FlagAsync($"menu-item-{item}@2"));
        await node.DoAsync("DELETE", $"/menu/items/{item}");
        Assert.Equal("removed", await FlagAsync($"menu-item-{item}@3"));

        async Task<string?> FlagAsync(string token) =>
            (string?)Assert.Single(await BoardAsync(token), entry => (string?)entry["id"] == order)["items"]![0]!["flag"];
    }

    private async Task<string> PlaceAsync()
    {
        var (order, _, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/place");
        return order;
    }

    private async Task<IReadOnlyList<JsonObject>> BoardAsync(params string[] tokens)
    {
        using var answer = await node.SendAsync("GET", "/kitchen/board", null, ("Consistency-Token", string.Join(',', tokens)), ("Prefer", "wait=10"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return [.. (await answer.Content.ReadFromJsonAsync<JsonArray>())!.Select(entry => entry!.AsObject())];
    }

    // Other tests have orders as well.
    private async Task<IEnumerable<string>> ShownAsync(string[] of, params string[] tokens) =>
        (await BoardAsync(tokens)).Select(entry => (string)entry["id"]!).Where(of.Contains);
}
