using Restaurant.Actors.Orders;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

/// <summary>What an order offers is what its status and data allow, whoever asks.</summary>
public class OrderActionsTests
{
    [Fact]
    public void An_empty_order_offers_to_add_and_to_cancel_but_not_to_place() =>
        Assert.Equal(["addItemToOrder", "setDeliveryAddress", "choosePickup", "setOrderNote", "cancelOrder"], ActionsOf(Empty));

    [Fact]
    public void A_filled_order_offers_all_of_it() =>
        Assert.Equal(
            [
                "addItemToOrder", "changeItemQuantity", "removeItemFromOrder", "setDeliveryAddress", "choosePickup", "setOrderNote", "placeOrder", "cancelOrder",
            ],
            ActionsOf(Filled));

    [Fact]
    public void A_full_order_does_not_offer_to_add() =>
        Assert.Equal(
            ["changeItemQuantity", "removeItemFromOrder", "setDeliveryAddress", "choosePickup", "setOrderNote", "placeOrder", "cancelOrder"],
            ActionsOf(Empty.Given(Enumerable.Range(1, 50).Select(line => Added($"line-{line}", "pizza", 1.00m, 1)))));

    [Fact]
    public void An_order_that_was_changed_too_often_offers_no_edits()
    {
        Assert.Contains("addItemToOrder", ActionsOf(Filled with { Version = 999 }));
        Assert.Equal(["placeOrder", "cancelOrder"], ActionsOf(Filled with { Version = 1_000 }));
    }

    [Fact]
    public void An_order_on_its_way_offers_the_next_step_and_to_cancel()
    {
        Assert.Equal(["acceptOrder", "rejectOrder", "cancelOrder"], ActionsOf(Placed));
        Assert.Equal(["startPreparation", "cancelOrder"], ActionsOf(Accepted));
        Assert.Equal(["markOrderReady", "cancelOrder"], ActionsOf(Preparing));
        Assert.Equal(["completeOrder", "cancelOrder"], ActionsOf(OutForDelivery));
    }

    [Fact]
    public void What_is_ready_for_pickup_is_completed_and_what_is_ready_for_delivery_is_dispatched()
    {
        Assert.Equal(["completeOrder", "cancelOrder"], ActionsOf(Ready));
        Assert.Equal(["dispatchOrder", "cancelOrder"], ActionsOf(ReadyForDelivery));
    }

    [Fact]
    public void A_closed_order_offers_nothing() =>
        Assert.All(new[] { Collected, Delivered, Canceled, Rejected, Expired }, closed => Assert.Empty(ActionsOf(closed)));

    [Fact]
    public void What_only_the_system_does_is_offered_to_nobody() => Assert.All(
        new[] { Filled, Placed }, order => Assert.DoesNotContain(ActionsOf(order), action => action is "expireOrder" or "timeOutAcceptance"));

    private static IReadOnlyList<string> ActionsOf(Scenario order) => OrderLifecycle.Actions((Order)order.State!, order.Version);
}
