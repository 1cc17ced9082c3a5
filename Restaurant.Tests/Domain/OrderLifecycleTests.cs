using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>The lifecycle table is the contract's, and each pair of a status and a command does what the table says.</summary>
public class OrderLifecycleTests
{
    public static TheoryData<OrderStatus?, string, CallerKind> EveryPair()
    {
        var pairs = new TheoryData<OrderStatus?, string, CallerKind>();
        foreach (var status in Enum.GetValues<OrderStatus>().Select(status => (OrderStatus?)status).Prepend(null))
        {
            foreach (var command in OrderDecider.Definition.Commands)
            {
                foreach (var kind in Enum.GetValues<CallerKind>())
                {
                    pairs.Add(status, DomainCommand.NameOf(command), kind);
                }
            }
        }

        return pairs;
    }

    [Fact]
    public void The_table_is_the_contracts() => Assert.Equal(
        [
            "-: openOrder (Customer, Staff, Manager) OpensForAKnownCustomer => orderOpened, Open",
            "Open: addItemToOrder (Customer, Staff, Manager) ItemIsOnTheMenu, ItemIsAvailable, RoomForALine, TotalFitsWithTheItem => itemAddedToOrder, Open",
            "Open: changeItemQuantity (Customer, Staff, Manager) SomeLine, TheLineToChange, TotalFitsWithTheQuantity => itemQuantityChanged, Open",
            "Open: removeItemFromOrder (Customer, Staff, Manager) SomeLine, TheLineToRemove => itemRemovedFromOrder, Open",
            "Open: placeOrder (Customer, Staff, Manager) SomethingToPlace, CustomerIsKnown, ItemsAreAvailable, PricesAreAgreed, TotalFits => orderPlaced, Placed",
            "Open: cancelOrder (Customer, Staff, Manager)  => orderCanceled, Canceled",
            "Placed: cancelOrder (Customer, Staff, Manager) StaffGiveAReason => orderCanceled, Canceled",
        ],
        OrderLifecycle.Table.Select(row =>
            $"{row.From?.ToString() ?? "-"}: {DomainCommand.NameOf(row.Command)} ({row.By}) {string.Join(", ", row.Guards.Select(guard => guard.Name))}"
                + $" => {StoredNameOf(row.Event)}, {row.To}"));

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
    [MemberData(nameof(EveryPair))]
    public void Every_pair_does_what_the_table_says(OrderStatus? status, string name, CallerKind kind)
    {
        var order = In(status);
        var command = Samples.Command(OrderDecider.Definition.Commands.Single(type => DomainCommand.NameOf(type) == name));

        var decision = order.When(command, Callers.Of(kind));

        if (OrderLifecycle.Table.SingleOrDefault(row => row.From == status && row.Command == command.GetType() && row.By.HasFlag(kind)) is { } row)
        {
            var happened = decision.Accepted();
            Assert.IsType(row.Event, happened);
            Assert.Equal(row.To, Assert.IsType<Order>(order.Given(happened).State).Status);
        }
        else
        {
            AssertRefused(decision, status, name);
        }
    }

    [Theory]
    [InlineData(CallerKind.Customer, true)]
    [InlineData(CallerKind.Staff, true)]
    [InlineData(CallerKind.Manager, true)]
    [InlineData(CallerKind.System, false)]
    public void The_table_says_who_may_give_a_command(CallerKind kind, bool allowed) => Assert.All(
        OrderDecider.Definition.Commands, command => Assert.Equal(allowed, OrderLifecycle.MayGive(command, kind)));

    private static void AssertRefused(Decision decision, OrderStatus? status, string command)
    {
        if (status is null)
        {
            decision.Refused("NOT_FOUND");
        }
        else if (status != OrderStatus.Open && command is "addItemToOrder" or "changeItemQuantity" or "removeItemFromOrder" or "placeOrder")
        {
            decision.Refused("ORDER_NOT_OPEN", "Order must be open.");
        }
        else
        {
            var members = decision.Refused("INVALID_TRANSITION").Members!.Value;
            Assert.Equal(CamelCase.Name(status.Value), members.GetProperty("status").GetString());
            Assert.Equal(
                OrderLifecycle.Actions((Order)In(status).State!, In(status).Version),
                members.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        }
    }

    // A status that no command leads to yet is put into a placed order by hand.
    private static Scenario In(OrderStatus? status) => status switch
    {
        null => SampleOrder.None,
        OrderStatus.Open => SampleOrder.Filled,
        OrderStatus.Placed => SampleOrder.Placed,
        OrderStatus.Canceled => SampleOrder.Canceled,
        { } later => SampleOrder.Placed with { State = ((Order)SampleOrder.Placed.State!) with { Status = later } },
    };

    private static string StoredNameOf(Type happened) => ClosedHierarchyTests.StoredNameOf(happened).Split(':')[0];
}
