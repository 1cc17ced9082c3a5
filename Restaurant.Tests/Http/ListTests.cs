using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>What all lists and all reads have in common.</summary>
public sealed partial class ListTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task A_page_has_50_entries_or_as_many_as_are_asked_for_up_to_200()
    {
        var category = Guid.CreateVersion7().ToString("N");
        var token = "";
        for (var count = 0; count < 201; count++)
        {
            using var adding = await node.SendAsync("POST", "/menu/items", $$"""{"description":"x","price":1,"category":"{{category}}"}""");
            token = adding.Header("Consistency-Token");
        }

        foreach (var (limit, entries) in (IEnumerable<(string, int)>)[("", 50), ("&limit=1", 1), ("&limit=200", 200)])
        {
            var (page, next) = await PageAsync($"/menu/items?category={category}{limit}", token);
            Assert.Equal(entries, page.Count);
            Assert.NotNull(next);
        }
    }

    [Fact]
    public async Task Whoever_pages_through_orders_sees_each_once_though_they_change_under_the_readers_hands()
    {
        var customer = await node.SignUpAsync();
        var there = new List<string>();
        for (var count = 0; count < 24; count++)
        {
            there.Add((string)(await node.DoAsync("POST", "/orders", $$"""{"customerId":"{{customer}}"}"""))["id"]!);
        }

        var (seen, token, canceled) = (new List<string>(), $"order-{there[^1]}@1", 0);
        for (var path = $"/orders?customerId={customer}&status=open&status=canceled&limit=5"; path is not null;)
        {
            (var page, path) = await PageAsync(path, token);
            seen.AddRange(page.Select(order => (string)order!["id"]!));
            // One that was seen and one that was not; both still match.
            foreach (var order in new[] { there[canceled], there[^++canceled] })
            {
                using var canceling = await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""");
                token = canceling.Header("Consistency-Token");
            }
        }

        Assert.Equal(Enumerable.Reverse(there), seen);
    }

    [Fact]
    public async Task Every_read_waits_for_a_token()
    {
        string[] others = ["/health", "/metrics", "/admin", "/docs", "/openapi"];
        var reads = node.Routes
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(route => $"/{route.RoutePattern.RawText!.Trim('/')}")
            .Where(path => !others.Any(other => path.StartsWith(other, StringComparison.Ordinal)))
            .ToList();

        Assert.Superset(new HashSet<string>(["/menu/items", "/menu/items/{id}", "/customers", "/customers/{id}", "/customers/{id}/addresses", "/orders", "/orders/{id}", "/orders/{id}/history", "/kitchen/board", "/reports/sales"]), reads.ToHashSet());
        foreach (var path in reads)
        {
            await node.SendAsync("GET", path.Replace("{id}", "nobody", StringComparison.Ordinal), null, ("Consistency-Token", "order-nothing@1"), ("Prefer", "wait=0"))
                .ProblemAsync(503, "READ_MODEL_BEHIND");
        }
    }

    private async Task<(JsonArray Entries, string? Next)> PageAsync(string path, string token)
    {
        using var page = await node.SendAsync("GET", path, null, ("Consistency-Token", token));
        Assert.Equal(200, (int)page.StatusCode);
        return ((await page.Content.ReadFromJsonAsync<JsonArray>())!, page.Headers.TryGetValues("Link", out var links) ? Next().Match(links.Single()).Groups[1].Value : null);
    }

    [GeneratedRegex("<(.*)>; rel=\"next\"")]
    private static partial Regex Next();
}
