using System.Collections.Immutable;
using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Aggregates.CallerKind;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderDecider;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Actors.Orders.OrderStatus;

namespace Restaurant.Actors.Orders;

/// <summary>
/// The life of an order as one table: (status, command, who) to guards, event and next status. The decider, the actions that an
/// order offers, the picture in the documentation and the generated tests all read it.
/// </summary>
public static class OrderLifecycle
{
    private const CallerKind House = Staff | Manager;
    private const CallerKind Anyone = Customer | House;

    public static readonly ImmutableArray<Transition> Table =
    [
        On<OpenOrder>(from: null, Anyone).WithFacts.If(OpensForAKnownCustomer).Then(Opened, to: Open),

        Edit<AddItemToOrder>(Anyone).WithFacts.If(ItemIsOnTheMenu).If(ItemIsAvailable).If(RoomForALine).If(TotalFitsWithTheItem).Then(ItemAdded, to: Open),
        Edit<ChangeItemQuantity>(Anyone).If(SomeLine).If(TheLineToChange).If(TotalFitsWithTheQuantity).Then(QuantityChanged, to: Open),
        Edit<RemoveItemFromOrder>(Anyone).If(SomeLine).If(TheLineToRemove).Then(ItemRemoved, to: Open),
        Edit<SetDeliveryAddress>(Anyone).WithFacts.If(AddressIsOfTheCustomer).Then(AddressAdded, to: Open),
        Edit<ChoosePickup>(Anyone).Then(PickupChosen, to: Open),
        Edit<SetOrderNote>(Anyone).Then(NoteSet, to: Open),
        On<PlaceOrder>(Open, Anyone).If(SomethingToPlace).WithFacts.If(CustomerIsKnown).If(ItemsAreAvailable).If(PricesAreAgreed).If(TotalFits).Then(IsPlaced, to: Placed),
        On<CancelOrder>(Open, Anyone).Then(IsCanceled, to: Canceled),

        On<ExpireOrder>(Open, CallerKind.System).NotBefore(AbandonedAt).Then(IsExpired, to: Expired),

        On<AcceptOrder>(Placed, House).If(PromiseCanBeKept).Then(IsAccepted, to: Accepted),
        On<RejectOrder>(Placed, House).Then(IsRejected, to: Rejected),
        On<CancelOrder>(Placed, Anyone).If(StaffGiveAReason).Then(IsCanceled, to: Canceled),
        On<TimeOutAcceptance>(Placed, CallerKind.System).NotBefore(AcceptBy).Then(IsTimedOut, to: Rejected),

        On<StartPreparation>(Accepted, House).Then(PreparationStarted, to: Preparing),
        On<CancelOrder>(Accepted, Anyone).If(StaffGiveAReason).Then(IsCanceled, to: Canceled),

        On<MarkOrderReady>(Preparing, House).Then(IsReady, to: Ready),
        On<CancelOrder>(Preparing, House).If(StaffGiveAReason).Then(IsCanceled, to: Canceled),

        On<DispatchOrder>(Ready, House).If(IsADelivery).Then(IsDispatched, to: OutForDelivery),
        On<CompleteOrder>(Ready, House).If(IsAPickup).Then(IsCollected, to: Completed),
        On<CancelOrder>(Ready, House).If(StaffGiveAReason).Then(IsCanceled, to: Canceled),

        On<CompleteOrder>(OutForDelivery, House).Then(IsDelivered, to: Completed),
        On<CancelOrder>(OutForDelivery, House).If(StaffGiveAReason).Then(IsCanceled, to: Canceled),
    ];

    public static bool IsFinal(OrderStatus status) => status is Completed or OrderStatus.Canceled or Rejected or Expired;

    /// <summary>Whether any row lets this kind of caller give this command, whatever the order's status.</summary>
    public static bool MayGive(Type command, CallerKind kind) => Table.Any(row => row.Command == command && row.By.HasFlag(kind));

    /// <summary>The names of the commands that the order's status and data allow, whoever asks; system commands aside.</summary>
    public static IReadOnlyList<string> Actions(Order order, long version) =>
    [
        .. Table
            .Where(row => row.From == order.Status && row.By != CallerKind.System && row.IsPossible(order, version))
            .Select(row => DomainCommand.NameOf(row.Command))
            .Distinct(),
    ];

    /// <summary>Finds the row for a command and follows it.</summary>
    public static Decision Decide(Order? order, OrderCommand command, Circumstances at)
    {
        var rows = Table.Where(row => row.From == order?.Status && row.Command == command.GetType()).ToList();
        if (rows.Find(row => row.By.HasFlag(at.By.Kind)) is { } row)
        {
            return row.Follow(order, command, at);
        }

        return order is null ? Refusals.NotFound
            : rows.Count > 0 && command is CancelOrder && at.By.Kind == Customer ? OrderRefusals.CancelTooLate
            : order.Status != Open && NeedsAnOpenOrder(command) ? OrderRefusals.NotOpen
            : OrderRefusals.InvalidTransition(order.Status, Actions(order, at.Version));
    }

    private static bool NeedsAnOpenOrder(OrderCommand command) =>
        command is PlaceOrder || Table.Any(row => row.IsEdit && row.Command == command.GetType());

    private static Row<TCommand> On<TCommand>(OrderStatus? from, CallerKind by)
        where TCommand : OrderCommand => new(from, by, IsEdit: false, Guards: []);

    private static Row<TCommand> Edit<TCommand>(CallerKind by)
        where TCommand : OrderCommand => new(Open, by, IsEdit: true, Guards: []);
}
