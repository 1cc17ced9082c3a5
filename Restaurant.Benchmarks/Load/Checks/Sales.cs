namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>What was sold of a menu item.</summary>
/// <param name="Orders">In how many orders.</param>
/// <param name="Total">In the restaurant's currency.</param>
internal sealed record Sales(long Orders, long Units, decimal Total)
{
    public static readonly Sales None = new(0, 0, 0);

    /// <summary>By the menu item's id.</summary>
    public static IReadOnlyDictionary<string, Sales> Of(IEnumerable<OrderHistory> histories) => histories
        .SelectMany(history => history.Sold.Select(line => (history.Id, Line: line)))
        .GroupBy(sold => sold.Line.MenuItemId)
        .ToDictionary(
            item => item.Key,
            item => new Sales(item.DistinctBy(sold => sold.Id).Count(), item.Sum(sold => sold.Line.Quantity), item.Sum(sold => sold.Line.SubTotal)));
}
