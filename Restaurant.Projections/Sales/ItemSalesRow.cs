using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Sales;

/// <summary>A row of <c>sales_by_item</c>: a menu item on a business day.</summary>
internal sealed record ItemSalesRow
{
    public static readonly ReadTable<ItemSalesRow> Table = new("sales_by_item", "id");

    /// <summary>The columns that add up.</summary>
    public static readonly string[] Added = ["orders", "units", "total"];

    /// <summary>The day and the item with a space between, so that the rows of some days lie side by side in the index.</summary>
    public required string Id { get; init; }

    public required string MenuItemId { get; init; }

    /// <summary>How many orders it is in.</summary>
    public required long Orders { get; init; }

    public required long Units { get; init; }

    /// <summary>In minor units.</summary>
    public required long Total { get; init; }

    public required string Currency { get; init; }

    /// <summary>What is added, at most one entry for each item and day. An order in which the item stands twice is one.</summary>
    public static IEnumerable<ItemSalesRow> Of(IReadOnlyList<Sale> sales) =>
        from sale in sales
        from item in sale.Lines.GroupBy(line => line.MenuItemId)
        group (Sale: sale, Lines: item) by (sale.Day, MenuItemId: item.Key) into sold
        select new ItemSalesRow
        {
            Id = $"{sold.Key.Day} {sold.Key.MenuItemId}",
            MenuItemId = sold.Key.MenuItemId,
            Orders = sold.Sum(part => part.Sale.Sign),
            Units = sold.Sum(part => part.Sale.Sign * part.Lines.Sum(line => (long)line.Quantity)),
            Total = sold.Sum(part => part.Sale.Sign * part.Lines.Sum(line => part.Sale.Currency.ToMinor(line.SubTotal))),
            Currency = sold.First().Sale.Currency.Code,
        };
}
