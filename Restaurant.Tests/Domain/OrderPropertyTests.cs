using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Serialization;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Tests.Domain;

/// <summary>What holds for an order whatever is said to it, by whom, when, and whatever happens to the menu meanwhile.</summary>
public class OrderPropertyTests
{
    private const int Stories = 1_000;

    [Fact]
    public void The_total_is_the_sum_of_the_lines() => InEveryTurn(turn =>
    {
        if (turn.OrderAfter is { } order)
        {
            Assert.Equal(order.Lines.Sum(line => InCents(line.Price) * line.Quantity), InCents(order.Total));
            Assert.Equal(2, order.Total.Scale);
        }

        if (turn.Event is OrderPlaced placed)
        {
            Assert.Equal(placed.Lines.Sum(line => InCents(line.Price) * line.Quantity), InCents(placed.Total));
            Assert.All(placed.Lines, line => Assert.Equal(InCents(line.Price) * line.Quantity, InCents(line.SubTotal)));
            Assert.Equal(turn.OrderAfter!.Total, placed.Total);
        }
    });

    [Fact]
    public void A_command_makes_one_event_or_is_refused_and_changes_nothing() => InEveryTurn(turn =>
    {
        if (turn.Event is null)
        {
            Assert.True(turn.Decision is Decision.Refuse || (turn.Decision is Decision.NotDue && turn.By.Kind == CallerKind.System));
            Assert.Same(turn.Before.State, turn.After.State);
            Assert.Equal(turn.Before.Version, turn.After.Version);
        }
        else
        {
            Assert.Equal(turn.Before.Version + 1, turn.After.Version);
        }
    });

    [Fact]
    public void Deciding_leaves_the_state_alone_and_is_the_same_each_time() => InEveryTurn(turn =>
    {
        var before = Then.Text(turn.Before.State);

        var again = turn.Before.When(turn.Command, turn.By);

        Assert.Equal(before, Then.Text(turn.Before.State));
        Assert.Equal(Then.Text(turn.Decision), Then.Text(again));
    });

    [Fact]
    public void The_events_alone_add_up_to_the_live_state() => InEveryStory(turns =>
    {
        var stored = turns.Where(turn => turn.Event is not null).Select(turn => turn.Before.Stored(turn.Event!, turn.After.Version));

        Assert.Equal(Then.Text(turns[^1].After.State), Then.Text(OrderDecider.Definition.Fold(stored)));
    });

    [Fact]
    public void Each_event_is_read_as_it_was_written_and_adds_up_to_the_same_state() => InEveryStory(turns =>
    {
        var stored = turns.Where(turn => turn.Event is not null).Select(turn => turn.Before.Stored(turn.Event!, turn.After.Version)).ToList();

        var read = stored.Select(written => (StoredEvent)EventFormat.Read(EventFormat.Manifest(written.Data), EventFormat.Write(written))).ToList();

        Assert.Equal(stored.Select(written => Then.Text(written.Data)), read.Select(seen => Then.Text(seen.Data)));
        Assert.Equal(Then.Text(turns[^1].After.State), Then.Text(OrderDecider.Definition.Fold(read)));
    });

    [Fact]
    public void Lines_are_never_invalid() => InEveryTurn(turn =>
    {
        if (turn.OrderAfter is { } order)
        {
            Assert.InRange(order.Lines.Count, 0, 50);
            Assert.InRange(order.Total, 0m, 1_000_000m);
            Assert.Distinct(order.Lines.Select(line => line.OrderItemId));
            Assert.All(order.Lines, line =>
            {
                Assert.InRange(line.Quantity, 1, 99);
                Assert.InRange(line.Price, 0m, 99_999.99m);
            });
        }
    });

    [Fact]
    public void A_placed_order_is_never_empty_and_its_customer_is_known() => InEveryTurn(turn =>
    {
        if (turn.OrderAfter is { PlacedAt: not null } order)
        {
            Assert.NotEmpty(order.Lines);
            Assert.True(order.CustomerKnown);
        }
    });

    [Fact]
    public void An_order_that_is_no_longer_open_never_changes_its_lines() => InEveryTurn(turn =>
    {
        if (turn.OrderBefore is { Status: not OrderStatus.Open } before)
        {
            Assert.Equal(before.Lines, turn.OrderAfter!.Lines);
            Assert.Equal(before.Total, turn.OrderAfter!.Total);
        }
    });

