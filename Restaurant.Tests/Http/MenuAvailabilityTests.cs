using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>What cannot be ordered for a while: on the menu, in the envelope, and in orders.</summary>
public sealed class MenuAvailabilityTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private const string Unavailable = """{"available":false,"reason":"Out of dough"}""";
    private const string Available = """{"available":true}""";

    [Fact]
    public async Task An_item_is_made_unavailable_and_available_and_each_time_there_is_an_event_also_when_nothing_changes()
    {
        var path = $"/menu/items/{await node.AddMenuItemAsync()}/availability";

        Assert.Equal((2, false, "Out of dough"), Said(await node.DoAsync("PUT", path, Unavailable)));
        Assert.Equal((3, false, "Out of dough"), Said(await node.DoAsync("PUT", path, Unavailable)));
        Assert.Equal((4, false, "No cheese"), Said(await node.DoAsync("PUT", path, """{"reason":" No cheese ","available":false}""")));
        Assert.Equal((5, false, null), Said(await node.DoAsync("PUT", path, """{"available":false}""")));
        Assert.Equal((6, true, null), Said(await node.DoAsync("PUT", path, Available)));
        Assert.Equal((7, true, null), Said(await node.DoAsync("PUT", path, Available)));
        Assert.Equal((8, true, null), Said(await node.DoAsync("PUT", path, """{"available":true,"reason":null}""")));
        Assert.Equal((9, true, null), Said(await node.DoAsync("PUT", path, """{"available":true,"reason":" "}""")));
    }

    [Fact]
    public async Task A_reason_to_be_available_is_refused_in_both_forms_rather_than_lost()
    {
        var item = await node.AddMenuItemAsync();
        var head = await node.HeadAsync();

        await node.SendAsync("PUT", $"/menu/items/{item}/availability", """{"available":true,"reason":"Fresh"}""").ProblemAsync(400, "MALFORMED_REQUEST");
        using var envelope = await node.SendAsync(
            "POST", "/commands", $$$"""{"type":"makeMenuItemAvailable","aggregateId":"{{{item}}}","payload":{"reason":"Fresh"}}""");
        Assert.Equal(400, (int)envelope.StatusCode);
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task What_a_command_answers_is_what_is_read_alone_and_in_the_list()
    {
        var item = await node.AddMenuItemAsync();

        using var making = await node.SendAsync("PUT", $"/menu/items/{item}/availability", Unavailable);
        var made = await making.JsonAsync(200);
        var token = making.Header("Consistency-Token");

        Assert.Equal((null, "\"2\"", $"menu-item-{item}@2"), (making.Headers.Location, making.Header("ETag"), token));
        var read = await node.ReadAsync($"/menu/items/{item}", token);
        var listed = (await node.ReadAllAsync("/menu/items?available=false", 200, token)).Single(entry => (string?)entry["id"] == item);
        Assert.Equal(read.ToJsonString(), listed.ToJsonString());
        Assert.All((string[])["popularity", "timesOrdered", "unitsSold"], counter => Assert.True(read.Remove(counter)));
        Assert.Equal(made.ToJsonString(), read.ToJsonString());
    }

    [Fact]
    public async Task A_removed_item_keeps_its_availability_and_no_longer_changes_it()
    {
        var item = await node.AddMenuItemAsync();
        await node.DoAsync("PUT", $"/menu/items/{item}/availability", Unavailable);
        var removed = await node.DoAsync("DELETE", $"/menu/items/{item}");
        var head = await node.HeadAsync();

        Assert.Equal((3, false, "Out of dough"), Said(removed));
        Assert.True((bool)removed["removed"]!);
        foreach (var body in (string[])[Unavailable, Available])
        {
            var problem = await node.SendAsync("PUT", $"/menu/items/{item}/availability", body).ProblemAsync(409, "MENU_ITEM_INACTIVE");
            Assert.Equal("Item is inactive.", (string?)problem["detail"]);
            await node.SendAsync("PUT", $"/menu/items/{item}/availability", body, ("If-Match", "\"2\"")).ProblemAsync(412, "VERSION_CONFLICT");
            await node.SendAsync("PUT", "/menu/items/nothing/availability", body).ProblemAsync(404, "NOT_FOUND");
        }

        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task A_condition_on_the_version_holds_or_nothing_is_written()
    {
        var path = $"/menu/items/{await node.AddMenuItemAsync()}/availability";

        await node.SendAsync("PUT", path, Unavailable, ("If-Match", "\"2\"")).ProblemAsync(412, "VERSION_CONFLICT");
        Assert.Equal((2, false, "Out of dough"), Said(await node.DoAsync("PUT", path, Unavailable, ("If-Match", "\"1\""))));
    }

    [Fact]
    public async Task Both_commands_have_their_names_in_the_envelope_and_share_their_keys_with_the_resource()
    {
        var item = await node.AddMenuItemAsync();
        var path = $"/menu/items/{item}/availability";
        async Task<(JsonObject Event, bool Replayed)> SendAsync(string type, string payload, string key)
        {
            using var answer = await node.SendAsync(
                "POST", "/commands", $$"""{"type":"{{type}}","aggregateId":"{{item}}","payload":{{payload}},"commandId":"{{key}}"}""");
            return (await answer.JsonAsync(202), answer.Headers.Contains("Idempotency-Replayed"));
        }

        var (unavailable, _) = await SendAsync("makeMenuItemUnavailable", """{"reason":"Out of dough"}""", "off");
        var (available, _) = await SendAsync("makeMenuItemAvailable", "{}", "on");
        using var off = await node.SendAsync("PUT", path, """{"available":false,"reason":"Out of dough "}""", ("Idempotency-Key", "off"));
        using var on = await node.SendAsync("PUT", path, Available, ("Idempotency-Key", "on"));

        Assert.Equal(("menuItemMadeUnavailable", 2), ((string?)unavailable["type"], (int)unavailable["version"]!));
        Assert.Equal(new JsonObject { ["id"] = item, ["reason"] = "Out of dough" }.ToJsonString(), unavailable["payload"]!.ToJsonString());
        Assert.Equal(("menuItemMadeAvailable", 3), ((string?)available["type"], (int)available["version"]!));
        Assert.Equal(new JsonObject { ["id"] = item }.ToJsonString(), available["payload"]!.ToJsonString());
        Assert.Equal(("true", "true"), (off.Header("Idempotency-Replayed"), on.Header("Idempotency-Replayed")));
        Assert.Equal((2, false, "Out of dough"), Said(await off.JsonAsync(200)));
        Assert.Equal((3, true, null), Said(await on.JsonAsync(200)));
        await node.SendAsync("PUT", path, Available, ("Idempotency-Key", "off")).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("PUT", path, """{"available":false}""", ("Idempotency-Key", "off")).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.True((await SendAsync("makeMenuItemAvailable", "{}", "on")).Replayed);
    }

    [Fact]
    public async Task An_unavailable_item_is_neither_added_nor_placed_and_the_refusal_lists_the_lines()
    {
        var (order, line, item) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{await node.AddMenuItemAsync()}}","quantity":1}""");
        await node.DoAsync("PUT", $"/menu/items/{item}/availability", Unavailable);
        var add = $$"""{"menuItemId":"{{item}}","quantity":1}""";

        var adding = await node.SendAsync("POST", $"/orders/{order}/items", add).ProblemAsync(422, "MENU_ITEM_UNAVAILABLE");
        var placing = await node.SendAsync("POST", $"/orders/{order}/place").ProblemAsync(422, "MENU_ITEM_UNAVAILABLE");
        await node.DoAsync("PUT", $"/menu/items/{item}/availability", Available);

        Assert.Equal(new JsonArray(new JsonObject { ["menuItemId"] = item }).ToJsonString(), adding["lines"]!.ToJsonString());
        Assert.Equal(new JsonArray(new JsonObject { ["orderItemId"] = line, ["menuItemId"] = item }).ToJsonString(), placing["lines"]!.ToJsonString());
        await node.DoAsync("POST", $"/orders/{order}/items", add);
        Assert.Equal("placed", (string?)(await node.DoAsync("POST", $"/orders/{order}/place"))["status"]);
    }

    [Fact]
    public async Task A_line_shows_what_became_of_its_item_as_long_as_the_order_is_not_final()
    {
        var (order, _, item) = await node.FillOrderAsync();
        var other = await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{await node.AddMenuItemAsync()}}","quantity":1}""");

        Assert.Equal([null, null], await FlagsAfterAsync("POST", $"/orders/{order}/place"));
        Assert.Equal(["unavailable", null], await FlagsAfterAsync("PUT", $"/menu/items/{item}/availability", Unavailable));
        Assert.Equal([null, null], await FlagsAfterAsync("PUT", $"/menu/items/{item}/availability", Available));
        Assert.Equal(["unavailable", null], await FlagsAfterAsync("PUT", $"/menu/items/{item}/availability", Unavailable));
        Assert.Equal(["removed", null], await FlagsAfterAsync("DELETE", $"/menu/items/{item}"));
        Assert.Equal(["removed", "removed"], await FlagsAfterAsync("DELETE", $"/menu/items/{other["items"]![1]!["menuItemId"]}"));
        Assert.Equal([null, null], await FlagsAfterAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}"""));

        async Task<IEnumerable<string?>> FlagsAfterAsync(string method, string path, string? body = null)
        {
            using var answer = await node.SendAsync(method, path, body);
            Assert.Equal(200, (int)answer.StatusCode);
            var token = answer.Header("Consistency-Token");
            var read = await node.ReadAsync($"/orders/{order}", token);
            var listed = (await node.ReadAllAsync($"/orders?customerId={read["customerId"]}", 50, token)).Single();
            Assert.Equal(read.ToJsonString(), listed.ToJsonString());
            return read["items"]!.AsArray().Select(line => (string?)line!["flag"]);
        }
    }

    private static (int Version, bool Available, string? Reason) Said(JsonObject item) =>
        ((int)item["version"]!, (bool)item["available"]!, (string?)item["unavailableReason"]);
}
