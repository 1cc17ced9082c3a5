using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Orders;

/// <summary>A row of <c>orders_lines</c>.</summary>
internal record OrderLineRow
{
    public static readonly ReadTable<OrderLineRow> Table = new("orders_lines", "order_id", "id");

    /// <summary>The first column: behind an outer join, its null says that there is no line.</summary>
    public required string OrderId { get; init; }

    public required string Id { get; init; }

    /// <summary>From 0 on; it changes when a line before it is removed.</summary>
    public required long Position { get; init; }

    public required string MenuItemId { get; init; }

    public required string Description { get; init; }

    public required int Quantity { get; init; }

    public required long Price { get; init; }

    public required long SubTotal { get; init; }

    public required long MenuItemVersion { get; init; }

    public required string QuotedAt { get; init; }

    /// <summary>The lines of an order that do not stand in the same place of another version of it. Few: most commands leave most lines alone.</summary>
    public static IEnumerable<OrderLineRow> OfWhatDiffers(Order? order, Order? other) =>
        order?.Lines.Select((line, position) => (Line: line, Position: position))
            .Where(here => other?.Lines.ElementAtOrDefault(here.Position) != here.Line)
            .Select(here => Of(order, here.Line, here.Position))
        ?? [];

    private static OrderLineRow Of(Order order, OrderLine line, int position)
    {
        var currency = Currency.Known[order.Currency];
        return new OrderLineRow
        {
            OrderId = order.Id,
            Id = line.OrderItemId,
            Position = position,
            MenuItemId = line.MenuItemId,
            Description = line.Description,
            Quantity = line.Quantity,
            Price = currency.ToMinor(line.Price),
            SubTotal = currency.ToMinor(line.SubTotal),
            MenuItemVersion = line.MenuItemVersion,
            QuotedAt = Timestamps.Format(line.QuotedAt),
        };
    }

    public OrderLine ToLine(Currency currency) =>
        new(Id, MenuItemId, Description, Quantity, currency.FromMinor(Price), MenuItemVersion, Timestamps.Parse(QuotedAt));
}
