using Restaurant.Actors.Orders;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

/// <summary>What an order offers is what its status and data allow, whoever asks.</summary>
public class OrderActionsTests
{
    [Fact]
    public void An_empty_order_offers_to_add_and_to_cancel_but_not_to_place() =>
        Assert.Equal(["addItemToOrder", "cancelOrder"], ActionsOf(Empty));

    [Fact]
    public void A_filled_order_offers_all_of_it() =>
        Assert.Equal(["addItemToOrder", "changeItemQuantity", "removeItemFromOrder", "placeOrder", "cancelOrder"], ActionsOf(Filled));

    [Fact]
    public void A_full_order_does_not_offer_to_add() =>
        Assert.Equal(
            ["changeItemQuantity", "removeItemFromOrder", "placeOrder", "cancelOrder"],
            ActionsOf(Empty.Given(Enumerable.Range(1, 50).Select(line => Added($"line-{line}", "pizza", 1.00m, 1)))));

    [Fact]
    public void An_order_that_was_changed_too_often_offers_no_edits()
    {
        Assert.Contains("addItemToOrder", ActionsOf(Filled with { Version = 999 }));
        Assert.Equal(["placeOrder", "cancelOrder"], ActionsOf(Filled with { Version = 1_000 }));
    }

    [Fact]
    public void A_placed_order_offers_to_cancel() => Assert.Equal(["cancelOrder"], ActionsOf(Placed));

    [Fact]
    public void A_canceled_order_offers_nothing() => Assert.Empty(ActionsOf(Canceled));

    private static IReadOnlyList<string> ActionsOf(Scenario order) => OrderLifecycle.Actions((Order)order.State!, order.Version);
}
