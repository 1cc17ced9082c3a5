using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Domain.SampleOrder;

namespace Restaurant.Tests.Domain;

/// <summary>What becomes of a placed order: accepted, rejected, or not answered in time.</summary>
public class AcceptanceTests
{
    private static readonly DateTimeOffset AcceptBy = Scenario.Start.AddMinutes(15);

    private static readonly PlacedLine[] Lines =
    [
        new("line-1", "pizza", "A pizza", 2, Price: 10.00m, SubTotal: 20.00m, MenuItemVersion: 3),
        new("line-2", "cola", "A cola", 1, Price: 2.50m, SubTotal: 2.50m, MenuItemVersion: 3),
    ];

    [Fact]
    public void An_accepted_order_has_a_promised_time()
    {
        var promised = Scenario.Start.AddMinutes(30);
        Placed.When(new AcceptOrder(promised)).Accepted(new OrderAccepted(promised));

        var later = Scenario.Start.AddMinutes(2);
        Assert.Equal(
            ((Order)Placed.State!) with { Status = OrderStatus.Accepted, AcceptedAt = later, PromisedAt = promised, ChangedAt = later },
            Placed.At(later).After(new AcceptOrder(promised)).State);
    }

    [Fact]
    public void A_promise_is_in_the_future_and_at_most_seven_days_ahead()
    {
        const string text = "The promised time must be in the future and at most 7 days ahead.";
        var microsecond = TimeSpan.FromMicroseconds(1);
        var longest = Scenario.Start.AddDays(7);

        Placed.When(new AcceptOrder(Scenario.Start)).Refused("PROMISED_TIME_INVALID", text);
        Placed.When(new AcceptOrder(Scenario.Start + microsecond)).Accepted();
        Placed.When(new AcceptOrder(longest)).Accepted();
        Placed.When(new AcceptOrder(longest + microsecond)).Refused("PROMISED_TIME_INVALID", text);
        Placed.At(Scenario.Start + microsecond).When(new AcceptOrder(longest + microsecond)).Accepted();
    }

    [Fact]
    public void An_order_can_be_accepted_after_its_time_as_long_as_nobody_has_closed_it() =>
        Placed.At(AcceptBy.AddMinutes(1)).When(Accept()).Accepted();

    [Fact]
    public void A_rejected_order_says_why_and_what_is_to_be_taken_back()
    {
        var later = Scenario.Start.AddMinutes(2);
        Placed.At(later).When(new RejectOrder("Sold out")).Accepted(new OrderRejected(
            "Sold out", CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));

        Assert.Equal(
            ((Order)Placed.State!) with { Status = OrderStatus.Rejected, ClosedAt = later, CloseReason = "Sold out", ChangedAt = later },
            Placed.At(later).After(new RejectOrder("Sold out")).State);
    }

    [Fact]
    public void An_order_that_nobody_accepts_is_rejected_at_its_deadline_and_not_before()
    {
        Placed.At(AcceptBy - TimeSpan.FromMicroseconds(1)).When(new TimeOutAcceptance(), Callers.System).NotDue();
        Placed.At(AcceptBy).When(new TimeOutAcceptance(), Callers.System).Accepted(new OrderRejected(
            "acceptanceTimeout", CustomerId, PlacedAt: Scenario.Start, Lines, Total: 22.50m, "USD"));

        var rejected = Assert.IsType<Order>(Placed.At(AcceptBy).After(new TimeOutAcceptance(), Callers.System).State);
        Assert.Equal((OrderStatus.Rejected, "acceptanceTimeout", AcceptBy), (rejected.Status, rejected.CloseReason, rejected.ClosedAt));
    }

    [Fact]
    public void The_deadline_is_the_one_that_the_order_was_placed_with() =>
        (Placed with { Rules = Placed.Rules with { AcceptanceTimeout = TimeSpan.FromHours(5) } }).At(AcceptBy).When(new TimeOutAcceptance(), Callers.System).Accepted();

    [Fact]
    public void A_second_time_out_and_one_that_comes_after_the_answer_change_nothing()
    {
        foreach (var answered in new[] { Accepted, Rejected, Placed.At(AcceptBy).After(new TimeOutAcceptance(), Callers.System) })
        {
            answered.At(AcceptBy.AddDays(1)).When(new TimeOutAcceptance(), Callers.System).Refused("INVALID_TRANSITION");
        }
    }

    [Fact]
    public void An_open_order_is_not_accepted_rejected_or_timed_out()
    {
        foreach (var (command, by) in new (OrderCommand, Caller)[] { (Accept(), Callers.Staff), (new RejectOrder("Sold out"), Callers.Staff), (new TimeOutAcceptance(), Callers.System) })
        {
            Filled.At(AcceptBy.AddDays(1)).When(command, by).Refused("INVALID_TRANSITION");
        }
    }

    [Fact]
    public void A_customer_neither_accepts_nor_rejects()
    {
        Placed.When(Accept(), Callers.Customer).Refused("INVALID_TRANSITION");
        Placed.When(new RejectOrder("Sold out"), Callers.Customer).Refused("INVALID_TRANSITION");
    }
}
