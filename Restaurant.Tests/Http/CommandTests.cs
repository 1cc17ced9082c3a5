using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

public sealed class CommandTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task A_create_answers_with_the_place_the_version_and_the_representation()
    {
        using var answer = await node.SendAsync("POST", "/menu/items", """{"description":"  Peperoni ","price":10,"category":null}""", ("Correlation-Id", "talk-1"));

        var item = await answer.JsonAsync(201);
        var id = (string)item["id"]!;
        Assert.Equal($"/menu/items/{id}", answer.Headers.Location?.OriginalString);
        Assert.Equal("\"1\"", answer.Header("ETag"));
        Assert.Equal($"menu-item-{id}@1", answer.Header("Consistency-Token"));
        Assert.Equal("talk-1", answer.Header("Correlation-Id"));
        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(
            ["id", "description", "price", "currency", "category", "available", "unavailableReason", "removed", "version", "updatedAt"],
            item.Select(member => member.Key));
        Assert.Equal("Peperoni", (string?)item["description"]);
    }

    [Fact]
    public async Task Every_create_says_where_what_it_made_is()
    {
        await CreatesAsync("/menu/items", "menu-item", """{"description":"x","price":1}""");
        await CreatesAsync("/customers", "customer", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""");
        await CreatesAsync("/orders", "order", $$"""{"customerId":"{{await node.SignUpAsync()}}"}""");
    }

    [Fact]
    public async Task Every_other_command_answers_with_the_next_version()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var customer = await node.SignUpAsync();
        var address = (await node.DoAsync("POST", $"/customers/{customer}/addresses", """{"nickName":"Home","location":"x"}"""))["addresses"]![0]!["id"];

        await ChangesAsync("PUT", $"/menu/items/{item}", """{"description":"x","price":1}""", $"menu-item-{item}", 2);
        await ChangesAsync("PUT", $"/menu/items/{item}/availability", """{"available":true}""", $"menu-item-{item}", 3);
        await ChangesAsync("DELETE", $"/menu/items/{await node.AddMenuItemAsync()}", null, "menu-item-", 2);
        await ChangesAsync("POST", $"/customers/{customer}/verify", null, $"customer-{customer}", 3);
        await ChangesAsync("DELETE", $"/customers/{customer}/addresses/{address}", null, $"customer-{customer}", 4);
        await ChangesAsync("DELETE", $"/customers/{customer}", null, $"customer-{customer}", 5);
        await ChangesAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""", $"order-{order}", 3);
        await ChangesAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":3}""", $"order-{order}", 4);
        await ChangesAsync("DELETE", $"/orders/{order}/items/{line}", null, $"order-{order}", 5);
        await ChangesAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""", $"order-{order}", 6);
        await ChangesAsync("DELETE", $"/orders/{order}/delivery-address", null, $"order-{order}", 7);
        await ChangesAsync("PUT", $"/orders/{order}/note", """{"note":"x"}""", $"order-{order}", 8);
        await ChangesAsync("POST", $"/orders/{order}/place", null, $"order-{order}", 9);
        await ChangesAsync("POST", $"/orders/{order}/accept", RestaurantNode.Promise(60), $"order-{order}", 10);
        await ChangesAsync("POST", $"/orders/{order}/prepare", null, $"order-{order}", 11);
        await ChangesAsync("POST", $"/orders/{order}/ready", null, $"order-{order}", 12);
        await ChangesAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""", $"order-{order}", 13);
    }

    [Fact]
    public async Task A_new_line_is_the_last_one_and_the_same_item_twice_is_two_lines()
    {
        var (order, line, item) = await node.FillOrderAsync();

        var filled = await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item.ToUpperInvariant()}}","quantity":3}""");

        Assert.Equal(["id", "menuItemId", "description", "quantity", "price", "subTotal"], filled["items"]![1]!.AsObject().Select(member => member.Key));
        Assert.Equal([line, (string)filled["items"]![1]!["id"]!], filled["items"]!.AsArray().Select(each => (string)each!["id"]!));
        Assert.Equal((item, "30.00"), ((string)filled["items"]![1]!["menuItemId"]!, filled["items"]![1]!["subTotal"]!.ToJsonString()));
        Assert.Equal("50.00", filled["total"]!.ToJsonString());
    }

    [Fact]
    public async Task What_a_command_answers_is_what_is_read_afterwards_but_for_counters_and_flags()
    {
        var (order, line, item) = await node.FillOrderAsync();

        await ReadAlikeAsync("PUT", $"/menu/items/{item}", """{"description":"x","price":2.5,"category":"y"}""");
        await ReadAlikeAsync("PUT", $"/menu/items/{item}/availability", """{"available":true}""");
        await ReadAlikeAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":3}""");
        await ReadAlikeAsync("POST", $"/orders/{order}/place");
        await ReadAlikeAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""");
        await ReadAlikeAsync("DELETE", $"/menu/items/{item}");
        await ReadAlikeAsync("POST", "/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""");
        await ReadAlikeAsync("POST", "/orders", $$"""{"customerId":"{{await node.SignUpAsync()}}"}""");
    }

    [Fact]
    public async Task An_order_is_opened_filled_changed_and_placed_and_keeps_its_price()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var changed = await node.DoAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":3.0}""");
        Assert.Equal("30.00", changed["total"]!.ToJsonString());
        await node.DoAsync("PUT", $"/menu/items/{item}", """{"description":"Peperoni","price":12.50}""");

        using var placing = await node.SendAsync("POST", $"/orders/{order}/place");
        var placed = await placing.JsonAsync(200);
        await node.DoAsync("PUT", $"/menu/items/{item}", """{"description":"Other","price":99}""");

        Assert.Equal("placed", (string?)placed["status"]);
        Assert.True((bool)placed["placed"]!);
        Assert.Equal("30.00", placed["total"]!.ToJsonString());
        Assert.Equal(
            [
                "id", "number", "customerId", "customerKnown", "status", "placed", "fulfilment", "address", "items", "total", "currency", "note", "courier", "openedAt",
                "placedAt", "acceptBy", "acceptedAt", "promisedAt", "preparingAt", "readyAt", "dispatchedAt", "closedAt", "closeReason", "version", "actions",
            ],
            placed.Select(member => member.Key));
        using var reading = await node.SendAsync("GET", $"/orders/{order}", null, ("Consistency-Token", placing.Header("Consistency-Token")));
        Assert.Equal(placed.ToJsonString(), (await reading.JsonAsync(200)).ToJsonString());
        Assert.Equal(placing.Header("ETag"), reading.Header("ETag"));
    }

    [Fact]
    public async Task All_fields_that_are_wrong_are_reported_together_and_the_first_one_gives_the_code()
    {
        var problem = await node.SendAsync("POST", "/menu/items", $$"""{"description":"","price":-1,"category":"{{new string('x', 61)}}"}""").ProblemAsync(400, "DESCRIPTION_REQUIRED");

        Assert.Equal(
            ["description:DESCRIPTION_REQUIRED", "price:PRICE_INVALID", "category:TEXT_TOO_LONG"],
            problem["errors"]!.AsArray().Select(error => $"{error!["field"]}:{error["code"]}"));
        Assert.Equal("Price must be zero or more.", (string?)problem["errors"]![1]!["detail"]);
    }

    [Fact]
    public async Task Checks_come_in_the_order_of_the_contract()
    {
        var (order, line, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/place");
        var items = $"/orders/{order}/items";

        // Shape before fields, fields before existence, existence before the version, the version before the state, the state before facts.
        await node.SendAsync("POST", "/orders/nothing/items", "{", ("If-Match", "1")).ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("POST", "/orders/nothing/items", """{"menuItemId":1,"quantity":0}""").ProblemAsync(400, "MALFORMED_REQUEST");
        await node.SendAsync("POST", "/orders/nothing/items", """{"menuItemId":"m","quantity":0}""").ProblemAsync(400, "QUANTITY_INVALID");
        await node.SendAsync("POST", "/orders/nothing/items", """{"menuItemId":"m","quantity":1}""", ("If-Match", "\"9\"")).ProblemAsync(404, "NOT_FOUND");
        await node.SendAsync("POST", items, """{"menuItemId":"m","quantity":0}""").ProblemAsync(400, "QUANTITY_INVALID");
        await node.SendAsync("POST", items, """{"menuItemId":"m","quantity":1}""", ("If-Match", "\"2\"")).ProblemAsync(412, "VERSION_CONFLICT");
        await node.SendAsync("POST", items, """{"menuItemId":"nothing","quantity":1}""").ProblemAsync(409, "ORDER_NOT_OPEN");
        await node.SendAsync("PATCH", $"{items}/{line}", """{"quantity":1}""").ProblemAsync(409, "ORDER_NOT_OPEN");
        await node.SendAsync("PATCH", $"{items}/nothing", """{"quantity":1}""").ProblemAsync(409, "ORDER_NOT_OPEN");
        await node.SendAsync("DELETE", $"{items}/nothing").ProblemAsync(409, "ORDER_NOT_OPEN");
        await node.SendAsync("POST", $"/orders/{order}/place").ProblemAsync(409, "ORDER_NOT_OPEN");
    }

    [Fact]
    public async Task A_repeat_is_told_before_the_condition_on_the_version_and_that_before_the_state()
    {
        var (order, line, item) = await node.FillOrderAsync();
        var (path, key, stale) = ($"/orders/{order}/items/{line}", ("Idempotency-Key", "k"), ("If-Match", "\"2\""));
        await node.DoAsync("PATCH", path, """{"quantity":3}""", key, stale);
        await node.DoAsync("POST", $"/orders/{order}/place");

        using var again = await node.SendAsync("PATCH", path, """{"quantity":3}""", key, stale);
        Assert.Equal((3, "true"), ((int)(await again.JsonAsync(200))["version"]!, again.Header("Idempotency-Replayed")));
        await node.SendAsync("PATCH", path, """{"quantity":4}""", key, stale).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", $"/orders/{order}/place", null, stale).ProblemAsync(412, "VERSION_CONFLICT");
        await node.DoAsync("DELETE", $"/menu/items/{item}");
        await node.SendAsync("DELETE", $"/menu/items/{item}", null, ("If-Match", "\"1\"")).ProblemAsync(412, "VERSION_CONFLICT");
    }

    [Fact]
    public async Task What_a_command_names_and_nobody_knows_is_said_by_its_own_code()
    {
        var order = await node.OpenOrderAsync();

        await node.SendAsync("POST", "/orders", """{"customerId":"nobody"}""").ProblemAsync(422, "CUSTOMER_NOT_FOUND");
        await node.SendAsync("POST", "/orders", "{}").ProblemAsync(400, "MALFORMED_REQUEST");
        await node.SendAsync("POST", $"/orders/{order}/items", """{"menuItemId":"a/b","quantity":1}""").ProblemAsync(422, "MENU_ITEM_NOT_FOUND");
        await node.SendAsync("DELETE", $"/orders/{order}/items/nothing").ProblemAsync(404, "ORDER_ITEM_NOT_FOUND");
        await node.SendAsync("POST", $"/orders/{order}/place").ProblemAsync(409, "ORDER_EMPTY");
    }

    [Fact]
    public async Task A_removed_item_cannot_be_ordered_modified_or_placed()
    {
        var (order, line, item) = await node.FillOrderAsync();
        await node.DoAsync("DELETE", $"/menu/items/{item}");

        await node.SendAsync("DELETE", $"/menu/items/{item}").ProblemAsync(409, "MENU_ITEM_INACTIVE");
        await node.SendAsync("PUT", $"/menu/items/{item}", """{"description":"x","price":1}""").ProblemAsync(409, "MENU_ITEM_INACTIVE");
        await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""").ProblemAsync(422, "MENU_ITEM_UNAVAILABLE");
        var problem = await node.SendAsync("POST", $"/orders/{order}/place").ProblemAsync(422, "MENU_ITEM_UNAVAILABLE");
        Assert.Equal(new JsonObject { ["orderItemId"] = line, ["menuItemId"] = item }.ToJsonString(), problem["lines"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task One_e_mail_signs_up_once()
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        await node.DoAsync("POST", "/customers", $$"""{"email":"{{email}}"}""");

        var problem = await node.SendAsync("POST", "/customers", $$"""{"email":" {{email.ToUpperInvariant()}} "}""").ProblemAsync(409, "EMAIL_TAKEN");

        Assert.Equal("Email already used.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task A_customer_cancels_without_a_reason_and_staff_with_one()
    {
        var (order, _, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/place");

        await node.SendAsync("POST", $"/orders/{order}/cancel").ProblemAsync(400, "REASON_REQUIRED");
        var canceled = await node.DoAsync("POST", $"/orders/{order}/cancel", null, ("Restaurant-Role", "customer"));
        var again = await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""").ProblemAsync(409, "INVALID_TRANSITION");

        Assert.Equal("canceled", (string?)canceled["status"]);
        Assert.Equal("canceled", (string?)again["status"]);
        Assert.Empty(again["actions"]!.AsArray());
    }

    [Theory]
    [InlineData("\"1\"", 412)]
    [InlineData("\"1\", \"2\"", 200)]
    [InlineData("*", 200)]
    [InlineData("W/\"2\"", 412)]
    [InlineData("\"2\"", 200)]
    public async Task A_condition_on_the_version_holds_or_nothing_is_written(string condition, int status)
    {
        var (order, line, _) = await node.FillOrderAsync();
        var head = await node.HeadAsync();

        using var answer = await node.SendAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":4}""", ("If-Match", condition));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? head + 1 : head, await node.HeadAsync());
    }

    [Fact]
    public async Task A_condition_on_what_is_only_being_made_never_holds()
    {
        await node.SendAsync("POST", "/menu/items", """{"description":"x","price":1}""", ("If-Match", "*")).ProblemAsync(412, "VERSION_CONFLICT");
    }

    [Fact]
    public async Task Of_eight_at_once_with_one_version_one_wins()
    {
        var (order, line, _) = await node.FillOrderAsync();

        var all = await Task.WhenAll(Enumerable.Range(3, 8).Select(quantity =>
            node.SendAsync("PATCH", $"/orders/{order}/items/{line}", $$"""{"quantity":{{quantity}}}""", ("If-Match", "\"2\""))));

        Assert.Equal([200, 412, 412, 412, 412, 412, 412, 412], all.Select(answer => (int)answer.StatusCode).Order());
    }

    private async Task CreatesAsync(string path, string aggregate, string body)
    {
        using var answer = await node.SendAsync("POST", path, body);
        var id = (string)(await answer.JsonAsync(201))["id"]!;

        Assert.Equal($"{path}/{id}", answer.Headers.Location?.OriginalString);
        Assert.Equal(("\"1\"", $"{aggregate}-{id}@1"), (answer.Header("ETag"), answer.Header("Consistency-Token")));
        using var there = await node.SendAsync("GET", $"{path}/{id}", null, ("Consistency-Token", answer.Header("Consistency-Token")));
        Assert.Equal(200, (int)there.StatusCode);
    }

    private async Task ChangesAsync(string method, string path, string? body, string persistenceId, long version)
    {
        using var answer = await node.SendAsync(method, path, body);

        Assert.Equal(version, (long)(await answer.JsonAsync(200))["version"]!);
        Assert.Null(answer.Headers.Location);
        Assert.Equal($"\"{version}\"", answer.Header("ETag"));
        Assert.StartsWith(persistenceId, answer.Header("Consistency-Token"), StringComparison.Ordinal);
        Assert.EndsWith($"@{version}", answer.Header("Consistency-Token"), StringComparison.Ordinal);
    }

    private async Task ReadAlikeAsync(string method, string path, string? body = null)
    {
        using var writing = await node.SendAsync(method, path, body);
        var written = (await writing.Content.ReadFromJsonAsync<JsonObject>())!;
        var kind = path.Split('/')[1] == "menu" ? "menu/items" : path.Split('/')[1];
        using var reading = await node.SendAsync("GET", $"/{kind}/{written["id"]}", null, ("Consistency-Token", writing.Header("Consistency-Token")));
        var read = await reading.JsonAsync(200);
        foreach (var counter in (string[])["popularity", "timesOrdered", "unitsSold"])
        {
            Assert.Equal(kind == "menu/items", read.Remove(counter));
        }

        Assert.Equal(written.ToJsonString(), read.ToJsonString());
        Assert.Equal(writing.Header("ETag"), reading.Header("ETag"));
        Assert.Equal("no-store", reading.Header("Cache-Control"));
    }
}
