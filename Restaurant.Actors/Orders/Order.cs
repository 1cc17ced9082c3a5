using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Actors.Orders;

/// <summary>An order from opening to its end.</summary>
/// <param name="CustomerKnown">Whether the customer was known when last looked at.</param>
/// <param name="Address">Null for pickup.</param>
/// <param name="AcceptBy">Null until it is placed.</param>
/// <param name="CloseReason">Why it was closed early, or null.</param>
public sealed record Order(
    string Id,
    string CustomerId,
    bool CustomerKnown,
    string Currency,
    OrderStatus Status,
    IReadOnlyList<OrderLine> Lines,
    DateTimeOffset OpenedAt,
    DeliveryAddress? Address = null,
    Personal? Note = null,
    DateTimeOffset? PlacedAt = null,
    DateTimeOffset? AcceptBy = null,
    DateTimeOffset? ClosedAt = null,
    string? CloseReason = null) : AggregateState
{
    [JsonIgnore]
    public string Number => Identifiers.NumberOf(Id);

    [JsonIgnore]
    public Fulfilment Fulfilment => Address is null ? Fulfilment.Pickup : Fulfilment.Delivery;

    [JsonIgnore]
    public decimal Total => Lines.Aggregate(Aggregates.Currency.Known[Currency].Scaled(0m), (sum, line) => sum + line.SubTotal);

    public OrderLine? Line(string orderItemId) => Lines.FirstOrDefault(line => line.OrderItemId == orderItemId);

    public static Order Evolve(Order? order, OrderEvent happened, DateTimeOffset at) => happened switch
    {
        OrderOpened opened => new Order(
            opened.Id, opened.CustomerId, opened.CustomerKnown, opened.Currency, OrderStatus.Open, Lines: [], OpenedAt: at),
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
        OrderPlaced placed => order! with
        {
            Status = OrderStatus.Placed,
            CustomerKnown = true,
            PlacedAt = at,
            AcceptBy = placed.AcceptBy,
            Lines = [.. placed.Lines.Select(line => new OrderLine(
                line.OrderItemId, line.MenuItemId, line.Description, line.Quantity, line.Price, line.MenuItemVersion, QuotedAt: at))],
        },
        OrderCanceled canceled => order! with { Status = OrderStatus.Canceled, ClosedAt = at, CloseReason = canceled.Reason },
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
