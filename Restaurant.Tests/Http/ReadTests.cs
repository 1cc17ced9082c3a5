using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

public sealed partial class ReadTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task A_token_makes_the_callers_own_write_visible_at_once()
    {
        for (var round = 0; round < 100; round++)
        {
            using var answer = await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""");
            var item = await answer.JsonAsync(201);

            using var read = await node.SendAsync("GET", $"/menu/items/{item["id"]}", null, ("Consistency-Token", answer.Header("Consistency-Token")));

            Assert.Equal("no-store", read.Header("Cache-Control"));
            var seen = await read.JsonAsync(200);
            Assert.Equal(
                ["id", "description", "price", "currency", "category", "available", "unavailableReason", "removed", "popularity", "timesOrdered", "unitsSold", "version", "updatedAt"],
                seen.Select(member => member.Key));
            seen.Remove("popularity");
            seen.Remove("timesOrdered");
            seen.Remove("unitsSold");
            Assert.Equal(item.ToJsonString(), seen.ToJsonString());
        }
    }

    [Fact]
    public async Task A_token_that_is_not_reached_in_time_is_said_to_be_behind()
    {
        using var answer = await node.SendAsync("GET", "/orders", null, ("Consistency-Token", "order-nothing@1"), ("Prefer", "wait=1"));

        await answer.ProblemAsync(503, "READ_MODEL_BEHIND");
        Assert.True(answer.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task Each_order_is_seen_once_while_someone_pages_and_others_open_orders()
    {
        var customer = await node.SignUpAsync();
        var there = new HashSet<string>();
        var token = "";
        for (var order = 0; order < 25; order++)
        {
            using var opened = await OpenAsync(customer);
            token = opened.Header("Consistency-Token");
            there.Add((string)(await opened.JsonAsync(201))["id"]!);
        }

        var seen = new List<string>();
        for (var path = $"/orders?customerId={customer}&limit=4&status=open"; path is not null;)
        {
            using var page = await node.SendAsync("GET", path, null, ("Consistency-Token", token));
            seen.AddRange((await page.Content.ReadFromJsonAsync<JsonArray>())!.Select(order => (string)order!["id"]!));
            path = page.Headers.TryGetValues("Link", out var links) ? Next().Match(links.Single()).Groups[1].Value : null;
            Assert.True(path is null || path.Contains("status=open", StringComparison.Ordinal));
            using var another = await OpenAsync(customer);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(there, seen.ToHashSet());
        Assert.Equal(there.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_list_and_order()
    {
        await node.AddMenuItemAsync();
        await node.AddMenuItemAsync();
        using var page = await node.SendAsync("GET", "/menu/items?limit=1");
        var cursor = Next().Match(page.Header("Link")).Groups[1].Value.Split("cursor=")[1];

        await node.SendAsync("GET", $"/menu/items?limit=1&sort=price&cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("GET", $"/orders?cursor={cursor}").ProblemAsync(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task A_removed_item_leaves_the_menu_but_can_be_read_and_its_order_shows_a_flag()
    {
        var (order, _, item) = await node.FillOrderAsync();
        using var removing = await node.SendAsync("DELETE", $"/menu/items/{item}");
        var token = ("Consistency-Token", removing.Header("Consistency-Token"));

        using var menu = await node.SendAsync("GET", "/menu/items?limit=200", null, token);
        using var all = await node.SendAsync("GET", "/menu/items?limit=200&includeRemoved=true", null, token);

        Assert.DoesNotContain((await menu.Content.ReadFromJsonAsync<JsonArray>())!, entry => (string?)entry!["id"] == item);
        Assert.Contains((await all.Content.ReadFromJsonAsync<JsonArray>())!, entry => (string?)entry!["id"] == item);
        Assert.True((bool)(await node.DoAsync("GET", $"/menu/items/{item}"))["removed"]!);
        Assert.Equal("removed", (string?)(await node.DoAsync("GET", $"/orders/{order}"))["items"]![0]!["flag"]);
    }

    [Fact]
    public async Task Counters_follow_adding_placing_and_canceling()
    {
        var (order, _, item) = await node.FillOrderAsync();
        Assert.Equal((1, 0, 0), await CountersAsync(await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":0}"""), item, orderToken: $"order-{order}@2"));

        using var placing = await node.SendAsync("POST", $"/orders/{order}/place");
        Assert.Equal((1, 1, 2), await CountersAsync(placing, item));
        using var canceling = await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""");
        Assert.Equal((1, 0, 0), await CountersAsync(canceling, item));
    }

    [Fact]
    public async Task A_customers_addresses_carry_its_version()
    {
        using var signingUp = await node.SendAsync("POST", "/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""");
        var id = (string)(await signingUp.JsonAsync(201))["id"]!;

        using var addresses = await node.SendAsync("GET", $"/customers/{id}/addresses", null, ("Consistency-Token", signingUp.Header("Consistency-Token")));

        Assert.Equal("[]", await addresses.Content.ReadAsStringAsync());
        Assert.Equal("\"1\"", addresses.Header("ETag"));
    }

    [Fact]
    public async Task A_live_node_is_ready_and_says_how_far_its_read_tables_are()
    {
        var live = await node.DoAsync("GET", "/health/live");
        var ready = await node.DoAsync("GET", "/health/ready");

        Assert.Equal("live", (string?)live["status"]);
        Assert.Equal("ready", (string?)ready["status"]);
        Assert.Equal("read-model", (string?)Assert.Single(ready["groups"]!.AsArray())!["name"]);
    }

    private Task<HttpResponseMessage> OpenAsync(string customer) => node.SendAsync("POST", "/orders", $$"""{"customerId":"{{customer}}"}""");

    private async Task<(int Popularity, int TimesOrdered, int UnitsSold)> CountersAsync(HttpResponseMessage after, string item, string? orderToken = null)
    {
        using var read = await node.SendAsync("GET", $"/menu/items/{item}", null, ("Consistency-Token", orderToken ?? after.Header("Consistency-Token")));
        var entry = await read.JsonAsync(200);
        return ((int)entry["popularity"]!, (int)entry["timesOrdered"]!, (int)entry["unitsSold"]!);
    }

    [GeneratedRegex("<(.*)>; rel=\"next\"")]
    private static partial Regex Next();
}
