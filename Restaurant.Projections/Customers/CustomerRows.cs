using Restaurant.Actors.Customers;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Customers;

/// <summary>Puts customers together from their rows.</summary>
internal static class CustomerRows
{
    public static async Task<IReadOnlyList<Entity<Customer>>> LoadAsync(
        ReadModelTransaction transaction, string[] ids, CancellationToken cancellation) =>
        await WithAddressesAsync(
            transaction,
            await transaction.QueryAsync<CustomerRow>(
                $"select {ReadTable<CustomerRow>.Columns("c")} from {transaction.Sql.RowsOf($"customers{transaction.Suffix}", "id", "c")}", ids, cancellation),
            cancellation);

    /// <summary>The customers of these rows, in the same order.</summary>
    public static async Task<IReadOnlyList<Entity<Customer>>> WithAddressesAsync(
        ReadModelTransaction transaction, IEnumerable<CustomerRow> customers, CancellationToken cancellation)
    {
        var rows = customers.ToList();
        var addresses = (await transaction.QueryAsync<CustomerAddressRow>(
            $"select {ReadTable<CustomerAddressRow>.Columns("a")} from {transaction.Sql.RowsOf($"customers_addresses{transaction.Suffix}", "customer_id", "a")} order by a.customer_id, a.position",
            [.. rows.Select(customer => customer.Id)],
            cancellation)).ToLookup(address => address.CustomerId);
        return [.. rows.Select(customer => customer.ToEntity(addresses[customer.Id]))];
    }
}
