using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Sales;

/// <summary>What was sold on each business day, as a whole and of each menu item. An order counts from placing on, and not any more once it was rejected or canceled.</summary>
public sealed class SalesProjection(TimeZoneInfo timeZone) : IProjection
{
    private readonly BusinessDays _days = new(timeZone);

    public string Name => "sales";

    public int Version => 1;

    public string Setting => _days.TimeZone.Id;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = [Catalog.Of<Order>()];

    public IReadOnlyList<ReadTable> Tables { get; } = [DaySalesRow.Table, ItemSalesRow.Table];

    public string Ddl(string suffix) =>
        $"""
        create table sales_by_day{suffix}
        (
            id       text    not null primary key,
            orders   integer not null,
            units    integer not null,
            total    integer not null,
            currency text    not null
        );

        create table sales_by_item{suffix}
        (
            id           text    not null primary key,
            menu_item_id text    not null,
            orders       integer not null,
            units        integer not null,
            total        integer not null,
            currency     text    not null
        );
        """;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var sales = Sale.Of(rows, _days);
        await transaction.AddAsync(DaySalesRow.Table, DaySalesRow.Added, DaySalesRow.Of(sales), cancellation);
        await transaction.AddAsync(ItemSalesRow.Table, ItemSalesRow.Added, ItemSalesRow.Of(sales), cancellation);
    }
}
