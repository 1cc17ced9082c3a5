using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Orders;

/// <summary>What happens to an order. Each event carries every fact that its readers need.</summary>
public abstract record OrderEvent : DomainEvent
{
    private OrderEvent()
    {
    }

    /// <param name="CustomerKnown">Whether the customer existed when the order was opened.</param>
    /// <param name="Currency">ISO 4217 code.</param>
    [StoredName("orderOpened:1")]
    public sealed record OrderOpened(string Id, string CustomerId, bool CustomerKnown, string Currency) : OrderEvent;

    /// <param name="Price">Of one, in the scale of <paramref name="Currency"/>.</param>
    /// <param name="MenuItemVersion">The version of the menu item that was quoted.</param>
    /// <param name="QuotedAt">When the price was read from the menu; it is honoured for <c>Restaurant:QuoteValidity</c>.</param>
    [StoredName("itemAddedToOrder:1")]
    public sealed record ItemAddedToOrder(
        string OrderId,
        string OrderItemId,
        string MenuItemId,
        string Description,
        decimal Price,
        string Currency,
        int Quantity,
        long MenuItemVersion,
        DateTimeOffset QuotedAt) : OrderEvent;

    [StoredName("itemQuantityChanged:1")]
    public sealed record ItemQuantityChanged(string OrderId, string OrderItemId, int Quantity, int PreviousQuantity) : OrderEvent;

    [StoredName("itemRemovedFromOrder:1")]
    public sealed record ItemRemovedFromOrder(string OrderId, string OrderItemId, string MenuItemId, int Quantity) : OrderEvent;

    /// <param name="Location">Copied from the customer's address.</param>
    [StoredName("deliveryAddressAddedToOrder:1")]
    public sealed record DeliveryAddressAddedToOrder(string OrderId, string AddressId, string NickName, Personal Location) : OrderEvent;

    [StoredName("orderPickupChosen:1")]
    public sealed record OrderPickupChosen(string OrderId) : OrderEvent;

    /// <param name="Note">Null when it was cleared.</param>
    [StoredName("orderNoteSet:1")]
    public sealed record OrderNoteSet(string OrderId, Personal? Note) : OrderEvent;

    /// <summary>The whole order as the kitchen and the reports need it.</summary>
    /// <param name="Number">For people, see <see cref="Identifiers.NumberOf"/>.</param>
    /// <param name="Address">Where to, or null for pickup.</param>
    /// <param name="Total">The sum of the lines, in the scale of <paramref name="Currency"/>.</param>
    /// <param name="AcceptBy">Until when the restaurant may accept it.</param>
    [StoredName("orderPlaced:1")]
    public sealed record OrderPlaced(
        string Number,
        string CustomerId,
        Fulfilment Fulfilment,
        DeliveryAddress? Address,
        IReadOnlyList<PlacedLine> Lines,
        decimal Total,
        string Currency,
        Personal? Note,
        DateTimeOffset AcceptBy) : OrderEvent;

    /// <param name="PreviousStatus">The status that the order had.</param>
    /// <param name="PlacedAt">When it was placed, or null when it never was: then nobody has counted it.</param>
    /// <param name="Lines">What readers that counted the placed order take back.</param>
    [StoredName("orderCanceled:1")]
    public sealed record OrderCanceled(
        string? Reason,
        OrderStatus PreviousStatus,
        string CustomerId,
        DateTimeOffset? PlacedAt,
        IReadOnlyList<PlacedLine> Lines,
        decimal Total,
        string Currency) : OrderEvent;

    /// <summary>Nobody changed the open order for so long that it was given up.</summary>
    [StoredName("orderExpired:1")]
    public sealed record OrderExpired : OrderEvent;

    /// <param name="PromisedAt">When the customer can have it.</param>
    [StoredName("orderAccepted:1")]
    public sealed record OrderAccepted(DateTimeOffset PromisedAt) : OrderEvent;

    /// <param name="Reason">The restaurant's, or <c>acceptanceTimeout</c> when it did not answer in time.</param>
    /// <param name="Lines">What readers that counted the placed order take back.</param>
    [StoredName("orderRejected:1")]
    public sealed record OrderRejected(
        string Reason,
        string CustomerId,
        DateTimeOffset PlacedAt,
        IReadOnlyList<PlacedLine> Lines,
        decimal Total,
        string Currency) : OrderEvent;

    [StoredName("orderPreparationStarted:1")]
    public sealed record OrderPreparationStarted : OrderEvent;

    [StoredName("orderReady:1")]
    public sealed record OrderReady : OrderEvent;

    /// <param name="Courier">Who takes it to the customer, or null when nobody said.</param>
    [StoredName("orderDispatched:1")]
    public sealed record OrderDispatched(string? Courier) : OrderEvent;

    [StoredName("orderCompleted:1")]
    public sealed record OrderCompleted(Handover Handover) : OrderEvent;
}

/// <summary>How the customer got the order.</summary>
[JsonConverter(typeof(CamelCaseConverter<Handover>))]
public enum Handover
{
    Collected,
    Delivered,
}

/// <summary>A line as it is placed: the price is fixed.</summary>
/// <param name="Price">Of one.</param>
/// <param name="SubTotal">Price times quantity.</param>
public sealed record PlacedLine(
    string OrderItemId, string MenuItemId, string Description, int Quantity, decimal Price, decimal SubTotal, long MenuItemVersion);

/// <summary>A customer's address as it was when the order took it.</summary>
public sealed record DeliveryAddress(string Id, string NickName, Personal Location);
