using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

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
        var (order, address) = await FillForDeliveryAsync();
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

    [Fact]
    public async Task Where_to_and_the_note_are_changed_and_taken_back_while_the_order_is_open()
    {
        var (order, address) = await FillForDeliveryAsync();

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
        var (order, address) = await FillForDeliveryAsync();
        var (others, _) = await FillForDeliveryAsync();

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

    [Fact]
    public async Task Cancelling_is_the_customers_until_the_kitchen_starts_and_the_restaurants_until_the_end()
    {
        string[] steps = ["place", "accept", "prepare", "ready", "dispatch"];
        for (var taken = 0; taken <= steps.Length; taken++)
        {
            var (order, _) = await FillForDeliveryAsync();
            foreach (var step in steps.Take(taken))
            {
                await node.DoAsync("POST", $"/orders/{order}/{step}", step == "accept" ? Promise(30) : null);
            }

            var before = await node.DoAsync("PUT", $"/orders/{order}/note", """{"note":"x"}""").OrNull();
            if (taken > 2)
            {
                await node.SendAsync("POST", $"/orders/{order}/cancel", """{"reason":"x"}""", AsCustomer).ProblemAsync(409, "CANCEL_TOO_LATE");
            }

            if (taken > 0)
            {
                await node.SendAsync("POST", $"/orders/{order}/cancel").ProblemAsync(400, "REASON_REQUIRED");
                await node.SendAsync("POST", $"/orders/{order}/cancel", null, AsManager).ProblemAsync(400, "REASON_REQUIRED");
            }
        }
    }
}
