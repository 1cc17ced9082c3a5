using System.Text.Json.Serialization;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Orders;
using Restaurant.Api.Customers;
using Restaurant.Projections.Orders;

namespace Restaurant.Api.Orders;

/// <summary>An order as callers see it.</summary>
/// <param name="Placed">Whether it ever was, also when it was closed afterwards.</param>
/// <param name="Actions">The names of the commands that its state and data allow, whoever asks.</param>
internal sealed record OrderRepresentation(
    string Id,
    string Number,
    string CustomerId,
    bool CustomerKnown,
    OrderStatus Status,
    bool Placed,
    Fulfilment Fulfilment,
    AddressRepresentation? Address,
    IReadOnlyList<OrderRepresentation.ItemRepresentation> Items,
    decimal Total,
    string Currency,
    string? Note,
    string? Courier,
    DateTimeOffset OpenedAt,
    DateTimeOffset? PlacedAt,
    DateTimeOffset? AcceptBy,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? PromisedAt,
    DateTimeOffset? PreparingAt,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? DispatchedAt,
    DateTimeOffset? ClosedAt,
    string? CloseReason,
    long Version,
    IReadOnlyList<string> Actions)
{
    public static OrderRepresentation Of(Order order, long version) => Of(order, version, flags: null);

    public static OrderRepresentation Of(OrderEntry entry) => Of(entry.Order, entry.Version, entry.Flags);

    /// <summary>The order as it was, without flags: those are of the present.</summary>
    public static OrderRepresentation Of(PastState past) => Of((Order)past.State, past.Event.Version);

    private static OrderRepresentation Of(Order order, long version, IReadOnlyDictionary<string, string>? flags) => new(
        order.Id,
        order.Number,
        order.CustomerId,
        order.CustomerKnown,
        order.Status,
        Placed: order.PlacedAt is not null,
        order.Fulfilment,
        order.Address is { } address ? AddressRepresentation.Of(address) : null,
        [.. order.Lines.Select(line => new ItemRepresentation(
            line.OrderItemId, line.MenuItemId, line.Description, line.Quantity, line.Price, line.SubTotal, flags?.GetValueOrDefault(line.OrderItemId)))],
        order.Total,
        order.Currency,
        order.Note?.Text,
        order.Courier,
        order.OpenedAt,
        order.PlacedAt,
        order.AcceptBy,
        order.AcceptedAt,
        order.PromisedAt,
        order.PreparingAt,
        order.ReadyAt,
        order.DispatchedAt,
        order.ClosedAt,
        order.CloseReason,
        version,
        OrderLifecycle.Actions(order, version));

    /// <param name="Flag"><c>removed</c> or <c>unavailable</c>: what became of the menu item. Only the read side knows it.</param>
    internal sealed record ItemRepresentation(
        string Id,
        string MenuItemId,
        string Description,
        int Quantity,
        decimal Price,
        decimal SubTotal,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Flag);
}
