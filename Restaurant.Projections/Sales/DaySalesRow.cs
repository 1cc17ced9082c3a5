using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Sales;

/// <summary>A row of <c>sales_by_day</c>. Where all was taken back it stays, with zeros, whatever the batches in which that came.</summary>
internal sealed record DaySalesRow
{
    public static readonly ReadTable<DaySalesRow> Table = new("sales_by_day", "id");

    /// <summary>The columns that add up.</summary>
    public static readonly string[] Added = ["orders", "units", "total"];

    /// <summary>The business day: <c>2026-11-25</c>.</summary>
    public required string Id { get; init; }

    public required long Orders { get; init; }

    public required long Units { get; init; }

    /// <summary>In minor units.</summary>
    public required long Total { get; init; }

    public required string Currency { get; init; }

    /// <summary>What is added, at most one entry for each day.</summary>
    public static IEnumerable<DaySalesRow> Of(IReadOnlyList<Sale> sales) => sales
        .GroupBy(sale => sale.Day)
        .Select(day => new DaySalesRow
        {
            Id = day.Key,
            Orders = day.Sum(sale => sale.Sign),
            Units = day.Sum(sale => sale.Sign * sale.Lines.Sum(line => (long)line.Quantity)),
            Total = day.Sum(sale => sale.Sign * sale.Currency.ToMinor(sale.Total)),
            Currency = day.First().Currency.Code,
        });
}
