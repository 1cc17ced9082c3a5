using System.Globalization;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Menu;

/// <summary>The menu as queries answer it.</summary>
public sealed class MenuView(RestaurantDatabase database)
{
    // SQLite joins in this order of tables: the list is then read off the index of the sorted column. PostgreSQL finds the order itself.
    private const string ItemsThenCounters = "menu m cross join menu_counters c";
    private const string CountersThenItems = "menu_counters c cross join menu m";

    private const string Joined = "c.id = m.id";

    private static readonly string Columns =
        $"{ReadTable<MenuRow>.Columns("m")}, {ReadTable<MenuCounters>.Columns("c")}";

    public Task<MenuEntry?> FindAsync(string id, CancellationToken cancellation) =>
        database.ReadAsync(
            async snapshot => (await QueryAsync(snapshot, $"select {Columns} from {ItemsThenCounters} where {Joined} and m.id = @id", new { id }, cancellation)).SingleOrDefault(),
            cancellation);

    /// <summary>Removed items are left out unless they are asked for. Items that are alike in what is sorted by are sorted by their ids.</summary>
    /// <exception cref="CursorMismatchException">The cursor was made for another list or another sort.</exception>
    public Task<Page<MenuEntry>> ListAsync(MenuQuery query, CancellationToken cancellation)
    {
        Cursor.Demand(query.After, query.Order);
        var (sql, parameters) = Statement(query, database.Sql);
        return database.ReadAsync(
            async snapshot => Page<MenuEntry>.Of(
                await QueryAsync(snapshot, sql, parameters, cancellation), query.Limit, last => new Cursor(query.Order, KeyOf(last, query.Sort), last.Item.Id)),
            cancellation);
    }

    internal static (string Sql, DynamicParameters Parameters) Statement(MenuQuery query, SqlDialect sql)
    {
        var (tables, column, id) = query.Sort switch
        {
            MenuSort.Description => (ItemsThenCounters, "m.description", "m.id"),
            MenuSort.Price => (ItemsThenCounters, "m.price", "m.id"),
            MenuSort.Popularity => (CountersThenItems, "c.popularity", "c.id"),
            _ => throw new InvalidOperationException($"The menu is not sorted by {query.Sort}."),
        };
        var (direction, behind) = query.Descending ? ("desc", "<") : ("asc", ">");
        var where = new Conditions();
        where.Add(Joined);
        where.AddIf(!query.IncludeRemoved, "not m.removed");
        where.AddIf(query.Text is not null, sql.Contains("m.description_lower", "@text"), ("text", query.Text is null ? null : MenuRow.Searchable(query.Text)));
        where.AddIf(query.Category is not null, "m.category = @category", ("category", query.Category));
        where.AddIf(query.Available is not null, "m.available = @available", ("available", query.Available));
        where.AddIf(query.After is not null, $"({column}, {id}) {behind} (@key, @id)", ("key", KeyOf(query.After, query.Sort)), ("id", query.After?.Id));
        return ($"select {Columns} from {tables} {where} order by {column} {direction}, {id} {direction} limit {query.Limit + 1}", where.Parameters);
    }

    private static async Task<IReadOnlyList<MenuEntry>> QueryAsync(
        ReadModelTransaction snapshot, string sql, object parameters, CancellationToken cancellation) =>
    [
        .. await snapshot.Connection.QueryAsync<MenuRow, MenuCounters, MenuEntry>(
            new CommandDefinition(sql, parameters, snapshot.Transaction, cancellationToken: cancellation),
            (row, counters) =>
            {
                var item = row.ToEntity();
                return new MenuEntry(item.State, item.Version, counters.Popularity, counters.TimesOrdered, counters.UnitsSold);
            },
            splitOn: nameof(MenuCounters.Id)),
    ];

    private static string KeyOf(MenuEntry entry, MenuSort sort) => sort switch
    {
        MenuSort.Description => entry.Item.Description,
        MenuSort.Price => Currency.Known[entry.Item.Currency].ToMinor(entry.Item.Price).ToString(CultureInfo.InvariantCulture),
        MenuSort.Popularity => entry.Popularity.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"There is no order by {sort}."),
    };

    private static object? KeyOf(Cursor? cursor, MenuSort sort) =>
        cursor is null || sort == MenuSort.Description ? cursor?.Key
        : long.TryParse(cursor.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new CursorMismatchException();
}

/// <param name="Popularity">How often it was added to an order.</param>
/// <param name="TimesOrdered">In how many placed orders it is.</param>
/// <param name="UnitsSold">How many of it are in those.</param>
public sealed record MenuEntry(MenuItem Item, long Version, long Popularity, long TimesOrdered, long UnitsSold);

/// <summary>What the menu can be sorted by.</summary>
public enum MenuSort
{
    Description,
    Price,
    Popularity,
}

/// <summary>Which menu items are asked for, and in which order. What is null does not matter.</summary>
/// <param name="Text">Anywhere in the description, in whatever case.</param>
/// <param name="Limit">The most that one page holds.</param>
/// <param name="After">Where the page begins.</param>
public sealed record MenuQuery(
    string? Text,
    string? Category,
    bool? Available,
    MenuSort Sort,
    bool Descending,
    bool IncludeRemoved,
    int Limit,
    Cursor? After)
{
    /// <summary>As it stands in the contract: <c>description</c>, <c>-price</c>.</summary>
    internal string Order => (Descending ? "-" : "") + CamelCase.Name(Sort);
}
