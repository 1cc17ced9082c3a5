using Restaurant.Actors.Customers;
using Restaurant.Projections.Customers;

namespace Restaurant.Api.Customers;

/// <summary>A customer as callers see it; an erased one has nothing but an id and a version.</summary>
internal sealed record CustomerRepresentation(
    string Id,
    string? Email,
    bool Verified,
    DateTimeOffset? SignedUpAt,
    IReadOnlyList<AddressRepresentation> Addresses,
    long Version)
{
    public static CustomerRepresentation Of(Customer customer, long version) => new(
        customer.Id, customer.Email?.Text, customer.Verified, customer.SignedUpAt, [.. customer.Addresses.Select(AddressRepresentation.Of)], version);

    public static CustomerRepresentation Of(CustomerEntry entry) => Of(entry.Customer, entry.Version);
}
