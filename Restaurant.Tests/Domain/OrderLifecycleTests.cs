using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>The lifecycle table is the contract's, and each status, command and caller does what the table says.</summary>
public class OrderLifecycleTests
{
    private const string Edits = "addItemToOrder changeItemQuantity removeItemFromOrder setDeliveryAddress choosePickup setOrderNote";

    public static TheoryData<OrderStatus?, string, CallerKind> EveryTriple()
    {
        var triples = new TheoryData<OrderStatus?, string, CallerKind>();
        foreach (var status in Enum.GetValues<OrderStatus>().Select(status => (OrderStatus?)status).Prepend(null))
        {
            foreach (var command in OrderDecider.Definition.Commands)
            {
                foreach (var kind in Enum.GetValues<CallerKind>())
                {
                    triples.Add(status, DomainCommand.NameOf(command), kind);
                }
            }
        }

        return triples;
    }

    // A star stands behind the guards that need facts.
    [Fact]
    public void The_table_is_the_contracts() => Assert.Equal(
        [
            "-: openOrder (Customer, Staff, Manager) OpensForAKnownCustomer* => orderOpened, Open",
            "Open: addItemToOrder (Customer, Staff, Manager) ItemIsOnTheMenu*, ItemIsAvailable*, RoomForALine*, TotalFitsWithTheItem* => itemAddedToOrder, Open",
            "Open: changeItemQuantity (Customer, Staff, Manager) SomeLine, TheLineToChange, TotalFitsWithTheQuantity => itemQuantityChanged, Open",
            "Open: removeItemFromOrder (Customer, Staff, Manager) SomeLine, TheLineToRemove => itemRemovedFromOrder, Open",
            "Open: setDeliveryAddress (Customer, Staff, Manager) AddressIsOfTheCustomer* => deliveryAddressAddedToOrder, Open",
            "Open: choosePickup (Customer, Staff, Manager)  => orderPickupChosen, Open",
            "Open: setOrderNote (Customer, Staff, Manager)  => orderNoteSet, Open",
            "Open: placeOrder (Customer, Staff, Manager) SomethingToPlace, CustomerIsKnown*, ItemsAreAvailable*, PricesAreAgreed*, TotalFits* => orderPlaced, Placed",
            "Open: cancelOrder (Customer, Staff, Manager)  => orderCanceled, Canceled",
            "Open: expireOrder (System) from AbandonedAt on => orderExpired, Expired",
            "Placed: acceptOrder (Staff, Manager) PromiseCanBeKept => orderAccepted, Accepted",
            "Placed: rejectOrder (Staff, Manager)  => orderRejected, Rejected",
            "Placed: cancelOrder (Customer, Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
            "Placed: timeOutAcceptance (System) from AcceptBy on => orderRejected, Rejected",
            "Accepted: startPreparation (Staff, Manager)  => orderPreparationStarted, Preparing",
            "Accepted: cancelOrder (Customer, Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
            "Preparing: markOrderReady (Staff, Manager)  => orderReady, Ready",
            "Preparing: cancelOrder (Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
            "Ready: dispatchOrder (Staff, Manager) IsADelivery => orderDispatched, OutForDelivery",
            "Ready: completeOrder (Staff, Manager) IsAPickup => orderCompleted, Completed",
            "Ready: cancelOrder (Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
            "OutForDelivery: completeOrder (Staff, Manager)  => orderCompleted, Completed",
            "OutForDelivery: cancelOrder (Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
        ],
        OrderLifecycle.Table.Select(row =>
            $"{row.From?.ToString() ?? "-"}: {DomainCommand.NameOf(row.Command)} ({row.By}) "
                + string.Join(", ", [.. row.Deadline is { } deadline ? [$"from {deadline.Name} on"] : Array.Empty<string>(), .. row.Guards.Select(guard => guard.NeedsFacts ? $"{guard.Name}*" : guard.Name)])
                + $" => {StoredNameOf(row.Event)}, {row.To}"));

    [Fact]
    public void The_edits_are_the_commands_that_an_order_refuses_when_it_is_not_open_or_was_changed_too_often() => Assert.Equal(
        Edits.Split(' '), OrderLifecycle.Table.Where(row => row.IsEdit).Select(row => DomainCommand.NameOf(row.Command)));

    [Fact]
    public void Only_what_the_system_gives_has_a_deadline() => Assert.All(
        OrderLifecycle.Table, row => Assert.Equal(row.By == CallerKind.System, row.Deadline is not null));

    [Fact]
    public void No_two_rows_are_for_the_same_pair_and_caller() => Assert.All(
        OrderLifecycle.Table,
        row => Assert.Single(OrderLifecycle.Table, other => other.From == row.From && other.Command == row.Command && (other.By & row.By) != 0));

