using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Menu;

/// <summary>Each menu item as its events add up, and what orders do to it.</summary>
public sealed class MenuProjection : IProjection
{
    public string Name => "menu";

    public int Version => 2;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = [Catalog.Of<MenuItem>(), Catalog.Of<Order>()];

    public IReadOnlyList<ReadTable> Tables { get; } = [MenuRow.Table, MenuCounters.Table];

    public string Ddl(string suffix) =>
        $"""
        create table menu{suffix}
        (
            id                 text    not null primary key,
            description        text    not null,
            description_lower  text    not null,
            price              integer not null,
            currency           text    not null,
            category           text,
            available          boolean not null,
            unavailable_reason text,
            removed            boolean not null,
            updated_at         text    not null,
            version            integer not null
        );
        create index menu{suffix}_by_description on menu{suffix} (description, id);
        create index menu{suffix}_by_price on menu{suffix} (price, id);

        create table menu_counters{suffix}
        (
            id            text    not null primary key,
            popularity    integer not null,
            times_ordered integer not null,
            units_sold    integer not null
        );
        create index menu_counters{suffix}_by_popularity on menu_counters{suffix} (popularity, id);
        """;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var before = (await transaction.QueryAsync<MenuRow>(
            $"select {ReadTable<MenuRow>.Columns("m")} from {transaction.Sql.RowsOf($"menu{transaction.Suffix}", "id", "m")}", EntityFold.IdsOf<MenuItem>(rows), cancellation))
            .Select(row => row.ToEntity()).ToDictionary(item => item.State.Id);
        var after = EntityFold.Evolve<MenuItem, MenuEvent>(rows, before, MenuItem.Evolve);

        await transaction.UpsertAsync(MenuRow.Table, after.Values.Select(MenuRow.Of), cancellation);
        await transaction.AddAsync(MenuCounters.Table, MenuCounters.Added, MenuCounters.Of(rows), cancellation);
    }
}
