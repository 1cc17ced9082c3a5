using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Sales;

/// <summary>Sales as reports show them. Where nothing was sold there is no row, nor where all that was sold was taken back.</summary>
public sealed class SalesView(RestaurantDatabase database)
{
    /// <summary>What was sold on each of the days.</summary>
    /// <param name="first">The first day, or null for all from the beginning on.</param>
    /// <param name="last">The last day, or null for all to the end.</param>
    public Task<IReadOnlyList<DaySales>> ByDayAsync(DateOnly? first, DateOnly? last, CancellationToken cancellation)
    {
        var (sql, parameters) = DayStatement(first, last);
        return database.ReadAsync<IReadOnlyList<DaySales>>(
            async snapshot =>
            [
                .. (await snapshot.QueryAsync<DaySalesRow>(sql, parameters, cancellation))
                    .Select(row => new DaySales(row.Id, row.Orders, row.Units, Currency.Known[row.Currency].FromMinor(row.Total), row.Currency)),
            ],
            cancellation);
    }

    /// <summary>What was sold of each menu item on all of the days together, that with the highest total first, and then by id.</summary>
    /// <inheritdoc cref="ByDayAsync"/>
    public Task<IReadOnlyList<ItemSales>> ByItemAsync(DateOnly? first, DateOnly? last, CancellationToken cancellation)
    {
        var (sql, parameters) = ItemStatement(first, last);
        return database.ReadAsync<IReadOnlyList<ItemSales>>(
            async snapshot =>
            [
                .. (await snapshot.QueryAsync<ItemTotal>(sql, parameters, cancellation))
                    .Select(row => new ItemSales(row.MenuItemId, row.Description, row.Orders, row.Units, Currency.Known[row.Currency].FromMinor(row.Total), row.Currency)),
            ],
            cancellation);
    }

    internal static (string Sql, DynamicParameters Parameters) DayStatement(DateOnly? first, DateOnly? last)
    {
        var where = OfDays("d", first, last);
        return ($"select {ReadTable<DaySalesRow>.Columns("d")} from sales_by_day d {where.And("d.orders > 0")} order by d.id", where.Parameters);
    }

    internal static (string Sql, DynamicParameters Parameters) ItemStatement(DateOnly? first, DateOnly? last)
    {
        // As bigint, which PostgreSQL makes something larger of when it adds up.
        static string Sum(string column) => $"cast(sum(i.{column}) as bigint) as {column}";

        var where = OfDays("i", first, last);
        return (
            $"""
            select s.menu_item_id as MenuItemId, m.description as Description, s.orders as Orders, s.units as Units, s.total as Total, s.currency as Currency
            from (select i.menu_item_id, {Sum("orders")}, {Sum("units")}, {Sum("total")}, min(i.currency) as currency
                  from sales_by_item i {where} group by i.menu_item_id having sum(i.orders) > 0) s
            left join menu m on m.id = s.menu_item_id
            order by s.total desc, s.menu_item_id
            """,
            where.Parameters);
    }

    private static Conditions OfDays(string table, DateOnly? first, DateOnly? last)
    {
        var where = new Conditions();
        where.AddIf(first is not null, $"{table}.id >= @first", ("first", first is { } earliest ? BusinessDays.Format(earliest) : null));
        // Behind whatever follows the day in an id: a space.
        where.AddIf(last is not null, $"{table}.id < @behind", ("behind", last is { } latest ? $"{BusinessDays.Format(latest)}!" : null));
        return where;
    }

    private sealed record ItemTotal
    {
        public required string MenuItemId { get; init; }

        public required string? Description { get; init; }

        public required long Orders { get; init; }

        public required long Units { get; init; }

        public required long Total { get; init; }

        public required string Currency { get; init; }
    }
}

/// <param name="Day">The business day: <c>2026-11-25</c>.</param>
public sealed record DaySales(string Day, long Orders, long Units, decimal Total, string Currency);

/// <param name="Description">As the menu has it now, also of a removed item; null when the menu does not know it.</param>
/// <param name="Orders">How many orders it is in.</param>
public sealed record ItemSales(string MenuItemId, string? Description, long Orders, long Units, decimal Total, string Currency);
