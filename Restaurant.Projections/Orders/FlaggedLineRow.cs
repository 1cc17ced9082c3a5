namespace Restaurant.Projections.Orders;

/// <summary>A row of <c>orders_lines</c> with what has become of its menu item.</summary>
internal sealed record FlaggedLineRow : OrderLineRow
{
    /// <summary>See <see cref="FlaggedItem.Flag"/>.</summary>
    public string? Flag { get; init; }
}
