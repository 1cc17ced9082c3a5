using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

/// <summary>An open order that nobody changes is given up after a day.</summary>
public class ExpiryTests
{
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);
    private static readonly DateTimeOffset Abandoned = Scenario.Start.AddDays(1);

    [Fact]
    public void An_order_expires_at_its_deadline_and_not_before()
    {
        Filled.At(Abandoned - Microsecond).When(new ExpireOrder(), Callers.System).NotDue();
        Filled.At(Abandoned).When(new ExpireOrder(), Callers.System).Accepted(new OrderExpired());
        Empty.At(Abandoned).When(new ExpireOrder(), Callers.System).Accepted(new OrderExpired());

        Assert.Equal(
            ((Order)Filled.State!) with { Status = OrderStatus.Expired, ClosedAt = Abandoned, CloseReason = "abandoned", ChangedAt = Abandoned }, Expired.State);
    }

    [Fact]
    public void Every_change_gives_an_open_order_another_day()
    {
        var later = Scenario.Start.AddHours(23);
        OrderCommand[] changes =
        [
            Add("line-3", Quote("pizza", 10.00m), 1), new ChangeItemQuantity("line-1", 2), new RemoveItemFromOrder("line-1"), DeliverTo(Home), new ChoosePickup(), new SetOrderNote(null),
        ];

        Assert.All(changes, change =>
        {
            var changed = Filled.At(later).After(change);
            changed.At(later.AddDays(1) - Microsecond).When(new ExpireOrder(), Callers.System).NotDue();
            changed.At(later.AddDays(1)).When(new ExpireOrder(), Callers.System).Accepted();
        });
    }

    [Fact]
    public void A_placed_order_never_expires_and_an_expired_one_not_again()
    {
        Placed.At(Abandoned).When(new ExpireOrder(), Callers.System).Refused("INVALID_TRANSITION");
        Expired.At(Abandoned.AddDays(1)).When(new ExpireOrder(), Callers.System).Refused("INVALID_TRANSITION");
    }
}