    [Fact]
    public void A_closed_order_never_changes() => InEveryTurn(turn =>
    {
        if (turn.OrderBefore is { } before && OrderLifecycle.IsFinal(before.Status))
        {
            Assert.Null(turn.Event);
            Assert.NotNull(before.ClosedAt);
        }
    });

    [Fact]
    public void The_times_of_an_order_come_one_after_the_other_and_the_last_one_is_that_of_its_last_change() => InEveryTurn(turn =>
    {
        if (turn.OrderAfter is { } order)
        {
            var times = new[] { order.OpenedAt, order.PlacedAt, order.AcceptedAt, order.PreparingAt, order.ReadyAt, order.DispatchedAt, order.ClosedAt }.OfType<DateTimeOffset>().ToList();
            Assert.Equal(times.Order(), times);
            Assert.True(order.ChangedAt >= times[^1]);
            Assert.Equal(turn.Event is null ? turn.OrderBefore!.ChangedAt : turn.Before.Now, order.ChangedAt);
        }
    });

    [Fact]
    public void Only_a_delivery_is_dispatched_and_only_a_pickup_is_collected() => InEveryTurn(turn =>
    {
        if (turn.OrderAfter is { } order)
        {
            Assert.False(order is { DispatchedAt: not null, Fulfilment: Fulfilment.Pickup });
            Assert.False(turn.Event is OrderCompleted { Handover: Handover.Collected } && order.Fulfilment == Fulfilment.Delivery);
            Assert.False(turn.Event is OrderCompleted { Handover: Handover.Delivered } && order.DispatchedAt is null);
        }
    });

    [Fact]
    public void The_status_walks_along_the_table() => InEveryTurn(turn =>
    {
        if (turn.Event is { } happened)
        {
            Assert.Single(OrderLifecycle.Table, row =>
                row.From == turn.OrderBefore?.Status && row.Command == turn.Command.GetType() && row.By.HasFlag(turn.By.Kind)
                && row.Event == happened.GetType() && row.To == turn.OrderAfter!.Status);
        }
    });

    [Fact]
    public void What_an_order_does_not_offer_it_refuses() => InEveryTurn(turn =>
    {
        if (turn.OrderBefore is { } order && turn.Event is not null && turn.By.Kind != CallerKind.System)
        {
            Assert.Contains(DomainCommand.NameOf(turn.Command.GetType()), OrderLifecycle.Actions(order, turn.Before.Version));
        }
    });

    [Fact]
    public void A_price_is_the_quoted_one_or_was_agreed_to_when_placing() => InEveryTurn(turn =>
    {
        if (turn.Event is OrderPlaced placed && !((OrderCommand.PlaceOrder)turn.Command).AcceptPriceChanges)
        {
            Assert.Equal(turn.OrderBefore!.Lines.Select(line => line.Price), placed.Lines.Select(line => line.Price));
        }
    });

    /// <summary>Properties of what never comes up would hold as well. The same stories each time, since chance proves nothing.</summary>
    [Fact]
    public void The_stories_come_to_every_event_and_to_most_refusals()
    {
        var told = Enumerable.Range(0, Stories).SelectMany(number => Story.Any.Generate(new PCG((uint)number, 1), null, out _).Tell());

        var seen = told.Select(turn => turn.Decision switch
        {
            Decision.Accept accept => accept.Event.GetType().Name,
            Decision.Refuse refuse => refuse.Refusal.Code,
            _ => "not due",
        });

        Assert.Superset(
            new HashSet<string>(
            [
                .. OrderDecider.Definition.Events.Select(happened => happened.Name),
                "not due", "ADDRESS_NOT_FOUND", "CANCEL_TOO_LATE", "MUST_BE_DISPATCHED", "NOT_A_DELIVERY", "PROMISED_TIME_INVALID",
                "CUSTOMER_NOT_FOUND", "INVALID_TRANSITION", "MENU_ITEM_NOT_FOUND", "MENU_ITEM_UNAVAILABLE", "ORDER_EMPTY", "ORDER_ITEM_NOT_FOUND",
                "ORDER_NOT_OPEN", "ORDER_TOO_LARGE", "PRICE_CHANGED", "REASON_REQUIRED",
            ]),
            seen.ToHashSet());
    }

    private static void InEveryTurn(Action<Turn> holds) => InEveryStory(turns => Assert.All(turns, holds));

    // A failure prints the seed that tells the same story again.
    private static void InEveryStory(Action<List<Turn>> holds) => Story.Any.Sample(story => holds([.. story.Tell()]), iter: Stories);

    private static long InCents(decimal amount) => decimal.ToInt64(amount * 100);
}
