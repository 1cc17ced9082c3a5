using System.Text.Json.Serialization;
using Restaurant.Actors.Orders;
using Restaurant.Api.Customers;
using Restaurant.Projections.Orders;

namespace Restaurant.Api.Kitchen;

/// <summary>An order as the kitchen sees it on its board: placed, and not closed.</summary>
/// <param name="Actions">The names of the commands that its state and data allow, whoever asks.</param>
internal sealed record BoardOrderRepresentation(
    string Id,
    string Number,
    OrderStatus Status,
    Fulfilment Fulfilment,
    AddressRepresentation? Address,
    IReadOnlyList<BoardOrderRepresentation.LineRepresentation> Items,
    string? Note,
    string? Courier,
    DateTimeOffset PlacedAt,
    DateTimeOffset AcceptBy,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? PromisedAt,
    DateTimeOffset? PreparingAt,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? DispatchedAt,
    long Version,
    IReadOnlyList<string> Actions)
{
    public static BoardOrderRepresentation Of(OrderEntry entry)
    {
        var order = entry.Order;
        return new BoardOrderRepresentation(
            order.Id,
            order.Number,
            order.Status,
            order.Fulfilment,
            order.Address is { } address ? AddressRepresentation.Of(address) : null,
            [.. order.Lines.Select(line => new LineRepresentation(
                line.OrderItemId, line.MenuItemId, line.Description, line.Quantity, entry.Flags.GetValueOrDefault(line.OrderItemId)))],
            order.Note?.Text,
            order.Courier,
            order.PlacedAt!.Value,
            order.AcceptBy!.Value,
            order.AcceptedAt,
            order.PromisedAt,
            order.PreparingAt,
            order.ReadyAt,
            order.DispatchedAt,
            entry.Version,
            OrderLifecycle.Actions(order, entry.Version));
    }

    /// <param name="Flag"><c>removed</c> or <c>unavailable</c>: what became of the menu item.</param>
    internal sealed record LineRepresentation(
        string Id,
        string MenuItemId,
        string Description,
        int Quantity,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Flag);
}
