using System.Text.Json.Nodes;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Support.RestaurantNode;

namespace Restaurant.Tests.Http;

/// <summary>Orders from opening to hand-over, with what the table refuses on the way.</summary>
public sealed class OrderLifeTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private static readonly (string, string) AsCustomer = ("Restaurant-Role", "customer");
    private static readonly (string, string) AsManager = ("Restaurant-Role", "manager");

    [Fact]
    public async Task An_order_is_picked_up()
    {
        var order = await PlaceAsync();

        var accepted = await StepAsync(order, "accept", Promise(30), "accepted", ["startPreparation", "cancelOrder"]);
        await StepAsync(order, "prepare", null, "preparing", ["markOrderReady", "cancelOrder"]);
        await StepAsync(order, "ready", null, "ready", ["completeOrder", "cancelOrder"]);
        var problem = await node.SendAsync("POST", $"/orders/{order}/dispatch").ProblemAsync(409, "NOT_A_DELIVERY");
        var completed = await StepAsync(order, "complete", null, "completed", []);

        Assert.Equal("The order is for pickup: it is not dispatched.", (string?)problem["detail"]);
        AssertTimes(completed, "openedAt", "placedAt", "acceptedAt", "preparingAt", "readyAt", "closedAt");
        Assert.Equal(("pickup", 7), ((string?)completed["fulfilment"], (int)completed["version"]!));
        Assert.Equal((string?)accepted["promisedAt"], (string?)completed["promisedAt"]);
        Assert.Null(completed["closeReason"]);
        Assert.Null(completed["dispatchedAt"]);
    }

    [Fact]
    public async Task An_order_is_delivered()
    {
        var (order, address) = await node.FillForDeliveryAsync();
        var noted = await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":" Ring twice\nback door "}""");
        await node.DoAsync("POST", $"/orders/{order}/place", null, AsCustomer);
        await StepAsync(order, "accept", Promise(30), "accepted", ["startPreparation", "cancelOrder"]);
        await StepAsync(order, "prepare", null, "preparing", ["markOrderReady", "cancelOrder"]);
        await StepAsync(order, "ready", null, "ready", ["dispatchOrder", "cancelOrder"]);
        await node.SendAsync("POST", $"/orders/{order}/complete").ProblemAsync(409, "MUST_BE_DISPATCHED");
        await StepAsync(order, "dispatch", """{"courier":"Carla"}""", "outForDelivery", ["completeOrder", "cancelOrder"]);
        var completed = await StepAsync(order, "complete", null, "completed", []);

        Assert.Equal(new JsonObject { ["id"] = address, ["nickName"] = "Home", ["location"] = "1 Main St" }.ToJsonString(), completed["address"]!.ToJsonString());
        Assert.Equal("Ring twice\nback door", (string?)noted["note"]);
        Assert.Equal(("delivery", "Carla", "Ring twice\nback door"), ((string?)completed["fulfilment"], (string?)completed["courier"], (string?)completed["note"]));
        AssertTimes(completed, "openedAt", "placedAt", "acceptedAt", "preparingAt", "readyAt", "dispatchedAt", "closedAt");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \\n \"")]
    [InlineData("null")]
    public async Task A_note_that_says_nothing_clears_the_one_before(string nothing)
    {
        var (order, _) = await node.FillForDeliveryAsync();
        Assert.Equal("x", (string?)(await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"x"}"""))["note"]);

        Assert.Null((await node.DoAsync("PUT", $"/orders/{order}/note", $$"""{"note":{{nothing}}}"""))["note"]);
    }

    [Fact]
    public async Task Where_to_and_the_note_are_changed_and_taken_back_while_the_order_is_open()
    {
        var (order, address) = await node.FillForDeliveryAsync();

        var pickup = await node.DoAsync("DELETE", $"/orders/{order}/delivery-address");
        var delivery = await node.DoAsync("PUT", $"/orders/{order}/delivery-address", $$"""{"addressId":"{{address.ToUpperInvariant()}}"}""", AsCustomer);
        await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"x"}""", AsCustomer);
        var cleared = await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"  "}""");

        Assert.Equal(("pickup", null), ((string?)pickup["fulfilment"], pickup["address"]));
        Assert.Equal(("delivery", address), ((string?)delivery["fulfilment"], (string?)delivery["address"]!["id"]));
        Assert.Null(cleared["note"]);
    }

    [Fact]
    public async Task An_address_that_is_not_the_customers_own_is_unprocessable()
    {
        var (order, address) = await node.FillForDeliveryAsync();
        var (others, _) = await node.FillForDeliveryAsync();

        var problem = await node.SendAsync("PUT", $"/orders/{others}/delivery-address", $$"""{"addressId":"{{address}}"}""").ProblemAsync(422, "ADDRESS_NOT_FOUND");
        await node.SendAsync("PUT", $"/orders/{order}/delivery-address", """{"addressId":"a/b"}""").ProblemAsync(422, "ADDRESS_NOT_FOUND");

        Assert.Equal("Address not found.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task A_placed_order_is_rejected_with_a_reason()
    {
        var order = await PlaceAsync();

        await node.SendAsync("POST", $"/orders/{order}/reject").ProblemAsync(400, "REASON_REQUIRED");
        await node.SendAsync("POST", $"/orders/{order}/reject", """{"reason":" "}""").ProblemAsync(400, "REASON_REQUIRED");
        var rejected = await StepAsync(order, "reject", """{"reason":"Sold out"}""", "rejected", []);

        Assert.Equal("Sold out", (string?)rejected["closeReason"]);
        AssertTimes(rejected, "openedAt", "placedAt", "closedAt");
        await node.SendAsync("POST", $"/orders/{order}/accept", Promise(30)).ProblemAsync(409, "INVALID_TRANSITION");
    }

    [Fact]
    public async Task A_promise_is_in_the_future_and_at_most_seven_days_ahead()
    {
        var order = await PlaceAsync();

        foreach (var minutes in (int[])[-1, 7 * 24 * 60 + 1])
        {
            await node.SendAsync("POST", $"/orders/{order}/accept", Promise(minutes)).ProblemAsync(400, "PROMISED_TIME_INVALID");
        }

        var problem = await node.SendAsync("POST", $"/orders/{order}/accept", """{"promisedAt":"soon"}""").ProblemAsync(400, "PROMISED_TIME_INVALID");
        Assert.Equal("promisedAt", (string?)problem["errors"]![0]!["field"]);
        await node.DoAsync("POST", $"/orders/{order}/accept", Promise(7 * 24 * 60 - 1));
    }

    [Fact]
    public async Task A_promised_time_is_wrong_in_itself_before_anything_is_asked_of_the_order_and_too_late_only_after_its_state()
    {
        var (open, _, _) = await node.FillOrderAsync();

        await node.SendAsync("POST", "/orders/nothing/accept", "{}").ProblemAsync(400, "PROMISED_TIME_INVALID");
        await node.SendAsync("POST", $"/orders/{open}/accept", """{"promisedAt":1}""").ProblemAsync(400, "MALFORMED_REQUEST");
        await node.SendAsync("POST", "/orders/nothing/accept", Promise(-1)).ProblemAsync(404, "NOT_FOUND");
        await node.SendAsync("POST", $"/orders/{open}/accept", Promise(-1)).ProblemAsync(409, "INVALID_TRANSITION");
    }

    [Theory]
    [InlineData("", true, false)]
    [InlineData("place", true, true)]
    [InlineData("place accept", true, true)]
    [InlineData("place accept prepare", false, true)]
    [InlineData("place accept prepare ready", false, true)]
    [InlineData("place accept prepare ready dispatch", false, true)]
    public async Task An_order_is_canceled_by_the_customer_until_the_kitchen_starts_and_by_the_restaurant_until_the_end(
        string steps, bool customerMay, bool reasonNeeded)
    {
        var (customers, restaurants) = (await AfterAsync(steps), await AfterAsync(steps));

        if (customerMay)
        {
            Assert.Null((await StepAsync(customers, "cancel", null, "canceled", [], AsCustomer))["closeReason"]);
        }
        else
        {
            await node.SendAsync("POST", $"/orders/{customers}/cancel", """{"reason":"x"}""", AsCustomer).ProblemAsync(409, "CANCEL_TOO_LATE");
        }

        if (reasonNeeded)
        {
            await node.SendAsync("POST", $"/orders/{restaurants}/cancel").ProblemAsync(400, "REASON_REQUIRED");
            await node.SendAsync("POST", $"/orders/{restaurants}/cancel", null, AsManager).ProblemAsync(400, "REASON_REQUIRED");
        }

        Assert.Equal("Burnt", (string?)(await StepAsync(restaurants, "cancel", """{"reason":"Burnt"}""", "canceled", []))["closeReason"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("place")]
    [InlineData("place accept")]
    [InlineData("place accept prepare")]
    [InlineData("place accept prepare ready")]
    [InlineData("place accept prepare ready dispatch")]
    [InlineData("place accept prepare ready dispatch complete")]
    [InlineData("place reject")]
    [InlineData("cancel")]
    public async Task What_an_order_does_not_offer_is_refused_by_its_one_code_and_writes_nothing(string steps)
    {
        var order = await AfterAsync(steps);
        var (status, offered) = await StandAsync(order);
        var head = await node.HeadAsync();

        foreach (var (name, (method, path, body)) in CommandRoutes.All.Where(route => route.Value.Path.StartsWith("/orders/{order}", StringComparison.Ordinal) && !offered.Contains(route.Key)))
        {
            var named = path.Replace("{order}", order, StringComparison.Ordinal).Replace("{line}", "line", StringComparison.Ordinal);
            var isEdit = name is "addItemToOrder" or "changeItemQuantity" or "removeItemFromOrder" or "setDeliveryAddress" or "choosePickup" or "setOrderNote";
            var code = isEdit || name == "placeOrder" ? "ORDER_NOT_OPEN" : status == "ready" && name == "completeOrder" ? "MUST_BE_DISPATCHED" : "INVALID_TRANSITION";

            var problem = await node.SendAsync(method, named, body).ProblemAsync(409, code);

            if (code == "INVALID_TRANSITION")
            {
                Assert.Equal(status, (string?)problem["status"]);
                Assert.Equal(offered, problem["actions"]!.AsArray().Select(action => (string?)action));
            }
        }

        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task When_the_customer_cancels_while_the_kitchen_starts_one_of_them_is_first_and_the_other_is_told()
    {
        for (var round = 0; round < 20; round++)
        {
            var order = await AfterAsync("place accept");

            var answers = await Task.WhenAll(
                node.SendAsync("POST", $"/orders/{order}/cancel", null, AsCustomer), node.SendAsync("POST", $"/orders/{order}/prepare"));

            var kitchenWasFirst = answers[1].IsSuccessStatusCode;
            await answers[kitchenWasFirst ? 0 : 1].ProblemAsync(409, kitchenWasFirst ? "CANCEL_TOO_LATE" : "INVALID_TRANSITION");
            Assert.Equal(200, (int)answers[kitchenWasFirst ? 1 : 0].StatusCode);
            Assert.Equal(kitchenWasFirst ? "preparing" : "canceled", (await StandAsync(order)).Status);
        }
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("reject")]
    [InlineData("prepare")]
    [InlineData("ready")]
    [InlineData("dispatch")]
    [InlineData("complete")]
    public async Task What_is_the_restaurants_is_forbidden_to_customers_before_everything_else(string step)
    {
        var order = await PlaceAsync();

        await node.SendAsync("POST", $"/orders/{order}/{step}", """{"promisedAt":"soon"}""", AsCustomer).ProblemAsync(403, "FORBIDDEN");
        await node.SendAsync("POST", $"/orders/nothing/{step}", "{", AsCustomer).ProblemAsync(403, "FORBIDDEN");
    }

    [Theory]
    [InlineData("staff")]
    [InlineData("manager")]
    public async Task Staff_and_managers_do_all_of_it(string role)
    {
        var (order, address) = await node.FillForDeliveryAsync();
        (string Method, string Path, string? Body)[] way =
        [
            ("PUT", "note", """{"note":"x"}"""), ("DELETE", "delivery-address", null), ("PUT", "delivery-address", $$"""{"addressId":"{{address}}"}"""), ("POST", "place", null),
            ("POST", "accept", Promise(30)), ("POST", "prepare", null), ("POST", "ready", null), ("POST", "dispatch", null), ("POST", "complete", null),
        ];

        foreach (var (method, path, body) in way)
        {
            await node.DoAsync(method, $"/orders/{order}/{path}", body, ("Restaurant-Role", role));
        }

        Assert.Equal("completed", (await StandAsync(order)).Status);
    }

    [Fact]
    public async Task An_order_has_room_for_fifty_lines()
    {
        var (order, _, item) = await node.FillOrderAsync();
        var add = $$"""{"menuItemId":"{{item}}","quantity":1}""";
        for (var line = 2; line <= 50; line++)
        {
            await node.DoAsync("POST", $"/orders/{order}/items", add);
        }

        await node.SendAsync("POST", $"/orders/{order}/items", add).ProblemAsync(409, "ORDER_TOO_LARGE");
        Assert.DoesNotContain("addItemToOrder", (await StandAsync(order)).Offered);
    }

    [Fact]
    public async Task The_total_of_an_order_is_at_most_a_million()
    {
        var (order, dear, cheap) = (await node.OpenOrderAsync(), await node.AddMenuItemAsync("Truffles", 99_999.99m), await node.AddMenuItemAsync("Cent", 0.01m));
        await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{dear}}","quantity":10}""");

        var full = await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{cheap}}","quantity":10}""");

        Assert.Equal("1000000.00", full["total"]!.ToJsonString());
        await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{cheap}}","quantity":1}""").ProblemAsync(409, "ORDER_TOO_LARGE");
        await node.SendAsync("PATCH", $"/orders/{order}/items/{full["items"]![1]!["id"]}", """{"quantity":11}""").ProblemAsync(409, "ORDER_TOO_LARGE");
        Assert.Equal("placed", (string?)(await node.DoAsync("POST", $"/orders/{order}/place"))["status"]);
    }

    [Fact]
    public async Task From_version_1000_on_an_order_takes_no_more_edits_but_goes_its_way_to_the_end()
    {
        var (order, line, item) = await node.FillOrderAsync();
        await Parallel.ForAsync(2, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            await node.DoAsync("PATCH", $"/orders/{order}/items/{line}", """{"quantity":3}"""));

        (string Method, string Path, string? Body)[] edits =
        [
            ("POST", "items", $$"""{"menuItemId":"{{item}}","quantity":1}"""), ("PATCH", $"items/{line}", """{"quantity":1}"""), ("DELETE", $"items/{line}", null),
            ("PUT", "delivery-address", """{"addressId":"x"}"""), ("DELETE", "delivery-address", null), ("PUT", "note", """{"note":"x"}"""),
        ];
        foreach (var (method, path, body) in edits)
        {
            await node.SendAsync(method, $"/orders/{order}/{path}", body).ProblemAsync(409, "ORDER_TOO_LARGE");
        }

        Assert.Equal(["placeOrder", "cancelOrder"], (await StandAsync(order)).Offered);
        Assert.Equal(1_001, (int)(await node.DoAsync("POST", $"/orders/{order}/place"))["version"]!);
        await StepAsync(order, "accept", Promise(30), "accepted", ["startPreparation", "cancelOrder"]);
        await StepAsync(order, "cancel", """{"reason":"x"}""", "canceled", []);
    }

    private static void AssertTimes(JsonObject order, params string[] names)
    {
        var times = names.Select(name => (string)order[name]!).ToList();
        Assert.All(times, time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", time));
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    private async Task<string> PlaceAsync()
    {
        var (order, _, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{order}/place");
        return order;
    }

    /// <summary>An order for delivery after these steps.</summary>
    private async Task<string> AfterAsync(string steps)
    {
        var (order, _) = await node.FillForDeliveryAsync();
        foreach (var step in steps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await node.DoAsync("POST", $"/orders/{order}/{step}", step switch { "accept" => Promise(30), "reject" => """{"reason":"x"}""", _ => null });
        }

        return order;
    }

    private async Task<(string Status, IReadOnlyList<string> Offered)> StandAsync(string order)
    {
        var head = (await node.Journal.ReadAsync($"order-{order}", long.MaxValue, CancellationToken.None)).Count;
        var read = await node.ReadAsync($"/orders/{order}", $"order-{order}@{head}");
        return ((string)read["status"]!, [.. read["actions"]!.AsArray().Select(action => (string)action!)]);
    }

    private async Task<JsonObject> StepAsync(string order, string step, string? body, string status, string[] actions, params (string, string)[] headers)
    {
        using var answer = await node.SendAsync("POST", $"/orders/{order}/{step}", body, headers);
        var written = await answer.JsonAsync(200);
        Assert.Equal(status, (string?)written["status"]);
        Assert.Equal(actions, written["actions"]!.AsArray().Select(action => (string?)action));
        var read = await node.ReadAsync($"/orders/{order}", answer.Header("Consistency-Token"));
        Assert.Equal(written.ToJsonString(), read.ToJsonString());
        return written;
    }
}
