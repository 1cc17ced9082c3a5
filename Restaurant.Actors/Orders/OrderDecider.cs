using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Actors.Orders;

/// <summary>The guards and outcomes that <see cref="OrderLifecycle"/> puts together, and the order's data sheet.</summary>
public static class OrderDecider
{
    public const int MostLines = 50;

    /// <summary>How far ahead the restaurant may promise an order.</summary>
    public static readonly TimeSpan LongestPromise = TimeSpan.FromDays(7);

    public const decimal LargestTotal = 1_000_000m;
    private const string AcceptanceTimeout = "acceptanceTimeout";

    public static readonly AggregateDefinition Definition = new AggregateDefinition<Order, OrderCommand, OrderEvent>
    {
        Name = "order",
        Json = OrdersJson.Default,
        // Orders are short: a snapshot would cost a query at each activation and save nothing.
        SnapshotEvery = null,
        RemembersCommands = null,
        Decider = new(OrderLifecycle.Decide, Order.Evolve, order => OrderLifecycle.IsFinal(order.Status)),
    };

    internal static Refusal? OpensForAKnownCustomer(Order order, OpenOrder command, Circumstances at) =>
        command.CustomerKnown || (command.UnknownCustomerAllowed && Identifiers.Normalize(command.CustomerId) is not null) ? null : OrderRefusals.CustomerNotFound;

    internal static OrderOpened Opened(Order order, OpenOrder command, Circumstances at) =>
        new(at.AggregateId, command.CustomerId, command.CustomerKnown, at.Rules.Currency.Code);

    internal static Refusal? ItemIsOnTheMenu(Order order, AddItemToOrder command, Circumstances at) =>
        command.Quote is null ? OrderRefusals.MenuItemNotFound : null;

    internal static Refusal? ItemIsAvailable(Order order, AddItemToOrder command, Circumstances at) =>
        command.Quote!.Available ? null : OrderRefusals.MenuItemUnavailable([new(OrderItemId: null, command.MenuItemId)]);

    internal static Refusal? RoomForALine(Order order) => order.Lines.Count < MostLines ? null : OrderRefusals.TooManyLines;

    internal static Refusal? TotalFitsWithTheItem(Order order, AddItemToOrder command, Circumstances at) =>
        Fits(order.Total + command.Quote!.Price * command.Quantity);

    internal static ItemAddedToOrder ItemAdded(Order order, AddItemToOrder command, Circumstances at)
    {
        var quote = command.Quote!;
        return new ItemAddedToOrder(
            order.Id, command.OrderItemId, quote.MenuItemId, quote.Description, quote.Price, quote.Currency, command.Quantity, quote.Version, quote.QuotedAt);
    }

    internal static Refusal? SomeLine(Order order) => order.Lines.Count > 0 ? null : OrderRefusals.ItemNotFound;

    internal static Refusal? TheLineToChange(Order order, ChangeItemQuantity command, Circumstances at) => Exists(order, command.OrderItemId);

    internal static Refusal? TotalFitsWithTheQuantity(Order order, ChangeItemQuantity command, Circumstances at)
    {
        var line = order.Line(command.OrderItemId)!;
        return Fits(order.Total - line.SubTotal + line.Price * command.Quantity);
    }

    internal static ItemQuantityChanged QuantityChanged(Order order, ChangeItemQuantity command, Circumstances at) =>
        new(order.Id, command.OrderItemId, command.Quantity, PreviousQuantity: order.Line(command.OrderItemId)!.Quantity);

    internal static Refusal? TheLineToRemove(Order order, RemoveItemFromOrder command, Circumstances at) => Exists(order, command.OrderItemId);

    internal static ItemRemovedFromOrder ItemRemoved(Order order, RemoveItemFromOrder command, Circumstances at)
    {
        var line = order.Line(command.OrderItemId)!;
        return new ItemRemovedFromOrder(order.Id, line.OrderItemId, line.MenuItemId, line.Quantity);
    }

    internal static Refusal? AddressIsOfTheCustomer(Order order, SetDeliveryAddress command, Circumstances at) =>
        command.Address is null ? OrderRefusals.AddressNotFound : null;

    internal static DeliveryAddressAddedToOrder AddressAdded(Order order, SetDeliveryAddress command, Circumstances at)
    {
        var address = command.Address!;
        return new DeliveryAddressAddedToOrder(order.Id, address.Id, address.NickName, address.Location);
    }

    internal static OrderPickupChosen PickupChosen(Order order, ChoosePickup command, Circumstances at) => new(order.Id);

    internal static OrderNoteSet NoteSet(Order order, SetOrderNote command, Circumstances at) => new(order.Id, command.Note);

    internal static Refusal? SomethingToPlace(Order order) => order.Lines.Count > 0 ? null : OrderRefusals.Empty;

    internal static Refusal? CustomerIsKnown(Order order, PlaceOrder command, Circumstances at) =>
        command.CustomerKnown ? null : OrderRefusals.CustomerNotFound;

    internal static Refusal? ItemsAreAvailable(Order order, PlaceOrder command, Circumstances at)
    {
        var gone = order.Lines.Where(line => QuoteOf(line, command) is not { Available: true }).ToList();
        return gone.Count == 0 ? null
            : OrderRefusals.MenuItemUnavailable(gone.Select(line => new OrderRefusals.RefusedLine(line.OrderItemId, line.MenuItemId)));
    }

