using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Projections.Sales;

/// <summary>An order that was placed, or that was taken back after it: then all of it counts negative.</summary>
/// <param name="Day">The business day of placing, also when it is taken back on a later one.</param>
/// <param name="Sign">1, or -1 for one that is taken back.</param>
internal sealed record Sale(string Day, int Sign, IReadOnlyList<PlacedLine> Lines, decimal Total, Currency Currency)
{
    /// <summary>What these rows of the journal add to the sales and take back from them.</summary>
    public static IReadOnlyList<Sale> Of(IReadOnlyList<JournalRow> rows, BusinessDays days) =>
        [.. rows.Select(row => row.Event).OfType<StoredEvent>().Select(stored => Of(stored, days)).OfType<Sale>()];

    private static Sale? Of(StoredEvent stored, BusinessDays days)
    {
        return stored.Data switch
        {
            OrderPlaced placed => At(stored.Timestamp, sign: 1, placed.Lines, placed.Total, placed.Currency),
            OrderRejected rejected => At(rejected.PlacedAt, sign: -1, rejected.Lines, rejected.Total, rejected.Currency),
            OrderCanceled { PlacedAt: { } placedAt } canceled => At(placedAt, sign: -1, canceled.Lines, canceled.Total, canceled.Currency),
            _ => null,
        };

        Sale At(DateTimeOffset placedAt, int sign, IReadOnlyList<PlacedLine> lines, decimal total, string currency) =>
            new(BusinessDays.Format(days.Of(placedAt)), sign, lines, total, Currency.Known[currency]);
    }
}
