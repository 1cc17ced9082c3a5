using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>What is larger than a frame of the cluster's transport is lost without an answer: nothing that the limits allow may be.</summary>
[Trait("Database", "PostgreSql")]
public sealed class LargestOrderTests
{
    [PostgreSqlFact]
    public async Task The_largest_order_that_there_can_be_is_served_by_a_node_that_does_not_hold_it()
    {
        using var database = new PostgreSqlTestDatabase();
        using var cluster = TestCluster.Of(database, "api", "aggregates,projections");
        await cluster.StartAsync();
        var http = cluster.Nodes[0].Http;
        var customer = await DoAsync(http, "POST", "/customers", """{"email":"anna@example.org"}""");
        var home = await DoAsync(http, "POST", $"/customers/{customer["id"]}/addresses", $$"""{"nickName":"{{Wide(60)}}","location":"{{Wide(300)}}"}""");
        var order = (string)(await DoAsync(http, "POST", "/orders", $$"""{"customerId":"{{customer["id"]}}"}"""))["id"]!;
        for (var line = 0; line < 50; line++)
        {
            var item = await DoAsync(http, "POST", "/menu/items", $$"""{"description":"{{Wide(200)}}","price":"200.00"}""");
            await DoAsync(http, "POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item["id"]}}","quantity":99}""");
        }

        await DoAsync(http, "PUT", $"/orders/{order}/delivery-address", $$"""{"addressId":"{{home["addresses"]![0]!["id"]}}"}""");
        await DoAsync(http, "PUT", $"/orders/{order}/note", $$"""{"note":"{{Wide(500)}}"}""");

        var placed = await DoAsync(http, "POST", $"/orders/{order}/place", "{}");

        Assert.Equal("placed", (string?)placed["status"]);
        Assert.Equal("990000.00", placed["total"]!.ToJsonString());
        Assert.Equal(50, placed["items"]!.AsArray().Count(line => (string?)line!["description"] == Wide(200)));
    }

    /// <summary>A text of so many characters, each of which takes the most room.</summary>
    private static string Wide(int characters) => string.Concat(Enumerable.Repeat("🍕", characters));

    private static async Task<JsonObject> DoAsync(HttpClient http, string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = json is null ? null : JsonContent.Create(JsonNode.Parse(json)) };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
