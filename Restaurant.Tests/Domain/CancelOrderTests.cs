using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

public class CancelOrderTests
{
    private static readonly PlacedLine[] Lines =
    [
        new("line-1", "pizza", "A pizza", 2, Price: 10.00m, SubTotal: 20.00m, MenuItemVersion: 3),
        new("line-2", "cola", "A cola", 1, Price: 2.50m, SubTotal: 2.50m, MenuItemVersion: 3),
    ];

    public static TheoryData<CallerKind> People => [CallerKind.Customer, CallerKind.Staff, CallerKind.Manager];

    [Theory]
    [MemberData(nameof(People))]
    public void Anybody_cancels_an_open_order_without_a_reason(CallerKind kind) =>
        Filled.When(new CancelOrder(null), Callers.Of(kind)).Accepted(new OrderCanceled(
            Reason: null, OrderStatus.Open, CustomerId, PlacedAt: null, Lines, Total: 22.50m, "USD"));

    [Fact]
    public void An_empty_order_can_be_canceled() =>
        Empty.When(new CancelOrder(null)).Accepted(new OrderCanceled(
            Reason: null, OrderStatus.Open, CustomerId, PlacedAt: null, [], Total: 0.00m, "USD"));

    [Fact]
    public void A_customer_cancels_a_placed_order_without_a_reason() =>
        Placed.When(new CancelOrder(null), Callers.Customer).Accepted(new OrderCanceled(
            Reason: null, OrderStatus.Placed, CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));

    [Fact]
    public void Staff_and_managers_cancel_a_placed_order_only_with_a_reason()
    {
        foreach (var by in new[] { Callers.Staff, Callers.Manager })
        {
            Placed.When(new CancelOrder(null), by).Refused("REASON_REQUIRED", "A reason must be given.");
            Placed.When(new CancelOrder("Sold out"), by).Accepted(new OrderCanceled(
                "Sold out", OrderStatus.Placed, CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));
        }
    }

    [Fact]
    public void An_accepted_order_is_canceled_like_a_placed_one()
    {
        Accepted.When(new CancelOrder(null), Callers.Customer).Accepted(new OrderCanceled(
            Reason: null, OrderStatus.Accepted, CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));
        Accepted.When(new CancelOrder(null), Callers.Staff).Refused("REASON_REQUIRED", "A reason must be given.");
        Accepted.When(new CancelOrder("Sold out"), Callers.Manager).Accepted();
    }

    [Fact]
    public void From_the_kitchen_on_staff_and_managers_cancel_with_a_reason_and_a_customer_comes_too_late()
    {
        foreach (var (order, status) in new[] { (Preparing, OrderStatus.Preparing), (Ready, OrderStatus.Ready), (OutForDelivery, OrderStatus.OutForDelivery) })
        {
            order.When(new CancelOrder("Changed my mind"), Callers.Customer).Refused(
                "CANCEL_TOO_LATE", "The kitchen has begun: the customer can no longer cancel the order.");
            foreach (var by in new[] { Callers.Staff, Callers.Manager })
            {
                order.When(new CancelOrder(null), by).Refused("REASON_REQUIRED", "A reason must be given.");
                order.When(new CancelOrder("Burnt"), by).Accepted(new OrderCanceled(
                    "Burnt", status, CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));
            }
        }
    }

    [Fact]
    public void A_canceled_order_keeps_what_it_was()
    {
        var later = Scenario.Start.AddMinutes(3);

        var canceled = Assert.IsType<Order>(Placed.At(later).Given(Placed.When(new CancelOrder("Sold out")).Accepted()).State);

        Assert.Equal(
            ((Order)Placed.State!) with { Status = OrderStatus.Canceled, ClosedAt = later, CloseReason = "Sold out", ChangedAt = later }, canceled);
    }

    [Fact]
    public void A_closed_order_is_not_canceled_by_whomever()
    {
        Canceled.When(new CancelOrder("Again")).Refused(
            "INVALID_TRANSITION", "That is not possible while the status of the order is canceled.", """{"status":"canceled","actions":[]}""");
        foreach (var closed in new[] { Collected, Delivered, Canceled, Rejected, Expired })
        {
            closed.When(new CancelOrder("Again"), Callers.Customer).Refused("INVALID_TRANSITION");
            closed.When(new CancelOrder("Again"), Callers.Staff).Refused("INVALID_TRANSITION");
        }
    }

    [Fact]
    public void A_closed_order_is_final_and_one_on_its_way_is_not()
    {
        Assert.True(OrderDecider.Definition.IsFinal(Canceled.State!));
        Assert.False(OrderDecider.Definition.IsFinal(Filled.State!));
        Assert.False(OrderDecider.Definition.IsFinal(Placed.State!));
        Assert.All(new[] { Accepted, Preparing, Ready, OutForDelivery }, order => Assert.False(OrderDecider.Definition.IsFinal(order.State!)));
        Assert.All(new[] { Collected, Delivered, Rejected, Expired }, order => Assert.True(OrderDecider.Definition.IsFinal(order.State!)));
    }
}
