using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Customers;

/// <summary>Each customer as its events add up.</summary>
public sealed class CustomersProjection : IProjection
{
    public string Name => "customers";

    public int Version => 1;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = [Catalog.Of<Customer>()];

    public IReadOnlyList<ReadTable> Tables { get; } = [CustomerRow.Table, CustomerAddressRow.Table];

    public string Ddl(string suffix) =>
        $"""
        create table customers{suffix}
        (
            id           text    not null primary key,
            email        text,
            verified     boolean not null,
            signed_up_at text,
            version      integer not null
        );
        create index customers{suffix}_oldest on customers{suffix} (signed_up_at, id) where signed_up_at is not null;

        create table customers_addresses{suffix}
        (
            customer_id text    not null,
            id          text    not null,
            position    integer not null,
            nick_name   text    not null,
            location    text,
            primary key (customer_id, id)
        );
        """;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var before = (await CustomerRows.LoadAsync(transaction, EntityFold.IdsOf<Customer>(rows), cancellation)).ToDictionary(customer => customer.State.Id);
        var after = EntityFold.Evolve<Customer, CustomerEvent>(rows, before, Customer.Evolve);

        await transaction.UpsertAsync(CustomerRow.Table, after.Values.Select(CustomerRow.Of), cancellation);
        await transaction.ReplaceAsync(
            CustomerAddressRow.Table, AddressesOf(before.Values), AddressesOf(after.Values), address => (address.CustomerId, address.Id), cancellation);
    }

    private static IEnumerable<CustomerAddressRow> AddressesOf(IEnumerable<Entity<Customer>> customers) => customers.SelectMany(customer => CustomerAddressRow.Of(customer.State));
}