    internal static Refusal? PricesAreAgreed(Order order, PlaceOrder command, Circumstances at)
    {
        var changed = order.Lines.Where(line => PriceAtPlacing(line, command, at) != line.Price).ToList();
        return changed.Count == 0 || command.AcceptPriceChanges ? null
            : OrderRefusals.PriceChanged(changed.Select(line => new OrderRefusals.RefusedLine(
                line.OrderItemId, line.MenuItemId, OldPrice: line.Price, NewPrice: PriceAtPlacing(line, command, at))));
    }

    internal static Refusal? TotalFits(Order order, PlaceOrder command, Circumstances at) =>
        Fits(order.Lines.Sum(line => PriceAtPlacing(line, command, at) * line.Quantity));

    internal static OrderPlaced IsPlaced(Order order, PlaceOrder command, Circumstances at)
    {
        var priced = order with { Lines = [.. order.Lines.Select(line => AsPlaced(line, command, at))] };
        return new OrderPlaced(
            order.Number, order.CustomerId, order.Fulfilment, order.Address, PlacedLines(priced), priced.Total, order.Currency, order.Note,
            AcceptBy: at.At + at.Rules.AcceptanceTimeout);
    }

    internal static Refusal? StaffGiveAReason(Order order, CancelOrder command, Circumstances at) =>
        at.By.Kind == CallerKind.Customer || command.Reason is not null ? null : OrderRefusals.ReasonRequired;

    internal static OrderCanceled IsCanceled(Order order, CancelOrder command, Circumstances at) => new(
        command.Reason, order.Status, order.CustomerId, order.PlacedAt, PlacedLines(order), order.Total, order.Currency);

    /// <summary>When an open order that nobody changes is given up.</summary>
    internal static DateTimeOffset AbandonedAt(Order order, HouseRules rules) => order.ChangedAt + rules.AbandonAfter;

    internal static OrderExpired IsExpired(Order order, ExpireOrder command, Circumstances at) => new();

    internal static Refusal? PromiseCanBeKept(Order order, AcceptOrder command, Circumstances at) =>
        command.PromisedAt > at.At && command.PromisedAt <= at.At + LongestPromise ? null : OrderRefusals.PromisedTimeInvalid;

    internal static OrderAccepted IsAccepted(Order order, AcceptOrder command, Circumstances at) => new(command.PromisedAt);

    internal static OrderRejected IsRejected(Order order, RejectOrder command, Circumstances at) => Rejected(order, command.Reason);

    internal static DateTimeOffset AcceptBy(Order order, HouseRules rules) => order.AcceptBy!.Value;

    internal static OrderRejected IsTimedOut(Order order, TimeOutAcceptance command, Circumstances at) => Rejected(order, AcceptanceTimeout);

    internal static OrderPreparationStarted PreparationStarted(Order order, StartPreparation command, Circumstances at) => new();

    internal static OrderReady IsReady(Order order, MarkOrderReady command, Circumstances at) => new();

    internal static Refusal? IsADelivery(Order order) => order.Fulfilment == Fulfilment.Delivery ? null : OrderRefusals.NotADelivery;

    internal static OrderDispatched IsDispatched(Order order, DispatchOrder command, Circumstances at) => new(command.Courier);

    internal static Refusal? IsAPickup(Order order) => order.Fulfilment == Fulfilment.Pickup ? null : OrderRefusals.MustBeDispatched;

    internal static OrderCompleted IsCollected(Order order, CompleteOrder command, Circumstances at) => new(Handover.Collected);

    internal static OrderCompleted IsDelivered(Order order, CompleteOrder command, Circumstances at) => new(Handover.Delivered);

    private static OrderRejected Rejected(Order order, string reason) =>
        new(reason, order.CustomerId, order.PlacedAt!.Value, PlacedLines(order), order.Total, order.Currency);

    private static decimal PriceAtPlacing(OrderLine line, PlaceOrder command, Circumstances at) => AsPlaced(line, command, at).Price;

    // A quoted price is honoured for a while; after that the menu's present price counts, with the version that it was read from.
    private static OrderLine AsPlaced(OrderLine line, PlaceOrder command, Circumstances at) =>
        at.At - line.QuotedAt <= at.Rules.QuoteValidity || QuoteOf(line, command)!.Price == line.Price ? line
        : line with { Price = QuoteOf(line, command)!.Price, MenuItemVersion = QuoteOf(line, command)!.Version };

    private static MenuItemQuote? QuoteOf(OrderLine line, PlaceOrder command) =>
        command.Quotes.FirstOrDefault(quote => quote.MenuItemId == line.MenuItemId);

    private static Refusal? Exists(Order order, string orderItemId) =>
        order.Line(orderItemId) is null ? OrderRefusals.ItemNotFound : null;

    private static Refusal? Fits(decimal total) => total <= LargestTotal ? null : OrderRefusals.TotalTooLarge;

    private static PlacedLine[] PlacedLines(Order order) =>
    [
        .. order.Lines.Select(line => new PlacedLine(
            line.OrderItemId, line.MenuItemId, line.Description, line.Quantity, line.Price, line.SubTotal, line.MenuItemVersion)),
    ];
}
