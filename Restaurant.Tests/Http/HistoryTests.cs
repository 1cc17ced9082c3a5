using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary><c>GET /orders/{id}/history</c> and <c>GET /orders/{id}?asOf=</c>.</summary>
public sealed class HistoryTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task History_lists_every_event_from_the_first_with_who_made_it_and_what_it_says()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var anna = new[] { ("Restaurant-Role", "customer"), ("Restaurant-Subject", "anna") };
        await node.DoAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":3}""", anna);
        await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"Ring twice"}""", anna);
        using var placing = await node.SendAsync("POST", $"/orders/{order}/place", null, anna);
        using var canceling = await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"Closed today"}""");

        var history = await HistoryAsync(order, canceling.Header("Consistency-Token"));

        Assert.Equal([1, 2, 3, 4, 5, 6], history.Select(happened => (int)happened["version"]!));
        Assert.Equal(
            ["orderOpened", "itemAddedToOrder", "itemQuantityChanged", "orderNoteSet", "orderPlaced", "orderCanceled"], history.Select(happened => (string)happened["type"]!));
        Assert.Equal(["staff", "staff", "customer", "customer", "customer", "staff"], history.Select(happened => (string)happened["by"]!["kind"]!));
        Assert.Equal([null, null, "anna", "anna", "anna", null], history.Select(happened => (string?)happened["by"]!["subject"]));
        Assert.Equal(["version", "type", "at", "by", "data"], history[1].Select(member => member.Key));
        Assert.Equal(["orderId", "orderItemId", "menuItemId", "description", "price", "currency", "quantity", "menuItemVersion", "quotedAt"], Data(history[1]).Select(member => member.Key));
        Assert.Equal((item, "10.00", "2"), ((string?)Data(history[1])["menuItemId"], Data(history[1])["price"]!.ToJsonString(), Data(history[1])["quantity"]!.ToJsonString()));
        Assert.Equal((string?)(await placing.JsonAsync(200))["placedAt"], (string?)history[4]["at"]);
        // What is about a person is plain text.
        Assert.Equal("Ring twice", (string?)Data(history[3])["note"]);
        Assert.Equal("Closed today", (string?)Data(history[5])["reason"]);
    }

    [Fact]
    public async Task An_order_can_be_read_as_it_was_after_each_of_its_events_by_version_and_by_time()
    {
        var (customer, item) = (await node.SignUpAsync(), await node.AddMenuItemAsync());
        using var opening = await node.SendAsync("POST", "/orders", $$"""{"customerId":"{{customer}}"}""");
        var answers = new List<JsonObject> { await opening.JsonAsync(201) };
        var order = $"/orders/{answers[0]["id"]}";
        answers.Add(await node.DoAsync("POST", $"{order}/items", $$"""{"menuItemId":"{{item}}","quantity":2}"""));
        answers.Add(await node.DoAsync("PATCH", $"{order}/items/{answers[1]["items"]![0]!["id"]}", """{"quantity":1}"""));
        answers.Add(await node.DoAsync("POST", $"{order}/place"));
        answers.Add(await node.DoAsync("POST", $"{order}/cancel", """{"reason":"x"}"""));
        await node.DoAsync("DELETE", $"/menu/items/{item}");
        var history = await HistoryAsync((string)answers[0]["id"]!, $"order-{answers[0]["id"]}@5");

        for (var version = 1; version <= answers.Count; version++)
        {
            var at = DateTimeOffset.Parse((string)history[version - 1]["at"]!, CultureInfo.InvariantCulture);
            foreach (var point in (string[])[$"{version}", $"00{version}", $"{at:O}".Replace("+", "%2B", StringComparison.Ordinal), $"{at.ToOffset(TimeSpan.FromHours(-3)):O}"])
            {
                using var past = await node.SendAsync("GET", $"{order}?asOf={point}");
                // The answer to the command knew nothing of what only the present knows, such as flags, either.
                Assert.Equal(answers[version - 1].ToJsonString(), (await past.JsonAsync(200)).ToJsonString());
                Assert.Equal($"\"{version}\"", past.Header("ETag"));
                Assert.Equal("no-store", past.Header("Cache-Control"));
            }

            using var before = await node.SendAsync("GET", $"{order}?asOf={at.AddMicroseconds(-1).UtcDateTime:O}");
            if (version == 1)
            {
                await before.ProblemAsync(404, "NOT_FOUND");
            }
            else
            {
                Assert.Equal(version - 1, (int)(await before.JsonAsync(200))["version"]!);
            }
        }

        Assert.Equal(5, (int)(await node.DoAsync("GET", $"{order}?asOf=9999-12-31T23:59:59Z"))["version"]!);
    }

    [Fact]
    public async Task A_line_of_the_past_bears_no_flag_though_the_same_line_of_the_present_does()
    {
        var (order, _, item) = await node.FillOrderAsync();
        using var removing = await node.SendAsync("DELETE", $"/menu/items/{item}");

        var present = await node.ReadAsync($"/orders/{order}", removing.Header("Consistency-Token"));
        var past = await node.DoAsync("GET", $"/orders/{order}?asOf=2");

        Assert.Equal("removed", (string?)present["items"]![0]!["flag"]);
        Assert.False(past["items"]![0]!.AsObject().ContainsKey("flag"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("3")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1999-12-31T23:59:59Z")]
    public async Task Before_the_first_event_and_beyond_the_last_there_is_nothing(string asOf)
    {
        var (order, _, _) = await node.FillOrderAsync();

        await node.SendAsync("GET", $"/orders/{order}?asOf={asOf}").ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_token_makes_the_callers_own_write_part_of_the_history_and_one_that_is_not_reached_is_said_to_be_behind()
    {
        var order = await node.OpenOrderAsync();
        for (var version = 2; version <= 30; version++)
        {
            using var adding = await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{await node.AddMenuItemAsync()}}","quantity":1}""");
            Assert.Equal(version, (await HistoryAsync(order, adding.Header("Consistency-Token"))).Count);
            Assert.Equal(version, (int)(await node.ReadAsync($"/orders/{order}?asOf={version}", adding.Header("Consistency-Token")))["version"]!);
        }

        var (token, patience) = (("Consistency-Token", $"order-{order}@31"), ("Prefer", "wait=0"));
        await node.SendAsync("GET", $"/orders/{order}/history", null, token, patience).ProblemAsync(503, "READ_MODEL_BEHIND");
        await node.SendAsync("GET", $"/orders/{order}?asOf=1", null, token, patience).ProblemAsync(503, "READ_MODEL_BEHIND");
    }

    [Fact]
    public async Task A_UUID_is_the_same_in_capitals()
    {
        var order = await node.OpenOrderAsync();

        Assert.Single(await HistoryAsync(order.ToUpperInvariant(), $"order-{order}@1"));
        Assert.Equal(order, (string?)(await node.DoAsync("GET", $"/orders/{order.ToUpperInvariant()}?asOf=1"))["id"]);
    }

    private async Task<List<JsonObject>> HistoryAsync(string order, string token)
    {
        using var answer = await node.SendAsync("GET", $"/orders/{order}/history", null, ("Consistency-Token", token));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        return (await answer.Content.ReadFromJsonAsync<List<JsonObject>>())!;
    }

    private static JsonObject Data(JsonObject happened) => happened["data"]!.AsObject();
}
