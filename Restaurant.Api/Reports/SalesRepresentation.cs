using System.Text.Json.Serialization;
using Restaurant.Projections.Sales;

namespace Restaurant.Api.Reports;

/// <summary>What was sold on a business day, or of a menu item.</summary>
[JsonDerivedType(typeof(OfDay))]
[JsonDerivedType(typeof(OfItem))]
internal abstract record SalesRepresentation
{
    private SalesRepresentation()
    {
    }

    public static SalesRepresentation Of(DaySales sales) => new OfDay(sales.Day, sales.Orders, sales.Units, sales.Total, sales.Currency);

    public static SalesRepresentation Of(ItemSales sales) =>
        new OfItem(sales.MenuItemId, sales.Description, sales.Orders, sales.Units, sales.Total, sales.Currency);

    /// <inheritdoc cref="DaySales"/>
    internal sealed record OfDay(string Day, long Orders, long Units, decimal Total, string Currency) : SalesRepresentation;

    /// <inheritdoc cref="ItemSales"/>
    internal sealed record OfItem(string MenuItemId, string? Description, long Orders, long Units, decimal Total, string Currency) : SalesRepresentation;
}
