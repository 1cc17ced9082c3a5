using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Customers;

/// <summary>A row of <c>customers_addresses</c>.</summary>
internal sealed record CustomerAddressRow
{
    public static readonly ReadTable<CustomerAddressRow> Table = new("customers_addresses", "customer_id", "id");

    public required string CustomerId { get; init; }

    public required string Id { get; init; }

    /// <summary>From 0 on; it changes when an address before it is removed.</summary>
    public required long Position { get; init; }

    public required string NickName { get; init; }

    public required string? Location { get; init; }

    public static IEnumerable<CustomerAddressRow> Of(Customer customer) => customer.Addresses.Select((address, position) => new CustomerAddressRow
    {
        CustomerId = customer.Id,
        Id = address.Id,
        Position = position,
        NickName = address.NickName,
        Location = address.Location.Text,
    });

    public CustomerAddress ToAddress() => new(Id, NickName, new Personal(Location));
}
