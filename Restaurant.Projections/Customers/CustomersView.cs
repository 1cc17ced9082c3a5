using Dapper;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Customers;

/// <summary>Customers as queries answer them.</summary>
public sealed class CustomersView(RestaurantDatabase database)
{
    private const string OldestFirst = "signedUpAt";

    public Task<CustomerEntry?> FindAsync(string id, CancellationToken cancellation) =>
        database.ReadAsync(
            async snapshot => (await CustomerRows.LoadAsync(snapshot, [id], cancellation))
                .Select(customer => new CustomerEntry(customer.State, customer.Version)).SingleOrDefault(),
            cancellation);

    /// <summary>By the time of signing up and the id. Erased ones have no such time, and are left out.</summary>
    /// <param name="limit">The most that the page holds.</param>
    /// <exception cref="CursorMismatchException">The cursor is one of another list.</exception>
    public Task<Page<CustomerEntry>> ListAsync(int limit, Cursor? after, CancellationToken cancellation)
    {
        Cursor.Demand(after, OldestFirst);
        var (sql, parameters) = Statement(limit, after);
        return database.ReadAsync(
            async snapshot =>
            {
                var rows = Page<CustomerRow>.Of(
                    [.. await snapshot.QueryAsync<CustomerRow>(sql, parameters, cancellation)], limit, last => new Cursor(OldestFirst, last.SignedUpAt!, last.Id));
                var customers = await CustomerRows.WithAddressesAsync(snapshot, rows.Items, cancellation);
                return new Page<CustomerEntry>([.. customers.Select(customer => new CustomerEntry(customer.State, customer.Version))], rows.Next);
            },
            cancellation);
    }

    internal static (string Sql, DynamicParameters Parameters) Statement(int limit, Cursor? after)
    {
        var where = new Conditions();
        where.Add("c.signed_up_at is not null");
        where.AddIf(after is not null, "(c.signed_up_at, c.id) > (@key, @id)", ("key", after?.Key), ("id", after?.Id));
        return ($"select {ReadTable<CustomerRow>.Columns("c")} from customers c {where} order by c.signed_up_at, c.id limit {limit + 1}", where.Parameters);
    }
}

public sealed record CustomerEntry(Customer Customer, long Version);
