using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Actors.Orders;

/// <summary>An order from opening to its end.</summary>
/// <param name="CustomerKnown">Whether the customer was known when last looked at.</param>
/// <param name="ChangedAt">The time of its last event.</param>
/// <param name="Address">Null for pickup.</param>
/// <param name="AcceptBy">Until when the restaurant may accept it. Null until it is placed.</param>
/// <param name="PromisedAt">When the customer can have it. Null until it is accepted.</param>
/// <param name="Courier">Who takes it to the customer, or null.</param>
/// <param name="CloseReason">Why it was closed early, or null: the text of a cancellation or rejection, <c>acceptanceTimeout</c> or <c>abandoned</c>.</param>
public sealed record Order(
    string Id,
    string CustomerId,
    bool CustomerKnown,
    string Currency,
    OrderStatus Status,
    IReadOnlyList<OrderLine> Lines,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    DeliveryAddress? Address = null,
    Personal? Note = null,
    DateTimeOffset? PlacedAt = null,
    DateTimeOffset? AcceptBy = null,
    DateTimeOffset? AcceptedAt = null,
    DateTimeOffset? PromisedAt = null,
    DateTimeOffset? PreparingAt = null,
    DateTimeOffset? ReadyAt = null,
    DateTimeOffset? DispatchedAt = null,
    string? Courier = null,
    DateTimeOffset? ClosedAt = null,
    string? CloseReason = null) : AggregateState
{
    [JsonIgnore]
    public string Number => Identifiers.NumberOf(Id);

    [JsonIgnore]
    public Fulfilment Fulfilment => Address is null ? Fulfilment.Pickup : Fulfilment.Delivery;

    [JsonIgnore]
    public decimal Total
    {
        get
        {
            var sum = Aggregates.Currency.Known[Currency].Scaled(0m);
            // By place: an enumerator for each look at the total is much of what a command costs.
            for (var place = 0; place < Lines.Count; place++)
            {
                sum += Lines[place].SubTotal;
            }

            return sum;
        }
    }

    public OrderLine? Line(string orderItemId) => Lines.FirstOrDefault(line => line.OrderItemId == orderItemId);

    public static Order Evolve(Order? order, OrderEvent happened, DateTimeOffset at) => Next(order, happened, at) with { ChangedAt = at };

    private static Order Next(Order? order, OrderEvent happened, DateTimeOffset at) => happened switch
    {
        OrderOpened opened => new Order(
            opened.Id, opened.CustomerId, opened.CustomerKnown, opened.Currency, OrderStatus.Open, Lines: [], OpenedAt: at, ChangedAt: at),
        ItemAddedToOrder added => order! with
        {
            Lines = [.. order.Lines, new OrderLine(
                added.OrderItemId, added.MenuItemId, added.Description, added.Quantity, added.Price, added.MenuItemVersion, added.QuotedAt)],
        },
        ItemQuantityChanged changed => order! with
        {
            Lines = [.. order.Lines.Select(line => line.OrderItemId == changed.OrderItemId ? line with { Quantity = changed.Quantity } : line)],
        },
        ItemRemovedFromOrder removed => order! with
        {
            Lines = [.. order.Lines.Where(line => line.OrderItemId != removed.OrderItemId)],
        },
        DeliveryAddressAddedToOrder added => order! with { Address = new DeliveryAddress(added.AddressId, added.NickName, added.Location) },
        OrderPickupChosen => order! with { Address = null },
        OrderNoteSet set => order! with { Note = set.Note },
        OrderPlaced placed => order! with
        {
            Status = OrderStatus.Placed,
            CustomerKnown = true,
            PlacedAt = at,
            AcceptBy = placed.AcceptBy,
            Lines = [.. placed.Lines.Select(line => new OrderLine(
                line.OrderItemId, line.MenuItemId, line.Description, line.Quantity, line.Price, line.MenuItemVersion, QuotedAt: at))],
        },
        OrderAccepted accepted => order! with { Status = OrderStatus.Accepted, AcceptedAt = at, PromisedAt = accepted.PromisedAt },
        OrderPreparationStarted => order! with { Status = OrderStatus.Preparing, PreparingAt = at },
        OrderReady => order! with { Status = OrderStatus.Ready, ReadyAt = at },
        OrderDispatched dispatched => order! with { Status = OrderStatus.OutForDelivery, DispatchedAt = at, Courier = dispatched.Courier },
        OrderCompleted => order! with { Status = OrderStatus.Completed, ClosedAt = at },
        OrderCanceled canceled => order! with { Status = OrderStatus.Canceled, ClosedAt = at, CloseReason = canceled.Reason },
        OrderRejected rejected => order! with { Status = OrderStatus.Rejected, ClosedAt = at, CloseReason = rejected.Reason },
        OrderExpired => order! with { Status = OrderStatus.Expired, ClosedAt = at, CloseReason = "abandoned" },
        _ => throw new InvalidOperationException($"An order does not evolve by {happened.GetType().Name}."),
    };
}

/// <param name="Price">Of one, as quoted when the line was added or as accepted when the order was placed.</param>
public sealed record OrderLine(
    string OrderItemId,
    string MenuItemId,
    string Description,
    int Quantity,
    decimal Price,
    long MenuItemVersion,
    DateTimeOffset QuotedAt)
{
    [JsonIgnore]
    public decimal SubTotal => Price * Quantity;
}

/// <summary>Where an order stands. The last four are final.</summary>
[JsonConverter(typeof(CamelCaseConverter<OrderStatus>))]
public enum OrderStatus
{
    Open,
    Placed,
    Accepted,
    Preparing,
    Ready,
    OutForDelivery,
    Completed,
    Canceled,
    Rejected,
    Expired,
}

/// <summary>How an order gets to the customer.</summary>
[JsonConverter(typeof(CamelCaseConverter<Fulfilment>))]
public enum Fulfilment
{
    Pickup,
    Delivery,
}