    [Fact]
    public void Every_command_and_every_event_stands_in_the_table()
    {
        Assert.Equal(
            OrderDecider.Definition.Commands.ToHashSet(), OrderLifecycle.Table.Select(row => row.Command).ToHashSet());
        Assert.Equal(
            OrderDecider.Definition.Events.ToHashSet(), OrderLifecycle.Table.Select(row => row.Event).ToHashSet());
    }

    [Fact]
    public void No_row_leaves_a_final_status() =>
        Assert.DoesNotContain(OrderLifecycle.Table, row => row.From is { } status && OrderLifecycle.IsFinal(status));

    [Fact]
    public void The_last_four_statuses_are_final() => Assert.Equal(
        [OrderStatus.Completed, OrderStatus.Canceled, OrderStatus.Rejected, OrderStatus.Expired],
        Enum.GetValues<OrderStatus>().Where(OrderLifecycle.IsFinal));

    [Theory]
    [MemberData(nameof(EveryTriple))]
    public void Every_status_command_and_caller_does_what_the_table_says(OrderStatus? status, string name, CallerKind kind)
    {
        var command = Samples.Command(OrderDecider.Definition.Commands.Single(type => DomainCommand.NameOf(type) == name));
        var row = OrderLifecycle.Table.SingleOrDefault(row => row.From == status && row.Command == command.GetType() && row.By.HasFlag(kind));
        var order = At(row?.Deadline, In(status, command));

        var decision = order.When(command, Callers.Of(kind));

        if (row is not null)
        {
            var happened = decision.Accepted();
            Assert.IsType(row.Event, happened);
            Assert.Equal(row.To, Assert.IsType<Order>(order.Given(happened).State).Status);
        }
        else
        {
            AssertRefused(decision, order, name, kind);
        }
    }

    [Theory]
    [InlineData(CallerKind.Customer, $"openOrder {Edits} placeOrder cancelOrder")]
    [InlineData(CallerKind.Staff, $"openOrder {Edits} placeOrder cancelOrder acceptOrder rejectOrder startPreparation markOrderReady dispatchOrder completeOrder")]
    [InlineData(CallerKind.Manager, $"openOrder {Edits} placeOrder cancelOrder acceptOrder rejectOrder startPreparation markOrderReady dispatchOrder completeOrder")]
    [InlineData(CallerKind.System, "expireOrder timeOutAcceptance")]
    public void The_table_says_who_may_give_a_command(CallerKind kind, string commands) => Assert.Equal(
        commands.Split(' '), OrderDecider.Definition.Commands.Where(command => OrderLifecycle.MayGive(command, kind)).Select(DomainCommand.NameOf));

    private static void AssertRefused(Decision decision, Scenario order, string command, CallerKind kind)
    {
        if (order.State is not Order { Status: var status } state)
        {
            decision.Refused("NOT_FOUND");
        }
        else if (command == "cancelOrder" && kind == CallerKind.Customer && status is OrderStatus.Preparing or OrderStatus.Ready or OrderStatus.OutForDelivery)
        {
            decision.Refused("CANCEL_TOO_LATE", "The kitchen has begun: the customer can no longer cancel the order.");
        }
        else if (status != OrderStatus.Open && $"{Edits} placeOrder".Split(' ').Contains(command))
        {
            decision.Refused("ORDER_NOT_OPEN", "Order must be open.");
        }
        else
        {
            var members = decision.Refused("INVALID_TRANSITION").Members!.Value;
            Assert.Equal(CamelCase.Name(status), members.GetProperty("status").GetString());
            Assert.Equal(
                OrderLifecycle.Actions(state, order.Version),
                members.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        }
    }

    private static Scenario In(OrderStatus? status, DomainCommand command) => status switch
    {
        null => SampleOrder.None,
        OrderStatus.Open => SampleOrder.Filled,
        OrderStatus.Placed => SampleOrder.Placed,
        OrderStatus.Accepted => SampleOrder.Accepted,
        OrderStatus.Preparing => SampleOrder.Preparing,
        OrderStatus.Ready => command is OrderCommand.DispatchOrder ? SampleOrder.ReadyForDelivery : SampleOrder.Ready,
        OrderStatus.OutForDelivery => SampleOrder.OutForDelivery,
        OrderStatus.Completed => SampleOrder.Delivered,
        OrderStatus.Canceled => SampleOrder.Canceled,
        OrderStatus.Rejected => SampleOrder.Rejected,
        OrderStatus.Expired => SampleOrder.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Say how an order gets there."),
    };

    private static Scenario At(Deadline? deadline, Scenario order) =>
        deadline is null ? order : order.At(deadline.Of((Order)order.State!, order.Rules));

    private static string StoredNameOf(Type happened) => ClosedHierarchyTests.StoredNameOf(happened).Split(':')[0];
}
