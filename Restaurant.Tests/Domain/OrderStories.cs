using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>What happens beside or to an order in one step of a random story.</summary>
internal enum Act
{
    Add,
    Change,
    Remove,
    DeliverHome,
    ChoosePickup,
    SetNote,
    Place,
    Cancel,
    Expire,
    Accept,
    Reject,
    TimeOut,
    Prepare,
    Ready,
    Dispatch,
    Complete,
    OpenAgain,
    SetPrice,
    SetAvailability,
}

/// <param name="Item">Which item of the menu.</param>
/// <param name="Line">Which line, counted from the first one that was ever added; there may be no such line any more.</param>
/// <param name="Later">How much time has passed since the step before.</param>
/// <param name="Yes">Whether the item is available, the address is known, price changes are accepted, a reason is given, a promise can be kept.</param>
internal sealed record Step(Act Act, CallerKind By, int Item, int Line, int Quantity, decimal Price, TimeSpan Later, bool CustomerKnown, bool Yes);

/// <summary>A random menu and random steps.</summary>
internal sealed record Story(decimal[] Prices, Step[] Steps)
{
    private static readonly Gen<decimal> Price = Gen.Frequency((8, Gen.Int[0, 5_000]), (1, Gen.Int[900_000, 9_999_999])).Select(cents => cents / 100m);

    private static readonly Gen<TimeSpan> Later =
        Gen.Frequency((8, Gen.Int[0, 600]), (1, Gen.Int[3_000, 4_200]), (1, Gen.Int[80_000, 90_000])).Select(seconds => TimeSpan.FromSeconds(seconds));

    private static readonly Gen<Act> Mixed = Gen.Frequency(
        (40, Act.Add), (12, Act.Change), (8, Act.Remove), (4, Act.DeliverHome), (2, Act.ChoosePickup), (3, Act.SetNote), (4, Act.Place), (2, Act.Cancel),
        (2, Act.Expire), (1, Act.OpenAgain), (8, Act.SetPrice), (4, Act.SetAvailability));

    // What comes after placing, mostly in its order.
    private static readonly Gen<Act> Serving = Gen.Frequency(
        (6, Act.Accept), (1, Act.Reject), (2, Act.TimeOut), (6, Act.Prepare), (6, Act.Ready), (6, Act.Dispatch), (6, Act.Complete), (1, Act.Cancel), (1, Act.Add));

    // Lead to an order with all the lines that it may have, most of the time.
    private static readonly Gen<Act> Filling = Gen.Frequency((60, Act.Add), (2, Act.Change), (1, Act.Remove), (1, Act.Place));

    private static readonly Gen<CallerKind> Callers = Gen.Frequency(
        (6, CallerKind.Customer), (6, CallerKind.Staff), (4, CallerKind.Manager), (1, CallerKind.System));

    private static readonly Gen<bool> Mostly = Gen.Frequency((5, true), (1, false));

    public static readonly Gen<Story> Any = Gen.Select(
        Price.Array[3, 5],
        Gen.Frequency((4, StepOf(Mixed).Array[0, 100]), (1, StepOf(Filling).Array[80, 120])),
        StepOf(Serving).Array[0, 30],
        (prices, steps, serving) => new Story(prices, [.. steps, .. serving]));

    /// <summary>What came of each command of the story, in order; the first one opens the order.</summary>
    public IEnumerable<Turn> Tell()
    {
        var menu = Prices.Select(price => (Price: price, Available: true)).ToArray();
        var order = SampleOrder.None;
        var added = 0;
        foreach (var step in Steps.Prepend(new Step(Act.OpenAgain, CallerKind.Staff, 0, 0, 1, 0m, TimeSpan.Zero, CustomerKnown: true, Yes: true)))
        {
            order = order.At(order.Now + step.Later);
            var item = step.Item % menu.Length;
            DomainCommand? command = step.Act switch
            {
                Act.Add => new OrderCommand.AddItemToOrder(NameOf(step.Item), step.Quantity)
                {
                    OrderItemId = $"line-{added++}",
                    Quote = step.Item < menu.Length ? Quote(step.Item) : null,
                },
                Act.Change => new OrderCommand.ChangeItemQuantity($"line-{step.Line}", step.Quantity),
                Act.Remove => new OrderCommand.RemoveItemFromOrder($"line-{step.Line}"),
                Act.DeliverHome => new OrderCommand.SetDeliveryAddress(SampleOrder.Home.Id) { Address = step.Yes ? SampleOrder.Home : null },
                Act.ChoosePickup => new OrderCommand.ChoosePickup(),
                Act.SetNote => new OrderCommand.SetOrderNote(step.Yes ? new Personal("Ring twice") : null),
                Act.Place => new OrderCommand.PlaceOrder(step.Yes) { CustomerKnown = step.CustomerKnown, Quotes = [.. Enumerable.Range(0, menu.Length).Select(Quote)] },
                Act.Cancel => new OrderCommand.CancelOrder(step.Yes ? "Sold out" : null),
                Act.Expire => new OrderCommand.ExpireOrder(),
                Act.Accept => new OrderCommand.AcceptOrder(order.Now.AddMinutes(step.Yes ? 30 : -1)),
                Act.Reject => new OrderCommand.RejectOrder("Sold out"),
                Act.TimeOut => new OrderCommand.TimeOutAcceptance(),
                Act.Prepare => new OrderCommand.StartPreparation(),
                Act.Ready => new OrderCommand.MarkOrderReady(),
                Act.Dispatch => new OrderCommand.DispatchOrder(step.Yes ? "Carla" : null),
                Act.Complete => new OrderCommand.CompleteOrder(),
                Act.OpenAgain => new OrderCommand.OpenOrder(SampleOrder.CustomerId) { CustomerKnown = step.CustomerKnown, UnknownCustomerAllowed = step.Yes },
                _ => null,
            };

            if (command is not null)
            {
                var turn = Turn.Take(order, command, step.Act is Act.Expire or Act.TimeOut ? Caller.System : new Caller(step.By, "somebody"));
                order = turn.After;
                yield return turn;
            }
            else if (step.Act == Act.SetPrice)
            {
                menu[item].Price = step.Price;
            }
            else
            {
                menu[item].Available = step.Yes;
            }
        }

        MenuItemQuote Quote(int item) =>
            SampleOrder.Quote(NameOf(item), menu[item].Price, menu[item].Available) with { QuotedAt = order.Now };

        static string NameOf(int item) => $"item-{item}";
    }

    private static Gen<Step> StepOf(Gen<Act> acts) => Gen.Select(
        acts, Callers, Gen.Int[0, 5], Gen.Int[0, 12], Gen.Frequency((8, Gen.Int[1, 5]), (1, Gen.Int[1, 99])), Price, Later, Gen.Select(Mostly, Mostly),
        (act, by, item, line, quantity, price, later, flags) => new Step(act, by, item, line, quantity, price, later, flags.Item1, flags.Item2));
}

/// <summary>One command: what was before it, what was decided, and what was after.</summary>
internal sealed record Turn(Scenario Before, DomainCommand Command, Caller By, Decision Decision, Scenario After)
{
    public Order? OrderBefore => (Order?)Before.State;

    public Order? OrderAfter => (Order?)After.State;

    public DomainEvent? Event => (Decision as Decision.Accept)?.Event;

    public static Turn Take(Scenario before, DomainCommand command, Caller by)
    {
        var decision = before.When(command, by);
        return new Turn(before, command, by, decision, decision is Decision.Accept accept ? before.Happened(accept.Event) : before);
    }
}
