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
    public void A_canceled_order_keeps_what_it_was()
    {
        var later = Scenario.Start.AddMinutes(3);

        var canceled = Assert.IsType<Order>(Placed.At(later).Given(Placed.When(new CancelOrder("Sold out")).Accepted()).State);

        Assert.Equal(
            ((Order)Placed.State!) with { Status = OrderStatus.Canceled, ClosedAt = later, CloseReason = "Sold out" }, canceled);
    }

    [Fact]
    public void An_order_is_canceled_once() =>
        Canceled.When(new CancelOrder("Again")).Refused(
            "INVALID_TRANSITION", "That is not possible while the order is canceled.", """{"status":"canceled","actions":[]}""");

    [Fact]
    public void A_canceled_order_is_final_and_an_open_or_placed_one_is_not()
    {
        Assert.True(OrderDecider.Definition.IsFinal(Canceled.State!));
        Assert.False(OrderDecider.Definition.IsFinal(Filled.State!));
        Assert.False(OrderDecider.Definition.IsFinal(Placed.State!));
    }
}
